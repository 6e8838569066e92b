#!/usr/bin/env bash
# A database at a revision that no manifest has: what is said can be done.
. "$(dirname "$0")/lib.sh"
project
manifest aaaa1111 ''
expect 0 gitmig upgrade head
sqlite3 db.sqlite "UPDATE gitmig_version SET version_num = 'dddd1111'"

error unknown-applied-revision gitmig check
error unknown-applied-revision gitmig revision --autogenerate -m one
error unknown-applied-revision gitmig upgrade heads
error not-at-head gitmig current --check-heads
expect 1 gitmig current --check-heads
says '^hint: .*stamp --purge'
! grep -q 'gitmig upgrade' .err || fail 'the advice is an upgrade that fails'
expect 0 gitmig stamp --purge aaaa1111
expect 0 gitmig current --check-heads

# No hint names a command that is not there.
expect 0 gitmig --help
known=$(sed -n '/^commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' .out | paste -sd '|')
! grep -RnE '`gitmig [a-z]' "$GITMIG_SOURCE"/{src,drivers} --include='*.c' |
	grep -vE "\`gitmig ($known|COMMAND)\b" || fail 'a command that is not there is advised'

# What Alembic has applied gets a manifest.
rm -rf db.sqlite versions/*
sed -i '1a version_table: alembic_version' gitmig.yaml
sqlite3 db.sqlite "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a TEXT);
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO alembic_version VALUES ('ae1027a6acf3')"
cat >schema/t.yaml <<'YAML'
tables:
  - name: t
    columns: [{name: id, type: integer, nullable: false, primary_key: true}, {name: a, type: text}]
YAML
expect 3 gitmig check
says '^hint: .*gitmig revision --autogenerate'
advised=$(sed -n 's/^hint: .*`\(gitmig [^`]*\)`.*/\1/p' .err)
expect 0 $advised
expect 0 gitmig check
expect 0 gitmig current --check-heads
