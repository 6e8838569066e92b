#!/usr/bin/env bash
# The disk is full in the middle of a revision: the database is where it was, and goes on
# once there is room.
. "$(dirname "$0")/lib.sh"
mkdir disk
mount -t tmpfs -o size=256k tmpfs disk 2>/dev/null || skip "mount does not work here"
cleanup() {
	umount "$sandbox/disk" 2>/dev/null || true
	rm -rf "$sandbox"
}
project disk
. "$here/chain.sh"
manifest r5 r4 <<'YAML'
upgrade:
  - create_table: {name: big, columns: [{name: body, type: blob}]}
  - execute: {sql: INSERT INTO big VALUES (zeroblob(1000000))}
downgrade:
  - drop_table: {name: big}
YAML
works upgrade r4
dump disk/test.db >.before
gitmig upgrade heads
[ "$status" = 3 ] || fail "exit status $status on a full disk"
says 'full'
dump disk/test.db | cmp -s - .before || fail "a full disk left half a revision"
mount -o remount,size=16m disk
works upgrade heads
[ "$(sqlite3 disk/test.db 'SELECT length(body) FROM big')" = 1000000 ] || fail "not finished"
