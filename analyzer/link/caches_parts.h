/* What the searches for the two kinds of cache share; private to link/caches*.c. */
#ifndef DAWDLE_LINK_CACHES_PARTS_H
#define DAWDLE_LINK_CACHES_PARTS_H

#include "analyzer/base/vec.h"
#include "analyzer/link/caches.h"
#include "analyzer/link/internal.h"

/* Which container an expression belongs to (caches_container.c). What is found is kept until the release. */
struct cache_locals; /* of one function: what its locals are given */
struct cache_containers {
    const struct program *program;
    struct arena arena;
    struct cache_locals **locals; /* by function; NULL until asked */
};

void cache_containers_init(struct cache_containers *containers, const struct program *program);
void cache_containers_release(struct cache_containers *containers);
/* The static variable that the expression is a part of, also by way of locals: `f` of `head = &seen[h]; f =
 * *head`. PROGRAM_NONE. */
uint32_t cache_container(struct cache_containers *containers, uint32_t f, uint32_t node);

struct cache_finder {
    const struct program *program;
    struct arena *arena;
    struct cache_containers containers;
    VEC(struct cache)
    found;
};

/* The searches: each adds what it finds in the function `f`, which has a body. */
void cache_find_values(struct cache_finder *finder, uint32_t f);
void cache_find_keyed(struct cache_finder *finder, uint32_t f);
void cache_find_memos(struct cache_finder *finder, uint32_t f);
void cache_find_files(struct cache_finder *finder, uint32_t f);
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

/* Whether the expression may depend on a parameter of the function. */
bool cache_from_parameter(const struct program *program, uint32_t f, uint32_t node);
/* Whether the value, given to something at the node `before`, was computed from the parameters; `question` is
 * set to the call that did it, if one did. */
bool cache_is_worked_out(const struct program *program, uint32_t f, uint32_t value, uint32_t before,
                         uint32_t *question);
/* What the node writes a piece of, in a loop, and more than a copy: `p` of `*p = tolower(*p)`. FACTS_NONE. */
uint32_t cache_filled_by_pieces(const struct facts *facts, uint32_t node);
bool cache_in_loop(const struct facts *facts, uint32_t node);

/* Adds a keyed cache whose hit, store and question are known: works out how its entries end and whether it is
 * measured. */
void cache_finish(struct cache_finder *finder, struct cache *cache);

/* Whether what a hit saves is known to be cheap: arithmetic, one pass over something, a brief system call. */
bool cache_saves_little(const struct program *program, const struct cache *cache);

/* Whether a function of this name takes something out or ends it: the name is all that is known of it. */
bool cache_names_removal(const struct program *program, const char *name);

/* Whether the call gives something to its caller: its result is used, or it gets an address to write to. */
bool cache_gives_something(const struct facts *facts, uint32_t call);
/* Whether the question opens a connection or file and asks nothing: what is kept then is the object itself.
 */
bool cache_makes_connection(const struct program *program, const struct cache *cache);

#endif
