#ifndef YAML_WRITE_H
#define YAML_WRITE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Writing YAML: scalars that read back as the same text, written as plainly as can be. */

/* "..." on one line, with escapes where YAML needs them. */
void yaml_write_quoted(struct text *out, const char *text, size_t length);
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

#endif
