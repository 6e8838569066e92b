#include "run/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static const struct {
	int number;
	const char *name;
} handled[] = {{SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}};

#define HANDLED (sizeof(handled) / sizeof(handled[0]))

static volatile sig_atomic_t caught;
static struct db *_Atomic target;
static struct sigaction before[HANDLED];

static void note(int number)
{
	int saved = errno;
	struct db *db = atomic_load(&target);

	caught = number;
	if (db && db->driver->interrupt)
		db->driver->interrupt(db);
	errno = saved;
}

void signals_start(struct db *db)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = note;
	/* No SA_RESTART: a wait for the network is to end. */
	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	caught = 0;
	atomic_store(&target, db);
	for (size_t i = 0; i < HANDLED; i++) {
		sigaction(handled[i].number, NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(handled[i].number, &action, NULL);
	}
}

void signals_stop(void)
{
	for (size_t i = 0; i < HANDLED; i++)
		sigaction(handled[i].number, &before[i], NULL);
	atomic_store(&target, NULL);
}

const char *signals_caught(void)
{
	for (size_t i = 0; i < HANDLED; i++) {
		if (caught == handled[i].number)
			return handled[i].name;
	}
	return NULL;
}
