/* thread-in-handler: a thread or process that is started where it buys no speed.
 *
 * What is judged is a start: the call that makes a thread, or the call of the project's own wrapper that is
 * handed the thread's function. By the runtime of the program:
 *  - single-threaded (a classic function runtime, FastCGI, an event loop, a module inside PostgreSQL, Redis
 * or nginx): any thread outside start-up;
 *  - threaded or unknown: a thread per request, when the start lies on the request path, and one per item of
 * a loop on it;
 *  - anywhere: threads that all do their work under one lock, which is a pool in name only.
 * A process per request is debatable (isolation is a reason), so it is a note.
 *
 * Silent: pools and helpers made at start-up, creation in code that nobody is known to run per request,
 * functions that are merely not thread safe. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/rules.h"

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

/* Whether the loop takes what others put there: it asks for the next one without being given what to walk, or
 * asks a function that waits. */
static bool takes_from_queue(const struct program *program, const struct loop *loop)
{
    const struct unit *unit = &program->units[program->functions[loop->function].unit];
    uint32_t base, driver;

    if (loop->form != LOOP_CONDITION && loop->form != LOOP_NEXT)
        return false;
    if (loop->collection == FACTS_NONE)
        return true;
    driver =
        loop->driver == FACTS_NONE ? PROGRAM_NONE : program_call_at(program, loop->function, loop->driver);
    if (driver == PROGRAM_NONE)
        return false;
    if (call_roles(program, &program->calls[driver]) & (ROLE_BIT(ROLE_WAIT) | ROLE_BIT(ROLE_LOCK)))
        return true;
    base = node_base(unit->facts, loop->collection);
    return program->calls[driver].known == NULL && (base == FACTS_NONE || unit->parameter_mask[base] == 0);
}

/* A worker serves a queue or loops for good; a one-shot thread does one job and ends. */
static bool is_worker(const struct program *program, uint32_t thread)
{
    const struct function *function = &program->functions[thread];

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++) {
        const struct loop *loop = &program->loops[l];

        if (loop->parent == PROGRAM_NONE &&
            (loop->form == LOOP_FOREVER || loop->class == LOOP_SERVING || loop->class == LOOP_POLLING ||
             loop->class == LOOP_DRAIN || takes_from_queue(program, loop)))
            return true;
    }
    return false;
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

/* The static lock that the function holds around all that it waits for; PROGRAM_NONE when there is none. */
static uint32_t lock_around_work(const struct program *program, uint32_t f, const char **name)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t lock = PROGRAM_NONE;
    bool held = false, worked = false;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        enum role role = call->known != NULL ? call->known->role : ROLE_COUNT;
        bool works =
            call->known != NULL ? (call->known->effects & (EFFECT_REMOTE | EFFECT_SYNC_IO)) != 0 : false;

        for (uint32_t t = 0; t < call->target_count; t++)
            works |= (program->functions[program->targets[call->first_target + t]].summary.effects &
                      (EFFECT_REMOTE | EFFECT_SYNC_IO)) != 0;
        if (role == ROLE_LOCK || role == ROLE_UNLOCK) {
            uint32_t argument = node_argument(facts, call->node, 0),
                     base = argument == FACTS_NONE ? FACTS_NONE : node_base(facts, argument);
            uint32_t variable =
                base == FACTS_NONE ? PROGRAM_NONE : program->units[function->unit].symbol_variable[base];

            if (variable == PROGRAM_NONE || (lock != PROGRAM_NONE && lock != variable))
                continue;
            lock = variable;
            *name = program->variables[variable].name;
            held = role == ROLE_LOCK;
        } else if (works) {
            if (!held)
                return PROGRAM_NONE;
            worked = true;
        }
    }
    return worked ? lock : PROGRAM_NONE;
}

/* Whether all work in the worker's loop is done by functions that hold one and the same static lock
 * meanwhile. */
static bool is_serialised(const struct program *program, uint32_t thread, const char **lock_name,
                          uint32_t *worker)
{
    const struct function *function = &program->functions[thread];
    uint32_t lock = PROGRAM_NONE;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->loop == PROGRAM_NONE)
            continue;
        if (call->known != NULL && (call->known->effects & (EFFECT_REMOTE | EFFECT_SYNC_IO)) &&
            call->known->role != ROLE_WAIT)
            return false;
        for (uint32_t t = 0; t < call->target_count; t++) {
            uint32_t target = program->targets[call->first_target + t], held;

            if (!(program->functions[target].summary.roles &
                  (ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_ROUND_TRIP) | ROLE_BIT(ROLE_RECEIVE) |
                   ROLE_BIT(ROLE_FILE))))
                continue;
            held = lock_around_work(program, target, lock_name);
            if (held == PROGRAM_NONE || (lock != PROGRAM_NONE && lock != held))
                return false;
            lock = held;
            *worker = target;
        }
    }
    return lock != PROGRAM_NONE;
}

/* Whether more than one such thread is made: the start stands in a loop. */
static bool makes_several(const struct call *call)
{
    return call->loop != PROGRAM_NONE;
}

static void look_at_thread(struct context *context, uint32_t c, uint64_t bits)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct group *group = &program->groups[program->functions[call->function].group];
    enum heat heat = program->functions[call->function].heat;
    struct arena *arena = context->out->arena;
    const char *lock = "", *thread_name;
    const char *why = call_is_in_serving_loop(program, call) ? " (in the serving loop)"
                                                             : heat_text(program, call->function, arena);
    uint32_t thread, worker = PROGRAM_NONE;
    bool wrapped;

    thread = thread_function(program, c, bits, &wrapped);
    if (wrapped)
        return;
    thread_name = thread == PROGRAM_NONE
                      ? "a thread"
                      : arena_printf(arena, "a thread that runs %s", program->functions[thread].name);
    if (group->runtime == RUNTIME_SINGLE) {
        /* A worker that start-up makes too is the host's own pool, not a request's. */
        if (!call_is_in_serving_loop(program, call) &&
            (heat == HEAT_STARTUP ||
             (heat == HEAT_BOTH && thread != PROGRAM_NONE && is_worker(program, thread))))
            return;
        report(context, c, context->rule->level, CONFIDENCE_HIGH,
               arena_printf(arena,
                            "%s is started%s, but this code serves one request at a time (%s): the thread "
                            "costs its start and locking and brings no speed. Do the work in "
                            "line, or give it to what the host offers for work in the background",
                            thread_name, why, group->reason));
        return;
    }
    if (thread != PROGRAM_NONE && makes_several(call) && is_worker(program, thread) &&
        is_serialised(program, thread, &lock, &worker)) {
        struct location at = location_of_function(program, worker);

        report(context, c, context->rule->level, CONFIDENCE_MEDIUM,
               arena_printf(arena,
                            "all threads that run %s do their work with `%s` held (%s, %s), so only one of "
                            "them works at a time. Lock only what is shared, or give each thread "
                            "what it works on",
                            program->functions[thread].name, lock, program->functions[worker].name,
                            location_text(&at, arena)));
        return;
    }
    if (!on_request_path(program, call))
        return;
    /* A worker that is started from the request path is mostly a pool that grows to its limit. */
    report(context, c,
           thread != PROGRAM_NONE && is_worker(program, thread) ? LEVEL_NOTE : context->rule->level,
           CONFIDENCE_MEDIUM,
           arena_printf(arena,
                        "%s is started for each request%s: its start and end are paid every time and nothing "
                        "bounds how many there are. Start a fixed pool before serving and hand "
                        "it the work through a queue",
                        thread_name, why));
}

/* Whether the way from the serving loop down to the function is that of a signal, a timer or new settings,
 * and not that of a request: the loop of a server does both. */
static bool is_upkeep(const struct program *program, uint32_t f)
{
    for (unsigned step = 0; f != PROGRAM_NONE && step < HEAT_STEPS; step++) {
        const struct function *function = &program->functions[f];

        if (catalog_has_word(program->catalog, WORDS_UPKEEP, function->name))
            return true;
        if (function->heat_call != PROGRAM_NONE &&
            call_is_on_signal(program, &program->calls[function->heat_call]))
            return true;
        f = function->heat_from;
    }
    return false;
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

void check_thread_in_handler(const struct rule *rule, const struct program *program,
                             const struct check_options *options, struct finding_list *out)
{
    struct context context = {rule, program, out, NULL};

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
}
