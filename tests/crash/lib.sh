# Sourced by the crash tests: a project with a chain of manifests on a SQLite file, and dumps
# of it. GITMIG is the built binary.
set -euo pipefail
: "${GITMIG:?}"

here=$(cd "$(dirname "$0")" && pwd)
sandbox=$(mktemp -d)
cleanup() { rm -rf "$sandbox"; }
trap cleanup EXIT
cd "$sandbox"
# Files of their own: what is set in /dev/null takes its place.
export HOME=$sandbox GIT_CONFIG_GLOBAL=$sandbox/.git_global GIT_CONFIG_SYSTEM=$sandbox/.git_system
touch "$GIT_CONFIG_GLOBAL" "$GIT_CONFIG_SYSTEM"
export GIT_CEILING_DIRECTORIES=$sandbox
unset GITMIG_MODE GITMIG_FAULT

fail() {
	echo "FAILED: $*" >&2
	cat .out .err >&2 2>/dev/null || true
	exit 1
}
# What cannot be tested here is said, and ctest counts it as skipped.
skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

# gitmig ...: standard output in .out, standard error in .err; the exit status is in $status.
gitmig() {
	status=0
	# bash itself would tell that a process was killed.
	{ "$GITMIG" "$@" >"$sandbox/.out" 2>"$sandbox/.err" || status=$?; } 2>/dev/null
}
works() {
	gitmig "$@"
	[ "$status" = 0 ] || fail "exit status $status: $*"
}
fails() { # fails CODE ARGS...
	local code=$1
	shift
	gitmig "$@"
	[ "$status" = 3 ] || fail "exit status $status, not 3: $*"
	grep -q "$code: " .err || fail "the error is not $code"
}
says() { grep -q -- "$1" .out .err || fail "nothing says: $1"; }

# project [FOLDER [LOCK_TIMEOUT]]: gitmig.yaml with the database FOLDER/test.db.
project() {
	mkdir -p versions
	cat >gitmig.yaml <<YAML
gitmig: 1
mode: {default: DEBUG}
databases:
  DEBUG: {url: "sqlite:///${1:-.}/test.db", lock_timeout: ${2:-60}}
YAML
}

# manifest ID PARENT, the operations from standard input.
manifest() {
	{
		printf 'gitmig: 1\nrevision: %s\nparents: [%s]\n' "$1" "$2"
		cat
	} >"versions/$1.yaml"
}

# dump FILE: schema, rows and version rows, without the log. Opening the database first rolls
# back what a killed process left.
dump() {
	rm -f .dump.db
	sqlite3 "$1" '.backup .dump.db'
	[ "$(sqlite3 "$1" 'PRAGMA integrity_check')" = ok ] || fail "the database is damaged"
	sqlite3 .dump.db 'DROP TABLE IF EXISTS gitmig_log'
	# sqlite_sequence comes with the first AUTOINCREMENT, which is the log's.
	sqlite3 .dump.db .dump | grep -v sqlite_sequence
}

# Each applied revision stands in the log once, as done, if the log is all there is.
once() {
	local twice
	twice=$(sqlite3 test.db "SELECT revision FROM gitmig_log WHERE outcome = 'done'
		AND action = 'upgrade' GROUP BY revision HAVING count(*) > 1")
	[ -z "$twice" ] || fail "applied more than once: $twice"
}

# stages DIRECTION TARGET...: from test.db on; .stage.N are the databases that may be seen.
stages() {
	local direction=$1 target
	stage=0
	shift
	rm -f .stage.*
	cp test.db .stage.0
	for target; do
		stage=$((stage + 1))
		works "$direction" "$target"
		cp test.db ".stage.$stage"
	done
}

# sweep WHAT:HOW[:STRIDE] ARGUMENT...: see sweep.c.
sweep() {
	local how=$1
	shift
	"${SWEEP:?}" "$how" .stage.0 ".stage.$stage" .stage.* -- "$GITMIG" "$@" >.sweep 2>&1 ||
		{ cat .sweep; fail "$how: $*"; }
	cat .sweep
}

# Not where gitmig is built with a sanitizer, which wants to be first.
preloads() {
	rm -f .mark
	CRASH=memory:fail:1 CRASH_MARK=.mark LD_PRELOAD=${SHIM:?} "$GITMIG" heads >.out 2>.err || true
	[ -e .mark ] && export PRELOADS=yes
}
