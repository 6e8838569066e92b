#include "run/session.h"

/* What a transaction begins with. */

int session_look(struct session *session, struct pool *pool, unsigned what,
	struct strings *rows, struct error *err)
{
	struct version_rows found = {.pool = pool};
	struct log_reading applied;
	struct db_look looks[] = {
		{.schema = session->schema,
			.table = session->table,
			.sql = version_select(session, pool),
			.row = version_take_row,
			.data = &found,
			.there = session->version_there},
		{.table = RUN_LOG_TABLE, .there = session->log_there},
		{.table = RUN_LOG_TABLE, .there = session->log_there},
	};
	unsigned count = 1;

	if (session->runner->keep_log || what & (LOOK_RUNNING | LOOK_APPLIED))
		count = 2;
	if (what & LOOK_APPLIED || session->done)
		count = 3;
	if (what & LOOK_RUNNING)
		log_look_running(session, pool, &looks[1]);
	if (what & LOOK_APPLIED)
		log_look_applied(session, pool, &applied, &looks[2]);
	else if (session->done)
		log_look_done(session, &looks[2]);
	session->running_read = session->applied_read = false;
	if (what & LOOK_BEGIN ? db_begin_look(session->db, looks, count, err) < 0
			      : db_look(session->db, looks, count, err) < 0)
		return -1;
	/* A table that was there stays: nobody drops it while gitmig works. */
	session->version_there = looks[0].there;
	session->log_there = count > 1 && looks[1].there;
	session->running_read = what & LOOK_RUNNING;
	if (what & LOOK_APPLIED)
		log_take_applied(session, &applied);
	strings_sort(&found.rows);
	*rows = found.rows;
	return 0;
}

int run_rows(struct db *db, const char *version_table, struct pool *pool,
	struct strings *rows, struct half_done *half, struct done_steps *done,
	struct error *err)
{
	struct runner runner = {.db = db, .version_table = version_table};
	struct session session;

	session_start(&session, &runner, pool);
	session.done = done;
	if (done)
		*done = (struct done_steps){.count = 0};
	if (session_look(&session, pool, half ? LOOK_RUNNING : 0, rows, err) < 0)
		return -1;
	if (half)
		*half = (struct half_done){NULL, NULL};
	if (half && session.running_count)
		*half = (struct half_done){
			session.running->revision, session.running->action};
	return 0;
}
