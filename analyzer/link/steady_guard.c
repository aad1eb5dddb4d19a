/* What stands before a call: conditions around it, and earlier statements of the round that leave it.
 *
 * A condition that the code behind it makes untrue lets the call through once: a flag that is set, a value
 * that is filled in, a table that holds the answer from now on. It is told by what the condition reads and
 * the guarded code, or what that calls, writes - of what is still there when the next round comes. */
#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/steady.h"

struct round {
    struct regions *regions;
    const struct program *program;
    const struct facts *facts;
    uint32_t function;
    uint32_t loop;        /* PROGRAM_NONE: a round is a call of the function */
    uint32_t node;        /* of the loop, or the body */
    uint32_t first, last; /* its nodes */
};

/* Whether the symbol has, where the condition stands, what an earlier round left in it. */
static bool is_kept(const struct round *round, uint32_t symbol, uint32_t condition)
{
    const struct loop *loop;
    write_list writes = {0};
    bool kept = true;

    if (round->facts->symbols[symbol].flags & SYMBOL_STATIC)
        return true;
    if (round->loop == PROGRAM_NONE)
        return false;
    loop = &round->program->loops[round->loop];
    for (uint32_t n = round->first; n < condition; n++)
        if (round->facts->nodes[n].kind == NODE_VARIABLE && round->facts->nodes[n].ref == symbol)
            return false;
    flow_collect(round->program, round->function, round->first, condition, &writes);
    for (uint32_t i = 0; i < writes.count && kept; i++)
        kept = writes.data[i].symbol != symbol || !flow_write_settles(round->facts, loop, &writes.data[i]);
    vec_release(&writes);
    return kept;
}

/* Whether [first, last) writes the symbol, or only what it points to. */
static bool writes_symbol(const struct round *round, uint32_t first, uint32_t last, uint32_t symbol,
                          bool content_only)
{
    write_list writes = {0};
    bool found = false;

    flow_collect(round->program, round->function, first, last, &writes);
    for (uint32_t i = 0; i < writes.count && !found; i++)
        found = writes.data[i].symbol == symbol && writes.data[i].effect != WRITE_TOUCH &&
                (writes.data[i].effect == WRITE_CONTENT || !content_only);
    vec_release(&writes);
    return found;
}

/* Whether what stands in [first, last) writes a variable that the condition names and that keeps its value to
 * the next round; what a parameter points to outlives the call. */
static bool writes_named(const struct round *round, uint32_t condition, uint32_t first, uint32_t last)
{
    const struct facts *facts = round->facts;

    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        uint32_t symbol = facts->nodes[n].kind == NODE_NAME ? facts->nodes[n].ref : FACTS_NONE;
        bool kept;

        if (symbol == FACTS_NONE || (facts->symbols[symbol].kind != SYMBOL_VARIABLE &&
                                     facts->symbols[symbol].kind != SYMBOL_PARAMETER))
            continue;
        if (round->loop != PROGRAM_NONE && round->program->loops[round->loop].variable == symbol)
            continue;
        kept = is_kept(round, symbol, condition);
        if ((kept || facts->symbols[symbol].kind == SYMBOL_PARAMETER) &&
            writes_symbol(round, first, last, symbol, !kept))
            return true;
    }
    return false;
}

static bool is_of_item(const struct round *round, uint32_t condition)
{
    return round->loop != PROGRAM_NONE && flow_from_item(round->program, round->loop, condition);
}

/* Whether what stands in [first, last) changes what the condition asks. A field of the item is the item's
 * own: it is another one in the next round. */
static bool changes(const struct round *round, uint32_t condition, uint32_t first, uint32_t last)
{
    struct inputs inputs = {0};
    bool found;

    if (writes_named(round, condition, first, last))
        return true;
    if (is_of_item(round, condition))
        return false;
    steady_inputs(round->program, round->function, condition, FACTS_NONE, &inputs);
    found = region_writes(round->regions, round->function, first, last, &inputs.places);
    inputs_release(&inputs);
    return found;
}

/* Whether the statement's end is a jump: return, break, continue or goto. */
static bool jumps(const struct facts *facts, uint32_t statement)
{
    uint32_t last = FACTS_NONE;

    switch (facts->nodes[statement].kind) {
    case NODE_RETURN:
    case NODE_BREAK:
    case NODE_CONTINUE:
    case NODE_GOTO: return true;
    case NODE_COMPOUND:
        for (uint32_t c = node_first(facts, statement); c != FACTS_NONE; c = node_next(facts, c))
            last = c;
        return last != FACTS_NONE && jumps(facts, last);
    default: return false;
    }
}

static bool is_settled_in_loop(const struct round *round, uint32_t condition)
{
    struct inputs inputs = {0};
    bool settled;

    if (round->loop == PROGRAM_NONE)
        return false;
    steady_loop_inputs(round->program, round->loop, condition, FACTS_NONE, &inputs);
    settled = !inputs.unsteady &&
              !region_writes(round->regions, round->function, round->first, round->last, &inputs.places);
    inputs_release(&inputs);
    return settled;
}

/* `if (ready) continue;` among the statements before `child` in the compound. */
static bool left_before(const struct round *round, uint32_t compound, uint32_t child)
{
    const struct facts *facts = round->facts;

    for (uint32_t s = node_first(facts, compound); s != FACTS_NONE && s != child; s = node_next(facts, s)) {
        uint32_t condition;

        if (facts->nodes[s].kind != NODE_IF || !jumps(facts, node_child(facts, s, 1)))
            continue;
        condition = node_first(facts, s);
        if (changes(round, condition, facts->nodes[s].end, round->last))
            return true;
    }
    return false;
}

enum guard steady_guard(struct regions *regions, uint32_t c, uint32_t loop)
{
    const struct program *program = regions->program;
    const struct call *call = &program->calls[c];
    const struct function *function = &program->functions[call->function];
    struct round round = {.regions = regions,
                          .program = program,
                          .facts = function_facts(program, call->function),
                          .function = call->function,
                          .loop = loop};
    enum guard guard = GUARD_NONE;

    round.node = loop == PROGRAM_NONE ? function->body : program->loops[loop].node;
    round.first = loop == PROGRAM_NONE ? function->body : program->loops[loop].first;
    round.last = loop == PROGRAM_NONE ? round.facts->nodes[function->body].end : program->loops[loop].last;
    for (uint32_t child = call->node, parent = round.facts->nodes[child].parent;
         child != round.node && parent != FACTS_NONE;
         child = parent, parent = round.facts->nodes[parent].parent) {
        uint32_t condition;

        if (round.facts->nodes[parent].kind == NODE_COMPOUND && left_before(&round, parent, child))
            return GUARD_ONCE;
        /* a loop's own condition is no guard; the `if` around a backward goto is one */
        if (parent == round.node || node_is_loop(round.facts, parent) ||
            (loop != PROGRAM_NONE && program->loops[loop].form == LOOP_GOTO &&
             round.facts->nodes[parent].end >= round.last))
            continue;
        condition = steady_condition(round.facts, parent, child);
        if (condition == FACTS_NONE)
            continue;
        if (changes(&round, condition, child, round.facts->nodes[child].end))
            return GUARD_ONCE;
        if (!is_settled_in_loop(&round, condition) &&
            (loop == PROGRAM_NONE || !loop_joins_tests(round.facts, &program->loops[loop], parent)))
            guard = GUARD_SOME;
    }
    return guard;
}
