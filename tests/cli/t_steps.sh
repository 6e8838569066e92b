#!/usr/bin/env bash
# Each step is told when it is done, whoever listens.
. "$(dirname "$0")/lib.sh"
project
table() { manifest "$1" "$2" "create_table: {name: t_$1, columns: [{name: id, type: integer}]}"; }
table aaaa ''
table bbbb aaaa
manifest cccc bbbb 'execute: {sql: "INSERT INTO nowhere VALUES (1)"}'

# The steps stand before the error that ended them, in one log of both.
expect 3 sh -c '"$GITMIG" upgrade head >log 2>&1'
same "$(head -n 3 log | cut -c 1-22)" "$(printf 'upgrade aaaa, rev aaaa\nupgrade bbbb, rev bbbb\nerror: database: revis')"
expect 3 sh -c '"$GITMIG" --format json upgrade head'
same "$(jq -s length .out)" 1
expect 0 gitmig -q downgrade base
same "$(cat .out)" "$(printf 'downgrade bbbb, rev bbbb\ndowngrade aaaa, rev aaaa')"

# A step is told while the next one still runs.
manifest cccc bbbb 'execute: {sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"}'
for signal in TERM KILL; do
	rm -f pipe db.sqlite*
	mkfifo pipe
	"$GITMIG" upgrade head >pipe 2>.err &
	pid=$!
	exec 3<pipe
	for id in aaaa bbbb; do
		IFS= read -r -t 60 line <&3 || fail "nothing is told of $id"
		same "$line" "upgrade $id, rev $id"
	done
	kill -s "$signal" "$pid"
	wait "$pid" && fail "nobody has ended it"
	same "$(cat <&3)" ''
	exec 3<&-
	same "$(rows)" bbbb
done

# A reader who went away ends nothing.
manifest cccc bbbb
rm -f db.sqlite*
exec 3<>pipe 4>pipe 3<&-
expect 3 sh -c '"$GITMIG" upgrade head >&4'
[ ! -s .err ] || fail 'who has read enough is told'
exec 4>&-
same "$(rows)" cccc
expect 3 sh -c '"$GITMIG" downgrade base >/dev/full'
says 'cannot write the output: No space left on device'
same "$(rows)" ''
