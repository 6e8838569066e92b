#include "manifest/manifest.h"

#include "manifest/canonical.h"
#include "manifest/head.h"
#include "manifest/lower.h"
#include "manifest/rules.h"
#include "manifest/tables.h"

#include <string.h>

static int parse(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct document *document, struct error *err)
{
	if (document_parse(pool, file, ERR_MANIFEST_INVALID, bytes, length, MANIFEST_MAX,
		    document, err) < 0)
		return -1;
	return head_check(document, err);
}

static int load_head(
	const struct document *document, struct manifest **manifest, struct error *err)
{
	void *loaded;

	if (document_load(document, document->root, &manifest_head_table, &loaded, err) < 0)
		return -1;
	*manifest = loaded;
	(*manifest)->irreversible = node_is(
		node_find(document->root, "downgrade"), "irreversible");
	return 0;
}

int manifest_scan(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct text *canonical, struct error *err)
{
	struct document document;
	struct manifest *head;

	if (parse(pool, file, bytes, length, &document, err) < 0 ||
		load_head(&document, &head, err) < 0)
		return -1;
	if (manifest)
		*manifest = *head;
	if (canonical)
		canonical_write(canonical, pool, document.root);
	return 0;
}

int manifest_load_head(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct manifest *manifest, struct error *err)
{
	return manifest_scan(pool, file, bytes, length, manifest, NULL, err);
}

int manifest_canonical(struct pool *pool, const char *file, const char *bytes,
	size_t length, struct text *out, struct error *err)
{
	return manifest_scan(pool, file, bytes, length, NULL, out, err);
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

int manifest_load(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct manifest *manifest, struct error *err)
{
	struct document document;
	struct manifest *loaded;
	bool irreversible;
	void *data;

	if (parse(pool, file, bytes, length, &document, err) < 0 ||
		lower(&document, &irreversible, err) < 0 ||
		document_load(&document, document.root, &manifest_table, &data, err) < 0)
		return -1;
	loaded = data;
	if (rules_operations(&document, node_find(document.root, "upgrade"),
		    &loaded->upgrade, err) < 0 ||
		rules_operations(&document, node_find(document.root, "downgrade"),
			&loaded->downgrade, err) < 0)
		return -1;
	*manifest = *loaded;
	manifest->irreversible = irreversible;
	return 0;
}
