/* What the classes of loops are judged by (see the header). */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_judge.h"

/* How many calls deep a loop's own work is looked for. Deeper, everything in a large program reaches
 * everything. */
enum { NEAR_CALLS = 2 };

bool call_is_logging(const struct program *program, const struct call *call)
{
    return call->known == NULL && call->name != NULL &&
           catalog_has_word(program->catalog, WORDS_LOGGING, call->name);
}

static uint64_t roles_of_call(const struct program *program, const uint64_t *near, uint32_t call)
{
    const struct call *its = &program->calls[call];
    uint64_t roles = its->known ? ROLE_BIT(its->known->role) : 0;

    /* fscanf, getc: records and characters of a file, not blocks of a stream */
    if (its->known && its->known->role == ROLE_RECEIVE && its->known->effects == EFFECT_SYNC_IO &&
        its->known->length < 0)
        return ROLE_BIT(ROLE_FILE);
    if (call_is_logging(program, its))
        return 0;

    for (uint32_t t = 0; !its->known && its->kind != CALL_PARAMETER && t < its->target_count; t++)
        roles |= near[program->targets[its->first_target + t]];
    return roles;
}

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

uint64_t judge_roles(const struct judge *judge, uint32_t call)
{
    return roles_of_call(judge->program, judge->near, call);
}

bool judge_settle(struct judge *judge, enum loop_class class, const char *reason)
{
    judge->loop->class = class;
    judge->loop->reason = reason;
    return true;
}

const char *judge_say(const struct judge *judge, const char *format, const char *what)
{
    /* the formats are literals of the judges, with one %s */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return arena_printf(judge->program->arena, format, what);
#pragma GCC diagnostic pop
}

const char *judge_call_name(const struct judge *judge, uint32_t call)
{
    const char *name = judge->program->calls[call].name;

    return name ? name : "a call";
}

/* Calls of the loop, by node. */
uint32_t judge_next_call(const struct judge *judge, uint32_t call)
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
bool judge_is_direct(const struct judge *judge, uint32_t call)
{
    return loop_repeating(judge->program, judge->program->calls[call].loop) == judge->index ||
           judge->program->calls[call].loop == judge->index;
}

uint32_t call_result_symbol(const struct facts *facts, uint32_t call)
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
bool judge_tests_call(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    uint32_t symbol = call_result_symbol(judge->facts, call);

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
               judge_roles(judge, call) & ROLE_BIT(ROLE_RECEIVE) && !(judge_roles(judge, call) & ROLES_ASK);
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

/* n == 0, n == -1 */
static bool is_end(const struct facts *facts, uint32_t test)
{
    uint32_t right = node_strip(facts, node_next(facts, node_first(facts, test)));

    return constant_truth(facts, right) >= 0 && facts->nodes[right].value <= 0;
}

/* What going on says about the call whose result `test` looks at. */
enum polarity judge_polarity(const struct judge *judge, const struct exit_test *test, uint32_t call)
{
    const struct facts *facts = judge->facts;
    const struct fact_node *self = &facts->nodes[test->node];
    enum polarity when_true = GOES_ON_SUCCESS;

    if (self->kind == NODE_BINARY && self->op >= BINARY_LESS && self->op <= BINARY_NOT_EQUAL)
        when_true = self->op == BINARY_EQUAL && is_end(facts, test->node) && counts_bytes(judge, call)
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

/* The call whose result decides whether there is another round, and what going on says of it. */
uint32_t judge_deciding_call(const struct judge *judge, enum polarity *polarity)
{
    *polarity = GOES_ON_UNKNOWN;
    for (uint32_t e = 0; e < judge->exits->count; e++) {
        const struct exit_test *test = &judge->exits->data[e];

        for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
             call = judge_next_call(judge, call)) {
            const struct catalog_function *known = judge->program->calls[call].known;

            if (!judge_is_direct(judge, call) ||
                callee_is_errno(judge->facts, judge->program->calls[call].node) ||
                (known &&
                 (known->role == ROLE_PURE || known->role == ROLE_COMPARE || known->role == ROLE_CLOCK ||
                  known->role == ROLE_SLEEP || known->role == ROLE_ALLOCATE)))
                continue;
            if (judge_tests_call(judge, test, judge->program->calls[call].node)) {
                *polarity = judge_polarity(judge, test, call);
                return call;
            }
        }
    }
    return PROGRAM_NONE;
}

uint32_t judge_call_with(const struct judge *judge, uint64_t roles, bool wrappers)
{
    for (uint32_t call = judge_next_call(judge, PROGRAM_NONE); call != PROGRAM_NONE;
         call = judge_next_call(judge, call)) {
        const struct catalog_function *known = judge->program->calls[call].known;

        if (judge_is_direct(judge, call) && (known || wrappers) && judge_roles(judge, call) & roles)
            return call;
    }
    return PROGRAM_NONE;
}

bool judge_asks(const struct judge *judge, uint32_t call)
{
    return judge_roles(judge, call) & ROLES_ASK;
}

/* Whether a loop of this class stands directly in it. */
bool judge_holds(const struct judge *judge, enum loop_class class)
{
    for (uint32_t l = judge->index + 1;
         l < judge->program->loop_count && judge->program->loops[l].function == judge->loop->function; l++)
        if (judge->program->loops[l].parent == judge->index && judge->program->loops[l].class == class)
            return true;
    return false;
}
