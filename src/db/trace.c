#include "db/script.h"

#include <stdlib.h>

/*
 * A driver in front of a driver. The struct driver that the wrapped one shows is a copy of
 * the inner's with other functions, so that its answers stay those of the inner.
 */
struct trace {
	struct db db;
	struct driver driver;
	struct db *inner; /* NULL: a script, nothing is connected */
	bool in_transaction;
	sql_sink_fn *sink;
	void *sink_data;
};

static struct trace *trace_of(struct db *db)
{
	return (struct trace *)db;
}

static const struct script_text *words(const struct trace *trace)
{
	static const struct script_text none;

	return trace->driver.script ? trace->driver.script : &none;
}

static void say(struct trace *trace, const char *statement)
{
	if (statement)
		trace->sink(trace->sink_data, statement);
}

/* As the log of the inner, and as what a script does instead of running. */
static void trace_statement(void *data, const char *sql)
{
	struct trace *trace = data;

	if (trace->db.log)
		trace->db.log(trace->db.log_data, sql);
	say(trace, sql);
	say(trace,
		trace->in_transaction ? words(trace)->guard : words(trace)->guard_outside);
}

static void trace_close(struct db *db)
{
	struct trace *trace = trace_of(db);

	if (!trace)
		return;
	if (trace->inner)
		trace->inner->driver->close(trace->inner);
	free(trace);
}

static int trace_begin(struct db *db, struct error *err)
{
	struct trace *trace = trace_of(db);

	if (trace->inner && trace->inner->driver->begin(trace->inner, err) < 0)
		return -1;
	trace->in_transaction = true;
	say(trace, words(trace)->begin ? words(trace)->begin : "BEGIN");
	say(trace, words(trace)->guard);
	return 0;
}

static int trace_commit(struct db *db, struct error *err)
{
	struct trace *trace = trace_of(db);

	if (trace->inner && trace->inner->driver->commit(trace->inner, err) < 0)
		return -1;
	trace->in_transaction = false;
	say(trace, words(trace)->commit ? words(trace)->commit : "COMMIT");
	say(trace, words(trace)->guard_outside);
	return 0;
}

static int trace_rollback(struct db *db, struct error *err)
{
	struct trace *trace = trace_of(db);

	if (trace->inner && trace->inner->driver->rollback(trace->inner, err) < 0)
		return -1;
	trace->in_transaction = false;
	say(trace, "ROLLBACK");
	return 0;
}

static int trace_exec(struct db *db, const char *sql, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->exec(trace->inner, sql, err);
}

static int trace_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->query(trace->inner, sql, row, data, err);
}

static int trace_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->apply(trace->inner, op, err);
}

static int trace_apply_all(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->apply_all(trace->inner, ops, count, failed, err);
}

static int trace_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->inspect(trace->inner, pool, schema, err);
}

static int trace_check_rows(struct db *db, const struct operation *op, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->check_rows(trace->inner, op, err);
}

static int trace_has_table(struct db *db, const char *schema, const char *name,
	bool *exists, struct error *err)
{
	struct trace *trace = trace_of(db);

	return trace->inner->driver->has_table(trace->inner, schema, name, exists, err);
}

static void trace_interrupt(struct db *db)
{
	struct trace *trace = trace_of(db);

	trace->inner->driver->interrupt(trace->inner);
}

static struct trace *make(const struct driver *driver, sql_sink_fn *sink, void *data)
{
	struct trace *trace = xmalloc(sizeof(*trace));

	*trace = (struct trace){.driver = *driver, .sink = sink, .sink_data = data};
	trace->driver.close = trace_close;
	trace->driver.begin = trace_begin;
	trace->driver.commit = trace_commit;
	trace->driver.rollback = trace_rollback;
	/* What is done in one round trip is written down as what it does. */
	trace->driver.look = trace->driver.begin_look = NULL;
	trace->driver.later = NULL;
	trace->driver.may_retry = NULL;
	trace->db.driver = &trace->driver;
	trace->db.dialect = driver->dialect;
	return trace;
}

struct db *db_trace(struct db *inner, sql_sink_fn *sink, void *data)
{
	struct trace *trace = make(inner->driver, sink, data);

	trace->inner = inner;
	trace->driver.exec = trace_exec;
	trace->driver.query = trace_query;
	trace->driver.apply = trace_apply;
	if (inner->driver->apply_all)
		trace->driver.apply_all = trace_apply_all;
	trace->driver.inspect = trace_inspect;
	trace->driver.check_rows = trace_check_rows;
	trace->driver.has_table = trace_has_table;
	trace->driver.interrupt = trace_interrupt;
	inner->log = trace_statement;
	inner->log_data = trace;
	return &trace->db;
}

static int script_exec(struct db *db, const char *sql, struct error *err)
{
	(void)err;
	trace_statement(db, sql);
	return 0;
}

static int script_query(
	struct db *db, const char *sql, db_row_fn *row, void *data, struct error *err)
{
	(void)db, (void)sql, (void)row, (void)data, (void)err;
	return 0;
}

static int script_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct pool pool;
	int result;

	pool_init(&pool);
	result = db->dialect->render(&pool, op, &statements, &unsupported, err);
	if (result == 0 && unsupported) {
		result = error_set(err, ERR_DATABASE,
			"%s cannot be written as a script without looking at the table",
			operation_name(op->kind));
	}
	for (unsigned i = 0; result == 0 && i < statements.list.count; i++)
		trace_statement(db, statements.list.items[i]);
	pool_release(&pool);
	return result;
}

static int script_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err)
{
	(void)db, (void)pool, (void)err;
	*schema = (struct schema){.tables = NULL};
	return 0;
}

static int script_check_rows(struct db *db, const struct operation *op, struct error *err)
{
	(void)db, (void)op, (void)err;
	return 0;
}

static int script_has_table(struct db *db, const char *schema, const char *name,
	bool *exists, struct error *err)
{
	(void)db, (void)schema, (void)name, (void)err;
	*exists = false;
	return 0;
}

static void script_interrupt(struct db *db)
{
	(void)db;
}

struct db *db_script(const struct driver *driver, sql_sink_fn *sink, void *data)
{
	struct trace *trace = make(driver, sink, data);

	trace->driver.exec = script_exec;
	trace->driver.query = script_query;
	trace->driver.apply = script_apply;
	trace->driver.apply_all = NULL;
	trace->driver.inspect = script_inspect;
	trace->driver.check_rows = script_check_rows;
	trace->driver.has_table = script_has_table;
	trace->driver.interrupt = script_interrupt;
	return &trace->db;
}
