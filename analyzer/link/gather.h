/* Calls that are made once per full group of what is added, not once per addition:
 *
 *     b->len += copy(b->text + b->len, row);      if (b->len + need > sizeof b->text)
 *     if (++b->rows < 500)                             flush(b);
 *         return 0;
 *     return flush(b);
 *
 * A counter or length that outlives the addition grows in the function (or in one that it calls), a test of
 * it against something other than zero stands before the call, and after the call it begins anew: in the
 * branch, or in the function called. The test may be an `if` around the call, the left side of `&&`, or an
 * `if` before it that leaves; it may stand in a predicate of its own. */
#ifndef DAWDLE_LINK_GATHER_H
#define DAWDLE_LINK_GATHER_H

#include "analyzer/link/program.h"

/* Whether the call (a position in program->calls) is such a one. Needs the calls to be resolved, nothing
 * else.
 */
bool call_is_per_group(const struct program *program, uint32_t call);

#endif
