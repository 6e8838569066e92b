#!/usr/bin/env bash
# Several deployers at once: all of them end well, and each revision is applied once.
. "$(dirname "$0")/lib.sh"
project
parent=
for i in $(seq 101 120); do
	manifest "r$i" "$parent" <<YAML
upgrade:
  - create_table: {name: t$i, columns: [{name: id, type: integer, primary_key: true}]}
downgrade:
  - drop_table: {name: t$i}
YAML
	parent=r$i
done

for round in 1 2 3; do
	rm -f test.db
	children=()
	for child in 1 2 3 4; do
		"$GITMIG" upgrade heads >".out.$child" 2>".err.$child" &
		children+=($!)
	done
	for child in "${children[@]}"; do
		wait "$child" || { cat .err.*; fail "round $round: a deployer failed"; }
	done
	once
	[ "$(sqlite3 test.db 'SELECT * FROM gitmig_version')" = r120 ] || fail "not at head"
	[ "$(sqlite3 test.db 'SELECT count(*) FROM gitmig_log')" = 20 ] || fail "not 20 steps"
done

# One step each, planned under the lock: twenty of them are twenty revisions.
rm -f test.db
worker() {
	for step in 1 2 3 4 5; do
		"$GITMIG" upgrade +1 >".out.$1" 2>".err.$1" || return 1
	done
}
children=()
for child in 1 2 3 4; do
	worker "$child" &
	children+=($!)
done
for child in "${children[@]}"; do
	wait "$child" || { cat .err.*; fail "a deployer of one step failed"; }
done
once
[ "$(sqlite3 test.db 'SELECT * FROM gitmig_version')" = r120 ] || fail "not twenty steps"
