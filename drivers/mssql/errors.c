#include "drivers/mssql/connection.h"

#include <string.h>

#include <syberror.h>

/* Errors of the server, by their numbers. */
#define DEADLOCK_VICTIM 1205
#define LOCK_TIMEOUT    1222

static const char *what_was_said(const struct said *said)
{
	if (said->count)
		return said->text;
	if (said->library == SYBECONN && said->system)
		return strerror(said->system);
	return said->library ? said->library_text : "it closed the connection";
}

int mssql_failed(struct mssql_db *db, struct error *err)
{
	const struct said *said = &db->said;

	db->failed = true;
	if (db->cancelled && atomic_exchange(&db->interrupted, false))
		return error_set(err, ERR_DATABASE, "interrupted");
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
	return error_set(err, ERR_DATABASE, "%s", what_was_said(said));
}

bool mssql_may_retry(struct db *db)
{
	return mssql_db(db)->deadlock;
}

static const struct {
	int number; /* the server's */
	const char *hint;
} refusals[] = {
	{18456, "Look at user and password in the url."},
	{18452, "Look at user and password in the url."},
	{18470, "The account is disabled: ask the server's administrator."},
	{18487, "The password has expired: change it."},
	{18488, "The password has to be changed first."},
	{4060, "Look at the database's name in the url, and whether this user may use it. "
	       "gitmig does not create it."},
	{4064, "The user's default database cannot be opened: name one in the url."},
	{40615, "The server's firewall does not let this address in."},
};

static const char *login_hint(const struct said *said, const struct dsn *dsn)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		if (said->number == refusals[i].number)
			return refusals[i].hint;
	}
	switch (said->library) {
	case SYBEUHST:
		return "Look at the host's name in the url.";
	case SYBECONN:
		return "Look whether the server is running, listens on that port and can "
		       "be "
		       "reached from here.";
	case SYBETIME:
		return "Look whether the server can be reached from here, or raise "
		       "connect_timeout.";
	default:
		break;
	}
	if (said->count || dsn->encrypt < ENCRYPT_REQUIRE)
		return NULL;
	if (dsn->encrypt == ENCRYPT_STRICT)
		return "The server offers no encryption, or its certificate is not one "
		       "that "
		       "ca_file trusts for this host name. encrypt: require does not check "
		       "the certificate.";
	return "The server offers no encryption, and encrypt: require does without it "
	       "never.";
}

int mssql_refused(struct mssql_db *db, const struct dsn *dsn, struct error *err)
{
	const struct said *said = &db->said;
	const char *hint = login_hint(said, dsn);

	if (said->library == SYBETIME && !said->count)
		error_set(err, ERR_CONNECTION, "%s did not answer within %d s", db->shown,
			dsn->connect_timeout);
	else
		error_set(err, ERR_CONNECTION, "cannot connect to %s: %s", db->shown,
			what_was_said(said));
	return hint ? error_hint(err, "%s", hint) : -1;
}
