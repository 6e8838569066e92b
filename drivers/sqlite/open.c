#include "drivers/sqlite/open.h"

#include "base/file.h"
#include "base/text.h"
#include "drivers/sqlite/confine.h"
#include "drivers/sqlite/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MEMORY ":memory:"
/* SQLite's virtual machine instructions between two looks at the interrupt. */
#define PROGRESS_STEPS 1000

static void tell(struct sqlite_db *self)
{
	struct timespec now;

	if (!self->db.working || !self->running)
		return;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	if (now.tv_sec <= self->told)
		return;
	if (self->told)
		self->db.working(self->db.working_data,
			(unsigned)(now.tv_sec - self->began),
			sqlite3_stmt_status(
				self->running, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0));
	else
		self->began = now.tv_sec;
	self->told = now.tv_sec;
}

/* The time that is so many seconds from now. */
static struct timespec deadline(int seconds)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += seconds;
	return at;
}

static bool is_past(const struct timespec *at)
{
	struct timespec now = deadline(0);

	return now.tv_sec > at->tv_sec ||
	       (now.tv_sec == at->tv_sec && now.tv_nsec >= at->tv_nsec);
}

void sqlite_begin_statement(struct sqlite_db *db)
{
	confine_begin(db);
	db->timed_out = false;
	if (db->query_timeout)
		db->query_deadline = deadline(db->query_timeout);
}

static int on_progress(void *data)
{
	struct sqlite_db *self = data;

	tell(self);
	self->timed_out = self->query_timeout && is_past(&self->query_deadline);
	return self->timed_out || atomic_load(&self->interrupted) ||
	       confine_spent(self, PROGRESS_STEPS);
}

/*
 * Called while another program holds the lock. SQLite's own handler would sleep through an
 * interrupt for as long as the lock_timeout.
 */
static int on_busy(void *data, int round)
{
	static const int naps[] = {1, 2, 5, 10, 15, 20, 25, 50};
	struct sqlite_db *self = data;
	const int last = (int)(sizeof(naps) / sizeof(*naps)) - 1;

	if (atomic_load(&self->interrupted))
		return 0;
	if (round == 0)
		self->lock_deadline = deadline(self->lock_timeout);
	if (is_past(&self->lock_deadline))
		return 0;
	sqlite3_sleep(naps[round < last ? round : last]);
	return 1;
}

static struct sqlite_db *new_db(const char *shown)
{
	struct sqlite_db *self = xmalloc(sizeof(*self));

	memset(self, 0, sizeof(*self));
	pool_init(&self->pool);
	self->db.driver = &sqlite_driver;
	self->db.dialect = sqlite_driver.dialect;
	self->shown = pool_strdup(&self->pool, shown);
	atomic_init(&self->interrupted, false);
	return self;
}

/* The file's name as a URI that says that nobody changes the file. */
static char *immutable_uri(struct pool *pool, const char *path)
{
	struct text uri;

	text_init(&uri, pool);
	text_add(&uri, "file:");
	for (const char *c = path; *c; c++) {
		if (*c == '%' || *c == '?' || *c == '#')
			text_printf(&uri, "%%%02x", (unsigned char)*c);
		else
			text_add_char(&uri, *c);
	}
	text_add(&uri, "?immutable=1");
	return uri.data;
}

/* Is the file in WAL mode? Bytes 18 and 19 of its header say so. */
static bool is_wal(const char *path)
{
	unsigned char header[20] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool wal;

	if (fd < 0)
		return false;
	wal = read(fd, header, sizeof(header)) == (ssize_t)sizeof(header) &&
	      header[18] == 2 && header[19] == 2;
	close(fd);
	return wal;
}

/*
 * What to open for reading. A missing file reads as an empty database. Reading a database
 * in WAL mode makes a -wal and a -shm file beside it, and a reader may not remove them; but
 * where there is no -wal file nobody has the database open, and it can be read as a file
 * that does not change.
 */
static const char *readable(struct sqlite_db *self, const char *path, int *flags)
{
	struct stat info;

	*flags = SQLITE_OPEN_READONLY;
	if (stat(path, &info) < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		*flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
		return MEMORY;
	}
	if (is_wal(path) && !file_exists(pool_printf(&self->pool, "%s-wal", path))) {
		*flags |= SQLITE_OPEN_URI;
		return immutable_uri(&self->pool, path);
	}
	return path;
}

static int explain_open(
	struct sqlite_db *self, const char *path, int code, struct error *err)
{
	char *folder = path_dirname(&self->pool, path);

	if (file_is_dir(path)) {
		error_set(err, ERR_CONNECTION, "%s: it is a folder, not a database file",
			self->shown);
		return error_hint(err, "Look at the url in gitmig.yaml.");
	}
	sqlite_failed(self, code, self->handle ? sqlite3_errmsg(self->handle) : NULL, err);
	if ((code & 0xff) != SQLITE_CANTOPEN)
		return -1;
	if (!file_exists(folder))
		error_hint(err, "The folder %s does not exist.", folder);
	else if (access(path, F_OK) == 0 && access(path, R_OK) < 0)
		error_hint(err, "This user may not read the file.");
	else if (access(path, F_OK) < 0 && access(folder, W_OK) < 0)
		error_hint(err, "This user may not make files in %s.", folder);
	return -1;
}

void sqlite_settings(struct sqlite_db *db)
{
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0, NULL);
}

static void configure(struct sqlite_db *self)
{
	sqlite3_extended_result_codes(self->handle, 1);
	sqlite3_busy_handler(self->handle, on_busy, self);
	sqlite3_progress_handler(self->handle, PROGRESS_STEPS, on_progress, self);
	sqlite_settings(self);
}

/* A connection is used by one thread, and nobody asks how much memory SQLite has: the locks
 * for these are a twelfth of its work. What was started already stays as it is. */
static void start_library(void)
{
	static bool started;

	if (started)
		return;
	started = true;
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* SQLite opens lazily: the first look at the schema finds what is wrong with the file. */
static int first_look(struct sqlite_db *self, const char *target, int flags)
{
	int code;

	start_library();
	code = sqlite3_open_v2(target, &self->handle, flags, NULL);
	if (code != SQLITE_OK)
		return self->handle ? sqlite3_extended_errcode(self->handle) : code;
	configure(self);
	sqlite3_exec(self->handle, "SELECT 1 FROM sqlite_master LIMIT 1", NULL, NULL, NULL);
	return sqlite3_extended_errcode(self->handle);
}

/*
 * A program died while it wrote: until its journal is rolled back nobody can read. That is
 * no change, it is what the database was; whoever comes next does it, if he may write.
 */
static bool left_in_the_middle(int code, int flags)
{
	return (flags & SQLITE_OPEN_READONLY) &&
	       (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY);
}

static int connect_to(struct sqlite_db *self, const char *path, const char *target,
	int flags, struct error *err)
{
	int code = first_look(self, target, flags);

	if (left_in_the_middle(code, flags)) {
		sqlite3_close_v2(self->handle);
		first_look(self, target, SQLITE_OPEN_READWRITE);
		sqlite3_close_v2(self->handle);
		code = first_look(self, target, flags);
	}
	return code == SQLITE_OK ? 0 : explain_open(self, path, code, err);
}

static int finish(struct sqlite_db *self, int result, struct db **db)
{
	if (result < 0)
		sqlite_driver.close(&self->db);
	else
		*db = &self->db;
	return result;
}

int sqlite_open(
	const struct dsn *dsn, enum db_access access, struct db **db, struct error *err)
{
	struct sqlite_db *self = new_db(dsn->shown ? dsn->shown : dsn->path);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	const char *target = dsn->path;

	self->lock_timeout = dsn->lock_timeout > 0 ? dsn->lock_timeout : 0;
	self->query_timeout = dsn->query_timeout > 0 ? dsn->query_timeout : 0;
	if (access == DB_READ && strcmp(target, MEMORY) != 0)
		target = readable(self, target, &flags);
	return finish(self, connect_to(self, dsn->path, target, flags, err), db);
}

int sqlite_open_scratch(struct db **db, struct error *err)
{
	struct sqlite_db *self = new_db(MEMORY);
	int result = connect_to(
		self, MEMORY, MEMORY, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);

	/* Nobody else sees it and it dies with the connection: no overwriting of what is
	 * deleted, no files for what is sorted. The journal stays: a rollback needs it.
	 * Most tables and indexes are empty and take a page each, which every copy copies.
	 */
	if (!result)
		result = sqlite_quiet(self,
			"PRAGMA page_size = 1024; PRAGMA secure_delete = OFF; "
			"PRAGMA temp_store = MEMORY",
			err);
	if (!result)
		confine(self);
	return finish(self, result, db);
}

int sqlite_copy_scratch(struct db *from, struct db **copy, struct error *err)
{
	struct db *made = NULL;
	sqlite3_backup *backup;
	int code;

	if (sqlite_open_scratch(&made, err) < 0)
		return -1;
	backup = sqlite3_backup_init(
		sqlite_db(made)->handle, "main", sqlite_db(from)->handle, "main");
	if (backup)
		sqlite3_backup_step(backup, -1);
	code = backup ? sqlite3_backup_finish(backup)
		      : sqlite3_extended_errcode(sqlite_db(made)->handle);
	if (code == SQLITE_OK) {
		*copy = made;
		return 0;
	}
	sqlite_failed(sqlite_db(made), code, NULL, err);
	sqlite_driver.close(made);
	return -1;
}
