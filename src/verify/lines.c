#include "verify/lines.h"

#include <string.h>

const char *line_end(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));

	return newline ? newline : end;
}

/* The order of a line's first word against another; the word ends at a blank. */
static int compare(const char *line, const char *end, const char *word)
{
	size_t length = strlen(word);
	size_t room = (size_t)(end - line);
	int order = memcmp(line, word, room < length ? room : length);

	if (order)
		return order;
	if (room < length)
		return -1;
	return room == length || line[length] == ' ' ? 0
						     : (unsigned char)line[length] - ' ';
}

static const char *with_word(const struct lines *lines, const char *at, const char *word)
{
	return at < lines->end && compare(at, line_end(at, lines->end), word) == 0 ? at
										   : NULL;
}

/* By halving the text. */
const char *lines_find(const struct lines *lines, const char *word)
{
	const char *low = lines->start, *high = lines->end;

	while (low < high) {
		const char *middle = low + (high - low) / 2;

		while (middle > low && middle[-1] != '\n')
			middle--;
		if (compare(middle, line_end(middle, lines->end), word) < 0)
			low = line_end(middle, high) + 1;
		else
			high = middle;
	}
	return with_word(lines, low, word);
}

const char *lines_next(const struct lines *lines, const char *at, const char *word)
{
	return with_word(lines, line_end(at, lines->end) + 1, word);
}
