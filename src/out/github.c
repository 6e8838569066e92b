#include "out/findings.h"

/*
 * Workflow commands of GitHub Actions: `::error file=F,line=L,col=C,title=T::message`. What
 * would end a value is escaped as the runner undoes it (actions/toolkit, command.ts).
 */
static void escape(FILE *file, const char *text, bool property)
{
	for (; *text; text++) {
		bool special = *text == '%' || *text == '\r' || *text == '\n' ||
			       (property && (*text == ':' || *text == ','));

		if (special)
			fprintf(file, "%%%02X", (unsigned char)*text);
		else /* a log is shown on a terminal */
			putc((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text,
				file);
	}
}

static void annotate(FILE *file, struct pool *pool, const struct findings_report *report,
	const struct finding *finding)
{
	static const char *const commands[] = {
		[SEVERITY_NOTE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	fprintf(file, "::%s file=", commands[finding->severity]);
	escape(file, finding_path(pool, report, finding), true);
	if (finding->line)
		fprintf(file, ",line=%d", finding->line);
	if (finding->line && finding->column)
		fprintf(file, ",col=%d", finding->column);
	fputs(",title=", file);
	escape(file, finding->code, true);
	if (finding->revision)
		putc(' ', file);
	escape(file, finding->revision ? finding->revision : "", true);
	fputs("::", file);
	escape(file, finding->message, false);
	if (finding->commit)
		fprintf(file, " [%.12s]", finding->commit);
	if (finding->hint)
		fputs("%0A", file);
	escape(file, finding->hint ? finding->hint : "", false);
	putc('\n', file);
}

void github_findings(FILE *file, const struct findings_report *report)
{
	struct pool pool;

	pool_init(&pool);
	for (unsigned i = 0; i < report->findings->count; i++)
		annotate(file, &pool, report, &report->findings->items[i]);
	pool_release(&pool);
}
