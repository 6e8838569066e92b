// links: base yaml config
#include "config/url.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "S3CR3T"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct dsn *dsn)
{
	if (!dsn->driver || !dsn->shown || dsn->port < 0 || dsn->port > 65535)
		abort();
	if (!strcmp(dsn->driver, "sqlite") &&
		(!dsn->path || (dsn->path[0] != '/' && strcmp(dsn->path, ":memory:") != 0)))
		abort();
}

static int parse(struct pool *pool, const char *url, struct dsn *dsn, struct error *err)
{
	memset(err, 0, sizeof(*err));
	memset(dsn, 0, sizeof(*dsn));
	if (url_parse(pool, "/project", url, dsn, err) == 0) {
		check(dsn);
		return 0;
	}
	if (err->code != ERR_CONFIG_INVALID || !err->message[0] || dsn->driver)
		abort();
	return -1;
}

/* The input as a URL; then as the password in some, from where it must not come out. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const forms[][2] = {
		{"mssql://sa:", "@h:1433/db?encrypt=off"},
		{"mssql+pyodbc://sa:", "@h/db?driver=x"},
		{"postgresql://sa:", "@h/db"},
		{"Server=h;Database=db;Uid=sa;Pwd=", ";Encrypt=yes"},
		{"Server=h;Uid=sa;Pwd={", "};Encrypt=yes"},
		{"mssql+pyodbc:///?odbc_connect=Server%3Dh%3BUid%3Dsa%3BPwd%3D", ""},
	};
	struct error err;
	struct pool pool;
	struct dsn dsn;
	char *input;

	pool_init(&pool);
	input = pool_strndup(&pool, (const char *)data, size);
	parse(&pool, input, &dsn, &err);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct text url;

		text_init(&url, &pool);
		text_add(&url, forms[i][0]);
		text_add(&url, input);
		text_add(&url, SECRET);
		text_add(&url, forms[i][1]);
		parse(&pool, url.data, &dsn, &err);
		if (strstr(err.message, SECRET) || strstr(err.hint, SECRET))
			abort();
		/* An input may end the password itself and go on with "user=". */
		if (!strpbrk(input, ";@&?=}%/") && dsn.shown && strstr(dsn.shown, SECRET))
			abort();
	}
	pool_release(&pool);
	return 0;
}
