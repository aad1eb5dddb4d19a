/* Which calls are made once per full group (see the header).
 *
 * Without this a writer that gathers 500 rows looks like one round trip per row: the rows flow into the text
 * that is sent. It is asked of calls that matter only, so nothing is kept; an answer costs the nodes of the
 * function and of those it calls directly. */
#include "analyzer/link/gather.h"

#include "analyzer/link/loops_exit.h"
#include "analyzer/link/loops_parts.h"

enum { RESET_CALLS = 2 }; /* calls below the one in question in which the counter begins anew */

struct gather {
    const struct program *program;
    uint32_t function;
    const struct facts *facts;
    uint32_t call; /* position in program->calls */
    /* The counter: a field of whatever object (position in program->fields), or a variable of the function.
     */
    uint32_t field;
    uint32_t symbol;
    uint32_t object; /* the variable of the function that the counter is or belongs to */
};

static uint32_t field_of(const struct program *program, uint32_t function, uint32_t node)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    const struct fact_node *self = &unit->facts->nodes[node];

    return self->kind == NODE_MEMBER && self->ref != FACTS_NONE ? unit->symbol_field[self->ref]
                                                                : PROGRAM_NONE;
}

/* Whether the expression is the counter itself, in any function. */
static bool names_counter(const struct gather *gather, uint32_t function, uint32_t node)
{
    const struct facts *facts = function_facts(gather->program, function);

    node = node_strip(facts, node);
    if (gather->field != PROGRAM_NONE)
        return field_of(gather->program, function, node) == gather->field;
    return function == gather->function && facts->nodes[node].kind == NODE_NAME &&
           facts->nodes[node].ref == gather->symbol;
}

static bool grows_in(const struct gather *gather, uint32_t function)
{
    const struct facts *facts = function_facts(gather->program, function);
    uint32_t body = gather->program->functions[function].body;

    for (uint32_t node = body; node < facts->nodes[body].end; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t first = node_first(facts, node), value;

        if (self->kind == NODE_UNARY &&
            (self->op == UNARY_POST_INCREMENT || self->op == UNARY_PRE_INCREMENT) &&
            names_counter(gather, function, first))
            return true;
        if (self->kind != NODE_ASSIGN || !names_counter(gather, function, first))
            continue;
        if (self->op == BINARY_ADD)
            return true;
        value = node_strip(facts, node_next(facts, first));
        if (self->op == BINARY_NONE && facts->nodes[value].kind == NODE_BINARY &&
            facts->nodes[value].op == BINARY_ADD && names_counter(gather, function, node_first(facts, value)))
            return true;
    }
    return false;
}

/* Whether the counter is set to a constant within [first, last). */
static bool restarts_within(const struct gather *gather, uint32_t function, uint32_t first, uint32_t last)
{
    const struct facts *facts = function_facts(gather->program, function);

    for (uint32_t node = first; node < last; node++) {
        uint32_t target = node_first(facts, node);

        if (facts->nodes[node].kind == NODE_ASSIGN && facts->nodes[node].op == BINARY_NONE &&
            names_counter(gather, function, target) && constant_truth(facts, node_next(facts, target)) >= 0)
            return true;
    }
    return false;
}

/* The one function that the call runs and may change a field in; PROGRAM_NONE. */
static uint32_t callee_of(const struct gather *gather, const struct call *call)
{
    return gather->field != PROGRAM_NONE && call->target_count == 1
               ? gather->program->targets[call->first_target]
               : PROGRAM_NONE;
}

static bool restarts_below(const struct gather *gather, uint32_t c, unsigned depth)
{
    const struct program *program = gather->program;
    uint32_t callee = callee_of(gather, &program->calls[c]);
    const struct function *function = &program->functions[callee];

    if (callee == PROGRAM_NONE)
        return false;
    if (restarts_within(gather, callee, function->body, function_node(program, callee, function->body)->end))
        return true;
    for (uint32_t i = 0; depth > 1 && i < function->call_count; i++)
        if (restarts_below(gather, function->first_call + i, depth - 1))
            return true;
    return false;
}

/* Whether a call in the function hands over the object that the counter belongs to, or may see it anyhow. */
static bool is_given(const struct gather *gather, const struct call *call)
{
    const struct facts *facts = gather->facts;

    return (facts->symbols[gather->object].flags & SYMBOL_STATIC) ||
           nodes_mention(facts, call->node, facts->nodes[call->node].end, gather->object);
}

static bool grows(const struct gather *gather)
{
    const struct function *function = &gather->program->functions[gather->function];

    if (grows_in(gather, gather->function))
        return true;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &gather->program->calls[c];

        uint32_t callee = callee_of(gather, call);

        if (callee != PROGRAM_NONE && is_given(gather, call) && grows_in(gather, callee))
            return true;
    }
    return false;
}

/* Whether a loop around the call walks by the counter: then it is the round that is counted. */
static bool counts_rounds(const struct gather *gather)
{
    const struct program *program = gather->program;

    for (uint32_t l = program->calls[gather->call].loop; l != PROGRAM_NONE; l = program->loops[l].parent)
        if (gather->field == PROGRAM_NONE && program->loops[l].variable == gather->symbol)
            return true;
    return false;
}

/* Whether `node`, one side of a comparison, is or adds to a counter that grows, and begins anew within
 * [first, last) or below the call. */
static bool is_counter(struct gather *gather, uint32_t function, uint32_t node, uint32_t first, uint32_t last)
{
    const struct program *program = gather->program;
    const struct facts *facts = function_facts(program, function);

    node = test_strip(facts, node);
    if (facts->nodes[node].kind == NODE_BINARY && facts->nodes[node].op == BINARY_ADD)
        return is_counter(gather, function, node_first(facts, node), first, last) ||
               is_counter(gather, function, node_next(facts, node_first(facts, node)), first, last);
    if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op >= UNARY_POST_INCREMENT &&
        facts->nodes[node].op <= UNARY_PRE_DECREMENT)
        node = node_strip(facts, node_first(facts, node));
    gather->field = field_of(program, function, node);
    gather->symbol = FACTS_NONE;
    if (gather->field == PROGRAM_NONE) {
        if (function != gather->function || facts->nodes[node].kind != NODE_NAME)
            return false;
        gather->symbol = facts->nodes[node].ref;
    }
    if (function == gather->function)
        gather->object = node_base(facts, node);
    return gather->object != FACTS_NONE && grows(gather) && !counts_rounds(gather) &&
           (restarts_within(gather, gather->function, first, last) ||
            (is_given(gather, &program->calls[gather->call]) &&
             restarts_below(gather, gather->call, RESET_CALLS)));
}

static bool compares_counter(struct gather *gather, uint32_t function, uint32_t comparison, uint32_t first,
                             uint32_t last)
{
    const struct facts *facts = function_facts(gather->program, function);
    const struct fact_node *self = &facts->nodes[comparison];
    uint32_t left, right;

    if (self->kind != NODE_BINARY || self->op < BINARY_LESS || self->op > BINARY_NOT_EQUAL)
        return false;
    left = node_first(facts, comparison);
    right = node_next(facts, left);
    return (!node_is_zero(facts, right) && is_counter(gather, function, left, first, last)) ||
           (!node_is_zero(facts, left) && is_counter(gather, function, right, first, last));
}

/* i % N == 0 around the call, in a loop. Before it, with `continue`, it leaves out a few. */
static bool is_remainder(const struct gather *gather, uint32_t comparison)
{
    const struct facts *facts = gather->facts;
    const struct fact_node *self = &facts->nodes[comparison];
    uint32_t left = node_first(facts, comparison);

    if (self->kind != NODE_BINARY || (self->op != BINARY_EQUAL && self->op != BINARY_NOT_EQUAL) ||
        gather->program->calls[gather->call].loop == PROGRAM_NONE)
        return false;
    left = test_strip(facts, left);
    return facts->nodes[left].kind == NODE_BINARY && facts->nodes[left].op == BINARY_REMAINDER;
}

/* Whether a function that the condition asks looks at the counter: is_full(b). */
static bool asks_predicate(struct gather *gather, uint32_t node, uint32_t first, uint32_t last)
{
    const struct program *program = gather->program;
    uint32_t c = program_call_at(program, gather->function, node);
    const struct call *call = c == PROGRAM_NONE ? NULL : &program->calls[c];
    const struct function *predicate;
    uint32_t target, argument;

    if (call == NULL || c == gather->call || call->kind != CALL_DIRECT || call->target_count != 1)
        return false;
    target = program->targets[call->first_target];
    predicate = &program->functions[target];
    argument = node_argument(gather->facts, node, 0);
    if (predicate->call_count > 0 || predicate->loop_count > 0 || argument == FACTS_NONE)
        return false;
    gather->object = node_base(gather->facts, argument);
    for (uint32_t n = predicate->body; n < function_node(program, target, predicate->body)->end; n++)
        if (compares_counter(gather, target, n, first, last))
            return true;
    return false;
}

/* Whether the condition, or its part before the call, says that a group is full; the counter begins anew
 * within [first, last). */
static bool tests_full(struct gather *gather, uint32_t condition, uint32_t first, uint32_t last)
{
    const struct facts *facts = gather->facts;
    uint32_t call = gather->program->calls[gather->call].node;

    for (uint32_t node = condition; node < facts->nodes[condition].end && node != call; node++) {
        if (compares_counter(gather, gather->function, node, first, last))
            return true;
        if (facts->nodes[node].kind == NODE_CALL && asks_predicate(gather, node, first, last))
            return true;
    }
    return false;
}

/* Whether the statement always leaves what is around it. */
static bool leaves(const struct facts *facts, uint32_t statement)
{
    if (facts->nodes[statement].kind == NODE_COMPOUND) {
        uint32_t last = FACTS_NONE;

        for (uint32_t s = node_first(facts, statement); s != FACTS_NONE; s = node_next(facts, s))
            last = s;
        return last != FACTS_NONE && leaves(facts, last);
    }
    return facts->nodes[statement].kind == NODE_RETURN || facts->nodes[statement].kind == NODE_CONTINUE ||
           facts->nodes[statement].kind == NODE_GOTO;
}

static bool tests_remainder(const struct gather *gather, uint32_t condition)
{
    for (uint32_t node = condition; node < gather->facts->nodes[condition].end; node++)
        if (is_remainder(gather, node))
            return true;
    return false;
}

bool call_is_per_group(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    struct gather gather = {.program = program,
                            .function = call->function,
                            .facts = function_facts(program, call->function),
                            .call = c};
    const struct facts *facts = gather.facts;
    uint32_t body = program->functions[call->function].body;

    for (uint32_t at = call->node; at != FACTS_NONE && at != body; at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent;

        if (parent == FACTS_NONE)
            break;
        if (facts->nodes[parent].kind == NODE_IF &&
            (node_first(facts, parent) == at || node_child(facts, parent, 1) == at) &&
            (tests_full(&gather, node_first(facts, parent), parent, facts->nodes[parent].end) ||
             tests_remainder(&gather, node_first(facts, parent))))
            return true;
        if (facts->nodes[parent].kind != NODE_COMPOUND)
            continue;
        for (uint32_t s = node_first(facts, parent); s != FACTS_NONE && s != at; s = node_next(facts, s))
            if (facts->nodes[s].kind == NODE_IF && leaves(facts, node_child(facts, s, 1)) &&
                tests_full(&gather, node_first(facts, s), s, facts->nodes[parent].end))
                return true;
    }
    return false;
}
