/* Caches in the program: what keeps an answer so that the question need not be asked again.
 *
 * Three kinds. A *value*: a function returns a variable with static storage that it fills when it is still
 * unset (`if (!known) known = ask(); return known;`, or `ask(known, sizeof known)`). A *keyed* cache: a
 * function looks for something that comes from its parameters in a container with static storage (or in a
 * field of an object), answers on a hit, and on a miss asks - the outside, by file, process or network - or
 * works the answer out, and stores it in the same container. A *file*: what a path made from the parameters
 * holds is the answer, and what was asked far away is written there.
 *
 * No cache: lazy creation of what is itself the object (a handle, connection, lock, thread, a record or table
 * that is loaded once), interning, registries and pools, where nothing is asked on a miss but memory, and
 * results that a recursion builds on.
 *
 * They stand in program->caches, by function. */
#ifndef DAWDLE_LINK_CACHES_H
#define DAWDLE_LINK_CACHES_H

#include "analyzer/link/program.h"

enum cache_kind { CACHE_VALUE, CACHE_KEYED, CACHE_FILE };

struct cache {
    enum cache_kind kind;
    uint32_t function;  /* that answers from it */
    uint32_t variable;  /* static variable that holds it; PROGRAM_NONE when a field does */
    uint32_t field;     /* field that holds it; PROGRAM_NONE when a variable does */
    const char *name;   /* of the variable or field; of the look-up's call when it is neither by name */
    uint32_t hit;       /* node in `function`: the return that answers from the cache, or the test of what
                           was found */
    uint32_t store;     /* node in `function`: the assignment or call that stores */
    uint32_t insertion; /* call in another function that puts the entry in; PROGRAM_NONE: `store` does */
    uint32_t question;  /* call that is saved; PROGRAM_NONE when not known by a call */
    unsigned effects; /* enum effect: what a miss waits for; 0 when it is cheap, or the answer comes later */
    bool cheap;       /* what a hit saves is known to be little */
    bool expires;     /* entries carry a time, or somebody resets it */
    bool bounded;     /* a table of fixed size, or somebody takes entries out */
    bool designed;    /* somebody calls it a cache, or its entries have an age that is asked for */
    bool measured;    /* hits and misses are counted, or a comment names a measurement */
    const char *evidence; /* what shows the measurement; "" */
};

/* Whether the NODE_IF asks if a static variable is unset still; the nodes that then give it a value are
 * [first, last): its branch, or what follows where a set one has left (`if (known != -1) return known;`). */
bool cache_guards_variable(const struct program *program, uint32_t function, uint32_t node,
                           uint32_t *variable, uint32_t *first, uint32_t *last);
/* Whether another function sets the variable: somebody takes care that it does not go stale. */
bool cache_is_reset_elsewhere(const struct program *program, uint32_t variable, uint32_t function);

/* Whether a function keeps what it is given at parameter `position` in a container of static storage: it
 * stores it, itself or in a record that it links in. `variable` is set to the container. */
bool function_stores_parameter(const struct program *program, uint32_t function, uint32_t position,
                               uint32_t *variable);

#endif
