// links: base yaml schema manifest
#include "manifest/manifest.h"

#include <stdint.h>
#include <string.h>

/* Any bytes as a model file: it loads, or the error says where and why. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* The models' tables are those of create_table, so they can be written and loaded. */
static void check_table(struct pool *pool, struct table *table)
{
	struct manifest manifest = {.revision = "r"}, again;
	struct text text;

	operations_add(pool, &manifest.upgrade, OP_CREATE_TABLE, table);
	text_init(&text, pool);
	manifest_write(&text, &manifest);
	must(manifest_load(pool, "f", text.data, text.length, &again, NULL) == 0);
	must(!strcmp(again.upgrade.items[0].create_table->name, table->name));
	must(again.upgrade.items[0].create_table->columns_count == table->columns_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool pool;
	struct schema schema;
	struct error err = {.code = ERR_NONE};

	pool_init(&pool);
	if (models_load(&pool, "m", (const char *)data, size, &schema, &err) == 0) {
		for (unsigned i = 0; i < schema.tables_count; i++)
			check_table(&pool, &schema.tables[i]);
		for (unsigned i = 0; i < schema.views_count; i++)
			must(schema.views[i].name[0] && schema.views[i].as[0]);
	} else {
		must(err.code == ERR_CONFIG_INVALID && err.line > 0 && err.column > 0 &&
			err.message[0]);
	}
	pool_release(&pool);
	return 0;
}
