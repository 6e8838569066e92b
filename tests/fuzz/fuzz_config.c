// links: base yaml config
#include "config/config.h"

#include "base/file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int read_file(void *data, struct pool *pool, const char *path, char **bytes,
	size_t *length, struct error *err)
{
	static const char ini[] = "[DEFAULT]\nurl = mssql://sa:pw@h/db\n[s]\nmode = D\n";

	(void)data;
	(void)err;
	*bytes = NULL;
	if (strstr(path, ".ini")) {
		*length = sizeof(ini) - 1;
		*bytes = pool_strndup(pool, ini, *length);
	}
	return 0;
}

static void use(struct pool *pool, const struct config *config)
{
	static const struct config_files files = {read_file, NULL};
	const struct database_config *database;
	const char *mode;
	struct dsn dsn;
	struct error err = {0};

	if (config_mode(pool, config, &files, NULL, &mode, &err) < 0 &&
		err.code != ERR_CONFIG_INVALID)
		abort();
	for (unsigned i = 0; i < config->databases_count; i++) {
		memset(&err, 0, sizeof(err));
		if (config_database(pool, config, &files, config->databases[i].name,
			    &database, &dsn, &err) < 0 &&
			(err.code != ERR_CONFIG_INVALID || err.line < 1))
			abort();
	}
}

/* Whatever the file is, it loads whole or is an error with a place. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};
	struct config config = {0};
	struct pool pool;

	pool_init(&pool);
	if (config_load(&pool, "gitmig.yaml", "/project", (const char *)data, size, &config,
		    &err) < 0) {
		if (err.code != ERR_CONFIG_INVALID || !err.message[0] || config.file)
			abort();
		pool_release(&pool);
		return 0;
	}
	if (!config.version_locations.count || !config.version_table ||
		!config.file_template || config.truncate_slug_length < 0 ||
		(config.models && config.models_command.count))
		abort();
	for (unsigned i = 0; i < config.databases_count; i++) {
		const struct database_config *database = &config.databases[i];

		if (!database->name || !database->url || !database->application_name ||
			database->line < 1 || database->lock_timeout < 0)
			abort();
	}
	use(&pool, &config);
	pool_release(&pool);
	return 0;
}
