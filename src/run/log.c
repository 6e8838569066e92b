#include "base/fault.h"
#include "db/script.h"
#include "run/session.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* gitmig_log: what was done, by whom, and the manifest that did it. */

char *log_now(struct pool *pool)
{
	struct timespec now;
	struct tm utc;
	char text[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
	return pool_printf(pool, "%s.%03dZ", text, (int)(now.tv_nsec / 1000000));
}

static struct column plain(struct pool *pool, const char *name, enum type_kind kind,
	int length, enum tri nullable)
{
	return (struct column){
		.name = pool_strdup(pool, name),
		.type = {.kind = kind, .length = length, .scale = -1},
		.nullable = nullable,
	};
}

static struct column moment(struct pool *pool, const char *name)
{
	struct column column = plain(pool, name, TYPE_RAW, -1, TRI_YES);

	column.type.sqlite = pool_strdup(pool, "TEXT");
	column.type.mssql = pool_strdup(pool, "DATETIME2");
	return column;
}

/* The long texts stand last, so that reading the others need not walk over them. */
int log_make(struct session *session, struct error *err)
{
	struct pool *pool = session->pool;
	struct column columns[] = {
		plain(pool, "id", TYPE_INTEGER, -1, TRI_NO),
		plain(pool, "revision", TYPE_STRING, 64, TRI_YES),
		plain(pool, "action", TYPE_STRING, 16, TRI_NO),
		plain(pool, "digest", TYPE_STRING, 40, TRI_YES),
		plain(pool, "git_commit", TYPE_STRING, 64, TRI_YES),
		plain(pool, "blob_id", TYPE_STRING, 40, TRI_YES),
		plain(pool, "who", TYPE_UNICODE, 255, TRI_YES),
		plain(pool, "host", TYPE_UNICODE, 255, TRI_YES),
		moment(pool, "started"),
		moment(pool, "finished"),
		plain(pool, "outcome", TYPE_STRING, 16, TRI_NO),
		plain(pool, "manifest", TYPE_UNICODE_TEXT, -1, TRI_YES),
		plain(pool, "error", TYPE_UNICODE_TEXT, -1, TRI_YES),
	};
	char *key[] = {columns[0].name};
	struct primary_key primary_key = {
		.name = generated_name(pool, "pk", RUN_LOG_TABLE, NULL, 0),
		.columns = key,
		.columns_count = 1,
	};
	const struct table table = {
		.name = pool_strdup(pool, RUN_LOG_TABLE),
		.columns = columns,
		.columns_count = sizeof(columns) / sizeof(columns[0]),
		.primary_key = &primary_key,
	};

	if (!session->runner->keep_log)
		return 0;
	columns[0].autoincrement = TRI_YES;
	return table_make(
		session, pool, &table, session->log_name, &session->log_there, err);
}

static const char *const outcome_names[] = {
	[OUTCOME_DONE] = "done",
	[OUTCOME_RUNNING] = "running",
	[OUTCOME_FAILED] = "failed",
};

static int add_value(struct session *session, struct text *sql, const char *value,
	enum type_kind kind, struct error *err)
{
	const struct literal literal = {
		.text = pool_strdup(sql->pool, value), .quoted = value != NULL};
	const struct type type = {.kind = kind, .length = -1, .scale = -1};

	return session->db->dialect->literal(sql, &literal, &type, err);
}

/* An expression of the server's in a script, else a value. */
static int add_said(struct session *session, struct text *sql, const char *expression,
	const char *value, enum type_kind kind, struct error *err)
{
	if (session->runner->script && expression) {
		text_add(sql, expression);
		return 0;
	}
	return add_value(session, sql, session->runner->script ? NULL : value, kind, err);
}

static const struct script_text *words_of(const struct session *session)
{
	static const struct script_text none;

	return session->db->driver->script ? session->db->driver->script : &none;
}

/* As many characters as the column holds, and whole ones. */
static const char *fitting(struct pool *pool, const char *text, size_t most)
{
	if (!text || strlen(text) <= most)
		return text;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return pool_strndup(pool, text, most);
}

static int add_values(struct session *session, struct text *sql, const struct work *work,
	enum outcome outcome, const char *error, struct error *err)
{
	const struct script_text *words = words_of(session);
	const struct revision *revision = work->step->revision;
	const struct {
		const char *expression, *value;
		bool said; /* who, host, times: a script leaves them to the server */
		enum type_kind kind;
	} values[] = {
		{NULL, revision ? revision->id : NULL, false, TYPE_STRING},
		{NULL, action_name(work->step->kind), false, TYPE_STRING},
		{NULL, work->digest, false, TYPE_STRING},
		{NULL, session->runner->git_commit, false, TYPE_STRING},
		{NULL, work->blob, false, TYPE_STRING},
		{words->who, fitting(sql->pool, session->runner->who, 255), true,
			TYPE_UNICODE},
		{words->host, session->host, true, TYPE_UNICODE},
		{words->now, work->started, true, TYPE_STRING},
		{outcome == OUTCOME_RUNNING ? NULL : words->now,
			outcome == OUTCOME_RUNNING ? NULL : log_now(sql->pool), true,
			TYPE_STRING},
		{NULL, outcome_names[outcome], false, TYPE_STRING},
		{NULL, work->text, false, TYPE_UNICODE_TEXT},
		{NULL, error, false, TYPE_UNICODE_TEXT},
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		int result;

		if (i)
			text_add(sql, ", ");
		if (values[i].said)
			result = add_said(session, sql, values[i].expression,
				values[i].value, values[i].kind, err);
		else
			result = add_value(
				session, sql, values[i].value, values[i].kind, err);
		if (result < 0)
			return -1;
	}
	return 0;
}

int log_write(struct session *session, struct pool *pool, const struct work *work,
	enum outcome outcome, const char *error, struct error *err)
{
	struct text sql;

	if (!session->runner->keep_log)
		return 0;
	if (fault_point("log row") < 0)
		return error_set(err, ERR_DATABASE, "fault at log row");
	text_init(&sql, pool);
	text_printf(&sql,
		"INSERT INTO %s (revision, action, digest, git_commit, blob_id, who, host, "
		"started, finished, outcome, manifest, error) VALUES (",
		session->log_name);
	if (add_values(session, &sql, work, outcome, error, err) == 0) {
		text_add_char(&sql, ')');
		if (db_later(session->db, sql.data, err) == 0)
			return 0;
	}
	return table_failed("write the table", RUN_LOG_TABLE, err);
}

int log_finish(struct session *session, struct pool *pool, const struct work *work,
	struct error *err)
{
	struct text sql;

	if (!session->runner->keep_log)
		return 0;
	if (fault_point("log row") < 0)
		return error_set(err, ERR_DATABASE, "fault at log row");
	text_init(&sql, pool);
	text_printf(&sql, "UPDATE %s SET outcome = 'done', finished = ", session->log_name);
	if (add_said(session, &sql, words_of(session)->now, log_now(pool), TYPE_STRING,
		    err) < 0)
		return -1;
	text_add(&sql, " WHERE outcome = 'running' AND revision = ");
	if (add_value(session, &sql, work->step->revision->id, TYPE_STRING, err) < 0)
		return -1;
	return db_later(session->db, sql.data, err);
}

int log_settle(struct session *session, struct error *err)
{
	if (!session->runner->keep_log || !session->log_there || !session->running_count)
		return 0;
	return db_later(session->db,
		pool_printf(session->pool,
			"UPDATE %s SET outcome = 'failed' WHERE outcome = 'running'",
			session->log_name),
		err);
}

static int take_running(void *data, int count, const char *const *values)
{
	struct session *session = data;
	struct pool *pool = session->pool;
	const struct running running = {
		.revision = pool_strdup(pool, count > 0 && values[0] ? values[0] : ""),
		.action = pool_strdup(pool, count > 1 && values[1] ? values[1] : ""),
		.manifest = pool_strdup(pool, count > 2 ? values[2] : NULL),
	};

	POOL_PUSH(pool, session->running, session->running_count, session->running_cap,
		running);
	return 0;
}

void log_look_running(struct session *session, struct pool *pool, struct db_look *look)
{
	session->running_count = 0;
	look->sql = pool_printf(pool,
		"SELECT revision, action, manifest FROM %s WHERE outcome = 'running' ORDER "
		"BY "
		"id",
		session->log_name);
	look->row = take_running;
	look->data = session;
}

static int take_done(void *data, int count, const char *const *values)
{
	struct session *session = data;
	struct pool *pool = session->pool;
	struct done_steps *done = session->done;
	struct done_step step;

	if (count < 4 || !values[0] || !values[1] || !values[2])
		return 0;
	step = (struct done_step){
		.id = pool_strdup(pool, values[0]),
		.revision = pool_strdup(pool, values[1]),
		.action = pool_strdup(pool, values[2]),
		.digest = pool_strdup(pool, values[3]),
	};
	POOL_PUSH(pool, done->items, done->count, done->cap, step);
	return 0;
}

void log_look_done(struct session *session, struct db_look *look)
{
	look->sql = pool_printf(session->pool,
		"SELECT id, revision, action, digest FROM %s WHERE outcome = 'done' "
		"ORDER BY id",
		session->log_name);
	look->row = take_done;
	look->data = session;
}

int log_read_running(struct session *session, struct error *err)
{
	struct db_look look;

	if (session->running_read)
		return 0;
	log_look_running(session, session->pool, &look);
	if (session->log_there &&
		db_query(session->db, look.sql, look.row, look.data, err) < 0)
		return -1;
	session->running_read = true;
	return 0;
}
