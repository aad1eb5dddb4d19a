/* thread-in-handler: a thread or process that is started where it buys no speed.
 *
 * What is judged is a start: the call that makes a thread, or the call of the project's own wrapper that is
 * handed the thread's function. By the runtime of the program:
 *  - single-threaded (a classic function runtime, FastCGI, an event loop, a module inside PostgreSQL, Redis
 * or nginx): any thread outside start-up, and what only many threads need (alone.h);
 *  - threaded or unknown: a thread per request, when the start lies on the request path, and one per item of
 * a loop on it;
 *  - anywhere: threads that all do their work under one lock, which is a pool in name only (workers.h), and
 * one that is lost when the program becomes a daemon (before_daemon.h).
 * A process per request is debatable (isolation is a reason), so it is a note.
 *
 * Silent: pools and helpers made at start-up, creation in code that nobody is known to run per request,
 * functions that are merely not thread safe. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"
#include "analyzer/link/loops.h"
#include "checks/alone.h"
#include "checks/before_daemon.h"
#include "checks/rules.h"
#include "checks/workers.h"

#define HEAT_STEPS     32 /* callers looked at on the way from a handler */
#define WRAPPER_LEVELS 4  /* wrappers around wrappers around a thread's start */

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    uint64_t *starts; /* by function: bit per parameter that it starts as a thread's function */
};

/* Bits of the call's arguments that become a thread's function. */
static uint64_t started_arguments(const struct context *context, const struct call *call)
{
    uint64_t bits = 0;

    if (call->known != NULL)
        return call->known->role == ROLE_THREAD && call->known->callback >= 0
                   ? UINT64_C(1) << call->known->callback
                   : 0;
    for (uint32_t t = 0; t < call->target_count; t++)
        bits |= context->starts[context->program->targets[call->first_target + t]];
    return bits;
}

static void find_wrappers(struct context *context)
{
    const struct program *program = context->program;

    for (int level = 0; level < WRAPPER_LEVELS; level++)
        for (uint32_t c = 0; c < program->call_count; c++) {
            const struct call *call = &program->calls[c];
            uint64_t bits = started_arguments(context, call);
            uint32_t position = 0;

            if (bits == 0)
                continue;
            for (uint32_t a = node_argument(function_facts(program, call->function), call->node, 0);
                 a != FACTS_NONE && position < 64;
                 a = node_next(function_facts(program, call->function), a), position++) {
                uint32_t own =
                    bits >> position & 1 ? function_parameter(program, call->function, a) : PROGRAM_NONE;

                if (own < 64)
                    context->starts[call->function] |= UINT64_C(1) << own;
            }
        }
}

/* The thread's function: what is handed over at one of `bits`; PROGRAM_NONE when it is not known by name.
 * `wrapped`: it is the caller's own parameter, so the caller is only a wrapper. */
static uint32_t thread_function(const struct program *program, uint32_t c, uint64_t bits, bool *wrapped)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t position = 0;

    *wrapped = false;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if ((bits >> position & 1) && function_parameter(program, call->function, a) < 64)
            *wrapped = true;
    for (uint32_t i = callbacks_from(program, c);
         i < program->callback_count && program->callbacks[i].call == c; i++)
        if (program->callbacks[i].argument < 64 && (bits >> program->callbacks[i].argument & 1))
            return program->callbacks[i].function;
    return PROGRAM_NONE;
}

static bool on_request_path(const struct program *program, const struct call *call)
{
    enum heat heat = program->functions[call->function].heat;

    return heat == HEAT_REQUEST || heat == HEAT_BOTH || call_is_in_serving_loop(program, call);
}

static void report(struct context *context, uint32_t c, enum level level, enum confidence confidence,
                   const char *message)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    struct trace trace = {.arena = context->out->arena};
    struct finding finding = finding_at_call(context->rule, program, c, confidence, message);

    finding.level = level;
    trace_heat(&trace, program, call->function);
    if (trace.steps.count > 0)
        trace_add(&trace, finding.at, 1, "%s calls %s", finding.function, call->name);
    if (call->known == NULL && call->target_count > 0)
        for (uint32_t target = program->targets[call->first_target];
             program->functions[target].summary.thread.call != PROGRAM_NONE;) {
            if (trace.steps.count == 0)
                trace_add(&trace, finding.at, 1, "%s calls %s", finding.function, call->name);
            trace_way(&trace, program, program->functions[target].summary.thread, WAY_THREAD, 2);
            break;
        }
    finding_add_with(context->out, &finding, &trace);
}

/* Whether more than one such thread is made: the start stands in a loop, or in a function that a loop calls.
 */
static bool makes_several(const struct program *program, const struct call *call)
{
    if (call->loop != PROGRAM_NONE)
        return true;
    for (uint32_t i = program->first_caller[call->function]; i < program->first_caller[call->function + 1];
         i++)
        if (program->calls[program->callers[i]].kind == CALL_DIRECT &&
            program->calls[program->callers[i]].loop != PROGRAM_NONE)
            return true;
    return false;
}

/* Whether the loop sets the variable anew: only a plain write counts, not what is done to its object. */
static bool sets(const struct facts *facts, const struct loop *loop, uint32_t symbol)
{
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n], *first;

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            return true;
        if (node->kind != NODE_ASSIGN &&
            !(node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT && node->op < UNARY_ADDRESS))
            continue;
        first = &facts->nodes[node_first(facts, n)];
        if (first->kind == NODE_NAME && first->ref == symbol)
            return true;
    }
    return false;
}

/* Whether all threads that the loop starts are given one and the same object, by its name. */
static bool shares_context(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t argument;

    if (call->known == NULL || call->known->context < 0 || call->loop == PROGRAM_NONE)
        return false;
    argument = node_argument(facts, call->node, (unsigned)call->known->context);
    if (argument == FACTS_NONE)
        return false;
    argument = node_strip(facts, argument);
    if (facts->nodes[argument].kind == NODE_UNARY && facts->nodes[argument].op == UNARY_ADDRESS)
        argument = node_first(facts, argument);
    return facts->nodes[argument].kind == NODE_NAME &&
           !sets(facts, &program->loops[call->loop], facts->nodes[argument].ref);
}

/* Whether the way from the serving loop down to the function is that of a signal, a timer or new settings,
 * and not that of a request: the loop of a server does both. */
static bool is_upkeep(const struct program *program, uint32_t f)
{
    for (unsigned step = 0; f != PROGRAM_NONE && step < HEAT_STEPS; step++) {
        const struct function *function = &program->functions[f];

        if (catalog_has_word(program->catalog, WORDS_UPKEEP, function->name) ||
            catalog_has_word(program->catalog, WORDS_CONFIGURATION, function->name))
            return true;
        if (function->heat_call != PROGRAM_NONE &&
            call_is_on_signal(program, &program->calls[function->heat_call]))
            return true;
        f = function->heat_from;
    }
    return false;
}

static void look_at_thread(struct context *context, uint32_t c, uint64_t bits)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct group *group = &program->groups[program->functions[call->function].group];
    enum heat heat = program->functions[call->function].heat;
    struct arena *arena = context->out->arena;
    const char *thread_name;
    struct work_lock lock;
    const char *why = call_is_in_serving_loop(program, call) ? " (in the serving loop)"
                                                             : heat_text(program, call->function, arena);
    uint32_t thread;
    bool wrapped, worker;

    thread = thread_function(program, c, bits, &wrapped);
    if (wrapped)
        return;
    worker = thread != PROGRAM_NONE && thread_is_worker(program, thread);
    thread_name = thread == PROGRAM_NONE
                      ? "a thread"
                      : arena_printf(arena, "a thread that runs %s", program->functions[thread].name);
    if (group->runtime == RUNTIME_SINGLE) {
        /* A worker that start-up makes too is the host's own pool, not a request's. */
        if (!call_is_in_serving_loop(program, call) &&
            (heat == HEAT_STARTUP || (heat == HEAT_BOTH && worker)))
            return;
        report(context, c, heat == HEAT_BACKGROUND ? LEVEL_NOTE : context->rule->level, CONFIDENCE_HIGH,
               arena_printf(arena,
                            "%s is started%s, but this code serves one request at a time (%s): the thread "
                            "costs its start and locking and brings no speed. Do the work in "
                            "line, or give it to what the host offers for work in the background",
                            thread_name, why, group->reason));
        return;
    }
    if (thread != PROGRAM_NONE && makes_several(program, call) &&
        thread_is_serialised(program, thread, shares_context(program, call), &lock, arena)) {
        struct location at = location_of_function(program, lock.function);

        report(context, c, context->rule->level, CONFIDENCE_MEDIUM,
               arena_printf(arena,
                            "all threads that run %s do their work with `%s` held (%s, %s), so only one of "
                            "them works at a time. Lock only what is shared, or give each thread "
                            "what it works on",
                            program->functions[thread].name, lock.text,
                            program->functions[lock.function].name, location_text(&at, arena)));
        return;
    }
    if (!on_request_path(program, call) || is_upkeep(program, call->function))
        return;
    /* A worker that is started from the request path is mostly a pool that grows to its limit. */
    report(context, c, worker ? LEVEL_NOTE : context->rule->level, CONFIDENCE_MEDIUM,
           arena_printf(arena,
                        "%s is started for each request%s: its start and end are paid every time and nothing "
                        "bounds how many there are. Start a fixed pool before serving and hand "
                        "it the work through a queue",
                        thread_name, why));
}

static void look_at_process(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    struct arena *arena = context->out->arena;

    if (!on_request_path(program, call) || is_upkeep(program, call->function))
        return;
    report(context, c, LEVEL_NOTE, CONFIDENCE_LOW,
           arena_printf(arena,
                        "%s makes a process for each request%s: that costs from a fraction of a millisecond "
                        "to several. Keep a helper process and talk to it, or do the work in line, "
                        "unless the isolation is wanted",
                        call->name,
                        call_is_in_serving_loop(program, call) ? " (in the serving loop)"
                                                               : heat_text(program, call->function, arena)));
}

/* A thread that is lost when the program becomes a daemon. */
static void look_at_lost(struct context *context, const struct lost_thread *lost)
{
    const struct program *program = context->program;
    const struct call *start = &program->calls[lost->start], *fork = &program->calls[lost->fork];
    struct arena *arena = context->out->arena;
    struct location at = location_of_node(program, fork->function, fork->node);
    struct trace trace = {.arena = arena};
    struct finding finding = finding_at_call(context->rule, program, lost->start, CONFIDENCE_HIGH, "");

    finding.level = context->rule->level;
    finding.message = arena_printf(arena,
                                   "this thread does not reach the daemon: %s (%s) comes after it, and only "
                                   "the thread that forks goes on. Start it behind that",
                                   fork->name, location_text(&at, arena));
    if (lost->before != lost->start)
        trace_add(&trace,
                  location_of_node(program, program->calls[lost->before].function,
                                   program->calls[lost->before].node),
                  0, "%s calls %s first", program->functions[program->calls[lost->before].function].name,
                  program->calls[lost->before].name);
    trace_add(&trace, finding.at, 1, "%s calls %s", finding.function, start->name);
    trace_add(
        &trace,
        location_of_node(program, program->calls[lost->leaving].function, program->calls[lost->leaving].node),
        0, "%s calls %s then", program->functions[program->calls[lost->leaving].function].name,
        program->calls[lost->leaving].name);
    if (lost->leaving != lost->fork)
        trace_add(&trace, at, 1, "%s calls %s", program->functions[fork->function].name, fork->name);
    finding_add_with(context->out, &finding, &trace);
}

void check_thread_in_handler(const struct rule *rule, const struct program *program,
                             const struct check_options *options, struct finding_list *out)
{
    struct context context = {rule, program, out, NULL};
    struct lost_threads lost = {0};

    (void)options;
    context.starts = ARENA_ARRAY(out->arena, program->function_count + 1, uint64_t);
    find_wrappers(&context);
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;
        uint64_t bits = started_arguments(&context, &program->calls[c]);

        if (bits != 0 ||
            (known != NULL && known->role == ROLE_POOL &&
             program->groups[program->functions[program->calls[c].function].group].runtime == RUNTIME_SINGLE))
            look_at_thread(&context, c, bits);
        else if (known != NULL && (known->effects & EFFECT_PROCESS) &&
                 (known->role == ROLE_FORK || known->role == ROLE_ROUND_TRIP))
            look_at_process(&context, c);
    }
    alone_check(rule, program, out);
    before_daemon_find(program, &lost);
    for (uint32_t i = 0; i < lost.found.count; i++)
        look_at_lost(&context, &lost.found.data[i]);
    vec_release(&lost.found);
}
