#!/usr/bin/env bash
# A repository that git refuses to use (another user's, a format that is not known, a .git file
# that leads nowhere): what asks git nothing works and says so, what needs git says why not.
. "$(dirname "$0")/lib.sh"
export GIT_CONFIG_GLOBAL=$sandbox/.gitconfig
export LSAN_OPTIONS=print_suppressions=0 # libgit2's leaks would be told where nothing may be
mkdir work && cd work
project
manifest aaaa1111 '' 'create_table: {name: t, columns: [{name: id, type: integer}]}'
sed -i 's/^downgrade:.*/downgrade: [{drop_table: {name: t}}]/' versions/aaaa1111.yaml
printf 'tables:\n  - {name: t, columns: [{name: id, type: integer}]}\n' >schema/t.yaml
git init -q -b main .
git add -A
git commit -qm one

# works PATTERN: without git, and the note is the pattern.
works() {
	for command in heads bases current 'show aaaa1111' history 'upgrade head' 'downgrade base' \
		'review aaaa1111' 'check --from chain' 'revision -m x' 'merge heads' 'heads -v'; do
		expect 0 gitmig $command
		says "^note: git is not asked: .*$1"
		expect 0 gitmig $command -q
		[ ! -s "$sandbox/.err" ] || fail "-q is not quiet: $command"
		rm -f versions/*_x.yaml
	done
}
# needs PATTERN: what is about git itself fails, and says why.
needs() {
	for command in verify 'verify --staged' forecast 'heads --ref main' 'hooks install' 'hooks status' \
		'hook pre-commit' 'edit aaaa1111'; do
		error git gitmig $command
		says "$1"
	done
	error no-such-revision gitmig show nothing1
	json ".error.hint | test(\"not asked.*$1\")"
	sed -i 's/url:/require: committed, url:/' gitmig.yaml
	error not-allowed gitmig upgrade head
	says "$1"
	sed -i 's/require: committed, //' gitmig.yaml
}

git init -q --bare "$sandbox/format"
git -C "$sandbox/format" config core.repositoryFormatVersion 1
git -C "$sandbox/format" config extensions.objectFormat sha256
mv .git ../kept
cp -r ../format .git
works objectformat
needs objectformat
rm -rf .git
echo "gitdir: $sandbox/gone" >.git
works 'work/.git: the repository that this file names'
needs 'the repository that this file names'
rm .git
mv ../kept .git

# Somebody else's: only root can make one here.
[ "$(id -u)" = 0 ] || exit 0
unset SUDO_UID
chown -R nobody .
works 'belongs to another user'
needs 'safe.directory'
# The commands of its models are not allowed by its own configuration.
git config --file .git/config gitmig.allowCommands true
sed -i 's/^models:.*/models: {command: [touch, ran]}/' gitmig.yaml
error command-not-allowed gitmig check --from chain
[ ! -e ran ] || fail 'a command was run'
sed -i 's/^models:.*/models: schema/' gitmig.yaml
# git's own hook calls: those that never fail do not, and say why.
expect 0 gitmig hook post-merge 0
says safe.directory
# The advice helps.
expect 3 gitmig verify
sed -n 's/.*trust it: //p' "$sandbox/.err" >advice
sh advice
rm advice
expect 0 gitmig verify
expect 0 gitmig heads
[ ! -s "$sandbox/.err" ] || fail 'there is still a note'
# So does what stands in the environment, as git has it from `git -c` and from containers.
git config --global --unset-all safe.directory
expect 3 gitmig verify
expect 0 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="$PWD" "$GITMIG" verify
expect 0 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' "$GITMIG" verify
expect 3 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=/elsewhere "$GITMIG" verify
mkdir "$sandbox/bin"
ln -s "$GITMIG" "$sandbox/bin/git-gitmig"
expect 0 env PATH="$sandbox/bin:$PATH" git -c safe.directory="$PWD" gitmig verify
git config --global safe.directory "$PWD"
expect 3 env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0= "$GITMIG" verify

# What git runs as that user, or for a bare repository by GIT_DIR, was checked by git itself.
git config --global --unset-all safe.directory
expect 0 env GIT_DIR="$PWD/.git" GIT_WORK_TREE="$PWD" "$GITMIG" verify
