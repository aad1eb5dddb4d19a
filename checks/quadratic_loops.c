/* Loops in loops that search for nothing, and walk all the same in every round: to the tail of a list to
 * append there, over all that lies behind an array's element that is taken out, from the head again after
 * each hit.
 */
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/scans_shape.h"
#include "checks/collection.h"
#include "checks/growing.h"
#include "checks/quadratic.h"

static uint32_t outer_of_many(const struct program *program, const struct loop *inner)
{
    uint32_t outer = inner->parent;

    while (outer != PROGRAM_NONE && !loop_is_item(&program->loops[outer]))
        outer = program->loops[outer].parent;
    if (outer == PROGRAM_NONE || !loop_runs_many(&program->loops[outer]) ||
        comment_bounds(program, inner->function, program->loops[outer].node) ||
        comment_bounds(program, inner->function, inner->node))
        return PROGRAM_NONE;
    return outer;
}

/* Whether the loop sets the list's head only where it was empty, so that the list is one and the same in all
 * rounds: `if (head == NULL) head = element;`. */
static bool head_stays(const struct program *program, const struct loop *outer, uint32_t head)
{
    const struct facts *facts = function_facts(program, outer->function);

    for (uint32_t n = outer->first; n < outer->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t up = node->parent;

        if (node->kind == NODE_VARIABLE && node->ref == head)
            return false;
        if (node->kind != NODE_ASSIGN || facts->nodes[node_first(facts, n)].kind != NODE_NAME ||
            facts->nodes[node_first(facts, n)].ref != head)
            continue;
        while (up > outer->node && facts->nodes[up].kind != NODE_IF)
            up = facts->nodes[up].parent;
        if (up <= outer->node ||
            !nodes_mention(facts, node_first(facts, up), facts->nodes[node_first(facts, up)].end, head))
            return false;
    }
    return true;
}

/* Whether a place in the path depends on the outer item: `table[hash(name)]`, `item->list`. */
static bool is_picked(const struct program *program, uint32_t outer, uint32_t node)
{
    const struct facts *facts = function_facts(program, program->loops[outer].function);

    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if ((facts->nodes[n].kind == NODE_INDEX && flow_varies(program, outer, node_child(facts, n, 1))) ||
            facts->nodes[n].kind == NODE_CALL)
            return true;
    return false;
}

/* Whether the loop goes on only while something is not there yet, `i < n && !found`. */
static bool ends_early(const struct facts *facts, const struct loop *loop)
{
    uint32_t condition = loop->parts.condition;

    for (uint32_t n = condition; condition != FACTS_NONE && n < facts->nodes[condition].end; n++)
        if (facts->nodes[n].kind == NODE_UNARY && facts->nodes[n].op == UNARY_LOGICAL_NOT && n != condition)
            return true;
    return false;
}

/* How far it can be trusted that the outer loop has many rounds. */
static enum confidence confidence_in(const struct program *program, const struct loop *outer)
{
    return ends_early(function_facts(program, outer->function), outer) ||
                   quadratic_is_vague(program, outer) || outer->form == LOOP_FOREVER ||
                   outer->form == LOOP_CONDITION
               ? CONFIDENCE_LOW
               : CONFIDENCE_MEDIUM;
}

static void look_at_tail(struct quadratic *context, uint32_t outer, uint32_t inner)
{
    const struct program *program = context->program;
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;
    uint32_t head = loop->collection == FACTS_NONE ? FACTS_NONE : node_base(facts, loop->collection);
    uint32_t tail = loop_tail(program, loop);

    if (head == FACTS_NONE || tail == FACTS_NONE || head == program->loops[outer].variable ||
        head == loop->variable || !tail_is_used(program, loop, tail) ||
        !head_stays(program, &program->loops[outer], head) || is_picked(program, outer, loop->collection) ||
        !flow_writes(program, loop->function, program->loops[outer].first, loop->last, loop->variable))
        return;
    confidence = quadratic_trust(context, outer, loop->function, loop->collection,
                                 confidence_in(program, &program->loops[outer]), &reason);
    quadratic_report_loop(
        context, outer, inner, confidence,
        arena_printf(arena,
                     "the loop walks to the tail of `%s` to add there, once %s%s%s. Keep the "
                     "tail, or add at the head and turn the list round once",
                     node_text(facts, loop->collection, 40, arena),
                     loop_each_text(program, &program->loops[outer], arena), reason,
                     heat_text(program, loop->function, arena)));
}

static void look_at_gap(struct quadratic *context, uint32_t outer, uint32_t inner)
{
    const struct program *program = context->program;
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;
    uint32_t array = loop_closes_gap(program, loop);

    if (array == FACTS_NONE || quadratic_is_array(facts, array) ||
        collection_is_of_item(program, outer, loop->function, array, false))
        return;
    confidence = quadratic_trust(context, outer, loop->function, array,
                                 confidence_in(program, &program->loops[outer]), &reason);
    quadratic_report_loop(
        context, outer, inner, confidence,
        arena_printf(arena,
                     "the loop moves all of `%s` behind the place down by one, once %s%s%s. "
                     "Move each kept element once to its final place in one pass",
                     node_text(facts, array, 40, arena),
                     loop_each_text(program, &program->loops[outer], arena), reason,
                     heat_text(program, loop->function, arena)));
}

/* Whether the node stands in a branch of the inner loop that its item decides on. */
static bool is_for_item(const struct program *program, uint32_t inner, uint32_t node)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t up = facts->nodes[node].parent; up != FACTS_NONE && up > loop->node;
         up = facts->nodes[up].parent)
        if (facts->nodes[up].kind == NODE_IF && flow_handle_from_item(program, inner, node_first(facts, up)))
            return true;
    return false;
}

/* Whether the statement goes back to the label of the outer loop: `goto again`. */
static bool goes_back(const struct facts *facts, const struct loop *outer, uint32_t node)
{
    return facts->nodes[node].kind == NODE_GOTO && facts->nodes[outer->node].kind == NODE_LABEL &&
           facts->nodes[node].ref == facts->nodes[outer->node].ref;
}

/* Whether the statement sets the flag that the outer loop goes on for, and its block leaves the inner one:
 * `more = true; break;`. */
static bool asks_for_more(const struct facts *facts, const struct loop *outer, uint32_t node)
{
    uint32_t condition = outer->parts.condition, flag, block = facts->nodes[node].parent;

    if (condition == FACTS_NONE || facts->nodes[flag = node_strip(facts, condition)].kind != NODE_NAME)
        return false;
    return facts->nodes[node].kind == NODE_ASSIGN && node_equal(facts, node_first(facts, node), flag) &&
           facts->nodes[node_child(facts, node, 1)].flags & NODE_HAS_VALUE &&
           facts->nodes[node_child(facts, node, 1)].value != 0 && facts->nodes[block].kind == NODE_COMPOUND &&
           statement_leaves(facts, block);
}

static bool starts_over(const struct program *program, const struct loop *outer, uint32_t inner)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++)
        if ((goes_back(facts, outer, n) || asks_for_more(facts, outer, n)) && is_for_item(program, inner, n))
            return true;
    return false;
}

static void look_at_restart(struct quadratic *context, uint32_t inner)
{
    const struct program *program = context->program;
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    const struct loop *outer = loop->parent == PROGRAM_NONE ? NULL : &program->loops[loop->parent];
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;

    /* Of two loops made of labels, a jump to the outer one's is how it goes on to its next item. */
    if (outer == NULL || outer->class != LOOP_ITEM || !loop_runs_many(loop) || loop->form == LOOP_GOTO ||
        loop->collection == FACTS_NONE || node_is_text(facts, loop->collection) ||
        !starts_over(program, outer, inner) || flow_varies(program, loop->parent, loop->collection) ||
        comment_bounds(program, loop->function, loop->node) ||
        comment_bounds(program, loop->function, outer->node))
        return;
    confidence = growing_confidence(program, loop->function, inner, growth_of_loop(program, inner),
                                    CONFIDENCE_MEDIUM, arena, &reason);
    quadratic_report_loop(
        context, loop->parent, inner, confidence,
        arena_printf(arena,
                     "%s is walked from its start again after each hit%s%s. Go on from where "
                     "the last hit was, or keep a list of what is still to do",
                     loop_text(program, loop, arena), reason, heat_text(program, loop->function, arena)));
}

void quadratic_loop(struct quadratic *context, uint32_t inner)
{
    const struct program *program = context->program;
    const struct loop *loop = &program->loops[inner];
    uint32_t outer = outer_of_many(program, loop);

    look_at_restart(context, inner);
    if (outer == PROGRAM_NONE || !loop_runs_many(loop) || loop_leaves_after(program, outer, loop->node))
        return;
    look_at_tail(context, outer, inner);
    look_at_gap(context, outer, inner);
}
