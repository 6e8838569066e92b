#ifndef REPLAY_PROOF_H
#define REPLAY_PROOF_H

#include "base/conflict.h"
#include "run/run.h"

/*
 * Are the sides of a merge independent (contract 7)? What must stay true:
 *
 * 1. A side is what one head reaches and another does not, by parents and dependencies:
 *    for each pair of heads there are two. What both reach came before either.
 * 2. First the effects of all operations of each pair of sides are compared (effects.h).
 *    Only where nothing is found are the sides replayed.
 * 3. The replay applies what all heads reach, then each head's revisions in the order
 *    given; and on another scratch database the same with the heads in reverse. Both must
 *    succeed and make the same schema, the order of columns aside. Within a head
 *    revisions keep the order of the graph, so a dependency is always applied first. With
 *    more than two heads each pair is met in both of its orders this way; what comes
 *    between them shares no object with either, by the first check.
 * 4. Where both orders are the same list of operations there is nothing to replay.
 */

/* What proofs of the same project share: manifests and their effects by blob id, scratch
 * databases by what is applied on them; above all one with all that the first head reaches,
 * which is best the same in most of them. A process that proves one merge needs none. */
struct proof;
struct proof *proof_open(struct pool *pool, const struct driver *scratch);
void proof_close(struct proof *proof); /* NULL is fine */

/* conflicts empty: independent. `runner` gives the graph and the manifests; its db is not
 * used. heads are revisions of that graph, any number. Errors: a manifest that cannot be
 * read or loaded, a scratch database that cannot be opened. */
int proof_run(struct proof *proof, const struct runner *runner, struct pool *pool,
	const struct revision *const *heads, unsigned count, struct conflicts *conflicts,
	struct error *err);

/* The same for one merge. */
int proof_merge(const struct runner *runner, const struct driver *scratch,
	struct pool *pool, const struct revision *const *heads, unsigned count,
	struct conflicts *conflicts, struct error *err);

#endif
