#include "manifest/manifest.h"

#include "manifest/lower.h"
#include "manifest/rules.h"
#include "manifest/tables.h"

static struct node *list_at(const struct document *document, const char *key)
{
	struct node *list = node_find(document->root, key);

	return list && list->kind == NODE_SEQUENCE ? list : NULL;
}

static int lower_models(const struct document *document, struct error *err)
{
	struct node *tables = list_at(document, "tables");
	struct node *views = list_at(document, "views");

	for (struct node *table = tables ? tables->first : NULL; table;
		table = table->next) {
		if (lower_table(document, table, err) < 0)
			return -1;
	}
	for (struct node *view = views ? views->first : NULL; view; view = view->next) {
		if (lower_name(document, view, "name", err) < 0)
			return -1;
	}
	return 0;
}

static int load(struct pool *pool, const struct document *document, struct schema *schema,
	struct error *err)
{
	const struct node *tables;
	void *data;

	/* "tables:" with nothing under it is how an empty model file begins. */
	node_drop_nulls(document->root);
	if (lower_models(document, err) < 0 ||
		document_load_into(
			pool, document, document->root, &models_table, &data, err) < 0)
		return -1;
	tables = node_find(document->root, "tables");
	if (tables && rules_tables(document, tables, err) < 0)
		return -1;
	*schema = *(struct schema *)data;
	return 0;
}

int models_load(struct pool *pool, const char *file, const char *bytes, size_t length,
	struct schema *schema, struct error *err)
{
	struct document document;
	struct pool scratch;
	char *name;
	int result;

	pool_init(&scratch);
	result = document_parse(&scratch, file, ERR_CONFIG_INVALID, bytes, length,
		MANIFEST_MAX, &document, err);
	if (result == 0)
		result = load(pool, &document, schema, err);
	pool_release(&scratch);
	if (result)
		return result;
	/* What is wrong between tables is found later, and has to name the file. */
	name = pool_strdup(pool, file);
	for (unsigned i = 0; i < schema->tables_count; i++)
		schema->tables[i].file = name;
	return 0;
}
