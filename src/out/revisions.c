#include "out/revisions.h"

#include "out/safe.h"

#include <string.h>

void json_revision(struct json *json, const struct revision *revision,
	const struct revision_facts *facts)
{
	static const struct strings none;

	json_put(json, "revision", revision->id);
	json_put_strings(json, "parents", &revision->parents);
	json_put_strings(json, "depends_on", &revision->depends_on);
	json_put_strings(json, "branch_labels", &revision->labels);
	json_put(json, "message", revision->message);
	json_put(json, "origin", revision->known ? origin_name(revision->origin) : NULL);
	json_put(json, "path", revision->path);
	json_put_bool(json, "is_head", revision->known && revision_is_head(revision));
	json_put_bool(json, "is_base", revision->known && revision_is_base(revision));
	json_put_bool(json, "is_branch_point", revision_is_branch_point(revision));
	json_put_bool(json, "is_merge_point", revision_is_merge_point(revision));
	json_key(json, "applied");
	if (facts->applied < 0)
		json_null(json);
	else
		json_bool(json, facts->applied);
	json_put_bool(json, "known", revision->known);
	json_put(json, "review", facts->review);
	if (facts->changed)
		json_put_bool(json, "changed", true);
	if (facts->verbose)
		json_put_strings(json, "refs", facts->refs ? facts->refs : &none);
}

static void print_list(FILE *file, const struct strings *list)
{
	for (unsigned i = 0; i < list->count; i++) {
		fputs(i ? ", " : "", file);
		print_safe_line(file, list->items[i]);
	}
}

static void print_marks(FILE *file, const struct revision *revision)
{
	if (revision->labels.count) {
		fputs(" (", file);
		print_list(file, &revision->labels);
		putc(')', file);
	}
	if (!revision->known) {
		fputs(" (no manifest has it)", file);
		return;
	}
	if (revision_is_head(revision))
		fputs(revision->dependent_count ? " (effective head)" : " (head)", file);
	if (revision_is_branch_point(revision))
		fputs(" (branchpoint)", file);
	if (revision_is_merge_point(revision))
		fputs(" (mergepoint)", file);
}

static void print_review(FILE *file, const struct revision_facts *facts)
{
	if (facts->review &&
		(!strcmp(facts->review, "required") || !strcmp(facts->review, "stale") ||
			!strcmp(facts->review, "rejected")))
		fprintf(file, " [review %s]", facts->review);
}

void print_revision(FILE *file, const struct revision *revision, bool as_current)
{
	print_safe_line(file, revision->id);
	print_marks(file, revision);
	if (!as_current && revision->message) {
		fputs(", ", file);
		print_safe_line(file, revision->message);
	}
}

void print_pending_line(
	FILE *file, const struct revision *revision, const struct revision_facts *facts)
{
	fprintf(file, "%-8s ", facts->review);
	print_revision(file, revision, false);
	fprintf(file, " [%s]\n", revision->path);
}

void print_history_line(
	FILE *file, const struct revision *revision, const struct revision_facts *facts)
{
	if (revision->parents.count)
		print_list(file, &revision->parents);
	else
		fputs("<base>", file);
	if (revision->depends_on.count) {
		fputs(" (", file);
		print_list(file, &revision->depends_on);
		putc(')', file);
	}
	fprintf(file, " -> %s", revision->id);
	print_marks(file, revision);
	if (facts->current)
		fputs(" (current)", file);
	print_review(file, facts);
	fputs(", ", file);
	print_safe_line(file, revision->message ? revision->message : "no message");
	putc('\n', file);
}

static void print_field(FILE *file, const char *name, const struct strings *list)
{
	if (!list->count)
		return;
	fprintf(file, "%-15s", name);
	print_list(file, list);
	putc('\n', file);
}

static void print_text(FILE *file, const char *name, const char *text)
{
	if (!text)
		return;
	fprintf(file, "%-15s", name);
	print_safe_line(file, text);
	putc('\n', file);
}

static void print_reviewer(
	FILE *file, const struct revision *revision, const struct revision_facts *facts)
{
	if (!facts->review || !strcmp(facts->review, "none"))
		return;
	fprintf(file, "Review:        %s", facts->review);
	if (revision->review_by) {
		fputs(" by ", file);
		print_safe_line(file, revision->review_by);
	}
	putc('\n', file);
}

void print_revision_details(FILE *file, const struct revision *revision,
	const struct revision_facts *facts, const struct strings *lineage)
{
	char none[] = "<base>";
	const struct strings base = {(char *[]){none}, 1, 0};

	fputs("Rev:           ", file);
	print_safe_line(file, revision->id);
	print_marks(file, revision);
	if (facts->current)
		fputs(" (current)", file);
	putc('\n', file);
	if (facts->refs)
		print_field(file, "Refs:", facts->refs);
	if (!revision->known) {
		print_text(file, "Elsewhere:", facts->elsewhere);
		putc('\n', file);
		return;
	}
	print_field(file, revision->parents.count > 1 ? "Merges:" : "Parent:",
		revision->parents.count ? &revision->parents : &base);
	print_field(file, "Depends on:", &revision->depends_on);
	print_field(file, "Branch names:", lineage);
	fprintf(file, "Path:          %s\n", revision->path);
	fprintf(file, "Origin:        %s\n", origin_name(revision->origin));
	print_reviewer(file, revision, facts);
	print_text(file, "Created:", revision->created);
	print_text(file, "Author:", revision->author);
	fprintf(file, "Digest:        %s\n", revision->digest);
	if (facts->changed)
		fputs("Changed:       the database was migrated with another text\n", file);
	if (revision->message) {
		fputs("\n    ", file);
		print_safe(file, revision->message);
		putc('\n', file);
	}
	putc('\n', file);
}
