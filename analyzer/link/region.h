/* What a piece of a function does together with all that it calls: the question "does anything in this loop
 * change X", asked of few places and answered on demand.
 *
 * A region is the nodes [first, last) of a function. What a call may run is taken whole: every target that is
 * known, and every function handed over. Calls of which no target is known do nothing here. A search visits a
 * function once, so it costs at most the program's nodes; what each function writes is collected when first
 * asked for and kept. Ownership: regions_release() frees everything; `program` must outlive it. */
#ifndef DAWDLE_LINK_REGION_H
#define DAWDLE_LINK_REGION_H

#include "analyzer/link/program.h"

typedef VEC(uint32_t)
region_ids;

/* Places that outlive a call: variables with static storage, and fields in whatever object. Positions in
 * program->variables and program->fields. */
struct places {
    region_ids variables, fields;
};
void places_add_variable(struct places *places, uint32_t variable);
void places_add_field(struct places *places, uint32_t field);
void places_add_all(struct places *places, const struct places *other);
void places_release(struct places *places);

struct regions {
    const struct program *program;
    struct places **written; /* by function; NULL until asked */
    bool *seen;
    region_ids queue;
};

void regions_init(struct regions *regions, const struct program *program);
void regions_release(struct regions *regions);

/* Whether the region, or what it calls, may write one of the places: the variable itself or what it points
 * to; a field in any object. */
bool region_writes(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                   const struct places *places);
/* Whether the test holds of a call in the region or below. */
bool region_calls(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                  bool (*test)(const void *context, const struct program *program, const struct call *call),
                  const void *context);

#endif
