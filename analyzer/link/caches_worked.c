/* What was worked out: whether a value that is kept was computed from what comes from the parameters, by a
 * call that only computes, by arithmetic, or piece by piece in a loop. Copies of the key and numbers that
 * come from a counter were not, and what opens, connects or starts something gives an object. */
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

#define REACH_LEVELS 4 /* functions below a computation in which it may come back */
#define VALUE_LEVELS 4 /* locals between a computation and where its value is kept */

bool cache_from_parameter(const struct program *program, uint32_t f, uint32_t node)
{
    return depends_mask(program, program->functions[f].unit, node) != 0;
}

/* Whether the call comes back to `f`: then the kept answers are part of how it computes. */
static bool reaches(const struct program *program, uint32_t from, uint32_t f, unsigned levels)
{
    const struct function *function = &program->functions[from];

    if (from == f)
        return true;
    for (uint32_t c = function->first_call; levels > 0 && c < function->first_call + function->call_count;
         c++)
        for (uint32_t t = 0; t < program->calls[c].target_count; t++)
            if (reaches(program, program->targets[program->calls[c].first_target + t], f, levels - 1))
                return true;
    return false;
}

static bool is_number_or_text(const struct facts *facts, uint32_t node)
{
    enum type_class class = node_class(facts, node);

    if (class == TYPE_INTEGER || class == TYPE_FLOAT || class == TYPE_BOOL || class == TYPE_ENUM)
        return true;
    return class == TYPE_POINTER && facts->types[facts->nodes[node].type].target != FACTS_NONE &&
           facts->types[facts->types[facts->nodes[node].type].target].class == TYPE_CHARACTER;
}

/* Whether the call only works something out of what comes from the parameters: a number or a text. What
 * opens, connects or starts something gives the object itself, and what is only copied is the key. */
static bool works_out(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t id = program_call_at(program, f, node), target;
    const struct call *call;
    uint64_t makes = ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP) | ROLE_BIT(ROLE_FILE) |
                     ROLE_BIT(ROLE_THREAD) | ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_LOCK) | ROLE_BIT(ROLE_STORE);

    if (id == PROGRAM_NONE || !is_number_or_text(facts, node))
        return false;
    call = &program->calls[id];
    if (call->known != NULL)
        return call->known->role == ROLE_PURE && cache_from_parameter(program, f, node);
    if (call->kind != CALL_DIRECT || call->target_count != 1 || (call_roles(program, call) & makes))
        return false;
    if (node_class(facts, node) != TYPE_POINTER && (call_roles(program, call) & ROLE_BIT(ROLE_ALLOCATE)))
        return false;
    target = program->targets[call->first_target];
    if (reaches(program, target, f, REACH_LEVELS))
        return false;
    /* A text that comes from no walk over anything was copied, or is a constant. */
    return node_argument_count(facts, node) > 0 && cache_from_parameter(program, f, node) &&
           (node_class(facts, node) != TYPE_POINTER || program->functions[target].loop_count > 0);
}

static bool is_worked_out(const struct program *program, uint32_t f, uint32_t value, uint32_t before,
                          unsigned levels, uint32_t *question);

bool cache_in_loop(const struct facts *facts, uint32_t node)
{
    for (; node != FACTS_NONE; node = facts->nodes[node].parent)
        if (node_is_loop(facts, node))
            return true;
    return false;
}

uint32_t cache_filled_by_pieces(const struct facts *facts, uint32_t n)
{
    uint32_t target, value;
    bool computes;

    if (facts->nodes[n].kind != NODE_ASSIGN || !cache_in_loop(facts, n))
        return FACTS_NONE;
    target = node_strip(facts, node_first(facts, n));
    value = node_strip(facts, node_child(facts, n, 1));
    computes = facts->nodes[n].op != BINARY_NONE || facts->nodes[value].kind == NODE_CALL ||
               facts->nodes[value].kind == NODE_BINARY || facts->nodes[value].kind == NODE_CONDITIONAL;
    if (!computes || (facts->nodes[target].kind != NODE_INDEX && facts->nodes[target].kind != NODE_UNARY))
        return FACTS_NONE;
    return node_first(facts, target);
}

/* Whether the local was computed before the node `before`: added up in a loop, or given such a value. */
static bool local_is_worked_out(const struct program *program, uint32_t f, uint32_t symbol, uint32_t before,
                                unsigned levels, uint32_t *question)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = program->functions[f].body; n < before; n++) {
        uint32_t value = node_gives(facts, n, symbol);

        if (value == FACTS_NONE) {
            uint32_t filled = cache_filled_by_pieces(facts, n);

            if (filled != FACTS_NONE && node_base(facts, filled) == symbol)
                return true;
            continue;
        }
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op != BINARY_NONE &&
            cache_from_parameter(program, f, value))
            return true;
        if (is_worked_out(program, f, value, n, levels - 1, question))
            return true;
    }
    return false;
}

/* Whether the value was computed from the parameters; `question` is the call that did it, if one did. */
static bool is_worked_out(const struct program *program, uint32_t f, uint32_t value, uint32_t before,
                          unsigned levels, uint32_t *question)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n;

    if (value == FACTS_NONE || levels == 0)
        return false;
    n = &facts->nodes[value = node_strip(facts, value)];
    switch (n->kind) {
    case NODE_CALL:
        if (!works_out(program, f, value))
            return false;
        *question = program_call_at(program, f, value);
        return true;
    case NODE_BINARY:
        if (node_class(facts, value) == TYPE_POINTER || !cache_from_parameter(program, f, value))
            return false;
        for (uint32_t m = value; m < n->end; m++)
            if (facts->nodes[m].kind == NODE_CALL)
                return works_out(program, f, m) && (*question = program_call_at(program, f, m), true);
        return true;
    case NODE_CONDITIONAL:
        return is_worked_out(program, f, node_child(facts, value, 1), before, levels - 1, question) ||
               is_worked_out(program, f, node_child(facts, value, 2), before, levels - 1, question);
    case NODE_NAME:
        return n->ref != FACTS_NONE && facts->symbols[n->ref].kind == SYMBOL_VARIABLE &&
               program->units[program->functions[f].unit].symbol_variable[n->ref] == PROGRAM_NONE &&
               local_is_worked_out(program, f, n->ref, before, levels, question);
    default: return false;
    }
}

bool cache_is_worked_out(const struct program *program, uint32_t f, uint32_t value, uint32_t before,
                         uint32_t *question)
{
    return is_worked_out(program, f, value, before, VALUE_LEVELS, question);
}
