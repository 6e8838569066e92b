#!/usr/bin/env bash
# A revision that ends outside its transaction and failed there is seen by who only looks.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer}]}'
manifest bbbb2222 aaaa1111 'add_column: {table: t, column: {name: a, type: integer}}' \
	'execute: {sql: INSERT INTO later VALUES (1), transaction: false, touches: [later]}'
expect 3 gitmig upgrade head
says 'no such table: later'

half='the upgrade of revision bbbb2222 is half done'
expect 0 gitmig current
says "warning: $half"
grep -q aaaa1111 .out || fail "current does not list the rows"
expect 0 gitmig current --format json
json '.revisions | length == 1'
error not-at-head gitmig current --check-heads
says "$half"
error not-up-to-date gitmig check
says "$half"

# The rows may be at the heads of the files all the same.
mv versions/bbbb2222.yaml later.yaml
error not-at-head gitmig current --check-heads
error not-up-to-date gitmig check
mv later.yaml versions/bbbb2222.yaml

sqlite3 db.sqlite 'CREATE TABLE later (id INTEGER)'
expect 0 gitmig upgrade head
expect 0 gitmig current --check-heads
! grep -q 'half done' .err || fail "it is done"
