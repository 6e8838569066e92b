#!/usr/bin/env bash
# query_timeout ends a statement, and with it the revision; what was done before stays.
. "$(dirname "$0")/lib.sh"
project
sed -i 's/lock_timeout: 1/&, query_timeout: 1/' gitmig.yaml
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer}]}'
manifest bbbb1111 aaaa1111 'create_table: {name: u, columns: [{name: id, type: integer}]}' \
	'execute: {sql: "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"}'
expect 3 gitmig upgrade head
says '^error: database: .*stopped after query_timeout, 1 s'
says '^hint: Raise query_timeout'
same "$(rows)" aaaa1111
same "$(sqlite3 db.sqlite "SELECT group_concat(name) FROM sqlite_master WHERE name IN ('t', 'u')")" t
same "$(sqlite3 db.sqlite "SELECT group_concat(revision || ' ' || outcome) FROM gitmig_log")" 'aaaa1111 done,bbbb1111 failed'
