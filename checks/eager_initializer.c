/* eager-initializer: work at load time that only some processes or requests need.
 *
 * A constructor runs in every process that links its library, before main and so for --help as well; a load
 * hook (_PG_init, PHP's MINIT) runs for every session that loads the module. What startup_work.h finds
 * there is reported: at the one call or loop through which it is reached when there is exactly one, or when
 * all of it is of one kind and stands in the function itself; else at the function's definition.
 *
 * Silent: nothing found, and work whose result requests read, since it would have to be done anyway; but
 * where a host loads the module for each session, and at most half of the module's handlers come to a reader,
 * the others pay in vain. The start-up code of a plain main is left alone: reading the configuration there is
 * right, and what is for cold functions only cannot be told from the sources with enough certainty. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"
#include "checks/rules.h"
#include "checks/startup_work.h"

#define STEPS_MAX 12

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
};

static const char *kind_text(enum work_kind kind)
{
    switch (kind) {
    case WORK_FILES: return "reads files";
    case WORK_NAMES: return "resolves names";
    case WORK_REMOTE: return "waits for another host or service";
    case WORK_PROCESSES: return "starts processes";
    case WORK_PLUGINS: return "loads libraries";
    case WORK_SLEEP: return "sleeps";
    case WORK_SPIN: return "spins on a clock";
    case WORK_TESTS: return "runs all functions of a table";
    case WORK_DATA: return "goes over much data";
    case WORK_KINDS: break;
    }
    BUG("no such kind of work: %d", (int)kind);
}

/* "probe_topology: fopen", or "fopen" when the root does it itself. */
static const char *work_text(const struct program *program, const struct startup_work *work,
                             const struct work *item, struct arena *arena)
{
    if (work->came_by[item->function] == PROGRAM_NONE)
        return item->what;
    return arena_printf(arena, "%s: %s", program->functions[item->function].name, item->what);
}

/* "reads files (probe_topology: fopen) and spins on a clock (...)": every kind once, with its first place. */
static const char *kinds_text(const struct program *program, const struct startup_work *work,
                              struct arena *arena)
{
    const struct work *first[WORK_KINDS] = {NULL};
    const char *text = "";
    unsigned count = 0, said = 0;

    for (uint32_t i = 0; i < work->items.count; i++) {
        const struct work *item = &work->items.data[i];

        if (first[item->kind] == NULL) {
            first[item->kind] = item;
            count++;
        }
    }
    for (unsigned kind = 0; kind < WORK_KINDS; kind++) {
        if (first[kind] == NULL)
            continue;
        text = arena_printf(arena, "%s%s%s (%s)", text,
                            said == 0           ? ""
                            : said + 1 == count ? " and "
                                                : ", ",
                            kind_text((enum work_kind)kind), work_text(program, work, first[kind], arena));
        said++;
    }
    return text;
}

/* The one place in the root that does it all, or FACTS_NONE. */
static uint32_t single_site(const struct startup_work *work)
{
    const struct work *items = work->items.data;
    bool one_site = true, alike = true;

    for (uint32_t i = 0; i < work->items.count; i++) {
        one_site = one_site && items[i].site == items[0].site;
        alike = alike && items[i].kind == items[0].kind && items[i].site == items[i].node &&
                items[i].function == items[0].function;
    }
    return one_site || alike ? items[0].site : FACTS_NONE;
}

/* The calls from the root down to the work, and the work. */
static void trace_work(struct trace *trace, const struct program *program, const struct startup_work *work,
                       const struct work *item)
{
    uint32_t chain[STEPS_MAX], count = 0;

    for (uint32_t c = work->came_by[item->function]; c != PROGRAM_NONE && count < STEPS_MAX;
         c = work->came_by[program->calls[c].function])
        chain[count++] = c;
    for (uint32_t i = count; i-- > 0;) {
        const struct call *call = &program->calls[chain[i]];

        trace_add(trace, location_of_node(program, call->function, call->node), count - 1 - i, "%s calls %s",
                  program->functions[call->function].name, call->name);
    }
    trace_add(trace, location_of_statement(program, item->function, item->node), count, "%s %s: %s",
              program->functions[item->function].name, kind_text(item->kind), item->what);
}

/* Whether the node takes what a site of the work gives, or stands behind work that the root does itself: what
 * the lines of an open file are put into comes later. */
static bool belongs_to_work(const struct facts *facts, const struct startup_work *work, uint32_t root,
                            uint32_t node)
{
    for (uint32_t i = 0; i < work->items.count; i++) {
        const struct work *item = &work->items.data[i];

        if (node_contains(facts, node, item->site) || (item->function == root && node > item->node))
            return true;
    }
    return false;
}

/* Marks the static variables that the work of one function fills: those assigned, and those whose address or
 * array is given to a call. In the root itself only what belongs to the work counts. */
static void mark_filled(const struct program *program, const struct startup_work *work, uint32_t root,
                        uint32_t function, bool *filled)
{
    const struct facts *facts = function_facts(program, function);
    const struct unit *unit = &program->units[program->functions[function].unit];
    uint32_t body = program->functions[function].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t parent = node->parent, base = FACTS_NONE;

        if (node->kind == NODE_ASSIGN && (function != root || belongs_to_work(facts, work, root, n)))
            base = node_base(facts, node_child(facts, n, 0));
        else if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CALL &&
                 n != node_first(facts, parent) &&
                 (function != root || belongs_to_work(facts, work, root, parent)))
            base = node_base(facts, n);
        if (base != FACTS_NONE && unit->symbol_variable[base] != PROGRAM_NONE)
            filled[unit->symbol_variable[base]] = true;
    }
}

static bool reads_filled(const struct program *program, uint32_t function, const bool *filled)
{
    const struct facts *facts = function_facts(program, function);
    const struct unit *unit = &program->units[program->functions[function].unit];
    uint32_t body = program->functions[function].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t symbol = facts->nodes[n].ref;

        if (facts->nodes[n].kind == NODE_NAME && symbol != FACTS_NONE &&
            unit->symbol_variable[symbol] != PROGRAM_NONE && filled[unit->symbol_variable[symbol]])
            return true;
    }
    return false;
}

/* What requests read of what the work fills. */
struct users {
    uint32_t handlers; /* of the program, that are known as such */
    uint32_t needing;  /* those that come to a reader */
    uint32_t reader;   /* the first function of a request that reads it; PROGRAM_NONE */
};

/* Whether the handler comes to a function that is marked, by any calls. */
static bool comes_to(const struct program *program, uint32_t handler, const bool *marked)
{
    uint32_t *queue = xmalloc((program->function_count + 1) * sizeof *queue), head = 0, tail = 0;
    bool *seen = xmalloc(program->function_count + 1), found = false;

    memset(seen, 0, program->function_count + 1);
    queue[tail++] = handler;
    seen[handler] = true;
    while (head < tail && !found) {
        const struct function *function = &program->functions[queue[head++]];
        const struct call *end = program->calls + function->first_call + function->call_count;

        found = marked[function - program->functions];
        for (const struct call *call = program->calls + function->first_call; call < end; call++)
            for (uint32_t t = 0; t < call->target_count; t++) {
                uint32_t target = program->targets[call->first_target + t];

                if (!seen[target]) {
                    seen[target] = true;
                    queue[tail++] = target;
                }
            }
    }
    free(queue);
    free(seen);
    return found;
}

struct handlers {
    const struct program *program;
    const bool *readers;
    struct users *users;
    bool *counted; /* by function */
};

static void count_handler(struct handlers *handlers, uint32_t function)
{
    if (handlers->counted[function])
        return;
    handlers->counted[function] = true;
    handlers->users->handlers++;
    handlers->users->needing += comes_to(handlers->program, function, handlers->readers);
}

/* Counts what the function calls out of a table, as one that finds the handler for a path does. */
static bool count_routes(struct handlers *handlers, uint32_t function, bool deeper)
{
    const struct program *program = handlers->program;
    const struct function *f = &program->functions[function];
    bool found = false;

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->kind == CALL_DIRECT) {
            for (uint32_t t = 0; deeper && t < call->target_count; t++)
                found |= count_routes(handlers, program->targets[call->first_target + t], false);
            continue;
        }
        for (uint32_t t = 0; call->target_count > 1 && t < call->target_count; t++)
            count_handler(handlers, program->targets[call->first_target + t]);
        found |= call->target_count > 1;
    }
    return found;
}

static void count_handlers(const struct program *program, uint32_t group, const bool *readers,
                           struct users *users)
{
    struct handlers handlers = {program, readers, users, xmalloc(program->function_count + 1)};

    memset(handlers.counted, 0, program->function_count + 1);
    for (uint32_t r = 0; r < program->root_count; r++) {
        const struct root *root = &program->roots[r];

        if (root->phase == PHASE_REQUEST && !root->guess &&
            program->functions[root->function].group == group &&
            !count_routes(&handlers, root->function, true))
            count_handler(&handlers, root->function);
    }
    free(handlers.counted);
}

static struct users find_users(const struct program *program, const struct startup_work *work, uint32_t root)
{
    struct users users = {0, 0, PROGRAM_NONE};
    bool *filled = xmalloc(program->variable_count + 1), *readers = xmalloc(program->function_count + 1);

    memset(filled, 0, program->variable_count + 1);
    memset(readers, 0, program->function_count + 1);
    for (uint32_t i = 0; i < work->items.count; i++)
        for (uint32_t f = work->items.data[i].function;;) {
            mark_filled(program, work, root, f, filled);
            if (work->came_by[f] == PROGRAM_NONE)
                break;
            f = program->calls[work->came_by[f]].function;
        }
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];

        readers[f] = function->body != FACTS_NONE && function->group == program->functions[root].group &&
                     (function->heat == HEAT_REQUEST || function->heat == HEAT_BOTH) &&
                     reads_filled(program, f, filled);
        if (readers[f] && users.reader == PROGRAM_NONE)
            users.reader = f;
    }
    if (users.reader != PROGRAM_NONE)
        count_handlers(program, program->functions[root].group, readers, &users);
    free(filled);
    free(readers);
    return users;
}

static const char *payer_text(enum phase phase)
{
    switch (phase) {
    case PHASE_LOAD: return "Every start of the host that loads the module";
    case PHASE_SESSION: return "Every session that loads the module";
    default: return "Every process that links it, also for --help,";
    }
}

static void report(struct context *context, uint32_t root, const struct startup_work *work, enum phase phase,
                   const struct users *users)
{
    const struct program *program = context->program;
    struct arena *arena = context->out->arena;
    const char *name = program->functions[root].name;
    uint32_t site = single_site(work);
    bool data = work->items.count == 1 && work->items.data[0].kind == WORK_DATA;
    bool hook = phase != PHASE_STARTUP;
    bool told[WORK_KINDS] = {false};
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = context->rule,
                              .level = context->rule->level,
                              .rank = hook ? 50 : 60,
                              .function = name,
                              .subject = name};

    finding.at =
        site == FACTS_NONE ? location_of_function(program, root) : location_of_statement(program, root, site);
    for (uint32_t i = 0; i < work->items.count; i++)
        if (!told[work->items.data[i].kind]) {
            told[work->items.data[i].kind] = true;
            trace_work(&trace, program, work, &work->items.data[i]);
        }
    finding.message = arena_printf(
        arena, "`%s` works when the %s is loaded: it %s. %s pays for it, %s. %s", name,
        hook ? "module" : "program or library", kinds_text(program, work, arena), payer_text(phase),
        users->reader == PROGRAM_NONE
            ? "needed or not"
            : arena_printf(arena, "but only %u of its %u handlers comes to it (%s)", (unsigned)users->needing,
                           (unsigned)users->handlers, program->functions[users->reader].name),
        data ? "Make the table at compile time, or on first use"
             : "Do it on first use, behind pthread_once or a static flag");
    finding_add_with(context->out, &finding, &trace);
}

/* Whether so few requests need it that each of them might as well do it the first time. A host that runs for
 * long does it once, before it serves; one that is started for each session does it in vain for the others.
 */
static bool is_for_few(const struct users *users, enum phase phase)
{
    return users->reader == PROGRAM_NONE ||
           (phase != PHASE_LOAD && users->handlers > 1 && users->needing * 2 <= users->handlers);
}

static void look_at(struct context *context, uint32_t root, enum phase phase)
{
    struct startup_work work;

    startup_work_find(&work, context->program, root, context->out->arena);
    if (work.items.count > 0) {
        struct users users = find_users(context->program, &work, root);

        if (is_for_few(&users, phase))
            report(context, root, &work, phase, &users);
    }
    startup_work_release(&work);
}

/* What a host calls when it loads the module; one that the program calls itself is a part of another. */
static void look_at_hooks(struct context *context, bool *seen)
{
    const struct program *program = context->program;

    for (uint32_t r = 0; r < program->root_count; r++) {
        const struct root *root = &program->roots[r];
        uint32_t f = root->function;

        if ((root->phase != PHASE_LOAD && root->phase != PHASE_SESSION) || seen[f] ||
            program->first_caller[f] < program->first_caller[f + 1])
            continue;
        seen[f] = true;
        look_at(context, f, root->phase);
    }
}

static bool is_section_of_constructors(const char *section)
{
    return strstr(section, ".init_array") != NULL || strstr(section, ".preinit_array") != NULL ||
           strstr(section, ".ctors") != NULL;
}

/* Marks the functions with the constructor attribute, and those that a variable in a section of constructors
 * points to. */
static void mark_constructors(const struct program *program, uint32_t u, bool *constructors)
{
    const struct unit *unit = &program->units[u];
    const struct facts *facts = unit->facts;

    for (uint32_t a = 0; a < facts->attributes_count; a++) {
        const struct fact_attribute *attribute = &facts->attributes[a];
        uint32_t body = facts->symbols[attribute->symbol].body;

        if (attribute->kind == ATTRIBUTE_CONSTRUCTOR &&
            unit->symbol_function[attribute->symbol] != PROGRAM_NONE)
            constructors[unit->symbol_function[attribute->symbol]] = true;
        if (attribute->kind != ATTRIBUTE_SECTION || body == FACTS_NONE ||
            !is_section_of_constructors(facts_string(facts, attribute->text)))
            continue;
        for (uint32_t n = body; n < facts->nodes[body].end; n++) {
            uint32_t symbol = facts->nodes[n].kind == NODE_NAME ? facts->nodes[n].ref : FACTS_NONE;

            if (symbol != FACTS_NONE && unit->symbol_function[symbol] != PROGRAM_NONE)
                constructors[unit->symbol_function[symbol]] = true;
        }
    }
}

void check_eager_initializer(const struct rule *rule, const struct program *program,
                             const struct check_options *options, struct finding_list *out)
{
    struct context context = {rule, program, out};
    bool *constructors = xmalloc(program->function_count + 1);

    (void)options;
    memset(constructors, 0, program->function_count + 1);
    for (uint32_t u = 0; u < program->unit_count; u++)
        mark_constructors(program, u, constructors);
    for (uint32_t f = 0; f < program->function_count; f++)
        if (constructors[f] && program->functions[f].body != FACTS_NONE)
            look_at(&context, f, PHASE_STARTUP);
    look_at_hooks(&context, constructors);
    free(constructors);
}
