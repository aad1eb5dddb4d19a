/* What the searches for the two kinds of cache share; private to link/caches*.c. */
#ifndef DAWDLE_LINK_CACHES_PARTS_H
#define DAWDLE_LINK_CACHES_PARTS_H

#include "analyzer/base/vec.h"
#include "analyzer/link/caches.h"

struct cache_finder {
    const struct program *program;
    struct arena *arena;
    VEC(struct cache)
    found;
};

/* The searches: each adds what it finds in the function `f`, which has a body. */
void cache_find_values(struct cache_finder *finder, uint32_t f);
void cache_find_keyed(struct cache_finder *finder, uint32_t f);
void cache_find_tables(struct cache_finder *finder, uint32_t f);
void cache_find_lookups(struct cache_finder *finder, uint32_t f);

/* Sets `measured` and `evidence` by what is counted in the function or said in a comment on it. */
void cache_find_measurement(struct cache_finder *finder, struct cache *cache);

/* The variable with static storage that the expression names, PROGRAM_NONE. */
uint32_t cache_static_variable(const struct program *program, uint32_t f, uint32_t node);
/* The call whose result the value is, at once or by way of a local that was set before the node `before`.
 * FACTS_NONE when it is none. */
uint32_t cache_asked_for(const struct program *program, uint32_t f, uint32_t value, uint32_t before);
/* Whether what is stored at `store` holds what the question gave, or what was made of it. */
bool cache_keeps_answer(const struct program *program, uint32_t f, uint32_t question, uint32_t store);
/* enum effect: what the call waits for, itself or below. */
unsigned cache_question_effects(const struct program *program, uint32_t call);

/* Whether the call gives something to its caller: its result is used, or it gets an address to write to. */
bool cache_gives_something(const struct facts *facts, uint32_t call);
/* Whether the question opens a connection or file and asks nothing: what is kept then is the object itself.
 */
bool cache_makes_connection(const struct program *program, const struct cache *cache);

#endif
