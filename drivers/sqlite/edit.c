#include "drivers/sqlite/edit.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void edit_replace(struct edits *edits, struct span span, const char *text)
{
	struct edit edit = {.span = span, .text = text, .order = edits->count};

	POOL_PUSH(edits->pool, edits->items, edits->count, edits->cap, edit);
}

void edit_insert(struct edits *edits, size_t at, const char *text)
{
	edit_replace(edits, (struct span){at, at}, text);
}

void edit_remove(struct edits *edits, const char *sql, struct span span)
{
	bool joined;

	/* Not over a line end: a comment may end there. */
	while (span.start > 0 && strchr(" \t", sql[span.start - 1]))
		span.start--;
	joined = sql[span.end] && !strchr(" \t\r\n,)", sql[span.end]);
	edit_replace(edits, span, joined ? " " : "");
}

/* Past the blanks behind a comma. A comment on the same line speaks of what is removed. */
static size_t past_comment(const char *sql, size_t at)
{
	size_t end = at + strspn(sql + at, " \t");

	if (sql[end] != '-' || sql[end + 1] != '-')
		return end;
	return end + strcspn(sql + end, "\n");
}

/* The items between the parentheses, columns and constraints, in one row. */
struct item {
	struct span span, comma;
};

static struct item item_at(const struct ddl_table *table, unsigned number)
{
	if (number < table->columns_count)
		return (struct item){
			table->columns[number].span, table->columns[number].comma};
	number -= table->columns_count;
	return (struct item){
		table->constraints[number].span, table->constraints[number].comma};
}

static bool is_removed(const struct edits *edits, struct span span)
{
	for (unsigned i = 0; i < edits->count; i++) {
		if (edits->items[i].span.start <= span.start &&
			edits->items[i].span.end >= span.end &&
			edits->items[i].span.end > edits->items[i].span.start)
			return true;
	}
	return false;
}

static void remove_item(struct edits *edits, const struct ddl_table *table, unsigned number)
{
	struct item item = item_at(table, number);

	if (item.comma.end) {
		item.span.end = past_comment(table->sql, item.comma.end);
		edit_replace(edits, item.span, "");
		return;
	}
	edit_remove(edits, table->sql, item.span);
	/* The last one: the nearest comma before it that is still there goes as well. A
	 * constraint that follows without a comma needs that one. */
	if (number + 1 < table->columns_count + table->constraints_count)
		return;
	while (number-- > 0) {
		struct span comma = item_at(table, number).comma;

		if (comma.end && !is_removed(edits, comma)) {
			edit_replace(edits, comma, "");
			return;
		}
		if (!is_removed(edits, item_at(table, number).span))
			return;
	}
}

void edit_remove_column(
	struct edits *edits, const struct ddl_table *table, const struct ddl_column *column)
{
	remove_item(edits, table, (unsigned)(column - table->columns));
}

void edit_remove_constraint(struct edits *edits, const struct ddl_table *table,
	const struct ddl_constraint *constraint)
{
	remove_item(edits, table,
		table->columns_count + (unsigned)(constraint - table->constraints));
}

static int by_place(const void *a, const void *b)
{
	const struct edit *left = a, *right = b;

	if (left->span.start != right->span.start)
		return left->span.start < right->span.start ? -1 : 1;
	/* What is inserted where a removal begins is not within what is removed. */
	if ((left->span.end == left->span.start) != (right->span.end == right->span.start))
		return left->span.end == left->span.start ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

char *edits_apply(struct edits *edits, const char *sql)
{
	struct text out;
	size_t at = 0;

	text_init(&out, edits->pool);
	if (edits->count)
		qsort(edits->items, edits->count, sizeof(*edits->items), by_place);
	for (unsigned i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->items[i];

		if (edit->span.start < at) {
			at = edit->span.end > at ? edit->span.end : at;
			continue;
		}
		text_add_bytes(&out, sql + at, edit->span.start - at);
		text_add(&out, edit->text);
		at = edit->span.end;
	}
	text_add(&out, sql + at);
	return out.data;
}
