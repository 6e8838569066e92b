// links: base yaml schema config manifest graph repo chain verify
#include "base/file.h"
#include "base/text.h"
#include "verify/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Every test works in a folder of its own, which is also the working directory. What
 * histories mean is judged at random by tests/property; here are the names of things, what
 * is cut off, and what is broken. */
static char folder[64];
static struct pool pool;
static struct config config;
static struct error err;
static struct history last; /* what history_check filled in */

static void shell(const char *script)
{
	char *command = pool_printf(&pool,
		"set -e\n"
		"m() { printf 'gitmig: 1\\nrevision: %%s\\nparents: [%%s]\\nupgrade: "
		"[%%s]\\n"
		"downgrade: []\\n' \"$2\" \"$3\" \"$4\" >\"versions/$1.yaml\"; }\n"
		"c() { git add -A .; git commit -q --allow-empty -m \"$1\"; git tag -f "
		"\"$1\" "
		">/dev/null; }\n%s",
		script);

	if (system(command) != 0) /* NOLINT: a test drives git as people do */
		fail_msg("failed: %s", script);
}

static void set_project(const char *path, const char *location)
{
	char *real = realpath(path, NULL);

	assert_non_null(real);
	memset(&config, 0, sizeof(config));
	config.folder = pool_strdup(&pool, real);
	config.file = path_join(&pool, config.folder, "gitmig.yaml");
	strings_add(&pool, &config.version_locations, location);
	free(real);
}

static int set_up(void **state)
{
	(void)state;
	pool_init(&pool);
	memset(&err, 0, sizeof(err));
	snprintf(folder, sizeof(folder), "/tmp/test_history.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	shell("git init -q -b main .; mkdir versions; echo .hid >.gitignore");
	set_project(".", "versions");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	if (chdir("/") < 0)
		return -1;
	shell(pool_printf(&pool, "chmod -R u+rwx %s; rm -rf %s", folder, folder));
	pool_release(&pool);
	return 0;
}

/* "CODE REVISION TAG PATH\n" of each finding; the tag's name is the commit's subject. */
static void describe(struct text *out, struct repo *repo, const struct findings *findings)
{
	struct repo_ref *refs = NULL;
	struct strings tags = {0};
	unsigned count = 0;

	strings_add(&pool, &tags, "refs/tags/*");
	assert_int_equal(repo_refs(repo, &pool, &tags, NULL, &refs, &count, &err), 0);
	for (unsigned i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		const char *name = "-";

		for (unsigned j = 0; finding->commit && j < count; j++)
			if (!strcmp(refs[j].commit, finding->commit))
				name = refs[j].name + strlen("refs/tags/");
		text_printf(out, "%s %s %s %s\n", finding->code, finding->revision, name,
			finding->path);
		assert_non_null(finding->message);
		assert_non_null(finding->hint);
	}
}

struct question {
	const char *rev, *base;
	bool allow_shallow, no_memory;
};

static int judge(const struct question *question, struct repo *repo, struct text *out)
{
	struct history history = {.allow_shallow = question->allow_shallow,
		.line = true,
		.worth = 1,
		.no_memory = question->no_memory};
	struct graph_problems problems = {0};
	struct findings findings = {0};
	struct chain chain = {.prefix = NULL};
	struct strings bases = {0};
	char hex[41], base[41];
	struct chain_source source = {CHAIN_COMMIT, hex};
	int result;

	if (repo_commit(repo, question->rev, hex, &err) < 0 ||
		chain_load(&chain, &pool, &config, repo, &source, &problems, &err) < 0)
		return -1;
	history.chain = &chain;
	history.problems = &problems;
	if (question->base) {
		assert_int_equal(repo_commit(repo, question->base, base, &err), 0);
		strings_add(&pool, &bases, base);
		result = history_compare(&history, &pool, &bases, &findings, &err);
	} else {
		result = history_check(&history, &pool, &findings, &err);
	}
	last = history;
	findings_sort(&findings);
	if (result == 0)
		describe(out, repo, &findings);
	chain_release(&chain);
	return result;
}

static int ask(const char *path, struct question question, const char **text)
{
	struct repo *repo = NULL;
	struct text out;
	int result;

	text_init(&out, &pool);
	if (repo_open(path, &repo, &err) < 0)
		return -1;
	assert_non_null(repo);
	result = judge(&question, repo, &out);
	repo_close(repo);
	*text = out.data;
	return result;
}

/* Without what is remembered, with it being made, and with it. */
static void finds(const char *rev, const char *expected)
{
	const char *text = NULL;

	for (int i = 0; i < 3; i++) {
		if (ask(".", (struct question){.rev = rev, .no_memory = !i}, &text) < 0)
			fail_msg("%s", err.message);
		assert_string_equal(text, expected);
	}
}

static void fails(struct question question, enum error_code code, const char *message)
{
	const char *text = NULL;

	assert_int_equal(ask(".", question, &text), -1);
	if (err.code != code || !strstr(err.message, message))
		fail_msg("%s: %s", error_code_name(err.code), err.message);
}

static void a_parent_that_came_later(void **state)
{
	(void)state;
	shell("m a a; c one; m c c b; c two; m b b a; c three");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n");
	finds("one", "");
	shell("git checkout -q --orphan other; git reset -q --hard; mkdir versions\n"
	      "m x x gone; m y y x; c first");
	finds("HEAD", "parent-not-in-history x first versions/x.yaml\n");
	finds("main", "parent-not-in-history c two versions/c.yaml\n");
}

static void merges_introduce_nothing(void **state)
{
	(void)state;
	shell("m a a; c base; for b in 1 2 3 4; do git checkout -q -b x$b base\n"
	      "m b$b b$b a; c b$b; done; git checkout -q main\n"
	      "git merge -q -m octopus x1 x2 x3 x4 >/dev/null; m m m 'b1, b2, b3, b4'; c "
	      "tip");
	finds("HEAD", "");
	/* but for what is in none of their parents: the merge's own */
	shell("git checkout -qb wicked x1; git merge -q --no-commit x2; m e e 'b1, b2'\n"
	      "c evil; git checkout -q main; git checkout -qb worst x1\n"
	      "git merge -q --no-commit x2; m e2 e2 'b1, b3'; c worse");
	finds("evil", "");
	finds("worse", "parent-not-in-history e2 worse versions/e2.yaml\n");
}

static void squashes_picks_and_second_lives(void **state)
{
	(void)state;
	shell("m a a; c base; git checkout -qb side; m b b a; c b; m c c b; c c\n"
	      "git checkout -q main; git merge -q --squash side >/dev/null; c squash");
	finds("HEAD", "");
	shell("git checkout -qb release base; git cherry-pick c >/dev/null 2>&1; git tag "
	      "-f p "
	      ">/dev/null");
	finds("HEAD", "parent-not-in-history c p versions/c.yaml\n");
	shell("git checkout -q main; git mv versions/b.yaml versions/z.yaml; c moved");
	finds("HEAD", "");
	shell("git rm -q versions/a.yaml; c removal; git revert --no-edit HEAD >/dev/null");
	finds("HEAD", "");
	finds("removal", "removed a removal versions/a.yaml\n");
	shell("git rm -q versions/a.yaml versions/z.yaml; c both; git checkout c -- "
	      "versions/b.yaml; c again");
	finds("HEAD", "removed a both versions/a.yaml\n"
		      "parent-not-in-history b again versions/b.yaml\n");
}

static void changes_on_the_line(void **state)
{
	(void)state;
	shell("m a a; m b b a; c one; m a a '' '{execute: {sql: x}}'; c edit\n"
	      "m c c a; c two; m b b c; c hang; echo '# note' >>versions/c.yaml; c note");
	finds("HEAD", "edited a edit versions/a.yaml\nreparented b hang versions/b.yaml\n");
	shell("git checkout -qb side; m d d c; c d; m d d b; c d2; git checkout -q main\n"
	      "git merge -q --no-ff -m join side");
	/* what a branch did to its own before it was merged is nobody's business */
	finds("HEAD", "edited a edit versions/a.yaml\nreparented b hang versions/b.yaml\n");
	config.git.since = pool_strdup(&pool, "edit");
	finds("HEAD", "reparented b hang versions/b.yaml\n");
	config.git.since = pool_strdup(&pool, "HEAD");
	finds("HEAD", "");
	config.git.since = pool_strdup(&pool, "nothing");
	fails((struct question){.rev = "HEAD"}, ERR_CONFIG_INVALID, "there is no commit");
}

static void against_a_base(void **state)
{
	const char *text = NULL;

	(void)state;
	shell("m a a; m b b a; m c c b; m d d c; c base; m a a '' '{execute: {sql: x}}'\n"
	      "m n n a; m b b n; git rm -q versions/d.yaml; echo '# x' >>versions/c.yaml\n"
	      "git mv versions/c.yaml versions/moved.yaml; c tip");
	assert_int_equal(
		ask(".", (struct question){.rev = "tip", .base = "base"}, &text), 0);
	assert_string_equal(text, "edited a - versions/a.yaml\n"
				  "reparented b - versions/b.yaml\n"
				  "removed d - versions/d.yaml\n"
				  "order-changed n - versions/n.yaml\n");
	assert_int_equal(
		ask(".", (struct question){.rev = "base", .base = "base"}, &text), 0);
	assert_string_equal(text, "");
}

static void what_is_no_manifest(void **state)
{
	(void)state;
	shell("m a a; c one; cd versions; mkdir .hid d; cp a.yaml 'a b.yaml'\n"
	      "sed s/a/x/ a.yaml >.hid/x.yaml; ln -s a.yaml l.yaml; ln -s nowhere k.yaml\n"
	      "sed 's/: a/: n/' a.yaml >\"`printf 'n\\nn.yaml'`\"\n"
	      "sed 's/: a/: f/' a.yaml >\"`printf 'f\\377.yaml'`\"\n"
	      "git init -q m.yaml; git -C m.yaml commit -q --allow-empty -m m\n"
	      "sed 's/: a/: C1/' a.yaml >C.yaml; sed 's/: a/: C2/' a.yaml >c.yaml\n"
	      "echo '[' >broken.yaml; cd ..; git add -f versions 2>/dev/null; c two\n"
	      "m y y 'x'; m z z 'n, f'; m w w 'C1, C2, a'; c three");
	finds("HEAD", "parent-not-in-history y three versions/y.yaml\n"
		      "parent-not-in-history z three versions/z.yaml\n");
	/* a manifest that breaks is not there any more, and has not been removed either */
	shell("echo '[' >versions/w.yaml; c four");
	finds("HEAD", "parent-not-in-history y three versions/y.yaml\n"
		      "parent-not-in-history z three versions/z.yaml\n");
}

static void large_manifests(void **state)
{
	(void)state;
	shell("m a a; c one; m b b a\n"
	      "head -c 4194000 /dev/zero | tr '\\0' '#' >>versions/b.yaml; c two\n"
	      "m c c b; c three; head -c 1000 /dev/zero | tr '\\0' '#' >>versions/b.yaml\n"
	      "m d d b; c four");
	finds("three", "");
	finds("HEAD", "parent-not-in-history d four versions/d.yaml\n");
}

static void several_places(void **state)
{
	(void)state;
	shell("mkdir -p db/versions db/more/deep other; m a a; mv versions/a.yaml "
	      "db/versions\n"
	      "c one; m b b a; mv versions/b.yaml db/more/deep; c two\n"
	      "m c c 'b, x'; mv versions/c.yaml db/more; m x x; mv versions/x.yaml other\n"
	      "c three; git mv db/more/deep/b.yaml db/versions/; c four");
	set_project("db", "versions");
	strings_add(&pool, &config.version_locations, "more");
	finds("HEAD", "parent-not-in-history c three more/c.yaml\n");
	strings_add(&pool, &config.version_locations, "../other");
	finds("HEAD", "");
	set_project(".", ".");
	finds("HEAD", "");
}

static void shallow_clones(void **state)
{
	const char *text = NULL;

	(void)state;
	shell("m a a; c one; m c c b; c two; m b b a; c three; m d d e; c four; m e e c\n"
	      "c five; git clone -q --depth 3 file://$PWD cut");
	assert_int_equal(chdir("cut"), 0);
	set_project(".", "versions");
	fails((struct question){.rev = "HEAD"}, ERR_SHALLOW_HISTORY, "shallow clone");
	assert_non_null(strstr(err.hint, "--unshallow"));
	assert_int_equal(
		ask(".", (struct question){.rev = "HEAD", .allow_shallow = true}, &text),
		0);
	assert_string_equal(text, "parent-not-in-history d four versions/d.yaml\n");
	assert_int_equal(last.judged, 2);
	assert_int_equal(strlen(last.boundary), 40);
	/* all that has to be judged is there */
	config.git.since = pool_strdup(&pool, "HEAD~1");
	finds("HEAD", "");
	config.git.since = NULL;
	shell("git fetch -q --unshallow");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n"
		      "parent-not-in-history d four versions/d.yaml\n");
	assert_string_equal(last.boundary, "");
	assert_int_equal(chdir(".."), 0);
}

static void partial_clones(void **state)
{
	(void)state;
	shell("m a a; c one; m a a '' '{execute: {sql: x}}'; c two\n"
	      "git config uploadpack.allowFilter true\n"
	      "git clone -q --filter=blob:none file://$PWD part");
	assert_int_equal(chdir("part"), 0);
	set_project(".", "versions");
	fails((struct question){.rev = "HEAD"}, ERR_GIT, "blob");
	assert_non_null(strstr(err.hint, "git fetch --refetch"));
	assert_int_equal(chdir(".."), 0);
}

static void commit_graphs_change_nothing(void **state)
{
	(void)state;
	shell("m a a; c one; m c c b; c two; m b b a; c three\n"
	      "git commit-graph write --reachable --changed-paths");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n");
	shell("chmod +w .git/objects/info/commit-graph\n"
	      "echo junk >.git/objects/info/commit-graph");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n");
	/* nor do replacements and grafts */
	shell("rm .git/objects/info/commit-graph; git replace --graft HEAD one");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n");
}

/* The loose object that a name means, as a path. */
#define OBJECT(name)                                                                       \
	"o=`git rev-parse " name "`; f=.git/objects/`echo $o | cut -c1-2`/`echo $o | cut " \
	"-c3-`; chmod +w $f; "

static void broken_objects(void **state)
{
	static const char *const objects[] = {"two", "two^{tree}", "two:versions"};

	(void)state;
	shell("m a a; c one; m b b a; c two; m c c b; c three");
	for (unsigned i = 0; i < 3; i++) {
		shell(pool_printf(&pool,
			OBJECT("'%s'") "cp $f saved; echo $f >where; echo junk >$f",
			objects[i]));
		fails((struct question){.rev = "HEAD"}, ERR_GIT, "");
		shell("rm -f `cat where`; rm -rf .git/gitmig");
		fails((struct question){.rev = "HEAD"}, ERR_GIT, "");
		shell("cp saved `cat where`; rm -rf .git/gitmig");
	}
	finds("HEAD", "");
	/* another kind of object, and bytes that are none */
	shell("t=`printf '100644 a\\000short' | git hash-object -w --literally -t tree "
	      "--stdin`\n"
	      "v=`printf \"040000 tree $t\\tversions\\n\" | git mktree --missing`\n"
	      "git tag bad `git commit-tree -p HEAD -m x $v`\n"
	      "b=`git rev-parse HEAD:versions/a.yaml`\n"
	      "git tag odd `printf \"tree $b\\nparent $(git rev-parse HEAD)\\nauthor A <a> "
	      "1 "
	      "+0000\\ncommitter A <a> 1 +0000\\n\\nx\\n\" | git hash-object -w "
	      "--literally "
	      "-t commit --stdin`");
	fails((struct question){.rev = "bad"}, ERR_GIT, "");
	fails((struct question){.rev = "odd"}, ERR_GIT, "");
}

static void where_heads_may_be(void **state)
{
	const char *text = NULL;

	(void)state;
	shell("m a a; c one; m c c b; c two; git checkout -q one; git tag -a -m x noted "
	      "two");
	finds("HEAD", "");
	finds("noted", "parent-not-in-history c two versions/c.yaml\n");
	shell("git clone -q --bare . bare.git; git worktree add -q tree two");
	assert_int_equal(ask("bare.git", (struct question){.rev = "main"}, &text), 0);
	assert_string_equal(text, "parent-not-in-history c two versions/c.yaml\n");
	assert_int_equal(ask("tree", (struct question){.rev = "HEAD"}, &text), 0);
	assert_string_equal(text, "parent-not-in-history c two versions/c.yaml\n");
}

/* What is remembered of commits that are gone is of no use, and does no harm. */
static void branches_that_vanish(void **state)
{
	(void)state;
	shell("m a a; c one; git checkout -qb side; m c c b; c two; m b b a; c three");
	finds("HEAD", "parent-not-in-history c two versions/c.yaml\n");
	shell("git checkout -q main; m d d a; c four");
	finds("HEAD", "");
	shell("git branch -D side >/dev/null; git tag -d two three >/dev/null\n"
	      "git reflog expire --expire=now --all; git gc -q --prune=now");
	finds("HEAD", "");
	shell("m e e c; c five");
	finds("HEAD", "parent-not-in-history e five versions/e.yaml\n");
	shell("git reset -q --hard one; m c c a; c six"); /* a forced push */
	finds("HEAD", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_parent_that_came_later),
		TEST(merges_introduce_nothing),
		TEST(squashes_picks_and_second_lives),
		TEST(changes_on_the_line),
		TEST(against_a_base),
		TEST(what_is_no_manifest),
		TEST(large_manifests),
		TEST(several_places),
		TEST(shallow_clones),
		TEST(partial_clones),
		TEST(commit_graphs_change_nothing),
		TEST(broken_objects),
		TEST(where_heads_may_be),
		TEST(branches_that_vanish),
	};

	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_AUTHOR_NAME", "T", 1);
	setenv("GIT_AUTHOR_EMAIL", "t@example.com", 1);
	setenv("GIT_COMMITTER_NAME", "T", 1);
	setenv("GIT_COMMITTER_EMAIL", "t@example.com", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
