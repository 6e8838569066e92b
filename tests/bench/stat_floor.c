/* The least that looking at files costs: fstatat of each name in a list, shared by threads.
 *
 *     stat_floor FOLDER LIST THREADS      LIST: names, each ended by a NUL
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;

struct part {
	const char *at, *end;
	pthread_t thread;
};

static void *work(void *data)
{
	struct part *part = data;
	int dir = open(folder, O_PATH | O_DIRECTORY);
	struct stat st;

	for (; part->at < part->end; part->at += strlen(part->at) + 1)
		if (fstatat(dir, part->at, &st, AT_SYMLINK_NOFOLLOW) < 0)
			_exit(1);
	close(dir);
	return NULL;
}

int main(int argc, char **argv)
{
	int list = argc == 4 ? open(argv[2], O_RDONLY) : -1;
	unsigned threads = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
	struct part parts[16] = {{0}};
	struct stat st;
	const char *at;
	char *names;

	if (list < 0 || fstat(list, &st) < 0 || threads < 1 || threads > 16)
		return 2;
	folder = argv[1];
	names = malloc((size_t)st.st_size);
	if (!names || read(list, names, (size_t)st.st_size) != st.st_size)
		return 2;
	at = names;
	for (unsigned i = 0; i < threads; i++) {
		const char *goal = names + (size_t)st.st_size * (i + 1) / threads;

		parts[i].at = at;
		while (at < goal)
			at += strlen(at) + 1;
		parts[i].end = at;
		if (i && pthread_create(&parts[i].thread, NULL, work, &parts[i]))
			return 2;
	}
	work(&parts[0]);
	for (unsigned i = 1; i < threads; i++)
		pthread_join(parts[i].thread, NULL);
	return 0;
}
