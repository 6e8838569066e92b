#ifndef TESTS_SQLITE_OPERATIONS_H
#define TESTS_SQLITE_OPERATIONS_H

#include "sqlite_fixture.h"

/* Operations on a table t, to be written in one line. */

#define NAMES(...)                                                                         \
	.columns = (char *[]){__VA_ARGS__},                                                \
	.columns_count = sizeof((char *[]){__VA_ARGS__}) / sizeof(char *)
#define TYPE(k, n, s) .type = {.kind = TYPE_##k, .length = (n), .scale = (s)}
#define LITERAL(t, q)                                                                      \
	&(struct literal)                                                                  \
	{                                                                                  \
		.text = (t), .quoted = (q)                                                 \
	}

#define ADD(...)                                                                           \
	{                                                                                  \
		.kind = OP_ADD_COLUMN, .add_column = &(struct op_add_column)               \
		{                                                                          \
			.table = "t", __VA_ARGS__                                          \
		}                                                                          \
	}
#define DROP(c)                                                                            \
	{                                                                                  \
		.kind = OP_DROP_COLUMN, .drop_column = &(struct op_drop_column)            \
		{                                                                          \
			.table = "t", .column = (c)                                        \
		}                                                                          \
	}
#define ALTER(...)                                                                         \
	{                                                                                  \
		.kind = OP_ALTER_COLUMN, .alter_column = &(struct op_alter_column)         \
		{                                                                          \
			.table = "t", __VA_ARGS__                                          \
		}                                                                          \
	}
#define CONSTRAINT_OP(k, c, ...)                                                           \
	{                                                                                  \
		.kind = OP_##k, .constraint = &(struct op_constraint)                      \
		{                                                                          \
			.table = "t", .kind = CONSTRAINT_##c, __VA_ARGS__                  \
		}                                                                          \
	}
#define UNIQUE(...)  CONSTRAINT_OP(CREATE_UNIQUE_CONSTRAINT, UNIQUE, __VA_ARGS__)
#define PRIMARY(...) CONSTRAINT_OP(CREATE_PRIMARY_KEY, PRIMARY_KEY, __VA_ARGS__)
#define CHECK(...)   CONSTRAINT_OP(CREATE_CHECK_CONSTRAINT, CHECK, __VA_ARGS__)
#define FOREIGN(...) CONSTRAINT_OP(CREATE_FOREIGN_KEY, FOREIGN_KEY, __VA_ARGS__)
#define WITHOUT(c, n)                                                                      \
	{                                                                                  \
		.kind = OP_DROP_CONSTRAINT, .constraint = &(struct op_constraint)          \
		{                                                                          \
			.table = "t", .kind = CONSTRAINT_##c, .name = (n)                  \
		}                                                                          \
	}
#define TO(t, ...)                                                                         \
	.references = &(struct reference)                                                  \
	{                                                                                  \
		.table = (t), __VA_ARGS__                                                  \
	}
#define EXECUTE(text)                                                                      \
	{                                                                                  \
		.kind = OP_EXECUTE, .execute = &(struct op_execute)                        \
		{                                                                          \
			.sqlite = (text), .transaction = true                              \
		}                                                                          \
	}

#endif
