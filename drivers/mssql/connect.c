#include "drivers/mssql/connection.h"
#include "drivers/mssql/driver.h"
#include "drivers/mssql/login.h"

#include <stdlib.h>
#include <string.h>

struct mssql_db *mssql_db(struct db *db)
{
	/* The contract: a driver's own struct begins with struct db. */
	return (struct mssql_db *)(void *)db;
}

static struct mssql_db *new_db(const struct library *library, const struct dsn *dsn)
{
	struct mssql_db *self = xmalloc(sizeof(*self));

	memset(self, 0, sizeof(*self));
	pool_init(&self->pool);
	pool_init(&self->later_pool);
	text_init(&self->later, &self->later_pool);
	self->db.driver = &mssql_driver;
	self->db.dialect = mssql_driver.dialect;
	self->library = library;
	self->shown = pool_strdup(&self->pool, dsn->shown);
	self->lock_timeout = dsn->lock_timeout;
	self->query_timeout = self->running_timeout = dsn->query_timeout;
	atomic_init(&self->interrupted, false);
	return self;
}

/* Reading and writing connect alike: nothing comes into being by a login. */
int mssql_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err)
{
	const struct library *library;
	struct mssql_db *self;

	(void)access;
	if (library_load(&library, err) < 0)
		return -1;
	self = new_db(library, dsn);
	said_listen(library, &self->said);
	if (login_open(library, dsn, &self->process, err) < 0)
		goto failed;
	if (!self->process) {
		mssql_refused(self, dsn, err);
		goto failed;
	}
	*db = &self->db;
	return 0;
failed:
	mssql_close(&self->db);
	return -1;
}

/* The server rolls back what is open, and lets go of the lock. */
void mssql_close(struct db *db)
{
	struct mssql_db *self = db ? mssql_db(db) : NULL;

	if (!self)
		return;
	if (self->process)
		self->library->dbclose(self->process);
	said_listen(self->library, NULL);
	pool_release(&self->later_pool);
	pool_release(&self->pool);
	free(self);
}

void mssql_interrupt(struct db *db)
{
	atomic_store(&mssql_db(db)->interrupted, true);
}
