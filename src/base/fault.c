#include "base/fault.h"

#ifdef GITMIG_FAULTS

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum fault_mode { FAULT_UNREAD, FAULT_OFF, FAULT_FAIL, FAULT_KILL, FAULT_COUNT };

/* Process-wide, as the environment is that says what is wanted. */
static enum fault_mode mode;
static long wanted, passed;
static FILE *names;

static void write_total(void)
{
	fprintf(names, "%ld\n", passed);
	fclose(names);
}

static enum fault_mode read_environment(void)
{
	const char *text = getenv("GITMIG_FAULT");

	if (!text)
		return FAULT_OFF;
	if (!strncmp(text, "count:", 6)) {
		names = fopen(text + 6, "w");
		if (!names || atexit(write_total) != 0)
			return FAULT_OFF;
		return FAULT_COUNT;
	}
	if (strncmp(text, "fail:", 5) != 0 && strncmp(text, "kill:", 5) != 0)
		return FAULT_OFF;
	wanted = strtol(text + 5, NULL, 10);
	return text[0] == 'f' ? FAULT_FAIL : FAULT_KILL;
}

int fault_point(const char *name)
{
	if (mode == FAULT_UNREAD)
		mode = read_environment();
	if (mode == FAULT_OFF)
		return 0;
	passed++;
	if (mode == FAULT_COUNT)
		fprintf(names, "%s\n", name);
	if (mode == FAULT_COUNT || passed != wanted)
		return 0;
	if (mode == FAULT_KILL)
		kill(getpid(), SIGKILL);
	return -1;
}

#endif
