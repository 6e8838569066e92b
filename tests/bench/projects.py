"""Projects to measure: manifests, their databases, and the same thing for Alembic."""
import hashlib
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = """gitmig: 1
version_locations: [versions]
models: schema
mode: {default: DEBUG}
databases: {DEBUG: {url: "sqlite:///app.db"}}
"""
QUIET = dict(check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
NO_CONFIG = tempfile.NamedTemporaryFile()  # empty: what is set in /dev/null takes its place
ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": NO_CONFIG.name, "NO_COLOR": "1",
    "GIT_AUTHOR_NAME": "Bench", "GIT_AUTHOR_EMAIL": "bench@example.com",
    "GIT_COMMITTER_NAME": "Bench", "GIT_COMMITTER_EMAIL": "bench@example.com"}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    return len(text)


def revision_id(number):
    return hashlib.sha1(b"%d" % number).hexdigest()[:12]


def operations(number):
    """Every tenth revision makes a table, the others add columns to the last one."""
    table = "t%d" % (number // 10)
    if number % 10 == 0:
        return ("  - create_table:\n      name: %s\n      columns:\n"
                "        - {name: id, type: integer, primary_key: true}\n"
                "        - {name: name, type: string(50), nullable: false}\n" % table,
                "  - drop_table: {name: %s}\n" % table)
    column = "c%d" % number
    return ("  - add_column:\n      table: %s\n      column: {name: %s, type: boolean, "
            "nullable: false, default: false}\n" % (table, column),
            "  - drop_column: {table: %s, column: %s}\n" % (table, column))


def manifest(number):
    up, down = operations(number)
    return ("gitmig: 1\nrevision: %s\nparents: [%s]\nmessage: Change number %d\n"
            "created: 2026-11-23T09:30:00Z\nauthor: Author Name <author@example.com>\n"
            "origin: manual\nupgrade:\n%sdowngrade:\n%s" % (
                revision_id(number),
                revision_id(number - 1) if number else "", number, up, down))


def git(folder, *argv):
    subprocess.run(("git", "-C", folder) + argv, **QUIET)


def commit_all(folder):
    git(folder, "init", "-q", "-b", "main", ".")
    write(folder + "/.gitignore", "app.db*\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "The project as it is")


def make(folder, count):
    """A committed project whose revisions do something; the bytes of its manifests."""
    write(folder + "/gitmig.yaml", CONFIG)
    size = sum(write("%s/versions/%s_change_number_%d.yaml" % (folder, revision_id(i), i),
                     manifest(i)) for i in range(count))
    commit_all(folder)
    return size


def make_graph(folder, shape, count, others=0, flat=True):
    """A committed project of make_graph.py's; the bytes of its manifests. others: files of
    an application beside them."""
    write(folder + "/gitmig.yaml", CONFIG)
    write(folder + "/empty.yaml", CONFIG.replace("app.db", "empty.db"))
    subprocess.run([sys.executable, HERE + "/make_graph.py", shape, str(count),
                    folder + "/versions", "--operations"] + (["--flat"] if flat else []),
                   **QUIET)
    for i in range(others):
        write("%s/app/%d/file%d.txt" % (folder, i // 100, i), "%d\n" % i)
    commit_all(folder)
    return sum(os.path.getsize(os.path.join(path, name))
               for path, _, names in os.walk(folder + "/versions") for name in names)


ALEMBIC_INI = "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///alembic.db\n"
ALEMBIC_ENV = """from alembic import context
from sqlalchemy import create_engine

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def alembic_script(number):
    table = "t%d" % (number // 10)
    if number % 10 == 0:
        up = ("op.create_table(%r, sa.Column('id', sa.Integer, primary_key=True), "
              "sa.Column('name', sa.String(50), nullable=False))" % table)
        down = "op.drop_table(%r)" % table
    else:
        up = ("op.add_column(%r, sa.Column('c%d', sa.Boolean, nullable=False, "
              "server_default='0'))" % (table, number))
        down = "op.drop_column(%r, 'c%d')" % (table, number)
    return ("import sqlalchemy as sa\nfrom alembic import op\n\nrevision = %r\n"
            "down_revision = %r\n\n\ndef upgrade():\n    %s\n\n\ndef downgrade():\n    %s\n" %
            (revision_id(number), revision_id(number - 1) if number else None, up, down))


def make_alembic(folder, count):
    write(folder + "/alembic.ini", ALEMBIC_INI)
    write(folder + "/alembic/env.py", ALEMBIC_ENV)
    for i in range(count):
        write("%s/alembic/versions/%s_.py" % (folder, revision_id(i)), alembic_script(i))


def make_models(folder, count):
    """The same tables as models of gitmig and as SQLAlchemy metadata, and a database that
    has them."""
    models, tables = ["tables:"], ["import sqlalchemy as sa", "metadata = sa.MetaData()"]
    for i in range(count):
        models.append(
            "  - name: t%d\n    columns:\n"
            "      - {name: id, type: integer, primary_key: true}\n"
            "      - {name: name, type: string(50), nullable: false}\n"
            "      - {name: done, type: boolean, nullable: false}\n"
            "      - {name: price, type: 'numeric(10,2)'}\n"
            "      - {name: created, type: datetime, nullable: false}\n"
            "      - {name: note, type: text}\n"
            "    indexes:\n      - {name: ix_t%d_name, columns: [name]}" % (i, i))
        tables.append(
            "sa.Table('t%d', metadata, sa.Column('id', sa.Integer, primary_key=True), "
            "sa.Column('name', sa.String(50), nullable=False, index=True), "
            "sa.Column('done', sa.Boolean, nullable=False), "
            "sa.Column('price', sa.Numeric(10, 2)), "
            "sa.Column('created', sa.DateTime, nullable=False), "
            "sa.Column('note', sa.Text))" % i)
    write(folder + "/gitmig.yaml", CONFIG)
    write(folder + "/schema/tables.yaml", "\n".join(models) + "\n")
    write(folder + "/metadata.py", "\n".join(tables) + "\n")
    os.makedirs(folder + "/versions", exist_ok=True)
    commit_all(folder)
