#include "manifest/canonical.h"

#include <stdlib.h>
#include <string.h>

/* The eight characters that JSON has a letter for, and all others below the space, must be
 * escaped; nothing else is. */
static void write_string(struct text *out, const char *text)
{
	static const char letters[0x20] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
	const char *done = text;

	text_add_char(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		text_add_bytes(out, done, (size_t)(text - done));
		done = text + 1;
		if (c >= 0x20)
			text_printf(out, "\\%c", c);
		else if (letters[c])
			text_printf(out, "\\%c", letters[c]);
		else
			text_printf(out, "\\u%04x", c);
	}
	text_add_bytes(out, done, (size_t)(text - done));
	text_add_char(out, '"');
}

static int by_key(const void *a, const void *b)
{
	const struct node *const *one = a, *const *other = b;

	return strcmp((*one)->key->text, (*other)->key->text);
}

static void write_node(struct text *out, struct pool *pool, const struct node *node);

static void write_mapping(struct text *out, struct pool *pool, const struct node *node)
{
	const struct node **sorted = pool_array(pool, const struct node *, node->count);
	unsigned count = 0;

	for (const struct node *value = node->first; value; value = value->next)
		sorted[count++] = value;
	if (count)
		qsort(sorted, count, sizeof(const struct node *), by_key);
	text_add_char(out, '{');
	for (unsigned i = 0; i < count; i++) {
		text_add(out, i ? "," : "");
		write_string(out, sorted[i]->key->text);
		text_add_char(out, ':');
		write_node(out, pool, sorted[i]);
	}
	text_add_char(out, '}');
}

static void write_node(struct text *out, struct pool *pool, const struct node *node)
{
	if (node->kind == NODE_MAPPING) {
		write_mapping(out, pool, node);
	} else if (node->kind == NODE_SEQUENCE) {
		text_add_char(out, '[');
		for (const struct node *value = node->first; value; value = value->next) {
			text_add(out, value == node->first ? "" : ",");
			write_node(out, pool, value);
		}
		text_add_char(out, ']');
	} else if (node_is_null(node)) {
		text_add(out, "null");
	} else {
		write_string(out, node->text);
	}
}

void canonical_write(struct text *out, struct pool *pool, const struct node *root)
{
	/* In the order of the alphabet, as all keys; with what stands for an absent one. */
	static const struct {
		const char *key, *absent;
	} parts[] = {
		{"branch_labels", "[]"},
		{"depends_on", "[]"},
		{"downgrade", "[]"},
		{"origin", "\"manual\""},
		{"parents", "[]"},
		{"revision", "\"\""},
		{"upgrade", "[]"},
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		const struct node *node = node_find(root, parts[i].key);

		text_add(out, i ? ",\"" : "{\"");
		text_add(out, parts[i].key);
		text_add(out, "\":");
		if (node)
			write_node(out, pool, node);
		else
			text_add(out, parts[i].absent);
	}
	text_add_char(out, '}');
}
