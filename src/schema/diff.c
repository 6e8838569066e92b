#include "schema/diff_internal.h"

#include <fnmatch.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

bool diff_wants(const struct differ *d, const char *kind)
{
	return d->options->kinds_all || strings_has(&d->options->kinds, kind);
}

struct operation diff_op(enum operation_kind kind, void *body)
{
	return (struct operation){.kind = kind, .any = body};
}

void diff_emit(struct differ *d, enum phase phase, struct operation up,
	struct operation down, char *message)
{
	struct changes *changes = &d->phases[phase];
	struct change change = {up, down, message};

	POOL_PUSH(d->pool, changes->items, changes->count, changes->cap, change);
}

void diff_warn(struct differ *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	strings_add(d->pool, &d->warnings, pool_vprintf(d->pool, format, args));
	va_end(args);
}

char *diff_schema_of(const struct differ *d, const char *schema)
{
	const char *own = d->rules->default_schema, *alias = d->rules->default_alias;

	if (!schema || !*schema || (own && !strcasecmp(schema, own)) ||
		(alias && !strcasecmp(schema, alias)))
		return NULL;
	return (char *)(size_t)schema;
}

char *diff_name(struct differ *d, const char *schema, const char *name)
{
	schema = diff_schema_of(d, schema);
	return pool_printf(
		d->pool, "%s%s%s", schema ? schema : "", schema ? "." : "", name);
}

char *diff_key(struct differ *d, struct pool *pool, const char *schema, const char *name)
{
	schema = diff_schema_of(d, schema);
	return pool_printf(pool, "%s\x1f%s", schema ? schema : "", name);
}

struct entry *diff_target(struct differ *d, const struct side *side,
	const struct entry *entry, const struct reference *reference)
{
	struct entry *target = map_find(
		&side->map, diff_key(d, &d->scratch, reference->schema, reference->table));

	if (!target && !reference->schema && entry->raw->schema)
		target = map_find(&side->map,
			diff_key(d, &d->scratch, entry->raw->schema, reference->table));
	return target;
}

void diff_target_columns(const struct entry *target, const struct reference *reference,
	char ***columns, unsigned *count)
{
	const struct primary_key *key = target ? target->flat->primary_key : NULL;

	*columns = reference->columns;
	*count = reference->columns_count;
	if (!*count && key) {
		*columns = key->columns;
		*count = key->columns_count;
	}
}

int diff_column_index(const struct table *table, const char *name)
{
	const struct column *column = table_column(table, name);

	return column ? (int)(column - table->columns) : -1;
}

/* Tables are meant by their name, or by schema.name where the glob has a dot. */
static bool matches(const struct strings *globs, const char *name, const char *full)
{
	for (unsigned i = 0; i < globs->count; i++) {
		const char *text = strchr(globs->items[i], '.') ? full : name;

		if (!fnmatch(globs->items[i], text, FNM_CASEFOLD) ||
			!fnmatch(globs->items[i], name, FNM_CASEFOLD))
			return true;
	}
	return false;
}

bool diff_is_skipped(struct differ *d, const char *schema, const char *name)
{
	const struct diff_options *options = d->options;
	const char *full;

	if (!options->ignored_tables.count && !options->include.count &&
		!options->exclude.count)
		return false;
	full = diff_name(d, schema, name);
	for (unsigned i = 0; i < options->ignored_tables.count; i++) {
		if (!strcasecmp(options->ignored_tables.items[i], name) ||
			!strcasecmp(options->ignored_tables.items[i], full))
			return true;
	}
	if (options->include.count && !matches(&options->include, name, full))
		return true;
	return matches(&options->exclude, name, full);
}

static int twice(struct differ *d, const struct table *table, struct error *err)
{
	return error_set_at(err, ERR_CONFIG_INVALID, table->file, table->line,
		table->column_at, "table %s is declared twice",
		diff_name(d, table->schema, table->name));
}

static int side_init(
	struct differ *d, struct side *side, const struct schema *schema, struct error *err)
{
	side->count = schema->tables_count;
	side->entries = pool_array(d->pool, struct entry, side->count);
	map_init(&side->map, d->pool, true);
	for (unsigned i = 0; i < side->count; i++) {
		struct entry *entry = &side->entries[i];

		entry->given = &schema->tables[i];
		entry->raw = pool_new(d->pool, struct table);
		*entry->raw = *entry->given;
		entry->raw->schema = diff_schema_of(d, entry->given->schema);
		entry->key = diff_key(d, d->pool, entry->raw->schema, entry->raw->name);
		entry->skipped = diff_is_skipped(d, entry->raw->schema, entry->raw->name);
		if (map_put(&side->map, entry->key, entry) && !entry->skipped)
			return twice(d, entry->given, err);
	}
	return 0;
}

/* What the names of the tables are at last is known only after the renames. */
static void normalise(struct differ *d, struct side *side)
{
	for (unsigned i = 0; i < side->count; i++) {
		struct entry *entry = &side->entries[i];

		table_forms(d->pool, entry->raw, &entry->flat, &entry->normal);
		entry->inlined = pool_array(
			d->pool, struct reference *, entry->raw->columns_count);
		entry->deferred = pool_array(d->pool, bool,
			entry->raw->columns_count + entry->raw->foreign_keys_count);
	}
}

/* Names that were given come first; what gets a generated one goes around them. */
static void note_index_names(struct differ *d, const struct side *side)
{
	for (unsigned i = 0; i < side->count; i++) {
		struct entry *entry = &side->entries[i];
		bool stays = side == &d->to || entry->twin || entry->skipped;

		for (unsigned j = 0; stays && j < entry->flat->indexes_count; j++) {
			const char *name = entry->flat->indexes[j].name;

			if (name && !map_find(&d->index_names, name))
				map_put(&d->index_names, name, entry);
		}
	}
}

bool diff_index_name_is_taken(
	const struct differ *d, const struct entry *own, const char *name)
{
	const struct entry *owner = d->rules->global_index_names
					    ? map_find(&d->index_names, name)
					    : NULL;

	return owner && owner != own && owner != own->twin;
}

static void forget(struct differ *d)
{
	pool_release(&d->scratch);
}

static int compare_pairs(struct differ *d, struct error *err)
{
	struct side *from = &d->from;

	for (unsigned i = 0; i < from->count; i++, forget(d)) {
		if (from->entries[i].twin &&
			diff_columns_prepare(d, &from->entries[i], err))
			return -1;
	}
	for (unsigned i = 0; i < from->count; i++, forget(d)) {
		if (from->entries[i].twin)
			diff_items(d, &from->entries[i]);
	}
	/* Whether a foreign key may stay within its table depends on all tables' keys. */
	for (unsigned i = 0; i < from->count; i++, forget(d)) {
		if (from->entries[i].twin)
			diff_foreign_keys(d, &from->entries[i]);
	}
	for (unsigned i = 0; i < from->count; i++, forget(d)) {
		if (!from->entries[i].twin)
			continue;
		if (diff_columns(d, &from->entries[i], err))
			return -1;
		diff_table_options(d, &from->entries[i]);
	}
	return 0;
}

static int check_types(struct differ *d, const struct side *side, struct error *err)
{
	char *text;

	for (unsigned i = 0; i < side->count; i++) {
		const struct entry *entry = &side->entries[i];

		for (unsigned j = 0;
			!entry->skipped && !entry->twin && j < entry->raw->columns_count;
			j++) {
			if (diff_type_text(d, &entry->raw->columns[j], &text, err))
				return diff_type_error(entry, &entry->raw->columns[j], err);
		}
	}
	return 0;
}

static void collect(struct differ *d, struct diff *diff)
{
	struct pool *pool = d->pool;

	memset(diff, 0, sizeof(*diff));
	for (int phase = 0; phase < PHASES; phase++) {
		const struct changes *changes = &d->phases[phase];

		for (unsigned i = 0; i < changes->count; i++) {
			const struct change *change = &changes->items[i];

			operations_add(
				pool, &diff->upgrade, change->up.kind, change->up.any);
		}
	}
	for (int phase = PHASES - 1; phase >= 0; phase--) {
		const struct changes *changes = &d->phases[phase];

		for (unsigned i = changes->count; i-- > 0;)
			operations_add(pool, &diff->downgrade, changes->items[i].down.kind,
				changes->items[i].down.any);
	}
	/* The list of operations has stopped moving: now it can be pointed into. */
	for (int phase = 0; phase < PHASES; phase++) {
		const struct changes *changes = &d->phases[phase];

		for (unsigned i = 0; i < changes->count; i++) {
			const struct operation *op = &diff->upgrade.items[diff->count];
			struct difference item = {
				op, operation_object(pool, op), changes->items[i].message};

			POOL_PUSH(pool, diff->items, diff->count, diff->cap, item);
		}
	}
	likely_renames(pool, &diff->upgrade, &diff->downgrade, d->rules, &diff->renames);
	for (unsigned i = 0; i < diff->renames.count; i++)
		strings_add(pool, &d->warnings, diff->renames.items[i].message);
	diff->warnings = d->warnings;
}

static int compare(struct differ *d, const struct schema *from, const struct schema *to,
	struct error *err)
{
	if (side_init(d, &d->from, from, err) || side_init(d, &d->to, to, err))
		return -1;
	diff_renames(d);
	normalise(d, &d->from);
	normalise(d, &d->to);
	map_init(&d->index_names, d->pool, true);
	note_index_names(d, &d->from);
	note_index_names(d, &d->to);
	if (diff_check_models(d, &d->to, err) || check_types(d, &d->to, err))
		return -1;
	forget(d);
	if (compare_pairs(d, err))
		return -1;
	if (diff_wants(d, "table"))
		diff_tables(d);
	if (diff_wants(d, "view"))
		diff_views(d, from, to);
	return 0;
}

int diff_schemas(struct pool *pool, const struct schema *from, const struct schema *to,
	const struct diff_rules *rules, const struct diff_options *options,
	struct diff *diff, struct error *err)
{
	struct differ d = {.pool = pool,
		.rules = rules,
		.options = options,
		.collation = from->collation ? from->collation : to->collation};
	int result;

	pool_init(&d.scratch);
	result = compare(&d, from, to, err);
	pool_release(&d.scratch);
	if (!result)
		collect(&d, diff);
	return result;
}
