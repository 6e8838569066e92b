#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const code_names[ERR_CODES] = {
	[ERR_NONE] = "none",
	[ERR_USAGE] = "usage",
	[ERR_CONFIG_INVALID] = "config-invalid",
	[ERR_MANIFEST_INVALID] = "manifest-invalid",
	[ERR_NOT_A_REPOSITORY] = "not-a-repository",
	[ERR_NO_SUCH_REVISION] = "no-such-revision",
	[ERR_AMBIGUOUS_REVISION] = "ambiguous-revision",
	[ERR_MULTIPLE_HEADS] = "multiple-heads",
	[ERR_BRANCH_NOT_FOUND] = "branch-not-found",
	[ERR_NOT_IN_PATH] = "not-in-path",
	[ERR_RANGE_NOT_ANCESTOR] = "range-not-ancestor",
	[ERR_RELATIVE_OUT_OF_RANGE] = "relative-out-of-range",
	[ERR_AMBIGUOUS_WALK] = "ambiguous-walk",
	[ERR_OVERLAPPING_REVISIONS] = "overlapping-revisions",
	[ERR_NOT_A_HEAD] = "not-a-head",
	[ERR_NOT_AT_HEAD] = "not-at-head",
	[ERR_MISSING_PARENT] = "missing-parent",
	[ERR_MISSING_DEPENDENCY] = "missing-dependency",
	[ERR_DUPLICATE_REVISION] = "duplicate-revision",
	[ERR_DUPLICATE_LABEL] = "duplicate-label",
	[ERR_CYCLE] = "cycle",
	[ERR_NOT_UP_TO_DATE] = "not-up-to-date",
	[ERR_NO_CHANGES] = "no-changes",
	[ERR_IRREVERSIBLE] = "irreversible",
	[ERR_NOT_ALLOWED] = "not-allowed",
	[ERR_UNSAFE_DATA] = "unsafe-data",
	[ERR_UNKNOWN_APPLIED_REVISION] = "unknown-applied-revision",
	[ERR_DATABASE] = "database",
	[ERR_DATABASE_LOCKED] = "database-locked",
	[ERR_CONNECTION] = "connection",
	[ERR_SHALLOW_HISTORY] = "shallow-history",
	[ERR_GIT] = "git",
	[ERR_COMMAND_NOT_ALLOWED] = "command-not-allowed",
	[ERR_IO] = "io",
};

const char *error_code_name(enum error_code code)
{
	return code_names[code];
}

int error_exit_status(enum error_code code)
{
	switch (code) {
	case ERR_NONE:
		return 0;
	case ERR_NOT_AT_HEAD:
		return 1;
	case ERR_USAGE:
		return 2;
	default:
		return 3;
	}
}

static void set(struct error *err, enum error_code code, const char *format, va_list args)
{
	char message[sizeof(err->message)];

	/* The arguments may point into err itself, so it is written last. */
	vsnprintf(message, sizeof(message), format, args);
	memset(err, 0, sizeof(*err));
	err->code = code;
	memcpy(err->message, message, sizeof(message));
}

void error_set_(struct error *err, enum error_code code, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
}

void error_set_at_(struct error *err, enum error_code code, const char *file, int line,
	int column, const char *format, ...)
{
	char name[sizeof(err->file)] = "";
	va_list args;

	if (!err)
		return;
	if (file)
		snprintf(name, sizeof(name), "%s", file);
	va_start(args, format);
	set(err, code, format, args);
	va_end(args);
	memcpy(err->file, name, sizeof(name));
	err->line = line;
	err->column = column;
}

void error_hint_(struct error *err, const char *format, ...)
{
	char hint[sizeof(err->hint)];
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	vsnprintf(hint, sizeof(hint), format, args);
	va_end(args);
	memcpy(err->hint, hint, sizeof(hint));
}

void error_revision_(struct error *err, const char *id)
{
	if (err && strlen(id) < sizeof(err->revision))
		snprintf(err->revision, sizeof(err->revision), "%s", id);
}

void error_prefix_(struct error *err, const char *format, ...)
{
	char message[sizeof(err->message)];
	va_list args;
	size_t used;

	if (!err)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	used = strlen(message);
	/* Context is worth more than the end of a message that is too long. */
	if (used + 3 < sizeof(message)) {
		size_t room = sizeof(message) - used - 3;
		size_t rest = strnlen(err->message, room);

		memcpy(message + used, ": ", 2);
		memcpy(message + used + 2, err->message, rest);
		message[used + 2 + rest] = '\0';
	}
	memcpy(err->message, message, sizeof(message));
}
