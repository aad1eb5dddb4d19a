/* nested-loop-match: two loops that compare every item of one collection with every item of another, or of
 * the same one.
 *
 * An inner loop is reported when it and the nearest item loop around it both run over many items, when what
 * it walks does not belong to the outer item, when it begins anew each round, and when it compares something
 * of its own item with something of the outer one.
 *
 * Silent: text walked character by character, an inner collection that is a field of the outer element (rows
 * and columns: linear in the total) or that was looked up by it, an inner index that is never reset (two
 * pointers), constant and documented small bounds, loops without a match by key, inner loops that end at the
 * first item that differs, a match after which the outer loop is left.
 *
 * How long a collection grows is nowhere written down; where what is known of it says that it stays short
 * (is_likely_short), the finding is a note. */
#include <string.h>

#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/elements.h"
#include "checks/growing.h"
#include "checks/match.h"
#include "checks/rules.h"

/* Rounds at which a walk for each of them is milliseconds, however fixed their number is. */
#define MANY 4096

static bool runs_over_many(const struct loop *loop)
{
    return loop->form != LOOP_HIDDEN &&
           (loop_runs_many(loop) ||
            (loop->class == LOOP_ITEM && loop->bound == BOUND_CONSTANT && loop->bound_value >= MANY));
}

/* The nearest loop around it whose rounds are items. */
static uint32_t outer_loop(const struct program *program, const struct loop *loop)
{
    uint32_t outer = loop->parent;

    while (outer != PROGRAM_NONE &&
           (program->loops[outer].class == LOOP_ONCE || !loop_is_item(&program->loops[outer])))
        outer = program->loops[outer].parent;
    return outer;
}

/* Whether the inner walk starts at the outer element itself or at its own link (`b = a->next`, `b = a + 1`):
 * the rest of the same collection, not one that the element owns. */
static bool walks_rest_of_outer(const struct program *program, const struct loop *outer,
                                const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);
    const struct fact_node *start = &facts->nodes[node_strip(facts, inner->collection)];

    if (outer->variable == FACTS_NONE || node_base(facts, inner->collection) != outer->variable)
        return false;
    if (start->kind == NODE_NAME && outer->form != LOOP_NEXT)
        return true;
    if (outer->form != LOOP_LIST)
        return false;
    for (uint32_t n = outer->first; start->kind == NODE_MEMBER && n < outer->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN &&
            node_base(facts, node_first(facts, n)) == outer->variable) {
            const struct fact_node *value = &facts->nodes[node_child(facts, n, 1)];

            return value->kind == NODE_MEMBER && value->ref == start->ref;
        }
    return false;
}

/* Whether the inner walk starts at what a call found by the outer item: `e = bucket_of(table, item->key)`. */
static bool starts_by_item(const struct program *program, uint32_t outer, const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);
    uint32_t start = FACTS_NONE;

    for (uint32_t n = program->loops[outer].first; n < inner->first && inner->variable != FACTS_NONE; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE && node->ref == inner->variable && node_first(facts, n) != FACTS_NONE)
            start = node_first(facts, n);
        else if (node->kind == NODE_ASSIGN && match_is_variable(facts, node_first(facts, n), inner->variable))
            start = node_child(facts, n, 1);
    }
    if (start == FACTS_NONE || facts->nodes[start = node_strip(facts, start)].kind != NODE_CALL)
        return false;
    for (uint32_t a = node_argument(facts, start, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (flow_from_item(program, outer, a))
            return true;
    return false;
}

/* Whether the value is read from memory that the outer item chooses: `first[i]`, `span->from`. */
static bool is_read_from_outer(const struct program *program, uint32_t outer, uint32_t function,
                               uint32_t node)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t n = node; node != FACTS_NONE && n < facts->nodes[node].end; n++)
        if ((facts->nodes[n].kind == NODE_INDEX || facts->nodes[n].kind == NODE_MEMBER) &&
            flow_handle_from_item(program, outer, n))
            return true;
    return false;
}

/* Whether an index of the inner walk begins or ends where the outer item says: its part of an array that all
 * of them share. */
static bool walks_range_of_outer(const struct program *program, uint32_t outer, const struct loop *inner)
{
    return inner->form == LOOP_INDEX &&
           (is_read_from_outer(program, outer, inner->function, inner->parts.init) ||
            is_read_from_outer(program, outer, inner->function, inner->limit));
}

static bool collection_is_outer_items(const struct program *program, uint32_t outer, uint32_t inner)
{
    const struct loop *loop = &program->loops[inner];

    if (starts_by_item(program, outer, loop) || walks_range_of_outer(program, outer, loop))
        return true;
    if (loop->collection == FACTS_NONE)
        return loop->limit == FACTS_NONE || flow_from_item(program, outer, loop->limit);
    return collection_is_of_item(program, outer, loop->function, loop->collection, true) &&
           !walks_rest_of_outer(program, &program->loops[outer], loop);
}

/* Whether both loops walk the same part of something, one chain of a hash table: the chains together are as
 * long as the table, and each of them is short. */
static bool walks_chain_twice(const struct program *program, const struct loop *outer,
                              const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);
    bool picked = false;

    if (outer->form == LOOP_HIDDEN || outer->collection == FACTS_NONE || inner->collection == FACTS_NONE ||
        !(walks_rest_of_outer(program, outer, inner) ||
          node_equal(facts, node_strip(facts, outer->collection), node_strip(facts, inner->collection))))
        return false;
    for (uint32_t n = outer->collection; n < facts->nodes[outer->collection].end; n++)
        picked |= facts->nodes[n].kind == NODE_INDEX &&
                  !(facts->nodes[node_child(facts, n, 1)].flags & NODE_HAS_VALUE);
    return picked;
}

/* Whether every pair gets a place of its own in what the loops write, as in the table of a longest common
 * subsequence: the product is the result. */
static bool writes_every_pair(const struct facts *facts, const struct loop *outer, const struct loop *inner)
{
    for (uint32_t n = inner->first; n < inner->last; n++) {
        uint32_t target = facts->nodes[n].kind == NODE_ASSIGN ? node_first(facts, n) : FACTS_NONE;
        bool by_outer = false, by_inner = false;

        for (uint32_t m = target; target != FACTS_NONE && m < facts->nodes[target].end; m++) {
            uint32_t subscript = facts->nodes[m].kind == NODE_INDEX ? node_child(facts, m, 1) : FACTS_NONE;

            if (subscript == FACTS_NONE)
                continue;
            by_outer |= nodes_mention(facts, subscript, facts->nodes[subscript].end, outer->variable);
            by_inner |= nodes_mention(facts, subscript, facts->nodes[subscript].end, inner->variable);
        }
        if (by_outer && by_inner)
            return true;
    }
    return false;
}

/* Whether the outer walk goes on from where the inner one stopped: `i = j`. */
static bool outer_follows(const struct program *program, const struct loop *outer, const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);
    uint32_t condition = outer->parts.condition;

    for (uint32_t n = facts->nodes[inner->node].end; n < outer->last; n++) {
        const struct fact_node *target;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = &facts->nodes[node_strip(facts, node_first(facts, n))];
        if (target->kind == NODE_NAME && target->ref != FACTS_NONE &&
            (target->ref == outer->variable ||
             (condition != FACTS_NONE &&
              nodes_mention(facts, condition, facts->nodes[condition].end, target->ref))) &&
            nodes_mention(facts, node_child(facts, n, 1), facts->nodes[n].end, inner->variable))
            return true;
    }
    return false;
}

/* Whether each outer round starts the inner walk anew: otherwise the two advance together and the whole is
 * linear. */
static bool begins_anew(const struct program *program, const struct loop *outer, const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);

    if (inner->variable == FACTS_NONE)
        return true;
    if (outer_follows(program, outer, inner))
        return false;
    if (inner->parts.init != FACTS_NONE && flow_writes(program, inner->function, inner->parts.init,
                                                       facts->nodes[inner->parts.init].end, inner->variable))
        return true;
    return flow_writes(program, inner->function, outer->first, inner->node, inner->variable) ||
           flow_writes(program, inner->function, facts->nodes[inner->node].end, outer->last, inner->variable);
}

/* Whether what is compared is a place, not a key: the address of an element, or a position in a text, which a
 * function may be handed to look there. Such lists are picked out of the other one, and are short. */
static bool compares_places(const struct facts *facts, const struct loop *outer, uint32_t match)
{
    if (facts->nodes[match].kind != NODE_BINARY) {
        for (uint32_t a = node_argument(facts, match, 0); a != FACTS_NONE; a = node_next(facts, a))
            if (outer->variable != FACTS_NONE && match_is_variable(facts, a, outer->variable) &&
                facts->nodes[node_strip(facts, a)].type != FACTS_NONE &&
                facts->types[facts->nodes[node_strip(facts, a)].type].class == TYPE_INTEGER)
                return true;
        return false;
    }
    for (unsigned side = 0; side < 2; side++) {
        uint32_t at = node_strip(facts, node_child(facts, match, side)), type = facts->nodes[at].type;

        if (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS)
            return true;
        if (type != FACTS_NONE && facts->types[type].class == TYPE_POINTER)
            type = facts->types[type].target;
        else
            continue;
        if (type != FACTS_NONE && facts->types[type].class == TYPE_CHARACTER)
            return true;
    }
    return false;
}

/* Whether the comparison looks for the place where the item belongs in an order: `a > b || (a == b && ...)`,
 * `strcmp(a, b) >= 0`. */
static bool finds_order(const struct facts *facts, uint32_t match)
{
    for (uint32_t at = match, up; (up = facts->nodes[at].parent) != FACTS_NONE; at = up) {
        if (facts->nodes[up].kind != NODE_BINARY)
            return false;
        if (facts->nodes[up].op >= BINARY_LESS && facts->nodes[up].op <= BINARY_GREATER_EQUAL)
            return true;
        if (facts->nodes[up].op == BINARY_LOGICAL_OR)
            for (uint32_t n = up; n < facts->nodes[up].end; n++)
                if (facts->nodes[n].kind == NODE_BINARY && facts->nodes[n].op >= BINARY_LESS &&
                    facts->nodes[n].op <= BINARY_GREATER_EQUAL)
                    return true;
    }
    return false;
}

/* Whether so little is known to grow that a note will do: the words of a text,
 * elements that are only made when the program starts or loads its settings. */
static bool is_likely_short(const struct program *program, const struct elements *elements,
                            const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    return (loop->collection != FACTS_NONE && node_is_text(facts, loop->collection)) ||
           elements_made_at_start(elements, program, loop);
}

/* Whether the code is known to run for requests, or nothing is known of when anything runs, as in a library.
 * Code that start-up shares is mostly what loads the settings. */
static bool may_be_hot(const struct program *program, uint32_t function)
{
    enum heat heat = program->functions[function].heat;

    return heat == HEAT_REQUEST || (heat == HEAT_UNKNOWN && !program->serves);
}

static enum confidence find_confidence(const struct program *program, const struct elements *elements,
                                       const struct loop *outer, const struct loop *inner, uint32_t match)
{
    const struct facts *facts = function_facts(program, inner->function);

    if (is_likely_short(program, elements, outer) || is_likely_short(program, elements, inner) ||
        !may_be_hot(program, inner->function) || compares_places(facts, outer, match) ||
        finds_order(facts, match))
        return CONFIDENCE_LOW;
    if (inner->collection == FACTS_NONE || outer->collection == FACTS_NONE)
        return CONFIDENCE_MEDIUM;
    /* Two lists of context objects are mostly as short as the configuration that made them. */
    if (outer->form != LOOP_NEXT && node_is_of_context(facts, inner->collection) &&
        node_is_of_context(facts, outer->collection))
        return CONFIDENCE_LOW;
    return CONFIDENCE_HIGH;
}

/* The comparison as a reader sees it: by the macro's name where its expansion names what is reserved. */
static const char *match_text(const struct facts *facts, uint32_t match, struct arena *arena)
{
    const char *text = node_text(facts, match, 60, arena);
    const char *macro = facts_string(facts, facts->nodes[match].macro);

    return macro[0] != '\0' && strstr(text, "__") != NULL ? arena_printf(arena, "%s(...)", macro) : text;
}

static void report(const struct rule *rule, const struct program *program, uint32_t outer, uint32_t inner,
                   uint32_t match, enum confidence confidence, struct finding_list *out)
{
    const char *reason;
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    struct arena *arena = out->arena;
    const char *each = loop_each_text(program, &program->loops[outer], arena);
    struct trace trace = {.arena = arena};
    enum confidence trusted = growing_confidence(program, loop->function, outer,
                                                 growth_of_loop(program, inner), confidence, arena, &reason);
    struct finding finding = {.rule = rule,
                              .level = level_for_request(rule, program, loop->function, trusted),
                              .rank = rank_for_request(program, loop->function, trusted),
                              .at = location_of_statement(program, loop->function, loop->node),
                              .function = program->functions[loop->function].name,
                              .subject = match_text(facts, match, arena)};

    trace_heat(&trace, program, loop->function);
    trace_add(&trace,
              location_of_statement(program, program->loops[outer].function, program->loops[outer].node), 0,
              "the outer loop runs once %s", each);
    trace_loop_detail(&trace, program, &program->loops[outer]);
    trace_add(&trace, finding.at, 1, "and each time the inner one runs once %s",
              loop_each_text(program, loop, arena));
    trace_loop_detail(&trace, program, loop);
    trace_add(&trace, location_of_node(program, loop->function, match), 2, "comparing the two here");
    finding.message = arena_printf(
        arena,
        "%s once %s, comparing `%s`%s%s; the work grows with the product of the two. Build a hash or a "
        "sorted index of one side before the loop and look the other up",
        loop->collection == FACTS_NONE || loop->form == LOOP_NEXT
            ? "another loop runs"
            : arena_printf(arena, "%s is searched", loop_text(program, loop, arena)),
        each, finding.subject, reason, heat_text(program, loop->function, arena));
    finding_add_with(out, &finding, &trace);
}

/* The loop of a function that is called once per element, over what all calls share: the outer loop is the
 * iterator's. How far it walks is seen from elsewhere, so it is a note. */
static void look_at_callback(const struct rule *rule, const struct program *program, uint32_t inner,
                             struct finding_list *out)
{
    const struct loop *loop = &program->loops[inner];
    const struct function *function = &program->functions[loop->function];
    uint32_t outer = function->iterated_by, match;
    uint64_t from;

    if (outer == PROGRAM_NONE || loop->parent != PROGRAM_NONE || !runs_over_many(loop) ||
        loop->collection == FACTS_NONE ||
        node_is_text(function_facts(program, loop->function), loop->collection))
        return;
    from = match_parameters(&program->units[function->unit], loop->collection);
    if (from == 0 || (from & ~match_shared_parameters(program, &program->loops[outer])) != 0)
        return;
    match = match_find(program, outer, inner);
    if (match != FACTS_NONE)
        report(rule, program, outer, inner, match, CONFIDENCE_LOW, out);
}

static void look_at(const struct rule *rule, const struct program *program, const struct elements *elements,
                    uint32_t inner, struct finding_list *out)
{
    const struct loop *loop = &program->loops[inner];
    uint32_t outer = outer_loop(program, loop), match;

    if (outer == PROGRAM_NONE || !runs_over_many(loop) || !runs_over_many(&program->loops[outer]))
        return;
    if (loop->collection != FACTS_NONE &&
        node_is_text(function_facts(program, loop->function), loop->collection))
        return;
    if (collection_is_outer_items(program, outer, inner) ||
        walks_chain_twice(program, &program->loops[outer], loop) ||
        writes_every_pair(function_facts(program, loop->function), &program->loops[outer], loop) ||
        !begins_anew(program, &program->loops[outer], loop))
        return;
    match = match_find(program, outer, inner);
    if (match == FACTS_NONE || loop_leaves_after(program, outer, loop->node) ||
        comment_bounds(program, loop->function, program->loops[outer].node) ||
        comment_bounds(program, loop->function, loop->node))
        return;
    report(rule, program, outer, inner, match,
           find_confidence(program, elements, &program->loops[outer], loop, match), out);
}

void check_nested_loop_match(const struct rule *rule, const struct program *program,
                             const struct check_options *options, struct finding_list *out)
{
    struct elements elements = {0};

    (void)options;
    elements_find(&elements, program);
    for (uint32_t l = 0; l < program->first_hidden_loop; l++) {
        look_at(rule, program, &elements, l, out);
        look_at_callback(rule, program, l, out);
    }
    elements_release(&elements);
}
