#include "manifest/manifest.h"

#include "base/utf8.h"
#include "manifest/review.h"
#include "manifest/tree.h"
#include "yaml/write.h"

#include <string.h>

/* As in tree_put_names, but a list without items is written as well. Ids and labels need
 * quotes only where YAML would not take them for a single word. */
static void put_list(
	struct pool *pool, struct node *root, const char *key, const struct strings *list)
{
	struct node *node = tree_new(pool, NODE_SEQUENCE, NODE_FLOW);

	for (unsigned i = 0; i < list->count; i++)
		node_append(node, tree_text(pool, list->items[i], NODE_LITERAL));
	node_put(pool, root, key, node);
}

/* A moment reads as a date to some, but quotes would only be in the way of people. */
static void put_moment(
	struct pool *pool, struct node *mapping, const char *key, const char *text)
{
	if (text)
		node_put(pool, mapping, key, tree_text(pool, text, NODE_PLAIN));
}

struct node *review_tree(struct pool *pool, const struct review_block *review)
{
	struct node *node = tree_new(pool, NODE_MAPPING, NODE_BLOCK);

	tree_put_text(pool, node, "status", review->status);
	tree_put_text(pool, node, "by", review->by);
	put_moment(pool, node, "at", review->at);
	tree_put_text(pool, node, "digest", review->digest);
	tree_put_text(pool, node, "message", review->message);
	return node;
}

static struct node *head_tree(struct pool *pool, const struct manifest *manifest)
{
	struct node *root = tree_new(pool, NODE_MAPPING, NODE_BLOCK);

	node_put(pool, root, "gitmig", tree_text(pool, "1", NODE_PLAIN));
	tree_put_text(pool, root, "revision", manifest->revision);
	put_list(pool, root, "parents", &manifest->parents);
	put_list(pool, root, "depends_on", &manifest->depends_on);
	put_list(pool, root, "branch_labels", &manifest->branch_labels);
	tree_put_text(pool, root, "message", manifest->message);
	put_moment(pool, root, "created", manifest->created);
	tree_put_text(pool, root, "author", manifest->author);
	tree_put_text(pool, root, "origin", manifest->origin);
	if (manifest->review)
		node_put(pool, root, "review", review_tree(pool, manifest->review));
	return root;
}

static struct node *operations_tree(struct pool *pool, const struct manifest *manifest)
{
	struct node *root = tree_new(pool, NODE_MAPPING, NODE_BLOCK);

	node_put(pool, root, "upgrade", tree_operations(pool, &manifest->upgrade));
	node_put(pool, root, "downgrade",
		manifest->irreversible ? tree_text(pool, "irreversible", NODE_PLAIN)
				       : tree_operations(pool, &manifest->downgrade));
	return root;
}

/* What ends a line to YAML, or is none of its characters. */
static bool is_foreign(const char *at, size_t length)
{
	static const char *const foreign[] = {"\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xef\xbb\xbf", "\xef\xbf\xbe", "\xef\xbf\xbf"};

	if (!length || utf8_is_control(at))
		return true;
	for (size_t i = 0; length == 3 && i < sizeof(foreign) / sizeof(*foreign); i++) {
		if (!strncmp(at, foreign[i], 3))
			return true;
	}
	return false;
}

static void write_remark(struct text *out, const char *line)
{
	text_add(out, "# ");
	while (*line) {
		size_t length = utf8_length(line);

		if (is_foreign(line, length))
			text_add_char(out, '?');
		else
			text_add_bytes(out, line, length);
		line += length ? length : 1;
	}
	text_add_char(out, '\n');
}

void manifest_write(struct text *out, const struct manifest *manifest)
{
	yaml_write_node(out, head_tree(out->pool, manifest), 0);
	for (unsigned i = 0; i < manifest->remarks.count; i++)
		write_remark(out, manifest->remarks.items[i]);
	yaml_write_node(out, operations_tree(out->pool, manifest), 0);
}

void operations_write(
	struct text *out, const struct operations *operations, unsigned indent)
{
	if (!operations->count)
		text_add(out, "[]");
	else
		yaml_write_node(out, tree_operations(out->pool, operations), indent);
}
