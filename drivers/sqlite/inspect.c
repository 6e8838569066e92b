#include "drivers/sqlite/inspect.h"

#include "base/text.h"
#include "drivers/sqlite/catalog.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/*
 * A database as plain structs. Attached databases are not looked at. Left out are SQLite's
 * own tables, and virtual tables with the shadow tables that hold their data: no operation
 * can make or change them, so comparing them would only ask to drop them.
 */
struct inspection {
	struct pool *pool;
	struct pool work; /* for what the parser makes; emptied after each object */
	struct schema schema;
	unsigned tables_cap, views_cap;
	struct map names;  /* of tables, to their number + 1 */
	struct map hidden; /* virtual and shadow tables */
	struct error *err;
};

/* The caps of the lists of the table at work: schema.h has room for counts only. */
struct growth {
	unsigned unique, foreign_keys, checks;
};

static char **part_names(
	struct pool *pool, const struct ddl_part *parts, unsigned count, const char *only)
{
	char **names = pool_array(pool, char *, count ? count : 1);

	if (only)
		names[0] = pool_strdup(pool, only);
	for (unsigned i = 0; i < count; i++)
		names[i] = pool_strdup(pool, parts[i].column);
	return names;
}

static char *action(struct pool *pool, const char *word)
{
	return word && strcmp(word, "NO ACTION") != 0 ? pool_strdup(pool, word) : NULL;
}

static void set_reference(
	struct pool *pool, const struct ddl_reference *from, struct reference *to)
{
	to->table = pool_strdup(pool, from->table);
	to->columns_count = from->columns_count;
	if (from->columns_count)
		to->columns = part_names(pool, from->columns, from->columns_count, NULL);
	to->on_delete = action(pool, from->on_delete);
	to->on_update = action(pool, from->on_update);
	to->deferrable = pool_strdup(pool, from->deferrable);
}

static void add_unique(struct pool *pool, struct table *table, struct growth *caps,
	const struct ddl_constraint *from, const char *only)
{
	struct unique unique = {.name = pool_strdup(pool, from->name)};

	unique.columns_count = only ? 1 : from->parts_count;
	unique.columns = part_names(pool, from->parts, from->parts_count, only);
	POOL_PUSH(pool, table->unique, table->unique_count, caps->unique, unique);
}

static void add_foreign_key(struct pool *pool, struct table *table, struct growth *caps,
	const struct ddl_constraint *from, const char *only)
{
	struct foreign_key key = {.name = pool_strdup(pool, from->name)};

	key.columns_count = only ? 1 : from->parts_count;
	key.columns = part_names(pool, from->parts, from->parts_count, only);
	set_reference(pool, &from->reference, &key.references);
	POOL_PUSH(pool, table->foreign_keys, table->foreign_keys_count, caps->foreign_keys,
		key);
}

static void add_check(struct pool *pool, struct table *table, struct growth *caps,
	const struct ddl_constraint *from, const char *sql)
{
	struct check check = {.name = pool_strdup(pool, from->name),
		.check = span_text(pool, sql, from->expression)};

	POOL_PUSH(pool, table->checks, table->checks_count, caps->checks, check);
}

static void set_primary_key(struct pool *pool, struct table *table,
	const struct ddl_constraint *from, const char *only)
{
	struct primary_key *key = pool_new(pool, struct primary_key);

	key->name = pool_strdup(pool, from->name);
	key->columns_count = only ? 1 : from->parts_count;
	key->columns = part_names(pool, from->parts, from->parts_count, only);
	table->primary_key = key;
}

/* A shorthand at the column where nothing is lost by it; else a member of the table. */
static void add_column_key(struct pool *pool, struct table *table, struct growth *caps,
	struct column *column, const struct ddl_constraint *from)
{
	if (from->kind == DDL_PRIMARY_KEY) {
		if (from->autoincrement)
			column->autoincrement = TRI_YES;
		if (from->name)
			set_primary_key(pool, table, from, column->name);
		else
			column->primary_key = TRI_YES;
	} else if (from->kind == DDL_UNIQUE) {
		if (from->name)
			add_unique(pool, table, caps, from, column->name);
		else
			column->unique = TRI_YES;
	} else if (from->name || column->references) {
		add_foreign_key(pool, table, caps, from, column->name);
	} else {
		column->references = pool_new(pool, struct reference);
		set_reference(pool, &from->reference, column->references);
	}
}

static void add_column_constraint(struct pool *pool, struct table *table,
	struct growth *caps, struct column *column, const char *sql,
	const struct ddl_constraint *from)
{
	switch (from->kind) {
	case DDL_PRIMARY_KEY:
	case DDL_UNIQUE:
	case DDL_FOREIGN_KEY:
		add_column_key(pool, table, caps, column, from);
		break;
	case DDL_CHECK:
		if (from->name || column->check)
			add_check(pool, table, caps, from, sql);
		else
			column->check = span_text(pool, sql, from->expression);
		break;
	case DDL_NOT_NULL:
		column->nullable = TRI_NO;
		break;
	case DDL_DEFAULT:
		sqlite_default_of(pool, sql, from, column);
		break;
	case DDL_COLLATE:
		if (strcasecmp(from->collation, "BINARY") != 0)
			column->collation = pool_strdup(pool, from->collation);
		break;
	case DDL_GENERATED:
		column->computed = pool_new(pool, struct computed);
		column->computed->as = span_text(pool, sql, from->expression);
		column->computed->stored = from->stored ? TRI_YES : TRI_NO;
		break;
	case DDL_NULL:
	case DDL_DEFERRABLE:
	case DDL_NAME_ONLY:
		break;
	}
}

static void add_table_constraint(struct pool *pool, struct table *table,
	struct growth *caps, const char *sql, const struct ddl_constraint *from)
{
	if (from->kind == DDL_PRIMARY_KEY)
		set_primary_key(pool, table, from, NULL);
	else if (from->kind == DDL_UNIQUE)
		add_unique(pool, table, caps, from, NULL);
	else if (from->kind == DDL_FOREIGN_KEY)
		add_foreign_key(pool, table, caps, from, NULL);
	else if (from->kind == DDL_CHECK)
		add_check(pool, table, caps, from, sql);
}

static bool in_primary_key(const struct table *table, const char *name)
{
	for (unsigned i = 0; table->primary_key && i < table->primary_key->columns_count;
		i++) {
		if (!strcasecmp(table->primary_key->columns[i], name))
			return true;
	}
	return false;
}

static void finish_columns(struct table *table, const struct ddl_table *ddl)
{
	struct ddl_column *column = NULL;
	struct ddl_constraint *key = ddl_primary_key(ddl, &column);

	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *each = &table->columns[i];

		if (key && key->autoincrement && !column && key->parts_count == 1 &&
			!strcasecmp(key->parts[0].column, each->name))
			each->autoincrement = TRI_YES;
		if (each->nullable == TRI_UNSET && each->primary_key != TRI_YES &&
			!in_primary_key(table, each->name))
			each->nullable = TRI_YES;
	}
}

static void set_options(
	struct pool *pool, const struct ddl_table *from, struct table *table)
{
	if (!from->without_rowid && !from->strict)
		return;
	table->options = pool_new(pool, struct table_options);
	table->options->sqlite = pool_printf(pool, "%s%s%s",
		from->without_rowid ? "WITHOUT ROWID" : "",
		from->without_rowid && from->strict ? ", " : "",
		from->strict ? "STRICT" : "");
}

static int add_table(struct inspection *in, const struct catalog_item *item)
{
	struct pool *pool = in->pool;
	struct table table = {.name = item->name};
	struct growth caps = {0};
	struct ddl_table ddl;

	if (ddl_parse_table(&in->work, item->sql, &ddl, in->err) < 0)
		return -1;
	table.columns = pool_array(pool, struct column, ddl.columns_count);
	for (unsigned i = 0; i < ddl.columns_count; i++) {
		const struct ddl_column *from = &ddl.columns[i];
		struct column *column = &table.columns[table.columns_count++];

		column->name = pool_strdup(pool, from->name);
		sqlite_type_of(pool, from->type, &column->type);
		for (unsigned j = 0; j < from->constraints_count; j++)
			add_column_constraint(pool, &table, &caps, column, ddl.sql,
				&from->constraints[j]);
	}
	for (unsigned i = 0; i < ddl.constraints_count; i++)
		add_table_constraint(pool, &table, &caps, ddl.sql, &ddl.constraints[i]);
	finish_columns(&table, &ddl);
	set_options(pool, &ddl, &table);
	POOL_PUSH(pool, in->schema.tables, in->schema.tables_count, in->tables_cap, table);
	map_put(&in->names, item->name, (void *)((uintptr_t)in->schema.tables_count));
	return 0;
}

static int add_view(struct inspection *in, const struct catalog_item *item)
{
	struct view view = {.name = item->name};
	struct ddl_view ddl;

	if (ddl_parse_view(&in->work, item->sql, &ddl, in->err) < 0)
		return -1;
	view.as = span_text(in->pool, item->sql, ddl.select);
	/* struct view has no place for the names of columns. */
	if (ddl.columns.end)
		view.as = pool_printf(in->pool,
			"WITH \"columns of the view\"(%s) AS (%s) SELECT * FROM \"columns "
			"of "
			"the view\"",
			span_text(in->pool, item->sql, ddl.columns), view.as);
	POOL_PUSH(in->pool, in->schema.views, in->schema.views_count, in->views_cap, view);
	return 0;
}

static void set_part(struct pool *pool, const char *sql, const struct ddl_part *from,
	struct index_column *to)
{
	if (from->column)
		to->column = pool_strdup(pool, from->column);
	else
		to->expression = span_text(pool, sql, from->expression);
	to->desc = from->desc ? TRI_YES : TRI_NO;
	to->collation = pool_strdup(pool, from->collation);
}

/* Counted first, since struct table has no room for how much its arrays hold. */
static int add_index(struct inspection *in, const struct catalog_item *item)
{
	uintptr_t number = (uintptr_t)map_find(&in->names, item->table);
	struct ddl_index ddl;
	struct table *table;
	struct index *index;

	if (!number || !item->sql)
		return 0;
	if (ddl_parse_index(&in->work, item->sql, &ddl, in->err) < 0)
		return -1;
	table = &in->schema.tables[number - 1];
	table->indexes = pool_resize(in->pool, table->indexes,
		sizeof(*index) * table->indexes_count,
		sizeof(*index) * (table->indexes_count + 1));
	index = &table->indexes[table->indexes_count++];
	*index = (struct index){.name = item->name, .columns_count = ddl.parts_count};
	index->unique = ddl.unique ? TRI_YES : TRI_NO;
	index->columns = pool_array(in->pool, struct index_column, ddl.parts_count);
	for (unsigned i = 0; i < ddl.parts_count; i++)
		set_part(in->pool, item->sql, &ddl.parts[i], &index->columns[i]);
	if (ddl.where.end)
		index->where = span_text(in->pool, item->sql, ddl.where);
	return 0;
}

static int hide(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	char *name = pool_strdup(in->pool, values[0]);

	(void)count;
	map_put(&in->hidden, name, name);
	return 0;
}

static int find_hidden(
	struct inspection *in, struct sqlite_db *db, const struct catalog *catalog)
{
	for (unsigned i = 0; i < catalog->count; i++) {
		const struct catalog_item *item = &catalog->items[i];

		if (!strcmp(item->type, "table") && ddl_is_virtual(&in->work, item->sql))
			return sqlite_query(&db->db,
				"SELECT name FROM pragma_table_list WHERE schema = 'main' "
				"AND type IN ('virtual', 'shadow')",
				hide, in, in->err);
	}
	return 0;
}

static int add_item(struct inspection *in, const struct catalog_item *item)
{
	if (!strncasecmp(item->name, "sqlite_", 7) || map_find(&in->hidden, item->table))
		return 0;
	if (!strcmp(item->type, "table"))
		return add_table(in, item);
	return !strcmp(item->type, "view") ? add_view(in, item) : 0;
}

/* Indexes come after all tables: they are added to theirs. */
static int add_all(struct inspection *in, const struct catalog *catalog)
{
	for (unsigned i = 0; i < catalog->count; i++) {
		int result = add_item(in, &catalog->items[i]);

		pool_release(&in->work);
		if (result < 0)
			return error_prefix(in->err, "%s %s", catalog->items[i].type,
				catalog->items[i].name);
	}
	for (unsigned i = 0; i < catalog->count; i++) {
		int result = 0;

		if (!strcmp(catalog->items[i].type, "index"))
			result = add_index(in, &catalog->items[i]);
		pool_release(&in->work);
		if (result < 0)
			return error_prefix(in->err, "index %s", catalog->items[i].name);
	}
	return 0;
}

int sqlite_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err)
{
	struct inspection in = {.pool = pool, .err = err};
	struct catalog catalog = {.items = NULL};

	pool_init(&in.work);
	map_init(&in.names, pool, true);
	map_init(&in.hidden, pool, true);
	if (catalog_load(sqlite_db(db), pool, NULL, NULL, "name", &catalog, err) < 0 ||
		find_hidden(&in, sqlite_db(db), &catalog) < 0 ||
		add_all(&in, &catalog) < 0) {
		pool_release(&in.work);
		return -1;
	}
	pool_release(&in.work);
	*schema = in.schema;
	return 0;
}
