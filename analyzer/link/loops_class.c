/* What a loop is (see the header).
 *
 * The classes are asked in an order that goes from what is certain to what is a default: runs once; serves;
 * retries or polls; drains a stream; pages; looks for one that works; takes chunks; is small; else it is an
 * item loop. A loop that walks items is never taken for a retry or a service because of what its body does,
 * and one that walks nothing is never an item loop because of its shape. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_class.h"

enum { SMALL_BOUND_DEFAULT = 64, CHUNK_STRIDE_MIN = 8, NAME_LIMIT = 48 };

struct judge {
    struct program *program;
    uint32_t index;
    struct loop *loop;
    const struct facts *facts;
    const exit_list *exits;
    const struct loop_shape *shape;
    struct loop_region region;
    const uint64_t *near;
};

/* How many calls deep a loop's own work is looked for. Deeper, everything in a large program reaches
 * everything. */
enum { NEAR_CALLS = 2 };

/* Logging may well connect and write, but never for the loop's sake. */
static bool is_logging(const char *name)
{
    static const char *const words[] = {"log",     "syslog", "debug", "trace", "warn",
                                        "warning", "error",  "die",   "fatal", "panic"};

    if (name && strncasecmp(name, "dbg", 3) == 0)
        return true;
    for (const char *at = name; at && *at; at++)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            size_t length = strlen(words[i]);
            bool starts = at == name || at[-1] == '_' ||
                          (isupper((unsigned char)*at) && islower((unsigned char)at[-1]));

            /* log_write, LogError, vlog: but not login, logical */
            if (starts && strncasecmp(at, words[i], length) == 0 && !islower((unsigned char)at[length]))
                return true;
        }
    return false;
}

static uint64_t roles_of_call(const struct program *program, const uint64_t *near, uint32_t call)
{
    const struct call *its = &program->calls[call];
    uint64_t roles = its->known ? ROLE_BIT(its->known->role) : 0;

    /* fscanf, getc: records and characters of a file, not blocks of a stream */
    if (its->known && its->known->role == ROLE_RECEIVE && its->known->effects == EFFECT_SYNC_IO &&
        its->known->length < 0)
        return ROLE_BIT(ROLE_FILE);
    if (!its->known && is_logging(its->name))
        return 0;

    for (uint32_t t = 0; !its->known && its->kind != CALL_PARAMETER && t < its->target_count; t++)
        roles |= near[program->targets[its->first_target + t]];
    return roles;
}

/* Does a test, when the loop goes on, say that the call worked? */
enum polarity { GOES_ON_UNKNOWN, GOES_ON_SUCCESS, GOES_ON_FAILURE };

uint64_t *loop_near_roles(const struct program *program)
{
    uint64_t *near = xmalloc((program->function_count + 1) * sizeof *near);
    uint64_t *further = xmalloc((program->function_count + 1) * sizeof *further);

    memset(near, 0, (program->function_count + 1) * sizeof *near);
    for (unsigned step = 0; step < NEAR_CALLS; step++) {
        uint64_t *swap = near;

        for (uint32_t f = 0; f < program->function_count; f++) {
            const struct function *function = &program->functions[f];

            further[f] = 0;
            for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
                further[f] |= roles_of_call(program, near, c);
        }
        near = further;
        further = swap;
    }
    free(further);
    return near;
}

uint64_t loop_call_roles(const struct program *program, uint32_t call)
{
    const struct call *its = &program->calls[call];

    return its->known ? ROLE_BIT(its->known->role) : call_roles(program, its);
}

static uint64_t near_roles(const struct judge *judge, uint32_t call)
{
    return roles_of_call(judge->program, judge->near, call);
}

static bool settle(struct judge *judge, enum loop_class class, const char *reason)
{
    judge->loop->class = class;
    judge->loop->reason = reason;
    return true;
}

static const char *say(const struct judge *judge, const char *format, const char *what)
{
    char text[256];

    /* formats are literals of this file with one %s */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, format, what);
#pragma GCC diagnostic pop
    return arena_strdup(judge->program->arena, text);
}

/* Calls of the loop, by node. */
static uint32_t next_call(const struct judge *judge, uint32_t call)
{
    const struct function *function = &judge->program->functions[judge->loop->function];
    uint32_t end = function->first_call + function->call_count;

    for (call = call == PROGRAM_NONE ? function->first_call : call + 1; call < end; call++) {
        uint32_t node = judge->program->calls[call].node;

        if (node >= judge->loop->first && node < judge->loop->last)
            return call;
    }
    return PROGRAM_NONE;
}

/* Whether the call runs in every round of this very loop, not of one inside. */
static bool is_direct(const struct judge *judge, uint32_t call)
{
    return loop_repeating(judge->program, judge->program->calls[call].loop) == judge->index ||
           judge->program->calls[call].loop == judge->index;
}

static uint32_t result_symbol(const struct facts *facts, uint32_t call)
{
    uint32_t at = call;

    for (uint32_t parent = facts->nodes[at].parent; parent != FACTS_NONE;
         at = parent, parent = facts->nodes[at].parent) {
        uint8_t kind = facts->nodes[parent].kind;

        if (kind == NODE_VARIABLE)
            return facts->nodes[parent].ref;
        if (kind == NODE_ASSIGN)
            return at == node_first(facts, parent) ? FACTS_NONE : node_base(facts, node_first(facts, parent));
        if (kind != NODE_CAST && kind != NODE_CONDITIONAL && kind != NODE_UNARY)
            return FACTS_NONE;
    }
    return FACTS_NONE;
}

/* Whether an exit test looks at what the call gave. */
static bool tests_call(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    uint32_t symbol = result_symbol(judge->facts, call);

    return node_contains(judge->facts, test->node, call) ||
           (symbol != FACTS_NONE &&
            nodes_mention(judge->facts, test->node, judge->facts->nodes[test->node].end, symbol));
}

/* Whether the branch that leaves hands an error on: a negative constant, or the result itself. */
static bool branch_fails(const struct judge *judge, uint32_t branch, uint32_t symbol)
{
    const struct facts *facts = judge->facts;

    if (branch == FACTS_NONE)
        return false;
    for (uint32_t node = branch; node < facts->nodes[branch].end; node++) {
        uint32_t value = node_first(facts, node);
        int64_t constant;

        if (facts->nodes[node].kind == NODE_GOTO)
            return true;
        if (facts->nodes[node].kind != NODE_RETURN || value == FACTS_NONE)
            continue;
        if (symbol != FACTS_NONE && node_base(facts, value) == symbol)
            return true;
        if (constant_truth(facts, value) >= 0 &&
            (constant = facts->nodes[node_strip(facts, value)].value) < 0)
            return true;
    }
    return false;
}

static enum polarity flip(enum polarity polarity)
{
    return polarity == GOES_ON_SUCCESS   ? GOES_ON_FAILURE
           : polarity == GOES_ON_FAILURE ? GOES_ON_SUCCESS
                                         : GOES_ON_UNKNOWN;
}

static enum polarity compare_polarity(const struct judge *judge, uint32_t test)
{
    const struct facts *facts = judge->facts;
    uint32_t left = node_first(facts, test), right = node_strip(facts, node_next(facts, left));
    bool pointer = node_class(facts, left) == TYPE_POINTER;
    int64_t value = facts->nodes[right].value;

    if (constant_truth(facts, right) < 0)
        return GOES_ON_UNKNOWN;
    switch (facts->nodes[test].op) {
    case BINARY_EQUAL: return pointer || value < 0 ? GOES_ON_FAILURE : GOES_ON_SUCCESS;
    case BINARY_NOT_EQUAL:
        if (!pointer && value > 0)
            return GOES_ON_UNKNOWN; /* anything but a certain end */
        return pointer || value < 0 ? GOES_ON_SUCCESS : GOES_ON_FAILURE;
    case BINARY_LESS: return value <= 0 ? GOES_ON_FAILURE : value == 1 ? GOES_ON_FAILURE : GOES_ON_UNKNOWN;
    case BINARY_LESS_EQUAL: return GOES_ON_FAILURE;
    case BINARY_GREATER:
    case BINARY_GREATER_EQUAL: return GOES_ON_SUCCESS;
    default: return GOES_ON_UNKNOWN;
    }
}

/* read() and its like: bytes taken, 0 at the end. */
static bool counts_bytes(const struct judge *judge, uint32_t call)
{
    const struct catalog_function *known = judge->program->calls[call].known;

    if (!known)
        return node_class(judge->facts, judge->program->calls[call].node) == TYPE_INTEGER &&
               near_roles(judge, call) & ROLE_BIT(ROLE_RECEIVE) && !(near_roles(judge, call) & ROLES_ASK);
    return known->role == ROLE_RECEIVE &&
           !(known->effects & (EFFECT_DATABASE | EFFECT_LOCAL_DATABASE | EFFECT_PROCESS)) &&
           node_class(judge->facts, judge->program->calls[call].node) == TYPE_INTEGER;
}

static bool is_text(const struct facts *facts, uint32_t node)
{
    uint32_t type = facts->nodes[node].type,
             target = type == FACTS_NONE ? FACTS_NONE : facts->types[type].target;

    return node_class(facts, node) == TYPE_POINTER && target != FACTS_NONE &&
           facts->types[target].class == TYPE_CHARACTER;
}

/* What going on says about the call whose result `test` looks at. */
static enum polarity polarity_of(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    const struct facts *facts = judge->facts;
    const struct fact_node *self = &facts->nodes[test->node];
    enum polarity when_true = GOES_ON_SUCCESS;

    if (self->kind == NODE_BINARY && self->op >= BINARY_LESS && self->op <= BINARY_NOT_EQUAL)
        when_true = counts_bytes(judge, call) && self->op == BINARY_EQUAL
                        ? GOES_ON_FAILURE
                        : compare_polarity(judge, test->node);
    else if (self->kind == NODE_BINARY)
        return GOES_ON_UNKNOWN;
    else if (!test->header && is_text(facts, test->node) &&
             branch_fails(judge, test->branch, node_base(facts, test->node)))
        when_true = GOES_ON_FAILURE; /* a message that says what went wrong */
    else if (!test->header && node_class(facts, test->node) != TYPE_POINTER &&
             node_class(facts, test->node) != TYPE_BOOL)
        /* if (rc) ...: true is success only when leaving does not report a failure */
        when_true = branch_fails(judge, test->branch, node_base(facts, test->node)) ? GOES_ON_FAILURE
                                                                                    : GOES_ON_SUCCESS;
    return test->leaves_when ? flip(when_true) : when_true;
}

static bool mentions_word(const struct facts *facts, uint32_t node, const char *const *words, size_t count)
{
    for (uint32_t at = node; at < facts->nodes[node].end; at++) {
        const struct fact_node *self = &facts->nodes[at];
        const char *macro = facts_string(facts, self->macro);
        const char *name = self->kind == NODE_NAME && self->ref != FACTS_NONE
                               ? facts_string(facts, facts->symbols[self->ref].name)
                               : "";

        for (size_t i = 0; i < count; i++) {
            if (strcmp(macro, words[i]) == 0)
                return true;
            /* enumerators like SSL_ERROR_WANT_READ, SQLITE_BUSY */
            if (strlen(name) > strlen(words[i]) &&
                strcmp(name + strlen(name) - strlen(words[i]), words[i]) == 0 &&
                name[strlen(name) - strlen(words[i]) - 1] == '_')
                return true;
        }
    }
    return false;
}

static bool says_try_again(const struct facts *facts, uint32_t node)
{
    static const char *const words[] = {"EINTR", "EAGAIN", "EWOULDBLOCK", "EBUSY", "EINPROGRESS",
                                        "BUSY",  "AGAIN",  "LOCKED",      "RETRY"};

    return mentions_word(facts, node, words, sizeof words / sizeof *words);
}

static const char *name_of(const struct judge *judge, uint32_t call)
{
    const char *name = judge->program->calls[call].name;

    return name ? name : "a call";
}

static bool is_once(struct judge *judge)
{
    if (exit_runs_once(&judge->region))
        return settle(judge, LOOP_ONCE,
                      judge->loop->parts.condition != FACTS_NONE &&
                              constant_truth(judge->facts, judge->loop->parts.condition) == 0
                          ? "its condition is always false"
                          : "every way through the body leaves");
    if (judge->loop->bound == BOUND_CONSTANT && judge->loop->bound_value <= 1 &&
        judge->shape->step == STEP_ONE)
        return settle(judge, LOOP_ONCE, "counts one round");
    return false;
}

static bool is_serving_name(const struct judge *judge, uint32_t call)
{
    const struct catalog *catalog = judge->program->catalog;
    const char *name = callee_name(judge->facts, judge->program->calls[call].node);

    if (!*name)
        return false;
    for (size_t i = 0; i < catalog->handler_count; i++)
        if (catalog->handlers[i].kind == HANDLER_CALL && catalog->handlers[i].phase == PHASE_SERVING &&
            strcmp(catalog->handlers[i].name, name) == 0)
            return true;
    return false;
}

/* Whether each round moves on by what a call sent or received. */
static bool advances_by_call(const struct judge *judge, uint32_t *call)
{
    const struct loop_shape *shape = judge->shape;

    if (shape->step != STEP_AMOUNT || shape->amount == FACTS_NONE)
        return false;
    for (uint32_t c = next_call(judge, PROGRAM_NONE); c != PROGRAM_NONE; c = next_call(judge, c)) {
        uint32_t node = judge->program->calls[c].node, symbol = result_symbol(judge->facts, node);
        uint64_t roles = near_roles(judge, c);

        if (!(roles &
              (ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_QUEUE) | ROLE_BIT(ROLE_FILE))) ||
            roles & ROLE_BIT(ROLE_CONNECT))
            continue;
        if (node_contains(judge->facts, shape->amount, node) ||
            (symbol != FACTS_NONE &&
             nodes_mention(judge->facts, shape->amount, judge->facts->nodes[shape->amount].end, symbol))) {
            *call = c;
            return true;
        }
    }
    return false;
}

/* do { curl_multi_perform(m, &running); curl_multi_poll(m, ...); } while (running): all that was queued, at
 * once. */
static bool is_flushing(struct judge *judge)
{
    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        uint32_t node = judge->program->calls[call].node;

        if (!known || known->role != ROLE_FLUSH || !is_direct(judge, call) || judge->shape->step == STEP_LINK)
            continue;
        for (uint32_t e = 0; e < judge->exits->count; e++)
            if (flow_from_call(judge->program, judge->index, node, judge->exits->data[e].node)) {
                judge->loop->driver = node;
                return settle(
                    judge, LOOP_DRAIN,
                    say(judge, "drives %s until all that was queued is done", name_of(judge, call)));
            }
    }
    return false;
}

/* Whether a loop of this class stands directly in it. */
static bool holds(const struct judge *judge, enum loop_class class)
{
    for (uint32_t l = judge->index + 1;
         l < judge->program->loop_count && judge->program->loops[l].function == judge->loop->function; l++)
        if (judge->program->loops[l].parent == judge->index && judge->program->loops[l].class == class)
            return true;
    return false;
}

/* Whether the rounds do nothing but wait, lock and log. */
static bool only_waits(const struct judge *judge)
{
    static const uint64_t waiting = ROLE_BIT(ROLE_WAIT) | ROLE_BIT(ROLE_LOCK) | ROLE_BIT(ROLE_UNLOCK) |
                                    ROLE_BIT(ROLE_CLOCK) | ROLE_BIT(ROLE_PURE);

    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;

        if (known ? !(ROLE_BIT(known->role) & waiting) : !is_logging(judge->program->calls[call].name))
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
                                              near_roles(judge, call) & ROLE_BIT(ROLE_WAIT))))
            return true;
    }
    return false;
}

static bool is_serving(struct judge *judge)
{
    enum loop_form form = judge->loop->form;
    bool walks = judge->shape->walks && form != LOOP_NEXT;
    uint32_t ignored;

    if (form == LOOP_LIST || form == LOOP_SCAN || advances_by_call(judge, &ignored))
        return false;
    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        bool waits = known && known->role == ROLE_WAIT;

        if (!is_direct(judge, call) || (walks && !is_serving_name(judge, call)))
            continue;
        if (waits && !known->effects && form != LOOP_FOREVER && only_waits(judge)) {
            judge->loop->driver = judge->program->calls[call].node;
            return settle(judge, LOOP_POLLING,
                          say(judge, "waits in %s until its condition holds", name_of(judge, call)));
        }
        if (waits || is_serving_name(judge, call))
            return settle(
                judge, LOOP_SERVING,
                say(judge, "each round waits in %s for the next request or event", name_of(judge, call)));
        if ((form == LOOP_FOREVER || form == LOOP_CONDITION) && !known &&
            near_roles(judge, call) & ROLE_BIT(ROLE_WAIT))
            return settle(judge, LOOP_SERVING,
                          say(judge, "each round waits, below %s, for the next request or event",
                              name_of(judge, call)));
    }
    if ((form == LOOP_FOREVER || form == LOOP_CONDITION) && !walks && holds_waiting(judge))
        return settle(judge, LOOP_SERVING,
                      "each round waits, in a loop inside, for the next request or event");
    return false;
}

/* A datagram server: receives without end, and what it gets does not end it. */
static bool is_receiving_forever(struct judge *judge)
{
    if (judge->loop->form != LOOP_FOREVER)
        return false;
    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;
        bool ends = false;

        if (!known || known->role != ROLE_RECEIVE || !(known->effects & (EFFECT_NETWORK | EFFECT_IPC)) ||
            !is_direct(judge, call))
            continue;
        for (uint32_t e = 0; e < judge->exits->count; e++)
            ends |= tests_call(judge, &judge->exits->data[e], judge->program->calls[call].node);
        if (!ends)
            return settle(judge, LOOP_SERVING,
                          say(judge, "receives with %s without end", name_of(judge, call)));
    }
    return false;
}

/* The call whose result decides whether there is another round, and what going on says of it. */
static uint32_t deciding_call(const struct judge *judge, enum polarity *polarity)
{
    *polarity = GOES_ON_UNKNOWN;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];

        for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = next_call(judge, call)) {
            const struct catalog_function *known = judge->program->calls[call].known;

            if (!is_direct(judge, call) ||
                strncmp(callee_name(judge->facts, judge->program->calls[call].node), "__errno", 7) == 0 ||
                (known &&
                 (known->role == ROLE_PURE || known->role == ROLE_COMPARE || known->role == ROLE_CLOCK ||
                  known->role == ROLE_SLEEP || known->role == ROLE_ALLOCATE)))
                continue;
            if (tests_call(judge, test, judge->program->calls[call].node)) {
                *polarity = polarity_of(judge, test, call);
                return call;
            }
        }
    }
    return PROGRAM_NONE;
}

static uint32_t direct_call_with(const struct judge *judge, uint64_t roles, bool wrappers)
{
    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;

        if (is_direct(judge, call) && (known || wrappers) && near_roles(judge, call) & roles)
            return call;
    }
    return PROGRAM_NONE;
}

/* Whether the header goes on because of EINTR and the like. */
static bool tries_interrupted(struct judge *judge)
{
    if (judge->shape->step == STEP_LINK)
        return false;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];
        uint8_t op = judge->facts->nodes[test->node].op;
        bool goes_on = test->leaves_when ? op == BINARY_NOT_EQUAL : op != BINARY_NOT_EQUAL;

        if (says_try_again(judge->facts, test->node) && goes_on && (test->header || !judge->shape->walks))
            return settle(judge, LOOP_RETRY, "again while the call was interrupted or busy");
    }
    return false;
}

/* A goto from within an inner loop to before it: starts over after a change. */
static bool restarts(const struct judge *judge)
{
    uint32_t label = judge->facts->nodes[judge->loop->node].ref;

    for (uint32_t node = judge->loop->first; node < judge->loop->last; node++)
        if (judge->facts->nodes[node].kind == NODE_GOTO && judge->facts->nodes[node].ref == label &&
            loop_nests(judge->facts, judge->loop, node))
            return true;
    return false;
}

/* Whether the answer is worked on when the loop goes on: an inner loop, or calls other than the deciding one
 * that are given it. */
static bool uses_answer(const struct judge *judge, uint32_t call)
{
    uint32_t symbol = result_symbol(judge->facts, judge->program->calls[call].node);

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
    for (uint32_t other = next_call(judge, PROGRAM_NONE); other != PROGRAM_NONE;
         other = next_call(judge, other)) {
        const struct catalog_function *known = judge->program->calls[other].known;

        if (other != call && known && known->role == ROLE_RESULT &&
            known->effects & (EFFECT_DATABASE | EFFECT_NETWORK) &&
            nodes_mention(judge->facts, judge->program->calls[other].node,
                          judge->facts->nodes[judge->program->calls[other].node].end, symbol))
            return true;
    }
    return false;
}

static bool asks(const struct judge *judge, uint32_t call)
{
    return near_roles(judge, call) & ROLES_ASK;
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

/* The next question comes from the last answer. */
static bool is_pagination(struct judge *judge)
{
    const struct program *program = judge->program;

    if (judge->shape->step == STEP_LINK || (judge->shape->walks && judge->loop->form != LOOP_NEXT))
        return false;
    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        uint32_t node = program->calls[call].node;
        const struct catalog_function *known = program->calls[call].known;

        if (!asks(judge, call) || !is_direct(judge, call) || !ends_by(judge, node))
            continue;
        for (unsigned i = 0; i < node_argument_count(judge->facts, node); i++) {
            uint32_t argument = node_argument(judge->facts, node, i),
                     plain = node_strip(judge->facts, argument);

            if (known && known->handle == (int)i)
                continue;
            if (judge->facts->nodes[plain].kind == NODE_STRING &&
                judge->facts->nodes[plain].ref != FACTS_NONE &&
                strncasecmp(facts_string(judge->facts, judge->facts->nodes[plain].ref), "FETCH ", 6) == 0) {
                judge->loop->driver = node;
                return settle(judge, LOOP_PAGINATION, "each round fetches the next block of one cursor");
            }
            if (judge->facts->nodes[plain].kind == NODE_UNARY &&
                judge->facts->nodes[plain].op == UNARY_ADDRESS)
                continue;
            if (!is_set_apart(judge, node, node_base(judge->facts, plain)))
                continue;
            if (result_symbol(judge->facts, node) != FACTS_NONE &&
                node_base(judge->facts, plain) == result_symbol(judge->facts, node) &&
                judge->loop->form != LOOP_NEXT)
                continue;
            if (flow_from_call(program, judge->index, node, argument)) {
                judge->loop->driver = node;
                return settle(
                    judge, LOOP_PAGINATION,
                    say(judge, "what %s is asked next comes from its last answer", name_of(judge, call)));
            }
        }
    }
    return false;
}

static bool is_deadline(const struct judge *judge)
{
    for (uint32_t e = 0; e < judge->exits->count; e++)
        for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = next_call(judge, call)) {
            const struct catalog_function *known = judge->program->calls[call].known;

            if (known && known->role == ROLE_CLOCK && judge->exits->data[e].header &&
                tests_call(judge, &judge->exits->data[e], judge->program->calls[call].node))
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

/* A call that sleeps, or whose function itself does. */
static uint32_t sleeping_call(const struct judge *judge)
{
    const struct program *program = judge->program;

    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
        const struct call *its = &program->calls[call];

        if (!is_direct(judge, call))
            continue;
        if (its->known && its->known->role == ROLE_SLEEP)
            return call;
        if (its->kind != CALL_DIRECT || its->target_count != 1 || is_logging(its->name))
            continue;
        for (uint32_t c = 0; c < program->functions[program->targets[its->first_target]].call_count; c++) {
            const struct call *inner =
                &program->calls[program->functions[program->targets[its->first_target]].first_call + c];

            if (inner->known && inner->known->role == ROLE_SLEEP && !inner->guarded)
                return call;
        }
    }
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
        near_roles(judge, call) & (ROLES_ASK | ROLES_STREAM | ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_LOCK)))
        return false;
    for (uint32_t other = next_call(judge, PROGRAM_NONE); other != PROGRAM_NONE;
         other = next_call(judge, other)) {
        uint32_t node = judge->program->calls[other].node;

        if (other != call && !is_logging(judge->program->calls[other].name) &&
            nodes_mention(judge->facts, node + 1, judge->facts->nodes[node].end, symbol))
            return true;
    }
    return false;
}

/* Loops without an item: they repeat the same thing. */
static bool is_retry_or_polling(struct judge *judge)
{
    const struct loop_shape *shape = judge->shape;
    enum polarity polarity;
    uint32_t call = deciding_call(judge, &polarity), sleep = sleeping_call(judge);
    bool next = judge->loop->form == LOOP_NEXT && shape->walks;
    bool fails_on = polarity == GOES_ON_FAILURE;

    if (shape->walks && !(next && fails_on && call != PROGRAM_NONE &&
                          judge->program->calls[call].node == judge->loop->driver))
        return false;
    if (judge->loop->form == LOOP_GOTO && restarts(judge))
        return false;
    if (call != PROGRAM_NONE && fails_on &&
        (moves_argument(judge, call) || (sleep == PROGRAM_NONE && asks_progress(judge, call))))
        return false;
    if (call != PROGRAM_NONE && (fails_on || sleep != PROGRAM_NONE || is_deadline(judge))) {
        judge->loop->driver = judge->program->calls[call].node;
        if (fails_on && near_roles(judge, call) & (ROLE_BIT(ROLE_RECEIVE)) && shape->step != STEP_ONE)
            return false;
        return settle(judge, LOOP_RETRY,
                      say(judge,
                          sleep != PROGRAM_NONE ? "repeats %s until it works, sleeps between"
                                                : "repeats %s until it works",
                          name_of(judge, call)));
    }
    if (call != PROGRAM_NONE && shape->step == STEP_CALL && has_no_body(judge)) {
        judge->loop->driver = judge->program->calls[call].node;
        return settle(judge, LOOP_RETRY,
                      say(judge, "repeats %s until it is done, and does nothing else", name_of(judge, call)));
    }
    if (judge->loop->form == LOOP_INDEX && direct_call_with(judge, ROLE_BIT(ROLE_WAIT), true) != PROGRAM_NONE)
        return settle(judge, LOOP_POLLING,
                      say(judge, "waits in %s and looks again",
                          name_of(judge, direct_call_with(judge, ROLE_BIT(ROLE_WAIT), true))));
    if (sleep != PROGRAM_NONE && !(shape->step == STEP_ONE && judge->program->calls[sleep].guarded))
        return settle(judge, LOOP_POLLING, say(judge, "looks again after %s", name_of(judge, sleep)));
    if (is_deadline(judge))
        return settle(judge, LOOP_RETRY, "tries until a deadline");
    if (call != PROGRAM_NONE && judge->loop->form == LOOP_FOREVER && !asks(judge, call) &&
        shape->step == STEP_CALL &&
        (judge->program->calls[call].known ||
         near_roles(judge, call) & (ROLES_STREAM | ROLE_BIT(ROLE_FORK)))) {
        judge->loop->driver = judge->program->calls[call].node;
        return settle(judge, LOOP_RETRY,
                      say(judge, "repeats %s until its result is the one waited for", name_of(judge, call)));
    }
    if (judge->loop->form == LOOP_GOTO && call != PROGRAM_NONE && shape->step != STEP_AMOUNT) {
        judge->loop->driver = judge->program->calls[call].node;
        return settle(judge, LOOP_RETRY, say(judge, "goes back when %s asks for it", name_of(judge, call)));
    }
    if (call != PROGRAM_NONE && asks(judge, call) && shape->step != STEP_ONE) {
        judge->loop->driver = judge->program->calls[call].node;
        if (uses_answer(judge, call))
            return settle(judge, LOOP_PAGINATION,
                          say(judge, "%s gives the next block until none is left", name_of(judge, call)));
        return settle(judge, LOOP_RETRY,
                      say(judge, "repeats %s until its result is the one waited for", name_of(judge, call)));
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

    for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = next_call(judge, call)) {
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

    if (advances_by_call(judge, &call)) {
        judge->loop->driver = judge->program->calls[call].node;
        return settle(judge, LOOP_DRAIN,
                      say(judge, "goes on by as much as %s took or gave", name_of(judge, call)));
    }
    if (judge->shape->step == STEP_LINK || judge->loop->form == LOOP_SCAN)
        return false;
    call = deciding_call(judge, &polarity);
    if (call != PROGRAM_NONE && polarity != GOES_ON_FAILURE &&
        near_roles(judge, call) & ROLE_BIT(ROLE_RECEIVE) && !asks(judge, call)) {
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
                return settle(
                    judge, LOOP_DRAIN,
                    say(judge, "takes what %s gives to the end of the stream", name_of(judge, call)));
            }
        }
    }
    if (!judge->shape->walks && (judge->loop->form == LOOP_CONDITION || judge->loop->form == LOOP_NEXT)) {
        call = direct_call_with(judge, ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE), true);
        if (call != PROGRAM_NONE && direct_call_with(judge, ROLES_ASK, true) == PROGRAM_NONE &&
            !holds(judge, LOOP_ITEM)) {
            judge->loop->driver = judge->program->calls[call].node;
            return settle(judge, LOOP_DRAIN,
                          say(judge, "works on one stream with %s until it is done", name_of(judge, call)));
        }
    }
    if (!judge->shape->walks && judge->loop->form == LOOP_INDEX) {
        call = direct_call_with(judge, ROLE_BIT(ROLE_RECEIVE), true);
        if (call != PROGRAM_NONE &&
            direct_call_with(judge, ROLES_ASK | ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_QUEUE), true) ==
                PROGRAM_NONE) {
            judge->loop->driver = judge->program->calls[call].node;
            return settle(judge, LOOP_DRAIN,
                          say(judge, "collects with %s what was asked for before", name_of(judge, call)));
        }
    }
    return false;
}

static bool walks_addresses(const struct judge *judge)
{
    uint32_t type =
        judge->loop->variable == FACTS_NONE ? FACTS_NONE : judge->facts->symbols[judge->loop->variable].type;

    return type != FACTS_NONE &&
           strstr(facts_string(judge->facts, judge->facts->types[type].spelling), "addrinfo") != NULL;
}

/* Tries one after the other until one works. */
static bool is_failover(struct judge *judge)
{
    if (!judge->shape->walks || judge->loop->form == LOOP_FOREVER)
        return false;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];

        for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = next_call(judge, call)) {
            uint64_t roles = near_roles(judge, call);
            uint32_t node = judge->program->calls[call].node;
            const struct catalog_function *known = judge->program->calls[call].known;
            bool elsewhere = false, given_item = false, remote = roles & ROLES_ASK;

            if (!is_direct(judge, call) || !tests_call(judge, test, node) ||
                polarity_of(judge, test, call) != GOES_ON_FAILURE)
                continue;
            for (unsigned i = 0; remote && i < node_argument_count(judge->facts, node); i++)
                elsewhere |= (known ? known->handle == (int)i
                                    : node_class(judge->facts, node_argument(judge->facts, node, i)) ==
                                          TYPE_POINTER) &&
                             flow_handle_from_item(judge->program, judge->index,
                                                   node_argument(judge->facts, node, i)) &&
                             i == 0;
            for (unsigned i = 0; i < node_argument_count(judge->facts, node); i++)
                given_item |=
                    flow_from_item(judge->program, judge->index, node_argument(judge->facts, node, i));
            if (given_item && (roles & ROLE_BIT(ROLE_CONNECT) || elsewhere ||
                               (walks_addresses(judge) && !call_is_pure(known))))
                return settle(
                    judge, LOOP_FAILOVER,
                    say(judge, "tries %s with one after the other until it works", name_of(judge, call)));
        }
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

static bool is_chunked(struct judge *judge)
{
    const struct loop_shape *shape = judge->shape;
    int64_t stride = shape->stride < 0 ? -shape->stride : shape->stride;

    if (shape->step == STEP_STRIDE && stride >= CHUNK_STRIDE_MIN && judge->loop->form != LOOP_FOREVER &&
        judge->loop->parts.condition != FACTS_NONE &&
        constant_truth(judge->facts, judge->loop->parts.condition) < 0 &&
        !is_conditional(judge, shape->update) && !is_entry_size(judge, shape->amount))
        return settle(judge, LOOP_CHUNKED,
                      arena_printf(judge->program->arena, "takes %" PRId64 " a round", stride));
    if (shape->step == STEP_AMOUNT && shape->amount != FACTS_NONE &&
        judge->facts->nodes[shape->amount].kind == NODE_NAME) {
        uint32_t amount = judge->facts->nodes[shape->amount].ref;
        bool handed = false;

        /* how many goes into a call or bounds an inner loop, and no parser says how far it got */
        for (uint32_t call = next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = next_call(judge, call)) {
            uint32_t node = judge->program->calls[call].node;

            if (result_symbol(judge->facts, node) == amount)
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
            return settle(judge, LOOP_CHUNKED,
                          say(judge, "takes `%s` at a time",
                              facts_string(judge->facts, judge->facts->symbols[amount].name)));
    }
    return false;
}

/* p = less ? p->left : p->right, or up to the parent: as many rounds as the tree is deep. */
static bool follows_tree(const struct judge *judge)
{
    static const char *const ups[] = {"parent", "up", "outer", "father", "enclosing", "super", "owner"};
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
            for (size_t i = 0; i < sizeof ups / sizeof *ups; i++)
                up |= strcasecmp(facts_string(facts, facts->symbols[facts->nodes[at].ref].name), ups[i]) == 0;
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

static bool is_options(const struct judge *judge)
{
    static const char *const names[] = {"getopt",         "getopt_long", "getopt_long_only",
                                        "poptGetNextOpt", "apr_getopt",  "apr_getopt_long",
                                        "argp_parse",     "getsubopt",   "optparse"};

    if (judge->loop->driver == FACTS_NONE)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(callee_name(judge->facts, judge->loop->driver), names[i]) == 0)
            return true;
    return false;
}

/* Rounds that grow with the logarithm of what is there. */
static bool is_logarithmic(struct judge *judge)
{
    if (judge->shape->step == STEP_LINK && follows_tree(judge))
        return settle(judge, LOOP_SMALL, "as many rounds as the tree is deep");
    if (halves_range(judge))
        return settle(judge, LOOP_SMALL, "halves what is left each round");
    return false;
}

static bool is_small(struct judge *judge)
{
    unsigned small = judge->program->options.small_bound;

    if (is_options(judge))
        return settle(judge, LOOP_SMALL, "command-line options");
    if (judge->loop->bound == BOUND_CONSTANT &&
        judge->loop->bound_value <= (small ? small : SMALL_BOUND_DEFAULT))
        return settle(
            judge, LOOP_SMALL,
            arena_printf(judge->program->arena, "at most %" PRId64 " rounds", judge->loop->bound_value));
    return false;
}

static void settle_item(struct judge *judge)
{
    const struct loop *loop = judge->loop;
    struct arena *arena = judge->program->arena;
    const char *what = loop_text(judge->program, loop, arena);

    if (loop->form == LOOP_GOTO && restarts(judge))
        settle(judge, LOOP_ITEM, "starts over after each change");
    else if (judge->shape->walks)
        settle(judge, LOOP_ITEM, arena_printf(arena, "walks %s", what));
    else
        settle(judge, LOOP_ITEM, arena_printf(arena, "repeats for %s", what));
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

    if (is_once(&judge) || tries_interrupted(&judge) || is_flushing(&judge) || is_serving(&judge) ||
        is_receiving_forever(&judge) || is_pagination(&judge) || is_drain(&judge) || is_logarithmic(&judge) ||
        is_retry_or_polling(&judge) || is_failover(&judge) || is_chunked(&judge) || is_small(&judge))
        return;
    settle_item(&judge);
}
