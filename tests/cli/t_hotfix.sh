#!/usr/bin/env bash
# A hotfix that was applied on a release branch, and is at home above other revisions on
# main, makes a database skip those: that is said, and so is the way out.
. "$(dirname "$0")/lib.sh"
project
git init -q -b main .
printf '.out\n.err\n*.sqlite*\n*.sh\n' >.gitignore
table() {
	manifest "$1" "$2" "create_table: {name: t_$1, columns: [{name: id, type: integer, primary_key: true}]}"
	sed -i "s/^downgrade: .*/downgrade: [{drop_table: {name: t_$1}}]/" "versions/$1.yaml"
}
commit() { git add -A && git commit -qm "$1"; }
tables() { sqlite3 db.sqlite "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master WHERE name LIKE 't\_%' ESCAPE '\' ORDER BY 1)"; }
quiet() { ! grep -q 'warning' .err || fail 'a warning'; }
# The commands that the last hint names.
way_out() { sed -n 's/^hint: to apply what was skipped.*: //p' .err; }
follow() {
	way_out >way.sh
	[ -s way.sh ] || fail 'no way out is told'
	export -f gitmig
	expect 0 bash -euc "$(cat way.sh)"
}
# warns COMMAND...: it is as successful as without the warning.
warns() {
	expect 0 "$@"
	grep -q '^warning: revision hf01 was applied on aaaa' .err || fail 'no warning'
	grep -q 'bbbb, cccc' .err || fail 'what was skipped is not named'
}

table aaaa ''
commit release
git branch release
table bbbb aaaa
table cccc bbbb
commit main
table hf01 cccc
commit hotfix
git switch -q release
table hf01 aaaa
commit hotfix
expect 0 gitmig upgrade head
quiet
sqlite3 db.sqlite 'INSERT INTO t_hf01 VALUES (7)'
expect 0 gitmig current
quiet
cp db.sqlite release.sqlite
git switch -q main

# Everybody who looks is told, and all else is as it was.
warns gitmig upgrade head
says '^nothing to do: the database is at hf01'
warns gitmig upgrade head --plan
warns gitmig current
same "$(cat .out)" "hf01 (head)"
warns gitmig current --check-heads
warns gitmig current --format json
json '.revisions | length == 1'
warns gitmig upgrade head --format json
same "$(jq -c . .out)" '{"steps":[],"heads":["hf01"]}'
for command in 'upgrade head' current 'current --check-heads'; do
	# shellcheck disable=SC2086
	expect 0 gitmig -q $command
	[ ! -s .err ] || fail "-q $command says something"
done

# The way out that is told applies what was skipped and keeps the hotfix's rows.
warns gitmig current
same "$(way_out)" 'gitmig stamp aaaa && gitmig upgrade cccc && gitmig stamp hf01'
follow
same "$(tables)" 't_aaaa t_bbbb t_cccc t_hf01'
same "$(rows)" hf01
same "$(sqlite3 db.sqlite 'SELECT id FROM t_hf01')" 7
expect 0 gitmig current --check-heads
quiet
expect 0 gitmig downgrade base
quiet
same "$(tables)" ''

# The other one: back with the release's manifests, then up.
cp release.sqlite db.sqlite
expect 0 gitmig --ref release downgrade -1
same "$(rows)" aaaa
expect 0 gitmig upgrade head
quiet
same "$(tables)" 't_aaaa t_bbbb t_cccc t_hf01'

# Reverted with main's manifests it stands on what was skipped: still told.
cp release.sqlite db.sqlite
expect 0 gitmig downgrade -1
same "$(rows)" cccc
warns gitmig current
same "$(way_out)" 'gitmig stamp aaaa && gitmig upgrade cccc'
follow
expect 0 gitmig upgrade head
quiet
same "$(tables)" 't_aaaa t_bbbb t_cccc t_hf01'

# What comes later may need what was skipped: the warning stands before the error.
cp release.sqlite db.sqlite
manifest dddd hf01 'add_column: {table: t_bbbb, column: {name: x, type: integer}}'
expect 3 gitmig upgrade head
says '^warning: revision hf01'
same "$(grep -c '^warning' .err)" 1
same "$(grep -n '^error' .err | cut -d: -f1)" 3
table dddd hf01
expect 0 gitmig upgrade head
warns gitmig current
same "$(way_out)" 'gitmig stamp aaaa && gitmig upgrade cccc && gitmig stamp dddd'
follow
expect 0 gitmig current --check-heads
quiet
same "$(tables)" 't_aaaa t_bbbb t_cccc t_dddd t_hf01'
rm versions/dddd.yaml

# Whoever has stamped it says that all is there.
cp release.sqlite db.sqlite
expect 0 gitmig stamp aaaa
expect 0 gitmig stamp hf01
expect 0 gitmig current
quiet

# Other changes are none of this: operations, or parents that are applied.
rm db.sqlite
expect 0 gitmig upgrade cccc
table hf01 bbbb
expect 0 gitmig upgrade heads
quiet
table hf01 cccc
sed -i 's/^downgrade: .*/downgrade: []/' versions/hf01.yaml
expect 0 gitmig current
quiet

# What was skipped cannot be applied beside the hotfix: that is reverted first.
git checkout -q versions
cp release.sqlite db.sqlite
manifest cccc bbbb 'execute: {sql: "CREATE TABLE t_hf01 (x)"}' 'execute: {sql: "DROP TABLE t_hf01"}'
expect 0 gitmig stamp aaaa
expect 3 gitmig upgrade cccc
says 'table .?t_hf01.? already exists'
same "$(rows)" bbbb
expect 0 gitmig downgrade aaaa
expect 0 gitmig stamp hf01
expect 0 gitmig --ref release downgrade aaaa
same "$(tables)" t_aaaa
expect 0 gitmig upgrade head
quiet
same "$(tables)" 't_aaaa t_bbbb t_hf01'

# Brought to main as it is, below a merge, it skips nothing.
git checkout -q versions
cp release.sqlite db.sqlite
table hf01 aaaa
expect 0 gitmig merge heads --rev-id eeee
expect 0 gitmig current
quiet
expect 0 gitmig upgrade head
quiet
same "$(tables)" 't_aaaa t_bbbb t_cccc t_hf01'
rm versions/*eeee*.yaml

# Two hotfixes, and what main has between them.
git checkout -q versions
table dddd hf01
table hf02 dddd
mkdir apart
cp -r gitmig.yaml schema versions apart
cd apart
rm versions/{bbbb,cccc,dddd}.yaml
table hf01 aaaa
table hf02 hf01
expect 0 gitmig upgrade head
cp ../versions/*.yaml versions
expect 0 gitmig current
cp "$sandbox/.err" .err
same "$(grep -c '^warning' .err)" 2
same "$(way_out)" 'gitmig stamp aaaa && gitmig upgrade cccc && gitmig stamp hf01 && gitmig upgrade dddd && gitmig stamp hf02'
follow
same "$(tables)" 't_aaaa t_bbbb t_cccc t_dddd t_hf01 t_hf02'
expect 0 gitmig current --check-heads
grep -q warning "$sandbox/.err" && fail 'still a warning'

# A database that Alembic filled: the log knows nothing of the first ones.
cd ..
rm -r apart
rm -f db.sqlite versions/{dddd,hf02}.yaml
sqlite3 db.sqlite 'CREATE TABLE gitmig_version (version_num VARCHAR(32) NOT NULL);
	INSERT INTO gitmig_version VALUES ("bbbb"), ("xxxx");'
table cccc bbbb
table xxxx aaaa
table hf01 bbbb
expect 0 gitmig upgrade hf01
table hf01 xxxx
expect 0 gitmig current
quiet
table hf01 cccc
expect 0 gitmig current
says '^warning: revision hf01 was applied on bbbb; now it stands on cccc as well'
