#!/usr/bin/env bash
# What a database requires of a revision is judged by what is committed.
. "$(dirname "$0")/lib.sh"
project
git init -q -b main .
manifest aaaa1111 '' 'execute: {sql: SELECT 1}'
sed -i 's/lock_timeout: 1/&, require: reviewed/' gitmig.yaml

error not-allowed gitmig upgrade head
says 'no commit yet: commit'
git add -A
git commit -qm one
error not-allowed gitmig upgrade head
says 'nobody has approved'

# The way that is named works: all that wait, and only they.
expect 0 gitmig review aaaa1111 --approve
git commit -qam reviewed
expect 0 gitmig upgrade head
expect 0 gitmig downgrade base
manifest bbbb1111 aaaa1111
manifest cccc1111 bbbb1111
git add versions
git commit -qm two
expect 3 gitmig upgrade head
advised=$(sed -n 's/^hint: .*`\(gitmig review [^`]*\)`.*/\1/p' .err)
same "$advised" 'gitmig review bbbb1111 cccc1111 --approve'
expect 0 $advised
git commit -qam 'reviewed as well'
expect 0 gitmig upgrade head
expect 0 gitmig downgrade base
git reset -q --hard HEAD~3

# A review that is not committed is nobody's.
expect 0 gitmig review aaaa1111 --approve
error not-allowed gitmig upgrade head
says 'not committed as it stands'
says 'its review included'
sed -i 's/require: reviewed/require: published/' gitmig.yaml
git update-ref refs/remotes/origin/main HEAD
error not-allowed gitmig upgrade head
says 'its review included'

# A script is for a person to read.
expect 0 gitmig upgrade head --sql
git commit -qam 'review'
expect 0 gitmig upgrade head
same "$(rows)" aaaa1111

# As it stands: a comment counts, the line ends of a checkout do not.
expect 0 gitmig downgrade base
echo '# why' >>versions/aaaa1111.yaml
sed -i 's/require: published/require: committed/' gitmig.yaml
error not-allowed gitmig upgrade head
says 'not committed as it stands'
error not-allowed gitmig upgrade head --plan
same "$(rows)" ''
git checkout -q versions
sed -i 's/$/\r/' versions/aaaa1111.yaml
expect 0 gitmig upgrade head
# It never binds a downgrade.
rm versions/aaaa1111.yaml
expect 3 gitmig downgrade base
git checkout -q versions
echo '# why' >>versions/aaaa1111.yaml
expect 0 gitmig downgrade base
