/*
 * Preloaded into gitmig: makes the N-th file operation or allocation fail, or kills the
 * process there. What SQLite and the other libraries do is counted too.
 *
 * $CRASH is WHAT:HOW:N. WHAT: "io" or "memory". HOW: "fail" (that one), "stay" (that one
 * and all after it), "kill" (by SIGKILL, before it), "torn" (half of a write, then
 * SIGKILL). $CRASH_MARK is a file that comes into being when the N-th one is reached.
 * Nothing is synced for real: processes are killed here, not machines.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

enum how { HOW_FAIL, HOW_STAY, HOW_KILL, HOW_TORN };

static bool counts_io, counts_memory, reached;
static enum how how;
static long left;

__attribute__((constructor)) static void read_environment(void)
{
	const char *text = getenv("CRASH");
	const char *colon = text ? strchr(text, ':') : NULL;

	if (!colon)
		return;
	how = colon[1] == 'k'   ? HOW_KILL
	      : colon[1] == 't' ? HOW_TORN
	      : colon[1] == 's' ? HOW_STAY
				: HOW_FAIL;
	left = strtol(strrchr(text, ':') + 1, NULL, 10);
	counts_io = text[0] == 'i';
	counts_memory = text[0] == 'm';
}

static void mark(void)
{
	const char *file = getenv("CRASH_MARK");

	if (!reached && file)
		(void)syscall(SYS_close,
			syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT, 0666));
	reached = true;
}

static void trace(const char *name)
{
	const char *file = getenv("CRASH_TRACE");
	long fd = file ? syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND,
				 0666)
		       : -1;

	if (fd < 0)
		return;
	(void)syscall(SYS_write, fd, name, strlen(name));
	(void)syscall(SYS_close, fd);
}

static bool now(void)
{
	if (reached)
		return how == HOW_STAY;
	if (--left > 0)
		return false;
	mark();
	if (how == HOW_KILL)
		kill(getpid(), SIGKILL);
	return true;
}

static bool io_fails(int error)
{
	if (!counts_io || !now())
		return false;
	if (how == HOW_TORN)
		kill(getpid(), SIGKILL);
	errno = error;
	return true;
}

static bool memory_fails(void)
{
	if (!counts_memory || !now())
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return memory_fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return memory_fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return memory_fails() ? NULL : __libc_realloc(old, size);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A half of a write, before the process is killed. */
static ssize_t tear(int fd, const void *data, size_t length, off_t at)
{
	if (at < 0)
		(void)syscall(SYS_write, fd, data, length / 2);
	else
		(void)syscall(SYS_pwrite64, fd, data, length / 2, at);
	kill(getpid(), SIGKILL);
	return -1;
}

static ssize_t put(int fd, const void *data, size_t length, off_t at)
{
	if (fd > 2)
		trace("write ");
	if (fd > 2 && counts_io && now()) {
		if (how == HOW_TORN)
			return tear(fd, data, length, at);
		errno = ENOSPC;
		return -1;
	}
	return at < 0 ? syscall(SYS_write, fd, data, length)
		      : syscall(SYS_pwrite64, fd, data, length, at);
}

ssize_t write(int fd, const void *data, size_t length)
{
	return put(fd, data, length, -1);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t at)
{
	return put(fd, data, length, at);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at)
{
	return put(fd, data, length, at);
}

ssize_t read(int fd, void *data, size_t length)
{
	return fd > 2 && io_fails(EIO) ? -1 : syscall(SYS_read, fd, data, length);
}

ssize_t pread(int fd, void *data, size_t length, off_t at)
{
	return io_fails(EIO) ? -1 : syscall(SYS_pread64, fd, data, length, at);
}

ssize_t pread64(int fd, void *data, size_t length, off64_t at)
{
	return io_fails(EIO) ? -1 : syscall(SYS_pread64, fd, data, length, at);
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
	return io_fails(EIO) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE(flags, mode)                                                                  \
	do {                                                                               \
		va_list args_;                                                             \
		va_start(args_, flags);                                                    \
		if ((flags) & (O_CREAT | O_TMPFILE))                                       \
			(mode) = va_arg(args_, mode_t);                                    \
		va_end(args_);                                                             \
	} while (0)

int open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;

	MODE(flags, mode);
	return open_at(folder, path, flags, mode);
}

int mkostemp(char *path, int flags)
{
	return io_fails(ENOSPC) ? -1 : NEXT(mkostemp)(path, flags);
}

int fsync(int fd)
{
	(void)fd;
	trace("sync ");
	return io_fails(EIO) ? -1 : 0;
}

int fdatasync(int fd)
{
	(void)fd;
	return io_fails(EIO) ? -1 : 0;
}

int ftruncate(int fd, off_t length)
{
	return io_fails(EIO) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate64(int fd, off64_t length)
{
	return io_fails(EIO) ? -1 : (int)syscall(SYS_ftruncate, fd, length);
}

int rename(const char *from, const char *to)
{
	trace("name ");
	return io_fails(EIO) ? -1
			     : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int link(const char *from, const char *to)
{
	trace("name ");
	return io_fails(EIO) ? -1
			     : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlink(const char *path)
{
	return io_fails(EIO) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int mkdir(const char *path, mode_t mode)
{
	return io_fails(ENOSPC) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int fchmod(int fd, mode_t mode)
{
	return io_fails(EIO) ? -1 : (int)syscall(SYS_fchmod, fd, mode);
}

/* Locks of the database file; for those of a write-ahead log, which lie at low places,
 * SQLite waits long, as it does for all when none is given any more. */
static bool is_lock(int command, const struct flock *lock)
{
	return (command == F_SETLK || command == F_SETLKW) && lock->l_start > 1024;
}

static int control(int fd, int command, void *argument)
{
	if (how != HOW_STAY && is_lock(command, argument) && io_fails(EIO))
		return -1;
	return (int)syscall(SYS_fcntl, fd, command, argument);
}

int fcntl(int fd, int command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	return control(fd, command, argument);
}

int fcntl64(int fd, int command, ...)
{
	va_list args;
	void *argument;

	va_start(args, command);
	argument = va_arg(args, void *);
	va_end(args);
	return control(fd, command, argument);
}
