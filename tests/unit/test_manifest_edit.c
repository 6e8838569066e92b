// links: base yaml schema manifest
#include "base/file.h"
#include "manifest/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CORPUS TESTS_DIR "/fuzz/corpus/manifest/"

static int setup(void **state)
{
	static struct pool pool;

	pool_init(&pool);
	*state = &pool;
	return 0;
}

static int teardown(void **state)
{
	pool_release(*state);
	return 0;
}

static struct review_block approval = {.status = "approved",
	.by = "R <r@example.com>",
	.at = "2026-11-23T10:02:00Z",
	.digest = "3b18e512dba79e4c8300dd08aeb37f8e728b8dad"};
static struct review_block rejection = {
	.status = "rejected", .by = "R", .at = "2026-11-24", .message = "no:\nnot so"};

static const char *reviewed(
	struct pool *pool, const char *bytes, const struct review_block *review)
{
	struct error err = {0};
	struct manifest manifest;
	struct text text;

	text_init(&text, pool);
	if (manifest_set_review(pool, "f.yaml", bytes, strlen(bytes), review, &text, &err) <
		0)
		fail_msg("%d:%d: %s\n%s", err.line, err.column, err.message, bytes);
	assert_int_equal(
		manifest_load(pool, "f.yaml", text.data, text.length, &manifest, &err), 0);
	assert_string_equal(manifest.review->status, review->status);
	assert_string_equal(manifest.review->by, review->by);
	assert_string_equal(manifest.review->at, review->at);
	if (review->message)
		assert_string_equal(manifest.review->message, review->message);
	else
		assert_null(manifest.review->message);
	if (review->digest)
		assert_string_equal(manifest.review->digest, review->digest);
	else
		assert_null(manifest.review->digest);
	return text.data;
}

static const char *reparented(struct pool *pool, const char *bytes, const char *ids)
{
	struct strings parents = {0};
	struct error err = {0};
	struct text text;
	char *rest = NULL, *copy = pool_strdup(pool, ids);

	for (char *id = strtok_r(copy, " ", &rest); id; id = strtok_r(NULL, " ", &rest))
		strings_add(pool, &parents, id);
	text_init(&text, pool);
	if (manifest_set_parents(
		    pool, "f.yaml", bytes, strlen(bytes), &parents, &text, &err) < 0)
		fail_msg("%d:%d: %s\n%s", err.line, err.column, err.message, bytes);
	return text.data;
}

static void a_review_is_put_above_upgrade(void **state)
{
	struct pool *pool = *state;

	assert_string_equal(
		reviewed(pool,
			"gitmig: 1\nrevision: a # id\nparents: []\n\n# what\n# it does\n"
			"upgrade: [] # none\n# back\ndowngrade: []\n",
			&approval),
		"gitmig: 1\nrevision: a # id\nparents: []\n\nreview:\n  status: approved\n"
		"  by: R <r@example.com>\n  at: 2026-11-23T10:02:00Z\n"
		"  digest: 3b18e512dba79e4c8300dd08aeb37f8e728b8dad\n# what\n# it does\n"
		"upgrade: [] # none\n# back\ndowngrade: []\n");
	/* No line end at the end, upgrade first. */
	assert_string_equal(
		reviewed(pool,
			"upgrade: []\ngitmig: 1\nrevision: a\nparents: []\ndowngrade: []",
			&rejection),
		"review:\n  status: rejected\n  by: R\n  at: 2026-11-24\n  message: |-\n"
		"    no:\n    not so\nupgrade: []\ngitmig: 1\nrevision: a\nparents: []\n"
		"downgrade: []");
	/* What looks like a comment in a text is none. */
	assert_non_null(strstr(
		reviewed(pool,
			"gitmig: 1\nrevision: a\nparents: []\nmessage: |\n  x\n  # y\n"
			"upgrade: []\ndowngrade: []\n",
			&approval),
		"  # y\nreview:\n"));
	/* The whole file is indented. */
	assert_non_null(
		strstr(reviewed(pool,
			       "  gitmig: 1\n  revision: a\n  parents: []\n  upgrade: []\n"
			       "  downgrade: []\n",
			       &approval),
			"\n  review:\n    status: approved\n"));
}

static void the_line_ends_and_the_mark_stay(void **state)
{
	struct pool *pool = *state;
	struct error err = {0};
	size_t length;
	char *bytes = NULL;
	const char *after, *at;

	assert_int_equal(
		file_read(pool, CORPUS "crlf.yaml", MANIFEST_MAX, &bytes, &length, &err),
		0);
	after = reviewed(pool, bytes, &rejection);
	at = strstr(after, "review:\r\n  status: rejected\r\n  by: R\r\n");
	assert_non_null(at);
	assert_memory_equal(after, bytes, (size_t)(at - after));
	assert_true(strchr(after, '\n') != NULL);
	for (const char *c = strchr(after, '\n'); c; c = strchr(c + 1, '\n'))
		assert_int_equal(c[-1], '\r');
	assert_non_null(strstr(at, "\r\n# about the upgrade\r\nupgrade:\r\n"));
	assert_string_equal(strstr(at, "upgrade:\r\n- "), strstr(bytes, "upgrade:\r\n- "));
}

#define BEFORE "# top\ngitmig: 1\nrevision: a\nparents: []\n"
#define AFTER  "\n# c\nupgrade: []\ndowngrade: []\n"

static void a_review_is_replaced_field_by_field(void **state)
{
	struct pool *pool = *state;
	const char *old = BEFORE
		"review:   # by gitmig\n  by: X   # who\n\n  status: rejected # s\n"
		"  at: 2020-01-01\n  message: |\n    why\n    not\n" AFTER;

	assert_string_equal(reviewed(pool, old, &approval),
		BEFORE "review:   # by gitmig\n  by: R <r@example.com>   # who\n\n"
		       "  status: approved # s\n  at: 2026-11-23T10:02:00Z\n"
		       "  digest: 3b18e512dba79e4c8300dd08aeb37f8e728b8dad\n" AFTER);
	assert_string_equal(reviewed(pool, old, &rejection),
		BEFORE "review:   # by gitmig\n  by: R   # who\n\n  status: rejected # s\n"
		       "  at: 2026-11-24\n  message: \"no:\\nnot so\"\n" AFTER);
	/* Back and forth is where it began. */
	assert_string_equal(reviewed(pool, reviewed(pool, old, &approval), &approval),
		reviewed(pool, old, &approval));
}

static void a_review_at_the_end_is_replaced(void **state)
{
	struct pool *pool = *state;
	const char *rest =
		"gitmig: 1\nrevision: a\nparents: []\nupgrade: []\ndowngrade: []\n";

	assert_string_equal(
		reviewed(pool, pool_printf(pool, "%sreview:\n  status: rejected", rest),
			&approval),
		pool_printf(pool,
			"%sreview:\n  status: approved\n  by: R <r@example.com>\n"
			"  at: 2026-11-23T10:02:00Z\n"
			"  digest: 3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
			rest));
	reviewed(pool,
		pool_printf(pool, "%sreview:\n  status: rejected\n  message: x", rest),
		&approval);
	reviewed(pool,
		pool_printf(pool, "%sreview:\n  message: x\n  status: rejected", rest),
		&approval);
}

static void other_forms_of_a_review_are_replaced(void **state)
{
	struct pool *pool = *state;

	assert_string_equal(
		reviewed(pool, BEFORE "review: {status: rejected} # x" AFTER, &approval),
		BEFORE "review: {status: approved, by: R <r@example.com>, at: "
		       "2026-11-23T10:02:00Z, digest: "
		       "3b18e512dba79e4c8300dd08aeb37f8e728b8dad} # x" AFTER);
	assert_non_null(strstr(reviewed(pool, BEFORE "review:" AFTER, &approval),
		"\nreview:\n  status: approved\n"));
	assert_non_null(strstr(reviewed(pool, BEFORE "review: ~" AFTER, &approval),
		"\nreview:\n  status: approved\n"));
	assert_non_null(strstr(
		reviewed(pool, BEFORE "review:\n  status: rejected\n  by:\n  at: ~" AFTER,
			&approval),
		"\nreview:\n  status: approved\n"));
	assert_string_equal(
		reviewed(pool,
			"{gitmig: 1, revision: a, parents: [], upgrade: [], downgrade: []}",
			&rejection),
		"{gitmig: 1, revision: a, parents: [], review: {status: rejected, by: R, "
		"at: "
		"2026-11-24, message: \"no:\\nnot so\"}, upgrade: [], downgrade: []}");
}

static void an_odd_layout_is_refused_not_broken(void **state)
{
	const char *odd =
		"gitmig: 1\nrevision: a\nparents: []\n? upgrade\n: []\ndowngrade: []\n";
	struct error err = {0};
	struct text text;

	text_init(&text, *state);
	assert_int_equal(manifest_set_review(*state, "f.yaml", odd, strlen(odd), &approval,
				 &text, &err),
		-1);
	assert_non_null(strstr(err.message, "cannot be changed in place"));
	assert_int_equal(text.length, 0);
	assert_int_equal(err.code, ERR_MANIFEST_INVALID);
	assert_int_equal(
		manifest_set_review(*state, "f.yaml", "x: 1\n", 5, &approval, &text, &err),
		-1);
	assert_int_equal(
		manifest_set_review(*state, "f.yaml", "[]\n", 3, &approval, &text, &err),
		-1);
	assert_int_equal(text.length, 0);
}

#define PARENTS(text)                                                                      \
	"gitmig: 1\nrevision: a\n" text "\nupgrade: []  # none\ndowngrade: []\n"

static void parents_are_replaced(void **state)
{
	struct pool *pool = *state;

	assert_string_equal(reparented(pool, PARENTS("parents: [ b ,c]  # two"), "x y"),
		PARENTS("parents: [ x ,y]  # two"));
	assert_string_equal(reparented(pool, PARENTS("parents: [b, c] # two"), "x"),
		PARENTS("parents: [x] # two"));
	assert_string_equal(reparented(pool, PARENTS("parents: []"), "x 123"),
		PARENTS("parents: [x, \"123\"]"));
	assert_string_equal(
		reparented(pool, PARENTS("parents: [b]"), ""), PARENTS("parents: []"));
	assert_string_equal(
		reparented(pool, PARENTS("parents: # all\n  - b # one\n  - 'c'  # two"),
			"x y"),
		PARENTS("parents: # all\n  - x # one\n  - y  # two"));
	assert_string_equal(reparented(pool, PARENTS("parents:\n- b\n- c # two"), "x y z"),
		PARENTS("parents:\n- x\n- y\n- z # two"));
	assert_string_equal(reparented(pool, PARENTS("parents:\n   - b"), "x y"),
		PARENTS("parents:\n   - x\n   - y"));
	assert_string_equal(
		reparented(pool, PARENTS("parents:\n- b"), ""), PARENTS("parents: []"));
	assert_string_equal(reparented(pool,
				    "{gitmig: 1, revision: a, parents: [b], upgrade: [], "
				    "downgrade: []}",
				    "x y"),
		"{gitmig: 1, revision: a, parents: [x, y], upgrade: [], downgrade: []}");
	assert_string_equal(reparented(pool,
				    "\xEF\xBB\xBFgitmig: 1\r\nrevision: a\r\nparents:\r\n"
				    "- b\r\nupgrade: []\r\ndowngrade: []\r\n",
				    "x y"),
		"\xEF\xBB\xBFgitmig: 1\r\nrevision: a\r\nparents:\r\n- x\r\n- y\r\n"
		"upgrade: []\r\ndowngrade: []\r\n");
}

static void parents_must_be_ids(void **state)
{
	const char *text = PARENTS("parents: []");
	struct strings parents = {0};
	struct error err = {0};
	struct text out;

	strings_add(*state, &parents, "not an id");
	text_init(&out, *state);
	assert_int_equal(manifest_set_parents(*state, "f.yaml", text, strlen(text),
				 &parents, &out, &err),
		-1);
	assert_int_equal(out.length, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_review_is_put_above_upgrade),
		TEST(the_line_ends_and_the_mark_stay),
		TEST(a_review_is_replaced_field_by_field),
		TEST(a_review_at_the_end_is_replaced),
		TEST(other_forms_of_a_review_are_replaced),
		TEST(an_odd_layout_is_refused_not_broken),
		TEST(parents_are_replaced),
		TEST(parents_must_be_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
