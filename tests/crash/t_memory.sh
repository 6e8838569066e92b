#!/usr/bin/env bash
# Every allocation fails in turn, gitmig's, SQLite's and those of the other libraries: the
# program ends, or goes on without, and the database is at a whole revision.
. "$(dirname "$0")/lib.sh"
preloads || skip "nothing can be preloaded into this gitmig"
project
. "$here/chain.sh"
works upgrade r2
stages upgrade r3 r4
sweep memory:fail:${STRIDE:-29} upgrade heads
sweep memory:stay:${STRIDE:-29} upgrade heads
sweep memory:kill:61 upgrade heads
