/* Loops that wait or repeat: serving, polling, retry.
 *
 * Serving: each round waits for somebody else's request or event. Retry: the same question again until its
 * answer is the one wanted; the result decides about the next round, and what is asked does not move on.
 * Polling: looks again after a while. */
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_judge.h"

/* Whether the expression names what says "try again": EINTR, SSL_ERROR_WANT_RETRY, SQLITE_BUSY. Case matters:
 * `is_busy` may be anything. */
static bool says_try_again(const struct judge *judge, uint32_t node)
{
    const struct facts *facts = judge->facts;

    for (uint32_t at = node; at < facts->nodes[node].end; at++) {
        const struct fact_node *self = &facts->nodes[at];
        const char *macro = facts_string(facts, self->macro);
        const char *name = self->kind == NODE_NAME && self->ref != FACTS_NONE
                               ? facts_string(facts, facts->symbols[self->ref].name)
                               : "";
        size_t length = strlen(name);

        for (const char *const *word = judge->program->catalog->words[WORDS_AGAIN]; *word; word++) {
            size_t size = strlen(*word);

            if (strcmp(macro, *word) == 0 ||
                (length > size && strcmp(name + length - size, *word) == 0 && name[length - size - 1] == '_'))
                return true;
        }
    }
    return false;
}

/* Whether the header goes on because of EINTR and the like. */
bool judge_interrupted(struct judge *judge)
{
    if (judge->shape->step == STEP_LINK)
        return false;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];
        uint8_t op = judge->facts->nodes[test->node].op;
        bool goes_on = test->leaves_when ? op == BINARY_NOT_EQUAL : op != BINARY_NOT_EQUAL;

        if (says_try_again(judge, test->node) && goes_on && (test->header || !judge->shape->walks))
            return judge_settle(judge, LOOP_RETRY, "again while the call was interrupted or busy");
    }
    return false;
}

/* Whether the call itself, or the one function that it calls in its own body and on every way, has the role
 * and, unless `effects` is 0, one of the effects. */
static bool does_itself(const struct judge *judge, uint32_t call, enum role role, unsigned effects)
{
    const struct program *program = judge->program;
    const struct call *its = &program->calls[call];
    const struct function *callee;

    if (its->known)
        return its->known->role == role && (!effects || its->known->effects & effects);
    if (its->kind != CALL_DIRECT || its->target_count != 1 || call_is_logging(program, its))
        return false;
    callee = &program->functions[program->targets[its->first_target]];
    for (uint32_t c = callee->first_call; c < callee->first_call + callee->call_count; c++)
        if (program->calls[c].known && program->calls[c].known->role == role && !program->calls[c].guarded &&
            (!effects || program->calls[c].known->effects & effects))
            return true;
    return false;
}

/* Whether the rounds do nothing but wait, lock and log. */
static bool only_waits(const struct judge *judge)
{
    static const uint64_t waiting = ROLE_BIT(ROLE_WAIT) | ROLE_BIT(ROLE_LOCK) | ROLE_BIT(ROLE_UNLOCK) |
                                    ROLE_BIT(ROLE_CLOCK) | ROLE_BIT(ROLE_PURE);

    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;

        if (known ? !(ROLE_BIT(known->role) & waiting)
                  : !call_is_logging(judge->program, &judge->program->calls[call]))
            return false;
    }
    return true;
}

/* Whether a loop that waits for work stands directly in it: a worker's. */
static bool holds_waiting(const struct judge *judge)
{
    for (uint32_t l = judge->index + 1;
         l < judge->program->loop_count && judge->program->loops[l].function == judge->loop->function; l++) {
        const struct loop *inner = &judge->program->loops[l];
        uint32_t call = inner->driver == FACTS_NONE
                            ? PROGRAM_NONE
                            : program_call_at(judge->program, inner->function, inner->driver);

        if (inner->parent == judge->index &&
            (inner->class == LOOP_SERVING || (inner->class == LOOP_POLLING && call != PROGRAM_NONE &&
                                              judge_roles(judge, call) & ROLE_BIT(ROLE_WAIT))))
            return true;
    }
    return false;
}

/* while (send(...) fails) wait for room: what is repeated is the send. */
static bool repeats_send(const struct judge *judge)
{
    enum polarity polarity;
    uint32_t call = judge_deciding_call(judge, &polarity);
    const struct catalog_function *known = call == PROGRAM_NONE ? NULL : judge->program->calls[call].known;

    return known && polarity == GOES_ON_FAILURE && (known->role == ROLE_SEND || known->role == ROLE_QUEUE);
}

static bool is_serving(struct judge *judge)
{
    enum loop_form form = judge->loop->form;
    bool walks = judge->shape->walks && form != LOOP_NEXT;
    /* goes on as long as nobody stops it: while (!quit), while (is_running()) */
    bool flagged = form == LOOP_FOREVER || form == LOOP_CONDITION ||
                   (form == LOOP_NEXT && !judge->shape->walks && judge->loop->driver != FACTS_NONE &&
                    node_argument_count(judge->facts, judge->loop->driver) == 0);

    if (form == LOOP_LIST || form == LOOP_SCAN || judge_advancing_call(judge) != PROGRAM_NONE ||
        repeats_send(judge))
        return false;
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        bool waits = known && known->role == ROLE_WAIT;

        if (!judge_is_direct(judge, call) ||
            (walks && !call_serving(judge->program, &judge->program->calls[call])) ||
            (form == LOOP_INDEX && known && (known->subject >= 0 || known->length >= 0)))
            continue;
        if (waits && !known->effects && form != LOOP_FOREVER && only_waits(judge)) {
            judge->loop->driver = judge->program->calls[call].node;
            return judge_settle(
                judge, LOOP_POLLING,
                judge_say(judge, "waits in %s until its condition holds", judge_call_name(judge, call)));
        }
        if (waits || call_serving(judge->program, &judge->program->calls[call]))
            return judge_settle(judge, LOOP_SERVING,
                                judge_say(judge, "each round waits in %s for the next request or event",
                                          judge_call_name(judge, call)));
        if (!known &&
            (!flagged ? form == LOOP_NEXT && !judge->shape->walks && does_itself(judge, call, ROLE_WAIT, 0)
                      : judge_roles(judge, call) & ROLE_BIT(ROLE_WAIT)))
            return judge_settle(judge, LOOP_SERVING,
                                judge_say(judge, "each round waits, below %s, for the next request or event",
                                          judge_call_name(judge, call)));
    }
    if ((form == LOOP_FOREVER || form == LOOP_CONDITION) && !walks && holds_waiting(judge))
        return judge_settle(judge, LOOP_SERVING,
                            "each round waits, in a loop inside, for the next request or event");
    return false;
}

/* A datagram server: receives without end, and what it gets does not end it. */
static bool is_receiving_forever(struct judge *judge)
{
    if (judge->loop->form != LOOP_FOREVER)
        return false;
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        bool ends = false;

        if (!known || known->role != ROLE_RECEIVE || !(known->effects & (EFFECT_NETWORK | EFFECT_IPC)) ||
            !judge_is_direct(judge, call))
            continue;
        for (uint32_t e = 0; e < judge->exits->count; e++)
            ends |= judge_tests_call(judge, &judge->exits->data[e], judge->program->calls[call].node);
        if (!ends)
            return judge_settle(
                judge, LOOP_SERVING,
                judge_say(judge, "receives with %s without end", judge_call_name(judge, call)));
    }
    return false;
}

/* A goto from within an inner loop to before it: starts over after a change. */
bool judge_restarts(const struct judge *judge)
{
    uint32_t label = judge->facts->nodes[judge->loop->node].ref;

    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++)
        if (judge->facts->nodes[node].kind == NODE_GOTO && judge->facts->nodes[node].ref == label &&
            loop_nests(judge->facts, judge->loop, node))
            return true;
    return false;
}

static bool is_deadline(const struct judge *judge)
{
    for (uint32_t e = 0; e < judge->exits->count; e++)
        for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = judge_next_call(judge, call)) {
            const struct catalog_function *known = judge->program->calls[call].known;

            if (known && known->role == ROLE_CLOCK && judge->exits->data[e].header &&
                judge_tests_call(judge, &judge->exits->data[e], judge->program->calls[call].node))
                return true;
        }
    return false;
}

static bool has_no_body(const struct judge *judge)
{
    uint32_t body = judge->loop->parts.body;

    return judge->loop->form != LOOP_GOTO &&
           (body == FACTS_NONE || (judge->facts->nodes[body].kind == NODE_COMPOUND &&
                                   node_first(judge->facts, body) == FACTS_NONE));
}

uint32_t judge_sleeping_call(const struct judge *judge)
{
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call))
        if (judge_is_direct(judge, call) && does_itself(judge, call, ROLE_SLEEP, 0))
            return call;
    return PROGRAM_NONE;
}

/* A call that waits for a descriptor to be ready, or whose function itself does. */
static uint32_t polling_call(const struct judge *judge)
{
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call))
        if (judge_is_direct(judge, call) && does_itself(judge, call, ROLE_WAIT, EFFECT_NETWORK | EFFECT_IPC))
            return call;
    return PROGRAM_NONE;
}

/* Whether the call is given a pointer that the loop moves along: then it is not asked the same thing again.
 */
static bool moves_argument(const struct judge *judge, uint32_t call)
{
    const struct facts *facts = judge->facts;
    uint32_t node = judge->program->calls[call].node;

    for (uint32_t at = judge->loop->first; at < judge->loop->last; at++) {
        uint32_t first = node_first(facts, at), symbol;

        if (!(facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op >= UNARY_POST_INCREMENT &&
              facts->nodes[at].op <= UNARY_PRE_DECREMENT) &&
            !(facts->nodes[at].kind == NODE_ASSIGN && facts->nodes[at].op == BINARY_ADD))
            continue;
        symbol = node_base(facts, first);
        if (symbol != FACTS_NONE && node_class(facts, first) == TYPE_POINTER &&
            nodes_mention(facts, node, facts->nodes[node].end, symbol))
            return true;
    }
    return false;
}

/* while (!at_end(p)) { take(p); }: a question about an object that other calls of the round work on, answered
 * without leaving the process. */
static bool asks_progress(const struct judge *judge, uint32_t call)
{
    const struct call *its = &judge->program->calls[call];
    uint32_t argument = node_argument(judge->facts, its->node, 0);
    uint32_t symbol = argument == FACTS_NONE ? FACTS_NONE : node_base(judge->facts, argument);

    if (symbol == FACTS_NONE || its->known ||
        judge_roles(judge, call) & (ROLES_ASK | ROLES_STREAM | ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_LOCK)))
        return false;
    for (uint32_t other = judge_next_call(judge, PROGRAM_NONE); other != PROGRAM_NONE;
         other = judge_next_call(judge, other)) {
        uint32_t node = judge->program->calls[other].node;

        if (other != call && !call_is_logging(judge->program, &judge->program->calls[other]) &&
            nodes_mention(judge->facts, node + 1, judge->facts->nodes[node].end, symbol))
            return true;
    }
    return false;
}

/* Whether the answer is worked on when the loop goes on: an inner loop, or calls other than the deciding one
 * that are given it. */
static bool uses_answer(const struct judge *judge, uint32_t call)
{
    uint32_t symbol = call_result_symbol(judge->facts, judge->program->calls[call].node);

    for (uint32_t l = judge->index + 1;
         l < judge->program->loop_count && judge->program->loops[l].function == judge->loop->function; l++) {
        const struct loop *inner = &judge->program->loops[l];

        if (inner->node >= judge->loop->last)
            break;
        if (inner->class != LOOP_ONCE && inner->node > judge->loop->node && inner->first < judge->loop->last)
            return true;
    }
    if (symbol == FACTS_NONE)
        return false;
    for (uint32_t other = judge_next_call(judge, PROGRAM_NONE); other != PROGRAM_NONE;
         other = judge_next_call(judge, other)) {
        const struct catalog_function *known = judge->program->calls[other].known;

        if (other != call && known && known->role == ROLE_RESULT &&
            known->effects & (EFFECT_DATABASE | EFFECT_NETWORK) &&
            nodes_mention(judge->facts, judge->program->calls[other].node,
                          judge->facts->nodes[judge->program->calls[other].node].end, symbol))
            return true;
    }
    return false;
}

enum { TEST_LIMIT = 48 }; /* bytes of a condition in a reason */

static bool symbol_says(const struct judge *judge, enum word_kind kind, uint32_t symbol)
{
    return symbol != FACTS_NONE &&
           catalog_has_word(judge->program->catalog, kind,
                            facts_string(judge->facts, judge->facts->symbols[symbol].name));
}

static bool names_tries(const struct judge *judge, uint32_t node)
{
    const struct facts *facts = judge->facts;

    for (uint32_t at = node; node != FACTS_NONE && at < facts->nodes[node].end; at++)
        if ((facts->nodes[at].kind == NODE_NAME || facts->nodes[at].kind == NODE_MEMBER) &&
            symbol_says(judge, WORDS_TRY, facts->nodes[at].ref))
            return true;
    return false;
}

/* again: if (failures > max_retries) return; ... goto again; */
static bool gives_up_after_tries(const struct judge *judge)
{
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];
        const struct fact_node *self = &judge->facts->nodes[test->node];

        if (!test->header && self->kind == NODE_BINARY && self->op >= BINARY_LESS &&
            self->op <= BINARY_GREATER_EQUAL && names_tries(judge, test->node))
            return true;
    }
    return false;
}

/* Whether the loop counts tries, and says so: `for (i = 0; i < max_retries; i++)`, `while (attempts-- > 0)`,
 * `goto try_again`. */
bool judge_tries(struct judge *judge)
{
    const struct facts *facts = judge->facts;
    const struct loop *loop = judge->loop;
    bool counts;

    if (loop->form == LOOP_GOTO && !judge->shape->walks && !judge_restarts(judge) &&
        symbol_says(judge, WORDS_AGAIN, facts->nodes[loop->node].ref))
        return judge_settle(judge, LOOP_RETRY, "goes back to try again");
    if (loop->form == LOOP_GOTO && judge->shape->step != STEP_LINK && gives_up_after_tries(judge))
        return judge_settle(judge, LOOP_RETRY, "goes back until it has tried often enough");
    if (loop->collection != FACTS_NONE || loop->form == LOOP_LIST || loop->form == LOOP_NEXT)
        return false;
    counts = symbol_says(judge, WORDS_TRY, loop->variable) ||
             names_tries(judge, loop->limit != FACTS_NONE ? loop->limit : loop->parts.condition);
    return counts && judge_settle(judge, LOOP_RETRY, "counts its tries");
}

/* How the repeated call ends the loop, as it stands in the source: "leaves when `PQstatus(c) == 0`, sleeps".
 */
static const char *retry_text(const struct judge *judge, uint32_t call, bool sleeps)
{
    struct arena *arena = judge->program->arena;
    const char *after = sleeps ? ", sleeps" : "";

    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];

        if (judge_tests_call(judge, test, judge->program->calls[call].node))
            return arena_printf(arena, "repeats %s, %s `%s`%s", judge_call_name(judge, call),
                                test->leaves_when ? "leaves when" : "goes on while",
                                node_text(judge->facts, test->node, TEST_LIMIT, arena), after);
    }
    return arena_printf(arena, "repeats %s until it works%s", judge_call_name(judge, call), after);
}

/* Loops without an item: they repeat the same thing. */
bool judge_repeating(struct judge *judge)
{
    const struct loop_shape *shape = judge->shape;
    enum polarity polarity;
    uint32_t call = judge_deciding_call(judge, &polarity), sleep = judge_sleeping_call(judge);
    bool next = (judge->loop->form == LOOP_NEXT || judge->loop->form == LOOP_GOTO) && shape->walks;
    bool fails_on = polarity == GOES_ON_FAILURE;

    if (shape->walks && !(next && fails_on && call != PROGRAM_NONE &&
                          judge->program->calls[call].node == judge->loop->driver))
        return false;
    if (judge->loop->form == LOOP_GOTO && judge_restarts(judge))
        return false;
    if (call != PROGRAM_NONE && fails_on &&
        (moves_argument(judge, call) || (sleep == PROGRAM_NONE && asks_progress(judge, call))))
        return false;
    if (call != PROGRAM_NONE && (fails_on || sleep != PROGRAM_NONE || is_deadline(judge))) {
        judge->loop->driver = judge->program->calls[call].node;
        if (fails_on && judge_roles(judge, call) & (ROLE_BIT(ROLE_RECEIVE)) && shape->step != STEP_ONE)
            return false;
        return judge_settle(judge, LOOP_RETRY, retry_text(judge, call, sleep != PROGRAM_NONE));
    }
    if (call != PROGRAM_NONE && shape->step == STEP_CALL && has_no_body(judge)) {
        judge->loop->driver = judge->program->calls[call].node;
        return judge_settle(judge, LOOP_RETRY,
                            judge_say(judge, "repeats %s until it is done, and does nothing else",
                                      judge_call_name(judge, call)));
    }
    if (judge->loop->form == LOOP_INDEX && polling_call(judge) != PROGRAM_NONE)
        return judge_settle(
            judge, LOOP_POLLING,
            judge_say(judge, "waits in %s and looks again", judge_call_name(judge, polling_call(judge))));
    if (sleep != PROGRAM_NONE && !(shape->step == STEP_ONE && judge->program->calls[sleep].guarded))
        return judge_settle(judge, LOOP_POLLING,
                            judge_say(judge, "looks again after %s", judge_call_name(judge, sleep)));
    if (is_deadline(judge))
        return judge_settle(judge, LOOP_RETRY, "tries until a deadline");
    if (call != PROGRAM_NONE && judge->loop->form == LOOP_FOREVER &&
        (polarity != GOES_ON_SUCCESS || judge_roles(judge, call) & ROLES_STREAM) &&
        !judge_asks(judge, call) && shape->step == STEP_CALL &&
        (judge->program->calls[call].known ||
         judge_roles(judge, call) & (ROLES_STREAM | ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_FILE)))) {
        judge->loop->driver = judge->program->calls[call].node;
        return judge_settle(judge, LOOP_RETRY, retry_text(judge, call, false));
    }
    if (judge->loop->form == LOOP_GOTO && call != PROGRAM_NONE && shape->step != STEP_AMOUNT) {
        judge->loop->driver = judge->program->calls[call].node;
        return judge_settle(judge, LOOP_RETRY,
                            judge_say(judge, "goes back when %s asks for it", judge_call_name(judge, call)));
    }
    if (call != PROGRAM_NONE && judge_asks(judge, call) && shape->step != STEP_ONE) {
        judge->loop->driver = judge->program->calls[call].node;
        if (uses_answer(judge, call))
            return judge_settle(
                judge, LOOP_PAGINATION,
                judge_say(judge, "%s gives the next block until none is left", judge_call_name(judge, call)));
        return judge_settle(judge, LOOP_RETRY, retry_text(judge, call, false));
    }
    return false;
}

bool judge_waiting(struct judge *judge)
{
    return is_serving(judge) || is_receiving_forever(judge);
}
