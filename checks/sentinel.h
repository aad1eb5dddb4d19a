/* The parts of the check cached-sentinel; only its own files include this. */
#ifndef DAWDLE_CHECKS_SENTINEL_H
#define DAWDLE_CHECKS_SENTINEL_H

#include "analyzer/base/vec.h"
#include "analyzer/findings/trace.h"
#include "analyzer/link/caches.h"
#include "checks/rules.h"

/* NULL, -1 or "": what is given when there is nothing to give. */
bool sentinel_is(const struct facts *facts, uint32_t node);

/* The locals that hold what the question gave, or what was made of it. */
struct sentinel_answer {
    uint32_t question; /* node */
    VEC(uint32_t)
    symbols; /* to be released */
};

void sentinel_find_answer(const struct program *program, uint32_t question, struct sentinel_answer *answer);
/* Whether the expression holds the question or one of the locals. */
bool sentinel_is_answer(const struct facts *facts, const struct sentinel_answer *answer, uint32_t node);

/* The other arm of a choice that gives the answer by one arm: `NULL` of `rc == 0 ? found : NULL`; FACTS_NONE
 * when the expression is none. */
uint32_t sentinel_beside_answer(const struct facts *facts, const struct sentinel_answer *answer,
                                uint32_t node);

/* The sentinel that the argument of the call, a local, has when the question failed: the -1 of
 * `long answer = -1; if (ask() == 0) answer = read(); keep(answer);`. FACTS_NONE when it has none, or is
 * looked at before (sentinel_local.c). */
uint32_t sentinel_of_local(const struct program *program, const struct call *call, uint32_t argument,
                           const struct sentinel_answer *answer);
/* Whether it may have one, before anything is known of a question. */
bool sentinel_may_be_local(const struct program *program, const struct call *call, uint32_t argument);

/* `value`, which stands at `node`, goes into what is called `name` when the question failed. */
void sentinel_report(const struct rule *rule, const struct program *program, uint32_t question, uint32_t node,
                     const char *name, const char *value, enum level level, struct finding_list *out);

/* Stores by assignment (sentinel_place.c): into the entry of a keyed cache; and the one state that a static
 * variable keeps from then on (`works = 0`). */
void sentinel_in_entry(const struct rule *rule, const struct program *program, const struct cache *cache,
                       struct finding_list *out);
void sentinel_in_state(const struct rule *rule, const struct program *program, uint32_t function,
                       struct finding_list *out);

#endif
