/* Transactions in sight (see the header).
 *
 * Whether BEGIN runs before the statement is not asked: a program that begins transactions somewhere above
 * the loop knows of them, and a warning would be for the one path that forgot it. Each function is visited
 * once. */
#include "checks/transaction.h"

#include "analyzer/base/vec.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool starts_with(const char *text, const char *const *words)
{
    while (*text == ' ' || *text == '\n' || *text == '\t')
        text++;
    for (; *words; words++)
        if (strncasecmp(text, *words, strlen(*words)) == 0)
            return true;
    return false;
}

bool sql_writes(const char *text)
{
    static const char *const words[] = {"insert ", "update ", "delete ", "replace ", NULL};

    return starts_with(text, words);
}

static bool begins_here(const struct program *program, const struct call *call)
{
    static const char *const words[] = {"begin", "savepoint", NULL};
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        const struct fact_node *n = &facts->nodes[node_strip(facts, a)];

        if (n->kind == NODE_STRING && starts_with(facts_string(facts, n->ref), words))
            return true;
    }
    return false;
}

/* `below`: whether to look into the functions that are called as well. */
static bool begins(const struct program *program, uint32_t f, bool below)
{
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (begins_here(program, call))
            return true;
        for (uint32_t t = 0; below && t < call->target_count; t++)
            if (begins(program, program->targets[call->first_target + t], false))
                return true;
    }
    return false;
}

bool transaction_in_sight(const struct program *program, uint32_t function)
{
    bool *seen = xmalloc(program->function_count + 1), found = false;
    VEC(uint32_t)
    queue = {0};

    memset(seen, 0, program->function_count + 1);
    seen[function] = true;
    vec_push(&queue, function);
    for (uint32_t i = 0; i < queue.count && !found; i++) {
        uint32_t f = queue.data[i];

        found = begins(program, f, true);
        for (uint32_t c = program->first_caller[f]; c < program->first_caller[f + 1]; c++) {
            uint32_t caller = program->calls[program->callers[c]].function;

            if (!seen[caller])
                vec_push(&queue, caller);
            seen[caller] = true;
        }
    }
    vec_release(&queue);
    free(seen);
    return found;
}
