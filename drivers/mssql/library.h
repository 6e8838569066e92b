#ifndef MSSQL_LIBRARY_H
#define MSSQL_LIBRARY_H

#include "base/error.h"

#include <sybdb.h>

/*
 * FreeTDS's DB-Library, loaded when the first SQL Server is opened: its shared objects and
 * those that they need cost more than all the rest of a short command, and most commands
 * talk to no SQL Server. One list of names; the header gives their types.
 */
#define EACH_FUNCTION(X)                                                                   \
	X(dbinit)                                                                          \
	X(dberrhandle)                                                                     \
	X(dbmsghandle)                                                                     \
	X(dblogin)                                                                         \
	X(dbloginfree)                                                                     \
	X(dbsetlname)                                                                      \
	X(dbsetlbool)                                                                      \
	X(dbsetlversion)                                                                   \
	X(dbsetifile)                                                                      \
	X(dbsetlogintime)                                                                  \
	X(dbsettime)                                                                       \
	X(dbsetinterrupt)                                                                  \
	X(tdsdbopen)                                                                       \
	X(dbclose)                                                                         \
	X(dbcancel)                                                                        \
	X(dbdead)                                                                          \
	X(dbfreebuf)                                                                       \
	X(dbcmd)                                                                           \
	X(dbsqlsend)                                                                       \
	X(dbsqlok)                                                                         \
	X(dbresults)                                                                       \
	X(dbnextrow)                                                                       \
	X(dbnumcols)                                                                       \
	X(dbcolname)                                                                       \
	X(dbcoltype)                                                                       \
	X(dbdata)                                                                          \
	X(dbdatlen)                                                                        \
	X(dbconvert)                                                                       \
	X(dbanydatecrack)

struct library {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): a member's name. */
#define MEMBER(name) __typeof__(&(name)) name;
	EACH_FUNCTION(MEMBER)
#undef MEMBER
};

/* Loads and starts it once; it is never unloaded. ERR_CONNECTION names Debian's package. */
int library_load(const struct library **library, struct error *err);

#endif
