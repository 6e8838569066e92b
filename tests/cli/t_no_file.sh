#!/usr/bin/env bash
# No database file comes into being where nothing is done.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer}]}'
manifest bbbb1111 aaaa1111

nothing() {
	expect 0 gitmig "$@"
	says 'nothing to do: the database is at base'
	expect 0 gitmig "$@" --format json
	json '.steps == [] and .heads == []'
	[ ! -e db.sqlite ] || fail "a file was made: $*"
}
refused() {
	error "$@"
	[ ! -e db.sqlite ] || fail "a file was made: $*"
}
# Whoever looks is told, on standard error alone.
for look in current 'history -i'; do
	expect 0 gitmig $look
	grep -q '^note: the database file db.sqlite does not exist yet: it reads as empty$' .err ||
		fail "$look does not say that there is no file"
	cp .out with_note
	expect 0 gitmig $look -q
	cmp -s .out with_note && [ ! -s .err ] || fail "$look -q"
	expect 0 gitmig $look --format json
	json '(.revisions | type) == "array"'
done
expect 0 gitmig history
[ ! -s .err ] || fail 'nobody has asked for the database'
mkdir db.sqlite
for command in current 'upgrade head'; do
	error connection gitmig $command
	says 'db.sqlite: it is a folder, not a database file'
done
rmdir db.sqlite
nothing stamp base
nothing stamp --purge base
nothing downgrade base
nothing upgrade base
refused no-such-revision gitmig stamp nope
refused no-such-revision gitmig upgrade nope
refused relative-out-of-range gitmig downgrade -1
refused range-not-ancestor gitmig downgrade aaaa1111

sed -i 's/lock_timeout: 1/&, require: committed/' gitmig.yaml
refused not-allowed gitmig upgrade head
sed -i 's/, require: committed//' gitmig.yaml

expect 0 gitmig stamp aaaa1111
same "$(rows)" aaaa1111
expect 0 gitmig current
[ ! -s .err ] || fail 'the file is there'
rm db.sqlite
expect 0 gitmig upgrade head
same "$(rows)" bbbb1111
