/* Functions that do not return: they end the process or the thread, or jump away.
 *
 * Some are declared so, some the catalog knows, and a project's own have no return and end with calls that
 * never return; these are found to a fixpoint, because they wrap each other. It ends since functions only
 * ever gain the property, and a pass costs the last statements of each: as many passes as wrappers stand on
 * each other, which is few. */
#include <string.h>

#include "analyzer/link/internal.h"

/* Whether the node calls, by its name, a function that is known to end something. */
static bool names_end(const struct program *program, uint32_t f, uint32_t node)
{
    const struct fact_node *self = function_node(program, f, node);
    uint32_t function;

    if (self->kind != NODE_CALL || self->ref == FACTS_NONE)
        return false;
    function = unit_function(program, program->functions[f].unit, self->ref);
    return function != PROGRAM_NONE && program->functions[function].summary.never_returns;
}

bool call_never_returns(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t parent = facts->nodes[node].parent, id = program_call_at(program, f, node);
    const struct call *call;

    if (names_end(program, f, node))
        return true;
    /* `report(...), unreachable()`, as assertions are written */
    if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_BINARY &&
        facts->nodes[parent].op == BINARY_COMMA && names_end(program, f, node_child(facts, parent, 1)))
        return true;
    if (id == PROGRAM_NONE)
        return false;
    call = &program->calls[id];
    for (uint32_t t = 0; t < call->target_count; t++)
        if (!program->functions[program->targets[call->first_target + t]].summary.never_returns)
            return false;
    return call->target_count > 0;
}

/* Whether control never comes behind the statement, as no call at its end returns. */
bool statement_never_returns(const struct program *program, uint32_t f, uint32_t statement)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t last = FACTS_NONE;

    if (statement == FACTS_NONE)
        return false;
    switch (facts->nodes[statement].kind) {
    case NODE_COMPOUND:
        for (uint32_t c = node_first(facts, statement); c != FACTS_NONE; c = node_next(facts, c))
            last = c;
        return statement_never_returns(program, f, last);
    case NODE_IF:
        return statement_never_returns(program, f, node_child(facts, statement, 1)) &&
               statement_never_returns(program, f, node_child(facts, statement, 2));
    case NODE_CALL: return call_never_returns(program, f, statement);
    default: return false;
    }
}

/* Whether the function ends with calls that never return, and nothing before them returns. */
static bool function_ends(const struct program *program, uint32_t f)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    if (!statement_never_returns(program, f, function->body))
        return false;
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN)
            return false;
    return true;
}

/* GNU's attribute is part of the function's type; C11's `_Noreturn` is an attribute of the declaration. */
static void find_declared(struct program *program)
{
    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct facts *facts = program->units[u].facts;

        for (uint32_t a = 0; a < facts->attributes_count; a++) {
            uint32_t function = unit_function(program, u, facts->attributes[a].symbol);

            if (function != PROGRAM_NONE &&
                strcasestr(facts_string(facts, facts->attributes[a].text), "noreturn") != NULL)
                program->functions[function].summary.never_returns = true;
        }
        for (uint32_t s = 0; s < facts->symbols_count; s++) {
            uint32_t type = facts->symbols[s].type;
            uint32_t function =
                facts->symbols[s].kind == SYMBOL_FUNCTION ? unit_function(program, u, s) : PROGRAM_NONE;

            if (function != PROGRAM_NONE && type != FACTS_NONE &&
                strstr(facts_string(facts, facts->types[type].spelling), "noreturn") != NULL)
                program->functions[function].summary.never_returns = true;
        }
    }
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].known != NULL && program->functions[f].known->role == ROLE_END)
            program->functions[f].summary.never_returns = true;
}

void ends_find(struct program *program)
{
    bool changed = true;

    find_declared(program);
    while (changed) {
        changed = false;
        for (uint32_t f = 0; f < program->function_count; f++)
            if (program->functions[f].body != FACTS_NONE && !program->functions[f].summary.never_returns &&
                function_ends(program, f))
                program->functions[f].summary.never_returns = changed = true;
    }
}
