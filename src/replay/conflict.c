#include "replay/effects.h"

#include <string.h>
#include <strings.h>

/* Which effects of two sides do not get along (contract 7). */

static bool either(const struct effect *a, const struct effect *b, enum effect_kind kind)
{
	return a->kind == kind || b->kind == kind;
}

static bool is_relation(const struct effect *effect)
{
	return effect->object == OBJECT_TABLE || effect->object == OBJECT_VIEW;
}

static bool on_same_table(const struct effect *a, const struct effect *b)
{
	return !a->table || !b->table || !strcasecmp(a->table, b->table);
}

/* Equal names of one namespace may still be two things. */
static bool is_same_object(const struct effect *a, const struct effect *b)
{
	if (is_relation(a) && is_relation(b))
		return a->object == b->object ||
		       !(a->kind == EFFECT_CREATE && b->kind == EFFECT_CREATE);
	return a->object == b->object && on_same_table(a, b);
}

/*
 * SQLite has one namespace for tables, views and indexes; SQL Server one for tables, views
 * and constraints, and one for the indexes and unique constraints of a table.
 */
static bool share_namespace(const struct effect *a, const struct effect *b)
{
	if (a->object == b->object || is_relation(a) || is_relation(b))
		return true;
	return on_same_table(a, b);
}

static bool is_rename(const struct effect *effect)
{
	return effect->op &&
	       (effect->op->kind == OP_RENAME_TABLE || effect->op->kind == OP_ALTER_COLUMN);
}

static const char *same_object_conflict(const struct effect *a, const struct effect *b)
{
	bool raw = either(a, b, EFFECT_RAW);

	if (a->object == OBJECT_VALUES)
		return a->kind == b->kind ? NULL : "order-dependent";
	if (either(a, b, EFFECT_DROP))
		/* Two keys of one table: each side drops its own. */
		return a->object == OBJECT_KEYS && a->kind == b->kind ? NULL
								      : "touches-dropped";
	if (either(a, b, EFFECT_RENAME))
		return "touches-renamed";
	if (either(a, b, EFFECT_CREATE)) {
		if (a->kind == b->kind)
			return is_rename(a) || is_rename(b) ? "same-name" : "both-create";
		return raw ? "opaque-sql" : "order-dependent";
	}
	if (either(a, b, EFFECT_ALTER))
		return "both-alter";
	return raw && !either(a, b, EFFECT_TOUCH) ? "opaque-sql" : NULL;
}

const char *effects_conflict(const struct effect *a, const struct effect *b)
{
	if (is_same_object(a, b))
		return same_object_conflict(a, b);
	if (a->kind == EFFECT_CREATE && b->kind == EFFECT_CREATE && share_namespace(a, b))
		return "same-name";
	return NULL;
}

const char *reading_conflict(const struct reading *reading, const struct effect *effect)
{
	struct effect touch = {.kind = EFFECT_TOUCH};

	if (effect->kind < EFFECT_CREATE || effect->object > OBJECT_COLUMN ||
		!map_find(&reading->words, effect->table))
		return NULL;
	if (effect->object == OBJECT_COLUMN && !reading->all_columns &&
		!map_find(&reading->words, effect->column))
		return NULL;
	touch.object = effect->object;
	touch.table = effect->table;
	return same_object_conflict(&touch, effect);
}
