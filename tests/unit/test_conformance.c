// links: base graph
#include "base/file.h"
#include "base/text.h"
#include "graph/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/*
 * The cases of tests/conformance (as compile.py writes them) against the graph alone. What
 * the CLI does with options is played here; tests/conformance/run.py has the real one do
 * it.
 */

struct test_case {
	const char *name;
	struct strings applied, command, steps, rows, output, parents, depends_on;
	struct strings error, or_error;
	const char *order;
	bool has_steps, has_rows, has_output, has_created;
};

/* What a command did. */
struct outcome {
	struct error err;
	bool failed, planned, listed, created;
	struct plan plan;
	struct strings start, output, parents, depends_on;
};

struct runner {
	struct pool pool;
	struct revision *revisions[1000];
	unsigned count;
	unsigned cases, failures;
};

static struct strings cut(struct pool *pool, char *text, const char *separators)
{
	struct strings list = {0};
	char *save = NULL;

	for (char *word = strtok_r(text, separators, &save); word;
		word = strtok_r(NULL, separators, &save))
		strings_add(pool, &list, word);
	return list;
}

/* --- running --- */

static const char *option(const struct strings *command, const char *name)
{
	for (unsigned i = 1; i + 1 < command->count; i++) {
		if (!strcmp(command->items[i], name))
			return command->items[i + 1];
	}
	return NULL;
}

static struct strings arguments(struct pool *pool, const struct strings *command)
{
	struct strings list = {0};

	for (unsigned i = 1; i < command->count; i++) {
		if (!strcmp(command->items[i], "--rev-id"))
			i++;
		else if (strncmp(command->items[i], "--", 2) != 0)
			strings_add(pool, &list, command->items[i]);
	}
	return list;
}

/* An error that is not the graph's to find. */
static int played(struct error *err, enum error_code code)
{
	(void)error_set(err, code, "found elsewhere");
	return error_hint(err, "None.");
}

static int list_ids(struct pool *pool, const struct revisions *list, struct outcome *out)
{
	out->listed = true;
	for (unsigned i = 0; i < list->count; i++)
		strings_add(pool, &out->output, list->items[i]->id);
	return 0;
}

static int run_reading(struct pool *pool, const struct graph *graph,
	const struct test_case *t, struct outcome *out)
{
	const char *word = t->command.items[0];
	struct revisions list = {0};

	if (!strcmp(word, "heads")) {
		if (strings_has(&t->command, "--resolve-dependencies"))
			graph_real_heads(graph, &list);
		else
			graph_heads(graph, &list);
	} else if (!strcmp(word, "branches")) {
		graph_branch_points(graph, &list);
	} else if (!strcmp(word, "current")) {
		if (strings_has(&t->command, "--check-heads") &&
			!graph_at_heads(graph, &t->applied))
			return played(&out->err, ERR_NOT_AT_HEAD);
		if (graph_current(pool, graph, &t->applied, &list, &out->err))
			return -1;
	} else if (!strcmp(word, "history")) {
		if (graph_history(pool, graph, &t->applied, option(&t->command, "-r"),
			    &list, &out->err))
			return -1;
	} else if (graph_resolve(pool, graph, &t->applied, t->command.items[1], &list,
			   &out->err)) {
		return -1;
	}
	return list_ids(pool, &list, out);
}

static int run_planning(struct pool *pool, const struct graph *graph,
	const struct test_case *t, struct outcome *out)
{
	const char *word = t->command.items[0];
	struct strings targets = arguments(pool, &t->command);
	bool sql = strings_has(&t->command, "--sql");
	bool purge = strings_has(&t->command, "--purge");

	out->planned = true;
	if (!targets.count)
		return played(&out->err, ERR_USAGE);
	if (!sql && !purge)
		out->start = t->applied;
	if (!strcmp(word, "stamp")) {
		if (sql && purge)
			return played(&out->err, ERR_USAGE);
		if (sql)
			return plan_stamp_sql(
				pool, graph, &targets, &out->start, &out->plan, &out->err);
		return plan_stamp(
			pool, graph, &t->applied, &targets, purge, &out->plan, &out->err);
	}
	if (sql)
		return plan_sql_range(pool, graph,
			!strcmp(word, "upgrade") ? STEP_UPGRADE : STEP_DOWNGRADE,
			targets.items[0], &out->start, &out->plan, &out->err);
	if (!strcmp(word, "upgrade"))
		return plan_upgrade(
			pool, graph, &t->applied, targets.items[0], &out->plan, &out->err);
	return plan_downgrade(
		pool, graph, &t->applied, NULL, targets.items[0], &out->plan, &out->err);
}

static int run_creating(struct pool *pool, const struct graph *graph,
	const struct test_case *t, struct outcome *out)
{
	struct new_revision wanted = {
		.id = option(&t->command, "--rev-id"),
		.head = option(&t->command, "--head"),
		.splice = strings_has(&t->command, "--splice"),
	};
	struct strings names = arguments(pool, &t->command);
	struct revisions parents;

	out->created = true;
	if (!strcmp(t->command.items[0], "merge")) {
		if (graph_merge_parents(
			    pool, graph, &names, wanted.splice, &parents, &out->err))
			return -1;
		for (unsigned i = 0; i < parents.count; i++)
			strings_add(pool, &out->parents, parents.items[i]->id);
		return 0;
	}
	if (option(&t->command, "--branch-label"))
		strings_add(pool, &wanted.labels, option(&t->command, "--branch-label"));
	if (option(&t->command, "--depends-on"))
		strings_add(pool, &wanted.depends_on, option(&t->command, "--depends-on"));
	return graph_new_revision(
		pool, graph, &wanted, &out->parents, &out->depends_on, &out->err);
}

static int run_command(struct pool *pool, struct runner *runner, const struct test_case *t,
	struct graph **graph, struct outcome *out)
{
	const char *word = t->command.items[0];

	for (unsigned i = 0; i < runner->count; i++) {
		if (!revision_id_valid(runner->revisions[i]->id))
			return played(&out->err, ERR_MANIFEST_INVALID);
	}
	if (graph_build(pool, runner->revisions, runner->count, NULL, graph, &out->err))
		return -1;
	if (!strcmp(word, "upgrade") || !strcmp(word, "downgrade") ||
		!strcmp(word, "stamp"))
		return run_planning(pool, *graph, t, out);
	if (!strcmp(word, "merge") || !strcmp(word, "revision"))
		return run_creating(pool, *graph, t, out);
	return run_reading(pool, *graph, t, out);
}

/* --- judging --- */

static bool same_set(struct pool *pool, const struct strings *a, const struct strings *b)
{
	struct strings x = {0}, y = {0};

	for (unsigned i = 0; i < a->count; i++)
		strings_add(pool, &x, a->items[i]);
	for (unsigned i = 0; i < b->count; i++)
		strings_add(pool, &y, b->items[i]);
	strings_sort(&x);
	strings_sort(&y);
	return strings_equal(&x, &y);
}

/* newest: the list begins with what stands on the rest. */
static bool topological(const struct graph *graph, const struct strings *ids, bool newest)
{
	for (unsigned i = 0; i < ids->count; i++) {
		bool *below = pool_array(graph->pool, bool, graph->count);

		graph_mark_ancestors(
			graph, map_find(&graph->ids, ids->items[i]), true, below);
		for (unsigned j = 0; j < ids->count; j++) {
			const struct revision *other = map_find(&graph->ids, ids->items[j]);

			if (i != j && below[other->index] && (newest ? j < i : j > i))
				return false;
		}
	}
	return true;
}

static bool in_order(struct pool *pool, const struct graph *graph,
	const struct test_case *t, const struct strings *want, const struct strings *got,
	bool newest)
{
	if (!strcmp(t->order, "exact"))
		return strings_equal(want, got);
	if (!same_set(pool, want, got))
		return false;
	return strcmp(t->order, "any-topological") != 0 || topological(graph, got, newest);
}

static const char *words(struct pool *pool, const struct strings *list)
{
	return strings_join(pool, list, " ");
}

/* The rows that the steps lead to; NULL when a step takes one away that is not there. */
static const struct strings *replay(struct pool *pool, const struct outcome *out)
{
	struct strings *rows = pool_new(pool, struct strings);

	for (unsigned i = 0; i < out->start.count; i++)
		strings_add(pool, rows, out->start.items[i]);
	for (unsigned i = 0; i < out->plan.count; i++) {
		const struct step *step = &out->plan.items[i];

		for (unsigned j = 0; j < step->removes.count; j++) {
			unsigned at = 0;

			while (at < rows->count &&
				strcmp(rows->items[at], step->removes.items[j]) != 0)
				at++;
			if (at == rows->count)
				return NULL;
			rows->items[at] = rows->items[--rows->count];
		}
		for (unsigned j = 0; j < step->adds.count; j++) {
			if (strings_has(rows, step->adds.items[j]))
				return NULL;
			strings_add(pool, rows, step->adds.items[j]);
		}
	}
	return rows;
}

/* NULL, or what is wrong. */
static const char *judge_plan(struct pool *pool, const struct graph *graph,
	const struct test_case *t, const struct outcome *out)
{
	static const char *const actions[] = {"upgrade", "downgrade", "stamp"};
	struct strings want = {0}, got = {0};
	const struct strings *rows = replay(pool, out);

	if (!rows || !same_set(pool, rows, &out->plan.rows))
		return "the steps do not lead to the rows";
	if (t->has_rows && !same_set(pool, &t->rows, &out->plan.rows))
		return pool_printf(pool, "rows %s", words(pool, &out->plan.rows));
	for (unsigned i = 0; i < out->plan.count; i++) {
		const struct step *step = &out->plan.items[i];

		strings_add(pool, &got, step->revision ? step->revision->id : "base");
		if (t->has_steps && strcmp(actions[step->kind], t->command.items[0]) != 0)
			return actions[step->kind];
	}
	for (unsigned i = 1; i < t->steps.count; i += 2)
		strings_add(pool, &want, t->steps.items[i]);
	if (t->has_steps && !in_order(pool, graph, t, &want, &got,
				    strcmp(t->command.items[0], "upgrade") != 0))
		return pool_printf(pool, "steps %s", words(pool, &got));
	return NULL;
}

static const char *judge_error(
	struct pool *pool, const struct test_case *t, const struct outcome *out)
{
	const char *code = error_code_name(out->err.code);

	if (!out->failed)
		return t->error.count ? "no error" : NULL;
	if (!out->err.message[0] || !out->err.hint[0])
		return "an error without message or hint";
	if (strings_has(&t->error, code) || strings_has(&t->or_error, code))
		return NULL;
	return pool_printf(pool, "%s: %s", code, out->err.message);
}

static const char *judge(struct pool *pool, const struct graph *graph,
	const struct test_case *t, const struct outcome *out)
{
	const char *wrong = judge_error(pool, t, out);

	if (wrong || out->failed)
		return wrong;
	if (out->planned)
		return judge_plan(pool, graph, t, out);
	if (out->created) {
		if (!same_set(pool, &t->parents, &out->parents) ||
			!strings_equal(&t->depends_on, &out->depends_on))
			return pool_printf(pool, "created on %s, depends on %s",
				words(pool, &out->parents), words(pool, &out->depends_on));
		return NULL;
	}
	if (!t->has_output || !in_order(pool, graph, t, &t->output, &out->output, true))
		return pool_printf(pool, "output %s", words(pool, &out->output));
	return NULL;
}

static void run_case(struct runner *runner, const struct test_case *t)
{
	struct pool pool;
	struct graph *graph = NULL;
	struct outcome out = {0};
	const char *wrong;

	if (!t->command.items) {
		fail_msg("a case without a command");
		return;
	}
	pool_init(&pool);
	out.failed = run_command(&pool, runner, t, &graph, &out) != 0;
	wrong = judge(&pool, graph, t, &out);
	runner->cases++;
	if (wrong) {
		runner->failures++;
		print_error("%s: %s\n", t->name, wrong);
	}
	pool_release(&pool);
}

/* --- reading --- */

static void take_revision(struct runner *runner, char **fields)
{
	struct revision *revision = pool_new(&runner->pool, struct revision);

	revision->id = fields[1];
	revision->path = pool_printf(&runner->pool, "versions/%s.yaml", fields[1]);
	revision->parents = cut(&runner->pool, fields[2], " ");
	revision->depends_on = cut(&runner->pool, fields[3], " ");
	revision->labels = cut(&runner->pool, fields[4], " ");
	revision->known = true;
	runner->revisions[runner->count++] = revision;
}

static void take_field(struct pool *pool, struct test_case *t, char *key, char *rest)
{
	if (!strcmp(key, "applied")) {
		t->applied = cut(pool, rest, " ");
	} else if (!strcmp(key, "command")) {
		t->command = cut(pool, rest, "\t");
	} else if (!strcmp(key, "order")) {
		t->order = rest;
	} else if (!strcmp(key, "steps")) {
		t->steps = cut(pool, rest, "\t");
		t->has_steps = true;
	} else if (!strcmp(key, "rows")) {
		t->rows = cut(pool, rest, " ");
		t->has_rows = true;
	} else if (!strcmp(key, "output")) {
		t->output = cut(pool, rest, " ");
		t->has_output = true;
	} else if (!strcmp(key, "created")) {
		char *tab = strchr(rest, '\t');

		*tab = '\0';
		t->parents = cut(pool, rest, " ");
		t->depends_on = cut(pool, tab + 1, " ");
		t->has_created = true;
	} else if (!strcmp(key, "error")) {
		t->error = cut(pool, rest, " ");
	} else {
		assert_string_equal(key, "or_error");
		t->or_error = cut(pool, rest, " ");
	}
}

static void split_revision(char *line, char **fields)
{
	for (unsigned i = 0; i < 5; i++) {
		fields[i] = line;
		line += strcspn(line, "\t");
		if (*line)
			*line++ = '\0';
	}
}

static void all_cases(void **state)
{
	struct runner runner = {0};
	struct test_case t = {0};
	struct error err;
	char *data, *next, *fields[5];
	size_t length;

	(void)state;
	pool_init(&runner.pool);
	assert_int_equal(file_read(&runner.pool, TESTS_DIR "/conformance/cases.txt",
				 (size_t)1 << 24, &data, &length, &err),
		0);
	for (char *line = data; *line; line = next) {
		char *rest;

		next = strchr(line, '\n') + 1;
		next[-1] = '\0';
		if (!strncmp(line, "r\t", 2)) {
			split_revision(line, fields);
			take_revision(&runner, fields);
			continue;
		}
		rest = line + strcspn(line, "\t");
		if (*rest)
			*rest++ = '\0';
		if (!strcmp(line, "graph") || !strcmp(line, "case")) {
			if (t.name)
				run_case(&runner, &t);
			t = (struct test_case){0};
			if (!strcmp(line, "graph"))
				runner.count = 0;
			else
				t.name = rest;
			continue;
		}
		take_field(&runner.pool, &t, line, rest);
	}
	run_case(&runner, &t);
	assert_int_equal(runner.failures, 0);
	assert_int_equal(runner.cases, 783);
	pool_release(&runner.pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_cases)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
