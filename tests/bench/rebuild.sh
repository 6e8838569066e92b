#!/bin/bash
# A rebuild of a table of $ROWS rows by gitmig against the bare statements in the sqlite3
# shell: create, INSERT ... SELECT, drop, rename, index builds. Prints seconds of CPU and of
# wall time and their ratio (limit 1.1). $GITMIG is the program; $ROUNDS runs of each, in turn,
# of which the fastest counts.
set -eu
: "${GITMIG:?names the program}" "${ROWS:=5000000}" "${ROUNDS:=3}"

folder=$(mktemp -d "${TMPDIR:-/tmp}/gitmig-rebuild-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir versions

cat > gitmig.yaml <<END
gitmig: 1
mode: {default: A}
databases:
  A: {url: "sqlite:///work.db"}
END
cat > versions/aaaa_first.yaml <<END
gitmig: 1
revision: aaaa
parents: []
upgrade:
  - execute: {sql: SELECT 1}
downgrade: []
END
cat > versions/bbbb_second.yaml <<END
gitmig: 1
revision: bbbb
parents: [aaaa]
upgrade:
  - alter_column: {table: t, column: a, nullable: false}
downgrade: irreversible
END

sqlite3 origin.db <<END
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT DEFAULT 'none');
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b) WHERE b > 100;
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $ROWS)
INSERT INTO t SELECT i, 'row number ' || i, i * 7919 % 1000, 'some text that is longer' FROM n;
END
cp origin.db work.db
"$GITMIG" stamp aaaa > /dev/null
mv work.db origin.db

cat > bare.sql <<END
BEGIN IMMEDIATE;
CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER, c TEXT DEFAULT 'none');
INSERT INTO new_t (id, a, b, c) SELECT id, a, b, c FROM t;
DROP TABLE t;
ALTER TABLE new_t RENAME TO t;
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b) WHERE b > 100;
COMMIT;
END

# seconds COMMAND...: "CPU WALL" of one run on a fresh copy.
seconds()
{
	cp origin.db work.db
	sync work.db
	local TIMEFORMAT='%U %S %R'
	{ time "$@" > /dev/null 2> messages; } 2> times || { cat messages >&2; exit 1; }
	awk '{printf "%.2f %.2f\n", $1 + $2, $3}' times
}

for ((i = 0; i < ROUNDS; i++)); do
	seconds sqlite3 work.db ".read bare.sql" >> bare.txt
	seconds "$GITMIG" upgrade bbbb >> ours.txt
done
test "$(sqlite3 work.db "SELECT count(*) FROM t; SELECT version_num FROM gitmig_version")" = \
	"$(printf '%s\nbbbb' "$ROWS")"

fastest() { sort -g -k "$2" "$1" | awk -v n="$2" 'NR == 1 {print $n}'; }
for what in 1:CPU 2:wall; do
	column=${what%:*}
	ours=$(fastest ours.txt "$column")
	bare=$(fastest bare.txt "$column")
	awk -v what="${what#*:}" -v ours="$ours" -v bare="$bare" -v rows="$ROWS" 'BEGIN {
		printf "rebuild of %d rows, %s: gitmig %.2f s, bare %.2f s, ratio %.2f (limit 1.1)\n",
			rows, what, ours, bare, ours / bare }'
done
