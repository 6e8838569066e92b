#include "run/session.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void session_start(struct session *session, struct runner *runner, struct pool *pool)
{
	const char *name = runner->version_table;
	const char *dot = strchr(name, '.');
	struct text quoted;

	*session = (struct session){.runner = runner, .db = runner->db, .pool = pool};
	session->schema = dot ? pool_strndup(pool, name, (size_t)(dot - name)) : NULL;
	session->table = dot ? dot + 1 : name;
	text_init(&quoted, pool);
	sql_table_name(runner->db->dialect, &quoted, session->schema, session->table);
	session->version_name = quoted.data;
	text_init(&quoted, pool);
	runner->db->dialect->quote_name(&quoted, RUN_LOG_TABLE);
	session->log_name = quoted.data;
	if (gethostname(session->host, sizeof(session->host)) < 0)
		session->host[0] = '\0';
	session->host[sizeof(session->host) - 1] = '\0';
}

const char *action_name(enum step_kind kind)
{
	static const char *const names[] = {
		[STEP_UPGRADE] = "upgrade",
		[STEP_DOWNGRADE] = "downgrade",
		[STEP_STAMP] = "stamp",
	};

	return names[kind];
}

int work_blame(const struct work *work, unsigned number, struct error *err)
{
	const struct operation *op = &work->operations.items[number];
	struct pool pool;

	if (err->code == ERR_MANIFEST_INVALID && !err->line) {
		err->line = op->line;
		err->column = op->column;
	}
	if (err->line && !err->file[0] && work->file)
		snprintf(err->file, sizeof(err->file), "%s", work->file);
	pool_init(&pool);
	error_prefix(err, "operation %u of %u (%s)", number + 1, work->operations.count,
		operation_summary(&pool, op));
	pool_release(&pool);
	return -1;
}

int step_blame(const struct step *step, struct error *err)
{
	const char *id = step->revision ? step->revision->id : "base";

	error_prefix(err, "revision %s", id);
	snprintf(err->revision, sizeof(err->revision), "%s", id);
	return -1;
}

static int from_log(struct session *session, struct pool *pool, const struct logged *logged,
	struct work *work, struct error *err)
{
	work->file = pool_printf(pool, "%s in " RUN_LOG_TABLE, work->step->revision->id);
	if (log_read_text(session, pool, logged, &work->text, err) < 0)
		return -1;
	work->length = strlen(work->text);
	work->digest = logged->digest;
	work->blob = logged->blob;
	return manifest_load(
		pool, work->file, work->text, work->length, &work->manifest, err);
}

static int from_file(
	struct session *session, struct pool *pool, struct work *work, struct error *err)
{
	const struct runner *runner = session->runner;
	const struct revision *revision = work->step->revision;

	work->file = revision->path;
	work->digest = revision->digest;
	work->blob = revision->blob;
	return runner->manifest(runner->data, pool, revision, &work->manifest, &work->text,
		&work->length, err);
}

/* An execute that has nothing to say to this database is an operation like others. */
static bool runs_outside(const struct session *session, const struct operation *op)
{
	return op->kind == OP_EXECUTE && !op->execute->transaction &&
	       session->db->dialect->execute_text(op->execute);
}

static int find_outside(const struct session *session, struct work *work, struct error *err)
{
	const struct operations *operations = &work->operations;

	for (unsigned i = 0; i < operations->count; i++) {
		if (!runs_outside(session, &operations->items[i]))
			continue;
		if (i + 1 < operations->count) {
			error_set(err, ERR_MANIFEST_INVALID,
				"an execute with transaction: "
				"false has to be the last operation");
			error_hint(err, "Put what follows it into a revision of its own.");
			return work_blame(work, i, err);
		}
		work->outside = true;
	}
	return 0;
}

static char *all_but_last(struct pool *pool, const struct operations *operations)
{
	struct operations first = *operations;
	struct text text;

	if (first.count)
		first.count--;
	text_init(&text, pool);
	operations_write(&text, &first, 0);
	return text.data;
}

/* The operations before the execute were done once. They must be the ones that stand
 * there now, else what continues is another revision than what began. */
static int check_half(struct pool *pool, const struct work *work, struct error *err)
{
	const struct running *half = work->half;
	struct manifest began;
	const struct operations *operations;

	if (half->manifest && manifest_load(pool, RUN_LOG_TABLE, half->manifest,
				      strlen(half->manifest), &began, err) < 0)
		return -1;
	if (half->manifest && work->outside) {
		operations = work->step->kind == STEP_UPGRADE ? &began.upgrade
							      : &began.downgrade;
		if (operations->count == work->operations.count &&
			!strcmp(all_but_last(pool, operations),
				all_but_last(pool, &work->operations)))
			return 0;
	}
	error_set(err, ERR_DATABASE,
		"its %s is half done, and the operations that were done "
		"are not those of its manifest any more",
		half->action);
	return error_hint(err,
		"Put them back (" RUN_LOG_TABLE " has the manifest as it was) "
		"and change the last operation alone, or finish by hand and stamp.");
}

static const struct running *find_half(
	const struct session *session, const struct step *step)
{
	for (unsigned i = 0; i < session->running_count; i++) {
		const struct running *running = &session->running[i];

		if (!strcmp(running->revision, step->revision->id) &&
			!strcmp(running->action, action_name(step->kind)))
			return running;
	}
	return NULL;
}

static int load(
	struct session *session, struct pool *pool, struct work *work, struct error *err)
{
	const struct step *step = work->step;
	const struct logged *logged = NULL;
	int result;

	if (step->kind == STEP_DOWNGRADE && !session->runner->force)
		logged = map_find(&session->logged, step->revision->id);
	if (logged && (!logged->digest || !strcmp(logged->digest, step->revision->digest)))
		logged = NULL;
	result = logged ? from_log(session, pool, logged, work, err)
			: from_file(session, pool, work, err);
	if (result < 0)
		return -1;
	if (step->kind == STEP_DOWNGRADE && work->manifest.irreversible) {
		error_set(err, ERR_IRREVERSIBLE, "it cannot be reverted");
		return error_hint(err,
			"Its manifest says downgrade: irreversible. Restore a "
			"backup, or write a new revision that goes the way you want.");
	}
	work->operations = step->kind == STEP_UPGRADE ? work->manifest.upgrade
						      : work->manifest.downgrade;
	if (find_outside(session, work, err) < 0)
		return -1;
	work->half = find_half(session, step);
	return work->half ? check_half(pool, work, err) : 0;
}

/* A stamp says what is there, whatever the manifest's operations are. */
static void load_stamp(struct session *session, struct pool *pool, struct work *work)
{
	struct error ignored;

	if (work->step->revision && work->step->revision->known &&
		from_file(session, pool, work, &ignored) < 0)
		work->text = NULL;
}

int work_load(struct session *session, struct pool *pool, const struct step *step,
	struct work *work, struct error *err)
{
	struct work loaded = {.step = step};

	if (step->kind == STEP_STAMP)
		load_stamp(session, pool, &loaded);
	else if (load(session, pool, &loaded, err) < 0)
		return step_blame(step, err);
	*work = loaded;
	return 0;
}
