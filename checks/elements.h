/* When the elements of lists are made: what a list can grow to is nowhere written down, but a list whose
 * elements are all variables, or allocated while the program starts or loads its settings, is as long as
 * these.
 */
#ifndef DAWDLE_CHECKS_ELEMENTS_H
#define DAWDLE_CHECKS_ELEMENTS_H

#include "analyzer/base/map.h"
#include "analyzer/link/program.h"

struct elements {
    struct map made; /* by the record's type as spelled; private */
    struct map grown;
};

/* Looks at every allocation of the program. Call elements_release() in the end; `program` must outlive it. */
void elements_find(struct elements *elements, const struct program *program);
void elements_release(struct elements *elements);
/* Whether the loop follows a list whose elements are made somewhere, and nowhere but in functions that
 * start-up code calls. */
bool elements_made_at_start(const struct elements *elements, const struct program *program,
                            const struct loop *loop);

#endif
