/*
 * sweep WHAT:HOW[:STRIDE] START LAST WHOLE... -- PROGRAM ARGUMENT...
 *
 * Runs the program on a copy of the database START again and again; at the N-th point it
 * fails or is killed, N = 1, 1 + STRIDE, ... until there is none. The database, which is
 * test.db, is then like one of the databases WHOLE, and like LAST once the program has run
 * again in peace. A program that says that all went well has finished.
 *
 * WHAT "point": the places that base/fault.h names. "io", "memory": those of shim.c, which
 * $SHIM names.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATABASE "test.db"
#define MOST     32
#define KILLED   (128 + SIGKILL)
#define CRASHED  (128 + SIGSEGV)

static char **program;
static const char *what, *how;
static long number, failures;

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "FAILED: %s:%s:%ld: ", what, how, number);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* A digest of everything that a statement says. */
static uint64_t add(uint64_t digest, const void *data, size_t length)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < length; i++)
		digest = (digest ^ bytes[i]) * 1099511628211ULL;
	return digest;
}

static uint64_t add_rows(sqlite3 *db, uint64_t digest, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	while (code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			int type = sqlite3_column_type(statement, i);
			const void *bytes = sqlite3_column_blob(statement, i);

			digest = add(digest, &type, sizeof(type));
			digest = add(
				digest, bytes, (size_t)sqlite3_column_bytes(statement, i));
		}
	}
	if (sqlite3_finalize(statement) != SQLITE_OK)
		die("%s: %s", sql, sqlite3_errmsg(db));
	return digest;
}

static char *one_text(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	char *text = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
		sqlite3_step(statement) == SQLITE_ROW)
		text = sqlite3_mprintf("%s", sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	if (!text)
		die("%s: %s", sql, sqlite3_errmsg(db));
	return text;
}

/* The log apart: it tells of failures too. */
#define OTHERS "FROM sqlite_master WHERE tbl_name NOT IN ('gitmig_log', 'sqlite_sequence') "

static uint64_t digest_of(const char *path)
{
	uint64_t digest = 14695981039346656037ULL;
	sqlite3_stmt *tables = NULL;
	sqlite3 *db = NULL;
	char *text;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
		SQLITE_OK)
		die("%s: %s", path, sqlite3_errmsg(db));
	text = one_text(db, "PRAGMA integrity_check");
	if (strcmp(text, "ok") != 0)
		die("%s", text);
	sqlite3_free(text);
	digest = add_rows(
		db, digest, "SELECT type, name, sql " OTHERS "ORDER BY type, name");
	sqlite3_prepare_v2(db,
		"SELECT name " OTHERS "AND type = 'table' AND rootpage > 0 ORDER BY name",
		-1, &tables, NULL);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		text = sqlite3_mprintf(
			"SELECT * FROM \"%w\" ORDER BY 1", sqlite3_column_text(tables, 0));
		digest = add_rows(db, digest, text);
		sqlite3_free(text);
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	return digest;
}

static void check_log(void)
{
	sqlite3 *db = NULL;
	char *text;

	sqlite3_open_v2(DATABASE, &db, SQLITE_OPEN_READONLY, NULL);
	text = one_text(db,
		"SELECT ifnull(group_concat(revision), '') FROM (SELECT revision FROM "
		"gitmig_log "
		"WHERE outcome = 'done' GROUP BY revision, action HAVING count(*) > 1)");
	if (*text)
		die("done more than once: %s", text);
	sqlite3_free(text);
	text = one_text(db, "SELECT count(*) FROM gitmig_log WHERE outcome = 'failed'");
	failures += strtol(text, NULL, 10);
	sqlite3_free(text);
	sqlite3_close(db);
}

static void copy(const char *from)
{
	char buffer[65536];
	int in = open(from, O_RDONLY), out;
	ssize_t got;

	unlink(DATABASE "-journal");
	unlink(DATABASE "-wal");
	unlink(DATABASE "-shm");
	out = open(DATABASE, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	while ((got = read(in, buffer, sizeof(buffer))) > 0) {
		if (write(out, buffer, (size_t)got) != got)
			die("cannot copy");
	}
	close(in);
	close(out);
}

static int wait_for(pid_t child)
{
	int state = 0;

	while (waitpid(child, &state, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

static int run(bool disturbed)
{
	char *variable;
	pid_t child;

	unlink(".mark");
	child = fork();
	if (child)
		return wait_for(child);
	if (disturbed && !strcmp(what, "point")) {
		variable = sqlite3_mprintf("%s:%ld", how, number);
		setenv("GITMIG_FAULT", variable, 1);
	} else if (disturbed) {
		variable = sqlite3_mprintf("%s:%s:%ld", what, how, number);
		setenv("CRASH", variable, 1);
		setenv("CRASH_MARK", ".mark", 1);
	}
	/* It also makes syncing cheap. */
	if (getenv("PRELOADS"))
		setenv("LD_PRELOAD", getenv("SHIM"), 1);
	if (!freopen(".out", "w", stdout) || !freopen(".err", "w", stderr))
		_exit(126);
	execv(program[0], program);
	_exit(127);
}

/* Was there an N-th point? */
static bool was_reached(int status)
{
	return status == KILLED || status == CRASHED || access(".mark", F_OK) == 0 ||
	       (!strcmp(what, "point") && status != 0);
}

static bool one(const char *start, const uint64_t *whole, int count, uint64_t last)
{
	uint64_t found;
	bool seen = false;
	int status;

	copy(start);
	status = run(true);
	if (!was_reached(status))
		return false;
	/* libcyaml 1.3 does not survive that libyaml has no memory; it is as good as
	 * killed. */
	if (status == CRASHED && !strcmp(what, "memory"))
		status = KILLED;
	if (status != 0 && status != 3 && status != KILLED)
		die("exit status %d", status);
	found = digest_of(DATABASE);
	for (int i = 0; i < count; i++)
		seen = seen || found == whole[i];
	if (!seen)
		die("exit status %d, and the database is between two revisions", status);
	if (status == 0 && found != last)
		die("it says that all is done");
	status = run(false);
	if (status != 0)
		die("the next run does not work: exit status %d", status);
	if (digest_of(DATABASE) != last)
		die("the next run does not finish");
	check_log();
	return true;
}

int main(int argc, char **argv)
{
	uint64_t whole[MOST], last;
	long stride = 1, least = 10, done = 0;
	char *words, *save = NULL, *text;
	const char *start;
	int count = 0;

	if (argc < 6)
		return 2;
	words = strdup(argv[1]);
	what = strtok_r(words, ":", &save);
	how = strtok_r(NULL, ":", &save);
	text = strtok_r(NULL, ":", &save);
	stride = text ? strtol(text, NULL, 10) : 1;
	start = argv[2];
	last = digest_of(argv[3]);
	for (argv += 4; *argv && strcmp(*argv, "--") != 0 && count < MOST; argv++)
		whole[count++] = digest_of(*argv);
	whole[count++] = last;
	program = argv + 1;
	for (number = 1; one(start, whole, count, last); number += stride)
		done++;
	if (done < least)
		die("only %ld points", done);
	printf("%s:%s: %ld points, %ld failures logged: %s %s\n", what, how, done, failures,
		program[1], program[2] ? program[2] : "");
	return 0;
}
