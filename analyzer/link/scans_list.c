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

/* What a test that ends the loop says of the walk. */
enum list_end {
    END_OF_LIST,  /* there is no element any more: `p == NULL` */
    END_AT_TAIL,  /* nothing comes behind the element: `p->next == NULL`, `*link == NULL` */
    END_ELSEWHERE /* anything else */
};

static enum list_end list_end_of(const struct facts *facts, const struct loop *loop,
                                 const struct exit_test *exit)
{
    uint32_t node = node_strip(facts, exit->node);
    const struct fact_node *n = &facts->nodes[node];
    bool leaves_when = false;

    if (n->kind == NODE_BINARY && (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL)) {
        uint32_t left = node_first(facts, node), right = node_next(facts, left);

        leaves_when = n->op == BINARY_EQUAL;
        if (!node_is_zero(facts, left) && !node_is_zero(facts, right))
            return END_ELSEWHERE;
        node = node_strip(facts, node_is_zero(facts, left) ? right : left);
        n = &facts->nodes[node];
    }
    if (exit->leaves_when != leaves_when)
        return END_ELSEWHERE;
    if (names_variable(facts, node, loop->variable))
        return END_OF_LIST;
    return (n->kind == NODE_MEMBER ||
            (n->kind == NODE_UNARY && n->op == UNARY_DEREFERENCE && loop->form == LOOP_LIST)) &&
                   node_base(facts, node) == loop->variable && points_to_record(facts, node)
               ? END_AT_TAIL
               : END_ELSEWHERE;
}

static bool is_in_branch(const struct facts *facts, const exit_list *exits, uint32_t node)
{
    for (uint32_t e = 0; e < exits->count; e++)
        if (exits->data[e].branch != FACTS_NONE && node_contains(facts, exits->data[e].branch, node))
            return true;
    return false;
}

/* Whether the rounds do no more than walk: all else stands in what leaves the loop. `plain`: and write
 * nothing but variables. */
static bool only_walks(const struct facts *facts, const struct loop *loop, const exit_list *exits, bool plain)
{
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        bool back = node->kind == NODE_GOTO && facts->nodes[loop->node].kind == NODE_LABEL &&
                    node->ref == facts->nodes[loop->node].ref;

        if (is_in_branch(facts, exits, n) || back)
            continue;
        if (node->kind == NODE_CALL || node->kind == NODE_RETURN || node->kind == NODE_BREAK ||
            node->kind == NODE_GOTO)
            return false;
        if (plain && node->kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind != NODE_NAME)
            return false;
    }
    return true;
}

/* The variable that each round leaves on the element before: `last = p; p = p->next;`; FACTS_NONE. */
static uint32_t trailing_variable(const struct facts *facts, const struct loop *loop)
{
    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op == BINARY_NONE &&
            facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            names_variable(facts, node_child(facts, n, 1), loop->variable))
            return facts->nodes[node_first(facts, n)].ref;
    return FACTS_NONE;
}

uint32_t loop_tail(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    exit_list exits = {0};
    bool at_tail = false, elsewhere = false;
    uint32_t tail = FACTS_NONE;

    if (loop->variable == FACTS_NONE)
        return FACTS_NONE;
    loop_exits(program, loop, &exits);
    for (uint32_t e = 0; e < exits.count; e++) {
        enum list_end end = list_end_of(facts, loop, &exits.data[e]);

        if (constant_truth(facts, exits.data[e].node) >= 0) /* while (1) */
            continue;
        at_tail |= end == END_AT_TAIL;
        elsewhere |= end == END_ELSEWHERE;
    }
    if (exits.count > 0 && !elsewhere && only_walks(facts, loop, &exits, !at_tail))
        tail = at_tail ? loop->variable : trailing_variable(facts, loop);
    vec_release(&exits);
    return tail;
}

/* Whether the node gives the element `tail` away, or puts something behind it. */
static bool uses_tail(const struct unit *unit, uint32_t node, uint32_t tail)
{
    const struct facts *facts = unit->facts;
    const struct fact_node *n = &facts->nodes[node];
    uint32_t value, base;

    if (n->kind == NODE_RETURN || n->kind == NODE_CALL)
        return nodes_mention(facts, node, n->end, tail);
    if (n->kind != NODE_ASSIGN || node_base(facts, node_first(facts, node)) != tail ||
        facts->nodes[node_first(facts, node)].kind == NODE_NAME)
        return false;
    value = node_child(facts, node, 1);
    base = node_base(facts, value);
    /* a global chain that is hung behind: the walk was over what is given away */
    return !(facts->nodes[node_strip(facts, value)].flags & NODE_HAS_VALUE) &&
           (base == FACTS_NONE || unit->symbol_variable[base] == PROGRAM_NONE);
}

bool tail_is_used(const struct program *program, const struct loop *loop, uint32_t tail)
{
    const struct function *function = &program->functions[loop->function];
    const struct unit *unit = &program->units[function->unit];
    exit_list exits = {0};
    bool used = false;

    loop_exits(program, loop, &exits);
    for (uint32_t n = loop->first; !used && n < unit->facts->nodes[function->body].end; n++)
        used = (n >= loop->last || is_in_branch(unit->facts, &exits, n)) && uses_tail(unit, n, tail);
    vec_release(&exits);
    return used;
}

bool tail_is_only_handed(const struct program *program, const struct loop *loop, uint32_t tail)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < facts->nodes[program->functions[loop->function].body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_RETURN && nodes_mention(facts, n, node->end, tail))
            return false;
        if (node->kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind != NODE_NAME &&
            nodes_mention(facts, n, node->end, tail))
            return false;
    }
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

    if (loop->form != LOOP_LIST || loop->parts.condition == FACTS_NONE ||
        !tail_is_used(program, loop, loop->variable))
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
