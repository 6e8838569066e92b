#!/usr/bin/env bash
# Each kind of difference on a real SQLite database with rows: autogenerate, upgrade, check,
# downgrade, check. What was just made equals the models, there and back.
. "$(dirname "$0")/lib.sh"
project

count=0
# change OLD NEW CODE...: from these models to those; the findings are of these codes.
change() {
	local old=$1 new=$2
	shift 2
	count=$((count + 1))
	echo "case $count" >"$sandbox/.case"
	rm -rf db.sqlite versions schema/*
	mkdir -p versions
	printf '%s\n' "$old" >schema/all.yaml
	expect 0 gitmig revision --autogenerate --from chain -m old --rev-id 0aaa
	expect 0 gitmig upgrade head
	expect 0 gitmig check
	gitmig show 0aaa --format json >.show
	sqlite3 db.sqlite 'INSERT INTO t (a) VALUES (1), (2)' || fail "case $count: no rows"
	printf '%s\n' "$new" >schema/all.yaml
	expect 1 gitmig check --format json
	same "$(jq -r '[.findings[].code] | join(" ")' .out)" "$*"
	json 'all(.findings[]; .severity == "error" and (.message | length > 0))'
	expect 0 gitmig revision --autogenerate -m new --rev-id 0bbb
	expect 0 gitmig upgrade head
	expect 0 gitmig check
	expect 0 gitmig check --from chain
	same "$(sqlite3 db.sqlite "SELECT group_concat($key) FROM $table")" 1,2
	expect 0 gitmig downgrade -1
	mv versions/0bbb_new.yaml new.yaml
	printf '%s\n' "$old" >schema/all.yaml
	expect 0 gitmig check
	same "$(sqlite3 db.sqlite 'SELECT group_concat(a) FROM t')" 1,2
	mv new.yaml versions/0bbb_new.yaml
	printf '%s\n' "$new" >schema/all.yaml
	expect 0 gitmig upgrade head
	expect 0 gitmig check
}
table=t key=a
t() { printf 'tables: [{name: t, columns: [{name: a, type: integer}%s]%s}]' "${1:+, $1}" "${2:+, $2}"; }
b='{name: b, type: integer}'

change "$(t)" "$(t "$b")" add_column
change "$(t)" "$(t '{name: b, type: boolean, nullable: false, fill: true}')" add_column
change "$(t)" "$(t '{name: b, type: integer, nullable: false, default: 5}')" add_column
change "$(t)" "$(t '{name: b, type: integer, unique: true, index: true, check: b > 0}')" add_column create_index
change "$(t)" "$(t '{name: b, type: integer, unique: true, check: b > 0}')" add_column create_unique_constraint
change "$(t '' 'primary_key: [a]')" "$(t '{name: b, type: integer, references: {table: t, column: a, on_delete: CASCADE}}' 'primary_key: [a]')" add_column
change "$(t)" "$(t '{name: b, computed: {as: a + 1}}')" add_column
change "$(t '{name: b, computed: {as: a + 1}}')" "$(t '{name: b, computed: {as: a + 2}}')" drop_column add_column
change "$(t '{name: b, computed: {as: a + 1}}' 'indexes: [{name: i, columns: [b]}]')" \
	"$(t '{name: b, computed: {as: a + 2, stored: true}}' 'indexes: [{name: i, columns: [b]}]')" drop_index drop_column add_column create_index
change "$(t "$b" 'unique: [[a, b]], indexes: [{name: i, columns: [b]}], checks: [b > 0]')" "$(t)" drop_index drop_constraint drop_constraint drop_column

change "$(t '{name: b, type: string(10)}')" "$(t '{name: b, type: string(20), default: x}')" alter_column
change "$(t '{name: b, type: string(10), default: "5"}')" "$(t '{name: b, type: string(10), default: "6"}')" alter_column
change "$(t '{name: b, type: integer, default: 1}')" "$(t "$b")" alter_column
change "$(t '{name: b, type: datetime}')" "$(t '{name: b, type: datetime, default_sql: CURRENT_TIMESTAMP}')" alter_column
change "$(t)" "tables: [{name: t, columns: [{name: a, type: integer, nullable: false}]}]" alter_column
change "$(t '{name: b, type: text}')" "$(t '{name: b, type: text, collation: NOCASE}')" alter_column
change "$(t '{name: b, type: text, collation: NOCASE, default: x}')" "$(t '{name: b, type: text, collation: RTRIM, default: x}')" alter_column
change "$(t '' 'primary_key: [a]')" 'tables: [{name: t, columns: [{name: a, type: integer, primary_key: true, autoincrement: true}]}]' alter_column
change "$(t "$b" 'primary_key: {name: mine, columns: [a]}')" \
	"tables: [{name: t, columns: [{name: a, type: integer, autoincrement: true}, $b], primary_key: {name: mine, columns: [a]}}]" alter_column

change "$(t)" "$(t '' 'primary_key: [a]')" alter_column create_primary_key
change "$(t '{name: b, type: integer, nullable: false, default: 1}' 'primary_key: [a, b]')" \
	"$(t '{name: b, type: integer, nullable: false, default: 1}' 'primary_key: [b, a]')" drop_constraint create_primary_key
change "$(t '' 'unique: [[a]]')" "$(t)" drop_constraint
change "$(t '' 'unique: [{name: u, columns: [a]}]')" "$(t '' 'unique: [{name: v, columns: [a]}]')" drop_constraint create_unique_constraint
change "$(t '' 'checks: [a > 0]')" "$(t '' 'checks: [a >= 0]')" drop_constraint create_check_constraint
change "$(t '' 'checks: [a > 0, a < 9, a <> 5]')" "$(t '' 'checks: [a < 9]')" drop_constraint drop_constraint
change "$(t '' 'checks: [{name: c, check: a > 0}]')" "$(t '' "checks: [{name: c, check: \"a > 0 OR a = '(x'\"}]")" drop_constraint create_check_constraint
change "$(t "$b" 'unique: [[a]], foreign_keys: [{columns: [b], references: {table: t, columns: [a]}}]')" \
	"$(t "$b" 'unique: [[a]], foreign_keys: [{columns: [b], references: {table: t, columns: [a], on_delete: SET NULL, on_update: CASCADE}}]')" drop_constraint create_foreign_key
change "$(t '' 'indexes: [{name: i, columns: [a], where: a > 0}]')" "$(t '' 'indexes: [{name: i, columns: [a], where: a > 1}]')" drop_index create_index
change "$(t '' 'indexes: [{name: i, columns: [a]}]')" "$(t '' 'indexes: [{name: i, columns: [{column: a, desc: true}], unique: true}]')" drop_index create_index
change "$(t)" "$(t '' 'indexes: [{name: i, columns: [{expression: "abs(a)"}, {expression: "a + 1", desc: true}]}]')" create_index
change "$(t '' 'indexes: [{name: i, columns: [a]}]')" "$(t '' 'indexes: [{name: j, columns: [a]}]')" drop_index create_index

change "$(t)" "tables: [{name: t, columns: [{name: a, type: integer}]}, {name: c, columns: [{name: id, type: integer, primary_key: true}, {name: p, type: integer, references: {table: p}}]}, {name: p, columns: [{name: id, type: integer, primary_key: true}, {name: c, type: integer, index: true, references: {table: c}}]}]" \
	create_table create_table create_foreign_key
change "tables: [{name: t, columns: [{name: a, type: integer}]}, {name: c, columns: [{name: id, type: integer, primary_key: true}, {name: x, type: \"numeric(8, 2)\", nullable: false, default: 1.5, check: x > 0}], unique: [{name: many, columns: [id, x]}], indexes: [{name: i, columns: [{column: x, desc: true}], where: x > 5}]}]" \
	"$(t)" drop_table
change "$(t)
views: [{name: v, as: SELECT a FROM t}, {name: w, as: SELECT a FROM v}]" "$(t "$b")
views: [{name: v, as: SELECT a FROM w}, {name: w, as: 'SELECT a, b FROM t'}]" drop_view drop_view add_column create_view create_view

key=k
change "$(t '' 'checks: [{name: c, check: "\"a\" > 0"}], indexes: [{name: i, columns: [{expression: abs(a)}]}]')" \
	'tables: [{name: t, columns: [{name: k, type: integer, renamed_from: a}], checks: [{name: c, check: "\"k\" > 0"}], indexes: [{name: i, columns: [{expression: abs(k)}]}]}]' alter_column
table=n key=a
change "$(t "$b" 'primary_key: [a], foreign_keys: [{columns: [b], references: {table: t, columns: [a]}}]')" \
	"tables: [{name: n, renamed_from: t, columns: [{name: a, type: integer}, $b], primary_key: [a], foreign_keys: [{columns: [b], references: {table: n, columns: [a]}}]}]" rename_table
echo "$count changes"

# What is wrong between two model files names the file and the place.
rm -rf schema/* versions/* db.sqlite
echo 'tables: [{name: t, columns: [{name: a, type: integer}]}]' >schema/one.yaml
printf 'tables:\n  - {name: T, columns: [{name: a, type: integer}]}\n' >schema/two.yaml
error config-invalid gitmig check
json '.error.file == "schema/two.yaml" and .error.line == 2'
