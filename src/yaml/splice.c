#include "yaml/splice.h"

#include <stdlib.h>
#include <string.h>

void splices_add(struct pool *pool, struct splices *splices, size_t start, size_t end,
	const char *text)
{
	struct splice splice = {start, end, text};

	POOL_PUSH(pool, splices->items, splices->count, splices->cap, splice);
}

static int by_start(const void *a, const void *b)
{
	const struct splice *one = a, *other = b;

	/* What is put in stands before what goes from the same place on. */
	if (one->start == other->start)
		return (one->end > other->end) - (one->end < other->end);
	return one->start > other->start ? 1 : -1;
}

static const char *line_end_of(const struct document *document)
{
	size_t at = line_after(document, 0);

	if (!at || (document->bytes[at - 1] != '\n' && document->bytes[at - 1] != '\r'))
		return "\n";
	if (document->bytes[at - 1] == '\r')
		return "\r";
	return at >= 2 && document->bytes[at - 2] == '\r' ? "\r\n" : "\n";
}

void splices_apply(
	const struct document *document, struct splices *splices, struct text *out)
{
	const char *line_end = line_end_of(document);
	size_t done = 0;

	if (splices->count)
		qsort(splices->items, splices->count, sizeof(*splices->items), by_start);
	for (unsigned i = 0; i < splices->count; i++) {
		const struct splice *splice = &splices->items[i];

		text_add_bytes(out, document->bytes + done, splice->start - done);
		for (const char *text = splice->text; *text; text++) {
			if (*text == '\n')
				text_add(out, line_end);
			else
				text_add_char(out, *text);
		}
		done = splice->end;
	}
	text_add_bytes(out, document->bytes + done, document->length - done);
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

size_t line_start(const struct document *document, size_t offset)
{
	while (offset && !ends_line(document->bytes[offset - 1]))
		offset--;
	if (!offset && document->length >= 3 && !memcmp(document->bytes, "\xEF\xBB\xBF", 3))
		return 3;
	return offset;
}

size_t line_after(const struct document *document, size_t offset)
{
	const char *bytes = document->bytes;

	while (offset < document->length && !ends_line(bytes[offset]))
		offset++;
	if (offset + 1 < document->length && bytes[offset] == '\r' &&
		bytes[offset + 1] == '\n')
		offset++;
	return offset < document->length ? offset + 1 : offset;
}

size_t value_end(const struct document *document, const struct node *value)
{
	size_t end = value->end;

	while (end > value->start &&
		(ends_line(document->bytes[end - 1]) || document->bytes[end - 1] == ' '))
		end--;
	return end;
}

size_t colon_end(const struct document *document, const struct node *value)
{
	size_t at = value->key->end;

	while (at < document->length && document->bytes[at] != ':')
		at++;
	return at < document->length ? at + 1 : at;
}

bool is_indented(const struct document *document, size_t offset)
{
	for (size_t at = line_start(document, offset); at < offset; at++) {
		if (document->bytes[at] != ' ')
			return false;
	}
	return true;
}

bool node_equal(const struct node *a, const struct node *b)
{
	const struct node *one = a->first, *other = b->first;

	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (a->kind == NODE_SCALAR)
		return !strcmp(a->text, b->text) && node_is_null(a) == node_is_null(b) &&
		       node_is_quoted(a) == node_is_quoted(b);
	for (; one; one = one->next, other = other->next) {
		if ((one->key && strcmp(one->key->text, other->key->text) != 0) ||
			!node_equal(one, other))
			return false;
	}
	return true;
}
