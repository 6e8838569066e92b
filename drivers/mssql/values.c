#include "drivers/mssql/values.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IS_NULL SIZE_MAX
/* Longer than any number, and than a uuid. */
#define NUMBER_ROOM 128

void values_init(struct values *values, struct pool *pool, int count)
{
	*values = (struct values){.count = count};
	values->items = pool_array(pool, const char *, (size_t)count + 1);
	values->offsets = pool_array(pool, size_t, (size_t)count + 1);
	text_init(&values->bytes, pool);
}

static bool is_text(int type)
{
	return type == SYBCHAR || type == SYBVARCHAR || type == SYBTEXT ||
	       type == SYBNTEXT || type == SYBNVARCHAR;
}

static bool is_moment(int type)
{
	return type == SYBDATETIME || type == SYBDATETIME4 || type == SYBDATETIMN ||
	       type == SYBMSDATE || type == SYBMSTIME || type == SYBMSDATETIME2 ||
	       type == SYBMSDATETIMEOFFSET;
}

static bool add_moment(struct text *out, const struct library *library, DBPROCESS *process,
	int type, const BYTE *data)
{
	DBDATEREC2 at;

	if (library->dbanydatecrack(process, &at, type, data) != SUCCEED)
		return false;
	if (type != SYBMSTIME)
		text_printf(out, "%04d-%02d-%02d", at.dateyear, at.datemonth + 1,
			at.datedmonth);
	if (type == SYBMSDATE)
		return true;
	if (type != SYBMSTIME)
		text_add_char(out, ' ');
	text_printf(out, "%02d:%02d:%02d", at.datehour, at.dateminute, at.datesecond);
	if (at.datensecond)
		text_printf(out, ".%07d", at.datensecond / 100);
	if (type == SYBMSDATETIMEOFFSET)
		text_printf(out, " %c%02d:%02d", at.datetzone < 0 ? '-' : '+',
			abs(at.datetzone) / 60, abs(at.datetzone) % 60);
	return true;
}

static bool add_other(struct text *out, const struct library *library, DBPROCESS *process,
	int type, const BYTE *data, int length)
{
	size_t room = (size_t)length * 2 + NUMBER_ROOM;
	size_t used = out->length;
	char *made;
	DBINT size;

	/* Room is made first, then cut to what was needed. */
	text_printf(out, "%*s", (int)room, "");
	made = out->data + used;
	size = library->dbconvert(process, type, data, length, SYBCHAR, (BYTE *)made, -1);
	if (size < 0)
		return false;
	out->length = used + strlen(made);
	return true;
}

static int add_value(struct values *values, const struct library *library,
	DBPROCESS *process, int column, struct error *err)
{
	const BYTE *data = library->dbdata(process, column);
	int length = library->dbdatlen(process, column);
	int type = library->dbcoltype(process, column);
	struct text *bytes = &values->bytes;
	bool ok = true;

	values->offsets[column - 1] = IS_NULL;
	if (!data)
		return 0;
	values->offsets[column - 1] = bytes->length;
	if (is_text(type)) {
		ok = !memchr(data, '\0', (size_t)length);
		text_add_bytes(bytes, (const char *)data, (size_t)length);
	} else if (is_moment(type)) {
		ok = add_moment(bytes, library, process, type, data);
	} else {
		ok = add_other(bytes, library, process, type, data, length);
	}
	text_add_char(bytes, '\0');
	if (ok)
		return 0;
	return error_set(err, ERR_DATABASE,
		is_text(type) ? "a value of %s holds a NUL character"
			      : "a value of %s cannot be read as text",
		library->dbcolname(process, column));
}

int values_read(struct values *values, const struct library *library, DBPROCESS *process,
	struct error *err)
{
	text_clear(&values->bytes);
	for (int i = 0; i < values->count; i++) {
		if (add_value(values, library, process, i + 1, err) < 0)
			return -1;
	}
	for (int i = 0; i < values->count; i++)
		values->items[i] = values->offsets[i] == IS_NULL
					   ? NULL
					   : values->bytes.data + values->offsets[i];
	return 0;
}
