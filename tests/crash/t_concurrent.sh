#!/usr/bin/env bash
# Several deployers at once: all of them end well, and each revision is applied once.
. "$(dirname "$0")/lib.sh"
project
parent=
for i in $(seq 101 2 139); do
	manifest "r$i" "$parent" <<YAML
upgrade:
  - create_table: {name: t$i, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: text}]}
  - insert: {table: t$i, rows: [{id: 1, a: x}]}
downgrade:
  - drop_table: {name: t$i}
YAML
	manifest "r$((i + 1))" "r$i" <<YAML
upgrade:
  - alter_column: {table: t$i, column: a, nullable: false}
  - create_unique_constraint: {name: uq_t${i}_a, table: t$i, columns: [a]}
downgrade:
  - drop_constraint: {name: uq_t${i}_a, table: t$i, kind: unique}
  - alter_column: {table: t$i, column: a, nullable: true}
YAML
	parent=r$((i + 1))
done

for round in 1 2 3; do
	rm -f test.db
	children=()
	for child in 1 2 3 4 5 6 7 8; do
		"$GITMIG" upgrade heads >".out.$child" 2>".err.$child" &
		children+=($!)
	done
	for child in "${children[@]}"; do
		wait "$child" || { cat .err.*; fail "round $round: a deployer failed"; }
	done
	once
	[ "$(sqlite3 test.db 'SELECT * FROM gitmig_version')" = r140 ] || fail "not at head"
	[ "$(sqlite3 test.db 'SELECT count(*) FROM gitmig_log')" = 40 ] || fail "not 40 steps"
done

# One step each, planned under the lock: forty of them are forty revisions.
rm -f test.db
worker() {
	for step in 1 2 3 4 5; do
		"$GITMIG" upgrade +1 >".out.$1" 2>".err.$1" || return 1
	done
}
children=()
for child in 1 2 3 4 5 6 7 8; do
	worker "$child" &
	children+=($!)
done
for child in "${children[@]}"; do
	wait "$child" || { cat .err.*; fail "a deployer of one step failed"; }
done
once
[ "$(sqlite3 test.db 'SELECT * FROM gitmig_version')" = r140 ] || fail "not forty steps"
