#ifndef VERIFY_LINES_H
#define VERIFY_LINES_H

/* Sorted lines of text, looked up as they are mapped or read: a first word without blanks,
 * and perhaps more behind a blank. Each ends with a line feed. */
struct lines {
	const char *start, *end; /* NULL: none */
};

/* The end of the line at `at`, where its line feed is. */
const char *line_end(const char *at, const char *end);
/* The first line whose first word is this; NULL: there is none. */
const char *lines_find(const struct lines *lines, const char *word);
/* The next one with this word, or NULL. */
const char *lines_next(const struct lines *lines, const char *at, const char *word);

#endif
