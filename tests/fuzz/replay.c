#include "base/file.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * Runs a fuzz target over the files of its corpus, so that what fuzzing has found stays
 * found in every build: replay FOLDER.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *folder, const char *name)
{
	struct pool pool;
	struct error err;
	size_t length;
	char *data;
	int result;

	pool_init(&pool);
	result = file_read(&pool, path_join(&pool, folder, name), (size_t)1 << 24, &data,
		&length, &err);
	if (result)
		fprintf(stderr, "%s: %s\n", name, err.message);
	else
		(void)LLVMFuzzerTestOneInput((const uint8_t *)data, length);
	pool_release(&pool);
	return result;
}

int main(int argc, char **argv)
{
	const struct dirent *entry;
	unsigned count = 0;
	int result = 0;
	DIR *folder;

	if (argc != 2)
		return 2;
	folder = opendir(argv[1]);
	if (!folder) {
		perror(argv[1]);
		return 1;
	}
	while (!result && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		result = replay(argv[1], entry->d_name);
		count++;
	}
	closedir(folder);
	printf("%u inputs\n", count);
	return result || !count;
}
