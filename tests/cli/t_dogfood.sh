#!/usr/bin/env bash
# This repository's own chain: it makes what its models say, on SQLite and in T-SQL.
. "$(dirname "$0")/lib.sh"
cp -r "$GITMIG_SOURCE/gitmig.yaml" "$GITMIG_SOURCE/versions" .
mkdir -p docs build && cp -r "$GITMIG_SOURCE/docs/example" docs/

expect 0 gitmig check --from chain
expect 0 gitmig history --format json
json '.revisions | length == 5'
json 'all(.revisions[]; .review == "approved" or .origin == "merge")'
expect 0 gitmig upgrade head
expect 0 gitmig check
expect 0 gitmig downgrade base
same "$(sqlite3 build/example.db "SELECT count(*) FROM sqlite_master WHERE name LIKE '%allocation%' OR name = 'machine'")" 0
expect 0 gitmig upgrade head --sql --mode PRODUCTION
says 'ADD \[BenchAllocationCompleted\] BIT NOT NULL'
grep -q change-me .out .err && fail "the password was shown"
expect 0 gitmig merge heads
exit 0
