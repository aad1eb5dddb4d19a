/* hidden-quadratic: a call per item that walks the whole of something each time, so that the total grows with
 * the square of its length although no two nested loops show it.
 *
 * The kinds, each with its own words:
 *  - a function of the project that searches or walks a collection its caller names (link/scans.c), called
 * per item with the same collection;
 *  - a library call that walks from the start (list append, array item by number), called per item on the
 * same container;
 *  - text: its length in a condition, its end found anew to add there, all of it copied (quadratic_text.c);
 * the rest of it measured or searched for a piece, or from the start again (quadratic_read.c);
 *  - the tail of an array moved down per removal, here or in a function that is handed the place; a sort of
 * the same array per item (quadratic_array.c);
 *  - loops in loops that append, take out or start over (quadratic_loops.c), memory that grows by steps
 * (quadratic_grow.c).
 *
 * A warning needs a loop of many rounds and a walk in each of them; where one of the two is a guess (a search
 * in a branch, the next thing that some function gives, a walk that only some calls make), it is a note. What
 * the callee adds to what it walks is long as soon as the rounds are many. One walk is warned of once.
 *
 * Silent: collections that belong to the item, cursors that move on, small constant or documented bounds,
 * calls after which the loop is left. */
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/texts.h"
#include "checks/collection.h"
#include "checks/elements.h"
#include "checks/growing.h"
#include "checks/quadratic.h"

/* The item loop with many rounds that the call repeats in; PROGRAM_NONE. The hidden loop of a callback
 * counts. */
static uint32_t loop_of_many(const struct program *program, uint32_t c)
{
    uint32_t loop = program->calls[c].item_loop;
    const struct loop *l;

    if (loop == PROGRAM_NONE)
        loop = program->functions[program->calls[c].function].iterated_by;
    if (loop == PROGRAM_NONE)
        return PROGRAM_NONE;
    l = &program->loops[loop];
    if (!loop_runs_many(l) || comment_bounds(program, l->function, l->node))
        return PROGRAM_NONE;
    return loop;
}

/* Whether the condition holds it against something other than a constant, as `while (count >= limit)` does:
 * it only trims what is too much, mostly one. */
static bool is_held_to_limit(const struct facts *facts, uint32_t condition, uint32_t base)
{
    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t left, right;
        bool of_left;

        if (node->kind != NODE_BINARY || node->op < BINARY_LESS || node->op > BINARY_NOT_EQUAL)
            continue;
        left = node_first(facts, n);
        right = node_child(facts, n, 1);
        of_left = nodes_mention(facts, left, facts->nodes[left].end, base);
        if (of_left || nodes_mention(facts, right, facts->nodes[right].end, base))
            return !(facts->nodes[of_left ? right : left].flags & NODE_HAS_VALUE);
    }
    return false;
}

/* The loop around the call that goes on for as long as there is something in what the call is handed:
 * `while (queue->count > 0) take(queue)`; PROGRAM_NONE. */
static uint32_t loop_that_empties(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->item_loop == PROGRAM_NONE ? NULL : &program->loops[call->item_loop];

    if (loop == NULL || loop->class != LOOP_ITEM || loop->bound == BOUND_CONSTANT ||
        loop->parts.condition == FACTS_NONE || comment_bounds(program, loop->function, loop->node))
        return PROGRAM_NONE;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t base = node_base(facts, a);

        if (base != FACTS_NONE &&
            nodes_mention(facts, loop->parts.condition, facts->nodes[loop->parts.condition].end, base) &&
            !is_held_to_limit(facts, loop->parts.condition, base))
            return call->item_loop;
    }
    return PROGRAM_NONE;
}

/* Where something serves, what it does not reach is set-up as far as anybody can see. */
static enum confidence trusted_in(const struct program *program, uint32_t function,
                                  enum confidence confidence)
{
    return program->serves && program->functions[function].heat == HEAT_UNKNOWN ? CONFIDENCE_LOW : confidence;
}

/* Of a call in the rounds of a loop: as many rounds as the settings say are few, and those after a failure
 * are seldom. */
static enum confidence trusted_at(const struct program *program, uint32_t loop, uint32_t c,
                                  enum confidence confidence)
{
    if (program->loops[loop].bound == BOUND_CONFIGURATION || call_is_on_error_path(program, c))
        return CONFIDENCE_LOW;
    return trusted_in(program, program->calls[c].function, confidence);
}

/* Adds the finding with the way to the walk: the loop of the rounds, what stands in it, and the scan's calls.
 */
static void add_with_way(struct quadratic *context, uint32_t loop, uint32_t function, struct finding *finding,
                         const char *inner, const struct scan *scan)
{
    const struct program *program = context->program;
    const struct loop *l = &program->loops[loop];
    struct trace trace = {.arena = context->out->arena};

    trace_heat(&trace, program, function);
    trace_loop(&trace, program, l, 0);
    trace_add(&trace, finding->at, 1, "%s", inner);
    for (unsigned nesting = 2; scan != NULL; nesting++) {
        if (scan->loop != PROGRAM_NONE) {
            trace_add(&trace,
                      location_of_statement(program, program->loops[scan->loop].function,
                                            program->loops[scan->loop].node),
                      nesting, "walks `%s`", scan->what);
            break;
        }
        trace_add(&trace,
                  location_of_node(program, program->calls[scan->way.call].function,
                                   program->calls[scan->way.call].node),
                  nesting, "calls %s", program->calls[scan->way.call].name);
        if (scan->way.target == PROGRAM_NONE)
            break;
        scan = scan_below(program, scan);
    }
    finding_add_with(context->out, finding, &trace);
}

void quadratic_report(struct quadratic *context, uint32_t loop, uint32_t c, enum confidence confidence,
                      const struct scan *scan, const char *message)
{
    struct finding finding = finding_at_call(context->rule, context->program, c,
                                             trusted_at(context->program, loop, c, confidence), message);

    add_with_way(
        context, loop, context->program->calls[c].function, &finding,
        arena_printf(context->out->arena, "%s calls %s", finding.function, context->program->calls[c].name),
        scan);
}

void quadratic_report_loop(struct quadratic *context, uint32_t loop, uint32_t inner,
                           enum confidence confidence, const char *message)
{
    const struct program *program = context->program;
    const struct loop *walk = &program->loops[inner];
    enum confidence trusted = trusted_in(program, walk->function, confidence);
    struct finding finding = {.rule = context->rule,
                              .level = level_for_request(context->rule, program, walk->function, trusted),
                              .rank = rank_for_request(program, walk->function, trusted),
                              .at = location_of_statement(program, walk->function, walk->node),
                              .function = program->functions[walk->function].name,
                              .message = message,
                              .subject = "loop"};

    add_with_way(context, loop, walk->function, &finding, "this one walks in each of its rounds", NULL);
}

enum confidence quadratic_trust(const struct quadratic *context, uint32_t loop, uint32_t function,
                                uint32_t node, enum confidence confidence, const char **reason)
{
    return growing_confidence(context->program, function, loop, growth_of(context->program, function, node),
                              confidence, context->out->arena, reason);
}

/* The loop that walks in the end; PROGRAM_NONE when a library does. */
static uint32_t loop_of_scan(const struct program *program, const struct scan *scan)
{
    while (scan->loop == PROGRAM_NONE && scan->way.target != PROGRAM_NONE)
        scan = scan_below(program, scan);
    return scan->loop;
}

/* Whether a comment at the walk itself says that the collection is small. */
static bool is_bounded_by_comment(const struct program *program, const struct scan *scan)
{
    uint32_t loop = loop_of_scan(program, scan);

    return loop != PROGRAM_NONE &&
           comment_bounds(program, program->loops[loop].function, program->loops[loop].node);
}

/* Whether an argument at one of the key's positions is of the round's item. */
static bool asks_for_item(const struct program *program, uint32_t loop, const struct call *call,
                          uint64_t keys)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if ((keys >> position & 1) &&
            (program->loops[loop].form == LOOP_HIDDEN ? value_is_of_element(program, call->function, a)
                                                      : flow_from_item(program, loop, a)))
            return true;
    return false;
}

/* Whether the place that the call is about is the first, always. */
static bool takes_first(const struct program *program, const struct call *call, uint64_t keys)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t place = node_argument(facts, call->node, (unsigned)__builtin_ctzll(keys));

    return place != FACTS_NONE && (facts->nodes[place].flags & NODE_HAS_VALUE) &&
           facts->nodes[place].value == 0;
}

/* The parameters beside the collection: a number that is asked for by one of them is another each time. */
static uint64_t others(const struct scan *scan)
{
    return scan->of == SCAN_PARAMETER && scan->index < 64 ? ~(UINT64_C(1) << scan->index) : UINT64_MAX;
}

/* Whether the scan is made again in each round for the round's own sake: it looks for something of the item,
 * gives the next element that is pending, adds or takes out one, or works out again what all of them come to.
 */
static bool is_made_per_item(const struct program *program, uint32_t loop, const struct call *call,
                             const struct scan *scan)
{
    switch (scan->kind) {
    case SCAN_SEARCH: return asks_for_item(program, loop, call, scan->keys);
    case SCAN_PENDING: return program->loops[loop].driver == call->node && !scan->moves;
    case SCAN_SHIFT:
        return scan->keys == 0 || takes_first(program, call, scan->keys) ||
               asks_for_item(program, loop, call, scan->keys);
    case SCAN_WHOLE: return !asks_for_item(program, loop, call, others(scan));
    case SCAN_APPEND:
    case SCAN_SORT: return true;
    }
    return false;
}

/* Whether the argument is a text that stays short, or is begun anew in the round that adds to it. */
static bool is_short_text(const struct program *program, uint32_t loop, const struct call *call,
                          uint32_t argument)
{
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *l = &program->loops[loop];
    uint32_t symbol = node_base(facts, argument);

    return symbol == FACTS_NONE || quadratic_is_array(facts, argument) ||
           text_is_line(program, call->function, symbol) ||
           (l->form != LOOP_HIDDEN && text_begins_anew(program, call->function, l->first, l->last, symbol));
}

/* A scan that the call's target makes of a collection which is the same in every round. */
static const struct scan *repeated_scan(const struct program *program, uint32_t loop, const struct call *call,
                                        uint32_t target)
{
    const struct facts *facts = function_facts(program, call->function);
    const struct summary *summary = &program->functions[target].summary;

    for (uint32_t i = 0; i < summary->scan_count; i++) {
        const struct scan *scan = &program->scans[summary->first_scan + i];
        uint32_t argument;

        if (!is_made_per_item(program, loop, call, scan) || is_bounded_by_comment(program, scan))
            continue;
        if (scan->of == SCAN_GLOBAL)
            return scan;
        argument = node_argument(facts, call->node, scan->index);
        if (argument == FACTS_NONE || facts->nodes[node_strip(facts, argument)].kind == NODE_STRING ||
            facts->nodes[argument].flags & NODE_HAS_VALUE)
            continue;
        if (scan->text && is_short_text(program, loop, call, argument))
            continue;
        if (!collection_is_of_item(program, loop, call->function, argument, scan->kind != SCAN_APPEND))
            return scan;
    }
    return NULL;
}

bool quadratic_is_vague(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t driver = loop->form != LOOP_NEXT || loop->driver == FACTS_NONE
                          ? PROGRAM_NONE
                          : program_call_at(program, loop->function, loop->driver);

    if (driver != PROGRAM_NONE && program->calls[driver].known == NULL)
        return true;
    if (loop->form == LOOP_GOTO && loop->limit == FACTS_NONE)
        return true;
    if (loop->form == LOOP_HIDDEN) {
        uint32_t iterator = program_call_at(program, loop->function, loop->node);

        return iterator != PROGRAM_NONE && program->calls[iterator].known == NULL;
    }
    return loop->form != LOOP_HIDDEN && loop->collection != FACTS_NONE &&
           node_is_text(facts, loop->collection);
}

/* Whether the call stands in a branch, which only some rounds take. A round that is over early (`continue`)
 * or a condition before the call (`a && find(x)`) says nothing of how many those are. */
static bool is_in_branch(const struct program *program, const struct loop *loop, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t at = call->node;
         loop->form != LOOP_GOTO && at != loop->node && facts->nodes[at].parent != FACTS_NONE;
         at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent;
        uint8_t kind = facts->nodes[parent].kind;

        if ((kind == NODE_IF || kind == NODE_SWITCH ||
             (kind == NODE_BINARY && facts->nodes[parent].op == BINARY_LOGICAL_OR)) &&
            node_first(facts, parent) != at)
            return true;
    }
    return false;
}

/* How far it can be trusted that the call walks a long collection in each of many rounds. */
static enum confidence confidence_of(const struct program *program, const struct loop *loop,
                                     const struct call *call, const struct scan *scan, uint32_t scanning)
{
    if (scan->doubtful || scan->way.distance > 2 || scanning < call->target_count ||
        (call->kind != CALL_DIRECT && scan->way.target != PROGRAM_NONE))
        return CONFIDENCE_LOW;
    /* A loop that goes on while the search says so leaves at the first that is new. */
    if (scan->kind == SCAN_SEARCH && loop->driver != call->node && loop->parts.condition != FACTS_NONE &&
        node_contains(function_facts(program, call->function), loop->parts.condition, call->node))
        return CONFIDENCE_LOW;
    /* What grows by the rounds is as long as they are many. */
    if (!scan->grows &&
        (is_in_branch(program, loop, call) ||
         (scan->kind != SCAN_SHIFT && loop->driver != call->node && quadratic_is_vague(program, loop))))
        return CONFIDENCE_LOW;
    return call->target_count > 1 ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH;
}

static const char *work_text(const struct scan *scan, struct arena *arena)
{
    const char *form = "walks `%s` from the start";

    switch (scan->kind) {
    case SCAN_SHIFT:
        form = scan->keys == 0 ? "moves all of `%s` behind its first element"
                               : "moves all of `%s` that lies behind the place";
        break;
    case SCAN_SORT: form = "sorts `%s`"; break;
    case SCAN_WHOLE: form = "goes through all of `%s`"; break;
    case SCAN_APPEND: form = scan->text ? "looks for the end of `%s` from its start" : form; break;
    case SCAN_SEARCH:
    case SCAN_PENDING: break;
    }
    return arena_printf(arena, form, scan->what);
}

static const char *cure_text(const struct scan *scan)
{
    switch (scan->kind) {
    case SCAN_APPEND:
        return scan->text ? "Keep a pointer to the end, or the length, and write there"
                          : "Keep the tail, or add at the head and turn the list round once";
    case SCAN_SHIFT: return "Take from the end, or go through it once and let go of all together";
    case SCAN_SORT: return "Sort once after the loop, or insert at the place that a search finds";
    case SCAN_WHOLE: return "Keep the number up to date beside it, or work it out once before the loop";
    case SCAN_SEARCH:
    case SCAN_PENDING: break;
    }
    return "Keep an index (hash or sorted array) beside it, or remember where the last search ended";
}

static void look_at_own(struct quadratic *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    struct arena *arena = context->out->arena;
    uint32_t loop =
        call->kind == CALL_PARAMETER || call->target_count == 0 ? PROGRAM_NONE : loop_of_many(program, c);
    const struct scan *found = NULL;
    uint32_t scanning = 0, target = PROGRAM_NONE, walk;
    bool empties = false;
    enum confidence confidence;
    const char *reason;
    struct location at;

    if (loop == PROGRAM_NONE && call->kind == CALL_DIRECT && call->target_count > 0)
        empties = (loop = loop_that_empties(program, c)) != PROGRAM_NONE;
    for (uint32_t t = 0; loop != PROGRAM_NONE && t < call->target_count; t++) {
        const struct scan *scan =
            repeated_scan(program, loop, call, program->targets[call->first_target + t]);

        /* A loop of which nothing else is known has many rounds where each takes an element out. */
        if (scan != NULL && empties && scan->kind != SCAN_SHIFT)
            scan = NULL;

        scanning += scan != NULL;
        if (found == NULL && scan != NULL) {
            found = scan;
            target = program->targets[call->first_target + t];
        }
    }
    if (!call_counts(call, scanning))
        return;
    at = location_of_function(program, target);
    confidence = confidence_of(program, &program->loops[loop], call, found, scanning);
    walk = loop_of_scan(program, found);
    if (walk != PROGRAM_NONE && elements_made_at_start(context->elements, program, &program->loops[walk]))
        confidence = CONFIDENCE_LOW;
    confidence = growing_confidence(program, call->function, loop, growth_of_scan(program, c, found),
                                    confidence, arena, &reason);
    /* One warning for one walk: the cure is there, and the other places of its use are notes. */
    if (walk != PROGRAM_NONE && confidence != CONFIDENCE_LOW) {
        confidence = context->said[walk] ? CONFIDENCE_LOW : confidence;
        context->said[walk] |= level_for_request(context->rule, program, call->function,
                                                 trusted_at(program, loop, c, confidence)) != LEVEL_NOTE;
    }
    quadratic_report(context, loop, c, confidence, found,
                     arena_printf(arena, "%s (%s) %s, once %s%s%s. %s", program->functions[target].name,
                                  location_text(&at, arena), work_text(found, arena),
                                  loop_each_text(program, &program->loops[loop], arena), reason,
                                  heat_text(program, call->function, arena), cure_text(found)));
}

/* A call of the project's own strlen(). */
static void look_at_measure(struct quadratic *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    uint32_t parameter = call->kind != CALL_DIRECT || call->target_count != 1
                             ? PROGRAM_NONE
                             : quadratic_measured(program, program->targets[call->first_target]);

    if (parameter != PROGRAM_NONE)
        quadratic_length(context, c,
                         node_argument(function_facts(program, call->function), call->node, parameter));
}

/* Whether the call looks in a container for what the item says, and the library starts where it thinks best:
 * short for what few programs ever fill. */
static bool is_looked_up_by_item(const struct program *program, uint32_t c, uint32_t loop)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call), what;

    if (call->known->role != ROLE_SEARCH || subject == FACTS_NONE || node_is_text(facts, subject) ||
        call->loop != loop || call->known->query < 0)
        return false;
    what = node_argument(facts, call->node, (unsigned)call->known->query);
    return what != FACTS_NONE && flow_from_item(program, loop, what);
}

static void look_at_container(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;

    if (subject == FACTS_NONE || collection_is_of_item(program, loop, call->function, subject, false))
        return;
    confidence = quadratic_trust(context, loop, call->function, subject,
                                 call->known->from_start ? CONFIDENCE_HIGH : CONFIDENCE_LOW, &reason);
    quadratic_report(context, loop, c, confidence, NULL,
                     arena_printf(arena, "%s walks `%s` from its start, once %s%s%s%s%s", call->name,
                                  node_text(facts, subject, 40, arena),
                                  loop_each_text(program, &program->loops[loop], arena), reason,
                                  heat_text(program, call->function, arena),
                                  call->known->batch[0] != '\0' ? ". Instead: " : "", call->known->batch));
}

static void look_at_library(struct quadratic *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct catalog_function *known = program->calls[c].known;
    uint32_t loop;

    if (known->role == ROLE_MEASURE)
        quadratic_length(
            context, c,
            quadratic_subject(function_facts(context->program, context->program->calls[c].function),
                              &context->program->calls[c]));
    if (known->role == ROLE_PARSE) {
        quadratic_scanner(context, c);
        return;
    }
    loop = loop_of_many(program, c);
    /* A stream that is read to its end is as long as anything. */
    if (loop == PROGRAM_NONE && known->role == ROLE_ALLOCATE && program->calls[c].loop != PROGRAM_NONE &&
        program->loops[program->calls[c].loop].class == LOOP_DRAIN)
        quadratic_grow(context, c, program->calls[c].loop);
    if (loop == PROGRAM_NONE && known->role == ROLE_SHIFT && known->length < 0)
        loop = loop_that_empties(program, c);
    if (loop == PROGRAM_NONE)
        return;
    switch (known->role) {
    case ROLE_LINEAR:
    case ROLE_SEARCH:
        if (known->from_start || is_looked_up_by_item(program, c, loop)) {
            look_at_container(context, c, loop);
            break;
        }
        quadratic_append(context, c, loop);
        if (known->role == ROLE_SEARCH) {
            quadratic_search(context, c, loop);
            quadratic_search_again(context, c, loop);
        }
        break;
    case ROLE_MEASURE:
    case ROLE_APPEND:
    case ROLE_COPY: quadratic_append(context, c, loop); break;
    case ROLE_FORMAT:
        quadratic_append(context, c, loop);
        quadratic_rebuild(context, c, loop);
        break;
    case ROLE_ALLOCATE:
        quadratic_rebuild(context, c, loop);
        quadratic_grow(context, c, loop);
        break;
    case ROLE_SHIFT:
        if (known->length < 0)
            quadratic_container_shift(context, c, loop);
        else
            quadratic_shift(context, c, loop);
        break;
    case ROLE_SORT: quadratic_sort(context, c, loop); break;
    default: break;
    }
}

void check_hidden_quadratic(const struct rule *rule, const struct program *program,
                            const struct check_options *options, struct finding_list *out)
{
    struct elements elements = {0};
    struct quadratic context = {rule, program, out, ARENA_ARRAY(out->arena, program->loop_count + 1, bool),
                                &elements};

    (void)options;
    elements_find(&elements, program);
    for (uint32_t c = 0; c < program->call_count; c++) {
        if (program->calls[c].known != NULL) {
            look_at_library(&context, c);
        } else {
            look_at_own(&context, c);
            look_at_measure(&context, c);
        }
    }
    for (uint32_t l = 0; l < program->first_hidden_loop; l++)
        quadratic_loop(&context, l);
    elements_release(&elements);
}
