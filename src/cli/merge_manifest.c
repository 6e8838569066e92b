#include "cli/merge_manifest.h"

#include "base/file.h"
#include "base/text.h"
#include "out/safe.h"
#include "replay/proof.h"

#include <string.h>
#include <sys/stat.h>

static char *merge_id(struct pool *pool, const struct strings *parents)
{
	struct text text;
	char hex[41];

	text_init(&text, pool);
	for (unsigned i = 0; i < parents->count; i++)
		text_printf(&text, "%s\n", parents->items[i]);
	repo_blob_id(text.data, text.length, hex);
	return pool_strndup(pool, hex, 12);
}

/* "Merge A and B", "Merge A, B and C". */
static char *merge_message(struct pool *pool, const struct strings *parents)
{
	struct text text;

	text_init(&text, pool);
	text_add(&text, "Merge ");
	for (unsigned i = 0; i < parents->count; i++) {
		if (i)
			text_add(&text, i + 1 == parents->count ? " and " : ", ");
		text_add(&text, parents->items[i]);
	}
	return text.data;
}

void merge_manifest_make(
	struct context *context, const struct strings *parents, struct manifest *manifest)
{
	struct strings sorted = {0};

	for (unsigned i = 0; i < parents->count; i++)
		strings_add(context->pool, &sorted, parents->items[i]);
	strings_sort(&sorted);
	memset(manifest, 0, sizeof(*manifest));
	manifest->parents = sorted;
	manifest->revision = merge_id(context->pool, &sorted);
	manifest->message = merge_message(context->pool, &sorted);
	manifest->origin = pool_strdup(context->pool, "merge");
}

const char *merge_manifest_path(struct context *context, const struct manifest *manifest)
{
	return path_join(context->pool, context->config.version_locations.items[0],
		pool_printf(context->pool, "%s_merge.yaml", manifest->revision));
}

static bool is_written(struct pool *pool, const char *path, const struct text *text)
{
	struct stat st;
	char *bytes;
	size_t length;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       file_read(pool, path, MANIFEST_MAX, &bytes, &length, NULL) == 0 &&
	       length == text->length && !memcmp(bytes, text->data, length);
}

int merge_manifest_write(
	struct context *context, const struct manifest *manifest, struct error *err)
{
	const char *path = context_path(context, merge_manifest_path(context, manifest));
	struct error own;
	struct text text;

	text_init(&text, context->pool);
	manifest_write(&text, manifest);
	if (file_make_dirs(path_dirname(context->pool, path), err))
		return -1;
	if (file_create(path, text.data, text.length, &own) == 0 ||
		is_written(context->pool, path, &text))
		return 0;
	if (file_exists(path)) {
		error_set_at(err, ERR_IO, path, 0, 0,
			"there is another file where the merge manifest belongs");
		return error_hint(err, "`git add` it if it is that merge.");
	}
	*err = own;
	return -1;
}

static int give_manifest(void *data, struct pool *pool, const struct revision *revision,
	struct manifest *manifest, const char **text, size_t *length, struct error *err)
{
	const struct chain *chain = data;
	char *bytes;

	if (chain_read(chain, pool, revision, &bytes, length, err) ||
		manifest_load(pool, revision->path, bytes, *length, manifest, err))
		return -1;
	*text = bytes;
	return 0;
}

int merge_prove(struct context *context, const struct chain *chain,
	const struct strings *parents, struct conflicts *conflicts, struct error *err)
{
	struct runner runner = {
		.graph = chain->graph, .manifest = give_manifest, .data = (void *)chain};
	struct revisions heads = {0};

	for (unsigned i = 0; i < parents->count; i++) {
		const struct revision *head = map_find(
			&chain->graph->ids, parents->items[i]);

		if (!head)
			return error_set(err, ERR_NO_SUCH_REVISION, "no revision %s",
				parents->items[i]);
		revisions_add(context->pool, &heads, head);
	}
	return proof_merge(&runner, context_scratch(context), context->pool, heads.items,
		heads.count, conflicts, err);
}

int merge_heads(struct context *context, const struct strings *parents,
	bool allow_conflicts, struct manifest *manifest, char **path,
	struct conflicts *conflicts, struct error *err)
{
	struct manifest made;
	bool wanted;

	merge_manifest_make(context, parents, &made);
	if (merge_prove(context, &context->chain, &made.parents, conflicts, err))
		return -1;
	wanted = allow_conflicts || !conflicts->count;
	if (wanted && merge_manifest_write(context, &made, err))
		return -1;
	*manifest = made;
	*path = wanted ? pool_strdup(context->pool, merge_manifest_path(context, &made))
		       : NULL;
	return 0;
}

/* Things of one name: no order of the two sides can be run. */
static const struct conflict *first_clash(const struct conflicts *conflicts)
{
	for (unsigned i = 0; i < conflicts->count; i++) {
		const struct conflict *conflict = &conflicts->items[i];

		if (!strcmp(conflict->code, "both-create") ||
			!strcmp(conflict->code, "same-name"))
			return conflict;
	}
	return NULL;
}

const char *conflicts_hint(struct pool *pool, const struct conflicts *conflicts)
{
	const struct conflict *clash = first_clash(conflicts);

	if (!clash)
		return "Make one side build on the other, or merge in spite of this: "
		       "`gitmig merge heads --allow-conflicts`.";
	return pool_printf(pool,
		"A chain with both can never run, so one of the two has to go: delete or "
		"change %s or %s, whichever is not published.",
		clash->left, clash->right);
}

void print_conflicts(FILE *file, const struct conflicts *conflicts)
{
	int widths[4] = {0, 0, 0, 0};

	for (unsigned i = 0; i < conflicts->count; i++) {
		const struct conflict *c = &conflicts->items[i];
		const char *const cells[4] = {c->code, c->object, c->left, c->right};

		for (unsigned k = 0; k < 4; k++) {
			int width = (int)strlen(cells[k]);

			if (width > widths[k])
				widths[k] = width;
		}
	}
	for (unsigned i = 0; i < conflicts->count; i++) {
		const struct conflict *c = &conflicts->items[i];

		fprintf(file, "%-*s  %-*s  %-*s  %-*s  ", widths[0], c->code, widths[1],
			c->object, widths[2], c->left, widths[3], c->right);
		print_safe_line(file, c->message);
		putc('\n', file);
	}
}

void json_conflicts(struct json *json, const struct conflicts *conflicts)
{
	json_key(json, "conflicts");
	json_array(json);
	for (unsigned i = 0; i < conflicts->count; i++) {
		const struct conflict *c = &conflicts->items[i];

		json_object(json);
		json_put(json, "code", c->code);
		json_put(json, "object", c->object);
		json_put(json, "left", c->left);
		json_put(json, "right", c->right);
		json_put(json, "message", c->message);
		json_end_object(json);
	}
	json_end_array(json);
}
