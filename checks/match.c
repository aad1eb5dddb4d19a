/* What two nested loops compare (see the header): read off the operators and calls of the inner loop, each
 * with the side that depends on its own item and the side that depends on the outer one. */
#include "checks/match.h"

#include "analyzer/link/flow.h"
#include "analyzer/link/scans_shape.h"
#include "checks/collection.h"

bool match_is_variable(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];

    if (n->kind == NODE_UNARY && n->op >= UNARY_POST_INCREMENT && n->op <= UNARY_PRE_DECREMENT)
        n = &facts->nodes[node_strip(facts, node_first(facts, node))];
    return n->kind == NODE_NAME && n->ref == symbol;
}

uint64_t match_parameters(const struct unit *unit, uint32_t node)
{
    uint64_t mask = 0;

    for (uint32_t n = node; n < unit->facts->nodes[node].end; n++)
        if (unit->facts->nodes[n].kind == NODE_NAME && unit->facts->nodes[n].ref != FACTS_NONE)
            mask |= unit->parameter_mask[unit->facts->nodes[n].ref];
    return mask;
}

uint64_t match_shared_parameters(const struct program *program, const struct loop *hidden)
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
    return (match_parameters(&program->units[function->unit], node) &
            ~match_shared_parameters(program, &program->loops[outer])) != 0;
}

/* Whether the place that is read depends on the outer item as well: `m[i * columns + j]` is the outer item's
 * own row, wherever the rows are kept. */
static bool is_in_row_of_outer(const struct program *program, uint32_t outer, uint32_t inner, uint32_t node)
{
    const struct facts *facts = function_facts(program, program->loops[inner].function);

    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        uint32_t subscript = facts->nodes[n].kind == NODE_INDEX ? node_child(facts, n, 1) : FACTS_NONE;

        for (uint32_t s = subscript; subscript != FACTS_NONE && s < facts->nodes[subscript].end; s++)
            if (facts->nodes[s].kind == NODE_NAME && facts->nodes[s].ref != program->loops[inner].variable &&
                flow_from_item(program, outer, s))
                return true;
    }
    return false;
}

/* Whether the expression names the loop's variable or one that the loop sets itself. */
static bool names_own_variable(const struct program *program, uint32_t l, uint32_t node)
{
    const struct loop *loop = &program->loops[l];
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        uint32_t symbol = facts->nodes[n].kind == NODE_NAME ? facts->nodes[n].ref : FACTS_NONE;

        if (symbol == FACTS_NONE || facts->symbols[symbol].kind == SYMBOL_FUNCTION)
            continue;
        if (symbol == loop->variable)
            return true;
        for (uint32_t at = loop->first; at < loop->last; at++)
            if ((facts->nodes[at].kind == NODE_VARIABLE && facts->nodes[at].ref == symbol) ||
                (facts->nodes[at].kind == NODE_ASSIGN &&
                 match_is_variable(facts, node_first(facts, at), symbol)))
                return true;
    }
    return false;
}

/* Whether one side depends on the inner item and the other on the outer one. An outer item that is handed to
 * a function together with the inner one may hold something of it afterwards, and stays the outer item. */
static bool sides_match(const struct program *program, uint32_t outer, uint32_t inner, uint32_t left,
                        uint32_t right)
{
    bool of_left, of_right;

    if (left == FACTS_NONE || right == FACTS_NONE)
        return false;
    of_left = flow_from_item(program, inner, left);
    of_right = flow_from_item(program, inner, right);
    if (of_left && of_right) {
        of_left = names_own_variable(program, inner, left);
        of_right = names_own_variable(program, inner, right);
    }
    if (of_left == of_right)
        return false;
    return is_of_outer(program, outer, inner, of_left ? right : left) &&
           !is_in_row_of_outer(program, outer, inner, of_left ? left : right);
}

/* Whether what the call gives is looked at; a call for its effect alone compares nothing. */
static bool is_result_used(const struct facts *facts, uint32_t call)
{
    uint32_t parent = facts->nodes[call].parent;

    switch (facts->nodes[parent].kind) {
    case NODE_COMPOUND:
    case NODE_LABEL:
    case NODE_CASE:
    case NODE_DEFAULT: return false;
    case NODE_IF:
    case NODE_SWITCH: return node_first(facts, parent) == call;
    case NODE_FOR:
    case NODE_WHILE:
    case NODE_DO: return node_loop_parts(facts, parent).condition == call;
    default: return true;
    }
}

/* Whether the call compares its two arguments (nodes), and says so: strcmp and kin, a function of the project
 * that tells whether something of the one equals something of the other, or a callback that is named so. */
static bool is_comparison(const struct program *program, uint32_t c, uint32_t a, uint32_t b)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type;

    if (call->known != NULL)
        return call->known->role == ROLE_COMPARE;
    if (type == FACTS_NONE || !is_result_used(facts, call->node) ||
        (facts->types[type].class != TYPE_INTEGER && facts->types[type].class != TYPE_BOOL))
        return false;
    if (call->target_count > 0)
        return call_equates(program, c, a, b);
    return catalog_has_piece(program->catalog, WORDS_COMPARISON, call->name);
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
        *differ = facts->nodes[at].op != BINARY_EQUAL;
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
    return differ && statement_leaves(facts, node_child(facts, parent, 1));
}

/* Whether the expression tells of two numbers whether they are equal: a == b, a ^ b, a - b != 0. */
static bool tells_equal(const struct facts *facts, uint32_t n)
{
    const struct fact_node *node = &facts->nodes[n], *parent, *other;

    if (node->kind != NODE_BINARY)
        return false;
    if (node->op != BINARY_SUBTRACT || node->parent == FACTS_NONE)
        return node->op == BINARY_EQUAL || node->op == BINARY_NOT_EQUAL || node->op == BINARY_XOR;
    parent = &facts->nodes[node->parent];
    if (parent->kind == NODE_UNARY)
        return parent->op == UNARY_LOGICAL_NOT;
    if (parent->kind != NODE_BINARY || (parent->op != BINARY_EQUAL && parent->op != BINARY_NOT_EQUAL))
        return false;
    other = &facts->nodes[node_child(facts, node->parent, 1)];
    return (other->flags & NODE_HAS_VALUE) && other->value == 0;
}

/* Whether the expression compares keys. What only ends the walk (`p != end`, `i == n`) compares a position.
 */
static bool compares_items(const struct program *program, uint32_t outer, uint32_t inner, uint32_t n)
{
    const struct loop *loop = &program->loops[inner];
    const struct facts *facts = function_facts(program, loop->function);
    const struct fact_node *node = &facts->nodes[n];

    if (tells_equal(facts, n)) {
        uint32_t left = node_child(facts, n, 0), right = node_child(facts, n, 1);

        if (match_is_variable(facts, left, loop->variable) || match_is_variable(facts, right, loop->variable))
            return false;
        return !works_either_way(facts, n) && sides_match(program, outer, inner, left, right);
    }
    if (node->kind == NODE_CALL) {
        uint32_t call = program_call_at(program, loop->function, n);

        for (unsigned a = 0; call != PROGRAM_NONE && a < node_argument_count(facts, n); a++)
            for (unsigned b = a + 1; b < node_argument_count(facts, n); b++)
                if (sides_match(program, outer, inner, node_argument(facts, n, a),
                                node_argument(facts, n, b)) &&
                    is_comparison(program, call, node_argument(facts, n, a), node_argument(facts, n, b)))
                    return true;
    }
    return false;
}

/* A comparison in a loop further in is judged for that one. */
uint32_t match_find(const struct program *program, uint32_t outer, uint32_t inner)
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
