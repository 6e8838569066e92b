#ifndef CONFIG_INTERNAL_H
#define CONFIG_INTERNAL_H

#include "config/config.h"
#include "config/ini.h"
#include "yaml/load.h"

/* What the files of this folder share. */

#define CONFIG_MAX_BYTES ((size_t)4 << 20)
/* Seconds; as milliseconds they still fit an int. */
#define CONFIG_MAX_TIMEOUT (INT_MAX / 1000)

/* The shape of gitmig.yaml with its shorthands written out; see schema.c. */
struct config_file {
	int gitmig;
	struct strings version_locations;
	struct config_models {
		char *path;
		struct strings command;
	} models;
	struct config_mode {
		char *file, *section, *key, *default_mode;
	} mode;
	struct database_config *databases;
	unsigned databases_count;
	char *version_table, *file_template;
	int truncate_slug_length;
	struct config_autogenerate_file {
		struct strings include, exclude;
		struct config_kinds {
			char *all;
			struct strings items;
		} kinds;
	} autogenerate;
	struct config_git git;
	struct config_review_file {
		enum review_required required;
		int second_person; /* 1 no, 2 yes */
	} review;
};

extern const cyaml_schema_value_t config_schema;

/* Puts the defaults in for what the tree does not say. */
int config_add_defaults(struct pool *pool, struct node *root, struct error *err);
/* What the table can't say about single values. */
int config_check_values(
	const struct document *document, const struct node *root, struct error *err);

/* The database of that name, or NULL. */
const struct database_config *config_named(const struct config *config, const char *name);

/* The INI file of mode.file; *ini NULL: there is none, or the configuration names none. */
int config_read_ini(struct pool *pool, const struct config *config,
	const struct config_files *files, const struct ini **ini, struct error *err);

/* The url with ${...} replaced. */
int config_substitute(struct pool *pool, const struct config *config,
	const struct config_files *files, const struct database_config *database,
	const char **url, struct error *err);

#endif
