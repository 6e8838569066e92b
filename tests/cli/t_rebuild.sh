#!/usr/bin/env bash
# One rebuild per table and revision, however many operations ask for one; and tables that
# are none of gitmig's business are left alone.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1 '' \
	'create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: text}, {name: b, type: text}, {name: c, type: text}]}' \
	'create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: text}]}' \
	'insert: {table: t, rows: [{id: 1, a: x, b: y, c: z}]}' \
	'insert: {table: u, rows: [{id: 1, a: x}]}'
manifest aaaa2 aaaa1 \
	'alter_column: {table: t, column: a, nullable: false}' \
	'alter_column: {table: u, column: a, nullable: false}' \
	'alter_column: {table: t, column: b, type: string(20), default: none}' \
	'drop_column: {table: t, column: c}' \
	'add_column: {table: t, column: {name: d, type: integer, nullable: false}, fill: 7}' \
	'create_check_constraint: {name: ck, table: t, check: d > 0}' \
	'create_unique_constraint: {name: uq, table: t, columns: [a, b]}' \
	'alter_column: {table: t, column: b, rename_to: bb}' \
	'create_index: {name: ix, table: t, columns: [bb]}' \
	'create_foreign_key: {name: fk, table: t, columns: [d], references: {table: u, columns: [id]}}'
sed -i 's/{id: 1, a: x}/{id: 7, a: x}/' versions/aaaa1.yaml

copies() { grep -c "INSERT OR ABORT INTO \"main\".\"_gitmig_$1\"" "$2"; }
expect 0 gitmig upgrade aaaa1:aaaa2 --sql
cp .out script.sql
same "$(copies t script.sql)" 1
same "$(copies u script.sql)" 1
expect 0 gitmig review aaaa2
same "$(copies t .out)" 1

# By hand and by script it comes to the same.
expect 0 gitmig upgrade aaaa1
cp db.sqlite by_script.sqlite
sqlite3 -bail by_script.sqlite <script.sql || fail "the script does not run"
expect 0 gitmig upgrade head
objects() { sqlite3 "$1" "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name; SELECT * FROM t; SELECT * FROM u"; }
same "$(objects by_script.sqlite)" "$(objects db.sqlite)"
same "$(sqlite3 db.sqlite 'SELECT id, a, bb, d FROM t')" '1|x|y|7'

# Tables of other tools, full-text indexes and their shadows.
sqlite3 db.sqlite <<'SQL'
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('1975ea83b712');
CREATE TABLE django_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, app varchar(255));
INSERT INTO django_migrations (app) VALUES ('auth'), ('admin');
CREATE TABLE spatial_ref_sys (srid INTEGER PRIMARY KEY, "weird type" "SOME THING"(3,4));
CREATE VIRTUAL TABLE words USING fts5 (body);
INSERT INTO words VALUES ('some words');
CREATE VIRTUAL TABLE places USING rtree (id, x0, x1);
INSERT INTO places VALUES (1, 2, 3);
CREATE VIEW broken AS SELECT missing FROM nowhere;
ANALYZE;
SQL
others() { sqlite3 "$1" .dump | grep -Ei 'alembic|django|spatial|words|places|broken'; }
others db.sqlite >.others
manifest aaaa3 aaaa2 'alter_column: {table: t, column: a, type: string(9)}' \
	'create_check_constraint: {name: ck2, table: t, check: d < 10}'
expect 0 gitmig upgrade head
others db.sqlite | cmp -s - .others || fail "somebody else's tables were changed"
same "$(sqlite3 db.sqlite 'PRAGMA integrity_check')" ok
manifest aaaa4 aaaa3 'alter_column: {table: words, column: body, nullable: false}'
error database gitmig upgrade head
says 'words is a virtual table, which cannot be altered'

# What is no database, encrypted or damaged is left as it is.
head -c 8192 /dev/urandom >random.sqlite
{ head -c 100 db.sqlite; head -c 8092 /dev/zero | tr '\0' '\377'; tail -c +8193 db.sqlite; } >damaged.sqlite
for file in random damaged; do
	sed -i "s/[a-z]*\.sqlite/$file.sqlite/" gitmig.yaml
	cp $file.sqlite .same
	expect 3 gitmig upgrade head
	says 'error: database: '
	cmp -s .same $file.sqlite || fail "$file.sqlite was changed"
done
