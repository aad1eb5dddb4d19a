/* When each function runs, and what its program's runtime allows.
 *
 * Roots come from the catalog's handlers: registration calls and fields, signatures, names, attributes.
 * Request heat spreads from handlers and from the repeated part of serving loops along calls and handed-over
 * functions; start-up heat spreads from main, constructors and load hooks, but not into the repeated part of
 * a serving loop (but for what a signal asks for there: new settings, dead children) and not into what is
 * only handed to a registration. Two breadth-first searches; a function keeps the caller through which the
 * heat came first, so that a person can be told why. A function that neither reaches is of unknown heat: that
 * only ranks.
 *
 * The runtime of a link unit: what a recognised host or serving call says; else threaded when its start-up
 * makes threads, else nothing. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

struct heater {
    struct program *program;
    uint32_t *queue;
    uint32_t head, tail;
    bool *seen;
    enum heat heat;
};

static const char *function_text(const struct program *program, uint32_t function)
{
    return program->functions[function].name;
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

/* Whether a handler entry of kind "attribute" fits: by the attribute's text, or the annotation's. */
static bool attribute_matches(const struct program *program, uint32_t function, const char *name)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t a = 0; a < facts->attributes_count; a++)
        if (facts->attributes[a].symbol == program->functions[function].symbol &&
            path_matches(name, facts_string(facts, facts->attributes[a].text)))
            return true;
    return false;
}

static const char *type_text(const struct facts *facts, uint32_t type)
{
    return type == FACTS_NONE ? "" : facts_string(facts, facts->types[type].spelling);
}

/* "A *, B **" against the first parameters' types as spelled. */
static bool parameters_match(const struct program *program, uint32_t function, const char *list)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    uint32_t position = 0;

    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        const char *type;
        uint32_t symbol;

        if (position >= f->parameters)
            return false;
        symbol = program->parameters[f->first_parameter + position++];
        type = symbol == FACTS_NONE ? "" : type_text(facts, facts->symbols[symbol].type);
        if (strlen(type) != length || memcmp(type, list, length) != 0)
            return false;
        list += length;
        list += strspn(list, ", ");
    }
    return position > 0;
}

static bool returns_match(const struct program *program, uint32_t function, const char *name)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t type = facts->symbols[program->functions[function].symbol].type;

    return type != FACTS_NONE && facts->types[type].class == TYPE_FUNCTION &&
           strcmp(type_text(facts, facts->types[type].target), name) == 0;
}

static bool companion_exists(const struct program *program, const struct map *names, uint32_t function,
                             const char *pattern)
{
    const char *hole = strchr(pattern, '%');
    char *name;

    if (hole == NULL)
        return false;
    name = arena_printf(program->arena, "%.*s%s%s", (int)(hole - pattern), pattern,
                        function_text(program, function), hole + 1);
    return map_get_str(names, name) != MAP_NONE;
}

static bool signature_matches(const struct program *program, const struct map *names, uint32_t function,
                              const struct catalog_handler *handler)
{
    switch (handler->kind) {
    case HANDLER_NAME: return path_matches(handler->name, function_text(program, function));
    case HANDLER_PARAMETERS: return parameters_match(program, function, handler->name);
    case HANDLER_RETURNS: return returns_match(program, function, handler->name);
    case HANDLER_ATTRIBUTE: return attribute_matches(program, function, handler->name);
    case HANDLER_COMPANION: return companion_exists(program, names, function, handler->name);
    default: return false;
    }
}

/* What the search for roots finds: a function, and how it was recognised. */
typedef void root_visit(void *context, uint32_t function, const struct catalog_handler *handler,
                        const char *reason);

/* What C projects often call such a function: the weakest sign, which counts only in a link unit where
 * nothing better shows a handler. A library's entry point, or a name that a project declares, is no guess. */
static bool is_guess(const struct catalog_handler *handler)
{
    return handler->kind == HANDLER_NAME && strcmp(handler->family, "names") == 0;
}

static void visit_signature(struct program *program, const struct map *names, uint32_t f, bool guess,
                            root_visit *visit, void *context)
{
    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (handler->phase == PHASE_SERVING || is_guess(handler) != guess ||
            !signature_matches(program, names, f, handler))
            continue;
        visit(context, f, handler,
              arena_printf(program->arena, "handler by its %s (%s)",
                           handler->kind == HANDLER_NAME        ? "name"
                           : handler->kind == HANDLER_ATTRIBUTE ? "attribute"
                                                                : "signature",
                           handler->library));
        return;
    }
}

static void visit_signatures(struct program *program, root_visit *visit, void *context)
{
    bool *known = ARENA_ARRAY(program->arena, program->group_count + 1, bool);
    struct map names = {0};

    for (uint32_t f = 0; f < program->function_count; f++)
        map_put_str(&names, program->functions[f].name, f);
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].body != FACTS_NONE)
            visit_signature(program, &names, f, false, visit, context);
    for (uint32_t f = 0; f < program->function_count; f++)
        known[program->functions[f].group] |= program->functions[f].handler;
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].body != FACTS_NONE && !known[program->functions[f].group])
            visit_signature(program, &names, f, true, visit, context);
    map_release(&names);
}

static void visit_calls(struct program *program, root_visit *visit, void *context)
{
    for (uint32_t i = 0; i < program->callback_count; i++) {
        const struct callback *callback = &program->callbacks[i];
        const struct call *call = &program->calls[callback->call];

        for (size_t h = 0; h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind == HANDLER_CALL && handler->phase != PHASE_SERVING &&
                handler->argument == (int)callback->argument && strcmp(handler->name, call->name) == 0)
                visit(context, callback->function, handler,
                      arena_printf(program->arena, "handler: given to %s", call->name));
        }
    }
}

static void visit_fields(struct program *program, root_visit *visit, void *context)
{
    for (uint32_t f = 0; f < program->field_count; f++) {
        const struct function_set *set = &program->field_sets[f];

        for (size_t h = 0; set->count > 0 && h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind != HANDLER_FIELD || strcmp(handler->field, program->fields[f].name) != 0 ||
                strcmp(handler->name, program->fields[f].record) != 0)
                continue;
            for (uint32_t m = 0; m < set->count; m++)
                visit(
                    context, program->set_members[set->first + m], handler,
                    arena_printf(program->arena, "handler: stored in %s.%s", handler->name, handler->field));
        }
    }
}

static void visit_roots(struct program *program, root_visit *visit, void *context)
{
    visit_calls(program, visit, context);
    visit_fields(program, visit, context);
    visit_signatures(program, visit, context);
}

static void root_request(void *context, uint32_t function, const struct catalog_handler *handler,
                         const char *reason)
{
    struct heater *heater = context;
    struct function *f = &heater->program->functions[function];

    if (handler->phase != PHASE_REQUEST || f->body == FACTS_NONE)
        return;
    if (!f->handler)
        heater->program->handler_count++;
    f->handler = true;
    heat_function(heater, function, PROGRAM_NONE, PROGRAM_NONE, reason);
}

static void root_startup(void *context, uint32_t function, const struct catalog_handler *handler,
                         const char *reason)
{
    if (handler->phase == PHASE_STARTUP)
        heat_function(context, function, PROGRAM_NONE, PROGRAM_NONE, reason);
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
             strstr(type_text(facts, type), "sig_atomic_t") != NULL) &&
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
    return !call_is_on_signal(program, call) && call_is_in_serving_loop(program, call);
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

static void spread(struct heater *heater)
{
    struct program *program = heater->program;

    while (heater->head < heater->tail) {
        uint32_t f = heater->queue[heater->head++];
        const struct function *function = &program->functions[f];
        const char *reason = arena_printf(program->arena, "called from %s", function->name);

        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
            const struct call *call = &program->calls[c];

            if (heater->heat == HEAT_STARTUP && in_serving_loop(program, call))
                continue;
            for (uint32_t t = 0; t < call->target_count; t++)
                if (heater->heat == HEAT_REQUEST ||
                    !program->functions[program->targets[call->first_target + t]].handler)
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
}

static void stop_heater(struct heater *heater)
{
    free(heater->queue);
    free(heater->seen);
}

static void spread_request(struct program *program)
{
    struct heater heater;

    start_heater(&heater, program, HEAT_REQUEST);
    visit_roots(program, root_request, &heater);
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];
        const char *reason;

        if (!in_serving_loop(program, call))
            continue;
        reason = arena_printf(program->arena, "called in the serving loop of %s",
                              function_text(program, call->function));
        for (uint32_t t = 0; t < call->target_count; t++)
            heat_function(&heater, program->targets[call->first_target + t], call->function, c, reason);
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

        serves = function->heat == HEAT_REQUEST || function->heat == HEAT_BOTH;
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
    visit_roots(program, root_startup, &heater);
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

/* Groups by name, in the order of the units. */
static void find_groups(struct program *program)
{
    struct map ids = {0};

    program->groups = ARENA_ARRAY(program->arena, program->unit_count + 1, struct group);
    for (uint32_t u = 0; u < program->unit_count; u++) {
        uint32_t id = map_put_str(&ids, program->units[u].group, program->group_count);

        if (id == program->group_count)
            program->groups[program->group_count++] =
                (struct group){program->units[u].group, RUNTIME_ANY, "", false};
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

static void root_runtime(void *context, uint32_t function, const struct catalog_handler *handler,
                         const char *reason)
{
    struct program *program = context;
    struct group *group = &program->groups[program->functions[function].group];

    (void)reason;
    if (program->functions[function].body == FACTS_NONE || handler->runtime == RUNTIME_ANY)
        return;
    set_runtime(
        group, handler->runtime,
        arena_printf(program->arena, "%s serves %s", handler->library,
                     handler->runtime == RUNTIME_SINGLE ? "one request at a time" : "requests in threads"));
    if (handler->runtime == RUNTIME_SINGLE)
        group->host = true;
}

static void serving_runtime(struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++)
        for (size_t h = 0; h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind == HANDLER_CALL && handler->phase == PHASE_SERVING &&
                strcmp(handler->name, program->calls[c].name) == 0)
                set_runtime(&program->groups[program->functions[program->calls[c].function].group],
                            handler->runtime,
                            arena_printf(program->arena, "%s: %s in %s", handler->library, handler->name,
                                         function_text(program, program->calls[c].function)));
        }
}

static void thread_runtime(struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL && (call->known->role == ROLE_THREAD || call->known->role == ROLE_POOL))
            set_runtime(
                &program->groups[program->functions[call->function].group], RUNTIME_THREADED,
                arena_printf(program->arena, "%s in %s", call->name, function_text(program, call->function)));
    }
}

static void find_runtimes(struct program *program)
{
    for (uint32_t g = 0; program->options.runtime != RUNTIME_ANY && g < program->group_count; g++)
        set_runtime(&program->groups[g], program->options.runtime, "declared in dawdle.json");
    visit_roots(program, root_runtime, program);
    serving_runtime(program);
    thread_runtime(program);
}

void heat_spread(struct program *program)
{
    find_groups(program);
    spread_request(program);
    spread_startup(program);
    find_runtimes(program);
}
