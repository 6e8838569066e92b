// links: base schema
#include "base/text.h"
#include "schema/diff.h"
#include "schema/diff_internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

/*
 * The property: for any two schemas, the upgrade done to the first gives the second, and
 * the downgrade done to that gives the first again. A small database in memory does the
 * operations, and is as strict as the strictest database: nothing may be dropped while
 * something stands on it, nothing created before what it stands on.
 */

struct base {
	struct pool *pool;
	struct table *tables[64];
	unsigned count;
	struct view views[64];
	unsigned views_count;
	bool unnamed;
	char why[256];
};

#define REFUSE(db, ...) (snprintf((db)->why, sizeof((db)->why), __VA_ARGS__), false)

#define REMOVE(items, count, at)                                                           \
	do {                                                                               \
		memmove(&(items)[at], &(items)[(at) + 1],                                  \
			((count) - (at)-1) * sizeof(*(items)));                            \
		(count)--;                                                                 \
	} while (0)

/* Lists of the database's tables always have room: they are copied into larger ones. */
#define ROOM 64

static struct table *find(struct base *db, const char *name)
{
	for (unsigned i = 0; i < db->count; i++) {
		if (!strcasecmp(db->tables[i]->name, name))
			return db->tables[i];
	}
	return NULL;
}

static bool in_list(char *const *names, unsigned count, const char *name)
{
	for (unsigned i = 0; i < count; i++) {
		if (!strcasecmp(names[i], name))
			return true;
	}
	return false;
}

static bool has_key(const struct table *table, char *const *columns, unsigned count)
{
	const struct primary_key *key = table->primary_key;

	if (key && key->columns_count == count && in_list(key->columns, count, columns[0]))
		return true;
	for (unsigned i = 0; i < table->unique_count; i++) {
		if (table->unique[i].columns_count == count &&
			in_list(table->unique[i].columns, count, columns[0]))
			return true;
	}
	return false;
}

static bool check_key(
	struct base *db, const struct table *own, const struct foreign_key *key)
{
	const struct table *target = strcasecmp(key->references.table, own->name) == 0
					     ? own
					     : find(db, key->references.table);
	char **columns = key->references.columns;
	unsigned count = key->references.columns_count;

	if (!target)
		return REFUSE(db, "%s refers to missing table %s", own->name,
			key->references.table);
	if (!count) {
		if (!target->primary_key)
			return REFUSE(db, "%s refers to a table without key", own->name);
		return true;
	}
	for (unsigned i = 0; i < count; i++) {
		if (!table_column(target, columns[i]))
			return REFUSE(db, "%s refers to missing column %s.%s", own->name,
				target->name, columns[i]);
	}
	if (!has_key(target, columns, count))
		return REFUSE(db, "%s refers to %s.%s, which is no key", own->name,
			target->name, columns[0]);
	return true;
}

/* Is this key of target what some foreign key stands on? */
static bool is_referred_to(struct base *db, const struct table *target,
	char *const *columns, unsigned count, bool primary)
{
	for (unsigned i = 0; i < db->count; i++) {
		for (unsigned j = 0; j < db->tables[i]->foreign_keys_count; j++) {
			const struct reference *reference =
				&db->tables[i]->foreign_keys[j].references;

			if (strcasecmp(reference->table, target->name) != 0)
				continue;
			if (!reference->columns_count ? primary
						      : reference->columns_count == count &&
								in_list(reference->columns,
									count, columns[0]))
				return true;
		}
	}
	return false;
}

static void *roomy(struct base *db, const void *items, size_t size, unsigned count)
{
	char *copy = pool_alloc(db->pool, size * ROOM);

	assert_true(count < ROOM);
	if (count)
		memcpy(copy, items, size * count);
	return copy;
}

/* As in a database: an index has a name; a constraint may have none where `unnamed`. */
static struct table *own_copy(struct base *db, const struct table *from)
{
	struct table *table = table_normal(db->pool, from);
	struct table *flat = table_flat(db->pool, from);

	if (db->unnamed && table->primary_key)
		table->primary_key->name = flat->primary_key->name;
	for (unsigned i = 0; db->unnamed && i < table->unique_count; i++)
		table->unique[i].name = flat->unique[i].name;
	for (unsigned i = 0; db->unnamed && i < table->foreign_keys_count; i++)
		table->foreign_keys[i].name = flat->foreign_keys[i].name;
	for (unsigned i = 0; db->unnamed && i < from->checks_count; i++)
		table->checks[i].name = flat->checks[i].name;
	table->columns = roomy(
		db, table->columns, sizeof(*table->columns), table->columns_count);
	table->unique = roomy(
		db, table->unique, sizeof(*table->unique), table->unique_count);
	table->foreign_keys = roomy(db, table->foreign_keys, sizeof(*table->foreign_keys),
		table->foreign_keys_count);
	table->checks = roomy(
		db, table->checks, sizeof(*table->checks), table->checks_count);
	table->indexes = roomy(
		db, table->indexes, sizeof(*table->indexes), table->indexes_count);
	return table;
}

static bool check_columns(
	struct base *db, const struct table *table, char *const *columns, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!table_column(table, columns[i]))
			return REFUSE(db, "%s has no column %s", table->name, columns[i]);
	}
	return true;
}

static bool check_text(struct base *db, const struct table *table, const char *expression)
{
	char **names = diff_names_in(db->pool, expression);

	for (unsigned i = 0; names[i]; i++) {
		if (names[i][0] == 'c' && !table_column(table, names[i]))
			return REFUSE(db, "%s has no column %s", table->name, names[i]);
	}
	return true;
}

static bool do_create_table(struct base *db, const struct table *given)
{
	struct table *table = own_copy(db, given);

	if (find(db, table->name))
		return REFUSE(db, "table %s is there", table->name);
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		if (!check_key(db, table, &table->foreign_keys[i]))
			return false;
	}
	db->tables[db->count++] = table;
	return true;
}

static bool do_drop_table(struct base *db, const char *name)
{
	struct table *table = find(db, name);

	if (!table)
		return REFUSE(db, "no table %s", name);
	for (unsigned i = 0; i < db->count; i++) {
		for (unsigned j = 0; j < db->tables[i]->foreign_keys_count; j++) {
			if (db->tables[i] != table &&
				!strcasecmp(db->tables[i]->foreign_keys[j].references.table,
					name))
				return REFUSE(db, "%s is referred to by %s", name,
					db->tables[i]->name);
		}
	}
	for (unsigned i = 0, kept = 0, all = db->count; i < all; i++) {
		db->tables[kept] = db->tables[i];
		if (db->tables[i] == table)
			db->count--;
		else
			kept++;
	}
	return true;
}

static bool do_rename_table(struct base *db, const struct op_rename_table *op)
{
	struct table *table = find(db, op->from);

	if (!table || find(db, op->to))
		return REFUSE(db, "cannot rename %s to %s", op->from, op->to);
	table->name = op->to;
	for (unsigned i = 0; i < db->count; i++) {
		for (unsigned j = 0; j < db->tables[i]->foreign_keys_count; j++) {
			struct reference *reference =
				&db->tables[i]->foreign_keys[j].references;

			if (!strcasecmp(reference->table, op->from))
				reference->table = op->to;
		}
	}
	return true;
}

static bool do_add_column(struct base *db, const struct op_add_column *op)
{
	struct table *table = find(db, op->table);
	struct column column = op->column;
	struct table one = {.name = op->table, .columns = &column, .columns_count = 1};
	struct table *normal;

	if (!table || table_column(table, column.name))
		return REFUSE(db, "cannot add %s.%s", op->table, column.name);
	if (column.computed && !check_text(db, table, column.computed->as))
		return false;
	normal = table_normal(db->pool, &one);
	if (normal->foreign_keys_count && !check_key(db, table, normal->foreign_keys))
		return false;
	table->columns[table->columns_count++] = normal->columns[0];
	for (unsigned i = 0; i < normal->foreign_keys_count; i++)
		table->foreign_keys[table->foreign_keys_count++] = normal->foreign_keys[i];
	for (unsigned i = 0; i < normal->checks_count; i++)
		table->checks[table->checks_count++] = normal->checks[i];
	return true;
}

static bool index_uses(const struct index *index, const char *name)
{
	for (unsigned i = 0; i < index->columns_count; i++) {
		if (index->columns[i].column && !strcasecmp(index->columns[i].column, name))
			return true;
		if (diff_mentions(index->columns[i].expression, name))
			return true;
	}
	return diff_mentions(index->where, name) ||
	       in_list(index->include, index->include_count, name);
}

static bool is_column_used(struct base *db, const struct table *table, const char *name)
{
	const struct primary_key *key = table->primary_key;
	char *columns[1] = {(char *)(size_t)name};

	if (key && in_list(key->columns, key->columns_count, name))
		return true;
	for (unsigned i = 0; i < table->unique_count; i++) {
		if (in_list(table->unique[i].columns, table->unique[i].columns_count, name))
			return true;
	}
	for (unsigned i = 0; i < table->indexes_count; i++) {
		if (index_uses(&table->indexes[i], name))
			return true;
	}
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (table->columns[i].computed &&
			diff_mentions(table->columns[i].computed->as, name))
			return true;
	}
	return is_referred_to(db, table, columns, 1, false);
}

/* A column takes with it what was said at it: its own check and its own foreign key. */
static bool do_drop_column(struct base *db, const struct op_drop_column *op)
{
	struct table *table = find(db, op->table);
	int at = table ? diff_column_index(table, op->column) : -1;
	char *check = pool_printf(db->pool, "ck_%s_%s", op->table, op->column);
	char *key = pool_printf(db->pool, "fk_%s_%s", op->table, op->column);

	if (at < 0 || table->columns_count == 1)
		return REFUSE(db, "cannot drop %s.%s", op->table, op->column);
	for (unsigned i = table->checks_count; i-- > 0;) {
		if (table->checks[i].name && !strcasecmp(table->checks[i].name, check))
			REMOVE(table->checks, table->checks_count, i);
		else if (diff_mentions(table->checks[i].check, op->column))
			return REFUSE(db, "%s is checked", op->column);
	}
	for (unsigned i = table->foreign_keys_count; i-- > 0;) {
		if (table->foreign_keys[i].columns_count == 1 &&
			in_list(table->foreign_keys[i].columns, 1, op->column) &&
			(!table->foreign_keys[i].name ||
				!strcasecmp(table->foreign_keys[i].name, key)))
			REMOVE(table->foreign_keys, table->foreign_keys_count, i);
		else if (in_list(table->foreign_keys[i].columns,
				 table->foreign_keys[i].columns_count, op->column))
			return REFUSE(db, "%s.%s is in foreign key %s", op->table,
				op->column, table->foreign_keys[i].name);
	}
	if (is_column_used(db, table, op->column))
		return REFUSE(db, "%s.%s is used", op->table, op->column);
	REMOVE(table->columns, table->columns_count, (unsigned)at);
	return true;
}

static void rename_in(char **names, unsigned count, const char *from, char *to)
{
	for (unsigned i = 0; i < count; i++) {
		if (!strcasecmp(names[i], from))
			names[i] = to;
	}
}

static char **copied(struct base *db, char *const *names, unsigned count)
{
	char **copy = pool_array(db->pool, char *, count);

	if (count)
		memcpy(copy, names, count * sizeof(*copy));
	return copy;
}

static void rename_here(
	struct base *db, char ***names, unsigned count, const char *from, char *to)
{
	*names = copied(db, *names, count);
	rename_in(*names, count, from, to);
}

static void rename_index(struct base *db, struct index *index, const char *from, char *to)
{
	struct index_column *columns = pool_array(
		db->pool, struct index_column, index->columns_count);

	memcpy(columns, index->columns, index->columns_count * sizeof(*columns));
	index->columns = columns;
	for (unsigned i = 0; i < index->columns_count; i++) {
		if (columns[i].column)
			rename_in(&columns[i].column, 1, from, to);
		columns[i].expression = diff_rename_in(
			db->pool, columns[i].expression, from, to);
	}
	index->where = diff_rename_in(db->pool, index->where, from, to);
}

static void rename_column(struct base *db, struct table *table, const char *from, char *to)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		struct column *column = &table->columns[i];

		rename_in(&column->name, 1, from, to);
		if (column->computed) {
			struct computed *computed = pool_new(db->pool, struct computed);

			*computed = *column->computed;
			computed->as = diff_rename_in(db->pool, computed->as, from, to);
			column->computed = computed;
		}
	}
	if (table->primary_key) {
		struct primary_key *key = pool_new(db->pool, struct primary_key);

		*key = *table->primary_key;
		rename_here(db, &key->columns, key->columns_count, from, to);
		table->primary_key = key;
	}
	for (unsigned i = 0; i < table->unique_count; i++)
		rename_here(db, &table->unique[i].columns, table->unique[i].columns_count,
			from, to);
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		rename_here(db, &table->foreign_keys[i].columns,
			table->foreign_keys[i].columns_count, from, to);
	for (unsigned i = 0; i < table->checks_count; i++)
		table->checks[i].check = diff_rename_in(
			db->pool, table->checks[i].check, from, to);
	for (unsigned i = 0; i < table->indexes_count; i++)
		rename_index(db, &table->indexes[i], from, to);
	for (unsigned i = 0; i < db->count; i++) {
		for (unsigned j = 0; j < db->tables[i]->foreign_keys_count; j++) {
			struct reference *reference =
				&db->tables[i]->foreign_keys[j].references;

			if (!strcasecmp(reference->table, table->name))
				rename_here(db, &reference->columns,
					reference->columns_count, from, to);
		}
	}
}

static bool do_alter_column(struct base *db, const struct op_alter_column *op)
{
	struct table *table = find(db, op->table);
	struct column *column = table ? (struct column *)table_column(table, op->column)
				      : NULL;

	if (!column || (op->rename_to && table_column(table, op->rename_to)))
		return REFUSE(db, "cannot alter %s.%s", op->table, op->column);
	if (op->rename_to)
		rename_column(db, table, op->column, op->rename_to);
	if (op->type.kind != TYPE_UNSET)
		column->type = op->type;
	if (op->nullable != TRI_UNSET)
		column->nullable = op->nullable;
	if (op->default_value || op->default_sql) {
		column->default_value = op->default_value;
		column->default_sql = op->default_sql;
	}
	if (op->autoincrement != TRI_UNSET)
		column->autoincrement = op->autoincrement;
	if (op->collation)
		column->collation = op->collation;
	if (op->comment)
		column->comment = op->comment;
	return true;
}

static bool do_create_index(struct base *db, const struct op_index *op)
{
	struct table *table = find(db, op->table);

	if (!table || !op->index.name)
		return REFUSE(db, "no table %s", op->table);
	for (unsigned i = 0; i < table->indexes_count; i++) {
		if (!strcasecmp(table->indexes[i].name, op->index.name))
			return REFUSE(db, "index %s is there", op->index.name);
	}
	for (unsigned i = 0; i < op->index.columns_count; i++) {
		const struct index_column *column = &op->index.columns[i];

		if (column->column ? !check_columns(db, table, &column->column, 1)
				   : !check_text(db, table, column->expression))
			return false;
	}
	table->indexes[table->indexes_count++] = op->index;
	return op->index.where ? check_text(db, table, op->index.where) : true;
}

static bool do_drop_index(struct base *db, const struct op_index *op)
{
	struct table *table = find(db, op->table);

	for (unsigned i = 0; table && i < table->indexes_count; i++) {
		if (!strcasecmp(table->indexes[i].name, op->index.name)) {
			REMOVE(table->indexes, table->indexes_count, i);
			return true;
		}
	}
	return REFUSE(db, "no index %s", op->index.name);
}

static bool same_name(const char *a, const char *b)
{
	return a && !strcasecmp(a, b);
}

/* Only what has a name in the database can be in the way. */
static bool name_is_free(struct base *db, const struct table *table, const char *name)
{
	bool taken = table->primary_key && same_name(table->primary_key->name, name);

	for (unsigned i = 0; i < table->unique_count; i++)
		taken = taken || same_name(table->unique[i].name, name);
	for (unsigned i = 0; i < table->foreign_keys_count; i++)
		taken = taken || same_name(table->foreign_keys[i].name, name);
	for (unsigned i = 0; i < table->checks_count; i++)
		taken = taken || same_name(table->checks[i].name, name);
	if (taken)
		return REFUSE(db, "constraint %s is there", name);
	return true;
}

static bool do_create_constraint(struct base *db, const struct op_constraint *op)
{
	struct table *table = find(db, op->table);
	struct primary_key *primary;
	struct foreign_key key;

	if (!table || !name_is_free(db, table, op->name) ||
		!check_columns(db, table, op->columns, op->columns_count))
		return false;
	switch (op->kind) {
	case CONSTRAINT_PRIMARY_KEY:
		if (table->primary_key)
			return REFUSE(db, "%s has a primary key", table->name);
		primary = pool_new(db->pool, struct primary_key);
		*primary = (struct primary_key){op->name, op->columns, op->columns_count};
		table->primary_key = primary;
		return true;
	case CONSTRAINT_UNIQUE:
		table->unique[table->unique_count++] = (struct unique){
			op->name, op->columns, op->columns_count};
		return true;
	case CONSTRAINT_FOREIGN_KEY:
		key = (struct foreign_key){
			op->name, op->columns, op->columns_count, *op->references};
		if (!check_key(db, table, &key))
			return false;
		table->foreign_keys[table->foreign_keys_count++] = key;
		return true;
	case CONSTRAINT_CHECK:
		table->checks[table->checks_count++] = (struct check){op->name, op->check};
		return check_text(db, table, op->check);
	case CONSTRAINT_UNSET:
		break;
	}
	return REFUSE(db, "what constraint?");
}

static bool drop_key(struct base *db, struct table *table, const struct op_constraint *op)
{
	const struct table *normal = table_normal(db->pool, table);
	const struct primary_key *key = normal->primary_key;

	if (op->kind == CONSTRAINT_PRIMARY_KEY && key && !strcasecmp(key->name, op->name)) {
		table->primary_key = NULL;
		if (!has_key(table, key->columns, key->columns_count) &&
			is_referred_to(db, table, key->columns, key->columns_count, true))
			return REFUSE(db, "%s is referred to", op->name);
		return true;
	}
	for (unsigned i = 0; i < table->unique_count; i++) {
		struct unique *unique = &normal->unique[i];

		if (op->kind != CONSTRAINT_UNIQUE ||
			strcasecmp(unique->name, op->name) != 0)
			continue;
		REMOVE(table->unique, table->unique_count, i);
		if (!has_key(table, unique->columns, unique->columns_count) &&
			is_referred_to(
				db, table, unique->columns, unique->columns_count, false))
			return REFUSE(db, "%s is referred to", op->name);
		return true;
	}
	return REFUSE(db, "no key %s", op->name);
}

static bool do_drop_constraint(struct base *db, const struct op_constraint *op)
{
	struct table *table = find(db, op->table);
	const struct table *normal;

	if (!table)
		return REFUSE(db, "no table %s", op->table);
	normal = table_normal(db->pool, table);
	for (unsigned i = 0;
		op->kind == CONSTRAINT_FOREIGN_KEY && i < table->foreign_keys_count; i++) {
		if (!strcasecmp(normal->foreign_keys[i].name, op->name)) {
			REMOVE(table->foreign_keys, table->foreign_keys_count, i);
			return true;
		}
	}
	for (unsigned i = 0; op->kind == CONSTRAINT_CHECK && i < table->checks_count; i++) {
		if (!strcasecmp(normal->checks[i].name, op->name)) {
			REMOVE(table->checks, table->checks_count, i);
			return true;
		}
	}
	return drop_key(db, table, op);
}

static int view_index(const struct base *db, const char *name)
{
	for (unsigned i = 0; i < db->views_count; i++) {
		if (!strcasecmp(db->views[i].name, name))
			return (int)i;
	}
	return -1;
}

static bool do_view(struct base *db, const struct op_view *op, bool create)
{
	int at = view_index(db, op->name);

	if (create != (at < 0))
		return REFUSE(db, "view %s", op->name);
	if (create)
		db->views[db->views_count++] = (struct view){op->schema, op->name, op->as};
	else
		REMOVE(db->views, db->views_count, (unsigned)at);
	return true;
}

static bool apply(struct base *db, const struct operation *op)
{
	switch (op->kind) {
	case OP_CREATE_TABLE:
		return do_create_table(db, op->create_table);
	case OP_DROP_TABLE:
		return do_drop_table(db, op->drop_table->name);
	case OP_RENAME_TABLE:
		return do_rename_table(db, op->rename_table);
	case OP_ADD_COLUMN:
		return do_add_column(db, op->add_column);
	case OP_DROP_COLUMN:
		return do_drop_column(db, op->drop_column);
	case OP_ALTER_COLUMN:
		return do_alter_column(db, op->alter_column);
	case OP_CREATE_INDEX:
		return do_create_index(db, op->index);
	case OP_DROP_INDEX:
		return do_drop_index(db, op->index);
	case OP_CREATE_PRIMARY_KEY:
	case OP_CREATE_UNIQUE_CONSTRAINT:
	case OP_CREATE_FOREIGN_KEY:
	case OP_CREATE_CHECK_CONSTRAINT:
		return do_create_constraint(db, op->constraint);
	case OP_DROP_CONSTRAINT:
		return do_drop_constraint(db, op->constraint);
	case OP_CREATE_VIEW:
	case OP_DROP_VIEW:
		return do_view(db, op->view, op->kind == OP_CREATE_VIEW);
	default:
		return REFUSE(db, "unexpected operation");
	}
}

/* What a database holds as sorted lines, without the names of constraints. */
static void add_names(struct text *out, char *const *names, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		text_printf(out, " %s", names[i]);
}

static void add_sorted(struct text *out, char *const *names, unsigned count)
{
	struct strings sorted = {0};

	for (unsigned i = 0; i < count; i++)
		strings_add(out->pool, &sorted, names[i]);
	strings_sort(&sorted);
	add_names(out, sorted.items, sorted.count);
}

static void dump_column(struct base *db, struct strings *lines, const struct table *table,
	const struct column *column)
{
	strings_add(db->pool, lines,
		pool_printf(db->pool, "%s column %s %s %d %s %s %s %d %s %s", table->name,
			column->name, type_text(db->pool, &column->type),
			column->computed ? 0 : column->nullable,
			column->default_value && column->default_value->text
				? column->default_value->text
				: "-",
			column->default_sql ? column->default_sql : "-",
			column->computed ? column->computed->as : "-",
			column->autoincrement == TRI_YES,
			column->collation ? column->collation : "",
			column->comment ? column->comment : ""));
}

static void dump_lists(struct base *db, struct strings *lines, const struct table *table)
{
	struct text line;

	for (unsigned i = 0; i < table->unique_count; i++) {
		text_init(&line, db->pool);
		text_printf(&line, "%s unique", table->name);
		add_sorted(&line, table->unique[i].columns, table->unique[i].columns_count);
		strings_add(db->pool, lines, line.data);
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *key = &table->foreign_keys[i];
		const struct primary_key *key_of = NULL;

		text_init(&line, db->pool);
		text_printf(&line, "%s key", table->name);
		add_names(&line, key->columns, key->columns_count);
		text_printf(&line, " to %s %s", key->references.table,
			key->references.on_delete ? key->references.on_delete : "-");
		if (!key->references.columns_count)
			key_of = find(db, key->references.table)->primary_key;
		add_names(&line, key_of ? key_of->columns : key->references.columns,
			key_of ? 1 : key->references.columns_count);
		strings_add(db->pool, lines, line.data);
	}
	for (unsigned i = 0; i < table->checks_count; i++)
		strings_add(db->pool, lines,
			pool_printf(db->pool, "%s check %s", table->name,
				table->checks[i].check));
	for (unsigned i = 0; i < table->indexes_count; i++) {
		const struct index *index = &table->indexes[i];

		text_init(&line, db->pool);
		text_printf(&line, "%s index %d %s", table->name, index->unique == TRI_YES,
			index->where ? index->where : "-");
		for (unsigned j = 0; j < index->columns_count; j++)
			text_printf(&line, " %s%s",
				index->columns[j].column ? index->columns[j].column
							 : index->columns[j].expression,
				index->columns[j].desc == TRI_YES ? "-" : "");
		strings_add(db->pool, lines, line.data);
	}
}

static struct strings dump(struct base *db)
{
	struct strings lines = {0};

	for (unsigned i = 0; i < db->count; i++) {
		const struct table *table = db->tables[i];
		struct text line;

		text_init(&line, db->pool);
		text_printf(&line, "%s primary", table->name);
		if (table->primary_key)
			add_names(&line, table->primary_key->columns,
				table->primary_key->columns_count);
		strings_add(db->pool, &lines, line.data);
		for (unsigned j = 0; j < table->columns_count; j++)
			dump_column(db, &lines, table, &table->columns[j]);
		dump_lists(db, &lines, table);
	}
	for (unsigned i = 0; i < db->views_count; i++)
		strings_add(db->pool, &lines,
			pool_printf(db->pool, "view %s %s", db->views[i].name,
				db->views[i].as));
	strings_sort(&lines);
	return lines;
}

static void base_init(
	struct base *db, struct pool *pool, const struct schema *schema, bool unnamed)
{
	memset(db, 0, sizeof(*db));
	db->pool = pool;
	db->unnamed = unnamed;
	for (unsigned i = 0; i < schema->tables_count; i++)
		db->tables[db->count++] = own_copy(db, &schema->tables[i]);
	for (unsigned i = 0; i < schema->views_count; i++)
		db->views[db->views_count++] = schema->views[i];
}

static struct schema *base_schema(struct base *db)
{
	struct schema *schema = pool_new(db->pool, struct schema);

	schema->tables = pool_array(db->pool, struct table, db->count);
	for (unsigned i = 0; i < db->count; i++)
		schema->tables[i] = *db->tables[i];
	schema->tables_count = db->count;
	schema->views = db->views;
	schema->views_count = db->views_count;
	return schema;
}

/* Random schemas. The generator is its own, so that a seed means the same everywhere. */

struct dice {
	uint64_t state;
	struct pool *pool;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
	dice->state = dice->state * UINT64_C(6364136223846793005) +
		      UINT64_C(1442695040888963407);
	return (unsigned)(dice->state >> 33) % sides;
}

static char *numbered(struct dice *dice, const char *prefix, unsigned number)
{
	return pool_printf(dice->pool, "%s%u", prefix, number);
}

static char **pick(struct dice *dice, const struct table *table, unsigned *count)
{
	char **columns = pool_array(dice->pool, char *, 2);
	unsigned first = roll(dice, table->columns_count);
	unsigned second = roll(dice, table->columns_count);

	columns[0] = table->columns[first].name;
	columns[1] = table->columns[second].name;
	*count = first == second || roll(dice, 2) ? 1 : 2;
	return columns;
}

static void make_column(struct dice *dice, struct column *column, unsigned number)
{
	static const char *const types[] = {
		"integer", "string(10)", "string(20)", "boolean", "numeric(5, 2)"};
	struct error err;

	column->name = numbered(dice, "c", number);
	assert_int_equal(type_parse(types[roll(dice, 5)], &column->type, &err), 0);
	column->nullable = (enum tri)roll(dice, 3);
	column->autoincrement = TRI_NO;
	if (roll(dice, 4) == 0) {
		column->default_value = pool_new(dice->pool, struct literal);
		column->default_value->text = roll(dice, 3)
						      ? numbered(dice, "", roll(dice, 3))
						      : NULL;
	}
	if (!column->default_value && roll(dice, 8) == 0)
		column->default_sql = "now()";
	if (roll(dice, 8) == 0)
		column->unique = TRI_YES;
	if (roll(dice, 8) == 0)
		column->index = TRI_YES;
	if (roll(dice, 8) == 0)
		column->check = pool_printf(
			dice->pool, "%s > %u", column->name, roll(dice, 2));
	if (roll(dice, 10) == 0)
		column->collation = "NOCASE";
	if (roll(dice, 10) == 0)
		column->comment = "remark";
}

static void make_computed(struct dice *dice, struct table *table)
{
	struct column *column = &table->columns[table->columns_count - 1];
	struct computed *computed = pool_new(dice->pool, struct computed);
	char *name = column->name;

	memset(column, 0, sizeof(*column));
	column->name = name;
	column->computed = computed;
	computed->as = pool_printf(dice->pool, "%s + %u",
		table->columns[roll(dice, table->columns_count - 1)].name, roll(dice, 2));
}

static void make_lists(struct dice *dice, struct table *table)
{
	table->unique = pool_array(dice->pool, struct unique, 2);
	table->unique_count = roll(dice, 2);
	for (unsigned i = 0; i < table->unique_count; i++) {
		struct unique *unique = &table->unique[i];

		unique->columns = pick(dice, table, &unique->columns_count);
		unique->name = roll(dice, 2) ? numbered(dice, "un", roll(dice, 2)) : NULL;
	}
	table->checks = pool_array(dice->pool, struct check, 4);
	table->checks_count = roll(dice, 4);
	for (unsigned i = 0; i < table->checks_count; i++) {
		table->checks[i].check = pool_printf(dice->pool, "%s < %u",
			table->columns[roll(dice, table->columns_count)].name,
			10 * i + roll(dice, 2));
		table->checks[i].name = roll(dice, 2) ? numbered(dice, "check", i) : NULL;
	}
	table->indexes = pool_array(dice->pool, struct index, 3);
	table->indexes_count = roll(dice, 4);
	for (unsigned i = 0; i < table->indexes_count; i++) {
		struct index *index = &table->indexes[i];
		unsigned count;
		char **columns = pick(dice, table, &count);

		index->name = roll(dice, 2) ? numbered(dice, "index", i) : NULL;
		index->columns = pool_array(dice->pool, struct index_column, count);
		index->columns_count = count;
		index->unique = (enum tri)roll(dice, 3);
		for (unsigned j = 0; j < count; j++) {
			if (roll(dice, 4))
				index->columns[j].column = columns[j];
			else
				index->columns[j].expression = pool_printf(
					dice->pool, "lower(%s)", columns[j]);
			index->columns[j].desc = (enum tri)roll(dice, 3);
		}
		if (roll(dice, 3) == 0)
			index->where = pool_printf(
				dice->pool, "%s IS NOT NULL", table->columns[0].name);
	}
}

static void make_primary_key(struct dice *dice, struct table *table)
{
	struct primary_key *key;

	switch (roll(dice, 4)) {
	case 0:
		break;
	case 1:
		key = pool_new(dice->pool, struct primary_key);
		key->columns = pick(dice, table, &key->columns_count);
		key->name = roll(dice, 2) ? "thekey" : NULL;
		table->primary_key = key;
		break;
	default:
		table->columns[0].primary_key = TRI_YES;
		table->columns[0].autoincrement = roll(dice, 4) == 0 ? TRI_YES : TRI_NO;
		break;
	}
}

static void make_table(struct dice *dice, struct table *table, unsigned number)
{
	unsigned used = 0;

	table->name = numbered(dice, "t", number);
	table->columns = pool_array(dice->pool, struct column, 6);
	for (unsigned i = 0; i < 5; i++) {
		if (!i || roll(dice, 3))
			make_column(dice, &table->columns[used++], i);
	}
	table->columns_count = used;
	if (used > 1 && roll(dice, 3) == 0)
		make_computed(dice, table);
	make_primary_key(dice, table);
	make_lists(dice, table);
}

/* A foreign key to the primary key, or to a unique column, of some table. */
static void make_foreign_key(struct dice *dice, struct schema *schema, struct table *table)
{
	const struct table *target = table_normal(
		dice->pool, &schema->tables[roll(dice, schema->tables_count)]);
	const struct primary_key *key = target->primary_key;
	struct reference *reference = pool_new(dice->pool, struct reference);
	struct column *column = &table->columns[roll(dice, table->columns_count)];

	reference->table = target->name;
	if (roll(dice, 2) && key && key->columns_count == 1) {
		reference->columns = roll(dice, 2) ? key->columns : NULL;
		reference->columns_count = reference->columns ? 1 : 0;
	} else if (target->unique_count && target->unique[0].columns_count == 1) {
		reference->columns = target->unique[0].columns;
		reference->columns_count = 1;
	} else {
		return;
	}
	reference->on_delete = roll(dice, 3) == 0 ? "CASCADE" : NULL;
	if (roll(dice, 2) && !column->references) {
		column->references = reference;
		return;
	}
	table->foreign_keys = pool_new(dice->pool, struct foreign_key);
	table->foreign_keys_count = 1;
	table->foreign_keys->name = roll(dice, 2) ? "thelink" : NULL;
	table->foreign_keys->references = *reference;
	table->foreign_keys->columns = pool_array(dice->pool, char *, 1);
	table->foreign_keys->columns[0] = column->name;
	table->foreign_keys->columns_count = 1;
}

static void make_views(struct dice *dice, struct schema *schema)
{
	schema->views = pool_array(dice->pool, struct view, 3);
	for (unsigned i = 0; i < 3; i++) {
		if (roll(dice, 2))
			schema->views[schema->views_count++] = (struct view){
				.name = numbered(dice, "v", i),
				.as = pool_printf(dice->pool, "SELECT %u FROM v%u",
					roll(dice, 2), roll(dice, 3))};
	}
}

/* Without names of its own a constraint may stand twice; sets of them are what is meant. */
static void make_schema(struct dice *dice, struct schema *schema)
{
	memset(schema, 0, sizeof(*schema));
	schema->tables = pool_array(dice->pool, struct table, 6);
	for (unsigned i = 0; i < 6; i++) {
		if (roll(dice, 3))
			make_table(dice, &schema->tables[schema->tables_count++], i);
	}
	for (unsigned i = 0; schema->tables_count && i < 5; i++)
		make_foreign_key(
			dice, schema, &schema->tables[roll(dice, schema->tables_count)]);
	make_views(dice, schema);
}

static void make_renames(struct dice *dice, const struct schema *from, struct schema *to)
{
	for (unsigned i = 0; i < to->tables_count; i++) {
		struct table *table = &to->tables[i];
		const struct table *old = schema_find(from, NULL, table->name);

		if (roll(dice, 3) == 0)
			table->renamed_from = numbered(dice, "t", roll(dice, 6));
		if (!old && table->renamed_from)
			old = schema_find(from, NULL, table->renamed_from);
		for (unsigned j = 0; old && j < table->columns_count; j++) {
			if (roll(dice, 3) == 0)
				table->columns[j].renamed_from = numbered(
					dice, "c", roll(dice, 5));
		}
	}
}

static const struct diff_rules plain_rules = {
	.has_comments = true, .has_include = true, .loose_autoincrement = true};
static const struct diff_options all_kinds = {.kinds_all = true};

static void run(
	struct base *db, const struct operations *list, const char *what, unsigned seed)
{
	for (unsigned i = 0; i < list->count; i++) {
		if (apply(db, &list->items[i]))
			continue;
		for (unsigned j = 0; j < list->count; j++)
			print_message("%s %s\n", j == i ? "->" : "  ",
				operation_summary(db->pool, &list->items[j]));
		fail_msg("seed %u, %s, operation %u (%s): %s", seed, what, i,
			operation_summary(db->pool, &list->items[i]), db->why);
	}
}

static void print_missing(
	const struct strings *from, const struct strings *in, const char *mark)
{
	for (unsigned i = 0; i < from->count; i++) {
		if (!strings_has(in, from->items[i]))
			print_message("%s %s\n", mark, from->items[i]);
	}
}

static void same_dump(struct base *is, struct base *wanted, const char *what, unsigned seed)
{
	struct strings left = dump(is), right = dump(wanted);

	if (!strings_equal(&left, &right)) {
		print_missing(&left, &right, "+");
		print_missing(&right, &left, "-");
		fail_msg("seed %u: %s", seed, what);
	}
}

static void there_and_back(unsigned seed, bool unnamed)
{
	struct schema from, to;
	struct base db, wanted, before;
	struct diff diff, again;
	struct pool pool;
	struct error err;
	struct dice dice;

	pool_init(&pool);
	dice = (struct dice){seed * UINT64_C(0x9e3779b97f4a7c15) + 1, &pool};
	make_schema(&dice, &from);
	make_schema(&dice, &to);
	make_renames(&dice, &from, &to);
	base_init(&db, &pool, &from, unnamed);
	base_init(&before, &pool, &from, unnamed);
	base_init(&wanted, &pool, &to, false);
	assert_int_equal(diff_schemas(&pool, base_schema(&before), &to, &plain_rules,
				 &all_kinds, &diff, &err),
		0);
	assert_int_equal(diff.count, diff.upgrade.count);
	run(&db, &diff.upgrade, "upgrade", seed);
	same_dump(&db, &wanted, "the upgrade gives another schema", seed);
	assert_int_equal(diff_schemas(&pool, base_schema(&db), &to, &plain_rules,
				 &all_kinds, &again, &err),
		0);
	if (again.count)
		fail_msg("seed %u does not settle: %s", seed, again.items[0].message);
	run(&db, &diff.downgrade, "downgrade", seed);
	same_dump(&db, &before, "the downgrade gives another schema", seed);
	pool_release(&pool);
}

static void upgrades_and_downgrades_of_random_schemas(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 500; seed++) {
		there_and_back(seed, false);
		there_and_back(seed, true);
	}
}

static void equal_schemas_have_no_differences(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct pool pool;
		struct dice dice = {seed, &pool};
		struct schema schema;
		struct base db;
		struct diff diff;
		struct error err;

		pool_init(&pool);
		make_schema(&dice, &schema);
		base_init(&db, &pool, &schema, seed % 2);
		assert_int_equal(diff_schemas(&pool, base_schema(&db), &schema,
					 &plain_rules, &all_kinds, &diff, &err),
			0);
		if (diff.count)
			fail_msg("seed %u: %s", seed, diff.items[0].message);
		pool_release(&pool);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upgrades_and_downgrades_of_random_schemas),
		cmocka_unit_test(equal_schemas_have_no_differences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
