#ifndef CLI_CONTEXT_H
#define CLI_CONTEXT_H

#include "chain/chain.h"
#include "cli/options.h"
#include "config/config.h"
#include "db/driver.h"
#include "out/json.h"
#include "out/revisions.h"
#include "repo/repo.h"
#include "run/run.h"

#include <stdbool.h>

struct elsewhere;

/*
 * What a command works with. Each part is made when it is first asked for, so that a
 * command pays for what it uses: `heads` opens no database, `--version` opens nothing.
 * Everything lives in the pool until the process ends.
 */
struct context {
	struct pool *pool;
	const struct args *args;
	const struct driver *const *drivers;
	bool as_json;
	bool shows_work;  /* a line of progress stands on the terminal */
	int output_errno; /* why standard output could not be written before the end */
	struct json json;

	bool repo_opened, config_loaded, chain_loaded, rows_read;
	struct repo *repo;    /* NULL: no repository, or one that cannot be used */
	struct error refused; /* why it cannot be used; no code: there is none */
	char commit[41];      /* of --ref; "" : the work tree */
	const char *prefix;   /* of gitmig.yaml within that tree; NULL: by its folder */
	struct config config;
	struct chain chain;
	const struct database_config *database; /* set by context_dsn */
	struct dsn dsn;
	struct db *db;
	struct strings rows;
	struct map row_ids;      /* the same, to be found */
	struct map logged;       /* digests as applied, by id; empty until context_logged */
	struct plan done;        /* what was carried out, for the report of a failure too */
	struct chain *published; /* of each published ref's tip, once it was asked for */
	unsigned published_count;
	unsigned searches; /* of elsewhere_find() */
	bool published_loaded;
	struct chain *head; /* of HEAD's commit, likewise; NULL: there is none */
	bool head_loaded, head_refs_loaded;
	struct map head_refs;              /* see elsewhere_refs() */
	const struct elsewhere *elsewhere; /* where what an error misses is; or NULL */
};

/* For what works without a repository as well: NULL and 0 also where there is one that
 * cannot be used (another user's, a format of git that is not known). */
int context_repo(struct context *context, struct repo **repo, struct error *err);
/* For what needs one: where there is none ERR_NOT_A_REPOSITORY with these words. */
int context_need_repo(struct context *context, const char *otherwise, struct error *err);
/* What asks git as far as it can, but must not take "cannot be used" for "there is none".
 */
int context_may_ask(const struct context *context, struct error *err);
/* As if --ref named this commit. To be called before anything is read, with a repository.
 */
void context_use_ref(struct context *context, const char *ref);
/* The same where none is named, and there is no work tree: a bare repository has no
 * gitmig.yaml but those of its commits. */
void context_bare_ref(struct context *context, const char *ref);
int context_config(
	struct context *context, const struct config **config, struct error *err);
int context_chain(struct context *context, const struct graph **graph, struct error *err);
/* Says so where the database of the mode is a file that is not there (it reads as empty).
 */
void context_note_no_file(struct context *context);
/* The database of the mode, not yet connected. */
int context_dsn(struct context *context, const struct dsn **dsn, struct error *err);
int context_driver(
	struct context *context, const struct driver **driver, struct error *err);
/* That of any mode, whether or not its URL can be resolved. */
int context_driver_of(struct context *context, const char *mode,
	const struct driver **driver, struct error *err);
/* Where a mode's database is; an error where its URL cannot be resolved. */
int context_dsn_of(
	struct context *context, const char *mode, struct dsn *dsn, struct error *err);
/* The one for replays in memory; NULL: no driver has scratch databases. */
const struct driver *context_scratch(const struct context *context);
/* Connects once; a later call must not ask for more access than the first. */
int context_db(
	struct context *context, enum db_access access, struct db **db, struct error *err);
/* The version rows, by a connection that only reads. */
int context_rows(struct context *context, const struct strings **rows, struct error *err);
/* The version rows when `target` needs them ("current", relative ones); else none. */
int context_rows_for(struct context *context, const char *target,
	const struct strings **rows, struct error *err);
/* As context_rows, and in the same round trip: a sentence about the revision that is half
 * done in the database; NULL: none is. done NULL: not asked for (run_rows). */
int context_half_done(struct context *context, const struct strings **rows,
	const char **words, struct done_steps *done, struct error *err);
/* Reads from the log which text each applied revision had. */
int context_logged(struct context *context, struct error *err);
/* Was it applied with another text than its manifest's? False without context_logged. */
bool context_changed(const struct context *context, const struct revision *revision);
/* A runner with all but its db: manifests from the chain, who, git commit, `require`. */
int context_runner(struct context *context, struct runner *runner, struct error *err);
void context_close(struct context *context); /* database and repository */

/* Where a path of the configuration is: absolute. */
char *context_path(struct context *context, const char *path);
/* A path as the user sees it from the working directory. */
char *context_shown(struct context *context, const char *path);
/* "none", "required", "approved", "stale" or "rejected" (contract 3). */
const char *context_review(struct context *context, const struct revision *revision);
/* Is this revision's manifest in HEAD's tree as it stands? The line ends of a checkout do
 * not count. *known false: there is no commit. */
int context_committed(struct context *context, const struct revision *revision,
	bool *committed, bool *known, struct error *err);
/* Is this revision with this digest in the tip tree of a published ref? *known false: there
 * is no repository or no published ref. */
int context_published(struct context *context, const struct revision *revision,
	bool *published, bool *known, struct error *err);

/* A message for people on standard error, unless -q. */
void context_say(const struct context *context, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Lists revisions as the commands do: JSON {"revisions": [...]}, or lines. marks_applied:
 * NULL or one flag per graph index. */
enum list_form { LIST_LINES, LIST_HISTORY, LIST_CURRENT, LIST_REVIEW };
int context_list(struct context *context, const struct revisions *list, enum list_form form,
	const bool *applied, struct error *err);

#endif
