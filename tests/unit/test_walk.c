// links: base repo
#include "base/file.h"
#include "base/text.h"
#include "repo/walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * A folder whose trees are large enough to be lists, in packs with deltas in either
 * direction and loose: what the walk tells of it is what `git log` does.
 */

#define FILES 900

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

static char *output(const char *command)
{
	FILE *pipe = popen(command, "r"); /* NOLINT */
	struct text text;
	int c;

	assert_non_null(pipe);
	text_init(&text, &pool);
	while ((c = getc(pipe)) != EOF)
		text_add_char(&text, (char)c);
	assert_int_equal(pclose(pipe), 0);
	return text.data;
}

static char *line(const char *command)
{
	char *text = output(command);

	text[strcspn(text, "\n")] = '\0';
	return text;
}

/* The same numbers in every run: below n. */
static unsigned pick(unsigned n)
{
	seed = seed * 1664525U + 1013904223U;
	return (seed >> 8) % n;
}

static int set_up(void **state)
{
	(void)state;
	pool_init(&pool);
	memset(&err, 0, sizeof(err));
	snprintf(folder, sizeof(folder), "/tmp/test_walk.XXXXXX");
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	shell("git init -q -b main .");
	return 0;
}

static int tear_down(void **state)
{
	char command[96];

	(void)state;
	pool_release(&pool);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return chdir("/") < 0 || system(command) != 0; /* NOLINT */
}

/* Names that sort differently as files and as folders are among them. */
static char *random_path(void)
{
	static const char *const forms[] = {"f%03u.yaml", "f%03u", "f%03u-a", "f%03u/x",
		"f%03u/y", "f%03u0 and some more of a name"};

	return pool_printf(&pool, forms[pick(4) ? 0 : pick(6)], pick(FILES)); /* NOLINT */
}

static void write_file(FILE *out, const char *path)
{
	unsigned content = pick(40);

	fprintf(out, "M 100644 inline v/%s\ndata 3\n%03u\n", path, content);
}

static void write_commit(FILE *out, unsigned mark, const char *from, unsigned merged)
{
	fprintf(out,
		"commit refs/heads/main\nmark :%u\ncommitter A <a@b> %u +0000\ndata 0\n",
		mark, 1500000000 + mark);
	if (from)
		fprintf(out, "from %s\n", from);
	if (merged)
		fprintf(out, "merge :%u\n", merged);
	for (unsigned n = pick(3); n; n--) {
		if (pick(4))
			write_file(out, random_path());
		else if (!merged)
			fprintf(out, "D v/%s\n", random_path());
	}
}

/* Goes on from main, one commit in five being a merge; the first has all the files. */
static void write_history(unsigned commits)
{
	FILE *out = popen("git fast-import --quiet --depth=20 --force", "w"); /* NOLINT */
	char from[16], *tip = line("git rev-parse -q --verify main || true");

	assert_non_null(out);
	for (unsigned mark = 1; mark <= commits; mark++) {
		unsigned back = mark > 3 && !pick(4) ? 2 : 1;

		snprintf(from, sizeof(from), ":%u", mark - back);
		write_commit(out, mark,
			mark > 1 ? from
			: *tip   ? tip
				 : NULL,
			mark > 3 && !pick(5) ? mark - 3 + back : 0);
		for (unsigned i = 0; mark == 1 && !*tip && i < FILES; i++)
			write_file(out, pool_printf(&pool, "f%03u.yaml", i));
	}
	assert_int_equal(pclose(out), 0);
}

static bool wanted(const char *name, bool is_folder)
{
	(void)name;
	(void)is_folder;
	return true;
}

static void add_id(struct text *text, const struct object_id *id)
{
	char hex[41] = "0000000000000000000000000000000000000000";

	if (id)
		object_id_hex(id, hex);
	text_printf(text, " %s", hex);
}

struct told {
	char **lines;
	unsigned count, cap;
};

static int take(void *data, const struct walk_change *change, struct error *error)
{
	struct told *told = data;
	struct text text;
	char hex[41];

	(void)error;
	if (!change->all)
		return 0;
	walk_commit_hex(change->commit, hex);
	text_init(&text, &pool);
	text_add(&text, hex);
	for (unsigned i = 0; i < change->parents; i++)
		add_id(&text, change->before[i]);
	if (!change->parents)
		add_id(&text, NULL);
	add_id(&text, change->blob);
	text_printf(&text, " %s", change->path);
	POOL_PUSH(&pool, told->lines, told->count, told->cap, text.data);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *joined(struct told *told)
{
	struct text text;

	if (told->count)
		qsort(told->lines, told->count, sizeof(*told->lines), by_text);
	text_init(&text, &pool);
	for (unsigned i = 0; i < told->count; i++)
		text_printf(&text, "%s\n", told->lines[i]);
	return text.data;
}

/* The same from git: ":MODE... ID... STATUS TAB PATH", a colon and two more for a parent.
 */
static char *judge(const char *range)
{
	char *text = output(pool_printf(&pool,
		"git log --full-history --root -c -r --raw --no-abbrev --no-renames "
		"--format=%%H %s -- v",
		range));
	struct told told = {0};
	const char *commit = "";

	for (char *at = strtok(text, "\n"); at; at = strtok(NULL, "\n")) {
		size_t parents = strspn(at, ":");
		char *path = strchr(at, '\t');

		if (!parents) {
			commit = at;
			continue;
		}
		*path++ = '\0';
		/* What a merge has removed is no change. */
		if (parents > 1 && strstr(at, " 000000 ") == at + parents - 1 + 7 * parents)
			continue;
		at += parents + 7 * (parents + 1);
		at[41 * (parents + 1) - 1] = '\0';
		POOL_PUSH(&pool, told.lines, told.count, told.cap,
			pool_printf(&pool, "%s %s %s", commit, at, path));
	}
	return joined(&told);
}

static struct walk *open_walk(
	struct repo *repo, struct told *told, const char *since, const char *large_trees)
{
	static struct strings folders, hidden;
	struct walk_options options = {
		.tip = line("git rev-parse main"),
		.folders = &folders,
		.hidden = &hidden,
		.wanted = wanted,
		.large_trees = large_trees,
		.change = take,
		.data = told,
	};
	struct walk *walk;

	memset(&folders, 0, sizeof(folders));
	memset(&hidden, 0, sizeof(hidden));
	strings_add(&pool, &folders, "v");
	if (since)
		strings_add(&pool, &hidden, since);
	assert_int_equal(walk_open(repo, &pool, &options, &walk, &err), 0);
	return walk;
}

static void write_text(const char *path, const char *text)
{
	assert_int_equal(file_write(path, text, strlen(text), &err), 0);
}

/* large_trees: the file to read, which need not be there. */
static void check(const char *since, const char *large_trees)
{
	struct told told = {0};
	struct repo *repo;
	struct walk *walk;

	assert_int_equal(repo_open(".", &repo, &err), 0);
	walk = open_walk(repo, &told, since, large_trees);
	if (walk_run(walk, false, &err) < 0)
		fail_msg("%s", err.message);
	write_text("ours", joined(&told));
	write_text("git", judge(since ? pool_printf(&pool, "%s..main", since) : "main"));
	shell("diff ours git");
	walk_close(walk);
	repo_close(repo);
}

static void write_large_trees(const char *path)
{
	struct told told = {0};
	struct repo *repo;
	struct walk *walk;
	struct text file;

	assert_int_equal(repo_open(".", &repo, &err), 0);
	walk = open_walk(repo, &told, NULL, NULL);
	text_init(&file, &pool);
	assert_int_equal(walk_large_trees(walk, &file, &err), 0);
	assert_true(file.length > (size_t)16 << 10);
	assert_int_equal(file_write(path, file.data, file.length, &err), 0);
	walk_close(walk);
	repo_close(repo);
}

static void as_it_was_imported(void **state)
{
	(void)state;
	for (unsigned round = 1; round < 6; round++) {
		seed = round;
		write_history(60);
		check(NULL, NULL);
	}
}

static void newest_first_in_the_pack(void **state)
{
	(void)state;
	seed = 11;
	write_history(120);
	shell("git repack -q -adf --depth=50 --window=20");
	check(NULL, NULL);
	check(line("git rev-parse main~7"), NULL);
}

static void loose(void **state)
{
	(void)state;
	seed = 12;
	write_history(40);
	shell("mv .git/objects/pack/*.pack . && rm -f .git/objects/pack/* && "
	      "for p in *.pack; do git unpack-objects -q <$p; done; test -z \"$(ls "
	      ".git/objects/pack)\"");
	check(NULL, NULL);
}

static void news_in_a_pack_of_their_own(void **state)
{
	const char *tip;

	(void)state;
	seed = 13;
	write_history(60);
	tip = line("git rev-parse main");
	write_large_trees("large");
	write_history(50);
	check(tip, NULL);
	check(tip, "large");
	check(tip, "none");
	shell("git repack -q -adf --depth=50 --window=20");
	check(tip, "large");
}

/* As a hook sees what is pushed. */
static void news_in_quarantine(void **state)
{
	const char *tip;

	(void)state;
	seed = 16;
	write_history(60);
	tip = line("git rev-parse main");
	write_large_trees("large");
	shell("mkdir -p .git/incoming/pack");
	setenv("GIT_OBJECT_DIRECTORY", ".git/incoming", 1);
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", ".git/objects", 1);
	write_history(120);
	check(tip, "large");
	check(NULL, "large");
	check(NULL, NULL);
	shell("git repack -q -adF --depth=50 --window=20");
	check(tip, "large");
	check(NULL, "large");
	unsetenv("GIT_OBJECT_DIRECTORY");
	unsetenv("GIT_ALTERNATE_OBJECT_DIRECTORIES");
}

/* A damaged file is as good as none. */
static void damaged_large_trees(void **state)
{
	const char *tip;
	char *bytes;
	size_t length;

	(void)state;
	seed = 14;
	write_history(30);
	tip = line("git rev-parse main");
	write_large_trees("large");
	write_history(10);
	assert_int_equal(file_read(&pool, "large", 1 << 20, &bytes, &length, &err), 0);
	for (unsigned i = 0; i < 30; i++) {
		size_t at = i < 10 ? i * 4 : pick((unsigned)length);

		bytes[at] ^= 1;
		assert_int_equal(file_write("large", bytes, length, &err), 0);
		check(tip, "large");
		bytes[at] ^= 1;
		assert_int_equal(
			file_write("large", bytes, pick((unsigned)length), &err), 0);
		check(tip, "large");
	}
}

struct every {
	struct walk *walk;
	struct walk_commit *commits[200];
	unsigned count;
};

static int take_commit(void *data, const struct walk_change *change, struct error *error)
{
	struct every *every = data;

	(void)error;
	if (every->count < 200 &&
		(!every->count || every->commits[every->count - 1] != change->commit))
		every->commits[every->count++] = change->commit;
	return 0;
}

static void finds_by_path(void **state)
{
	struct every every = {0};
	struct strings folders = {0};
	struct walk_options options = {.folders = &folders,
		.wanted = wanted,
		.change = take_commit,
		.data = &every};
	struct repo *repo;
	unsigned found = 0;

	(void)state;
	seed = 15;
	write_history(80);
	strings_add(&pool, &folders, "v");
	options.tip = line("git rev-parse main");
	assert_int_equal(repo_open(".", &repo, &err), 0);
	assert_int_equal(walk_open(repo, &pool, &options, &every.walk, &err), 0);
	assert_int_equal(walk_run(every.walk, false, &err), 0);
	for (unsigned i = 0; i < 300; i++) {
		struct walk_commit *commit = every.commits[pick(every.count)];
		char *path = random_path(), hex[41], id[41] = "";
		struct object_id blob;
		bool there;

		walk_commit_hex(commit, hex);
		path = pool_printf(&pool, "v/%s", path);
		assert_int_equal(
			walk_find(every.walk, commit, path, &blob, &there, &err), 0);
		if (there)
			object_id_hex(&blob, id);
		assert_string_equal(
			id, line(pool_printf(&pool,
				    "git ls-tree %s '%s' | grep blob | cut -c13-52 || true",
				    hex, path)));
		found += there;
	}
	assert_in_range(found, 100, 299);
	walk_close(every.walk);
	repo_close(repo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_it_was_imported, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			newest_first_in_the_pack, set_up, tear_down),
		cmocka_unit_test_setup_teardown(loose, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			news_in_a_pack_of_their_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(news_in_quarantine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damaged_large_trees, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finds_by_path, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
