/* Where control goes after a point within a loop, seen from that loop: by structure, without a control-flow
 * graph.
 *
 * A set of ways out is computed bottom-up over statements. Jumps to labels inside the loop count as another
 * round, calls that do not return as leaving. Conditions are not evaluated, except constant ones. */
#ifndef DAWDLE_LINK_LOOPS_EXIT_H
#define DAWDLE_LINK_LOOPS_EXIT_H

#include "analyzer/link/program.h"

enum exit_way {
    EXIT_ON = 1,       /* reaches the end of the statement */
    EXIT_BREAK = 2,    /* break, out of the innermost loop or switch around */
    EXIT_CONTINUE = 4, /* continue, of the innermost loop around */
    EXIT_AGAIN = 8,    /* a jump inside the loop */
    EXIT_LEAVE = 16,   /* return, a jump out of the loop, or the end of the process */
};

/* The repeated part that is looked at, in facts. */
struct loop_region {
    const struct program *program;
    uint32_t function;
    const struct facts *facts;
    uint32_t node; /* the loop statement or label */
    uint32_t first, last;
    uint16_t *tails; /* by node from `first`, zeroed: answers kept for the next question; NULL: none are */
};

/* How the statement `node` within the region can end: a set of enum exit_way. */
unsigned exit_ways(const struct loop_region *region, uint32_t node);
/* Whether every way after `node` leaves the region before another round. */
bool exit_leaves_after(const struct loop_region *region, uint32_t node);
/* Whether a round always leaves at its end, so that the part is not repeated. */
bool exit_runs_once(const struct loop_region *region);
/* Whether a branch of an `if` (the statement `node`) always leaves the region. Breaks of an inner switch or
 * loop do not leave it. */
bool exit_branch_leaves(const struct loop_region *region, uint32_t node);

/* The label statement of a label symbol within [first, last), or FACTS_NONE. */
uint32_t exit_label(const struct facts *facts, uint32_t first, uint32_t last, uint32_t symbol);
/* Whether the expression is a constant, and which: 1 always true, 0 always false, -1 no constant. */
int constant_truth(const struct facts *facts, uint32_t node);

#endif
