/* What a loop does to a list or array beside a search: it looks for the last element, closes the gap of one
 * that is taken out, counts, or steps to a position. Read off the statements of the loop. */
#include "analyzer/link/scans_shape.h"

#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_parts.h"

static bool names_variable(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    return n->kind == NODE_NAME && n->ref == symbol;
}

static bool points_to_record(const struct facts *facts, uint32_t node)
{
    uint32_t type = facts->nodes[node].type;

    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return false;
    type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_RECORD;
}

/* `p`, `p != NULL` */
static bool asks_whether_there(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];

    if (n->kind == NODE_BINARY && n->op == BINARY_NOT_EQUAL &&
        facts->nodes[node_strip(facts, node_child(facts, node, 1))].flags & NODE_HAS_VALUE)
        node = node_first(facts, node);
    return names_variable(facts, node, symbol);
}

bool loop_finds_tail(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t condition = loop->parts.condition;
    const struct fact_node *n;

    if (condition == FACTS_NONE || loop->variable == FACTS_NONE)
        return false;
    condition = node_strip(facts, condition);
    /* `while (p && p->next)` */
    if (facts->nodes[condition].kind == NODE_BINARY && facts->nodes[condition].op == BINARY_LOGICAL_AND &&
        asks_whether_there(facts, node_first(facts, condition), loop->variable))
        condition = node_strip(facts, node_child(facts, condition, 1));
    if (facts->nodes[condition].kind == NODE_BINARY && facts->nodes[condition].op == BINARY_NOT_EQUAL &&
        facts->nodes[node_strip(facts, node_child(facts, condition, 1))].flags & NODE_HAS_VALUE)
        condition = node_strip(facts, node_first(facts, condition));
    n = &facts->nodes[condition];
    if ((n->kind != NODE_MEMBER &&
         !(n->kind == NODE_UNARY && n->op == UNARY_DEREFERENCE && loop->form == LOOP_LIST)) ||
        node_base(facts, condition) != loop->variable || !points_to_record(facts, condition))
        return false;
    for (uint32_t at = loop->first; at < loop->last; at++)
        if (facts->nodes[at].kind == NODE_CALL || facts->nodes[at].kind == NODE_RETURN ||
            facts->nodes[at].kind == NODE_BREAK || facts->nodes[at].kind == NODE_GOTO)
            return false;
    return true;
}

/* Whether the two subscripts are one apart, `i` and `i + 1` or `i - 1` and `i`, and the element goes down. */
static bool goes_down_by_one(const struct facts *facts, uint32_t to, uint32_t from, uint32_t index)
{
    uint32_t step = FACTS_NONE;

    to = node_strip(facts, to);
    from = node_strip(facts, from);
    if (names_variable(facts, to, index) && facts->nodes[from].kind == NODE_BINARY &&
        facts->nodes[from].op == BINARY_ADD && names_variable(facts, node_first(facts, from), index))
        step = node_child(facts, from, 1);
    else if (names_variable(facts, from, index) && facts->nodes[to].kind == NODE_BINARY &&
             facts->nodes[to].op == BINARY_SUBTRACT && names_variable(facts, node_first(facts, to), index))
        step = node_child(facts, to, 1);
    return step != FACTS_NONE && (facts->nodes[step].flags & NODE_HAS_VALUE) && facts->nodes[step].value == 1;
}

uint32_t loop_closes_gap(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t body = loop->parts.body, to, from;

    if (loop->form != LOOP_INDEX || body == FACTS_NONE || loop->variable == FACTS_NONE)
        return FACTS_NONE;
    if (facts->nodes[body].kind == NODE_COMPOUND) {
        body = node_first(facts, body);
        if (body == FACTS_NONE || node_next(facts, body) != FACTS_NONE)
            return FACTS_NONE;
    }
    if (facts->nodes[body].kind != NODE_ASSIGN || facts->nodes[body].op != BINARY_NONE)
        return FACTS_NONE;
    to = node_strip(facts, node_first(facts, body));
    from = node_strip(facts, node_child(facts, body, 1));
    if (facts->nodes[to].kind != NODE_INDEX || facts->nodes[from].kind != NODE_INDEX ||
        !node_equal(facts, node_first(facts, to), node_first(facts, from)) ||
        node_is_text(facts, node_first(facts, to)) ||
        !goes_down_by_one(facts, node_child(facts, to, 1), node_child(facts, from, 1), loop->variable))
        return FACTS_NONE;
    return node_first(facts, to);
}

/* Whether the target is a variable of the function's own. */
static bool is_own_variable(const struct facts *facts, uint32_t target)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, target)];

    return n->kind == NODE_NAME && n->ref != FACTS_NONE && !(facts->symbols[n->ref].flags & SYMBOL_STATIC) &&
           (facts->symbols[n->ref].kind == SYMBOL_PARAMETER || facts->symbols[n->ref].flags & SYMBOL_LOCAL);
}

bool loop_recounts(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t type = facts->symbols[function->symbol].type, sum = FACTS_NONE;

    /* A number of elements or a sum over them; an array of plain numbers is mostly a buffer. */
    if (type != FACTS_NONE)
        type = facts->types[type].target;
    if (type == FACTS_NONE ||
        (facts->types[type].class != TYPE_INTEGER && facts->types[type].class != TYPE_FLOAT) ||
        loop->parent != PROGRAM_NONE || function->loop_count > 1 ||
        (loop->form != LOOP_LIST && facts->nodes[node_strip(facts, loop->collection)].kind != NODE_MEMBER))
        return false;
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        bool steps =
            node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT && node->op <= UNARY_PRE_DECREMENT;

        if (node->kind == NODE_CALL || node->kind == NODE_RETURN || node->kind == NODE_BREAK ||
            node->kind == NODE_GOTO)
            return false;
        if (!steps && node->kind != NODE_ASSIGN)
            continue;
        if (!is_own_variable(facts, node_first(facts, n)))
            return false;
        if ((steps || node->op == BINARY_ADD) && !names_variable(facts, node_first(facts, n), loop->variable))
            sum = facts->nodes[node_strip(facts, node_first(facts, n))].ref;
    }
    for (uint32_t n = loop->last; sum != FACTS_NONE && n < facts->nodes[function->body].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN && nodes_mention(facts, n, facts->nodes[n].end, sum))
            return true;
    return false;
}

uint64_t position_keys(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];
    const struct facts *facts = function_facts(program, loop->function);
    uint64_t keys = 0;

    if (loop->form != LOOP_LIST || loop->parts.condition == FACTS_NONE || !tail_is_used(program, loop))
        return 0;
    for (uint32_t p = 0; p < function->parameters && p < 64; p++) {
        uint32_t symbol = program->parameters[function->first_parameter + p];
        uint32_t type = symbol == FACTS_NONE ? FACTS_NONE : facts->symbols[symbol].type;

        if (type != FACTS_NONE && facts->types[type].class == TYPE_INTEGER &&
            nodes_mention(facts, loop->parts.condition, facts->nodes[loop->parts.condition].end, symbol))
            keys |= UINT64_C(1) << p;
    }
    return keys;
}
