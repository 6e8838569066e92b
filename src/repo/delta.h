#ifndef REPO_DELTA_H
#define REPO_DELTA_H

#include <stdbool.h>
#include <stddef.h>

/* How a pack tells an object by another, its base (gitformat-pack(5), "deltified
 * representation"): bytes of the base and bytes of its own by turns. */
struct delta {
	const unsigned char *at, *end;
	size_t base_size, size; /* of the base, and of what is made */
};
struct delta_step {
	const unsigned char *bytes; /* its own; NULL: so many of the base from `from` */
	size_t from, count;
};

/* An object in a pack that is larger is left to others. */
#define OBJECT_LARGEST ((size_t)1 << 28)

/* false: it is damaged, or what it makes is too large. */
bool delta_open(struct delta *delta, const unsigned char *bytes, size_t length);
/* false: that was the last, or the next is damaged: then delta->at is not its end. What a
 * step says is within the base. */
bool delta_next(struct delta *delta, struct delta_step *step);
/* Fills `out`, which has room for delta->size bytes; false: it does not make just these. */
bool delta_apply(struct delta *delta, const unsigned char *base, unsigned char *out);

#endif
