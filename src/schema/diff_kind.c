#include "schema/diff_kind.h"

#include <string.h>

static void add_lower(struct text *out, const char *name)
{
	text_add(out, diff_fold(out->pool, name));
	text_add_char(out, '\x1f');
}

static void add_columns(struct text *out, char *const *columns, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		add_lower(out, columns[i]);
	text_add_char(out, '\x1e');
}

char *diff_column_set(struct pool *pool, char *const *columns, unsigned count)
{
	struct strings sorted = {0};

	for (unsigned i = 0; i < count; i++)
		strings_add(pool, &sorted, diff_fold(pool, columns[i]));
	strings_sort(&sorted);
	return strings_join(pool, &sorted, "\x1f");
}

static void add_text(struct text *out, const char *value)
{
	text_add(out, value ? value : "");
	text_add_char(out, '\x1e');
}

static bool any_in_state(const struct entry *entry, char *const *columns, unsigned count,
	enum column_state state)
{
	for (unsigned i = 0; i < count; i++) {
		int column = diff_column_index(entry->flat, columns[i]);

		if (column >= 0 && entry->states[column] == state)
			return true;
	}
	return false;
}

static bool text_speaks_of(
	const struct entry *entry, const char *expression, enum column_state state)
{
	for (unsigned i = 0; expression && i < entry->flat->columns_count; i++) {
		if (entry->states[i] == state &&
			diff_mentions(expression, entry->flat->columns[i].name))
			return true;
	}
	return false;
}

/* Operations. */

static struct op_constraint *constraint_body(
	struct differ *d, const struct entry *entry, enum constraint_kind kind, char *name)
{
	struct op_constraint *op = pool_new(d->pool, struct op_constraint);

	op->schema = entry->raw->schema;
	op->table = entry->raw->name;
	op->kind = kind;
	op->name = name;
	return op;
}

/* Primary key. */

static unsigned primary_key_count(const struct table *table)
{
	return table->primary_key ? 1 : 0;
}

static char *primary_key_name(const struct table *table, unsigned i)
{
	(void)i;
	return table->primary_key->name;
}

static char *primary_key_signature(
	struct differ *d, const struct side *side, const struct entry *entry, unsigned i)
{
	const struct primary_key *key = entry->flat->primary_key;
	struct text out;

	(void)side;
	(void)i;
	text_init(&out, &d->scratch);
	add_columns(&out, key->columns, key->columns_count);
	return out.data;
}

static bool primary_key_speaks_of(
	const struct entry *entry, unsigned i, enum column_state state)
{
	const struct primary_key *key = entry->flat->primary_key;

	(void)i;
	return any_in_state(entry, key->columns, key->columns_count, state);
}

static struct operation primary_key_create(
	struct differ *d, const struct entry *entry, unsigned i)
{
	const struct primary_key *key = entry->normal->primary_key;
	struct op_constraint *op = constraint_body(
		d, entry, CONSTRAINT_PRIMARY_KEY, key->name);

	(void)i;
	op->columns = key->columns;
	op->columns_count = key->columns_count;
	return diff_op(OP_CREATE_PRIMARY_KEY, op);
}

static struct operation primary_key_drop(
	struct differ *d, const struct entry *entry, unsigned i)
{
	(void)i;
	return diff_op(OP_DROP_CONSTRAINT, constraint_body(d, entry, CONSTRAINT_PRIMARY_KEY,
						   entry->normal->primary_key->name));
}

/* Unique constraints. */

static unsigned unique_count(const struct table *table)
{
	return table->unique_count;
}

static char *unique_name(const struct table *table, unsigned i)
{
	return table->unique[i].name;
}

static char *unique_signature(
	struct differ *d, const struct side *side, const struct entry *entry, unsigned i)
{
	(void)side;
	return diff_column_set(&d->scratch, entry->flat->unique[i].columns,
		entry->flat->unique[i].columns_count);
}

static bool unique_speaks_of(const struct entry *entry, unsigned i, enum column_state state)
{
	return any_in_state(entry, entry->flat->unique[i].columns,
		entry->flat->unique[i].columns_count, state);
}

static struct operation unique_create(
	struct differ *d, const struct entry *entry, unsigned i)
{
	const struct unique *unique = &entry->normal->unique[i];
	struct op_constraint *op = constraint_body(
		d, entry, CONSTRAINT_UNIQUE, unique->name);

	op->columns = unique->columns;
	op->columns_count = unique->columns_count;
	return diff_op(OP_CREATE_UNIQUE_CONSTRAINT, op);
}

static struct operation unique_drop(struct differ *d, const struct entry *entry, unsigned i)
{
	return diff_op(OP_DROP_CONSTRAINT, constraint_body(d, entry, CONSTRAINT_UNIQUE,
						   entry->normal->unique[i].name));
}

/* Foreign keys. */

static unsigned foreign_key_count(const struct table *table)
{
	return table->foreign_keys_count;
}

static char *foreign_key_name(const struct table *table, unsigned i)
{
	return table->foreign_keys[i].name;
}

static void add_action(const struct differ *d, struct text *out, const char *action)
{
	char *folded = action ? diff_fold(out->pool, action) : NULL;

	if (folded && (!strcmp(folded, "noaction") ||
			      (d->rules->plain_references && !strcmp(folded, "restrict"))))
		folded = NULL;
	add_text(out, folded);
}

static char *foreign_key_signature(
	struct differ *d, const struct side *side, const struct entry *entry, unsigned i)
{
	const struct foreign_key *key = &entry->flat->foreign_keys[i];
	const struct reference *reference = &key->references;
	const struct entry *target = diff_target(d, side, entry, reference);
	struct text out;
	char **columns;
	unsigned count;

	text_init(&out, &d->scratch);
	add_columns(&out, key->columns, key->columns_count);
	add_lower(&out,
		target ? target->key
		       : diff_key(d, &d->scratch, reference->schema, reference->table));
	diff_target_columns(target, reference, &columns, &count);
	add_columns(&out, columns, count);
	add_action(d, &out, reference->on_delete);
	add_action(d, &out, reference->on_update);
	if (reference->deferrable && !d->rules->plain_references)
		add_text(&out, diff_fold(&d->scratch, reference->deferrable));
	return out.data;
}

static bool foreign_key_speaks_of(
	const struct entry *entry, unsigned i, enum column_state state)
{
	return any_in_state(entry, entry->flat->foreign_keys[i].columns,
		entry->flat->foreign_keys[i].columns_count, state);
}

static struct operation foreign_key_create(
	struct differ *d, const struct entry *entry, unsigned i)
{
	struct foreign_key *key = &entry->normal->foreign_keys[i];
	struct op_constraint *op = constraint_body(
		d, entry, CONSTRAINT_FOREIGN_KEY, key->name);

	op->columns = key->columns;
	op->columns_count = key->columns_count;
	op->references = &key->references;
	return diff_op(OP_CREATE_FOREIGN_KEY, op);
}

static struct operation foreign_key_drop(
	struct differ *d, const struct entry *entry, unsigned i)
{
	return diff_op(OP_DROP_CONSTRAINT, constraint_body(d, entry, CONSTRAINT_FOREIGN_KEY,
						   entry->normal->foreign_keys[i].name));
}

/* Checks. */

static unsigned check_count(const struct table *table)
{
	return table->checks_count;
}

static char *check_name(const struct table *table, unsigned i)
{
	return table->checks[i].name;
}

static char *check_signature(
	struct differ *d, const struct side *side, const struct entry *entry, unsigned i)
{
	(void)side;
	return diff_expression(d, entry->flat->checks[i].check);
}

static bool check_speaks_of(const struct entry *entry, unsigned i, enum column_state state)
{
	return text_speaks_of(entry, entry->flat->checks[i].check, state);
}

static struct operation check_create(
	struct differ *d, const struct entry *entry, unsigned i)
{
	const struct check *check = &entry->normal->checks[i];
	struct op_constraint *op = constraint_body(d, entry, CONSTRAINT_CHECK, check->name);

	op->check = check->check;
	return diff_op(OP_CREATE_CHECK_CONSTRAINT, op);
}

static struct operation check_drop(struct differ *d, const struct entry *entry, unsigned i)
{
	return diff_op(OP_DROP_CONSTRAINT,
		constraint_body(d, entry, CONSTRAINT_CHECK, entry->normal->checks[i].name));
}

/* Indexes. */

static unsigned index_count(const struct table *table)
{
	return table->indexes_count;
}

static char *index_name(const struct table *table, unsigned i)
{
	return table->indexes[i].name;
}

/* A collation of its own is a part of the expression: so it may be written, too. */
static char *collated(struct differ *d, const struct index_column *column)
{
	if (!column->collation)
		return column->expression;
	return pool_printf(&d->scratch,
		column->column ? "\"%s\" COLLATE \"%s\"" : "(%s) COLLATE \"%s\"",
		column->column ? column->column : column->expression, column->collation);
}

static char *index_signature(
	struct differ *d, const struct side *side, const struct entry *entry, unsigned i)
{
	const struct index *index = &entry->flat->indexes[i];
	struct text out;

	(void)side;
	text_init(&out, &d->scratch);
	add_text(&out, index->unique == TRI_YES ? "unique" : "");
	for (unsigned j = 0; j < index->columns_count; j++) {
		const struct index_column *column = &index->columns[j];

		char *expression = collated(d, column);

		/* A column in disguise, as some tools write it. */
		if (!expression)
			add_lower(&out, column->column);
		else if (table_column(entry->flat, expression))
			add_lower(&out, expression);
		else
			add_text(&out, diff_expression(d, expression));
		add_text(&out, column->desc == TRI_YES ? "desc" : "");
	}
	add_text(&out, diff_expression(d, index->where));
	if (d->rules->has_include)
		add_text(&out,
			diff_column_set(&d->scratch, index->include, index->include_count));
	return out.data;
}

static bool index_speaks_of(const struct entry *entry, unsigned i, enum column_state state)
{
	const struct index *index = &entry->flat->indexes[i];

	for (unsigned j = 0; j < index->columns_count; j++) {
		const struct index_column *column = &index->columns[j];

		if (column->column && any_in_state(entry, &column->column, 1, state))
			return true;
		if (text_speaks_of(entry, column->expression, state))
			return true;
	}
	return text_speaks_of(entry, index->where, state) ||
	       any_in_state(entry, index->include, index->include_count, state);
}

static struct op_index *index_body(struct differ *d, const struct entry *entry)
{
	struct op_index *op = pool_new(d->pool, struct op_index);

	op->schema = entry->raw->schema;
	op->table = entry->raw->name;
	return op;
}

static struct operation index_create(
	struct differ *d, const struct entry *entry, unsigned i)
{
	struct op_index *op = index_body(d, entry);

	op->index = entry->normal->indexes[i];
	if (op->index.unique == TRI_NO)
		op->index.unique = TRI_UNSET;
	return diff_op(OP_CREATE_INDEX, op);
}

static struct operation index_drop(struct differ *d, const struct entry *entry, unsigned i)
{
	struct op_index *op = index_body(d, entry);

	op->index.name = entry->normal->indexes[i].name;
	return diff_op(OP_DROP_INDEX, op);
}

const struct item_kind diff_primary_keys = {"primary_key", PHASE_DROP_CONSTRAINTS,
	PHASE_CREATE_CONSTRAINTS, primary_key_count, primary_key_name,
	primary_key_signature, primary_key_speaks_of, primary_key_create, primary_key_drop};
const struct item_kind diff_uniques = {"unique", PHASE_DROP_CONSTRAINTS,
	PHASE_CREATE_CONSTRAINTS, unique_count, unique_name, unique_signature,
	unique_speaks_of, unique_create, unique_drop};
const struct item_kind diff_foreign_keys_kind = {"foreign_key", PHASE_DROP_FOREIGN_KEYS,
	PHASE_CREATE_FOREIGN_KEYS, foreign_key_count, foreign_key_name,
	foreign_key_signature, foreign_key_speaks_of, foreign_key_create, foreign_key_drop};
const struct item_kind diff_checks = {"check", PHASE_DROP_CONSTRAINTS,
	PHASE_CREATE_CONSTRAINTS, check_count, check_name, check_signature, check_speaks_of,
	check_create, check_drop};
const struct item_kind diff_indexes = {"index", PHASE_DROP_INDEXES, PHASE_CREATE_INDEXES,
	index_count, index_name, index_signature, index_speaks_of, index_create,
	index_drop};
