#include "base/file.h"
#include "cli/command.h"
#include "cli/elsewhere.h"
#include "out/findings.h"
#include "verify/verify.h"

#include <string.h>

/* What is to be judged: --staged, a word, --ref, or HEAD. */
static int find_target(struct context *context, const char **rev, struct error *err)
{
	const struct args *args = context->args;
	const char *word = args->words.count ? args->words.items[0] : NULL;

	if (word && args->ref) {
		error_set(err, ERR_USAGE, "a commit is named twice: %s and --ref %s", word,
			args->ref);
		return error_hint(err, "Both mean the commit to be judged; give one.");
	}
	if (args->staged && (word || args->ref)) {
		error_set(err, ERR_USAGE, "--staged judges the index, not a commit");
		return error_hint(err, "Leave out --staged, or %s.", word ? word : "--ref");
	}
	*rev = args->staged ? NULL : word ? word : args->ref ? args->ref : "HEAD";
	return 0;
}

static int find_commit(
	struct repo *repo, const char *name, char commit[41], struct error *err)
{
	if (repo_commit(repo, name, commit, err) < 0)
		return -1;
	if (*commit)
		return 0;
	error_set(err, ERR_GIT, "'%s' has no commit yet", name);
	return error_hint(
		err, "Commit first, or judge the index: `gitmig verify --staged`.");
}

static int find_bases(
	struct context *context, const char *rev, struct verify *verify, struct error *err)
{
	const char *name = context->args->base;
	char base[41], tip[41];

	if (!name)
		return 0;
	if (find_commit(context->repo, name, base, err) < 0 ||
		find_commit(context->repo, rev ? rev : "HEAD", tip, err) < 0 ||
		repo_merge_bases(
			context->repo, context->pool, tip, base, &verify->bases, err) < 0)
		return -1;
	if (verify->bases.count)
		return 0;
	error_set(err, ERR_GIT, "%s and %s have no commit in common", rev ? rev : "HEAD",
		name);
	return error_hint(err, "There is no merge base to compare with: name another "
			       "--base, or fetch more "
			       "of the history.");
}

static int verify(struct context *context, struct verify *verify, struct verified *verified,
	struct findings *findings, struct error *err)
{
	const struct config *config;
	char commit[41];
	struct repo *repo;
	const char *rev;

	if (find_target(context, &rev, err) < 0)
		return -1;
	if (context_need_repo(context,
		    "there is no git repository here whose history could be verified",
		    err) < 0) {
		if (err->code == ERR_NOT_A_REPOSITORY)
			error_hint(
				err, "Run it in the project's repository, or `git init`.");
		return -1;
	}
	repo = context->repo;
	if (!rev && repo_is_bare(repo)) {
		error_set(err, ERR_GIT, "a bare repository has no index");
		return error_hint(err, "Name a commit instead of --staged.");
	}
	if (rev && find_commit(repo, rev, commit, err) < 0)
		return -1;
	context_bare_ref(context, rev);
	if (context_config(context, &config, err) < 0)
		return -1;
	verify->repo = repo;
	verify->config = &context->config;
	verify->pool = context->pool;
	verify->prefix = context->prefix;
	verify->commit = rev ? pool_strdup(context->pool, commit) : NULL;
	verify->replay = context->args->replay;
	verify->allow_shallow = context->args->allow_shallow;
	verify->scratch = context_scratch(context);
	if (find_bases(context, rev, verify, err) < 0)
		return -1;
	if (verify_run(verify, verified, findings, err) < 0)
		return -1;
	elsewhere_explain_findings(context, findings, 0);
	return 0;
}

static void print_json(struct context *context, const struct verify *verify,
	const struct verified *verified, const struct findings *findings)
{
	struct json *json = &context->json;
	json_object(json);
	json_findings(json, findings);
	json_put(json, "commit", verify->commit);
	json_put_strings(json, "heads", &verified->heads);
	if (verify->bases.count)
		json_put_strings(json, "bases", &verify->bases);
	json_end_object(json);
}

static void print_text(struct context *context, const struct verify *verify,
	const struct verified *verified, const struct findings *findings)
{
	unsigned errors = findings_errors(findings);
	const char *where = verify->commit
				    ? pool_printf(context->pool, "at %.12s", verify->commit)
				    : "in the index";

	print_findings(stdout, findings);
	if (!findings->count)
		context_say(context, "%u revision%s %s: all is well", verified->revisions,
			verified->revisions == 1 ? "" : "s", where);
	else
		context_say(context, "%u revision%s %s: %u error%s, %u other%s",
			verified->revisions, verified->revisions == 1 ? "" : "s", where,
			errors, errors == 1 ? "" : "s", findings->count - errors,
			findings->count - errors == 1 ? "" : "s");
}

static void print_for_others(struct context *context, const struct verify *verify,
	const struct verified *verified, const struct findings *findings)
{
	const char *format = context->args->format;
	bool sarif = !strcmp(format, "sarif");
	/* SARIF has URIs, in which every byte can be written. */
	const char *prefix = sarif ? verified->prefix
				   : repo_shown_name(context->pool, verified->prefix);
	struct findings_report report = {
		.findings = findings,
		.tool = "verify",
		.prefix = prefix,
		.config = path_join(
			context->pool, prefix, path_basename(context->config.file)),
		.version = GITMIG_VERSION,
		.commit = verify->commit,
		.revisions = verified->revisions,
	};

	if (sarif)
		sarif_findings(&context->json, &report);
	else if (!strcmp(format, "github"))
		github_findings(stdout, &report);
	else
		junit_findings(stdout, &report);
}

static int run(struct context *context, struct error *err)
{
	const char *format = context->args->format;
	struct verify what = {.repo = NULL};
	struct findings findings = {.count = 0};
	struct verified verified;

	if (verify(context, &what, &verified, &findings, err) < 0)
		return -1;
	if (context->as_json)
		print_json(context, &what, &verified, &findings);
	else if (!format || !strcmp(format, "text"))
		print_text(context, &what, &verified, &findings);
	else
		print_for_others(context, &what, &verified, &findings);
	return findings_errors(&findings) > 0;
}

static const enum option_id options[] = {
	OPT_STAGED, OPT_BASE, OPT_REPLAY, OPT_ALLOW_SHALLOW, OPT_END};

const struct command cmd_verify = {
	.name = "verify",
	.words = "[REV]",
	.max_words = 1,
	.summary = "check the chain against git and the review rules",
	.details =
		"Judges the manifests of a commit (HEAD unless told), or with --staged "
		"of the\n"
		"index; never unstaged files. Exit status 1 when there is an error among "
		"the\n"
		"findings. --format is text, json, sarif, github (workflow annotations) "
		"or junit.",
	.options = options,
	.formats = "sarif github junit",
	.run = run,
};
