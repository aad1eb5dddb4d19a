/* What a repeated call asks and makes.
 *
 * The same arguments give the same object, but somebody may want many of it: a handle per item, a compiled
 * pattern per rule. Such an object outlives the round. One that is closed again where it was made was only
 * needed for the work in between, and a single one would have served all rounds. */
#include "checks/repeated_call.h"

#include <fnmatch.h>

#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"

enum { TEXT_DEPTH = 16 }; /* variables, calls and callers that a text is looked for through */

/* `&x` and `x` name one object here. */
static uint32_t strip_address(const struct facts *facts, uint32_t node)
{
    node = node_strip(facts, node);
    if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op == UNARY_ADDRESS)
        node = node_strip(facts, node_first(facts, node));
    return node;
}

/* Whether the node names what `place` names: an expression, or a NODE_VARIABLE. */
static bool names_place(const struct facts *facts, uint32_t node, uint32_t place)
{
    node = strip_address(facts, node);
    if (facts->nodes[place].kind == NODE_VARIABLE)
        return facts->nodes[node].kind == NODE_NAME && facts->nodes[node].ref == facts->nodes[place].ref;
    return node_equal(facts, node, place);
}

/* Whether a call in [first, last) that runs when all goes well closes the object. */
static bool is_closed(const struct program *program, uint32_t function, uint32_t place, uint32_t first,
                      uint32_t last)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->node < first || call->node >= last || call->rare ||
            !(call_roles(program, call) & ROLE_BIT(ROLE_CLOSE)))
            continue;
        for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a))
            if (names_place(facts, a, place))
                return true;
    }
    return false;
}

static bool is_returned(const struct facts *facts, uint32_t body, uint32_t place)
{
    for (uint32_t n = body; n < facts->nodes[body].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN && node_first(facts, n) != FACTS_NONE &&
            names_place(facts, node_first(facts, n), place))
            return true;
    return false;
}

/* Where the result of the call goes: a place, a NODE_RETURN, or FACTS_NONE. */
static uint32_t result_place(const struct facts *facts, uint32_t call)
{
    uint32_t child = call, parent = facts->nodes[call].parent;

    while (parent != FACTS_NONE) {
        switch (facts->nodes[parent].kind) {
        case NODE_CAST: break;
        case NODE_CONDITIONAL:
            if (node_first(facts, parent) == child)
                return FACTS_NONE;
            break;
        case NODE_ASSIGN:
            return node_first(facts, parent) == child || facts->nodes[parent].op != BINARY_NONE
                       ? FACTS_NONE
                       : node_strip(facts, node_first(facts, parent));
        case NODE_VARIABLE:
        case NODE_RETURN: return parent;
        default: return FACTS_NONE;
        }
        child = parent;
        parent = facts->nodes[parent].parent;
    }
    return FACTS_NONE;
}

/* What becomes of what is at `place`. */
static struct object fate_of_place(const struct program *program, uint32_t function, uint32_t place,
                                   uint32_t first, uint32_t last)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    uint32_t parameter;

    if (facts->nodes[place].kind == NODE_RETURN)
        return (struct object){FATE_RETURNED, 0};
    if (is_closed(program, function, place, first, last))
        return (struct object){FATE_CLOSED, 0};
    if (is_returned(facts, f->body, place))
        return (struct object){FATE_RETURNED, 0};
    if (facts->nodes[place].kind == NODE_UNARY && facts->nodes[place].op == UNARY_DEREFERENCE)
        place = node_strip(facts, node_first(facts, place));
    parameter =
        facts->nodes[place].kind == NODE_NAME ? function_parameter(program, function, place) : PROGRAM_NONE;
    if (parameter != PROGRAM_NONE)
        return (struct object){FATE_GIVEN, parameter};
    return (struct object){FATE_KEPT, 0};
}

struct object object_after(const struct program *program, uint32_t c, const struct object *below,
                           uint32_t first, uint32_t last)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t place = FACTS_NONE;

    if (below == NULL && call->known->makes < 0)
        return (struct object){FATE_NONE, 0};
    if (below != NULL && below->fate != FATE_RETURNED && below->fate != FATE_GIVEN)
        return *below;
    if (below == NULL ? call->known->makes == CATALOG_RESULT : below->fate == FATE_RETURNED) {
        place = result_place(facts, call->node);
    } else {
        place =
            node_argument(facts, call->node, below == NULL ? (unsigned)call->known->makes : below->position);
        if (place != FACTS_NONE)
            place = strip_address(facts, place);
    }
    if (place == FACTS_NONE)
        return (struct object){FATE_KEPT, 0};
    return fate_of_place(program, call->function, place, first, last);
}

/* Whether the library function only writes there: a pointer for which it promises no const, and which the
 * catalog names as nothing that is read. */
static bool is_output(const struct facts *facts, const struct call *call, int position, uint32_t argument)
{
    const struct catalog_function *known = call->known;
    uint32_t symbol = facts->nodes[call->node].ref, type;
    const struct fact_node *n = &facts->nodes[node_strip(facts, argument)];

    if (position == known->makes)
        return true;
    if (position == known->handle || position == known->query || position == known->subject ||
        call_only_reads(facts, call->node, (unsigned)position))
        return false;
    if (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS)
        return true;
    type = symbol == FACTS_NONE ? FACTS_NONE : facts->symbols[symbol].type;
    return type != FACTS_NONE && !(facts->types[type].flags & TYPE_IS_VARIADIC) && n->kind == NODE_NAME &&
           n->type != FACTS_NONE &&
           (facts->types[n->type].class == TYPE_ARRAY || facts->types[n->type].class == TYPE_POINTER);
}

uint64_t question_arguments(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint64_t bits = 0;
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if (!is_output(facts, call, (int)position, a))
            bits |= UINT64_C(1) << position;
    return bits;
}

static const char *text_of(const struct program *program, const struct call_way *way, unsigned at,
                           uint32_t node, unsigned depth);

/* The first text among the arguments of a call that makes a text of them. */
static const char *text_of_call(const struct program *program, const struct call_way *way, unsigned at,
                                uint32_t call, unsigned depth)
{
    const struct facts *facts = function_facts(program, program->calls[way->calls[at]].function);
    const char *text = NULL;

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE && text == NULL; a = node_next(facts, a))
        text = text_of(program, way, at, a, depth);
    return text;
}

static const char *text_of_variable(const struct program *program, const struct call_way *way, unsigned at,
                                    uint32_t symbol, unsigned depth)
{
    uint32_t function = program->calls[way->calls[at]].function;
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    write_list writes = {0};
    const char *text = NULL;

    if ((facts->symbols[symbol].flags & SYMBOL_STATIC) && facts->symbols[symbol].body != FACTS_NONE)
        return text_of(program, way, at, facts->symbols[symbol].body, depth);
    flow_collect(program, function, f->body, facts->nodes[f->body].end, &writes);
    for (uint32_t i = 0; i < writes.count && text == NULL; i++)
        if (writes.data[i].symbol == symbol)
            text = text_of(program, way, at, writes.data[i].source, depth);
    vec_release(&writes);
    return text;
}

/* The text that the expression in the caller of the way's call `at` starts with, looked for through variables
 * and up the way; NULL when none stands in the source. */
static const char *text_of(const struct program *program, const struct call_way *way, unsigned at,
                           uint32_t node, unsigned depth)
{
    uint32_t function = program->calls[way->calls[at]].function, position, argument;
    const struct facts *facts = function_facts(program, function);

    node = node_strip(facts, node);
    if (depth++ == TEXT_DEPTH)
        return NULL;
    switch (facts->nodes[node].kind) {
    case NODE_STRING: return facts_string(facts, facts->nodes[node].ref);
    case NODE_CONDITIONAL: return text_of(program, way, at, node_child(facts, node, 2), depth);
    case NODE_CALL: return text_of_call(program, way, at, node, depth);
    case NODE_NAME: break;
    default: return NULL;
    }
    if (facts->nodes[node].ref == FACTS_NONE)
        return NULL;
    position = function_parameter(program, function, node);
    if (position == PROGRAM_NONE)
        return text_of_variable(program, way, at, facts->nodes[node].ref, depth);
    if (at + 1 == way->count)
        return NULL;
    facts = function_facts(program, program->calls[way->calls[at + 1]].function);
    argument = node_argument(facts, program->calls[way->calls[at + 1]].node, position);
    return argument == FACTS_NONE ? NULL : text_of(program, way, at + 1, argument, depth);
}

/* The text that the way's primitive is given at `position`. */
static const char *argument_text(const struct program *program, const struct call_way *way, uint32_t position)
{
    const struct call *call = &program->calls[way->calls[0]];
    uint32_t node = node_argument(function_facts(program, call->function), call->node, position);

    return node == FACTS_NONE ? NULL : text_of(program, way, 0, node, 0);
}

const char *question_text(const struct program *program, const struct call_way *way)
{
    const struct catalog_function *known = program->calls[way->calls[0]].known;

    return known->query < 0 ? NULL : argument_text(program, way, (uint32_t)known->query);
}

static bool fits(const char *const *patterns, const char *text)
{
    for (; *patterns; patterns++)
        if (fnmatch(*patterns, text, FNM_CASEFOLD) == 0)
            return true;
    return false;
}

/* Whether a text in the source says that the call only reads. */
static bool only_reads(const struct catalog_function *known, const char *text)
{
    return text != NULL && fits(known->hoist_if, text) &&
           (known->hoist_unless == NULL || !fits(known->hoist_unless, text));
}

bool question_repeats(const struct program *program, const struct call_way *way)
{
    const struct call *call = &program->calls[way->calls[0]];
    const struct catalog_function *known = call->known;
    unsigned count = node_argument_count(function_facts(program, call->function), call->node);

    if (known->hoist_if != NULL)
        return known->query >= 0 && only_reads(known, argument_text(program, way, (uint32_t)known->query));
    for (unsigned a = 0; known->hoist_unless != NULL && a < count; a++) {
        const char *text = argument_text(program, way, a);

        if (text != NULL && fits(known->hoist_unless, text))
            return false;
    }
    return true;
}

bool question_changes(const struct program *program, const struct call *call, const struct call *question)
{
    const unsigned databases = EFFECT_DATABASE | EFFECT_LOCAL_DATABASE;
    struct call_way way = {{(uint32_t)(call - program->calls)}, 1};

    if (call->known == NULL || call == question || !(call->known->effects & question->known->effects) ||
        !(call->known->effects & databases))
        return false;
    switch (call->known->role) {
    case ROLE_ROUND_TRIP:
        return call->known->hoist_if == NULL || call->known->query < 0 ||
               !only_reads(call->known, argument_text(program, &way, (uint32_t)call->known->query));
    case ROLE_QUEUE:
    case ROLE_SEND: return true;
    case ROLE_RECEIVE: return (call->known->effects & EFFECT_LOCAL_DATABASE) != 0;
    default: return false;
    }
}

uint32_t asking_call(const struct asking *asking)
{
    return asking->way.calls[asking->way.count - 1];
}

bool asking_each_argument(const struct program *program, const struct asking *asking,
                          bool (*use)(void *context, uint32_t argument), void *context)
{
    const struct call *call = &program->calls[asking_call(asking)];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t named = UINT32_MAX, position = 0;

    if (call->known == NULL && call->target_count > 0)
        named = program->functions[program->targets[call->first_target]].parameters;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++)
        if (((position < 64 && (asking->arguments >> position & 1)) || (asking->rest && position >= named)) &&
            !use(context, a))
            return false;
    return true;
}

struct reading {
    const struct program *program;
    uint32_t function, loop, asking;
    struct inputs *inputs;
};

static bool read_argument(void *context, uint32_t argument)
{
    struct reading *reading = context;

    if (reading->loop == PROGRAM_NONE)
        steady_inputs(reading->program, reading->function, argument, reading->asking, reading->inputs);
    else
        steady_loop_inputs(reading->program, reading->loop, argument, reading->asking, reading->inputs);
    return !reading->inputs->unsteady;
}

bool asking_read(const struct program *program, const struct asking *asking, uint32_t loop,
                 struct inputs *inputs)
{
    const struct call *call = &program->calls[asking_call(asking)];
    struct reading reading = {program, call->function, loop, call->node, inputs};

    places_add_all(&inputs->places, &asking->places);
    return asking_each_argument(program, asking, read_argument, &reading);
}

bool question_is_same(struct regions *regions, const struct call_way *way, uint32_t loop)
{
    const struct program *program = regions->program;
    const struct loop *l = &program->loops[loop];
    struct asking asking = {.way = {{way->calls[0]}, 1},
                            .arguments = question_arguments(program, way->calls[0])};
    struct inputs inputs = {0};
    bool same = true;

    for (unsigned i = 1; i < way->count && same; i++) {
        same = asking_read(program, &asking, PROGRAM_NONE, &inputs);
        places_release(&asking.places);
        asking.arguments = inputs.parameters;
        asking.rest = inputs.rest;
        asking.places = inputs.places;
        inputs = (struct inputs){0};
        asking.way.calls[asking.way.count++] = way->calls[i];
    }
    same = same && asking_read(program, &asking, loop, &inputs) &&
           !region_writes(regions, l->function, l->first, l->last, &inputs.places);
    places_release(&asking.places);
    inputs_release(&inputs);
    return same;
}
