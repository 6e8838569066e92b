"""Side by side with Alembic: whatever its autogenerate detects, gitmig detects.

    side_by_side.py GITMIG PROVIDER

First the zoo: SQLAlchemy makes it, gitmig has nothing to say, then parts of it go missing.
Then one change of a model after the other, on a database with rows: what each of the two
detects is printed, what gitmig wrote is applied, and after that it has to be quiet."""

import contextlib
import importlib.util
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import warnings

try:
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import zoo
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

from changes import CHANGES  # noqa: E402

GITMIG, PROVIDER = sys.argv[1:3]
spec = importlib.util.spec_from_file_location("provider", PROVIDER)
provider = importlib.util.module_from_spec(spec)
spec.loader.exec_module(provider)

CONFIG = """gitmig: 1
models: models.yaml
mode: {default: DEBUG}
databases: {DEBUG: {url: "sqlite:///db.sqlite"}}
"""
OWN = ("gitmig_version", "gitmig_log", "sqlite_sequence")
failures = []
warnings.simplefilter("ignore")  # of what SQLAlchemy cannot see


def fail(where, text):
    failures.append(f"{where}: {text}")
    print(f"FAILED {where}: {text}")


def gitmig(*words, status=0):
    done = subprocess.run([GITMIG, *words, "--format", "json"], capture_output=True, text=True)
    if done.returncode != status:
        raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def engine():
    return sa.create_engine("sqlite:///db.sqlite")


def write_models(metadata):
    with open("models.yaml", "w", encoding="utf-8") as stream:
        with contextlib.redirect_stderr(io.StringIO()):  # what models have no word for
            stream.write(provider.models_of(metadata))


def alembic_finds(metadata):
    """One (kind, table) for each thing that it would do."""
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "compare_type": True, "compare_server_default": True,
            "include_name": lambda name, kind, _parents: kind != "table" or name not in OWN})
        found = compare_metadata(context, metadata)
    flat = [item for entry in found for item in (entry if isinstance(entry, list) else [entry])]
    return [(item[0], table_of(item)) for item in flat]


def table_of(item):
    if item[0] in ("add_column", "remove_column") or item[0].startswith("modify_"):
        return item[2]
    return item[1].name if item[0].endswith("_table") else item[1].table.name


# What gitmig calls it.
KINDS = {
    "add_table": {"create_table"},
    "remove_table": {"drop_table"},
    "add_column": {"add_column"},
    "remove_column": {"drop_column"},
    "modify_type": {"alter_column"},
    "modify_nullable": {"alter_column"},
    "modify_default": {"alter_column"},
    "add_index": {"create_index", "create_table", "add_column"},
    "remove_index": {"drop_index", "drop_table"},
    "add_constraint": {"create_unique_constraint", "add_column", "create_table"},
    "remove_constraint": {"drop_constraint", "drop_table", "drop_column"},
    "add_fk": {"create_foreign_key", "add_column", "create_table"},
    "remove_fk": {"drop_constraint", "drop_table", "drop_column"},
}


def missing(theirs, ours):
    found = {(item["code"], item["object"].split(".")[0]) for item in ours}
    return [f"{kind} of {table}" for kind, table in theirs
            if not any((code, table) in found for code in KINDS.get(kind, ()))]


def codes(items):
    return ", ".join(sorted({item["code"] for item in items})) or "-"


def new_project():
    folder = tempfile.mkdtemp(dir=".")
    os.chdir(folder)
    with open("gitmig.yaml", "w", encoding="utf-8") as stream:
        stream.write(CONFIG)
    os.mkdir("versions")


def settle(where, old=None):
    """What it writes can be applied, says what the models say, and can be taken back."""
    gitmig("revision", "--autogenerate", "-m", "change", "--rev-id", "beef")
    gitmig("upgrade", "head")
    left = gitmig("check", status=0)["findings"]
    if left:
        fail(where, f"does not settle: {codes(left)}")
    gitmig("downgrade", "base")
    if old is not None:
        write_models(old)
        left = gitmig("diff")["findings"]
        if left:
            fail(where, f"the downgrade does not lead back: {codes(left)}")


def compare(where, metadata, noise=()):
    """noise: what Alembic finds where there is nothing."""
    write_models(metadata)
    theirs = [item for item in alembic_finds(metadata) if item not in noise]
    ours = gitmig("diff")["findings"]
    for lost in missing(theirs, ours):
        fail(where, f"Alembic finds {lost}, gitmig does not")
    return theirs, ours


def the_zoo():
    metadata = zoo.metadata
    new_project()
    theirs, ours = compare("an empty database", metadata)
    print(f"{len(metadata.tables)} tables, {len(theirs)} things to Alembic, {len(ours)} to gitmig")
    gitmig("revision", "--autogenerate", "-m", "zoo", "--rev-id", "cafe")
    gitmig("upgrade", "head")
    if gitmig("check")["findings"]:
        fail("the zoo", "gitmig's own does not settle")
    gitmig("downgrade", "base")
    os.chdir("..")
    new_project()
    metadata.create_all(engine())
    write_models(metadata)
    noise = alembic_finds(metadata)
    ours = gitmig("check")["findings"]
    print(f"made by SQLAlchemy: Alembic finds {len(noise)} that are none, gitmig {len(ours)}")
    if ours:
        fail("SQLAlchemy's zoo", f"gitmig finds {[item['message'] for item in ours]}")
    mutilate(metadata)
    theirs, ours = compare("the mutilated zoo", metadata, noise)
    print(f"with parts missing: Alembic finds {len(theirs)}, gitmig {len(ours)}")
    settle("the mutilated zoo")
    os.chdir("..")


def mutilate(metadata):
    """Every third index and every third table that nobody refers to go; every second other
    table gets a column, and there is a table more."""
    used = {key.column.table.name for table in metadata.tables.values()
            for key in table.foreign_keys}
    with sqlite3.connect("db.sqlite") as db:
        names = [row[0] for row in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql NOTNULL ORDER BY 1")]
        for name in names[::3]:
            db.execute(f'DROP INDEX "{name}"')
        free = sorted(set(metadata.tables) - used)
        for name in free[::3]:
            db.execute(f'DROP TABLE "{name}"')
        for name in sorted(set(metadata.tables) - set(free[::3]))[::2]:
            db.execute(f'ALTER TABLE "{name}" ADD COLUMN stray TEXT')
        db.execute("CREATE TABLE stray (id INTEGER PRIMARY KEY, a INTEGER REFERENCES bench)")


def one_change(name, before, after, rows):
    new_project()
    old, new = sa.MetaData(), sa.MetaData()
    before(old)
    after(new)
    old.create_all(engine())
    with sqlite3.connect("db.sqlite") as db:
        for table in old.tables.values():
            for _ in range(rows):
                db.execute(f'INSERT INTO "{table.name}" DEFAULT VALUES')
    write_models(old)
    if gitmig("diff")["findings"]:
        fail(name, "gitmig finds a change before there is one")
    theirs, ours = compare(name, new, alembic_finds(old))
    print(f"{name:52} | {', '.join(sorted({kind for kind, _ in theirs})) or '-':34} | {codes(ours)}")
    if not ours:
        fail(name, "gitmig finds nothing")
    settle(name, old)
    os.chdir("..")
    return bool(theirs), bool(ours)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        the_zoo()
        print(f"\n{'change':52} | {'Alembic':34} | gitmig\n" + "-" * 112)
        found = [one_change(*change) for change in CHANGES]
        os.chdir("/")
    print(f"\n{len(found)} changes: Alembic finds {sum(theirs for theirs, _ in found)}, "
          f"gitmig {sum(ours for _, ours in found)}")
    if len(CHANGES) < 55:
        fail("the list", "it has fewer than 55 changes")
    return 1 if failures else 0


sys.exit(main())
