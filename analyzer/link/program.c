/* program_link(): the passes in their order. The architecture of the phase reads top to bottom here. */
#include "analyzer/link/program.h"

#include <stdlib.h>

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
