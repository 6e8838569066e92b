#include "schema/schema.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static bool same_schema(const char *a, const char *b)
{
	return !strcasecmp(a ? a : "", b ? b : "");
}

const struct table *schema_find(
	const struct schema *schema, const char *name_schema, const char *name)
{
	for (unsigned i = 0; i < schema->tables_count; i++) {
		const struct table *table = &schema->tables[i];

		if (!strcasecmp(table->name, name) &&
			same_schema(table->schema, name_schema))
			return table;
	}
	return NULL;
}

const struct column *table_column(const struct table *table, const char *name)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (!strcasecmp(table->columns[i].name, name))
			return &table->columns[i];
	}
	return NULL;
}

char *generated_name(struct pool *pool, const char *kind, const char *table,
	const char *const *columns, unsigned count)
{
	struct text out;

	text_init(&out, pool);
	text_printf(&out, "%s_%s", kind, table);
	for (unsigned i = 0; i < count; i++)
		text_printf(&out, "_%s", columns[i] ? columns[i] : "expr");
	return out.data;
}

/*
 * The lists of a table with room for what the shorthands of its columns add. `owners` says
 * for each check which column it was written at, for its name.
 */
struct lists {
	struct table *table;
	const char **owners;
};

/* A copy of an array with room for more elements. */
static void *grown(
	struct pool *pool, const void *items, size_t size, unsigned count, unsigned more)
{
	char *copy;

	if (!(count + more))
		return NULL;
	copy = pool_alloc(pool, size * ((size_t)count + more));
	if (count)
		memcpy(copy, items, size * count);
	return copy;
}

static char **one_name(struct pool *pool, char *name)
{
	char **list = pool_array(pool, char *, 1);

	list[0] = name;
	return list;
}

static void add_primary_key(struct pool *pool, struct table *table)
{
	struct primary_key *key = pool_new(pool, struct primary_key);

	key->columns = pool_array(pool, char *, table->columns_count);
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (table->columns[i].primary_key == TRI_YES)
			key->columns[key->columns_count++] = table->columns[i].name;
	}
	if (key->columns_count && !table->primary_key)
		table->primary_key = key;
}

static void add_index(struct pool *pool, struct table *table, const struct column *column)
{
	struct index *index = &table->indexes[table->indexes_count++];

	index->columns = pool_new(pool, struct index_column);
	index->columns->column = column->name;
	index->columns_count = 1;
	index->unique = column->unique == TRI_YES ? TRI_YES : TRI_NO;
}

static void expand(struct pool *pool, struct lists *lists, struct column *column)
{
	struct table *table = lists->table;

	if (column->index == TRI_YES) {
		add_index(pool, table, column);
	} else if (column->unique == TRI_YES) {
		table->unique[table->unique_count++] = (struct unique){
			.columns = one_name(pool, column->name), .columns_count = 1};
	}
	if (column->references) {
		table->foreign_keys[table->foreign_keys_count++] = (struct foreign_key){
			.columns = one_name(pool, column->name),
			.columns_count = 1,
			.references = *column->references};
	}
	if (column->check) {
		lists->owners[table->checks_count] = column->name;
		table->checks[table->checks_count++] = (struct check){
			.check = column->check};
	}
	column->primary_key = column->unique = column->index = TRI_UNSET;
	column->references = NULL;
	column->check = NULL;
	if (column->nullable == TRI_UNSET)
		column->nullable = TRI_YES;
}

/* How many members the shorthands of the columns will add to each list. */
struct shorthands {
	unsigned unique, foreign_keys, checks, indexes;
};

static struct shorthands count_shorthands(const struct table *table)
{
	struct shorthands count = {0, 0, 0, 0};

	for (unsigned i = 0; i < table->columns_count; i++) {
		const struct column *column = &table->columns[i];

		if (column->index == TRI_YES)
			count.indexes++;
		else if (column->unique == TRI_YES)
			count.unique++;
		if (column->references)
			count.foreign_keys++;
		if (column->check)
			count.checks++;
	}
	return count;
}

#define COPY_LIST(pool, items, count, more)                                                \
	((items) = grown((pool), (items), sizeof(*(items)), (count), (more)))

static void copy_lists(struct pool *pool, struct table *table, struct shorthands more)
{
	COPY_LIST(pool, table->unique, table->unique_count, more.unique);
	COPY_LIST(pool, table->foreign_keys, table->foreign_keys_count, more.foreign_keys);
	COPY_LIST(pool, table->checks, table->checks_count, more.checks);
	COPY_LIST(pool, table->indexes, table->indexes_count, more.indexes);
	if (table->primary_key)
		COPY_LIST(pool, table->primary_key, 1, 0);
}

static void flatten(struct pool *pool, struct lists *lists, const struct table *from)
{
	struct shorthands more = count_shorthands(from);
	struct table *table = lists->table;

	*table = *from;
	copy_lists(pool, table, more);
	COPY_LIST(pool, table->columns, table->columns_count, 0);
	lists->owners = pool_array(pool, const char *, from->checks_count + more.checks);
	add_primary_key(pool, table);
	for (unsigned i = 0; i < table->columns_count; i++)
		expand(pool, lists, &table->columns[i]);
	for (unsigned i = 0; table->primary_key && i < table->primary_key->columns_count;
		i++) {
		struct column *column = (struct column *)table_column(
			table, table->primary_key->columns[i]);

		if (column)
			column->nullable = TRI_NO;
	}
	for (unsigned i = 0; i < table->indexes_count; i++) {
		if (table->indexes[i].unique == TRI_UNSET)
			table->indexes[i].unique = TRI_NO;
	}
}

struct table *table_flat(struct pool *pool, const struct table *table)
{
	struct lists lists = {.table = pool_new(pool, struct table)};

	flatten(pool, &lists, table);
	return lists.table;
}

char *index_generated_name(
	struct pool *pool, const struct table *table, const struct index *index)
{
	const char **columns = pool_array(pool, const char *, index->columns_count);

	for (unsigned i = 0; i < index->columns_count; i++)
		columns[i] = index->columns[i].column;
	return generated_name(pool, "ix", table->name, columns, index->columns_count);
}

/* The lists' elements all begin with their name. */
struct named {
	char *name;
};

static bool name_taken(const void *items, size_t size, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++) {
		const struct named *item = (const void *)((const char *)items + size * i);

		if (item->name && !strcasecmp(item->name, name))
			return true;
	}
	return false;
}

/* The name, or with a number from 2 behind it when another element has it. */
static char *free_name(
	struct pool *pool, const void *items, size_t size, unsigned count, char *name)
{
	char *tried = name;

	for (unsigned number = 2; name_taken(items, size, count, tried); number++)
		tried = pool_printf(pool, "%s_%u", name, number);
	return tried;
}

#define NAME_ITEM(pool, items, count, item, generated)                                     \
	do {                                                                               \
		if (!(item)->name)                                                         \
			(item)->name = free_name(                                          \
				(pool), (items), sizeof(*(items)), (count), (generated));  \
	} while (0)

static char *list_name(struct pool *pool, const char *kind, const struct table *table,
	char *const *columns, unsigned count)
{
	return generated_name(pool, kind, table->name, (const char *const *)columns, count);
}

static void name_checks(struct pool *pool, struct lists *lists)
{
	struct table *table = lists->table;
	unsigned number = 0;

	for (unsigned i = 0; i < table->checks_count; i++) {
		struct check *check = &table->checks[i];
		char *name;

		if (check->name)
			continue;
		if (lists->owners[i])
			name = generated_name(
				pool, "ck", table->name, &lists->owners[i], 1);
		else
			name = pool_printf(pool, "ck_%s_%u", table->name, ++number);
		NAME_ITEM(pool, table->checks, table->checks_count, check, name);
	}
}

static void name_lists(struct pool *pool, struct lists *lists)
{
	struct table *table = lists->table;

	if (table->primary_key && !table->primary_key->name)
		table->primary_key->name = generated_name(pool, "pk", table->name, NULL, 0);
	for (unsigned i = 0; i < table->unique_count; i++) {
		struct unique *item = &table->unique[i];

		NAME_ITEM(pool, table->unique, table->unique_count, item,
			list_name(pool, "uq", table, item->columns, item->columns_count));
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		struct foreign_key *item = &table->foreign_keys[i];

		NAME_ITEM(pool, table->foreign_keys, table->foreign_keys_count, item,
			list_name(pool, "fk", table, item->columns, item->columns_count));
	}
	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct index *item = &table->indexes[i];

		NAME_ITEM(pool, table->indexes, table->indexes_count, item,
			index_generated_name(pool, table, item));
	}
	name_checks(pool, lists);
}

struct table *table_normal(struct pool *pool, const struct table *table)
{
	struct lists lists = {.table = pool_new(pool, struct table)};

	flatten(pool, &lists, table);
	name_lists(pool, &lists);
	return lists.table;
}

void table_forms(struct pool *pool, const struct table *table, struct table **flat,
	struct table **normal)
{
	const struct shorthands none = {0, 0, 0, 0};
	struct lists lists = {.table = pool_new(pool, struct table)};

	flatten(pool, &lists, table);
	*flat = lists.table;
	lists.table = pool_new(pool, struct table);
	*lists.table = **flat;
	copy_lists(pool, lists.table, none);
	name_lists(pool, &lists);
	*normal = lists.table;
}
