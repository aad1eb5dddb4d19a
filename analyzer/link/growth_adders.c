/* Who adds to what (see growth.h): one pass over all bodies.
 *
 * Adding is what makes a collection longer: an element set as a list's head or behind another, a store at a
 * place that is counted up, a count that goes up, memory that is made longer, or the collection handed to a
 * function that does one of these to it. Taking the next one, `p = p->next`, takes away. When it happens is
 * the heat of the function; one that both start-up and requests reach and that is called a registration or a
 * part of the settings sets things up. */
#include "analyzer/link/growth.h"
#include "analyzer/link/growth_parts.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_parts.h"

enum {
    CONTAINER_SIZE = 64, /* bytes of an object that is a list or array and no context that holds many */
    ADDS_DEPTH = 3,      /* calls between a function and the one that adds for it */
    SETUP_DEPTH = 4,     /* calls between a function and the registration that it works for */
};

/* Whether the member's object is a container held by value: then the place is the one that holds it. */
static bool is_in_container(const struct facts *facts, uint32_t member)
{
    uint32_t object = node_strip(facts, node_first(facts, member)), type = facts->nodes[object].type;

    return !(facts->nodes[member].flags & NODE_ARROW) && type != FACTS_NONE &&
           facts->types[type].size <= CONTAINER_SIZE &&
           (facts->nodes[object].kind == NODE_NAME || facts->nodes[object].kind == NODE_MEMBER);
}

struct place place_of(const struct program *program, uint32_t function, uint32_t node)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    const struct facts *facts = unit->facts;

    for (;;) {
        const struct fact_node *self = &facts->nodes[node = node_strip(facts, node)];
        uint32_t first = node_first(facts, node);

        switch (self->kind) {
        case NODE_INDEX: node = first; break;
        case NODE_UNARY:
            if (self->op == UNARY_LOGICAL_NOT || self->op == UNARY_MINUS || self->op == UNARY_NOT)
                return (struct place){PLACE_NONE, 0, FACTS_NONE};
            node = first;
            break;
        case NODE_BINARY:
            if (self->op != BINARY_ADD && self->op != BINARY_SUBTRACT)
                return (struct place){PLACE_NONE, 0, FACTS_NONE};
            node = first;
            break;
        case NODE_MEMBER:
            if (!is_in_container(facts, node)) {
                uint32_t field = self->ref == FACTS_NONE ? PROGRAM_NONE : unit->symbol_field[self->ref];

                return field == PROGRAM_NONE
                           ? (struct place){PLACE_NONE, 0, FACTS_NONE}
                           : (struct place){PLACE_LASTING, program->variable_count + field, node};
            }
            node = first;
            break;
        case NODE_NAME:
            if (self->ref == FACTS_NONE || (facts->symbols[self->ref].kind != SYMBOL_VARIABLE &&
                                            facts->symbols[self->ref].kind != SYMBOL_PARAMETER))
                return (struct place){PLACE_NONE, 0, FACTS_NONE};
            return unit->symbol_variable[self->ref] == PROGRAM_NONE
                       ? (struct place){PLACE_LOCAL, self->ref, node}
                       : (struct place){PLACE_LASTING, unit->symbol_variable[self->ref], node};
        default: return (struct place){PLACE_NONE, 0, FACTS_NONE};
        }
    }
}

/* The record that a pointer type leads to; FACTS_NONE. */
static uint32_t pointed_record(const struct facts *facts, uint32_t type)
{
    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return FACTS_NONE;
    type = facts->types[type].target;
    return type == FACTS_NONE || facts->types[type].class != TYPE_RECORD ? FACTS_NONE
                                                                         : facts->types[type].symbol;
}

/* Whether the expression is the link of an element to another of its kind: `p->next`. */
static bool is_link(const struct facts *facts, uint32_t node)
{
    const struct fact_node *self = &facts->nodes[node = node_strip(facts, node)];
    uint32_t record;

    if (self->kind != NODE_MEMBER || self->ref == FACTS_NONE)
        return false;
    record = pointed_record(facts, self->type);
    return record != FACTS_NONE && facts->symbols[self->ref].parent == record;
}

/* Whether elements of the record are linked with each other. */
static bool has_link(const struct facts *facts, uint32_t record)
{
    for (uint32_t s = record; s < facts->symbols_count; s++)
        if (facts->symbols[s].kind == SYMBOL_FIELD && facts->symbols[s].parent == record &&
            pointed_record(facts, facts->symbols[s].type) == record)
            return true;
    return false;
}

static bool is_step(const struct facts *facts, uint32_t node)
{
    return (facts->nodes[node].kind == NODE_UNARY && (facts->nodes[node].op == UNARY_POST_INCREMENT ||
                                                      facts->nodes[node].op == UNARY_PRE_INCREMENT)) ||
           (facts->nodes[node].kind == NODE_ASSIGN && facts->nodes[node].op == BINARY_ADD);
}

/* `v[n++] = x` */
static bool stores_behind(const struct facts *facts, uint32_t target)
{
    uint32_t subscript = facts->nodes[target].kind == NODE_INDEX ? node_child(facts, target, 1) : FACTS_NONE;

    for (uint32_t n = subscript; subscript != FACTS_NONE && n < facts->nodes[subscript].end; n++)
        if (is_step(facts, n))
            return true;
    return false;
}

/* Of `*link = element`, where the link is a local that was set to the address of a list's head. */
static struct place head_behind(const struct program *program, uint32_t function, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t body = program->functions[function].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t value = node_gives(facts, n, symbol);

        if (value != FACTS_NONE && facts->nodes[value = node_strip(facts, value)].kind == NODE_UNARY &&
            facts->nodes[value].op == UNARY_ADDRESS && !is_link(facts, node_first(facts, value)))
            return place_of(program, function, value);
    }
    return (struct place){PLACE_LOCAL, symbol, FACTS_NONE};
}

/* Whether the call is handed the target, or a local that was set from it: `v = realloc(v, n)`. */
static bool makes_longer(const struct program *program, uint32_t function, uint32_t call, uint32_t target)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t given = node_strip(facts, a);

        if (node_equal(facts, given, target))
            return true;
        if (facts->nodes[given].kind == NODE_NAME && facts->nodes[given].ref != FACTS_NONE)
            given = value_before(facts, program->functions[function].body, call, facts->nodes[given].ref);
        if (given != FACTS_NONE && node_equal(facts, node_strip(facts, given), target))
            return true;
    }
    return false;
}

/* What an assignment does to its target; 0 for nothing, else ADDED_LATER or SET_WHOLE. */
static unsigned assignment_effect(const struct program *program, uint32_t function, uint32_t node,
                                  struct place *place)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t target = node_strip(facts, node_first(facts, node)), value, record;

    value = node_strip(facts, node_child(facts, node, 1));
    if (facts->nodes[value].flags & NODE_HAS_VALUE || node_is_zero(facts, value) || is_link(facts, value))
        return 0;
    *place = place_of(program, function, target);
    record = pointed_record(facts, facts->nodes[target].type);
    if (facts->nodes[target].kind == NODE_INDEX)
        return stores_behind(facts, target) || (record != FACTS_NONE && has_link(facts, record)) ? ADDED_LATER
                                                                                                 : 0;
    if (facts->nodes[target].kind == NODE_UNARY && facts->nodes[target].op == UNARY_DEREFERENCE &&
        place->kind == PLACE_LOCAL && facts->symbols[place->id].kind == SYMBOL_VARIABLE)
        *place = head_behind(program, function, place->id);
    if (record != FACTS_NONE && has_link(facts, record))
        return ADDED_LATER;
    if (facts->nodes[value].kind == NODE_NAME && facts->nodes[value].ref != FACTS_NONE) {
        uint32_t made = value_before(facts, program->functions[function].body, node, facts->nodes[value].ref);

        value = made == FACTS_NONE ? value : node_strip(facts, made);
    }
    return facts->nodes[value].kind == NODE_CALL && makes_longer(program, function, value, target)
               ? ADDED_LATER
               : SET_WHOLE;
}

/* Whether the argument is a container that the function may change. */
static bool may_change(const struct facts *facts, uint32_t argument)
{
    uint32_t type = facts->nodes[argument].type;

    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return false;
    type = facts->types[type].target;
    return type != FACTS_NONE && !(facts->types[type].flags & TYPE_IS_CONST) &&
           (facts->types[type].class == TYPE_RECORD || facts->types[type].class == TYPE_POINTER);
}

static bool adds_to_parameter(const struct program *program, uint32_t function, uint32_t position,
                              unsigned depth);

/* Whether the call adds to what it is given as argument `position`. Of a function that nobody defines here,
 * what it is given first together with more. */
static bool call_adds(const struct program *program, uint32_t c, uint32_t position, unsigned depth)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);

    if (call->target_count == 0)
        return call->kind == CALL_DIRECT && position == 0 && node_argument_count(facts, call->node) > 1 &&
               (call->known == NULL || call->known->role == ROLE_APPEND || call->known->role == ROLE_LINEAR);
    for (uint32_t t = 0; t < call->target_count; t++)
        if (adds_to_parameter(program, program->targets[call->first_target + t], position, depth))
            return true;
    return false;
}

/* Whether the path leads from the symbol to the container and not into one of its elements. */
static bool names_container(const struct facts *facts, uint32_t path, uint32_t symbol)
{
    if (node_base(facts, path) != symbol)
        return false;
    for (uint32_t n = path; n < facts->nodes[path].end; n++)
        if (facts->nodes[n].kind == NODE_INDEX)
            return false;
    return true;
}

/* Whether what stands behind the pointer gets more by the function. */
static bool adds_to_parameter(const struct program *program, uint32_t function, uint32_t position,
                              unsigned depth)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts;
    uint32_t symbol;

    if (f->body == FACTS_NONE || position >= f->parameters || depth == 0)
        return false;
    facts = function_facts(program, function);
    symbol = program->parameters[f->first_parameter + position];
    if (symbol == FACTS_NONE)
        return false;
    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++) {
        bool step = is_step(facts, n);
        struct place place;
        uint32_t target;

        if (!step && facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = node_strip(facts, node_first(facts, n));
        if (facts->nodes[target].kind == NODE_NAME || node_base(facts, target) != symbol)
            continue;
        if (step ? names_container(facts, target, symbol)
                 : assignment_effect(program, function, n, &place) == ADDED_LATER)
            return true;
    }
    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        uint32_t at = 0;

        for (uint32_t a = node_argument(facts, program->calls[c].node, 0); a != FACTS_NONE;
             a = node_next(facts, a), at++)
            if (may_change(facts, a) && names_container(facts, a, symbol) &&
                call_adds(program, c, at, depth - 1))
                return true;
    }
    return false;
}

unsigned growth_effect(const struct program *program, uint32_t function, uint32_t node, struct place *place)
{
    const struct facts *facts = function_facts(program, function);

    place->kind = PLACE_NONE;
    if (facts->nodes[node].flags & NODE_UNEVALUATED)
        return 0;
    if (is_step(facts, node)) {
        *place = place_of(program, function, node_first(facts, node));
        return ADDED_LATER;
    }
    if (facts->nodes[node].kind == NODE_ASSIGN && facts->nodes[node].op == BINARY_NONE)
        return assignment_effect(program, function, node, place);
    return 0;
}

/* Whether it is called a registration or a part of the settings, or all its callers are. */
static bool is_for_setup(const struct program *program, uint32_t function, unsigned depth)
{
    const struct function *f = &program->functions[function];
    uint32_t first = program->first_caller[function], count = program->first_caller[function + 1] - first;

    if (catalog_has_word(program->catalog, WORDS_CONFIGURATION, f->name) ||
        (f->heat != HEAT_BACKGROUND && catalog_has_word(program->catalog, WORDS_SETUP, f->name)))
        return true;
    if (count == 0 || depth == 0 || f->address_taken)
        return false;
    for (uint32_t c = 0; c < count; c++) {
        uint32_t caller = program->calls[program->callers[first + c]].function;

        if (caller != function && !is_for_setup(program, caller, depth - 1))
            return false;
    }
    return true;
}

bool growth_is_setup(const struct program *program, uint32_t function)
{
    enum heat heat = program->functions[function].heat;

    return heat == HEAT_STARTUP || (program->serves && is_for_setup(program, function, SETUP_DEPTH));
}

/* Whether the node stands in a loop that goes through a text. */
static bool takes_words(const struct program *program, uint32_t function, uint32_t node)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    for (uint32_t l = f->first_loop; l < f->first_loop + f->loop_count; l++) {
        const struct loop *loop = &program->loops[l];

        if (node >= loop->first && node < loop->last && loop->collection != FACTS_NONE &&
            node_is_text(facts, loop->collection))
            return true;
    }
    return false;
}

enum { NOT_ASKED, SETS_UP, SERVES };

static void note(struct program *program, uint8_t *asked, uint32_t function, uint32_t node,
                 const struct place *place, unsigned effect)
{
    bool setup;

    if (place->kind != PLACE_LASTING || effect == 0)
        return;
    if (asked[function] == NOT_ASKED)
        asked[function] = growth_is_setup(program, function) ? SETS_UP : SERVES;
    setup = asked[function] == SETS_UP;
    if (effect == SET_WHOLE)
        effect = setup ? SET_AT_SETUP : SET_WHOLE;
    else if (setup)
        effect = ADDED_AT_SETUP;
    else if (takes_words(program, function, node))
        effect = ADDED_WORDS;
    program->growths[place->id] |= effect;
}

static void note_arguments(struct program *program, uint8_t *asked, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++) {
        struct place place;

        if (!may_change(facts, a))
            continue;
        place = place_of(program, call->function, a);
        if (place.kind == PLACE_LASTING && call_adds(program, c, position, ADDS_DEPTH))
            note(program, asked, call->function, call->node, &place, ADDED_LATER);
    }
}

static void note_initialisers(struct program *program, const struct unit *unit)
{
    for (uint32_t s = 0; s < unit->facts->symbols_count; s++)
        if (unit->symbol_variable[s] != PROGRAM_NONE && unit->facts->symbols[s].body != FACTS_NONE)
            program->growths[unit->symbol_variable[s]] |= IS_WRITTEN;
    for (uint32_t n = 0; n < unit->facts->nodes_count; n++)
        if (unit->facts->nodes[n].kind == NODE_INIT_FIELD && unit->facts->nodes[n].ref != FACTS_NONE &&
            unit->symbol_field[unit->facts->nodes[n].ref] != PROGRAM_NONE)
            program->growths[program->variable_count + unit->symbol_field[unit->facts->nodes[n].ref]] |=
                IS_WRITTEN;
}

void growth_find(struct program *program)
{
    uint8_t *asked = ARENA_ARRAY(program->arena, program->function_count + 1, uint8_t);

    program->growths =
        ARENA_ARRAY(program->arena, program->variable_count + program->field_count + 1, uint8_t);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];

        program->serves |= function->heat == HEAT_REQUEST || function->heat == HEAT_BOTH;
    }
    for (uint32_t u = 0; u < program->unit_count; u++)
        note_initialisers(program, &program->units[u]);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];
        const struct facts *facts;

        if (function->body == FACTS_NONE)
            continue;
        facts = function_facts(program, f);
        for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
            struct place place;
            unsigned effect = growth_effect(program, f, n, &place);

            note(program, asked, f, n, &place, effect);
        }
    }
    for (uint32_t c = 0; c < program->call_count; c++)
        note_arguments(program, asked, c);
}
