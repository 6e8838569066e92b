#include "run/session.h"

#include <stdlib.h>
#include <string.h>

/* What is applied, by the log. */

struct log_entry {
	struct logged logged;
	bool upgraded; /* the last that was done with it is an upgrade */
	bool over;     /* a later row speaks for the revision */
};

static int take_entry(void *data, int count, const char *const *values)
{
	struct log_reading *reading = data;
	struct pool *pool = reading->pool;
	struct log_entry entry;
	size_t *before;

	if (count < 5 || !values[0] || !values[1] || !values[2])
		return 0;
	entry = (struct log_entry){
		.logged = {.id = pool_strdup(pool, values[0]),
			.revision = pool_strdup(pool, values[1]),
			.digest = pool_strdup(pool, values[3]),
			.blob = pool_strdup(pool, values[4])},
		.upgraded = !strcmp(values[2], "upgrade"),
	};
	before = map_find(&reading->last, entry.logged.revision);
	if (before) {
		reading->items[*before].over = true;
	} else {
		before = pool_new(pool, size_t);
		map_put(&reading->last, entry.logged.revision, before);
	}
	*before = reading->count;
	POOL_PUSH(pool, reading->items, reading->count, reading->cap, entry);
	return 0;
}

static void pick(const struct log_reading *reading, struct logged **items, unsigned *count)
{
	struct logged *list = pool_array(reading->pool, struct logged, reading->count);
	unsigned used = 0;

	for (unsigned i = 0; i < reading->count; i++) {
		if (reading->items[i].upgraded && !reading->items[i].over)
			list[used++] = reading->items[i].logged;
	}
	*items = list;
	*count = used;
}

struct texts {
	struct pool *pool;
	struct logged *items;
	unsigned count, next;
};

/* The rows come in the order of the items, with others between. */
static int take_text(void *data, int count, const char *const *values)
{
	struct texts *texts = data;

	if (count < 2 || texts->next == texts->count || !values[0] ||
		strcmp(values[0], texts->items[texts->next].id) != 0)
		return 0;
	texts->items[texts->next++].manifest = pool_strdup(texts->pool, values[1]);
	return 0;
}

void log_look_applied(struct session *session, struct pool *pool,
	struct log_reading *reading, struct db_look *look)
{
	*reading = (struct log_reading){.pool = session->pool};
	map_init(&reading->last, session->pool, false);
	look->sql = pool_printf(pool,
		"SELECT id, revision, action, digest, blob_id FROM %s WHERE outcome = "
		"'done' "
		"ORDER BY id",
		session->log_name);
	look->row = take_entry;
	look->data = reading;
}

void log_take_applied(struct session *session, const struct log_reading *reading)
{
	map_init(&session->logged, session->pool, false);
	pick(reading, &session->applied, &session->applied_count);
	for (unsigned i = 0; i < session->applied_count; i++)
		map_put(&session->logged, session->applied[i].revision,
			&session->applied[i]);
	session->applied_read = true;
}

int log_read_applied(struct session *session, struct error *err)
{
	struct log_reading reading;
	struct db_look look;

	if (session->applied_read)
		return 0;
	log_look_applied(session, session->pool, &reading, &look);
	if (session->log_there &&
		db_query(session->db, look.sql, look.row, look.data, err) < 0)
		return -1;
	log_take_applied(session, &reading);
	return 0;
}

int run_logged(struct db *db, struct pool *pool, bool with_text, struct logged **items,
	unsigned *count, struct error *err)
{
	struct runner runner = {.db = db, .version_table = ""};
	struct db_look look = {.table = RUN_LOG_TABLE};
	struct log_reading reading;
	struct session session;
	struct texts texts = {.pool = pool};

	session_start(&session, &runner, pool);
	log_look_applied(&session, pool, &reading, &look);
	if (db_look(db, &look, 1, err) < 0)
		return -1;
	pick(&reading, &texts.items, &texts.count);
	if (with_text && look.there &&
		db_query(db,
			pool_printf(pool,
				"SELECT id, manifest FROM %s WHERE outcome = 'done' AND "
				"action = 'upgrade' ORDER BY id",
				session.log_name),
			take_text, &texts, err) < 0)
		return -1;
	*items = texts.items;
	*count = texts.count;
	return 0;
}

static int take_one(void *data, int count, const char *const *values)
{
	struct texts *texts = data;

	if (count > 0)
		texts->items[0].manifest = pool_strdup(texts->pool, values[0]);
	return 0;
}

int log_read_text(struct session *session, struct pool *pool, const struct logged *logged,
	const char **text, struct error *err)
{
	struct logged found = {.manifest = NULL};
	struct texts texts = {.pool = pool, .items = &found, .count = 1};
	char blob[41];

	if (db_query(session->db,
		    pool_printf(pool, "SELECT manifest FROM %s WHERE id = %ld",
			    session->log_name, strtol(logged->id, NULL, 10)),
		    take_one, &texts, err) < 0)
		return -1;
	if (!found.manifest) {
		error_set(err, ERR_DATABASE,
			"the log has no manifest of revision %s, which "
			"was applied with digest %s",
			logged->revision, logged->digest ? logged->digest : "unknown");
		return error_hint(err, "Use --force to revert it with the file as it is.");
	}
	if (session->runner->blob_id && logged->blob) {
		session->runner->blob_id(found.manifest, strlen(found.manifest), blob);
		if (strcmp(blob, logged->blob) != 0) {
			error_set(err, ERR_DATABASE,
				"the manifest of revision %s in the log "
				"is damaged: its blob id is %s, not %s",
				logged->revision, blob, logged->blob);
			return error_hint(err,
				"Use --force to revert it with the file as it "
				"is.");
		}
	}
	*text = found.manifest;
	return 0;
}
