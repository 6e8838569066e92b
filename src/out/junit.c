#include "base/utf8.h"
#include "out/findings.h"

#include <string.h>

/*
 * The XML that test runners of Jenkins, GitLab and others show. XML 1.0 has no way to write
 * most control characters, U+FFFE and U+FFFF, so they become U+FFFD, as does what is not
 * UTF-8.
 */
static void escape_character(FILE *file, const char *c, size_t length)
{
	bool none = !length || (unsigned char)*c < ' ' ||
		    (length == 3 && (!memcmp(c, "\xef\xbf\xbe", 3) ||
					    !memcmp(c, "\xef\xbf\xbf", 3)));

	if (none)
		fputs("\xef\xbf\xbd", file);
	else
		fwrite(c, 1, length, file);
}

static void escape(FILE *file, const char *text)
{
	size_t length;

	for (; text && *text; text += length ? length : 1) {
		length = utf8_length(text);
		switch (*text) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		case '\t':
		case '\n':
		case '\r':
			fprintf(file, "&#%d;", *text);
			break;
		default:
			escape_character(file, text, length);
		}
	}
}

static void attribute(FILE *file, const char *name, const char *value)
{
	fprintf(file, " %s=\"", name);
	escape(file, value);
	putc('"', file);
}

static void details(FILE *file, const struct finding *finding, const char *path)
{
	escape(file, path);
	if (finding->line)
		fprintf(file, ":%d", finding->line);
	if (finding->line && finding->column)
		fprintf(file, ":%d", finding->column);
	fputs(": ", file);
	escape(file, finding->message);
	if (finding->commit)
		fprintf(file, "\ncommit %s", finding->commit);
	if (finding->hint)
		putc('\n', file);
	escape(file, finding->hint);
}

static void testcase(FILE *file, struct pool *pool, const struct findings_report *report,
	const struct finding *finding)
{
	const char *path = finding_path(pool, report, finding);
	bool failed = finding->severity == SEVERITY_ERROR;

	fputs("    <testcase", file);
	attribute(file, "classname",
		pool_printf(pool, "gitmig.%s.%s", report->tool, finding->code));
	attribute(file, "name", finding->revision ? finding->revision : finding->code);
	attribute(file, "file", path);
	fputs(failed ? ">\n      <failure" : ">\n      <system-out", file);
	if (failed) {
		attribute(file, "type", finding->code);
		attribute(file, "message", finding->message);
	}
	putc('>', file);
	if (!failed)
		fprintf(file, "%s: ", severity_name(finding->severity));
	details(file, finding, path);
	fprintf(file, "</%s>\n    </testcase>\n", failed ? "failure" : "system-out");
}

void junit_findings(FILE *file, const struct findings_report *report)
{
	const struct findings *findings = report->findings;
	unsigned tests = findings->count ? findings->count : 1;
	unsigned failures = findings_errors(findings);
	struct pool pool;

	pool_init(&pool);
	fprintf(file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites tests=\"%u\" failures=\"%u\" errors=\"0\">\n"
		"  <testsuite name=\"gitmig %s\" tests=\"%u\" failures=\"%u\" errors=\"0\" "
		"skipped=\"0\">\n",
		tests, failures, report->tool, tests, failures);
	for (unsigned i = 0; i < findings->count; i++)
		testcase(file, &pool, report, &findings->items[i]);
	if (!findings->count)
		fprintf(file,
			"    <testcase classname=\"gitmig.%s\" name=\"%u revisions\"/>\n",
			report->tool, report->revisions);
	fputs("  </testsuite>\n</testsuites>\n", file);
	pool_release(&pool);
}
