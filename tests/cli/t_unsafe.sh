#!/usr/bin/env bash
# Rows that stand in the way are found before anything runs, by --plan, review and upgrade; and
# when the step runs, where an earlier one has its hands in the table. Counts and examples.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1 '' \
	'create_table: {name: p, columns: [{name: id, type: integer, primary_key: true}]}' \
	'create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: integer}, {name: b, type: text}]}' \
	'insert: {table: t, rows: [{id: 1, a: 5, b: x}, {id: 2, a: 5, b: "12"}, {id: 3, b: y}]}'
manifest aaaa2 aaaa1 'create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}]}'

# Looking makes no database.
expect 0 gitmig review aaaa1
[ ! -e db.sqlite ] || fail "review has made a database"
expect 0 gitmig upgrade aaaa1

# finds WORDS OPERATION: in all three places, and nothing is changed, not even aaaa2's table.
finds() {
	manifest aaaa3 aaaa2 "$2"
	sqlite3 db.sqlite .dump >.before
	error unsafe-data gitmig upgrade head --plan
	says "revision aaaa3: operation 1 of 1 .*$1"
	error unsafe-data gitmig upgrade head
	json ".error.revision == \"aaaa3\" and (.error.hint | length > 0)"
	grep -Eq "$1" .err .out || fail "upgrade does not say: $1"
	expect 0 gitmig review aaaa3
	says "unsafe-data: operation 1 of 1 .*$1"
	expect 0 gitmig review aaaa3 --format json
	json ".revisions[0].sql.DEBUG | startswith(\"-- unsafe-data: operation 1 of 1\")"
	sqlite3 db.sqlite .dump | cmp -s - .before || fail "something was changed: $2"
}
finds 'table t has 3 rows, and its new column c must not be null' \
	'add_column: {table: t, column: {name: c, type: integer, nullable: false}}'
for value in 'fill: 7' 'fill: x'; do
	finds 'table t has 3 rows, which would all get the same value in its new column c, and that must be unique' \
		"add_column: {table: t, column: {name: c, type: text, unique: true}, $value}"
done
finds 'table t has 3 rows, which would all get the same value in its new column c' \
	'add_column: {table: t, column: {name: c, type: integer, unique: true, default: 0}}'
finds 'table t has 3 rows, which would all get the same value in its new column c' \
	'add_column: {table: t, column: {name: c, type: integer, unique: true, index: true, default: 0}}'
finds '1 row of t is null in a, such as id 3' 'alter_column: {table: t, column: a, nullable: false}'
finds '2 rows of t have a value in b that is no integer, such as id 1' \
	'alter_column: {table: t, column: b, type: integer}'
finds '1 value of a would be there more than once in t, such as 5' \
	'create_unique_constraint: {name: uq, table: t, columns: [a]}'
finds '1 value of a would be there more than once in t, such as 5' \
	'create_index: {name: ix, table: t, columns: [a], unique: true}'
finds '1 row of t breaks the check ck, such as id 1' \
	"create_check_constraint: {name: ck, table: t, check: \"b <> 'x'\"}"
finds '2 rows of t would refer to rows of p that are not there, such as id 1' \
	'create_foreign_key: {name: fk, table: t, columns: [a], references: {table: p, columns: [id]}}'

# What other operations do to the table matters only where it changes what is read.
manifest aaaa3 aaaa2 'add_column: {table: t, column: {name: c, type: integer}}' \
	'create_index: {name: ix_b, table: t, columns: [b]}' \
	'create_unique_constraint: {name: uq, table: t, columns: [a]}'
error unsafe-data gitmig upgrade head --plan
says 'operation 3 of 3 .*1 value of a'

# An earlier step has the table in its hands: found when the step runs, which is undone.
manifest aaaa2 aaaa1 'execute: {sql: "UPDATE t SET a = 5", touches: [t]}'
manifest aaaa3 aaaa2 'create_table: {name: made_before, columns: [{name: id, type: integer}]}' \
	'alter_column: {table: t, column: a, nullable: false}' \
	'create_unique_constraint: {name: uq, table: t, columns: [a]}'
expect 0 gitmig upgrade head --plan
error unsafe-data gitmig upgrade head
says 'operation 3 of 3 .*1 value of a would be there more than once in t, such as 5'
same "$(rows)" aaaa2
same "$(sqlite3 db.sqlite "SELECT count(*) FROM sqlite_master WHERE name = 'made_before'")" 0
same "$(sqlite3 db.sqlite "SELECT outcome FROM gitmig_log ORDER BY id DESC LIMIT 1")" failed

# Values that are there all get others, and nobody hears the name of the table in between.
manifest aaaa3 aaaa2 'create_unique_constraint: {name: uq_b, table: t, columns: [b]}' \
	'alter_column: {table: t, column: b, type: integer, using: "1"}'
error unsafe-data gitmig upgrade head
says 'UNIQUE constraint failed: t\.b'
! grep -q _gitmig_ .err .out || fail 'the name of a table that is only there for a moment'
# Null is not equal to null, and an expression may give each row another value.
manifest aaaa3 aaaa2 'add_column: {table: t, column: {name: c, type: integer, unique: true}}' \
	'add_column: {table: t, column: {name: d, type: text, unique: true, default_sql: "hex(randomblob(8))"}}'
expect 0 gitmig upgrade head --plan
expect 0 gitmig upgrade head

# A database that cannot be read keeps nobody from a review.
echo 'this is no database, whatever its name may say to those who look' >other.sqlite
sed -i 's/db.sqlite/other.sqlite/' gitmig.yaml
expect 0 gitmig review aaaa3
says 'Its rows were not looked at: '
