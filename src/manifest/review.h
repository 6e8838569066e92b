#ifndef MANIFEST_REVIEW_H
#define MANIFEST_REVIEW_H

#include "manifest/manifest.h"
#include "yaml/node.h"

/* The review block as manifest_write writes it. */
struct node *review_tree(struct pool *pool, const struct review_block *review);

#endif
