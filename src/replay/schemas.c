#include "replay/schemas.h"

#include "sql/render.h"

#include <string.h>
#include <strings.h>

/* Every operation on a table or a view begins so. */
struct place {
	char *schema, *name;
};

struct joining {
	struct schemas *schemas;
	struct pool *pool;
};

void schemas_init(struct schemas *schemas, struct pool *pool)
{
	schemas->pool = pool;
	map_init(&schemas->names, pool, true);
}

const char *schemas_key(const char *schema)
{
	if (!schema || !strcasecmp(schema, "main") || !strcasecmp(schema, "dbo"))
		return "";
	return schema;
}

/* A scratch database has that one as well. */
static bool is_temp(const char *schema)
{
	return schema && !strcasecmp(schema, "temp");
}

static char *name_in(struct pool *pool, const char *schema, char *name)
{
	if (!*schemas_key(schema) || is_temp(schema))
		return name;
	return pool_printf(pool, "%s.%s", schema, name);
}

static void join_place(struct joining *joining, char **schema, char **name)
{
	struct schemas *schemas = joining->schemas;
	char *joined = name_in(joining->pool, *schema, *name);

	if (is_temp(*schema))
		return;
	if (joined != *name && !map_find(&schemas->names, joined))
		map_put(&schemas->names, pool_strdup(schemas->pool, joined),
			pool_strdup(schemas->pool, *schema));
	*name = joined;
	*schema = NULL;
}

static void *copy(struct pool *pool, const void *from, size_t size)
{
	return memcpy(pool_alloc(pool, size), from, size);
}

static struct reference *join_reference(
	struct joining *joining, const struct reference *reference)
{
	struct reference *joined;

	if (!reference)
		return NULL;
	joined = copy(joining->pool, reference, sizeof(*reference));
	join_place(joining, &joined->schema, &joined->table);
	return joined;
}

/* A table in normal form, which has the names that are generated: they come from its own
 * name. */
static struct table *join_table(struct joining *joining, struct table *table)
{
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		join_place(joining, &table->foreign_keys[i].references.schema,
			&table->foreign_keys[i].references.table);
	for (unsigned i = 0; i < table->indexes_count; i++)
		table->indexes[i].name = name_in(
			joining->pool, table->schema, table->indexes[i].name);
	join_place(joining, &table->schema, &table->name);
	return table;
}

/* What depends on the names of the operation's table; the body is a copy. */
static void join_body(struct joining *joining, const struct operation *op)
{
	struct pool *pool = joining->pool;

	switch (op->kind) {
	case OP_CREATE_TABLE:
		*op->create_table = *join_table(
			joining, table_normal(pool, op->create_table));
		break;
	case OP_RENAME_TABLE: {
		struct op_rename_table to = *op->rename_table;

		join_place(joining, &to.schema, &to.to);
		op->rename_table->to = to.to;
		break;
	}
	case OP_ADD_COLUMN:
		op->add_column->adds = join_table(
			joining, sql_column_table(pool, op->add_column));
		op->add_column->column.references = join_reference(
			joining, op->add_column->column.references);
		break;
	case OP_CREATE_INDEX:
	case OP_DROP_INDEX:
		op->index->index.name = name_in(
			pool, op->index->schema, op->index->index.name);
		break;
	case OP_CREATE_FOREIGN_KEY:
		op->constraint->references = join_reference(
			joining, op->constraint->references);
		break;
	default:
		break;
	}
}

static bool leaves(const struct reference *reference)
{
	return reference && reference->schema;
}

static bool table_leaves(const struct table *table)
{
	for (unsigned i = 0; i < table->columns_count; i++)
		if (leaves(table->columns[i].references))
			return true;
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		if (leaves(&table->foreign_keys[i].references))
			return true;
	return false;
}

/* Does anything of it but SQL text name a schema? */
static bool names_schema(const struct operation *op)
{
	const struct place *place = op->any;

	if (op->kind == OP_EXECUTE)
		return false;
	if (place->schema)
		return true;
	switch (op->kind) {
	case OP_CREATE_TABLE:
		return table_leaves(op->create_table);
	case OP_ADD_COLUMN:
		return leaves(op->add_column->column.references);
	case OP_CREATE_FOREIGN_KEY:
		return leaves(op->constraint->references);
	default:
		return false;
	}
}

static void join_names(struct joining *joining, struct operation *op)
{
	static const size_t sizes[OP_KINDS] = {
		[OP_CREATE_TABLE] = sizeof(struct table),
		[OP_DROP_TABLE] = sizeof(struct op_drop_table),
		[OP_RENAME_TABLE] = sizeof(struct op_rename_table),
		[OP_ADD_COLUMN] = sizeof(struct op_add_column),
		[OP_DROP_COLUMN] = sizeof(struct op_drop_column),
		[OP_ALTER_COLUMN] = sizeof(struct op_alter_column),
		[OP_CREATE_INDEX] = sizeof(struct op_index),
		[OP_DROP_INDEX] = sizeof(struct op_index),
		[OP_CREATE_PRIMARY_KEY] = sizeof(struct op_constraint),
		[OP_CREATE_UNIQUE_CONSTRAINT] = sizeof(struct op_constraint),
		[OP_CREATE_FOREIGN_KEY] = sizeof(struct op_constraint),
		[OP_CREATE_CHECK_CONSTRAINT] = sizeof(struct op_constraint),
		[OP_DROP_CONSTRAINT] = sizeof(struct op_constraint),
		[OP_CREATE_VIEW] = sizeof(struct op_view),
		[OP_DROP_VIEW] = sizeof(struct op_view),
		[OP_INSERT] = sizeof(struct op_insert),
	};
	struct place *place;

	op->any = place = copy(joining->pool, op->any, sizes[op->kind]);
	join_body(joining, op);
	join_place(joining, &place->schema, &place->name);
}

static void join_text(struct joining *joining, struct operation *op)
{
	char **text = NULL, *joined;
	size_t size = 0;

	if (op->kind == OP_EXECUTE) {
		text = &op->execute->sqlite;
		size = sizeof(*op->execute);
	} else if (op->kind == OP_CREATE_VIEW) {
		text = &op->view->as;
		size = sizeof(*op->view);
	}
	if (!text || !*text)
		return;
	joined = schemas_join_sql(joining->schemas, joining->pool, *text);
	if (joined == *text)
		return;
	op->any = copy(joining->pool, op->any, size);
	if (op->kind == OP_EXECUTE)
		op->execute->sqlite = joined;
	else
		op->view->as = joined;
}

static struct operation join_one(struct joining *joining, const struct operation *from)
{
	struct operation op = *from;

	if (names_schema(&op))
		join_names(joining, &op);
	join_text(joining, &op);
	return op;
}

const struct operations *schemas_join(
	struct schemas *schemas, struct pool *pool, const struct operations *operations)
{
	struct joining joining = {schemas, pool};
	struct operations *joined = NULL;

	for (unsigned i = 0; i < operations->count; i++) {
		struct operation op = join_one(&joining, &operations->items[i]);

		if (op.any == operations->items[i].any)
			continue;
		if (!joined) {
			joined = copy(pool, operations, sizeof(*operations));
			joined->items = copy(pool, operations->items,
				sizeof(*joined->items) * operations->count);
		}
		joined->items[i] = op;
	}
	return joined ? joined : operations;
}

static char *split_place(const struct schemas *schemas, char **schema, char **name)
{
	char *found = map_find(&schemas->names, *name);

	if (!found)
		return NULL;
	*schema = found;
	*name += strlen(found) + 1;
	return found;
}

static void split_index(const char *schema, struct index *index)
{
	size_t length = strlen(schema);

	if (!strncasecmp(index->name, schema, length) && index->name[length] == '.')
		index->name += length + 1;
}

static void split_table(const struct schemas *schemas, struct table *table)
{
	const char *schema = split_place(schemas, &table->schema, &table->name);

	for (unsigned i = 0; schema && i < table->indexes_count; i++)
		split_index(schema, &table->indexes[i]);
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct reference *reference = table->columns[i].references;

		if (reference)
			split_place(schemas, &reference->schema, &reference->table);
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		struct reference *reference = &table->foreign_keys[i].references;

		split_place(schemas, &reference->schema, &reference->table);
	}
}

void schemas_split(const struct schemas *schemas, struct pool *pool, struct schema *schema)
{
	for (unsigned i = 0; i < schema->tables_count; i++)
		split_table(schemas, &schema->tables[i]);
	for (unsigned i = 0; i < schema->views_count; i++) {
		struct view *view = &schema->views[i];

		split_place(schemas, &view->schema, &view->name);
		view->as = schemas_split_sql(schemas, pool, view->as);
	}
}
