/* Caches of one value: a static variable that a function fills once and returns from then on. */
#include "analyzer/link/caches_parts.h"

/* Whether the value tells "nothing here": 0, NULL, -1, "". */
static bool is_unset(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    if (n->flags & NODE_HAS_VALUE)
        return n->value == 0 || n->value == -1;
    return n->kind == NODE_STRING && facts_string(facts, n->ref)[0] == '\0';
}

/* The static variable that the condition asks about being set or not; `when_set`: the branch is taken when it
 * is. */
static uint32_t tested_variable(const struct program *program, uint32_t f, uint32_t condition, bool *when_set)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n = &facts->nodes[condition = node_strip(facts, condition)];
    uint32_t left;

    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT) {
        *when_set = false;
        return cache_static_variable(program, f, node_first(facts, condition));
    }
    if (n->kind == NODE_BINARY &&
        (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL || n->op == BINARY_LESS ||
         n->op == BINARY_LESS_EQUAL || n->op == BINARY_GREATER || n->op == BINARY_GREATER_EQUAL)) {
        left = node_first(facts, condition);
        if (!is_unset(facts, node_next(facts, left)))
            return PROGRAM_NONE;
        *when_set = n->op != BINARY_EQUAL && n->op != BINARY_LESS && n->op != BINARY_LESS_EQUAL;
        return cache_static_variable(program, f, left);
    }
    *when_set = true;
    return cache_static_variable(program, f, condition);
}

/* Whether the value is the variable, or a choice that may give it: `known ? known : ask()`. */
static bool gives_variable(const struct program *program, uint32_t f, uint32_t value, uint32_t variable)
{
    const struct facts *facts = function_facts(program, f);

    if (value == FACTS_NONE)
        return false;
    value = node_strip(facts, value);
    if (facts->nodes[value].kind == NODE_CONDITIONAL)
        return cache_static_variable(program, f, node_child(facts, value, 1)) == variable ||
               cache_static_variable(program, f, node_child(facts, value, 2)) == variable;
    return cache_static_variable(program, f, value) == variable;
}

/* The last return of the variable below `top`, FACTS_NONE. */
static uint32_t find_return(const struct program *program, uint32_t f, uint32_t top, uint32_t variable)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t found = FACTS_NONE;

    for (uint32_t n = top; top != FACTS_NONE && n < facts->nodes[top].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN && gives_variable(program, f, node_first(facts, n), variable))
            found = n;
    return found;
}

/* The one assignment of the variable in the function whose value is, or was put into a local by, a call.
 * `question` is that call's node. */
static uint32_t find_fill(const struct program *program, uint32_t f, uint32_t variable, uint32_t *question)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE ||
            cache_static_variable(program, f, node_first(facts, n)) != variable)
            continue;
        value = cache_asked_for(program, f, node_child(facts, n, 1), n);
        if (value != FACTS_NONE) {
            *question = value;
            return n;
        }
    }
    return FACTS_NONE;
}

/* Whether what the call returns is an answer that could be asked for again, not an object that must exist
 * once. Of the outside only a number is an answer; a function of the project gives one when it reads files
 * and closes them again: what is left then is data. */
static bool returns_answer(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t id = program_call_at(program, f, node);
    const struct call *call;
    bool is_number, is_system;

    if (id == PROGRAM_NONE || facts->nodes[node].type == FACTS_NONE)
        return false;
    call = &program->calls[id];
    is_number = facts->types[facts->nodes[node].type].class == TYPE_INTEGER;
    for (uint32_t t = 0; t < call->target_count; t++) {
        const struct summary *summary = &program->functions[program->targets[call->first_target + t]].summary;
        uint64_t roles = summary->roles;

        if (summary->io.call != PROGRAM_NONE && (roles & ROLE_BIT(ROLE_FILE)) &&
            (roles & ROLE_BIT(ROLE_CLOSE)) && !(roles & (ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP))))
            return true;
    }
    if (call->target_count > 0 || call->kind != CALL_DIRECT || !is_number)
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_PURE || call->known->role == ROLE_RESULT;
    is_system = (facts->symbols[facts->nodes[node].ref].flags & SYMBOL_SYSTEM) != 0;
    return is_system;
}

/* Whether another function sets the variable: somebody takes care that it does not go stale. */
static bool is_reset_elsewhere(const struct program *program, uint32_t variable, uint32_t f)
{
    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct unit *unit = &program->units[u];
        const struct facts *facts = unit->facts;

        for (uint32_t r = 0; r < facts->roots_count; r++) {
            uint32_t root = facts->roots[r].node;

            if (unit->root_function[r] == PROGRAM_NONE || unit->root_function[r] == f)
                continue;
            for (uint32_t n = root; n < facts->nodes[root].end; n++)
                if (facts->nodes[n].kind == NODE_ASSIGN &&
                    facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
                    unit->symbol_variable[facts->nodes[node_first(facts, n)].ref] == variable)
                    return true;
        }
    }
    return false;
}

/* `if (!known) { value = ask(); known = true; }`: the variable that the flag stands for, PROGRAM_NONE. */
static uint32_t flagged_variable(const struct program *program, uint32_t f, uint32_t guard, uint32_t flag)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t branch = node_child(facts, guard, 1), variable = PROGRAM_NONE;
    bool sets_flag = false;

    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        uint32_t target, value;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = cache_static_variable(program, f, node_first(facts, n));
        value = node_child(facts, n, 1);
        if (target == PROGRAM_NONE)
            continue;
        if (target == flag)
            sets_flag |= (facts->nodes[value].flags & NODE_HAS_VALUE) != 0;
        else if (find_return(program, f, program->functions[f].body, target) != FACTS_NONE)
            variable = target;
    }
    return sets_flag ? variable : PROGRAM_NONE;
}

/* Whether the variable is set from the start: then the question is never asked. */
static bool starts_set(const struct program *program, uint32_t f, uint32_t variable)
{
    const struct variable *kept = &program->variables[variable];
    const struct facts *facts = program->units[kept->unit].facts;
    uint32_t value = facts->symbols[kept->symbol].body;

    for (uint32_t n = program->functions[f].body;
         kept->owner == f && n < facts->nodes[program->functions[f].body].end; n++)
        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == kept->symbol)
            value = node_first(facts, n);
    return value != FACTS_NONE && (facts->nodes[value].flags & NODE_HAS_VALUE) && !is_unset(facts, value);
}

void cache_find_values(struct cache_finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        struct cache cache = {.kind = CACHE_VALUE,
                              .function = f,
                              .field = PROGRAM_NONE,
                              .insertion = PROGRAM_NONE,
                              .question = PROGRAM_NONE};
        uint32_t question = FACTS_NONE;
        bool when_set;

        if (facts->nodes[n].kind != NODE_IF && facts->nodes[n].kind != NODE_CONDITIONAL)
            continue;
        cache.variable = tested_variable(program, f, node_first(facts, n), &when_set);
        if (cache.variable == PROGRAM_NONE)
            continue;
        if (!when_set && facts->nodes[n].kind == NODE_IF &&
            find_return(program, f, body, cache.variable) == FACTS_NONE)
            cache.variable = flagged_variable(program, f, n, cache.variable);
        if (cache.variable == PROGRAM_NONE)
            continue;
        cache.hit = when_set ? find_return(program, f, node_child(facts, n, 1), cache.variable) : FACTS_NONE;
        if (cache.hit == FACTS_NONE)
            cache.hit = find_return(program, f, body, cache.variable);
        cache.store = find_fill(program, f, cache.variable, &question);
        if (cache.hit == FACTS_NONE || cache.store == FACTS_NONE || starts_set(program, f, cache.variable) ||
            !returns_answer(program, f, question))
            continue;
        if (!when_set && !node_contains(facts, n, cache.store))
            continue;
        cache.name = program->variables[cache.variable].name;
        cache.question = program_call_at(program, f, question);
        cache.effects = cache_question_effects(program, cache.question);
        cache.expires = is_reset_elsewhere(program, cache.variable, f);
        cache_find_measurement(finder, &cache);
        vec_push(&finder->found, cache);
        return;
    }
}
