/* Which calls a loop's class speaks for, and which calls of an item loop are no calls per item. */
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/gather.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_class.h"
#include "analyzer/link/loops_parts.h"

static bool rounds_are_items(const struct loop *loop)
{
    return loop->bound == BOUND_CONSTANT && (loop->form == LOOP_INDEX || loop->form == LOOP_SCAN);
}

/* Whether no call in a loop of this class is once per item. */
static bool is_excused_class(enum loop_class class)
{
    return class == LOOP_SERVING || class == LOOP_ONCE || class == LOOP_FAILOVER || class == LOOP_RETRY ||
           class == LOOP_POLLING || class == LOOP_CHUNKED;
}

bool loop_excuses(const struct program *program, uint32_t index, uint32_t call)
{
    const struct loop *loop = &program->loops[index];
    uint32_t node = program->calls[call].node;
    uint64_t roles = loop_call_roles(program, call);

    if (loop->form == LOOP_HIDDEN)
        return false;
    /* the class first, which costs nothing: most loops of macro-heavy code are do {} while (0) */
    if (is_excused_class(loop->class) || loop_leaves_after(program, index, node))
        return true;
    switch (loop->class) {
    case LOOP_PAGINATION:
        return node == loop->driver || !(roles & ROLES_ASK) ||
               (loop->driver != FACTS_NONE && !flow_from_call(program, index, loop->driver, node));
    case LOOP_DRAIN: return !(roles & ROLES_ASK);
    case LOOP_SMALL: return !rounds_are_items(loop) || !(roles & (ROLES_ASK | ROLES_STREAM));
    default: break;
    }
    if (node == loop->driver && roles & (ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_RESULT)) &&
        !(roles & ROLES_ASK))
        return true;
    return call_is_per_group(program, call);
}

/* Whether `condition`, being `value`, says that something failed: !p, p == NULL, rc < 0, rc != OK. */
static bool says_failed(const struct facts *facts, uint32_t condition, bool value)
{
    const struct fact_node *self;
    uint32_t first;
    bool pointer;

    condition = test_strip(facts, condition);
    self = &facts->nodes[condition];
    first = node_first(facts, condition);
    switch (self->kind) {
    case NODE_UNARY:
        if (self->op == UNARY_LOGICAL_NOT)
            return says_failed(facts, first, !value);
        return false;
    case NODE_BINARY: {
        uint32_t right = node_next(facts, first);

        if (self->op == BINARY_LOGICAL_AND || self->op == BINARY_LOGICAL_OR)
            return says_failed(facts, first, value) || says_failed(facts, right, value);
        if (constant_truth(facts, right) < 0)
            return false;
        pointer = node_class(facts, first) == TYPE_POINTER;
        if (self->op == BINARY_EQUAL)
            return value == (pointer || facts->nodes[node_strip(facts, right)].value < 0);
        if (self->op == BINARY_NOT_EQUAL)
            return value == (!pointer && facts->nodes[node_strip(facts, right)].value >= 0);
        return self->op == BINARY_LESS && value && node_is_zero(facts, right);
    }
    case NODE_NAME:
    case NODE_ASSIGN:
    case NODE_CALL: return node_class(facts, condition) == TYPE_POINTER && !value;
    default: return false;
    }
}

/* Whether what the call gives may say that something failed. A look-up that finds nothing has not failed: it
 * is one that the catalog knows, one of the project's that does nothing that can fail, or one by its name. */
static bool may_fail(const struct program *program, uint32_t function, uint32_t node)
{
    static const uint64_t failing = ROLES_ASK | ROLES_STREAM | ROLE_BIT(ROLE_FILE) | ROLE_BIT(ROLE_ALLOCATE) |
                                    ROLE_BIT(ROLE_SETUP) | ROLE_BIT(ROLE_LOAD) | ROLE_BIT(ROLE_THREAD) |
                                    ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_EXEC);
    uint32_t id = program_call_at(program, function, node);
    const struct call *call = id == PROGRAM_NONE ? NULL : &program->calls[id];

    if (call == NULL || node_class(function_facts(program, function), node) != TYPE_POINTER)
        return true;
    if (call->known != NULL)
        return call->known->role != ROLE_LOOKUP && call->known->role != ROLE_SEARCH;
    if (!catalog_has_word(program->catalog, WORDS_LOOKUP, call->name != NULL ? call->name : ""))
        return true;
    return call_roles(program, call) & failing;
}

/* Whether the condition looks at the result of a call made before or in it that may fail. */
static bool asks_result(const struct program *program, uint32_t function, uint32_t condition)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t node = condition; node < facts->nodes[condition].end; node++) {
        uint32_t value;

        if (facts->nodes[node].kind == NODE_CALL && !(facts->nodes[node].flags & NODE_UNEVALUATED) &&
            may_fail(program, function, node))
            return true;
        if (facts->nodes[node].kind != NODE_NAME || node_base(facts, node) == FACTS_NONE)
            continue;
        value = value_before(facts, program->functions[function].body, condition, facts->nodes[node].ref);
        if (value != FACTS_NONE && facts->nodes[node_strip(facts, value)].kind == NODE_CALL &&
            may_fail(program, function, node_strip(facts, value)))
            return true;
    }
    return false;
}

bool node_is_on_error_path(const struct program *program, uint32_t function, uint32_t node)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t at = node; at != FACTS_NONE && at != program->functions[function].body;
         at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent, condition;

        if (parent == FACTS_NONE ||
            (facts->nodes[parent].kind != NODE_IF && facts->nodes[parent].kind != NODE_CONDITIONAL))
            continue;
        condition = node_first(facts, parent);
        if (condition != at && says_failed(facts, condition, node_child(facts, parent, 1) == at) &&
            asks_result(program, function, condition))
            return true;
    }
    return false;
}

bool call_is_on_error_path(const struct program *program, uint32_t call)
{
    return node_is_on_error_path(program, program->calls[call].function, program->calls[call].node);
}
