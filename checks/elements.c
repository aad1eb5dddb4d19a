/* Where the elements of lists are made (see the header).
 *
 * An allocation is a call that gives a `void *` to a pointer to a record; that covers malloc and every
 * wrapper of it, which look alike to the eye. Records are told apart by their types as spelled, which headers
 * share between units. */
#include "checks/elements.h"

/* The record that the type points to, as spelled; NULL when it points to none. */
static const char *record_name(const struct facts *facts, uint32_t type)
{
    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return NULL;
    type = facts->types[type].target;
    if (type == FACTS_NONE || facts->types[type].class != TYPE_RECORD)
        return NULL;
    return facts_string(facts, facts->types[type].symbol == FACTS_NONE
                                   ? facts->types[type].spelling
                                   : facts->symbols[facts->types[type].symbol].name);
}

static bool gives_memory(const struct facts *facts, uint32_t node)
{
    const struct fact_node *call = &facts->nodes[node = node_strip(facts, node)];
    uint32_t type = call->type;

    if (call->kind != NODE_CALL || type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return false;
    type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_VOID;
}

/* Elements that are variables of the program, such as the modules that are linked in: there are as many as
 * somebody wrote down. */
static void find_written(struct elements *elements, const struct facts *facts)
{
    for (uint32_t s = 0; s < facts->symbols_count; s++) {
        const struct fact_symbol *symbol = &facts->symbols[s];
        uint32_t type = symbol->type;

        if (symbol->kind == SYMBOL_VARIABLE && symbol->flags & SYMBOL_STATIC && type != FACTS_NONE &&
            facts->types[type].class == TYPE_RECORD && facts->types[type].symbol != FACTS_NONE)
            map_put_str(&elements->made, facts_string(facts, facts->symbols[facts->types[type].symbol].name),
                        1);
    }
}

void elements_find(struct elements *elements, const struct program *program)
{
    for (uint32_t u = 0; u < program->unit_count; u++)
        find_written(elements, program->units[u].facts);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];
        const struct facts *facts;
        bool at_start = function->heat == HEAT_STARTUP || function->heat == HEAT_BOTH;

        if (function->body == FACTS_NONE)
            continue;
        facts = function_facts(program, f);
        for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
            const struct fact_node *node = &facts->nodes[n];
            const char *record = NULL;

            if (node->kind == NODE_VARIABLE && node->ref != FACTS_NONE &&
                node_first(facts, n) != FACTS_NONE && gives_memory(facts, node_first(facts, n)))
                record = record_name(facts, facts->symbols[node->ref].type);
            else if (node->kind == NODE_ASSIGN && gives_memory(facts, node_child(facts, n, 1)))
                record = record_name(facts, facts->nodes[node_first(facts, n)].type);
            if (record != NULL && record[0] != '\0')
                map_put_str(at_start ? &elements->made : &elements->grown, record, 1);
        }
    }
}

void elements_release(struct elements *elements)
{
    map_release(&elements->made);
    map_release(&elements->grown);
}

bool elements_made_at_start(const struct elements *elements, const struct program *program,
                            const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    const char *record;

    if (loop->form != LOOP_LIST || loop->variable == FACTS_NONE)
        return false;
    record = record_name(facts, facts->symbols[loop->variable].type);
    return record != NULL && map_get_str(&elements->made, record) != MAP_NONE &&
           map_get_str(&elements->grown, record) == MAP_NONE;
}
