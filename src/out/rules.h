#ifndef OUT_RULES_H
#define OUT_RULES_H

#include "base/finding.h"

/* What a finding's code means, for formats that explain the rules they judge by. */
struct rule {
	const char *code;
	enum severity severity; /* as it usually is */
	const char *summary;    /* a sentence */
	const char *help;       /* what to do, a few sentences */
};

extern const struct rule rules[];
extern const unsigned rules_count;
int rule_index(const char *code); /* -1: there is none */

#endif
