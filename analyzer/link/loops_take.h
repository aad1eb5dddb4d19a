/* What a loop takes from the front of a list. Private to loops_parts.c. */
#ifndef DAWDLE_LINK_LOOPS_TAKE_H
#define DAWDLE_LINK_LOOPS_TAKE_H

#include "analyzer/link/loops_step.h"

/* x = q->head; q->head = x->next; in one round: a list taken from its front, whatever is tested. Also where
 * the head is written as what the element before points to: *x->prev = x->next. Fills the form, variable and
 * collection of `loop`, and `shape`. */
bool loop_takes_front(const struct search *search, const exit_list *exits, struct loop *loop,
                      struct loop_shape *shape);
/* The same where a call takes the element out: while (q->head) { x = q->head; unlink(q, x); }, while
 * (!empty(q)) { x = pop(q); }. */
void loop_pops(const struct search *search, const exit_list *exits, struct loop *loop,
               struct loop_shape *shape);

#endif
