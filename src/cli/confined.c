#include "cli/confined.h"

#include "base/text.h"
#include "cli/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A program of its own process group, so that it ends with all that it has started. */
struct process {
	const char *name;
	pid_t pid;
	int output; /* what it prints can be read here */
	int status; /* as waitpid() has it, once it has ended */
	bool ended;
};

static volatile sig_atomic_t running; /* the group that a signal to us ends, too */

static const int passed_on[] = {SIGINT, SIGTERM, SIGHUP};

static void end_group(int number)
{
	if (running)
		kill(-(pid_t)running, SIGKILL);
	/* Reset by SA_RESETHAND: now it is our turn. */
	raise(number);
}

static void watch_signals(struct sigaction *before)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = end_group;
	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(*passed_on); i++) {
		sigaction(passed_on[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(passed_on[i], &action, NULL);
	}
}

static void forget_signals(const struct sigaction *before)
{
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(*passed_on); i++)
		sigaction(passed_on[i], &before[i], NULL);
}

/* It gets no terminal to read from, and none of our files but standard error. */
static void run_child(char *const *argv, const char *folder, int output)
{
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	if (null >= 0 && chdir(folder) == 0 && dup2(null, STDIN_FILENO) >= 0 &&
		dup2(output, STDOUT_FILENO) >= 0 && close_range(3, ~0U, 0) == 0)
		execvp(argv[0], argv);
	_exit(127);
}

static int start(struct pool *pool, const char *folder, const struct strings *command,
	struct process *process, struct error *err)
{
	char **argv = pool_array(pool, char *, command->count + 1);
	int ends[2];

	memcpy(argv, command->items, command->count * sizeof(*argv));
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERR_IO, "cannot make a pipe: %s", strerror(errno));
	*process = (struct process){.name = command->items[0], .output = ends[0]};
	process->pid = fork();
	if (process->pid == 0)
		run_child(argv, folder, ends[1]);
	close(ends[1]);
	if (process->pid < 0) {
		close(ends[0]);
		return error_set(
			err, ERR_IO, "cannot start a process: %s", strerror(errno));
	}
	/* Both do it, for either may be the first to need it. */
	setpgid(process->pid, process->pid);
	return 0;
}

static long long now_in_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void look_for_end(struct process *process)
{
	if (!process->ended && waitpid(process->pid, &process->status, WNOHANG) > 0)
		process->ended = true;
}

/* 1: there was something to read or it is at its end, see *length; 0: not yet. */
static int read_some(
	const struct process *process, char *buffer, size_t size, ssize_t *length)
{
	/* Who was started by the process may keep the pipe open for longer than it lives:
	 * once it has ended, only what is there already counts. */
	struct pollfd poll_on = {.fd = process->output, .events = POLLIN};
	int ready = poll(&poll_on, 1, process->ended ? 0 : 50);

	*length = 0;
	if (ready <= 0)
		return process->ended && ready == 0;
	*length = read(process->output, buffer, size);
	if (*length < 0 && errno == EINTR)
		return 0;
	return 1;
}

static int too_slow(const struct process *process, int seconds, struct error *err)
{
	error_set(err, ERR_IO, "%s did not end within %d second%s", process->name, seconds,
		seconds == 1 ? "" : "s");
	return error_hint(
		err, "`git config gitmig.commandTimeout SECONDS` gives it more time.");
}

static int read_output(struct process *process, size_t max, int seconds, struct text *text,
	struct error *err)
{
	long long end = now_in_ms() + seconds * 1000LL;
	char buffer[16384];
	ssize_t length;

	for (;;) {
		look_for_end(process);
		if (seconds && now_in_ms() > end)
			return too_slow(process, seconds, err);
		if (!read_some(process, buffer, sizeof(buffer), &length))
			continue;
		if (length < 0)
			return error_set(
				err, ERR_IO, "cannot read the output: %s", strerror(errno));
		if (length == 0)
			return 0;
		if (text->length + (size_t)length > max)
			return error_set(err, ERR_IO, "%s prints more than %zu bytes",
				process->name, max);
		text_add_bytes(text, buffer, (size_t)length);
	}
}

/* It may close its output and live on. */
static int wait_until(struct process *process, int seconds, struct error *err)
{
	long long end = now_in_ms() + seconds * 1000LL;

	for (look_for_end(process); !process->ended; look_for_end(process)) {
		if (seconds && now_in_ms() > end)
			return too_slow(process, seconds, err);
		poll(NULL, 0, 5);
	}
	return process_verdict(process->status, process->name, err);
}

static void finish(struct process *process)
{
	kill(-process->pid, SIGKILL);
	while (!process->ended && waitpid(process->pid, &process->status, 0) < 0 &&
		errno == EINTR)
		;
	close(process->output);
}

int confined_output(struct pool *pool, const char *folder, const struct strings *command,
	size_t max, int seconds, char **output, size_t *length, struct error *err)
{
	struct sigaction before[sizeof(passed_on) / sizeof(*passed_on)];
	struct process process;
	struct text text;
	int status;

	text_init(&text, pool);
	text_add(&text, "");
	if (start(pool, folder, command, &process, err) < 0)
		return -1;
	running = process.pid;
	watch_signals(before);
	status = read_output(&process, max, seconds, &text, err);
	if (!status)
		status = wait_until(&process, seconds, err);
	finish(&process);
	forget_signals(before);
	running = 0;
	if (status)
		return -1;
	*output = text.data;
	*length = text.length;
	return 0;
}
