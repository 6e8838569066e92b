#include "drivers/mssql/said.h"

#include <stdio.h>
#include <string.h>

#include <syberror.h>

static struct said *listener;

/* As much as there is room for, in one line, and cut between characters. */
static void add(struct said *said, const char *text)
{
	size_t used = strlen(said->text);

	for (; *text && used + 1 < sizeof(said->text); text++) {
		unsigned char c = (unsigned char)*text;

		said->text[used++] = (char)(c < 0x20 || c == 0x7f ? ' ' : c);
	}
	while (*text && used && ((unsigned char)said->text[used - 1] & 0x80))
		used--;
	said->text[used] = '\0';
}

static int on_message(DBPROCESS *process, DBINT number, int state, int severity, char *text,
	char *server, char *procedure, int line)
{
	struct said *said = listener;
	char where[300];

	(void)process, (void)server;
	/* Up to 10 it is information: PRINT, a change of database or language. */
	if (!said || severity <= 10)
		return 0;
	if (!said->count++) {
		said->number = number;
		said->severity = severity;
	} else {
		add(said, "; ");
	}
	add(said, text ? text : "");
	snprintf(where, sizeof(where), " (Msg %d, Level %d, State %d%s%.140s, Line %d)",
		number, severity, state, procedure && *procedure ? ", Procedure " : "",
		procedure ? procedure : "", line);
	add(said, where);
	return 0;
}

static int on_error(DBPROCESS *process, int severity, int number, int system, char *text,
	char *system_text)
{
	struct said *said = listener;

	(void)process, (void)severity, (void)system_text;
	/* SYBESMSG: look at what the server said. */
	if (!said || number == SYBESMSG)
		return INT_CANCEL;
	if (number == SYBETIME) {
		said->timed_out = true;
		if (said->cancel && said->cancel(said->data))
			return INT_TIMEOUT;
	}
	/* "Connection failed" sums up what was said before. */
	if (!said->library || said->library == SYBEFCON) {
		said->library = number;
		said->system = system > 0 ? system : 0;
		snprintf(said->library_text, sizeof(said->library_text), "%s",
			text ? text : "");
	}
	return INT_CANCEL;
}

void said_listen(const struct library *library, struct said *said)
{
	library->dberrhandle(on_error);
	library->dbmsghandle(on_message);
	if (said) {
		said->number = said->severity = said->count = 0;
		said->library = said->system = 0;
		said->text[0] = said->library_text[0] = '\0';
		said->timed_out = false;
	}
	listener = said;
}
