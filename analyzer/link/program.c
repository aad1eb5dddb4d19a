/* program_link(): the passes in their order. The architecture of the phase reads top to bottom here; behind
 * it stand look-ups in the finished arrays. */
#include "analyzer/link/program.h"

#include <stdlib.h>

#include "analyzer/link/growth.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

struct program *program_link(const struct link_input *inputs, uint32_t count, const struct catalog *catalog,
                             const struct link_options *options, struct arena *arena)
{
    struct program *program = ARENA_NEW(arena, struct program);

    program->arena = arena;
    program->catalog = catalog;
    program->options = *options;
    merge_units(program, inputs, count);
    calls_resolve(program);
    ends_find(program);
    serving_find(program);
    summaries_roles(program);
    loops_find(program);
    call_facts_find(program);
    depends_find(program);
    recursion_find(program);
    summaries_make(program);
    scans_find(program);
    groups_find(program);
    roots_find(program);
    heat_spread(program);
    runtimes_find(program);
    growth_find(program);
    caches_find(program);
    return program;
}

void program_release(struct program *program)
{
    free(program->functions);
    free(program->same_identity);
    free(program->variables);
    free(program->fields);
    free(program->calls);
    free(program->callbacks);
    free(program->targets);
    free(program->set_members);
}

uint32_t function_parameter(const struct program *program, uint32_t function, uint32_t node)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    if (n->kind != NODE_NAME || n->ref == FACTS_NONE || facts->symbols[n->ref].kind != SYMBOL_PARAMETER)
        return PROGRAM_NONE;
    for (uint32_t p = 0; p < f->parameters; p++)
        if (program->parameters[f->first_parameter + p] == n->ref)
            return p;
    return PROGRAM_NONE;
}

uint32_t program_call_at(const struct program *program, uint32_t function, uint32_t node)
{
    const struct function *f = &program->functions[function];
    uint32_t low = f->first_call, high = f->first_call + f->call_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (program->calls[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->first_call + f->call_count && program->calls[low].node == node ? low : PROGRAM_NONE;
}

uint32_t callbacks_from(const struct program *program, uint32_t call)
{
    uint32_t low = 0, high = program->callback_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (program->callbacks[middle].call < call)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
