/* Finds loops, runs the steps that decide what each is, and answers the questions of checks.
 *
 * A loop's repeated part is a range of nodes, so nesting is containment of ranges; for a goto loop the range
 * runs from the label to the end of the statement beside it that jumps back. Steps over all loops: find, take
 * apart (loops_parts.c), mark flows (flow.c), bound (loops_bound.c), classify from the inside out
 * (loops_class.c). */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_bound.h"
#include "analyzer/link/loops_class.h"
#include "analyzer/link/loops_parts.h"

typedef VEC(struct loop)
loop_list;

static const struct loop empty_loop = {.parent = PROGRAM_NONE,
                                       .variable = FACTS_NONE,
                                       .collection = FACTS_NONE,
                                       .limit = FACTS_NONE,
                                       .callee = PROGRAM_NONE,
                                       .driver = FACTS_NONE,
                                       .reason = "",
                                       .parts = {FACTS_NONE, FACTS_NONE, FACTS_NONE, FACTS_NONE}};

static void add_statement(loop_list *loops, const struct facts *facts, uint32_t function, uint32_t node)
{
    struct loop loop = empty_loop;

    loop.function = function;
    loop.node = node;
    loop.form = LOOP_CONDITION;
    loop.parts = node_loop_parts(facts, node);
    loop.first = node + 1;
    loop.last = facts->nodes[node].end;
    if (facts->nodes[node].kind == NODE_FOR)
        loop.first = facts->nodes[node_first(facts, node)].end; /* the init part runs once */
    vec_push(loops, loop);
}

/* The statement beside the label, in the same block, that holds `node`; FACTS_NONE when the label is deeper
 * than the jump. */
static uint32_t beside(const struct facts *facts, uint32_t label, uint32_t node)
{
    uint32_t parent = facts->nodes[label].parent;

    if (parent == FACTS_NONE || !node_contains(facts, parent, node))
        return FACTS_NONE;
    while (facts->nodes[node].parent != parent)
        node = facts->nodes[node].parent;
    return node;
}

static void add_goto(loop_list *loops, const struct facts *facts, uint32_t function, uint32_t label,
                     uint32_t body)
{
    struct loop loop = empty_loop;

    loop.function = function;
    loop.node = label;
    loop.form = LOOP_GOTO;
    loop.first = label + 1;
    loop.last = 0;
    for (uint32_t node = label + 1; node < facts->nodes[body].end; node++) {
        uint32_t statement;

        if (facts->nodes[node].kind != NODE_GOTO || facts->nodes[node].ref != facts->nodes[label].ref)
            continue;
        statement = beside(facts, label, node);
        if (statement != FACTS_NONE && facts->nodes[statement].end > loop.last)
            loop.last = facts->nodes[statement].end;
    }
    if (loop.last == 0)
        return;
    loop.parts.body = node_first(facts, label);
    vec_push(loops, loop);
}

static int compare_loops(const void *a, const void *b)
{
    const struct loop *x = a, *y = b;

    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return 0;
}

static void nest(struct loop *loops, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        for (uint32_t outer = i; outer-- > first;)
            if (loops[outer].first <= loops[i].node && loops[i].last <= loops[outer].last) {
                loops[i].parent = outer;
                loops[i].depth = loops[outer].depth + 1;
                break;
            }
}

static void find_in_function(struct program *program, uint32_t index, loop_list *loops)
{
    struct function *function = &program->functions[index];
    const struct facts *facts;

    function->first_loop = loops->count;
    function->loop_count = 0;
    if (function->body == FACTS_NONE)
        return;
    facts = function_facts(program, index);
    for (uint32_t node = function->body; node < facts->nodes[function->body].end; node++) {
        if (facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        if (node_is_loop(facts, node))
            add_statement(loops, facts, index, node);
        else if (facts->nodes[node].kind == NODE_LABEL)
            add_goto(loops, facts, index, node, function->body);
    }
    function->loop_count = loops->count - function->first_loop;
    if (function->loop_count == 0)
        return;
    qsort(loops->data + function->first_loop, function->loop_count, sizeof *loops->data, compare_loops);
    nest(loops->data, function->first_loop, function->loop_count);
}

/* Whether the statement within the loop's round jumps to a label further on in it, behind `statement`. */
static bool jumps_over(const struct facts *facts, const struct loop *loop, uint32_t jump, uint32_t statement)
{
    uint32_t label;

    if (facts->nodes[jump].kind != NODE_GOTO)
        return false;
    label = exit_label(facts, statement, loop->last, facts->nodes[jump].ref);
    return label != FACTS_NONE && label >= facts->nodes[statement].end;
}

/* Whether an earlier statement of the same round may end the round before `node`: if (...) continue; */
static bool may_be_skipped(const struct facts *facts, const struct loop *loop, uint32_t statement)
{
    uint32_t block = facts->nodes[statement].parent;

    for (uint32_t before = node_first(facts, block); before != FACTS_NONE && before < statement;
         before = node_next(facts, before)) {
        if (facts->nodes[before].kind != NODE_IF)
            continue;
        for (uint32_t node = before; node < facts->nodes[before].end; node++)
            if ((facts->nodes[node].kind == NODE_CONTINUE && !loop_nests(facts, loop, node)) ||
                jumps_over(facts, loop, node, statement))
                return true;
    }
    return false;
}

/* Whether the `if` decides no more than whether there is another round: `again: if (...) { ... goto again;
 * }`, and `if (...) ...; else break;` as the statement of the body. */
static bool is_test_of_loop(const struct program *program, const struct loop *loop, uint32_t test,
                            uint32_t branch)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t other = node_child(facts, test, 1), up = facts->nodes[test].parent;
    struct loop_region region;

    if (loop->form == LOOP_GOTO) {
        bool jumps = false;

        for (uint32_t node = loop->first; node < loop->last; node++)
            if (facts->nodes[node].kind == NODE_GOTO &&
                facts->nodes[node].ref == facts->nodes[loop->node].ref) {
                if (!node_contains(facts, branch, node))
                    return false;
                jumps = true;
            }
        return jumps;
    }
    if (other == branch)
        other = node_child(facts, test, 2);
    if (facts->nodes[other].kind == NODE_NONE || (up != loop->parts.body && up != loop->node))
        return false;
    region = loop_region(program, loop);
    return exit_branch_leaves(&region, other);
}

bool loop_joins_tests(const struct facts *facts, const struct loop *loop, uint32_t node)
{
    while (node != loop->parts.condition && facts->nodes[node].kind == NODE_BINARY &&
           facts->nodes[node].op == BINARY_LOGICAL_AND)
        node = facts->nodes[node].parent;
    return node == loop->parts.condition && facts->nodes[node].op == BINARY_LOGICAL_AND;
}

static bool is_guarded(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    uint32_t stop = loop ? loop->node : program->functions[call->function].body;

    for (uint32_t at = call->node; at != stop;) {
        uint32_t parent = facts->nodes[at].parent;
        const struct fact_node *up;

        if (parent == FACTS_NONE || (loop && parent < loop->first && parent != loop->node))
            return false;
        up = &facts->nodes[parent];
        if ((up->kind == NODE_IF || up->kind == NODE_CONDITIONAL || up->kind == NODE_SWITCH) &&
            node_first(facts, parent) != at &&
            !(loop && up->kind == NODE_IF && is_test_of_loop(program, loop, parent, at)))
            return true;
        if (up->kind == NODE_BINARY && (up->op == BINARY_LOGICAL_AND || up->op == BINARY_LOGICAL_OR) &&
            node_first(facts, parent) != at && !(loop && loop_joins_tests(facts, loop, parent)))
            return true;
        if (loop && up->kind == NODE_COMPOUND && may_be_skipped(facts, loop, at))
            return true;
        at = parent;
    }
    return false;
}

static void place_calls(struct program *program, uint32_t index)
{
    const struct function *function = &program->functions[index];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        struct call *call = &program->calls[c];

        call->loop = PROGRAM_NONE;
        for (uint32_t l = function->first_loop + function->loop_count; l-- > function->first_loop;)
            if (program->loops[l].first <= call->node && call->node < program->loops[l].last) {
                call->loop = l;
                break;
            }
        call->guarded = is_guarded(program, call);
    }
}

void loops_find(struct program *program)
{
    loop_list loops = {0};
    exit_list *exits;
    struct loop_shape *shapes;
    uint64_t *near;

    for (uint32_t f = 0; f < program->function_count; f++)
        find_in_function(program, f, &loops);
    program->loop_count = loops.count;
    program->loops = ARENA_ARRAY(program->arena, loops.count + 1, struct loop);
    if (loops.count > 0)
        memcpy(program->loops, loops.data, loops.count * sizeof *loops.data);
    vec_release(&loops);
    for (uint32_t f = 0; f < program->function_count; f++)
        place_calls(program, f);

    exits = xmalloc((program->loop_count + 1) * sizeof *exits);
    shapes = xmalloc((program->loop_count + 1) * sizeof *shapes);
    for (uint32_t l = 0; l < program->loop_count; l++) {
        exits[l] = (exit_list){0};
        loop_exits(program, &program->loops[l], &exits[l]);
        loop_take_apart(program, &program->loops[l], &exits[l], &shapes[l]);
    }
    flow_mark_loops(program);
    for (uint32_t l = 0; l < program->loop_count; l++)
        loop_find_bound(program, &program->loops[l], &exits[l], &shapes[l]);
    near = loop_near_roles(program);
    for (uint32_t l = program->loop_count; l-- > 0;) {
        loop_classify(program, l, &exits[l], &shapes[l], near);
        vec_release(&exits[l]);
    }
    for (uint32_t l = 0; l < program->loop_count; l++)
        loop_follow_serving(program, l, &shapes[l]);
    free(near);
    free(exits);
    free(shapes);
}

bool loop_is_item(const struct loop *loop)
{
    return loop->class == LOOP_ITEM;
}

bool loop_runs_many(const struct loop *loop)
{
    return loop->class == LOOP_ITEM && loop->bound != BOUND_CONSTANT &&
           (loop->form == LOOP_HIDDEN || loop->collection != FACTS_NONE || loop->limit != FACTS_NONE ||
            loop->driver != FACTS_NONE || (loop->form == LOOP_INDEX && loop->variable != FACTS_NONE));
}

bool call_is_in_serving_loop(const struct program *program, const struct call *call)
{
    for (uint32_t l = call->loop; l != PROGRAM_NONE; l = program->loops[l].parent)
        if (program->loops[l].class == LOOP_SERVING)
            return true;
    return false;
}

uint32_t loop_repeating(const struct program *program, uint32_t loop)
{
    while (loop != PROGRAM_NONE && program->loops[loop].class == LOOP_ONCE)
        loop = program->loops[loop].parent;
    return loop;
}

bool loop_leaves_after(const struct program *program, uint32_t loop, uint32_t node)
{
    struct loop *self = &program->loops[loop];
    struct loop_region region = loop_region(program, self);

    if (!self->tails)
        self->tails = ARENA_ARRAY(program->arena, self->last - self->first + 1, uint16_t);
    region.tails = self->tails;
    return exit_leaves_after(&region, node);
}
