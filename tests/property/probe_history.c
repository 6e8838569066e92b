// links: base yaml schema config manifest graph repo chain verify
#include "base/text.h"
#include "verify/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What verify says of histories, asked many times by verify_history.py in one process:
 *
 *     probe_history PROJECT LOCATION...
 *
 * reads lines of "REV MEMORY SINCE BASES": a commit; "cold" or how many new commits are
 * worth remembering; two of a commit, several with commas, or "-". Each is answered by
 * lines of "CODE SEVERITY REVISION COMMIT PATH", "-" for what is not there, and a line
 * "end".
 */

static char *next(char **at)
{
	char *start = *at;

	*at += strcspn(start, " \n");
	if (**at)
		*(*at)++ = '\0';
	return start;
}

static struct strings split(struct pool *pool, char *list)
{
	struct strings items = {0};

	for (char *item = strtok(list, ","); item; item = strtok(NULL, ","))
		strings_add(pool, &items, item);
	return items;
}

/* The findings point into the chain. */
static int judge(struct pool *pool, struct config *config, char *line, struct chain *chain,
	struct findings *findings, struct error *err)
{
	const char *rev = next(&line), *memory = next(&line), *since = next(&line);
	char *bases = next(&line);
	struct chain_source source = {CHAIN_COMMIT, rev};
	struct graph_problems problems = {0};
	struct history history = {.chain = chain, .problems = &problems, .line = true};
	struct strings list;
	struct repo *repo;
	int result = -1;

	if (repo_open(config->folder, &repo, err) < 0)
		return -1;
	config->git.since = strcmp(since, "-") != 0 ? pool_strdup(pool, since) : NULL;
	history.no_memory = !strcmp(memory, "cold");
	history.worth = (unsigned)strtoul(memory, NULL, 10);
	if (chain_load(chain, pool, config, repo, &source, &problems, err) < 0) {
		repo_close(repo);
		return -1;
	}
	if (!strcmp(bases, "-")) {
		result = history_check(&history, pool, findings, err);
	} else {
		list = split(pool, bases);
		result = history_compare(&history, pool, &list, findings, err);
	}
	repo_close(repo);
	return result;
}

static const char *shown(const char *text)
{
	return text ? text : "-";
}

static void answer(struct config *config, char *line)
{
	struct findings findings = {0};
	struct chain chain = {.prefix = NULL};
	struct error err = {0};
	struct pool pool;

	pool_init(&pool);
	if (judge(&pool, config, line, &chain, &findings, &err) < 0) {
		printf("error %s %s %s\n", error_code_name(err.code), err.message,
			err.hint);
	} else {
		findings_sort(&findings);
		for (unsigned i = 0; i < findings.count; i++) {
			const struct finding *finding = &findings.items[i];

			printf("%s %s %s %s %s\n", finding->code,
				severity_name(finding->severity), shown(finding->revision),
				shown(finding->commit), shown(finding->path));
		}
	}
	puts("end");
	fflush(stdout);
	chain_release(&chain);
	pool_release(&pool);
}

int main(int argc, char **argv)
{
	struct config config = {.file = "gitmig.yaml"};
	struct pool pool;
	char line[4096];

	if (argc < 3) {
		fprintf(stderr, "usage: %s PROJECT LOCATION...\n", *argv);
		return 2;
	}
	pool_init(&pool);
	config.folder = argv[1];
	for (int i = 2; i < argc; i++)
		strings_add(&pool, &config.version_locations, argv[i]);
	while (fgets(line, sizeof(line), stdin))
		answer(&config, line);
	pool_release(&pool);
	return 0;
}
