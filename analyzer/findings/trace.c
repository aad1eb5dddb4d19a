/* Places and paths for the checks, so that all of them show the same thing in the same words. */
#include "analyzer/findings/trace.h"

#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/link/loops.h"

#define HEAT_STEPS 6 /* callers shown between a handler and the function */

static struct location make_location(const struct facts *facts, uint32_t file, uint32_t line, uint32_t column)
{
    struct location at = {"", line, column, 0, 0};

    if (file != FACTS_NONE)
        at.path = facts_string(facts, facts->files[file].path);
    return at;
}

struct location location_of_node(const struct program *program, uint32_t function, uint32_t node)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_node *n = &facts->nodes[node];
    struct location at = make_location(facts, n->file, n->line, n->column);

    at.end_line = n->end_line;
    at.end_column = n->end_column == UINT16_MAX ? 0 : n->end_column;
    if (at.end_line < at.line || (at.end_line == at.line && at.end_column <= at.column))
        at.end_line = at.end_column = 0;
    return at;
}

struct location location_of_statement(const struct program *program, uint32_t function, uint32_t node)
{
    struct location at = location_of_node(program, function, node);

    if (at.end_line != at.line)
        at.end_line = at.end_column = 0;
    return at;
}

static struct location location_of_symbol(const struct program *program, uint32_t unit, uint32_t symbol)
{
    const struct facts *facts = program->units[unit].facts;
    const struct fact_symbol *s = &facts->symbols[symbol];
    struct location at = make_location(facts, s->file, s->line, s->column);

    if (at.column > 0 && s->name != 0) {
        at.end_line = at.line;
        at.end_column = at.column + (uint32_t)strlen(facts_string(facts, s->name));
    }
    return at;
}

struct location location_of_function(const struct program *program, uint32_t function)
{
    return location_of_symbol(program, program->functions[function].unit,
                              program->functions[function].symbol);
}

const char *location_text(const struct location *at, struct arena *arena)
{
    return arena_printf(arena, "%s:%u", path_basename(at->path), at->line);
}

struct witness summary_witness(const struct summary *summary, enum way way)
{
    switch (way) {
    case WAY_REMOTE: return summary->remote;
    case WAY_LOCAL_DATABASE: return summary->local;
    case WAY_IO: return summary->io;
    case WAY_THREAD: return summary->thread;
    }
    BUG("no such way: %d", (int)way);
}

static struct witness next_step(const struct program *program, struct witness at, enum way way)
{
    struct witness next = summary_witness(&program->functions[at.target].summary, way);

    if (next.call == PROGRAM_NONE)
        BUG("a way ends in %s before its primitive", program->functions[at.target].name);
    return next;
}

uint32_t way_primitive(const struct program *program, struct witness first, enum way way)
{
    while (first.target != PROGRAM_NONE)
        first = next_step(program, first, way);
    return first.call;
}

const char *way_text(const struct program *program, struct witness first, enum way way, struct arena *arena)
{
    const char *text = "";
    bool start = true;

    while (first.target != PROGRAM_NONE) {
        const struct function *function = &program->functions[first.target];
        struct location at = location_of_function(program, first.target);

        text = start ? arena_printf(arena, "%s (%s)", function->name, location_text(&at, arena))
                     : arena_printf(arena, "%s -> %s", text, function->name);
        start = false;
        first = next_step(program, first, way);
    }
    return start ? program->calls[first.call].name
                 : arena_printf(arena, "%s -> %s", text, program->calls[first.call].name);
}

void trace_add(struct trace *trace, struct location at, unsigned nesting, const char *format, ...)
{
    va_list args;
    struct finding_step step = {.at = at, .nesting = nesting};

    va_start(args, format);
    step.text = arena_vprintf(trace->arena, format, args);
    va_end(args);
    vec_push(&trace->steps, step);
}

void trace_loop_detail(struct trace *trace, const struct program *program, const struct loop *loop)
{
    trace->steps.data[trace->steps.count - 1].detail = loop_describe(program, loop, trace->arena);
}

void trace_loop(struct trace *trace, const struct program *program, const struct loop *loop, unsigned nesting)
{
    if (loop->form == LOOP_HIDDEN)
        trace_add(trace, location_of_node(program, loop->function, loop->node), nesting, "%s", loop->reason);
    else
        trace_add(trace, location_of_statement(program, loop->function, loop->node), nesting,
                  "the loop runs once %s", loop_each_text(program, loop, trace->arena));
    trace_loop_detail(trace, program, loop);
}

void trace_heat(struct trace *trace, const struct program *program, uint32_t function)
{
    uint32_t chain[HEAT_STEPS];
    uint32_t count = 0;

    if (program->functions[function].heat == HEAT_UNKNOWN)
        return;
    for (uint32_t f = function; f != PROGRAM_NONE && count < HEAT_STEPS; f = program->functions[f].heat_from)
        chain[count++] = f;
    if (program->functions[chain[count - 1]].heat_from == PROGRAM_NONE)
        trace_add(trace, location_of_function(program, chain[count - 1]), 0, "%s: %s",
                  program->functions[chain[count - 1]].name,
                  program->functions[chain[count - 1]].heat_reason);
    while (count-- > 0) {
        const struct function *f = &program->functions[chain[count]];

        if (f->heat_call != PROGRAM_NONE)
            trace_add(trace,
                      location_of_node(program, program->calls[f->heat_call].function,
                                       program->calls[f->heat_call].node),
                      0, "%s calls %s", program->functions[program->calls[f->heat_call].function].name,
                      f->name);
    }
}

void trace_way(struct trace *trace, const struct program *program, struct witness first, enum way way,
               unsigned nesting)
{
    for (;; nesting++) {
        const struct call *call = &program->calls[first.call];

        trace_add(trace, location_of_node(program, call->function, call->node), nesting, "%s calls %s",
                  program->functions[call->function].name, call->name);
        if (first.target == PROGRAM_NONE)
            return;
        first = next_step(program, first, way);
    }
}

struct finding finding_at_call(const struct rule *rule, const struct program *program, uint32_t c,
                               enum confidence confidence, const char *message)
{
    const struct call *call = &program->calls[c];

    return (struct finding){.rule = rule,
                            .level = level_for_request(rule, program, call->function, confidence),
                            .rank = rank_for_request(program, call->function, confidence),
                            .at = location_of_node(program, call->function, call->node),
                            .function = program->functions[call->function].name,
                            .message = message,
                            .subject = call->name};
}

void finding_add_with(struct finding_list *list, struct finding *finding, struct trace *trace)
{
    finding->steps = trace->steps.data;
    finding->step_count = trace->steps.count;
    finding_add(list, finding);
    vec_release(&trace->steps);
}
