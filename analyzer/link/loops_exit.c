/* Ways out of statements, seen from one loop (see the header).
 *
 * A climb from a point to the loop around it meets each enclosing statement once and computes the ways of the
 * statements that follow there, so a question costs at most the nodes of the loop. Where it is asked of every
 * call in a loop, what follows a statement is kept, and all the questions together cost the nodes once. */
#include <string.h>

#include "analyzer/base/vec.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_exit.h"

int constant_truth(const struct facts *facts, uint32_t node)
{
    const struct fact_node *self;

    if (node == FACTS_NONE)
        return -1;
    node = node_strip(facts, node);
    self = &facts->nodes[node];
    if (self->kind == NODE_INTEGER || self->kind == NODE_CHARACTER || self->flags & NODE_HAS_VALUE)
        return self->value != 0;
    return -1;
}

uint32_t exit_label(const struct facts *facts, uint32_t first, uint32_t last, uint32_t symbol)
{
    for (uint32_t node = first; node < last; node++)
        if (facts->nodes[node].kind == NODE_LABEL && facts->nodes[node].ref == symbol)
            return node;
    return FACTS_NONE;
}

static bool is_entered(const struct facts *facts, uint32_t statement)
{
    uint8_t kind = facts->nodes[statement].kind;

    return kind == NODE_LABEL || kind == NODE_CASE || kind == NODE_DEFAULT;
}

/* What a sequence of statements can end in from one of them on: when control reaches it from above, and when
 * it does not, so that only labels let it in. As one number it is kept in region->tails. */
#define TAIL_SHIFT   5
#define TAIL_REACHED ((1u << TAIL_SHIFT) - 1)
#define TAIL_KNOWN   0x8000u
#define TAIL_END     ((unsigned)EXIT_ON) /* behind the last statement */

static unsigned tail_before(const struct loop_region *region, uint32_t statement, unsigned next)
{
    unsigned ways = exit_ways(region, statement), reached, passed = next >> TAIL_SHIFT;

    if (ways & EXIT_ON)
        reached = (ways & ~(unsigned)EXIT_ON) | (next & TAIL_REACHED);
    else
        reached = ways | passed;
    return reached | (is_entered(region->facts, statement) ? reached : passed) << TAIL_SHIFT;
}

static unsigned sequence_tail(const struct loop_region *region, uint32_t statement)
{
    VEC(uint32_t)
    unknown = {0};
    unsigned tail = TAIL_END;

    for (; statement != FACTS_NONE; statement = node_next(region->facts, statement)) {
        if (region->tails[statement - region->first] & TAIL_KNOWN) {
            tail = region->tails[statement - region->first] & ~TAIL_KNOWN;
            break;
        }
        vec_push(&unknown, statement);
    }
    for (uint32_t i = unknown.count; i-- > 0;) {
        tail = tail_before(region, unknown.data[i], tail);
        region->tails[unknown.data[i] - region->first] = (uint16_t)(tail | TAIL_KNOWN);
    }
    vec_release(&unknown);
    return tail;
}

static unsigned sequence_ways(const struct loop_region *region, uint32_t statement, unsigned ways)
{
    if (region->tails && statement != FACTS_NONE && statement >= region->first && statement < region->last) {
        unsigned tail = sequence_tail(region, statement);

        if (ways & EXIT_ON)
            return (ways & ~(unsigned)EXIT_ON) | (tail & TAIL_REACHED);
        return ways | tail >> TAIL_SHIFT;
    }
    for (; statement != FACTS_NONE; statement = node_next(region->facts, statement)) {
        if (ways & EXIT_ON || is_entered(region->facts, statement))
            ways = (ways & ~(unsigned)EXIT_ON) | exit_ways(region, statement);
    }
    return ways;
}

/* An inner loop, when its body can end in `body`. */
static unsigned inner_loop_ways(const struct loop_region *region, uint32_t node, unsigned body)
{
    struct loop_parts parts = node_loop_parts(region->facts, node);
    bool forever = parts.condition == FACTS_NONE || constant_truth(region->facts, parts.condition) == 1;
    bool tested_first = region->facts->nodes[node].kind != NODE_DO;
    unsigned ways = body & (EXIT_AGAIN | EXIT_LEAVE);

    if (body & EXIT_BREAK || (!forever && (tested_first || body & (EXIT_ON | EXIT_CONTINUE))))
        ways |= EXIT_ON;
    return ways;
}

static unsigned switch_ways(const struct loop_region *region, uint32_t node, unsigned body)
{
    bool has_default = false;

    for (uint32_t inner = node; inner < region->facts->nodes[node].end && !has_default; inner++)
        has_default = region->facts->nodes[inner].kind == NODE_DEFAULT;
    return (body & ~(unsigned)EXIT_BREAK) | (body & EXIT_BREAK || !has_default ? EXIT_ON : 0);
}

static unsigned goto_ways(const struct loop_region *region, uint32_t node)
{
    const struct fact_node *head = &region->facts->nodes[region->node];
    uint32_t target = region->facts->nodes[node].ref;

    /* the label of a goto loop stands before its repeated part */
    if (head->kind == NODE_LABEL && head->ref == target)
        return EXIT_AGAIN;
    /* generated parsers jump thousands of times: lines tell most targets without a search */
    if (head->kind != NODE_LABEL && target != FACTS_NONE &&
        region->facts->symbols[target].file == head->file &&
        (region->facts->symbols[target].line < head->line ||
         region->facts->symbols[target].line > head->end_line))
        return EXIT_LEAVE;
    return exit_label(region->facts, region->first, region->last, target) == FACTS_NONE ? EXIT_LEAVE
                                                                                        : EXIT_AGAIN;
}

unsigned exit_ways(const struct loop_region *region, uint32_t node)
{
    const struct facts *facts = region->facts;
    uint32_t first = node_first(facts, node);

    switch (facts->nodes[node].kind) {
    case NODE_COMPOUND: return sequence_ways(region, first, EXIT_ON);
    case NODE_IF: {
        uint32_t then = node_child(facts, node, 1), otherwise = node_child(facts, node, 2);
        int truth = constant_truth(facts, first);
        unsigned ways = 0;

        if (truth != 0)
            ways |= then == FACTS_NONE ? EXIT_ON : exit_ways(region, then);
        if (truth != 1)
            ways |= otherwise == FACTS_NONE ? EXIT_ON : exit_ways(region, otherwise);
        return ways;
    }
    case NODE_FOR:
    case NODE_WHILE:
    case NODE_DO: {
        uint32_t body = node_loop_parts(facts, node).body;

        return inner_loop_ways(region, node, body == FACTS_NONE ? EXIT_ON : exit_ways(region, body));
    }
    case NODE_SWITCH: {
        uint32_t body = node_child(facts, node, 1);

        return body == FACTS_NONE ? EXIT_ON : switch_ways(region, node, exit_ways(region, body));
    }
    case NODE_CASE: {
        uint32_t statement = node_child(facts, node, 1);

        return statement == FACTS_NONE ? EXIT_ON : exit_ways(region, statement);
    }
    case NODE_DEFAULT:
    case NODE_LABEL: return first == FACTS_NONE ? EXIT_ON : exit_ways(region, first);
    case NODE_BREAK: return EXIT_BREAK;
    case NODE_CONTINUE: return EXIT_CONTINUE;
    case NODE_RETURN: return EXIT_LEAVE;
    case NODE_GOTO: return goto_ways(region, node);
    case NODE_INDIRECT_GOTO: return EXIT_AGAIN;
    case NODE_CALL: return call_never_returns(region->program, region->function, node) ? EXIT_LEAVE : EXIT_ON;
    default: return EXIT_ON;
    }
}

/* The ways at the end of `parent` once its child `node` was done with `ways`. */
static unsigned climb(const struct loop_region *region, uint32_t parent, uint32_t node, unsigned ways)
{
    const struct facts *facts = region->facts;
    uint32_t first = node_first(facts, parent);

    switch (facts->nodes[parent].kind) {
    case NODE_COMPOUND: return sequence_ways(region, node_next(facts, node), ways);
    case NODE_IF:
        if (node != first)
            return ways;
        return (ways & ~(unsigned)EXIT_ON) | (ways & EXIT_ON ? exit_ways(region, parent) : 0);
    case NODE_SWITCH:
        if (node == first)
            return exit_ways(region, parent);
        return (ways & ~(unsigned)EXIT_BREAK) | (ways & EXIT_BREAK ? EXIT_ON : 0);
    case NODE_FOR:
    case NODE_WHILE:
    case NODE_DO: {
        struct loop_parts parts = node_loop_parts(facts, parent);

        if (node == parts.init || node != parts.body)
            return exit_ways(region, parent) | EXIT_ON;
        if (ways & (EXIT_ON | EXIT_CONTINUE))
            ways |= exit_ways(region, node);
        return inner_loop_ways(region, parent, ways) |
               (parts.condition != FACTS_NONE && ways & (EXIT_ON | EXIT_CONTINUE) ? EXIT_ON : 0);
    }
    case NODE_RETURN: return EXIT_LEAVE;
    default: return ways;
    }
}

/* What ways out of the repeated part mean for another round. */
static bool ways_leave(const struct loop_region *region, unsigned ways)
{
    bool once = region->facts->nodes[region->node].kind == NODE_DO &&
                constant_truth(region->facts, node_loop_parts(region->facts, region->node).condition) == 0;

    if (region->facts->nodes[region->node].kind == NODE_LABEL)
        return !(ways & EXIT_AGAIN); /* falling out of the part at its end leaves it */
    return !(ways & EXIT_AGAIN) && (once || !(ways & (EXIT_ON | EXIT_CONTINUE)));
}

bool exit_leaves_after(const struct loop_region *region, uint32_t node)
{
    const struct facts *facts = region->facts;
    struct loop_parts parts = {FACTS_NONE, FACTS_NONE, FACTS_NONE, FACTS_NONE};
    bool is_goto = facts->nodes[region->node].kind == NODE_LABEL;
    unsigned ways = EXIT_ON;
    uint32_t at = node;

    if (!is_goto) {
        parts = node_loop_parts(facts, region->node);
        if (parts.condition != FACTS_NONE && node_contains(facts, parts.condition, node)) {
            if (facts->nodes[region->node].kind == NODE_DO)
                return constant_truth(facts, parts.condition) == 0;
            return parts.body != FACTS_NONE && ways_leave(region, exit_ways(region, parts.body));
        }
        if (parts.increment != FACTS_NONE && node_contains(facts, parts.increment, node))
            return false;
    }
    while (at != FACTS_NONE) {
        uint32_t parent = facts->nodes[at].parent;

        if (parent == FACTS_NONE)
            break;
        if (!is_goto && parent == region->node)
            break;
        /* the label holds the first repeated statement only */
        if (is_goto && parent == region->node) {
            at = parent;
            continue;
        }
        if (is_goto && (parent < region->first || facts->nodes[parent].end > region->last)) {
            /* `parent` holds the whole region: only what follows inside it counts */
            for (uint32_t next = node_next(facts, at);
                 next != FACTS_NONE && next < region->last && ways & EXIT_ON; next = node_next(facts, next))
                ways = (ways & ~(unsigned)EXIT_ON) | exit_ways(region, next);
            break;
        }
        if (facts->nodes[at].kind == NODE_CALL && call_never_returns(region->program, region->function, at))
            return true;
        ways = climb(region, parent, at, ways);
        at = parent;
    }
    return ways_leave(region, ways);
}

bool exit_runs_once(const struct loop_region *region)
{
    const struct facts *facts = region->facts;
    struct loop_parts parts;

    if (facts->nodes[region->node].kind == NODE_LABEL)
        return false;
    parts = node_loop_parts(facts, region->node);
    if (constant_truth(facts, parts.condition) == 0)
        return true;
    return parts.body != FACTS_NONE && ways_leave(region, exit_ways(region, parts.body));
}

bool exit_branch_leaves(const struct loop_region *region, uint32_t node)
{
    const struct facts *facts = region->facts;
    unsigned ways = exit_ways(region, node);

    if (ways & (EXIT_ON | EXIT_CONTINUE | EXIT_AGAIN))
        return false;
    if (!(ways & EXIT_BREAK))
        return true;
    for (uint32_t at = facts->nodes[node].parent; at != FACTS_NONE && at >= region->first;
         at = facts->nodes[at].parent)
        if (facts->nodes[at].kind == NODE_SWITCH || node_is_loop(facts, at))
            return at == region->node;
    return true;
}
