#include "config/internal.h"

#include <limits.h>
#include <string.h>

#define LETTERS    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define IDENTIFIER LETTERS "0123456789"

struct check {
	const struct document *document;
	struct error *err;
};

static bool is_text(const struct node *node)
{
	return node && node->kind == NODE_SCALAR && !node_is_null(node);
}

static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

/* Numbers are checked by the table; this is about how great they are. */
static int check_number(const struct check *check, const struct node *node, int max)
{
	long long value = 0;

	if (!is_text(node) || node->style != NODE_PLAIN)
		return 0;
	if (node->text[0] == '-')
		return node_error(check->document, node, check->err,
			"%s must be a whole number from 0 up", node->key->text);
	for (const char *c = node->text; *c >= '0' && *c <= '9' && value <= max; c++)
		value = value * 10 + (*c - '0');
	if (value > max)
		return node_error(check->document, node, check->err, "%s may be at most %d",
			node->key->text, max);
	return 0;
}

static int check_database(const struct check *check, const struct node *database)
{
	static const char *const timeouts[] = {
		"connect_timeout", "query_timeout", "lock_timeout"};

	for (size_t i = 0; i < 3; i++) {
		if (check_number(check, node_find(database, timeouts[i]),
			    CONFIG_MAX_TIMEOUT) < 0)
			return -1;
	}
	return 0;
}

static int check_version_table(const struct check *check, const struct node *node)
{
	const char *text;

	if (!is_text(node))
		return 0;
	text = node->text;
	for (int parts = 0; parts < 2; parts++) {
		size_t length = strspn(text, IDENTIFIER);

		if (!length || length > 128 || !strchr(LETTERS, *text))
			break;
		if (!text[length])
			return 0;
		if (text[length] != '.')
			break;
		text += length + 1;
	}
	return node_error(check->document, node, check->err,
		"version_table must be a name of letters, digits and _, or schema.name");
}

static bool is_known_variable(const char *text, size_t length)
{
	static const char *const known[] = {
		"rev", "slug", "year", "month", "day", "hour", "minute"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i]) == length && !strncmp(text, known[i], length))
			return true;
	}
	return false;
}

static int check_file_template(const struct check *check, const struct node *node)
{
	if (!is_text(node))
		return 0;
	for (const char *text = node->text; *text;) {
		size_t length = strcspn(text + 1, "{}");

		if (*text == '{' && text[1 + length] == '}' &&
			is_known_variable(text + 1, length)) {
			text += length + 2;
			continue;
		}
		if (*text == '{' || *text == '}') {
			node_error(check->document, node, check->err,
				"file_template has a %c that belongs to no variable",
				*text);
			return error_hint(check->err,
				"There are {rev}, {slug}, {year}, "
				"{month}, {day}, {hour} and {minute}.");
		}
		text++;
	}
	/* Hidden files are no manifests, and a new one has to be found again. */
	if (node->text[0] == '/' || node->text[0] == '.' || strstr(node->text, "/.") ||
		strstr(node->text, "//") || has_control(node->text) ||
		(node->length && node->text[node->length - 1] == '/'))
		return node_error(check->document, node, check->err,
			"file_template must be a file name below version_locations that "
			"does "
			"not begin with a dot");
	return 0;
}

static int check_kinds(const struct check *check, const struct node *node)
{
	static const char *const known[] = {"table", "column", "type", "nullable",
		"default", "primary_key", "index", "unique", "foreign_key", "check", "view",
		"comment"};
	const size_t count = sizeof(known) / sizeof(*known);
	const char *nearest;

	if (is_text(node) && !node_is(node, "all"))
		return node_error(check->document, node, check->err,
			"kinds must be all or a list, not \"%.80s\"", node->text);
	if (!node || node->kind != NODE_SEQUENCE)
		return 0;
	for (const struct node *item = node->first; item; item = item->next) {
		bool found = !is_text(item);

		for (size_t i = 0; i < count && !found; i++)
			found = !strcmp(item->text, known[i]);
		if (found)
			continue;
		nearest = nearest_word(item->text, known, count);
		node_error(check->document, item, check->err,
			"unknown kind \"%.80s\"%s%s%s", item->text,
			nearest ? "; did you mean \"" : "", nearest ? nearest : "",
			nearest ? "\"?" : "");
		return error_hint(check->err,
			"The kinds are: table, column, type, nullable, default, "
			"primary_key, "
			"index, unique, foreign_key, check, view, comment.");
	}
	return 0;
}

static int check_since(const struct check *check, const struct node *node)
{
	size_t digits;

	if (!is_text(node))
		return 0;
	digits = strspn(node->text, "0123456789abcdef");
	if (digits == node->length && digits >= 4 && digits <= 40)
		return 0;
	return node_error(check->document, node, check->err,
		"since must be the id of a commit: 4 to 40 hexadecimal digits");
}

static int check_mode(const struct check *check, const struct node *mode)
{
	const struct node *file = node_find(mode, "file");
	const struct node *key = node_find(mode, "key"),
			  *section = node_find(mode, "section");

	if (file && !key)
		return node_error(check->document, file, check->err,
			"mode has a file, but no key to look for in it");
	if (!file && (key || section))
		return node_error(check->document, key ? key : section, check->err,
			"mode has a %s, but no file to look in", key ? "key" : "section");
	return 0;
}

static int check_models(const struct check *check, const struct node *models)
{
	if (!models || models->kind != NODE_MAPPING || models->count)
		return 0;
	return node_error(
		check->document, models, check->err, "models lacks the key \"command\"");
}

int config_check_values(
	const struct document *document, const struct node *root, struct error *err)
{
	const struct check check = {document, err};
	const struct node *databases = node_find(root, "databases");

	for (const struct node *value = databases ? databases->first : NULL; value;
		value = value->next) {
		if (check_database(&check, value) < 0)
			return -1;
	}
	if (check_number(&check, node_find(root, "truncate_slug_length"), INT_MAX) < 0 ||
		check_version_table(&check, node_find(root, "version_table")) < 0 ||
		check_file_template(&check, node_find(root, "file_template")) < 0 ||
		check_kinds(&check, node_find(node_find(root, "autogenerate"), "kinds")) <
			0 ||
		check_since(&check, node_find(node_find(root, "git"), "since")) < 0)
		return -1;
	return check_models(&check, node_find(root, "models")) < 0
		       ? -1
		       : check_mode(&check, node_find(root, "mode"));
}
