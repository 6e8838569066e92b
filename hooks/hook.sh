#!/bin/sh
# gitmig hook @ID@: made by `gitmig hooks install`; `gitmig hooks uninstall` removes it.
before=${0%/*}/@NAME@.before-gitmig
if [ @IS@ "$before" ] && [ -z "${GITMIG_HOOK_PROBE-}" ]; then
	@RUN@ "$@" || exit
fi
if ! command -v gitmig >/dev/null 2>&1; then
	echo "gitmig is not on PATH, so the @NAME@ hook of this repository cannot do its work." >&2
	echo "Install gitmig, or skip the check knowingly (commit, merge, push: --no-verify)." >&2
	exit 1
fi
exec gitmig hook @NAME@ "$@"
