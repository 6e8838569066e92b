#include "out/findings.h"

#include "base/file.h"

#include <string.h>

char *finding_line(struct pool *pool, const char *text)
{
	char *line = pool_strdup(pool, text ? text : "");

	for (char *c = line; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	return line;
}

const char *finding_path(struct pool *pool, const struct findings_report *report,
	const struct finding *finding)
{
	char *path;

	if (!finding->path)
		return report->config;
	/* A version location may lie beside the project: "../shared". */
	path = path_absolute(
		pool, path_join(pool, path_join(pool, "/", report->prefix), finding->path));
	return path ? path + 1 : finding->path;
}

static void print_finding(FILE *file, struct pool *pool, const struct finding *finding)
{
	fprintf(file, "%s: ", finding->code);
	if (finding->path) {
		fputs(finding_line(pool, finding->path), file);
		if (finding->line)
			fprintf(file, ":%d", finding->line);
		if (finding->line && finding->column)
			fprintf(file, ":%d", finding->column);
		fputs(": ", file);
	}
	if (finding->severity != SEVERITY_ERROR)
		fprintf(file, "%s: ", severity_name(finding->severity));
	fputs(finding_line(pool, finding->message), file);
	if (finding->commit)
		fprintf(file, " [%.12s]", finding->commit);
	putc('\n', file);
	if (finding->hint)
		fprintf(file, "    %s\n", finding_line(pool, finding->hint));
}

void print_findings(FILE *file, const struct findings *findings)
{
	struct pool pool;

	pool_init(&pool);
	for (unsigned i = 0; i < findings->count; i++)
		print_finding(file, &pool, &findings->items[i]);
	pool_release(&pool);
}

static void json_finding(struct json *json, const struct finding *finding)
{
	json_object(json);
	json_put(json, "code", finding->code);
	json_put(json, "severity", severity_name(finding->severity));
	json_put(json, "revision", finding->revision);
	json_put(json, "path", finding->path);
	if (finding->commit)
		json_put(json, "commit", finding->commit);
	json_put(json, "message", finding->message);
	if (finding->hint)
		json_put(json, "hint", finding->hint);
	if (finding->line) {
		json_put_int(json, "line", finding->line);
		json_put_int(json, "column", finding->column);
	}
	json_end_object(json);
}

void json_findings(struct json *json, const struct findings *findings)
{
	json_put_bool(json, "ok", findings_errors(findings) == 0);
	json_key(json, "findings");
	json_array(json);
	for (unsigned i = 0; i < findings->count; i++)
		json_finding(json, &findings->items[i]);
	json_end_array(json);
}
