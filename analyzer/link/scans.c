/* Which functions walk a whole collection that their caller can name: a parameter, a field of one, or a
 * global. A call of such a function per item is a quadratic that no pair of nested loops shows.
 *
 * Two sources: an own loop whose collection starts at a parameter or global and whose rounds are many, and a
 * library function that walks its subject (list append, array item by number). From there scans climb to
 * callers whose argument is again a parameter or global, one call a round, at most SCAN_DISTANCE rounds: what
 * is further away nobody would recognise. One scan is kept per function and collection, the nearest.
 *
 * No scan: a hash chain (the walk starts at a computed slot), a walk that starts at a kept cursor which the
 * function moves on, a small constant bound, text of one line (string functions are judged where they are
 * called), and what only has the form of a walk over a collection (scans_shape.c). */
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_parts.h"
#include "analyzer/link/scans_parts.h"
#include "analyzer/link/scans_shape.h"

#define SCAN_DISTANCE 3 /* calls between a caller and the loop that walks */
/* Whether the expression picks an element by a computed position: a hash slot, an entry of a table. What is
 * walked from there is only a part. */
static bool picks_element(const struct facts *facts, uint32_t node)
{
    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        const struct fact_node *at = &facts->nodes[n];

        if (at->kind == NODE_CALL)
            return true;
        if (at->kind == NODE_INDEX && !(facts->nodes[node_child(facts, n, 1)].flags & NODE_HAS_VALUE))
            return true;
        if (at->kind == NODE_BINARY && (at->op == BINARY_REMAINDER || at->op == BINARY_AND))
            return true;
    }
    return false;
}

/* Whether a local is ever set to an element picked by position or to what a call returned; then it names a
 * part, not the whole. */
static bool local_is_part(const struct program *program, uint32_t f, uint32_t symbol)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    if (facts->symbols[symbol].kind != SYMBOL_VARIABLE || (facts->symbols[symbol].flags & SYMBOL_STATIC))
        return false;
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t value = node_gives(facts, n, symbol);

        if (value != FACTS_NONE && picks_element(facts, value))
            return true;
    }
    return false;
}

/* Whether the symbol is an object of this very call, whatever it is filled with. */
static bool is_own_object(const struct facts *facts, uint32_t symbol)
{
    const struct fact_symbol *fact = &facts->symbols[symbol];

    return fact->kind == SYMBOL_VARIABLE && !(fact->flags & SYMBOL_STATIC) && fact->type != FACTS_NONE &&
           (facts->types[fact->type].class == TYPE_RECORD || facts->types[fact->type].class == TYPE_ARRAY);
}

/* Whether the expression names an array of a few elements: whoever walks it, that is soon done. */
static bool is_small_array(const struct program *program, const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    return n->kind == NODE_NAME && n->type != FACTS_NONE && facts->types[n->type].class == TYPE_ARRAY &&
           facts->types[n->type].count > 0 && facts->types[n->type].count <= program->options.small_bound;
}

bool scan_origin(const struct program *program, uint32_t f, uint32_t node, struct scan_origin *origin)
{
    const struct function *function = &program->functions[f];
    const struct unit *unit = &program->units[function->unit];
    uint32_t symbol;
    uint64_t mask;

    if (node == FACTS_NONE || picks_element(unit->facts, node) || is_small_array(program, unit->facts, node))
        return false;
    symbol = node_base(unit->facts, node);
    if (symbol == FACTS_NONE || local_is_part(program, f, symbol) || is_own_object(unit->facts, symbol))
        return false;
    if (unit->symbol_variable[symbol] != PROGRAM_NONE) {
        *origin = (struct scan_origin){SCAN_GLOBAL, unit->symbol_variable[symbol]};
        return true;
    }
    /* what is stored in a parameter's object does not make it another one */
    for (uint32_t p = 0; p < function->parameters; p++)
        if (program->parameters[function->first_parameter + p] == symbol) {
            *origin = (struct scan_origin){SCAN_PARAMETER, p};
            return true;
        }
    mask = unit->parameter_mask[symbol];
    if (mask == 0 || (mask & (mask - 1)) != 0)
        return false;
    *origin = (struct scan_origin){SCAN_PARAMETER, (uint32_t)__builtin_ctzll(mask)};
    return true;
}

void scan_list_add(struct scan_list *list, const struct scan *scan)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].of == scan->of && list->items[i].index == scan->index) {
            list->items[i].keys |= scan->kind == list->items[i].kind ? scan->keys : 0;
            return;
        }
    if (list->count < SCANS_MAX)
        list->items[list->count++] = *scan;
}

/* Whether the value assigned is a new element, given to the function or made by a call: `if (!list->head)
 * list->head = item` starts a list and moves no cursor. */
static bool is_new_element(const struct program *program, const struct loop *loop, uint32_t assignment)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t value, made = FACTS_NONE;

    if (facts->nodes[assignment].kind != NODE_ASSIGN || facts->nodes[assignment].op != BINARY_NONE)
        return false;
    value = node_strip(facts, node_child(facts, assignment, 1));
    if (facts->nodes[value].kind == NODE_NAME)
        made =
            value_before(facts, program->functions[loop->function].body, assignment, facts->nodes[value].ref);
    if (made != FACTS_NONE && facts->nodes[made = node_strip(facts, made)].kind == NODE_CALL)
        value = made;
    for (uint32_t n = value; n < facts->nodes[value].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref == loop->variable &&
            !(facts->nodes[n].flags & NODE_UNEVALUATED))
            return false;
    return facts->nodes[value].kind == NODE_CALL ||
           function_parameter(program, loop->function, value) != PROGRAM_NONE;
}

/* Whether the function moves the cursor on from which the loop starts: some field or variable in the start
 * other than the collection itself is assigned somewhere in the function. */
static bool keeps_cursor(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t init = loop->parts.init;

    if (init == FACTS_NONE || facts->nodes[init].kind == NODE_NONE)
        init = value_before(facts, function->body, loop->node, loop->variable);
    if (init == FACTS_NONE)
        return false;
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t target;

        if (facts->nodes[n].kind != NODE_ASSIGN &&
            !(facts->nodes[n].kind == NODE_UNARY && facts->nodes[n].op <= UNARY_PRE_DECREMENT &&
              facts->nodes[n].op != UNARY_NONE))
            continue;
        target = node_first(facts, n);
        if (facts->nodes[target].kind != NODE_MEMBER || is_new_element(program, loop, n))
            continue;
        for (uint32_t m = init; m < facts->nodes[init].end; m++)
            if (facts->nodes[m].kind == NODE_MEMBER && facts->nodes[m].ref == facts->nodes[target].ref)
                return true;
    }
    return false;
}

/* Whether the expression decides something: it is the condition of a statement or loop, or part of one. */
static bool is_condition(const struct facts *facts, uint32_t node)
{
    uint32_t parent;

    while ((parent = facts->nodes[node].parent) != FACTS_NONE) {
        const struct fact_node *up = &facts->nodes[parent];

        if (up->kind == NODE_BINARY || up->kind == NODE_UNARY || up->kind == NODE_CAST) {
            node = parent;
            continue;
        }
        if (up->kind == NODE_IF || up->kind == NODE_CONDITIONAL || up->kind == NODE_SWITCH)
            return node_first(facts, parent) == node;
        return node_is_loop(facts, parent) && node_loop_parts(facts, parent).condition == node;
    }
    return false;
}

static bool is_variable(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    return n->kind == NODE_NAME && n->ref == symbol;
}

/* Parameters that the other side of a comparison comes from, when this one is of the element; 0 when they are
 * not compared so. */
static uint64_t key_of_sides(const struct program *program, uint32_t l, uint32_t element, uint32_t key)
{
    const struct loop *loop = &program->loops[l];
    const struct facts *facts = function_facts(program, loop->function);

    /* `p != end` and `i < n` compare a position. */
    if (is_variable(facts, element, loop->variable) || is_variable(facts, key, loop->variable) ||
        !flow_from_item(program, l, element) || flow_from_item(program, l, key) ||
        key_is_shared(facts, element) || key_is_shared(facts, key) ||
        !element_is_read(program, loop, element))
        return 0;
    return depends_mask(program, program->functions[loop->function].unit, key);
}

/* Parameters that give the key of a comparison at `node`: an operator, strcmp and kin, or a call that decides
 * something about the element and the key. */
static uint64_t keys_at(const struct program *program, uint32_t l, uint32_t node)
{
    const struct loop *loop = &program->loops[l];
    const struct facts *facts = function_facts(program, loop->function);
    const struct fact_node *n = &facts->nodes[node];
    uint64_t keys = 0;
    uint32_t call;

    if (n->kind == NODE_BINARY && n->op >= BINARY_LESS && n->op <= BINARY_NOT_EQUAL) {
        uint32_t left = node_first(facts, node), right = node_next(facts, left);

        if (key_is_end(program, loop, node) || key_steers_inner(program, loop, node) ||
            walk_goes_back(program, loop, node))
            return 0;
        return key_of_sides(program, l, left, right) | key_of_sides(program, l, right, left);
    }
    if (n->kind != NODE_CALL || (call = program_call_at(program, loop->function, node)) == PROGRAM_NONE)
        return 0;
    if (program->calls[call].known != NULL
            ? program->calls[call].known->role != ROLE_COMPARE
            : (!is_condition(facts, node) && !result_decides(program, loop, node)) ||
                  call_matches_pattern(program, call))
        return 0;
    for (uint32_t a = node_argument(facts, node, 0); a != FACTS_NONE; a = node_next(facts, a))
        for (uint32_t b = node_argument(facts, node, 0); b != FACTS_NONE; b = node_next(facts, b))
            if (a != b && flow_from_item(program, l, a) && !flow_from_item(program, l, b) &&
                (program->calls[call].known != NULL || call_compares(program, call, a, b)))
                keys |= depends_mask(program, program->functions[loop->function].unit, b);
    return keys;
}

static uint64_t loop_keys(const struct program *program, uint32_t l, const struct scan_origin *origin)
{
    const struct loop *loop = &program->loops[l];
    uint64_t keys = 0;

    for (uint32_t n = loop->first; n < loop->last; n++)
        keys |= keys_at(program, l, n);
    if (origin->of == SCAN_PARAMETER && origin->index < 64)
        keys &= ~(UINT64_C(1) << origin->index);
    return keys;
}

/* Whether the loop gives the first element that a condition fits: it returns the element from within. */
static bool loop_gives_element(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_RETURN && loop->variable != FACTS_NONE &&
            facts->nodes[facts->nodes[n].parent].kind == NODE_IF &&
            nodes_mention(facts, n, facts->nodes[n].end, loop->variable))
            return true;
    return false;
}

/* Whether the walk starts where a call says that it should for a key: `first(hash, key)`. */
static bool starts_at_key(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t start = loop->parts.init;

    if (start == FACTS_NONE || facts->nodes[start].kind == NODE_NONE)
        start = value_before(facts, program->functions[loop->function].body, loop->node, loop->variable);
    for (uint32_t n = start; start != FACTS_NONE && n < facts->nodes[start].end; n++) {
        uint32_t second = facts->nodes[n].kind == NODE_CALL ? node_argument(facts, n, 1) : FACTS_NONE;

        if (second != FACTS_NONE && !(facts->nodes[second].flags & NODE_HAS_VALUE))
            return true;
    }
    return false;
}

static bool walks_many(const struct loop *loop)
{
    return loop_runs_many(loop) && loop->form != LOOP_HIDDEN && loop->form != LOOP_FOREVER;
}

/* Whether an enclosing loop changes what this one walks: then it walks a part, and the whole is the enclosing
 * loop's. */
static bool walks_part(const struct program *program, const struct loop *loop)
{
    for (uint32_t outer = loop->parent; outer != PROGRAM_NONE; outer = program->loops[outer].parent)
        if (flow_varies(program, outer, loop->collection))
            return true;
    return false;
}

/* Whether the walk goes on through a link that is picked by a position (`x = x->level[i].forward`): the way
 * down a tree or skip list, not past every element. */
static bool goes_down(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            facts->nodes[node_first(facts, n)].ref == loop->variable &&
            node_strip(facts, node_child(facts, n, 1)) != loop->driver &&
            picks_element(facts, node_child(facts, n, 1)))
            return true;
    return false;
}

static bool writes_parameter(const struct program *program, uint32_t f, uint32_t position)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t symbol = program->parameters[function->first_parameter + position];

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *at = &facts->nodes[n];
        bool writes = at->kind == NODE_ASSIGN || (at->kind == NODE_UNARY && at->op >= UNARY_POST_INCREMENT &&
                                                  at->op <= UNARY_PRE_DECREMENT);

        if (writes && facts->nodes[node_first(facts, n)].kind == NODE_MEMBER &&
            node_base(facts, node_first(facts, n)) == symbol)
            return true;
    }
    return false;
}

/* Whether the function formats what it is given, as functions that log do: what they walk is nobody's search.
 */
static bool is_variadic(const struct program *program, uint32_t f)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t type = facts->symbols[program->functions[f].symbol].type;

    return type != FACTS_NONE && (facts->types[type].flags & TYPE_IS_VARIADIC);
}

/* Whether what is walked is a field of a context, or a local that was set to one before the loop. */
static bool walks_context(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t base = node_base(facts, loop->collection), value;

    if (node_is_of_context(facts, loop->collection))
        return true;
    if (base == FACTS_NONE || facts->nodes[node_strip(facts, loop->collection)].kind != NODE_NAME)
        return false;
    value = value_before(facts, program->functions[loop->function].body, loop->node, base);
    return value != FACTS_NONE && node_is_of_context(facts, value);
}

static bool inside_item_loop(const struct program *program, const struct loop *loop)
{
    for (uint32_t outer = loop->parent; outer != PROGRAM_NONE; outer = program->loops[outer].parent)
        if (loop_is_item(&program->loops[outer]))
            return true;
    return false;
}

/* A loop that moves an array's elements down, in a function that is given the array. */
static bool scan_of_gap(const struct program *program, const struct loop *loop, struct scan_list *list)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t array = loop_closes_gap(program, loop), start = loop->parts.init;
    struct scan_origin origin;
    struct scan scan;

    if (array == FACTS_NONE || loop->parent != PROGRAM_NONE ||
        !scan_origin(program, loop->function, array, &origin))
        return false;
    scan = (struct scan){.kind = SCAN_SHIFT,
                         .of = origin.of,
                         .index = origin.index,
                         .what = node_text(facts, array, 40, program->arena),
                         .way = {PROGRAM_NONE, PROGRAM_NONE, 0, 0, false},
                         .loop = (uint32_t)(loop - program->loops)};
    scan.keys = depends_mask(program, program->functions[loop->function].unit, start);
    if (origin.of == SCAN_PARAMETER && origin.index < 64)
        scan.keys &= ~(UINT64_C(1) << origin.index);
    scan_list_add(list, &scan);
    return true;
}

/* Whether the walk takes the first element that is large enough: what an allocator does with its
 * free list, which is about memory and no collection of the caller's. */
static bool takes_first_fit(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t type = facts->symbols[program->functions[loop->function].symbol].type;
    bool order = false;

    type = type == FACTS_NONE ? FACTS_NONE : facts->types[type].target;
    if (loop->form != LOOP_LIST || type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return false;
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_CALL || (node->kind == NODE_BINARY && node->op == BINARY_EQUAL))
            return false;
        order |= node->kind == NODE_BINARY && node->op >= BINARY_LESS && node->op <= BINARY_GREATER_EQUAL;
    }
    return order;
}

static void scans_of_loops(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        struct scan_origin origin;
        struct scan scan;
        uint32_t tail;

        if (walks_many(loop) && scan_of_gap(program, loop, list))
            continue;
        if (!walks_many(loop) || loop->variable == FACTS_NONE || loop->collection == FACTS_NONE ||
            node_is_text(facts, loop->collection) || walks_part(program, loop) || goes_down(program, loop) ||
            !scan_origin(program, f, loop->collection, &origin) || keeps_cursor(program, loop) ||
            starts_at_key(program, loop) || walk_is_case(program, loop) || walk_recurses(program, loop) ||
            walk_consumes(program, loop) || (origin.of == SCAN_GLOBAL && takes_first_fit(program, loop)))
            continue;
        scan =
            (struct scan){.of = origin.of,
                          .index = origin.index,
                          .what = node_text(facts, loop->collection, 40, program->arena),
                          .keys = loop_keys(program, l, &origin),
                          .doubtful = inside_item_loop(program, loop) || walks_context(program, loop) ||
                                      walk_is_conditional(program, loop) || walk_is_replaced(program, loop) ||
                                      walk_asks_blindly(program, loop),
                          .grows = walk_grows(program, loop),
                          .moves = origin.of == SCAN_PARAMETER && writes_parameter(program, f, origin.index),
                          .way = {PROGRAM_NONE, PROGRAM_NONE, 0, 0, false},
                          .loop = l};
        if ((tail = loop_tail(program, loop)) != FACTS_NONE) {
            if (!tail_is_used(program, loop, tail))
                continue;
            scan.kind = SCAN_APPEND;
            scan.doubtful |= tail_is_only_handed(program, loop, tail);
        } else if (scan.keys != 0) {
            scan.kind = SCAN_SEARCH;
        } else if ((scan.keys = position_keys(program, loop)) != 0) {
            scan.kind = SCAN_SEARCH;
        } else if (loop_gives_element(program, loop)) {
            scan.kind = SCAN_PENDING;
        } else if (loop_recounts(program, loop)) {
            scan.kind = SCAN_WHOLE;
        } else {
            continue;
        }
        scan_list_add(list, &scan);
    }
}

/* The key's parameters in terms of the caller's. */
static uint64_t keys_above(const struct program *program, const struct call *call, uint64_t keys)
{
    const struct facts *facts = function_facts(program, call->function);
    uint64_t above = 0;
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if (keys >> position & 1)
            above |= depends_mask(program, program->functions[call->function].unit, a);
    return above;
}

/* What the called function scans, in terms of this one. */
static void climb(const struct program *program, const struct scan_list *lists, uint32_t c, uint32_t target,
                  unsigned distance, struct scan_list *out)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t i = 0; i < lists[target].count; i++) {
        const struct scan *scan = &lists[target].items[i];
        struct scan here = *scan;
        struct scan_origin origin = {scan->of, scan->index};

        if (scan->way.distance != distance || scan->kind == SCAN_PENDING || scan->kind == SCAN_SHIFT ||
            scan->kind == SCAN_WHOLE || target == call->function)
            continue;
        if (scan->of == SCAN_PARAMETER) {
            uint32_t argument = node_argument(facts, call->node, scan->index);

            if (argument == FACTS_NONE || !scan_origin(program, call->function, argument, &origin))
                continue;
            here.what = node_text(facts, argument, 40, program->arena);
        }
        /* What a call does only now and then to something that its caller does not even name is no cost of
         * its own. */
        if (origin.of == SCAN_GLOBAL && call->guarded)
            continue;
        here.keys = keys_above(program, call, scan->keys);
        if (scan->kind == SCAN_SEARCH ? here.keys == 0 : call->guarded)
            continue;
        here.below_of = scan->of;
        here.below = scan->index;
        here.of = origin.of;
        here.index = origin.index;
        here.doubtful |= call->guarded || call->target_count > 1;
        here.way = (struct witness){c, target, distance + 1, 0, false};
        here.loop = PROGRAM_NONE;
        scan_list_add(out, &here);
    }
}

const struct scan *scan_below(const struct program *program, const struct scan *scan)
{
    const struct summary *summary = &program->functions[scan->way.target].summary;

    for (uint32_t i = 0; i < summary->scan_count; i++) {
        const struct scan *below = &program->scans[summary->first_scan + i];

        if (below->of == scan->below_of && below->index == scan->below)
            return below;
    }
    BUG("a scan climbed out of %s, which has none", program->functions[scan->way.target].name);
}

void scans_find(struct program *program)
{
    struct scan_list *lists = ARENA_ARRAY(program->arena, program->function_count + 1, struct scan_list);
    uint32_t total = 0;

    for (uint32_t f = 0; f < program->function_count; f++) {
        if (program->functions[f].body == FACTS_NONE || is_variadic(program, f))
            continue;
        scans_of_loops(program, f, &lists[f]);
        scans_of_recursion(program, f, &lists[f]);
        scans_of_library(program, f, &lists[f]);
    }
    for (unsigned distance = 0; distance < SCAN_DISTANCE; distance++)
        for (uint32_t c = 0; c < program->call_count; c++)
            for (uint32_t t = 0; program->calls[c].kind == CALL_DIRECT && !program->calls[c].rare &&
                                 t < program->calls[c].target_count;
                 t++)
                climb(program, lists, c, program->targets[program->calls[c].first_target + t], distance,
                      &lists[program->calls[c].function]);
    for (uint32_t f = 0; f < program->function_count; f++)
        total += lists[f].count;
    program->scans = ARENA_ARRAY(program->arena, total + 1, struct scan);
    total = 0;
    for (uint32_t f = 0; f < program->function_count; f++) {
        program->functions[f].summary.first_scan = total;
        program->functions[f].summary.scan_count = lists[f].count;
        for (uint32_t i = 0; i < lists[f].count; i++)
            program->scans[total++] = lists[f].items[i];
    }
}
