#include "config/mssql_url.h"

#include "base/text.h"
#include "config/unicode.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#define MAX_PORT 65535
/* As milliseconds they still fit an int. */
#define MAX_SECONDS (INT_MAX / 1000)

enum setting {
	DRIVER,
	DATA_SOURCE_NAME,
	SERVER,
	PORT,
	DATABASE,
	USER,
	PASSWORD,
	TRUSTED,
	ENCRYPT,
	TRUST_CERTIFICATE,
	CONNECT_TIMEOUT,
	QUERY_TIMEOUT,
	LOCK_TIMEOUT,
	APPLICATION,
	CA_FILE,
	SETTINGS
};

/* What each is called in messages, and what drivers call it, without blanks and "_". */
static const struct {
	enum setting setting;
	const char *name;
} names[] = {
	{DRIVER, "driver"},
	{DRIVER, "provider"},
	{DATA_SOURCE_NAME, "dsn"},
	{SERVER, "server"},
	{SERVER, "datasource"},
	{SERVER, "address"},
	{SERVER, "addr"},
	{SERVER, "networkaddress"},
	{SERVER, "host"},
	{PORT, "port"},
	{DATABASE, "database"},
	{DATABASE, "initialcatalog"},
	{USER, "user"},
	{USER, "uid"},
	{USER, "userid"},
	{USER, "username"},
	{PASSWORD, "password"},
	{PASSWORD, "pwd"},
	{TRUSTED, "trustedconnection"},
	{TRUSTED, "integratedsecurity"},
	{ENCRYPT, "encrypt"},
	{ENCRYPT, "encryption"},
	{TRUST_CERTIFICATE, "trustservercertificate"},
	{CONNECT_TIMEOUT, "connecttimeout"},
	{CONNECT_TIMEOUT, "connectiontimeout"},
	{CONNECT_TIMEOUT, "logintimeout"},
	{CONNECT_TIMEOUT, "timeout"},
	{QUERY_TIMEOUT, "querytimeout"},
	{QUERY_TIMEOUT, "commandtimeout"},
	{LOCK_TIMEOUT, "locktimeout"},
	{APPLICATION, "applicationname"},
	{APPLICATION, "app"},
	{APPLICATION, "appname"},
	{CA_FILE, "cafile"},
};
#define NAMES (sizeof(names) / sizeof(*names))

struct settings {
	const char *values[SETTINGS]; /* NULL: not given */
	const char *names[SETTINGS];  /* the word that gave it */
	struct strings options;
};

/* "Initial Catalog" is initialcatalog. */
static char *squeezed(struct pool *pool, const char *key)
{
	char *name = unicode_lower(pool, key, strlen(key)), *to = name;

	for (const char *from = name; *from; from++) {
		if (*from != ' ' && *from != '_')
			*to++ = *from;
	}
	*to = '\0';
	return name;
}

static int add_setting(struct pool *pool, struct settings *settings,
	const struct pair *pair, struct error *err)
{
	const char *name = squeezed(pool, pair->key);
	enum setting setting = SETTINGS;

	for (size_t i = 0; i < NAMES && setting == SETTINGS; i++) {
		if (!strcmp(names[i].name, name)) {
			setting = names[i].setting;
			name = names[i].name;
		}
	}
	if (setting == SETTINGS) {
		strings_add(pool, &settings->options,
			pool_printf(pool, "%s=%s",
				unicode_lower(pool, pair->key, strlen(pair->key)),
				pair->value));
		return 0;
	}
	if (settings->values[setting] &&
		strcmp(settings->values[setting], pair->value) != 0)
		return error_set(err, ERR_CONFIG_INVALID,
			"'%s' and '%s' give the same thing twice and differently",
			settings->names[setting], name);
	settings->values[setting] = pair->value;
	settings->names[setting] = name;
	return 0;
}

static int add_settings(struct pool *pool, struct settings *settings,
	const struct pairs *pairs, struct error *err)
{
	for (unsigned i = 0; i < pairs->count; i++) {
		if (add_setting(pool, settings, &pairs->items[i], err) < 0)
			return -1;
	}
	return 0;
}

static int bad_setting(const struct settings *settings, enum setting setting,
	struct error *err, const char *expected)
{
	return error_set(err, ERR_CONFIG_INVALID, "the value of '%s' is not %s",
		settings->names[setting], expected);
}

static bool one_of(const char *value, const char *const *words)
{
	for (; *words; words++) {
		if (!strcasecmp(value, *words))
			return true;
	}
	return false;
}

static const char *const yes_words[] = {
	"yes", "true", "1", "on", "mandatory", "required", "sspi", NULL};
static const char *const no_words[] = {"no", "false", "0", "optional", "disabled", NULL};

/* 1: yes, 0: no, -1: neither. */
static int yes_or_no(const char *value)
{
	return one_of(value, yes_words) ? 1 : one_of(value, no_words) ? 0 : -1;
}

/*
 * What the drivers do: "no" still encrypts the login where the server can, which is
 * `request`; "yes" checks the certificate unless TrustServerCertificate says not to.
 */
static int set_encrypt(const struct settings *settings, struct dsn *dsn, struct error *err)
{
	static const char *const own[] = {
		[ENCRYPT_OFF] = "off",
		[ENCRYPT_REQUEST] = "request",
		[ENCRYPT_REQUIRE] = "require",
		[ENCRYPT_STRICT] = "strict",
	};
	const char *value = settings->values[ENCRYPT];
	const char *trust = settings->values[TRUST_CERTIFICATE];
	int trusts = trust ? yes_or_no(trust) : 0;

	if (trusts < 0)
		return bad_setting(settings, TRUST_CERTIFICATE, err, "yes or no");
	if (!value)
		return 0;
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		if (!strcasecmp(value, own[i])) {
			dsn->encrypt = (enum dsn_encrypt)i;
			return 0;
		}
	}
	switch (yes_or_no(value)) {
	case 0:
		dsn->encrypt = ENCRYPT_REQUEST;
		return 0;
	case 1:
		dsn->encrypt = trusts ? ENCRYPT_REQUIRE : ENCRYPT_STRICT;
		return 0;
	default:
		return bad_setting(
			settings, ENCRYPT, err, "yes, no, off, request, require or strict");
	}
}

static int set_number(const struct settings *settings, enum setting setting, int max,
	int *number, struct error *err)
{
	const char *value = settings->values[setting];
	int parsed = 0;

	if (!value)
		return 0;
	for (const char *c = value; *c; c++) {
		if (*c < '0' || *c > '9' || parsed > (max - (*c - '0')) / 10)
			return bad_setting(settings, setting, err,
				setting == PORT ? "a port number" : "a number of seconds");
		parsed = parsed * 10 + (*c - '0');
	}
	*number = parsed;
	return 0;
}

static bool has_control(const char *text)
{
	for (; text && *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	}
	return false;
}

static int check_texts(const struct settings *settings, struct error *err)
{
	static const enum setting shown[] = {USER, DATABASE, APPLICATION, CA_FILE};

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		if (has_control(settings->values[shown[i]]))
			return bad_setting(
				settings, shown[i], err, "without control characters");
	}
	return 0;
}

static int bad_server(const struct settings *settings, struct error *err)
{
	bad_setting(settings, SERVER, err, "a server that gitmig can reach");
	return error_hint(err,
		"It is host, host\\instance, host,port or [IPv6]; named pipes and shared "
		"memory are not supported.");
}

static int set_host(struct pool *pool, const struct settings *settings, const char *host,
	size_t length, struct dsn *dsn, struct error *err)
{
	while (length && host[length - 1] == ' ')
		length--;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)host[i];

		if (c <= ' ' || c == 0x7f || strchr("/\\@;={}\"'`,?#&<>|[]", c))
			return bad_server(settings, err);
	}
	dsn->host = pool_strndup(pool, host, length);
	if (!length || !strcmp(dsn->host, ".") || !strcasecmp(dsn->host, "(local)"))
		dsn->host = NULL;
	else if (strpbrk(dsn->host, "()"))
		return bad_server(settings, err);
	return 0;
}

/* What follows the host: [\instance][,port]. */
static int set_server_rest(struct pool *pool, const struct settings *settings,
	const char *rest, struct dsn *dsn, struct error *err)
{
	struct settings port = *settings;

	if (*rest == '\\') {
		size_t length = strcspn(rest + 1, ",:");

		dsn->instance = pool_strndup(pool, rest + 1, length);
		if (!length || has_control(dsn->instance) ||
			strpbrk(dsn->instance, "\\/;@={}\"' "))
			return bad_server(settings, err);
		rest += 1 + length;
	}
	if (*rest == ',' || *rest == ':') {
		port.values[PORT] = rest + 1 + strspn(rest + 1, " ");
		port.names[PORT] = "port";
		return set_number(&port, PORT, MAX_PORT, &dsn->port, err);
	}
	return *rest ? bad_server(settings, err) : 0;
}

/* [tcp:]host[\instance][,port]; an IPv6 address may be in brackets. */
static int set_server(struct pool *pool, const struct settings *settings, struct dsn *dsn,
	struct error *err)
{
	const char *host = settings->values[SERVER], *rest, *colon;
	size_t length;

	if (!strncasecmp(host, "tcp:", 4))
		host += 4;
	host += strspn(host, " ");
	if (*host == '[') {
		length = strcspn(++host, "]");
		if (!host[length] || !length)
			return bad_server(settings, err);
		rest = host + length + 1;
	} else {
		length = strcspn(host, "\\,");
		colon = memchr(host, ':', length);
		if (colon && !memchr(colon + 1, ':', length - (size_t)(colon + 1 - host)))
			length = (size_t)(colon - host);
		rest = host + length;
	}
	if (set_host(pool, settings, host, length, dsn, err) < 0)
		return -1;
	return set_server_rest(pool, settings, rest, dsn, err);
}

/* Made of the parts, not of the text: what was misunderstood can't be shown. */
static const char *shown(struct pool *pool, const struct dsn *dsn)
{
	struct text text;

	text_init(&text, pool);
	text_add(&text, "mssql://");
	if (dsn->user)
		text_add(&text, dsn->user);
	if (dsn->password)
		text_add(&text, ":***");
	if (dsn->user || dsn->password)
		text_add(&text, "@");
	if (dsn->host)
		text_printf(&text, strchr(dsn->host, ':') ? "[%s]" : "%s", dsn->host);
	if (dsn->instance)
		text_printf(&text, "\\%s", dsn->instance);
	if (dsn->port)
		text_printf(&text, ":%d", dsn->port);
	if (dsn->database)
		text_printf(&text, "/%s", dsn->database);
	return text.data;
}

static int set_dsn(struct pool *pool, const struct settings *settings, struct dsn *dsn,
	struct error *err)
{
	const char *const *values = settings->values;
	struct dsn made = *dsn;

	made.driver = "mssql";
	made.path = made.host = made.instance = NULL;
	made.port = 0;
	made.user = values[USER];
	made.password = values[PASSWORD];
	made.database = values[DATABASE];
	made.options = settings->options;
	if (values[CA_FILE])
		made.ca_file = values[CA_FILE];
	if (values[APPLICATION])
		made.application_name = values[APPLICATION];
	if (values[TRUSTED] && yes_or_no(values[TRUSTED]) < 0)
		return bad_setting(settings, TRUSTED, err, "yes, no or SSPI");
	made.trusted = values[TRUSTED] && yes_or_no(values[TRUSTED]);
	if (check_texts(settings, err) < 0 || set_encrypt(settings, &made, err) < 0 ||
		set_number(settings, CONNECT_TIMEOUT, MAX_SECONDS, &made.connect_timeout,
			err) < 0 ||
		set_number(settings, QUERY_TIMEOUT, MAX_SECONDS, &made.query_timeout, err) <
			0 ||
		set_number(settings, LOCK_TIMEOUT, MAX_SECONDS, &made.lock_timeout, err) <
			0)
		return -1;
	if (values[SERVER] && set_server(pool, settings, &made, err) < 0)
		return -1;
	if (set_number(settings, PORT, MAX_PORT, &made.port, err) < 0)
		return -1;
	made.shown = shown(pool, &made);
	*dsn = made;
	return 0;
}

static int need_server(const struct settings *settings, struct error *err)
{
	if (settings->values[SERVER])
		return 0;
	if (settings->values[DATA_SOURCE_NAME]) {
		error_set(err, ERR_CONFIG_INVALID,
			"the connection string names an ODBC data source, which gitmig "
			"does "
			"not look up");
		return error_hint(err, "Write Server=HOST,PORT instead of DSN=NAME.");
	}
	error_set(err, ERR_CONFIG_INVALID, "the connection string names no server");
	return error_hint(err, "It needs Server=HOST or Server=HOST,PORT.");
}

static int from_pairs(
	struct pool *pool, const struct pairs *pairs, struct dsn *dsn, struct error *err)
{
	struct settings settings = {0};

	if (add_settings(pool, &settings, pairs, err) < 0 ||
		need_server(&settings, err) < 0)
		return -1;
	return set_dsn(pool, &settings, dsn, err);
}

static bool is_odbc(const struct pairs *pairs)
{
	return pairs_find(pairs, "driver") || pairs_find(pairs, "dsn");
}

int mssql_from_string(
	struct pool *pool, const char *text, struct dsn *dsn, struct error *err)
{
	struct pairs pairs;

	/* Quotes belong to the value in ODBC, and around it in ADO, which has no Driver. */
	if (connection_string_split(pool, text, false, &pairs, NULL) < 0 ||
		!is_odbc(&pairs)) {
		if (connection_string_split(pool, text, true, &pairs, err) < 0)
			return -1;
	}
	return from_pairs(pool, &pairs, dsn, err);
}

static int add_url_parts(struct pool *pool, const struct url_parts *parts,
	struct pairs *pairs, struct error *err)
{
	const char *database = NULL;

	if (parts->host)
		pairs_add(pool, pairs, "server",
			strchr(parts->host, ':') ? pool_printf(pool, "[%s]", parts->host)
						 : parts->host);
	if (parts->port)
		pairs_add(pool, pairs, "port", parts->port);
	if (parts->user)
		pairs_add(pool, pairs, "user", parts->user);
	if (parts->password && *parts->password)
		pairs_add(pool, pairs, "password", parts->password);
	if (parts->database && url_decode(pool, parts->database, strlen(parts->database),
				       false, &database, err) < 0)
		return -1;
	if (database && *database)
		pairs_add(pool, pairs, "database", database);
	return 0;
}

int mssql_from_url(struct pool *pool, const struct url_parts *parts, struct dsn *dsn,
	struct error *err)
{
	bool pyodbc = parts->dialect && (!strcmp(parts->dialect, "pyodbc") ||
						!strcmp(parts->dialect, "aioodbc"));
	struct pairs pairs = {0}, query = {0};
	struct settings settings = {0};
	const char *odbc;

	if (url_query(pool, parts->query, &query, err) < 0)
		return -1;
	odbc = pairs_find(&query, "odbc_connect");
	if (odbc) {
		if (connection_string_split(pool, odbc, false, &pairs, err) < 0)
			return -1;
		return from_pairs(pool, &pairs, dsn, err);
	}
	for (unsigned i = 0; i < query.count; i++) {
		/* Of the drivers only pymssql's "timeout" is that of a query. */
		if (parts->dialect && !strcmp(parts->dialect, "pymssql") &&
			!strcmp(query.items[i].key, "timeout"))
			query.items[i].key = "query_timeout";
	}
	if (add_url_parts(pool, parts, &pairs, err) < 0 ||
		add_settings(pool, &settings, &pairs, err) < 0 ||
		add_settings(pool, &settings, &query, err) < 0)
		return -1;
	/* As SQLAlchemy does for pyodbc. */
	if (pyodbc && !settings.values[USER] && !settings.values[TRUSTED])
		settings.values[TRUSTED] = "yes";
	return set_dsn(pool, &settings, dsn, err);
}
