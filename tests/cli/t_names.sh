#!/usr/bin/env bash
# Names of commits that lead nowhere, and what git keeps that cannot be read: the reason is the
# true one, and so is the advice.
. "$(dirname "$0")/lib.sh"
project
git init -q -b main upstream
mv gitmig.yaml versions upstream/
(cd upstream && manifest aaaa1111 '' && git add . && git commit -qm one &&
	git branch f1 && git branch dead && git branch deep/f2)
git clone -q upstream clone
cd clone

none() { # NAME: there is no such commit, and nothing is damaged
	error git gitmig heads --ref "$1"
	json '.error.message | test("^there is no commit ")'
	json '.error.hint | test("fsck") | not'
}
for name in HEAD~50 HEAD^2 'f@{u}' 'HEAD@{99}' nosuch :/nosuch a '@{-1}'; do
	none "$name"
done
for name in f1 dead deep/f2; do
	none "$name"
	json ".error.hint == \"There is origin/$name: name that.\""
done
none f2
git switch -qc here
none '@{u}'
for name in main..f '@{push}' 'HEAD^{nothing}'; do
	error git gitmig heads --ref "$name"
	json '.error.message | test("is not understood as the name of a commit$")'
	json '.error.hint | test("git rev-parse")'
	error git gitmig verify --base "$name"
done
error git gitmig heads --ref ''
json '.error.message == "the name of the commit is empty"'
error git gitmig forecast nosuch
json '.error.message == "there is no commit nosuch"'
# What is damaged is called so.
lost=$(git commit-tree -m lost 'HEAD^{tree}')
git update-ref refs/heads/lost "$lost"
rm ".git/objects/${lost:0:2}/${lost:2}"
# libgit2 1.5 leaks the ref.
error git env ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0" "$GITMIG" heads --ref lost
json '.error.hint | test("git fsck")'
git update-ref -d refs/heads/lost

# An index that is cut off.
cp .git/index kept
for size in 0 5; do
	head -c $size kept >.git/index
	error git gitmig verify --staged
	json ".error.message == \"the index is cut off: it has $size bytes\""
	json '.error.hint | test("git reset")'
done
cp kept .git/index

# A link in a commit is not followed, and says so; what lies above it is another project.
mkdir sub
git mv gitmig.yaml real.yaml
ln -s real.yaml gitmig.yaml
cp real.yaml sub/
ln -s real.yaml sub/gitmig.yaml
git add . && git commit -qm link
for folder in . sub; do
	error config-invalid gitmig heads --ref HEAD -C "$folder"
	json ".error.message | test(\"^in commit .*, (sub/)?gitmig.yaml is a symbolic link\")"
done
git rm -q gitmig.yaml
git mv real.yaml gitmig.yaml
git commit -qm file
error config-invalid gitmig heads --ref HEAD -C sub
json '.error.message | test("sub/gitmig.yaml is a symbolic link")'
git rm -q gitmig.yaml sub/gitmig.yaml
git commit -qm none
error config-invalid gitmig heads --ref HEAD
json '.error.message | test("has no gitmig.yaml$")'
