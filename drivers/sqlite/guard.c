#include "drivers/sqlite/guard.h"

#include "drivers/sqlite/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MISMATCH (-1)

struct watched {
	char *schema, *table;
	long long before; /* violations, or MISMATCH */
};

struct guard {
	struct pool pool;
	struct watched *items;
	unsigned count, cap;
	/* Table and schema, in pairs: of the statement that is prepared, of those before.
	 */
	struct strings heard, known;
};

void guard_forget(struct sqlite_db *db)
{
	if (!db->guard)
		return;
	pool_release(&db->guard->pool);
	free(db->guard);
	db->guard = NULL;
}

static struct guard *guard_of(struct sqlite_db *db)
{
	if (!db->guard) {
		db->guard = xmalloc(sizeof(*db->guard));
		memset(db->guard, 0, sizeof(*db->guard));
		pool_init(&db->guard->pool);
	}
	return db->guard;
}

static struct watched *find(
	const struct guard *guard, const char *schema, const char *table)
{
	for (unsigned i = 0; i < guard->count; i++) {
		if (!strcasecmp(guard->items[i].schema, schema) &&
			!strcasecmp(guard->items[i].table, table))
			return &guard->items[i];
	}
	return NULL;
}

/* A foreign key that refers to columns that are not unique makes the pragma itself fail. */
static int count_violations(struct sqlite_db *db, struct pool *pool, const char *schema,
	const char *table, long long *count, struct error *err)
{
	struct error why;

	if (sqlite_number(db,
		    sql_format(pool,
			    "SELECT count(*) FROM pragma_foreign_key_check(%Q, %Q)", table,
			    schema),
		    count, &why) == 0)
		return 0;
	if (strstr(why.message, "foreign key mismatch")) {
		*count = MISMATCH;
		return 0;
	}
	/* Dropped in this transaction: it has no rows that could refer to any. */
	if (strstr(why.message, "no such table: ")) {
		*count = 0;
		return 0;
	}
	*err = why;
	return -1;
}

static int watch(
	struct sqlite_db *db, const char *schema, const char *table, struct error *err)
{
	struct guard *guard = guard_of(db);
	struct watched watched;

	if (find(guard, schema, table))
		return 0;
	watched.schema = pool_strdup(&guard->pool, schema);
	watched.table = pool_strdup(&guard->pool, table);
	if (count_violations(db, &guard->pool, schema, table, &watched.before, err) < 0)
		return -1;
	POOL_PUSH(&guard->pool, guard->items, guard->count, guard->cap, watched);
	return 0;
}

struct names {
	struct pool *pool;
	struct strings list;
};

static int add_name(void *data, int count, const char *const *values)
{
	struct names *names = data;

	(void)count;
	strings_add(names->pool, &names->list, pool_strdup(names->pool, values[0]));
	return 0;
}

int guard_watch(
	struct sqlite_db *db, const char *schema, const char *table, struct error *err)
{
	struct names names = {.pool = &guard_of(db)->pool};
	char *sql;

	schema = catalog_schema(schema);
	sql = sql_format(names.pool,
		"SELECT DISTINCT m.name FROM \"%w\".sqlite_master AS m, "
		"pragma_foreign_key_list(m.name, %Q) AS f WHERE m.type = 'table' AND "
		"m.sql LIKE '%%references%%' AND "
		"f.\"table\" = %Q COLLATE NOCASE",
		schema, schema, table);
	if (sqlite_query(&db->db, sql, add_name, &names, err) < 0)
		return -1;
	/* Itself too: it may get a foreign key. */
	strings_add(names.pool, &names.list, table);
	for (unsigned i = 0; i < names.list.count; i++) {
		if (watch(db, schema, names.list.items[i], err) < 0)
			return -1;
	}
	return 0;
}

static bool has_pair(const struct strings *pairs, const char *table, const char *schema)
{
	for (unsigned i = 0; i < pairs->count; i += 2) {
		if (!strcmp(pairs->items[i], table) && !strcmp(pairs->items[i + 1], schema))
			return true;
	}
	return false;
}

void guard_listen(struct sqlite_db *db, bool on)
{
	db->listening = on;
	if (on)
		guard_of(db)->heard.count = 0;
}

void guard_hear(struct sqlite_db *db, int action, const char *table, const char *schema)
{
	struct guard *guard = db->guard;

	if (!db->listening || !guard || !table || !schema ||
		!strncasecmp(table, "sqlite_", 7) ||
		(action != SQLITE_INSERT && action != SQLITE_UPDATE &&
			action != SQLITE_DELETE && action != SQLITE_DROP_TABLE))
		return;
	if (has_pair(&guard->known, table, schema) ||
		has_pair(&guard->heard, table, schema))
		return;
	strings_add(&guard->pool, &guard->heard, pool_strdup(&guard->pool, table));
	strings_add(&guard->pool, &guard->heard, pool_strdup(&guard->pool, schema));
}

int guard_heard(struct sqlite_db *db, struct error *err)
{
	int result = 0;

	if (!db->listening || !db->guard)
		return 0;
	db->listening = false; /* to the questions that are asked now */
	for (unsigned i = 0; result == 0 && i < db->guard->heard.count; i += 2) {
		const char *table = db->guard->heard.items[i];
		const char *schema = db->guard->heard.items[i + 1];

		result = guard_watch(db, schema, table, err);
		strings_add(&db->guard->pool, &db->guard->known, table);
		strings_add(&db->guard->pool, &db->guard->known, schema);
	}
	guard_listen(db, true);
	return result;
}

void guard_rename(
	struct sqlite_db *db, const char *schema, const char *from, const char *to)
{
	struct watched *watched = db->guard ? find(db->guard, catalog_schema(schema), from)
					    : NULL;

	if (watched)
		watched->table = pool_strdup(&db->guard->pool, to);
}

struct example {
	char child[128], row[32], parent[128];
};

static int take_example(void *data, int count, const char *const *values)
{
	struct example *example = data;

	(void)count;
	snprintf(example->child, sizeof(example->child), "%s", values[0]);
	snprintf(example->row, sizeof(example->row), "%s", values[1] ? values[1] : "");
	snprintf(example->parent, sizeof(example->parent), "%s", values[2]);
	return 0;
}

static int violated(struct sqlite_db *db, const struct watched *watched, long long now,
	struct error *err)
{
	struct example example = {.child = ""};

	if (now == MISMATCH) {
		error_set(err, ERR_DATABASE,
			"a foreign key of %s refers to columns that are not unique, or not "
			"there, any more",
			watched->table);
		return error_hint(err,
			"Drop the foreign key first, or keep the primary key or "
			"unique constraint that it refers to.");
	}
	if (sqlite_query(&db->db,
		    sql_format(&db->guard->pool,
			    "SELECT \"table\", rowid, parent FROM "
			    "pragma_foreign_key_check(%Q, %Q) LIMIT 1",
			    watched->table, watched->schema),
		    take_example, &example, err) < 0)
		return -1;
	error_set(err, ERR_UNSAFE_DATA,
		"%lld row%s of %s would refer to rows of %s that are not there%s%s", now,
		now == 1 ? "" : "s", watched->table, example.parent,
		*example.row ? ", such as the one with rowid " : "", example.row);
	return error_hint(err,
		"%lld did before. Delete or correct these rows, or drop the "
		"foreign key, in an operation before.",
		watched->before < 0 ? 0 : watched->before);
}

int guard_check(struct sqlite_db *db, struct error *err)
{
	for (unsigned i = 0; db->guard && i < db->guard->count; i++) {
		const struct watched *watched = &db->guard->items[i];
		long long now = 0;

		if (count_violations(db, &db->guard->pool, watched->schema, watched->table,
			    &now, err) < 0)
			return -1;
		if (watched->before != MISMATCH &&
			(now == MISMATCH || now > watched->before))
			return violated(db, watched, now, err);
	}
	return 0;
}
