#!/usr/bin/env bash
# Where models come from: .sql files, commands that behave in any way, a commit's tree; and what
# is wrong with them.
. "$(dirname "$0")/lib.sh"
git init -q .
project
sed -i 's/^models:.*/models: schema.sql/' gitmig.yaml

# What a manifest has no word for is said, with its place.
cat >schema.sql <<'SQL'
-- ü
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT UNIQUE ON CONFLICT IGNORE,
	b INTEGER NOT NULL, p REFERENCES p (id) MATCH FULL,
	UNIQUE (b DESC));
CREATE TABLE p (id INTEGER PRIMARY KEY) ;
CREATE VIRTUAL TABLE words USING fts5(word);
CREATE TRIGGER note AFTER INSERT ON t BEGIN SELECT 1; END;
INSERT INTO p VALUES (1);
CREATE TEMP TABLE passing (a);
SQL
expect 0 gitmig diff --from chain --format json
json '[.findings[].object] == ["p", "t"]'
says '^warning: schema.sql:2:28: DESC of a key'
says '^warning: schema.sql:2:53: ON CONFLICT IGNORE in table t '
says '^warning: schema.sql:3:24: MATCH FULL in table t '
says '^warning: schema.sql:4:10: DESC of a key'
says '^warning: schema.sql:5:14: rows of table p '
says '^warning: schema.sql:6:22: virtual table words '
says '^warning: schema.sql:7:16: trigger note on t '
says '^warning: schema.sql: .* schema temp '
same "$(grep -c ^warning: .err)" 8

# Mistakes have a place.
wrong() { # LINE COLUMN SQL
	printf '%b' "$3" >schema.sql
	error config-invalid gitmig diff --from chain
	json ".error.file == \"schema.sql\" and .error.line == $1 and .error.column == $2"
}
wrong 2 19 'CREATE TABLE a (id);\nCREATE TABLE b (x,, y);\n'
wrong 3 1 'CREATE TABLE a (id UNIQUE);\n\nINSERT INTO a SELECT 1 UNION ALL SELECT 1;'
wrong 2 14 'CREATE TABLE a (id);\nCREATE TABLE a (id);'
wrong 1 43 'CREATE TABLE a (id); CREATE INDEX i ON a (missing);'
wrong 2 22 '\nCREATE TABLE b (id); \0 x'
wrong 1 1 "ATTACH 'other.db' AS other"
[ ! -e other.db ] || fail "a model reached a file"

# A command: only where the owner allowed it, and never by what the repository holds.
printf 'tables: [{name: t, columns: [{name: id, type: integer}]}]\n' >models.yaml
command_is() { printf '%s\n' "$@" >run.sh; }
sed -i 's|^models:.*|models: {command: [sh, run.sh]}|' gitmig.yaml
command_is 'touch ran; cat models.yaml'
mkdir -p .gitmig && printf '[gitmig]\n\tallowCommands = true\n' | tee .gitconfig gitmig.config >/dev/null
error command-not-allowed env -u GIT_CONFIG_GLOBAL GIT_CONFIG_GLOBAL=/dev/null "$GITMIG" diff --from chain
[ ! -e ran ] || fail "it ran"
git init -q --bare bare
cp gitmig.yaml run.sh models.yaml bare/
git -C bare config gitmig.allowCommands true
error command-not-allowed gitmig -C bare diff --from chain
git config gitmig.allowCommands true
expect 0 gitmig diff --from chain --format json
json '[.findings[].object] == ["t"]'

# Standard error is passed on, standard input is empty, no files of ours are open.
command_is 'echo to people >&2; cat; ls /proc/self/fd >fds; cat models.yaml'
echo input | expect 0 gitmig diff --from chain
says '^to people$'
same "$(tr '\n' ' ' <fds)" "0 1 2 3 "
# Rubbish, another status, a signal, too much, too long.
command_is 'echo "tables: [{"'
error config-invalid gitmig diff --from chain
json '.error.file == "output of sh run.sh" and .error.line > 0'
command_is 'head -c 1000 /dev/urandom'
error config-invalid gitmig diff --from chain
command_is 'cat models.yaml; exit 3'
error io gitmig diff --from chain
says 'ended with status 3'
command_is 'kill -9 $$'
error io gitmig diff --from chain
says 'by a signal'
command_is 'echo $$ >pid; yes "# 100 MiB" | head -c 104857600; sleep 1000'
error io gitmig diff --from chain
says 'prints more than 4194304 bytes'
gone() { for _ in $(seq 100); do kill -0 "$(cat pid)" 2>/dev/null || return 0; sleep 0.05; done; fail "a process is left"; }
gone
git config gitmig.commandTimeout 1
command_is 'sleep 1000 & echo $! >pid; wait'
error io gitmig diff --from chain
says 'did not end within 1 second'
says 'commandTimeout'
gone
command_is 'exec >&-; echo $$ >pid; sleep 1000'
error io gitmig diff --from chain
gone
# What it leaves behind does not hold us up, and goes with it.
command_is 'sleep 1000 & echo $! >pid; cat models.yaml'
expect 0 gitmig diff --from chain
gone
# A signal to gitmig ends it all.
git config gitmig.commandTimeout 0
command_is 'sleep 1000 & echo $! >pid; touch started; wait'
rm -f started
"$GITMIG" diff --from chain >.out 2>.err &
while [ ! -e started ]; do sleep 0.05; done
kill -TERM $!
wait $! && fail "it went on"
gone
git config gitmig.commandTimeout soon
error config-invalid gitmig diff --from chain
git config --unset gitmig.commandTimeout
command_is 'exec nothing-of-the-kind'
error io gitmig diff --from chain

# Models out of a commit, not out of the work tree.
rm -rf bare schema
mkdir -p app/schema/more
cat >app/gitmig.yaml <<'YAML'
gitmig: 1
models: schema
mode: {default: DEBUG}
databases: {DEBUG: {url: "sqlite:///db.sqlite"}}
YAML
echo 'tables: [{name: one, columns: [{name: id, type: integer}]}]' >app/schema/one.yaml
echo 'CREATE TABLE two (id INTEGER); CREATE TRIGGER x AFTER INSERT ON two BEGIN SELECT 1; END;' >app/schema/more/two.sql
echo 'tables: [{name: hidden, columns: [{name: id, type: integer}]}]' >app/schema/.three.yaml
git add app && git commit -qm models
echo 'tables: [{name: other, columns: [{name: id, type: integer}]}]' >app/schema/one.yaml
rm app/schema/more/two.sql
expect 0 gitmig -C app --ref HEAD diff --from chain --format json
json '[.findings[].object] | sort == ["one", "two"]'
says '^warning: HEAD:app/schema/more/two.sql:1:'
expect 0 gitmig -C app diff --from chain --format json
json '[.findings[].object] == ["other"]'
git clone -q --bare . bare.git
expect 1 gitmig -C bare.git --ref HEAD -c app/gitmig.yaml check --from chain --format json
json '[.findings[].object] | sort == ["one", "two"]'
for models in nowhere ../.. schema/one.yml; do
	sed -i "s|^models:.*|models: $models|" app/gitmig.yaml
	git commit -qam "$models"
	error config-invalid gitmig -C app --ref HEAD diff --from chain
	json '.error.file == "HEAD:app/gitmig.yaml"'
done
sed -i "s|^models:.*|models: {command: [sh, run.sh]}|" app/gitmig.yaml
git commit -qam command
error config-invalid gitmig -C app --ref HEAD diff --from chain
says 'work tree'

# What no database could build, with the place of the table or column.
sed -i 's|^models:.*|models: m.yaml|' gitmig.yaml
cannot() { # LINE COLUMN TEXT YAML
	printf '%b' "$4" >m.yaml
	error config-invalid gitmig diff --from chain
	json ".error.file == \"m.yaml\" and .error.line == $1 and .error.column == $2 and (.error.message | contains(\"$3\"))"
}
c='columns: [{name: id, type: integer}]'
cannot 3 5 'declared twice' "tables:\n  - {name: t, $c}\n  - {name: T, $c}\n"
cannot 2 58 'has two columns' "tables:\n  - {name: t, columns: [{name: a, type: integer}, {name: A, type: text}]}\n"
cannot 2 5 'leads nowhere' "tables:\n  - {name: t, $c, foreign_keys: [{columns: [id], references: {table: no, columns: [id]}}]}\n"
cannot 3 5 'no such column' "tables:\n  - {name: u, $c}\n  - {name: t, $c, foreign_keys: [{columns: [id], references: {table: u, columns: [x]}}]}\n"
cannot 2 5 'is not a column' "tables:\n  - {name: t, $c, unique: [[x]]}\n"
cannot 2 5 'is not a column' "tables:\n  - {name: t, $c, indexes: [{name: i, columns: [x]}]}\n"
cannot 2 42 'unknown type' "tables:\n  - {name: t, columns: [{name: id, type: integr}]}\n"
cannot 2 25 'has no type for' "tables:\n  - {name: t, columns: [{name: id, type: {mssql: MONEY}}]}\n"
cannot 2 25 'whole primary key' "tables:\n  - {name: t, columns: [{name: id, type: integer, autoincrement: true}]}\n"
# A circle of foreign keys is none of it.
printf 'tables:\n  - {name: a, columns: [{name: id, type: integer, primary_key: true}, {name: b, type: integer, references: {table: b}}]}\n  - {name: b, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: integer, references: {table: a}}]}\n' >m.yaml
expect 0 gitmig revision --autogenerate --from chain -m circle
expect 0 gitmig upgrade head
expect 0 gitmig check
# What no operation changes is told.
sed -i 's/primary_key: true}, {name: b, type: integer, references: {table: b}}\]/&, options: {sqlite: STRICT}/' m.yaml
expect 0 gitmig check
says '^warning: table a: the models say STRICT, the database has nothing of it'
# On SQLite the name of an index is taken for all tables.
table='columns: [{name: a, type: integer, index: true}]'
models_are() { printf 'tables:\n' >m.yaml; printf '  - {%s}\n' "$@" >>m.yaml; }
settles() {
	expect 0 gitmig revision --autogenerate -m "names"
	expect 0 gitmig upgrade head
	expect 0 gitmig check
}
models_are "name: n, $table" && settles
models_are "name: o, renamed_from: n, $table" && settles
models_are "name: o, $table" "name: n, $table" "name: n_a, columns: [{name: b, type: integer, index: true}]" \
	'name: n_b, columns: [{name: a, type: integer}, {name: b, type: integer}], indexes: [{name: ix_n_a_b, columns: [a]}, {columns: [b]}]' && settles
expect 0 gitmig downgrade base
expect 0 gitmig upgrade head
expect 0 gitmig check
models_are 'name: t, columns: [{name: a, type: integer}], indexes: [{name: i, columns: [a]}]' \
	'name: u, columns: [{name: a, type: integer}], indexes: [{name: I, columns: [a]}]'
error config-invalid gitmig diff
json '.error.file == "m.yaml" and .error.line == 3 and (.error.message | contains("index I is one of table t"))'
