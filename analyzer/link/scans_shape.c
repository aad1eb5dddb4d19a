/* Read off the statements around and in one loop; nothing here looks at callers. Each question is one kind of
 * loop that has the form of a search or of a walk to the tail and costs no one the length of a collection. */
#include "analyzer/link/scans_shape.h"

#include "analyzer/link/flow.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

bool walk_consumes(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t index = (uint32_t)(loop - program->loops);

    for (uint32_t n = loop->first; loop->collection != FACTS_NONE && n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN &&
            facts->nodes[node_strip(facts, node_first(facts, n))].kind != NODE_NAME &&
            node_equal(facts, node_strip(facts, node_first(facts, n)), node_strip(facts, loop->collection)) &&
            !loop_leaves_after(program, index, n))
            return true;
    return false;
}

bool walk_is_case(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t at = facts->nodes[loop->node].parent; at != FACTS_NONE; at = facts->nodes[at].parent)
        if (facts->nodes[at].kind == NODE_SWITCH)
            return true;
    return false;
}

/* Whether the condition only asks whether something is there that belongs to what is walked. */
static bool asks_for_presence(const struct program *program, const struct loop *loop, uint32_t condition)
{
    const struct facts *facts = function_facts(program, loop->function);
    const struct fact_node *n = &facts->nodes[condition = node_strip(facts, condition)];
    uint32_t base;

    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT)
        n = &facts->nodes[condition = node_strip(facts, node_first(facts, condition))];
    if (n->kind == NODE_BINARY && n->op >= BINARY_LESS && n->op <= BINARY_NOT_EQUAL &&
        facts->nodes[node_strip(facts, node_child(facts, condition, 1))].flags & NODE_HAS_VALUE)
        condition = node_first(facts, condition);
    base = node_base(facts, condition);
    return base != FACTS_NONE && (base == loop->variable || (loop->collection != FACTS_NONE &&
                                                             base == node_base(facts, loop->collection)));
}

bool walk_is_conditional(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t at = loop->node; facts->nodes[at].parent != FACTS_NONE; at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent;

        if (facts->nodes[parent].kind == NODE_IF && node_first(facts, parent) != at &&
            !asks_for_presence(program, loop, node_first(facts, parent)))
            return true;
    }
    return false;
}

bool walk_is_replaced(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t base = loop->collection == FACTS_NONE ? FACTS_NONE : node_base(facts, loop->collection);

    for (uint32_t n = function->body; base != FACTS_NONE && n < loop->node; n++) {
        uint32_t condition, end;

        if (facts->nodes[n].kind != NODE_IF || facts->nodes[n].end > loop->node)
            continue;
        condition = node_strip(facts, node_first(facts, n));
        end = facts->nodes[n].end;
        if (facts->nodes[condition].kind != NODE_MEMBER || node_base(facts, condition) != base)
            continue;
        for (uint32_t m = facts->nodes[condition].end; m < end; m++)
            if (facts->nodes[m].kind == NODE_RETURN)
                for (uint32_t c = m; c < facts->nodes[m].end; c++)
                    if (facts->nodes[c].kind == NODE_CALL &&
                        nodes_mention(facts, c, facts->nodes[c].end, base))
                        return true;
    }
    return false;
}

bool walk_asks_blindly(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t call;

    if (loop->form != LOOP_NEXT || loop->driver == FACTS_NONE)
        return false;
    call = program_call_at(program, loop->function, loop->driver);
    if (call == PROGRAM_NONE || program->calls[call].known != NULL)
        return false;
    for (uint32_t a = node_argument(facts, loop->driver, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (nodes_mention(facts, a, facts->nodes[a].end, loop->variable))
            return false;
    return true;
}

/* Whether a link of the element that the loop stopped at is set afterwards, as when one is taken out. */
static bool link_is_set_behind(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->last; n < facts->nodes[program->functions[loop->function].body].end; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind != NODE_NAME &&
            node_base(facts, node_first(facts, n)) == loop->variable)
            return true;
    return false;
}

bool key_is_end(const struct program *program, const struct loop *loop, uint32_t comparison)
{
    const struct facts *facts = function_facts(program, loop->function);

    return loop->parts.condition != FACTS_NONE && !link_is_set_behind(program, loop) &&
           node_strip(facts, loop->parts.condition) == comparison &&
           facts->nodes[comparison].op == BINARY_NOT_EQUAL &&
           facts->nodes[node_first(facts, comparison)].type != FACTS_NONE &&
           facts->types[facts->nodes[node_first(facts, comparison)].type].class == TYPE_POINTER;
}

bool walk_recurses(const struct program *program, const struct loop *loop)
{
    uint32_t call =
        loop->driver == FACTS_NONE ? PROGRAM_NONE : program_call_at(program, loop->function, loop->driver);

    for (uint32_t t = 0; call != PROGRAM_NONE && t < program->calls[call].target_count; t++)
        if (program->targets[program->calls[call].first_target + t] == loop->function)
            return true;
    return false;
}

bool key_steers_inner(const struct program *program, const struct loop *loop, uint32_t comparison)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t at = facts->nodes[comparison].parent; at != FACTS_NONE && at != loop->node;
         at = facts->nodes[at].parent)
        if (node_is_loop(facts, at)) {
            uint32_t condition = node_loop_parts(facts, at).condition;

            return condition != FACTS_NONE && node_contains(facts, condition, comparison);
        }
    return false;
}

bool result_decides(const struct program *program, const struct loop *loop, uint32_t call)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t parent = facts->nodes[call].parent, symbol;

    if (parent == FACTS_NONE ||
        (facts->nodes[parent].kind != NODE_ASSIGN && facts->nodes[parent].kind != NODE_VARIABLE))
        return false;
    symbol = facts->nodes[parent].kind == NODE_VARIABLE ? facts->nodes[parent].ref
                                                        : node_base(facts, node_first(facts, parent));
    for (uint32_t n = loop->first; symbol != FACTS_NONE && n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_IF &&
            nodes_mention(facts, node_first(facts, n), facts->nodes[node_first(facts, n)].end, symbol))
            return true;
    return false;
}

bool key_is_shared(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];
    uint8_t class = n->type == FACTS_NONE ? TYPE_OTHER : facts->types[n->type].class;

    return class == TYPE_ENUM || class == TYPE_BOOL || (n->kind == NODE_BINARY && n->op == BINARY_AND);
}

/* What a helper may tell of two things. */
enum telling { TELLS_ORDER, TELLS_EQUALITY };

#define HELPER_DEPTH 2 /* calls between a helper that compares and the comparison */

static bool call_compares_within(const struct program *program, uint32_t call, uint32_t left, uint32_t right,
                                 enum telling telling, unsigned depth);

/* Whether a call in the function hands something of both parameters to one that compares. */
static bool hands_over(const struct program *program, const struct function *f, uint32_t call, uint64_t left,
                       uint64_t right, enum telling telling, unsigned depth)
{
    const struct call *c = &program->calls[call];
    const struct facts *facts = program->units[f->unit].facts;

    if (c->known != NULL && c->known->role != ROLE_COMPARE)
        return false;
    for (uint32_t a = node_argument(facts, c->node, 0); a != FACTS_NONE; a = node_next(facts, a))
        for (uint32_t b = node_argument(facts, c->node, 0); b != FACTS_NONE; b = node_next(facts, b))
            if (a != b && (depends_mask(program, f->unit, a) & left) &&
                (depends_mask(program, f->unit, b) & right) &&
                (c->known != NULL || call_compares_within(program, call, a, b, telling, depth)))
                return true;
    return false;
}

static bool is_in_memory(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    return n->kind == NODE_MEMBER || n->kind == NODE_INDEX ||
           (n->kind == NODE_UNARY && n->op == UNARY_DEREFERENCE);
}

/* Whether the operator tells equal from different, or, where that will do, which of two things in memory
 * comes first; `p < end` and `used >= size` watch over a limit. */
static bool decides(const struct facts *facts, uint32_t node, enum telling telling)
{
    const struct fact_node *n = &facts->nodes[node];

    if (n->kind != NODE_BINARY)
        return false;
    if (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL || n->op == BINARY_XOR)
        return true;
    return telling == TELLS_ORDER &&
           ((n->op >= BINARY_LESS && n->op <= BINARY_NOT_EQUAL) || n->op == BINARY_SUBTRACT) &&
           is_in_memory(facts, node_first(facts, node)) && is_in_memory(facts, node_child(facts, node, 1));
}

/* Whether one comparison in the function has a side that comes from each of the two parameters. */
static bool compares_parameters(const struct program *program, uint32_t function, uint64_t left,
                                uint64_t right, enum telling telling, unsigned depth)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    if (f->body == FACTS_NONE)
        return true;
    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint64_t one, other;

        if (decides(facts, n, telling)) {
            one = depends_mask(program, f->unit, node_first(facts, n));
            other = depends_mask(program, f->unit, node_child(facts, n, 1));
            if (((one & left) && (other & right)) || ((one & right) && (other & left)))
                return true;
        }
        if (node->kind == NODE_CALL) {
            uint32_t call = program_call_at(program, function, n);

            if (call != PROGRAM_NONE && hands_over(program, f, call, left, right, telling, depth))
                return true;
        }
    }
    return false;
}

static bool call_compares_within(const struct program *program, uint32_t call, uint32_t left, uint32_t right,
                                 enum telling telling, unsigned depth)
{
    const struct call *c = &program->calls[call];
    const struct facts *facts = function_facts(program, c->function);
    uint64_t one = 0, other = 0;
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, c->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++) {
        one |= a == left ? UINT64_C(1) << position : 0;
        other |= a == right ? UINT64_C(1) << position : 0;
    }
    for (uint32_t t = 0; t < c->target_count; t++)
        if (depth == 0 || !compares_parameters(program, program->targets[c->first_target + t], one, other,
                                               telling, depth - 1))
            return false;
    return true;
}

bool call_compares(const struct program *program, uint32_t call, uint32_t left, uint32_t right)
{
    return call_compares_within(program, call, left, right, TELLS_ORDER, HELPER_DEPTH);
}

bool call_matches_pattern(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];

    for (uint32_t t = 0; t < call->target_count; t++) {
        uint32_t f = program->targets[call->first_target + t];
        const struct facts *facts = function_facts(program, f);
        uint32_t body = program->functions[f].body;

        for (uint32_t n = body; n < facts->nodes[body].end; n++) {
            const struct fact_node *node = &facts->nodes[n];
            uint32_t side = FACTS_NONE;

            if (node->kind == NODE_BINARY && (node->op == BINARY_EQUAL || node->op == BINARY_NOT_EQUAL))
                side = node_child(facts, n, 1);
            else if (node->kind == NODE_CASE)
                side = node_first(facts, n);
            if (side != FACTS_NONE && (facts->nodes[side].flags & NODE_HAS_VALUE) &&
                facts->nodes[side].value == '*')
                return true;
        }
    }
    return false;
}

/* Whether what is set there is still so after the call: memory, or a variable with static storage. */
static bool is_lasting(const struct program *program, uint32_t unit, uint32_t node)
{
    const struct fact_node *n = &program->units[unit].facts->nodes[node];

    return n->kind != NODE_NAME || program->units[unit].symbol_variable[n->ref] != PROGRAM_NONE;
}

/* Whether the function does nothing but look: it writes only its own variables, and so do those it calls. */
static bool only_looks(const struct program *program, uint32_t f, unsigned depth)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if ((node->kind == NODE_ASSIGN || (node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT &&
                                           node->op <= UNARY_PRE_DECREMENT)) &&
            is_lasting(program, function->unit, node_strip(facts, node_first(facts, n))))
            return false;
    }
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL ? call->known->role != ROLE_COMPARE && call->known->role != ROLE_PURE &&
                                      call->known->role != ROLE_MEASURE
                                : call->target_count == 0 || depth == 0)
            return false;
        for (uint32_t t = 0; t < call->target_count; t++)
            if (!only_looks(program, program->targets[call->first_target + t], depth - 1))
                return false;
    }
    return true;
}

bool call_equates(const struct program *program, uint32_t call, uint32_t left, uint32_t right)
{
    const struct call *c = &program->calls[call];

    for (uint32_t t = 0; t < c->target_count; t++)
        if (!only_looks(program, program->targets[c->first_target + t], HELPER_DEPTH))
            return false;
    return call_compares_within(program, call, left, right, TELLS_EQUALITY, HELPER_DEPTH);
}

/* Whether the value is nothing, or comes from an element that was there before: what takes out, not in. */
static bool is_element(const struct program *program, const struct loop *loop, uint32_t value)
{
    const struct facts *facts = function_facts(program, loop->function);

    return facts->nodes[node_strip(facts, value)].flags & NODE_HAS_VALUE ||
           (facts->nodes[node_strip(facts, value)].kind == NODE_MEMBER &&
            flow_from_item(program, (uint32_t)(loop - program->loops), value));
}

bool walk_grows(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        bool counts = (node->kind == NODE_UNARY &&
                       (node->op == UNARY_POST_INCREMENT || node->op == UNARY_PRE_INCREMENT)) ||
                      (node->kind == NODE_ASSIGN && node->op == BINARY_ADD);
        uint32_t target;

        if (!counts && node->kind != NODE_ASSIGN)
            continue;
        target = node_strip(facts, node_first(facts, n));
        if (counts && loop->limit != FACTS_NONE && facts->nodes[target].kind == NODE_MEMBER &&
            node_equal(facts, target, node_strip(facts, loop->limit)))
            return true;
        if (!counts && loop->form == LOOP_LIST && loop->collection != FACTS_NONE &&
            node_equal(facts, target, node_strip(facts, loop->collection)) &&
            is_lasting(program, function->unit, target) &&
            !is_element(program, loop, node_child(facts, n, 1)))
            return true;
    }
    return false;
}

/* Whether the expression reads memory at the item's place, or asks a function about the item. */
static bool reads(const struct program *program, const struct loop *loop, uint32_t node)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = node; node != FACTS_NONE && n < facts->nodes[node].end; n++)
        if ((facts->nodes[n].kind == NODE_CALL || is_in_memory(facts, n)) &&
            flow_from_item(program, (uint32_t)(loop - program->loops), n))
            return true;
    return false;
}

bool element_is_read(const struct program *program, const struct loop *loop, uint32_t node)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t base = node_base(facts, node);

    if (reads(program, loop, node))
        return true;
    for (uint32_t n = loop->first; base != FACTS_NONE && n < loop->last; n++) {
        const struct fact_node *at = &facts->nodes[n];

        if (at->kind == NODE_VARIABLE && at->ref == base && reads(program, loop, node_first(facts, n)))
            return true;
        if (at->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == base &&
            reads(program, loop, node_child(facts, n, 1)))
            return true;
        if (at->kind == NODE_CALL && nodes_mention(facts, n, at->end, base))
            return true;
    }
    return false;
}

/* Whether the loop goes on by a link that leads back: `at = at->prev`. */
static bool follows_back(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; loop->form == LOOP_LIST && n < loop->last; n++) {
        uint32_t value = facts->nodes[n].kind == NODE_ASSIGN ? node_strip(facts, node_child(facts, n, 1)) : n;

        if (value != n && facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            facts->nodes[node_first(facts, n)].ref == loop->variable &&
            facts->nodes[value].kind == NODE_MEMBER &&
            catalog_has_word(program->catalog, WORDS_BACKWARDS,
                             facts_string(facts, facts->symbols[facts->nodes[value].ref].name)))
            return true;
    }
    return false;
}

bool walk_goes_back(const struct program *program, const struct loop *loop, uint32_t comparison)
{
    const struct facts *facts = function_facts(program, loop->function);
    const struct fact_node *n;

    if (facts->nodes[comparison].op == BINARY_EQUAL || facts->nodes[comparison].op == BINARY_NOT_EQUAL)
        return false;
    if (follows_back(program, loop))
        return true;
    if (loop->parts.increment == FACTS_NONE)
        return false;
    n = &facts->nodes[loop->parts.increment];
    return n->kind == NODE_UNARY && (n->op == UNARY_POST_DECREMENT || n->op == UNARY_PRE_DECREMENT);
}
