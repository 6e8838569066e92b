#include "sql/render.h"

#include <string.h>

/* As SQL Server counts: a character beyond the first plane is two. */
static size_t characters(const char *name)
{
	size_t count = 0;

	for (; *name; name++)
		count += ((unsigned char)*name & 0xc0) != 0x80 ? 1 : 0,
			count += (unsigned char)*name >= 0xf0 ? 1 : 0;
	return count;
}

int sql_check_name(const struct dialect *dialect, const char *name, struct error *err)
{
	size_t length;

	if (!name)
		return 0;
	if (!*name)
		return error_set(err, ERR_MANIFEST_INVALID, "a name is empty");
	length = characters(name);
	if (dialect->max_name && length > (size_t)dialect->max_name) {
		error_set(err, ERR_MANIFEST_INVALID,
			"the name %s has %zu characters; %s takes %d", name, length,
			dialect->name, dialect->max_name);
		return error_hint(err, "Where the name was generated, give the key, "
				       "constraint or index a shorter one.");
	}
	return 0;
}

static int check_list(const struct dialect *dialect, char *const *names, unsigned count,
	struct error *err)
{
	for (unsigned i = 0; i < count; i++) {
		if (!names[i] || sql_check_name(dialect, names[i], err) < 0)
			return names[i] ? -1
					: error_set(err, ERR_MANIFEST_INVALID,
						  "a name is empty");
	}
	return 0;
}

static int check_all(const struct dialect *dialect, struct error *err, unsigned count,
	const char *const *names)
{
	for (unsigned i = 0; i < count; i++) {
		if (sql_check_name(dialect, names[i], err) < 0)
			return -1;
	}
	return 0;
}

#define CHECK_NAMES(dialect, err, ...)                                                     \
	check_all((dialect), (err),                                                        \
		(unsigned)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)),        \
		(const char *[]){__VA_ARGS__})

static int check_reference(
	const struct dialect *dialect, const struct reference *reference, struct error *err)
{
	if (!reference)
		return 0;
	if (CHECK_NAMES(dialect, err, reference->schema, reference->table) < 0)
		return -1;
	return check_list(dialect, reference->columns, reference->columns_count, err);
}

static int check_column(
	const struct dialect *dialect, const struct column *column, struct error *err)
{
	if (CHECK_NAMES(dialect, err, column->name) < 0)
		return -1;
	return check_reference(dialect, column->references, err);
}

static int check_index(
	const struct dialect *dialect, const struct index *index, struct error *err)
{
	if (CHECK_NAMES(dialect, err, index->name) < 0)
		return -1;
	for (unsigned i = 0; i < index->columns_count; i++) {
		if (sql_check_name(dialect, index->columns[i].column, err) < 0)
			return -1;
	}
	return check_list(dialect, index->include, index->include_count, err);
}

static int check_constraints(
	const struct dialect *dialect, const struct table *table, struct error *err)
{
	const struct primary_key *key = table->primary_key;

	if (key && (CHECK_NAMES(dialect, err, key->name) < 0 ||
			   check_list(dialect, key->columns, key->columns_count, err) < 0))
		return -1;
	for (unsigned i = 0; i < table->unique_count; i++) {
		const struct unique *unique = &table->unique[i];

		if (CHECK_NAMES(dialect, err, unique->name) < 0 ||
			check_list(dialect, unique->columns, unique->columns_count, err) <
				0)
			return -1;
	}
	for (unsigned i = 0; i < table->foreign_keys_count; i++) {
		const struct foreign_key *foreign = &table->foreign_keys[i];

		if (CHECK_NAMES(dialect, err, foreign->name) < 0 ||
			check_list(dialect, foreign->columns, foreign->columns_count, err) <
				0 ||
			check_reference(dialect, &foreign->references, err) < 0)
			return -1;
	}
	for (unsigned i = 0; i < table->checks_count; i++) {
		if (CHECK_NAMES(dialect, err, table->checks[i].name) < 0)
			return -1;
	}
	return 0;
}

int sql_check_table_names(
	const struct dialect *dialect, const struct table *table, struct error *err)
{
	if (CHECK_NAMES(dialect, err, table->schema, table->name) < 0)
		return -1;
	for (unsigned i = 0; i < table->columns_count; i++) {
		if (check_column(dialect, &table->columns[i], err) < 0)
			return -1;
	}
	for (unsigned i = 0; i < table->indexes_count; i++) {
		if (check_index(dialect, &table->indexes[i], err) < 0)
			return -1;
	}
	return check_constraints(dialect, table, err);
}

static int check_insert(
	const struct dialect *dialect, const struct op_insert *insert, struct error *err)
{
	for (unsigned i = 0; i < insert->rows_count; i++) {
		for (unsigned j = 0; j < insert->rows[i].cells_count; j++) {
			if (sql_check_name(dialect, insert->rows[i].cells[j].column, err) <
				0)
				return -1;
		}
	}
	return CHECK_NAMES(dialect, err, insert->schema, insert->table);
}

static int check_constraint(
	const struct dialect *dialect, const struct op_constraint *op, struct error *err)
{
	if (CHECK_NAMES(dialect, err, op->schema, op->table, op->name) < 0 ||
		check_list(dialect, op->columns, op->columns_count, err) < 0)
		return -1;
	return check_reference(dialect, op->references, err);
}

int sql_check_names(
	const struct dialect *dialect, const struct operation *op, struct error *err)
{
	switch (op->kind) {
	case OP_CREATE_TABLE:
		return sql_check_table_names(dialect, op->create_table, err);
	case OP_DROP_TABLE:
		return CHECK_NAMES(
			dialect, err, op->drop_table->schema, op->drop_table->name);
	case OP_RENAME_TABLE:
		return CHECK_NAMES(dialect, err, op->rename_table->schema,
			op->rename_table->from, op->rename_table->to);
	case OP_ADD_COLUMN:
		if (check_column(dialect, &op->add_column->column, err) < 0)
			return -1;
		return CHECK_NAMES(
			dialect, err, op->add_column->schema, op->add_column->table);
	case OP_DROP_COLUMN:
		return CHECK_NAMES(dialect, err, op->drop_column->schema,
			op->drop_column->table, op->drop_column->column);
	case OP_ALTER_COLUMN:
		return CHECK_NAMES(dialect, err, op->alter_column->schema,
			op->alter_column->table, op->alter_column->column,
			op->alter_column->rename_to);
	case OP_CREATE_INDEX:
	case OP_DROP_INDEX:
		if (CHECK_NAMES(dialect, err, op->index->schema, op->index->table) < 0)
			return -1;
		return check_index(dialect, &op->index->index, err);
	case OP_CREATE_VIEW:
	case OP_DROP_VIEW:
		return CHECK_NAMES(dialect, err, op->view->schema, op->view->name);
	case OP_INSERT:
		return check_insert(dialect, op->insert, err);
	case OP_EXECUTE:
	case OP_KINDS:
		return 0;
	default:
		return check_constraint(dialect, op->constraint, err);
	}
}
