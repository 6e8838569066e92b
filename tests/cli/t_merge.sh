#!/usr/bin/env bash
# Merges are proven: what is independent is written, the rest is named and nothing is written.
. "$(dirname "$0")/lib.sh"
project

users='{create_table: {name: users, columns: [{name: id, type: integer, primary_key: true}, {name: mail, type: string(80)}, {name: name, type: string(20)}]}}'
orders='{create_table: {name: orders, columns: [{name: id, type: integer, primary_key: true}, {name: user, type: integer}]}}'

# fresh: nothing but the common base.
fresh() {
	rm -f versions/*
	manifest base '' "$users" "$orders"
}
# sides LEFT RIGHT: two heads, one operation each.
sides() {
	fresh
	manifest aaaa base "$1"
	manifest bbbb base "$2"
}
# independent HEADS...: the merge is written, and both orders are.
independent() {
	local before
	before=$(ls versions | wc -l)
	expect 0 gitmig merge "${@:-heads}" --format json
	json '.revision | length == 12'
	same "$(ls versions | wc -l)" $((before + 1))
}
# conflict CODE OBJECT: the only conflict, in both directions; nothing is written.
conflict() {
	local code=$1 object=$2 before
	before=$(ls versions | wc -l)
	expect 1 gitmig merge heads --format json
	json 'keys == ["conflicts"]'
	json 'all(.conflicts[]; keys == ["code", "left", "message", "object", "right"])'
	json "[.conflicts[] | [.code, .object, .left, .right]] == [[\"$code\", \"$object\", \"aaaa\", \"bbbb\"]]"
	expect 1 gitmig merge bbbb aaaa --dry-run
	grep -Eq "^$code +$object +aaaa +bbbb  .*revision (aaaa|bbbb) " .out || fail "no line for $code"
	same "$(ls versions | wc -l)" "$before"
}

# Two sides.
sides '{add_column: {table: users, column: {name: phone, type: text}}}' '{add_column: {table: users, column: {name: age, type: integer}}}'
independent
expect 0 gitmig upgrade heads
sides "$(sed 's/users/notes/' <<<"$users")" '{create_index: {name: ix_mail, table: users, columns: [mail]}}'
independent
sides '{create_view: {name: mails, as: SELECT mail FROM users}}' '{create_view: {name: names, as: SELECT name FROM users}}'
independent

# Each code.
sides "$(sed 's/users/notes/' <<<"$users")" "$(sed 's/users/Notes/' <<<"$orders" | sed 's/orders/NOTES/')"
expect 1 gitmig merge heads --format json
json '[.conflicts[].code] == ["both-create"]'
sides '{add_column: {table: users, column: {name: age, type: text}}}' '{add_column: {table: users, column: {name: age, type: integer}}}'
conflict both-create users.age
sides '{alter_column: {table: users, column: mail, type: text}}' '{alter_column: {table: users, column: mail, nullable: false}}'
conflict both-alter users.mail
sides '{drop_column: {table: users, column: mail}}' '{create_index: {name: ix_mail, table: users, columns: [mail]}}'
conflict touches-dropped users.mail
sides '{create_foreign_key: {name: fk, table: orders, columns: [user], references: {table: users, columns: [id]}}}' '{drop_table: {name: users}}'
conflict touches-dropped users
sides '{drop_column: {table: users, column: name}}' '{create_view: {name: names, as: SELECT name FROM users}}'
conflict touches-dropped users.name
sides '{rename_table: {from: users, to: people}}' '{add_column: {table: users, column: {name: age, type: text}}}'
conflict touches-renamed users
sides '{rename_table: {from: users, to: people}}' '{rename_table: {from: users, to: folk}}'
conflict touches-renamed users
sides '{create_index: {name: ix, table: users, columns: [mail]}}' '{create_index: {name: ix, table: orders, columns: [user]}}'
conflict same-name ix
sides '{create_view: {name: notes, as: SELECT 1}}' '{create_table: {name: notes, columns: [{name: id, type: integer}]}}'
conflict same-name notes
# What can never run is not advised.
expect 1 gitmig merge heads
says '^hint: .*one of the two has to go: delete or change aaaa or bbbb'
! grep -q allow-conflicts .err || fail 'a chain that cannot run is advised'
sides '{add_column: {table: users, column: {name: age, type: text}}}' '{add_column: {table: users, column: {name: age, type: text}}}'
expect 1 gitmig merge heads
says '^hint: .*one of the two has to go: delete or change aaaa or bbbb'
sides '{create_view: {name: all_users, as: SELECT * FROM users}}' '{add_column: {table: users, column: {name: age, type: text}}}'
conflict order-dependent users.age
sides '{insert: {table: users, rows: [{id: 1}]}}' '{add_column: {table: users, column: {name: age, type: integer, nullable: false}, fill: 1}}'
conflict replay-failed users
grep -q 'NOT NULL' .out || fail "the database's message is missing"

# Raw SQL.
sides "{execute: {sql: 'UPDATE users SET name = 1'}}" '{add_column: {table: orders, column: {name: total, type: integer}}}'
conflict opaque-sql orders.total
sides "{execute: {sql: 'UPDATE users SET name = 1', touches: [users]}}" '{add_column: {table: orders, column: {name: total, type: integer}}}'
independent
sides "{execute: {sql: 'UPDATE users SET name = 1', touches: [users]}}" '{add_column: {table: users, column: {name: total, type: integer}}}'
conflict opaque-sql users
sides "{execute: {sql: {mssql: 'EXEC tidy'}}}" '{add_column: {table: users, column: {name: total, type: integer}}}'
conflict opaque-sql users.total
says 'no text for SQLite, so no replay can prove it'
sides "{execute: {sql: {mssql: 'EXEC tidy'}, touches: [orders]}}" '{add_column: {table: users, column: {name: total, type: integer}}}'
independent
sides "{execute: {sql: 'CREATE TABLE IF NOT EXISTS hidden (a)', touches: []}}" "{execute: {sql: 'CREATE TABLE IF NOT EXISTS hidden (b)', touches: []}}"
conflict order-dependent hidden

# Three heads, of which two do not get along; then eight that do.
sides '{drop_table: {name: orders}}' '{add_column: {table: orders, column: {name: total, type: integer}}}'
manifest cccc base '{add_column: {table: users, column: {name: age, type: text}}}'
conflict touches-dropped orders
independent aaaa cccc
fresh
for n in 1 2 3 4 5 6 7 8; do
	manifest "head$n" base "{add_column: {table: users, column: {name: c$n, type: integer}}}" \
		"{create_table: {name: t$n, columns: [{name: id, type: integer}]}}"
done
independent
json '.parents == ["head1","head2","head3","head4","head5","head6","head7","head8"]'
same "$(grep ^message: versions/*_merge.yaml)" 'message: Merge head1, head2, head3, head4, head5, head6, head7 and head8'
rm -f db.sqlite
expect 0 gitmig upgrade heads

# Dependencies: what the other side needs was there before; the order is the graph's.
fresh
manifest b1 base '{create_table: {name: made, columns: [{name: id, type: integer}]}}'
manifest b2 b1 '{add_column: {table: made, column: {name: more, type: integer}}}'
manifest a1 base '{add_column: {table: made, column: {name: other, type: integer}}}'
sed -i 's/^parents:.*/&\ndepends_on: [b1]\nbranch_labels: [side]/' versions/a1.yaml
independent side@head b2
# What another head depends on is merged with that one, where it is the last: else it would be
# a head for ever, which every push to a published ref is refused for.
fresh
manifest l1 base
manifest r1 base
sed -i 's/^parents:.*/&\ndepends_on: [l1]/' versions/r1.yaml
rm -f db.sqlite
expect 0 gitmig upgrade heads
expect 1 gitmig current --check-heads
says '^hint: .*gitmig merge heads'
independent
expect 0 gitmig upgrade head
expect 0 gitmig current --check-heads
rm db.sqlite
# A rename on both sides' common ground is nobody's.
fresh
manifest shared base '{rename_table: {from: users, to: people}}'
manifest aaaa shared '{add_column: {table: people, column: {name: x, type: integer}}}'
manifest bbbb shared '{create_index: {name: ix, table: people, columns: [mail]}}'
independent
# A merge of merges, one of which has operations.
fresh
manifest l1 base
manifest l2 base
manifest aaaa 'l1, l2' '{drop_table: {name: users}}'
manifest bbbb base '{create_index: {name: ix, table: users, columns: [mail]}}'
conflict touches-dropped users

expect 1 gitmig merge heads
says '^hint: .*allow-conflicts'
# --allow-conflicts writes and says them on standard error; its bytes are the proven ones'.
sides '{drop_table: {name: users}}' '{create_index: {name: ix, table: users, columns: [mail]}}'
expect 0 gitmig merge heads --allow-conflicts --dry-run --format json
same "$(ls versions | wc -l)" 3
expect 0 gitmig merge heads --allow-conflicts --format json
json '.parents == ["aaaa", "bbbb"]'
grep -q '^touches-dropped  users' .err || fail "the conflicts are not shown"
id=$(printf 'aaaa\nbbbb\n' | git hash-object --stdin | cut -c1-12)
mv "versions/${id}_merge.yaml" first
sides '{add_column: {table: users, column: {name: a, type: integer}}}' '{add_column: {table: users, column: {name: b, type: integer}}}'
independent
cmp first "versions/${id}_merge.yaml" || fail "the bytes differ"
rm "versions/${id}_merge.yaml"

# Several at once: whoever is not the first finds what it would have written, or no heads.
for i in 1 2 3 4; do
	gitmig merge heads >"$sandbox/.$i" 2>&1 &
	jobs[i]=$!
done
for i in 1 2 3 4; do
	wait "${jobs[i]}" || fail "one of several: $(cat "$sandbox/.$i")"
done
cmp first "versions/${id}_merge.yaml" || fail "the bytes differ"

# A commit's heads can be proven, from a bare repository as well; only a work tree is written to.
rm versions/*_merge.yaml
git init -q && git add . && git commit -qm one && git clone -q --bare . bare.git
manifest cccc base
for where in . bare.git; do
	expect 0 gitmig -C $where merge --dry-run --ref HEAD --format json
	json '.parents == ["aaaa", "bbbb"]'
	error usage gitmig -C $where merge --ref HEAD
done
rm -rf .git bare.git versions/cccc.yaml

# A chain that does not replay; a manifest that cannot be loaded.
sides '{drop_table: {name: users}}' '{drop_table: {name: orders}}'
manifest base ''
expect 1 gitmig merge heads --format json
json '[.conflicts[].code] | unique == ["replay-failed"]'
sides '{nonsense: {}}' '{drop_table: {name: orders}}'
error manifest-invalid gitmig merge heads
same "$(ls versions | wc -l)" 3
[ ! -e code ] || fail "something was written"
