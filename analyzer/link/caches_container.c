/* Which container an expression is a part of, also by way of locals, getters and a library's tables.
 *
 * A test is asked for each name in it, and each name leads to all that is ever written to the local, so the
 * writes of a function are gathered in one pass, by local, and what a local turned out to be a part of is
 * kept: however many names ask, each write is followed once a level. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

#define ALIAS_LEVELS 4 /* locals and getters between an entry and what holds it */

/* Something that a local is given: the value, or the call that got its address. */
struct given {
    uint32_t symbol;
    uint32_t value; /* node */
};

struct local {
    uint32_t symbol;
    uint32_t first, count;            /* in givens, in the order of the text */
    uint32_t container[ALIAS_LEVELS]; /* variable or PROGRAM_NONE, by levels left, the last one first */
    bool is_known[ALIAS_LEVELS];      /* whether that was worked out */
};

struct cache_locals {
    struct given *givens;
    struct local *locals; /* by symbol */
    uint32_t count;
};

static int compare_givens(const void *a, const void *b)
{
    const struct given *x = a, *y = b;

    if (x->symbol != y->symbol)
        return x->symbol < y->symbol ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

/* Whether what the symbol is a part of must be followed: no static variable, nothing from the caller. */
static bool is_local(const struct unit *unit, uint32_t symbol)
{
    return symbol != FACTS_NONE && unit->facts->symbols[symbol].kind == SYMBOL_VARIABLE &&
           unit->symbol_variable[symbol] == PROGRAM_NONE;
}

typedef VEC(struct given)
given_list;

static void add_given(const struct unit *unit, uint32_t symbol, uint32_t value, given_list *givens)
{
    if (value != FACTS_NONE && is_local(unit, symbol) && node_base(unit->facts, value) != symbol)
        vec_push(givens, (struct given){symbol, value});
}

/* What the call may fill by its address: `lookup_extended(table, key, NULL, &value)`. */
static void add_filled(const struct unit *unit, uint32_t call, given_list *givens)
{
    const struct facts *facts = unit->facts;

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t at = node_strip(facts, a);

        if (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS &&
            facts->nodes[at + 1].kind == NODE_NAME)
            add_given(unit, facts->nodes[at + 1].ref, call, givens);
    }
}

static struct cache_locals *gather_locals(const struct program *program, uint32_t f, struct arena *arena)
{
    const struct unit *unit = &program->units[program->functions[f].unit];
    const struct facts *facts = unit->facts;
    uint32_t body = program->functions[f].body;
    struct cache_locals *locals = ARENA_NEW(arena, struct cache_locals);
    given_list givens = {0};

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE)
            add_given(unit, node->ref, node_first(facts, n), &givens);
        else if (node->kind == NODE_ASSIGN && node->op == BINARY_NONE &&
                 facts->nodes[node_first(facts, n)].kind == NODE_NAME)
            add_given(unit, facts->nodes[node_first(facts, n)].ref, node_child(facts, n, 1), &givens);
        else if (node->kind == NODE_CALL)
            add_filled(unit, n, &givens);
    }
    if (givens.count > 0) {
        qsort(givens.data, givens.count, sizeof *givens.data, compare_givens);
        locals->givens = ARENA_ARRAY(arena, givens.count, struct given);
        memcpy(locals->givens, givens.data, givens.count * sizeof *givens.data);
        locals->locals = ARENA_ARRAY(arena, givens.count, struct local);
    }
    for (uint32_t i = 0; i < givens.count; i++) {
        if (i == 0 || givens.data[i].symbol != givens.data[i - 1].symbol)
            locals->locals[locals->count++] = (struct local){.symbol = givens.data[i].symbol, .first = i};
        locals->locals[locals->count - 1].count++;
    }
    vec_release(&givens);
    return locals;
}

/* The local of that symbol; NULL when it is never given anything. */
static struct local *find_local(const struct cache_locals *locals, uint32_t symbol)
{
    uint32_t low = 0, high = locals->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (locals->locals[middle].symbol < symbol)
            low = middle + 1;
        else
            high = middle;
    }
    return low < locals->count && locals->locals[low].symbol == symbol ? &locals->locals[low] : NULL;
}

static uint32_t container_of(struct cache_containers *containers, uint32_t f, uint32_t node, unsigned levels);

/* The container behind a call: the library's table that it looks into, or what a getter gives a part of. */
static uint32_t container_of_call(struct cache_containers *containers, uint32_t f, uint32_t node,
                                  unsigned levels)
{
    const struct program *program = containers->program;
    const struct facts *facts = function_facts(program, f);
    uint32_t id = program_call_at(program, f, node), target;
    const struct call *call;

    if (id == PROGRAM_NONE || levels == 0)
        return PROGRAM_NONE;
    call = &program->calls[id];
    if (call->known != NULL) {
        uint32_t subject = call->known->role == ROLE_LOOKUP && call->known->subject >= 0
                               ? node_argument(facts, node, (unsigned)call->known->subject)
                               : FACTS_NONE;

        return subject == FACTS_NONE ? PROGRAM_NONE : container_of(containers, f, subject, levels - 1);
    }
    if (call->kind != CALL_DIRECT || call->target_count != 1 || !cache_from_parameter(program, f, node))
        return PROGRAM_NONE;
    target = program->targets[call->first_target];
    facts = function_facts(program, target);
    for (uint32_t n = program->functions[target].body;
         target != f && n < facts->nodes[program->functions[target].body].end; n++) {
        uint32_t value = facts->nodes[n].kind == NODE_RETURN ? node_first(facts, n) : FACTS_NONE, found;

        if (value == FACTS_NONE || (facts->nodes[value].flags & NODE_HAS_VALUE))
            continue;
        found = container_of(containers, target, value, levels - 1);
        if (found != PROGRAM_NONE)
            return found;
    }
    return PROGRAM_NONE;
}

/* The container of what the local is given first that has one; `levels` is at least 1. */
static uint32_t container_of_local(struct cache_containers *containers, uint32_t f, uint32_t symbol,
                                   unsigned levels)
{
    const struct cache_locals *locals = containers->locals[f];
    uint32_t found = PROGRAM_NONE;
    struct local *local;

    if (locals == NULL)
        locals = containers->locals[f] = gather_locals(containers->program, f, &containers->arena);
    local = find_local(locals, symbol);
    if (local == NULL)
        return PROGRAM_NONE;
    if (local->is_known[levels - 1])
        return local->container[levels - 1];
    for (uint32_t i = local->first; i < local->first + local->count && found == PROGRAM_NONE; i++)
        found = container_of(containers, f, locals->givens[i].value, levels - 1);
    local->container[levels - 1] = found;
    local->is_known[levels - 1] = true;
    return found;
}

static uint32_t container_of(struct cache_containers *containers, uint32_t f, uint32_t node, unsigned levels)
{
    const struct unit *unit = &containers->program->units[containers->program->functions[f].unit];
    const struct facts *facts = unit->facts;
    uint32_t base;

    if (node == FACTS_NONE)
        return PROGRAM_NONE;
    node = node_strip(facts, node);
    if (facts->nodes[node].kind == NODE_CALL)
        return container_of_call(containers, f, node, levels);
    base = node_base(facts, node);
    if (base == FACTS_NONE)
        return PROGRAM_NONE;
    if (levels == 0 || !is_local(unit, base))
        return unit->symbol_variable[base];
    return container_of_local(containers, f, base, levels);
}

uint32_t cache_container(struct cache_containers *containers, uint32_t f, uint32_t node)
{
    return container_of(containers, f, node, ALIAS_LEVELS);
}

void cache_containers_init(struct cache_containers *containers, const struct program *program)
{
    *containers = (struct cache_containers){.program = program};
    containers->locals = ARENA_ARRAY(&containers->arena, program->function_count + 1, struct cache_locals *);
}

void cache_containers_release(struct cache_containers *containers)
{
    arena_release(&containers->arena);
}
