/* Recursion that walks: a function that calls itself for a part of what it was given - the children of a
 * node, the rest of a list or array - runs once per element, as the body of a loop does that no statement
 * shows.
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

/* The symbol when the expression is one, and a constant is added to or taken from it: `p + 1`, `&p[1]`, `n -
 * 1`; FACTS_NONE. */
static uint32_t moved_symbol(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node];
    uint32_t whole;

    if (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS) {
        node = node_strip(facts, node_first(facts, node));
        if (facts->nodes[node].kind != NODE_INDEX)
            return FACTS_NONE;
    } else if (n->kind != NODE_BINARY || (n->op != BINARY_ADD && n->op != BINARY_SUBTRACT)) {
        return FACTS_NONE;
    }
    whole = node_strip(facts, node_first(facts, node));
    return facts->nodes[whole].kind == NODE_NAME &&
                   facts->nodes[node_child(facts, node, 1)].flags & NODE_HAS_VALUE
               ? facts->nodes[whole].ref
               : FACTS_NONE;
}

/* Whether the call hands on the parameter of its own function that has this symbol. */
static bool hands_on(const struct program *program, const struct call *call, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++)
        if (facts->nodes[node_strip(facts, a)].kind == NODE_NAME &&
            facts->nodes[node_strip(facts, a)].ref == symbol)
            return function_parameter(program, call->function, node_strip(facts, a)) == position;
    return false;
}

/* Whether the parameter picks the elements of an array that the call hands on. */
static bool is_index(const struct program *program, const struct call *call, uint32_t parameter)
{
    const struct function *function = &program->functions[call->function];
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t array, place;

        if (facts->nodes[n].kind != NODE_INDEX)
            continue;
        array = node_first(facts, n);
        place = node_next(facts, array);
        if (!node_is_text(facts, array) && nodes_mention(facts, place, facts->nodes[place].end, parameter) &&
            node_base(facts, array) != FACTS_NONE && hands_on(program, call, node_base(facts, array)))
            return true;
    }
    return false;
}

/* Whether the call, of a function by itself, goes on with the next element of an array: in the place of
 * parameter `position` it has that pointer or index, moved. */
static bool moves_on(const struct program *program, const struct call *call, uint32_t f, uint32_t position)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t argument = node_argument(facts, call->node, position), parameter;

    if (call->function != f || argument == FACTS_NONE)
        return false;
    parameter = program->parameters[function->first_parameter + position];
    argument = node_strip(facts, argument);
    if (parameter == FACTS_NONE || moved_symbol(facts, argument) != parameter)
        return false;
    return node_class(facts, argument) == TYPE_POINTER ? !node_is_text(facts, argument)
                                                       : is_index(program, call, parameter);
}

/* Whether the statement calls something for what the parameter points to. */
static bool works_on(const struct facts *facts, uint32_t statement, uint32_t parameter)
{
    for (uint32_t n = statement; n < facts->nodes[statement].end; n++)
        if (facts->nodes[n].kind == NODE_CALL && nodes_mention(facts, n, facts->nodes[n].end, parameter))
            return true;
    return false;
}

/* Whether the call is the last thing that happens on its way, and the first: `if (alias) return
 * find(alias->target);` goes on with another object and does nothing for this one. */
static bool is_handed_on(const struct program *program, const struct call *call, uint32_t parameter)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t n = call->node, block;

    if (!call->guarded)
        return false;
    while (n != FACTS_NONE && facts->nodes[n].kind != NODE_RETURN)
        n = facts->nodes[n].parent;
    if (n == FACTS_NONE)
        return false;
    block = facts->nodes[n].parent;
    for (uint32_t before = facts->nodes[block].kind == NODE_COMPOUND ? node_first(facts, block) : n;
         before < n; before = node_next(facts, before))
        if (works_on(facts, before, parameter))
            return false;
    return true;
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
    const struct function *function = &program->functions[call->function];

    if (!may_run(program, call, f) || call->rare || call->item_loop != PROGRAM_NONE)
        return false;
    return moves_on(program, call, f, position) ||
           (!is_handed_on(program, call, program->parameters[function->first_parameter + from]) &&
            comes_from(program, call->function,
                       node_argument(function_facts(program, call->function), call->node, position), from,
                       false));
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
