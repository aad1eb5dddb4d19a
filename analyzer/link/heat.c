/* When each function runs.
 *
 * Request heat spreads from handlers (roots.c) and from the repeated part of serving loops along calls and
 * handed-over functions, but not through a dispatcher into what the start is known to call (the entries of a
 * configuration) and not into what a signal asks for; start-up heat spreads from main, constructors and load
 * hooks, but not into the repeated part of a serving loop (but for what a signal asks for there: new
 * settings, dead children) and not into what is only handed to a registration. What then is left, and is
 * reached from timers, signal handlers, loops that sleep between rounds, or in a child forked on the way of a
 * request, runs in the background. Three breadth-first searches; a function keeps the caller through which
 * the heat came first, so that a person can be told why. A function that none reaches is of unknown heat:
 * that only ranks. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

struct heater {
    struct program *program;
    uint32_t *queue;
    uint32_t head, tail;
    bool *seen;
    bool *serves;  /* by group: something in it answers requests */
    bool *sets_up; /* by function: the catalog tells that it runs at the start, and nothing that it answers */
    enum heat heat;
};

static const char *function_text(const struct program *program, uint32_t function)
{
    return program->functions[function].name;
}

static bool answers(const struct function *function)
{
    return function->heat == HEAT_REQUEST || function->heat == HEAT_BOTH;
}

static void heat_function(struct heater *heater, uint32_t function, uint32_t from, uint32_t call,
                          const char *reason)
{
    struct function *f = &heater->program->functions[function];

    if (f->body == FACTS_NONE || heater->seen[function])
        return;
    heater->seen[function] = true;
    heater->queue[heater->tail++] = function;
    /* Request wins the explanation: it is what a reader asks about. */
    if (f->heat == HEAT_UNKNOWN) {
        f->heat_from = from;
        f->heat_call = call;
        f->heat_reason = reason;
        f->heat_guess = from != PROGRAM_NONE && heater->program->functions[from].heat_guess;
    }
    f->heat = f->heat == HEAT_UNKNOWN || f->heat == heater->heat ? heater->heat : HEAT_BOTH;
}

static bool is_constructor(const struct program *program, uint32_t function)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t a = 0; a < facts->attributes_count; a++)
        if (facts->attributes[a].symbol == program->functions[function].symbol &&
            facts->attributes[a].kind == ATTRIBUTE_CONSTRUCTOR)
            return true;
    return false;
}

static bool sets_flag(const struct facts *facts, uint32_t branch, uint32_t flag)
{
    for (uint32_t n = branch; n < facts->nodes[branch].end; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            facts->nodes[node_first(facts, n)].ref == flag)
            return true;
    return false;
}

/* Whether the condition asks for a flag of the type that C has for signal handlers, or a volatile static one,
 * and the branch takes it down. One that stays up says only that the server runs. */
static bool asks_for_signal(const struct facts *facts, uint32_t condition, uint32_t branch)
{
    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t type;

        if (node->kind != NODE_NAME || node->ref == FACTS_NONE ||
            !(facts->symbols[node->ref].flags & SYMBOL_STATIC))
            continue;
        type = facts->symbols[node->ref].type;
        if (type != FACTS_NONE &&
            ((facts->types[type].flags & TYPE_IS_VOLATILE) ||
             strstr(facts_string(facts, facts->types[type].spelling), "sig_atomic_t") != NULL) &&
            sets_flag(facts, branch, node->ref))
            return true;
    }
    return false;
}

bool call_is_on_signal(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t n = facts->nodes[call->node].parent, below = call->node; n != FACTS_NONE;
         below = n, n = facts->nodes[n].parent)
        if (facts->nodes[n].kind == NODE_IF && below == node_child(facts, n, 1) &&
            asks_for_signal(facts, node_first(facts, n), below))
            return true;
    return false;
}

/* Whether the call stands in the repeated part of a loop that serves and is no answer to a signal: what it
 * does is part of a request. */
static bool in_serving_loop(const struct program *program, const struct call *call)
{
    return call_is_in_serving_loop(program, call) && !call_is_on_signal(program, call);
}

/* Whether a handed-over function runs now, as part of the call, so that heat follows. Handlers, threads and
 * events run later: their own roots say when. */
static bool runs_now(const struct program *program, const struct callback *callback)
{
    const struct call *call = &program->calls[callback->call];
    const struct function *function = &program->functions[callback->function];

    if (function->handler)
        return false;
    if (call->known != NULL)
        return callback_runs_within(call->known);
    for (uint32_t t = 0; callback->argument < 64 && t < call->target_count; t++)
        if (program->functions[program->targets[call->first_target + t]].summary.called_parameters >>
                callback->argument &
            1)
            return true;
    return call->target_count == 0 && function->iterated_by != PROGRAM_NONE;
}

/* Whether each round of the loop sleeps, whatever happens. */
static bool always_sleeps(const struct program *program, uint32_t loop)
{
    const struct function *function = &program->functions[program->loops[loop].function];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if (program->calls[c].loop == loop && !program->calls[c].guarded && program->calls[c].known != NULL &&
            program->calls[c].known->role == ROLE_SLEEP)
            return true;
    return false;
}

/* Whether the call stands in a loop that does something now and then, for as long as the program runs. */
static bool in_upkeep_loop(const struct program *program, const struct call *call)
{
    for (uint32_t l = call->loop; l != PROGRAM_NONE; l = program->loops[l].parent)
        if (program->loops[l].class == LOOP_POLLING &&
            (program->loops[l].form == LOOP_FOREVER || program->loops[l].form == LOOP_CONDITION) &&
            always_sleeps(program, l))
            return true;
    return false;
}

/* Whether the call runs in a child that is forked on the way of a request, which does not wait for it. The
 * child that a serving loop's own function forks is the one that answers. */
static bool in_background_child(const struct program *program, uint32_t c)
{
    const struct function *function = &program->functions[program->calls[c].function];

    return (function->heat_call == PROGRAM_NONE ||
            !in_serving_loop(program, &program->calls[function->heat_call])) &&
           !in_serving_loop(program, &program->calls[c]) && call_runs_in_child(program, c);
}

/* Whether the heat of a function goes on along one of its calls. */
static bool passes(const struct heater *heater, uint32_t c)
{
    const struct program *program = heater->program;
    const struct call *call = &program->calls[c];

    switch (heater->heat) {
    case HEAT_STARTUP:
        return !in_serving_loop(program, call) &&
               !(heater->serves[program->functions[call->function].group] && in_upkeep_loop(program, call));
    case HEAT_REQUEST: return !in_background_child(program, c) && !call_is_on_signal(program, call);
    default: return true;
    }
}

/* Whether the heat reaches the function through the call. A dispatcher that requests run through as well (one
 * that calls what it is handed) may call every function of every table; one that the start is known to call
 * is called there. */
static bool reaches(const struct heater *heater, const struct call *call, uint32_t function)
{
    if (heater->heat == HEAT_REQUEST)
        return call->kind == CALL_DIRECT || !heater->sets_up[function];
    return !heater->program->functions[function].handler;
}

static void spread(struct heater *heater)
{
    struct program *program = heater->program;

    while (heater->head < heater->tail) {
        uint32_t f = heater->queue[heater->head++];
        const struct function *function = &program->functions[f];
        const char *reason = arena_printf(program->arena, "called from %s", function->name);

        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
            const struct call *call = &program->calls[c];

            if (!passes(heater, c))
                continue;
            for (uint32_t t = 0; t < call->target_count; t++)
                if (reaches(heater, call, program->targets[call->first_target + t]))
                    heat_function(heater, program->targets[call->first_target + t], f, c, reason);
        }
        for (uint32_t i = callbacks_from(program, function->first_call),
                      end = callbacks_from(program, function->first_call + function->call_count);
             i < end; i++)
            if (runs_now(program, &program->callbacks[i]))
                heat_function(heater, program->callbacks[i].function, f, program->callbacks[i].call, reason);
    }
}

static void start_heater(struct heater *heater, struct program *program, enum heat heat)
{
    *heater = (struct heater){.program = program, .heat = heat};
    heater->queue = xmalloc((program->function_count + 1) * sizeof *heater->queue);
    heater->seen = xmalloc(program->function_count + 1);
    memset(heater->seen, 0, program->function_count + 1);
    heater->serves = xmalloc(program->group_count + 1);
    memset(heater->serves, 0, program->group_count + 1);
    heater->sets_up = xmalloc(program->function_count + 1);
    memset(heater->sets_up, 0, program->function_count + 1);
    for (uint32_t r = 0; r < program->root_count; r++)
        heater->sets_up[program->roots[r].function] = program->roots[r].phase == PHASE_STARTUP;
    for (uint32_t r = 0; r < program->root_count; r++)
        if (program->roots[r].phase == PHASE_REQUEST)
            heater->sets_up[program->roots[r].function] = false;
    for (uint32_t f = 0; f < program->function_count; f++)
        if (answers(&program->functions[f]))
            heater->serves[program->functions[f].group] = true;
}

static void stop_heater(struct heater *heater)
{
    free(heater->queue);
    free(heater->seen);
    free(heater->serves);
    free(heater->sets_up);
}

static void root_request(struct heater *heater, const struct root *root)
{
    struct function *f = &heater->program->functions[root->function];

    if (!f->handler)
        heater->program->handler_count++;
    f->handler = true;
    heat_function(heater, root->function, PROGRAM_NONE, PROGRAM_NONE, root->reason);
    f->heat_guess = root->guess;
}

static void heat_roots(struct heater *heater, enum phase phase)
{
    const struct program *program = heater->program;

    for (uint32_t r = 0; r < program->root_count; r++)
        if (program->roots[r].phase == phase)
            heat_function(heater, program->roots[r].function, PROGRAM_NONE, PROGRAM_NONE,
                          program->roots[r].reason);
}

/* A thread that a serving loop starts is the one that answers. */
static void root_threads(struct heater *heater, uint32_t c)
{
    const struct program *program = heater->program;
    const char *reason = arena_printf(program->arena, "a thread that the serving loop of %s starts",
                                      function_text(program, program->calls[c].function));

    for (uint32_t i = callbacks_from(program, c), end = callbacks_from(program, c + 1); i < end; i++)
        heat_function(heater, program->callbacks[i].function, program->calls[c].function, c, reason);
}

static void spread_request(struct program *program)
{
    struct heater heater;

    start_heater(&heater, program, HEAT_REQUEST);
    for (uint32_t r = 0; r < program->root_count; r++)
        if (program->roots[r].phase == PHASE_REQUEST)
            root_request(&heater, &program->roots[r]);
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];
        const char *reason;

        if (!in_serving_loop(program, call))
            continue;
        reason = arena_printf(program->arena, "called in the serving loop of %s",
                              function_text(program, call->function));
        for (uint32_t t = 0; t < call->target_count; t++)
            heat_function(&heater, program->targets[call->first_target + t], call->function, c, reason);
        if (call->known != NULL && call->known->role == ROLE_THREAD)
            root_threads(&heater, c);
    }
    spread(&heater);
    stop_heater(&heater);
}

/* Whether what the function starts ends up serving: it, or something that it calls or hands over, waits for
 * requests or is a handler. The start-up of a program that only does its job and ends is that job. */
static bool leads_to_serving(struct program *program, uint32_t start)
{
    uint32_t *queue = xmalloc((program->function_count + 1) * sizeof *queue), head = 0, tail = 0;
    bool *seen = xmalloc(program->function_count + 1), serves = false;

    memset(seen, 0, program->function_count + 1);
    queue[tail++] = start;
    seen[start] = true;
    while (head < tail && !serves) {
        const struct function *function = &program->functions[queue[head++]];

        serves = answers(function);
        for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++)
            serves |= program->loops[l].class == LOOP_SERVING;
        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
            for (uint32_t t = 0; t < program->calls[c].target_count; t++) {
                uint32_t target = program->targets[program->calls[c].first_target + t];

                if (!seen[target]) {
                    seen[target] = true;
                    queue[tail++] = target;
                }
            }
        for (uint32_t i = callbacks_from(program, function->first_call),
                      end = callbacks_from(program, function->first_call + function->call_count);
             i < end; i++)
            if (!seen[program->callbacks[i].function]) {
                seen[program->callbacks[i].function] = true;
                queue[tail++] = program->callbacks[i].function;
            }
    }
    free(queue);
    free(seen);
    return serves;
}

static void spread_startup(struct program *program)
{
    struct heater heater;

    start_heater(&heater, program, HEAT_STARTUP);
    heat_roots(&heater, PHASE_STARTUP);
    heat_roots(&heater, PHASE_LOAD);
    heat_roots(&heater, PHASE_SESSION);
    for (uint32_t f = 0; f < program->function_count; f++) {
        if (program->functions[f].body == FACTS_NONE)
            continue;
        if (strcmp(function_text(program, f), "main") == 0 && leads_to_serving(program, f))
            heat_function(&heater, f, PROGRAM_NONE, PROGRAM_NONE, "main, before it serves");
        else if (is_constructor(program, f))
            heat_function(&heater, f, PROGRAM_NONE, PROGRAM_NONE,
                          "constructor: runs when the program or library is loaded");
    }
    spread(&heater);
    stop_heater(&heater);
}

static void spread_background(struct program *program)
{
    struct heater heater;

    start_heater(&heater, program, HEAT_BACKGROUND);
    for (uint32_t f = 0; f < program->function_count; f++)
        heater.seen[f] = program->functions[f].heat != HEAT_UNKNOWN;
    heat_roots(&heater, PHASE_BACKGROUND);
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];
        const struct function *function = &program->functions[call->function];
        const char *reason = NULL;

        if (answers(function) && in_background_child(program, c))
            reason = arena_printf(program->arena, "in a child that %s forks", function->name);
        else if (!answers(function) && heater.serves[function->group] && in_upkeep_loop(program, call))
            reason = arena_printf(program->arena, "in a loop of %s that sleeps each round", function->name);
        for (uint32_t t = 0; reason != NULL && t < call->target_count; t++)
            heat_function(&heater, program->targets[call->first_target + t], call->function, c, reason);
    }
    spread(&heater);
    stop_heater(&heater);
}

void heat_spread(struct program *program)
{
    spread_request(program);
    spread_startup(program);
    spread_background(program);
}
