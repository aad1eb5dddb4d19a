/* What a collection can grow to (see the header): an expression is followed to the places it may come from,
 * and the places' own notes answer. Of several places the one that grows decides: a warning is about the
 * worst case that exists. Ends because each step to a caller, a callee or another value costs one of
 * GROWTH_DEPTH. */
#include "analyzer/link/growth.h"

#include "analyzer/link/growth_parts.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_parts.h"

enum {
    GROWTH_DEPTH = 4,
    CALLERS_ASKED = 40,   /* who hands a parameter over, at most */
    CAPACITY_MOST = 4095, /* elements of a fixed array that are few enough to be walked for each of them */
};

static struct growth follow(const struct program *program, uint32_t function, uint32_t node, unsigned depth);

static struct growth tell(enum growth_kind kind, uint32_t function, uint32_t node)
{
    return (struct growth){kind, function, node};
}

/* Of two places that one collection may be. */
static struct growth either(struct growth a, struct growth b)
{
    if (a.kind == GROWTH_DATA || b.kind == GROWTH_DATA)
        return a.kind == GROWTH_DATA ? a : b;
    if (growth_is_bounded(a) != growth_is_bounded(b))
        return growth_is_bounded(a) ? b : a;
    return a.kind == GROWTH_UNSEEN ? b : a;
}

static bool is_fixed_array(const struct facts *facts, uint32_t node)
{
    uint32_t type = facts->nodes[node].type;

    return type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY && facts->types[type].count > 1 &&
           facts->types[type].count <= CAPACITY_MOST;
}

static struct growth of_lasting(const struct program *program, uint32_t function, const struct place *place)
{
    unsigned flags = program->growths[place->id];

    if (flags & ADDED_LATER)
        return tell(GROWTH_DATA, function, place->node);
    if (flags & SET_WHOLE)
        return tell(GROWTH_UNKNOWN, function, place->node);
    if (flags & ADDED_WORDS)
        return tell(GROWTH_WORDS, function, place->node);
    if (flags & (ADDED_AT_SETUP | SET_AT_SETUP))
        return tell(GROWTH_SETUP, function, place->node);
    return tell(flags & IS_WRITTEN ? GROWTH_WRITTEN : GROWTH_UNSEEN, function, place->node);
}

/* What the callers hand over. */
static struct growth of_parameter(const struct program *program, uint32_t function, uint32_t position,
                                  uint32_t node, unsigned depth)
{
    uint32_t first = program->first_caller[function], count = program->first_caller[function + 1] - first;
    struct growth growth = tell(GROWTH_UNSEEN, function, node);

    if (program->first_handed[function + 1] > program->first_handed[function])
        growth.kind = GROWTH_UNKNOWN;
    if (depth == 0)
        return tell(GROWTH_UNKNOWN, function, node);
    for (uint32_t i = 0; i < count && i < CALLERS_ASKED; i++) {
        const struct call *call = &program->calls[program->callers[first + i]];
        uint32_t argument = node_argument(function_facts(program, call->function), call->node, position);

        if (argument == FACTS_NONE || call->function == function)
            continue;
        growth = i == 0 && growth.kind == GROWTH_UNSEEN
                     ? follow(program, call->function, argument, depth - 1)
                     : either(growth, follow(program, call->function, argument, depth - 1));
    }
    return growth;
}

/* What a function of the program gives back. */
static struct growth of_result(const struct program *program, uint32_t function, uint32_t node,
                               unsigned depth)
{
    uint32_t c = program_call_at(program, function, node);
    struct growth growth = tell(GROWTH_UNKNOWN, function, FACTS_NONE);
    bool any = false;

    for (uint32_t t = 0; c != PROGRAM_NONE && depth > 0 && t < program->calls[c].target_count; t++) {
        uint32_t target = program->targets[program->calls[c].first_target + t];
        const struct facts *facts = function_facts(program, target);
        uint32_t body = program->functions[target].body;

        for (uint32_t n = body; n < facts->nodes[body].end; n++) {
            uint32_t value = facts->nodes[n].kind == NODE_RETURN ? node_first(facts, n) : FACTS_NONE;
            struct growth other;

            if (value == FACTS_NONE || node_is_zero(facts, value))
                continue;
            other = follow(program, target, value, depth - 1);
            growth = any ? either(growth, other) : other;
            any = true;
        }
    }
    return growth;
}

/* Whether the function adds to its own local in a loop, and by what that loop goes. */
static struct growth of_additions(const struct program *program, uint32_t function, uint32_t symbol,
                                  uint32_t node)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++) {
        struct place place;
        uint32_t at = PROGRAM_NONE;

        if (growth_effect(program, function, n, &place) != ADDED_LATER || place.kind != PLACE_LOCAL ||
            place.id != symbol || facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        for (uint32_t l = f->first_loop; l < f->first_loop + f->loop_count; l++)
            if (n >= program->loops[l].first && n < program->loops[l].last)
                at = l;
        if (at == PROGRAM_NONE || program->loops[at].variable == symbol)
            continue;
        if (program->loops[at].collection != FACTS_NONE && node_is_text(facts, program->loops[at].collection))
            return tell(GROWTH_WORDS, function, node);
        return tell(GROWTH_DATA, function, node);
    }
    return tell(GROWTH_UNSEEN, function, node);
}

static struct growth of_local(const struct program *program, uint32_t function, uint32_t symbol,
                              uint32_t node, unsigned depth)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    struct growth growth = of_additions(program, function, symbol, node);
    bool any = growth.kind != GROWTH_UNSEEN;

    for (uint32_t n = f->body; depth > 0 && growth.kind != GROWTH_DATA && n < facts->nodes[f->body].end;
         n++) {
        uint32_t value = node_sets(facts, n, symbol);
        struct growth other;

        /* what is worked out from the local itself goes on in the same collection */
        if (value == FACTS_NONE || node_is_zero(facts, value) ||
            nodes_mention(facts, value, facts->nodes[value].end, symbol))
            continue;
        other = follow(program, function, value, depth - 1);
        growth = any ? either(growth, other) : other;
        any = true;
    }
    return any ? growth : tell(GROWTH_UNKNOWN, function, node);
}

static struct growth follow(const struct program *program, uint32_t function, uint32_t node, unsigned depth)
{
    const struct facts *facts = function_facts(program, function);
    struct place place;
    uint32_t position;

    node = node_strip(facts, node);
    if (facts->nodes[node].kind == NODE_CONDITIONAL) {
        uint32_t then = node_child(facts, node, 1), otherwise = node_child(facts, node, 2);

        if (node_is_zero(facts, otherwise) || facts->nodes[then].kind == NODE_NONE || depth == 0)
            return follow(program, function,
                          facts->nodes[then].kind == NODE_NONE ? node_first(facts, node) : then,
                          depth == 0 ? 0 : depth - 1);
        return either(follow(program, function, then, depth - 1),
                      follow(program, function, otherwise, depth - 1));
    }
    if (facts->nodes[node].kind == NODE_CALL)
        return of_result(program, function, node, depth);
    place = place_of(program, function, node);
    if (place.kind == PLACE_NONE)
        return tell(GROWTH_UNKNOWN, function, FACTS_NONE);
    /* an element is another object than the array, which tells only of what is hung into it */
    if (facts->nodes[node].kind == NODE_INDEX)
        return tell(place.kind == PLACE_LASTING && program->growths[place.id] & ADDED_LATER ? GROWTH_DATA
                                                                                            : GROWTH_UNKNOWN,
                    function, node);
    if (is_fixed_array(facts, place.node))
        return tell(GROWTH_CAPACITY, function, place.node);
    if (place.kind == PLACE_LASTING)
        return of_lasting(program, function, &place);
    position = function_parameter(program, function, place.node);
    if (position != PROGRAM_NONE && facts->symbols[place.id].kind == SYMBOL_PARAMETER)
        return of_parameter(program, function, position, place.node, depth);
    return of_local(program, function, place.id, place.node, depth);
}

struct growth growth_of(const struct program *program, uint32_t function, uint32_t node)
{
    return follow(program, function, node, GROWTH_DEPTH);
}

/* The place of the link that the loop follows; its kind is PLACE_NONE when it follows none. */
static struct place link_of(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t first = loop->parts.increment == FACTS_NONE ? loop->first : loop->parts.increment;

    for (uint32_t n = first; loop->form == LOOP_LIST && n < loop->last; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN ||
            facts->nodes[node_strip(facts, node_first(facts, n))].kind != NODE_NAME ||
            facts->nodes[node_strip(facts, node_first(facts, n))].ref != loop->variable)
            continue;
        value = node_strip(facts, node_child(facts, n, 1));
        if (facts->nodes[value].kind == NODE_MEMBER)
            return place_of(program, loop->function, value);
    }
    return (struct place){PLACE_NONE, 0, FACTS_NONE};
}

/* Whether what counts is too small for many. */
static bool counts_in_byte(const struct facts *facts, const struct loop *loop)
{
    uint32_t types[] = {loop->variable == FACTS_NONE ? FACTS_NONE : facts->symbols[loop->variable].type,
                        loop->limit == FACTS_NONE ? FACTS_NONE
                                                  : facts->nodes[node_strip(facts, loop->limit)].type};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i] != FACTS_NONE && facts->types[types[i]].class == TYPE_INTEGER &&
            facts->types[types[i]].size == 1)
            return true;
    return false;
}

struct growth growth_of_loop(const struct program *program, uint32_t l)
{
    const struct loop *loop = &program->loops[l];
    const struct facts *facts = function_facts(program, loop->function);
    struct growth growth = tell(GROWTH_UNKNOWN, loop->function, FACTS_NONE), other;
    struct place link;
    uint32_t driver;

    if (loop->form == LOOP_HIDDEN)
        return growth;
    if (loop->bound == BOUND_CONFIGURATION && program->serves)
        return tell(GROWTH_SETUP, loop->function,
                    loop->collection == FACTS_NONE ? loop->limit : loop->collection);
    if (loop->bound == BOUND_CONSTANT || (loop->form == LOOP_INDEX && counts_in_byte(facts, loop)))
        return tell(loop->bound == BOUND_CONSTANT && loop->bound_value > CAPACITY_MOST ? GROWTH_DATA
                                                                                       : GROWTH_CAPACITY,
                    loop->function, loop->collection == FACTS_NONE ? loop->limit : loop->collection);
    driver = loop->form != LOOP_NEXT || loop->driver == FACTS_NONE
                 ? PROGRAM_NONE
                 : program_call_at(program, loop->function, loop->driver);
    if (driver != PROGRAM_NONE && program->calls[driver].known != NULL)
        return tell(GROWTH_DATA, loop->function, loop->collection);
    if (loop->collection != FACTS_NONE && node_is_text(facts, loop->collection))
        return growth; /* of its pieces, nobody knows how many */
    if (loop->collection != FACTS_NONE)
        growth = growth_of(program, loop->function, loop->collection);
    if (growth.kind == GROWTH_DATA || growth_is_bounded(growth))
        return growth;
    if (loop->limit != FACTS_NONE && place_of(program, loop->function, loop->limit).kind == PLACE_LASTING) {
        other = growth_of(program, loop->function, loop->limit);
        return other.kind == GROWTH_UNSEEN ? growth : other;
    }
    link = link_of(program, loop);
    if (link.kind == PLACE_LASTING)
        return of_lasting(program, loop->function, &link);
    return growth;
}

/* Whether the argument is the container itself, and no object that has it somewhere. */
static bool is_container(const struct facts *facts, uint32_t argument)
{
    const struct fact_node *node = &facts->nodes[node_strip(facts, argument)];

    return (node->kind == NODE_UNARY && node->op == UNARY_ADDRESS) ||
           (node->type != FACTS_NONE && facts->types[node->type].class == TYPE_ARRAY);
}

/* What the function's parameter `position` is at the call, where `inner` is known of what is walked there:
 * `asks` while that is the parameter itself. */
static struct growth at_call(const struct program *program, uint32_t c, uint32_t position,
                             struct growth inner, bool *asks)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t argument = node_argument(facts, call->node, position);
    bool asked = *asks;
    struct growth outer;

    *asks = asked && argument != FACTS_NONE &&
            function_parameter(program, call->function, argument) != PROGRAM_NONE;
    if (argument == FACTS_NONE || !(asked || is_container(facts, argument)))
        return inner;
    outer = growth_of(program, call->function, argument);
    return !asked && (outer.kind == GROWTH_UNKNOWN || outer.kind == GROWTH_UNSEEN) ? inner : outer;
}

/* Of the scan as its function has it; `asks` when what is walked is the parameter itself. */
static struct growth of_scan(const struct program *program, const struct scan *scan, bool *asks)
{
    const struct call *call = scan->way.call == PROGRAM_NONE ? NULL : &program->calls[scan->way.call];
    struct growth growth;

    if (scan->loop != PROGRAM_NONE) {
        const struct loop *loop = &program->loops[scan->loop];

        *asks = scan->of == SCAN_PARAMETER && loop->collection != FACTS_NONE &&
                place_of(program, loop->function, loop->collection).kind == PLACE_LOCAL;
        return growth_of_loop(program, scan->loop);
    }
    if (scan->way.target == PROGRAM_NONE) {
        uint32_t subject = call->known == NULL || call->known->subject < 0
                               ? FACTS_NONE
                               : node_argument(function_facts(program, call->function), call->node,
                                               (unsigned)call->known->subject);

        *asks = scan->of == SCAN_PARAMETER && subject != FACTS_NONE &&
                place_of(program, call->function, subject).kind == PLACE_LOCAL;
        return subject == FACTS_NONE ? tell(GROWTH_UNKNOWN, call->function, FACTS_NONE)
                                     : growth_of(program, call->function, subject);
    }
    growth = of_scan(program, scan_below(program, scan), asks);
    return scan->below_of == SCAN_PARAMETER ? at_call(program, scan->way.call, scan->below, growth, asks)
                                            : growth;
}

struct growth growth_of_scan(const struct program *program, uint32_t c, const struct scan *scan)
{
    bool asks = false;
    struct growth growth = of_scan(program, scan, &asks);

    return scan->of == SCAN_PARAMETER ? at_call(program, c, scan->index, growth, &asks) : growth;
}

const char *growth_text(const struct program *program, struct growth growth, struct arena *arena)
{
    const char *what =
        growth.node == FACTS_NONE
            ? "it"
            : arena_printf(arena, "`%s`",
                           node_text(function_facts(program, growth.function), growth.node, 40, arena));

    switch (growth.kind) {
    case GROWTH_WRITTEN: return arena_printf(arena, "%s stands in the source", what);
    case GROWTH_CAPACITY: return arena_printf(arena, "%s has room for a fixed number", what);
    case GROWTH_SETUP: return arena_printf(arena, "%s is only filled by set-up", what);
    case GROWTH_WORDS: return arena_printf(arena, "%s is as long as one text has pieces", what);
    case GROWTH_UNKNOWN:
    case GROWTH_UNSEEN:
    case GROWTH_DATA: break;
    }
    return "";
}
