#include "drivers/mssql/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#define FILE_NAME "libsybdb.so.5"

/* ISO C has no conversion from what dlsym gives to a function. */
static bool find(void *object, const char *name, void *function, size_t size)
{
	void *found = dlsym(object, name);

	memcpy(function, &found, size);
	return found != NULL;
}

static int missing(struct error *err, const char *why)
{
	error_set(err, ERR_CONNECTION,
		"FreeTDS, which talks to SQL Server, cannot be used: %s", why);
	return error_hint(err,
		"Install Debian's package libsybdb5. A script can be written "
		"without it: --sql.");
}

static int fill(struct library *library, struct error *err)
{
	void *object = dlopen(FILE_NAME, RTLD_NOW | RTLD_LOCAL);

	if (!object)
		return missing(err, dlerror());
#define FIND(name)                                                                         \
	if (!find(object, #name, &library->name, sizeof(library->name)))                   \
		return missing(err, FILE_NAME " lacks the function " #name);
	EACH_FUNCTION(FIND)
#undef FIND
	if (library->dbinit() != SUCCEED)
		return missing(err, "it does not start");
	return 0;
}

int library_load(const struct library **library, struct error *err)
{
	static struct library loaded;
	static bool is_loaded;

	if (!is_loaded && fill(&loaded, err) < 0)
		return -1;
	is_loaded = true;
	*library = &loaded;
	return 0;
}
