#!/usr/bin/env bash
# What others wrote does not steer the terminal it is shown on.
. "$(dirname "$0")/lib.sh"
project
cat >versions/aaaa1111.yaml <<'YAML'
gitmig: 1
revision: aaaa1111
parents: []
branch_labels: ["la\ebel"]
message: "first\e[31m \x9bred\nsecond"
author: "A\adam"
upgrade: []
downgrade: []
YAML

# plain COMMAND...: nothing it prints is a control character but line feed and tab.
plain() {
	expect "$@"
	! LC_ALL=C grep -Pq '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' .out .err ||
		fail "control characters: $*"
}
for command in heads history bases 'heads -v' 'show aaaa1111' 'upgrade --plan head'; do
	# shellcheck disable=SC2086
	plain 0 gitmig $command
	says '\\033'
done
expect 0 gitmig heads
same "$(wc -l <.out)" 1
expect 0 gitmig history
same "$(wc -l <.out)" 1
says 'first\\033\[31m \\302\\233red$'
plain 0 gitmig upgrade head
same "$(wc -l <.out)" 1
sqlite3 db.sqlite "INSERT INTO gitmig_version VALUES ('row' || char(27) || '[2J')"
plain 0 gitmig current
says 'row\\033\[2J'
plain 2 gitmig "$(printf 'no\033\377such')"
says 'no\\033\\377such'

# What would be written into a manifest is UTF-8.
sqlite3 db.sqlite "DELETE FROM gitmig_version WHERE version_num LIKE 'row%'"
latin=$(printf 'caf\351')
error usage gitmig revision -m "$latin"
error usage gitmig revision --message="$latin"
error usage gitmig revision --branch-label "$latin"
error usage gitmig revision --rev-id "$latin"
error usage gitmig merge heads -m "$latin"
says '-m is not UTF-8'
same "$(ls versions)" aaaa1111.yaml
expect 0 gitmig revision -m 'café' --rev-id bbbb1111
