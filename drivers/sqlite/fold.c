#include "drivers/sqlite/fold.h"

#include "drivers/sqlite/apply.h"
#include "drivers/sqlite/guard.h"
#include "drivers/sqlite/pending.h"

#include <string.h>
#include <strings.h>

struct fold {
	struct sqlite_db *db;
	struct pool pool;
	const struct operation *ops;
	unsigned count;
	struct pending **items; /* one per operation at most */
	unsigned items_count;
	bool folded; /* did operations join? */
	struct error *err;
};

static const char *schema_of(const struct operation *op)
{
	return catalog_schema(*(char *const *)op->any);
}

/* Can it join others in a rebuild of its table? */
static bool is_foldable(const struct operation *op)
{
	return (op->kind >= OP_ADD_COLUMN && op->kind <= OP_DROP_CONSTRAINT) &&
	       operation_table(op);
}

/* It copies or changes every row. */
static bool works_on_rows(struct fold *fold, const struct operation *op)
{
	struct statements statements = {.list = {.count = 0}};
	bool unsupported = false;
	struct error ignored;

	if (op->kind == OP_CREATE_INDEX || op->kind == OP_DROP_INDEX ||
		fold->db->db.dialect->render(
			&fold->pool, op, &statements, &unsupported, &ignored) < 0)
		return false;
	return unsupported || (op->kind == OP_ADD_COLUMN && op->add_column->fill &&
				      op->add_column->fill->text);
}

static bool same_table(const struct operation *a, const struct operation *b)
{
	return !strcasecmp(operation_table(a), operation_table(b)) &&
	       !strcasecmp(schema_of(a), schema_of(b));
}

/* An execute that has nothing to say to SQLite is nothing. */
static bool is_nothing(const struct operation *op)
{
	return op->kind == OP_EXECUTE && !op->execute->sqlite;
}

/* It looks at other tables than its own, or may. */
static bool looks_around(const struct operation *op)
{
	return !is_foldable(op) && op->kind != OP_CREATE_TABLE &&
	       op->kind != OP_DROP_TABLE && !is_nothing(op);
}

static bool others_follow(struct fold *fold, unsigned number)
{
	const struct operation *op = &fold->ops[number];

	for (unsigned i = number + 1; i < fold->count; i++) {
		const struct operation *next = &fold->ops[i];

		if (looks_around(next))
			return false;
		if (is_foldable(next) && same_table(op, next) && works_on_rows(fold, next))
			return true;
	}
	return false;
}

static struct pending *find(const struct fold *fold, const char *schema, const char *table)
{
	for (unsigned i = 0; table && i < fold->items_count; i++) {
		struct pending *item = fold->items[i];

		if (!item->done && !strcasecmp(item->real.name, table) &&
			!strcasecmp(catalog_schema(item->schema), schema))
			return item;
	}
	return NULL;
}

static int finish(struct fold *fold, struct pending *pending)
{
	const struct operation *op = &fold->ops[pending->first];

	if (pending->done)
		return 0;
	if (pending->count > 1 || pending->renamed) {
		fold->folded = true;
		return pending_finish(pending, op, fold->err);
	}
	pending->done = true;
	return sqlite_apply(&fold->db->db, op, fold->err);
}

static int finish_all(struct fold *fold)
{
	for (unsigned i = 0; i < fold->items_count; i++) {
		if (finish(fold, fold->items[i]) < 0)
			return -1;
	}
	return 0;
}

static bool mentions(const struct pending *pending, const char *table)
{
	/* A quote in a name is doubled in the text. */
	return strpbrk(table, "\"'`]") || strcasestr(pending->real.sql, table) ||
	       strcasestr(pending->table.sql, table);
}

/* Those whose foreign keys may know the table. */
static int finish_relatives(
	struct fold *fold, const struct operation *op, const struct pending *own)
{
	for (unsigned i = 0; i < fold->items_count; i++) {
		struct pending *item = fold->items[i];

		if (item != own && !item->done && mentions(item, operation_table(op)) &&
			finish(fold, item) < 0)
			return -1;
	}
	return 0;
}

static const struct reference *reference_of(const struct operation *op)
{
	if (op->kind == OP_ADD_COLUMN)
		return op->add_column->column.references;
	return op->kind == OP_CREATE_FOREIGN_KEY ? op->constraint->references : NULL;
}

/* The parent of a new foreign key has to have the columns that the key refers to. */
static int finish_parent(
	struct fold *fold, const struct operation *op, const struct pending *own)
{
	const struct reference *to = reference_of(op);
	struct pending *parent = to ? find(fold, schema_of(op), to->table) : NULL;
	bool changed = parent && !to->columns_count;

	if (!parent || parent == own)
		return 0;
	for (unsigned i = 0; i < to->columns_count; i++)
		changed = changed || pending_changes(parent, to->columns[i]);
	return changed ? finish(fold, parent) : 0;
}

/* SQLite looks at the whole schema for these, and so does what finds a column's users. */
static bool asks_relatives(const struct operation *op)
{
	return op->kind == OP_DROP_COLUMN ||
	       (op->kind == OP_ALTER_COLUMN && op->alter_column->rename_to);
}

static struct pending *start(struct fold *fold, unsigned number)
{
	struct error ignored;
	struct alter alter = {.db = fold->db,
		.pool = &fold->pool,
		.op = &fold->ops[number],
		.err = &ignored};
	struct pending *made;

	if (!works_on_rows(fold, alter.op) || !others_follow(fold, number))
		return NULL;
	made = pool_new(&fold->pool, struct pending);
	if (pending_start(made, &alter) < 0)
		return NULL; /* which doing it will say */
	made->first = number;
	fold->items[fold->items_count++] = made;
	return made;
}

static int join(struct fold *fold, struct pending *pending, const struct operation *op)
{
	struct alter alter = {.db = fold->db,
		.pool = &fold->pool,
		.op = op,
		.err = fold->err,
		.pending = pending};

	if (fold->db->db.dialect->render(
		    &fold->pool, op, &alter.statements, &alter.unsupported, fold->err) < 0)
		return -1;
	pending->count++;
	if (op->kind == OP_CREATE_INDEX)
		return pending_make_index(&alter, &op->index->index);
	if (op->kind == OP_DROP_INDEX)
		return pending_drop_index(&alter, op->index->index.name);
	return apply_one(&alter);
}

static int fold_one(struct fold *fold, unsigned number)
{
	const struct operation *op = &fold->ops[number];
	struct pending *pending = find(fold, schema_of(op), operation_table(op));

	if (finish_parent(fold, op, pending) < 0 ||
		(asks_relatives(op) && finish_relatives(fold, op, pending) < 0))
		return -1;
	if (pending && !pending_fits(pending, op)) {
		if (finish(fold, pending) < 0)
			return -1;
		pending = NULL;
	}
	if (!pending)
		pending = start(fold, number);
	return pending ? join(fold, pending, op)
		       : sqlite_apply(&fold->db->db, op, fold->err);
}

static int one(struct fold *fold, unsigned number)
{
	const struct operation *op = &fold->ops[number];
	struct pending *own = NULL;

	if (is_foldable(op))
		return fold_one(fold, number);
	if (looks_around(op) || (op->kind == OP_DROP_INDEX && !operation_table(op))) {
		if (finish_all(fold) < 0)
			return -1;
	} else if (op->kind == OP_DROP_TABLE) {
		own = find(fold, schema_of(op), operation_table(op));
		if (own && finish(fold, own) < 0)
			return -1;
	}
	return sqlite_apply(&fold->db->db, op, fold->err);
}

static bool is_about_an_operation(const struct sqlite_db *db, const struct error *err)
{
	switch (db->last_code & 0xff) {
	case SQLITE_INTERRUPT:
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_NOMEM:
	case SQLITE_BUSY:
		return false;
	default:
		return err->code != ERR_IO;
	}
}

/* Is the error of one operation, done as if it were alone? */
static int blame(struct fold *fold, unsigned *failed)
{
	struct db *db = &fold->db->db;
	struct error why, ignored;

	if (db->driver->rollback(db, &ignored) < 0 || db->driver->begin(db, &ignored) < 0)
		return -1;
	if (db->log)
		db->log(db->log_data, "-- Once more, one operation at a time, to find out "
				      "which of them it is");
	for (unsigned i = 0; i < fold->count; i++) {
		if (sqlite_apply(db, &fold->ops[i], &why) == 0)
			continue;
		*failed = i;
		*fold->err = why;
		break;
	}
	return -1;
}

int sqlite_apply_all(struct db *db, const struct operation *ops, unsigned count,
	unsigned *failed, struct error *err)
{
	struct error ignored;
	struct fold fold = {.db = sqlite_db(db),
		.ops = ops,
		.count = count,
		.err = err ? err : &ignored};
	int result = 0;

	pool_init(&fold.pool);
	fold.items = pool_array(&fold.pool, struct pending *, count + 1);
	fold.db->last_code = SQLITE_OK;
	for (unsigned i = 0; result == 0 && i < count; i++) {
		*failed = i;
		result = one(&fold, i);
	}
	if (result == 0)
		result = finish_all(&fold);
	if (result < 0 && fold.items_count && is_about_an_operation(fold.db, fold.err))
		blame(&fold, failed);
	pool_release(&fold.pool);
	return result;
}
