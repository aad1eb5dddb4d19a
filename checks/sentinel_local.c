/* A local that has an answer or, where the question failed, a sentinel, and is stored as it is. */
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/sentinel.h"

/* Whether a test of the local stands before the call: around it, or one that leaves the function. */
static bool asks_local(const struct facts *facts, uint32_t from, const struct call *call, uint32_t local)
{
    for (uint32_t n = from; n < call->node; n++)
        if ((facts->nodes[n].kind == NODE_IF || facts->nodes[n].kind == NODE_CONDITIONAL) &&
            nodes_mention(facts, node_first(facts, n), facts->nodes[node_first(facts, n)].end, local) &&
            (node_contains(facts, n, call->node) || statement_leaves(facts, node_child(facts, n, 1))))
            return true;
    return false;
}

/* Whether the node stands in a branch that the call is not in: some runs go past it. */
static bool is_in_branch(const struct facts *facts, uint32_t node, const struct call *call)
{
    for (uint32_t up = facts->nodes[node].parent; up != FACTS_NONE && !node_contains(facts, up, call->node);
         up = facts->nodes[up].parent)
        if (facts->nodes[up].kind == NODE_IF || facts->nodes[up].kind == NODE_SWITCH)
            return true;
    return false;
}

/* The local of the call's own function that the argument is, no static one; FACTS_NONE. */
static uint32_t own_local(const struct facts *facts, uint32_t argument)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, argument)];

    return n->kind == NODE_NAME && n->ref != FACTS_NONE && facts->symbols[n->ref].kind == SYMBOL_VARIABLE &&
                   !(facts->symbols[n->ref].flags & SYMBOL_STATIC)
               ? n->ref
               : FACTS_NONE;
}

bool sentinel_may_be_local(const struct program *program, const struct call *call, uint32_t argument)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t local = own_local(facts, argument);

    for (uint32_t n = program->functions[call->function].body; local != FACTS_NONE && n < call->node; n++) {
        uint32_t value = node_sets(facts, n, local);

        if (value != FACTS_NONE && sentinel_is(facts, value))
            return true;
    }
    return false;
}

uint32_t sentinel_of_local(const struct program *program, const struct call *call, uint32_t argument,
                           const struct sentinel_answer *answer)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t body = program->functions[call->function].body, local = own_local(facts, argument),
             start = FACTS_NONE;
    bool answered = false;

    if (local == FACTS_NONE || !sentinel_is_answer(facts, answer, argument))
        return FACTS_NONE;
    for (uint32_t n = body; n < call->node; n++) {
        uint32_t value = node_sets(facts, n, local);

        if (value == FACTS_NONE)
            continue;
        if (sentinel_is(facts, value)) {
            if (n > answer->question && node_is_on_error_path(program, call->function, n) &&
                !asks_local(facts, n, call, local))
                return value;
            start = is_in_branch(facts, n, call) ? start : value;
        } else {
            if (!is_in_branch(facts, n, call) || node_is_on_error_path(program, call->function, n))
                start = FACTS_NONE;
            answered |= sentinel_is_answer(facts, answer, value);
        }
    }
    return answered && start != FACTS_NONE && !asks_local(facts, answer->question, call, local) ? start
                                                                                                : FACTS_NONE;
}
