#!/usr/bin/env bash
# edit opens what is broken, and says what an edit has broken.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 ''
manifest bbbb1111 aaaa1111

error io gitmig edit aaaa1111 </dev/null
says 'VISUAL or EDITOR'
# What an editor prints is not the document; the whole answer is one.
export EDITOR='echo opened'
expect 0 gitmig edit aaaa1111 --format json
json '.changed == []'
expect 0 gitmig revision -m edited --head bbbb1111 --rev-id cccc1111 --edit --format json
json '.revision == "cccc1111"'
expect 3 env EDITOR=false "$GITMIG" revision -m edited --edit --format json
same "$(jq -s length .out)" 1
json '.error.code == "io"'
rm versions/*_edited.yaml
export EDITOR='sed -i s/revision:.aaaa1111/revision:\ aaaa2222/'
expect 3 gitmig edit aaaa1111
says 'error: missing-parent: .*bbbb1111 stands on aaaa1111'
# By the id that it has now: no other link is broken by the way back.
export EDITOR='sed -i s/aaaa2222/aaaa1111/'
expect 0 gitmig edit aaaa2222
expect 0 gitmig heads
export EDITOR='sed -i s/bbbb1111/bbbb2222/'
expect 0 gitmig edit bbbb1111
export EDITOR='sed -i s/bbbb2222/bbbb1111/'
expect 0 gitmig edit bbbb2222

# A broken file, by the beginning of its name and by its path; others by their id.
echo 'nonsense: 1' >>versions/bbbb1111.yaml
export EDITOR=true
error manifest-invalid gitmig edit nope
error manifest-invalid gitmig edit bbbb1111
expect 0 gitmig edit aaaa1111
export EDITOR='sed -i /nonsense/d'
expect 0 gitmig edit bbbb
expect 0 gitmig heads
echo 'nonsense: 1' >>versions/bbbb1111.yaml
expect 0 gitmig edit versions/bbbb1111.yaml
expect 0 gitmig heads
