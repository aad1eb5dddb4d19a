/* Loops of a function and what each of them is: found, taken apart, and given one class with its reason.
 *
 * What a loop is decides everything, so it is decided once, here, and every check uses it. Runs after calls
 * are resolved (program->calls with `loop` still unset, and summary.roles), before summaries. Cost: linear in
 * the nodes of the function times its loop depth. */
#ifndef DAWDLE_LINK_LOOPS_H
#define DAWDLE_LINK_LOOPS_H

#include <stdio.h>

#include "analyzer/link/program.h"

/* Fills program->loops, the functions' first_loop and loop_count, program->marks, calls[].loop and
 * calls[].guarded. Hidden loops are added later by loops_add_hidden(). */
void loops_find(struct program *program);

const char *loop_class_name(enum loop_class class); /* "item" */
const char *loop_form_name(enum loop_form form);
/* Classes whose rounds are items that a batch call or an index could serve together. */
bool loop_is_item(const struct loop *loop);
/* Whether its rounds are items of something that may have many: no constant bound, and something is known to
 * be walked, counted or asked for. */
bool loop_runs_many(const struct loop *loop);
/* Whether the loop's class excuses this call (a position in program->calls) that stands in its repeated part:
 * the class says that these rounds could not be served together where this call is concerned.
 *
 * serving, once, failover: every call. retry, polling: every call, since the rounds ask the same thing again.
 * pagination: the call that asks for the next page, and what only takes the answer apart. drain: calls on a
 * stream (receive, send, wait, result). chunked: every call, as each takes several items. small: every call
 * when the rounds are no items (a way down a tree, halving, command-line options), else what only computes.
 * item: the call that gives the next item when it receives (mysql_fetch_row), and calls made once per full
 * group (`if (n == MAX) { send; n = 0; }`). Also excused, in any class: calls after which every path leaves
 * the loop. */
bool loop_excuses(const struct program *program, uint32_t loop, uint32_t call);
/* Whether every path after the evaluation of `node`, which stands in the repeated part, leaves the loop
 * before another round: return, break out of this loop, goto outside, a call that does not return. */
bool loop_leaves_after(const struct program *program, uint32_t loop, uint32_t node);
/* Whether the node is an `&&` that is the condition of the loop, or joins parts of it: when one does not
 * hold, there is no round to speak of, so that the other is under no condition of the round. */
bool loop_joins_tests(const struct facts *facts, const struct loop *loop, uint32_t node);
/* The nearest loop from `loop` outwards (itself included) that may run more than once, or PROGRAM_NONE: looks
 * through LOOP_ONCE. */
uint32_t loop_repeating(const struct program *program, uint32_t loop);
/* Whether the call stands in the repeated part of a loop that serves, however deep. */
bool call_is_in_serving_loop(const struct program *program, const struct call *call);
/* Whether the call stands in a branch that is taken only when an earlier call failed (`if (rc != 0)`, `if
 * (!p)`). */
bool call_is_on_error_path(const struct program *program, uint32_t call);
bool node_is_on_error_path(const struct program *program, uint32_t function, uint32_t node);
/* Class, reason and bound: "item: walks the list `be->servers`; bound unknown". In the arena. */
const char *loop_describe(const struct program *program, const struct loop *loop, struct arena *arena);
/* One line per loop of the unit: "src/a.c:12: for, item: walks the list `be->servers`; bound unknown". */
void loops_dump(const struct program *program, uint32_t unit, FILE *out);
/* What it iterates over, for a message: "`ids`", "the list `be->servers`", "rows of PQgetResult"; in the
 * arena. */
const char *loop_text(const struct program *program, const struct loop *loop, struct arena *arena);
/* How often what stands in it happens, to follow "once" or "one question": "per element of the list
 * `be->servers`", "per row that PQgetRow gives", "per round of the loop". Static or in the arena. */
const char *loop_each_text(const struct program *program, const struct loop *loop, struct arena *arena);

#endif
