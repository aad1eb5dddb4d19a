/* What is known of each call by itself once loops are known: the item loop it belongs to, what the library
 * function it names waits for here, and whether it runs only when something failed. Computed once, since
 * summaries and checks ask for them again and again. */
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

static uint32_t find_item_loop(const struct program *program, uint32_t call)
{
    uint32_t loop = program->calls[call].loop;

    while (loop != PROGRAM_NONE && loop_excuses(program, loop, call))
        loop = program->loops[loop].parent;
    return loop;
}

static bool sends_for(const struct catalog_function *known, const char *family)
{
    return known != NULL && (known->role == ROLE_SEND || known->role == ROLE_QUEUE) &&
           strcmp(known->family, family) == 0;
}

bool call_sends(const struct program *program, const struct call *call, const char *family)
{
    const struct function *wrapper;

    if (sends_for(call->known, family))
        return true;
    if (call->kind != CALL_DIRECT || call->target_count != 1)
        return false;
    wrapper = &program->functions[program->targets[call->first_target]];
    for (uint32_t c = wrapper->first_call; c < wrapper->first_call + wrapper->call_count; c++)
        if (program->calls[c].item_loop == PROGRAM_NONE && sends_for(program->calls[c].known, family))
            return true;
    return false;
}

/* Whether the question whose answer the call waits for was sent in the same round: then the two are one
 * round trip. Questions that another loop sent before are answered together. */
static bool receive_waits(const struct program *program, uint32_t receive)
{
    const struct call *call = &program->calls[receive];
    const struct function *function = &program->functions[call->function];
    /* what is sent as an argument of the call comes before it as well */
    uint32_t end = function_node(program, call->function, call->node)->end;

    for (uint32_t c = function->first_call;
         c < function->first_call + function->call_count && program->calls[c].node < end; c++)
        if (c != receive && program->calls[c].item_loop == call->item_loop &&
            call_sends(program, &program->calls[c], call->known->family))
            return true;
    return false;
}

static unsigned find_effects(const struct program *program, uint32_t id)
{
    const struct catalog_function *known = program->calls[id].known;

    if (known == NULL)
        return 0;
    switch (known->role) {
    case ROLE_ROUND_TRIP:
    case ROLE_CONNECT:
    case ROLE_FILE:
    case ROLE_LOAD:
    case ROLE_SETUP: return known->effects;
    case ROLE_SEND: return known->batch[0] != '\0' ? known->effects : 0;
    case ROLE_FLUSH:
    case ROLE_WAIT: return known->batch[0] != '\0' && receive_waits(program, id) ? known->effects : 0;
    case ROLE_RECEIVE:
        if (known->effects & EFFECT_REMOTE)
            return receive_waits(program, id) ? known->effects : 0;
        return known->effects;
    default: return 0;
    }
}

/* Whether the call gives a value to the variable that the condition around it found empty (`if (!data) data =
 * fetch(id);`): a fallback that is meant to be used, not an error path. */
static bool is_fallback(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t at = call->node, target = FACTS_NONE;

    while (facts->nodes[at].parent != FACTS_NONE && facts->nodes[at].kind != NODE_IF) {
        if (facts->nodes[at].kind == NODE_ASSIGN)
            target = node_base(facts, node_first(facts, at));
        at = facts->nodes[at].parent;
    }
    if (facts->nodes[at].kind != NODE_IF || target == FACTS_NONE)
        return false;
    at = node_first(facts, at);
    return nodes_mention(facts, at, facts->nodes[at].end, target);
}

void call_facts_find(struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++) {
        struct call *call = &program->calls[c];

        call->item_loop = find_item_loop(program, c);
        call->rare = call_never_returns(program, call->function, call->node) ||
                     call_runs_in_child(program, c) ||
                     (call_is_on_error_path(program, c) && !is_fallback(program, call));
    }
    for (uint32_t c = 0; c < program->call_count; c++)
        program->calls[c].effects = find_effects(program, c);
}
