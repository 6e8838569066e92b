#include "drivers/mssql/mssql.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void mssql_name(struct text *out, const char *name)
{
	text_add_char(out, '[');
	for (; *name; name++) {
		if (*name == ']')
			text_add_char(out, ']');
		text_add_char(out, *name);
	}
	text_add_char(out, ']');
}

void mssql_table(struct text *out, const char *schema, const char *name)
{
	mssql_name(out, schema && *schema ? schema : "dbo");
	text_add_char(out, '.');
	mssql_name(out, name);
}

/* Would a client read this line as a command of its own? */
static bool is_command(const char *line)
{
	static const char *const words[] = {"go", "exit", "quit", "reset", "ed"};

	while (*line == ' ' || *line == '\t')
		line++;
	if (*line == ':' || *line == '!')
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t length = strlen(words[i]);

		if (!strncasecmp(line, words[i], length) &&
			!isalnum((unsigned char)line[length]) && line[length] != '_')
			return true;
	}
	return false;
}

/*
 * Must a literal be cut before `at`? Behind a backslash that ends a line, which T-SQL takes
 * for a continuation; before a line that a client takes for a command; and within $( ),
 * which sqlcmd takes for a variable.
 */
static bool must_cut(const char *start, const char *at)
{
	if (at == start || !*at)
		return false;
	if (at[-1] == '\\' && (*at == '\n' || *at == '\r'))
		return true;
	return (at[-1] == '\n' && is_command(at)) || (at[-1] == '$' && *at == '(');
}

void mssql_string(struct text *out, const char *value)
{
	text_add(out, "N'");
	for (const char *at = value; *at; at++) {
		if (must_cut(value, at))
			text_add(out, "' + N'");
		if (*at == '\'')
			text_add_char(out, '\'');
		text_add_char(out, *at);
	}
	text_add_char(out, '\'');
}

static bool is_cut(const char *value)
{
	for (const char *at = value; *at; at++) {
		if (must_cut(value, at))
			return true;
	}
	return false;
}

void mssql_table_string(struct text *out, const char *schema, const char *name)
{
	struct text table;

	text_init(&table, out->pool);
	mssql_table(&table, schema, name);
	mssql_string(out, table.data);
}

static void add_uuid(struct text *out, const char *digits)
{
	static const int parts[] = {8, 4, 4, 4, 12};

	text_add(out, "N'");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (i)
			text_add_char(out, '-');
		text_add_bytes(out, digits, (size_t)parts[i]);
		digits += parts[i];
	}
	text_add_char(out, '\'');
}

static void add_string(struct text *out, const char *value)
{
	/* Short strings joined by + would end at 4,000 characters. */
	if (is_cut(value)) {
		text_add(out, "(CAST(N'' AS NVARCHAR(MAX)) + ");
		mssql_string(out, value);
		text_add_char(out, ')');
	} else {
		mssql_string(out, value);
	}
}

int mssql_literal(struct text *out, const struct literal *from, const struct type *of,
	struct error *err)
{
	struct sql_value value;

	if (sql_value_parse(out->pool, from, of, &value, err) < 0)
		return -1;
	switch (value.kind) {
	case SQL_VALUE_NULL:
		text_add(out, "NULL");
		break;
	case SQL_VALUE_STRING:
		if (of && of->kind == TYPE_UUID)
			add_uuid(out, value.text);
		else
			add_string(out, value.text);
		break;
	case SQL_VALUE_BYTES:
		text_printf(out, "0x%s", value.text);
		break;
	default:
		text_add(out, value.text);
	}
	return 0;
}
