#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * How a function fails: it returns -1 and has filled in the struct error its caller handed
 * in; its other outputs are as they were. On success it returns 0 and the error is not
 * touched. Library code prints nothing.
 *
 * A message is lower case without a full stop and says what is wrong; the hint is a
 * sentence that says what to do next. Texts are copied and cut at the size of the field. No
 * password may be put into either.
 */

/* The codes are the contract's (section 3): users' scripts match them. */
enum error_code {
	ERR_NONE,
	ERR_USAGE,
	ERR_CONFIG_INVALID,
	ERR_MANIFEST_INVALID,
	ERR_NOT_A_REPOSITORY,
	ERR_NO_SUCH_REVISION,
	ERR_AMBIGUOUS_REVISION,
	ERR_MULTIPLE_HEADS,
	ERR_BRANCH_NOT_FOUND,
	ERR_NOT_IN_PATH,
	ERR_RANGE_NOT_ANCESTOR,
	ERR_RELATIVE_OUT_OF_RANGE,
	ERR_AMBIGUOUS_WALK,
	ERR_OVERLAPPING_REVISIONS,
	ERR_NOT_A_HEAD,
	ERR_NOT_AT_HEAD,
	ERR_MISSING_PARENT,
	ERR_MISSING_DEPENDENCY,
	ERR_DUPLICATE_REVISION,
	ERR_DUPLICATE_LABEL,
	ERR_CYCLE,
	ERR_NOT_UP_TO_DATE,
	ERR_NO_CHANGES,
	ERR_IRREVERSIBLE,
	ERR_NOT_ALLOWED,
	ERR_UNSAFE_DATA,
	ERR_UNKNOWN_APPLIED_REVISION,
	ERR_DATABASE,
	ERR_DATABASE_LOCKED,
	ERR_CONNECTION,
	ERR_SHALLOW_HISTORY,
	ERR_GIT,
	ERR_COMMAND_NOT_ALLOWED,
	ERR_IO,
	ERR_CODES
};

struct error {
	enum error_code code;
	int line, column;  /* 1-based; 0: not known */
	char file[512];    /* as the user would name it; "" when no file is meant */
	char revision[65]; /* the revision that was at work; "" when none */
	char missing[65];  /* the one that it names and that is not there; "" when none */
	char message[1536];
	char hint[768];
};

/* The contract's word for a code, such as "no-such-revision". */
const char *error_code_name(enum error_code code);

/* The exit status that goes with a code: usage 2, not-at-head 1, all others 3. */
int error_exit_status(enum error_code code);

/* A function, not a bare -1, so that the value may be left unused. */
static inline int error_failed(void)
{
	return -1;
}

/*
 * Fills in err and is -1, so that `return error_set(err, ERR_IO, "...")` reads well. Place
 * and hint are cleared. The message is a printf format. err may be NULL.
 */
#define error_set(err, code, ...) (error_set_((err), (code), __VA_ARGS__), error_failed())

/* As error_set, with a place; file may be NULL, line and column 0. */
#define error_set_at(err, code, file, line, column, ...)                                   \
	(error_set_at_((err), (code), (file), (line), (column), __VA_ARGS__),              \
		error_failed())

/* Adds or replaces the hint of an error that is set; -1 as well. */
#define error_hint(err, ...) (error_hint_((err), __VA_ARGS__), error_failed())

/* Names the revision that was at work, or that is missing: an id or the beginning of one,
 * else nothing is named; -1 as well. */
#define error_revision(err, id) (error_revision_((err), (id)), error_failed())

/* Puts "context: " before the message that err holds; -1 as well. */
#define error_prefix(err, ...) (error_prefix_((err), __VA_ARGS__), error_failed())

void error_set_(struct error *err, enum error_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void error_set_at_(struct error *err, enum error_code code, const char *file, int line,
	int column, const char *format, ...) __attribute__((format(printf, 6, 7)));
void error_hint_(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void error_revision_(struct error *err, const char *id);
void error_prefix_(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
