#!/usr/bin/env bash
# Every file operation, SQLite's and gitmig's, fails in turn, for once or from then on, and
# the process is killed at each, also within a write: the database is at a whole revision, and
# the next ordinary run finishes the work. With a rollback journal and with a write-ahead log.
. "$(dirname "$0")/lib.sh"
preloads || skip "nothing can be preloaded into this gitmig"
project . 0
. "$here/chain.sh"
manifest r5 r4 <<'YAML'
upgrade:
  - alter_column: {table: sale, column: amount, nullable: false}
  - add_column: {table: sale, column: {name: note, type: text, nullable: false}, fill: none}
  - create_unique_constraint: {name: uq_sale, table: sale, columns: [customer, amount]}
downgrade:
  - drop_constraint: {name: uq_sale, table: sale, kind: unique}
  - drop_column: {table: sale, column: note}
  - alter_column: {table: sale, column: amount, nullable: true}
YAML

for mode in delete wal; do
	rm -f test.db*
	sqlite3 test.db "PRAGMA journal_mode = $mode; CREATE TABLE other (a); DROP TABLE other" >.out
	works upgrade r3
	stages upgrade r4 r5
	for how in fail stay kill torn; do
		sweep "io:$how" upgrade heads
	done
	stages downgrade r4
	sweep io:fail downgrade r4
	sweep io:torn downgrade r4
done
