/* How a tested value moves from round to round: the updates that match a test, and which match tells most.
 * Private to loops_parts.c and
 * loops_take.c. */
#ifndef DAWDLE_LINK_LOOPS_STEP_H
#define DAWDLE_LINK_LOOPS_STEP_H

#include "analyzer/link/loops_parts.h"

struct candidate {
    uint32_t subject;   /* lvalue or call that is tested */
    uint32_t other;     /* what it is compared with, FACTS_NONE */
    bool deref;         /* what it points to or subscripts is tested */
    uint32_t container; /* of a[i] != NULL: a */
};

struct match {
    int rank; /* 0: nothing */
    enum step step;
    int64_t stride;
    uint32_t update, amount, call;
    struct candidate candidate;
};

struct search {
    const struct program *program;
    const struct facts *facts;
    const struct loop *loop;
    struct loop_parts parts;
    struct match best;
    bool in_header;   /* the test at hand */
    bool in_argument; /* and in it, what is handed to a function that is tested: is_blank(*p) */
};

/* Tries all that the expression of a test could mean; keeps the best match in search->best. `other` is what
 * it is compared with, or FACTS_NONE. */
void step_try(struct search *search, uint32_t expression, uint32_t other);
/* The target and value of an assignment or a declaration with a value; false for anything else. In the header
 * since it is asked of every node of a function for every loop and condition in it. */
static inline bool step_write(const struct facts *facts, uint32_t node, uint32_t *target, uint32_t *value)
{
    const struct fact_node *self = &facts->nodes[node];

    if ((self->kind != NODE_ASSIGN && self->kind != NODE_VARIABLE) || self->flags & NODE_UNEVALUATED)
        return false;
    if (self->kind == NODE_VARIABLE) {
        *target = node;
        *value = node_first(facts, node);
        return *value != FACTS_NONE;
    }
    *target = node_first(facts, node);
    *value = node_next(facts, *target);
    return self->op == BINARY_NONE;
}
/* The symbol when the lvalue is a variable, FACTS_NONE for anything else. */
uint32_t step_symbol(const struct facts *facts, uint32_t lvalue);
/* The first call in `value` that does not merely give its argument back, or FACTS_NONE. */
uint32_t step_call(const struct program *program, uint32_t function, uint32_t value);

#endif
