#include "manifest/manifest.h"

#include "manifest/head.h"
#include "manifest/review.h"
#include "yaml/splice.h"
#include "yaml/write.h"

#include <string.h>

struct edit {
	struct document document;
	struct splices splices;
	const char *key; /* of the part that is changed */
	struct error *err;
};

static int edit_begin(struct edit *edit, struct pool *pool, const char *file,
	const char *bytes, size_t length, const char *key, struct error *err)
{
	memset(edit, 0, sizeof(*edit));
	edit->key = key;
	edit->err = err;
	if (document_parse(pool, file, ERR_MANIFEST_INVALID, bytes, length, MANIFEST_MAX,
		    &edit->document, err) < 0)
		return -1;
	return head_check(&edit->document, err);
}

static void splice(struct edit *edit, size_t start, size_t end, const char *text)
{
	splices_add(edit->document.pool, &edit->splices, start, end, text);
}

static int refuse(struct edit *edit, const struct node *at)
{
	node_error(&edit->document, at, edit->err,
		"%s cannot be changed in place, because of the way this file is written",
		edit->key);
	return error_hint(edit->err,
		"Write the file in the usual form, one key to a line at the left margin, "
		"and try again.");
}

/* The fields of a review may stand in any order, in quotes or not. */
static bool part_equal(const struct node *part, const struct node *wanted)
{
	if (part->kind != NODE_MAPPING || wanted->kind != NODE_MAPPING)
		return node_equal(part, wanted);
	for (const struct node *value = part->first; value; value = value->next) {
		const struct node *same = node_find(wanted, value->key->text);

		if (!same || value->kind != NODE_SCALAR || node_is_null(value) ||
			strcmp(value->text, same->text) != 0)
			return false;
	}
	return part->count == wanted->count;
}

/* All that stands before and after the part is as it was, and the part is as it should be.
 */
static bool came_out_right(
	const struct edit *edit, const struct document *after, const struct node *wanted)
{
	const struct node *one = edit->document.root->first, *other = after->root->first;
	bool seen = false;

	while (one || other) {
		if (other && !strcmp(other->key->text, edit->key)) {
			seen = part_equal(other, wanted);
			other = other->next;
		} else if (one && !strcmp(one->key->text, edit->key)) {
			one = one->next;
		} else if (!one || !other ||
			   strcmp(one->key->text, other->key->text) != 0 ||
			   !node_equal(one, other)) {
			return false;
		} else {
			one = one->next;
			other = other->next;
		}
	}
	return seen;
}

/* wanted: YAML of the part alone, to compare what came out with. */
static int edit_end(struct edit *edit, const struct text *wanted, struct text *out)
{
	struct document *document = &edit->document, after, part;
	struct text text;

	text_init(&text, document->pool);
	splices_apply(document, &edit->splices, &text);
	if (document_parse(document->pool, document->file, document->code, text.data,
		    text.length, MANIFEST_MAX, &after, NULL) < 0 ||
		document_parse(document->pool, document->file, document->code, wanted->data,
			wanted->length, wanted->length, &part, NULL) < 0 ||
		head_check(&after, NULL) < 0 || !came_out_right(edit, &after, part.root))
		return refuse(edit, document->root);
	text_add_bytes(out, text.data, text.length);
	return 0;
}

/* The value alone on a line: quoted where it has lines of its own. */
static const char *scalar_text(struct pool *pool, const struct node *node, bool in_flow)
{
	struct text text;

	text_init(&text, pool);
	yaml_write_scalar(&text, node->text, in_flow, node->style == NODE_PLAIN);
	return text.data;
}

/* Field by field, so that comments beside them stay. */
static void change_review_fields(
	struct edit *edit, const struct node *old, const struct node *review)
{
	const struct document *document = &edit->document;
	const struct node *last = old->first, *field;
	struct text more;

	for (const struct node *value = old->first; value; value = value->next) {
		field = node_find(review, value->key->text);
		if (field)
			splice(edit, value->start, value_end(document, value),
				scalar_text(document->pool, field, false));
		else
			splice(edit, line_start(document, value->key->start),
				line_after(document, value_end(document, value)), "");
		last = field ? value : last;
	}
	text_init(&more, document->pool);
	for (field = review->first; field; field = field->next) {
		if (!node_find(old, field->key->text))
			text_printf(&more, "%*s%s: %s\n", old->column - 1, "",
				field->key->text,
				scalar_text(document->pool, field, false));
	}
	if (more.length) {
		size_t at = line_after(document, value_end(document, last));

		if (at == value_end(document, last)) {
			/* The file ends without a line end. */
			more.data[more.length - 1] = '\0';
			splice(edit, at, at,
				pool_printf(document->pool, "\n%s", more.data));
		} else {
			splice(edit, at, at, more.data);
		}
	}
}

static bool may_change_fields(
	const struct document *document, const struct node *old, const struct node *review)
{
	bool common = false;

	if (old->kind != NODE_MAPPING || old->style != NODE_BLOCK)
		return false;
	for (const struct node *value = old->first; value; value = value->next) {
		if (value->kind != NODE_SCALAR ||
			!is_indented(document, value->key->start) || node_is_null(value))
			return false;
		common = common || node_find(review, value->key->text);
	}
	return common;
}

/* The block of lines that a mapping is, below its key. */
static const char *lines_text(
	const struct document *document, const struct node *node, unsigned indent)
{
	struct text text;

	text_init(&text, document->pool);
	yaml_write_node(&text, node, indent);
	text.data[text.length - 1] = '\0';
	return text.data;
}

static const char *flow_text(const struct document *document, const struct node *node)
{
	struct text text;

	text_init(&text, document->pool);
	yaml_write_flow(&text, node);
	return text.data;
}

static void replace_review(struct edit *edit, struct node *old, const struct node *review)
{
	const struct document *document = &edit->document;
	unsigned indent = (unsigned)document->root->column + 1;

	if (may_change_fields(document, old, review))
		change_review_fields(edit, old, review);
	else if (document->root->style == NODE_FLOW || old->style == NODE_FLOW)
		splice(edit, colon_end(document, old), value_end(document, old),
			pool_printf(document->pool, " %s", flow_text(document, review)));
	else
		splice(edit, colon_end(document, old), value_end(document, old),
			pool_printf(document->pool, "\n%s",
				lines_text(document, review, indent)));
}

/* Above `upgrade:` and the comment lines that stand directly on it. */
static size_t place_for_review(const struct document *document, const struct node *upgrade)
{
	size_t at = line_start(document, upgrade->key->start), bound = 0;

	for (const struct node *value = document->root->first; value != upgrade;
		value = value->next)
		bound = line_after(document, value_end(document, value));
	while (at > bound) {
		size_t above = line_start(document, at - 1);
		size_t first = above;

		if (at >= 2 && document->bytes[at - 1] == '\n' &&
			document->bytes[at - 2] == '\r')
			first = above = line_start(document, at - 2);
		while (document->bytes[first] == ' ')
			first++;
		if (above < bound || document->bytes[first] != '#')
			break;
		at = above;
	}
	return at;
}

static int insert_review(struct edit *edit, const struct node *review)
{
	const struct document *document = &edit->document;
	const struct node *upgrade = node_find(document->root, "upgrade");
	unsigned indent = (unsigned)document->root->column - 1;
	size_t at;

	if (document->root->style == NODE_FLOW) {
		splice(edit, upgrade->key->start, upgrade->key->start,
			pool_printf(document->pool, "review: %s, ",
				flow_text(document, review)));
		return 0;
	}
	if (!is_indented(document, upgrade->key->start))
		return refuse(edit, upgrade);
	at = place_for_review(document, upgrade);
	splice(edit, at, at,
		pool_printf(document->pool, "%*sreview:\n%s\n", (int)indent, "",
			lines_text(document, review, indent + 2)));
	return 0;
}

int manifest_set_review(struct pool *pool, const char *file, const char *bytes,
	size_t length, const struct review_block *review, struct text *out,
	struct error *err)
{
	struct edit edit;
	struct node *old, *block = review_tree(pool, review);
	struct text wanted;

	/* head_check takes out `review:` without a value, but its line is still there. */
	if (document_parse(pool, file, ERR_MANIFEST_INVALID, bytes, length, MANIFEST_MAX,
		    &edit.document, err) < 0)
		return -1;
	old = node_find(edit.document.root, "review");
	if (edit_begin(&edit, pool, file, bytes, length, "review", err) < 0)
		return -1;
	if (old)
		replace_review(&edit, old, block);
	else if (insert_review(&edit, block) < 0)
		return -1;
	text_init(&wanted, pool);
	yaml_write_node(&wanted, block, 0);
	return edit_end(&edit, &wanted, out);
}

/* One item to a line, the first where the list began. */
static const char *items_text(
	const struct document *document, const struct node *list, unsigned indent)
{
	const char *text = lines_text(document, list, indent);

	return text + indent;
}

int manifest_set_parents(struct pool *pool, const char *file, const char *bytes,
	size_t length, const struct strings *parents, struct text *out, struct error *err)
{
	struct edit edit;
	struct node *list = node_new(pool, &(struct node){0}, NODE_SEQUENCE);
	const struct node *old, *item;
	struct text wanted;

	if (edit_begin(&edit, pool, file, bytes, length, "parents", err) < 0)
		return -1;
	old = node_find(edit.document.root, "parents");
	for (unsigned i = 0; i < parents->count; i++) {
		struct node *id = node_new_scalar(pool, list, parents->items[i]);

		id->style = NODE_LITERAL;
		node_append(list, id);
	}
	item = old->first;
	if (old->count == list->count) {
		for (const struct node *id = list->first; id; id = id->next) {
			splice(&edit, item->start, item->end, scalar_text(pool, id, true));
			item = item->next;
		}
	} else if (old->style == NODE_FLOW) {
		splice(&edit, old->start, old->end, flow_text(&edit.document, list));
	} else if (!list->count) {
		splice(&edit, colon_end(&edit.document, old),
			value_end(&edit.document, old), " []");
	} else {
		splice(&edit, old->start, value_end(&edit.document, old),
			items_text(&edit.document, list, (unsigned)old->column - 1));
	}
	text_init(&wanted, pool);
	yaml_write_flow(&wanted, list);
	return edit_end(&edit, &wanted, out);
}
