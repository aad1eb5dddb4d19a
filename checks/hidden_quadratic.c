/* hidden-quadratic: a call per item that walks the whole of something each time, so that the total grows with
 * the square of its length although no two nested loops show it.
 *
 * The kinds, each with its own words:
 *  - a function of the project that searches or walks a collection its caller names (link/scans.c), called
 * per item with the same collection;
 *  - a library call that walks from the start (list append, array item by number), called per item on the
 * same container;
 *  - strlen in a loop condition that no compiler can hoist, because the loop writes characters or calls what
 * it cannot see through;
 *  - text appended at the end that is found anew each time (strcat), sscanf on the rest of a long text (it
 * measures the rest first);
 *  - the tail of an array moved down per removal; a sort of the same array per item.
 *
 * Silent: collections that belong to the item, cursors that move on, small constant or documented bounds,
 * calls after which the loop is left. */
#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/rules.h"

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
};

/* The item loop with many rounds that the call repeats in; PROGRAM_NONE. The hidden loop of a callback
 * counts. */
static uint32_t loop_of_many(const struct program *program, uint32_t c)
{
    uint32_t loop = call_item_loop(program, c);
    const struct loop *l;

    if (loop == PROGRAM_NONE)
        loop = program->functions[program->calls[c].function].iterated_by;
    if (loop == PROGRAM_NONE)
        return PROGRAM_NONE;
    l = &program->loops[loop];
    if (l->class != LOOP_ITEM || l->bound == BOUND_CONSTANT || comment_bounds(program, l->function, l->node))
        return PROGRAM_NONE;
    return loop;
}

static void report(struct context *context, uint32_t loop, uint32_t c, enum confidence confidence,
                   const struct scan *scan, const char *message)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct loop *l = &program->loops[loop];
    struct trace trace = {.arena = context->out->arena};
    struct finding finding = {.rule = context->rule,
                              .level = level_for_request(context->rule, program, call->function, confidence),
                              .rank = rank_for_request(program, call->function, confidence),
                              .at = location_of_node(program, call->function, call->node),
                              .function = program->functions[call->function].name,
                              .message = message,
                              .subject = call->name};

    trace_heat(&trace, program, call->function);
    trace_add(&trace, location_of_statement(program, l->function, l->node), 0,
              "the loop runs once per element of %s", loop_text(program, l, trace.arena));
    trace_add(&trace, finding.at, 1, "%s calls %s", finding.function, call->name);
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
    finding.steps = trace.steps.data;
    finding.step_count = trace.steps.count;
    finding_add(context->out, &finding);
    trace_release(&trace);
}

/* Whether `part` is `whole` itself or what a longer path starts with: `a->b` of `a->b[i].c`. */
static bool starts_path(const struct facts *facts, uint32_t part, uint32_t whole)
{
    while (whole != FACTS_NONE) {
        const struct fact_node *n = &facts->nodes[whole = node_strip(facts, whole)];

        if (node_equal(facts, part, whole))
            return true;
        if (n->kind != NODE_MEMBER && n->kind != NODE_INDEX &&
            !(n->kind == NODE_UNARY && (n->op == UNARY_DEREFERENCE || n->op == UNARY_ADDRESS)))
            return false;
        whole = node_first(facts, whole);
    }
    return false;
}

/* Whether a position in the path depends on the item: `lists[i]`, `table[hash(key)].first`. */
static bool picks_by_item(const struct program *program, uint32_t loop, uint32_t node)
{
    const struct facts *facts = function_facts(program, program->loops[loop].function);

    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_INDEX && flow_from_item(program, loop, node_child(facts, n, 1)))
            return true;
    return false;
}

/* What the loop does to the place where the collection is kept. */
enum keeping {
    KEEPS,    /* leaves it alone */
    CARRIES,  /* only replaces it by what a call made of it: `list = g_list_append(list, x)` */
    REPLACES, /* sets it to something else */
};

static enum keeping keeps_place(const struct program *program, uint32_t loop, uint32_t subject)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);
    uint32_t symbol = node_base(facts, subject);
    enum keeping keeping = KEEPS;

    for (uint32_t n = l->first; n < l->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t value;

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            value = node_first(facts, n);
        else if (node->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol &&
                 starts_path(facts, node_first(facts, n), subject))
            value = node_child(facts, n, 1);
        else
            continue;
        if (value == FACTS_NONE || (facts->nodes[value].flags & NODE_HAS_VALUE))
            return REPLACES;
        if (node->kind == NODE_ASSIGN && facts->nodes[node_strip(facts, value)].kind == NODE_CALL &&
            nodes_mention(facts, value, facts->nodes[value].end, symbol))
            keeping = CARRIES;
        else if (flow_from_item(program, loop, value))
            return REPLACES;
    }
    return keeping;
}

/* Whether the collection is another one in each round: a field of the item, one that was looked up or made
 * for it, or the rest of the same behind the last hit. A collection that grows by the items stays the same.
 * `moves_on`: the call gives the place where it stopped. */
static bool belongs_to_item(const struct program *program, uint32_t loop, uint32_t subject, bool moves_on)
{
    const struct facts *facts = function_facts(program, program->loops[loop].function);

    if (node_base(facts, subject) == FACTS_NONE)
        return flow_from_item(program, loop, subject);
    if (node_base(facts, subject) == program->loops[loop].variable || picks_by_item(program, loop, subject))
        return true;
    switch (keeps_place(program, loop, subject)) {
    case KEEPS: return false;
    case CARRIES: return moves_on;
    case REPLACES: break;
    }
    return true;
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

        if (!scan->search && !scan->append)
            continue;
        if (scan->of == SCAN_GLOBAL)
            return scan;
        argument = node_argument(facts, call->node, scan->index);
        if (argument != FACTS_NONE && !(facts->nodes[argument].flags & NODE_HAS_VALUE) &&
            !belongs_to_item(program, loop, argument, !scan->append))
            return scan;
    }
    return NULL;
}

static void look_at_own(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    struct arena *arena = context->out->arena;
    uint32_t loop =
        call->kind == CALL_PARAMETER || call->target_count == 0 ? PROGRAM_NONE : loop_of_many(program, c);

    for (uint32_t t = 0; loop != PROGRAM_NONE && t < call->target_count; t++) {
        uint32_t target = program->targets[call->first_target + t];
        const struct scan *scan = repeated_scan(program, loop, call, target);
        struct location at = location_of_function(program, target);

        if (scan == NULL)
            continue;
        report(context, loop, c, call->target_count > 1 ? CONFIDENCE_MEDIUM : CONFIDENCE_HIGH, scan,
               arena_printf(arena, "%s (%s) walks `%s` from the start, once per element of %s%s. %s",
                            program->functions[target].name, location_text(&at, arena), scan->what,
                            loop_text(program, &program->loops[loop], arena),
                            heat_text(program, call->function, arena),
                            scan->append ? "Keep the tail, or add at the head and turn the list round once"
                                         : "Keep an index (hash or sorted array) beside it, or remember "
                                           "where the last search ended"));
        return;
    }
}

static uint32_t subject_of(const struct facts *facts, const struct call *call)
{
    return call->known->subject < 0 ? FACTS_NONE
                                    : node_argument(facts, call->node, (unsigned)call->known->subject);
}

static void look_at_container(struct context *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = subject_of(facts, call);
    struct arena *arena = context->out->arena;

    if (subject == FACTS_NONE || belongs_to_item(program, loop, subject, false))
        return;
    report(context, loop, c, CONFIDENCE_HIGH, NULL,
           arena_printf(arena, "%s walks `%s` from its start, once per element of %s%s%s%s", call->name,
                        node_text(facts, subject, 40, arena),
                        loop_text(program, &program->loops[loop], arena),
                        heat_text(program, call->function, arena),
                        call->known->batch[0] != '\0' ? ". Instead: " : "", call->known->batch));
}

/* Whether the loop does what keeps a compiler from hoisting a strlen: it writes a character through memory,
 * or calls a function whose effects are not known here. */
static bool blocks_hoisting(const struct program *program, const struct loop *loop, uint32_t except)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_ASSIGN || (node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT &&
                                          node->op <= UNARY_PRE_DECREMENT)) {
            const struct fact_node *target = &facts->nodes[node_strip(facts, node_first(facts, n))];
            bool memory =
                target->kind == NODE_INDEX || (target->kind == NODE_UNARY && target->op == UNARY_DEREFERENCE);

            if (memory && target->type != FACTS_NONE && facts->types[target->type].class == TYPE_CHARACTER)
                return true;
        }
        if (node->kind == NODE_CALL && n != except) {
            uint32_t call = program_call_at(program, loop->function, n);

            if (call != PROGRAM_NONE && program->calls[call].known == NULL)
                return true;
        }
    }
    return false;
}

static void look_at_length(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    uint32_t subject = subject_of(facts, call);
    struct arena *arena = context->out->arena;
    const char *text;

    if (loop == NULL || loop->parts.condition == FACTS_NONE ||
        !node_contains(facts, loop->parts.condition, call->node) || loop->form == LOOP_FOREVER ||
        loop->class == LOOP_ONCE || loop->class == LOOP_SMALL || subject == FACTS_NONE)
        return;
    /* A pointer that the loop moves along makes each measurement one of another, shorter text. */
    if (loop->variable != FACTS_NONE && node_base(facts, subject) == loop->variable &&
        facts->nodes[node_strip(facts, subject)].kind == NODE_NAME)
        return;
    if (!blocks_hoisting(program, loop, call->node))
        return;
    text = node_text(facts, subject, 40, arena);
    report(context, call->loop, c, CONFIDENCE_HIGH, NULL,
           arena_printf(arena,
                        "%s(%s) measures the whole text in every round of the loop, and the compiler cannot "
                        "move it out because the body may write to it%s. Measure once "
                        "before the loop, or test `%s[i] != '\\0'`",
                        call->name, text, heat_text(program, call->function, arena), text));
}

/* Whether the loop sets the text to be short again, so that nothing accumulates. */
static bool is_reset(const struct program *program, const struct loop *loop, uint32_t except, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            return true;
        if (node->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol)
            return true;
        if (node->kind == NODE_CALL && n != except) {
            uint32_t call = program_call_at(program, loop->function, n);
            const struct catalog_function *known = call == PROGRAM_NONE ? NULL : program->calls[call].known;

            if (known != NULL && (known->role == ROLE_COPY || known->role == ROLE_FORMAT) &&
                known->subject >= 0 &&
                node_base(facts, node_argument(facts, n, (unsigned)known->subject)) == symbol)
                return true;
        }
    }
    return false;
}

static void look_at_append(struct context *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = subject_of(facts, call),
             symbol = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
    struct arena *arena = context->out->arena;

    if (symbol == FACTS_NONE || belongs_to_item(program, loop, subject, false) ||
        is_reset(program, &program->loops[loop], call->node, symbol))
        return;
    /* An array of a few hundred bytes bounds the text by itself. */
    if (facts->nodes[subject].type != FACTS_NONE &&
        facts->types[facts->nodes[subject].type].class == TYPE_ARRAY)
        return;
    report(context, loop, c, CONFIDENCE_MEDIUM, NULL,
           arena_printf(arena,
                        "%s looks for the end of `%s` from its start, once per element of %s%s. Keep a "
                        "pointer to the end, or the length, and write there",
                        call->name, node_text(facts, subject, 40, arena),
                        loop_text(program, &program->loops[loop], arena),
                        heat_text(program, call->function, arena)));
}

/* sscanf measures the rest of its text first; with a pointer that moves along one long text the whole is
 * quadratic. */
static void look_at_scanner(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    uint32_t subject = subject_of(facts, call),
             symbol = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
    struct arena *arena = context->out->arena;
    bool moves = false;

    if (loop == NULL || symbol == FACTS_NONE || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL ||
        facts->nodes[node_strip(facts, subject)].kind != NODE_NAME)
        return;
    for (uint32_t n = loop->first; n < loop->last; n++)
        moves |= facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op == BINARY_ADD &&
                 facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
                 facts->nodes[node_first(facts, n)].ref == symbol;
    if (!moves)
        return;
    report(context, call->loop, c, CONFIDENCE_MEDIUM, NULL,
           arena_printf(arena,
                        "%s takes the length of all the text that is left behind `%s` before it reads one "
                        "piece of it, in every round%s. Cut the text into lines first, or read "
                        "the pieces with strtol, strcspn and kin",
                        call->name, node_text(facts, subject, 40, arena),
                        heat_text(program, call->function, arena)));
}

/* Whether the number of bytes is what is left behind a position: it has a difference in it. */
static bool is_rest(const struct facts *facts, uint32_t length)
{
    for (uint32_t n = length; n < facts->nodes[length].end; n++)
        if (facts->nodes[n].kind == NODE_BINARY && facts->nodes[n].op == BINARY_SUBTRACT &&
            !(facts->nodes[n].flags & NODE_HAS_VALUE))
            return true;
    return false;
}

static void look_at_shift(struct context *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t to = subject_of(facts, call), from = to == FACTS_NONE ? FACTS_NONE : node_next(facts, to);
    uint32_t length = call->known->length < 0
                          ? FACTS_NONE
                          : node_argument(facts, call->node, (unsigned)call->known->length);
    struct arena *arena = context->out->arena;

    if (from == FACTS_NONE || length == FACTS_NONE || node_base(facts, to) == FACTS_NONE ||
        node_base(facts, to) != node_base(facts, from) || !is_rest(facts, length))
        return;
    if (flow_handle_from_item(program, loop, to) && node_base(facts, to) == program->loops[loop].variable)
        return;
    report(context, loop, c, CONFIDENCE_MEDIUM, NULL,
           arena_printf(arena,
                        "%s moves all that lies behind the place, once per element of %s%s. Move each kept "
                        "piece once to its final place in one pass",
                        call->name, loop_text(program, &program->loops[loop], arena),
                        heat_text(program, call->function, arena)));
}

static void look_at_sort(struct context *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = subject_of(facts, call);
    struct arena *arena = context->out->arena;

    if (subject == FACTS_NONE || belongs_to_item(program, loop, subject, false))
        return;
    report(context, loop, c, CONFIDENCE_MEDIUM, NULL,
           arena_printf(arena,
                        "%s sorts `%s` again for each element of %s%s. Sort once after the loop, or insert "
                        "at the place that a search finds",
                        call->name, node_text(facts, subject, 40, arena),
                        loop_text(program, &program->loops[loop], arena),
                        heat_text(program, call->function, arena)));
}

static void look_at_library(struct context *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct catalog_function *known = program->calls[c].known;
    uint32_t loop;

    if (known->role == ROLE_MEASURE) {
        look_at_length(context, c);
        return;
    }
    if (known->role == ROLE_PARSE) {
        look_at_scanner(context, c);
        return;
    }
    loop = loop_of_many(program, c);
    if (loop == PROGRAM_NONE)
        return;
    switch (known->role) {
    case ROLE_LINEAR:
    case ROLE_SEARCH:
        if (known->from_start)
            look_at_container(context, c, loop);
        break;
    case ROLE_APPEND: look_at_append(context, c, loop); break;
    case ROLE_SHIFT: look_at_shift(context, c, loop); break;
    case ROLE_SORT: look_at_sort(context, c, loop); break;
    default: break;
    }
}

void check_hidden_quadratic(const struct rule *rule, const struct program *program,
                            const struct check_options *options, struct finding_list *out)
{
    struct context context = {rule, program, out};

    (void)options;
    for (uint32_t c = 0; c < program->call_count; c++) {
        if (program->calls[c].known != NULL)
            look_at_library(&context, c);
        else
            look_at_own(&context, c);
    }
}
