#include "drivers/sqlite/refused.h"

#include "drivers/sqlite/token.h"

static const struct {
	const char *word, *reason;
} refused[] = {
	{"BEGIN", "the revision runs in a transaction already"},
	{"COMMIT", "gitmig commits the revision, with its version row, when all of it is "
		   "done"},
	{"END", "gitmig commits the revision, with its version row, when all of it is "
		"done"},
	{"ROLLBACK", "gitmig rolls the whole revision back when an operation fails"},
	{"SAVEPOINT", "a revision is done or not done, never in part"},
	{"RELEASE", "a revision is done or not done, never in part"},
	{"ATTACH", "SQLite cannot attach a database within a transaction"},
	{"DETACH", "SQLite cannot detach a database within a transaction"},
	{"VACUUM", "SQLite cannot vacuum within a transaction"},
};

static int refuse(const char *word, const char *reason, struct error *err)
{
	error_set(err, ERR_DATABASE, "execute must not hold %s: %s", word, reason);
	return error_hint(err,
		"Leave it out, or give the operation `transaction: false`: it "
		"then runs alone, as the last one of its revision.");
}

/* CREATE [TEMP] TRIGGER */
static bool is_trigger(const struct tokens *tokens, size_t at)
{
	if (!token_is(tokens, at, "CREATE"))
		return false;
	at++;
	if (token_is(tokens, at, "TEMP") || token_is(tokens, at, "TEMPORARY"))
		at++;
	return token_is(tokens, at, "TRIGGER");
}

int refuse_statements(struct pool *pool, const char *sql, struct error *err)
{
	bool in_trigger = false, first = true;
	struct tokens tokens;

	tokens_read(pool, sql, &tokens);
	for (size_t at = 0; at < tokens.count; at++) {
		bool starts = first;

		first = token_is(&tokens, at, ";");
		if (!starts || first)
			continue;
		if (in_trigger) {
			/* The statements of its body go up to an END of their own. */
			in_trigger = !token_is(&tokens, at, "END");
			continue;
		}
		in_trigger = is_trigger(&tokens, at);
		for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
			if (token_is(&tokens, at, refused[i].word))
				return refuse(refused[i].word, refused[i].reason, err);
		}
	}
	return 0;
}
