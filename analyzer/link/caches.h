/* Caches in the program: what keeps an answer so that the question need not be asked again.
 *
 * Two kinds. A *value*: a function returns a variable with static storage that it fills when it is still
 * unset (`if (!known) known = ask(); return known;`). A *keyed* cache: a function looks for something that
 * comes from its parameters in a container with static storage (or in a field of an object), returns early on
 * a hit, and on a miss asks - the outside, by file, process or network - and stores the answer in the same
 * container; or it keeps numbers that it computes in a static array by index.
 *
 * No cache: lazy creation of what is itself the object (a handle, connection, lock, thread), interning and
 * pools, where nothing is asked on a miss but memory. */
#ifndef DAWDLE_LINK_CACHES_H
#define DAWDLE_LINK_CACHES_H

#include "analyzer/link/program.h"

enum cache_kind { CACHE_VALUE, CACHE_KEYED };

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
    bool expires;     /* entries carry a time, or somebody resets it */
    bool bounded;     /* a table of fixed size, or somebody takes entries out */
    bool designed;    /* somebody calls it a cache, or its entries have an age that is asked for */
    bool measured;    /* hits and misses are counted, or a comment names a measurement */
    const char *evidence; /* what shows the measurement; "" */
};

struct cache_list {
    struct cache *items; /* in the arena given, by function */
    uint32_t count;
};

struct cache_list caches_find(const struct program *program, struct arena *arena);

/* Whether a function keeps what it is given at parameter `position` in a container of static storage: it
 * stores it, itself or in a record that it links in. `variable` is set to the container. */
bool function_stores_parameter(const struct program *program, uint32_t function, uint32_t position,
                               uint32_t *variable);

#endif
