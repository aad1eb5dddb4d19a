/* Searches through what a piece of code calls (see the header): breadth first, with a mark per function, so
 * recursion needs no care. */
#include "analyzer/link/region.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/link/flow_write.h"

static void add_id(region_ids *ids, uint32_t id)
{
    for (uint32_t i = 0; i < ids->count; i++)
        if (ids->data[i] == id)
            return;
    vec_push(ids, id);
}

static bool has_id(const region_ids *ids, uint32_t id)
{
    for (uint32_t i = 0; i < ids->count; i++)
        if (ids->data[i] == id)
            return true;
    return false;
}

void places_add_variable(struct places *places, uint32_t variable)
{
    add_id(&places->variables, variable);
}

void places_add_field(struct places *places, uint32_t field)
{
    add_id(&places->fields, field);
}

void places_add_all(struct places *places, const struct places *other)
{
    for (uint32_t i = 0; i < other->variables.count; i++)
        add_id(&places->variables, other->variables.data[i]);
    for (uint32_t i = 0; i < other->fields.count; i++)
        add_id(&places->fields, other->fields.data[i]);
}

void places_release(struct places *places)
{
    vec_release(&places->variables);
    vec_release(&places->fields);
}

void regions_init(struct regions *regions, const struct program *program)
{
    size_t count = program->function_count + 1;

    *regions = (struct regions){
        .program = program, .written = xmalloc(count * sizeof(struct places *)), .seen = xmalloc(count)};
    memset(regions->written, 0, count * sizeof(struct places *));
    memset(regions->seen, 0, count);
}

void regions_release(struct regions *regions)
{
    for (uint32_t f = 0; f < regions->program->function_count; f++)
        if (regions->written[f]) {
            places_release(regions->written[f]);
            free(regions->written[f]);
        }
    free(regions->written);
    free(regions->seen);
    vec_release(&regions->queue);
}

/* A library function that works on a handle, or walks what it is given, leaves the object what it was. */
static bool only_uses(const struct program *program, uint32_t function, const struct flow_write *write)
{
    uint32_t at = write->by_call ? program_call_at(program, function, write->node) : PROGRAM_NONE;

    return write->effect == WRITE_TOUCH && at != PROGRAM_NONE &&
           (program->calls[at].known || program->calls[at].target_count > 0);
}

static void collect_places(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                           struct places *places)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    write_list writes = {0};

    flow_collect(program, function, first, last, &writes);
    for (uint32_t i = 0; i < writes.count; i++) {
        const struct flow_write *write = &writes.data[i];
        uint32_t variable = unit->symbol_variable[write->symbol];
        uint32_t field = write->field == FACTS_NONE ? PROGRAM_NONE : unit->symbol_field[write->field];

        if (only_uses(program, function, write))
            continue;
        if (field != PROGRAM_NONE)
            places_add_field(places, field);
        else if (variable != PROGRAM_NONE)
            places_add_variable(places, variable);
    }
    vec_release(&writes);
}

static bool share_place(const struct places *a, const struct places *b)
{
    for (uint32_t i = 0; i < a->variables.count; i++)
        if (has_id(&b->variables, a->variables.data[i]))
            return true;
    for (uint32_t i = 0; i < a->fields.count; i++)
        if (has_id(&b->fields, a->fields.data[i]))
            return true;
    return false;
}

static void visit(struct regions *regions, uint32_t function)
{
    if (regions->seen[function] || regions->program->functions[function].body == FACTS_NONE)
        return;
    regions->seen[function] = true;
    vec_push(&regions->queue, function);
}

static void visit_callees(struct regions *regions, uint32_t c)
{
    const struct program *program = regions->program;
    const struct call *call = &program->calls[c];

    for (uint32_t t = 0; t < call->target_count; t++)
        visit(regions, program->targets[call->first_target + t]);
    for (uint32_t i = callbacks_from(program, c); i < program->callback_count; i++) {
        if (program->callbacks[i].call != c)
            break;
        visit(regions, program->callbacks[i].function);
    }
}

typedef bool region_test(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                         const void *context);

/* Whether the test holds of the region or of the body of a function that it comes to. */
static bool search(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                   region_test *test, const void *context)
{
    const struct program *program = regions->program;
    const struct function *start = &program->functions[function];
    bool found = test(regions, function, first, last, context);

    vec_clear(&regions->queue);
    for (uint32_t c = start->first_call; !found && c < start->first_call + start->call_count; c++)
        if (program->calls[c].node >= first && program->calls[c].node < last)
            visit_callees(regions, c);
    for (uint32_t i = 0; !found && i < regions->queue.count; i++) {
        uint32_t f = regions->queue.data[i];
        const struct function *callee = &program->functions[f];

        found = test(regions, f, callee->body, function_node(program, f, callee->body)->end, context);
        for (uint32_t c = callee->first_call; !found && c < callee->first_call + callee->call_count; c++)
            visit_callees(regions, c);
    }
    for (uint32_t i = 0; i < regions->queue.count; i++)
        regions->seen[regions->queue.data[i]] = false;
    return found;
}

static bool test_writes(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                        const void *context)
{
    const struct function *f = &regions->program->functions[function];
    bool found;

    if (first != f->body || last != function_node(regions->program, function, f->body)->end) {
        struct places places = {0};

        collect_places(regions->program, function, first, last, &places);
        found = share_place(&places, context);
        places_release(&places);
        return found;
    }
    if (!regions->written[function]) {
        regions->written[function] = xmalloc(sizeof(struct places));
        memset(regions->written[function], 0, sizeof(struct places));
        collect_places(regions->program, function, first, last, regions->written[function]);
    }
    return share_place(regions->written[function], context);
}

bool region_writes(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                   const struct places *places)
{
    if (places->variables.count == 0 && places->fields.count == 0)
        return false;
    return search(regions, function, first, last, test_writes, places);
}

struct call_question {
    bool (*test)(const void *context, const struct program *program, const struct call *call);
    const void *context;
};

static bool test_calls(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                       const void *context)
{
    const struct program *program = regions->program;
    const struct function *f = &program->functions[function];
    const struct call_question *question = context;

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++)
        if (program->calls[c].node >= first && program->calls[c].node < last &&
            question->test(question->context, program, &program->calls[c]))
            return true;
    return false;
}

bool region_calls(struct regions *regions, uint32_t function, uint32_t first, uint32_t last,
                  bool (*test)(const void *context, const struct program *program, const struct call *call),
                  const void *context)
{
    struct call_question question = {test, context};

    return search(regions, function, first, last, test_calls, &question);
}
