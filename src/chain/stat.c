#include "chain/internal.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The stat of ten thousand files is nearly all of what a command costs whose snapshot
 * serves. It is the kernel's time, and other processors can share it.
 */

#define MOST_THREADS 8
#define PER_THREAD   1000 /* files: fewer are not worth starting one */
#define PORTION      64   /* files that a thread takes at once */

struct job {
	struct chain_reader *reader;
	int base;
	atomic_uint next;
};

void chain_stat(struct snapshot_stat *out, const struct stat *in)
{
	out->dev = in->st_dev;
	out->ino = in->st_ino;
	out->size = (uint64_t)in->st_size;
	out->mtime = (int64_t)in->st_mtim.tv_sec * 1000000000 + in->st_mtim.tv_nsec;
	out->ctime = (int64_t)in->st_ctim.tv_sec * 1000000000 + in->st_ctim.tv_nsec;
	out->mode = in->st_mode;
	out->trusted = 1;
}

/* A folder that is open in one thread only: its reference count is not fought over. */
struct open_dir {
	unsigned dir;
	int fd;
};

static int dir_of(const struct job *job, struct open_dir *open_dir, unsigned dir)
{
	if (open_dir->fd < 0 || open_dir->dir != dir) {
		if (open_dir->fd >= 0)
			close(open_dir->fd);
		open_dir->dir = dir;
		open_dir->fd = openat(job->base, job->reader->dirs[dir].path,
			O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	return open_dir->fd;
}

static void stat_file(
	const struct job *job, struct open_dir *open_dir, struct chain_file *file)
{
	const struct chain_reader *reader = job->reader;
	const char *slash = strrchr(file->path, '/');
	struct stat st;

	if (file->entry == SNAPSHOT_NONE ||
		!reader->snapshot->files[file->entry].stat.trusted)
		return; /* it is read anyway */
	if (fstatat(dir_of(job, open_dir, file->dir), slash ? slash + 1 : file->path, &st,
		    AT_SYMLINK_NOFOLLOW) == 0)
		chain_stat(&file->stat, &st);
}

static void *work(void *data)
{
	struct job *job = data;
	struct open_dir open_dir = {.fd = -1};
	unsigned count = job->reader->count;
	unsigned first;

	while ((first = atomic_fetch_add(&job->next, PORTION)) < count) {
		unsigned end = count - first < PORTION ? count : first + PORTION;

		for (unsigned i = first; i < end; i++)
			stat_file(job, &open_dir, &job->reader->files[i]);
	}
	if (open_dir.fd >= 0)
		close(open_dir.fd);
	return NULL;
}

static unsigned helpers_wanted(unsigned files)
{
	cpu_set_t cpus;
	int count = 1;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == 0)
		count = CPU_COUNT(&cpus);
	if (count > MOST_THREADS)
		count = MOST_THREADS;
	if ((unsigned)count > files / PER_THREAD)
		count = (int)(files / PER_THREAD);
	return count > 1 ? (unsigned)count - 1 : 0;
}

void chain_stat_files(
	struct chain_reader *reader, int base, void (*meanwhile)(struct chain_reader *))
{
	struct job job = {.reader = reader, .base = base};
	unsigned helpers = reader->snapshot ? helpers_wanted(reader->count) : 0;
	pthread_t threads[MOST_THREADS];
	unsigned started = 0;
	sigset_t all, before;

	if (!reader->snapshot)
		return;
	/* Signals stay with the thread that expects them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (started < helpers &&
		pthread_create(&threads[started], NULL, work, &job) == 0)
		started++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	meanwhile(reader);
	work(&job);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}
