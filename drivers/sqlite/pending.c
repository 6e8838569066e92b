#include "drivers/sqlite/pending.h"

#include "base/text.h"
#include "drivers/sqlite/compile.h"
#include "drivers/sqlite/dialect.h"
#include "drivers/sqlite/driver.h"
#include "drivers/sqlite/usage.h"

#include <string.h>
#include <strings.h>

int pending_start(struct pending *pending, struct alter *alter)
{
	const char *schema = *(char *const *)alter->op->any;

	*pending = (struct pending){.db = alter->db, .pool = alter->pool, .schema = schema};
	if (catalog_table(alter->db, alter->pool, schema, operation_table(alter->op),
		    &pending->real, alter->err) < 0)
		return -1;
	pending->table = pending->real;
	return 0;
}

static bool has(const struct strings *list, const char *name)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (!strcasecmp(list->items[i], name))
			return true;
	}
	return false;
}

/* Takes out what a name begins: it alone, or it and its expression. */
static void forget(struct strings *list, const char *name, unsigned size)
{
	for (unsigned i = 0; i < list->count; i += size) {
		if (strcasecmp(list->items[i], name) != 0)
			continue;
		memmove(list->items + i, list->items + i + size,
			(list->count - i - size) * sizeof(*list->items));
		list->count -= size;
		return;
	}
}

static void rename_in(struct strings *list, const char *from, char *to, unsigned size)
{
	for (unsigned i = 0; i < list->count; i += size) {
		if (!strcasecmp(list->items[i], from))
			list->items[i] = to;
	}
}

static bool is_filled(const struct pending *pending, const char *column)
{
	for (unsigned i = 0; i < pending->filled.count; i += 2) {
		if (!strcasecmp(pending->filled.items[i], column))
			return true;
	}
	return false;
}

bool pending_changes(const struct pending *pending, const char *column)
{
	return !ddl_column(&pending->real, column) ||
	       !ddl_column(&pending->table, column) || has(&pending->typed, column) ||
	       is_filled(pending, column);
}

/* Does an expression read a column that is not what it was? */
static bool reads_change(
	const struct pending *pending, const struct ddl_table *table, const char *sql)
{
	const struct span whole = {0, strlen(sql)};
	struct tokens tokens;

	tokens_read(pending->pool, sql, &tokens);
	for (unsigned i = 0; i < table->columns_count; i++) {
		const char *name = table->columns[i].name;

		if (pending_changes(pending, name) &&
			usage_expression(pending->pool, &tokens, whole, name))
			return true;
	}
	return false;
}

static bool fits_alter(const struct pending *pending, const struct op_alter_column *op)
{
	if (op->type.kind != TYPE_UNSET && pending_changes(pending, op->column))
		return false;
	return !op->using || (!reads_change(pending, &pending->table, op->using) &&
				     !reads_change(pending, &pending->real, op->using));
}

static bool fits_key(const struct pending *pending, const struct op_constraint *op)
{
	for (unsigned i = 0; i < op->columns_count; i++) {
		if (pending_changes(pending, op->columns[i]))
			return false;
	}
	return true;
}

static struct catalog_item *find_item(const struct catalog *catalog, const char *name)
{
	for (unsigned i = 0; i < catalog->count; i++) {
		if (!strcasecmp(catalog->items[i].name, name))
			return &catalog->items[i];
	}
	return NULL;
}

/* How many objects of this name and this SQL condition the database has. */
static long long count_named(
	const struct pending *pending, const char *name, const char *condition)
{
	struct error ignored;
	long long count = 0;

	(void)sqlite_number(pending->db,
		sql_format(pending->pool,
			"SELECT count(*) FROM \"%w\".sqlite_master WHERE name = %Q COLLATE "
			"NOCASE%s",
			catalog_schema(pending->schema), name, condition),
		&count, &ignored);
	return count;
}

/* SQLite is to say that there is one already, or none. */
static bool fits_create_index(const struct pending *pending, const char *name)
{
	return name && !find_item(&pending->made, name) &&
	       (has(&pending->dropped_indexes, name) || !count_named(pending, name, ""));
}

static bool fits_drop_index(const struct pending *pending, const char *name)
{
	if (find_item(&pending->made, name))
		return true;
	return !has(&pending->dropped_indexes, name) &&
	       count_named(pending, name,
		       sql_format(pending->pool,
			       " AND type = 'index' AND sql IS NOT NULL AND tbl_name = %Q "
			       "COLLATE NOCASE",
			       pending->real.name)) == 1;
}

static bool has_key_to(
	const struct ddl_constraint *constraints, unsigned count, const char *table)
{
	for (unsigned i = 0; i < count; i++) {
		if (constraints[i].kind == DDL_FOREIGN_KEY &&
			!strcasecmp(constraints[i].reference.table, table))
			return true;
	}
	return false;
}

static bool refers_to_itself(const struct ddl_table *table)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (has_key_to(table->columns[i].constraints,
			    table->columns[i].constraints_count, table->name))
			return true;
	}
	return has_key_to(table->constraints, table->constraints_count, table->name);
}

bool pending_fits(const struct pending *pending, const struct operation *op)
{
	switch (op->kind) {
	case OP_ALTER_COLUMN:
		return fits_alter(pending, op->alter_column);
	case OP_DROP_COLUMN:
		/* Who refers to a column is asked of the database. */
		return !refers_to_itself(&pending->real) &&
		       !refers_to_itself(&pending->table);
	case OP_CREATE_PRIMARY_KEY:
		return fits_key(pending, op->constraint);
	case OP_CREATE_INDEX:
		return fits_create_index(pending, op->index->index.name);
	case OP_DROP_INDEX:
		return fits_drop_index(pending, op->index->index.name);
	default:
		return true;
	}
}

int pending_look(struct pending *pending, struct rebuild *rebuild)
{
	struct catalog *dependents = &rebuild->dependents;
	unsigned kept = 0;

	for (unsigned i = 0; i < dependents->count; i++) {
		if (!has(&pending->dropped_indexes, dependents->items[i].name))
			dependents->items[kept++] = dependents->items[i];
	}
	dependents->count = kept;
	for (unsigned i = 0; i < pending->made.count; i++)
		POOL_PUSH(pending->pool, dependents->items, dependents->count,
			dependents->cap, pending->made.items[i]);
	rebuild->old = pending->table;
	return 0;
}

static void drop_index(struct pending *pending, const char *name)
{
	struct catalog_item *item = find_item(&pending->made, name);

	if (!item) {
		strings_add(pending->pool, &pending->dropped_indexes, name);
		return;
	}
	pending->made.count--;
	memmove(item, item + 1,
		(size_t)(pending->made.items + pending->made.count - item) * sizeof(*item));
}

static void note_column(struct pending *pending, const struct operation *op)
{
	const char *name;

	if (op->kind == OP_ADD_COLUMN) {
		strings_add(pending->pool, &pending->added, op->add_column->column.name);
	} else if (op->kind == OP_ALTER_COLUMN) {
		if (op->alter_column->type.kind != TYPE_UNSET)
			strings_add(
				pending->pool, &pending->typed, op->alter_column->column);
		pending->uses = pending->uses || op->alter_column->using;
	} else if (op->kind == OP_DROP_COLUMN) {
		name = op->drop_column->column;
		forget(&pending->filled, name, 2);
		forget(&pending->added, name, 1);
		forget(&pending->typed, name, 1);
		pending->drops_column = true;
	}
}

int pending_take(struct pending *pending, struct rebuild *rebuild)
{
	char *sql = edits_apply(&rebuild->edits, rebuild->old.sql);

	if (ddl_parse_table(pending->pool, sql, &pending->table, rebuild->alter->err) < 0)
		return -1;
	note_column(pending, rebuild->alter->op);
	for (unsigned i = 0; i + 1 < rebuild->filled.count; i += 2) {
		forget(&pending->filled, rebuild->filled.items[i], 2);
		strings_add(pending->pool, &pending->filled, rebuild->filled.items[i]);
		strings_add(pending->pool, &pending->filled, rebuild->filled.items[i + 1]);
	}
	for (unsigned i = 0; i < rebuild->dropped_indexes.count; i++)
		drop_index(pending, rebuild->dropped_indexes.items[i]);
	return 0;
}

int pending_make_index(struct alter *alter, const struct index *index)
{
	struct pending *pending = alter->pending;
	struct catalog_item item = {.type = pool_strdup(alter->pool, "index"),
		.name = index->name,
		.table = pending->table.name};
	struct text text;

	/* As in sqlite_master, without a schema. */
	text_init(&text, alter->pool);
	if (sqlite_index_text(&text, NULL, pending->table.name, index, alter->err) < 0)
		return -1;
	item.sql = text.data;
	POOL_PUSH(alter->pool, pending->made.items, pending->made.count, pending->made.cap,
		item);
	return 0;
}

int pending_drop_index(struct alter *alter, const char *name)
{
	drop_index(alter->pending, name);
	return 0;
}

static int take_sql(void *data, int count, const char *const *values)
{
	struct pending *pending = ((void **)data)[0];
	char **sql = ((void **)data)[1];

	(void)count;
	*sql = pool_strdup(pending->pool, values[0]);
	return 0;
}

static int read_sql(
	struct pending *pending, struct db *scratch, const char *name, char **sql)
{
	void *data[] = {pending, sql};
	struct error ignored;

	*sql = NULL;
	if (sqlite_query(scratch,
		    sql_format(pending->pool,
			    "SELECT sql FROM sqlite_master WHERE name = %Q COLLATE NOCASE",
			    name),
		    take_sql, data, &ignored) < 0)
		return -1;
	return *sql ? 0 : -1;
}

/* The texts as they are once SQLite has renamed the column in them. */
static int renamed_texts(struct pending *pending, const struct op_alter_column *op,
	struct db *scratch, struct ddl_table *table, struct catalog *made)
{
	struct error ignored;
	char *sql;

	if (sqlite_exec(scratch, pending->table.sql, &ignored) < 0)
		return -1;
	for (unsigned i = 0; i < pending->made.count; i++) {
		if (sqlite_exec(scratch, pending->made.items[i].sql, &ignored) < 0)
			return -1;
	}
	if (sqlite_exec(scratch,
		    sql_format(pending->pool,
			    "ALTER TABLE \"%w\" RENAME COLUMN \"%w\" TO \"%w\"",
			    pending->table.name, op->column, op->rename_to),
		    &ignored) < 0 ||
		read_sql(pending, scratch, pending->table.name, &sql) < 0 ||
		ddl_parse_table(pending->pool, sql, table, &ignored) < 0)
		return -1;
	for (unsigned i = 0; i < pending->made.count; i++) {
		struct catalog_item item = pending->made.items[i];

		if (read_sql(pending, scratch, item.name, &item.sql) < 0)
			return -1;
		POOL_PUSH(pending->pool, made->items, made->count, made->cap, item);
	}
	return 0;
}

static int rename_texts(struct pending *pending, const struct op_alter_column *op)
{
	struct catalog made = {.items = NULL};
	struct db *scratch = NULL;
	struct ddl_table table;
	struct error ignored;
	int result;

	if (sqlite_driver.open_scratch(&scratch, &ignored) < 0)
		return -1;
	result = renamed_texts(pending, op, scratch, &table, &made);
	sqlite_driver.close(scratch);
	if (result < 0)
		return -1;
	pending->table = table;
	pending->made = made;
	return 0;
}

/* Can the column be renamed before the rebuild that would come first? */
static bool may_rename(const struct pending *pending, const struct op_alter_column *op)
{
	const struct ddl_column *taken = ddl_column(&pending->real, op->rename_to);

	return !pending->uses && !has(&pending->added, op->column) &&
	       ddl_column(&pending->real, op->column) &&
	       (!taken || !strcasecmp(op->column, op->rename_to));
}

int pending_rename(struct alter *alter, const struct op_alter_column *op)
{
	struct pending *pending = alter->pending;

	if (!may_rename(pending, op) || rename_texts(pending, op) < 0) {
		if (pending_finish(pending, alter->op, alter->err) < 0)
			return -1;
		return alter_rename_column(alter, op);
	}
	pending->renamed = true;
	rename_in(&pending->filled, op->column, op->rename_to, 2);
	rename_in(&pending->typed, op->column, op->rename_to, 1);
	if (alter_rename_column(alter, op) < 0)
		return -1;
	return catalog_table(alter->db, alter->pool, pending->schema, op->table,
		&pending->real, alter->err);
}

static int find_broken(
	struct compile *all, const struct pending *pending, struct error *err)
{
	struct strings broken = {0};

	compile_broken(all, &broken);
	if (!broken.count)
		return 0;
	return error_set(err, ERR_DATABASE,
		"cannot drop columns of %s, they are used by %s", pending->real.name,
		strings_join(pending->pool, &broken, ", "));
}

int pending_finish(struct pending *pending, const struct operation *op, struct error *err)
{
	struct alter alter = {
		.db = pending->db, .pool = pending->pool, .op = op, .err = err};
	struct rebuild rebuild;
	struct compile all;

	pending->done = true;
	if (rebuild_start(&rebuild, &alter, pending->schema, pending->real.name) < 0)
		return -1;
	rebuild.filled = pending->filled;
	rebuild.dropped_indexes = pending->dropped_indexes;
	rebuild.made = pending->made;
	if (pending->drops_column && compile_start(&all, &alter, pending->schema, NULL) < 0)
		return -1;
	if (rebuild_make(&rebuild, &pending->table) < 0)
		return -1;
	return pending->drops_column ? find_broken(&all, pending, err) : 0;
}
