#!/usr/bin/env bash
# A manifest that is written is there as a whole or not at all, whatever happens meanwhile.
. "$(dirname "$0")/lib.sh"
project

GITMIG_FAULT=count:.count gitmig revision -m first --rev-id aaaa1
[ "$status" = 0 ] || fail "no revision can be made"
[ -s .count ] || skip "this gitmig was built without fault points"
[ "$(tail -n 1 .count)" -ge 2 ] || fail "a file is written without passing a point"
cp versions/aaaa1*.yaml .whole
rm versions/*

for kind in fail kill; do
	n=0
	while :; do
		n=$((n + 1))
		GITMIG_FAULT=$kind:$n gitmig revision -m first --rev-id aaaa1
		[ "$status" != 0 ] || break
		[ "$kind" = kill ] || [ -z "$(ls versions)" ] || fail "$kind:$n: $(ls versions) is left"
		for file in versions/*.yaml; do
			[ ! -e "$file" ] || fail "$kind:$n: $file is there, and the command failed"
		done
		works heads
	done
	[ "$n" -gt 2 ] || fail "only $((n - 1)) points"
	diff <(grep -v ^created .whole) <(grep -v ^created versions/aaaa1*.yaml) || fail "not whole"
	rm versions/*
done
