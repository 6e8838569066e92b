#ifndef MANIFEST_CANONICAL_H
#define MANIFEST_CANONICAL_H

#include "base/text.h"
#include "yaml/node.h"

/* The canonical form of a manifest whose head is valid (contract 6), appended to out. The
 * tree is as it was read: not lowered. */
void canonical_write(struct text *out, struct pool *pool, const struct node *root);

#endif
