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
	const struct snapshot *snapshot;
	int base;
	bool *same;
	atomic_uint next;
	atomic_bool changed;
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

bool chain_same_stat(const struct snapshot_stat *a, const struct snapshot_stat *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->mtime == b->mtime && a->ctime == b->ctime && a->mode == b->mode;
}

/* A folder that is open in one thread only: its reference count is not fought over. */
struct open_dir {
	unsigned dir;
	int fd;
};

static int dir_of(const struct job *job, struct open_dir *open_dir, unsigned dir)
{
	const struct snapshot *snapshot = job->snapshot;
	const char *path;

	if (open_dir->fd < 0 || open_dir->dir != dir) {
		if (open_dir->fd >= 0)
			close(open_dir->fd);
		open_dir->dir = dir;
		path = dir < snapshot->header->dirs
			       ? snapshot_string(snapshot, snapshot->dirs[dir].path)
			       : NULL;
		open_dir->fd = path ? openat(job->base, path,
					      O_PATH | O_DIRECTORY | O_CLOEXEC)
				    : -1;
	}
	return open_dir->fd;
}

static bool is_same(
	const struct job *job, struct open_dir *open_dir, const struct snapshot_file *entry)
{
	const char *path = snapshot_string(job->snapshot, entry->path);
	const char *slash = path ? strrchr(path, '/') : NULL;
	struct snapshot_stat now;
	struct stat st;
	int dir;

	if (!entry->stat.trusted || !path)
		return false; /* it is read anyway */
	dir = dir_of(job, open_dir, entry->dir);
	if (dir < 0 || fstatat(dir, slash ? slash + 1 : path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return false;
	chain_stat(&now, &st);
	return chain_same_stat(&entry->stat, &now);
}

static void *work(void *data)
{
	struct job *job = data;
	struct open_dir open_dir = {.fd = -1};
	unsigned count = job->snapshot->header->files;
	unsigned first;
	bool changed = false;

	while ((first = atomic_fetch_add(&job->next, PORTION)) < count) {
		unsigned end = count - first < PORTION ? count : first + PORTION;

		for (unsigned i = first; i < end; i++) {
			job->same[i] = is_same(job, &open_dir, &job->snapshot->files[i]);
			changed = changed || !job->same[i];
		}
	}
	if (changed)
		atomic_store(&job->changed, true);
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

bool chain_stat_entries(struct chain_reader *reader, int base, bool *same,
	void (*meanwhile)(struct chain_reader *))
{
	struct job job = {.snapshot = reader->snapshot, .base = base, .same = same};
	unsigned helpers = helpers_wanted(reader->snapshot->header->files);
	pthread_t threads[MOST_THREADS];
	unsigned started = 0;
	sigset_t all, before;

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
	return !job.changed;
}
