#include "cli/options.h"

#include "base/utf8.h"
#include "cli/command.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum option_kind { FLAG, VALUE, LIST };

struct option {
	const char *name;
	char letter;
	enum option_kind kind;
	size_t offset; /* in struct args */
	const char *value, *help;
};

#define FIELD(field) offsetof(struct args, field)

static const struct option table[OPT_COUNT] = {
	[OPT_DIRECTORY] = {"directory", 'C', LIST, FIELD(directories), "DIR",
		"work as if started in DIR"},
	[OPT_CONFIG] = {"config", 'c', VALUE, FIELD(config), "FILE",
		"this file instead of the nearest gitmig.yaml"},
	[OPT_MODE] = {"mode", 0, VALUE, FIELD(mode), "NAME", "which of the databases"},
	[OPT_REF] = {"ref", 0, VALUE, FIELD(ref), "REF",
		"read gitmig.yaml and the manifests from this commit"},
	[OPT_FORMAT] = {"format", 0, VALUE, FIELD(format), "text|json",
		"the form of the output"},
	[OPT_COLOR] = {"color", 0, VALUE, FIELD(color), "auto|always|never",
		"colours (NO_COLOR is honoured)"},
	[OPT_QUIET] = {"quiet", 'q', FLAG, FIELD(quiet), NULL, "no messages but errors"},
	[OPT_VERBOSE] = {"verbose", 'v', FLAG, FIELD(verbose), NULL, "more detail"},
	[OPT_VERSION] = {"version", 0, FLAG, FIELD(version), NULL, "print the version"},
	[OPT_HELP] = {"help", 'h', FLAG, FIELD(help), NULL, "print this help"},
	[OPT_MESSAGE] = {"message", 'm', VALUE, FIELD(message), "TEXT", "the message"},
	[OPT_HEAD] = {"head", 0, VALUE, FIELD(head), "R", "the parent; default: head"},
	[OPT_REV_ID] = {"rev-id", 0, VALUE, FIELD(rev_id), "ID",
		"this id instead of a generated one"},
	[OPT_FROM] = {"from", 0, VALUE, FIELD(from), "database|chain",
		"what the models are compared with"},
	[OPT_TO] = {"to", 0, VALUE, FIELD(to), "WHAT", "where to"},
	[OPT_MODELS] = {"models", 0, VALUE, FIELD(models), "DIR",
		"the folder of the models"},
	[OPT_RANGE] = {"rev-range", 'r', VALUE, FIELD(range), "A:B",
		"only these, both ends included"},
	[OPT_AUTOGENERATE] = {"autogenerate", 0, FLAG, FIELD(autogenerate), NULL,
		"write the operations that lead to the models"},
	[OPT_SPLICE] = {"splice", 0, FLAG, FIELD(splice), NULL,
		"allow a parent that is not a head"},
	[OPT_EDIT] = {"edit", 'e', FLAG, FIELD(edit), NULL, "open it in the editor"},
	[OPT_DRY_RUN] = {"dry-run", 0, FLAG, FIELD(dry_run), NULL, "write nothing"},
	[OPT_ALLOW_CONFLICTS] = {"allow-conflicts", 0, FLAG, FIELD(allow_conflicts), NULL,
		"merge although the sides are not independent"},
	[OPT_PLAN] = {"plan", 0, FLAG, FIELD(plan), NULL,
		"say what would be done, do nothing"},
	[OPT_SQL] = {"sql", 0, FLAG, FIELD(sql), NULL,
		"write the SQL script instead of connecting"},
	[OPT_YES] = {"yes", 'y', FLAG, FIELD(yes), NULL, "answer yes to any question"},
	[OPT_FORCE] = {"force", 0, FLAG, FIELD(force), NULL,
		"downgrade by the file although another text was applied"},
	[OPT_CHECK_HEADS] = {"check-heads", 0, FLAG, FIELD(check_heads), NULL,
		"exit 1 unless the database is at all heads"},
	[OPT_RESOLVE_DEPENDENCIES] = {"resolve-dependencies", 0, FLAG,
		FIELD(resolve_dependencies), NULL, "a dependency counts as a child"},
	[OPT_INDICATE_CURRENT] = {"indicate-current", 'i', FLAG, FIELD(indicate_current),
		NULL, "mark what the database is at"},
	[OPT_GRAPH] = {"graph", 0, FLAG, FIELD(graph), NULL, "draw the links as lines"},
	[OPT_CANONICAL] = {"canonical", 0, FLAG, FIELD(canonical), NULL,
		"the text whose git blob id is the digest"},
	[OPT_PURGE] = {"purge", 0, FLAG, FIELD(purge), NULL,
		"remove all version rows first, known or not"},
	[OPT_HOOKS] = {"hooks", 0, FLAG, FIELD(hooks), NULL,
		"install the git hooks as well"},
	[OPT_CHAIN] = {"chain", 0, FLAG, FIELD(chain), NULL,
		"keep a hook that is there already, and run it first"},
	[OPT_STAGED] = {"staged", 0, FLAG, FIELD(staged), NULL,
		"what would be committed, instead of a commit"},
	[OPT_BASE] = {"base", 0, VALUE, FIELD(base), "B",
		"compare with the merge base of the commit and B"},
	[OPT_REPLAY] = {"replay", 0, FLAG, FIELD(replay), NULL,
		"run the chain in memory: up, down, up"},
	[OPT_ALLOW_SHALLOW] = {"allow-shallow", 0, FLAG, FIELD(allow_shallow), NULL,
		"judge what a shallow clone has, and say how far it was"},
	[OPT_APPROVE] = {"approve", 0, FLAG, FIELD(approve), NULL,
		"write down that the revision is approved as it is now"},
	[OPT_REJECT] = {"reject", 0, FLAG, FIELD(reject), NULL,
		"write down that it is not, and why: -m WHY"},
	[OPT_BY] = {"by", 0, VALUE, FIELD(by), "WHO",
		"the reviewer, \"Name <address>\"; default: from git config"},
	[OPT_BRANCH_LABEL] = {"branch-label", 0, LIST, FIELD(branch_labels), "L",
		"a label for the branch; may be repeated"},
	[OPT_DEPENDS_ON] = {"depends-on", 0, LIST, FIELD(depends_on), "R",
		"a revision to be applied first; may be repeated"},
};

/* The number of letters that differ, roughly: enough to guess what was meant. */
static unsigned distance(const char *a, const char *b)
{
	unsigned differ = 0;

	while (*a && *b) {
		if (*a == *b) {
			a++;
			b++;
			continue;
		}
		differ++;
		if (a[1] == *b)
			a++;
		else if (*a == b[1])
			b++;
		else {
			a++;
			b++;
		}
	}
	return differ + (unsigned)(strlen(a) + strlen(b));
}

static int unknown_option(const char *word, struct error *err)
{
	const struct option *nearest = NULL;
	unsigned best = 4;

	error_set(err, ERR_USAGE, "unknown option %s", word);
	for (size_t i = 1; word[1] == '-' && i < OPT_COUNT; i++) {
		unsigned d = distance(word + 2, table[i].name);

		if (d < best) {
			best = d;
			nearest = &table[i];
		}
	}
	if (nearest)
		error_hint(err, "Did you mean --%s? `gitmig --help` lists all.",
			nearest->name);
	else
		error_hint(err,
			"`gitmig --help` and `gitmig COMMAND --help` list the options.");
	return -1;
}

static bool accepts(const struct command *command, size_t id)
{
	if (id <= OPT_LAST_GLOBAL)
		return true;
	for (const enum option_id *o = command ? command->options : NULL; o && *o; o++) {
		if ((size_t)*o == id)
			return true;
	}
	return false;
}

struct parser {
	struct pool *pool;
	int argc, at;
	char **argv;
	const struct command *command;
	struct args *args;
};

/* What goes into a manifest: YAML takes nothing but UTF-8. */
static bool is_written_down(size_t id)
{
	return id == OPT_MESSAGE || id == OPT_REV_ID || id == OPT_BRANCH_LABEL ||
	       id == OPT_BY;
}

static int store(struct parser *parser, size_t id, const char *shown, const char *value,
	struct error *err)
{
	const struct option *option = &table[id];
	void *field = (char *)parser->args + option->offset;

	if (!accepts(parser->command, id)) {
		if (!parser->command)
			return error_set(
				err, ERR_USAGE, "%s stands before the command", shown);
		error_set(err, ERR_USAGE, "`gitmig %s` does not take %s",
			parser->command->name, shown);
		return error_hint(err, "`gitmig %s --help` lists its options.",
			parser->command->name);
	}
	if (option->kind == FLAG) {
		if (value)
			return error_set(err, ERR_USAGE, "%s takes no value", shown);
		*(bool *)field = true;
		return 0;
	}
	if (!value && parser->at + 1 < parser->argc)
		value = parser->argv[++parser->at];
	if (!value)
		return error_set(
			err, ERR_USAGE, "%s needs a value: %s", shown, option->value);
	if (is_written_down(id) && !utf8_valid(value))
		return error_set(err, ERR_USAGE, "%s is not UTF-8", shown);
	if (option->kind == LIST)
		strings_add(parser->pool, field, value);
	else
		*(const char **)field = value;
	return 0;
}

static int parse_long(struct parser *parser, char *word, struct error *err)
{
	char *equals = strchr(word, '=');
	char *name = pool_strndup(
		parser->pool, word, equals ? (size_t)(equals - word) : strlen(word));

	for (size_t id = 1; id < OPT_COUNT; id++) {
		if (!strcmp(table[id].name, name + 2))
			return store(parser, id, name, equals ? equals + 1 : NULL, err);
	}
	return unknown_option(name, err);
}

static int parse_letters(struct parser *parser, const char *word, struct error *err)
{
	for (const char *letter = word + 1; *letter; letter++) {
		char shown[3] = {'-', *letter, '\0'};
		size_t id = 1;

		while (id < OPT_COUNT && table[id].letter != *letter)
			id++;
		if (id == OPT_COUNT)
			return unknown_option(shown, err);
		if (table[id].kind != FLAG)
			return store(parser, id, shown, letter[1] ? letter + 1 : NULL, err);
		if (store(parser, id, shown, NULL, err))
			return -1;
	}
	return 0;
}

/* Is it one of the words, which have a blank between them? */
static bool is_word_of(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; at && length; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (!strncmp(at, word, length) && (!at[length] || at[length] == ' '))
			return true;
	}
	return false;
}

static int check_format(
	const struct command *command, const char *format, struct error *err)
{
	const char *more = command ? command->formats : NULL;

	if (!format || !strcmp(format, "text") || !strcmp(format, "json") ||
		is_word_of(more, format))
		return 0;
	if (!more)
		return error_set(err, ERR_USAGE, "--format is text or json");
	return error_set(err, ERR_USAGE, "--format is one of: text json %s", more);
}

static int check_values(
	const struct args *args, const struct command *command, struct error *err)
{
	static const char *const colors[] = {"auto", "always", "never"};
	size_t i = 0;

	while (args->color && i < 3 && strcmp(args->color, colors[i]) != 0)
		i++;
	if (i == 3)
		return error_set(err, ERR_USAGE, "--color is auto, always or never");
	return check_format(command, args->format, err);
}

int options_parse(struct pool *pool, int argc, char **argv, command_finder *find,
	struct args *args, struct error *err)
{
	struct parser parser = {pool, argc, 1, argv, NULL, args};

	for (; parser.at < argc; parser.at++) {
		char *word = argv[parser.at];
		int result = 0;

		if (!strcmp(word, "--")) {
			while (++parser.at < argc)
				strings_add(pool, &args->words, argv[parser.at]);
			break;
		}
		if (word[0] == '-' && word[1] == '-')
			result = parse_long(&parser, word, err);
		else if (word[0] == '-' && word[1] && !isdigit((unsigned char)word[1]))
			result = parse_letters(&parser, word, err);
		else if (args->command)
			strings_add(pool, &args->words, word);
		else {
			args->command = word;
			parser.command = find(word);
			if (!parser.command) {
				error_set(err, ERR_USAGE, "there is no command '%s'", word);
				return error_hint(
					err, "`gitmig --help` lists the commands.");
			}
		}
		if (result)
			return -1;
	}
	return check_values(args, parser.command, err);
}

static void help_line(FILE *file, const struct option *option)
{
	char left[64];

	snprintf(left, sizeof(left), "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
		option->letter ? option->letter : ' ', option->letter ? ", " : "  ",
		option->name, option->value ? " " : "", option->value ? option->value : "");
	fprintf(file, "  %-32s %s\n", left, option->help);
}

void options_help(FILE *file, const enum option_id *list)
{
	for (; list && *list; list++)
		help_line(file, &table[*list]);
}

void options_help_global(FILE *file)
{
	for (size_t id = 1; id <= OPT_LAST_GLOBAL; id++)
		help_line(file, &table[id]);
}
