#!/usr/bin/env bash
# Broken and hostile input: the contract's code, a place, a next step, and nothing is changed.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer, primary_key: true}]}'
expect 0 gitmig upgrade head
expect 0 sqlite3 db.sqlite 'INSERT INTO t VALUES (1), (2)'
sqlite3 db.sqlite .dump >before

unchanged() {
	sqlite3 db.sqlite .dump >after
	cmp -s before after || fail "the database was changed"
}
# broken NAME PLACE: versions/bad.yaml from standard input is manifest-invalid at this place.
broken() {
	cat >versions/bad.yaml
	error manifest-invalid gitmig heads
	error manifest-invalid gitmig stamp head
	error manifest-invalid gitmig upgrade head
	expect 3 gitmig upgrade head
	grep -Eq "versions/bad.yaml:$2: " .err || fail "$1: not at $2"
	unchanged
	rm versions/bad.yaml
}
head='gitmig: 1\nrevision: bad\nparents: [aaaa1111]\n'

printf "${head}upgrade: []\ndowngrade: [\n" | broken "not closed" '[56]:[0-9]+'
printf "${head}upgrade: []\nupgrade: []\ndowngrade: []\n" | broken "duplicate key" 5:1
printf "${head}upgrad: []\nupgrade: []\ndowngrade: []\n" | broken "unknown key" 4:1
printf "${head}upgrade:\n  - add_colum: {table: t}\ndowngrade: []\n" | broken "unknown operation" 5:5
printf "${head}upgrade:\n  - drop_table: {name: t}\n    drop_view: {name: v}\ndowngrade: []\n" | broken "two keys" '[56]:5'
printf "${head}upgrade:\n  - {}\ndowngrade: []\n" | broken "no key" 5:5
printf "${head}upgrade:\n  - add_column: {table: t, column: {name: a, type: integr}}\ndowngrade: []\n" | broken "unknown type" '5:[0-9]+'
printf "${head}upgrade:\n  - add_column: {table: t, column: {name: a, type: integer, nullable: maybe}}\ndowngrade: []\n" | broken "no boolean" '5:[0-9]+'
printf "${head}upgrade: yes\ndowngrade: []\n" | broken "no list" '4:10'
printf "${head}downgrade: []\n" | broken "upgrade is missing" '[0-9]+:[0-9]+'
printf "gitmig: 2\nrevision: bad\nparents: []\nupgrade: []\ndowngrade: []\n" | broken "another format" 1:9
printf "gitmig: 1\nrevision: b-d\nparents: []\nupgrade: []\ndowngrade: []\n" | broken "bad id" 2:11
printf "${head}message: a\0b\nupgrade: []\ndowngrade: []\n" | broken "NUL" '4:[0-9]+'
printf "${head}message: \"\xff\xfe\"\nupgrade: []\ndowngrade: []\n" | broken "not UTF-8" '4:[0-9]+'
printf "${head}x: &a [1]\ny: *a\nupgrade: []\ndowngrade: []\n" | broken "alias" '4:[0-9]+'
printf '' | broken "empty" '[0-9]+:[0-9]+'
{
	printf "${head}a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i in 1 2 3 4 5 6 7 8; do
		p=$((i - 1))
		echo "a$i: &a$i [*a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p, *a$p]"
	done
	printf 'upgrade: []\ndowngrade: []\n'
} | broken "alias bomb" '4:[0-9]+'
{ printf "${head}upgrade: "; printf '[%.0s' {1..100}; printf ']%.0s' {1..100}; printf '\ndowngrade: []\n'; } |
	broken "100 levels" '4:[0-9]+'

# Too large: the limit is said, the place is the file.
{ printf "${head}message: |\n"; head -c 5242880 < <(yes '  0123456789012345678901234567890123456789'); printf '\nupgrade: []\ndowngrade: []\n'; } >versions/bad.yaml
expect 3 gitmig heads
says 'manifest-invalid: versions/bad.yaml:1:1: '
rm versions/bad.yaml

# CRLF, a byte order mark and comments are fine.
printf '\xef\xbb\xbfgitmig: 1\r\n# why\r\nrevision: crlf\r\nparents: [aaaa1111]\r\nupgrade: []\r\ndowngrade: []\r\n' >versions/crlf.yaml
expect 0 gitmig heads
says '^crlf'
rm versions/crlf.yaml

# What a merge of git has left, in a manifest and in gitmig.yaml.
manifest cccc1111 aaaa1111
sed -i 's/^parents:.*/<<<<<<< HEAD\nparents: [aaaa1111]\n=======\nparents: [bbbb1111]\n>>>>>>> other: topic/' versions/cccc1111.yaml
error manifest-invalid gitmig heads
expect 3 gitmig heads
says "versions/cccc1111.yaml:3:1: it has git's conflict markers"
says '^hint: Resolve them and `git add` the file'
rm versions/cccc1111.yaml
cp gitmig.yaml kept.yaml
printf '<<<<<<< HEAD\n=======\n# more\n>>>>>>> other\n' >>gitmig.yaml
error config-invalid gitmig heads
expect 3 gitmig heads
says "gitmig.yaml:[0-9]+:1: it has git's conflict markers"
mv kept.yaml gitmig.yaml

# The graph.
manifest bbbb1111 aaaa1111
sed 's/parents: .*/parents: []/' versions/bbbb1111.yaml >versions/other.yaml
error duplicate-revision gitmig heads
says 'other.yaml'
cp versions/bbbb1111.yaml versions/other.yaml
expect 0 gitmig heads
says 'warning'
rm versions/other.yaml
manifest cccc1111 nosuch99
error missing-parent gitmig upgrade head
says nosuch99
rm versions/cccc1111.yaml
# An id that is cut short has to be written out, unless several begin so.
manifest cccc1111 bbbb
error missing-parent gitmig heads
says 'Write the whole id bbbb1111 in parents of versions/cccc1111.yaml'
manifest bbbb2222 bbbb1111
error missing-parent gitmig heads
! grep -q 'the whole id' .out .err || fail 'one of two ids is advised'
rm versions/bbbb2222.yaml
manifest cccc1111 bbbb1111
sed -i 's/^parents:.*/&\ndepends_on: [nosuch99]/' versions/cccc1111.yaml
error missing-dependency gitmig heads
rm versions/cccc1111.yaml
manifest cccc1111 dddd1111
manifest dddd1111 cccc1111
error cycle gitmig heads
says 'cccc1111'
says 'dddd1111'
rm versions/cccc1111.yaml versions/dddd1111.yaml versions/bbbb1111.yaml
unchanged

# A NOT NULL column without default on a table with rows, found before anything runs.
manifest bbbb1111 aaaa1111 'create_table: {name: u, columns: [{name: id, type: integer}]}'
manifest cccc1111 bbbb1111 'add_column: {table: t, column: {name: n, type: integer, nullable: false}}'
error unsafe-data gitmig upgrade head
says 't.*n|n.*t'
says 'fill|default'
unchanged
error unsafe-data gitmig upgrade head --plan
rm versions/bbbb1111.yaml versions/cccc1111.yaml

# Databases.
url() { sed -i "s|url: \"[^\"]*\"|url: \"$1\"|" gitmig.yaml; }
echo 'this is not a database, it is a text that is long enough to be looked at' >text.db
url 'sqlite:///text.db'
error database gitmig current
error database gitmig upgrade head
grep -q '^this is not a database' text.db || fail "the file was written"
url 'sqlite:///no/such/folder/x.db'
expect 0 gitmig current
expect 3 gitmig upgrade head
says 'no/such/folder'
mkdir folder.db
url 'sqlite:///folder.db'
expect 3 gitmig upgrade head
url 'sqlite:///db.sqlite'

manifest bbbb1111 aaaa1111 'create_table: {name: u, columns: [{name: id, type: integer}]}'
# Another process holds the lock.
mkfifo lock_held lock_end
{ sqlite3 db.sqlite 'BEGIN EXCLUSIVE;' '.shell echo >lock_held' '.shell cat lock_end' 'ROLLBACK;' >/dev/null; } &
cat lock_held >/dev/null
expect 3 gitmig upgrade head
says 'database-locked'
echo >lock_end
wait
unchanged
# Read-only, for anybody but root.
if [ "$(id -u)" != 0 ]; then
	chmod a-w db.sqlite
	expect 3 gitmig upgrade head
	chmod u+w db.sqlite
	unchanged
fi
# A full disk: a small tmpfs, where it can be mounted.
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
	cp db.sqlite small/db.sqlite
	url "sqlite:///small/db.sqlite"
	{
		printf 'gitmig: 1\nrevision: cccc1111\nparents: [bbbb1111]\nupgrade:\n'
		printf '  - execute: {sql: "CREATE TABLE big (x)"}\n'
		printf '  - execute: {sql: "INSERT INTO big SELECT zeroblob(500000)"}\n'
		printf 'downgrade: []\n'
	} >versions/cccc1111.yaml
	status=0
	gitmig upgrade head >.out 2>.err || status=$?
	same "$status" 3
	says 'full'
	same "$(rows small/db.sqlite)" bbbb1111
	same "$(sqlite3 small/db.sqlite 'PRAGMA integrity_check')" ok
	umount small
	# Whatever statement it is that finds no room: it is the rebuild that has taken it.
	printf 'gitmig: 1\nrevision: cccc1111\nparents: [bbbb1111]\nupgrade:\n%s\ndowngrade: []\n' \
		'  - alter_column: {table: big, column: b, type: text}' >versions/cccc1111.yaml
	cp db.sqlite wide.sqlite
	sqlite3 wide.sqlite "CREATE TABLE big (id INTEGER PRIMARY KEY, a, b INTEGER);
		WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 10000)
		INSERT INTO big SELECT x, printf('%080d', x), x FROM n"
	for size in 1800 1840 1860 1880 1900 1920; do
		mount -t tmpfs -o size=${size}k tmpfs small
		cp wide.sqlite small/db.sqlite
		expect 3 gitmig upgrade head
		says '^error: io: revision cccc1111: .*full'
		! grep -q '^error.*gitmig_' .err || fail 'a table of gitmig is blamed'
		umount small
	done
	rm versions/cccc1111.yaml
	url 'sqlite:///db.sqlite'
else
	echo "no tmpfs can be mounted here: the full disk is not tried"
fi

# The configuration.
cp gitmig.yaml good.yaml
# Nobody writes into this one, and nobody waits for that.
rm gitmig.yaml
mkfifo gitmig.yaml
error io gitmig heads
rm gitmig.yaml
cp good.yaml gitmig.yaml
printf 'nosuchkey: 1\n' >>gitmig.yaml
error config-invalid gitmig heads
expect 3 gitmig heads
says 'gitmig.yaml:[0-9]+:1: '
{ cat good.yaml; head -c 5242880 < <(yes '# 0123456789'); } >gitmig.yaml
error config-invalid gitmig heads
expect 3 gitmig heads
says 'gitmig.yaml:1:1: '
cp good.yaml gitmig.yaml
error config-invalid gitmig current --mode NOSUCH
says 'DEBUG'
printf '[a]\nother = 1\n' >app.ini
sed -i 's|^mode:.*|mode: {file: app.ini, key: MODE}|' gitmig.yaml
error config-invalid gitmig current
says 'MODE'
GITMIG_MODE=DEBUG expect 0 gitmig current
sed -i 's|sqlite:///db.sqlite|${ini:NOSUCH}|' gitmig.yaml
GITMIG_MODE=DEBUG error config-invalid gitmig current
says 'NOSUCH'
sed -i 's|\${ini:NOSUCH}|mssql://sa:geheim@127.0.0.1:1/db|' gitmig.yaml
GITMIG_MODE=DEBUG error connection gitmig current
cat .out .err | grep -q geheim && fail "the password was shown"
GITMIG_MODE=DEBUG expect 3 gitmig current
says 'Connection refused'
exit 0
