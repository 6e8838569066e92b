#!/usr/bin/env bash
# What merging other branches would give, read from their trees alone.
. "$(dirname "$0")/lib.sh"
mkdir work && cd work
project
git init -qb main
git config gc.auto 0

users='{create_table: {name: users, columns: [{name: id, type: integer, primary_key: true}, {name: mail, type: string(80)}]}}'
column() { echo "{add_column: {table: users, column: {name: $1, type: integer}}}"; }
# commit BRANCH FROM: a branch that starts at FROM; what follows is committed by save.
branch() { git switch -qc "$1" "${2:-main}"; }
save() { git add -A && git commit -qm "${1:-step}"; }
# of REF FILTER: jq's filter over one branch of the last JSON.
of() { json ".branches[] | select(.ref == \"$1\") | $2"; }

expect 3 gitmig forecast --format json
json '.error.code == "git"'
manifest base '' "$users"
save
expect 0 gitmig forecast --format json
json '. == {"branches": []}'

branch ahead && manifest ahea1 base "$(column a)" && manifest ahea2 ahea1 && save
branch drops main && manifest drop1 base '{drop_table: {name: users}}' && save
branch same main && git commit -q --allow-empty -m nothing
branch none main && git rm -rqf versions gitmig.yaml && save
branch labelled main && manifest lab1 base "$(column c)" && sed -i 's/^parents:.*/&\nbranch_labels: [other]/' versions/lab1.yaml && save
git switch -q main
manifest main1 base "$(column b)"
save

# Each other branch; the current one is left out.
expect 0 gitmig forecast --format json
json '[.branches[].ref] == ["ahead", "drops", "labelled", "none", "same"]'
of ahead '(del(.note) | keys) == ["ahead", "behind", "conflicts", "heads", "ref"]'
of ahead '.heads == ["ahea2", "main1"] and .ahead == ["ahea1", "ahea2"] and .behind == ["main1"] and .conflicts == []'
of drops '.heads == ["drop1", "main1"] and [.conflicts[] | [.code, .object, .left, .right]] == [["touches-dropped", "users", "main1", "drop1"]]'
of same '.heads == ["main1"] and .ahead == [] and .behind == ["main1"]'
of labelled '.conflicts == []'
of none '.behind == ["base", "main1"] and .ahead == [] and (.note | test("no manifests"))'
of none '[.conflicts[].code] == ["touches-dropped"]' # base goes, main1 stands on it
[ -e db.sqlite ] && fail "forecast made a database"
expect 0 gitmig forecast
grep -Eq '^drops +\+1 -1  2 heads: drop1, main1  1 conflict: touches-dropped users$' ../.out || fail "the line of drops"
grep -Eq '^same +\+0 -1  1 head: main1$' ../.out || fail "the line of same"
expect 0 gitmig forecast -v drops
says 'users is dropped by revision drop1'

# The work tree and the index don't count; a merge says the same as the forecast.
manifest dirty main1
git add versions/dirty.yaml
expect 0 gitmig forecast ahead --format json
of ahead '.heads == ["ahea2", "main1"] and .behind == ["main1"]'
git rm -qf versions/dirty.yaml
git switch -qc trial && git merge -q --no-edit ahead drops >../.log 2>&1
expect 1 gitmig merge drop1 main1 --format json
json '[.conflicts[] | [.code, .object]] == [["touches-dropped", "users"]]'
git switch -q main && git branch -qD trial

# --ref, names of any commit, a detached HEAD, a bare clone.
expect 0 gitmig forecast --ref ahead --format json
json '[.branches[].ref] == ["drops", "labelled", "main", "none", "same"]'
of main '.ahead == ["main1"] and .behind == ["ahea1", "ahea2"]'
git tag v1 drops
expect 0 gitmig forecast v1 main~1 --format json
json '[.branches[].ref] == ["v1", "main~1"]'
of v1 '.ahead == ["drop1"]'
git switch -q --detach
expect 0 gitmig forecast --format json
of main '.ahead == [] and .behind == [] and .conflicts == []'
git switch -q main
git clone -q --bare . ../bare.git
expect 0 gitmig -C ../bare.git forecast --ref main --format json
json '[.branches[].ref] == ["ahead", "drops", "labelled", "none", "same"]'
for ref in '' '--ref HEAD'; do # unasked, a bare one's HEAD
	expect 0 gitmig -C ../bare.git forecast $ref --format json
	json '[.branches[].ref] == ["ahead", "drops", "labelled", "none", "same"]'
done
error config-invalid gitmig -C ../bare.git heads
json '.error.hint | test("--ref HEAD")'
error git gitmig forecast no-such-branch

# Remote-tracking branches; origin/HEAD is another name of one of them.
git clone -q . ../clone
expect 0 gitmig -C ../clone forecast --format json
json '[.branches[].ref] == ["origin/ahead", "origin/drops", "origin/labelled", "origin/main", "origin/none", "origin/same"]'
of origin/ahead '.heads == ["ahea2", "main1"]'

# A clone without the commit at which they parted cannot tell.
git clone -q --depth 1 --no-single-branch "file://$PWD" ../shallow
export ASAN_OPTIONS=detect_leaks=0 # libgit2's, where it finds no object
error shallow-history gitmig -C ../shallow forecast
unset ASAN_OPTIONS

# By three: what one side alone changed or removed is taken from it.
manifest extra main1
save
branch edits main && manifest extra main1 "$(column e)" && save
branch removes main && git rm -qf versions/extra.yaml && save
branch keeps main && manifest keep1 extra && save
git switch -q main
expect 0 gitmig forecast edits removes keeps --format json
of edits '.heads == ["extra"] and .ahead == [] and .behind == [] and .conflicts == []'
of removes '.heads == ["main1"] and .behind == ["extra"] and .conflicts == []'
# The second time from the cache, where no other branch has asked for an id before.
for _ in 1 2; do
	expect 0 gitmig forecast removes --format json
	of removes '.heads == ["main1"] and .behind == ["extra"] and .conflicts == []'
done
git switch -q edits
expect 0 gitmig forecast removes keeps --format json
of removes '[.conflicts[] | [.code, .object]] == [["touches-dropped", "extra"]]'
git switch -q removes
expect 0 gitmig forecast main keeps --format json
of main '.heads == ["main1"] and .ahead == ["extra"] and .conflicts == []'
of keeps '.conflicts | length == 1 and .[0].code == "touches-dropped" and .[0].object == "extra"'
git switch -q main
branch edits2 main && manifest extra main1 "$(column f)" && save
expect 0 gitmig forecast edits --format json
of edits '[.conflicts[] | [.code, .object]] == [["both-alter", "extra"]]'
git switch -q main
# The same id made twice.
branch twice1 main && manifest twin extra && save
branch twice2 main && manifest twin extra "$(column g)" && save
expect 0 gitmig forecast twice1 --format json
of twice1 '.heads == ["twin"] and [.conflicts[] | [.code, .object]] == [["both-create", "twin"]]'
# The same label on both sides.
branch label2 main && manifest lab2 extra && sed -i 's/^parents:.*/&\nbranch_labels: [other]/' versions/lab2.yaml && save
expect 0 gitmig forecast labelled --format json
of labelled '[.conflicts[] | [.code, .object, .left, .right]] == [["same-name", "other", "lab2", "lab1"]]'

# A broken manifest spoils its own branch only; unrelated histories have a word.
branch broken main && echo 'gitmig: 1' >versions/broken.yaml && save
branch unloadable main && manifest load1 extra '{nonsense: {}}' && save
git switch -q --orphan alien
manifest alien ''
save
git switch -q edits2
expect 0 gitmig forecast alien broken unloadable keeps --format json
of broken '.note | test("versions/broken.yaml")'
of keeps '(has("note") | not) and .ahead == ["keep1"]'
of alien '.ahead == ["alien"] and (.note | test("gitmig.yaml|common"))'
git switch -q keeps
expect 0 gitmig forecast unloadable --format json
of unloadable '.heads == ["keep1", "load1"]'

# gitmig.yaml of the work tree need not be there, nor right.
cp "$sandbox/.out" wanted
mv gitmig.yaml kept.yaml
for broken in '' 'nosuchkey: 1' '<<<<<<< HEAD'; do
	[ -z "$broken" ] || echo "$broken" >gitmig.yaml
	expect 0 gitmig forecast unloadable --format json
	cmp -s "$sandbox/.out" wanted || fail "with '$broken' in the work tree"
done
error config-invalid gitmig forecast unloadable --ref alien
git switch -qf alien
rm -f gitmig.yaml
error config-invalid gitmig forecast keeps
git switch -qf keeps
mv kept.yaml gitmig.yaml

# A branch that leads nowhere spoils its own line only.
echo 1234567890123456789012345678901234567890 >.git/refs/heads/lost
echo 'ref: refs/heads/loop' >.git/refs/heads/loop
expect 0 gitmig forecast --format json
of lost '.heads == [] and .conflicts == [] and (.note | test("broken"))'
of loop '.note | test("broken")'
of same '.note == null'
error git env ASAN_OPTIONS=detect_leaks=0 "$GITMIG" forecast lost # as above
says 'git fsck'
rm .git/refs/heads/lost .git/refs/heads/loop
error git gitmig forecast nowhere
says 'git branch --all'

# gitmig.yaml in a folder of a larger repository.
cd ..
git init -qb main mono && cd mono
mkdir -p services/api && cd services/api
project && manifest base '' "$users" && save
git switch -qc side && manifest side1 base && save && git switch -q main
expect 0 gitmig forecast --format json
of side '.heads == ["side1"] and .ahead == ["side1"]'
rm -rf ../../../none && mkdir ../../../none && cd ../../../none
project
error not-a-repository env GIT_CEILING_DIRECTORIES="$sandbox" "$GITMIG" forecast
