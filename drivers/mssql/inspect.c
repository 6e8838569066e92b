#include "drivers/mssql/inspect.h"

#include "base/map.h"
#include "drivers/mssql/mssql.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * One query for each kind of thing, for all tables at once: tables with their columns,
 * keys and indexes, foreign keys, checks, views. A row names its table by object_id, and
 * the rows of one thing come one after another.
 */
struct inspection {
	struct pool *pool;
	struct schema schema;
	unsigned tables_cap, views_cap;
	struct map tables;                  /* object_id, to the table's number + 1 */
	const char *last_table, *last_name; /* of the row before */
	struct error error;
};

/* Tables that are looked at; o: the table. */
#define TABLES "sys.tables AS o"
#define ORDINARY                                                                           \
	"o.is_ms_shipped = 0 AND o.temporal_type = 0 AND o.is_external = 0\n"              \
	"\tAND o.is_filetable = 0 AND o.is_memory_optimized = 0\n"                         \
	"\tAND NOT EXISTS (SELECT 1 FROM sys.extended_properties AS t WHERE t.class = 1\n" \
	"\t\tAND t.major_id = o.object_id AND t.minor_id = 0\n"                            \
	"\t\tAND t.name = N'microsoft_database_tools_support')\n"

/* Without this right the catalog gives NULL for texts, and a default looks as if it were
 * none. */
#define HIDDEN                                                                             \
	"CASE WHEN HAS_PERMS_BY_NAME(QUOTENAME(SCHEMA_NAME(o.schema_id)) + N'.'\n"         \
	"\t\t+ QUOTENAME(o.name), 'OBJECT', 'VIEW DEFINITION') = 0 THEN 1 ELSE 0 END"

static const char columns_query[] =
	"SELECT o.object_id, SCHEMA_NAME(o.schema_id), o.name, c.name,\n"
	"\tCASE WHEN y.is_user_defined = 1 THEN SCHEMA_NAME(y.schema_id) END, y.name,\n"
	"\tc.max_length, c.precision, c.scale,\n"
	"\tCAST(c.is_nullable AS INT), CAST(c.is_identity AS INT),\n"
	"\tc.collation_name,\n"
	"\td.definition, k.definition, CAST(k.is_persisted AS INT),\n"
	"\tCAST(tp.value AS NVARCHAR(3750)), CAST(cp.value AS NVARCHAR(3750)),\n"
	"\tCASE WHEN (c.is_computed = 0 AND c.default_object_id <> 0\n"
	"\t\tAND d.definition IS NULL OR c.is_computed = 1 AND k.definition IS NULL) THEN\n"
	"\t" HIDDEN " ELSE 0 END,\n"
	"\tCAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS NVARCHAR(128))\n"
	"FROM " TABLES "\n"
	"\tJOIN sys.columns AS c ON c.object_id = o.object_id\n"
	"\tJOIN sys.types AS y ON y.user_type_id = c.user_type_id\n"
	"\tLEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id\n"
	"\tLEFT JOIN sys.computed_columns AS k\n"
	"\t\tON k.object_id = c.object_id AND k.column_id = c.column_id\n"
	"\tLEFT JOIN sys.extended_properties AS tp ON tp.class = 1\n"
	"\t\tAND tp.major_id = o.object_id AND tp.minor_id = 0\n"
	"\t\tAND tp.name = N'MS_Description'\n"
	"\tLEFT JOIN sys.extended_properties AS cp ON cp.class = 1\n"
	"\t\tAND cp.major_id = o.object_id AND cp.minor_id = c.column_id\n"
	"\t\tAND cp.name = N'MS_Description'\n"
	"WHERE " ORDINARY "ORDER BY o.object_id, c.column_id";

enum {
	COLUMN_TABLE_ID,
	COLUMN_SCHEMA,
	COLUMN_TABLE,
	COLUMN_NAME,
	COLUMN_TYPE_SCHEMA,
	COLUMN_TYPE,
	COLUMN_LENGTH,
	COLUMN_PRECISION,
	COLUMN_SCALE,
	COLUMN_NULLABLE,
	COLUMN_IDENTITY,
	COLUMN_COLLATION,
	COLUMN_DEFAULT,
	COLUMN_COMPUTED,
	COLUMN_PERSISTED,
	COLUMN_TABLE_COMMENT,
	COLUMN_COMMENT,
	COLUMN_HIDDEN,
	COLUMN_DATABASE_COLLATION,
};

static const char keys_query[] =
	"SELECT o.object_id, i.name, CAST(i.is_primary_key AS INT),\n"
	"\tCAST(i.is_unique_constraint AS INT), CAST(i.is_unique AS INT),\n"
	"\ti.filter_definition, c.name, CAST(x.is_descending_key AS INT),\n"
	"\tCAST(x.is_included_column AS INT)\n"
	"FROM " TABLES "\n"
	"\tJOIN sys.indexes AS i ON i.object_id = o.object_id\n"
	"\tJOIN sys.index_columns AS x\n"
	"\t\tON x.object_id = i.object_id AND x.index_id = i.index_id\n"
	"\tJOIN sys.columns AS c\n"
	"\t\tON c.object_id = x.object_id AND c.column_id = x.column_id\n"
	"WHERE " ORDINARY "\tAND i.type IN (1, 2) AND i.is_hypothetical = 0\n"
	"\tAND (x.key_ordinal > 0 OR x.is_included_column = 1)\n"
	"ORDER BY o.object_id, i.index_id, x.is_included_column, x.key_ordinal,\n"
	"\tx.index_column_id";

enum {
	KEY_TABLE_ID,
	KEY_NAME,
	KEY_PRIMARY,
	KEY_UNIQUE_CONSTRAINT,
	KEY_UNIQUE,
	KEY_WHERE,
	KEY_COLUMN,
	KEY_DESC,
	KEY_INCLUDED,
};

static const char foreign_keys_query[] =
	"SELECT o.object_id, f.name, SCHEMA_NAME(r.schema_id), r.name,\n"
	"\tf.delete_referential_action_desc, f.update_referential_action_desc,\n"
	"\tc.name, rc.name\n"
	"FROM " TABLES "\n"
	"\tJOIN sys.foreign_keys AS f ON f.parent_object_id = o.object_id\n"
	"\tJOIN sys.tables AS r ON r.object_id = f.referenced_object_id\n"
	"\tJOIN sys.foreign_key_columns AS x ON x.constraint_object_id = f.object_id\n"
	"\tJOIN sys.columns AS c ON c.object_id = x.parent_object_id\n"
	"\t\tAND c.column_id = x.parent_column_id\n"
	"\tJOIN sys.columns AS rc ON rc.object_id = x.referenced_object_id\n"
	"\t\tAND rc.column_id = x.referenced_column_id\n"
	"WHERE " ORDINARY "ORDER BY o.object_id, f.object_id, x.constraint_column_id";

enum {
	REFERENCE_TABLE_ID,
	REFERENCE_NAME,
	REFERENCE_SCHEMA,
	REFERENCE_TABLE,
	REFERENCE_ON_DELETE,
	REFERENCE_ON_UPDATE,
	REFERENCE_COLUMN,
	REFERENCE_TO_COLUMN,
};

static const char checks_query[] =
	"SELECT o.object_id, k.name, k.definition, CASE WHEN k.definition IS NULL THEN\n"
	"\t" HIDDEN " ELSE 0 END, SCHEMA_NAME(o.schema_id), o.name\n"
	"FROM " TABLES "\n"
	"\tJOIN sys.check_constraints AS k ON k.parent_object_id = o.object_id\n"
	"WHERE " ORDINARY "ORDER BY o.object_id, k.object_id";

enum { CHECK_TABLE_ID, CHECK_NAME, CHECK_TEXT, CHECK_HIDDEN, CHECK_SCHEMA, CHECK_TABLE };

static const char views_query[] =
	"SELECT SCHEMA_NAME(o.schema_id), o.name, m.definition\n"
	"FROM sys.views AS o\n"
	"\tLEFT JOIN sys.sql_modules AS m ON m.object_id = o.object_id\n"
	"WHERE o.is_ms_shipped = 0\n"
	"\tAND COALESCE(OBJECTPROPERTY(o.object_id, 'IsEncrypted'), 0) = 0";

enum { VIEW_SCHEMA, VIEW_NAME, VIEW_TEXT };

static char *copy(const struct inspection *in, const char *text)
{
	return pool_strdup(in->pool, text);
}

static char *schema_name(const struct inspection *in, const char *name)
{
	return strcmp(name, "dbo") != 0 ? copy(in, name) : NULL;
}

static bool is_set(const char *value)
{
	return value && !strcmp(value, "1");
}

static int number(const char *value)
{
	return value ? (int)strtol(value, NULL, 10) : 0;
}

static int hidden(
	struct inspection *in, const char *schema, const char *table, const char *name)
{
	error_set(&in->error, ERR_DATABASE,
		"the login may not see the definition of %s in %s.%s", name, schema, table);
	return error_hint(&in->error,
		"Grant it what reading a schema takes: GRANT VIEW DEFINITION TO its user.");
}

/* Room for one more; a full array holds a power of two. */
static void *grown(struct pool *pool, void *list, unsigned count, size_t size)
{
	if (count & (count - 1))
		return list;
	return pool_resize(pool, list, count * size, (count ? count * 2UL : 1) * size);
}

#define APPEND(in, list, ...)                                                              \
	do {                                                                               \
		(list) = grown((in)->pool, (list), list##_count, sizeof(*(list)));         \
		(list)[list##_count++] = (__VA_ARGS__);                                    \
	} while (0)

static struct table *find_table(const struct inspection *in, const char *id)
{
	uintptr_t number = (uintptr_t)map_find(&in->tables, id);

	return number ? &in->schema.tables[number - 1] : NULL;
}

/* Is this row about another thing than the one before? */
static bool is_new(struct inspection *in, const char *table, const char *name)
{
	if (in->last_name && !strcmp(in->last_table, table) && !strcmp(in->last_name, name))
		return false;
	in->last_table = copy(in, table);
	in->last_name = copy(in, name);
	return true;
}

static struct table *table_of(struct inspection *in, const char *const *values)
{
	struct table *found = find_table(in, values[COLUMN_TABLE_ID]);
	struct table table = {.schema = schema_name(in, values[COLUMN_SCHEMA]),
		.name = copy(in, values[COLUMN_TABLE]),
		.comment = copy(in, values[COLUMN_TABLE_COMMENT])};

	if (found)
		return found;
	POOL_PUSH(in->pool, in->schema.tables, in->schema.tables_count, in->tables_cap,
		table);
	map_put(&in->tables, copy(in, values[COLUMN_TABLE_ID]),
		(void *)(uintptr_t)in->schema.tables_count);
	return &in->schema.tables[in->schema.tables_count - 1];
}

static void set_computed(
	struct inspection *in, struct column *column, const char *const *values)
{
	column->computed = pool_new(in->pool, struct computed);
	column->computed->as = mssql_bare_expression(in->pool, values[COLUMN_COMPUTED]);
	column->computed->stored = is_set(values[COLUMN_PERSISTED]) ? TRI_YES : TRI_NO;
}

static void set_collation(
	struct inspection *in, struct column *column, const char *const *values)
{
	const char *own = values[COLUMN_DATABASE_COLLATION];
	const char *collation = values[COLUMN_COLLATION];

	if (own && !in->schema.collation)
		in->schema.collation = copy(in, own);
	if (collation && (!own || strcasecmp(collation, own) != 0))
		column->collation = copy(in, collation);
}

static int add_column(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	struct table *table = table_of(in, values);
	const struct mssql_catalog_type type = {values[COLUMN_TYPE_SCHEMA],
		values[COLUMN_TYPE], number(values[COLUMN_LENGTH]),
		number(values[COLUMN_PRECISION]), number(values[COLUMN_SCALE])};
	struct column *column;

	(void)count;
	if (is_set(values[COLUMN_HIDDEN]))
		return hidden(in, values[COLUMN_SCHEMA], values[COLUMN_TABLE],
			values[COLUMN_NAME]);
	APPEND(in, table->columns, (struct column){0});
	column = &table->columns[table->columns_count - 1];
	column->name = copy(in, values[COLUMN_NAME]);
	mssql_type_of(in->pool, &type, &column->type);
	column->nullable = is_set(values[COLUMN_NULLABLE]) ? TRI_YES : TRI_NO;
	column->comment = copy(in, values[COLUMN_COMMENT]);
	if (values[COLUMN_COMPUTED]) {
		set_computed(in, column, values);
		return 0;
	}
	set_collation(in, column, values);
	if (is_set(values[COLUMN_IDENTITY]))
		column->autoincrement = TRI_YES;
	if (values[COLUMN_DEFAULT])
		mssql_default_of(in->pool, values[COLUMN_DEFAULT], column);
	return 0;
}

/* APPEND for a primary key, a unique constraint, an index: a new one of this name. */
static void add_key(struct inspection *in, struct table *table, const char *const *values)
{
	char *name = copy(in, values[KEY_NAME]);
	struct index index = {
		.name = name, .unique = is_set(values[KEY_UNIQUE]) ? TRI_YES : TRI_NO};

	if (is_set(values[KEY_PRIMARY])) {
		table->primary_key = pool_new(in->pool, struct primary_key);
		table->primary_key->name = name;
	} else if (is_set(values[KEY_UNIQUE_CONSTRAINT])) {
		APPEND(in, table->unique, (struct unique){.name = name});
	} else {
		if (values[KEY_WHERE])
			index.where = mssql_bare_expression(in->pool, values[KEY_WHERE]);
		APPEND(in, table->indexes, index);
	}
}

static int add_key_column(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	struct table *table = find_table(in, values[KEY_TABLE_ID]);
	char *name = copy(in, values[KEY_COLUMN]);

	(void)count;
	if (!table)
		return 0;
	if (is_new(in, values[KEY_TABLE_ID], values[KEY_NAME]))
		add_key(in, table, values);
	if (is_set(values[KEY_PRIMARY])) {
		APPEND(in, table->primary_key->columns, name);
	} else if (is_set(values[KEY_UNIQUE_CONSTRAINT])) {
		APPEND(in, table->unique[table->unique_count - 1].columns, name);
	} else if (is_set(values[KEY_INCLUDED])) {
		APPEND(in, table->indexes[table->indexes_count - 1].include, name);
	} else {
		struct index_column column = {.column = name,
			.desc = is_set(values[KEY_DESC]) ? TRI_YES : TRI_UNSET};

		APPEND(in, table->indexes[table->indexes_count - 1].columns, column);
	}
	return 0;
}

/* SET_NULL, as the catalog has it. */
static char *action(const struct inspection *in, const char *word)
{
	char *text = copy(in, word);

	if (!text || !strcmp(text, "NO_ACTION"))
		return NULL;
	for (char *at = text; *at; at++) {
		if (*at == '_')
			*at = ' ';
	}
	return text;
}

static int add_foreign_key_column(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	struct table *table = find_table(in, values[REFERENCE_TABLE_ID]);
	struct foreign_key *key;

	(void)count;
	if (!table)
		return 0;
	if (is_new(in, values[REFERENCE_TABLE_ID], values[REFERENCE_NAME])) {
		const struct foreign_key new = {.name = copy(in, values[REFERENCE_NAME]),
			.references = {.schema = schema_name(in, values[REFERENCE_SCHEMA]),
				.table = copy(in, values[REFERENCE_TABLE]),
				.on_delete = action(in, values[REFERENCE_ON_DELETE]),
				.on_update = action(in, values[REFERENCE_ON_UPDATE])}};

		APPEND(in, table->foreign_keys, new);
	}
	key = &table->foreign_keys[table->foreign_keys_count - 1];
	APPEND(in, key->columns, copy(in, values[REFERENCE_COLUMN]));
	APPEND(in, key->references.columns, copy(in, values[REFERENCE_TO_COLUMN]));
	return 0;
}

static int add_check(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	struct table *table = find_table(in, values[CHECK_TABLE_ID]);
	struct check check = {.name = copy(in, values[CHECK_NAME])};

	(void)count;
	if (is_set(values[CHECK_HIDDEN]))
		return hidden(
			in, values[CHECK_SCHEMA], values[CHECK_TABLE], values[CHECK_NAME]);
	if (!table || !values[CHECK_TEXT])
		return 0;
	check.check = mssql_bare_expression(in->pool, values[CHECK_TEXT]);
	APPEND(in, table->checks, check);
	return 0;
}

static int add_view(void *data, int count, const char *const *values)
{
	struct inspection *in = data;
	struct view view = {.schema = schema_name(in, values[VIEW_SCHEMA]),
		.name = copy(in, values[VIEW_NAME])};

	(void)count;
	if (values[VIEW_TEXT])
		view.as = mssql_view_text(in->pool, values[VIEW_TEXT]);
	if (!view.as)
		return hidden(in, values[VIEW_SCHEMA], values[VIEW_NAME], "the view");
	POOL_PUSH(in->pool, in->schema.views, in->schema.views_count, in->views_cap, view);
	return 0;
}

static int ask(struct inspection *in, struct db *db, const char *sql, db_row_fn *row,
	struct error *err)
{
	in->last_name = NULL;
	if (db->driver->query(db, sql, row, in, err) == 0)
		return 0;
	/* What the row's function found, or what the server said. */
	if (in->error.code != ERR_NONE && err)
		*err = in->error;
	return -1;
}

static bool is_integer(const struct column *column)
{
	enum type_kind kind = column->type.kind;

	return kind == TYPE_SMALLINT || kind == TYPE_INTEGER || kind == TYPE_BIGINT;
}

/* The sole integer of a primary key would count as numbered if nothing were said. */
static void finish(struct table *table)
{
	const struct primary_key *key = table->primary_key;

	for (unsigned i = 0; key && i < table->columns_count; i++) {
		struct column *column = &table->columns[i];

		if (column->autoincrement == TRI_UNSET && is_integer(column) &&
			key->columns_count == 1 && !strcmp(key->columns[0], column->name))
			column->autoincrement = TRI_NO;
	}
}

static int compare(const char *a_schema, const char *a, const char *b_schema, const char *b)
{
	int order = strcmp(a_schema ? a_schema : "", b_schema ? b_schema : "");

	return order ? order : strcmp(a, b);
}

static int compare_tables(const void *a, const void *b)
{
	const struct table *one = a, *two = b;

	return compare(one->schema, one->name, two->schema, two->name);
}

static int compare_views(const void *a, const void *b)
{
	const struct view *one = a, *two = b;

	return compare(one->schema, one->name, two->schema, two->name);
}

int mssql_inspect(
	struct db *db, struct pool *pool, struct schema *schema, struct error *err)
{
	struct inspection in = {.pool = pool};

	map_init(&in.tables, pool, false);
	if (ask(&in, db, columns_query, add_column, err) < 0 ||
		ask(&in, db, keys_query, add_key_column, err) < 0 ||
		ask(&in, db, foreign_keys_query, add_foreign_key_column, err) < 0 ||
		ask(&in, db, checks_query, add_check, err) < 0 ||
		ask(&in, db, views_query, add_view, err) < 0)
		return -1;
	for (unsigned i = 0; i < in.schema.tables_count; i++)
		finish(&in.schema.tables[i]);
	if (in.schema.tables_count)
		qsort(in.schema.tables, in.schema.tables_count, sizeof(struct table),
			compare_tables);
	if (in.schema.views_count)
		qsort(in.schema.views, in.schema.views_count, sizeof(struct view),
			compare_views);
	*schema = in.schema;
	return 0;
}
