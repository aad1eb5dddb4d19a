/* Recursion that walks: a function that calls itself for a part of what it was given - the children of a
 * node, the rest of a list - runs once per element, as the body of a loop does that no statement shows.
 *
 * A call that stands in a loop over the children is that loop's: there a person sees what repeats. The part
 * must be of the same type as the whole and come from it: by a field, an element, or a call. A parser that
 * hands its state on, another try with the same arguments, and the way up to a parent walk nothing. A way
 * through one other function counts (a node's walker and its list of children); longer ones are rare, and
 * each step more would have to be looked for from every function. */
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_parts.h"

static bool points_to_record(const struct facts *facts, uint32_t type)
{
    return type != FACTS_NONE && facts->types[type].class == TYPE_POINTER &&
           facts->types[type].target != FACTS_NONE &&
           facts->types[facts->types[type].target].class == TYPE_RECORD;
}

static bool same_record(const struct facts *facts, uint32_t a, uint32_t b)
{
    return points_to_record(facts, a) && points_to_record(facts, b) &&
           facts->types[facts->types[a].target].symbol != FACTS_NONE &&
           facts->types[facts->types[a].target].symbol == facts->types[facts->types[b].target].symbol;
}

/* Whether the expression leads upwards: p->parent. */
static bool leads_up(const struct program *program, const struct facts *facts, uint32_t node)
{
    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_MEMBER && facts->nodes[n].ref != FACTS_NONE &&
            catalog_has_word(program->catalog, WORDS_UPWARDS,
                             facts_string(facts, facts->symbols[facts->nodes[n].ref].name)))
            return true;
    return false;
}

/* Whether `argument`, of a call in function `f`, is a part of what parameter `position` points to; `whole`:
 * or all of it. */
static bool comes_from(const struct program *program, uint32_t f, uint32_t argument, uint32_t position,
                       bool whole)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t node, parameter;

    if (argument == FACTS_NONE || position >= function->parameters || position >= 64)
        return false;
    parameter = program->parameters[function->first_parameter + position];
    node = node_strip(facts, argument);
    if (parameter == FACTS_NONE ||
        !same_record(facts, facts->nodes[node].type, facts->symbols[parameter].type))
        return false;
    if (facts->nodes[node].kind == NODE_NAME && facts->nodes[node].ref == parameter)
        return whole;
    if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op == UNARY_ADDRESS)
        return false;
    return (depends_mask(program, function->unit, node) >> position & 1) && !leads_up(program, facts, node);
}

/* Whether the call is the last thing that happens on its way: `if (alias) return find(alias->target);` goes
 * on with another object and does nothing for this one. */
static bool is_handed_on(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);

    if (!call->guarded)
        return false;
    for (uint32_t n = facts->nodes[call->node].parent; n != FACTS_NONE; n = facts->nodes[n].parent)
        if (facts->nodes[n].kind == NODE_RETURN)
            return true;
    return false;
}

static bool may_run(const struct program *program, const struct call *call, uint32_t function)
{
    for (uint32_t t = 0; call->kind == CALL_DIRECT && t < call->target_count; t++)
        if (program->targets[call->first_target + t] == function)
            return true;
    return false;
}

/* Whether `call`, in a function that got parameter `from` of `f`, calls `f` with a part of it in its place.
 */
static bool calls_for_part(const struct program *program, const struct call *call, uint32_t f, uint32_t from,
                           uint32_t position)
{
    return may_run(program, call, f) && !call->rare && call->item_loop == PROGRAM_NONE &&
           !is_handed_on(program, call) &&
           comes_from(program, call->function,
                      node_argument(function_facts(program, call->function), call->node, position), from,
                      false);
}

/* Whether the call, in `f`, runs a function that calls `f` for a part of parameter `position`. */
static bool through_other(const struct program *program, const struct call *call, uint32_t f,
                          uint32_t position)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t t = 0; call->kind == CALL_DIRECT && t < call->target_count; t++) {
        uint32_t other = program->targets[call->first_target + t];
        const struct function *function = &program->functions[other];

        for (uint32_t p = 0; other != f && p < function->parameters && p < 64; p++) {
            if (!comes_from(program, f, node_argument(facts, call->node, p), position, true))
                continue;
            for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
                if (calls_for_part(program, &program->calls[c], f, p, position))
                    return true;
        }
    }
    return false;
}

static uint32_t find_call(const struct program *program, uint32_t f, uint32_t *position)
{
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        for (*position = 0; *position < function->parameters && *position < 64; ++*position)
            if (calls_for_part(program, &program->calls[c], f, *position, *position) ||
                (!program->calls[c].rare && through_other(program, &program->calls[c], f, *position)))
                return c;
    return PROGRAM_NONE;
}

void recursion_find(struct program *program)
{
    for (uint32_t f = 0; f < program->function_count; f++) {
        struct function *function = &program->functions[f];

        function->recursion = PROGRAM_NONE;
        if (function->body != FACTS_NONE)
            function->recursion = find_call(program, f, &function->walked);
    }
}
