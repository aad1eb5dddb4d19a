/* nested-loop-match: two loops that compare every item of one collection with every item of another, or of
 * the same one.
 *
 * An inner loop is reported when it and the nearest item loop around it both run over many items, when what
 * it walks does not belong to the outer item, when it begins anew each round, and when it compares something
 * of its own item with something of the outer one.
 *
 * Silent: text walked character by character, an inner collection that is a field of the outer element (rows
 * and columns: linear in the total), an inner index that is never reset (two pointers), constant and
 * documented small bounds, loops without a match by key, a match after which the outer loop is left. */
#include "analyzer/findings/trace.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/rules.h"

static bool runs_over_many(const struct loop *loop)
{
    return loop_runs_many(loop) && loop->form != LOOP_HIDDEN;
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

/* Whether the inner walk starts at the outer element itself or at its own link (`b = a->next`): the rest of
 * the same list, not a list that the element owns. */
static bool walks_rest_of_outer(const struct program *program, const struct loop *outer,
                                const struct loop *inner)
{
    const struct facts *facts = function_facts(program, inner->function);
    const struct fact_node *start = &facts->nodes[node_strip(facts, inner->collection)];

    if (outer->variable == FACTS_NONE || outer->form != LOOP_LIST ||
        node_base(facts, inner->collection) != outer->variable)
        return false;
    if (start->kind == NODE_NAME)
        return true;
    for (uint32_t n = outer->first; start->kind == NODE_MEMBER && n < outer->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN &&
            node_base(facts, node_first(facts, n)) == outer->variable) {
            const struct fact_node *value = &facts->nodes[node_child(facts, n, 1)];

            return value->kind == NODE_MEMBER && value->ref == start->ref;
        }
    return false;
}

static bool collection_is_outer_items(const struct program *program, uint32_t outer, uint32_t inner)
{
    const struct loop *loop = &program->loops[inner];

    if (loop->collection == FACTS_NONE)
        return loop->limit == FACTS_NONE || flow_from_item(program, outer, loop->limit);
    return collection_is_of_item(program, outer, loop->function, loop->collection, true) &&
           !walks_rest_of_outer(program, &program->loops[outer], loop);
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

/* Whether one side depends on the inner item and the other on the outer one. */
static bool sides_match(const struct program *program, uint32_t outer, uint32_t inner, uint32_t left,
                        uint32_t right)
{
    if (left == FACTS_NONE || right == FACTS_NONE)
        return false;
    if (flow_from_item(program, inner, right) && !flow_from_item(program, inner, left)) {
        uint32_t swap = left;

        left = right;
        right = swap;
    }
    return flow_from_item(program, inner, left) && !flow_from_item(program, inner, right) &&
           flow_from_item(program, outer, right);
}

/* Whether the node is the variable, or steps it: `i`, `++i`. */
static bool is_variable(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];

    if (n->kind == NODE_UNARY && n->op >= UNARY_POST_INCREMENT && n->op <= UNARY_PRE_DECREMENT)
        n = &facts->nodes[node_strip(facts, node_first(facts, node))];
    return n->kind == NODE_NAME && n->ref == symbol;
}

/* Whether the call compares and says so: strcmp and kin, or a function of the project that calls one of them
 * and gives a number. */
static bool is_comparison(const struct program *program, const struct call *call,
                          const struct fact_node *node)
{
    const struct facts *facts = function_facts(program, call->function);

    if (call->known != NULL)
        return call->known->role == ROLE_COMPARE;
    if (node->type == FACTS_NONE ||
        (facts->types[node->type].class != TYPE_INTEGER && facts->types[node->type].class != TYPE_BOOL))
        return false;
    for (uint32_t t = 0; t < call->target_count; t++) {
        const struct function *target = &program->functions[program->targets[call->first_target + t]];

        for (uint32_t c = target->first_call; c < target->first_call + target->call_count; c++)
            if (program->calls[c].known != NULL && program->calls[c].known->role == ROLE_COMPARE)
                return true;
    }
    return false;
}

/* Whether both outcomes of the comparison have work to do: then every pair is work, and no look-up saves it.
 */
static bool works_either_way(const struct facts *facts, uint32_t comparison)
{
    uint32_t parent = facts->nodes[comparison].parent;

    return parent != FACTS_NONE && facts->nodes[parent].kind == NODE_IF &&
           node_first(facts, parent) == comparison &&
           facts->nodes[node_child(facts, parent, 2)].kind != NODE_NONE;
}

/* Whether the expression compares keys. What only ends the walk (`p != end`, `i == n`) compares a position.
 */
static bool compares_items(const struct program *program, uint32_t outer, uint32_t inner, uint32_t n)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    const struct fact_node *node = &facts->nodes[n];

    if (node->kind == NODE_BINARY && (node->op == BINARY_EQUAL || node->op == BINARY_NOT_EQUAL)) {
        uint32_t left = node_child(facts, n, 0), right = node_child(facts, n, 1);

        if (is_variable(facts, left, loop->variable) || is_variable(facts, right, loop->variable))
            return false;
        return !works_either_way(facts, n) && sides_match(program, outer, inner, left, right);
    }
    if (node->kind == NODE_CALL) {
        uint32_t call = program_call_at(program, loop->function, n);

        if (call == PROGRAM_NONE || !is_comparison(program, &program->calls[call], node))
            return false;
        for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a))
            for (uint32_t b = node_next(facts, a); b != FACTS_NONE; b = node_next(facts, b))
                if (sides_match(program, outer, inner, a, b))
                    return true;
    }
    return false;
}

/* The first comparison in the inner loop, FACTS_NONE when there is none; not in a loop further in, which is
 * judged for itself. */
static uint32_t find_match(const struct program *program, uint32_t outer, uint32_t inner)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        if (n != loop->node && node_is_loop(facts, n) && !node_contains(facts, n, loop->node)) {
            n = facts->nodes[n].end - 1;
            continue;
        }
        if (!(facts->nodes[n].flags & NODE_UNEVALUATED) && compares_items(program, outer, inner, n))
            return n;
    }
    return FACTS_NONE;
}

/* Two lists of context objects are mostly as short as the configuration that made them. */
static enum confidence find_confidence(const struct facts *facts, const struct loop *outer,
                                       const struct loop *inner)
{
    if (inner->collection == FACTS_NONE || outer->collection == FACTS_NONE)
        return CONFIDENCE_MEDIUM;
    if (outer->form != LOOP_NEXT && node_is_of_context(facts, inner->collection) &&
        node_is_of_context(facts, outer->collection))
        return CONFIDENCE_LOW;
    return CONFIDENCE_HIGH;
}

static void report(const struct rule *rule, const struct program *program, uint32_t outer, uint32_t inner,
                   uint32_t match, struct finding_list *out)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    struct arena *arena = out->arena;
    enum confidence confidence = find_confidence(facts, &program->loops[outer], loop);
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = rule,
                              .level = level_for_request(rule, program, loop->function, confidence),
                              .rank = rank_for_request(program, loop->function, confidence),
                              .at = location_of_statement(program, loop->function, loop->node),
                              .function = program->functions[loop->function].name,
                              .subject = node_text(facts, match, 60, arena)};

    trace_heat(&trace, program, loop->function);
    trace_add(&trace, location_of_statement(program, loop->function, program->loops[outer].node), 0,
              "for each element of %s", loop_text(program, &program->loops[outer], arena));
    trace_add(&trace, finding.at, 1, "each element of %s is looked at", loop_text(program, loop, arena));
    trace_add(&trace, location_of_node(program, loop->function, match), 2, "and compared here");
    finding.message =
        arena_printf(arena,
                     "%s is searched once per element of %s, comparing `%s`%s; the work grows with the "
                     "product of the two. Build a hash or a sorted index of "
                     "one side before the loop and look the other up",
                     loop_text(program, loop, arena), loop_text(program, &program->loops[outer], arena),
                     finding.subject, heat_text(program, loop->function, arena));
    finding.steps = trace.steps.data;
    finding.step_count = trace.steps.count;
    finding_add(out, &finding);
    trace_release(&trace);
}

static void look_at(const struct rule *rule, const struct program *program, uint32_t inner,
                    struct finding_list *out)
{
    const struct loop *loop = &program->loops[inner];
    uint32_t outer = outer_loop(program, loop), match;

    if (outer == PROGRAM_NONE || !runs_over_many(loop) || !runs_over_many(&program->loops[outer]))
        return;
    if (loop->collection != FACTS_NONE &&
        node_is_text(function_facts(program, loop->function), loop->collection))
        return;
    if (collection_is_outer_items(program, outer, inner) ||
        !begins_anew(program, &program->loops[outer], loop))
        return;
    match = find_match(program, outer, inner);
    if (match == FACTS_NONE || loop_leaves_after(program, outer, loop->node) ||
        comment_bounds(program, loop->function, program->loops[outer].node))
        return;
    report(rule, program, outer, inner, match, out);
}

void check_nested_loop_match(const struct rule *rule, const struct program *program,
                             const struct check_options *options, struct finding_list *out)
{
    (void)options;
    for (uint32_t l = 0; l < program->first_hidden_loop; l++)
        look_at(rule, program, l, out);
}
