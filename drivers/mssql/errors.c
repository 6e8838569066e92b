#include "drivers/mssql/connection.h"
#include "drivers/mssql/probe.h"

#include <string.h>

#include <syberror.h>

/* Errors of the server, by their numbers. */
#define COUNT_MISMATCH  266
#define DEADLOCK_VICTIM 1205
#define LOCK_TIMEOUT    1222

static const char *what_was_said(const struct said *said)
{
	if (said->count)
		return said->text;
	if (said->library == SYBECONN && said->system)
		return strerror(said->system);
	if (!said->library || said->library == SYBEDDNE)
		return "the server has closed it";
	return said->library_text;
}

int mssql_failed(struct mssql_db *db, struct error *err)
{
	const struct said *said = &db->said;

	db->failed = true;
	if (db->cancelled && atomic_exchange(&db->interrupted, false))
		return error_set(err, ERR_DATABASE, "interrupted");
	if (db->library->dbdead(db->process) && db->cancelled && said->timed_out) {
		error_set(err, ERR_CONNECTION,
			"the statement ran longer than query_timeout, %d s, and the server "
			"did not stop it when told to: the connection to %s was given up",
			db->running_timeout, db->shown);
		return error_hint(err,
			"The server rolls back once it sees that nobody is there. Raise "
			"query_timeout; 0 is no limit.");
	}
	if (db->library->dbdead(db->process))
		return error_set(err, ERR_CONNECTION, "the connection to %s was lost: %s",
			db->shown, what_was_said(said));
	if (said->timed_out) {
		error_set(err, ERR_DATABASE,
			"the statement was stopped after query_timeout, %d s",
			db->running_timeout);
		return error_hint(err, "Raise query_timeout; 0 is no limit.");
	}
	if (said->number == DEADLOCK_VICTIM)
		db->deadlock = true;
	if (said->number == LOCK_TIMEOUT) {
		error_set(err, ERR_DATABASE_LOCKED, "waited %d s for a lock: %s",
			db->lock_timeout, said->text);
		return error_hint(err, "Another program uses what the statement changes. "
				       "Let it finish, or "
				       "raise lock_timeout.");
	}
	error_set(err, ERR_DATABASE, "%s", what_was_said(said));
	if (said->number == COUNT_MISMATCH)
		error_hint(err, "A procedure or EXEC has ended gitmig's transaction, or "
				"begun one. What it has committed stays: look at the "
				"database before you go on.");
	return -1;
}

bool mssql_may_retry(struct db *db)
{
	return mssql_db(db)->deadlock;
}

/* Why a login was refused, and what to do next. */
struct refusal {
	const char *why, *hint; /* NULL: nothing */
};

static const struct {
	int number; /* the server's */
	const char *hint;
} hints[] = {
	{911, "Look at the database's name in the url. gitmig makes no database."},
	{4060, "Look at the database's name in the url, and whether this user may use it. "
	       "gitmig makes no database."},
	{4064, "The user's default database cannot be opened: name one in the url."},
	{18452, "Look at user and password in the url."},
	{18456, "Look at user and password in the url."},
	{18470, "The account is disabled: ask the server's administrator."},
	{18486, "The account is locked: ask the server's administrator."},
	{18487, "The password has expired: change it."},
	{18488, "The password has to be changed first."},
	{40615, "The server's firewall does not let this address in."},
};

static struct refusal by_server(const struct said *said)
{
	struct refusal refusal = {said->text, NULL};

	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		if (said->number == hints[i].number)
			refusal.hint = hints[i].hint;
	}
	return refusal;
}

static struct refusal by_encryption(const struct dsn *dsn)
{
	switch (probe_encryption(dsn)) {
	case PROBE_NO_TDS:
		return (struct refusal){"what answers there is no SQL Server",
			"Look at host and port in the url."};
	case PROBE_NO_ENCRYPTION:
		return (struct refusal){"the server offers no encryption",
			"Install a certificate on the server; encrypt: request goes on "
			"without "
			"encryption, for everybody to read."};
	case PROBE_ENCRYPTION:
		break;
	default:
		return (struct refusal){NULL, NULL};
	}
	if (dsn->encrypt == ENCRYPT_STRICT)
		return (struct refusal){"the server's certificate does not bear its host "
					"name, has expired, or "
					"is signed by nobody that ca_file trusts",
			"Look at ca_file and at the host in the url; encrypt: require does "
			"not "
			"check the certificate."};
	return (struct refusal){"the server and FreeTDS agree on no encryption",
		"It takes TLS 1.1 or later."};
}

static struct refusal by_library(const struct said *said, const struct dsn *dsn)
{
	switch (said->library) {
	case SYBEUHST:
		return (struct refusal){
			"the host is not known", "Look at the host's name in the url."};
	case SYBECONN:
		if (dsn->instance && !dsn->port)
			return (struct refusal){"the instance was not found",
				"SQL Server's Browser service names its port, at UDP port "
				"1434 "
				"of the host. Start it, or write the port into the url "
				"instead."};
		return (struct refusal){what_was_said(said),
			"Look whether the server is running, listens on that port and can "
			"be "
			"reached from here."};
	default:
		break;
	}
	if (!dsn->user)
		return (struct refusal){what_was_said(said),
			"The url names no user, and Kerberos has no ticket that the server "
			"takes: get one with kinit, or name user and password."};
	if (dsn->encrypt >= ENCRYPT_REQUIRE)
		return by_encryption(dsn);
	return (struct refusal){NULL, NULL};
}

int mssql_refused(struct mssql_db *db, const struct dsn *dsn, struct error *err)
{
	const struct said *said = &db->said;
	struct refusal refusal = said->count ? by_server(said) : by_library(said, dsn);

	if (!said->count && said->timed_out) {
		error_set(err, ERR_CONNECTION, "%s did not answer within %d s", db->shown,
			dsn->connect_timeout);
		return error_hint(err,
			"Look whether the server can be reached from here, or "
			"raise connect_timeout.");
	}
	error_set(err, ERR_CONNECTION, "cannot connect to %s: %s", db->shown,
		refusal.why ? refusal.why : what_was_said(said));
	return refusal.hint ? error_hint(err, "%s", refusal.hint) : -1;
}
