#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

mkdir one && cd one
expect 0 gitmig init --format json
json '.changed == ["gitmig.yaml", "versions", "schema"]'
[ -f gitmig.yaml ] && [ -d versions ] && [ -d schema ] || fail "something is missing"
expect 0 gitmig heads
expect 0 gitmig current
[ -z "$(find . -name '*.db*' -o -name '*.sqlite*')" ] || fail "looking made a database"
echo '# mine' >>gitmig.yaml
cp gitmig.yaml before
expect 0 gitmig init --format json
json '.changed == []'
cmp gitmig.yaml before || fail "gitmig.yaml was touched"
expect 0 gitmig revision -m "First thing"
expect 0 gitmig upgrade head
expect 0 gitmig check

cd .. && mkdir two && cd two
expect 0 gitmig init --models app/models
[ -d app/models ] || fail "no models folder"
grep -q 'app/models' gitmig.yaml || fail "the models folder is not in gitmig.yaml"
expect 0 gitmig diff
