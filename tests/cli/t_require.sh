#!/usr/bin/env bash
# What a database requires of a revision is judged by what is committed.
. "$(dirname "$0")/lib.sh"
project
git init -q -b main .
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer}]}'
sed -i 's/lock_timeout: 1/&, require: reviewed/' gitmig.yaml

error not-allowed gitmig upgrade head
says 'no commit yet: commit'
git add -A
git commit -qm one
error not-allowed gitmig upgrade head
says 'nobody has approved'

# A review that is not committed is nobody's.
expect 0 gitmig review aaaa1111 --approve
error not-allowed gitmig upgrade head
says 'commit the review'
sed -i 's/require: reviewed/require: published/' gitmig.yaml
git update-ref refs/remotes/origin/main HEAD
error not-allowed gitmig upgrade head
says 'commit the review'

# A script is for a person to read.
expect 0 gitmig upgrade head --sql
git commit -qam 'review'
expect 0 gitmig upgrade head
same "$(rows)" aaaa1111
