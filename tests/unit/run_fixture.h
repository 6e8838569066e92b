#ifndef TESTS_RUN_FIXTURE_H
#define TESTS_RUN_FIXTURE_H

#include "drivers/sqlite/driver.h"
#include "run/run.h"
#include "tests/unit/project.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What tests of run share: a project, an open database and what they did. */
static struct project project;
static struct db *db;
static struct error err;
static struct run_result done;

static inline int setup(void **state)
{
	(void)state;
	project_init(&project);
	memset(&err, 0, sizeof(err));
	memset(&done, 0, sizeof(done));
	if (sqlite_driver.open_scratch(&db, &err) < 0)
		return -1;
	project.runner.db = db;
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	db_close(db);
	project_release(&project);
	return 0;
}

static inline void add(const char *id, const char *parent, const char *operations)
{
	const char *text = pool_printf(&project.pool,
		"gitmig: 1\nrevision: %s\nparents: [%s]\n%s", id, parent, operations);

	if (project_add(&project, text, &err) < 0)
		fail_msg("%s: %s:%d:%d", id, err.message, err.line, err.column);
}

static inline void build(void)
{
	if (project_graph(&project, &err) < 0)
		fail_msg("%s", err.message);
}

/* The graph again, with other files. */
static inline void start_over(void)
{
	project.items = NULL;
	project.texts = NULL;
	project.count = project.cap = project.texts_count = project.texts_cap = 0;
}

#define TABLE(name)                                                                        \
	"upgrade:\n  - create_table:\n      name: " name                                   \
	"\n      columns: [{name: id, type: integer, primary_key: true}]\n"                \
	"downgrade:\n  - drop_table: {name: " name "}\n"

/* a0 <- b0 <- c0, a table each. */
static inline void three_tables(void)
{
	add("a0", "", TABLE("a"));
	add("b0", "a0", TABLE("b"));
	add("c0", "b0", TABLE("c"));
	build();
}

static inline int take(void *data, int count, const char *const *values)
{
	struct text *out = data;

	for (int i = 0; i < count; i++)
		text_printf(out, "%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
	text_add_char(out, ' ');
	return 0;
}

static inline const char *ask(const char *sql)
{
	struct text out;

	text_init(&out, &project.pool);
	if (db_query(db, sql, take, &out, &err) < 0)
		fail_msg("%s", err.message);
	return out.data;
}

static inline void tell(const char *sql)
{
	if (db_exec(db, sql, &err) < 0)
		fail_msg("%s", err.message);
}

static inline const char *tables(void)
{
	return ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
		   "'sqlite%' ORDER BY name");
}

static inline const char *rows(void)
{
	return ask("SELECT version_num FROM gitmig_version ORDER BY 1");
}

static inline const char *log_rows(void)
{
	return ask("SELECT revision, action, outcome FROM gitmig_log ORDER BY id");
}

static inline void upgrade(const char *target)
{
	if (run_upgrade(&project.runner, &project.pool, target, &done, &err) < 0)
		fail_msg("upgrade %s: %s", target, err.message);
}

static inline void downgrade(const char *target)
{
	if (run_downgrade(&project.runner, &project.pool, target, &done, &err) < 0)
		fail_msg("downgrade %s: %s", target, err.message);
}

static inline void upgrade_fails(const char *target, enum error_code code)
{
	assert_int_equal(
		run_upgrade(&project.runner, &project.pool, target, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s: %s", error_code_name(err.code), err.message);
}

static inline void downgrade_fails(const char *target, enum error_code code)
{
	assert_int_equal(
		run_downgrade(&project.runner, &project.pool, target, &done, &err), -1);
	if (err.code != code)
		fail_msg("%s: %s", error_code_name(err.code), err.message);
}

#define assert_has(text, part)                                                             \
	do {                                                                               \
		if (!strstr((text), (part)))                                               \
			fail_msg("\"%s\" lacks \"%s\"", (text), (part));                   \
	} while (0)

static inline void stamp(const char *target, bool purge)
{
	struct strings targets = {.count = 0};

	strings_add(&project.pool, &targets, target);
	if (run_stamp(&project.runner, &project.pool, &targets, purge, &done, &err) < 0)
		fail_msg("stamp %s: %s", target, err.message);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
