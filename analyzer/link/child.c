/* Which calls run in a forked child only: the caller does not wait for them, so they are no cost of the call
 * that forked.
 *
 * Read off the two ways in which C tells parent from child: a branch for the child (`if (pid == 0) {...}`,
 * `case 0:` of a switch), and a parent that leaves first (`if (pid != 0) return pid;`), after which only the
 * child goes on. Conditions are matched by form, on the variable that the fork's result is kept in or on the
 * fork itself. */
#include <string.h>

#include "analyzer/link/internal.h"

/* The variable that takes the result of the call at `node`, FACTS_NONE. */
static uint32_t result_variable(const struct facts *facts, uint32_t node)
{
    uint32_t parent = facts->nodes[node].parent;

    if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    if (parent == FACTS_NONE)
        return FACTS_NONE;
    if (facts->nodes[parent].kind == NODE_VARIABLE)
        return facts->nodes[parent].ref;
    if (facts->nodes[parent].kind == NODE_ASSIGN)
        return node_base(facts, node_first(facts, parent));
    return FACTS_NONE;
}

struct fork {
    const struct facts *facts;
    uint32_t node;     /* the call */
    uint32_t variable; /* that keeps its result; FACTS_NONE */
};

static bool is_result(const struct fork *fork, uint32_t node)
{
    const struct fact_node *n = &fork->facts->nodes[node = node_strip(fork->facts, node)];

    if (n->kind == NODE_ASSIGN)
        return node_contains(fork->facts, node, fork->node);
    return node == fork->node ||
           (n->kind == NODE_NAME && fork->variable != FACTS_NONE && n->ref == fork->variable);
}

enum side { SIDE_UNKNOWN, SIDE_PARENT, SIDE_CHILD };

/* Who takes the branch when the condition holds. */
static enum side condition_side(const struct fork *fork, uint32_t condition)
{
    const struct fact_node *n = &fork->facts->nodes[condition = node_strip(fork->facts, condition)];
    uint32_t left = node_first(fork->facts, condition), right;

    if (is_result(fork, condition))
        return SIDE_PARENT;
    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT && is_result(fork, left))
        return SIDE_CHILD;
    if (n->kind == NODE_BINARY && n->op == BINARY_LOGICAL_AND)
        return condition_side(fork, left) == SIDE_CHILD ||
                       condition_side(fork, node_next(fork->facts, left)) == SIDE_CHILD
                   ? SIDE_CHILD
                   : SIDE_UNKNOWN;
    if (n->kind != NODE_BINARY || !is_result(fork, left))
        return SIDE_UNKNOWN;
    right = node_strip(fork->facts, node_next(fork->facts, left));
    if (!(fork->facts->nodes[right].flags & NODE_HAS_VALUE) || fork->facts->nodes[right].value != 0)
        return SIDE_UNKNOWN;
    if (n->op == BINARY_EQUAL)
        return SIDE_CHILD;
    return n->op == BINARY_NOT_EQUAL || n->op == BINARY_GREATER ? SIDE_PARENT : SIDE_UNKNOWN;
}

/* Whether the branch ends in a return. */
static bool branch_returns(const struct facts *facts, uint32_t branch)
{
    uint32_t last = branch;

    if (facts->nodes[branch].kind == NODE_COMPOUND)
        for (uint32_t c = node_first(facts, branch); c != FACTS_NONE; c = node_next(facts, c))
            last = c;
    return facts->nodes[last].kind == NODE_RETURN;
}

/* Whether `node` lies below the child's branch of the statement at `at`, or behind one in which the parent
 * has left. */
static bool is_behind(const struct fork *fork, uint32_t at, uint32_t node)
{
    const struct facts *facts = fork->facts;
    uint32_t then = node_child(facts, at, 1), otherwise = node_child(facts, at, 2);

    switch (condition_side(fork, node_first(facts, at))) {
    case SIDE_CHILD: return node_contains(facts, then, node);
    case SIDE_PARENT:
        if (facts->nodes[otherwise].kind != NODE_NONE)
            return node_contains(facts, otherwise, node);
        return node >= facts->nodes[at].end && branch_returns(facts, then) &&
               node < facts->nodes[facts->nodes[at].parent].end;
    case SIDE_UNKNOWN: break;
    }
    return false;
}

static bool is_in_child_case(const struct fork *fork, uint32_t node)
{
    const struct facts *facts = fork->facts;

    for (uint32_t at = node; facts->nodes[at].parent != FACTS_NONE; at = facts->nodes[at].parent) {
        const struct fact_node *n = &facts->nodes[at];
        uint32_t outer = at, value;

        if (n->kind != NODE_CASE)
            continue;
        while (outer != FACTS_NONE && facts->nodes[outer].kind != NODE_SWITCH)
            outer = facts->nodes[outer].parent;
        value = node_first(facts, at);
        if (outer != FACTS_NONE && is_result(fork, node_first(facts, outer)))
            return (facts->nodes[value].flags & NODE_HAS_VALUE) && facts->nodes[value].value == 0;
    }
    return false;
}

static bool runs_in_child_of(const struct fork *fork, uint32_t body, uint32_t node)
{
    for (uint32_t at = body; at < node; at++)
        if (fork->facts->nodes[at].kind == NODE_IF && fork->facts->nodes[at].end > fork->node &&
            is_behind(fork, at, node))
            return true;
    return is_in_child_case(fork, node);
}

bool call_runs_in_child(const struct program *program, uint32_t call)
{
    const struct function *function = &program->functions[program->calls[call].function];
    struct fork fork = {.facts = function_facts(program, program->calls[call].function)};

    for (uint32_t c = function->first_call; c < call; c++) {
        const struct catalog_function *known = program->calls[c].known;

        /* One that is told what to run starts another program; this one goes on as it was. */
        if (known == NULL || known->role != ROLE_FORK || known->query >= 0 || known->callback >= 0)
            continue;
        fork.node = program->calls[c].node;
        fork.variable = result_variable(fork.facts, fork.node);
        if (runs_in_child_of(&fork, function->body, program->calls[call].node))
            return true;
    }
    return false;
}

/* Whether what follows the fork in its function leaves the session and comes back to the caller: then the
 * parent tells by what it returns that it is to end. A child that becomes another program, or ends here, is a
 * helper, and its parent goes on. */
static bool leaves_session(const struct program *program, uint32_t f, uint32_t fork)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    bool leaves = false;
    uint32_t last = FACTS_NONE;

    for (uint32_t c = fork + 1; c < function->first_call + function->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;

        if (call_roles(program, &program->calls[c]) & ROLE_BIT(ROLE_EXEC))
            return false;
        leaves |= known != NULL && known->role == ROLE_SESSION;
    }
    for (uint32_t s = node_first(facts, function->body); s != FACTS_NONE; s = node_next(facts, s))
        last = s;
    return leaves && !statement_never_returns(program, f, last);
}

/* Whether the parent's side of the branch is its end: it calls what ends the process, or returns where that
 * is the end. */
static bool is_end(const struct program *program, uint32_t f, uint32_t branch, bool returning)
{
    return function_node(program, f, branch)->kind != NODE_NONE &&
           (statement_never_returns(program, f, branch) ||
            (returning && branch_returns(function_facts(program, f), branch)));
}

/* Whether a `default:` of a switch on the fork ends the process: that is the parent's. */
static bool parent_case_ends(const struct program *program, uint32_t f, const struct fork *fork,
                             uint32_t body, bool returning)
{
    const struct facts *facts = fork->facts;
    bool parents = false;

    if (facts->nodes[body].kind != NODE_COMPOUND)
        return false;
    for (uint32_t s = node_first(facts, body); s != FACTS_NONE; s = node_next(facts, s)) {
        uint32_t statement = s;

        while (facts->nodes[statement].kind == NODE_CASE || facts->nodes[statement].kind == NODE_DEFAULT) {
            parents = facts->nodes[statement].kind == NODE_DEFAULT;
            statement = node_child(facts, statement, parents ? 0 : 1);
        }
        if (parents && is_end(program, f, statement, returning))
            return true;
    }
    return false;
}

bool call_leaves_process(const struct program *program, uint32_t call)
{
    const struct catalog_function *known = program->calls[call].known;
    uint32_t f = program->calls[call].function, body = program->functions[f].body;
    const struct facts *facts = function_facts(program, f);
    struct fork fork = {.facts = facts, .node = program->calls[call].node};
    bool returning;

    if (known != NULL && known->role == ROLE_SESSION)
        return (known->effects & EFFECT_PROCESS) != 0;
    if (known == NULL || known->role != ROLE_FORK || known->query >= 0 || known->callback >= 0)
        return false;
    fork.variable = result_variable(facts, fork.node);
    returning = strcmp(program->functions[f].name, "main") == 0 || leaves_session(program, f, call);
    for (uint32_t at = body; at < facts->nodes[body].end; at++) {
        if (facts->nodes[at].end <= fork.node)
            continue;
        if (facts->nodes[at].kind == NODE_SWITCH && is_result(&fork, node_first(facts, at)) &&
            parent_case_ends(program, f, &fork, node_child(facts, at, 1), returning))
            return true;
        if (facts->nodes[at].kind != NODE_IF)
            continue;
        switch (condition_side(&fork, node_first(facts, at))) {
        case SIDE_PARENT:
            if (is_end(program, f, node_child(facts, at, 1), returning))
                return true;
            break;
        case SIDE_CHILD:
            if (is_end(program, f, node_child(facts, at, 2), returning))
                return true;
            break;
        case SIDE_UNKNOWN: break;
        }
    }
    return false;
}
