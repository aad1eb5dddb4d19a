/* OpenMP's directives are in no tree, so they are placed by their lines. A lock is judged only where its
 * object has a name of its own: what a pointer leads to may be shared with other processes, and then the lock
 * does what it should. Locks and thread-local state cost little, so they are notes. */
#include "checks/alone.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    bool *threads; /* by group: it starts threads */
    bool *said;    /* by variable */
};

static bool serves(const struct function *function)
{
    return function->body != FACTS_NONE && (function->heat == HEAT_REQUEST || function->heat == HEAT_BOTH);
}

static const struct group *group_of(const struct context *context, uint32_t function)
{
    return &context->program->groups[context->program->functions[function].group];
}

static void find_threads(struct context *context)
{
    const struct program *program = context->program;

    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;

        if (known != NULL && (known->role == ROLE_THREAD || known->role == ROLE_POOL))
            context->threads[program->functions[program->calls[c].function].group] = true;
    }
}

static bool is_parallel(const char *pragma)
{
    return strncmp(pragma, "omp ", 4) == 0 && strstr(pragma, "parallel") != NULL;
}

/* The function of the unit whose body the line stands in; PROGRAM_NONE. */
static uint32_t function_at(const struct program *program, uint32_t u, uint32_t file, uint32_t line)
{
    const struct facts *facts = program->units[u].facts;

    for (uint32_t r = 0; r < facts->roots_count; r++) {
        uint32_t f = program->units[u].root_function[r];
        const struct fact_symbol *symbol =
            f == PROGRAM_NONE ? NULL : &facts->symbols[program->functions[f].symbol];

        if (symbol != NULL && program->functions[f].unit == u && symbol->file == file &&
            symbol->line <= line && line <= symbol->end_line)
            return f;
    }
    return PROGRAM_NONE;
}

static void look_at_pragma(struct context *context, uint32_t u, const struct fact_pragma *pragma)
{
    const struct program *program = context->program;
    const struct facts *facts = program->units[u].facts;
    uint32_t f = function_at(program, u, pragma->file, pragma->line);
    struct trace trace = {.arena = context->out->arena};
    struct finding finding = {.rule = context->rule, .level = context->rule->level, .rank = 60};

    if (f == PROGRAM_NONE || !serves(&program->functions[f]) ||
        group_of(context, f)->runtime != RUNTIME_SINGLE)
        return;
    finding.at = (struct location){
        .path = facts_string(facts, facts->files[pragma->file].path), .line = pragma->line, .column = 1};
    finding.function = finding.subject = program->functions[f].name;
    finding.message = arena_printf(
        context->out->arena,
        "`#pragma %s` makes a team of threads%s, but this code serves one request at a time (%s): "
        "the team is woken and awaited for each request, and takes the processors from the other "
        "processes. Leave the loop to one thread",
        facts_string(facts, pragma->text), heat_text(program, f, context->out->arena),
        group_of(context, f)->reason);
    trace_heat(&trace, program, f);
    finding_add_with(context->out, &finding, &trace);
}

/* The variable whose own object the call locks; PROGRAM_NONE. */
static uint32_t locked_variable(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t object = call->known->handle >= 0
                          ? node_argument(facts, call->node, (unsigned)call->known->handle)
                          : FACTS_NONE;

    if (object == FACTS_NONE)
        return PROGRAM_NONE;
    object = node_strip(facts, object);
    if (facts->nodes[object].kind != NODE_UNARY || facts->nodes[object].op != UNARY_ADDRESS)
        return PROGRAM_NONE;
    object = node_first(facts, object);
    if (facts->nodes[object].kind != NODE_NAME || facts->nodes[object].ref == FACTS_NONE)
        return PROGRAM_NONE;
    return program->units[program->functions[call->function].unit].symbol_variable[facts->nodes[object].ref];
}

static void look_at_lock(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct group *group = group_of(context, call->function);
    uint32_t variable;
    struct trace trace = {.arena = context->out->arena};
    struct finding finding;

    if (call->known == NULL || call->known->role != ROLE_LOCK || group->runtime != RUNTIME_SINGLE ||
        context->threads[program->functions[call->function].group] ||
        !serves(&program->functions[call->function]))
        return;
    variable = locked_variable(program, call);
    if (variable == PROGRAM_NONE || context->said[variable])
        return;
    context->said[variable] = true;
    finding = finding_at_call(
        context->rule, program, c, CONFIDENCE_LOW,
        arena_printf(context->out->arena,
                     "nobody but this thread takes `%s`: the program starts no thread and serves one request "
                     "at a time (%s). Leave the lock away",
                     program->variables[variable].name, group->reason));
    finding.level = LEVEL_NOTE;
    trace_heat(&trace, program, call->function);
    finding_add_with(context->out, &finding, &trace);
}

/* Reports the function's first use of each thread-local variable that was not met before. */
static void look_at_locals(struct context *context, uint32_t f)
{
    const struct program *program = context->program;
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    const struct group *group = group_of(context, f);

    if (!serves(function) || group->runtime != RUNTIME_SINGLE || context->threads[function->group])
        return;
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t symbol = facts->nodes[n].kind == NODE_NAME ? facts->nodes[n].ref : FACTS_NONE, variable;
        struct trace trace = {.arena = context->out->arena};
        struct finding finding = {.rule = context->rule, .level = LEVEL_NOTE, .rank = 20};

        if (symbol == FACTS_NONE || !(facts->symbols[symbol].flags & SYMBOL_THREAD_LOCAL))
            continue;
        variable = program->units[function->unit].symbol_variable[symbol];
        if (variable == PROGRAM_NONE || context->said[variable] || !program->variables[variable].defined)
            continue;
        context->said[variable] = true;
        finding.at = location_of_node(program, f, n);
        finding.function = function->name;
        finding.subject = program->variables[variable].name;
        finding.message = arena_printf(context->out->arena,
                                       "`%s` is kept once per thread, but the program starts none and serves "
                                       "one request at a time (%s). "
                                       "A plain static does",
                                       program->variables[variable].name, group->reason);
        trace_heat(&trace, program, f);
        finding_add_with(context->out, &finding, &trace);
    }
}

void alone_check(const struct rule *rule, const struct program *program, struct finding_list *out)
{
    struct context context = {.rule = rule, .program = program, .out = out};

    context.threads = xmalloc(program->group_count + 1);
    context.said = xmalloc(program->variable_count + 1);
    memset(context.threads, 0, program->group_count + 1);
    memset(context.said, 0, program->variable_count + 1);
    find_threads(&context);
    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct facts *facts = program->units[u].facts;

        for (uint32_t p = 0; p < facts->pragmas_count; p++)
            if (is_parallel(facts_string(facts, facts->pragmas[p].text)))
                look_at_pragma(&context, u, &facts->pragmas[p]);
    }
    for (uint32_t c = 0; c < program->call_count; c++)
        look_at_lock(&context, c);
    for (uint32_t f = 0; f < program->function_count; f++)
        look_at_locals(&context, f);
    free(context.threads);
    free(context.said);
}
