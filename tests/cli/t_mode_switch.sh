#!/usr/bin/env bash
# The application's config.ini says which database is meant: SQLite while developing, then
# SQL Server, with the same manifests; and what production requires of them. The SQL Server
# is the one that GITMIG_TEST_MSSQL_URL names, else one that plays its part.
. "$(dirname "$0")/lib.sh"
server=$GITMIG_SOURCE/tests/driver/tds_server.py

mkdir -p code versions
cat >gitmig.yaml <<'YAML'
gitmig: 1
mode: {file: code/config.ini, section: settings, key: MODE}
databases:
  DEBUG:      {url: "sqlite:///code/test.db"}
  PRODUCTION: {url: "${ini:CONNECTION_STRING}", require: published, encrypt: request, lock_timeout: 30}
YAML
mode() { printf '[settings]\nMODE = %s\nCONNECTION_STRING = %s\n' "$1" "${url//%/%%}" >code/config.ini; }
live=${GITMIG_TEST_MSSQL_URL:-}

if [ -z "$live" ]; then
	cat >script.json <<'JSON'
{"login": {"user": "deploy", "password": "s3cret", "databases": ["app"]},
 "rules": [
  {"match": "INSERT INTO \\[gitmig_version\\]", "answer": [
    {"columns": [["version_num", "varchar(64)"]], "rows": [["aaaa1111"]]}]},
  {"match": "SELECT @gitmig", "answer": [
    {"columns": [["", "int"], ["", "nvarchar(128)"], ["", "int"], ["", "int"]],
     "rows": [[0, "app", 0, 0]]}]}]}
JSON
	python3 "$server" --script script.json --journal journal >port &
	trap 'kill %1 2>/dev/null; rm -rf "$sandbox"' EXIT
	until [ -s port ]; do sleep 0.05; done
	live="mssql://deploy:s3cret@127.0.0.1:$(cat port)/app"
	played=yes
fi
url=$live
ran() { grep -cF "$1" journal || true; }

manifest aaaa1111 '' 'create_table: {name: gitmig_mode, columns: [{name: id, type: integer, primary_key: true}, {name: done, type: boolean, nullable: false, default: false}]}'
sed -i 's/^downgrade: .*/downgrade: [{drop_table: {name: gitmig_mode}}]/' versions/aaaa1111.yaml
git init -q -b main .
echo '*.db' >.gitignore
git add -A . ':!script.json' ':!journal' ':!port'
git commit -qm 'chain'

mode DEBUG
expect 0 gitmig upgrade head
same "$(rows code/test.db)" aaaa1111
sqlite3 code/test.db .schema | grep -q 'done.* BOOLEAN' || fail 'SQLite has no BOOLEAN'

# Production is another database, of which SQLite's file tells nothing.
mode PRODUCTION
[ -n "${played:-}" ] || { expect 0 gitmig stamp --purge base; }
expect 0 gitmig current
silent
error not-allowed gitmig upgrade head
says 'nobody has approved'
expect 0 gitmig review aaaa1111 --approve
git commit -qam 'review'
error not-allowed gitmig upgrade head
says 'is not published'
[ -z "${played:-}" ] || same "$(ran 'CREATE TABLE')" 0

# A script needs no permission, and no connection.
expect 0 gitmig upgrade head --sql
says 'CREATE TABLE \[dbo\]\.\[gitmig_mode\]'
says '\[done\] BIT'

git update-ref refs/remotes/origin/main HEAD
expect 0 gitmig upgrade head --plan
says 'upgrade aaaa1111'
expect 0 gitmig upgrade head
says 'upgrade aaaa1111'
if [ -n "${played:-}" ]; then
	same "$(ran 'CREATE TABLE [dbo].[gitmig_mode]')" 1
	same "$(ran 'COMMIT TRANSACTION')" 1
	# Login, looks and statements are sent, the password once and only there.
	grep -v '"type": "login"' journal | grep -q s3cret && fail 'the password went elsewhere'
else
	expect 0 gitmig current
	says '^aaaa1111'
	expect 0 gitmig upgrade head
	silent
	# require never binds a downgrade.
	git update-ref -d refs/remotes/origin/main
	expect 0 gitmig downgrade base
	expect 0 gitmig current
	silent
fi

# Back to SQLite, which has stayed where it was; and the password was never shown.
mode DEBUG
expect 0 gitmig current
says '^aaaa1111'
expect 3 gitmig --mode PRODUCTION upgrade nosuch
cat .out .err | grep -q 's3cret' && fail 'the password was shown'
exit 0
