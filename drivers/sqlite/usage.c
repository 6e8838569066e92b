#include "drivers/sqlite/usage.h"

#include <string.h>
#include <strings.h>

bool usage_expression(struct pool *pool, const struct tokens *tokens, struct span within,
	const char *column)
{
	for (size_t at = 0; at < tokens->count; at++) {
		const struct token *token = &tokens->items[at];
		bool word = token->kind == TOKEN_WORD;

		if (token->span.start < within.start || token->span.end > within.end ||
			(!word && token->kind != TOKEN_QUOTED))
			continue;
		if ((at && token_is(tokens, at - 1, "COLLATE")) ||
			(word && token_is(tokens, at + 1, "(")) ||
			token_is(tokens, at + 1, "."))
			continue;
		if (!strcasecmp(token_name(pool, tokens, at), column))
			return true;
	}
	return false;
}

bool usage_only(struct pool *pool, const struct ddl_table *table,
	const struct tokens *tokens, struct span within, const char *column)
{
	for (unsigned i = 0; i < table->columns_count; i++) {
		const char *other = table->columns[i].name;

		if (strcasecmp(other, column) != 0 &&
			usage_expression(pool, tokens, within, other))
			return false;
	}
	return usage_expression(pool, tokens, within, column);
}

bool usage_parts(const struct ddl_part *parts, unsigned count, const char *column)
{
	for (unsigned i = 0; i < count; i++) {
		if (parts[i].column && !strcasecmp(parts[i].column, column))
			return true;
	}
	return false;
}

/* The search for users of one column. */
struct search {
	struct rebuild *rebuild;
	struct pool *pool;
	const struct ddl_column *column;
	struct strings *users;
};

static const char *const kinds[] = {
	[DDL_PRIMARY_KEY] = "primary key",
	[DDL_UNIQUE] = "unique constraint",
	[DDL_CHECK] = "check",
	[DDL_FOREIGN_KEY] = "foreign key",
	[DDL_GENERATED] = "generated column",
};

static void add_user(struct search *search, const char *kind, const char *name)
{
	strings_add(search->pool, search->users,
		pool_printf(search->pool, "%s %s", kind, name));
}

static const char *label(
	const struct search *search, const struct ddl_constraint *constraint)
{
	if (constraint->name)
		return constraint->name;
	return span_text(search->pool, search->rebuild->old.sql, constraint->span);
}

/* false: it goes with the column, or has nothing to do with it. */
static bool in_the_way(
	const struct search *search, const struct ddl_constraint *constraint, bool *goes)
{
	const struct ddl_table *old = &search->rebuild->old;
	const char *name = search->column->name;
	bool uses;

	*goes = false;
	if (constraint->kind == DDL_CHECK) {
		uses = usage_expression(
			search->pool, &old->tokens, constraint->expression, name);
		*goes = uses && usage_only(search->pool, old, &old->tokens,
					constraint->expression, name);
	} else {
		uses = usage_parts(constraint->parts, constraint->parts_count, name);
		*goes = uses && constraint->parts_count == 1;
		if (constraint->kind == DDL_PRIMARY_KEY && old->without_rowid)
			*goes = false;
	}
	return uses && !*goes;
}

/* A constraint at a column, which may be the one that goes. */
static void search_at_column(struct search *search, const struct ddl_column *column,
	const struct ddl_constraint *constraint)
{
	const struct ddl_table *old = &search->rebuild->old;

	if (column == search->column) {
		if (constraint->kind == DDL_PRIMARY_KEY && old->without_rowid)
			add_user(search, "the table's", "primary key");
		return;
	}
	if ((constraint->kind != DDL_CHECK && constraint->kind != DDL_GENERATED) ||
		!usage_expression(search->pool, &old->tokens, constraint->expression,
			search->column->name))
		return;
	add_user(search, kinds[constraint->kind],
		constraint->kind == DDL_GENERATED ? column->name
						  : label(search, constraint));
}

static void search_own(struct search *search)
{
	struct rebuild *rebuild = search->rebuild;
	const struct ddl_table *old = &rebuild->old;

	for (unsigned i = 0; i < old->columns_count; i++) {
		const struct ddl_column *column = &old->columns[i];

		for (unsigned j = 0; j < column->constraints_count; j++)
			search_at_column(search, column, &column->constraints[j]);
	}
	for (unsigned i = 0; i < old->constraints_count; i++) {
		const struct ddl_constraint *constraint = &old->constraints[i];
		bool goes;

		if (constraint->kind == DDL_NAME_ONLY)
			continue;
		if (in_the_way(search, constraint, &goes))
			add_user(
				search, kinds[constraint->kind], label(search, constraint));
		else if (goes)
			edit_remove_constraint(&rebuild->edits, old, constraint);
	}
}

static int search_index(struct search *search, const struct catalog_item *item)
{
	struct rebuild *rebuild = search->rebuild;
	const char *name = search->column->name;
	struct span whole = {0, strlen(item->sql)};
	struct ddl_index index;

	if (ddl_parse_index(search->pool, item->sql, &index, rebuild->alter->err) < 0)
		return error_prefix(rebuild->alter->err, "index %s", item->name);
	whole.start = index.table_span.end;
	if (!usage_expression(search->pool, &index.tokens, whole, name) &&
		!usage_parts(index.parts, index.parts_count, name))
		return 0;
	if (usage_only(search->pool, &rebuild->old, &index.tokens, whole, name))
		strings_add(search->pool, &rebuild->dropped_indexes, item->name);
	else
		add_user(search, "index", item->name);
	return 0;
}

static int search_trigger(struct search *search, const struct catalog_item *item)
{
	struct ddl_trigger trigger;

	if (ddl_parse_trigger(
		    search->pool, item->sql, &trigger, search->rebuild->alter->err) < 0)
		return error_prefix(search->rebuild->alter->err, "trigger %s", item->name);
	for (unsigned i = 0; i < trigger.columns_count; i++) {
		if (!strcasecmp(trigger.columns[i], search->column->name)) {
			add_user(search, "trigger", item->name);
			break;
		}
	}
	return 0;
}

static int add_child(void *data, int count, const char *const *values)
{
	struct search *search = data;

	(void)count;
	add_user(search, "foreign key of",
		pool_printf(search->pool, "%s (%s)", values[0], values[1]));
	return 0;
}

static bool in_primary_key(const struct search *search)
{
	struct ddl_column *column = NULL;
	const struct ddl_constraint *key = ddl_primary_key(&search->rebuild->old, &column);

	return key &&
	       (column ? column == search->column
		       : usage_parts(key->parts, key->parts_count, search->column->name));
}

/* Foreign keys, from whatever table, that refer to the column. */
static int search_children(struct search *search)
{
	struct rebuild *rebuild = search->rebuild;
	const char *schema = catalog_schema(rebuild->schema);

	return sqlite_query(&rebuild->alter->db->db,
		sql_format(search->pool,
			"SELECT m.name, f.\"from\" FROM \"%w\".sqlite_master AS m, "
			"pragma_foreign_key_list(m.name, %Q) AS f WHERE m.type = 'table' "
			"AND m.sql LIKE '%%references%%' AND f.\"table\" = %Q COLLATE "
			"NOCASE AND (f.\"to\" = %Q COLLATE "
			"NOCASE OR (f.\"to\" IS NULL AND %d)) AND NOT (m.name = %Q COLLATE "
			"NOCASE AND f.\"from\" = %Q COLLATE NOCASE)",
			schema, schema, rebuild->old.name, search->column->name,
			in_primary_key(search), rebuild->old.name, search->column->name),
		add_child, search, rebuild->alter->err);
}

int usage_drop(
	struct rebuild *rebuild, const struct ddl_column *column, struct strings *users)
{
	struct search search = {rebuild, rebuild->alter->pool, column, users};

	search_own(&search);
	for (unsigned i = 0; i < rebuild->dependents.count; i++) {
		const struct catalog_item *item = &rebuild->dependents.items[i];

		if (!strcmp(item->type, "index") ? search_index(&search, item) < 0
						 : search_trigger(&search, item) < 0)
			return -1;
	}
	return search_children(&search);
}
