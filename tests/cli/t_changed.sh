#!/usr/bin/env bash
# A manifest that was changed after it was applied is shown, wherever in the chain it is.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 ''
manifest bbbb1111 aaaa1111
manifest cccc1111 bbbb1111
expect 0 gitmig upgrade bbbb1111
expect 0 gitmig current -v
! grep -qi changed .out || fail 'nothing has changed yet'

sed -i "s/upgrade: \[\]/upgrade: [{execute: {sql: 'SELECT 1'}}]/" versions/aaaa1111.yaml versions/cccc1111.yaml
expect 0 gitmig current -v
says '^changed since it was applied: aaaa1111 \(versions/aaaa1111.yaml\)$'
same "$(grep -c 'changed since' .out)" 1
expect 0 gitmig current -v --format json
json '[.revisions[] | [.revision, .changed]] == [["bbbb1111", null], ["aaaa1111", true]]'
expect 0 gitmig current --format json
json '[.revisions[].revision] == ["bbbb1111"]'
expect 0 gitmig history -i -v
same "$(grep -c '^Changed:' .out)" 1
expect 0 gitmig history -i -v --format json
json '[.revisions[] | select(.changed).revision] == ["aaaa1111"]'
