#include "db/script.h"
#include "base/text.h"
#include "replay/replay.h"

#include <string.h>

struct sink {
	struct text text;
	const char *terminator;
};

static void take(void *data, const char *statement)
{
	struct sink *sink = data;
	size_t length = strlen(statement);

	while (length && (statement[length - 1] == '\n' || statement[length - 1] == ' '))
		length--;
	text_add_bytes(&sink->text, statement, length);
	text_add(&sink->text, sink->terminator);
	text_add_char(&sink->text, '\n');
}

/* A runner whose db writes into sink. */
static int open_writer(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const struct strings *rows, struct sink *sink,
	struct runner *writer, struct error *err)
{
	struct db *scratch;

	text_init(&sink->text, pool);
	sink->terminator = driver->dialect->terminator;
	*writer = *runner;
	writer->keep_log = writer->script = true;
	if (driver->renders_offline) {
		writer->db = db_script(driver, take, sink);
		return 0;
	}
	if (replay_open(runner, driver, pool, rows, &scratch, err) < 0)
		return -1;
	writer->db = db_trace(scratch, take, sink);
	return 0;
}

int replay_script(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const struct strings *rows, const struct plan *plan,
	struct run_result *result, struct text *script, struct error *err)
{
	struct runner writer;
	struct sink sink;
	int status;

	if (open_writer(runner, driver, pool, rows, &sink, &writer, err) < 0)
		return -1;
	status = run_plan(&writer, pool, rows, plan, result, err);
	db_close(writer.db);
	if (status == 0)
		text_add_bytes(script, sink.text.data, sink.text.length);
	return status;
}

int replay_script_stamp(const struct runner *runner, const struct driver *driver,
	struct pool *pool, const struct strings *targets, bool purge,
	struct run_result *result, struct text *script, struct error *err)
{
	const struct strings none = {.count = 0};
	struct runner writer;
	struct sink sink;
	int status;

	if (open_writer(runner, driver, pool, &none, &sink, &writer, err) < 0)
		return -1;
	status = run_stamp(&writer, pool, targets, purge, result, err);
	db_close(writer.db);
	if (status == 0)
		text_add_bytes(script, sink.text.data, sink.text.length);
	return status;
}
