#include "cli/review_write.h"

#include "base/file.h"
#include "cli/new_manifest.h"
#include "out/findings.h"
#include "out/safe.h"
#include "review/policy.h"
#include "verify/verify.h"

#include <string.h>

/* One file of a revision, with its new bytes. */
struct writing {
	const char *path;
	struct text text;
};

struct verdict {
	struct context *context;
	const struct revisions *list;
	const char *by, *at;
	struct findings refused;
	struct writing *writings;
	unsigned count, cap;
	bool *stands; /* of each revision: it says so already */
};

static int check_name(const char *by, struct error *err)
{
	const char *open = strchr(by, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	bool control = false;

	for (const char *c = by; *c; c++)
		control = control || (unsigned char)*c < ' ' || *c == 0x7f;
	if (!control && close && close > open + 1 && !close[1] && open > by &&
		open[-1] == ' ' && by[strspn(by, " ")] != '<')
		return 0;
	return error_set(
		err, ERR_USAGE, "--by is \"Name <address>\", which '%s' is not", by);
}

static int find_reviewer(struct context *context, const char **by, struct error *err)
{
	if (context->args->by) {
		*by = context->args->by;
		return check_name(*by, err);
	}
	*by = repo_identity(context->pool, context->repo);
	if (*by)
		return 0;
	error_set(err, ERR_USAGE, "git does not know who you are");
	return error_hint(err, "Set it: git config --global user.name \"Your Name\"; git "
			       "config --global user.email you@example.com; or say --by "
			       "\"Name <address>\".");
}

/* NULL: not known. */
static int find_author(struct context *context, const struct revision *revision,
	const char **author, struct error *err)
{
	const struct verify verify = {
		.repo = context->repo,
		.config = &context->config,
		.pool = context->pool,
		.prefix = context->chain.prefix,
		.allow_shallow = true,
	};

	*author = revision->author;
	if (*author)
		return 0;
	return context_may_ask(context, err) ||
			       verify_author(&verify, revision, author, err)
		       ? -1
		       : 0;
}

static void refuse(
	struct verdict *verdict, const struct revision *revision, const char *why)
{
	struct pool *pool = verdict->context->pool;
	struct finding finding = {
		.code = "self-reviewed",
		.severity = SEVERITY_ERROR,
		.revision = revision->id,
		.path = revision->path,
		.message = why,
		.hint = "review.second_person asks for another person's approval.",
	};

	findings_add(pool, &verdict->refused, finding);
}

/* Is it approved already, by somebody who may? */
static int judge_approval(struct verdict *verdict, unsigned i, struct error *err)
{
	struct context *context = verdict->context;
	const struct revision *revision = verdict->list->items[i];
	bool second = context->config.review.second_person;
	bool approved = review_state(&context->config, revision) == REVIEW_STATE_APPROVED;
	const char *author = NULL, *why;

	if (second && find_author(context, revision, &author, err))
		return -1;
	if (approved && (!second || !review_objection(
					    context->pool, revision->review_by, author))) {
		verdict->stands[i] = true;
		return 0;
	}
	why = second ? review_objection(context->pool, verdict->by, author) : NULL;
	if (why)
		refuse(verdict, revision, why);
	return 0;
}

static bool says_so(const struct verdict *verdict, const struct revision *revision,
	const struct review_block *old)
{
	return old && !strcmp(old->status, "rejected") && old->message && old->digest &&
	       !strcmp(old->message, verdict->context->args->message) &&
	       !strcmp(old->digest, revision->digest);
}

static int set_review(
	struct verdict *verdict, const struct revision *file, struct error *err)
{
	struct context *context = verdict->context;
	struct review_block block = {
		.status = context->args->approve ? "approved" : "rejected",
		.by = (char *)verdict->by,
		.at = (char *)verdict->at,
		.digest = (char *)file->digest,
		.message = (char *)context->args->message,
	};
	struct writing writing = {.path = file->path};
	char *bytes;
	size_t length;

	text_init(&writing.text, context->pool);
	if (chain_read(&context->chain, context->pool, file, &bytes, &length, err) ||
		manifest_set_review(context->pool, context_shown(context, file->path),
			bytes, length, &block, &writing.text, err))
		return -1;
	POOL_PUSH(context->pool, verdict->writings, verdict->count, verdict->cap, writing);
	return 0;
}

/* A revision may lie in several files, which count once. */
static int set_reviews(
	struct verdict *verdict, const struct revision *revision, struct error *err)
{
	const struct chain *chain = &verdict->context->chain;

	for (unsigned i = 0; i < chain->count; i++) {
		if (!strcmp(chain->revisions[i]->id, revision->id) &&
			set_review(verdict, chain->revisions[i], err))
			return -1;
	}
	return 0;
}

static int write_all(struct verdict *verdict, struct strings *changed, struct error *err)
{
	struct context *context = verdict->context;

	for (unsigned i = 0; i < verdict->count; i++) {
		const struct writing *writing = &verdict->writings[i];

		if (file_write(context_path(context, writing->path), writing->text.data,
			    writing->text.length, err)) {
			if (changed->count)
				error_hint(err, "Written before that: %s.",
					strings_join(context->pool, changed, ", "));
			return -1;
		}
		strings_add(context->pool, changed, writing->path);
	}
	return 0;
}

/* The revision as it is on the disk now. */
static const struct revision *after(const struct verdict *verdict, unsigned i, bool written)
{
	struct context *context = verdict->context;
	struct revision *now = pool_new(context->pool, struct revision);

	*now = *verdict->list->items[i];
	if (written && !verdict->stands[i]) {
		now->review = context->args->approve ? REVIEW_APPROVED : REVIEW_REJECTED;
		now->review_digest = now->digest;
		now->review_by = verdict->by;
	}
	return now;
}

static void report_json(
	const struct verdict *verdict, const struct strings *changed, bool written)
{
	struct context *context = verdict->context;
	struct json *json = &context->json;

	json_object(json);
	if (!written)
		json_findings(json, &verdict->refused);
	json_key(json, "revisions");
	json_array(json);
	for (unsigned i = 0; i < verdict->list->count; i++) {
		const struct revision *now = after(verdict, i, written);
		struct revision_facts facts = {
			.review = context_review(context, now), .applied = -1};

		json_object(json);
		json_revision(json, now, &facts);
		json_end_object(json);
	}
	json_end_array(json);
	json_put_strings(json, "changed", changed);
	json_end_object(json);
}

static void print_written(
	struct context *context, const char *word, const struct revision *revision)
{
	printf("%s %s", word, revision->id);
	if (revision->message) {
		fputs(", ", stdout);
		print_safe_line(stdout, revision->message);
	}
	printf(" (%s)\n", context_shown(context, revision->path));
}

static void report_text(const struct verdict *verdict, bool written)
{
	struct context *context = verdict->context;
	const char *word = context->args->approve ? "approved" : "rejected";

	if (!written) {
		print_findings(stdout, &verdict->refused);
		context_say(context, "nothing was written");
		return;
	}
	for (unsigned i = 0; i < verdict->list->count; i++) {
		const struct revision *revision = verdict->list->items[i];

		if (verdict->stands[i])
			context_say(context, "%s is %s already, by %s: nothing to do",
				revision->id, word,
				revision->review_by ? revision->review_by : "somebody");
		else
			print_written(context, word, revision);
	}
}

static int prepare(
	struct verdict *verdict, const struct manifest *manifests, struct error *err)
{
	bool approve = verdict->context->args->approve;

	for (unsigned i = 0; i < verdict->list->count; i++) {
		const struct revision *revision = verdict->list->items[i];

		if (approve && judge_approval(verdict, i, err))
			return -1;
		if (!approve)
			verdict->stands[i] = says_so(
				verdict, revision, manifests[i].review);
		if (!verdict->stands[i] && set_reviews(verdict, revision, err))
			return -1;
	}
	return 0;
}

int review_write(struct context *context, const struct revisions *list,
	const struct manifest *manifests, struct error *err)
{
	struct verdict verdict = {.context = context, .list = list};
	struct strings changed = {0};
	bool written;

	verdict.stands = pool_array(context->pool, bool, list->count);
	verdict.at = new_timestamp(context->pool);
	if (find_reviewer(context, &verdict.by, err) || prepare(&verdict, manifests, err))
		return -1;
	written = !verdict.refused.count;
	if (written && write_all(&verdict, &changed, err))
		return -1;
	if (context->as_json)
		report_json(&verdict, &changed, written);
	else
		report_text(&verdict, written);
	return written ? 0 : 1;
}
