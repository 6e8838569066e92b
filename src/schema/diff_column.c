#include "schema/diff_internal.h"

#include <string.h>
#include <strings.h>

int diff_type_error(
	const struct entry *entry, const struct column *column, struct error *err)
{
	const struct error why = *err;

	error_set_at(err, ERR_CONFIG_INVALID, entry->given->file, column->line,
		column->column, "table %s: %s", entry->raw->name, why.message);
	return error_hint(err, "%s", why.hint);
}

int diff_type_text(
	struct differ *d, const struct column *column, char **text, struct error *err)
{
	char *found;

	if (column->type.kind == TYPE_UNSET && column->computed) {
		*text = pool_strdup(&d->scratch, "");
		return 0;
	}
	if (!d->rules->type_text) {
		*text = type_text(&d->scratch, &column->type);
		return 0;
	}
	if (d->rules->type_text(&d->scratch, column, &found, err))
		return -1;
	*text = diff_fold(&d->scratch, found);
	return 0;
}

char *diff_known_type(struct differ *d, const struct column *column)
{
	struct error err;
	char *text;

	if (diff_type_text(d, column, &text, &err))
		return diff_fold(&d->scratch, type_text(&d->scratch, &column->type));
	return text;
}

bool diff_has_default(const struct column *column)
{
	return column->default_sql ||
	       (column->default_value && column->default_value->text);
}

char *diff_default_text(struct differ *d, const struct column *column)
{
	if (!diff_has_default(column))
		return NULL;
	if (d->rules->default_text)
		return d->rules->default_text(&d->scratch, column);
	if (column->default_sql)
		return diff_expression(d, column->default_sql);
	return pool_strdup(&d->scratch, column->default_value->text);
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_computed(
	struct differ *d, const struct computed *from, const struct computed *to)
{
	if (!from || !to)
		return from == to;
	return (from->stored == TRI_YES) == (to->stored == TRI_YES) &&
	       same(diff_expression(d, from->as), diff_expression(d, to->as));
}

int diff_columns_prepare(struct differ *d, struct entry *from, struct error *err)
{
	struct entry *to = from->twin;
	char *text;

	from->states = pool_array(d->pool, enum column_state, from->flat->columns_count);
	to->states = pool_array(d->pool, enum column_state, to->flat->columns_count);
	for (unsigned i = 0; i < from->flat->columns_count; i++)
		from->states[i] = COLUMN_GONE;
	for (unsigned i = 0; i < to->flat->columns_count; i++) {
		const struct column *column = &to->flat->columns[i];
		int old = diff_column_index(from->flat, column->name);

		if (diff_type_text(d, column, &text, err))
			return diff_type_error(to, &to->raw->columns[i], err);
		if (old < 0)
			to->states[i] = COLUMN_GONE;
		else if (same_computed(
				 d, from->flat->columns[old].computed, column->computed) ||
			 !diff_wants(d, "column"))
			to->states[i] = from->states[old] = COLUMN_KEPT;
		else
			to->states[i] = from->states[old] = COLUMN_RECREATED;
	}
	return 0;
}

/* Adding and dropping. */

char *diff_column_name(struct differ *d, const struct entry *entry, const char *column)
{
	return pool_printf(d->pool, "%s.%s",
		diff_name(d, entry->raw->schema, entry->raw->name), column);
}

static struct op_alter_column *alter_body(
	struct differ *d, const struct entry *to, const struct column *column)
{
	struct op_alter_column *op = pool_new(&d->scratch, struct op_alter_column);

	op->schema = to->raw->schema;
	op->table = to->raw->name;
	op->column = column->name;
	return op;
}

static struct operation kept(struct differ *d, const struct op_alter_column *alter)
{
	struct op_alter_column *op = pool_new(d->pool, struct op_alter_column);

	*op = *alter;
	return diff_op(OP_ALTER_COLUMN, op);
}

static struct operation add_op(struct differ *d, const struct entry *entry, unsigned i)
{
	struct op_add_column *op = pool_new(d->pool, struct op_add_column);
	const struct column *raw = &entry->raw->columns[i];
	struct column *column = &op->column;

	op->schema = entry->raw->schema;
	op->table = entry->raw->name;
	*column = entry->flat->columns[i];
	if (column->nullable == TRI_YES)
		column->nullable = TRI_UNSET;
	if (!diff_has_default(column))
		column->default_value = NULL;
	column->references = entry->inlined[i];
	column->check = raw->check;
	if (column->nullable == TRI_NO && !diff_has_default(column) && !column->computed &&
		raw->fill && raw->fill->text)
		op->fill = raw->fill;
	if (d->rules->loose_autoincrement)
		column->autoincrement = TRI_UNSET;
	column->fill = NULL;
	column->renamed_from = NULL;
	column->line = column->column = 0;
	return diff_op(OP_ADD_COLUMN, op);
}

static struct operation drop_op(struct differ *d, const struct entry *entry, unsigned i)
{
	struct op_drop_column *op = pool_new(d->pool, struct op_drop_column);

	*op = (struct op_drop_column){
		entry->raw->schema, entry->raw->name, entry->flat->columns[i].name};
	return diff_op(OP_DROP_COLUMN, op);
}

static void add_column(
	struct differ *d, enum phase phase, const struct entry *to, unsigned i)
{
	const char *name = to->flat->columns[i].name;
	bool again = to->states[i] == COLUMN_RECREATED;

	diff_emit(d, phase, add_op(d, to, i), drop_op(d, to, i),
		pool_printf(d->pool, "%s column %s", again ? "changed computed" : "added",
			diff_column_name(d, to, name)));
	diff_autoincrement_alone(d, to, i, true);
}

static void drop_column(struct differ *d, const struct entry *from, unsigned i)
{
	const struct column *column = &from->flat->columns[i];
	bool again = from->states[i] == COLUMN_RECREATED;

	diff_autoincrement_alone(d, from, i, false);
	diff_emit(d, PHASE_DROP_COLUMNS, drop_op(d, from, i), add_op(d, from, i),
		pool_printf(d->pool, "%s column %s", again ? "changed computed" : "removed",
			diff_column_name(d, from, column->name)));
	if (again && !column->computed)
		diff_warn(d, "column %s becomes a computed one: what it holds is dropped",
			diff_column_name(d, from, column->name));
	if (column->nullable == TRI_NO && !diff_has_default(column) && !column->computed)
		diff_warn(d,
			"the downgrade brings back column %s as NOT NULL without a "
			"default, "
			"which works only while the table is empty: give its add_column a "
			"fill",
			diff_column_name(d, from, column->name));
}

/* Altering. */

struct alteration {
	struct op_alter_column *up, *down;
	struct text message;
	bool any;
};

static void note(
	struct alteration *change, const char *what, const char *from, const char *to)
{
	change->any = true;
	if (change->message.length)
		text_add(&change->message, ", ");
	text_printf(&change->message, "%s %s to %s", what, from, to);
}

static char *shown_type(struct differ *d, const struct column *column, const char *text)
{
	return column->type.kind == TYPE_RAW ? pool_strdup(d->pool, text)
					     : type_text(d->pool, &column->type);
}

static int compare_type(struct differ *d, struct alteration *change,
	const struct column *from, const struct column *to, struct error *err)
{
	char *old = diff_known_type(d, from);
	char *new;

	if (diff_type_text(d, to, &new, err))
		return -1;
	if (!strcmp(old, new))
		return 0;
	change->up->type = to->type;
	change->down->type = from->type;
	note(change, "type", shown_type(d, from, old), shown_type(d, to, new));
	return 0;
}

static void compare_nullable(
	struct alteration *change, const struct column *from, const struct column *to)
{
	if ((from->nullable == TRI_NO) == (to->nullable == TRI_NO))
		return;
	change->up->nullable = to->nullable;
	change->down->nullable = from->nullable;
	if (to->nullable == TRI_NO)
		note(change, "nullable", "yes", "no");
	else
		note(change, "nullable", "no", "yes");
}

static void set_default(
	struct differ *d, struct op_alter_column *op, const struct column *column)
{
	if (!diff_has_default(column))
		op->default_value = pool_new(d->pool, struct literal);
	else if (column->default_sql)
		op->default_sql = column->default_sql;
	else
		op->default_value = column->default_value;
}

static void compare_default(struct differ *d, struct alteration *change,
	const struct column *from, const struct column *to)
{
	char *old = diff_default_text(d, from);
	char *new = diff_default_text(d, to);

	if (same(old, new))
		return;
	set_default(d, change->up, to);
	set_default(d, change->down, from);
	note(change, "default", old ? old : "none", new ? new : "none");
}

static void compare_comment(
	struct alteration *change, const struct column *from, const struct column *to)
{
	static char none[] = "";
	char *old = from->comment ? from->comment : none;
	char *new = to->comment ? to->comment : none;

	if (!strcmp(old, new))
		return;
	change->up->comment = new;
	change->down->comment = old;
	note(change, "comment", *old ? old : "none", *new ? new : "none");
}

/* BINARY is what SQLite does without a collation; other databases have one of their own. */
static char *collation_of(const struct differ *d, const struct column *column)
{
	static char none[] = "";

	if (!column->collation || !strcasecmp(column->collation, "BINARY") ||
		(d->collation && !strcasecmp(column->collation, d->collation)))
		return none;
	return column->collation;
}

static void compare_collation(const struct differ *d, struct alteration *change,
	const struct column *from, const struct column *to)
{
	char *old = collation_of(d, from);
	char *new = collation_of(d, to);

	if (!strcasecmp(old, new))
		return;
	change->up->collation = new;
	change->down->collation = old;
	note(change, "collation", *old ? old : "none", *new ? new : "none");
}

static void compare_autoincrement(struct differ *d, struct alteration *change,
	const struct entry *entry, const struct column *from, const struct column *to)
{
	bool old, new;

	if (!diff_autoincrement(d, entry, from, to, &old, &new))
		return;
	change->up->autoincrement = new ? TRI_YES : TRI_NO;
	change->down->autoincrement = old ? TRI_YES : TRI_NO;
	note(change, "autoincrement", old ? "yes" : "no", new ? "yes" : "no");
}

static int compare_column(struct differ *d, const struct entry *entry,
	const struct column *from, const struct column *to, struct error *err)
{
	const struct entry *model = entry->twin;
	struct alteration change = {
		alter_body(d, model, to), alter_body(d, model, to), {0}, false};
	bool computed = to->computed != NULL;

	text_init(&change.message, &d->scratch);
	if (!computed && diff_wants(d, "type") && compare_type(d, &change, from, to, err))
		return -1;
	if (!computed && diff_wants(d, "nullable"))
		compare_nullable(&change, from, to);
	if (!computed && diff_wants(d, "default"))
		compare_default(d, &change, from, to);
	if (diff_wants(d, "type"))
		compare_collation(d, &change, from, to);
	if (diff_wants(d, "primary_key"))
		compare_autoincrement(d, &change, entry, from, to);
	if (d->rules->has_comments && diff_wants(d, "comment"))
		compare_comment(&change, from, to);
	if (change.any)
		diff_emit(d, PHASE_ALTER_COLUMNS, kept(d, change.up), kept(d, change.down),
			pool_printf(d->pool, "changed column %s: %s",
				diff_column_name(d, model, to->name), change.message.data));
	return 0;
}

/* A table is never without columns: when none stays, the new ones come first. */
static enum phase adding_phase(const struct entry *to)
{
	for (unsigned i = 0; i < to->flat->columns_count; i++) {
		if (to->states[i] == COLUMN_KEPT)
			return PHASE_ADD_COLUMNS;
	}
	return PHASE_DROP_COLUMNS;
}

/* A computed column needs the plain ones: it comes after them and goes before them. */
static void add_columns(struct differ *d, const struct entry *to, bool computed)
{
	enum phase phase = adding_phase(to);

	for (unsigned i = 0; i < to->flat->columns_count; i++) {
		if ((to->flat->columns[i].computed != NULL) != computed)
			continue;
		if (to->states[i] == COLUMN_GONE)
			add_column(d, phase, to, i);
		else if (to->states[i] == COLUMN_RECREATED)
			add_column(d, PHASE_ADD_COLUMNS, to, i);
	}
}

static void drop_columns(struct differ *d, const struct entry *from, bool computed)
{
	for (unsigned i = 0; i < from->flat->columns_count; i++) {
		if (from->states[i] != COLUMN_KEPT &&
			(from->flat->columns[i].computed != NULL) == computed)
			drop_column(d, from, i);
	}
}

int diff_columns(struct differ *d, struct entry *from, struct error *err)
{
	const struct entry *to = from->twin;

	for (unsigned i = 0; i < to->flat->columns_count; i++) {
		const struct column *column = &to->flat->columns[i];
		int old = diff_column_index(from->flat, column->name);

		if (to->states[i] == COLUMN_KEPT &&
			compare_column(d, from, &from->flat->columns[old], column, err))
			return -1;
	}
	if (!diff_wants(d, "column"))
		return 0;
	add_columns(d, to, false);
	add_columns(d, to, true);
	drop_columns(d, from, true);
	drop_columns(d, from, false);
	return 0;
}
