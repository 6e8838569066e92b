#!/usr/bin/env bash
# Fails, and kills, the process at the N-th point for N = 1.. until there is none: the
# database is at a whole revision each time, and the next ordinary run finishes the work.
. "$(dirname "$0")/lib.sh"
project
. "$here/chain.sh"

GITMIG_FAULT=count:.count gitmig upgrade heads
[ "$status" = 0 ] || fail "the chain cannot be applied"
[ -s .count ] || skip "this gitmig was built without fault points"
rm -f test.db

# whole DIRECTION TARGET...: .whole.* are the dumps that may be seen.
whole() {
	local direction=$1 number=0 target
	shift
	rm -f .whole.*
	dump test.db >.whole.0
	for target; do
		number=$((number + 1))
		works "$direction" "$target"
		dump test.db >".whole.$number"
	done
	last=.whole.$number
}

# sweep KIND COMMAND...: from .start.db on.
sweep() {
	local kind=$1 n=0 found
	shift
	while :; do
		n=$((n + 1))
		rm -f test.db test.db-journal
		cp .start.db test.db
		GITMIG_FAULT=$kind:$n gitmig "$@"
		[ "$status" != 0 ] || break
		[ "$kind" = fail ] && [ "$status" != 3 ] && fail "$kind:$n: exit status $status"
		[ "$kind" = kill ] && [ "$status" != 137 ] && fail "$kind:$n: exit status $status"
		dump test.db >.now
		found=
		for whole in .whole.*; do
			cmp -s .now "$whole" && found=$whole
		done
		[ -n "$found" ] || { cat .now; fail "$kind:$n: between two revisions"; }
		works "$@"
		dump test.db | cmp -s - "$last" || fail "$kind:$n: the next run does not finish"
		once
	done
	[ "$n" -gt "$least" ] || fail "only $((n - 1)) points in $*"
	echo "$kind: $((n - 1)) points in $*"
}

sqlite3 test.db 'VACUUM'
cp test.db .start.db
least=40
whole upgrade r1 r2 r3 r4
cp test.db .up.db
sweep fail upgrade heads
sweep kill upgrade heads

cp .up.db test.db
cp .up.db .start.db
whole downgrade r3 r2 r1 base
once() { :; }
sweep fail downgrade base
sweep kill downgrade base
