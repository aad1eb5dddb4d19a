/* Calls that wait for the next request or event: those that the catalog names, and those of a function that
 * holds a text which only who asks for the next request holds (the path of a function runtime's interface).
 */
#include <string.h>

#include "analyzer/link/internal.h"

static bool holds_text(const struct program *program, uint32_t f, const char *piece)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++)
        if (facts->nodes[n].kind == NODE_STRING &&
            strstr(facts_string(facts, facts->nodes[n].ref), piece) != NULL)
            return true;
    return false;
}

void serving_find(struct program *program)
{
    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (handler->kind != HANDLER_TEXT)
            continue;
        for (uint32_t f = 0; f < program->function_count; f++)
            if (program->functions[f].body != FACTS_NONE && holds_text(program, f, handler->name))
                program->functions[f].serving = handler;
    }
}

const struct catalog_handler *call_serving(const struct program *program, const struct call *call)
{
    if (call->kind != CALL_DIRECT)
        return NULL;
    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (handler->kind == HANDLER_CALL && handler->phase == PHASE_SERVING &&
            strcmp(handler->name, call->name) == 0)
            return handler;
    }
    return call->target_count == 1 ? program->functions[program->targets[call->first_target]].serving : NULL;
}
