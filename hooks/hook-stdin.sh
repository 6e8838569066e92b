#!/bin/sh
# gitmig hook @ID@: made by `gitmig hooks install`; `gitmig hooks uninstall` removes it.
before=${0%/*}/@NAME@.before-gitmig
input=$(cat)
if [ @IS@ "$before" ] && [ -z "${GITMIG_HOOK_PROBE-}" ]; then
	if [ -z "$input" ]; then @RUN@ "$@" </dev/null; else @RUN@ "$@" <<end; fi || exit
$input
end
fi
if ! command -v gitmig >/dev/null 2>&1; then
	echo "gitmig is not on PATH, so the @NAME@ hook of this repository cannot do its work." >&2
	echo "Install gitmig, or skip the check knowingly (commit, merge, push: --no-verify)." >&2
	exit 1
fi
# The standard output is that of `git push`, which scripts read.
if [ -z "$input" ]; then exec gitmig hook @NAME@ "$@" </dev/null >&2; fi
exec gitmig hook @NAME@ "$@" <<end >&2
$input
end
