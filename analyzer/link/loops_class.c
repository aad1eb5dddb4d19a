/* What a loop is (see the header).
 *
 * The classes are asked in an order that goes from what is certain to what is a default: runs once; serves;
 * retries or polls; drains a stream; pages; looks for one that works; takes chunks; is small; else it is an
 * item loop. A loop that walks items is never taken for a retry or a service because of what its body does,
 * and one that walks nothing is never an item loop because of its shape. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_judge.h"

enum { CHUNK_STRIDE_MIN = 8, NAME_LIMIT = 48 };

static bool is_once(struct judge *judge)
{
    if (exit_runs_once(&judge->region))
        return judge_settle(judge, LOOP_ONCE,
                            judge->loop->parts.condition != FACTS_NONE &&
                                    constant_truth(judge->facts, judge->loop->parts.condition) == 0
                                ? "its condition is always false"
                                : "every way through the body leaves");
    if (judge->loop->bound == BOUND_CONSTANT && judge->loop->bound_value <= 1 &&
        judge->shape->step == STEP_ONE)
        return judge_settle(judge, LOOP_ONCE, "counts one round");
    return false;
}

static bool walks_addresses(const struct judge *judge)
{
    uint32_t type =
        judge->loop->variable == FACTS_NONE ? FACTS_NONE : judge->facts->symbols[judge->loop->variable].type;

    return type != FACTS_NONE &&
           catalog_has_word(judge->program->catalog, WORDS_ALTERNATIVE,
                            facts_string(judge->facts, judge->facts->types[type].spelling));
}

/* Whether the item is handed to the call. */
static bool is_given_item(const struct judge *judge, uint32_t call)
{
    uint32_t node = judge->program->calls[call].node;

    for (unsigned i = 0; i < node_argument_count(judge->facts, node); i++)
        if (flow_from_item(judge->program, judge->index, node_argument(judge->facts, node, i)))
            return true;
    return false;
}

/* Whether the item says where the call goes: it opens a connection, or works on one that belongs to the item.
 */
static bool goes_elsewhere(const struct judge *judge, uint32_t call)
{
    const struct catalog_function *known = judge->program->calls[call].known;
    uint64_t roles = judge_roles(judge, call);
    uint32_t handle = node_argument(judge->facts, judge->program->calls[call].node,
                                    known && known->handle > 0 ? (unsigned)known->handle : 0);

    if (roles & ROLE_BIT(ROLE_CONNECT))
        return true;
    return roles & ROLES_ASK && handle != FACTS_NONE &&
           (known ? known->handle >= 0 : node_class(judge->facts, handle) == TYPE_POINTER) &&
           flow_handle_from_item(judge->program, judge->index, handle);
}

/* The call, its result, or one of them compared. */
static bool is_plain(const struct judge *judge, uint32_t test, uint32_t call)
{
    const struct facts *facts = judge->facts;
    uint32_t node = test_strip(facts, test), symbol = call_result_symbol(facts, call);

    if (facts->nodes[node].kind == NODE_BINARY) {
        uint32_t left = node_first(facts, node), right = node_next(facts, left);

        return constant_truth(facts, right) >= 0 ? is_plain(judge, left, call) : is_plain(judge, right, call);
    }
    return node == call || facts->nodes[node].kind == NODE_ASSIGN ||
           (facts->nodes[node].kind == NODE_NAME && facts->nodes[node].ref == symbol);
}

/* Whether the call's own status, and nothing else that it gave, ends the loop, in one place and plainly. */
static bool ends_by_status(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    uint32_t node = judge->program->calls[call].node;
    enum type_class class = node_class(judge->facts, test->node);
    unsigned tests = 0;

    for (uint32_t e = 0; e < judge->exits->count; e++)
        tests += judge_tests_call(judge, &judge->exits->data[e], node);
    return tests == 1 && is_plain(judge, test->node, node) && judge_asks(judge, call) &&
           (judge->facts->nodes[test->node].kind == NODE_BINARY || class == TYPE_POINTER ||
            class == TYPE_BOOL);
}

/* Whether the item says which function is called: `provider->check(...)`. Then each round asks somebody else,
 * by his own means. */
static bool is_of_item(const struct judge *judge, uint32_t call)
{
    return judge->program->calls[call].kind == CALL_FIELD &&
           flow_handle_from_item(judge->program, judge->index,
                                 node_first(judge->facts, judge->program->calls[call].node));
}

/* Whether the test compares: a bare number says nothing of success. */
static bool is_comparison(const struct judge *judge, const struct exit_test *test)
{
    enum type_class class = node_class(judge->facts, test->node);

    return judge->facts->nodes[test->node].kind == NODE_BINARY || class == TYPE_POINTER || class == TYPE_BOOL;
}

/* switch (list->provider->open(...)) { case OK: ...; return OK; case DECLINED: continue; } */
static bool returns_on_success(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;
    uint32_t symbol = call_result_symbol(facts, call);

    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++) {
        uint32_t condition = node_first(facts, node);
        bool within = false;

        if (facts->nodes[node].kind != NODE_SWITCH ||
            (!node_contains(facts, condition, call) &&
             (symbol == FACTS_NONE || !nodes_mention(facts, condition, facts->nodes[condition].end, symbol))))
            continue;
        for (uint32_t at = node; at < facts->nodes[node].end; at++) {
            uint8_t kind = facts->nodes[at].kind;

            if (kind == NODE_CASE || kind == NODE_DEFAULT)
                within = kind == NODE_CASE && node_is_zero(facts, node_first(facts, at));
            else if (within && kind == NODE_RETURN)
                return true;
        }
    }
    return false;
}

/* Whether each round asks another one by his own function, and the loop ends with the first that has an
 * answer. */
static bool asks_in_turn(const struct judge *judge, uint32_t call)
{
    if (!is_of_item(judge, call))
        return false;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];

        if (judge_tests_call(judge, test, judge->program->calls[call].node) && is_comparison(judge, test) &&
            judge_polarity(judge, test, call) != GOES_ON_SUCCESS)
            return true;
    }
    return returns_on_success(judge, judge->program->calls[call].node);
}

/* if (connect_to(current) < 0) { current++; continue; } ...; return 0; */
static bool goes_on_by_failure(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;
    uint32_t body = judge->loop->parts.body, node = judge->program->calls[call].node;

    if (body == FACTS_NONE || facts->nodes[body].kind != NODE_COMPOUND || !judge_asks(judge, call) ||
        (is_given_item(judge, call) && !goes_elsewhere(judge, call)))
        return false;
    for (uint32_t s = node_first(facts, body); s != FACTS_NONE; s = node_next(facts, s)) {
        struct exit_test test = {FACTS_NONE, false, false, FACTS_NONE};

        if (facts->nodes[s].kind != NODE_IF)
            continue;
        test.node = test_strip(facts, node_first(facts, s));
        if (judge_tests_call(judge, &test, node) && judge_polarity(judge, &test, call) == GOES_ON_FAILURE &&
            !(exit_ways(&judge->region, node_child(facts, s, 1)) & EXIT_ON) &&
            exit_leaves_after(&judge->region, s))
            return true;
    }
    return false;
}

/* Whether the test ends the loop when the call has worked: for the item, or where nothing is walked, at all.
 */
static bool ends_when_it_works(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    if (!judge_tests_call(judge, test, judge->program->calls[call].node) ||
        judge_polarity(judge, test, call) != GOES_ON_FAILURE)
        return false;
    if (!judge->shape->walks)
        return ends_by_status(judge, test, call);
    return is_given_item(judge, call) &&
           (goes_elsewhere(judge, call) || ends_by_status(judge, test, call) ||
            (walks_addresses(judge) && !call_is_pure(judge->program->calls[call].known)));
}

static bool is_tried(const struct judge *judge, uint32_t call)
{
    for (uint32_t e = 0; e < judge->exits->count; e++)
        if (ends_when_it_works(judge, &judge->exits->data[e], call))
            return true;
    return goes_on_by_failure(judge, call);
}

/* Tries one after the other until it works. */
static bool is_failover(struct judge *judge)
{
    bool walks = judge->shape->walks;

    if (judge->loop->form == LOOP_FOREVER)
        return false;
    if (walks && walks_addresses(judge) &&
        judge_call_with(judge, ROLE_BIT(ROLE_CONNECT), true) != PROGRAM_NONE)
        return judge_settle(judge, LOOP_FAILOVER, "tries one address after the other");
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        if (!judge_is_direct(judge, call))
            continue;
        if (walks && asks_in_turn(judge, call))
            return judge_settle(judge, LOOP_FAILOVER,
                                "asks one after the other, each by its own function, until one answers");
        if (is_tried(judge, call))
            return judge_settle(judge, walks ? LOOP_FAILOVER : LOOP_RETRY,
                                judge_say(judge,
                                          walks ? "tries %s with one after the other until it works"
                                                : "repeats %s until it works",
                                          judge_call_name(judge, call)));
    }
    return false;
}

/* Whether the amount is read from what is walked: records of their own sizes, not parts of a chosen size. */
static bool amount_is_read(const struct judge *judge, uint32_t amount)
{
    const struct facts *facts = judge->facts;

    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++) {
        uint32_t first = node_first(facts, node), source;

        if (facts->nodes[node].kind == NODE_VARIABLE && facts->nodes[node].ref == amount)
            source = first;
        else if (facts->nodes[node].kind == NODE_ASSIGN &&
                 facts->nodes[node_strip(facts, first)].kind == NODE_NAME &&
                 facts->nodes[node_strip(facts, first)].ref == amount)
            source = node_next(facts, first);
        else
            continue;
        for (uint32_t at = source; source != FACTS_NONE && at < facts->nodes[source].end; at++)
            if (facts->nodes[at].kind == NODE_CALL || facts->nodes[at].kind == NODE_INDEX ||
                (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_DEREFERENCE) ||
                (facts->nodes[at].kind == NODE_MEMBER && flow_from_item(judge->program, judge->index, at)))
                return true;
    }
    return false;
}

/* Whether the node stands in a branch within the loop. */
static bool is_conditional(const struct judge *judge, uint32_t node)
{
    for (uint32_t at = judge->facts->nodes[node].parent;
         at != FACTS_NONE && at >= judge->loop->first && at != judge->loop->node;
         at = judge->facts->nodes[at].parent)
        if (judge->facts->nodes[at].kind == NODE_IF || judge->facts->nodes[at].kind == NODE_SWITCH)
            return true;
    return false;
}

/* p += sizeof(struct entry): one entry a round. */
static bool is_entry_size(const struct judge *judge, uint32_t amount)
{
    if (judge->loop->form == LOOP_SCAN)
        return true;
    for (uint32_t node = amount; amount != FACTS_NONE && node < judge->facts->nodes[amount].end; node++)
        if (judge->facts->nodes[node].kind == NODE_SIZEOF)
            return true;
    return false;
}

/* while (i < n) { for (k = 0; k < 500 && i < n; k++) add(a[i++]); send(); }: the loop that moves on stands
 * inside and takes so many at a time. */
static const struct loop *taking_loop(const struct judge *judge)
{
    if (judge->shape->update == FACTS_NONE || !loop_nests(judge->facts, judge->loop, judge->shape->update))
        return NULL;
    for (uint32_t l = judge->index + 1;
         l < judge->program->loop_count && judge->program->loops[l].function == judge->loop->function; l++) {
        const struct loop *inner = &judge->program->loops[l];

        if (inner->parent == judge->index && inner->first <= judge->shape->update &&
            judge->shape->update < inner->last && inner->variable != judge->loop->variable &&
            inner->bound == BOUND_CONSTANT && inner->bound_value >= CHUNK_STRIDE_MIN)
            return inner;
    }
    return NULL;
}

static bool is_chunked(struct judge *judge)
{
    const struct loop *taking = taking_loop(judge);

    const struct loop_shape *shape = judge->shape;
    int64_t stride = shape->stride < 0 ? -shape->stride : shape->stride;

    if (taking != NULL)
        return judge_settle(judge, LOOP_CHUNKED,
                            arena_printf(judge->program->arena,
                                         "takes up to %" PRId64 " a round, in a loop inside",
                                         taking->bound_value));
    if (shape->step == STEP_STRIDE && stride >= CHUNK_STRIDE_MIN && judge->loop->form != LOOP_FOREVER &&
        judge->loop->parts.condition != FACTS_NONE &&
        constant_truth(judge->facts, judge->loop->parts.condition) < 0 &&
        !is_conditional(judge, shape->update) && !is_entry_size(judge, shape->amount))
        return judge_settle(judge, LOOP_CHUNKED,
                            arena_printf(judge->program->arena, "takes %" PRId64 " a round", stride));
    if (shape->step == STEP_AMOUNT && shape->amount != FACTS_NONE &&
        judge->facts->nodes[shape->amount].kind == NODE_NAME) {
        uint32_t amount = judge->facts->nodes[shape->amount].ref;
        bool handed = false;

        /* how many goes into a call or bounds an inner loop, and no parser says how far it got */
        for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = judge_next_call(judge, call)) {
            uint32_t node = judge->program->calls[call].node;

            if (call_result_symbol(judge->facts, node) == amount)
                return false;
            for (unsigned i = 0; i < node_argument_count(judge->facts, node); i++) {
                uint32_t argument = node_strip(judge->facts, node_argument(judge->facts, node, i));

                if (judge->facts->nodes[argument].kind == NODE_UNARY &&
                    node_base(judge->facts, argument) == amount)
                    return false;
                handed |= judge->facts->nodes[argument].kind != NODE_UNARY &&
                          nodes_mention(judge->facts, argument, judge->facts->nodes[argument].end, amount);
            }
        }
        for (uint32_t l = judge->index + 1;
             l < judge->program->loop_count && judge->program->loops[l].parent >= judge->index; l++)
            if (judge->program->loops[l].parent == judge->index &&
                judge->program->loops[l].limit != FACTS_NONE)
                handed |= nodes_mention(judge->facts, judge->program->loops[l].limit,
                                        judge->facts->nodes[judge->program->loops[l].limit].end, amount);
        if (handed && !amount_is_read(judge, amount))
            return judge_settle(judge, LOOP_CHUNKED,
                                judge_say(judge, "takes `%s` at a time",
                                          facts_string(judge->facts, judge->facts->symbols[amount].name)));
    }
    return false;
}

/* p = less ? p->left : p->right, or up to the parent: as many rounds as the tree is deep. */
static bool follows_tree(const struct judge *judge)
{
    const struct facts *facts = judge->facts;
    uint32_t first_field = FACTS_NONE;
    bool up = false, two = false;

    if (judge->loop->variable == FACTS_NONE)
        return false;
    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++) {
        uint32_t target = node_first(facts, node), value;

        if (facts->nodes[node].kind != NODE_ASSIGN || facts->nodes[node].flags & NODE_UNEVALUATED ||
            facts->nodes[node_strip(facts, target)].kind != NODE_NAME ||
            facts->nodes[node_strip(facts, target)].ref != judge->loop->variable ||
            loop_nests(facts, judge->loop, node))
            continue;
        value = node_next(facts, target);
        for (uint32_t at = value; at < facts->nodes[value].end; at++) {
            uint32_t object = node_first(facts, at);
            bool arm = facts->nodes[facts->nodes[at].parent].kind == NODE_CONDITIONAL;

            if (facts->nodes[at].kind != NODE_MEMBER || node_base(facts, object) != judge->loop->variable ||
                (at != node_strip(facts, value) && !arm &&
                 facts->nodes[facts->nodes[at].parent].kind != NODE_UNARY))
                continue;
            up |= catalog_has_word(judge->program->catalog, WORDS_UPWARDS,
                                   facts_string(facts, facts->symbols[facts->nodes[at].ref].name));
            if (first_field == FACTS_NONE)
                first_field = facts->nodes[at].ref;
            else if (facts->nodes[at].ref != first_field)
                two = true;
            break;
        }
        /* p = p->child[side] */
        if (facts->nodes[node_strip(facts, value)].kind == NODE_INDEX) {
            uint32_t children = node_first(facts, node_strip(facts, value));

            up |= node_class(facts, children) == TYPE_ARRAY && facts->nodes[children].kind == NODE_MEMBER &&
                  node_base(facts, children) == judge->loop->variable;
        }
        if (facts->nodes[node_strip(facts, value)].kind == NODE_CONDITIONAL) {
            uint32_t then = node_child(facts, node_strip(facts, value), 1),
                     otherwise = node_child(facts, node_strip(facts, value), 2);

            two |= facts->nodes[then].kind == NODE_MEMBER && facts->nodes[otherwise].kind == NODE_MEMBER &&
                   facts->nodes[then].ref != facts->nodes[otherwise].ref &&
                   node_base(facts, then) == judge->loop->variable;
        }
    }
    return up || two;
}

static bool is_tested(const struct judge *judge, uint32_t symbol)
{
    for (uint32_t e = 0; e < judge->exits->count; e++)
        if (nodes_mention(judge->facts, judge->exits->data[e].node,
                          judge->facts->nodes[judge->exits->data[e].node].end, symbol))
            return true;
    return false;
}

/* lo = mid + 1 or hi = mid, where mid lies between. */
static bool halves_range(const struct judge *judge)
{
    const struct facts *facts = judge->facts;

    if (judge->shape->step == STEP_HALVE)
        return true;
    if (judge->loop->form != LOOP_CONDITION && judge->loop->form != LOOP_INDEX &&
        judge->loop->form != LOOP_FOREVER && judge->loop->form != LOOP_SCAN)
        return false;
    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t middle = FACTS_NONE, right;

        if (loop_nests(facts, judge->loop, node))
            continue;
        if (self->kind != NODE_BINARY || (self->op != BINARY_DIVIDE && self->op != BINARY_SHIFT_RIGHT))
            continue;
        right = node_strip(facts, node_next(facts, node_first(facts, node)));
        if (constant_truth(facts, right) < 0 ||
            facts->nodes[right].value != (self->op == BINARY_DIVIDE ? 2 : 1))
            continue;
        for (uint32_t at = self->parent; at != FACTS_NONE && at >= judge->loop->first && middle == FACTS_NONE;
             at = facts->nodes[at].parent) {
            if (facts->nodes[at].kind == NODE_ASSIGN && node_first(facts, at) != node)
                middle = node_base(facts, node_first(facts, at));
            else if (facts->nodes[at].kind == NODE_VARIABLE)
                middle = facts->nodes[at].ref;
            else if (facts->nodes[at].kind != NODE_BINARY && facts->nodes[at].kind != NODE_CAST)
                break;
        }
        if (middle == FACTS_NONE)
            continue;
        for (uint32_t at = judge->loop->first; at < judge->loop->last; at++) {
            uint32_t target = node_first(facts, at);

            if (facts->nodes[at].kind == NODE_ASSIGN &&
                facts->nodes[node_strip(facts, target)].kind == NODE_NAME &&
                facts->nodes[node_strip(facts, target)].ref != middle &&
                is_tested(judge, facts->nodes[node_strip(facts, target)].ref) &&
                nodes_mention(facts, node_next(facts, target), facts->nodes[at].end, middle))
                return true;
        }
    }
    return false;
}

/* Rounds that grow with the logarithm of what is there. */
static bool is_logarithmic(struct judge *judge)
{
    if (judge->shape->step == STEP_LINK && follows_tree(judge))
        return judge_settle(judge, LOOP_SMALL, "as many rounds as the tree is deep");
    /* a delay that doubles from try to try is no half of anything */
    if (halves_range(judge) && (judge->shape->walks || judge_sleeping_call(judge) == PROGRAM_NONE))
        return judge_settle(judge, LOOP_SMALL, "halves what is left each round");
    return false;
}

static bool is_options(const struct judge *judge)
{
    uint32_t call = judge->loop->driver == FACTS_NONE
                        ? PROGRAM_NONE
                        : program_call_at(judge->program, judge->loop->function, judge->loop->driver);

    return call != PROGRAM_NONE && judge->program->calls[call].known != NULL &&
           judge->program->calls[call].known->role == ROLE_OPTION;
}

static bool is_small(struct judge *judge)
{
    if (is_options(judge))
        return judge_settle(judge, LOOP_SMALL, "command-line options");
    if (judge->loop->bound == BOUND_CONSTANT &&
        judge->loop->bound_value <= judge->program->options.small_bound)
        return judge_settle(judge, LOOP_SMALL,
                            arena_printf(judge->program->arena, "makes %" PRId64 " rounds at most",
                                         judge->loop->bound_value));
    return false;
}

static void settle_item(struct judge *judge)
{
    const struct loop *loop = judge->loop;
    struct arena *arena = judge->program->arena;
    const char *what = loop_text(judge->program, loop, arena);

    if (loop->form == LOOP_GOTO && judge_restarts(judge))
        judge_settle(judge, LOOP_ITEM, "starts over after each change");
    else if (judge->shape->walks)
        judge_settle(judge, LOOP_ITEM, arena_printf(arena, "walks %s", what));
    else
        judge_settle(judge, LOOP_ITEM, arena_printf(arena, "repeats for %s", what));
}

void loop_classify(struct program *program, uint32_t loop, const exit_list *exits,
                   const struct loop_shape *shape, const uint64_t *near)
{
    struct judge judge = {.program = program,
                          .index = loop,
                          .loop = &program->loops[loop],
                          .facts = function_facts(program, program->loops[loop].function),
                          .exits = exits,
                          .shape = shape,
                          .near = near,
                          .region = loop_region(program, &program->loops[loop])};

    if (is_once(&judge) || judge_interrupted(&judge) || judge_flush(&judge) || judge_waiting(&judge) ||
        judge_tries(&judge) || judge_stream(&judge) || is_logarithmic(&judge) || judge_repeating(&judge) ||
        is_failover(&judge) || is_chunked(&judge) || is_small(&judge))
        return;
    settle_item(&judge);
}

static bool function_serves(const struct program *program, uint32_t f)
{
    const struct function *function = &program->functions[f];

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++)
        if (program->loops[l].class == LOOP_SERVING)
            return true;
    return false;
}

void loop_follow_serving(struct program *program, uint32_t index, const struct loop_shape *shape)
{
    struct loop *loop = &program->loops[index];
    const struct function *function = &program->functions[loop->function];

    if (shape->walks || loop->class == LOOP_ONCE || loop->class == LOOP_SERVING)
        return;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->loop != index || call->kind != CALL_DIRECT || call->target_count != 1 ||
            !function_serves(program, program->targets[call->first_target]))
            continue;
        loop->class = LOOP_RETRY;
        loop->reason = arena_printf(program->arena, "starts %s again, which serves", call->name);
        return;
    }
}
