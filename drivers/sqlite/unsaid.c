#include "drivers/sqlite/unsaid.h"

#include "drivers/sqlite/catalog.h"

#include <string.h>
#include <strings.h>

/* What inspect.c reads over, because schema.h has no word for it. */
struct search {
	struct pool *pool;
	struct sqlite_db *db;
	struct db_unsaid *items;
	unsigned count, cap;
	struct error *err;
};

static void add(struct search *search, char *what, const char *sql, size_t name, size_t at)
{
	struct db_unsaid item = {.what = what};

	if (sql) {
		item.text = pool_strdup(search->pool, sql + name);
		item.at = at - name;
	}
	POOL_PUSH(search->pool, search->items, search->count, search->cap, item);
}

static void add_in_table(struct search *search, const struct ddl_table *table,
	struct span span, const char *words)
{
	add(search,
		pool_printf(search->pool,
			"%s in table %s is left out: a manifest has no word for it", words,
			table->name),
		table->sql, table->name_span.start, span.start);
}

static void look_at_parts(struct search *search, const struct ddl_table *table,
	const struct ddl_part *parts, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (parts[i].desc)
			add_in_table(
				search, table, parts[i].name, "DESC of a key's column");
		if (parts[i].collation)
			add_in_table(
				search, table, parts[i].name, "COLLATE of a key's column");
	}
}

static void look_at_constraint(struct search *search, const struct ddl_table *table,
	const struct ddl_constraint *constraint)
{
	if (constraint->conflict)
		add_in_table(search, table, constraint->span,
			pool_printf(search->pool, "ON CONFLICT %s", constraint->conflict));
	if (constraint->kind == DDL_FOREIGN_KEY && constraint->reference.match)
		add_in_table(search, table, constraint->span,
			pool_printf(search->pool, "MATCH %s", constraint->reference.match));
	if (constraint->kind == DDL_PRIMARY_KEY && constraint->desc)
		add_in_table(search, table, constraint->span, "DESC of a key's column");
	if (constraint->kind == DDL_PRIMARY_KEY || constraint->kind == DDL_UNIQUE)
		look_at_parts(search, table, constraint->parts, constraint->parts_count);
}

static int look_at_table(struct search *search, const struct catalog_item *item)
{
	struct ddl_table table;
	long long rows = 0;

	if (ddl_is_virtual(search->pool, item->sql)) {
		const char *name = strstr(item->sql, item->name);
		size_t at = name ? (size_t)(name - item->sql) : 0;

		add(search,
			pool_printf(search->pool,
				"virtual table %s is left out: a manifest makes one with "
				"execute",
				item->name),
			name ? item->sql : NULL, at, at);
		return 0;
	}
	if (ddl_parse_table(search->pool, item->sql, &table, search->err) < 0)
		return -1;
	for (unsigned i = 0; i < table.columns_count; i++) {
		for (unsigned j = 0; j < table.columns[i].constraints_count; j++)
			look_at_constraint(
				search, &table, &table.columns[i].constraints[j]);
	}
	for (unsigned i = 0; i < table.constraints_count; i++)
		look_at_constraint(search, &table, &table.constraints[i]);
	if (sqlite_number(search->db,
		    sql_format(search->pool, "SELECT EXISTS (SELECT 1 FROM \"%w\")",
			    item->name),
		    &rows, search->err) < 0)
		return -1;
	if (rows)
		add(search,
			pool_printf(search->pool,
				"rows of table %s are left out: a manifest has insert for "
				"them",
				item->name),
			table.sql, table.name_span.start, table.name_span.start);
	return 0;
}

static int look_at_trigger(struct search *search, const struct catalog_item *item)
{
	struct ddl_trigger trigger;

	if (ddl_parse_trigger(search->pool, item->sql, &trigger, search->err) < 0)
		return -1;
	add(search,
		pool_printf(search->pool,
			"trigger %s on %s is left out: a manifest makes one with execute",
			item->name, item->table),
		item->sql, trigger.name_span.start, trigger.name_span.start);
	return 0;
}

/* Shadow tables belong to a virtual one. */
static bool is_shadow(struct search *search, const char *name)
{
	struct error ignored;
	long long shadow = 0;

	(void)sqlite_number(search->db,
		sql_format(search->pool,
			"SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND "
			"name = %Q AND type = 'shadow'",
			name),
		&shadow, &ignored);
	return shadow > 0;
}

static int look_at_main(struct search *search)
{
	struct catalog catalog = {.items = NULL};

	if (catalog_load(search->db, search->pool, NULL, NULL, "type, name", &catalog,
		    search->err) < 0)
		return -1;
	for (unsigned i = 0; i < catalog.count; i++) {
		const struct catalog_item *item = &catalog.items[i];
		int result = 0;

		if (!strncasecmp(item->name, "sqlite_", 7) || !item->sql)
			continue;
		if (!strcmp(item->type, "trigger"))
			result = look_at_trigger(search, item);
		else if (!strcmp(item->type, "table") && !is_shadow(search, item->name))
			result = look_at_table(search, item);
		if (result < 0)
			return -1;
	}
	return 0;
}

static int add_schema(void *data, int count, const char *const *values)
{
	struct search *search = data;

	(void)count;
	if (strcmp(values[0], "main") != 0)
		add(search,
			pool_printf(search->pool,
				"what the file makes in the schema %s is left out: models "
				"are what is in main",
				values[0]),
			NULL, 0, 0);
	return 0;
}

int sqlite_unsaid(struct db *db, struct pool *pool, struct db_unsaid **found,
	unsigned *count, struct error *err)
{
	struct search search = {.pool = pool, .db = sqlite_db(db), .err = err};

	if (look_at_main(&search) < 0 ||
		sqlite_query(db,
			"SELECT DISTINCT schema FROM pragma_table_list WHERE name NOT LIKE "
			"'sqlite\\_%' ESCAPE '\\' ORDER BY 1",
			add_schema, &search, err) < 0)
		return -1;
	*found = search.items;
	*count = search.count;
	return 0;
}
