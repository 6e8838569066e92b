// links: verify review chain graph manifest config repo replay run base
#include "verify/sound_tip.h"

#include "base/file.h"
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COMMIT "0123456789012345678901234567890123456789"

struct tip_fixture {
	struct pool pool;
	char folder[32];
	const char *path;
	struct sound_tip tip;
};

/* "ID PARENT,PARENT DEPENDENCY LABEL"; - for none. */
static struct revision *add(
	struct tip_fixture *f, struct revisions *list, const char *words)
{
	struct revision *revision = pool_new(&f->pool, struct revision);
	char *text = pool_strdup(&f->pool, words), *rest = NULL, *inner = NULL;
	struct strings *lists[] = {
		&revision->parents, &revision->depends_on, &revision->labels};
	char *word = strtok_r(text, " ", &rest);

	revision->id = word;
	for (unsigned i = 0; i < 3 && (word = strtok_r(NULL, " ", &rest)); i++)
		for (char *item = strtok_r(word, ",", &inner); item;
			item = strtok_r(NULL, ",", &inner))
			if (strcmp(item, "-") != 0)
				strings_add(&f->pool, lists[i], item);
	revision->path = "versions/a name.yaml";
	revision->content = CONTENT_VALID;
	revisions_add(&f->pool, list, revision);
	return revision;
}

static int set_up(void **state)
{
	struct tip_fixture *f = calloc(1, sizeof(*f));
	struct revision *first;
	struct revisions list = {0};
	struct map marked;

	pool_init(&f->pool);
	strcpy(f->folder, "/tmp/gitmig-tip-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->path = path_join(&f->pool, f->folder, "tip");
	add(f, &list, "c3 b2");
	first = add(f, &list, "a1 - - label,b3");
	first->irreversible = true;
	first->content |= CONTENT_UPGRADES;
	add(f, &list, "b2 a1");
	map_init(&marked, &f->pool, false);
	map_put(&marked, "a1", f);
	map_put(&marked, "c3", f);
	sound_tip_write(f->path, "key\n", COMMIT, "c3", &list, &marked);
	assert_true(sound_tip_load(&f->pool, f->path, "key\n", &f->tip));
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct tip_fixture *f = *state;

	unlink(f->path);
	rmdir(f->folder);
	pool_release(&f->pool);
	free(f);
	return 0;
}

static void what_is_kept_comes_back(void **state)
{
	struct tip_fixture *f = *state;
	struct sound_tip other;

	assert_string_equal(f->tip.commit, COMMIT);
	assert_string_equal(f->tip.head, "c3");
	assert_int_equal(f->tip.count, 3);
	assert_false(sound_tip_load(&f->pool, f->path, "other\n", &other));
	assert_false(sound_tip_load(&f->pool, f->path, "key", &other));
}

static void damage_is_seen(void **state)
{
	struct tip_fixture *f = *state;
	struct sound_tip tip;
	struct error err;
	size_t length;
	char *bytes;
	FILE *file;

	assert_int_equal(file_read(&f->pool, f->path, 1 << 20, &bytes, &length, &err), 0);
	for (size_t i = 0; i <= length; i++) {
		file = fopen(f->path, "wb");
		assert_non_null(file);
		if (i < length)
			bytes[i] ^= 1;
		/* Cut off there, and whole with that byte changed. */
		fwrite(bytes, 1, i < length ? length : length - 1, file);
		fclose(file);
		if (i < length)
			bytes[i] ^= 1;
		assert_false(sound_tip_load(&f->pool, f->path, "key\n", &tip));
	}
}

/* The head with these added; NULL: not certain to be in order. */
static const char *extended(
	struct tip_fixture *f, const char *first, const char *second, const char *third)
{
	const char *all[] = {first, second, third};
	struct revisions list = {0};
	struct strings heads = {0};

	for (unsigned i = 0; i < 3; i++)
		if (all[i])
			add(f, &list, all[i]);
	if (!sound_tip_extend(&f->tip, &f->pool, &list, &heads))
		return NULL;
	assert_int_equal(heads.count, 1);
	return heads.items[0];
}

static void what_is_marked_comes_back(void **state)
{
	struct tip_fixture *f = *state;
	struct revisions list = {0};

	sound_tip_marked(&f->tip, &f->pool, &list);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0]->id, "a1");
	assert_string_equal(list.items[0]->path, "versions/a name.yaml");
	assert_int_equal(list.items[0]->content, CONTENT_VALID | CONTENT_UPGRADES);
	assert_true(list.items[0]->irreversible);
	assert_string_equal(list.items[1]->id, "c3");
	assert_int_equal(list.items[1]->content, CONTENT_VALID);
	assert_false(list.items[1]->irreversible);
}

/* Nothing is kept that would not come back as it is. */
static void a_path_of_two_lines_is_not_kept(void **state)
{
	struct tip_fixture *f = *state;
	struct revision revision = {.id = "a1", .path = "two\nlines"};
	struct revisions list = {0};
	struct map marked;
	struct sound_tip tip;

	revisions_add(&f->pool, &list, &revision);
	map_init(&marked, &f->pool, false);
	sound_tip_write(f->path, "new\n", COMMIT, "a1", &list, &marked);
	assert_true(sound_tip_load(&f->pool, f->path, "new\n", &tip));
	map_put(&marked, "a1", f);
	sound_tip_write(f->path, "newer\n", COMMIT, "a1", &list, &marked);
	assert_false(sound_tip_load(&f->pool, f->path, "newer\n", &tip));
}

static void what_follows_the_head_is_in_order(void **state)
{
	struct tip_fixture *f = *state;

	assert_string_equal(extended(f, NULL, NULL, NULL), "c3");
	assert_string_equal(extended(f, "d4 c3", NULL, NULL), "d4");
	assert_string_equal(extended(f, "f6 e5", "e5 d4", "d4 c3"), "f6");
	assert_string_equal(extended(f, "d4 b2", "e5 c3,d4", NULL), "e5");
	assert_string_equal(extended(f, "d4 c3 a1", NULL, NULL), "d4");
}

static void what_does_not_is_left_open(void **state)
{
	struct tip_fixture *f = *state;

	assert_null(extended(f, "d4 b2", NULL, NULL));         /* a second head */
	assert_null(extended(f, "d4 -", NULL, NULL));          /* a second base */
	assert_null(extended(f, "d4 c3", "e5 c3", NULL));      /* a fork */
	assert_null(extended(f, "d4 x9", NULL, NULL));         /* no such parent */
	assert_null(extended(f, "d4 c", NULL, NULL));          /* an id's beginning */
	assert_null(extended(f, "d4 c3 x9", NULL, NULL));      /* no such dependency */
	assert_null(extended(f, "d4 c3 - label", NULL, NULL)); /* a label */
	assert_null(extended(f, "b2 c3", NULL, NULL));         /* an id that is there */
	assert_null(extended(f, "d4 c3", "d4 c3", NULL));      /* an id twice */
	assert_null(extended(f, "d4 e5", "e5 d4", NULL));      /* a cycle */
	assert_null(extended(f, "d4 c3,d4", NULL, NULL));      /* itself */
	assert_null(extended(f, "label c3", NULL, NULL));      /* a label's name */
	assert_null(extended(f, "d4 label", NULL, NULL));      /* a label for a parent */
	assert_null(extended(f, "d4 c3 label", NULL, NULL));   /* one to resolve */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_kept_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damage_is_seen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_marked_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_path_of_two_lines_is_not_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_follows_the_head_is_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_does_not_is_left_open, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
