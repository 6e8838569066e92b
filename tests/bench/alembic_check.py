"""What Alembic's `check` does, which Debian's version does not have yet: compares the
database in the working directory with the metadata. Exit status 1 when they differ."""
import os
import sys

sys.path.insert(0, os.getcwd())

from alembic.autogenerate import compare_metadata  # noqa: E402
from alembic.migration import MigrationContext  # noqa: E402
from sqlalchemy import create_engine  # noqa: E402

from metadata import metadata  # noqa: E402

OWN = ("gitmig_version", "gitmig_log", "sqlite_sequence")


def include(name, kind, _parents):
    return kind != "table" or name not in OWN


with create_engine("sqlite:///app.db").connect() as connection:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": include})
    differences = compare_metadata(context, metadata)
for difference in differences[:5]:
    print(difference, file=sys.stderr)
sys.exit(1 if differences else 0)
