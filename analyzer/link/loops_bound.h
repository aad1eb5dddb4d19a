/* How many rounds a loop can make, as far as constants tell, and where the number comes from otherwise. */
#ifndef DAWDLE_LINK_LOOPS_BOUND_H
#define DAWDLE_LINK_LOOPS_BOUND_H

#include "analyzer/link/loops_parts.h"

/* Fills bound and bound_value of a loop that is taken apart. */
void loop_find_bound(const struct program *program, struct loop *loop, const exit_list *exits,
                     const struct loop_shape *shape);

#endif
