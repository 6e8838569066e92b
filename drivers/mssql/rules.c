#include "drivers/mssql/expression.h"
#include "drivers/mssql/mssql.h"

#include <string.h>

/* Spellings of one type, after sql_normal_type. */
static const char *const synonyms[][2] = {
	{"INTEGER", "INT"},
	{"FLOAT(53)", "FLOAT"},
	{"DOUBLE PRECISION", "FLOAT"},
	{"FLOAT(24)", "REAL"},
	{"DATETIME2(7)", "DATETIME2"},
	{"DATETIMEOFFSET(7)", "DATETIMEOFFSET"},
	{"TIME(7)", "TIME"},
	{"NUMERIC", "NUMERIC(18,0)"},
	{"DECIMAL", "DECIMAL(18,0)"},
	{"DEC", "DECIMAL(18,0)"},
	{"VARCHAR", "VARCHAR(1)"},
	{"NVARCHAR", "NVARCHAR(1)"},
	{"CHAR", "CHAR(1)"},
	{"NCHAR", "NCHAR(1)"},
	{"VARBINARY", "VARBINARY(1)"},
	{"BINARY", "BINARY(1)"},
	{"ROWVERSION", "TIMESTAMP"},
};

/* numeric(10) is numeric(10, 0). */
static char *with_scale(struct pool *pool, char *type)
{
	size_t length = strlen(type);

	if ((strncmp(type, "NUMERIC(", 8) != 0 && strncmp(type, "DECIMAL(", 8) != 0) ||
		strchr(type, ',') || type[length - 1] != ')')
		return type;
	return pool_printf(pool, "%.*s,0)", (int)(length - 1), type);
}

/* The brackets around type names that SQL Server's catalog may show: [int]. */
static char *without_brackets(struct pool *pool, const char *type)
{
	struct text out;

	text_init(&out, pool);
	for (; *type; type++) {
		if (*type != '[' && *type != ']')
			text_add_char(&out, *type);
	}
	return out.data;
}

const char *mssql_type_synonym(struct pool *pool, const char *type)
{
	for (size_t i = 0; i < sizeof(synonyms) / sizeof(*synonyms); i++) {
		if (!strcmp(type, synonyms[i][0]))
			return synonyms[i][1];
	}
	return with_scale(pool, pool_strdup(pool, type));
}

int mssql_rule_type(
	struct pool *pool, const struct column *column, char **text, struct error *err)
{
	struct text out;
	char *type;

	text_init(&out, pool);
	if (mssql_type(&out, column, err) < 0)
		return -1;
	type = sql_normal_type(pool, without_brackets(pool, out.data));
	*text = pool_strdup(pool, mssql_type_synonym(pool, type));
	return 0;
}

char *mssql_rule_expression(struct pool *pool, const char *expression)
{
	const struct expression *found = expression ? expression_parse(pool, expression)
						    : NULL;

	return found ? expression_text(pool, found)
		     : sql_normal_expression(pool, expression);
}

char *mssql_rule_default(struct pool *pool, const struct column *column)
{
	const struct expression *found;
	struct error ignored;
	struct text out;

	if (!sql_has_default(column))
		return NULL;
	text_init(&out, pool);
	if (mssql_default_value(&out, column, &ignored) < 0)
		return pool_strdup(pool, column->default_value->text);
	found = expression_parse(pool, out.data);
	if (!found)
		return sql_normal_default(pool, &column->type, out.data);
	if (found->kind == EXPRESSION_LEAF)
		return sql_normal_default(pool, &column->type, found->text);
	return expression_text(pool, found);
}
