// links: base repo
#include "base/file.h"
#include "repo/repo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Every test works in a folder of its own, which is also the working directory. */
static char folder[64];
static struct pool pool;
static struct error err;

static void shell(const char *script)
{
	char *command = pool_printf(&pool,
		"set -e\nexport GIT_AUTHOR_NAME=T GIT_AUTHOR_EMAIL=t@example.com\n%s",
		script);

	if (system(command) != 0) /* NOLINT: a test drives git as people do */
		fail_msg("failed: %s", script);
}

static char *output(const char *command)
{
	static char line[4096];
	FILE *pipe = popen(command, "r"); /* NOLINT */

	assert_non_null(pipe);
	if (!fgets(line, sizeof(line), pipe))
		line[0] = '\0';
	pclose(pipe);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static int set_up(void **state)
{
	(void)state;
	pool_init(&pool);
	memset(&err, 0, sizeof(err));
	snprintf(folder, sizeof(folder), "/tmp/test_repo.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	return 0;
}

static int tear_down(void **state)
{
	static const char *const variables[] = {"GIT_DIR", "GIT_WORK_TREE",
		"GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR",
		"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_AUTHOR_NAME",
		"GIT_AUTHOR_EMAIL", "EMAIL"};

	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	if (chdir("/") < 0)
		return -1;
	shell(pool_printf(&pool, "chmod -R u+rwx %s; rm -rf %s", folder, folder));
	pool_release(&pool);
	return 0;
}

static struct repo *open_here(const char *path)
{
	struct repo *repo = NULL;

	if (repo_open(path, &repo, &err) < 0)
		fail_msg("%s", err.message);
	assert_non_null(repo);
	return repo;
}

static void fails_to_open(const char *path, enum error_code code, const char *text)
{
	struct repo *repo = (struct repo *)&pool;

	assert_int_equal(repo_open(path, &repo, &err), -1);
	assert_int_equal(err.code, code);
	if (!strstr(err.message, text))
		fail_msg("'%s' is not in: %s", text, err.message);
	assert_ptr_equal(repo, &pool);
}

static const char *in_folder(const char *path)
{
	char *real = realpath(folder, NULL);
	const char *joined = path_join(&pool, real, path);

	free(real);
	return joined;
}

static const char commit_files[] =
	"git init -q -b main .\n"
	"mkdir -p versions/sub app\n"
	"echo 1 >versions/b.yaml; echo 2 >versions/sub/c.yaml\n"
	"echo 3 >versions/a.yaml; echo 4 >app/x; echo 5 >versions.x\n"
	"chmod +x versions/a.yaml\n"
	"git add . && git commit -qm one\n";

static void blob_id_is_gits(void **state)
{
	char hex[41];

	(void)state;
	repo_blob_id("hello\n", 6, hex);
	assert_string_equal(hex, "ce013625030ba8dba906f756967f9e9ca394464a");
	repo_blob_id("", 0, hex);
	assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

static void no_repository_is_no_error(void **state)
{
	struct repo *repo = (struct repo *)&pool;

	(void)state;
	assert_int_equal(repo_open(".", &repo, &err), 0);
	assert_null(repo);
	repo = (struct repo *)&pool;
	assert_int_equal(repo_open("not/there", &repo, &err), 0);
	assert_null(repo);
	repo_close(NULL);
	/* an empty .git folder is passed over, as git does */
	shell("mkdir .git");
	assert_int_equal(repo_open(".", &repo, &err), 0);
	assert_null(repo);
}

static void a_git_file_that_leads_nowhere(void **state)
{
	(void)state;
	shell("mkdir -p a/b; echo 'gitdir: /not/there' >a/.git");
	fails_to_open("a/b", ERR_GIT, "is not there");
}

static void found_from_below(void **state)
{
	struct repo *repo;

	(void)state;
	shell(commit_files);
	repo = open_here("versions/sub");
	assert_string_equal(repo_workdir(repo), in_folder("."));
	assert_string_equal(repo_git_dir(repo), in_folder(".git"));
	assert_string_equal(repo_common_dir(repo), in_folder(".git"));
	assert_false(repo_is_bare(repo));
	assert_false(repo_is_shallow(repo));
	assert_false(repo_is_partial(repo));
	repo_close(repo);
}

static void bare(void **state)
{
	struct repo *repo;
	char hex[41];

	(void)state;
	shell(commit_files);
	shell("git clone -q --bare . b.git");
	repo = open_here("b.git");
	assert_null(repo_workdir(repo));
	assert_true(repo_is_bare(repo));
	assert_int_equal(repo_commit(repo, "main", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse main"));
	repo_close(repo);
}

static void linked_worktree(void **state)
{
	struct repo *repo;

	(void)state;
	shell(commit_files);
	shell("git worktree add -q w -b side");
	repo = open_here("w/versions");
	assert_string_equal(repo_workdir(repo), in_folder("w"));
	assert_string_equal(repo_git_dir(repo), in_folder(".git/worktrees/w"));
	assert_string_equal(repo_common_dir(repo), in_folder(".git"));
	repo_close(repo);
}

static void submodule(void **state)
{
	struct repo *repo;

	(void)state;
	shell("mkdir lib; cd lib; git init -q .; git commit -q --allow-empty -m x");
	shell("mkdir main; cd main; git init -q .;"
	      "git -c protocol.file.allow=always submodule --quiet add ../lib sub");
	repo = open_here("main/sub");
	assert_string_equal(repo_workdir(repo), in_folder("main/sub"));
	assert_string_equal(repo_git_dir(repo), in_folder("main/.git/modules/sub"));
	repo_close(repo);
}

static void unborn_and_detached(void **state)
{
	struct repo *repo;
	char hex[41] = "x";

	(void)state;
	shell("git init -q -b main .");
	repo = open_here(".");
	assert_int_equal(repo_commit(repo, "HEAD", hex, &err), 0);
	assert_string_equal(hex, "");
	assert_int_equal(repo_commit(repo, "main", hex, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	repo_close(repo);
	shell("echo 1 >a; git add a; git commit -qm one; git checkout -q --detach");
	repo = open_here(".");
	assert_int_equal(repo_commit(repo, "HEAD", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD"));
	repo_close(repo);
}

static void names_of_commits(void **state)
{
	struct repo *repo;
	char hex[41] = "x";

	(void)state;
	shell(commit_files);
	shell("git commit -q --allow-empty -m two; git tag -a -m t v1 HEAD^\n"
	      "git tag -a -m tt v1v1 v1; git tag tree HEAD:versions; git tag blob "
	      "HEAD:app/x");
	repo = open_here(".");
	assert_int_equal(repo_commit(repo, "v1", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD^"));
	assert_int_equal(repo_commit(repo, "v1v1", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD^"));
	assert_int_equal(repo_commit(repo, "HEAD~1", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD^"));
	assert_int_equal(repo_commit(repo, "@", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD"));
	assert_int_equal(repo_commit(repo, "@~1", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD^"));
	assert_int_equal(repo_commit(repo, "@^{commit}", hex, &err), 0);
	assert_string_equal(hex, output("git rev-parse HEAD"));
	assert_int_equal(repo_commit(repo, "@~2", hex, &err), -1);
	assert_int_equal(repo_commit(repo, "HEAD^", hex, &err), 0);
	assert_int_equal(repo_commit(repo, "tree", hex, &err), -1);
	assert_string_equal(err.message, "tree is a tree, not a commit");
	assert_int_equal(repo_commit(repo, "blob", hex, &err), -1);
	assert_string_equal(err.message, "blob is a blob, not a commit");
	assert_int_equal(repo_commit(repo, "no\nsuch", hex, &err), -1);
	assert_non_null(strstr(err.message, "no\\012such"));
	assert_string_equal(hex, output("git rev-parse HEAD^"));
	repo_close(repo);
}

static void lists_regular_files(void **state)
{
	struct repo_entry *entries = NULL;
	struct repo *repo;
	unsigned count = 99;
	char head[41], id[41];

	(void)state;
	shell(commit_files);
	shell("ln -s b.yaml versions/link.yaml; git init -q versions/z.yaml\n"
	      "git -C versions/z.yaml commit -q --allow-empty -m x\n"
	      "git add . 2>/dev/null; git commit -qm two");
	repo = open_here(".");
	assert_int_equal(repo_commit(repo, "HEAD", head, &err), 0);
	assert_int_equal(
		repo_list(repo, &pool, head, "versions", &entries, &count, &err), 0);
	assert_int_equal(count, 3);
	assert_string_equal(entries[0].path, "versions/a.yaml");
	assert_string_equal(entries[1].path, "versions/b.yaml");
	assert_string_equal(entries[2].path, "versions/sub/c.yaml");
	assert_string_equal(
		entries[2].blob, output("git rev-parse HEAD:versions/sub/c.yaml"));
	assert_int_equal(repo_list(repo, &pool, head, "", &entries, &count, &err), 0);
	assert_int_equal(count, 5);
	assert_int_equal(
		repo_list(repo, &pool, head, "not/there", &entries, &count, &err), 0);
	assert_int_equal(count, 0);
	assert_int_equal(repo_list(repo, &pool, head, "app/x", &entries, &count, &err), 0);
	assert_int_equal(count, 0);

	assert_int_equal(repo_tree(repo, head, "versions", id, &err), 0);
	assert_string_equal(id, output("git rev-parse HEAD:versions"));
	assert_int_equal(repo_tree(repo, head, "", id, &err), 0);
	assert_string_equal(id, output("git rev-parse HEAD^{tree}"));
	assert_int_equal(repo_tree(repo, head, "nope", id, &err), 0);
	assert_string_equal(id, "");
	assert_int_equal(repo_tree(repo, head, "versions.x", id, &err), 0);
	assert_string_equal(id, "");
	repo_close(repo);
}

static void reads_blobs(void **state)
{
	struct repo *repo;
	char head[41], id[41], *bytes;
	size_t length;

	(void)state;
	shell(commit_files);
	shell("ln -s app/x link; git add link; git commit -qm two");
	repo = open_here(".");
	assert_int_equal(repo_commit(repo, "HEAD", head, &err), 0);
	assert_int_equal(repo_path_blob(repo, head, "versions/sub/c.yaml", id, &err), 0);
	assert_string_equal(id, output("git rev-parse HEAD:versions/sub/c.yaml"));
	assert_int_equal(repo_size(repo, id, &length, &err), 0);
	assert_int_equal(length, 2);
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), 0);
	assert_int_equal(length, 2);
	assert_string_equal(bytes, "2\n");
	assert_int_equal(repo_path_blob(repo, head, "link", id, &err), 0);
	assert_string_equal(id, "");
	assert_int_equal(repo_path_blob(repo, head, "versions", id, &err), 0);
	assert_string_equal(id, "");
	assert_int_equal(repo_path_blob(repo, head, "x/y/z", id, &err), 0);
	assert_string_equal(id, "");
	assert_int_equal(repo_path_blob(repo, head, "versions.x", id, &err), 0);
	assert_string_equal(id, output("git rev-parse HEAD:versions.x"));
	/* a commit is not a blob, and an object may be missing */
	assert_int_equal(repo_read(repo, &pool, head, &bytes, &length, &err), -1);
	assert_non_null(strstr(err.message, "is not a blob"));
	memset(id, '1', 40);
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	assert_int_equal(repo_read(repo, &pool, "xyz", &bytes, &length, &err), -1);
	repo_close(repo);
}

static void a_damaged_object_is_noticed(void **state)
{
	struct repo *repo;
	char id[41], *bytes;
	size_t length;

	(void)state;
	shell(commit_files);
	/* another object's file under this one's name */
	shell("a=$(git rev-parse HEAD:app/x); b=$(git rev-parse HEAD:versions.x)\n"
	      "cp -f .git/objects/$(echo $a | sed 's|^..|&/|') "
	      ".git/objects/$(echo $b | sed 's|^..|&/|')");
	snprintf(id, sizeof(id), "%s", output("git rev-parse HEAD:versions.x"));
	repo = open_here(".");
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), -1);
	assert_int_equal(err.code, ERR_GIT);
	repo_close(repo);
}

static void refs_by_pattern(void **state)
{
	char *names[] = {"refs/remotes/origin/HEAD", "refs/remotes/origin/main",
		"refs/remotes/origin/*", "refs/heads/none", "refs/tags/*", "not a ref"};
	struct strings patterns = {.items = names, .count = 6};
	struct repo_ref *refs;
	struct repo *repo;
	unsigned count;

	(void)state;
	shell(commit_files);
	shell("git tag blob HEAD:app/x; git tag -a -m v v1; git commit -q --allow-empty -m "
	      "2\n"
	      "git update-ref refs/remotes/origin/main HEAD\n"
	      "git update-ref refs/remotes/origin/a/b HEAD^\n"
	      "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main\n"
	      "git symbolic-ref refs/remotes/origin/gone refs/remotes/origin/nothing\n"
	      "git pack-refs --all");
	repo = open_here(".");
	assert_int_equal(repo_refs(repo, &pool, &patterns, NULL, &refs, &count, &err), 0);
	assert_int_equal(count, 4);
	assert_string_equal(refs[0].name, "refs/remotes/origin/HEAD");
	assert_string_equal(refs[0].commit, output("git rev-parse HEAD"));
	assert_string_equal(refs[1].name, "refs/remotes/origin/main");
	assert_string_equal(refs[2].name, "refs/remotes/origin/a/b");
	assert_string_equal(refs[3].name, "refs/tags/v1");
	assert_string_equal(refs[3].commit, output("git rev-parse HEAD^"));
	patterns.count = 0;
	assert_int_equal(repo_refs(repo, &pool, &patterns, NULL, &refs, &count, &err), 0);
	assert_int_equal(count, 0);
	repo_close(repo);
}

static void shallow_and_partial(void **state)
{
	struct repo *repo;
	char hex[41];

	(void)state;
	shell(commit_files);
	shell("git commit -q --allow-empty -m two; git config uploadpack.allowFilter true\n"
	      "git clone -q --depth 1 file://$PWD s; git -C s worktree add -q ../sw\n"
	      "git clone -q --bare --filter=blob:none file://$PWD p");
	repo = open_here("s");
	assert_true(repo_is_shallow(repo));
	assert_int_equal(repo_commit(repo, "HEAD^", hex, &err), -1);
	assert_non_null(strstr(err.hint, "shallow"));
	repo_close(repo);
	repo = open_here("sw");
	assert_true(repo_is_shallow(repo));
	repo_close(repo);
	repo = open_here("p");
	assert_true(repo_is_partial(repo));
	assert_int_equal(repo_commit(repo, "main", hex, &err), 0);
	snprintf(hex, sizeof(hex), "%s", output("git rev-parse HEAD:app/x"));
	assert_int_equal(repo_read(repo, &pool, hex, &(char *){0}, &(size_t){0}, &err), -1);
	assert_non_null(strstr(err.hint, "partial clone"));
	repo_close(repo);
}

static void formats(void **state)
{
	struct repo *repo;

	(void)state;
	shell(commit_files);
	shell("git config core.repositoryFormatVersion 1\n"
	      "git config extensions.worktreeConfig true\n"
	      "git config extensions.preciousObjects true\n"
	      "git config --worktree user.name 'Per Worktree'; git config user.email p@x");
	repo = open_here(".");
	assert_string_equal(repo_identity(&pool, repo), "Per Worktree <p@x>");
	assert_non_null(repo_workdir(repo));
	repo_close(repo);
	shell("git config --worktree core.bare true; git config --unset core.bare");
	repo = open_here(".git");
	assert_true(repo_is_bare(repo));
	repo_close(repo);
	shell("git config extensions.fromTheFuture true");
	fails_to_open(".", ERR_GIT, "fromthefuture");
	shell("git init -q --object-format=sha256 s");
	fails_to_open("s", ERR_GIT, "git repository");
	assert_non_null(strstr(err.hint, "SHA-256"));
}

static void hook_environment(void **state)
{
	struct repo *repo;
	char id[41], *bytes;
	size_t length;

	(void)state;
	shell(commit_files);
	shell("mkdir -p q/objects other; printf new >q/new\n"
	      "GIT_OBJECT_DIRECTORY=q/objects git hash-object -w q/new >q/id");
	snprintf(id, sizeof(id), "%s", output("cat q/id"));
	/* objects in quarantine are seen only by way of the environment */
	repo = open_here(".");
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), -1);
	repo_close(repo);
	setenv("GIT_DIR", ".git", 1);
	setenv("GIT_OBJECT_DIRECTORY", in_folder("q/objects"), 1);
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", in_folder(".git/objects"), 1);
	setenv("GIT_QUARANTINE_PATH", in_folder("q/objects"), 1);
	repo = open_here("other");
	assert_string_equal(repo_git_dir(repo), in_folder(".git"));
	assert_string_equal(repo_workdir(repo), in_folder("."));
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), 0);
	assert_string_equal(bytes, "new");
	snprintf(id, sizeof(id), "%s",
		output("env -u GIT_OBJECT_DIRECTORY git rev-parse HEAD:app/x"));
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), 0);
	assert_string_equal(bytes, "4\n");
	repo_close(repo);
	/* one that git quotes; what it does not read as a quote is a name; none is empty */
	shell("mkdir 'a:\"\303\244' '\"b'; cp -r .git/objects 'a:\"\303\244/o'; cp -r "
	      ".git/objects '\"b/o'");
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", ":\"a:\\\"\\303\\244/o\":", 1);
	repo = open_here(".");
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), 0);
	repo_close(repo);
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "q:\"b/o", 1);
	repo = open_here(".");
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), 0);
	repo_close(repo);
	unsetenv("GIT_QUARANTINE_PATH");
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/not/there", 1);
	repo = open_here(".");
	assert_int_equal(repo_read(repo, &pool, id, &bytes, &length, &err), -1);
	assert_non_null(strstr(err.hint, "/not/there"));
	repo_close(repo);
	setenv("GIT_DIR", "nowhere", 1);
	fails_to_open(".", ERR_NOT_A_REPOSITORY, "nowhere");
}

static void work_tree_of_the_environment(void **state)
{
	struct repo *repo;

	(void)state;
	shell("mkdir w other; git init -q -b main --separate-git-dir=$PWD/sep w");
	setenv("GIT_DIR", "sep", 1);
	setenv("GIT_WORK_TREE", "w", 1);
	repo = open_here(".");
	assert_string_equal(repo_workdir(repo), in_folder("w"));
	assert_string_equal(getenv("GIT_WORK_TREE"), "w");
	repo_close(repo);
	/* git: with GIT_DIR alone the working directory is the top of the work tree */
	unsetenv("GIT_WORK_TREE");
	assert_int_equal(chdir("other"), 0);
	setenv("GIT_DIR", "../sep", 1);
	repo = open_here(".");
	assert_string_equal(repo_workdir(repo), in_folder("other"));
	repo_close(repo);
	setenv("GIT_COMMON_DIR", "/", 1);
	fails_to_open(".", ERR_GIT, "GIT_COMMON_DIR");
}

static void the_owner_counts(void **state)
{
	struct repo *repo;

	(void)state;
	if (geteuid() != 0)
		skip();
	unsetenv("SUDO_UID");
	shell("mkdir r; cd r; git init -q .; cd ..; chown -R 12345 r");
	fails_to_open("r", ERR_GIT, "belongs to another user");
	assert_non_null(strstr(err.hint, "safe.directory"));
	setenv("GIT_CONFIG_GLOBAL", in_folder("cfg"), 1);
	shell("git config -f cfg --add safe.directory $PWD/r");
	repo_close(open_here("r"));
	shell("git config -f cfg --add safe.directory ''");
	fails_to_open("r", ERR_GIT, "belongs to another user");
	shell("git config -f cfg --add safe.directory '*'");
	repo_close(open_here("r"));
	shell("rm cfg; git config -f cfg safe.directory $PWD/rr");
	fails_to_open("r", ERR_GIT, "belongs to another user");
	shell("git config -f cfg safe.directory \"$PWD/*\"");
	repo_close(open_here("r"));
	/* the repository's own file does not count */
	shell("rm cfg; git config -f r/.git/config safe.directory '*'");
	fails_to_open("r", ERR_GIT, "belongs to another user");
	setenv("SUDO_UID", "12345", 1);
	repo = open_here("r");
	unsetenv("SUDO_UID");
	repo_close(repo);
	/* git has judged before it calls a hook */
	setenv("GIT_DIR", "r/.git", 1);
	repo_close(open_here("."));
}

static void identity(void **state)
{
	struct repo *repo;

	(void)state;
	shell("git init -q .");
	assert_null(repo_identity(&pool, NULL));
	repo = open_here(".");
	assert_null(repo_identity(&pool, repo));
	repo_close(repo);
	shell("git config user.name ' A <B>, '; git config user.email a@b");
	repo = open_here(".");
	assert_string_equal(repo_identity(&pool, repo), "A B <a@b>");
	setenv("GIT_AUTHOR_NAME", "Env", 1);
	assert_string_equal(repo_identity(&pool, repo), "Env <a@b>");
	setenv("GIT_CONFIG_PARAMETERS", "'user.email'='it'\\''s@x' 'a.b'=", 1);
	assert_string_equal(repo_identity(&pool, repo), "Env <it's@x>");
	setenv("GIT_CONFIG_PARAMETERS", "'user.email=old@style'", 1);
	assert_string_equal(repo_identity(&pool, repo), "Env <old@style>");
	unsetenv("GIT_CONFIG_PARAMETERS");
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "User.Email", 1);
	setenv("GIT_CONFIG_VALUE_0", "c@d", 1);
	assert_string_equal(repo_identity(&pool, repo), "Env <c@d>");
	repo_close(repo);
}

static void booleans(void **state)
{
	struct repo *repo;

	(void)state;
	shell("git init -q .; git config gitmig.yes on; git config gitmig.no 0;"
	      "git config gitmig.odd maybe; printf '[gitmig]\n\tbare\n' >>.git/config");
	repo = open_here(".");
	assert_true(repo_config_bool(repo, "gitmig.yes", false));
	assert_false(repo_config_bool(repo, "gitmig.no", true));
	assert_true(repo_config_bool(repo, "gitmig.bare", false));
	assert_true(repo_config_bool(repo, "gitmig.missing", true));
	assert_false(repo_config_bool(repo, "gitmig.missing", false));
	assert_false(repo_config_bool(repo, "gitmig.odd", false));
	assert_true(repo_config_bool(NULL, "gitmig.yes", true));
	setenv("GIT_CONFIG_PARAMETERS", "'gitmig.no'='yes'", 1);
	assert_true(repo_config_bool(repo, "gitmig.no", false));
	repo_close(repo);
}

static void shown_names(void **state)
{
	static const char *const clean[] = {
		"a b.yaml", "gr\xc3\xbc\xc3\x9f", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
	static const char *const odd[][2] = {{"a\nb", "a\\012b"}, {"\xff", "\\377"},
		{"x\xc3", "x\\303"}, {"\xed\xa0\x80", "\\355\\240\\200"},
		{"\xc0\xaf", "\\300\\257"}, {"\x1b[1m", "\\033[1m"},
		{"\xc2\x85", "\\302\\205"}};

	(void)state;
	for (size_t i = 0; i < sizeof(clean) / sizeof(*clean); i++)
		assert_ptr_equal(repo_shown_name(&pool, clean[i]), clean[i]);
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		assert_string_equal(repo_shown_name(&pool, odd[i][0]), odd[i][1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(blob_id_is_gits),
		TEST(no_repository_is_no_error),
		TEST(a_git_file_that_leads_nowhere),
		TEST(found_from_below),
		TEST(bare),
		TEST(linked_worktree),
		TEST(submodule),
		TEST(unborn_and_detached),
		TEST(names_of_commits),
		TEST(lists_regular_files),
		TEST(reads_blobs),
		TEST(a_damaged_object_is_noticed),
		TEST(refs_by_pattern),
		TEST(shallow_and_partial),
		TEST(formats),
		TEST(hook_environment),
		TEST(work_tree_of_the_environment),
		TEST(the_owner_counts),
		TEST(identity),
		TEST(booleans),
		TEST(shown_names),
	};

	/* The tests' git is nobody's in particular. */
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_COMMITTER_NAME", "T", 1);
	setenv("GIT_COMMITTER_EMAIL", "t@example.com", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
