#!/usr/bin/env bash
# Looking never writes: what models and manifests are tried out on reaches no file.
. "$(dirname "$0")/lib.sh"
project
victim=$sandbox/victim
why='not allowed on a scratch database: looking never writes'

# untouched STATUS COMMAND...: fails, says why, and has written nothing.
untouched() {
	expect "$@"
	says "$why"
	[ ! -e "$victim" ] || fail "a file was written: $*"
	[ ! -e db.sqlite ] || fail "the database was made: $*"
}

for sql in "ATTACH '$victim' AS x; CREATE TABLE x.t (a);" \
	"CREATE TABLE t (a); VACUUM INTO '$victim';"; do
	echo "$sql" >schema/all.sql
	untouched 3 gitmig check --from chain
	says 'config-invalid'
	says 'schema/all.sql'
	untouched 3 gitmig revision --autogenerate --from chain -m one
done
rm schema/all.sql

git init -q .
for sql in "ATTACH '$victim' AS x" "VACUUM INTO '$victim'"; do
	manifest aaaa1111 '' "execute: {sql: \"$sql\", transaction: false}"
	untouched 3 gitmig check --from chain
	untouched 3 gitmig upgrade --sql head
	says 'error: database: '
	git add -A
	git commit -qm "$sql"
	untouched 1 gitmig verify --replay
done
# A real upgrade may.
expect 0 gitmig upgrade head
[ -e "$victim" ] || fail "VACUUM INTO did nothing"
