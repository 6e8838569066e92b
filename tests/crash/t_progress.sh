#!/usr/bin/env bash
# On a terminal a statement that takes long says so; SIGINT in the middle of a rebuild leaves
# the table as it was.
. "$(dirname "$0")/lib.sh"
command -v script >/dev/null || skip "there is no script(1)"
project
manifest r1 '' <<'YAML'
upgrade:
  - create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}, {name: a, type: integer}]}
  - insert: {table: t, rows: [{id: 1, a: 1}, {id: 2, a: 2}]}
downgrade:
  - drop_table: {name: t}
YAML
manifest r2 r1 <<'YAML'
upgrade:
  - alter_column:
      table: t
      column: a
      using: |-
        a + (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000000)
        SELECT max(i) FROM n)
  - create_check_constraint: {name: ck, table: t, check: a > 0}
downgrade: irreversible
YAML
works upgrade r1
dump test.db >.before

set -m # else what runs in the background ignores SIGINT
script -qefc "sh -c 'echo \$\$ >.pid; exec \"$GITMIG\" upgrade heads'" .terminal >/dev/null 2>&1 </dev/null &
child=$!
until grep -aq "$(printf '[0-9] s\033')" .terminal 2>/dev/null; do
	kill -0 "$child" 2>/dev/null || { cat .terminal; fail "it ended by itself"; }
done
kill -INT "$(cat .pid)"
wait "$child" && fail "it says that all is done"
grep -aq 'interrupted by SIGINT; revision r2 was rolled back' .terminal || { cat .terminal; fail "no word of it"; }
dump test.db | cmp -s - .before || fail "half a rebuild is left"

# Nothing of it where nobody watches.
sed -i 's/20000000000/20/' versions/r2.yaml
works upgrade heads
grep -aq "$(printf '\033')" .err && fail "escape sequences in a file"
true
