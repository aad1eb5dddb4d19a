/* invariant-call-in-loop: the same costly call with the same arguments in every round of a loop.
 *
 * Starts at the calls of which the catalog says that a repeat gives the same again, and climbs to the callers
 * until it meets a loop: at each step it knows which arguments decide on the answer, so that what else varies
 * in the loop does not matter. At the loop these arguments, and all that was read on the way, must stay what
 * they are, by everything that the loop does and calls.
 *
 * Silent: loops that are meant to ask again (retry, polling, serving), conditions that hold once, objects
 * that each round keeps, and what has a new answer on purpose, which the catalog does not call a repeat.
 *
 * A question that no argument reaches is answered best where it is asked; it is reported at one loop, the
 * nearest. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/repeated_call.h"
#include "checks/rules.h"

enum { CHEAP_CALLS = 2 }; /* a cheap call further down is lost in what else is done on the way */

struct candidate {
    struct call_way way;
    uint32_t loop;
    enum confidence confidence;
    bool alone;   /* no argument reaches the question */
    bool guarded; /* asked in some rounds only */
    bool hot;
};

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    struct regions regions;
    bool *seen; /* by function: its callers are queued for the primitive at work */
    VEC(struct asking)
    queue; /* nearest to the primitive first */
    VEC(struct candidate)
    candidates; /* of this primitive */
};

static const struct catalog_function *primitive_of(const struct program *program, const struct call_way *way)
{
    return program->calls[way->calls[0]].known;
}

/* The loop whose rounds repeat the call: not one of a few rounds. */
static uint32_t repeating_loop(const struct program *program, uint32_t c)
{
    uint32_t loop = program->calls[c].item_loop;

    while (loop != PROGRAM_NONE &&
           (program->loops[loop].class == LOOP_SMALL || loop_excuses(program, loop, c)))
        loop = program->loops[loop].parent;
    return loop;
}

static bool is_named_in(const void *context, const struct program *program, const struct call *call)
{
    const char *const *names = context;

    (void)program;
    for (; call->known != NULL && *names; names++)
        if (strcmp(*names, call->known->name) == 0)
            return true;
    return false;
}

static bool changes_answer(const void *context, const struct program *program, const struct call *call)
{
    return question_changes(program, call, context);
}

/* Whether something in the round may change the answer: what was read, or what the answer is about. */
static bool answer_may_change(struct context *context, uint32_t function, uint32_t first, uint32_t last,
                              const struct call_way *way, const struct places *places)
{
    const struct call *primitive = &context->program->calls[way->calls[0]];
    const struct catalog_function *known = primitive->known;

    return (known->changed_by != NULL &&
            region_calls(&context->regions, function, first, last, is_named_in, known->changed_by)) ||
           (known->hoist_if != NULL &&
            region_calls(&context->regions, function, first, last, changes_answer, primitive)) ||
           region_writes(&context->regions, function, first, last, places);
}

/* Whether the loop itself sleeps or waits: then it asks again to hear of something new. */
static bool loop_waits(const struct program *program, const struct loop *loop)
{
    const struct function *f = &program->functions[loop->function];

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->node >= loop->first && call->node < loop->last && call->known != NULL &&
            (call->known->role == ROLE_SLEEP || call->known->role == ROLE_WAIT))
            return true;
    }
    return false;
}

/* Whether a round that gets to the end of the body is the last one: what goes on are failures. */
static bool ends_with_success(const struct program *program, uint32_t loop)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);
    uint32_t last = FACTS_NONE;

    if (l->parts.body == FACTS_NONE || facts->nodes[l->parts.body].kind != NODE_COMPOUND)
        return false;
    for (uint32_t s = node_first(facts, l->parts.body); s != FACTS_NONE; s = node_next(facts, s))
        last = s;
    return last != FACTS_NONE && loop_leaves_after(program, loop, last);
}

/* Whether the answer decides on going on: asked until it is another one. `closed`: it is an object that the
 * round lets go of, so that one in the condition beside others says no more than whether it could be made. */
static bool decides_on_round(const struct program *program, uint32_t loop, uint32_t c, bool closed)
{
    const struct loop *l = &program->loops[loop];
    uint32_t node = program->calls[c].node;

    return l->driver == node || (!closed && l->parts.condition != FACTS_NONE &&
                                 flow_from_call(program, loop, node, l->parts.condition));
}

/* Whether some call in the loop may write memory, so that the compiler cannot take a measure out of it. */
static bool loop_has_effects(const struct program *program, const struct loop *loop)
{
    const struct function *f = &program->functions[loop->function];

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->node >= loop->first && call->node < loop->last &&
            (call->known == NULL || call->known->role == ROLE_QUEUE || call->known->role == ROLE_COPY ||
             call->known->role == ROLE_FORMAT || call->known->role == ROLE_ALLOCATE))
            return true;
    }
    return false;
}

static bool is_hot(const struct program *program, const struct loop *loop)
{
    enum heat heat = program->functions[loop->function].heat;

    return (heat == HEAT_REQUEST || heat == HEAT_BOTH) && loop->bound == BOUND_REQUEST;
}

/* Whether so slight a call is worth a word in this loop. */
static bool is_worth_it(const struct program *program, const struct candidate *candidate)
{
    const struct loop *loop = &program->loops[candidate->loop];

    switch (primitive_of(program, &candidate->way)->hoist) {
    case HOIST_CHEAP: return candidate->way.count <= CHEAP_CALLS && loop_runs_many(loop);
    case HOIST_SLIGHT: return candidate->way.count == 1 && candidate->hot && loop_has_effects(program, loop);
    default: return true;
    }
}

static enum confidence find_confidence(const struct program *program, const struct candidate *candidate)
{
    const struct loop *loop = &program->loops[candidate->loop];
    bool many = loop_runs_many(loop) || loop->class == LOOP_DRAIN;

    switch (primitive_of(program, &candidate->way)->hoist) {
    case HOIST_CHEAP: return candidate->hot && !candidate->guarded ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW;
    case HOIST_SLIGHT: return CONFIDENCE_LOW;
    default: break;
    }
    if (!many || candidate->guarded)
        return CONFIDENCE_LOW;
    return candidate->way.count > 1 ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

static void add_candidate(struct context *context, const struct asking *asking, uint32_t loop, bool guarded)
{
    const struct program *program = context->program;
    struct candidate candidate = {.way = asking->way,
                                  .loop = loop,
                                  .alone = asking->way.count > 1 && asking->arguments == 0 && !asking->rest,
                                  .guarded = guarded,
                                  .hot = is_hot(program, &program->loops[loop])};

    candidate.confidence = find_confidence(program, &candidate);
    if (is_worth_it(program, &candidate))
        vec_push(&context->candidates, candidate);
}

static void judge_loop(struct context *context, const struct asking *asking, uint32_t loop)
{
    const struct program *program = context->program;
    const struct loop *l = &program->loops[loop];
    uint32_t c = asking_call(asking);
    struct object object =
        object_after(program, c, asking->way.count > 1 ? &asking->object : NULL, l->first, l->last);
    struct inputs inputs = {0};
    enum guard guard;

    if ((object.fate == FATE_NONE || object.fate == FATE_CLOSED) && !loop_waits(program, l) &&
        !ends_with_success(program, loop) &&
        !decides_on_round(program, loop, c, object.fate == FATE_CLOSED) &&
        !comment_bounds(program, l->function, l->node) && question_repeats(program, &asking->way) &&
        asking_read(program, asking, loop, &inputs)) {
        guard = steady_guard(&context->regions, c, loop);
        if (guard != GUARD_ONCE &&
            !answer_may_change(context, l->function, l->first, l->last, &asking->way, &inputs.places))
            add_candidate(context, asking, loop, asking->guarded || guard == GUARD_SOME);
    }
    inputs_release(&inputs);
}

struct element_test {
    const struct program *program;
    uint32_t function;
};

static bool is_shared(void *context, uint32_t argument)
{
    const struct element_test *test = context;

    return !value_is_of_element(test->program, test->function, argument);
}

/* In a function that an iterator calls per element. */
static void judge_callback(struct context *context, const struct asking *asking, uint32_t loop)
{
    const struct program *program = context->program;
    uint32_t c = asking_call(asking), function = program->calls[c].function;
    const struct function *f = &program->functions[function];
    uint32_t last = function_node(program, function, f->body)->end;
    struct object object =
        object_after(program, c, asking->way.count > 1 ? &asking->object : NULL, f->body, last);
    struct element_test test = {program, function};
    struct inputs inputs = {0};
    enum guard guard;

    if ((object.fate == FATE_NONE || object.fate == FATE_CLOSED) && question_repeats(program, &asking->way) &&
        asking_each_argument(program, asking, is_shared, &test) &&
        asking_read(program, asking, PROGRAM_NONE, &inputs)) {
        guard = steady_guard(&context->regions, c, PROGRAM_NONE);
        if (guard != GUARD_ONCE &&
            !answer_may_change(context, function, f->body, last, &asking->way, &inputs.places))
            add_candidate(context, asking, loop, asking->guarded || guard == GUARD_SOME);
    }
    inputs_release(&inputs);
}

/* No loop here: the function asks whenever it is called. */
static void climb_callers(struct context *context, const struct asking *asking)
{
    const struct program *program = context->program;
    uint32_t c = asking_call(asking), function = program->calls[c].function;
    const struct function *f = &program->functions[function];
    struct inputs inputs = {0};
    struct asking above = {.way = asking->way, .guarded = asking->guarded};
    enum guard guard;

    if (context->seen[function] || asking->way.count == REPEATED_CALLS)
        return;
    above.object = object_after(program, c, asking->way.count > 1 ? &asking->object : NULL, f->body,
                                function_node(program, function, f->body)->end);
    if (above.object.fate == FATE_KEPT || !asking_read(program, asking, PROGRAM_NONE, &inputs) ||
        (guard = steady_guard(&context->regions, c, PROGRAM_NONE)) == GUARD_ONCE) {
        inputs_release(&inputs);
        return;
    }
    above.guarded |= guard == GUARD_SOME;
    above.arguments = inputs.parameters;
    above.rest = inputs.rest;
    above.way.count++;
    context->seen[function] = true;
    for (uint32_t i = program->first_caller[function]; i < program->first_caller[function + 1]; i++) {
        const struct call *caller = &program->calls[program->callers[i]];
        struct asking next = above;

        if (caller->kind == CALL_PARAMETER || caller->target_count != 1)
            continue;
        next.way.calls[next.way.count - 1] = program->callers[i];
        next.places = (struct places){0};
        places_add_all(&next.places, &inputs.places);
        vec_push(&context->queue, next);
    }
    inputs_release(&inputs);
}

static void climb(struct context *context, const struct asking *asking)
{
    const struct program *program = context->program;
    uint32_t c = asking_call(asking), loop = repeating_loop(program, c);

    if (program->calls[c].rare)
        return;
    if (loop != PROGRAM_NONE)
        judge_loop(context, asking, loop);
    else if (program->functions[program->calls[c].function].iterated_by != PROGRAM_NONE)
        judge_callback(context, asking, program->functions[program->calls[c].function].iterated_by);
    else
        climb_callers(context, asking);
}

/* Breadth first from the primitive, each function once: the nearest way to a function counts. */
static void follow(struct context *context, uint32_t c)
{
    struct asking first = {.way = {{c}, 1}, .arguments = question_arguments(context->program, c)};

    vec_push(&context->queue, first);
    for (uint32_t i = 0; i < context->queue.count; i++) {
        struct asking asking = context->queue.data[i]; /* the queue may move as it grows */

        climb(context, &asking);
    }
    for (uint32_t i = 0; i < context->queue.count; i++) {
        struct asking *asking = &context->queue.data[i];

        context->seen[context->program->calls[asking_call(asking)].function] = false;
        places_release(&asking->places);
    }
    vec_clear(&context->queue);
}

/* ": find_rule (match.c:12) -> regcomp"; nothing when the loop itself calls it. */
static const char *way_words(const struct program *program, const struct call_way *way, struct arena *arena)
{
    const char *text = program->calls[way->calls[0]].name;

    for (unsigned i = 1; i < way->count; i++) {
        const struct call *call = &program->calls[way->calls[i]];
        uint32_t target = program->targets[call->first_target];
        struct location at = location_of_function(program, target);

        text = i + 1 == way->count ? arena_printf(arena, ": %s (%s) -> %s", program->functions[target].name,
                                                  location_text(&at, arena), text)
                                   : arena_printf(arena, "%s -> %s", program->functions[target].name, text);
    }
    return way->count > 1 ? text : "";
}

static const char *cure(const struct program *program, const struct candidate *candidate, struct arena *arena)
{
    const struct catalog_function *known = primitive_of(program, &candidate->way);

    if (known->hoist_if != NULL)
        return "Ask once before the loop and keep the answer";
    if (known->batch[0] == '\0')
        return "Do it once before the loop and keep the result";
    return arena_printf(arena, "Take it out of the loop: %s", known->batch);
}

static void report(struct context *context, const struct candidate *candidate)
{
    const struct program *program = context->program;
    const struct call_way *way = &candidate->way;
    const struct loop *loop = &program->loops[candidate->loop];
    const struct call *call = &program->calls[way->calls[way->count - 1]];
    struct arena *arena = context->out->arena;
    const char *each = loop_each_text(program, loop, arena);
    struct trace trace = {.arena = arena};
    struct finding finding = finding_at_call(
        context->rule, program, way->calls[way->count - 1], candidate->confidence,
        arena_printf(arena, "the same `%s` once %s%s, as nothing that it depends on changes%s%s. %s",
                     program->calls[way->calls[0]].name, each,
                     candidate->guarded ? " where the condition holds" : "", way_words(program, way, arena),
                     heat_text(program, call->function, arena), cure(program, candidate, arena)));

    trace_heat(&trace, program, call->function);
    if (loop->form == LOOP_HIDDEN)
        trace_add(&trace, location_of_node(program, loop->function, loop->node), 0, "%s", loop->reason);
    else
        trace_add(&trace, location_of_statement(program, loop->function, loop->node), 0,
                  "the loop runs once %s", each);
    for (unsigned i = way->count; i-- > 0;) {
        const struct call *step = &program->calls[way->calls[i]];

        trace_add(&trace, location_of_node(program, step->function, step->node), way->count - i,
                  "%s calls %s", program->functions[step->function].name, step->name);
    }
    finding_add_with(context->out, &finding, &trace);
}

/* Whether `a` is the better place to speak of a question that no argument reaches. */
static bool is_nearer(const struct program *program, const struct candidate *a, const struct candidate *b)
{
    unsigned rank_a =
        rank_for_request(program, program->calls[a->way.calls[a->way.count - 1]].function, a->confidence);
    unsigned rank_b =
        rank_for_request(program, program->calls[b->way.calls[b->way.count - 1]].function, b->confidence);

    if (a->way.count != b->way.count)
        return a->way.count < b->way.count;
    return rank_a > rank_b;
}

static void report_all(struct context *context)
{
    const struct candidate *nearest = NULL;

    for (uint32_t i = 0; i < context->candidates.count; i++) {
        const struct candidate *candidate = &context->candidates.data[i];

        if (!candidate->alone)
            report(context, candidate);
        else if (nearest == NULL || is_nearer(context->program, candidate, nearest))
            nearest = candidate;
    }
    if (nearest != NULL)
        report(context, nearest);
    vec_clear(&context->candidates);
}

void check_invariant_call_in_loop(const struct rule *rule, const struct program *program,
                                  const struct check_options *options, struct finding_list *out)
{
    struct context context = {
        .rule = rule, .program = program, .out = out, .seen = xmalloc(program->function_count + 1)};

    (void)options;
    memset(context.seen, 0, program->function_count + 1);
    regions_init(&context.regions, program);
    for (uint32_t c = 0; c < program->call_count; c++) {
        if (program->calls[c].known == NULL || program->calls[c].known->hoist == HOIST_NOTHING)
            continue;
        follow(&context, c);
        report_all(&context);
    }
    regions_release(&context.regions);
    vec_release(&context.candidates);
    vec_release(&context.queue);
    free(context.seen);
}
