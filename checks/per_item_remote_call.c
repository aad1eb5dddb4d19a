/* per-item-remote-call: a loop that waits for one round trip per item.
 *
 * A call is reported when it stands in the repeated part of an item loop (or in a callback that an iterator
 * calls per element), when it waits for something remote, itself or on the shortest way below it, and when
 * what it asks depends on the round: the same question over and over is another rule's. It is reported once,
 * at the innermost item loop, because summaries do not carry a remote call that is already inside an item
 * loop further up.
 *
 * Silent: what the loop's class excuses (retry, drain, pagination, chunks, failover), a call after which the
 * loop is left, and rounds that talk to different peers: a connection made or chosen from the item has
 * nothing to merge with the next. */
#include <string.h>

#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"
#include "checks/remote_doubt.h"
#include "checks/repeated_call.h"
#include "checks/rules.h"
#include "checks/transaction.h"

enum {
    ROUNDS_FEW = 3,   /* so few that a batch would not pay for its code */
    TARGETS_MANY = 3, /* functions that a call may run, for each that waits */
};

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    struct regions regions;
};

/* The first target (or function handed over and run) that waits, as a witness that starts at the call itself.
 */
static struct witness find_way(const struct program *program, uint32_t c, enum way way, unsigned effects)
{
    const struct call *call = &program->calls[c];
    struct witness best = {PROGRAM_NONE, PROGRAM_NONE, 0, 0, false};
    uint32_t doing = 0;

    if (program->calls[c].effects & effects)
        return (struct witness){c, PROGRAM_NONE, 1, 0, false};
    if (call->kind == CALL_PARAMETER)
        return best;
    for (uint32_t t = 0; t < call->target_count; t++) {
        uint32_t target = program->targets[call->first_target + t];
        struct witness below = summary_witness(&program->functions[target].summary, way);

        doing += below.call != PROGRAM_NONE;
        if (below.call != PROGRAM_NONE && (best.call == PROGRAM_NONE || below.distance + 1 < best.distance))
            best = (struct witness){c, target, below.distance + 1, below.guards, below.connects};
    }
    /* What one of many handlers does is not what the loop does. */
    if (call->kind != CALL_DIRECT && doing * TARGETS_MANY < call->target_count)
        best.call = PROGRAM_NONE;
    return best;
}

/* Whether each round has a peer of its own: the item chooses whom the call connects to, or which connection
 * it uses. `resolves`: what is asked is the name of whom to connect to. */
static bool talks_to_another_peer(const struct program *program, uint32_t loop, const struct call *call,
                                  bool resolves)
{
    const struct facts *facts = function_facts(program, call->function);
    uint64_t endpoints = call_endpoint_arguments(program, call),
             handles = call_handle_arguments(program, call);
    uint32_t position = 0;

    if (resolves)
        endpoints = UINT64_MAX;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++) {
        if ((endpoints >> position & 1) && flow_from_item(program, loop, a))
            return true;
        if ((handles >> position & 1) && flow_handle_from_item(program, loop, a))
            return true;
    }
    return false;
}

static bool arguments_vary(const struct program *program, uint32_t loop, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    unsigned position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++) {
        const struct fact_node *n = &facts->nodes[node_strip(facts, a)];

        /* Where a library function puts its answer is no question. */
        if (call->known != NULL && n->kind == NODE_UNARY && n->op == UNARY_ADDRESS &&
            call->known->query != (int)position && !call_only_reads(facts, call->node, position))
            continue;
        if (flow_varies(program, loop, a) || (call->known == NULL && flow_object_from_item(program, loop, a)))
            return true;
    }
    return false;
}

static uint32_t handle_of(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t handle = call->known == NULL || call->known->handle < 0
                          ? FACTS_NONE
                          : node_argument(facts, call->node, (unsigned)call->known->handle);

    return handle == FACTS_NONE ? FACTS_NONE : node_base(facts, handle);
}

/* Whether the call hands over the address of something that is read later. */
static bool gives_address(const struct facts *facts, const struct call *call)
{
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        const struct fact_node *n = &facts->nodes[node_strip(facts, a)];

        if (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS)
            return true;
        if (n->kind == NODE_NAME && n->type != FACTS_NONE && facts->types[n->type].class == TYPE_ARRAY)
            return true;
    }
    return false;
}

/* Whether what was asked by `other` may be what a call on `handle` waits for: it goes over the same
 * connection, or over an object of another type, which belongs to one (a topic, a message). */
static bool shares_connection(const struct program *program, uint32_t handle, const struct call *other)
{
    const struct facts *facts = function_facts(program, other->function);
    uint32_t given = handle_of(program, other);

    return handle == FACTS_NONE || given == FACTS_NONE || given == handle ||
           facts->symbols[given].type != facts->symbols[handle].type;
}

/* Whether another call carries what is asked: the send that a receive or flush answers, or a parameter that
 * was bound by its address, once, and is read at each execution. */
static bool asked_elsewhere(const struct program *program, uint32_t loop, const struct call *call)
{
    const struct function *function = &program->functions[call->function];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t handle = handle_of(program, call);
    bool answers = call->known != NULL && (call->known->role == ROLE_RECEIVE ||
                                           call->known->role == ROLE_FLUSH || call->known->role == ROLE_WAIT);
    bool executes = call->known != NULL && call->known->role == ROLE_ROUND_TRIP && call->known->query < 0;

    if (!answers && !executes)
        return false;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *other = &program->calls[c];

        if (other == call)
            continue;
        if (answers && call_sends(program, other, call->known->family) &&
            shares_connection(program, handle, other) && other->node >= program->loops[loop].first &&
            other->node < program->loops[loop].last && arguments_vary(program, loop, other))
            return true;
        if (executes && handle != FACTS_NONE && handle_of(program, other) == handle &&
            other->known->role == ROLE_SET && gives_address(facts, other))
            return true;
    }
    return false;
}

/* Whether what the call asks may differ between two rounds. */
static bool asks_something_new(const struct program *program, uint32_t loop, const struct call *call)
{
    return arguments_vary(program, loop, call) || asked_elsewhere(program, loop, call);
}

/* The calls from the primitive to the one that the way starts at; false when there are too many. */
static bool way_calls(const struct program *program, struct witness way, enum way kind,
                      struct call_way *calls)
{
    *calls = (struct call_way){{way.call}, 1};
    while (way.target != PROGRAM_NONE) {
        if (calls->count == REPEATED_CALLS)
            return false;
        way = summary_witness(&program->functions[way.target].summary, kind);
        memmove(calls->calls + 1, calls->calls, calls->count * sizeof *calls->calls);
        calls->calls[0] = way.call;
        calls->count++;
    }
    return true;
}

/* Whether a name is asked for where a connection is made: it is the peer's. */
static bool resolves_peer(const struct program *program, struct witness way, enum way kind)
{
    struct call_way calls;

    if (!way_calls(program, way, kind, &calls) || program->calls[calls.calls[0]].known->effects != EFFECT_DNS)
        return false;
    for (unsigned i = 0; i + 1 < calls.count; i++) {
        const struct function *f = &program->functions[program->calls[calls.calls[i]].function];

        for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++)
            if (program->calls[c].known != NULL && program->calls[c].known->role == ROLE_CONNECT)
                return true;
    }
    return false;
}

/* Whether each statement on the in-process database is a transaction of its own, which waits for the disk. */
static bool commits_each(const struct program *program, struct witness way, enum way kind)
{
    struct call_way calls;
    const char *text;

    if (kind != WAY_LOCAL_DATABASE || !way_calls(program, way, kind, &calls))
        return false;
    text = question_text(program, &calls);
    return text != NULL && sql_writes(text) &&
           !transaction_in_sight(program, program->calls[way.call].function);
}

static const char *cure(const struct program *program, uint32_t primitive, struct arena *arena)
{
    const struct catalog_function *known = program->calls[primitive].known;

    if (known->batch[0] == '\0')
        return "Ask for all of them at once before the loop, or overlap the requests";
    return arena_printf(arena, "Ask once: %s", known->batch);
}

static enum confidence find_confidence(const struct remote_round *round)
{
    const struct program *program = round->program;

    if ((round->kind == WAY_LOCAL_DATABASE && !commits_each(program, round->way, round->kind)) ||
        round_is_doubtful(round))
        return CONFIDENCE_LOW;
    return program->calls[round->call].guarded || program->loops[round->loop].class == LOOP_SMALL
               ? CONFIDENCE_MEDIUM
               : CONFIDENCE_HIGH;
}

static void report(struct context *context, const struct remote_round *round)
{
    const struct program *program = context->program;
    uint32_t c = round->call;
    struct witness way = round->way;
    enum way kind = round->kind;
    const struct call *call = &program->calls[c];
    const struct loop *l = &program->loops[round->loop];
    struct arena *arena = context->out->arena;
    uint32_t primitive = way_primitive(program, way, kind);
    const struct catalog_function *known = program->calls[primitive].known;
    bool local = kind == WAY_LOCAL_DATABASE;
    enum confidence confidence = find_confidence(round);
    const char *each = loop_each_text(program, l, arena);
    struct trace trace = {.arena = arena};
    struct finding finding;
    const char *condition = call_is_on_error_path(program, c) ? " when an earlier call failed"
                            : call->guarded                   ? " where the condition holds"
                                                              : "";

    trace_heat(&trace, program, call->function);
    trace_loop(&trace, program, l, 0);
    trace_way(&trace, program, way, kind, 1);
    finding = finding_at_call(
        context->rule, program, c, confidence,
        arena_printf(arena, "one %s %s %s%s: %s%s. %s", effect_text(known->effects),
                     local ? "statement" : "round trip", each, condition, way_text(program, way, kind, arena),
                     heat_text(program, call->function, arena),
                     commits_each(program, way, kind)
                         ? "Each is a transaction of its own and waits for the disk: put BEGIN and COMMIT "
                           "around the loop"
                     : local ? "Keep one prepared statement and put a transaction around the loop"
                             : cure(program, primitive, arena)));
    /* A small bound makes computing cheap; a trip costs the same each time. */
    if (l->class == LOOP_SMALL && (l->bound_value <= ROUNDS_FEW || known->batch[0] == '\0'))
        finding.level = LEVEL_NOTE;
    finding_add_with(context->out, &finding, &trace);
}

/* Whether this very call hands over the flag that makes the primitive below ask nobody: NI_NUMERICHOST
 * through a wrapper. */
static bool is_switched_off(const struct program *program, const struct call *call, struct witness way,
                            enum way kind)
{
    uint32_t primitive = way_primitive(program, way, kind);
    const struct call *asks = &program->calls[primitive];
    const struct function *wrapper = way.target == PROGRAM_NONE ? NULL : &program->functions[way.target];
    const struct facts *facts = function_facts(program, call->function), *below;
    uint32_t flags, given;

    if (wrapper == NULL || asks->function != way.target || asks->known->flags < 0)
        return false;
    below = function_facts(program, way.target);
    flags = node_argument(below, asks->node, (unsigned)asks->known->flags);
    if (flags == FACTS_NONE || below->nodes[flags = node_strip(below, flags)].kind != NODE_NAME)
        return false;
    for (uint32_t p = 0; p < wrapper->parameters; p++)
        if (program->parameters[wrapper->first_parameter + p] == below->nodes[flags].ref) {
            given = node_argument(facts, call->node, p);
            return given != FACTS_NONE && (facts->nodes[given].flags & NODE_HAS_VALUE) &&
                   (facts->nodes[given].value & asks->known->unless) != 0;
        }
    return false;
}

/* Whether the call, in a function that calls itself for each part of what it is given, is given something of
 * the part at hand. */
static bool is_given_part(const struct program *program, const struct call *call)
{
    const struct function *function = &program->functions[call->function];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t handle = handle_of(program, call);

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a))
        if ((handle == FACTS_NONE || node_base(facts, a) != handle) &&
            flow_from_parameters(program, call->function, a, UINT64_C(1) << function->walked))
            return true;
    return false;
}

/* The item loop whose round the call belongs to: one in the function, or the hidden one that calls the
 * function. */
static uint32_t round_of(const struct program *program, uint32_t c)
{
    const struct function *function = &program->functions[program->calls[c].function];
    uint32_t loop = program->calls[c].item_loop;

    if (loop != PROGRAM_NONE)
        return loop;
    return function->iterated_by;
}

/* Whether the item chooses which of several functions is called: a provider, a registered callback, a command
 * of a script. Each does something else, so there is nothing to ask for together. */
static bool item_chooses_function(const struct program *program, uint32_t loop, const struct call *call)
{
    const struct function *function = &program->functions[call->function];
    uint32_t callee = node_first(function_facts(program, call->function), call->node);

    if (call->kind == CALL_DIRECT || call->target_count < 2)
        return false;
    if (program->loops[loop].form != LOOP_HIDDEN)
        return flow_handle_from_item(program, loop, callee);
    return function->recursion != PROGRAM_NONE &&
           flow_from_parameters(program, call->function, callee, UINT64_C(1) << function->walked);
}

/* Whether the call has only this one way to something remote: nothing else is asked below it. */
static bool asks_one_thing(const struct program *program, const struct call_way *calls, enum way kind)
{
    for (unsigned i = 0; i + 1 < calls->count; i++) {
        const struct function *f = &program->functions[program->calls[calls->calls[i]].function];

        for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++)
            if (c != calls->calls[i] && !program->calls[c].rare &&
                find_way(program, c, kind, EFFECT_REMOTE | EFFECT_LOCAL_DATABASE).call != PROGRAM_NONE)
                return false;
    }
    return true;
}

/* Whether the round repeats a question that was answered before, by the catalog's word on the primitive: then
 * there is nothing to ask for together. */
static bool repeats_question(struct context *context, uint32_t loop, struct witness way, enum way kind)
{
    const struct program *program = context->program;
    struct call_way calls;

    return way_calls(program, way, kind, &calls) &&
           program->calls[calls.calls[0]].known->hoist != HOIST_NOTHING &&
           question_repeats(program, &calls) && asks_one_thing(program, &calls, kind) &&
           question_is_same(&context->regions, &calls, loop);
}

static void look_at(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    uint32_t loop = round_of(program, c);
    struct witness way;
    enum way kind = WAY_REMOTE;
    struct remote_round round;

    if (loop == PROGRAM_NONE || (call->known == NULL && call->target_count == 0))
        return;
    way = find_way(program, c, WAY_REMOTE, EFFECT_REMOTE);
    if (way.call == PROGRAM_NONE) {
        kind = WAY_LOCAL_DATABASE;
        way = find_way(program, c, WAY_LOCAL_DATABASE, EFFECT_LOCAL_DATABASE);
    }
    if (way.call == PROGRAM_NONE)
        return;
    if (is_switched_off(program, call, way, kind) ||
        comment_bounds(program, program->loops[loop].function, program->loops[loop].node))
        return;
    if (item_chooses_function(program, loop, call) ||
        (program->loops[loop].function == program->loops[loop].callee && !is_given_part(program, call)))
        return;
    if (program->loops[loop].form != LOOP_HIDDEN &&
        (!asks_something_new(program, loop, call) ||
         talks_to_another_peer(program, loop, call, resolves_peer(program, way, kind)) ||
         repeats_question(context, loop, way, kind)))
        return;
    round = (struct remote_round){program, loop, c, way, kind};
    if (!round_asks_another_table(&round))
        report(context, &round);
}

void check_per_item_remote_call(const struct rule *rule, const struct program *program,
                                const struct check_options *options, struct finding_list *out)
{
    struct context context = {.rule = rule, .program = program, .out = out};

    (void)options;
    regions_init(&context.regions, program);
    for (uint32_t c = 0; c < program->call_count; c++)
        look_at(&context, c);
    regions_release(&context.regions);
}
