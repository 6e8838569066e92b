// links: base schema sql db drivers/sqlite
#include "sqlite_oracle.h"

/* A small generator with a seed of its own: the same tables everywhere. */
static uint64_t seed;

static unsigned dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static const char *pick(const char *const *items, size_t count)
{
	return items[dice((unsigned)count)];
}

#define PICK(...)                                                                          \
	pick((const char *const[]){__VA_ARGS__},                                           \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char *blank(void)
{
	return PICK(" ", " ", " ", "  ", "\n\t", " /* x, ) */ ", " -- y (\n");
}

static const char *const names[] = {"a", "\"b c\"", "[d e]", "`f``g`", "'h'", "key", "i_1"};
#define NAMES (sizeof(names) / sizeof(*names))

static const char *conflict(void)
{
	return dice(5) ? ""
		       : PICK(" ON CONFLICT IGNORE", " ON CONFLICT REPLACE",
				 " on conflict fail");
}

static void add_reference(struct text *out)
{
	text_printf(out, "REFERENCES%s%s%s", blank(), PICK("p", "\"q r\"", "t"),
		PICK("", " (x)", " (\"y z\")"));
	if (!dice(2))
		text_printf(out, " ON %s %s", PICK("DELETE", "UPDATE", "delete"),
			PICK("CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT",
				"NO ACTION"));
	if (!dice(4))
		text_add(out, " MATCH SIMPLE");
	if (!dice(3))
		text_add(out, PICK(" DEFERRABLE", " NOT DEFERRABLE INITIALLY DEFERRED",
				      " DEFERRABLE INITIALLY IMMEDIATE"));
}

static void add_column_constraint(struct text *out, bool generated)
{
	text_add(out, blank());
	if (!dice(4))
		text_printf(out, "CONSTRAINT %s ", PICK("n1", "\"n 2\"", "[n3]"));
	switch (dice(generated ? 6 : 8)) {
	case 0:
		text_printf(out, "NOT%sNULL%s", blank(), conflict());
		break;
	case 1:
		text_printf(out, "UNIQUE%s", conflict());
		break;
	case 2:
		text_printf(out, "CHECK%s(%s)", blank(),
			PICK("1", "a > 0 -- (\n", "a <> ')'", "length(a) IN (1, 2)"));
		break;
	case 3:
		text_printf(out, "COLLATE %s", PICK("NOCASE", "\"RTRIM\"", "binary"));
		break;
	case 4:
		add_reference(out);
		break;
	case 5:
		text_add(out, "NULL");
		break;
	default:
		text_printf(out, "DEFAULT%s%s", blank(),
			PICK("1", "-2", "'x,y'", "(1 + (2))", "NULL", "CURRENT_DATE",
				"x'aa'", "word", "1.5", "\"quoted\"", "true"));
	}
}

static void add_table_constraint(struct text *out, bool key)
{
	if (!dice(3))
		text_printf(out, "CONSTRAINT %s ", PICK("m1", "\"m, 2\""));
	switch (key ? 0 : 1 + dice(3)) {
	case 0:
		text_printf(out, "PRIMARY KEY (%s%s)%s", names[0],
			PICK("", " DESC", " COLLATE NOCASE", ", \"b c\""), conflict());
		break;
	case 1:
		text_printf(out, "UNIQUE%s(%s%s)%s", blank(), names[0],
			PICK("", " ASC", " COLLATE RTRIM DESC", ", \"b c\" DESC"),
			conflict());
		break;
	case 2:
		text_printf(out, "CHECK (%s)%s", PICK("a", "a > 1 AND (a < 5)", "'(' <> a"),
			conflict());
		break;
	default:
		text_printf(out, "FOREIGN KEY (%s) ", names[0]);
		add_reference(out);
	}
}

static void generate(struct text *out)
{
	unsigned columns = 2 + dice(NAMES - 2);
	unsigned key = dice(columns * 2), constraints = dice(4);
	bool table_key = key >= columns && dice(2);
	bool keyed = key < columns || table_key;

	text_printf(out, "CREATE TABLE%st%s(", blank(), blank());
	for (unsigned i = 0; i < columns; i++) {
		bool generated = i && key != i && !dice(6);

		text_printf(out, "%s%s%s%s", i ? "," : "", blank(), names[i], blank());
		text_add(out,
			PICK("", "INT", "INTEGER", "text", "VARCHAR(20)",
				"NUMERIC (10 , 2)", "\"odd type\"", "Double Precision"));
		if (generated)
			text_printf(out, " %sAS (a)%s", dice(2) ? "GENERATED ALWAYS " : "",
				PICK("", " STORED", " VIRTUAL"));
		if (key == i)
			text_printf(out, " PRIMARY KEY%s%s", PICK("", " ASC", " DESC"),
				PICK("", "", " AUTOINCREMENT"));
		for (unsigned n = dice(4); n; n--)
			add_column_constraint(out, generated);
	}
	for (unsigned i = 0; i < constraints; i++) {
		text_add(out, i && !dice(5) ? " " : ", ");
		add_table_constraint(out, i == 0 && table_key);
	}
	text_printf(out, "%s)%s", blank(),
		keyed && !dice(4) ? PICK(" WITHOUT ROWID", " without rowid") : "");
}

static void generated_tables_agree(void **state)
{
	unsigned accepted = 0;

	(void)state;
	seed = 20261123;
	for (int i = 0; i < 3000; i++) {
		struct error err = {.code = ERR_NONE};
		struct db *db = scratch(NULL);
		struct pool pool;
		struct text sql;

		pool_init(&pool);
		text_init(&sql, &pool);
		generate(&sql);
		if (sqlite_driver.exec(db, sql.data, &err) == 0) {
			compare_tables(&pool, db);
			accepted++;
		}
		sqlite_driver.close(db);
		pool_release(&pool);
	}
	/* A generator whose tables SQLite does not take would test nothing. */
	assert_true(accepted > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generated_tables_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
