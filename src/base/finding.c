#include "base/finding.h"

#include <stdlib.h>
#include <string.h>

void findings_add(struct pool *pool, struct findings *findings, struct finding finding)
{
	POOL_PUSH(pool, findings->items, findings->count, findings->cap, finding);
}

unsigned findings_errors(const struct findings *findings)
{
	unsigned errors = 0;

	for (unsigned i = 0; i < findings->count; i++)
		errors += findings->items[i].severity == SEVERITY_ERROR;
	return errors;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

static int by_text(const char *left, const char *right)
{
	return strcmp(left ? left : "", right ? right : "");
}

static int by_place(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;
	const char *const texts[][2] = {
		{left->path, right->path},
		{left->revision, right->revision},
		{left->code, right->code},
		{left->commit, right->commit},
	};
	int order;

	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		order = by_text(texts[i][0], texts[i][1]);
		if (order)
			return order;
	}
	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	if (left->column != right->column)
		return left->column < right->column ? -1 : 1;
	return by_text(left->message, right->message);
}

void findings_sort(struct findings *findings)
{
	unsigned kept = 0;

	if (findings->count)
		qsort(findings->items, findings->count, sizeof(*findings->items), by_place);
	for (unsigned i = 0; i < findings->count; i++) {
		if (!kept || by_place(&findings->items[kept - 1], &findings->items[i]))
			findings->items[kept++] = findings->items[i];
	}
	findings->count = kept;
}
