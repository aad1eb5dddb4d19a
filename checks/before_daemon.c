/* A fork copies only the thread that calls it. So what a program starts before daemon(), or before a fork
 * whose parent leaves, is gone in the process that goes on, along with the locks that it held.
 *
 * Which functions become a daemon is spread to their callers by name, each function once. In a function that
 * does both, the start must come first on a way that goes on to the fork: not in another branch, and not
 * where its own block leaves. A fork in a loop makes helpers, and the program stays. A thread that is joined
 * in between, or on the way to its start, is over by then. */
#include "checks/before_daemon.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/findings/trace.h"

/* By function: the call on the way to the fork; PROGRAM_NONE. Several calls may: the first found, which is
 * the nearest to the fork. */
static uint32_t *find_leaving(const struct program *program)
{
    uint32_t *leaving = xmalloc((program->function_count + 1) * sizeof *leaving);
    uint32_t *queue = xmalloc((program->function_count + 1) * sizeof *queue), head = 0, tail = 0;

    for (uint32_t f = 0; f < program->function_count; f++)
        leaving[f] = PROGRAM_NONE;
    for (uint32_t c = 0; c < program->call_count; c++)
        if (leaving[program->calls[c].function] == PROGRAM_NONE && call_leaves_process(program, c)) {
            leaving[program->calls[c].function] = c;
            queue[tail++] = program->calls[c].function;
        }
    while (head < tail) {
        uint32_t f = queue[head++];

        for (uint32_t i = program->first_caller[f]; i < program->first_caller[f + 1]; i++) {
            uint32_t c = program->callers[i], caller = program->calls[c].function;

            if (program->calls[c].kind != CALL_DIRECT || program->calls[c].ambiguous ||
                leaving[caller] != PROGRAM_NONE)
                continue;
            leaving[caller] = c;
            queue[tail++] = caller;
        }
    }
    free(queue);
    return leaving;
}

static bool leaves(const struct program *program, uint32_t f, uint32_t block)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t last = FACTS_NONE;

    for (uint32_t s = node_first(facts, block); s != FACTS_NONE; s = node_next(facts, s))
        last = s;
    if (last == FACTS_NONE)
        return false;
    switch (facts->nodes[last].kind) {
    case NODE_RETURN:
    case NODE_GOTO: return true;
    case NODE_CALL: {
        uint32_t c = program_call_at(program, f, last);

        return c != PROGRAM_NONE && program->calls[c].known != NULL &&
               program->calls[c].known->role == ROLE_END;
    }
    default: return false;
    }
}

/* Whether control that comes by `first` may come by `second`, which stands behind it. */
static bool may_follow(const struct program *program, uint32_t f, uint32_t first, uint32_t second)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t below = first, at = facts->nodes[first].parent;

    while (!node_contains(facts, at, second)) {
        if (facts->nodes[at].kind == NODE_COMPOUND && leaves(program, f, at))
            return false;
        below = at;
        at = facts->nodes[at].parent;
    }
    switch (facts->nodes[at].kind) {
    case NODE_IF:
    case NODE_CONDITIONAL: return below == node_first(facts, at);
    case NODE_COMPOUND:
        return facts->nodes[at].parent == FACTS_NONE ||
               facts->nodes[facts->nodes[at].parent].kind != NODE_SWITCH;
    default: return true;
    }
}

static bool joins(const struct call *call)
{
    return call->known != NULL && call->known->role == ROLE_JOIN && call->known->effects == 0 &&
           call->known->handle >= 0;
}

/* Whether a thread is waited for between the two calls, or in what the first of them calls. */
static bool is_joined(const struct program *program, uint32_t first, uint32_t second)
{
    const struct call *call = &program->calls[first];

    for (uint32_t c = first + 1; c < second; c++)
        if (joins(&program->calls[c]))
            return true;
    for (uint32_t t = 0; call->known == NULL && t < call->target_count; t++) {
        const struct function *target = &program->functions[program->targets[call->first_target + t]];

        if (target->summary.roles & ROLE_BIT(ROLE_JOIN))
            return true;
    }
    return false;
}

/* The call that starts a thread, when `c` does so, itself or by what it calls by name; PROGRAM_NONE. */
static uint32_t start_of(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];

    if (call->known != NULL)
        return call->known->role == ROLE_THREAD ? c : PROGRAM_NONE;
    if (call->kind != CALL_DIRECT || call->target_count != 1 ||
        program->functions[program->targets[call->first_target]].summary.thread.call == PROGRAM_NONE)
        return PROGRAM_NONE;
    return way_primitive(program, program->functions[program->targets[call->first_target]].summary.thread,
                         WAY_THREAD);
}

static uint32_t fork_of(const struct program *program, const uint32_t *leaving, uint32_t c)
{
    while (program->calls[c].known == NULL)
        c = leaving[program->targets[program->calls[c].first_target]];
    return c;
}

void before_daemon_find(const struct program *program, struct lost_threads *lost)
{
    uint32_t *leaving = find_leaving(program);
    bool *known = xmalloc(program->call_count + 1);

    memset(known, 0, program->call_count + 1);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];

        if (leaving[f] == PROGRAM_NONE || function->heat == HEAT_REQUEST ||
            program->calls[leaving[f]].loop != PROGRAM_NONE)
            continue;
        for (uint32_t c = function->first_call; c < leaving[f]; c++) {
            uint32_t start = start_of(program, c);

            if (start != PROGRAM_NONE && !known[start] &&
                may_follow(program, f, program->calls[c].node, program->calls[leaving[f]].node) &&
                !is_joined(program, c, leaving[f])) {
                known[start] = true;
                vec_push(&lost->found,
                         (struct lost_thread){start, c, leaving[f], fork_of(program, leaving, leaving[f])});
            }
        }
    }
    free(known);
    free(leaving);
}
