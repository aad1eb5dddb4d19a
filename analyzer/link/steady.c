/* Where a value comes from (see the header).
 *
 * A reader follows names to their writes, each once, and calls to the bodies of the functions called,
 * each function once and a few levels deep; so it ends, and costs the nodes of these functions times the
 * symbols followed. Conditions around a write count as inputs: they choose between values. */
#include "analyzer/link/steady.h"

#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"

enum {
    DEPTH_MAX = 3,      /* calls deep */
    BODY_MAX = 4000,    /* nodes of a function that is taken for a computation */
    SYMBOLS_MAX = 256,  /* followed for one expression */
    FUNCTIONS_MAX = 64, /* likewise */
};

struct reader {
    const struct program *program;
    const struct unit *unit;
    const struct facts *facts;
    uint32_t function;
    uint32_t loop;      /* PROGRAM_NONE: from the function's start on */
    uint32_t asking;    /* node of a call whose own writes do not count, or FACTS_NONE */
    write_list writes;  /* in the loop, or in the function */
    write_list outside; /* of a loop: in the function */
    region_ids symbols; /* seen; in a loop the nodes that name them */
    region_ids functions;
    struct inputs *inputs;
};

static void read_node(struct reader *reader, uint32_t node);
static void read_body(struct reader *reader, uint32_t function, unsigned depth);

void inputs_release(struct inputs *inputs)
{
    places_release(&inputs->places);
}

static bool see(region_ids *ids, uint32_t id, uint32_t most)
{
    for (uint32_t i = 0; i < ids->count; i++)
        if (ids->data[i] == id)
            return false;
    if (ids->count < most)
        vec_push(ids, id);
    return true;
}

static enum type_class symbol_class(const struct facts *facts, uint32_t symbol)
{
    uint32_t type = facts->symbols[symbol].type;

    return type == FACTS_NONE ? TYPE_OTHER : facts->types[type].class;
}

static bool is_constant(const struct facts *facts, uint32_t symbol)
{
    uint32_t type = facts->symbols[symbol].type;

    while (type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY)
        type = facts->types[type].target;
    return type != FACTS_NONE && (facts->types[type].flags & TYPE_IS_CONST);
}

static bool is_va_list(const struct facts *facts, uint32_t symbol)
{
    uint32_t type = facts->symbols[symbol].type;

    return type != FACTS_NONE && strstr(facts_string(facts, facts->types[type].spelling), "va_list") != NULL;
}

/* The expression that the name is part of at its place, without casts. */
static uint32_t place_of(const struct facts *facts, uint32_t node)
{
    uint32_t parent = facts->nodes[node].parent;

    while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    return parent;
}

/* Whether the library function gives the same for the same arguments. */
static bool library_is_steady(const struct catalog_function *known)
{
    if (known->hoist != HOIST_NOTHING && known->hoist_if == NULL)
        return true;
    switch (known->role) {
    case ROLE_PURE:
    case ROLE_COMPARE:
    case ROLE_LINEAR:
    case ROLE_MEASURE:
    case ROLE_PARSE:
    case ROLE_APPEND:
    case ROLE_SHIFT:
    case ROLE_FORMAT:
    case ROLE_COPY:
    case ROLE_ALLOCATE:
    case ROLE_SORT:
    case ROLE_CLOSE: return true;
    default: return false;
    }
}

/* The call's own arguments are read with the expression around it. */
static void read_call(struct reader *reader, uint32_t function, uint32_t node, unsigned depth)
{
    uint32_t at = program_call_at(reader->program, function, node);
    const struct call *call;

    if (at == PROGRAM_NONE)
        return;
    call = &reader->program->calls[at];
    if (call->known != NULL) {
        reader->inputs->unsteady |= !library_is_steady(call->known);
        return;
    }
    if (strncmp(call->name, "__builtin_", strlen("__builtin_")) == 0)
        return;
    if (call->target_count == 0 || (call->kind != CALL_DIRECT && call->target_count > 1)) {
        reader->inputs->unsteady = true;
        return;
    }
    for (uint32_t t = 0; t < call->target_count; t++)
        read_body(reader, reader->program->targets[call->first_target + t], depth + 1);
}

/* All that a function looks at besides its arguments. */
static void read_body(struct reader *reader, uint32_t function, unsigned depth)
{
    const struct function *f = &reader->program->functions[function];
    const struct unit *unit = &reader->program->units[f->unit];
    const struct facts *facts = unit->facts;
    uint32_t end = facts->nodes[f->body].end;

    if (!see(&reader->functions, function, FUNCTIONS_MAX))
        return;
    if (depth > DEPTH_MAX || end - f->body > BODY_MAX || reader->functions.count == FUNCTIONS_MAX) {
        reader->inputs->unsteady = true;
        return;
    }
    for (uint32_t n = f->body; n < end && !reader->inputs->unsteady; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->flags & NODE_UNEVALUATED)
            continue;
        if (node->kind == NODE_NAME && node->ref != FACTS_NONE &&
            unit->symbol_variable[node->ref] != PROGRAM_NONE && !is_constant(facts, node->ref))
            places_add_variable(&reader->inputs->places, unit->symbol_variable[node->ref]);
        else if (node->kind == NODE_MEMBER && unit->symbol_field[node->ref] != PROGRAM_NONE)
            places_add_field(&reader->inputs->places, unit->symbol_field[node->ref]);
        else if (node->kind == NODE_CALL)
            read_call(reader, function, n, depth);
        else if (node->kind == NODE_ASM)
            reader->inputs->unsteady = true;
    }
}

uint32_t steady_condition(const struct facts *facts, uint32_t parent, uint32_t child)
{
    switch (facts->nodes[parent].kind) {
    case NODE_IF:
    case NODE_SWITCH:
    case NODE_CONDITIONAL: return node_first(facts, parent) == child ? FACTS_NONE : node_first(facts, parent);
    case NODE_FOR:
    case NODE_WHILE:
    case NODE_DO: {
        struct loop_parts parts = node_loop_parts(facts, parent);

        return child == parts.condition || child == parts.init ? FACTS_NONE : parts.condition;
    }
    case NODE_BINARY:
        if (facts->nodes[parent].op != BINARY_LOGICAL_AND && facts->nodes[parent].op != BINARY_LOGICAL_OR)
            return FACTS_NONE;
        return node_first(facts, parent) == child ? FACTS_NONE : node_first(facts, parent);
    default: return FACTS_NONE;
    }
}

/* The conditions that decide whether a write happens. */
static void read_conditions(struct reader *reader, uint32_t node)
{
    uint32_t stop = reader->loop == PROGRAM_NONE ? FACTS_NONE : reader->program->loops[reader->loop].node;

    for (uint32_t child = node, parent = reader->facts->nodes[node].parent;
         parent != FACTS_NONE && parent != stop;
         child = parent, parent = reader->facts->nodes[parent].parent) {
        uint32_t condition = steady_condition(reader->facts, parent, child);

        if (condition != FACTS_NONE)
            read_node(reader, condition);
    }
}

static const struct call *writing_call(const struct reader *reader, const struct flow_write *write)
{
    uint32_t at =
        write->by_call ? program_call_at(reader->program, reader->function, write->node) : PROGRAM_NONE;

    return at == PROGRAM_NONE ? NULL : &reader->program->calls[at];
}

/* A library function that got a handle or an object to work on. */
static bool only_touches(const struct reader *reader, const struct flow_write *write)
{
    const struct call *call = writing_call(reader, write);

    return write->effect == WRITE_TOUCH && call != NULL && call->known != NULL &&
           (call->known->handle >= 0 || library_is_steady(call->known));
}

/* From the start of the function: everything that was ever written goes in. */
static void read_writes(struct reader *reader, uint32_t symbol)
{
    for (uint32_t i = 0; i < reader->writes.count && !reader->inputs->unsteady; i++) {
        const struct flow_write *write = &reader->writes.data[i];

        if (write->symbol != symbol || write->node == reader->asking || only_touches(reader, write))
            continue;
        read_node(reader, write->source);
        read_conditions(reader, write->node);
    }
}

static void read_parameter(struct reader *reader, uint32_t symbol)
{
    uint32_t position = reader->facts->symbols[symbol].index;

    if (is_va_list(reader->facts, symbol))
        reader->inputs->rest = true;
    if (position < 64)
        reader->inputs->parameters |= UINT64_C(1) << position;
    else
        reader->inputs->unsteady = true;
}

/* Whether the write changes what the name says at its place. */
static bool matters_here(const struct reader *reader, const struct flow_write *write, uint32_t node)
{
    const struct facts *facts = reader->facts;
    uint32_t place = place_of(facts, node);
    bool member = place != FACTS_NONE && facts->nodes[place].kind == NODE_MEMBER;
    bool whole = (place != FACTS_NONE && facts->nodes[place].kind == NODE_UNARY &&
                  facts->nodes[place].op == UNARY_ADDRESS) ||
                 symbol_class(facts, write->symbol) == TYPE_RECORD;
    const struct call *call;

    if (write->node == reader->asking)
        return false;
    switch (write->effect) {
    case WRITE_VALUE:
    case WRITE_CONTENT: return true;
    case WRITE_FIELD: return member ? facts->nodes[place].ref == write->field : whole;
    case WRITE_TOUCH:
        if (whole && !member)
            return !only_touches(reader, write);
        call = writing_call(reader, write);
        /* a function of the program writes fields, and these are asked for by name */
        return member && !only_touches(reader, write) && (call == NULL || call->target_count == 0);
    }
    return true;
}

/* Whether a pointer into what the symbol holds is used in the loop to write there: `end = path + n`. */
static bool written_by_alias(const struct reader *reader, uint32_t symbol)
{
    const struct facts *facts = reader->facts;

    for (uint32_t i = 0; i < reader->outside.count; i++) {
        const struct flow_write *made = &reader->outside.data[i];

        if (made->by_call || made->effect != WRITE_VALUE || made->symbol == symbol ||
            symbol_class(facts, made->symbol) != TYPE_POINTER ||
            !nodes_mention(facts, made->source, facts->nodes[made->source].end, symbol))
            continue;
        for (uint32_t w = 0; w < reader->writes.count; w++)
            if (reader->writes.data[w].symbol == made->symbol &&
                reader->writes.data[w].effect == WRITE_CONTENT &&
                reader->writes.data[w].node != reader->asking)
                return true;
    }
    return false;
}

/* A call that makes a text, or a function of the program that computes one, may follow the first write. */
static bool computes(const struct reader *reader, const struct flow_write *write)
{
    const struct call *call = writing_call(reader, write);

    if (!write->modifies)
        return true;
    return call != NULL && (call->known == NULL ? call->target_count > 0 : library_is_steady(call->known));
}

static void read_in_loop(struct reader *reader, uint32_t symbol, uint32_t node)
{
    const struct loop *loop = &reader->program->loops[reader->loop];
    bool first = true;

    if (symbol == loop->variable || written_by_alias(reader, symbol)) {
        reader->inputs->unsteady = true;
        return;
    }
    for (uint32_t i = 0; i < reader->writes.count && !reader->inputs->unsteady; i++) {
        const struct flow_write *write = &reader->writes.data[i];

        if (write->symbol != symbol || !matters_here(reader, write, node))
            continue;
        if (!computes(reader, write) || (first && !flow_write_settles(reader->facts, loop, write))) {
            reader->inputs->unsteady = true;
            return;
        }
        first = false;
        read_node(reader, write->source);
        read_conditions(reader, write->node);
    }
}

static void read_name(struct reader *reader, uint32_t node)
{
    uint32_t symbol = reader->facts->nodes[node].ref;
    const struct fact_symbol *s = &reader->facts->symbols[symbol];

    if (s->kind != SYMBOL_VARIABLE && s->kind != SYMBOL_PARAMETER)
        return;
    if (reader->unit->symbol_variable[symbol] != PROGRAM_NONE) {
        if (is_constant(reader->facts, symbol))
            return;
        places_add_variable(&reader->inputs->places, reader->unit->symbol_variable[symbol]);
        if (reader->loop != PROGRAM_NONE && written_by_alias(reader, symbol))
            reader->inputs->unsteady = true;
        return;
    }
    /* in a loop it depends on the place what matters */
    if (!see(&reader->symbols, reader->loop == PROGRAM_NONE ? symbol : node, SYMBOLS_MAX))
        return;
    if (reader->symbols.count == SYMBOLS_MAX) {
        reader->inputs->unsteady = true;
        return;
    }
    if (reader->loop != PROGRAM_NONE) {
        read_in_loop(reader, symbol, node);
        return;
    }
    if (s->kind == SYMBOL_PARAMETER)
        read_parameter(reader, symbol);
    else if (is_va_list(reader->facts, symbol))
        reader->inputs->rest = true;
    read_writes(reader, symbol);
}

/* A field of a local record is the local's own; any other lies in an object that others may write. */
static void read_member(struct reader *reader, uint32_t node)
{
    const struct facts *facts = reader->facts;
    uint32_t object = node, symbol;
    bool own = true;

    if (reader->loop != PROGRAM_NONE && flow_from_item(reader->program, reader->loop, node))
        reader->inputs->unsteady = true;
    while (facts->nodes[object].kind == NODE_MEMBER && own) {
        own = !(facts->nodes[object].flags & NODE_ARROW);
        object = node_strip(facts, node_first(facts, object));
    }
    symbol = facts->nodes[object].kind == NODE_NAME ? facts->nodes[object].ref : FACTS_NONE;
    own &= symbol != FACTS_NONE && reader->unit->symbol_variable[symbol] == PROGRAM_NONE;
    if (!own && reader->unit->symbol_field[facts->nodes[node].ref] != PROGRAM_NONE)
        places_add_field(&reader->inputs->places, reader->unit->symbol_field[facts->nodes[node].ref]);
}

static void read_node(struct reader *reader, uint32_t node)
{
    const struct facts *facts = reader->facts;

    for (uint32_t n = node; n < facts->nodes[node].end && !reader->inputs->unsteady; n++) {
        const struct fact_node *self = &facts->nodes[n];

        if (self->flags & NODE_UNEVALUATED)
            continue;
        switch (self->kind) {
        case NODE_NAME:
            if (self->ref != FACTS_NONE)
                read_name(reader, n);
            break;
        case NODE_MEMBER: read_member(reader, n); break;
        case NODE_CALL:
            if (n != reader->asking)
                read_call(reader, reader->function, n, 0);
            break;
        case NODE_UNARY:
            if (reader->loop != PROGRAM_NONE && self->op >= UNARY_POST_INCREMENT &&
                self->op <= UNARY_PRE_DECREMENT)
                reader->inputs->unsteady = true;
            break;
        case NODE_ASM: reader->inputs->unsteady = true; break;
        default: break;
        }
    }
}

static void reader_release(struct reader *reader)
{
    vec_release(&reader->writes);
    vec_release(&reader->outside);
    vec_release(&reader->symbols);
    vec_release(&reader->functions);
}

static struct reader reader_of(const struct program *program, uint32_t function, uint32_t loop,
                               uint32_t asking, struct inputs *inputs)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    const struct function *f = &program->functions[function];
    struct reader reader = {.program = program,
                            .unit = unit,
                            .facts = unit->facts,
                            .function = function,
                            .loop = loop,
                            .asking = asking,
                            .inputs = inputs};
    write_list *all = loop == PROGRAM_NONE ? &reader.writes : &reader.outside;

    flow_collect(program, function, f->body, unit->facts->nodes[f->body].end, all);
    if (loop != PROGRAM_NONE)
        flow_collect(program, function, program->loops[loop].first, program->loops[loop].last,
                     &reader.writes);
    return reader;
}

void steady_inputs(const struct program *program, uint32_t function, uint32_t node, uint32_t asking,
                   struct inputs *inputs)
{
    struct reader reader = reader_of(program, function, PROGRAM_NONE, asking, inputs);

    read_node(&reader, node);
    reader_release(&reader);
}

void steady_loop_inputs(const struct program *program, uint32_t loop, uint32_t node, uint32_t asking,
                        struct inputs *inputs)
{
    struct reader reader = reader_of(program, program->loops[loop].function, loop, asking, inputs);

    read_node(&reader, node);
    reader_release(&reader);
}
