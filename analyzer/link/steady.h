/* What a value is made of, and whether it is made of the same in every round of a loop.
 *
 * flow.h answers what may vary with flags kept for every loop, and takes each call for a new value. This goes
 * after one expression: through locals back to what they were made of, through calls whose functions only
 * compute, and says which parameters and which lasting places it comes to. It is for the few calls where it
 * pays to know that nothing changes; whatever it does not understand makes the value unsteady.
 *
 * Not seen: a write through a pointer that was made from another one more than one step away. */
#ifndef DAWDLE_LINK_STEADY_H
#define DAWDLE_LINK_STEADY_H

#include "analyzer/link/region.h"

struct inputs {
    uint64_t parameters;  /* bit per parameter of the function whose value or content goes in */
    bool rest;            /* so do the arguments behind the named ones */
    bool unsteady;        /* so does something that may be another thing each time */
    struct places places; /* read on the way */
};
void inputs_release(struct inputs *inputs);

/* Adds what the value of `node` is made of, from the function's start on. What the call at `asking` does to
 * its own arguments is left out: it gets the value before that. */
void steady_inputs(const struct program *program, uint32_t function, uint32_t node, uint32_t asking,
                   struct inputs *inputs);
/* The same for an expression in the repeated part of a statement's loop: parameters and locals that keep
 * their values between rounds are left out, and what may differ makes the inputs unsteady. Whether anything
 * in the loop writes inputs->places remains to be asked (region_writes()). */
void steady_loop_inputs(const struct program *program, uint32_t loop, uint32_t node, uint32_t asking,
                        struct inputs *inputs);

/* The condition by which `parent` decides whether its child `child` runs: of an if, switch, ?:, && or ||, or
 * of a loop; FACTS_NONE when it always does. */
uint32_t steady_condition(const struct facts *facts, uint32_t parent, uint32_t child);

/* What stands before a call on its way from the start of a round (of the function where `loop` is
 * PROGRAM_NONE). */
enum guard {
    GUARD_NONE,
    GUARD_SOME, /* a condition that some rounds fulfil */
    GUARD_ONCE, /* a condition that does not hold again after the call: a flag, a value still unset, a hit */
};
enum guard steady_guard(struct regions *regions, uint32_t call, uint32_t loop);

#endif
