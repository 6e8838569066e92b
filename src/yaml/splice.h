#ifndef YAML_SPLICE_H
#define YAML_SPLICE_H

#include "base/text.h"
#include "yaml/node.h"

/*
 * Changing a few bytes of a file and leaving all others as they are: comments, blanks, line
 * ends, the byte order mark.
 */
struct splice {
	size_t start, end; /* bytes of the document that go */
	const char *text;  /* what comes instead, lines ended by \n */
};

struct splices {
	struct splice *items;
	unsigned count, cap;
};

void splices_add(struct pool *pool, struct splices *splices, size_t start, size_t end,
	const char *text);
/* The document's bytes with the splices, which must not overlap, appended to out. Line ends
 * are those that the document has. */
void splices_apply(
	const struct document *document, struct splices *splices, struct text *out);

/* Where the line begins that holds this byte. */
size_t line_start(const struct document *document, size_t offset);
/* Where the line begins after the one that holds this byte. */
size_t line_after(const struct document *document, size_t offset);
/* The end of a value without the line ends that a block scalar takes with it. */
size_t value_end(const struct document *document, const struct node *value);
/* The byte behind the colon of a value's key. */
size_t colon_end(const struct document *document, const struct node *value);
/* Only spaces stand before this byte in its line. */
bool is_indented(const struct document *document, size_t offset);

/* The same data: kinds, texts, null or not, quoted or not, order. */
bool node_equal(const struct node *a, const struct node *b);

#endif
