#!/usr/bin/env bash
# revision: the id, the parents and the file's name.
. "$(dirname "$0")/lib.sh"
project

# named MESSAGE SLUG: the file is <id>_SLUG.yaml, and the message is what was given.
named() {
	expect 0 gitmig revision -m "$1" --format json
	local id
	id=$(jq -r .revision .out)
	same "$(jq -r .path .out)" "versions/$id$2.yaml"
	expect 0 gitmig show "$id" --format json
	same "$(jq -r '.revisions[0].message' .out)" "$1"
}
named 'Create  the Allocation-Table! (v2)' _create_the_allocation_table_v2
named 'Ärger — Größe “quoted” 漢字' _ärger_größe_quoted_漢字
named '../../etc/passwd' _etc_passwd
named '— …' ''
named $'first\nsecond: # line' _first_second_line
# 40 characters, cut behind a whole word where there is one.
named 'word word word word word word word word word word' _word_word_word_word_word_word_word_word
x=$(printf 'x%.0s' {1..50})
named "$x" "_${x:0:40}"
ja=$(printf 'я%.0s' {1..50})
LC_ALL=C.UTF-8 named "$ja" "_$(LC_ALL=C.UTF-8; echo "${ja:0:40}")"
expect 0 gitmig revision --format json
same "$(jq -r .path .out)" "versions/$(jq -r .revision .out).yaml"
json '.revision | test("^[0-9a-f]{12}$")'
rm versions/*

echo 'file_template: "{year}/{month}{day}-{hour}{minute}-{rev}-{slug}"' >>gitmig.yaml
expect 0 gitmig revision -m 'One thing' --rev-id aaaa1111 --format json
json '.path | test("^versions/20[0-9]{2}/[0-9]{4}-[0-9]{4}-aaaa1111-one_thing.yaml$")'
expect 0 gitmig heads
says '^aaaa1111'
expect 0 gitmig revision --rev-id bbbb1111 --format json
json '.path == "versions/bbbb1111.yaml" and .parents == ["aaaa1111"]'

error duplicate-revision gitmig revision --rev-id aaaa1111
error usage gitmig revision --rev-id a-b
error usage gitmig revision --rev-id ''
error not-a-head gitmig revision --head aaaa1111
expect 0 gitmig revision --head aaaa --splice --rev-id cccc1111 --format json
json '.parents == ["aaaa1111"]'
error multiple-heads gitmig revision
expect 0 gitmig revision --head base --branch-label side --branch-label other --rev-id dddd1111 --format json
json '.parents == []'
error duplicate-label gitmig revision --head side@head --branch-label other
error usage gitmig revision --head side@head --branch-label a@b
error no-such-revision gitmig revision --head side@head --depends-on nosuch
expect 0 gitmig revision --head side@head --depends-on bbbb1111 --depends-on cccc --rev-id eeee1111 --format json
json '.parents == ["dddd1111"]'
expect 0 gitmig show eeee1111 --format json
json '.revisions[0].depends_on == ["bbbb1111", "cccc1111"]'
