// links: base yaml schema manifest
#include "manifest/manifest.h"
#include "yaml/node.h"

#include <stdint.h>
#include <string.h>

/*
 * Any bytes as a manifest. Those that load must load again from what is written, be the
 * same revision after an edit in place, and have places that point at their texts.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	struct pool *pool;
	const char *bytes;
	size_t length;
};

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static void check_error(const struct error *err)
{
	must(err->code == ERR_MANIFEST_INVALID && err->message[0] && err->line > 0 &&
		err->column > 0);
}

static void check_places(const struct input *input, const struct node *node)
{
	must(node->start <= node->end && node->end <= input->length);
	if (node->kind == NODE_SCALAR && node->style == NODE_PLAIN &&
		node->end - node->start == node->length && !strchr(node->text, ' '))
		must(!memcmp(input->bytes + node->start, node->text, node->length));
	if (node->kind == NODE_SCALAR && node->style == NODE_DOUBLE_QUOTED)
		must(input->bytes[node->start] == '"' &&
			input->bytes[node->end - 1] == '"');
	for (const struct node *value = node->first; value; value = value->next) {
		must(value->start >= node->start && value->end <= node->end);
		check_places(input, value);
	}
}

static char *canonical(const struct input *input)
{
	struct text text;

	text_init(&text, input->pool);
	must(manifest_canonical(
		     input->pool, "f", input->bytes, input->length, &text, NULL) == 0);
	return text.data;
}

static struct input write(struct pool *pool, const struct manifest *manifest)
{
	struct text text;

	text_init(&text, pool);
	manifest_write(&text, manifest);
	return (struct input){pool, text.data, text.length};
}

static void check_writing(struct pool *pool, const struct manifest *manifest)
{
	struct input once = write(pool, manifest), twice;
	struct manifest again;

	must(manifest_load(pool, "f", once.bytes, once.length, &again, NULL) == 0);
	must(again.upgrade.count == manifest->upgrade.count &&
		again.downgrade.count == manifest->downgrade.count &&
		again.irreversible == manifest->irreversible &&
		strings_equal(&again.parents, &manifest->parents));
	twice = write(pool, &again);
	must(!strcmp(once.bytes, twice.bytes));
}

static void check_editing(const struct input *input)
{
	struct review_block review = {.status = "rejected",
		.by = "R <r@x>",
		.at = "2026-01-01",
		.message = "a\nb: c"};
	struct strings parents = {0};
	struct manifest manifest;
	struct error err = {.code = ERR_NONE};
	struct text text;

	text_init(&text, input->pool);
	if (manifest_set_review(input->pool, "f", input->bytes, input->length, &review,
		    &text, &err) == 0) {
		struct input edited = {input->pool, text.data, text.length};

		must(!strcmp(canonical(input), canonical(&edited)));
		must(manifest_load(input->pool, "f", text.data, text.length, &manifest,
			     NULL) == 0);
		must(!strcmp(manifest.review->message, review.message));
	} else {
		check_error(&err);
		must(!text.length);
	}
	strings_add(input->pool, &parents, "p1");
	strings_add(input->pool, &parents, "2");
	text_clear(&text);
	if (manifest_set_parents(input->pool, "f", input->bytes, input->length, &parents,
		    &text, &err) == 0) {
		must(manifest_load(input->pool, "f", text.data, text.length, &manifest,
			     NULL) == 0);
		must(strings_equal(&manifest.parents, &parents));
	} else {
		check_error(&err);
		must(!text.length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool pool;
	struct document document;
	struct manifest manifest, head;
	struct error err = {.code = ERR_NONE};
	struct input input = {&pool, (const char *)data, size};
	unsigned content = 0;
	bool scanned;

	pool_init(&pool);
	if (document_parse(&pool, "f", ERR_MANIFEST_INVALID, input.bytes, size,
		    MANIFEST_MAX, &document, &err) == 0)
		check_places(&input, document.root);
	else
		check_error(&err);
	scanned = manifest_scan(
			  &pool, "f", input.bytes, size, &head, NULL, &content, &err) == 0;
	if (manifest_load(&pool, "f", input.bytes, size, &manifest, &err) == 0) {
		must(scanned && !strcmp(head.revision, manifest.revision));
		must(content & CONTENT_VALID);
		must(!(content & CONTENT_UPGRADES) == !manifest.upgrade.count);
		must(!(content & CONTENT_DOWNGRADES) == !manifest.downgrade.count);
		check_writing(&pool, &manifest);
		check_editing(&input);
	} else {
		must(!(content & CONTENT_VALID));
		check_error(&err);
	}
	pool_release(&pool);
	return 0;
}
