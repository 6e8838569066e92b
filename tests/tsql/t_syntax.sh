#!/usr/bin/env bash
# What gitmig writes for SQL Server, judged by another program's grammar of T-SQL: the golden
# files, the script of this repository's own chain, up and down, and what the driver asks of
# the catalog and of rows. The judge itself must refuse what is broken.
. "$(dirname "$0")/../cli/lib.sh"
if [ ! -e "$GITMIG_SOURCE/build/tsql/installed" ]; then
	echo "SKIPPED: no T-SQL parser; .ci/setup test installs it" >&2
	[ -z "${CI:-}" ] || exit 1
	exit 77
fi
judge() { node "$GITMIG_SOURCE/tests/tsql/judge.js" "$@"; }
expected=$GITMIG_SOURCE/tests/golden/expected

cp -r "$GITMIG_SOURCE/gitmig.yaml" "$GITMIG_SOURCE/versions" .
mkdir -p docs && cp -r "$GITMIG_SOURCE/docs/example" docs/
expect 0 gitmig upgrade head --sql --mode PRODUCTION
cp .out upgrade.sql
expect 0 gitmig downgrade db8cdb7a43a8:base --sql --mode PRODUCTION
cp .out downgrade.sql

units=$(dirname "$GITMIG")/../tests
GITMIG_QUERIES=$PWD/queries.sql "$units/test_mssql_inspect" >/dev/null 2>&1
GITMIG_QUERIES=$PWD/queries.sql "$units/test_mssql_rows" >/dev/null 2>&1

# One process, since the parser learns as it goes.
expect 0 judge "$expected"/*.mssql.sql upgrade.sql downgrade.sql queries.sql
says '^[1-9][0-9]+ batches, 0 of them no T-SQL$'
expect 0 judge --self-test "$expected"/*.mssql.sql
says '^[1-9][0-9]+ broken batches, 0 of them taken$'
sed 's/\[id\] INT IDENTITY(1,1)/[id] INT IDENTITY(1,1/' "$expected"/columns.mssql.sql >broken.sql
expect 1 judge broken.sql
says 'broken.sql: '
