# Sourced by the tests of git hooks, after lib.sh: a repository in which git itself runs them.
mkdir -p "$sandbox/bin"
ln -s "$GITMIG" "$sandbox/bin/gitmig"
export PATH=$sandbox/bin:$PATH
unset -f gitmig
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE

# repository NAME: a project with a first revision a100 committed, and all hooks.
repository() {
	git init -q -b main "$1"
	cd "$1"
	project
	revision a100 ""
	git add .
	git commit -qm first
	gitmig hooks install >/dev/null
}

# revision ID PARENTS [KEY: VALUE]...: one that makes a table of its own.
revision() {
	local id=$1 parents=$2
	shift 2
	mkdir -p versions
	{
		printf 'gitmig: 1\nrevision: %s\nparents: [%s]\n' "$id" "$parents"
		for line; do printf '%s\n' "$line"; done
		printf 'upgrade:\n  - create_table: {name: t_%s, columns: [{name: a, type: integer}]}\n' "$id"
		printf 'downgrade:\n  - drop_table: {name: t_%s}\n' "$id"
	} >"versions/$id.yaml"
}

# approve ID [BY]: the review block that says so, for what the file has now.
approve() {
	local id=$1 digest
	sed -i '/^review:/d' "versions/$id.yaml"
	digest=$(gitmig show "$id" --canonical | git hash-object --stdin)
	sed -i "3a review: {status: approved, by: '${2:-Rev <rev@example.com>}', at: 2026-01-01T00:00:00Z, digest: $digest}" \
		"versions/$id.yaml"
}

commits() { git rev-list --count HEAD; }
# refused CODE COMMAND...: fails, and a finding with that code is told.
refused() {
	local code=$1 got=0
	shift
	"$@" >"$sandbox/.out" 2>"$sandbox/.err" || got=$?
	[ "$got" != 0 ] || fail "was not refused: $*"
	grep -Eqs "^(remote: )?$code: " "$sandbox/.out" "$sandbox/.err" || fail "no finding $code: $*"
}
quiet() { [ ! -s "$sandbox/.out" ] && [ ! -s "$sandbox/.err" ] || fail "is not silent"; }
