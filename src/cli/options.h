#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"
#include "base/pool.h"
#include "base/strings.h"

#include <stdbool.h>
#include <stdio.h>

/* What the command line says: one field per option that exists (options.c has the table).
 */
struct args {
	/* global */
	struct strings directories;
	const char *config, *mode, *ref, *format, *color;
	bool quiet, verbose, version, help;
	/* of commands */
	const char *message, *head, *rev_id, *from, *to, *models, *range;
	bool autogenerate, splice, edit, dry_run, allow_conflicts, plan, sql, yes, force;
	bool check_heads, resolve_dependencies, indicate_current, graph, canonical, purge;
	const char *by; /* of review */
	bool approve, reject;
	bool hooks, chain;
	bool staged, replay, allow_shallow;
	const char *base;
	struct strings branch_labels, depends_on;

	const char *command;  /* NULL: none was given */
	struct strings words; /* what stands behind it */
};

/* For a command's list of what it accepts. OPT_END ends the list. */
enum option_id {
	OPT_END,
	OPT_DIRECTORY,
	OPT_CONFIG,
	OPT_MODE,
	OPT_REF,
	OPT_FORMAT,
	OPT_COLOR,
	OPT_QUIET,
	OPT_VERBOSE,
	OPT_VERSION,
	OPT_HELP,
	OPT_LAST_GLOBAL = OPT_HELP,
	OPT_MESSAGE,
	OPT_HEAD,
	OPT_REV_ID,
	OPT_FROM,
	OPT_TO,
	OPT_MODELS,
	OPT_RANGE,
	OPT_AUTOGENERATE,
	OPT_SPLICE,
	OPT_EDIT,
	OPT_DRY_RUN,
	OPT_ALLOW_CONFLICTS,
	OPT_PLAN,
	OPT_SQL,
	OPT_YES,
	OPT_FORCE,
	OPT_CHECK_HEADS,
	OPT_RESOLVE_DEPENDENCIES,
	OPT_INDICATE_CURRENT,
	OPT_GRAPH,
	OPT_CANONICAL,
	OPT_PURGE,
	OPT_HOOKS,
	OPT_STAGED,
	OPT_BASE,
	OPT_REPLAY,
	OPT_ALLOW_SHALLOW,
	OPT_CHAIN,
	OPT_APPROVE,
	OPT_REJECT,
	OPT_BY,
	OPT_BRANCH_LABEL,
	OPT_DEPENDS_ON,
	OPT_COUNT
};

struct command;

/* The command of that name, with what it accepts; NULL: there is none. */
typedef const struct command *command_finder(const char *name);

/*
 * Fills args from argv[1] on. Global options may stand before and after the command; -1 and
 * the like are words (relative targets), and so is everything behind `--`. ERR_USAGE:
 * unknown option (the nearest is named), a missing value, an option that the command does
 * not take.
 */
int options_parse(struct pool *pool, int argc, char **argv, command_finder *find,
	struct args *args, struct error *err);

/* The lines of --help for a list of options. */
void options_help(FILE *file, const enum option_id *list);
void options_help_global(FILE *file);

#endif
