/* Places that collections are kept in, and what is done to them. For growth.c and growth_adders.c. */
#ifndef DAWDLE_LINK_GROWTH_PARTS_H
#define DAWDLE_LINK_GROWTH_PARTS_H

#include "analyzer/link/program.h"

enum place_kind { PLACE_NONE, PLACE_LASTING, PLACE_LOCAL };

/* Where a path leads: a variable with static storage or a field (LASTING; `id` in program->growths), or a
 * local or parameter (`id` is its symbol). A container that an object holds by value is the field that holds
 * it: `pool->list.head` is pool's list, not the head of any list. */
struct place {
    enum place_kind kind;
    uint32_t id;
    uint32_t node; /* the part of the path that names it */
};

/* What the program does to a place, in program->growths. */
enum growth_flag {
    ADDED_AT_SETUP = 1, /* grows by elements, in code that only sets things up */
    ADDED_LATER = 2,    /* grows by elements, in other code */
    ADDED_WORDS = 4,    /* grows by the pieces of a text */
    SET_WHOLE = 8,      /* is set to something else as a whole, after start-up */
    SET_AT_SETUP = 16,  /* the same in code that only sets things up */
    IS_WRITTEN = 32,    /* has an initialiser somewhere */
};

struct place place_of(const struct program *program, uint32_t function, uint32_t node);
/* What the node of the function's body does to `place`: ADDED_LATER or SET_WHOLE, whenever it runs; 0 for
 * nothing. See growth_adders.c for what counts. */
unsigned growth_effect(const struct program *program, uint32_t function, uint32_t node, struct place *place);

#endif
