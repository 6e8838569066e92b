#ifndef MANIFEST_HEAD_H
#define MANIFEST_HEAD_H

#include "yaml/node.h"

/*
 * All that is to be known of a manifest but its operations: its format's number before
 * anything else, keys and kinds, ids, labels, origin, review, and that upgrade and
 * downgrade are lists or, in downgrade's case, irreversible. Nulls that mean "not said" are
 * taken out of the tree. A tree that passes can be loaded by manifest_head_table.
 */
int head_check(const struct document *document, struct error *err);

#endif
