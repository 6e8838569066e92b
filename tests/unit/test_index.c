// links: base repo
#include "base/file.h"
#include "base/text.h"
#include "repo/index_file.h"
#include "repo/repo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Every test works in a folder of its own, which is also the working directory. git itself
 * says what is in an index. */
static char folder[64];
static struct pool pool;
static struct error err;
static unsigned seed;

static void shell(const char *script)
{
	char *command = pool_printf(&pool, "set -e\n%s", script);

	if (system(command) != 0) /* NOLINT: a test drives git as people do */
		fail_msg("failed: %s", script);
}

static const char *output(const char *command)
{
	FILE *pipe = popen(command, "r"); /* NOLINT */
	struct text text;
	int c;

	assert_non_null(pipe);
	text_init(&text, &pool);
	while ((c = getc(pipe)) != EOF)
		text_add_char(&text, (char)c);
	pclose(pipe);
	return text.data;
}

/* The same numbers in every run: below n. */
static int pick(int n)
{
	seed = seed * 1664525U + 1013904223U;
	return (int)((seed >> 8) % (unsigned)n);
}

static int set_up(void **state)
{
	(void)state;
	pool_init(&pool);
	memset(&err, 0, sizeof(err));
	snprintf(folder, sizeof(folder), "/tmp/test_index.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	shell("git init -q -b main .");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unsetenv("GIT_INDEX_FILE");
	unsetenv("GIT_DIR");
	if (chdir("/") < 0)
		return -1;
	shell(pool_printf(&pool, "rm -rf %s", folder));
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

static int list(const char *path, const char *below, const char **out)
{
	struct repo *repo = open_here(path);
	struct repo_entry *entries = NULL;
	struct strings folders = {0};
	unsigned count = 0;
	struct text text;
	int result;

	text_init(&text, &pool);
	strings_add(&pool, &folders, below);
	result = repo_index_list(repo, &pool, &folders, &entries, &count, &err);
	for (unsigned i = 0; result == 0 && i < count; i++)
		text_printf(&text, "%s %s\n",
			*entries[i].blob ? entries[i].blob : "conflict",
			repo_shown_name(&pool, entries[i].path));
	repo_close(repo);
	*out = text.data;
	return result;
}

static const char *listed(const char *below)
{
	const char *text;

	if (list(".", below, &text) < 0)
		fail_msg("%s", err.message);
	return text;
}

static void refused(const char *path, const char *message)
{
	const char *text;

	assert_int_equal(list(path, "", &text), -1);
	assert_int_equal(err.code, ERR_GIT);
	if (!strstr(err.message, message))
		fail_msg("'%s' is not in: %s", message, err.message);
}

/* Stage 0 and regular, as git lists them; conflicts apart. */
static const char git_list[] =
	"git ls-files -s | awk -F '\\t' '{split($1, a, \" \")} a[3] == 0 && a[1] ~ /^100/ "
	"{print a[2] \" \" $2} a[3] != 0 && $2 != last {last = $2; print \"conflict \" "
	"$2}'";

static void as_git(void)
{
	assert_string_equal(listed(""), output(git_list));
}

static void all_versions(void **state)
{
	static const char *const versions[] = {"2", "3", "4"};

	(void)state;
	shell("mkdir -p versions/sub v2 versions.x; echo 1 >versions/a.yaml; echo 2 "
	      ">versions/sub/b.yaml\n"
	      "echo 3 >v2/x; echo 4 >versions.x/y; echo 5 >z; chmod +x z; ln -s z link\n"
	      "for i in 1 2 3 4 5 6 7 8 9; do mkdir -p p$i; echo $i "
	      ">p$i/`printf %0$((i * 25))d 7`; done\n"
	      "git init -q sub; git -C sub commit -q --allow-empty -m x\n"
	      "git add . 2>/dev/null; git commit -qm one; git update-index --skip-worktree "
	      "z");
	for (unsigned i = 0; i < 3; i++) {
		shell(pool_printf(
			&pool, "git update-index --index-version %s", versions[i]));
		as_git();
		assert_null(strstr(listed(""), "link"));
		assert_null(strstr(listed(""), " sub\n"));
		assert_non_null(strstr(listed(""), " z\n"));
	}
	assert_string_equal(listed("versions"),
		"d00491fd7e5bb6fa28c517a0bb32b8b506539d4d versions/a.yaml\n"
		"0cfbf08886fca9a91cb753ec8734c84fcbe52c9f versions/sub/b.yaml\n");
	assert_string_equal(listed("version"), "");
}

/* The length of a path no longer fits into its field. */
static void long_paths(void **state)
{
	(void)state;
	shell("p=`printf %0200d 1`; d=.; for i in `seq 25`; do d=$d/$p; done\n"
	      "b=`echo x | git hash-object -w --stdin`\n"
	      "for v in 2 4; do git update-index --add --index-version $v --cacheinfo "
	      "100644,$b,${d#./}/x --cacheinfo 100644,$b,zz; done");
	assert_int_equal(strlen(listed("zz")), 0);
	assert_non_null(strstr(listed(""), " zz\n"));
	as_git();
}

static void random_indexes(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= 40; i++) {
		struct text script;

		seed = i;
		text_init(&script, &pool);
		text_add(&script, "rm -f .git/index; (");
		for (int j = pick(60); j >= 0; j--)
			text_printf(&script, "echo '%s %040x%s\td%d/%s%d/f%0*d'\n",
				pick(5)   ? "100644"
				: pick(2) ? "120000"
					  : "160000",
				1 + pick(1000), pick(6) ? "" : " 1", pick(4),
				pick(2) ? "s." : "s", pick(5), pick(40), pick(9));
		text_printf(&script,
			") | git update-index --index-info; git update-index "
			"--index-version %d",
			2 + pick(3));
		shell(script.data);
		as_git();
	}
}

static void conflicts_and_intents(void **state)
{
	(void)state;
	shell("mkdir versions; echo base >versions/a.yaml; git add .; git commit -qm base\n"
	      "git checkout -qb side; echo side >versions/a.yaml; git commit -qam side\n"
	      "git checkout -q main; echo main >versions/a.yaml; git commit -qam main\n"
	      "git merge -q side >/dev/null 2>&1 || true\n"
	      "echo new >versions/b.yaml; git add -N versions/b.yaml\n"
	      "echo really >versions/c.yaml; git add versions/c.yaml");
	assert_string_equal(listed("versions"),
		"conflict versions/a.yaml\n"
		"1677b56d8f129b13b795afa1684d5f807822d441 versions/c.yaml\n");
}

static void the_environments(void **state)
{
	const char *text;

	(void)state;
	shell("mkdir -p versions deep; echo 1 >versions/a.yaml; git add .; git commit -qm "
	      "x\n"
	      "cp .git/index other; echo 2 >versions/b.yaml\n"
	      "GIT_INDEX_FILE=other git add versions/b.yaml; cp other .git/next.lock");
	assert_null(strstr(listed("versions"), "b.yaml"));
	setenv("GIT_INDEX_FILE", "other", 1); /* from the top, wherever we are */
	assert_int_equal(list("deep", "versions", &text), 0);
	assert_non_null(strstr(text, "b.yaml"));
	setenv("GIT_INDEX_FILE", ".git/next.lock", 1);
	assert_non_null(strstr(listed("versions"), "b.yaml"));
	setenv("GIT_INDEX_FILE", pool_printf(&pool, "%s/other", folder), 1);
	assert_non_null(strstr(listed("versions"), "b.yaml"));
	setenv("GIT_INDEX_FILE", "../other", 1);
	refused(".", "GIT_INDEX_FILE names is not there");
	setenv("GIT_INDEX_FILE", "", 1);
	assert_null(strstr(listed("versions"), "b.yaml"));
}

static void without_an_index(void **state)
{
	(void)state;
	assert_string_equal(listed(""), ""); /* nothing was ever added */
	shell("echo 1 >a; git add a");
	assert_non_null(strstr(listed(""), " a\n")); /* an unborn branch */
	shell("git commit -qm one; rm .git/index");
	refused(".", "the index is not there");
	assert_non_null(strstr(err.hint, "git reset"));
	shell("git clone -q --bare . bare.git");
	refused("bare.git", "bare repository");
}

static void other_work_trees(void **state)
{
	const char *text;

	(void)state;
	shell("echo 1 >a; git add a; git commit -qm one; git worktree add -q tree -b side\n"
	      "cd tree; echo 2 >b; git add b; cd ..\n"
	      "git init -q lib; cd lib; echo 3 >c; git add c; git commit -qm lib; cd ..\n"
	      "git -c protocol.file.allow=always submodule add -q ./lib sub 2>/dev/null\n"
	      "echo 4 >sub/d; git -C sub add d");
	assert_int_equal(list("tree", "", &text), 0);
	assert_non_null(strstr(text, " b\n"));
	assert_null(strstr(listed(""), " b\n"));
	assert_int_equal(list("sub", "", &text), 0);
	assert_non_null(strstr(text, " c\n"));
	assert_non_null(strstr(text, " d\n"));
}

static void unknown_forms(void **state)
{
	const char *text;

	(void)state;
	shell("mkdir -p a b; for i in 1 2 3; do echo $i >a/$i; echo $i >b/$i; done\n"
	      "git add .; git commit -qm x; git update-index --split-index");
	refused(".", "split over two files");
	assert_non_null(strstr(err.hint, "--no-split-index"));
	setenv("GIT_INDEX_FILE", ".git/index", 1); /* as in a hook */
	refused(".", "split over two files");
	unsetenv("GIT_INDEX_FILE");
	shell("git update-index --no-split-index; git sparse-checkout init --cone "
	      "--sparse-index\n"
	      "git sparse-checkout set a");
	refused(".", "the index is sparse");
	shell("git sparse-checkout reapply --no-sparse-index");
	as_git();
	shell("printf 'DIRC\\0\\0\\0\\011' >.git/index");
	refused(".", "the index is cut off");
	shell(": >.git/index");
	refused(".", "the index is cut off");
	shell("rm .git/index; mkdir .git/index");
	assert_int_equal(list(".", "", &text), -1);
}

static void count_entry(void *data, const struct index_entry *entry)
{
	size_t *sum = data;

	for (size_t i = 0; i <= entry->length; i++)
		*sum += (unsigned char)entry->path[i];
	*sum += entry->id[19] + entry->mode + entry->stage;
}

/* Whatever the bytes are, only those of the file are read: the sanitizer looks on. */
static void damaged_files(void **state)
{
	size_t length, sum = 0;
	char *bytes;

	(void)state;
	shell("for i in `seq 30`; do echo $i >file-$i; done; git add .; git commit -qm x\n"
	      "git update-index --index-version 4");
	assert_int_equal(file_read(&pool, ".git/index", 1 << 20, &bytes, &length, &err), 0);
	assert_int_equal(
		index_file_read(bytes, length, count_entry, &sum, NULL), INDEX_READ);
	for (size_t cut = 1; cut < length; cut++) {
		char *copy = malloc(cut);

		assert_non_null(copy);
		memcpy(copy, bytes, cut);
		index_file_read(copy, cut, count_entry, &sum, NULL);
		free(copy);
	}
	for (unsigned i = 0; i < 20000; i++) {
		char *copy = malloc(length);

		assert_non_null(copy);
		memcpy(copy, bytes, length);
		for (int j = pick(4); j >= 0; j--)
			copy[(size_t)pick((int)length)] = (char)pick(256);
		index_file_read(copy, length, count_entry, &sum, NULL);
		free(copy);
	}
}

static void one_path(void **state)
{
	struct repo *repo;
	char blob[41];

	(void)state;
	shell("mkdir sub; echo 1 >gitmig.yaml; echo 2 >sub/gitmig.yaml; git add .");
	repo = open_here(".");
	assert_int_equal(repo_index_blob(repo, "gitmig.yaml", blob, &err), 0);
	assert_string_equal(blob, "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d");
	assert_int_equal(repo_index_blob(repo, "sub/gitmig.yaml", blob, &err), 0);
	assert_string_equal(blob, "0cfbf08886fca9a91cb753ec8734c84fcbe52c9f");
	assert_int_equal(repo_index_blob(repo, "sub", blob, &err), 0);
	assert_string_equal(blob, "");
	repo_close(repo);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_versions),
		TEST(long_paths),
		TEST(random_indexes),
		TEST(conflicts_and_intents),
		TEST(the_environments),
		TEST(without_an_index),
		TEST(other_work_trees),
		TEST(unknown_forms),
		TEST(damaged_files),
		TEST(one_path),
	};

	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_AUTHOR_NAME", "T", 1);
	setenv("GIT_AUTHOR_EMAIL", "t@example.com", 1);
	setenv("GIT_COMMITTER_NAME", "T", 1);
	setenv("GIT_COMMITTER_EMAIL", "t@example.com", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
