#!/usr/bin/env bash
# Manifests beside gitmig.yaml, or in a folder above it: the file is not one of them.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks_lib.sh"
project
mkdir top
sed '1a version_locations: [.]' gitmig.yaml >top/gitmig.yaml
cd top
git init -q -b main .
here() { manifest "$@" && mv "versions/$1.yaml" .; }
all() { # HEAD: wherever they are read from
	expect 0 gitmig heads
	same "$(cut -d" " -f1,2 "$sandbox/.out" | cut -d, -f1)" "$1 (head)"
	expect 0 gitmig heads --ref HEAD
	same "$(cut -d" " -f1,2 "$sandbox/.out" | cut -d, -f1)" "$1 (head)"
	for how in '' --staged '--base HEAD~1'; do
		expect 0 gitmig verify $how --format json
		json '.findings == []'
	done
}
here aaaa1111 ''
expect 0 gitmig hooks install
git add . && git commit -qm one
here bbbb1111 aaaa1111
echo '# more' >>gitmig.yaml
git add . && expect 0 git commit -qm two
all 'bbbb1111'

# A branch with a revision and another gitmig.yaml.
git switch -qc side
here cccc1111 bbbb1111
echo '# side' >>gitmig.yaml
git add . && expect 0 git commit -qm side
all 'cccc1111'
git switch -q main
error no-such-revision gitmig show cccc1111
json '.error.message | test("refs/heads/side has it: commit .*, cccc1111.yaml$")'
here dddd1111 bbbb1111
git add . && expect 0 git commit -qm main
expect 0 gitmig forecast side --format json
json '.branches[0] | .heads == ["cccc1111", "dddd1111"] and (has("note") | not)'
expect 0 git merge -q -m merge side
git commit -qm manifest
all "$(gitmig heads | cut -d' ' -f1)"

# They move: no file of the old place is missed.
mkdir -p versions
git mv -- *1111.yaml *_merge.yaml versions/
sed -i /^version_locations/d gitmig.yaml
git add . && expect 0 git commit -qm move
all "$(gitmig heads | cut -d' ' -f1)"

# gitmig.yaml in a folder, its manifests above it.
git mv versions/*.yaml .
mkdir -p sub && git mv gitmig.yaml sub/
echo 'version_locations: [..]' >>sub/gitmig.yaml
git add . && git commit -qnm down
cd sub
expect 0 gitmig heads
expect 0 gitmig heads --ref HEAD
expect 0 gitmig verify
echo 'version_locations: []' >other.yaml
error manifest-invalid gitmig heads
