/* The passes of program_link(), in the order they run; nobody outside link/ includes this. Each fills parts
 * of the program that the later ones read, and none changes what an earlier one filled. */
#ifndef DAWDLE_LINK_INTERNAL_H
#define DAWDLE_LINK_INTERNAL_H

#include "analyzer/link/program.h"

/* Units, functions, variables, fields: one of each for every entity, whatever the number of units that see it
 * (merge.c). */
void merge_units(struct program *program, const struct link_input *inputs, uint32_t count);

/* Calls, what function pointers may hold, and the callbacks handed over (calls.c). */
void calls_resolve(struct program *program);

/* summary.never_returns (ends.c). */
void ends_find(struct program *program);
/* Whether control never comes back from the call, a node of the function. */
bool statement_never_returns(const struct program *program, uint32_t function, uint32_t statement);
bool call_never_returns(const struct program *program, uint32_t function, uint32_t node);
/* functions[].serving (serving.c). */
void serving_find(struct program *program);

/* summary.roles, called_parameters: all that loops need (summaries.c). */
void summaries_roles(struct program *program);

/* unit->parameter_mask (depends.c). */
void depends_find(struct program *program);
/* Bits of the parameters that the expression may depend on. */
uint64_t depends_mask(const struct program *program, uint32_t unit, uint32_t node);

/* Whether the call runs in a forked child only, while the caller goes on (child.c). */
bool call_runs_in_child(const struct program *program, uint32_t call);

/* What each call is by itself: item_loop, effects, rare (call_facts.c). */
void call_facts_find(struct program *program);

/* Whether the call logs, by its name: it may well connect and write, but never for a loop's sake
 * (loops_judge.c). */
bool call_is_logging(const struct program *program, const struct call *call);

/* Whether the library function runs its callback before it returns (summaries.c). */
bool callback_runs_within(const struct catalog_function *known);

/* function.recursion (recursion.c). */
void recursion_find(struct program *program);

/* Hidden loops, the rest of the summaries (summaries.c, scans.c). */
void summaries_make(struct program *program);
void scans_find(struct program *program);

/* program->groups (runtimes.c), then program->roots (roots.c), then what runs when (heat.c), then what each
 * group's runtime allows. */
void groups_find(struct program *program);
void roots_find(struct program *program);
void heat_spread(struct program *program);
void runtimes_find(struct program *program);

/* program->caches (caches.c). */
void caches_find(struct program *program);

/* All definitions that a call of this function may mean, from a caller in `unit`: those of the nearest link
 * unit. Appends to `out`. */
struct function_list {
    uint32_t *data;
    uint32_t count, capacity;
};
void merge_definitions(const struct program *program, uint32_t unit, uint32_t function,
                       struct function_list *out);

/* The symbols' roles in the program. */
uint32_t unit_function(const struct program *program, uint32_t unit, uint32_t symbol);

#endif
