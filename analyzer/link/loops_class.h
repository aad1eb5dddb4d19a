/* Gives each loop its one class and the reason for it. Inner loops come first: what an outer loop does
 * directly depends on what they are. */
#ifndef DAWDLE_LINK_LOOPS_CLASS_H
#define DAWDLE_LINK_LOOPS_CLASS_H

#include "analyzer/link/loops_parts.h"

/* Fills class and reason of program->loops[loop], which is taken apart, bounded and marked by flow. */
void loop_classify(struct program *program, uint32_t loop, const exit_list *exits,
                   const struct loop_shape *shape, const uint64_t *near);
/* Once all loops have their class: one that walks nothing and runs a function that serves starts the service
 * again - after new settings, after a fault - and its rounds are no requests. */
void loop_follow_serving(struct program *program, uint32_t loop, const struct loop_shape *shape);
/* Roles by function that it reaches within a few calls; free() it. */
uint64_t *loop_near_roles(const struct program *program);

/* Roles that one call may reach, its own when it is a library's. */
uint64_t loop_call_roles(const struct program *program, uint32_t call);
/* Roles of calls that wait for a remote answer to a question. */
#define ROLES_ASK (ROLE_BIT(ROLE_ROUND_TRIP) | ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_FLUSH))
/* Roles of calls that only work on a stream that is open. */
#define ROLES_STREAM                                                                                         \
    (ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_WAIT) | ROLE_BIT(ROLE_QUEUE))

#endif
