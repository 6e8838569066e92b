#include "out/rules.h"

#include <string.h>

/* docs/commands/verify.md says the same at length; a test holds the two together. */
const struct rule rules[] = {
	{"manifest-invalid", SEVERITY_ERROR, "A manifest cannot be read.",
		"Correct the file at the line that is named."},
	{"duplicate-revision", SEVERITY_ERROR, "Two files have the same revision.",
		"Remove one of them, or give one an id of its own."},
	{"duplicate-label", SEVERITY_ERROR, "Two revisions have the same branch label.",
		"Remove the label from one of them, or change it."},
	{"missing-parent", SEVERITY_ERROR, "A parent has no manifest.",
		"Correct parents, or bring the missing manifest back."},
	{"missing-dependency", SEVERITY_ERROR,
		"A revision depends on one that has no manifest.",
		"Correct depends_on, or bring the missing manifest back."},
	{"cycle", SEVERITY_ERROR, "Revisions stand on one another in a circle.",
		"Take one of the links out."},
	{"multiple-heads", SEVERITY_ERROR, "The chain has more than one head.",
		"Run `gitmig merge heads`, or give each branch a label of its own."},
	{"parent-not-in-history", SEVERITY_ERROR,
		"The commit that introduced a revision lacks one of its parents.",
		"That commit cannot be migrated. Rewrite the branch so that a parent comes "
		"with or before its child; what is shared already can be exempted by "
		"git.since."},
	{"edited", SEVERITY_ERROR, "A revision was changed after it was shared.",
		"Put it back and write a new revision for what is missing."},
	{"reparented", SEVERITY_WARNING, "The parents of a revision were changed.",
		"Put them back unless it is meant, as in a hotfix that is taken to a "
		"release branch."},
	{"removed", SEVERITY_ERROR, "A revision that was shared is gone.",
		"Bring its manifest back. To undo what it does, write a new revision."},
	{"unreviewed", SEVERITY_ERROR, "Nobody has reviewed the revision.",
		"Look at it with `gitmig review ID`, approve it with --approve and commit "
		"the manifest."},
	{"stale-review", SEVERITY_ERROR, "The revision was changed after its approval.",
		"Have it reviewed again: `gitmig review ID --approve`."},
	{"rejected", SEVERITY_ERROR, "A reviewer has rejected the revision.",
		"Change or remove it, then have it reviewed again."},
	{"self-reviewed", SEVERITY_ERROR, "The reviewer is the author.",
		"review.second_person asks for somebody else's approval."},
	{"name-mismatch", SEVERITY_WARNING, "The file's name lacks the revision's id.",
		"Rename the file with `git mv`; the id inside counts."},
	{"irreversible", SEVERITY_WARNING, "An upgrade has no downgrade.",
		"Write the downgrade if there is one."},
	{"order-changed", SEVERITY_ERROR, "A new revision stands before an old one.",
		"Databases that have the old one never get it. Give it the head as its "
		"parent."},
	{"round-trip", SEVERITY_ERROR, "A downgrade does not restore the schema.",
		"Let it undo all that the upgrade does, or say `downgrade: irreversible`."},
	{"replay-failed", SEVERITY_ERROR, "An operation fails on an empty database.",
		"Correct the operation, or what the revisions before it leave behind."},
	{"shallow-history", SEVERITY_NOTE, "The clone lacks a part of the history.",
		"`git fetch --unshallow` brings the rest."},
};

const unsigned rules_count = sizeof(rules) / sizeof(*rules);

int rule_index(const char *code)
{
	for (unsigned i = 0; i < rules_count; i++)
		if (!strcmp(rules[i].code, code))
			return (int)i;
	return -1;
}
