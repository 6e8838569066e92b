#!/usr/bin/env bash
# A revision that ends outside its transaction: half done is a state of its own, from which
# the next run goes on, and what was done before it is never done twice.
. "$(dirname "$0")/lib.sh"
project
manifest r1 '' <<'YAML'
upgrade:
  - create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}]}
downgrade:
  - drop_table: {name: t}
YAML
manifest r2 r1 <<'YAML'
upgrade:
  - create_table: {name: u, columns: [{name: id, type: integer, primary_key: true}]}
  - insert: {table: u, rows: [{id: 1}]}
  - execute: {sql: INSERT OR IGNORE INTO t VALUES (7), transaction: false}
downgrade:
  - drop_table: {name: u}
  - execute: {sql: DELETE FROM t WHERE id = 7, transaction: false}
YAML
manifest r3 r2 <<'YAML'
upgrade:
  - create_table: {name: v, columns: [{name: id, type: integer, primary_key: true}]}
downgrade:
  - drop_table: {name: v}
YAML

GITMIG_FAULT=count:.count gitmig upgrade heads
[ "$status" = 0 ] || fail "the chain cannot be applied"
[ -s .count ] || skip "this gitmig was built without fault points"
dump test.db >.last
rm -f test.db

running() { sqlite3 test.db "SELECT count(*) FROM sqlite_master WHERE name = 'gitmig_log'" |
	grep -q 1 && sqlite3 test.db "SELECT count(*) FROM gitmig_log WHERE outcome = 'running'" |
	grep -q 1; }

halves=0
for kind in fail kill; do
	n=0
	while :; do
		n=$((n + 1))
		rm -f test.db test.db-journal
		GITMIG_FAULT=$kind:$n gitmig upgrade heads
		[ "$status" != 0 ] || break
		if running; then
			halves=$((halves + 1))
			[ "$(sqlite3 test.db 'SELECT * FROM gitmig_version')" = r1 ] ||
				fail "$kind:$n: half done, and another version row"
			fails database downgrade base
			says 'half done'
		fi
		works upgrade heads
		dump test.db | cmp -s - .last || fail "$kind:$n: the next run does not finish"
		running && fail "$kind:$n: the log still says running"
		works downgrade r1
		[ "$(sqlite3 test.db 'SELECT count(*) FROM t')" = 0 ] || fail "not reverted"
	done
	[ "$n" -gt 20 ] || fail "only $((n - 1)) points"
done
[ "$halves" -gt 5 ] || fail "only $halves times half done"
