#include "manifest/manifest.h"

#include "manifest/canonical.h"
#include "manifest/head.h"
#include "manifest/lower.h"
#include "manifest/rules.h"
#include "manifest/tables.h"

#include <string.h>

/* Nodes are many times as big as what is kept of them, hence a pool of their own. */
static int parse(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct document *document, struct error *err)
{
	if (document_parse(pool, file, ERR_MANIFEST_INVALID, bytes, length, MANIFEST_MAX,
		    document, err) < 0)
		return -1;
	return head_check(document, err);
}

static char *copy_text(struct pool *pool, const struct node *mapping, const char *key)
{
	const struct node *node = node_find(mapping, key);

	return node ? pool_strndup(pool, node->text, node->length) : NULL;
}

static struct strings copy_list(
	struct pool *pool, const struct node *mapping, const char *key)
{
	const struct node *list = node_find(mapping, key);
	const struct node *node = list ? list->first : NULL;
	struct strings copy = {0};

	if (node)
		copy.items = pool_array(pool, char *, list->count);
	for (; node; node = node->next)
		copy.items[copy.count++] = pool_strndup(pool, node->text, node->length);
	copy.cap = copy.count;
	return copy;
}

/* By hand and not by libcyaml: the chain asks it of every file, and a head is flat. */
static struct manifest copy_head(struct pool *pool, const struct node *root)
{
	const struct node *review = node_find(root, "review");
	struct manifest head = {
		.revision = copy_text(pool, root, "revision"),
		.parents = copy_list(pool, root, "parents"),
		.depends_on = copy_list(pool, root, "depends_on"),
		.branch_labels = copy_list(pool, root, "branch_labels"),
		.message = copy_text(pool, root, "message"),
		.created = copy_text(pool, root, "created"),
		.author = copy_text(pool, root, "author"),
		.origin = copy_text(pool, root, "origin"),
		.irreversible = node_is(node_find(root, "downgrade"), "irreversible"),
	};

	if (!review)
		return head;
	head.review = pool_new(pool, struct review_block);
	head.review->status = copy_text(pool, review, "status");
	head.review->by = copy_text(pool, review, "by");
	head.review->at = copy_text(pool, review, "at");
	head.review->digest = copy_text(pool, review, "digest");
	head.review->message = copy_text(pool, review, "message");
	return head;
}

/* irreversible: the word becomes the empty list that it is loaded as. */
static int lower(const struct document *document, bool *irreversible, struct error *err)
{
	struct node *root = document->root;
	struct node *upgrade = node_find(root, "upgrade");
	struct node *downgrade = node_find(root, "downgrade");

	*irreversible = node_is(downgrade, "irreversible");
	if (*irreversible)
		node_replace(root, downgrade,
			node_new(document->pool, downgrade, NODE_SEQUENCE));
	if (lower_operations(document, upgrade, err) < 0)
		return -1;
	return *irreversible ? 0 : lower_operations(document, downgrade, err);
}

/* What manifest_load would refuse; it takes the tree apart. */
static int check_operations(const struct document *document, struct error *err)
{
	const struct node *root = document->root;
	bool irreversible;

	if (lower(document, &irreversible, err) < 0 ||
		document_check(document, root, &manifest_table, err) < 0 ||
		rules_operations(document, node_find(root, "upgrade"), err) < 0)
		return -1;
	return rules_operations(document, node_find(root, "downgrade"), err);
}

static unsigned content_of(const struct document *document)
{
	const struct node *root = document->root;
	struct error ignored;

	if (check_operations(document, &ignored) < 0)
		return CONTENT_UNKNOWN;
	return CONTENT_VALID | (node_find(root, "upgrade")->count ? CONTENT_UPGRADES : 0) |
	       (node_find(root, "downgrade")->count ? CONTENT_DOWNGRADES : 0);
}

int manifest_scan(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct text *canonical, unsigned *content,
	struct error *err)
{
	struct document document;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = parse(&scratch, file, bytes, length, &document, err);
	if (result == 0 && manifest)
		*manifest = copy_head(pool, document.root);
	if (result == 0 && canonical)
		canonical_write(canonical, &scratch, document.root);
	if (result == 0 && content)
		*content = content_of(&document);
	pool_release(&scratch);
	return result;
}

int manifest_load_head(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct manifest *manifest, struct error *err)
{
	return manifest_scan(pool, file, bytes, length, manifest, NULL, NULL, err);
}

int manifest_canonical(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct text *out, struct error *err)
{
	return manifest_scan(pool, file, bytes, length, NULL, out, NULL, err);
}

static int load(struct pool *pool, const struct document *document,
	struct manifest *manifest, struct error *err)
{
	struct node *root = document->root;
	struct manifest *loaded;
	bool irreversible;
	void *data;

	if (lower(document, &irreversible, err) < 0 ||
		document_load_into(pool, document, root, &manifest_table, &data, err) < 0 ||
		rules_operations(document, node_find(root, "upgrade"), err) < 0 ||
		rules_operations(document, node_find(root, "downgrade"), err) < 0)
		return -1;
	loaded = data;
	rules_complete(node_find(root, "upgrade"), &loaded->upgrade);
	rules_complete(node_find(root, "downgrade"), &loaded->downgrade);
	*manifest = *loaded;
	manifest->irreversible = irreversible;
	return 0;
}

int manifest_load(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct error *err)
{
	struct document document;
	struct pool scratch;
	int result;

	pool_init(&scratch);
	result = parse(&scratch, file, bytes, length, &document, err);
	if (result == 0)
		result = load(pool, &document, manifest, err);
	pool_release(&scratch);
	return result;
}
