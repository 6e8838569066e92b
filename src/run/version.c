#include "base/fault.h"
#include "db/script.h"
#include "run/session.h"

#include <string.h>

/* The version table: one row per applied head. */

#define COLUMN "version_num"
#define WIDTH  64

static int take_row(void *data, int count, const char *const *values)
{
	struct strings *rows = ((void **)data)[0];
	struct pool *pool = ((void **)data)[1];

	if (count > 0 && values[0])
		strings_add(pool, rows, pool_strdup(pool, values[0]));
	return 0;
}

static int query_rows(struct db *db, struct pool *pool, const char *quoted,
	struct strings *rows, struct error *err)
{
	struct strings found = {.count = 0};
	void *data[2] = {&found, pool};

	if (db_query(db, pool_printf(pool, "SELECT " COLUMN " FROM %s", quoted), take_row,
		    data, err) < 0)
		return -1;
	strings_sort(&found);
	*rows = found;
	return 0;
}

static int has_table(struct session *session, const char *schema, const char *name,
	bool *there, struct error *err)
{
	/* A table that was there stays: nobody drops it while gitmig works. */
	if (*there)
		return 0;
	return session->db->driver->has_table(session->db, schema, name, there, err);
}

int session_read_rows(
	struct session *session, struct pool *pool, struct strings *rows, struct error *err)
{
	if (has_table(session, session->schema, session->table, &session->version_there,
		    err) < 0)
		return -1;
	if (session->runner->keep_log &&
		has_table(session, NULL, RUN_LOG_TABLE, &session->log_there, err) < 0)
		return -1;
	if (!session->version_there) {
		*rows = (struct strings){.count = 0};
		return 0;
	}
	return query_rows(session->db, pool, session->version_name, rows, err);
}

int run_rows(struct db *db, const char *version_table, struct pool *pool,
	struct strings *rows, struct error *err)
{
	struct runner runner = {.db = db, .version_table = version_table};
	struct session session;

	session_start(&session, &runner, pool);
	return session_read_rows(&session, pool, rows, err);
}

/* In a script whether the table is there is only known when it runs. */
static int script_make(struct session *session, struct pool *pool,
	const struct operation *op, const char *quoted, struct error *err)
{
	const struct script_text *words = session->db->driver->script;
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct text text;

	if (session->db->dialect->render(pool, op, &statements, &unsupported, err) < 0)
		return -1;
	for (unsigned i = 0; i < statements.list.count; i++) {
		text_init(&text, pool);
		if (words && words->if_missing)
			words->if_missing(&text, quoted, statements.list.items[i]);
		else
			text_add(&text, statements.list.items[i]);
		if (db_exec(session->db, text.data, err) < 0)
			return -1;
	}
	return 0;
}

int table_make(struct session *session, struct pool *pool, const struct table *table,
	const char *quoted, bool *there, struct error *err)
{
	struct table copy = *table;
	struct operation op = {.kind = OP_CREATE_TABLE, .create_table = &copy};

	if (*there)
		return 0;
	if (session->runner->script ? script_make(session, pool, &op, quoted, err) < 0
				    : db_apply(session->db, &op, err) < 0)
		return error_prefix(err, "cannot create the table %s", table->name);
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
	return db_exec(session->db, sql.data, err);
}

int version_change(struct session *session, struct pool *pool, const struct strings *gone,
	const struct strings *fresh, struct error *err)
{
	unsigned most = gone->count > fresh->count ? gone->count : fresh->count;

	for (unsigned i = 0; i < most; i++) {
		if (change_row(session, pool, i < gone->count ? gone->items[i] : NULL,
			    i < fresh->count ? fresh->items[i] : NULL, err) < 0)
			return error_prefix(
				err, "cannot write the version table %s", session->table);
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
	struct strings found;

	if (query_rows(session->db, pool, session->version_name, &found, err) < 0)
		return -1;
	if (strings_equal(&found, rows))
		return 0;
	error_set(err, ERR_DATABASE, "the table %s holds %s now instead of %s",
		session->table, found.count ? strings_join(pool, &found, ", ") : "no row",
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
