/* Whether a collection is another one in each round of a loop: read off what the loop does to the place where
 * the collection is kept, since a collection that the items are put into depends on them and is the same all
 * the while. */
#include "checks/collection.h"

#include "analyzer/link/flow.h"

/* Whether `part` is `whole` itself or what a longer path starts with: `a->b` of `a->b[i].c`. */
static bool starts_path(const struct facts *facts, uint32_t part, uint32_t whole)
{
    while (whole != FACTS_NONE) {
        const struct fact_node *n = &facts->nodes[whole = node_strip(facts, whole)];

        if (node_equal(facts, part, whole))
            return true;
        if (n->kind != NODE_MEMBER && n->kind != NODE_INDEX &&
            !(n->kind == NODE_BINARY && n->op == BINARY_ADD) &&
            !(n->kind == NODE_UNARY && (n->op == UNARY_DEREFERENCE || n->op == UNARY_ADDRESS)))
            return false;
        whole = node_first(facts, whole);
    }
    return false;
}

/* Whether a position in the path depends on the item: `lists[i]`, `table[hash(key)].first`, `text + at[i]`.
 */
static bool picks_by_item(const struct program *program, uint32_t loop, uint32_t node)
{
    const struct facts *facts = function_facts(program, program->loops[loop].function);

    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if ((facts->nodes[n].kind == NODE_INDEX ||
             (facts->nodes[n].kind == NODE_BINARY && facts->nodes[n].op == BINARY_ADD)) &&
            flow_from_item(program, loop, node_child(facts, n, 1)))
            return true;
    return false;
}

/* What the loop does to the place where the collection is kept. */
enum keeping {
    KEEPS,    /* leaves it alone */
    CARRIES,  /* only replaces it by what a call made of it: `list = g_list_append(list, x)` */
    REPLACES, /* sets it to something else */
};

static enum keeping keeps_place(const struct program *program, uint32_t loop, uint32_t subject)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);
    uint32_t symbol = node_base(facts, subject);
    enum keeping keeping = KEEPS;

    for (uint32_t n = l->first; n < l->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t value;

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            value = node_first(facts, n);
        else if (node->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol &&
                 starts_path(facts, node_first(facts, n), subject))
            value = node_child(facts, n, 1);
        else
            continue;
        if (value == FACTS_NONE || (facts->nodes[value].flags & NODE_HAS_VALUE))
            return REPLACES;
        if (node->kind == NODE_ASSIGN && facts->nodes[node_strip(facts, value)].kind == NODE_CALL &&
            nodes_mention(facts, value, facts->nodes[value].end, symbol))
            keeping = CARRIES;
        else if (flow_from_item(program, loop, value))
            return REPLACES;
    }
    return keeping;
}

/* In a function that is called once per element: the bit of the parameter that all calls share, the last one
 * when it is a plain `void *` behind the element's own; 0 when there is none. */
static uint64_t context_bit(const struct program *program, uint32_t function)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    uint32_t last, type;

    if (f->parameters < 2 || f->parameters > 64)
        return 0;
    last = program->parameters[f->first_parameter + f->parameters - 1];
    type = last == FACTS_NONE ? FACTS_NONE : facts->symbols[last].type;
    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return 0;
    type = facts->types[type].target;
    if (type == FACTS_NONE || facts->types[type].class != TYPE_VOID ||
        (facts->types[type].flags & TYPE_IS_CONST))
        return 0;
    return UINT64_C(1) << (f->parameters - 1);
}

/* The parameter that a local was made of, `struct ranking *ranking = context;`, else the symbol itself. What
 * is stored in the object later makes it no other one. */
static uint32_t object_named(const struct program *program, uint32_t function, uint32_t symbol)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++)
        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == symbol &&
            node_first(facts, n) != FACTS_NONE) {
            const struct fact_node *value = &facts->nodes[node_strip(facts, node_first(facts, n))];

            return value->kind == NODE_NAME && value->ref != FACTS_NONE &&
                           facts->symbols[value->ref].kind == SYMBOL_PARAMETER
                       ? value->ref
                       : symbol;
        }
    return symbol;
}

/* Whether the collection is one that all calls share: a static variable, or what the context holds. */
static bool calls_share(const struct program *program, uint32_t function, uint32_t symbol)
{
    const struct function *f = &program->functions[function];
    const struct unit *unit = &program->units[f->unit];
    uint64_t context;

    if (symbol == FACTS_NONE)
        return false;
    if (unit->symbol_variable[symbol] != PROGRAM_NONE)
        return true;
    context = context_bit(program, function);
    return context != 0 && (unit->parameter_mask[symbol] == context ||
                            object_named(program, function, symbol) ==
                                program->parameters[f->first_parameter + f->parameters - 1]);
}

bool value_is_of_element(const struct program *program, uint32_t function, uint32_t node)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    uint64_t context = context_bit(program, function);

    for (uint32_t n = node; n < unit->facts->nodes[node].end; n++) {
        const struct fact_node *at = &unit->facts->nodes[n];

        if (at->kind == NODE_NAME && at->ref != FACTS_NONE && (unit->parameter_mask[at->ref] & ~context) != 0)
            return true;
    }
    return false;
}

/* Whether the loop moves the variable itself on. A loop that counts in a field of it (`while (q->used > 0)`)
 * has the same object in each round. */
static bool is_moved_on(const struct facts *facts, const struct loop *loop)
{
    uint32_t first = loop->parts.init == FACTS_NONE ? loop->first : loop->parts.init;

    for (uint32_t n = first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n], *target;

        if (node->kind == NODE_VARIABLE && node->ref == loop->variable)
            return true;
        if (node->kind != NODE_ASSIGN && node->kind != NODE_UNARY)
            continue;
        target = &facts->nodes[node_strip(facts, node_first(facts, n))];
        if (target->kind == NODE_NAME && target->ref == loop->variable &&
            (node->kind == NODE_ASSIGN || (node->op != UNARY_NONE && node->op <= UNARY_ADDRESS)))
            return true;
    }
    return false;
}

bool collection_is_of_item(const struct program *program, uint32_t loop, uint32_t function, uint32_t node,
                           bool moves_on)
{
    uint32_t symbol = node_base(function_facts(program, function), node);

    if (program->loops[loop].form == LOOP_HIDDEN)
        return !calls_share(program, function, symbol);
    if (symbol == FACTS_NONE)
        return flow_from_item(program, loop, node);
    if (symbol == program->loops[loop].variable
            ? is_moved_on(function_facts(program, function), &program->loops[loop])
            : picks_by_item(program, loop, node))
        return true;
    switch (keeps_place(program, loop, node)) {
    case KEEPS: return false;
    case CARRIES: return moves_on;
    case REPLACES: break;
    }
    return true;
}

bool statement_leaves(const struct facts *facts, uint32_t statement)
{
    if (facts->nodes[statement].kind == NODE_COMPOUND) {
        uint32_t last = FACTS_NONE;

        for (uint32_t c = node_first(facts, statement); c != FACTS_NONE; c = node_next(facts, c))
            last = c;
        return last != FACTS_NONE && statement_leaves(facts, last);
    }
    return facts->nodes[statement].kind == NODE_BREAK || facts->nodes[statement].kind == NODE_RETURN;
}
