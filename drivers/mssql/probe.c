#include "drivers/mssql/probe.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* A packet's head: its type, whether it is the last, its length in two bytes. */
#define HEAD      8
#define PRELOGIN  0x12
#define REPLY     0x04
#define MOST      512
#define END       0xff
#define ENCRYPT   1 /* the option, */
#define SUPPORTED 0 /* what is sent with it, */
#define NOT       2 /* and the answer that there is none */

/* Options: type, offset, length; then their values: version, encryption. */
static const unsigned char question[] = {PRELOGIN, 1, 0, 26, 0, 0, 0, 0, 0, 0, 11, 0, 6,
	ENCRYPT, 0, 17, 0, 1, END, 9, 0, 0, 0, 0, 0, SUPPORTED};

static int connect_to(const struct addrinfo *address, int seconds)
{
	const struct timeval limit = {.tv_sec = seconds > 0 ? seconds : 10};
	int fd = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC,
		address->ai_protocol);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
		return fd;
	close(fd);
	return -1;
}

static int connect_any(const struct dsn *dsn)
{
	const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char port[16];
	int fd = -1;

	snprintf(port, sizeof(port), "%d", dsn->port ? dsn->port : 1433);
	if (getaddrinfo(dsn->host ? dsn->host : "localhost", port, &wanted, &found) != 0)
		return -1;
	for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
		fd = connect_to(at, dsn->connect_timeout);
	freeaddrinfo(found);
	return fd;
}

/* The answer's options; what they point to is within it, or the answer is none. */
static enum probe judge(const unsigned char *answer, size_t length)
{
	const unsigned char *options = answer + HEAD;

	if (length < HEAD || answer[0] != REPLY)
		return PROBE_NO_TDS;
	length -= HEAD;
	for (size_t i = 0; i + 5 <= length && options[i] != END; i += 5) {
		size_t at = (size_t)options[i + 1] << 8 | options[i + 2];

		if (options[i] != ENCRYPT)
			continue;
		if (at >= length)
			return PROBE_NO_TDS;
		return options[at] == NOT ? PROBE_NO_ENCRYPTION : PROBE_ENCRYPTION;
	}
	return PROBE_NO_ENCRYPTION;
}

static enum probe ask(int fd)
{
	unsigned char answer[MOST];
	size_t length = 0, wanted = HEAD;

	if (send(fd, question, sizeof(question), MSG_NOSIGNAL) != (ssize_t)sizeof(question))
		return PROBE_UNKNOWN;
	while (length < wanted) {
		ssize_t got = recv(fd, answer + length, wanted - length, 0);

		if (got <= 0)
			break;
		length += (size_t)got;
		if (length == HEAD)
			wanted = (size_t)answer[2] << 8 | answer[3];
		if (wanted > MOST)
			wanted = MOST;
	}
	return judge(answer, length);
}

enum probe probe_encryption(const struct dsn *dsn)
{
	enum probe found = PROBE_UNKNOWN;
	int fd = -1;

	/* Only FreeTDS knows the port of an instance. */
	if (dsn->port || !dsn->instance)
		fd = connect_any(dsn);
	if (fd >= 0) {
		found = ask(fd);
		close(fd);
	}
	return found;
}
