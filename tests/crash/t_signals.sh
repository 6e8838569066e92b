#!/usr/bin/env bash
# SIGINT and SIGTERM while a statement runs: it ends, the revision is rolled back, the log
# says so, and the next run finishes.
. "$(dirname "$0")/lib.sh"
project
. "$here/chain.sh"
works upgrade heads
dump test.db >.before
long='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < LIMIT_OF) SELECT max(i) FROM n'
manifest r5 r4 <<YAML
upgrade:
  - create_table: {name: long, columns: [{name: id, type: integer}]}
  - execute: {sql: INSERT INTO long ${long/LIMIT_OF/20000000000}}
downgrade:
  - drop_table: {name: long}
YAML

# The write lock is there before a revision has begun: SQLite's journal is there from what the
# revision writes first.
begun() { [ -e test.db-journal ]; }

set -m # else what runs in the background ignores SIGINT
for signal in INT TERM; do
	"$GITMIG" upgrade heads >.out 2>.err &
	child=$!
	until begun; do
		kill -0 "$child" 2>/dev/null || fail "it ended by itself"
	done
	kill "-$signal" "$child"
	status=0
	wait "$child" || status=$?
	[ "$status" = 3 ] || fail "exit status $status after SIG$signal"
	says "interrupted by SIG$signal"
	dump test.db | cmp -s - .before || fail "SIG$signal left half a revision"
	[ "$(sqlite3 test.db "SELECT outcome FROM gitmig_log WHERE revision = 'r5' ORDER BY id DESC LIMIT 1")" = failed ] ||
		fail "the log does not say failed"
done
sed -i 's/20000000000/20/' versions/r5.yaml
works upgrade heads
