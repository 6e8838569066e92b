# post-checkout: tells on a switch of branches, and never stands in the way.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hooks_lib.sh"

repository repo
gitmig hooks status >/dev/null
# No database: nothing to say, and none comes into being.
git switch -qc topic
revision b200 a100 && revision c300 b200
git add versions && git commit -qm topic
expect 0 git switch -q main
quiet
[ ! -e db.sqlite ] || fail 'a database came into being'
expect 0 git switch -q topic
gitmig -q upgrade head

# Behind the database, and before it.
expect 0 git switch main
says 'database DEBUG has 2 revisions that this branch lacks: (b200, c300|c300, b200)'
expect 0 git switch -q topic
quiet
gitmig -q downgrade base
expect 0 git checkout -q main
says 'database DEBUG lacks 1 revision of this branch'
gitmig -q upgrade head
expect 0 git checkout -q topic
says 'lacks 2 revisions'
expect 0 git checkout -q main
quiet

# Not of files, not of the same commit, not of a new branch here, not in a new clone or worktree.
git switch -q topic 2>/dev/null
expect 0 git checkout -q HEAD -- versions
quiet
expect 0 git switch -qc same
quiet
expect 0 git worktree add -q --detach ../linked main
quiet
expect 0 git -c init.templateDir= clone -q . ../clone
quiet

# Silent in a rebase and in a bisect.
git switch -qc before main 2>/dev/null
git commit -q --allow-empty -m one
expect 0 git rebase -q topic
quiet
expect 0 git rebase -q --apply --force-rebase --onto main main
quiet
git switch -q topic 2>/dev/null
git bisect start -q HEAD HEAD~1 >/dev/null 2>&1
expect 0 git checkout -q main
quiet
git bisect reset >/dev/null 2>&1

# Whatever is wrong, the switch stands.
git switch -q main
echo garbage >db.sqlite
expect 0 git switch -q topic
echo 'nonsense: 1' >>gitmig.yaml
expect 0 git switch -q main
git checkout -q gitmig.yaml
# A server is not called.
sed -i 's|url: .*lock_timeout: 1|url: "mssql://u:p@127.0.0.1:1/d"|' gitmig.yaml
expect 0 git switch -q topic
quiet
git checkout -q gitmig.yaml
rm db.sqlite
gitmig -q upgrade head
echo 'git: {on_checkout: off}' >>gitmig.yaml
expect 0 git switch -q main
quiet
expect 0 gitmig hook post-checkout
quiet
