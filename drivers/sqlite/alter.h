#ifndef SQLITE_ALTER_H
#define SQLITE_ALTER_H

#include "drivers/sqlite/sqlite.h"

struct pending;

/* One operation at work. */
struct alter {
	struct sqlite_db *db;
	struct pool *pool;
	const struct operation *op;
	struct statements statements; /* the dialect's; none when unsupported */
	bool unsupported;             /* the table has to be looked at */
	struct pending *pending;      /* the rebuild that it joins; NULL: it is done now */
	struct error *err;
};

int alter_add_column(struct alter *alter);
int alter_drop_column(struct alter *alter);
int alter_column(struct alter *alter);
/* At once, by SQLite. */
int alter_rename_column(struct alter *alter, const struct op_alter_column *op);
int alter_create_constraint(struct alter *alter);
int alter_drop_constraint(struct alter *alter);

/* One operation, with what the dialect says to it. */
int apply_one(struct alter *alter);
/* Runs the dialect's statements. */
int alter_run(struct alter *alter);
/* The rows of sqlite_stat1 and its sisters, where there are any, follow a table's name. */
int alter_rename_statistics(struct alter *alter, const char *from, const char *to);

#endif
