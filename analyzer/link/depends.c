/* Which parameters a local value may come from: the glue between a caller's arguments and what a function
 * does with them.
 *
 * Flow insensitive and per function: a symbol takes the mask of everything that is assigned to it or to
 * memory named through it, and of the other arguments of a call that is handed its address or its array.
 * Passes over the function's nodes repeat until nothing changes; masks only grow and have 64 bits, so it
 * ends, in practice after two or three passes. */
#include "analyzer/link/flow.h"
#include "analyzer/link/internal.h"

bool flow_from_parameters(const struct program *program, uint32_t function, uint32_t node, uint64_t mask)
{
    return (depends_mask(program, program->functions[function].unit, node) & mask) != 0;
}

uint64_t depends_mask(const struct program *program, uint32_t unit, uint32_t node)
{
    const struct facts *facts = program->units[unit].facts;
    uint64_t mask = 0;

    if (node == FACTS_NONE)
        return 0;
    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref != FACTS_NONE)
            mask |= program->units[unit].parameter_mask[facts->nodes[n].ref];
    return mask;
}

static bool add_mask(const struct program *program, uint32_t unit, uint32_t symbol, uint64_t mask)
{
    const struct fact_symbol *symbols = program->units[unit].facts->symbols;
    uint64_t *have;

    /* What has static storage outlives the call: it says nothing of this call's arguments. */
    if (symbol == FACTS_NONE || symbols[symbol].kind == SYMBOL_FUNCTION ||
        (symbols[symbol].flags & SYMBOL_STATIC))
        return false;
    have = &program->units[unit].parameter_mask[symbol];
    if ((mask & ~*have) == 0)
        return false;
    *have |= mask;
    return true;
}

/* Whether a call may write what the argument points to, so far as the argument's form tells. */
static bool may_be_written(const struct facts *facts, uint32_t argument)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, argument)];

    if (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS)
        return true;
    return n->type != FACTS_NONE && facts->types[n->type].class == TYPE_ARRAY;
}

static bool read_call(const struct program *program, uint32_t unit, uint32_t call)
{
    const struct facts *facts = program->units[unit].facts;
    bool changed = false;
    uint64_t mask = 0;

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a))
        mask |= depends_mask(program, unit, a);
    if (mask == 0)
        return false;
    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (may_be_written(facts, a))
            changed |= add_mask(program, unit, node_base(facts, a), mask);
    return changed;
}

static bool read_body(const struct program *program, uint32_t unit, uint32_t root)
{
    const struct facts *facts = program->units[unit].facts;
    bool changed = false;

    for (uint32_t n = root; n < facts->nodes[root].end; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_ASSIGN)
            changed |= add_mask(program, unit, node_base(facts, node_first(facts, n)),
                                depends_mask(program, unit, node_child(facts, n, 1)));
        else if (node->kind == NODE_VARIABLE && node_first(facts, n) != FACTS_NONE)
            changed |= add_mask(program, unit, node->ref, depends_mask(program, unit, node_first(facts, n)));
        else if (node->kind == NODE_CALL)
            changed |= read_call(program, unit, n);
    }
    return changed;
}

void depends_find(struct program *program)
{
    for (uint32_t u = 0; u < program->unit_count; u++)
        program->units[u].parameter_mask =
            ARENA_ARRAY(program->arena, program->units[u].facts->symbols_count + 1, uint64_t);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];

        if (function->body == FACTS_NONE)
            continue;
        for (uint32_t p = 0; p < function->parameters && p < 64; p++) {
            uint32_t symbol = program->parameters[function->first_parameter + p];

            if (symbol != FACTS_NONE)
                program->units[function->unit].parameter_mask[symbol] |= UINT64_C(1) << p;
        }
        while (read_body(program, function->unit, function->body))
            continue;
    }
}
