#include "cli/show_revision.h"

#include "cli/models.h"
#include "out/safe.h"

static void find_renames(struct context *context, const struct manifest *manifest,
	struct likely_renames *renames)
{
	const struct driver *driver = context_scratch(context);

	likely_renames(context->pool, &manifest->upgrade, &manifest->downgrade,
		driver ? &driver->dialect->rules : NULL, renames);
}

void show_revision_json(struct context *context, const struct revision *revision,
	const struct manifest *manifest)
{
	struct json *json = &context->json;
	struct revision_facts facts = {
		.review = context_review(context, revision), .applied = -1};
	struct likely_renames renames;

	json_revision(json, revision, &facts);
	json_put(json, "digest", revision->digest);
	json_operations(context, "upgrade", &manifest->upgrade);
	if (manifest->irreversible)
		json_put(json, "downgrade", "irreversible");
	else
		json_operations(context, "downgrade", &manifest->downgrade);
	find_renames(context, manifest, &renames);
	json_renames(context, &renames);
}

static void show_operations(
	struct context *context, const char *name, const struct operations *operations)
{
	struct text text;

	text_init(&text, context->pool);
	operations_write(&text, operations, 2);
	printf("%s:%s%s", name, operations->count ? "\n" : " ", text.data);
	if (!operations->count)
		putchar('\n');
}

void show_revision_text(struct context *context, const struct revision *revision,
	const struct manifest *manifest)
{
	struct revision_facts facts = {
		.review = context_review(context, revision), .applied = -1};
	struct strings lineage = {0};
	struct likely_renames renames;

	graph_lineage_labels(context->chain.graph, revision, &lineage);
	print_revision_details(stdout, revision, &facts, &lineage);
	if (manifest->review && manifest->review->message) {
		fputs("The reviewer says: ", stdout);
		print_safe(stdout, manifest->review->message);
		fputs("\n\n", stdout);
	}
	show_operations(context, "upgrade", &manifest->upgrade);
	if (manifest->irreversible)
		puts("downgrade: irreversible");
	else
		show_operations(context, "downgrade", &manifest->downgrade);
	find_renames(context, manifest, &renames);
	for (unsigned i = 0; i < renames.count; i++) {
		fputs("May be a rename: ", stdout);
		print_safe(stdout, renames.items[i].message);
		putchar('\n');
	}
}
