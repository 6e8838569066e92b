#!/usr/bin/env bash
# Tables in schemas, as SQL Server has them: what is proven in memory is proven for them too.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks_lib.sh"

# chain NAME: a project for SQL Server with dbo.t and sales.t in its first revision.
chain() {
	git init -qb main "$sandbox/$1"
	cd "$sandbox/$1"
	project
	sed -i 's#url:.*#url: "mssql://u:p@nowhere/db"}#' gitmig.yaml
	step base '' "$(table dbo.t)
$(table sales.t)" '{drop_table: {name: sales.t}}
{drop_table: {schema: dbo, name: t}}'
	git add . && git commit -qm base
}
# step ID PARENTS UPGRADE DOWNGRADE: a line is an operation.
step() {
	{
		printf 'gitmig: 1\nrevision: %s\nparents: [%s]\nupgrade:\n' "$1" "$2"
		sed 's/^/  - /' <<<"$3"
		printf 'downgrade:\n'
		sed 's/^/  - /' <<<"$4"
	} >"versions/$1.yaml"
}
table() { echo "{create_table: {name: $1, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: integer, index: true}]}}"; }
column() { echo "{add_column: {table: $1, column: {name: $2, type: integer, index: true, unique: true}}}"; }
no_column() { echo "{drop_column: {table: $1, column: $2}}"; }
key='{create_foreign_key: {name: fk_t_a, table: sales.t, columns: [a], references: {table: dbo.t, columns: [id]}}}'
no_key='{drop_constraint: {name: fk_t_a, table: sales.t, kind: foreign_key}}'
# sides LEFT RIGHT
sides() {
	rm -f versions/left.yaml versions/right.yaml versions/*_merge.yaml
	manifest left base "$1"
	manifest right base "$2"
}
conflict() {
	expect 1 gitmig merge heads --format json
	json "[.conflicts[] | [.code, .object]] == [[\"$1\", \"$2\"]]"
}

chain one
# Sides in two schemas, and in one; names that are the same elsewhere are not the same.
for pair in 'dbo.u sales.u' 'u dbo.v' 'sales.u sales.v' 'stock.u sales.u'; do
	sides "$(table "${pair% *}")" "$(table "${pair#* }")"
	expect 0 gitmig merge heads
	expect 0 gitmig merge heads --dry-run
done
sides "$(column dbo.t b)" "$(column sales.t b)"
expect 0 gitmig merge heads
sides "$key" "$(column sales.t b)"
expect 0 gitmig merge heads
sides '{rename_table: {from: sales.t, to: w}}' "$(column dbo.t b)"
expect 0 gitmig merge heads
sides "$(column dbo.t b)" "{execute: {sql: 'INSERT INTO sales.t (id, a) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET a = t.a + 1; DELETE FROM sales.t RETURNING t.id', touches: [sales.t]}}"
expect 0 gitmig merge heads
# What is the same is.
sides "$(column dbo.t b)" "$(column t B)"
conflict both-create dbo.t.b
sides "$(column sales.t b)" "{drop_table: {name: t, schema: sales}}"
conflict touches-dropped sales.t
sides "$key" '{drop_table: {name: dbo.t}}'
conflict touches-dropped dbo.t
sides "$(table Stock.u)" "$(table stock.U)"
expect 1 gitmig merge heads --format json
json '.conflicts[].code == "both-create"'
# Found by the replay alone: the views are another one when the table comes first.
sides '{create_view: {name: sales.v, as: SELECT a FROM sales.t}}' '{execute: {sql: "CREATE TABLE nowhere.x (a)", touches: []}}'
conflict replay-failed right

# Up, down and up again, with rows, text and keys from one schema to another.
chain two
step keys base "$key
$(column sales.t b)
{create_view: {name: sales.v, as: 'SELECT t.a, u.a AS b FROM [sales].[t] JOIN dbo.t AS u ON u.id = t.a'}}
{create_view: {name: w, as: 'SELECT sales.v.a FROM sales.v, dbo.t'}}" "{drop_view: {name: w}}
{drop_view: {name: sales.v}}
$(no_column sales.t b)
$no_key"
step rows keys '{insert: {table: dbo.t, rows: [{id: 1, a: 5}]}}
{execute: {sql: "INSERT INTO sales.t (id, a) SELECT t.id + 1, t.id FROM dbo.t; UPDATE sales.t SET b = t.a", touches: [sales.t]}}
{alter_column: {table: sales.t, column: b, nullable: false}}' '{alter_column: {table: sales.t, column: b, nullable: true}}
{execute: {sql: "DELETE FROM sales.t; DELETE FROM dbo.t WHERE t.id = 1", touches: [sales.t, dbo.t]}}'
step names rows '{rename_table: {from: sales.t, to: orders}}
{drop_index: {name: ix_t_a, table: dbo.t}}' '{create_index: {name: ix_t_a, table: dbo.t, columns: [a]}}
{rename_table: {from: sales.orders, to: t}}'
git add . && git commit -qm chain
expect 0 gitmig verify --replay
# What a statement says of the table that it changes.
changes=(
	'INSERT INTO sales.t (id, b) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET b = t.b + 1'
	'INSERT INTO sales.t AS t (id, b) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET b = t.b + 1'
	'INSERT INTO sales.t SELECT t.id, t.a, t.a FROM dbo.t WHERE true ON CONFLICT (id) DO UPDATE SET b = t.b RETURNING t.b'
	'INSERT INTO sales.t DEFAULT VALUES RETURNING t.id + 1, T.b'
	'REPLACE INTO sales.t VALUES (1, null, 1) RETURNING t.b'
	'UPDATE OR IGNORE sales.t SET b = t.b + 1 WHERE t.id = 1 RETURNING t.b'
	'UPDATE sales.t NOT INDEXED SET b = t.b + 1'
	'UPDATE sales.t SET b = u.a FROM dbo.t AS u WHERE u.id = t.id RETURNING t.b'
	'DELETE FROM sales.t NOT INDEXED WHERE t.id = 1'
	'DELETE FROM sales.t RETURNING t.id'
	'DELETE FROM sales.t WHERE t.id IN (SELECT t.id FROM dbo.t) RETURNING t.id'
	'DELETE FROM dbo.t WHERE t.id IN (SELECT t.b FROM sales.t) RETURNING t.a'
)
for sql in "${changes[@]}"; do
	step rows keys "{execute: {sql: '$sql', touches: [sales.t]}}" "{execute: {sql: '$sql', touches: [sales.t]}}"
	git add . && git commit -qm "$sql"
	expect 0 gitmig verify --replay
done
# Rows that a foreign key into another schema lacks.
step rows keys '{insert: {table: sales.t, rows: [{id: 1, a: 5}]}}' '{execute: {sql: "DELETE FROM sales.t"}}'
git commit -qam lacks
expect 1 gitmig verify --replay
says 'replay-failed.*sales.t'
step rows keys "$(column stock.t b)" "$(no_column stock.t b)"
git commit -qam lacks
expect 1 gitmig verify --replay
says 'replay-failed.*no such table.*stock.t|replay-failed.*there is no table stock.t'
# A downgrade that forgets.
step rows keys "$(column sales.t c)" '{drop_index: {name: ix_t_c, table: sales.t}}'
git commit -qam forgets
expect 1 gitmig verify --replay
says 'round-trip.*sales.t.c'

# The chain is what models that name schemas say.
chain three
step keys base "$key
$(column sales.t b)
{create_view: {name: sales.v, as: 'SELECT t.a, x.a AS b FROM [sales].[t] JOIN dbo.t AS x ON x.id = t.a'}}" 'x' && sed -i '/^downgrade/,$d' versions/keys.yaml && echo 'downgrade: irreversible' >>versions/keys.yaml
echo 'version_table: dbo.gitmig_version' >>gitmig.yaml
cat >schema/models.yaml <<'YAML'
tables:
  - {name: dbo.t, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: integer, index: true}]}
  - schema: sales
    name: t
    columns:
      - {name: id, type: integer, primary_key: true}
      - {name: a, type: integer, index: true, references: {table: t, schema: dbo, columns: [id]}}
      - {name: b, type: integer, index: true, unique: true}
views:
  - {name: sales.v, as: "SELECT t.a, x.a AS b FROM sales.t JOIN [dbo].t AS x ON x.id = t.a"}
YAML
expect 0 gitmig check --from chain
sed -i 's/name: dbo.t,/name: t,/' schema/models.yaml
expect 0 gitmig check --from chain
sed -i 's/name: b, type: integer, index: true/name: b, type: integer/; s/AS x ON x.id/AS x ON x.a/; s/name: t, columns/name: stock.t, columns/' schema/models.yaml
sed -i 's/, references: {[^}]*}//' schema/models.yaml
expect 1 gitmig check --from chain --format json
json '[.findings[].object] | contains(["sales.t", "sales.v", "stock.t", "t"])'
expect 0 gitmig revision --autogenerate --from chain --rev-id next
grep -q 'schema: stock' versions/next.yaml || fail 'no table in another schema'
expect 0 gitmig check --from chain

# The hooks and forecast prove it as well.
chain four
gitmig hooks install >/dev/null
for side in dbo sales; do
	git switch -qc $side main
	step $side base "$(column $side.t b)" "$(no_column $side.t b)"
	git add . && git commit -qm $side
done
expect 0 gitmig forecast dbo --format json
json '.branches[0].conflicts == []'
expect 0 git merge -q dbo -m merged
says 'made versions/[0-9a-f]{12}_merge.yaml'
git commit -qm 'merge the revisions'
expect 0 gitmig verify --replay
git switch -qc other main
step other base "$(column dbo.t b)" "$(no_column dbo.t b)"
git add . && git commit -qm other
expect 0 gitmig forecast dbo --format json
json '[.branches[0].conflicts[] | [.code, .object]] == [["both-create", "dbo.t.b"]]'

# A real database has the schemas that are attached.
chain five
sed -i 's#url:.*#url: "sqlite:///db.sqlite"}#' gitmig.yaml
expect 3 gitmig upgrade heads
says 'unknown database "?dbo'
expect 3 gitmig upgrade heads --sql
says 'unknown database "?dbo'
