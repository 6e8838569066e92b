#include "drivers/mssql/connection.h"
#include "drivers/mssql/mssql.h"

/* An operation's statements, each a batch. */

static int run_statements(
	struct db *db, const struct statements *statements, struct error *err)
{
	for (unsigned i = 0; i < statements->list.count; i++) {
		if (mssql_exec(db, statements->list.items[i], err) < 0)
			return -1;
	}
	return 0;
}

int mssql_apply(struct db *db, const struct operation *op, struct error *err)
{
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct pool pool;
	int result;

	pool_init(&pool);
	result = db->dialect->render(&pool, op, &statements, &unsupported, err);
	if (!result)
		result = run_statements(db, &statements, err);
	pool_release(&pool);
	return result;
}
