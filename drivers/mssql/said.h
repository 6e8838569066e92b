#ifndef MSSQL_SAID_H
#define MSSQL_SAID_H

#include "drivers/mssql/library.h"

#include <stdbool.h>

/*
 * What the server and FreeTDS say during one call. FreeTDS calls handlers that are the
 * process's, during a login without telling for whom: so one struct said listens at a time.
 * Nothing is printed.
 */
struct said {
	int number, severity; /* of the server's first error; 0: it said none */
	int count;            /* of its errors */
	char text[1200];      /* of all of them, as far as there is room */
	int library, system;  /* FreeTDS's first own error, and errno; 0: none */
	char library_text[200];
	bool timed_out;
	/* Asked when a wait is over, for query_timeout or an interrupt: true, cancel the
	 * batch and keep the connection; false, close it. NULL: false. */
	bool (*cancel)(void *data);
	void *data;
};

/* Forgets what was said and listens; NULL: nobody does. */
void said_listen(const struct library *library, struct said *said);

#endif
