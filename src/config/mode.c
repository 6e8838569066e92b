#include "config/internal.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int config_read_ini(struct pool *pool, const struct config *config,
	const struct config_files *files, const struct ini **ini, struct error *err)
{
	struct ini *parsed;
	char *bytes = NULL;
	size_t length = 0;

	*ini = NULL;
	if (!config->mode_file)
		return 0;
	if (files->read(files->data, pool, config->mode_file, &bytes, &length, err) < 0)
		return -1;
	if (!bytes)
		return 0;
	if (ini_parse(pool, config->mode_file, bytes, length, &parsed, err) < 0)
		return -1;
	*ini = parsed;
	return 0;
}

static const char *known_names(struct pool *pool, const struct config *config)
{
	struct text text;

	text_init(&text, pool);
	for (unsigned i = 0; i < config->databases_count; i++)
		text_printf(&text, "%s%s", i ? ", " : "", config->databases[i].name);
	return text.data;
}

static int unknown_mode(struct pool *pool, const struct config *config, const char *mode,
	const char *source, struct error *err)
{
	error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
		"there is no database '%s', which %s names", mode, source);
	if (!config->databases_count)
		return error_hint(err, "%s has no databases.", config->file);
	return error_hint(err, "The databases are: %s.", known_names(pool, config));
}

static int no_mode(
	struct pool *pool, const struct config *config, bool no_file, struct error *err)
{
	if (!config->databases_count) {
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"there are no databases");
		return error_hint(
			err, "Add one: databases: {DEBUG: {url: \"sqlite:///app.db\"}}.");
	}
	if (!config->mode_file)
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"nothing says which database is meant");
	else if (no_file)
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"nothing says which database is meant: mode.file %s is not there",
			config->mode_file);
	else
		error_set_at(err, ERR_CONFIG_INVALID, config->file, 0, 0,
			"nothing says which database is meant: %s has no key '%s'%s%s%s",
			config->mode_file, config->mode_key,
			config->mode_section ? " in the section '" : "",
			config->mode_section ? config->mode_section : "",
			config->mode_section ? "'" : "");
	return error_hint(err,
		"Use --mode, set GITMIG_MODE, or add mode.default; the databases are: %s.",
		known_names(pool, config));
}

static int mode_of_file(struct pool *pool, const struct config *config,
	const struct config_files *files, const char **mode, bool *no_file,
	struct error *err)
{
	const struct ini *ini;

	*mode = NULL;
	if (config_read_ini(pool, config, files, &ini, err) < 0)
		return -1;
	*no_file = ini == NULL;
	return ini ? ini_get(pool, ini, config->mode_section, config->mode_key, mode, err)
		   : 0;
}

int config_mode(struct pool *pool, const struct config *config,
	const struct config_files *files, const char *wanted, const char **mode,
	struct error *err)
{
	const char *environment = getenv("GITMIG_MODE");
	const char *found = wanted, *source = "--mode";
	bool no_file = true;

	if (!found && environment && *environment) {
		found = environment;
		source = "GITMIG_MODE";
	}
	if (!found) {
		if (mode_of_file(pool, config, files, &found, &no_file, err) < 0)
			return -1;
		source = config->mode_file;
	}
	if (!found) {
		found = config->mode_default;
		source = "mode.default";
	}
	if (!found && !config->mode_file && config->databases_count == 1) {
		*mode = config->databases[0].name;
		return 0;
	}
	if (!found)
		return no_mode(pool, config, no_file, err);
	if (!config_named(config, found))
		return unknown_mode(pool, config, found, source, err);
	*mode = pool_strdup(pool, found);
	return 0;
}
