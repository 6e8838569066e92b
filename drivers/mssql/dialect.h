#ifndef MSSQL_DIALECT_H
#define MSSQL_DIALECT_H

#include "sql/dialect.h"

/*
 * T-SQL for SQL Server 2012 and later. Every statement it renders is one batch, and right
 * without having seen the database: what depends on it (the name of a default, a column's
 * present type) is looked up by the batch itself.
 *
 * 1. Names are in brackets, tables with their schema; dbo when none is said.
 * 2. A column that a batch adds is used by later batches only.
 * 3. What the batch does not say it does not change: ALTER COLUMN restates the type, the
 *    collation and NULL or NOT NULL, a changed type keeps its default.
 * 4. No line of a string literal is GO or a command of sqlcmd, and none ends in a
 * backslash: literals are cut there, so that a script means the same to every client.
 */
extern const struct dialect mssql_dialect;

/* What filtered indexes, computed columns and one transaction need of a session; the driver
 * runs it after login, a script begins with it. It must be a batch of its own. */
#define MSSQL_SETTINGS                                                                     \
	"SET ANSI_NULLS ON;\n"                                                             \
	"SET ANSI_PADDING ON;\n"                                                           \
	"SET ANSI_WARNINGS ON;\n"                                                          \
	"SET ARITHABORT ON;\n"                                                             \
	"SET CONCAT_NULL_YIELDS_NULL ON;\n"                                                \
	"SET QUOTED_IDENTIFIER ON;\n"                                                      \
	"SET NUMERIC_ROUNDABORT OFF;\n"                                                    \
	"SET NOCOUNT ON;\n"                                                                \
	"SET XACT_ABORT ON"
extern const char mssql_settings[];

#endif
