/* Loops that work on one stream: drains, and pages whose next question comes from the last answer. */
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_judge.h"

enum { BLOCK_MIN = 8 }; /* items of a block, from which on a step over them is one */

/* Whether each round moves on by what a call sent or received. */
uint32_t judge_advancing_call(const struct judge *judge)
{
    const struct loop_shape *shape = judge->shape;

    if (shape->step != STEP_AMOUNT || shape->amount == FACTS_NONE)
        return PROGRAM_NONE;
    for (uint32_t c = judge_next_call(judge, PROGRAM_NONE); c != PROGRAM_NONE;
         c = judge_next_call(judge, c)) {
        uint32_t node = judge->program->calls[c].node, symbol = call_result_symbol(judge->facts, node);
        uint64_t roles = judge_roles(judge, c);

        if (!(roles &
              (ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_QUEUE) | ROLE_BIT(ROLE_FILE))) ||
            roles & ROLE_BIT(ROLE_CONNECT))
            continue;
        if (node_contains(judge->facts, shape->amount, node) ||
            (symbol != FACTS_NONE &&
             nodes_mention(judge->facts, shape->amount, judge->facts->nodes[shape->amount].end, symbol))) {
            return c;
        }
    }
    return PROGRAM_NONE;
}

/* Whether the rounds are items that something else gives: a loop that gives up when its flush fails drives
 * nothing. */
static bool walks_items(const struct judge *judge, const struct catalog_function *flush)
{
    const struct loop *loop = judge->loop;
    uint32_t driver = loop->form != LOOP_NEXT || loop->driver == FACTS_NONE
                          ? PROGRAM_NONE
                          : program_call_at(judge->program, loop->function, loop->driver);
    const struct catalog_function *known =
        driver == PROGRAM_NONE ? NULL : judge->program->calls[driver].known;

    return judge->shape->walks && !(known && strcmp(known->family, flush->family) == 0);
}

/* do { curl_multi_perform(m, &running); curl_multi_poll(m, ...); } while (running): all that was queued, at
 * once. */
bool judge_flush(struct judge *judge)
{
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        uint32_t node = judge->program->calls[call].node;

        if (!known || known->role != ROLE_FLUSH || !judge_is_direct(judge, call) ||
            walks_items(judge, known) || judge->shape->step == STEP_LINK)
            continue;
        for (uint32_t e = 0; e < judge->exits->count; e++)
            if (flow_from_call(judge->program, judge->index, node, judge->exits->data[e].node)) {
                judge->loop->driver = node;
                return judge_settle(judge, LOOP_DRAIN,
                                    judge_say(judge, "drives %s until all that was queued is done",
                                              judge_call_name(judge, call)));
            }
    }
    return false;
}

/* Whether the loop ends by what the call gave. */
static bool ends_by(const struct judge *judge, uint32_t call)
{
    for (uint32_t e = 0; e < judge->exits->count; e++)
        if (flow_from_call(judge->program, judge->index, call, judge->exits->data[e].node))
            return true;
    return false;
}

/* Whether the loop sets the symbol in another way than by handing it to `call`, which may write anything. */
static bool is_set_apart(const struct judge *judge, uint32_t call, uint32_t symbol)
{
    write_list writes = {0};
    bool found = false;

    flow_collect(judge->program, judge->loop->function, judge->loop->first, judge->loop->last, &writes);
    for (uint32_t i = 0; i < writes.count && !found; i++)
        found = writes.data[i].symbol == symbol && writes.data[i].node != call &&
                writes.data[i].effect != WRITE_TOUCH;
    vec_release(&writes);
    return found;
}

/* Whether the call is asked what it wrote itself the round before, and that decides on the next round: `while
 * (page.next[0]) fetch(page.next, &page);`. */
static bool asks_what_it_wrote(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;

    for (unsigned i = 0; i < node_argument_count(facts, call); i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, call, i)),
                 base = node_base(facts, argument);
        bool writes = false;

        if (facts->nodes[argument].kind != NODE_MEMBER || base == FACTS_NONE)
            continue;
        for (unsigned o = 0; o < node_argument_count(facts, call) && !writes; o++) {
            uint32_t other = node_strip(facts, node_argument(facts, call, o));

            writes = facts->nodes[other].kind == NODE_UNARY && facts->nodes[other].op == UNARY_ADDRESS &&
                     node_base(facts, other) == base;
        }
        for (uint32_t e = 0; writes && e < judge->exits->count; e++) {
            uint32_t test = judge->exits->data[e].node;

            for (uint32_t n = test; n < facts->nodes[test].end; n++)
                if (node_equal(facts, n, argument) && !node_contains(facts, call, n))
                    return true;
        }
    }
    return false;
}

static bool settle_pagination(struct judge *judge, uint32_t call)
{
    judge->loop->driver = judge->program->calls[call].node;
    return judge_settle(
        judge, LOOP_PAGINATION,
        judge_say(judge, "what %s is asked next comes from its last answer", judge_call_name(judge, call)));
}

/* Whether the question is put together in the loop out of what the call answered the round before:
 * `add(request, answer->last)`. */
static bool composes_from_answer(const struct judge *judge, uint32_t call,
                                 const struct catalog_function *known)
{
    const struct facts *facts = judge->facts;
    uint32_t query = known->query < 0 ? FACTS_NONE : node_argument(facts, call, (unsigned)known->query),
             symbol = query == FACTS_NONE ? FACTS_NONE : node_base(facts, query);

    for (uint32_t c = judge_next_call(judge, PROGRAM_NONE); symbol != FACTS_NONE && c != PROGRAM_NONE;
         c = judge_next_call(judge, c)) {
        const struct catalog_function *store = judge->program->calls[c].known;
        uint32_t node = judge->program->calls[c].node, subject;

        if (!store || store->role != ROLE_STORE || store->subject < 0 || store->query < 0)
            continue;
        subject = node_argument(facts, node, (unsigned)store->subject);
        if (subject == FACTS_NONE || node_base(facts, subject) != symbol)
            continue;
        subject = node_argument(facts, node, (unsigned)store->query);
        if (subject != FACTS_NONE && flow_from_call(judge->program, judge->index, call, subject))
            return true;
    }
    return false;
}

/* Whether all that differs between two questions is a number that the loop counts: an offset, a page. */
static bool asks_by_count(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;
    bool counted = false;

    for (unsigned i = 0; i < node_argument_count(facts, call); i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, call, i));

        if ((facts->nodes[argument].kind == NODE_UNARY && facts->nodes[argument].op == UNARY_ADDRESS) ||
            !flow_varies(judge->program, judge->index, argument))
            continue;
        if (facts->nodes[argument].kind != NODE_NAME || node_class(facts, argument) != TYPE_INTEGER)
            return false;
        counted = true;
    }
    return counted;
}

/* for (offset = 0;; offset += 100) { answer = ask(offset); if (count(answer) < 100) break; }: the next block
 * of one list, until a block is short. */
static bool asks_next_block(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;

    if (judge->loop->form != LOOP_FOREVER && judge->loop->form != LOOP_CONDITION &&
        judge->loop->form != LOOP_NEXT)
        return false;
    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++) {
        uint32_t target = node_first(facts, node), amount;

        if (facts->nodes[node].kind != NODE_ASSIGN || facts->nodes[node].op != BINARY_ADD ||
            loop_nests(facts, judge->loop, node) || node_class(facts, target) != TYPE_INTEGER)
            continue;
        amount = node_strip(facts, node_next(facts, target));
        if (constant_truth(facts, amount) >= 0 && facts->nodes[amount].value >= BLOCK_MIN)
            return ends_by(judge, judge->program->calls[call].node);
    }
    return false;
}

/* The next question comes from the last answer. */
static bool is_pagination(struct judge *judge)
{
    const struct program *program = judge->program;

    if (judge->shape->step == STEP_LINK ||
        (judge->shape->walks && judge->loop->form != LOOP_NEXT && judge->loop->form != LOOP_GOTO))
        return false;
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        uint32_t node = program->calls[call].node;
        const struct catalog_function *known = program->calls[call].known;

        if (!judge_asks(judge, call) || !judge_is_direct(judge, call))
            continue;
        if (asks_what_it_wrote(judge, node) || (known && composes_from_answer(judge, node, known)))
            return settle_pagination(judge, call);
        if (asks_next_block(judge, call)) {
            judge->loop->driver = node;
            return judge_settle(
                judge, LOOP_PAGINATION,
                judge_say(judge, "%s gives the next block until one is short", judge_call_name(judge, call)));
        }
        if (!ends_by(judge, node))
            continue;
        if (known && asks_by_count(judge, node)) {
            judge->loop->driver = node;
            return judge_settle(judge, LOOP_PAGINATION,
                                judge_say(judge, "asks %s for the next piece until there is none",
                                          judge_call_name(judge, call)));
        }
        for (unsigned i = 0; i < node_argument_count(judge->facts, node); i++) {
            uint32_t argument = node_argument(judge->facts, node, i),
                     plain = node_strip(judge->facts, argument);

            if (known && known->handle == (int)i)
                continue;
            if (judge->facts->nodes[plain].kind == NODE_STRING &&
                judge->facts->nodes[plain].ref != FACTS_NONE &&
                strncasecmp(facts_string(judge->facts, judge->facts->nodes[plain].ref), "FETCH ", 6) == 0) {
                judge->loop->driver = node;
                return judge_settle(judge, LOOP_PAGINATION,
                                    "each round fetches the next block of one cursor");
            }
            if (judge->facts->nodes[plain].kind == NODE_UNARY &&
                judge->facts->nodes[plain].op == UNARY_ADDRESS)
                continue;
            if (!is_set_apart(judge, node, node_base(judge->facts, plain)))
                continue;
            if (call_result_symbol(judge->facts, node) != FACTS_NONE &&
                node_base(judge->facts, plain) == call_result_symbol(judge->facts, node) &&
                judge->loop->form != LOOP_NEXT)
                continue;
            if (flow_from_call(program, judge->index, node, argument))
                return settle_pagination(judge, call);
        }
    }
    return false;
}

static bool has_database_effect(const struct judge *judge, uint32_t call)
{
    const struct catalog_function *known = judge->program->calls[call].known;

    return known && known->effects & (EFFECT_DATABASE | EFFECT_LOCAL_DATABASE);
}

/* Whether all that the rounds do is take the stream apart. */
static bool only_takes(const struct judge *judge, uint32_t driver)
{
    static const uint64_t cheap = ROLE_BIT(ROLE_RESULT) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_CLOSE) |
                                  ROLE_BIT(ROLE_SET) | ROLE_BIT(ROLE_COPY) | ROLE_BIT(ROLE_FORMAT) |
                                  ROLE_BIT(ROLE_ALLOCATE) | ROLE_BIT(ROLE_COMPARE) | ROLE_BIT(ROLE_PURE) |
                                  ROLE_BIT(ROLE_LINEAR) | ROLE_BIT(ROLE_WAIT);

    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;

        if (call != driver && (!known || !(ROLE_BIT(known->role) & cheap)))
            return false;
    }
    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++)
        if (node_is_loop(judge->facts, node))
            return false;
    return true;
}

static bool is_drain(struct judge *judge)
{
    uint32_t call;
    enum polarity polarity;

    call = judge_advancing_call(judge);
    if (call != PROGRAM_NONE) {
        judge->loop->driver = judge->program->calls[call].node;
        return judge_settle(
            judge, LOOP_DRAIN,
            judge_say(judge, "goes on by as much as %s took or gave", judge_call_name(judge, call)));
    }
    if (judge->shape->step == STEP_LINK || judge->loop->form == LOOP_SCAN)
        return false;
    call = judge_deciding_call(judge, &polarity);
    if (call != PROGRAM_NONE && polarity != GOES_ON_FAILURE &&
        judge_roles(judge, call) & ROLE_BIT(ROLE_RECEIVE) && !judge_asks(judge, call)) {
        uint32_t node = judge->program->calls[call].node;
        bool known = judge->program->calls[call].known != NULL,
             number = node_class(judge->facts, node) == TYPE_INTEGER;

        if (judge->loop->form != LOOP_INDEX || !judge->shape->walks) {
            if (known && has_database_effect(judge, call) && !only_takes(judge, call)) {
                /* rows: what is done for each of them may be done for all at once */
                judge->loop->driver = node;
                return false;
            }
            if (number || only_takes(judge, call)) {
                judge->loop->driver = node;
                return judge_settle(judge, LOOP_DRAIN,
                                    judge_say(judge, "takes what %s gives to the end of the stream",
                                              judge_call_name(judge, call)));
            }
        }
    }
    if (!judge->shape->walks && (judge->loop->form == LOOP_CONDITION || judge->loop->form == LOOP_NEXT)) {
        call = judge_call_with(judge, ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE), true);
        if (call != PROGRAM_NONE && judge_call_with(judge, ROLES_ASK, true) == PROGRAM_NONE &&
            !judge_holds(judge, LOOP_ITEM)) {
            judge->loop->driver = judge->program->calls[call].node;
            return judge_settle(judge, LOOP_DRAIN,
                                judge_say(judge, "works on one stream with %s until it is done",
                                          judge_call_name(judge, call)));
        }
    }
    if (!judge->shape->walks && judge->loop->form == LOOP_INDEX) {
        call = judge_call_with(judge, ROLE_BIT(ROLE_RECEIVE), true);
        if (call != PROGRAM_NONE &&
            judge_call_with(judge, ROLES_ASK | ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_QUEUE), true) ==
                PROGRAM_NONE) {
            judge->loop->driver = judge->program->calls[call].node;
            return judge_settle(judge, LOOP_DRAIN,
                                judge_say(judge, "only takes what is there, with %s, and asks nothing",
                                          judge_call_name(judge, call)));
        }
    }
    return false;
}

bool judge_stream(struct judge *judge)
{
    return is_pagination(judge) || is_drain(judge);
}
