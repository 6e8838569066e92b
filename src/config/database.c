#include "config/internal.h"

#include "base/file.h"
#include "config/url.h"

#include <stdio.h>
#include <string.h>

const struct database_config *config_named(const struct config *config, const char *name)
{
	for (unsigned i = 0; i < config->databases_count; i++) {
		if (!strcmp(config->databases[i].name, name))
			return &config->databases[i];
	}
	return NULL;
}

/* Before the URL is read: what serves if neither it nor the file says otherwise. */
static void set_defaults(const struct database_config *found, struct dsn *dsn)
{
	dsn->connect_timeout = found->connect_timeout;
	dsn->query_timeout = found->query_timeout;
	dsn->lock_timeout = found->lock_timeout;
	dsn->encrypt = found->encrypt;
	dsn->application_name = found->application_name;
}

static void set_given(struct pool *pool, const struct config *config,
	const struct database_config *found, struct dsn *dsn)
{
	if (found->given.connect_timeout)
		dsn->connect_timeout = found->connect_timeout;
	if (found->given.query_timeout)
		dsn->query_timeout = found->query_timeout;
	if (found->given.lock_timeout)
		dsn->lock_timeout = found->lock_timeout;
	if (found->given.encrypt)
		dsn->encrypt = found->encrypt;
	if (found->given.application_name)
		dsn->application_name = found->application_name;
	if (found->ca_file)
		dsn->ca_file = found->ca_file;
	if (dsn->ca_file)
		dsn->ca_file = path_join(pool, config->folder, dsn->ca_file);
}

int config_database(struct pool *pool, const struct config *config,
	const struct config_files *files, const char *mode,
	const struct database_config **database, struct dsn *dsn, struct error *err)
{
	const struct database_config *found = config_named(config, mode);
	struct dsn made = {0};
	const char *url;

	if (!found)
		return error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"there is no database '%s'", mode);
	if (config_substitute(pool, config, files, found, &url, err) < 0)
		return -1;
	set_defaults(found, &made);
	if (url_parse(pool, config->folder, url, &made, err) < 0) {
		error_prefix(err, "database %s", found->name);
		if (err) {
			snprintf(err->file, sizeof(err->file), "%s", config->file);
			err->line = found->line;
			err->column = found->column;
		}
		return -1;
	}
	set_given(pool, config, found, &made);
	*database = found;
	*dsn = made;
	return 0;
}

int config_driver(struct pool *pool, const struct config *config,
	const struct config_files *files, const char *mode, const char **driver,
	struct error *err)
{
	const struct database_config *found = config_named(config, mode);
	const char *named = found ? url_driver(found->url) : NULL;
	struct dsn dsn;

	if (!named) {
		if (config_database(pool, config, files, mode, &found, &dsn, err) < 0)
			return -1;
		named = dsn.driver;
	}
	*driver = named;
	return 0;
}
