#!/usr/bin/env bash
# The commands that read the graph, in text and JSON.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 ''
manifest bbbb1111 aaaa1111
manifest cccc1111 aaaa1111
sed -i 's/^parents:.*/&\nbranch_labels: [feature]/' versions/cccc1111.yaml

keys='["applied","branch_labels","depends_on","is_base","is_branch_point","is_head","is_merge_point","known","message","origin","parents","path","review","revision"]'
expect 0 gitmig heads --format json
json "all(.revisions[]; keys == $keys)"
json '[.revisions[].revision] == ["bbbb1111", "cccc1111"]'
json 'all(.revisions[]; .applied == null and .known and .is_head and .origin == "manual" and .review == "none")'
json '.revisions[1].branch_labels == ["feature"] and .revisions[1].path == "versions/cccc1111.yaml"'
expect 0 gitmig bases --format json
json '[.revisions[].revision] == ["aaaa1111"] and .revisions[0].is_base and .revisions[0].parents == []'
expect 0 gitmig branches --format json
json '[.revisions[].revision] == ["aaaa1111"] and .revisions[0].is_branch_point'
expect 0 gitmig branches
says 'aaaa1111 .*branchpoint'
says '-> bbbb1111'
expect 0 gitmig history --format json
json '[.revisions[].revision] | .[2] == "aaaa1111" and length == 3'
expect 0 gitmig history
says 'aaaa1111 -> bbbb1111 \(head\), rev bbbb1111'
expect 0 gitmig history -v
says '^Parent: +aaaa1111'
says '^Path: +versions/bbbb1111.yaml'
expect 0 gitmig show feature@head --format json
json '.revisions[0].revision == "cccc1111" and .revisions[0].upgrade == [] and .revisions[0].downgrade == []'
expect 0 gitmig show bbbb
says '^Rev: +bbbb1111'
error no-such-revision gitmig show zzzz
error multiple-heads gitmig upgrade head
says 'bbbb1111'
says 'cccc1111'
says 'merge'
[ -e db.sqlite ] && fail "a refused upgrade made a database"

# The digest is the git blob id of the canonical form.
expect 0 gitmig show bbbb1111 --canonical
same "$(cat .out)" '{"branch_labels":[],"depends_on":[],"downgrade":[],"origin":"manual","parents":["aaaa1111"],"revision":"bbbb1111","upgrade":[]}'
digest=$(git hash-object --stdin <.out)
expect 0 gitmig show bbbb1111 --format json
json ".revisions[0].digest == \"$digest\""

# merge: deterministic bytes.
expect 0 gitmig merge heads --dry-run --format json
[ "$(ls versions | wc -l)" = 3 ] || fail "--dry-run wrote"
expect 0 gitmig merge heads --format json
id=$(printf 'bbbb1111\ncccc1111\n' | git hash-object --stdin | cut -c1-12)
json ".revision == \"$id\" and .parents == [\"bbbb1111\", \"cccc1111\"] and .path == \"versions/${id}_merge.yaml\""
grep -q '^message: Merge bbbb1111 and cccc1111$' "versions/${id}_merge.yaml" || fail "another message"
grep -Eq '^(created|author):' "versions/${id}_merge.yaml" && fail "it has an author or a time"
cp "versions/${id}_merge.yaml" first && rm "versions/${id}_merge.yaml"
expect 0 gitmig merge cccc1111 bbbb1111
cmp first "versions/${id}_merge.yaml" || fail "the bytes differ"
expect 0 gitmig merge heads --format json
json '.revision == null and .path == null and .parents == []'

# current and the database.
expect 0 gitmig current --format json
json '.revisions == []'
[ -e db.sqlite ] && fail "current made a database"
expect 1 gitmig current --check-heads
expect 1 gitmig current --check-heads --format json
json '.error.code == "not-at-head"'
expect 0 gitmig upgrade heads --plan --format json
json '[.steps[].revision] | length == 4'
json ".heads == [\"$id\"]"
[ -e db.sqlite ] && fail "--plan made a database"
expect 0 gitmig upgrade heads --format json
json '[.steps[] | .action] | unique == ["upgrade"]'
json ".heads == [\"$id\"]"
expect 0 gitmig upgrade heads --format json
json '.steps == []'
expect 0 gitmig current --check-heads
expect 0 gitmig history -i --format json
json 'all(.revisions[]; .applied == true)'
expect 0 gitmig history -i
says "$id .*\(current\)"

# A row that no manifest has is listed, and nothing walks through it.
sqlite3 db.sqlite "UPDATE gitmig_version SET version_num = 'gone'"
expect 0 gitmig current --format json
json '.revisions[0].revision == "gone" and .revisions[0].known == false'
error unknown-applied-revision gitmig upgrade heads
error unknown-applied-revision gitmig downgrade base
expect 0 gitmig stamp --purge "$id" --format json
json ".heads == [\"$id\"]"
same "$(rows)" "$id"
