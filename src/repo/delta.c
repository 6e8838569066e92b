#include "repo/delta.h"

#include <string.h>

static bool read_size(struct delta *delta, size_t *size)
{
	unsigned shift = 0;
	unsigned char byte;

	*size = 0;
	do {
		if (delta->at == delta->end || shift > 28)
			return false;
		byte = *delta->at++;
		*size |= (size_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return true;
}

bool delta_open(struct delta *delta, const unsigned char *bytes, size_t length)
{
	delta->at = bytes;
	delta->end = bytes + length;
	return read_size(delta, &delta->base_size) && read_size(delta, &delta->size) &&
	       delta->size <= OBJECT_LARGEST;
}

/* The bits of the first byte say which bytes of the place and the count follow. */
static bool read_copy(struct delta *delta, unsigned char op, struct delta_step *step)
{
	step->bytes = NULL;
	step->from = step->count = 0;
	for (unsigned i = 0; i < 7; i++) {
		if (!(op & 1 << i))
			continue;
		if (delta->at == delta->end)
			return false;
		if (i < 4)
			step->from |= (size_t)*delta->at << 8 * i;
		else
			step->count |= (size_t)*delta->at << 8 * (i - 4);
		delta->at++;
	}
	if (!step->count)
		step->count = 0x10000;
	return step->count <= delta->base_size &&
	       step->from <= delta->base_size - step->count;
}

bool delta_next(struct delta *delta, struct delta_step *step)
{
	const unsigned char *start = delta->at;
	unsigned char op;
	bool sound;

	if (start == delta->end)
		return false;
	op = *delta->at++;
	if (op & 0x80) {
		sound = read_copy(delta, op, step);
	} else {
		*step = (struct delta_step){.bytes = delta->at, .count = op};
		sound = op && op <= delta->end - delta->at;
		delta->at += sound ? op : 0;
	}
	if (!sound)
		delta->at = start;
	return sound;
}

bool delta_apply(struct delta *delta, const unsigned char *base, unsigned char *out)
{
	struct delta_step step;
	size_t left = delta->size;

	while (delta_next(delta, &step)) {
		if (step.count > left)
			return false;
		memcpy(out, step.bytes ? step.bytes : base + step.from, step.count);
		out += step.count;
		left -= step.count;
	}
	return delta->at == delta->end && !left;
}
