#include "drivers/sqlite/alter.h"

#include "drivers/sqlite/catalog.h"

int alter_run(struct alter *alter)
{
	for (unsigned i = 0; i < alter->statements.list.count; i++) {
		if (sqlite_exec(&alter->db->db, alter->statements.list.items[i],
			    alter->err) < 0)
			return -1;
	}
	return 0;
}

/* The schema of the operation's table. */
static const char *schema_of(const struct operation *op)
{
	/* Every operation on a table begins with its schema. */
	return op->kind == OP_EXECUTE ? NULL : *(char *const *)op->any;
}

int alter_rename_statistics(struct alter *alter, const char *from, const char *to)
{
	static const char *const tables[] = {"sqlite_stat1", "sqlite_stat4"};
	const char *schema = schema_of(alter->op);

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		bool exists = false;

		if (alter->db->db.driver->has_table(
			    &alter->db->db, schema, tables[i], &exists, alter->err) < 0)
			return -1;
		if (exists &&
			sqlite_exec(&alter->db->db,
				sql_format(alter->pool,
					"UPDATE \"%w\".%s SET tbl = %Q WHERE tbl = %Q "
					"COLLATE NOCASE",
					catalog_schema(schema), tables[i], to, from),
				alter->err) < 0)
			return -1;
	}
	return 0;
}
