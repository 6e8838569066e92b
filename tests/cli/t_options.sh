#!/usr/bin/env bash
# Global options, help, usage errors.
. "$(dirname "$0")/lib.sh"

expect 0 gitmig --version
says '^gitmig [0-9]+\.[0-9]+\.[0-9]+$'
version=$(cut -d' ' -f2 .out)
expect 0 gitmig --version --format json
json ".version == \"$version\" and length == 1"
expect 0 gitmig --help
for command in init revision merge upgrade downgrade current heads bases branches history show \
	stamp ensure-version check diff edit; do
	grep -Eq "^  $command " .out || fail "--help lacks $command"
done
for command in $(sed -n '/^commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' .out); do
	expect 0 gitmig "$command" --help
	says "^usage: gitmig $command"
	expect 0 gitmig --help "$command"
	expect 0 gitmig "$command" --help --format json
	json '.help | startswith("usage: gitmig")'
	[ -f "$GITMIG_SOURCE/docs/commands/$command.md" ] || fail "no docs page for $command"
done

error usage gitmig
error usage gitmig nosuch
error usage gitmig heads extra
expect 2 gitmig heads extra
says '^hint: usage: gitmig heads$'
error usage gitmig upgrade
error usage gitmig heads --sql
error usage gitmig heads --nosuch
says 'nosuch'
error usage gitmig heads --verbos
says -- '--verbose'
error usage gitmig upgrade head --plan=yes
error usage gitmig --format
# Where a value is missing, "--format" is taken for it; JSON was meant all the same.
expect 2 gitmig heads --config --format json
json '.error.code == "usage"'
error usage gitmig heads --color sometimes
expect 2 gitmig heads --format xml
error usage gitmig --message x heads

project
manifest aaaa1111 ''
# A file whose columns are not told has none in the message.
sed 's/^mode:.*/mode: {file: app.ini, key: MODE}/' gitmig.yaml >ini.yaml
printf '[settings]\nMODE = DEBUG\nMODE = LIVE\n' >app.ini
expect 3 gitmig -c ini.yaml current
says '^error: config-invalid: [^ ]*app.ini:3: '
rm ini.yaml app.ini
# Before and after the command, joined and apart.
expect 0 gitmig --format json heads
json '.revisions[0].revision == "aaaa1111"'
expect 0 gitmig heads --format=json
json '.revisions | length == 1'
mkdir -p below/deeper
cd below/deeper
expect 0 gitmig heads
says '^aaaa1111 \(head\)'
cd "$sandbox"
expect 0 gitmig -C below/deeper heads
says '^aaaa1111'
expect 0 gitmig -C below -C deeper heads
says '^aaaa1111'
expect 0 gitmig -c gitmig.yaml heads
expect 0 gitmig --config=gitmig.yaml heads
error io gitmig -C nowhere heads
cd /
error config-invalid gitmig heads
says 'gitmig init'
cd "$sandbox"

# A relative target is a word, not an option; -- ends the options.
error relative-out-of-range gitmig downgrade -1
expect 0 gitmig upgrade -- +1
same "$(rows)" aaaa1111

# Output that cannot be written is an error.
if [ -e /dev/full ]; then
	status=0
	gitmig heads >/dev/full 2>.err || status=$?
	same "$status" 3
	grep -q 'io' .err || fail "no io error"
fi
# Who has read enough is not told that there was more.
{ gitmig history || echo "$?" >status; } 2>.err | true
[ ! -s .err ] || fail "a closed pipe is talked of"
# The last of several forms counts.
expect 0 gitmig heads --format json --format text
says '^aaaa1111'
# Colours: never in a file unless asked for.
expect 3 gitmig upgrade nosuchrev
grep -q $'\033' .err && fail "colour without a terminal"
expect 3 gitmig upgrade nosuchrev --color always
grep -q $'\033' .err || fail "no colour with --color always"
# With --ref, too, --config names a file from the working directory.
git init -q .
git add -A && git commit -qm one
expect 0 gitmig -C below heads --ref HEAD -c ../gitmig.yaml
says '^aaaa1111'
expect 0 gitmig heads --ref HEAD -c "$PWD/gitmig.yaml"
error config-invalid gitmig -C below heads --ref HEAD -c gitmig.yaml
git clone -q --bare . bare.git
expect 0 gitmig -C bare.git heads --ref HEAD -c gitmig.yaml
exit 0
