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

/* Whether the node is the variable, or steps it: `i`, `++i`. */
static bool is_variable(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];

    if (n->kind == NODE_UNARY && n->op >= UNARY_POST_INCREMENT && n->op <= UNARY_PRE_DECREMENT)
        n = &facts->nodes[node_strip(facts, node_first(facts, node))];
    return n->kind == NODE_NAME && n->ref == symbol;
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
        else if (node->kind == NODE_ASSIGN && is_variable(facts, node_first(facts, n), inner->variable))
            start = node_child(facts, n, 1);
    }
    if (start == FACTS_NONE || facts->nodes[start = node_strip(facts, start)].kind != NODE_CALL)
        return false;
    for (uint32_t a = node_argument(facts, start, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (flow_from_item(program, outer, a))
            return true;
    return false;
}

static bool collection_is_outer_items(const struct program *program, uint32_t outer, uint32_t inner)
{
    const struct loop *loop = &program->loops[inner];

    if (starts_by_item(program, outer, loop))
        return true;
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

/* Bit per parameter that the expression may come from. */
static uint64_t parameters_of(const struct unit *unit, uint32_t node)
{
    uint64_t mask = 0;

    for (uint32_t n = node; n < unit->facts->nodes[node].end; n++)
        if (unit->facts->nodes[n].kind == NODE_NAME && unit->facts->nodes[n].ref != FACTS_NONE)
            mask |= unit->parameter_mask[unit->facts->nodes[n].ref];
    return mask;
}

/* In a function that an iterator of the program calls once per element: bit per parameter that every call is
 * given alike, since it does not change in the iterator's loop. */
static uint64_t shared_parameters(const struct program *program, const struct loop *hidden)
{
    uint32_t c = program_call_at(program, hidden->function, hidden->node);
    uint64_t alike = 0, vary = 0;

    for (uint32_t i = callbacks_from(program, c);
         i < program->callback_count && program->callbacks[i].call == c; i++)
        for (uint32_t t = 0;
             program->callbacks[i].function == hidden->callee && t < program->calls[c].target_count; t++) {
            uint32_t iterator = program->targets[program->calls[c].first_target + t];
            const struct function *f = &program->functions[iterator];
            const struct facts *facts = function_facts(program, iterator);

            for (const struct call *call = program->calls + f->first_call;
                 call < program->calls + f->first_call + f->call_count; call++) {
                if (call->kind != CALL_PARAMETER || call->symbol_ref != program->callbacks[i].argument ||
                    call->item_loop == PROGRAM_NONE)
                    continue;
                for (unsigned a = 0; a < node_argument_count(facts, call->node) && a < 64; a++)
                    *(flow_varies(program, call->item_loop, node_argument(facts, call->node, a)) ? &vary
                                                                                                 : &alike) |=
                        UINT64_C(1) << a;
            }
        }
    return alike & ~vary;
}

/* Whether the value depends on the outer item: in a function that is called once per element, on what it is
 * given for the element. */
static bool is_of_outer(const struct program *program, uint32_t outer, uint32_t inner, uint32_t node)
{
    const struct function *function = &program->functions[program->loops[inner].function];

    if (program->loops[outer].form != LOOP_HIDDEN)
        return flow_from_item(program, outer, node);
    return (parameters_of(&program->units[function->unit], node) &
            ~shared_parameters(program, &program->loops[outer])) != 0;
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
           is_of_outer(program, outer, inner, right);
}

/* Whether the function compares what comes by parameter `a` with what comes by parameter `b`. */
static bool compares_parameters(const struct program *program, const struct function *function, unsigned a,
                                unsigned b)
{
    const struct unit *unit = &program->units[function->unit];
    uint64_t left = UINT64_C(1) << a, right = UINT64_C(1) << b;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        uint32_t call = program->calls[c].node, argument = node_argument(unit->facts, call, 0);
        uint64_t one, other;

        if (program->calls[c].known == NULL || program->calls[c].known->role != ROLE_COMPARE ||
            argument == FACTS_NONE || node_next(unit->facts, argument) == FACTS_NONE)
            continue;
        one = parameters_of(unit, argument);
        other = parameters_of(unit, node_next(unit->facts, argument));
        if (((one & left) && (other & right)) || ((one & right) && (other & left)))
            return true;
    }
    return false;
}

/* Whether the call compares its arguments at `a` and `b`, and says so: strcmp and kin, or a function of the
 * project that calls one of them and gives a number. */
static bool is_comparison(const struct program *program, const struct call *call, unsigned a, unsigned b)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type;

    if (call->known != NULL)
        return call->known->role == ROLE_COMPARE;
    if (a >= 64 || b >= 64 || type == FACTS_NONE ||
        (facts->types[type].class != TYPE_INTEGER && facts->types[type].class != TYPE_BOOL))
        return false;
    for (uint32_t t = 0; t < call->target_count; t++)
        if (compares_parameters(program, &program->functions[program->targets[call->first_target + t]], a, b))
            return true;
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

/* The whole condition that the comparison is a part of, and whether it holds when the two differ or when they
 * are equal; false when the comparison does not decide it: `differ && other`, or an own function whose result
 * may mean either. */
static bool find_condition(const struct program *program, const struct loop *loop, uint32_t comparison,
                           uint32_t *condition, bool *differ)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t at = comparison;

    if (facts->nodes[at].kind == NODE_CALL) {
        uint32_t call = program_call_at(program, loop->function, at);

        if (call == PROGRAM_NONE || program->calls[call].known == NULL)
            return false;
        *differ = true;
    } else {
        *differ = facts->nodes[at].op == BINARY_NOT_EQUAL;
    }
    for (uint32_t up = facts->nodes[at].parent; up != FACTS_NONE; up = facts->nodes[at = up].parent) {
        const struct fact_node *node = &facts->nodes[up];

        if (node->kind == NODE_UNARY && node->op == UNARY_LOGICAL_NOT)
            *differ = !*differ;
        else if (node->kind == NODE_BINARY && node->op == BINARY_EQUAL)
            *differ = !*differ;
        else if (node->kind == NODE_BINARY &&
                 (node->op == BINARY_LOGICAL_AND || node->op == BINARY_LOGICAL_OR)) {
            /* `equal && more` and `differ || more` still hang on it. */
            if ((node->op == BINARY_LOGICAL_OR) != *differ)
                return false;
        } else if (!(node->kind == NODE_BINARY && node->op == BINARY_NOT_EQUAL) && node->kind != NODE_CAST) {
            break;
        }
    }
    *condition = at;
    return true;
}

/* Whether the statement, or the last one of a block, leaves the innermost loop. */
static bool leaves(const struct facts *facts, uint32_t statement)
{
    if (facts->nodes[statement].kind == NODE_COMPOUND) {
        uint32_t last = FACTS_NONE;

        for (uint32_t c = node_first(facts, statement); c != FACTS_NONE; c = node_next(facts, c))
            last = c;
        return last != FACTS_NONE && leaves(facts, last);
    }
    return facts->nodes[statement].kind == NODE_BREAK || facts->nodes[statement].kind == NODE_RETURN;
}

/* Whether the inner loop ends at the first item that differs: it walks a run of equal neighbours, as they lie
 * in a sorted collection, and searches nothing. */
static bool walks_run(const struct program *program, const struct loop *inner, uint32_t comparison)
{
    const struct facts *facts = function_facts(program, inner->function);
    uint32_t condition, parent;
    bool differ;

    if (!find_condition(program, inner, comparison, &condition, &differ))
        return false;
    if (condition == inner->parts.condition)
        return !differ;
    parent = facts->nodes[condition].parent;
    if (parent == FACTS_NONE || facts->nodes[parent].kind != NODE_IF ||
        node_first(facts, parent) != condition)
        return false;
    return differ && leaves(facts, node_child(facts, parent, 1));
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

        for (unsigned a = 0; call != PROGRAM_NONE && a < node_argument_count(facts, n); a++)
            for (unsigned b = a + 1; b < node_argument_count(facts, n); b++)
                if (sides_match(program, outer, inner, node_argument(facts, n, a),
                                node_argument(facts, n, b)) &&
                    is_comparison(program, &program->calls[call], a, b))
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
            return walks_run(program, loop, n) ? FACTS_NONE : n;
    }
    return FACTS_NONE;
}

/* Whether what is compared is a place, not a key: the address of an element, or a position in a text. Such
 * lists are picked out of the other one, and are short. */
static bool compares_places(const struct facts *facts, uint32_t match)
{
    if (facts->nodes[match].kind != NODE_BINARY)
        return false;
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

/* Whether so little is known to grow that a note will do: a table that ends in a mark, what the settings
 * list, the words of a text, elements that are only made when the program starts or loads its settings. */
static bool is_likely_short(const struct program *program, const struct elements *elements,
                            const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    return loop->form == LOOP_SCAN || loop->bound == BOUND_CONFIGURATION ||
           (loop->collection != FACTS_NONE && node_is_text(facts, loop->collection)) ||
           elements_made_at_start(elements, program, loop);
}

/* Whether the code is known to run for requests, or nothing is known of when anything runs, as in a library.
 * Code that start-up shares is mostly what loads the settings. */
static bool may_be_hot(const struct program *program, uint32_t function)
{
    enum heat heat = program->functions[function].heat;

    return heat == HEAT_REQUEST || (heat == HEAT_UNKNOWN && program->handler_count == 0);
}

static enum confidence find_confidence(const struct program *program, const struct elements *elements,
                                       const struct loop *outer, const struct loop *inner, uint32_t match)
{
    const struct facts *facts = function_facts(program, inner->function);

    if (is_likely_short(program, elements, outer) || is_likely_short(program, elements, inner) ||
        !may_be_hot(program, inner->function) || compares_places(facts, match) || finds_order(facts, match))
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
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    struct arena *arena = out->arena;
    const char *each = loop_each_text(program, &program->loops[outer], arena);
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = rule,
                              .level = level_for_request(rule, program, loop->function, confidence),
                              .rank = rank_for_request(program, loop->function, confidence),
                              .at = location_of_statement(program, loop->function, loop->node),
                              .function = program->functions[loop->function].name,
                              .subject = match_text(facts, match, arena)};

    trace_heat(&trace, program, loop->function);
    trace_add(&trace,
              location_of_statement(program, program->loops[outer].function, program->loops[outer].node), 0,
              "the outer loop runs once %s", each);
    trace_add(&trace, finding.at, 1, "and each time the inner one runs once %s",
              loop_each_text(program, loop, arena));
    trace_add(&trace, location_of_node(program, loop->function, match), 2, "comparing the two here");
    finding.message = arena_printf(
        arena,
        "%s once %s, comparing `%s`%s; the work grows with the product of the two. Build a hash or a "
        "sorted index of one side before the loop and look the other up",
        loop->collection == FACTS_NONE || loop->form == LOOP_NEXT
            ? "another loop runs"
            : arena_printf(arena, "%s is searched", loop_text(program, loop, arena)),
        each, finding.subject, heat_text(program, loop->function, arena));
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
    from = parameters_of(&program->units[function->unit], loop->collection);
    if (from == 0 || (from & ~shared_parameters(program, &program->loops[outer])) != 0)
        return;
    match = find_match(program, outer, inner);
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
        !begins_anew(program, &program->loops[outer], loop))
        return;
    match = find_match(program, outer, inner);
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
