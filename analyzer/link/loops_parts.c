/* How a loop moves on (see the header).
 *
 * Matching tests with updates, instead of matching statement shapes, makes `for (p = l; p; p = p->next)`,
 * `while (p) { ...; p = p->next; }`, `for (;;) { if (!p) break; ...; p = p->next; }`, a goto loop and any
 * macro around them the same thing. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops_collection.h"
#include "analyzer/link/loops_step.h"
#include "analyzer/link/loops_take.h"

struct loop_region loop_region(const struct program *program, const struct loop *loop)
{
    return (struct loop_region){.program = program,
                                .function = loop->function,
                                .facts = function_facts(program, loop->function),
                                .node = loop->node,
                                .first = loop->first,
                                .last = loop->last};
}

enum type_class node_class(const struct facts *facts, uint32_t node)
{
    uint32_t type = node == FACTS_NONE ? FACTS_NONE : facts->nodes[node].type;

    return type == FACTS_NONE ? TYPE_OTHER : facts->types[type].class;
}

const char *callee_name(const struct facts *facts, uint32_t call)
{
    uint32_t symbol = facts->nodes[call].ref;

    return symbol == FACTS_NONE ? "" : facts_string(facts, facts->symbols[symbol].name);
}

bool callee_is_errno(const struct facts *facts, uint32_t call)
{
    static const char start[] = "__errno"; /* __errno_location, __errno */

    return strncmp(callee_name(facts, call), start, sizeof start - 1) == 0;
}

bool node_is_zero(const struct facts *facts, uint32_t node)
{
    return node != FACTS_NONE && constant_truth(facts, node) == 0;
}

bool loop_nests(const struct facts *facts, const struct loop *loop, uint32_t node)
{
    for (uint32_t at = facts->nodes[node].parent; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent)
        if (node_is_loop(facts, at))
            return true;
    return false;
}

uint32_t test_strip(const struct facts *facts, uint32_t node)
{
    for (;;) {
        const struct fact_node *self;
        uint32_t first;

        node = node_strip(facts, node);
        self = &facts->nodes[node];
        first = node_first(facts, node);
        if (self->kind == NODE_CALL && strcmp(callee_name(facts, node), "__builtin_expect") == 0 &&
            node_argument(facts, node, 0) != FACTS_NONE)
            node = node_argument(facts, node, 0);
        else if (self->kind == NODE_BINARY && self->op == BINARY_COMMA)
            node = node_next(facts, first);
        else if (self->kind == NODE_UNARY && self->op == UNARY_LOGICAL_NOT &&
                 facts->nodes[first].kind == NODE_UNARY && facts->nodes[first].op == UNARY_LOGICAL_NOT)
            node = node_first(facts, first);
        else
            return node;
    }
}

static void add_exit(const struct facts *facts, exit_list *exits, uint32_t node, bool leaves_when,
                     bool header, uint32_t branch)
{
    const struct fact_node *self;

    node = test_strip(facts, node);
    self = &facts->nodes[node];
    if (self->kind == NODE_UNARY && self->op == UNARY_LOGICAL_NOT) {
        add_exit(facts, exits, node_first(facts, node), !leaves_when, header, branch);
        return;
    }
    /* a && b ends the loop when either is false; a || b when either is true */
    if (self->kind == NODE_BINARY && self->op == (leaves_when ? BINARY_LOGICAL_OR : BINARY_LOGICAL_AND)) {
        uint32_t left = node_first(facts, node);

        add_exit(facts, exits, left, leaves_when, header, branch);
        add_exit(facts, exits, node_next(facts, left), leaves_when, header, branch);
        return;
    }
    vec_push(exits, (struct exit_test){node, leaves_when, header, branch});
}

/* `p && (tmp = p->next, 1)`: the part before the comma is run, not tested; a disjunction in a header still
 * holds its first test. */
static void add_header_exits(const struct facts *facts, exit_list *exits, uint32_t condition,
                             bool leaves_when)
{
    if (condition != FACTS_NONE)
        add_exit(facts, exits, condition, leaves_when, true, FACTS_NONE);
}

static void add_goto_exits(const struct facts *facts, const struct loop *loop, exit_list *exits)
{
    uint32_t label = facts->nodes[loop->node].ref;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t at = node;

        if (facts->nodes[node].kind != NODE_GOTO || facts->nodes[node].ref != label)
            continue;
        while (facts->nodes[at].parent != FACTS_NONE && facts->nodes[at].parent >= loop->first) {
            uint32_t parent = facts->nodes[at].parent;

            if (facts->nodes[parent].kind == NODE_IF && node_first(facts, parent) != at)
                add_exit(facts, exits, node_first(facts, parent), node_child(facts, parent, 2) == at, true,
                         FACTS_NONE);
            at = parent;
        }
    }
}

void loop_exits(const struct program *program, const struct loop *loop, exit_list *exits)
{
    const struct facts *facts = function_facts(program, loop->function);
    struct loop_region region = loop_region(program, loop);

    if (loop->form == LOOP_GOTO)
        add_goto_exits(facts, loop, exits);
    else
        add_header_exits(facts, exits, loop->parts.condition, false);
    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t condition, then, otherwise;

        if (facts->nodes[node].kind != NODE_IF || facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        condition = node_first(facts, node);
        then = node_child(facts, node, 1);
        otherwise = node_child(facts, node, 2);
        if (then != FACTS_NONE && exit_branch_leaves(&region, then))
            add_exit(facts, exits, condition, true, false, then);
        else if (otherwise != FACTS_NONE && facts->nodes[otherwise].kind != NODE_NONE &&
                 exit_branch_leaves(&region, otherwise))
            add_exit(facts, exits, condition, false, false, otherwise);
    }
}

uint32_t value_before(const struct facts *facts, uint32_t body, uint32_t before, uint32_t symbol)
{
    /* backwards: the nearest one is meant, and seldom far */
    for (uint32_t node = before; node-- > body;) {
        uint32_t target, value;

        if (!step_write(facts, node, &target, &value))
            continue;
        target = node_strip(facts, target);
        if ((facts->nodes[target].kind == NODE_NAME || facts->nodes[target].kind == NODE_VARIABLE) &&
            facts->nodes[target].ref == symbol)
            return value;
    }
    return FACTS_NONE;
}

static uint32_t start_of(const struct program *program, const struct loop *loop, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t before = loop->parts.init != FACTS_NONE ? facts->nodes[loop->parts.init].end : loop->node;

    return symbol == FACTS_NONE
               ? FACTS_NONE
               : value_before(facts, program->functions[loop->function].body, before, symbol);
}

bool node_tells_or_sleeps(const struct program *program, uint32_t function, uint32_t node)
{
    uint32_t at = program_call_at(program, function, node);
    const struct call *call = at == PROGRAM_NONE ? NULL : &program->calls[at];

    return call != NULL &&
           (call_is_logging(program, call) || (call->known != NULL && call->known->role == ROLE_SLEEP));
}

/* Whether a variable other than as counter is used in the rounds: in an argument, a subscript, a path. */
static bool variable_used(const struct program *program, const struct loop *loop, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);
    bool whole = facts->nodes[loop->node].kind == NODE_LABEL || loop->parts.body == FACTS_NONE;
    uint32_t body = whole ? loop->first : loop->parts.body;
    uint32_t end = whole ? loop->last : facts->nodes[body].end;

    for (uint32_t node = body; node < end; node++) {
        if (facts->nodes[node].kind != NODE_NAME || facts->nodes[node].ref != symbol ||
            facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        for (uint32_t at = node; at > body; at = facts->nodes[at].parent) {
            const struct fact_node *up = &facts->nodes[facts->nodes[at].parent];

            if (up->kind == NODE_CALL &&
                node_tells_or_sleeps(program, loop->function, facts->nodes[at].parent))
                break;
            if (up->kind == NODE_INDEX || up->kind == NODE_MEMBER || up->kind == NODE_CALL ||
                (up->kind == NODE_UNARY && up->op == UNARY_DEREFERENCE))
                return true;
        }
    }
    return false;
}

/* Whether a start says what is walked: not NULL, not fresh memory. */
static bool names_list(const struct catalog *catalog, const struct facts *facts, uint32_t start)
{
    uint32_t call;

    if (start == FACTS_NONE || constant_truth(facts, start) >= 0)
        return false;
    call = node_strip(facts, start);
    return facts->nodes[call].kind != NODE_CALL ||
           facts->nodes[collection_name(catalog, facts, start)].kind != NODE_CALL;
}

static void fill_counted(const struct program *program, struct loop *loop, struct loop_shape *shape,
                         const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t symbol = loop->variable;
    bool pointer = symbol != FACTS_NONE && facts->symbols[symbol].type != FACTS_NONE &&
                   facts->types[facts->symbols[symbol].type].class == TYPE_POINTER;

    loop->form = match->candidate.deref && match->candidate.other == FACTS_NONE ? LOOP_SCAN : LOOP_INDEX;
    if (match->candidate.deref)
        loop->form = LOOP_SCAN;
    loop->limit = match->candidate.other;
    if (pointer) {
        shape->walks = true;
        loop->collection = !names_list(program->catalog, facts, shape->start)
                               ? node_strip(facts, match->candidate.subject)
                               : collection_name(program->catalog, facts, shape->start);
        return;
    }
    if (match->candidate.container != FACTS_NONE) {
        loop->collection = match->candidate.container;
        shape->walks = true;
        return;
    }
    if (symbol == FACTS_NONE) {
        /* a counter in a struct: it->at < it->n */
        symbol = node_base(facts, match->candidate.subject);
        loop->variable = symbol;
        shape->walks = true;
    }
    if (symbol != FACTS_NONE) {
        loop->collection = collection_subscripted(facts, loop, symbol);
        if (loop->collection == FACTS_NONE)
            loop->collection = collection_indexed(program, loop, symbol);
        shape->walks |= loop->collection != FACTS_NONE || variable_used(program, loop, symbol);
    }
    if (loop->collection == FACTS_NONE) {
        uint32_t moved = collection_moved(facts, loop);

        if (moved != FACTS_NONE) {
            uint32_t start = start_of(program, loop, node_base(facts, moved));

            loop->collection = start == FACTS_NONE ? moved : collection_name(program->catalog, facts, start);
            shape->walks = true;
        }
    }
}

/* while (!at_end(&it)) { ...; advance(&it); } */
static void find_advance(const struct facts *facts, struct loop *loop, struct loop_shape *shape,
                         uint32_t tested)
{
    for (uint32_t node = loop->first; node < loop->last; node++) {
        if (facts->nodes[node].kind != NODE_CALL || node_contains(facts, tested, node) ||
            facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        for (unsigned i = 0; i < node_argument_count(facts, node); i++) {
            uint32_t argument = node_strip(facts, node_argument(facts, node, i)),
                     symbol = node_base(facts, argument);

            if (facts->nodes[argument].kind != NODE_UNARY || facts->nodes[argument].op != UNARY_ADDRESS ||
                symbol == FACTS_NONE || !nodes_mention(facts, tested, facts->nodes[tested].end, symbol))
                continue;
            loop->driver = node;
            loop->collection = node_first(facts, argument);
            shape->walks = true;
            return;
        }
    }
}

static void fill_next(const struct program *program, struct loop *loop, struct loop_shape *shape,
                      const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t subject = match->candidate.subject;
    bool header = loop->form == LOOP_CONDITION || loop->form == LOOP_GOTO;
    uint32_t first = FACTS_NONE;

    loop->driver = match->call;
    /* strtok(text, ",") before strtok(NULL, ",") */
    if (shape->start != FACTS_NONE && loop->parts.init != FACTS_NONE)
        first = step_call(program, loop->function, shape->start);
    if (first != FACTS_NONE)
        loop->collection = collection_iterated(program, loop, first, subject);
    else if (names_list(program->catalog, facts, shape->start) && loop->variable != FACTS_NONE &&
             nodes_mention(facts, match->call, facts->nodes[match->call].end, loop->variable))
        loop->collection =
            collection_name(program->catalog, facts, shape->start); /* p = next(p, end) from p = first */
    if (loop->collection == FACTS_NONE)
        loop->collection = collection_iterated(program, loop, match->call, subject);
    if (loop->form != LOOP_GOTO && (header || node_class(facts, subject) == TYPE_POINTER))
        loop->form = LOOP_NEXT;
    shape->walks = node_class(facts, subject) == TYPE_POINTER;
    if (loop->variable != FACTS_NONE && variable_used(program, loop, loop->variable))
        shape->walks = true;
    /* next(it, &x): x is the item */
    for (unsigned i = 0; i < node_argument_count(facts, match->call); i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, match->call, i)), symbol;

        if (facts->nodes[argument].kind != NODE_UNARY || facts->nodes[argument].op != UNARY_ADDRESS ||
            facts->nodes[node_strip(facts, node_first(facts, argument))].kind == NODE_INDEX)
            continue;
        symbol = node_base(facts, argument);
        if (symbol == FACTS_NONE)
            continue;
        if (node_strip(facts, node_first(facts, argument)) == loop->collection) {
            /* next(&it): the iterator holds the item */
            shape->walks |= header && node_class(facts, loop->collection) == TYPE_RECORD;
            continue;
        }
        if (!header && !variable_used(program, loop, symbol))
            continue;
        shape->walks = true;
        if (loop->form != LOOP_GOTO)
            loop->form = LOOP_NEXT;
        if (facts->nodes[subject].kind == NODE_CALL)
            loop->variable = symbol;
    }
    if (!shape->walks && facts->nodes[subject].kind == NODE_CALL)
        find_advance(facts, loop, shape, subject);
}

static void apply_match(const struct program *program, struct loop *loop, struct loop_shape *shape,
                        const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);

    shape->step = match->step;
    shape->stride = match->stride;
    shape->update = match->update;
    shape->amount = match->amount;
    shape->subject = match->candidate.subject;
    loop->variable = step_symbol(facts, match->candidate.subject);
    shape->start = start_of(program, loop, loop->variable);
    switch (match->step) {
    case STEP_LINK:
        if (loop->form != LOOP_GOTO)
            loop->form = LOOP_LIST;
        loop->collection = !names_list(program->catalog, facts, shape->start)
                               ? node_strip(facts, match->candidate.subject)
                               : collection_name(program->catalog, facts, shape->start);
        if (loop->variable == FACTS_NONE)
            loop->variable = node_base(facts, match->candidate.subject);
        shape->walks = true;
        break;
    case STEP_CALL: fill_next(program, loop, shape, match); break;
    case STEP_ONE:
    case STEP_STRIDE:
    case STEP_AMOUNT: {
        enum loop_form form = loop->form;

        fill_counted(program, loop, shape, match);
        if (form == LOOP_GOTO)
            loop->form = form;
        break;
    }
    case STEP_HALVE:
    case STEP_OTHER:
    case STEP_NONE: loop->limit = match->candidate.other; break;
    }
}

void loop_take_apart(const struct program *program, struct loop *loop, const exit_list *exits,
                     struct loop_shape *shape)
{
    struct search search = {.program = program,
                            .facts = function_facts(program, loop->function),
                            .loop = loop,
                            .parts = loop->parts};
    bool forever =
        loop->parts.condition == FACTS_NONE || constant_truth(search.facts, loop->parts.condition) == 1;

    *shape = (struct loop_shape){
        .update = FACTS_NONE, .amount = FACTS_NONE, .subject = FACTS_NONE, .start = FACTS_NONE};
    loop->variable = loop->collection = loop->limit = loop->driver = FACTS_NONE;
    if (loop->form != LOOP_GOTO)
        loop->form = forever ? LOOP_FOREVER : LOOP_CONDITION;
    for (uint32_t e = 0; e < exits->count; e++) {
        /* what a body tests matters only where the header does not tell */
        if (!exits->data[e].header && search.best.rank >= 20)
            break;
        search.in_header = exits->data[e].header;
        if (!loop_nests(search.facts, loop, exits->data[e].node))
            step_try(&search, exits->data[e].node, FACTS_NONE);
    }
    if (search.best.rank > 0)
        apply_match(program, loop, shape, &search.best);
    if (shape->step != STEP_LINK)
        loop_takes_front(&search, exits, loop, shape);
    if (loop->collection != FACTS_NONE)
        loop->collection = collection_behind_macro(program->catalog, search.facts, loop->collection);
    if (!shape->walks && loop->form != LOOP_GOTO)
        loop_pops(&search, exits, loop, shape);
}
