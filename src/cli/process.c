#include "cli/process.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int process_verdict(int status, const char *name, struct error *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(err, ERR_IO, "cannot run %s", name);
	if (WIFEXITED(status) && WEXITSTATUS(status))
		return error_set(
			err, ERR_IO, "%s ended with status %d", name, WEXITSTATUS(status));
	if (!WIFEXITED(status))
		return error_set(err, ERR_IO, "%s was ended by a signal", name);
	return 0;
}

static int wait_for(pid_t child, const char *name, struct error *err)
{
	int status;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return error_set(err, ERR_IO, "cannot wait for %s", name);
	}
	return process_verdict(status, name, err);
}

static void run_child(
	struct pool *pool, const char *folder, const struct strings *command, int output)
{
	char **argv = pool_array(pool, char *, command->count + 1);

	memcpy(argv, command->items, command->count * sizeof(*argv));
	if (chdir(folder) == 0 && dup2(output, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	_exit(127);
}

static int read_output(int fd, size_t max, struct text *text, struct error *err)
{
	char buffer[16384];
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(
				err, ERR_IO, "cannot read the output: %s", strerror(errno));
		if (text->length + (size_t)n > max)
			return error_set(
				err, ERR_IO, "the output is longer than %zu bytes", max);
		text_add_bytes(text, buffer, (size_t)n);
	}
	return 0;
}

int process_output(struct pool *pool, const char *folder, const struct strings *command,
	size_t max, char **output, size_t *length, struct error *err)
{
	struct text text;
	int ends[2], status;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERR_IO, "cannot make a pipe: %s", strerror(errno));
	child = fork();
	if (child == 0)
		run_child(pool, folder, command, ends[1]);
	close(ends[1]);
	text_init(&text, pool);
	if (child < 0) {
		close(ends[0]);
		return error_set(
			err, ERR_IO, "cannot start a process: %s", strerror(errno));
	}
	status = read_output(ends[0], max, &text, err);
	close(ends[0]);
	if (status) {
		wait_for(child, command->items[0], NULL);
		return -1;
	}
	if (wait_for(child, command->items[0], err))
		return -1;
	*output = text.data;
	*length = text.length;
	return 0;
}

int process_edit(struct pool *pool, const char *path, int output, struct error *err)
{
	const char *editor = getenv("VISUAL");
	void (*interrupt)(int);
	char *script;
	pid_t child;
	int status;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	if (!editor || !*editor) {
		if (!isatty(STDIN_FILENO)) {
			error_set(err, ERR_IO, "there is no editor to open %s in", path);
			return error_hint(err, "Set VISUAL or EDITOR.");
		}
		editor = "vi";
	}
	/* As git does it: the variable may hold options. */
	script = pool_printf(pool, "exec %s \"$@\"", editor);
	child = fork();
	if (child == 0) {
		if (dup2(output, STDOUT_FILENO) >= 0)
			execl("/bin/sh", "sh", "-c", script, editor, path, (char *)NULL);
		_exit(127);
	}
	if (child < 0)
		return error_set(
			err, ERR_IO, "cannot start a process: %s", strerror(errno));
	/* Ctrl-C is the editor's. */
	interrupt = signal(SIGINT, SIG_IGN);
	status = wait_for(child, editor, err);
	signal(SIGINT, interrupt);
	return status;
}
