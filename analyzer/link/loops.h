/* Loops of a function and what each of them is: found, taken apart, and given one class with its reason.
 *
 * What a loop is decides everything, so it is decided once, here, and every check uses it. Runs after calls
 * are resolved (program->calls with `loop` still unset, and summary.roles), before summaries. Cost: linear in
 * the nodes of the function times its loop depth. */
#ifndef DAWDLE_LINK_LOOPS_H
#define DAWDLE_LINK_LOOPS_H

#include "analyzer/link/program.h"

/* Fills program->loops, the functions' first_loop and loop_count, program->varying, calls[].loop and
 * calls[].guarded. Hidden loops are added later by loops_add_hidden(). */
void loops_find(struct program *program);

const char *loop_class_name(enum loop_class class); /* "item" */
const char *loop_form_name(enum loop_form form);
/* Classes whose rounds are items that a batch call or an index could serve together. */
bool loop_is_item(const struct loop *loop);
/* What it iterates over, for a message: "`ids`", "the list `be->servers`", "rows of PQgetResult"; in the
 * arena. */
const char *loop_text(const struct program *program, const struct loop *loop, struct arena *arena);

#endif
