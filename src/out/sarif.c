#include "out/findings.h"
#include "out/rules.h"

#include "base/text.h"

#include <string.h>

/* SARIF 2.1.0 (OASIS), of which code scanning of forges reads runs, rules and results. */

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static void message(struct json *json, const char *key, const char *text)
{
	json_key(json, key);
	json_object(json);
	json_put(json, "text", text);
	json_end_object(json);
}

static void rule(struct json *json, const struct rule *rule)
{
	json_object(json);
	json_put(json, "id", rule->code);
	message(json, "shortDescription", rule->summary);
	message(json, "fullDescription", rule->summary);
	message(json, "help", rule->help);
	json_key(json, "defaultConfiguration");
	json_object(json);
	json_put(json, "level", severity_name(rule->severity));
	json_end_object(json);
	json_end_object(json);
}

static void driver(struct json *json, const struct findings_report *report)
{
	json_key(json, "tool");
	json_object(json);
	json_key(json, "driver");
	json_object(json);
	json_put(json, "name", "gitmig");
	json_put(json, "version", report->version);
	json_key(json, "rules");
	json_array(json);
	for (unsigned i = 0; i < rules_count; i++)
		rule(json, &rules[i]);
	json_end_array(json);
	json_end_object(json);
	json_end_object(json);
}

/* What may stand in a path of a URI stays (RFC 3986), but ':', which the first part of a
 * relative one must not have. */
static const char *uri(struct pool *pool, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~!$&'()*+,;=@/";
	struct text text;

	text_init(&text, pool);
	for (; *path; path++) {
		if (strchr(plain, *path))
			text_add_char(&text, *path);
		else
			text_printf(&text, "%%%02X", (unsigned char)*path);
	}
	return text.data;
}

static void location(struct json *json, const char *path, const struct finding *finding)
{
	json_key(json, "locations");
	json_array(json);
	json_object(json);
	json_key(json, "physicalLocation");
	json_object(json);
	json_key(json, "artifactLocation");
	json_object(json);
	json_put(json, "uri", path);
	json_put(json, "uriBaseId", "%SRCROOT%");
	json_end_object(json);
	if (finding->line) {
		json_key(json, "region");
		json_object(json);
		json_put_int(json, "startLine", finding->line);
		if (finding->column)
			json_put_int(json, "startColumn", finding->column);
		json_end_object(json);
	}
	json_end_object(json);
	json_end_object(json);
	json_end_array(json);
}

/* What makes the same finding of another run the same one, wherever its line is by then. */
static void fingerprint(struct json *json, const struct finding *finding)
{
	if (!finding->revision)
		return;
	json_key(json, "partialFingerprints");
	json_object(json);
	json_put(json, "gitmigRevision/v1", finding->revision);
	json_end_object(json);
}

static void properties(struct json *json, const struct finding *finding)
{
	if (!finding->revision && !finding->commit)
		return;
	json_key(json, "properties");
	json_object(json);
	if (finding->revision)
		json_put(json, "revision", finding->revision);
	if (finding->commit)
		json_put(json, "commit", finding->commit);
	json_end_object(json);
}

/* The message, which has no full stop, and what to do. */
static const char *sentences(struct pool *pool, const struct finding *finding)
{
	size_t length = strlen(finding->message);
	const char *end = length && strchr("?!.", finding->message[length - 1]) ? "" : ".";

	return finding->hint
		       ? pool_printf(pool, "%s%s %s", finding->message, end, finding->hint)
		       : finding->message;
}

static void result(struct json *json, struct pool *pool,
	const struct findings_report *report, const struct finding *finding)
{
	int index = rule_index(finding->code);
	const char *text = sentences(pool, finding);

	json_object(json);
	json_put(json, "ruleId", finding->code);
	if (index >= 0)
		json_put_int(json, "ruleIndex", index);
	json_put(json, "level", severity_name(finding->severity));
	message(json, "message", text);
	location(json, uri(pool, finding_path(pool, report, finding)), finding);
	fingerprint(json, finding);
	properties(json, finding);
	json_end_object(json);
}

void sarif_findings(struct json *json, const struct findings_report *report)
{
	const struct findings *findings = report->findings;
	struct pool pool;

	pool_init(&pool);
	json_object(json);
	json_put(json, "$schema", SCHEMA);
	json_put(json, "version", "2.1.0");
	json_key(json, "runs");
	json_array(json);
	json_object(json);
	driver(json, report);
	json_put(json, "columnKind", "unicodeCodePoints");
	json_key(json, "results");
	json_array(json);
	for (unsigned i = 0; i < findings->count; i++)
		result(json, &pool, report, &findings->items[i]);
	json_end_array(json);
	json_end_object(json);
	json_end_array(json);
	json_end_object(json);
	pool_release(&pool);
}
