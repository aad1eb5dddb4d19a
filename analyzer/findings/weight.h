/* How loudly a finding may speak: by how sure the check is and by when the code runs, so that all checks
 * answer alike. Shared by the checks; pure. */
#ifndef DAWDLE_FINDINGS_WEIGHT_H
#define DAWDLE_FINDINGS_WEIGHT_H

#include "analyzer/findings/rule.h"
#include "analyzer/link/program.h"

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH };

/* The level of a finding about request cost in `function`: the rule's own level when the code runs for
 * requests or nobody knows when, a note when it runs at start-up only or the confidence is low. */
enum level level_for_request(const struct rule *rule, const struct program *program, uint32_t function,
                             enum confidence confidence);
/* 0-100: confidence first, then heat. */
unsigned rank_for_request(const struct program *program, uint32_t function, enum confidence confidence);
/* " (start-up only)", " (on the request path: called from X)" or "": the clause that tells why the level is
 * what it is. */
const char *heat_text(const struct program *program, uint32_t function, struct arena *arena);

/* Whether a comment on the function or on the loop at `node` (FACTS_NONE: none) says that the number is small
 * ("at most 16", "fewer than 100"): the authors' word on what bounds it. */
bool comment_bounds(const struct program *program, uint32_t function, uint32_t node);

#endif
