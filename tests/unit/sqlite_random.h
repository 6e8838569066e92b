#ifndef TESTS_SQLITE_RANDOM_H
#define TESTS_SQLITE_RANDOM_H

#include "sqlite_fixture.h"

#include <stdlib.h>

/* Random databases and random operations, the same in every run (seed). */

static uint64_t seed;

static inline unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static inline char *pick(char *const *items, size_t count)
{
	return items[dice((unsigned)count)];
}

#define PICK(...)                                                                          \
	pick((char *const[]){__VA_ARGS__},                                                 \
		sizeof((char *const[]){__VA_ARGS__}) / sizeof(char *))

#define COLUMNS 5
static char *const columns[COLUMNS] = {"a", "b", "c d", "e", "f"};
static char *const tables[] = {"t", "\"u v\"", "w"};
static char *const table_names[] = {"t", "u v", "w"};

struct made {
	struct text schema, rows;
};

static inline void make_columns(struct text *out, bool *keyed)
{
	unsigned key = dice(2 * COLUMNS);

	for (unsigned i = 0; i < COLUMNS; i++) {
		text_printf(out, "%s\"%s\" %s", i ? ", " : "", columns[i],
			PICK("INTEGER", "TEXT", "", "VARCHAR(10)", "NUMERIC"));
		if (i == key) {
			text_printf(out, " PRIMARY KEY%s",
				PICK("", "", " ON CONFLICT REPLACE"));
			*keyed = true;
			continue;
		}
		if (i > 1 && !dice(8))
			text_printf(out, " AS (a || %u)%s", i, PICK("", " STORED"));
		else if (!dice(4))
			text_printf(
				out, " DEFAULT %s", PICK("5", "'x'", "(1 + 1)", "NULL"));
		if (!dice(6))
			text_add(out, PICK(" UNIQUE ON CONFLICT IGNORE",
					      " CHECK (a IS NOT 99)", " COLLATE NOCASE",
					      " CONSTRAINT n1 CHECK (e <> 'no')"));
		if (!dice(6))
			text_printf(out, " REFERENCES %s (a) ON DELETE CASCADE",
				PICK("t", "\"u v\""));
	}
}

static inline void make_table(struct made *made, unsigned number)
{
	struct text *out = &made->schema;
	bool keyed = false;

	text_printf(out, "CREATE TABLE %s (", tables[number]);
	make_columns(out, &keyed);
	if (!dice(4))
		text_add(out, ", UNIQUE (a, b)");
	if (!dice(4))
		text_add(out, ", CONSTRAINT ck CHECK (b IS NOT 'never') -- a comment\n");
	if (!dice(5))
		text_add(out, ", FOREIGN KEY (e) REFERENCES w (f)");
	text_printf(out, ")%s;\n", keyed && !dice(5) ? " WITHOUT ROWID" : "");
	if (!dice(2))
		text_printf(out, "CREATE INDEX \"i %u\" ON %s (%s)%s;\n", number,
			tables[number],
			PICK("a", "b DESC, e", "lower(b)", "\"c d\" COLLATE NOCASE"),
			PICK("", " WHERE a > 0", " WHERE f IS NULL"));
	if (!dice(2))
		text_printf(out,
			"CREATE TRIGGER tr%u AFTER %s ON %s BEGIN INSERT INTO log VALUES "
			"('%u', "
			"%s); END;\n",
			number, PICK("INSERT", "UPDATE", "UPDATE OF b", "DELETE"),
			tables[number], number, PICK("1", "2", "(SELECT count(*) FROM t)"));
	if (!dice(3))
		text_printf(out, "CREATE VIEW v%u AS SELECT %s FROM %s;\n", number,
			PICK("*", "a, b", "e AS x", "count(*)"), tables[number]);
}

static inline void make_rows(struct made *made, unsigned number)
{
	for (unsigned n = dice(8); n; n--) {
		text_printf(&made->rows,
			"INSERT OR IGNORE INTO %s (a, b) VALUES (%s, %s);\n",
			tables[number], PICK("1", "2", "3", "4", "5", "6"),
			PICK("1", "'one'", "NULL", "x'41'", "2.5"));
		if (!dice(4))
			text_printf(&made->rows, "DELETE FROM %s WHERE a = 3;\n",
				tables[number]);
	}
}

static inline void make(struct pool *pool, struct made *made)
{
	text_init(&made->schema, pool);
	text_init(&made->rows, pool);
	text_add(&made->schema,
		"CREATE TABLE log (id, w);\nCREATE TABLE seq (id INTEGER PRIMARY "
		"KEY AUTOINCREMENT, up REFERENCES seq);\n");
	text_add(&made->rows, "INSERT INTO seq VALUES (50, NULL), (51, 50);\n");
	for (unsigned i = 0; i < 3; i++)
		make_table(made, i);
	for (unsigned i = 0; i < 3; i++)
		make_rows(made, i);
	if (!dice(3))
		text_add(&made->rows, "ANALYZE;\n");
}

static inline struct literal *literal(struct pool *pool, char *text)
{
	struct literal *made = pool_new(pool, struct literal);

	made->text = text;
	return made;
}

static inline struct operation add_column(struct pool *pool, char *table)
{
	struct op_add_column *op = pool_new(pool, struct op_add_column);

	op->table = table;
	op->column.name = PICK("new", "a", "New \"one\"");
	op->column.type.kind = dice(2) ? TYPE_INTEGER : TYPE_TEXT;
	op->column.nullable = dice(3) ? TRI_UNSET : TRI_NO;
	op->column.unique = dice(5) ? TRI_UNSET : TRI_YES;
	if (!dice(3))
		op->column.default_value = literal(pool, PICK("1", "2"));
	else if (!dice(3))
		op->column.default_sql = PICK("1 + 1", "lower('X')");
	if (!dice(3))
		op->fill = literal(pool, PICK("7", "8"));
	return (struct operation){.kind = OP_ADD_COLUMN, .add_column = op};
}

static inline struct operation alter_column(struct pool *pool, char *table)
{
	struct op_alter_column *op = pool_new(pool, struct op_alter_column);

	op->table = table;
	op->column = pick(columns, COLUMNS);
	if (!dice(2))
		op->nullable = dice(2) ? TRI_NO : TRI_YES;
	if (!dice(3))
		op->type.kind = dice(2) ? TYPE_TEXT : TYPE_INTEGER;
	if (!dice(3))
		op->default_value = literal(pool, PICK("1", NULL, "3"));
	if (!dice(4))
		op->rename_to = PICK("renamed", "b", "x y");
	if (!dice(4))
		op->using = PICK("b", "coalesce(a, 1)", "e || 'x'");
	return (struct operation){.kind = OP_ALTER_COLUMN, .alter_column = op};
}

static inline struct operation drop_column(struct pool *pool, char *table)
{
	struct op_drop_column *op = pool_new(pool, struct op_drop_column);

	op->table = table;
	op->column = pick(columns, COLUMNS);
	return (struct operation){.kind = OP_DROP_COLUMN, .drop_column = op};
}

static inline struct operation constraint(struct pool *pool, char *table)
{
	static const enum operation_kind kinds[] = {OP_CREATE_PRIMARY_KEY,
		OP_CREATE_UNIQUE_CONSTRAINT, OP_CREATE_FOREIGN_KEY,
		OP_CREATE_CHECK_CONSTRAINT};
	struct op_constraint *op = pool_new(pool, struct op_constraint);
	unsigned kind = dice(4);

	op->table = table;
	op->kind = (enum constraint_kind)(CONSTRAINT_PRIMARY_KEY + kind);
	op->columns = pool_array(pool, char *, 2);
	op->columns[0] = pick(columns, COLUMNS);
	op->columns[1] = pick(columns, COLUMNS);
	op->columns_count = op->kind == CONSTRAINT_FOREIGN_KEY ? 1 : 1 + dice(2);
	op->check = PICK("a IS NOT 4", "length(b) < 4", "\"c d\" IS NULL OR 1");
	op->references = pool_new(pool, struct reference);
	op->references->table = PICK("t", "seq");
	if (op->kind == CONSTRAINT_CHECK)
		op->name = PICK("ck_new", "ck");
	return (struct operation){.kind = kinds[kind], .constraint = op};
}

static inline struct operation drop_constraint(struct pool *pool, char *table)
{
	struct op_constraint *op = pool_new(pool, struct op_constraint);
	char *names[] = {"ck", "n1", pool_printf(pool, "uq_%s_a_b", table),
		pool_printf(pool, "pk_%s", table), pool_printf(pool, "fk_%s_e", table),
		pool_printf(pool, "ck_%s_b", table), pool_printf(pool, "uq_%s_b", table)};
	static const enum constraint_kind kinds[] = {CONSTRAINT_CHECK, CONSTRAINT_CHECK,
		CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARY_KEY, CONSTRAINT_FOREIGN_KEY,
		CONSTRAINT_CHECK, CONSTRAINT_UNIQUE};
	unsigned number = dice(7);

	op->table = table;
	op->name = names[number];
	op->kind = kinds[number];
	return (struct operation){.kind = OP_DROP_CONSTRAINT, .constraint = op};
}

static inline struct operation rename_table(struct pool *pool, char *table)
{
	struct op_rename_table *op = pool_new(pool, struct op_rename_table);

	op->from = table;
	op->to = PICK("new name", "log", "T2");
	return (struct operation){.kind = OP_RENAME_TABLE, .rename_table = op};
}

static inline struct operation some_operation(struct pool *pool)
{
	char *table = pick(table_names, 3);

	switch (dice(9)) {
	case 0:
	case 1:
		return add_column(pool, table);
	case 2:
		return drop_column(pool, table);
	case 3:
		return constraint(pool, table);
	case 4:
		return drop_constraint(pool, table);
	case 5:
		return rename_table(pool, table);
	default:
		return alter_column(pool, table);
	}
}

static inline struct db *fill(const struct made *made)
{
	struct db *db = scratch(made->schema.data);
	char *lines = pool_strdup(made->rows.pool, made->rows.data);
	struct error ignored;
	char *save = NULL;

	/* Some do not fit the table; the same ones each time. */
	for (char *line = strtok_r(lines, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save))
		sqlite_driver.exec(db, line, &ignored);
	return db;
}

#endif
