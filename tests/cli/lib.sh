# Sourced by the command line tests: a scratch folder of its own, and ways to say what is
# expected. GITMIG is the built binary, GITMIG_SOURCE the root of the project.
set -euo pipefail
: "${GITMIG:?}" "${GITMIG_SOURCE:?}"

sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
cd "$sandbox"
# Files of their own: what is set in /dev/null takes its place.
export HOME=$sandbox GIT_CONFIG_GLOBAL=$sandbox/.git_global GIT_CONFIG_SYSTEM=$sandbox/.git_system
touch "$GIT_CONFIG_GLOBAL" "$GIT_CONFIG_SYSTEM"
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
unset GITMIG_MODE VISUAL EDITOR

gitmig() { "$GITMIG" "$@"; }

fail() {
	echo "FAILED: $*" >&2
	echo "--- output" >&2
	cat "$sandbox/.out" "$sandbox/.err" >&2 2>/dev/null || true
	exit 1
}

# expect STATUS COMMAND...: runs it; standard output is in .out, standard error in .err.
expect() {
	local want=$1 got=0
	shift
	"$@" >"$sandbox/.out" 2>"$sandbox/.err" || got=$?
	[ "$got" = "$want" ] || fail "exit status $got instead of $want: $*"
}

# says PATTERN: the last command's output (either stream) has it (grep -E).
says() { grep -Eqs -- "$1" "$sandbox/.out" "$sandbox/.err" || fail "nothing says: $1"; }
silent() { [ ! -s "$sandbox/.out" ] || fail "standard output is not empty"; }

# json FILTER: jq's filter over the last standard output is true.
json() { jq -e "$1" "$sandbox/.out" >/dev/null || fail "not so: $1"; }
# error CODE COMMAND...: fails with this code, as text and as one JSON document.
error() {
	local code=$1 status=3
	shift
	case $code in usage) status=2 ;; not-at-head) status=1 ;; esac
	expect "$status" "$@"
	grep -q "error: $code: " "$sandbox/.err" || fail "the error is not $code"
	expect "$status" "$@" --format json
	[ "$(jq -s length "$sandbox/.out")" = 1 ] || fail "not one JSON document"
	json ".error.code == \"$code\""
	json '.error.message | length > 0'
}
same() { [ "$1" = "$2" ] || fail "expected '$2', got '$1'"; }

# manifest ID "PARENT, ..." [UPGRADE-LINE]...: versions/ID.yaml; a line is one operation.
manifest() {
	local id=$1 parents=$2
	shift 2
	mkdir -p versions
	{
		printf 'gitmig: 1\nrevision: %s\nparents: [%s]\nmessage: rev %s\n' "$id" "$parents" "$id"
		if [ $# -eq 0 ]; then echo 'upgrade: []'; else echo 'upgrade:'; fi
		for operation; do printf '  - %s\n' "$operation"; done
		echo 'downgrade: []'
	} >"versions/$id.yaml"
}

# project: gitmig.yaml with a SQLite database in db.sqlite, versions/ and schema/.
project() {
	mkdir -p versions schema
	cat >gitmig.yaml <<'YAML'
gitmig: 1
models: schema
mode: {default: DEBUG}
databases:
  DEBUG: {url: "sqlite:///db.sqlite", lock_timeout: 1}
YAML
}
rows() { sqlite3 "${1:-db.sqlite}" "SELECT group_concat(version_num) FROM (SELECT version_num FROM gitmig_version ORDER BY 1)"; }
