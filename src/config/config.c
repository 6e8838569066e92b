#include "config/internal.h"

#include "base/file.h"
#include "config/unicode.h"

#include <limits.h>
#include <string.h>

static int check_format(
	const struct document *document, const struct node *root, struct error *err)
{
	const struct node *version;

	if (node_expect(document, root, NODE_MAPPING, "gitmig.yaml", err) < 0)
		return -1;
	version = node_find(root, "gitmig");
	if (!version) {
		node_error(document, root, err, "the file lacks the key \"gitmig\"");
		return error_hint(
			err, "Its first line is `gitmig: 1`, the version of the format.");
	}
	if (node_is(version, "1") && version->style == NODE_PLAIN)
		return 0;
	if (version->kind != NODE_SCALAR)
		return node_expect(document, version, NODE_SCALAR, "gitmig", err);
	node_error(document, version, err,
		"the format of this file is version \"%.20s\", and this gitmig reads "
		"version 1",
		version->text);
	return error_hint(err, "Write `gitmig: 1`, or use a newer gitmig.");
}

static bool has_space(const char *text)
{
	const char *end = text + strlen(text);

	for (; text < end; text++) {
		if (unicode_space(text, end) || (unsigned char)*text < 0x20)
			return true;
	}
	return false;
}

/* Keys that are free are none for a table: {DEBUG: {...}} becomes [{@name: DEBUG, ...}]. */
static int list_databases(struct document *document, struct error *err)
{
	struct node *mapping = node_find(document->root, "databases"), *list, *next;

	if (!mapping)
		return 0;
	if (node_expect(document, mapping, NODE_MAPPING, "databases", err) < 0)
		return -1;
	list = node_new(document->pool, mapping, NODE_SEQUENCE);
	for (struct node *value = mapping->first; value; value = next) {
		const char *name = value->key->text;

		next = value->next;
		if (!*name || has_space(name))
			return node_error(document, value->key, err,
				"the name of a database may not be empty or hold white "
				"space");
		if (node_expect(document, value, NODE_MAPPING, name, err) < 0)
			return -1;
		node_drop_nulls(value);
		node_put(document->pool, value, "@name",
			node_new_scalar(document->pool, value->key, name));
		node_append(list, value);
	}
	node_replace(document->root, mapping, list);
	return 0;
}

/* `mode:` with all its keys commented out means what no `mode` means. */
static void drop_nulls(struct node *root)
{
	static const char *const mappings[] = {"mode", "autogenerate", "git", "review"};

	node_drop_nulls(root);
	for (size_t i = 0; i < sizeof(mappings) / sizeof(*mappings); i++) {
		struct node *value = node_find(root, mappings[i]);

		if (value)
			node_drop_nulls(value);
	}
}

static bool is_given(const struct node *database, const char *key)
{
	return !node_find(database, key)->made;
}

static void note_given(const struct node *databases, struct config_file *loaded)
{
	const struct node *node = databases ? databases->first : NULL;

	for (struct database_config *database = loaded->databases; node;
		node = node->next, database++) {
		database->line = node_find(node, "url")->line;
		database->column = node_find(node, "url")->column;
		database->given.connect_timeout = is_given(node, "connect_timeout");
		database->given.query_timeout = is_given(node, "query_timeout");
		database->given.lock_timeout = is_given(node, "lock_timeout");
		database->given.encrypt = is_given(node, "encrypt");
		database->given.application_name = is_given(node, "application_name");
	}
}

static void fill(const struct config_file *loaded, struct config *config)
{
	config->version_locations = loaded->version_locations;
	config->models = loaded->models.path;
	config->models_command = loaded->models.command;
	config->mode_file = loaded->mode.file;
	config->mode_section = loaded->mode.section;
	config->mode_key = loaded->mode.key;
	config->mode_default = loaded->mode.default_mode;
	config->databases = loaded->databases;
	config->databases_count = loaded->databases_count;
	config->version_table = loaded->version_table;
	config->file_template = loaded->file_template;
	config->truncate_slug_length = loaded->truncate_slug_length;
	config->autogenerate.include = loaded->autogenerate.include;
	config->autogenerate.exclude = loaded->autogenerate.exclude;
	config->autogenerate.kinds = loaded->autogenerate.kinds.items;
	config->autogenerate.kinds_all = loaded->autogenerate.kinds.all != NULL;
	config->git = loaded->git;
	config->review.required = loaded->review.required;
	config->review.second_person = loaded->review.second_person == 2;
}

int config_load(struct pool *pool, const char *file, const char *folder, const char *bytes,
	size_t length, struct config *config, struct error *err)
{
	struct document document;
	void *loaded;

	if (document_parse(pool, pool_strdup(pool, file), ERR_CONFIG_INVALID, bytes, length,
		    CONFIG_MAX_BYTES, &document, err) < 0 ||
		check_format(&document, document.root, err) < 0)
		return -1;
	drop_nulls(document.root);
	if (list_databases(&document, err) < 0 ||
		config_add_defaults(pool, document.root, err) < 0 ||
		config_check_values(&document, document.root, err) < 0 ||
		document_load(&document, document.root, &config_schema, &loaded, err) < 0)
		return -1;
	note_given(node_find(document.root, "databases"), loaded);
	memset(config, 0, sizeof(*config));
	config->file = document.file;
	config->folder = pool_strdup(pool, folder);
	fill(loaded, config);
	return 0;
}

int config_find(struct pool *pool, const char *start, const char *top, char **path,
	struct error *err)
{
	const char *folder = path_absolute(pool, start);
	const char *last = top ? path_absolute(pool, top) : "/";

	while (folder) {
		char *found = path_join(pool, folder, "gitmig.yaml");

		if (file_exists(found) && !file_is_dir(found)) {
			*path = found;
			return 0;
		}
		if (!strcmp(folder, last ? last : "/") || !strcmp(folder, "/"))
			break;
		folder = path_dirname(pool, folder);
	}
	error_set(err, ERR_CONFIG_INVALID,
		top ? "no gitmig.yaml in %s or a folder above it in the repository"
		    : "no gitmig.yaml in %s or a folder above it",
		start);
	return error_hint(err, "`gitmig init` makes one.");
}
