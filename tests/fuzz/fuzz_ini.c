// links: base yaml config
#include "config/ini.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the file is, reading it ends, and an error has a code and a line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const sections[] = {NULL, "s", "settings", "DEFAULT"};
	static const char *const keys[] = {"a", "k0", "MODE", "\xc3\x84"};
	struct error err = {0};
	struct pool pool;
	struct ini *ini;

	pool_init(&pool);
	if (ini_parse(&pool, "fuzz.ini", (const char *)data, size, &ini, &err) < 0) {
		if (err.code != ERR_CONFIG_INVALID || err.line < 1 || !err.message[0])
			abort();
		pool_release(&pool);
		return 0;
	}
	for (size_t i = 0; i < 16; i++) {
		const char *value = "";

		if (ini_get(&pool, ini, sections[i / 4], keys[i % 4], &value, &err) < 0 &&
			(err.code != ERR_CONFIG_INVALID || err.line < 1 || *value))
			abort();
	}
	pool_release(&pool);
	return 0;
}
