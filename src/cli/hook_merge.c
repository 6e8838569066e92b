#include "cli/hook_merge.h"

#include "cli/git.h"
#include "cli/merge_manifest.h"
#include "verify/verify.h"

#include <string.h>

void hook_heads(struct pool *pool, const struct graph *graph, struct strings *heads)
{
	struct findings findings = {0};
	struct revisions all = {0};

	verify_heads(pool, graph, &findings);
	if (!findings.count)
		return;
	graph_heads(graph, &all);
	for (unsigned i = 0; i < all.count; i++)
		strings_add(pool, heads, all.items[i]->id);
}

int hook_merge_stage(struct project *project, const struct chain *chain,
	const struct strings *heads, struct hook_merge *merge, struct error *err)
{
	struct context *context = &project->context;
	struct manifest manifest;
	const char *path;

	merge->heads = *heads;
	merge_manifest_make(context, heads, &manifest);
	if (merge_prove(context, chain, &manifest.parents, &merge->conflicts, err))
		return -1;
	if (merge->conflicts.count)
		return 0;
	path = merge_manifest_path(context, &manifest);
	if (merge_manifest_write(context, &manifest, err) ||
		git_run(context->pool, ".", NULL, err, "update-index", "--add", "--",
			context_path(context, path), NULL))
		return -1;
	merge->made = pool_new(context->pool, struct revision);
	*merge->made = (struct revision){
		.id = manifest.revision, .path = path, .origin = ORIGIN_MERGE};
	return 0;
}

void hook_merge_tell(struct project *project, const struct hook_merge *merge)
{
	const struct context *context = &project->context;

	if (merge->made) {
		context_say(context, "gitmig: made %s, which merges the heads %s",
			context_shown(&project->context, merge->made->path),
			strings_join(context->pool, &merge->heads, ", "));
		return;
	}
	if (!merge->conflicts.count || context->args->quiet)
		return;
	context_say(context,
		"gitmig: %sthe heads %s are not independent:", hook_project(project),
		strings_join(context->pool, &merge->heads, ", "));
	print_conflicts(stderr, &merge->conflicts);
	context_say(context, "hint: %s", conflicts_hint(context->pool, &merge->conflicts));
}
