#!/usr/bin/env bash
# Another process holds the database, or it must not be written: nothing changes, and the
# error says which of them it is.
. "$(dirname "$0")/lib.sh"
project . 1
. "$here/chain.sh"
works upgrade r1
dump test.db >.before

coproc holder { sqlite3 test.db; }
echo 'BEGIN EXCLUSIVE; SELECT 1;' >&"${holder[1]}"
read -r _ <&"${holder[0]}"
fails database-locked upgrade heads
echo 'ROLLBACK; SELECT 2;' >&"${holder[1]}"
read -r _ <&"${holder[0]}"
dump test.db | cmp -s - .before || fail "a locked database was changed"
works upgrade r2
echo .quit >&"${holder[1]}"
wait || true

# A folder and a file that this user must not write.
dump test.db >.before
mkdir shut
cp -r gitmig.yaml versions test.db shut/
chmod 0755 "$sandbox"
chmod 0444 shut/test.db
chmod 0555 shut
as=()
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || skip "root writes everywhere, and there is no setpriv"
	as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	"${as[@]}" test -x "$GITMIG" 2>/dev/null || skip "nobody may not run $GITMIG"
fi
status=0
(cd shut && "${as[@]}" "$GITMIG" upgrade heads) >.out 2>.err || status=$?
[ "$status" = 3 ] || fail "exit status $status on a read-only database"
grep -Eq '(database|io|connection): ' .err || fail "no error about a read-only database"
chmod 0755 shut
dump shut/test.db | cmp -s - .before || fail "a read-only database was changed"
