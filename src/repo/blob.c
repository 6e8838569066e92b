#include "repo/internal.h"

#include <string.h>

void repo_blob_id(const char *bytes, size_t length, char hex[41])
{
	git_oid id;

	/* Hashing fails only where an allocation does, and needs the library to be started
	 * with some of its builds. */
	repo_start_library();
	if (git_odb_hash(&id, bytes, length, GIT_OBJECT_BLOB) < 0)
		memset(&id, 0, sizeof(id));
	git_oid_tostr(hex, 41, &id);
}
