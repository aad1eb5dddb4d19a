/* Calls that are repeated: what they ask, whether that is the same each time, and what becomes of the object
 * that they make. Shared by the two rules that share them: one question per item, and the same in each round.
 */
#ifndef DAWDLE_CHECKS_REPEATED_CALL_H
#define DAWDLE_CHECKS_REPEATED_CALL_H

#include "analyzer/link/steady.h"

#define REPEATED_CALLS 5 /* calls on a way, the primitive included */

/* From the primitive (calls[0]) to the call that stands where somebody would look. */
struct call_way {
    uint32_t calls[REPEATED_CALLS];
    unsigned count;
};

/* Where the object is that a call makes, once the function is through with it. */
enum fate {
    FATE_NONE,     /* it makes none */
    FATE_CLOSED,   /* closed by the function that had it made */
    FATE_RETURNED, /* given to the caller as its result */
    FATE_GIVEN,    /* put where the caller said: a parameter */
    FATE_KEPT,     /* stored somewhere, or nobody closes it: each call makes an object that is wanted */
};
struct object {
    enum fate fate;
    uint32_t position; /* FATE_GIVEN: of the parameter */
};

/* What becomes of the object that the call of a library function makes; or that a call of the program's own
 * brings, where `below` says how the called function left it. Closing counts within [first, last) of the
 * caller. */
struct object object_after(const struct program *program, uint32_t call, const struct object *below,
                           uint32_t first, uint32_t last);

/* Bits of the argument positions of a library call that decide on its answer. */
uint64_t question_arguments(const struct program *program, uint32_t call);
/* What the text of the way's primitive (its SQL) starts with, where that stands in the source; else NULL. */
const char *question_text(const struct program *program, const struct call_way *way);
/* Whether the texts that the way's primitive is given, so far as they stand in the source, are such that the
 * catalog's word on repeated calls holds. */
bool question_repeats(const struct program *program, const struct call_way *way);
/* Whether the call asks the same database in a way that may change what a repeated question gives. */
bool question_changes(const struct program *program, const struct call *call, const struct call *question);

/* What a call asks that stands at the top of a way. */
struct asking {
    struct call_way way;
    uint64_t arguments;   /* positions that decide on the answer */
    bool rest;            /* so do the arguments behind the function's named ones */
    struct places places; /* read below */
    struct object object; /* how the called function left it */
    bool guarded;         /* below, not in each of the calls */
};

uint32_t asking_call(const struct asking *asking);
/* Calls `use` with each argument of the top call that decides on the answer, until it says false. */
bool asking_each_argument(const struct program *program, const struct asking *asking,
                          bool (*use)(void *context, uint32_t argument), void *context);
/* What these are made of, in the function (PROGRAM_NONE) or in its loop; false when that is unsteady. */
bool asking_read(const struct program *program, const struct asking *asking, uint32_t loop,
                 struct inputs *inputs);
/* Whether the way, whose last call stands in the loop, asks the same in all rounds. */
bool question_is_same(struct regions *regions, const struct call_way *way, uint32_t loop);

#endif
