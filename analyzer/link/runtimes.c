/* The programs of the database, and what the runtime of each allows: what a recognised host or serving call
 * says; else threaded when it makes threads, else nothing. */
#include <string.h>

#include "analyzer/link/internal.h"

/* Groups by name, in the order of the units. */
void groups_find(struct program *program)
{
    struct map ids = {0};

    program->groups = ARENA_ARRAY(program->arena, program->unit_count + 1, struct group);
    for (uint32_t u = 0; u < program->unit_count; u++) {
        uint32_t id = map_put_str(&ids, program->units[u].group, program->group_count);

        if (id == program->group_count)
            program->groups[program->group_count++] =
                (struct group){program->units[u].group, RUNTIME_ANY, ""};
    }
    for (uint32_t f = 0; f < program->function_count; f++)
        program->functions[f].group = map_get_str(&ids, program->units[program->functions[f].unit].group);
    map_release(&ids);
}

static void set_runtime(struct group *group, enum runtime runtime, const char *reason)
{
    if (runtime == RUNTIME_ANY || group->runtime != RUNTIME_ANY)
        return;
    group->runtime = runtime;
    group->reason = reason;
}

static void root_runtimes(struct program *program)
{
    for (uint32_t r = 0; r < program->root_count; r++) {
        const struct root *root = &program->roots[r];
        struct group *group = &program->groups[program->functions[root->function].group];
        enum runtime runtime = root->handler->runtime;

        if (runtime == RUNTIME_ANY)
            continue;
        set_runtime(
            group, runtime,
            arena_printf(program->arena, "%s serves %s", root->handler->library,
                         runtime == RUNTIME_SINGLE ? "one request at a time" : "requests in threads"));
    }
}

static void serving_runtime(struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];
        const struct catalog_handler *handler = call_serving(program, call);

        if (handler != NULL)
            set_runtime(&program->groups[program->functions[call->function].group], handler->runtime,
                        arena_printf(program->arena, "%s: %s in %s", handler->library, call->name,
                                     program->functions[call->function].name));
    }
}

static void thread_runtime(struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL && (call->known->role == ROLE_THREAD || call->known->role == ROLE_POOL))
            set_runtime(&program->groups[program->functions[call->function].group], RUNTIME_THREADED,
                        arena_printf(program->arena, "%s in %s", call->name,
                                     program->functions[call->function].name));
    }
}

void runtimes_find(struct program *program)
{
    for (uint32_t g = 0; program->options.runtime != RUNTIME_ANY && g < program->group_count; g++)
        set_runtime(&program->groups[g], program->options.runtime, "declared in dawdle.json");
    root_runtimes(program);
    serving_runtime(program);
    thread_runtime(program);
}
