// links: base yaml
#include "yaml/load.h"
#include "yaml/node.h"
#include "yaml/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MAX ((size_t)1 << 20)

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

static struct node *parse(struct pool *pool, const char *text)
{
	struct document *document = pool_new(pool, struct document);
	struct error err = {0};

	if (document_parse(pool, "f.yaml", ERR_CONFIG_INVALID, text, strlen(text), MAX,
		    document, &err) < 0)
		fail_msg("%d:%d: %s\n%s", err.line, err.column, err.message, text);
	return document->root;
}

static void refuse_bytes(struct pool *pool, const char *text, size_t length, int line,
	int column, const char *message)
{
	struct document document = {.root = NULL};
	struct error err = {0};

	if (document_parse(pool, "f.yaml", ERR_CONFIG_INVALID, text, length, MAX, &document,
		    &err) == 0)
		fail_msg("not refused: %s", text);
	if (!strstr(err.message, message) || err.line != line || err.column != column)
		fail_msg("%d:%d: %s\nwanted %d:%d: %s\n%s", err.line, err.column,
			err.message, line, column, message, text);
	assert_string_equal(err.file, "f.yaml");
	assert_int_equal(err.code, ERR_CONFIG_INVALID);
	assert_null(document.root);
}

static void refuse(
	struct pool *pool, const char *text, int line, int column, const char *message)
{
	refuse_bytes(pool, text, strlen(text), line, column, message);
}

static void a_tree_has_kinds_texts_and_styles(void **state)
{
	struct node *root = parse(*state, "a: 1\n"
					  "b: [x, 'y', \"z\\n\"]\n"
					  "c:\n- |\n  l1\n  l2\n- >\n  f\n- {d: ~}\n"
					  "e:\n");
	struct node *b = node_find(root, "b"), *c = node_find(root, "c");

	assert_int_equal(root->kind, NODE_MAPPING);
	assert_int_equal(root->count, 4);
	assert_true(node_is(root->first, "1"));
	assert_false(node_is_quoted(root->first));
	assert_int_equal(b->count, 3);
	assert_int_equal(b->style, NODE_FLOW);
	assert_int_equal(b->first->next->style, NODE_SINGLE_QUOTED);
	assert_true(node_is(b->last, "z\n"));
	assert_true(node_is_quoted(b->last));
	assert_int_equal(c->style, NODE_BLOCK);
	assert_true(node_is(c->first, "l1\nl2\n"));
	assert_int_equal(c->first->style, NODE_LITERAL);
	assert_int_equal(c->first->next->style, NODE_FOLDED);
	assert_true(node_is_null(c->last->first));
	assert_true(node_is_null(node_find(root, "e")));
	assert_null(node_find(root, "f"));
	assert_string_equal(node_kind_name(c), "list");
}

static void places_are_those_of_an_editor(void **state)
{
	struct node *root = parse(*state, "\xEF\xBB\xBF# \xC3\xA9\r\n"
					  "a: \"\xC3\xA9\xE2\x82\xAC\" # c\r\n"
					  "b: {\xF0\x9F\x98\x80: x, y: z}\r\n");
	struct node *b = node_find(root, "b");
	const char *text = "\xEF\xBB\xBF# \xC3\xA9\r\na: ";

	assert_int_equal(root->first->line, 2);
	assert_int_equal(root->first->column, 4);
	assert_int_equal(root->first->start, strlen(text));
	assert_int_equal(root->first->end, strlen(text) + 7);
	assert_int_equal(b->line, 3);
	assert_int_equal(b->last->key->column, 11);
	assert_int_equal(b->last->column, 14);
	assert_int_equal(b->end - b->start, strlen("{\xF0\x9F\x98\x80: x, y: z}"));
	/* U+2028 ends a line for libyaml, but for no editor. */
	root = parse(*state, "a: \"x\xE2\x80\xA8y\"\nb: 1\n");
	assert_int_equal(root->last->line, 2);
}

static void a_collection_ends_before_later_comments(void **state)
{
	const char *text = "a:\n  b: c\n  # more\n\n# end\nd: e\n";
	struct node *root = parse(*state, text);

	assert_int_equal(root->first->end, strlen("a:\n  b: c"));
	assert_int_equal(root->end, strlen(text) - 1);
}

static void what_would_be_dangerous_is_refused(void **state)
{
	struct pool *pool = *state;

	refuse(pool, "", 1, 1, "empty");
	refuse(pool, "# only this\n", 1, 1, "empty");
	refuse(pool, "a: 1\nb: 2\na: 3\n", 3, 1, "duplicate key \"a\"");
	refuse(pool, "a: 1\n\"a\": 3\n", 2, 1, "duplicate key \"a\"");
	refuse(pool, "a: &x 1\nb: *x\n", 1, 4, "anchors");
	refuse(pool, "b: *x\n", 1, 4, "aliases");
	refuse(pool, "*x : b\n", 1, 1, "aliases");
	refuse(pool, "a: !!str 1\n", 1, 4, "tags");
	refuse(pool, "a: ! 1\n", 1, 4, "tags");
	refuse(pool, "a: !x {}\n", 1, 4, "tags");
	refuse(pool, "a: !x []\n", 1, 4, "tags");
	refuse(pool, "a: &x []\n", 1, 4, "anchors");
	refuse(pool, "<<: {a: b}\n", 1, 1, "merge");
	refuse(pool, "? [a]\n: b\n", 1, 3, "key must be");
	refuse(pool, "{a: b}: c\n", 1, 1, "key must be");
	refuse(pool, "a: 1\n---\nb: 2\n", 2, 1, "more than one document");
	refuse(pool, "a: 1\n\tb: 2\n", 2, 1, "");
	refuse(pool, "a: \"x\\0y\"\n", 1, 4, "NUL");
	refuse(pool, "a: [1, 2\nb: 3\n", 2, 2, "");
	refuse(pool, "a: \"never closed\n", 2, 1, "");
	refuse_bytes(pool, "a: 1\nb: \0\n", 10, 2, 4, "NUL");
	refuse_bytes(pool,
		"\xFF\xFE"
		"a\0",
		4, 1, 1, "UTF-16");
	refuse_bytes(pool, "\xFE\xFF\0a", 4, 1, 1, "UTF-16");
	refuse(pool, "a: 1\nb: \xC3\xA9\xFF\n", 2, 5, "");
	refuse(pool, "a: 1\nb: \xC0\x80\n", 2, 4, "");
	refuse(pool, "a: 1\nb: \x01\n", 2, 4, "control");
}

static void limits_hold(void **state)
{
	struct pool *pool = *state;
	struct document document;
	struct error err = {0};
	char text[4096] = "";

	for (int i = 0; i < DOCUMENT_DEPTH; i++)
		text[i] = '[';
	memset(text + DOCUMENT_DEPTH, ']', DOCUMENT_DEPTH);
	parse(pool, text);
	memset(text, '[', 2000);
	refuse(pool, text, 1, DOCUMENT_DEPTH + 1, "nested deeper than 64");
	assert_int_equal(document_parse(pool, NULL, ERR_CONFIG_INVALID, "a: b", 4, 3,
				 &document, &err),
		-1);
	assert_non_null(strstr(err.message, "limit of 3"));
}

static void many_keys_are_told_apart(void **state)
{
	struct pool *pool = *state;
	struct text text;
	struct node *root;

	text_init(&text, pool);
	for (int i = 0; i < 2000; i++)
		text_printf(&text, "k%d: v%d\n", i, i);
	root = parse(pool, text.data);
	assert_int_equal(root->count, 2000);
	assert_true(node_is(node_find(root, "k1999"), "v1999"));
	text_add(&text, "k3: again\n");
	refuse(pool, text.data, 2001, 1, "in line 4 already");
}

static void a_tree_can_be_changed(void **state)
{
	struct pool *pool = *state;
	struct node *root = parse(pool, "a: 1\nb:\nc: 3\nd: ~\n");
	struct node *list = node_new(pool, root, NODE_SEQUENCE);

	node_drop_nulls(root);
	assert_int_equal(root->count, 2);
	assert_true(node_is(root->last, "3"));
	node_replace(root, root->last, list);
	assert_ptr_equal(node_find(root, "c"), list);
	assert_ptr_equal(root->last, list);
	node_append(list, node_new_scalar(pool, root, "x"));
	node_put(pool, root, "e", node_new_scalar(pool, root, "y"));
	assert_true(node_is(node_find(root, "e"), "y"));
	node_remove(root, root->first);
	assert_string_equal(root->first->key->text, "c");
	node_remove(root, node_find(root, "e"));
	assert_ptr_equal(root->last, list);
}

static void the_nearest_word_is_near(void **state)
{
	static const char *const words[] = {
		"create_table", "drop_table", "name", "columns"};

	(void)state;
	assert_string_equal(nearest_word("creat_table", words, 4), "create_table");
	assert_string_equal(nearest_word("nmae", words, 4), "name");
	assert_string_equal(nearest_word("colums", words, 4), "columns");
	assert_null(nearest_word("x", words, 4));
	assert_null(nearest_word("elephant", words, 4));
	assert_null(nearest_word("", words, 4));
}

/* A table with each kind of field. */
struct inner {
	char *name;
	char **columns;
	unsigned columns_count;
	int line, column;
};

struct any {
	char *text;
	bool quoted;
};

struct outer {
	char *text, *limited;
	int number;
	uint8_t small;
	bool flag;
	int tri, word;
	struct inner *inner;
	struct inner *list;
	unsigned list_count;
	struct any *any;
};

static const cyaml_schema_value_t string_value = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED)};
static const cyaml_schema_field_t inner_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct inner, name, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE(
		"columns", CYAML_FLAG_POINTER, struct inner, columns, &string_value, 1, 3),
	CYAML_FIELD_SEQUENCE("@items", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct inner, columns, &string_value, 1, 3),
	CYAML_FIELD_INT("@line", CYAML_FLAG_OPTIONAL, struct inner, line),
	CYAML_FIELD_INT("@column", CYAML_FLAG_OPTIONAL, struct inner, column),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t inner_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct inner, inner_fields)};
static const cyaml_schema_field_t any_fields[] = {
	CYAML_FIELD_STRING_PTR("@text", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
		struct any, text, 0, CYAML_UNLIMITED),
	CYAML_FIELD_BOOL("@quoted", CYAML_FLAG_OPTIONAL, struct any, quoted),
	CYAML_FIELD_END,
};
static const cyaml_strval_t words[] = {{"one", 1}, {"two", 2}, {"zwei", 2}};

#define OPTIONAL CYAML_FLAG_OPTIONAL

static const cyaml_schema_field_t outer_fields[] = {
	CYAML_FIELD_STRING_PTR(
		"text", CYAML_FLAG_POINTER, struct outer, text, 0, CYAML_UNLIMITED),
	CYAML_FIELD_STRING_PTR(
		"limited", CYAML_FLAG_POINTER | OPTIONAL, struct outer, limited, 1, 3),
	CYAML_FIELD_INT("number", OPTIONAL, struct outer, number),
	CYAML_FIELD_UINT("small", OPTIONAL, struct outer, small),
	CYAML_FIELD_BOOL("flag", OPTIONAL, struct outer, flag),
	YAML_FIELD_TRI("tri", OPTIONAL, struct outer, tri),
	CYAML_FIELD_ENUM("word", OPTIONAL | CYAML_FLAG_CASE_INSENSITIVE, struct outer, word,
		words, 3),
	CYAML_FIELD_MAPPING_PTR(
		"inner", CYAML_FLAG_POINTER | OPTIONAL, struct outer, inner, inner_fields),
	CYAML_FIELD_SEQUENCE("list", CYAML_FLAG_POINTER | OPTIONAL, struct outer, list,
		&inner_value, 0, CYAML_UNLIMITED),
	CYAML_FIELD_MAPPING_PTR(
		"any", CYAML_FLAG_POINTER | OPTIONAL, struct outer, any, any_fields),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t outer_value = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct outer, outer_fields)};

static int load(struct pool *pool, const char *text, void **data, struct error *err)
{
	struct document document;

	if (document_parse(pool, "f.yaml", ERR_CONFIG_INVALID, text, strlen(text), MAX,
		    &document, err) < 0)
		return -1;
	return document_load(&document, document.root, &outer_value, data, err);
}

static struct outer *loaded(struct pool *pool, const char *text)
{
	struct error err = {0};
	void *data = NULL;

	if (load(pool, text, &data, &err) < 0)
		fail_msg("%d:%d: %s\n%s", err.line, err.column, err.message, text);
	return data;
}

static void not_loaded(
	struct pool *pool, const char *text, int line, int column, const char *message)
{
	struct error err = {0};
	void *data = NULL;

	if (load(pool, text, &data, &err) == 0)
		fail_msg("loaded: %s", text);
	if (!strstr(err.message, message) || err.line != line || err.column != column)
		fail_msg("%d:%d: %s\nwanted %d:%d: %s\n%s", err.line, err.column,
			err.message, line, column, message, text);
	assert_null(data);
}

static void structs_are_loaded(void **state)
{
	struct outer *outer = loaded(*state,
		"text: \"a\\n\\t\\\"\\\\ \\x01\\u2028\xC3\xA9\"\n"
		"number: -12\nsmall: 255\nflag: True\ntri: false\n"
		"word: ZWEI\n"
		"inner: [p, q]\n"
		"list:\n  - {columns: [a]}\n  - [b, '']\n"
		"any: 'null'\n");

	assert_string_equal(outer->text, "a\n\t\"\\ \x01\xE2\x80\xA8\xC3\xA9");
	assert_int_equal(outer->number, -12);
	assert_int_equal(outer->small, 255);
	assert_true(outer->flag);
	assert_int_equal(outer->tri, 1);
	assert_int_equal(outer->word, 2);
	assert_null(outer->limited);
	assert_int_equal(outer->inner->columns_count, 2);
	assert_string_equal(outer->inner->columns[1], "q");
	assert_int_equal(outer->inner->line, 7);
	assert_int_equal(outer->inner->column, 8);
	assert_int_equal(outer->list_count, 2);
	assert_string_equal(outer->list[0].columns[0], "a");
	assert_string_equal(outer->list[1].columns[1], "");
	assert_int_equal(outer->list[1].line, 10);
	assert_string_equal(outer->any->text, "null");
	assert_true(outer->any->quoted);
	outer = loaded(*state, "text: null and void\nany:\nlist: []\n");
	assert_non_null(outer->any);
	assert_null(outer->any->text);
	assert_int_equal(outer->list_count, 0);
	assert_int_equal(outer->tri, 0);
	assert_string_equal(loaded(*state, "text: 'null'\n")->text, "null");
	assert_string_equal(loaded(*state, "text: ''\n")->text, "");
	assert_string_equal(loaded(*state, "text: 010\nany: ~\n")->text, "010");
}

static void a_long_list_is_loaded(void **state)
{
	struct outer *outer;
	struct text text;

	text_init(&text, *state);
	text_add(&text, "text: x\nlist:\n");
	for (int i = 0; i < 3000; i++)
		text_printf(&text, "- [c%d]\n", i);
	outer = loaded(*state, text.data);
	assert_int_equal(outer->list_count, 3000);
	assert_string_equal(outer->list[2999].columns[0], "c2999");
	assert_int_equal(outer->list[2999].line, 3002);
	/* Growing by one item at a time does not copy the list each time. */
	assert_true(((struct pool *)*state)->bytes < (size_t)16 << 20);
}

static void what_does_not_fit_is_named_with_its_place(void **state)
{
	struct pool *pool = *state;

	not_loaded(pool, "text: x\nnumbr: 1\n", 2, 1,
		"unknown key \"numbr\" in the file; did you mean \"number\"?");
	not_loaded(pool, "text: x\n\"@line\": 1\n", 2, 1, "unknown key \"@line\"");
	not_loaded(
		pool, "inner:\n  columns: [a]\n  \"@line\": 1\ntext: x\n", 3, 3, "@line");
	not_loaded(pool, "number: 1\n", 1, 1, "lacks the key \"text\"");
	not_loaded(pool, "text: x\ninner:\n  name: y\n", 3, 3,
		"inner lacks the key \"columns\"");
	not_loaded(pool, "text: [x]\n", 1, 7, "text must be a text, not a list");
	not_loaded(pool, "text:\n", 1, 6, "text must be a text, not null");
	not_loaded(pool, "text: ~\n", 1, 7, "text must be a text, not null");
	not_loaded(pool, "[]\n", 1, 1, "the file must be a mapping, not a list");
	not_loaded(pool, "x\n", 1, 1, "the file must be a mapping, not a text");
	not_loaded(pool, "text: x\nlimited: ''\n", 2, 10, "may not be empty");
	not_loaded(pool, "text: x\nlimited: abcd\n", 2, 10, "more than 3");
	not_loaded(pool, "text: x\nnumber: 12abc\n", 2, 9, "whole number, not \"12abc\"");
	not_loaded(pool, "text: x\nnumber: 010\n", 2, 9, "whole number");
	not_loaded(pool, "text: x\nnumber: '1'\n", 2, 9, "not the text \"1\"");
	not_loaded(pool, "text: x\nnumber: 2147483648\n", 2, 9, "whole number");
	not_loaded(pool, "text: x\nnumber: 0x10\n", 2, 9, "whole number");
	not_loaded(pool, "text: x\nnumber: -\n", 2, 9, "");
	not_loaded(pool, "text: x\nsmall: 256\n", 2, 8, "from 0 up");
	not_loaded(pool, "text: x\nsmall: -1\n", 2, 8, "from 0 up");
	not_loaded(pool, "text: x\nflag: flase\n", 2, 7, "true or false, not \"flase\"");
	not_loaded(pool, "text: x\nflag: yes\n", 2, 7, "true or false");
	not_loaded(pool, "text: x\nflag: 'true'\n", 2, 7, "true or false");
	not_loaded(pool, "text: x\ntri: 1\n", 2, 6, "true or false");
	not_loaded(pool, "text: x\ntri:\n", 2, 5, "true or false, not null");
	not_loaded(pool, "text: x\nword: three\n", 2, 7, "one of one, two, not \"three\"");
	not_loaded(pool, "text: x\nword: {}\n", 2, 7, "one of one, two, not a mapping");
	not_loaded(pool, "text: x\ninner: x\n", 2, 8, "a list or a mapping, not a text");
	not_loaded(pool, "text: x\ninner: []\n", 2, 8, "at least 1 item");
	not_loaded(pool, "text: x\ninner: [a, b, c, d]\n", 2, 8, "at most 3 items");
	not_loaded(pool, "text: x\ninner: [a, [b]]\n", 2, 12,
		"an item of inner must be a text");
	not_loaded(pool, "text: x\nlist: {}\n", 2, 7, "list must be a list, not a mapping");
	not_loaded(pool, "text: x\nany: []\n", 2, 6, "a single value, not a list");
}

/* What is written reads back as the same text. */
static void round_trip(struct pool *pool, const char *text)
{
	struct text out;
	struct node *root;

	for (int i = 0; i < 8; i++) {
		bool in_flow = i & 1, typed = i & 2, block = i & 4;

		text_init(&out, pool);
		text_add(&out, in_flow ? "[k, {k: " : "k:\n  k: ");
		if (block && (in_flow || !yaml_write_block(&out, text, 4)))
			continue;
		if (!block)
			yaml_write_scalar(&out, text, in_flow, typed);
		text_add(&out, in_flow ? "}, x]\n" : block ? "  l: m\n" : " # c\n  l: m\n");
		root = parse(pool, out.data);
		root = in_flow ? root->first->next->first : root->first->first;
		if (strcmp(root->text, text) != 0 || node_is_null(root))
			fail_msg(
				"wrote %s\nread %s\nwanted %s", out.data, root->text, text);
	}
}

static void what_is_written_reads_back(void **state)
{
	static const char *const pieces[] = {"", "a", " ", "\n", "\t", ":", "#", "-", "'",
		"\"", "\\", ",", "[", "}", "?", "0", "~", "null", "\r", "\xC2\x85",
		"\xE2\x80\xA8", "\xEF\xBB\xBF", "\x7F", "\x01", "%", "@", "&", "*", "!",
		"|", ">", "...", "---", "\xC3\xA9", "<<", "=", "\xF0\x9F\x98\x80",
		"\xEF\xBF\xBD", "`", "b c", "\xEF\xBF\xBE"};
	const size_t n = sizeof(pieces) / sizeof(*pieces);
	char text[64];

	/* Every pair, and a seventh of the threes. */
	for (size_t i = 0; i < n * n * n; i += i < n * n ? 1 : 7) {
		struct pool pool;

		pool_init(&pool);
		snprintf(text, sizeof(text), "%s%s%s", pieces[i % n], pieces[i / n % n],
			pieces[i / n / n]);
		round_trip(&pool, text);
		pool_release(&pool);
	}
	(void)state;
}

static void written(
	struct pool *pool, const char *text, bool in_flow, bool typed, const char *wanted)
{
	struct text out;

	text_init(&out, pool);
	yaml_write_scalar(&out, text, in_flow, typed);
	assert_string_equal(out.data, wanted);
}

static void what_is_written_is_plain_where_it_can_be(void **state)
{
	struct pool *pool = *state;
	struct text out;

	written(pool, "Author Name <author@example.com>", false, false,
		"Author Name <author@example.com>");
	written(pool, "2026-11-23T09:30:00Z", false, true, "2026-11-23T09:30:00Z");
	written(pool, "2026-11-23T09:30:00Z", false, false, "\"2026-11-23T09:30:00Z\"");
	written(pool, "8f3c2a91d704", false, false, "8f3c2a91d704");
	written(pool, "123456789012", false, false, "\"123456789012\"");
	written(pool, "12e456789012", false, false, "\"12e456789012\"");
	written(pool, "true", false, false, "\"true\"");
	written(pool, "true", false, true, "true");
	written(pool, "null", false, true, "\"null\"");
	written(pool, "", false, true, "\"\"");
	written(pool, "numeric(10, 2)", false, false, "numeric(10, 2)");
	written(pool, "numeric(10, 2)", true, false, "\"numeric(10, 2)\"");
	written(pool, "say \"it's\"", false, false, "say \"it's\"");
	written(pool, "\"a\" = 'b'", false, false, "'\"a\" = ''b'''");
	written(pool, "a: b", false, false, "\"a: b\"");
	written(pool, "x\ty", false, false, "\"x\\ty\"");
	written(pool, "a\xFF", false, false, "\"a\\uFFFD\"");
	text_init(&out, pool);
	assert_false(yaml_write_block(&out, "one line", 2));
	assert_false(yaml_write_block(&out, "a\r\nb", 2));
	assert_false(yaml_write_block(&out, "\n\n", 2));
	assert_int_equal(out.length, 0);
	assert_true(yaml_write_block(&out, "a\n\n b\n", 4));
	assert_string_equal(out.data, "|\n    a\n\n     b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_tree_has_kinds_texts_and_styles, setup, teardown),
		cmocka_unit_test_setup_teardown(
			places_are_those_of_an_editor, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_collection_ends_before_later_comments, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_would_be_dangerous_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(limits_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(many_keys_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(a_tree_can_be_changed, setup, teardown),
		cmocka_unit_test_setup_teardown(the_nearest_word_is_near, setup, teardown),
		cmocka_unit_test_setup_teardown(structs_are_loaded, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_list_is_loaded, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_does_not_fit_is_named_with_its_place, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_written_reads_back, setup, teardown),
		cmocka_unit_test_setup_teardown(
			what_is_written_is_plain_where_it_can_be, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
