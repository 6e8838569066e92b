#include "base/file.h"
#include "cli/hook.h"
#include "repo/staged.h"

#include <string.h>

/* What becomes of a gitmig.yaml that nobody can use. */

int project_of_defaults(struct context *context, struct project *project, struct error *err)
{
	static const char text[] = "gitmig: 1\n";

	*project = (struct project){.context = *context, .path = ""};
	project->context.config_loaded = true;
	project->context.prefix = "";
	return config_load(context->pool, "gitmig.yaml", "/", text, strlen(text),
		&project->context.config, err);
}

/* Is the file as the commit has it? */
static int is_same(struct context *context, const struct project_unread *unread,
	const char *commit, bool *same, struct error *err)
{
	char blob[41];

	if (repo_path_blob(context->repo, commit, unread->path, blob, err))
		return -1;
	*same = !strcmp(blob, unread->blob);
	return 0;
}

static int index_differs(struct context *context, const char *folder, const char *commit,
	bool *differs, struct error *err)
{
	struct strings folders = {0};
	struct staged_index *index;
	struct staged_differences differences;

	strings_add(context->pool, &folders, folder);
	if (staged_index_open(context->repo, context->pool, &folders, &index, err) ||
		staged_index_compare(index, commit, &differences, err))
		return -1;
	*differs = differences.count || staged_index_unmerged(index);
	return 0;
}

/* Is all of the project as the commit has it? What its rules are is not known here, nor
 * where its manifests are, if not beside it. */
static int is_untouched(struct context *context, const struct projects *projects,
	const struct project_unread *unread, const char *commit, bool *same,
	struct error *err)
{
	const char *folder = strchr(unread->path, '/')
				     ? path_dirname(context->pool, unread->path)
				     : "";
	char now[41], then[41];
	bool differs;

	if (!projects->commit) {
		if (index_differs(context, folder, commit, &differs, err))
			return -1;
		*same = !differs;
		return 0;
	}
	if (repo_tree(context->repo, projects->commit, folder, now, err) ||
		repo_tree(context->repo, commit, folder, then, err))
		return -1;
	*same = !strcmp(now, then);
	return 0;
}

static int was_there(struct context *context, const struct projects *projects,
	const struct project_unread *unread, const struct strings *before, bool beside,
	bool *was, struct error *err)
{
	*was = false;
	for (unsigned i = 0; !*was && i < before->count; i++) {
		const char *commit = before->items[i];

		if (beside ? is_untouched(context, projects, unread, commit, was, err)
			   : is_same(context, unread, commit, was, err))
			return -1;
	}
	return 0;
}

static void tell_broken(struct context *context, const struct error *why)
{
	const char *place = why->line ? pool_printf(context->pool, ":%d:%d", why->line,
						why->column)
				      : "";

	context_say(context,
		"gitmig: warning: config-invalid: %s%s: %s; it was so before, and the "
		"project is passed over",
		why->file, place, why->message);
}

int projects_pass_over(struct context *context, const struct projects *projects,
	const struct strings *before, bool server, struct error *err)
{
	unsigned lacking = 0;

	for (unsigned i = 0; i < projects->unread_count; i++) {
		const struct project_unread *unread = &projects->unread[i];
		bool was;

		if (was_there(context, projects, unread, before, server || unread->lacking,
			    &was, err))
			return -1;
		if (!was) {
			*err = unread->why;
			return -1;
		}
		lacking += unread->lacking;
		if (!unread->lacking)
			tell_broken(context, &unread->why);
	}
	if (lacking)
		context_say(context,
			"gitmig: note: %u gitmig.yaml %s not in this partial clone, and "
			"nothing "
			"changes beside %s: passed over",
			lacking, lacking == 1 ? "is" : "are", lacking == 1 ? "it" : "them");
	return 0;
}
