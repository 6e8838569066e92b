#include "drivers/mssql/login.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

/* FreeTDS reads its lines into so many bytes. */
#define CONF_LINE 255

/* What FreeTDS looks at. A log of its (TDSDUMP) holds statements and what they gave. */
static const char *const variables[] = {"FREETDS", "FREETDSCONF", "TDSDUMP",
	"TDSDUMPCONFIG", "TDSHOST", "TDSPORT", "TDSVER", "TDSQUERY", "DSQUERY", "SYBASE",
	"ASA_DATABASE"};

#define VARIABLES (sizeof(variables) / sizeof(*variables))

static const char *host_of(const struct dsn *dsn)
{
	return dsn->host ? dsn->host : "localhost";
}

/* The environment without them, and back: an editor or a hook that runs later is to find
 * what its user had set. */
static void hide_variables(struct pool *pool, char **kept)
{
	for (size_t i = 0; i < VARIABLES; i++) {
		kept[i] = pool_strdup(pool, getenv(variables[i]));
		unsetenv(variables[i]);
	}
}

static void show_variables(char *const *kept)
{
	for (size_t i = 0; i < VARIABLES; i++) {
		if (kept[i])
			setenv(variables[i], kept[i], 1);
	}
}

/* Anonymous, so that nothing of it is left behind whatever happens to this process. */
static int memory_file(const char *content, struct error *err)
{
	size_t length = strlen(content);
	int fd = memfd_create("gitmig", MFD_CLOEXEC);

	if (fd < 0 || write(fd, content, length) != (ssize_t)length) {
		error_set(err, ERR_IO, "cannot make a file in memory: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int open_ca_file(const struct dsn *dsn, int *fd, struct error *err)
{
	*fd = -1;
	if (dsn->encrypt != ENCRYPT_STRICT || !dsn->ca_file)
		return 0;
	*fd = open(dsn->ca_file, O_RDONLY | O_CLOEXEC);
	if (*fd >= 0)
		return 0;
	error_set(err, ERR_CONNECTION, "cannot read ca_file %s: %s", dsn->ca_file,
		strerror(errno));
	return error_hint(err,
		"It holds the certificates that encrypt: strict trusts, in PEM "
		"form.");
}

static bool fits_in_conf(const char *value)
{
	return !value || (strlen(value) < CONF_LINE - 32 && !strpbrk(value, "#;[]\r\n"));
}

/*
 * FreeTDS takes encryption from a file alone. The section bears the host's name, which is
 * also what the server is told that it is called; that it is found keeps FreeTDS from
 * reading any other file. A path in it could hold what ends its lines, a number cannot.
 */
static void write_conf(struct text *conf, const struct dsn *dsn, int ca_fd)
{
	static const char *const encryption[] = {
		[ENCRYPT_OFF] = "off",
		[ENCRYPT_REQUEST] = "request",
		[ENCRYPT_REQUIRE] = "require",
		[ENCRYPT_STRICT] = "require",
	};

	text_printf(conf, "[%s]\nhost = %s\nencryption = %s\nuse utf-16 = yes\n",
		host_of(dsn), host_of(dsn), encryption[dsn->encrypt]);
	if (dsn->port || !dsn->instance)
		text_printf(conf, "port = %d\n", dsn->port ? dsn->port : 1433);
	else
		text_printf(conf, "instance = %s\n", dsn->instance);
	if (dsn->encrypt != ENCRYPT_STRICT)
		return;
	if (ca_fd >= 0)
		text_printf(conf, "ca file = /proc/self/fd/%d\n", ca_fd);
	else
		text_add(conf, "ca file = system\n");
	text_add(conf, "check certificate hostname = yes\n");
}

static int too_long(const char *what, struct error *err)
{
	return error_set(err, ERR_CONNECTION, "%s is longer than FreeTDS takes", what);
}

static int set_login(const struct library *library, LOGINREC *login, const struct dsn *dsn,
	struct error *err)
{
	char host[256] = "";
	const struct {
		int which;
		const char *value, *name;
	} texts[] = {
		{DBSETUSER, dsn->user, "the user's name"},
		{DBSETPWD, dsn->password, "the password"},
		{DBSETDBNAME, dsn->database, "the database's name"},
		{DBSETAPP, dsn->application_name, "application_name"},
		{DBSETHOST, host, "the name of this machine"},
		{DBSETCHARSET, "UTF-8", "the character set"},
	};

	gethostname(host, sizeof(host) - 1);
	host[128] = '\0';
	library->dbsetlversion(login, DBVERSION_74);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (texts[i].value && library->dbsetlname(login, texts[i].value,
					      texts[i].which) != SUCCEED)
			return too_long(texts[i].name, err);
	}
	if (dsn->trusted && !dsn->user)
		library->dbsetlbool(login, 1, DBSETNETWORKAUTH);
	return 0;
}

static DBPROCESS *connect_with(const struct library *library, LOGINREC *login,
	const struct dsn *dsn, char *conf, struct pool *pool)
{
	char none[] = "";
	char *kept[VARIABLES];
	DBPROCESS *process;

	hide_variables(pool, kept);
	library->dbsetifile(conf);
	library->dbsetlogintime(dsn->connect_timeout);
	library->dbsettime(dsn->query_timeout);
	process = library->tdsdbopen(login, host_of(dsn), 0);
	library->dbsetifile(none);
	show_variables(kept);
	return process;
}

static int open_with(const struct library *library, LOGINREC *login, const struct dsn *dsn,
	int ca_fd, DBPROCESS **process, struct error *err)
{
	struct pool pool;
	struct text conf;
	char *path;
	int fd, result = -1;

	pool_init(&pool);
	text_init(&conf, &pool);
	write_conf(&conf, dsn, ca_fd);
	fd = memory_file(conf.data, err);
	if (fd < 0)
		goto out;
	path = pool_printf(&pool, "/proc/self/fd/%d", fd);
	/* Without its file FreeTDS would look at others, and do without encryption. */
	if (access(path, R_OK) < 0) {
		error_set(err, ERR_IO, "cannot read %s: %s", path, strerror(errno));
		error_hint(err, "FreeTDS is told through it what to do: mount /proc.");
	} else {
		*process = connect_with(library, login, dsn, path, &pool);
		result = 0;
	}
	close(fd);
out:
	pool_release(&pool);
	return result;
}

int login_open(const struct library *library, const struct dsn *dsn, DBPROCESS **process,
	struct error *err)
{
	LOGINREC *login;
	int ca_fd, result;

	if (!fits_in_conf(dsn->host) || !fits_in_conf(dsn->instance))
		return error_set(err, ERR_CONNECTION,
			"the host or instance in the url is no name that FreeTDS can take");
	if (open_ca_file(dsn, &ca_fd, err) < 0)
		return -1;
	login = library->dblogin();
	if (!login)
		abort();
	result = set_login(library, login, dsn, err);
	if (result == 0)
		result = open_with(library, login, dsn, ca_fd, process, err);
	library->dbloginfree(login);
	if (ca_fd >= 0)
		close(ca_fd);
	return result;
}
