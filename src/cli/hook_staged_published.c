#include "chain/look.h"
#include "chain/place.h"
#include "cli/hook_published.h"
#include "cli/hook_staged.h"

#include <string.h>

/* What a commit does to revisions that are published. */

/* A published ref's tip, as far as the index differs from it. */
struct tip {
	const char *name, *commit;
	const struct chain_differences *differences;
	struct revision *revisions; /* of what the index has not */
	unsigned count;
};

static int read_tip(struct staged *staged, const struct repo_ref *ref, struct tip *tip,
	struct error *err)
{
	struct context *context = &staged->project->context;

	if (chain_staged_compare(staged->files, ref->commit, &tip->differences, err))
		return -1;
	tip->name = ref->name;
	tip->commit = ref->commit;
	tip->revisions = pool_array(
		context->pool, struct revision, tip->differences->count);
	tip->count = 0;
	for (unsigned i = 0; i < tip->differences->count; i++) {
		const struct chain_difference *from = &tip->differences->items[i];
		struct error ignored;

		if (*from->commit_blob &&
			!chain_read_head(context->pool, context->repo, from->path,
				from->commit_blob, &tip->revisions[tip->count], &ignored))
			tip->count++;
	}
	return 0;
}

static const struct revision *tip_find(const struct tip *tip, const char *id)
{
	for (unsigned i = 0; i < tip->count; i++) {
		if (!strcmp(tip->revisions[i].id, id))
			return &tip->revisions[i];
	}
	return NULL;
}

/* Would the published text with these parents be the same? */
static bool only_parents_differ(struct staged *staged, const struct revision *published,
	const struct revision *revision)
{
	struct context *context = &staged->project->context;
	struct pool *pool = context->pool;
	struct text text, canonical;
	struct error ignored;
	char *bytes, digest[41];
	size_t length;

	if (strings_equal(&published->parents, &revision->parents) ||
		repo_read(context->repo, pool, published->blob, &bytes, &length, &ignored))
		return false;
	text_init(&text, pool);
	text_init(&canonical, pool);
	if (manifest_set_parents(pool, published->path, bytes, length, &revision->parents,
		    &text, &ignored) ||
		manifest_canonical(pool, published->path, text.data, text.length,
			&canonical, &ignored))
		return false;
	repo_blob_id(canonical.data, canonical.length, digest);
	return !strcmp(digest, revision->digest);
}

static void add_finding(struct staged *staged, const char *code, enum severity severity,
	const char *id, const char *path, const char *message, struct findings *findings)
{
	struct finding finding = {.code = code,
		.severity = severity,
		.revision = id,
		.path = path,
		.message = message,
		.hint = severity == SEVERITY_ERROR
				? "Others have it as it is: leave it, and make a new "
				  "revision that changes what this one did."
				: "A hotfix for this branch may; who merges the two "
				  "branches has to choose one of the forms."};

	findings_add(staged->chain.pool, findings, finding);
}

/* Had this branch the revision where it parted from the published one? A hotfix that is
 * taken to a branch which lacked it follows what that branch has. */
static bool was_here(struct staged *staged, const struct tip *tip, const char *id)
{
	struct context *context = &staged->project->context;
	struct chain place = {.pool = context->pool,
		.config = &context->config,
		.repo = context->repo,
		.kind = CHAIN_INDEX,
		.prefix = context->prefix};
	struct strings bases = {0};
	struct look_hit hit;
	struct error ignored;
	char head[41];
	bool found = repo_commit(context->repo, "HEAD", head, &ignored) || !head[0] ||
		     repo_merge_bases(context->repo, context->pool, head, tip->commit,
			     &bases, &ignored);

	for (unsigned i = 0; !found && i < bases.count; i++) {
		struct look *look;

		place.config = &context->config;
		if (chain_config_at(&place, bases.items[i], &place.config, &ignored))
			return true;
		look = look_open(context->pool, &place);
		found = look_find(look, bases.items[i], id, &hit) && !strcmp(hit.id, id);
		look_close(look);
	}
	return found;
}

static void judge_edit(struct staged *staged, const struct revision *revision,
	const struct tip *tips, unsigned count, struct findings *findings)
{
	const struct revision *published = NULL;
	const struct tip *tip = NULL;
	bool reparented;

	for (unsigned i = 0; i < count; i++) {
		const struct revision *other = tip_find(&tips[i], revision->id);

		if (!staged_find_path(tips[i].differences, revision->path) ||
			(other && !strcmp(other->digest, revision->digest)))
			return;
		if (other && !published) {
			published = other;
			tip = &tips[i];
		}
	}
	if (!published)
		return;
	reparented = only_parents_differ(staged, published, revision);
	add_finding(staged, reparented ? "reparented" : "edited",
		reparented && !was_here(staged, tip, revision->id) ? SEVERITY_WARNING
								   : SEVERITY_ERROR,
		revision->id, revision->path,
		pool_printf(staged->chain.pool,
			"it is published (%s), and this commit "
			"changes its %s",
			tip->name, reparented ? "parents" : "content"),
		findings);
}

/* It is there, and cannot be read: that is said already. */
static bool is_broken(const struct staged *staged, const char *path)
{
	for (unsigned i = 0; i < staged->problems.count; i++) {
		const struct revision *revision = staged->problems.items[i].revision;

		if (!*revision->id && !strcmp(revision->path, path))
			return true;
	}
	return false;
}

static void judge_removals(struct staged *staged, const struct strings *before,
	const struct tip *tips, unsigned count, struct findings *findings)
{
	for (unsigned i = 0; i < before->count; i++) {
		const char *id = before->items[i];
		const struct revision *published = NULL;
		unsigned k = 0;

		if (map_find(&staged->chain.graph->ids, id))
			continue;
		for (; k < count && !published; k++)
			published = tip_find(&tips[k], id);
		if (published && !is_broken(staged, published->path))
			add_finding(staged, "removed", SEVERITY_ERROR, published->id,
				published->path,
				pool_printf(staged->chain.pool,
					"it is published (%s), and this commit removes it",
					tips[k - 1].name),
				findings);
	}
}

int staged_judge_published(
	struct staged *staged, struct findings *findings, struct error *err)
{
	struct context *context = &staged->project->context;
	struct strings before = {0};
	struct repo_ref *refs = NULL;
	unsigned count = 0;
	struct tip *tips;

	if (published_tips(staged->project, &refs, &count, err))
		return -1;
	if (!count)
		return 0;
	tips = pool_array(context->pool, struct tip, count);
	for (unsigned i = 0; i < count; i++) {
		if (read_tip(staged, &refs[i], &tips[i], err))
			return -1;
	}
	for (unsigned i = 0; i < staged->fresh.count; i++)
		judge_edit(staged, staged->fresh.items[i], tips, count, findings);
	staged_gone_names(staged, &before);
	judge_removals(staged, &before, tips, count, findings);
	return 0;
}
