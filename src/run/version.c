#include "base/fault.h"
#include "db/script.h"
#include "run/session.h"

#include <string.h>

/* The version table: one row per applied head. */

#define COLUMN "version_num"
#define WIDTH  64

int version_take_row(void *data, int count, const char *const *values)
{
	struct version_rows *found = data;

	if (count > 0 && values[0])
		strings_add(found->pool, &found->rows, pool_strdup(found->pool, values[0]));
	return 0;
}

char *version_select(struct session *session, struct pool *pool)
{
	return pool_printf(pool, "SELECT " COLUMN " FROM %s", session->version_name);
}

/* In a script whether the table is there is only known when it runs. */
static int make_statement(struct session *session, struct pool *pool, const char *create,
	const char *quoted, struct error *err)
{
	const struct script_text *words = session->db->driver->script;
	struct text text;

	if (!session->runner->script || !words || !words->if_missing)
		return db_later(session->db, create, err);
	text_init(&text, pool);
	words->if_missing(&text, quoted, create);
	return db_exec(session->db, text.data, err);
}

int table_failed(const char *what, const char *table, struct error *err)
{
	if (err && err->code == ERR_IO)
		return -1;
	return error_prefix(err, "cannot %s %s", what, table);
}

int table_make(struct session *session, struct pool *pool, const struct table *table,
	const char *quoted, bool *there, struct error *err)
{
	struct table copy = *table;
	struct operation op = {.kind = OP_CREATE_TABLE, .create_table = &copy};
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	int result;

	if (*there)
		return 0;
	result = session->db->dialect->render(pool, &op, &statements, &unsupported, err);
	for (unsigned i = 0; result == 0 && i < statements.list.count; i++)
		result = make_statement(
			session, pool, statements.list.items[i], quoted, err);
	if (result < 0)
		return table_failed("create the table", table->name, err);
	*there = true;
	return 0;
}

int version_make(struct session *session, struct error *err)
{
	struct pool *pool = session->pool;
	char *key[] = {pool_strdup(pool, COLUMN)};
	struct column column = {
		.name = key[0],
		.type = {.kind = TYPE_STRING, .length = WIDTH, .scale = -1},
		.nullable = TRI_NO,
	};
	struct primary_key primary_key = {
		.name = generated_name(pool, "pk", session->table, NULL, 0),
		.columns = key,
		.columns_count = 1,
	};
	const struct table table = {
		.schema = pool_strdup(pool, session->schema),
		.name = pool_strdup(pool, session->table),
		.columns = &column,
		.columns_count = 1,
		.primary_key = &primary_key,
	};

	return table_make(
		session, pool, &table, session->version_name, &session->version_there, err);
}

static int quoted_id(
	struct session *session, struct text *out, const char *id, struct error *err)
{
	const struct literal literal = {.text = pool_strdup(out->pool, id), .quoted = true};
	const struct type type = {.kind = TYPE_STRING, .length = WIDTH, .scale = -1};

	return session->db->dialect->literal(out, &literal, &type, err);
}

static int change_row(struct session *session, struct pool *pool, const char *from,
	const char *to, struct error *err)
{
	const char *table = session->version_name;
	struct text sql;

	if (fault_point("version row") < 0)
		return error_set(err, ERR_DATABASE, "fault at version row");
	text_init(&sql, pool);
	if (from && to)
		text_printf(&sql, "UPDATE %s SET " COLUMN " = ", table);
	else if (from)
		text_printf(&sql, "DELETE FROM %s", table);
	else
		text_printf(&sql, "INSERT INTO %s (" COLUMN ") VALUES (", table);
	if (to && quoted_id(session, &sql, to, err) < 0)
		return -1;
	text_add(&sql, from ? " WHERE " COLUMN " = " : ")");
	if (from && quoted_id(session, &sql, from, err) < 0)
		return -1;
	return db_later(session->db, sql.data, err);
}

int version_change(struct session *session, struct pool *pool, const struct strings *gone,
	const struct strings *fresh, struct error *err)
{
	unsigned most = gone->count > fresh->count ? gone->count : fresh->count;

	for (unsigned i = 0; i < most; i++) {
		if (change_row(session, pool, i < gone->count ? gone->items[i] : NULL,
			    i < fresh->count ? fresh->items[i] : NULL, err) < 0)
			return table_failed("write the version table", session->table, err);
	}
	return 0;
}

void rows_copy(struct pool *pool, const struct strings *rows, struct strings *copy)
{
	struct strings made = {.count = 0};

	for (unsigned i = 0; i < rows->count; i++)
		strings_add(pool, &made, pool_strdup(pool, rows->items[i]));
	strings_sort(&made);
	*copy = made; /* which may be rows */
}

void rows_lacking(struct pool *pool, const struct strings *a, const struct strings *b,
	struct strings *out)
{
	unsigned j = 0;

	*out = (struct strings){.count = 0};
	for (unsigned i = 0; i < a->count; i++) {
		while (j < b->count && strcmp(b->items[j], a->items[i]) < 0)
			j++;
		if (j == b->count || strcmp(b->items[j], a->items[i]) != 0)
			strings_add(pool, out, a->items[i]);
	}
}

static unsigned place_of(const struct strings *rows, const char *id, bool *there)
{
	unsigned low = 0, high = rows->count;

	*there = false;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = strcmp(rows->items[middle], id);

		if (order == 0)
			*there = true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void rows_step(struct pool *pool, const struct strings *rows, const struct step *step,
	struct strings *gone, struct strings *fresh)
{
	bool there;

	*gone = *fresh = (struct strings){.count = 0};
	for (unsigned i = 0; i < step->removes.count; i++) {
		place_of(rows, step->removes.items[i], &there);
		if (there)
			strings_add(pool, gone, step->removes.items[i]);
	}
	for (unsigned i = 0; i < step->adds.count; i++) {
		place_of(rows, step->adds.items[i], &there);
		if (!there)
			strings_add(pool, fresh, step->adds.items[i]);
	}
}

void rows_become(struct pool *pool, struct strings *rows, const struct strings *gone,
	const struct strings *fresh)
{
	bool there;

	for (unsigned i = 0; i < gone->count; i++) {
		unsigned at = place_of(rows, gone->items[i], &there);

		rows->count--;
		memmove(rows->items + at, rows->items + at + 1,
			(rows->count - at) * sizeof(*rows->items));
	}
	for (unsigned i = 0; i < fresh->count; i++) {
		unsigned at = place_of(rows, fresh->items[i], &there);

		strings_add(pool, rows, fresh->items[i]);
		memmove(rows->items + at + 1, rows->items + at,
			(rows->count - 1 - at) * sizeof(*rows->items));
		rows->items[at] = fresh->items[i];
	}
}

int version_require(struct session *session, struct pool *pool, const struct strings *rows,
	struct error *err)
{
	const struct script_text *words = session->db->driver->script;
	struct text condition, sql;

	if (!words || !words->require)
		return 0;
	text_init(&condition, pool);
	text_printf(&condition, "(SELECT COUNT(*) FROM %s) = %u", session->version_name,
		rows->count);
	if (rows->count)
		text_printf(&condition,
			" AND (SELECT COUNT(*) FROM %s WHERE " COLUMN " IN (",
			session->version_name);
	for (unsigned i = 0; i < rows->count; i++) {
		if (i)
			text_add(&condition, ", ");
		if (quoted_id(session, &condition, rows->items[i], err) < 0)
			return -1;
	}
	if (rows->count)
		text_printf(&condition, ")) = %u", rows->count);
	text_init(&sql, pool);
	words->require(&sql, condition.data);
	return db_exec(session->db, sql.data, err);
}

int version_confirm(struct session *session, struct pool *pool, const struct strings *rows,
	struct error *err)
{
	struct version_rows found = {.pool = pool};

	if (db_query(session->db, version_select(session, pool), version_take_row, &found,
		    err) < 0)
		return -1;
	strings_sort(&found.rows);
	if (strings_equal(&found.rows, rows))
		return 0;
	error_set(err, ERR_DATABASE, "the table %s holds %s now instead of %s",
		session->table,
		found.rows.count ? strings_join(pool, &found.rows, ", ") : "no row",
		rows->count ? strings_join(pool, rows, ", ") : "no row");
	return error_hint(err,
		"An operation or a trigger has changed its rows; they are gitmig's alone.");
}

/* Alembic's own tables have VARCHAR(32). */
#define NARROWEST 32

static const char *longest_id(const struct plan *plan)
{
	const char *longest = "";

	for (unsigned i = 0; i < plan->count; i++) {
		const struct strings *adds = &plan->items[i].adds;

		for (unsigned k = 0; k < adds->count; k++) {
			if (strlen(adds->items[k]) > strlen(longest))
				longest = adds->items[k];
		}
	}
	return longest;
}

int version_check_width(struct session *session, const struct plan *plan, struct error *err)
{
	const char *longest = longest_id(plan);
	const struct table *table;
	const struct column *column;
	struct schema schema;

	if (strlen(longest) <= NARROWEST || !session->version_there ||
		session->db->driver->any_length)
		return 0;
	if (session->db->driver->inspect(session->db, session->pool, &schema, err) < 0)
		return -1;
	table = schema_find(&schema, session->schema, session->table);
	column = table ? table_column(table, COLUMN) : NULL;
	if (!column || column->type.length <= 0 ||
		(column->type.kind != TYPE_STRING && column->type.kind != TYPE_UNICODE) ||
		strlen(longest) <= (size_t)column->type.length)
		return 0;
	error_set(err, ERR_DATABASE,
		"the id %s is longer than the %d characters that the "
		"table %s holds",
		longest, column->type.length, session->table);
	return error_hint(err,
		"Widen its column " COLUMN " to %d characters, or give the "
		"revision a shorter id.",
		WIDTH);
}
