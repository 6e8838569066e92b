// links: base schema sql db drivers/sqlite
#include "sqlite_fixture.h"

#include "base/file.h"
#include "drivers/sqlite/sqlite.h"

#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/gitmig-test-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_one(const char *name, const struct stat *info, int kind, struct FTW *at)
{
	(void)info;
	(void)kind;
	(void)at;
	return remove(name);
}

static int remove_folder(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static char path_of[256];

static const char *path(const char *name)
{
	snprintf(path_of, sizeof(path_of), "%s/%s", folder, name);
	return path_of;
}

static struct db *open_file(const char *file, enum db_access access, struct error *err)
{
	struct dsn dsn = {.driver = "sqlite", .path = file, .shown = file};
	struct db *db = NULL;

	return sqlite_driver.open(&dsn, access, &db, err) == 0 ? db : NULL;
}

static struct db *must_open(const char *file, enum db_access access)
{
	struct error err = {.code = ERR_NONE};
	struct db *db = open_file(file, access, &err);

	if (!db)
		must(-1, &err);
	return db;
}

static void run_sql(struct db *db, const char *sql)
{
	struct error err = {.code = ERR_NONE};

	must(sqlite_driver.exec(db, sql, &err), &err);
}

static void fails(struct db *db, const char *sql, enum error_code code, const char *words)
{
	struct error err = {.code = ERR_NONE};

	assert_int_equal(sqlite_driver.exec(db, sql, &err), -1);
	assert_string_equal(error_code_name(err.code), error_code_name(code));
	if (!strstr(err.message, words))
		fail_msg("\"%s\" is not in \"%s\"", words, err.message);
}

static void reading_a_missing_file_makes_none(void **state)
{
	const char *file = path("missing.db");
	struct db *db = must_open(file, DB_READ);
	struct error err;
	bool exists = true;

	(void)state;
	must(sqlite_driver.has_table(db, NULL, "t", &exists, &err), &err);
	assert_false(exists);
	sqlite_driver.close(db);
	assert_false(file_exists(file));
}

static void reading_below_a_missing_folder_makes_none(void **state)
{
	struct db *db = must_open(path("no/such/folder.db"), DB_READ);

	(void)state;
	sqlite_driver.close(db);
	assert_false(file_exists(path("no")));
}

static void writing_makes_the_file(void **state)
{
	struct db *db = must_open(path("new.db"), DB_WRITE);
	struct error err;
	bool exists = false;

	(void)state;
	run_sql(db, "CREATE TABLE t (a); CREATE VIEW v AS SELECT 1 -- no more\n; ;");
	must(sqlite_driver.has_table(db, NULL, "T", &exists, &err), &err);
	assert_true(exists);
	exists = false;
	must(sqlite_driver.has_table(db, "main", "v", &exists, &err), &err);
	assert_true(exists);
	must(sqlite_driver.has_table(db, NULL, "w", &exists, &err), &err);
	assert_false(exists);
	sqlite_driver.close(db);
	assert_true(file_exists(path("new.db")));
}

static void a_reader_cannot_write(void **state)
{
	struct db *db = must_open(path("reader.db"), DB_WRITE);

	(void)state;
	run_sql(db, "CREATE TABLE t (a)");
	sqlite_driver.close(db);
	db = must_open(path("reader.db"), DB_READ);
	fails(db, "INSERT INTO t VALUES (1)", ERR_IO, "cannot be written");
	sqlite_driver.close(db);
}

/* Readers of a database in WAL mode leave files behind that they may not remove. */
static void reading_wal_leaves_nothing(void **state)
{
	struct db *db = must_open(path("wal.db"), DB_WRITE);
	struct db *reader;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	run_sql(db,
		"PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (7)");
	/* While somebody has it open, what is in the log counts. */
	reader = must_open(path("wal.db"), DB_READ);
	assert_string_equal(rows(&pool, reader, "SELECT a FROM t"), "7\n");
	sqlite_driver.close(reader);
	sqlite_driver.close(db);
	assert_false(file_exists(path("wal.db-wal")));
	reader = must_open(path("wal.db"), DB_READ);
	assert_string_equal(rows(&pool, reader, "SELECT a FROM t"), "7\n");
	sqlite_driver.close(reader);
	assert_false(file_exists(path("wal.db-wal")));
	assert_false(file_exists(path("wal.db-shm")));
	pool_release(&pool);
}

/* The folder's name holds what has a meaning in a URI. */
static void strange_names(void **state)
{
	struct db *db;
	struct pool pool;

	(void)state;
	pool_init(&pool);
	db = must_open(path("a?b#c%41 d.db"), DB_WRITE);
	run_sql(db,
		"PRAGMA journal_mode = WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)");
	sqlite_driver.close(db);
	assert_true(file_exists(path("a?b#c%41 d.db")));
	db = must_open(path("a?b#c%41 d.db"), DB_READ);
	assert_string_equal(rows(&pool, db, "SELECT a FROM t"), "1\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

static void open_fails(
	const char *file, enum db_access access, enum error_code code, const char *words)
{
	struct error err = {.code = ERR_NONE};

	assert_null(open_file(file, access, &err));
	assert_string_equal(error_code_name(err.code), error_code_name(code));
	if (!strstr(err.message, words) && !strstr(err.hint, words))
		fail_msg("\"%s\" is not in \"%s\" (%s)", words, err.message, err.hint);
}

static void what_cannot_be_opened(void **state)
{
	struct error err;
	char text[2000];

	(void)state;
	memset(text, 'x', sizeof(text));
	must(file_write(path("text.db"), text, sizeof(text), &err), &err);
	open_fails(path("text.db"), DB_READ, ERR_DATABASE, "not an SQLite database");
	open_fails(path("text.db"), DB_WRITE, ERR_DATABASE, "not an SQLite database");
	open_fails(path("no/such/folder.db"), DB_WRITE, ERR_CONNECTION, "does not exist");
	open_fails(folder, DB_WRITE, ERR_CONNECTION, "is a folder");
	must(file_write(path("empty.db"), "", 0, &err), &err);
	sqlite_driver.close(must_open(path("empty.db"), DB_READ));
}

static void a_damaged_file(void **state)
{
	struct db *db = must_open(path("damaged.db"), DB_WRITE);
	struct error err = {.code = ERR_NONE};
	FILE *file;

	(void)state;
	run_sql(db,
		"CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT "
		"i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i || 'xxxxxxx' FROM n");
	sqlite_driver.close(db);
	file = fopen(path("damaged.db"), "r+b");
	assert_non_null(file);
	for (long at = 4096; at < 12288; at++) {
		fseek(file, at, SEEK_SET);
		fputc(0xa5, file);
	}
	fclose(file);
	db = must_open(path("damaged.db"), DB_READ);
	assert_int_equal(
		sqlite_driver.query(db, "SELECT count(a) FROM t", NULL, NULL, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE);
	assert_non_null(strstr(err.message, "malformed"));
	assert_non_null(strstr(err.hint, "integrity_check"));
	sqlite_driver.close(db);
}

static void die_writing(const char *file)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		struct dsn dsn = {.driver = "sqlite", .path = file};
		struct error err;
		struct db *db = NULL;

		/* A cache so small that pages reach the file before the commit. */
		if (sqlite_driver.open(&dsn, DB_WRITE, &db, &err) == 0 &&
			sqlite_driver.exec(db, "PRAGMA cache_size = 5", &err) == 0 &&
			sqlite_driver.begin(db, &err) == 0 &&
			sqlite_driver.exec(db, "UPDATE t SET a = 'new ' || a", &err) == 0)
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

/* After a program died while it wrote, reading sees what was there before. */
static void a_reader_recovers(void **state)
{
	struct db *db = must_open(path("died.db"), DB_WRITE);
	struct pool pool;

	(void)state;
	pool_init(&pool);
	run_sql(db,
		"CREATE TABLE t (a); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT "
		"i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT 'row ' || i FROM n");
	sqlite_driver.close(db);
	die_writing(path("died.db"));
	assert_true(file_exists(path("died.db-journal")));
	db = must_open(path("died.db"), DB_READ);
	assert_string_equal(
		rows(&pool, db, "SELECT count(*) FROM t WHERE a LIKE 'new%'"), "0\n");
	assert_string_equal(rows(&pool, db, "PRAGMA integrity_check"), "ok\n");
	sqlite_driver.close(db);
	assert_false(file_exists(path("died.db-journal")));
	pool_release(&pool);
}

static void only_one_deployer(void **state)
{
	struct db *one = must_open(path("lock.db"), DB_WRITE);
	struct db *two = must_open(path("lock.db"), DB_WRITE);
	struct error err = {.code = ERR_NONE};

	(void)state;
	must(sqlite_driver.begin(one, &err), &err);
	assert_int_equal(sqlite_driver.begin(two, &err), -1);
	assert_int_equal(err.code, ERR_DATABASE_LOCKED);
	assert_non_null(strstr(err.hint, "fuser"));
	must(sqlite_driver.commit(one, &err), &err);
	must(sqlite_driver.begin(two, &err), &err);
	sqlite_driver.close(two); /* rolls back */
	must(sqlite_driver.begin(one, &err), &err);
	must(sqlite_driver.rollback(one, &err), &err);
	sqlite_driver.close(one);
}

static void transactions(void **state)
{
	struct db *db = scratch("CREATE TABLE t (a)");
	struct error err = {.code = ERR_NONE};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_int_equal(sqlite_driver.commit(db, &err), -1);
	must(sqlite_driver.rollback(db, &err), &err);
	must(sqlite_driver.begin(db, &err), &err);
	assert_int_equal(sqlite_driver.begin(db, &err), -1);
	run_sql(db, "INSERT INTO t VALUES (1)");
	must(sqlite_driver.rollback(db, &err), &err);
	assert_string_equal(rows(&pool, db, "SELECT count(*) FROM t"), "0\n");
	must(sqlite_driver.begin(db, &err), &err);
	run_sql(db, "INSERT INTO t VALUES (2)");
	must(sqlite_driver.commit(db, &err), &err);
	assert_string_equal(rows(&pool, db, "SELECT a, NULL, '' FROM t"), "2|NULL|\n");
	/* SQLite has rolled back by itself: to do it again is fine, to commit is not. */
	run_sql(db,
		"CREATE TABLE u (a UNIQUE ON CONFLICT ROLLBACK); INSERT INTO u VALUES (1)");
	must(sqlite_driver.begin(db, &err), &err);
	fails(db, "INSERT INTO u VALUES (1)", ERR_DATABASE, "UNIQUE constraint failed");
	assert_int_equal(sqlite_driver.commit(db, &err), -1);
	must(sqlite_driver.rollback(db, &err), &err);
	sqlite_driver.close(db);
	pool_release(&pool);
}

/* Foreign keys are checked at the end, whatever SQLite was compiled with. */
static void foreign_keys_are_off(void **state)
{
	struct db *db = scratch("CREATE TABLE p (id INTEGER PRIMARY KEY);"
				"CREATE TABLE c (p REFERENCES p ON DELETE CASCADE);"
				"INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);"
				"DELETE FROM p");
	struct pool pool;

	(void)state;
	pool_init(&pool);
	assert_string_equal(rows(&pool, db, "SELECT count(*) FROM c"), "1\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

/* An execute outside a transaction may have changed what operations rely on. */
static void settings_are_set_again(void **state)
{
	struct db *db = scratch("PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = ON");
	struct error err = {.code = ERR_NONE};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	must(sqlite_driver.begin(db, &err), &err);
	assert_string_equal(rows(&pool, db, "PRAGMA foreign_keys"), "0\n");
	assert_string_equal(rows(&pool, db, "PRAGMA legacy_alter_table"), "0\n");
	sqlite_driver.close(db);
	pool_release(&pool);
}

static struct db *interrupted;

static void on_alarm(int number)
{
	(void)number;
	sqlite_driver.interrupt(interrupted);
}

static void waiting_for_a_lock_can_be_interrupted(void **state)
{
	struct dsn dsn = {
		.driver = "sqlite", .path = path("wait.db"), .lock_timeout = 3600};
	struct error err = {.code = ERR_NONE};
	struct db *one = NULL, *two = NULL;

	(void)state;
	must(sqlite_driver.open(&dsn, DB_WRITE, &one, &err), &err);
	must(sqlite_driver.open(&dsn, DB_WRITE, &two, &err), &err);
	must(sqlite_driver.begin(one, &err), &err);
	interrupted = two;
	signal(SIGALRM, on_alarm);
	alarm(1);
	assert_int_equal(sqlite_driver.begin(two, &err), -1);
	assert_string_equal(err.message, "interrupted");
	must(sqlite_driver.rollback(one, &err), &err);
	must(sqlite_driver.begin(two, &err), &err);
	sqlite_driver.close(one);
	sqlite_driver.close(two);
}

static void scratch_reaches_no_file(void **state)
{
	static const char *const texts[] = {
		"ATTACH '%s' AS x; CREATE TABLE x.t (a)",
		"ATTACH \"%s\" AS x; CREATE TABLE x.t (a)",
		"ATTACH 'file:%s?mode=rwc' AS x; CREATE TABLE x.t (a)",
		"ATTACH '%s' || '' AS x; CREATE TABLE x.t (a)",
		"CREATE TABLE t (a); VACUUM INTO '%s'",
		"CREATE TABLE t (a); VACUUM main INTO '%s' || ''",
		"PRAGMA temp_store_directory = '%s'",
		"SELECT load_extension('%s')",
	};
	const char *file = path("victim");
	struct error err = {.code = ERR_NONE};
	struct pool pool;

	(void)state;
	pool_init(&pool);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct db *db = scratch(NULL), *copy = NULL;
		struct text sql;

		text_init(&sql, &pool);
		for (const char *c = texts[i]; *c; c++) {
			if (c[0] == '%' && c[1] == 's') {
				text_add(&sql, file);
				c++;
			} else {
				text_add_char(&sql, *c);
			}
		}
		must(sqlite_driver.copy_scratch(db, &copy, &err), &err);
		fails(db, sql.data, ERR_DATABASE, "is not allowed on a scratch database");
		fails(copy, sql.data, ERR_DATABASE, "is not allowed on a scratch database");
		assert_false(file_exists(file));
		/* It is of no consequence to the next statement. */
		fails(db, "SELECT missing", ERR_DATABASE, "no such column");
		run_sql(db, "ATTACH ':memory:' AS m; ATTACH '' AS n; CREATE TABLE m.t (a); "
			    "VACUUM; PRAGMA journal_mode = WAL");
		sqlite_driver.close(copy);
		sqlite_driver.close(db);
	}
	pool_release(&pool);
}

static void scratch_comes_to_an_end(void **state)
{
	static const char endless[] = "CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 "
				      "UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
	struct db *db = scratch(NULL);

	(void)state;
	assert_true(sqlite_db(db)->most_steps > 0);
	sqlite_db(db)->most_steps = 1000000;
	fails(db, endless, ERR_DATABASE, "more than 1 million steps");
	for (int i = 0; i < 5; i++)
		run_sql(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
			    "n LIMIT 50000) SELECT max(i) FROM n");
	sqlite_driver.close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scratch_reaches_no_file),
		cmocka_unit_test(scratch_comes_to_an_end),
		cmocka_unit_test(reading_a_missing_file_makes_none),
		cmocka_unit_test(reading_below_a_missing_folder_makes_none),
		cmocka_unit_test(writing_makes_the_file),
		cmocka_unit_test(a_reader_cannot_write),
		cmocka_unit_test(reading_wal_leaves_nothing),
		cmocka_unit_test(strange_names),
		cmocka_unit_test(what_cannot_be_opened),
		cmocka_unit_test(a_damaged_file),
		cmocka_unit_test(a_reader_recovers),
		cmocka_unit_test(only_one_deployer),
		cmocka_unit_test(transactions),
		cmocka_unit_test(foreign_keys_are_off),
		cmocka_unit_test(settings_are_set_again),
		cmocka_unit_test(waiting_for_a_lock_can_be_interrupted),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
