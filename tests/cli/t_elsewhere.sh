#!/usr/bin/env bash
# A revision that the work tree lacks is found on other branches, in tags and in the reflog;
# which branches hold each head.
. "$(dirname "$0")/lib.sh"
project
git init -q -b main .
git config core.logAllRefUpdates true
printf '%s\n' .out .err db.sqlite beside remote.git >.git/info/exclude
commit() { git add -A . && git commit -qm "$1"; }
hint() { # WANTED: what the last error's message ends with, and its hint
	same "$(jq -r '.error | (.message | split("; ") | last) +
		(if .hint then "; " + (.hint[:1] | ascii_downcase) + .hint[1:] else "." end)' .out)" "$1"
}
missing() { error no-such-revision gitmig show "$1"; }

manifest aaaa1111 ''
commit one
missing ffff2222
json '.error.elsewhere == null and .error.revision == "ffff2222"'

# A local branch; the beginning of an id; every command that names revisions.
git switch -qc feature
manifest ffff2222 aaaa1111
commit feature
at=$(git rev-parse HEAD)
git switch -q main
missing ffff2222
wanted="refs/heads/feature has it: commit ${at:0:12}, versions/ffff2222.yaml; \`git switch feature\`, or merge it."
hint "$wanted"
json '.error.elsewhere == {ref: "refs/heads/feature", commit: "'"$at"'", path: "versions/ffff2222.yaml"}'
missing ffff
hint "${wanted/has it/has ffff2222}"
missing fff
json '.error.elsewhere == null'
for command in 'upgrade ffff2222' 'downgrade ffff2222' 'history -r ffff2222:' 'stamp ffff2222' \
	'edit ffff2222' 'review ffff2222' 'review ffff2222 --approve' 'upgrade ffff2222 --sql' 'merge aaaa1111 ffff2222'; do
	error no-such-revision gitmig $command
	hint "$wanted"
done
rm -f db.sqlite
# The beginning of two ids that are elsewhere is no answer.
git switch -q feature
manifest ffff3333 ffff2222
commit more
at=$(git rev-parse HEAD)
git switch -q main
missing ffff
json '.error.elsewhere == null'
missing ffff3
says 'has ffff3333: commit'

# The database is at it: upgrade stops, current tells.
git switch -q feature
expect 0 gitmig upgrade head
git switch -q main
error unknown-applied-revision gitmig upgrade head
hint "refs/heads/feature has it: commit ${at:0:12}, versions/ffff3333.yaml; \`git switch feature\`, or merge it."
expect 0 gitmig current -v
says "^Elsewhere: +refs/heads/feature, commit ${at:0:12}, versions/ffff3333.yaml; .git switch feature., or merge it"
expect 0 gitmig current -v --format json
json '.revisions[0].known == false and .revisions[0].elsewhere.ref == "refs/heads/feature"'
json '.revisions[0].refs == ["feature"]'
expect 0 gitmig current --format json
json '.revisions[0].elsewhere.ref == "refs/heads/feature" and (.revisions[0] | has("refs") | not)'
expect 0 gitmig current
same "$(cat .out)" 'ffff3333 (no manifest has it)'
says "^hint: ffff3333: refs/heads/feature has it: commit ${at:0:12}, versions/ffff3333.yaml; .git switch feature., or merge it"

# Of two branches the one that was committed to last is named.
git branch older feature
GIT_COMMITTER_DATE='2030-01-01T00:00:00Z' git commit -q --allow-empty -m later
git switch -qc newest feature
GIT_COMMITTER_DATE='2031-01-01T00:00:00Z' git commit -q --allow-empty -m latest
git switch -q main
missing ffff2222
says '^.*refs/heads/newest has it'
git branch -qD newest older

# Which branches have a head.
expect 0 gitmig heads -v
says '^Refs: +main$'
git branch twin
expect 0 gitmig history -v
says '^Refs: +main, twin$'
expect 0 gitmig heads -v --format json
json '.revisions[0].refs == ["main", "twin"]'
expect 0 gitmig history -v --format json --ref feature
json '[.revisions[] | {(.revision): .refs}] | add == {aaaa1111: ["main", "twin"], ffff2222: [], ffff3333: ["feature"]}'
expect 0 gitmig heads --format json
json '.revisions[0] | has("refs") | not'
git branch -qD twin

# Another worktree has it checked out: switching to it would be refused.
git worktree add -q "$sandbox/beside" feature
missing ffff2222
hint "refs/heads/feature has it: commit ${at:0:12}, versions/ffff2222.yaml; the worktree $sandbox/beside has it checked out; work there, or merge it."
(cd "$sandbox/beside" && git switch -qC only-there && git rm -q versions/ffff3333.yaml &&
	manifest aaaa9999 aaaa1111 && git add versions && git commit -qm detached && git switch -q --detach &&
	git branch -qD only-there)
missing aaaa9999
says "worktrees/beside/HEAD has it: .*[Tt]he worktree $sandbox/beside has it checked out"
json '.error.elsewhere.ref == "worktrees/beside/HEAD"'
git rev-parse -q --verify worktrees/beside/HEAD >/dev/null || fail 'git does not know it by this name'
expect 3 gitmig show aaaa9999 --ref main --format json
json '.error.hint == "`--ref " + .error.elsewhere.commit[:12] + "` reads it there."'
# From the linked worktree the main one is the other.
manifest bbbb1111 aaaa1111
commit main
(cd "$sandbox/beside" && "$GITMIG" show bbbb1111 2>"$sandbox/.err") && fail 'found'
says "refs/heads/main has it: "
says "The worktree $sandbox has it checked out"
git worktree remove --force "$sandbox/beside"
git reflog expire --expire=all --all

# Only the work tree lacks it.
rm versions/bbbb1111.yaml
missing bbbb1111
hint "HEAD has it: commit $(git rev-parse --short=12 HEAD), versions/bbbb1111.yaml; it is only missing in the work tree: \`git restore :/versions/bbbb1111.yaml\`."
(mkdir -p deep && cd deep && git restore :/versions/bbbb1111.yaml)
expect 0 gitmig show bbbb1111

# A tag, an annotated one too; --ref.
git tag -a v1 -m v1 feature
git branch -qD feature
missing ffff3333
hint "refs/tags/v1 has it: commit ${at:0:12}, versions/ffff3333.yaml; \`git switch --detach v1\`, or merge it."
error no-such-revision gitmig show ffff3333 --ref main
hint "refs/tags/v1 has it: commit ${at:0:12}, versions/ffff3333.yaml; \`--ref v1\` reads it there."
expect 0 gitmig show ffff3333 --ref v1
git tag -d v1 >/dev/null

# Nothing but the reflog.
git branch lost "$at"
git switch -q lost
git switch -q main
git branch -qD lost
missing ffff2222
says 'HEAD@\{[0-9]+\} has it: commit '"${at:0:12}"', versions/ffff2222.yaml", "hint": "No branch has it any more: `git branch NAME '"${at:0:12}"
git branch back "$at"
missing ffff2222
says 'refs/heads/back has it'
# A branch that was rewritten.
git switch -q back
manifest eeee1111 ffff3333
commit ephemeral
git reset -q --hard HEAD~1
git switch -q main
git reflog delete --updateref HEAD@{2} 2>/dev/null || true
missing eeee1111
says '(HEAD|back)@\{[0-9]+\} has it'

# A branch of a remote: there is no local one, and then there is one without it.
git init -q --bare "$sandbox/remote.git"
git remote add origin "$sandbox/remote.git"
git push -q origin back:shared
git branch -qD back
git reflog expire --expire=all --all
missing ffff3333
hint "refs/remotes/origin/shared has it: commit ${at:0:12}, versions/ffff3333.yaml; \`git switch shared\`, or merge it."
git branch shared main
missing ffff3333
hint "refs/remotes/origin/shared has it: commit ${at:0:12}, versions/ffff3333.yaml; \`git merge origin/shared\`."
expect 0 gitmig heads -v
says '^Refs: +main, shared$'
expect 0 gitmig heads -v --ref origin/shared
says '^Refs: +origin/shared$'
# The server's own, bare.
git push -q origin main
cd "$sandbox/remote.git"
expect 3 "$GITMIG" show ffff3333 --ref main --format json
says 'refs/heads/shared has it: .*`--ref shared` reads it there'
cd "$sandbox"

# Whoever can push can name a branch: a hint can be pasted into a shell.
git branch 'x;reboot' "$at"
git update-ref -d refs/remotes/origin/shared
missing ffff3333
says "git switch 'x;reboot'"
git branch -qD 'x;reboot'

# A project in a folder; a broken ref, a tag of a blob and a stash do not disturb.
mkdir sub
cp -r gitmig.yaml versions sub/
commit sub
git switch -qc inner
(cd sub && manifest cccc1111 bbbb1111)
commit inner
git switch -q main
git tag blob "$(git hash-object -w gitmig.yaml)"
echo 1234567890123456789012345678901234567890 >.git/refs/heads/broken
cd sub
expect 3 gitmig show cccc1111 --format json
cd ..
json '.error.elsewhere.path == "sub/versions/cccc1111.yaml" and .error.elsewhere.ref == "refs/heads/inner"'
rm .git/refs/heads/broken

# A link to what is elsewhere: every command that meets it, and verify's finding.
git switch -qc linked main
manifest dddd1111 bbbb1111
commit dddd
linked=$(git rev-parse HEAD)
git switch -q main
manifest eeee2222 dddd1111
found="refs/heads/linked has it: commit ${linked:0:12}, versions/dddd1111.yaml"
for command in heads current 'upgrade head' 'show eeee2222' 'show dddd1111' history review 'review eeee2222' \
	'merge heads' 'revision -m x' 'revision --head dddd1111 -m x' 'check --from chain' 'stamp dddd1111'; do
	error missing-parent gitmig $command
	hint "$found; \`git checkout linked -- :/versions/dddd1111.yaml\` takes it, or merge it."
	json '.error.missing == "dddd1111" and .error.elsewhere.ref == "refs/heads/linked"'
done
git add versions
expect 1 gitmig verify --staged --format json
json '[.findings[] | select(.code == "missing-parent")][0].hint | test("refs/heads/linked has it")'
expect 1 gitmig hook pre-commit
says "^missing-parent: versions/eeee2222.yaml: "
says "$found"
git commit -qm broken
error missing-parent gitmig heads --ref main
hint "$found."
expect 1 gitmig verify
says "$found"
# Only not staged.
manifest dddd1111 bbbb1111
expect 1 gitmig verify
says 'The work tree has it, in versions/dddd1111.yaml: `git add` it'
rm versions/dddd1111.yaml
git branch -qD linked
error missing-parent gitmig heads
says "HEAD@\{[0-9]+\} has it: .*git checkout ${linked:0:12} -- "
git reset -q --hard HEAD~1
manifest eeee2222 bbbb1111
sed -i 's/^parents:.*/&\ndepends_on: [dddd1111]/' versions/eeee2222.yaml
error missing-dependency gitmig upgrade head
says "HEAD@\{[0-9]+\} has it: "
rm versions/eeee2222.yaml

# A branch may have its manifests elsewhere, and may have made its label itself.
git switch -qc moved main
git mv versions migrations
echo 'version_locations: [migrations]' >>gitmig.yaml
manifest ffff5555 aaaa1111
sed -i 's/^parents:.*/&\nbranch_labels: [featx]/' versions/ffff5555.yaml
mv versions/ffff5555.yaml migrations/
commit moved
at=$(git rev-parse HEAD)
git switch -q main
found="commit ${at:0:12}, migrations/ffff5555.yaml; \`git switch moved\`, or merge it."
missing ffff5555
hint "refs/heads/moved has it: $found"
missing featx
hint "refs/heads/moved has ffff5555: $found"
rm -f db.sqlite
error no-such-revision gitmig upgrade featx@head
hint "refs/heads/moved has ffff5555: $found"
error branch-not-found gitmig show featx@aaaa1111
hint "refs/heads/moved has ffff5555: $found"
expect 0 gitmig heads -v --ref moved
says '^Refs: +moved$'
# As text each thing is said once.
expect 3 gitmig show ffff5555
[ "$(grep -c 'refs/heads/moved' .err)" = 1 ] || fail 'said twice'
says '^error: no-such-revision: .*; refs/heads/moved has it: commit '
says '^hint: `git switch moved`, or merge it.$'
git branch -qD moved
git reflog expire --expire=all --all

# Of more branches than are looked at, the current one and the published ones are.
git update-ref refs/remotes/origin/main main
git update-ref refs/remotes/origin/shared main
git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/shared
for i in {1..2100}; do echo "create refs/heads/a$i main"; done | git update-ref --stdin
expect 0 gitmig heads -v --format json
says '^note: there is too much to look at all branches'
json '.revisions[0].refs | length > 1000 and contains(["main", "origin/main", "origin/shared"])'
for i in {1..2100}; do echo "delete refs/heads/a$i"; done | git update-ref --stdin

# Without git there is nothing to ask.
rm -rf .git
missing ffff3333
json '.error.elsewhere == null'
expect 0 gitmig heads -v
expect 0 gitmig heads -v --format json
json '.revisions[0].refs == []'
