#ifndef YAML_WRITE_H
#define YAML_WRITE_H

#include "base/text.h"
#include "yaml/node.h"

#include <stdbool.h>
#include <stddef.h>

/* Writing YAML: scalars that read back as the same text, written as plainly as can be. */

/* "..." on one line, with escapes where YAML needs them. */
void yaml_write_quoted(struct text *out, const char *text, size_t length);
/* In quotes; in single ones where that saves escapes. */
void yaml_write_in_quotes(struct text *out, const char *text);
/*
 * Plain where that reads back as this text and not as another type, else quoted. in_flow:
 * it stands within [] or {}. With typed, what reads as a boolean or a number may stand
 * plain: the reader takes a text from it anyway (ids, types, literals); null never does.
 */
void yaml_write_scalar(struct text *out, const char *text, bool in_flow, bool typed);
/*
 * "|" and what else its header needs, a line feed, the lines, each indented by so many
 * spaces (2 more than the key or the dash that it belongs to), ending with a line feed.
 * false, and nothing written, when the text has but one line or cannot be a block scalar.
 */
bool yaml_write_block(struct text *out, const char *text, unsigned indent);

/*
 * The lines of a block collection, each indented by so many spaces. Of the nodes in it:
 *   NODE_BLOCK     a collection on lines of its own (an empty one is [] or {} anyway)
 *   NODE_FLOW      in brackets, if that fits into the line; else as NODE_BLOCK
 *   NODE_PLAIN     a scalar as yaml_write_scalar writes it with typed; a null node: null
 *   NODE_LITERAL   a text: a block scalar when it has lines, else as without typed
 *   other styles   a text in quotes, or a block scalar when it has lines
 */
void yaml_write_node(struct text *out, const struct node *node, unsigned indent);
/* The node on one line, collections in brackets. */
void yaml_write_flow(struct text *out, const struct node *node);

#endif
