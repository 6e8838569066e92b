#!/usr/bin/env bash
# Fails, and kills, gitmig at the N-th point for N = 1.. until there is none: at each
# statement, each operation, and around each commit. The database is at a whole revision each
# time, and the next ordinary run finishes the work.
. "$(dirname "$0")/lib.sh"
preloads || true
project
. "$here/chain.sh"

GITMIG_FAULT=count:.count gitmig upgrade heads
[ "$status" = 0 ] || fail "the chain cannot be applied"
[ -s .count ] || skip "this gitmig was built without fault points"
rm -f test.db
sqlite3 test.db 'VACUUM'
stages upgrade r1 r2 r3 r4
sweep point:fail upgrade heads
sweep point:kill upgrade heads
stages downgrade r3 r2 r1 base
sweep point:fail downgrade base
sweep point:kill downgrade base
