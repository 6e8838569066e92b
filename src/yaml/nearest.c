#include "yaml/node.h"

#include <string.h>

#define LONGEST 48

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many letters must be put in, left out, changed or swapped with their neighbour. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		above[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = least(above[j] + 1, row[j - 1] + 1,
				above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = above;
		above = row;
		row = spare;
	}
	return above[b_length];
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
	size_t length = strnlen(word, LONGEST + 1);
	size_t best = length / 3 + 2; /* more than may be wrong */
	const char *found = NULL;

	if (!length || length > LONGEST)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t other = strnlen(words[i], LONGEST + 1), apart;

		if (other > LONGEST)
			continue;
		apart = distance(word, length, words[i], other);
		if (apart < best && apart < length && apart < other) {
			best = apart;
			found = words[i];
		}
	}
	return found;
}
