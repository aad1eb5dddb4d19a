/* Caches of one value: a static variable that a function fills once and returns from then on. */
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

/* A variable with static storage, or a field of one that is a record. */
struct place {
    uint32_t variable; /* PROGRAM_NONE: none */
    uint32_t field;    /* symbol; FACTS_NONE */
};

static struct place place_of(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    struct place place = {PROGRAM_NONE, FACTS_NONE};

    if (node == FACTS_NONE)
        return place;
    node = node_strip(facts, node);
    if (facts->nodes[node].kind == NODE_MEMBER && !(facts->nodes[node].flags & NODE_ARROW)) {
        place.field = facts->nodes[node].ref;
        node = node_first(facts, node);
    }
    place.variable = cache_static_variable(program, f, node);
    return place;
}

static bool is_place(const struct program *program, uint32_t f, uint32_t node, struct place place)
{
    struct place other = place_of(program, f, node);

    return other.variable != PROGRAM_NONE && other.variable == place.variable && other.field == place.field;
}

/* Whether the value tells "nothing here": 0, NULL, -1, "". */
static bool is_unset(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    if (n->flags & NODE_HAS_VALUE)
        return n->value == 0 || n->value == -1;
    return n->kind == NODE_STRING && facts_string(facts, n->ref)[0] == '\0';
}

/* What the condition asks about being set or not; `when_set`: the branch is taken when it is. */
static struct place tested_place(const struct program *program, uint32_t f, uint32_t condition,
                                 bool *when_set)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n = &facts->nodes[condition = node_strip(facts, condition)];
    uint32_t left;

    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT) {
        *when_set = false;
        return place_of(program, f, node_first(facts, condition));
    }
    if (n->kind == NODE_BINARY &&
        (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL || n->op == BINARY_LESS ||
         n->op == BINARY_LESS_EQUAL || n->op == BINARY_GREATER || n->op == BINARY_GREATER_EQUAL)) {
        enum binary_op op = n->op;

        left = node_first(facts, condition);
        if (is_unset(facts, left)) { /* 0 == known, 0 < known */
            left = node_next(facts, left);
            op = op == BINARY_LESS            ? BINARY_GREATER
                 : op == BINARY_LESS_EQUAL    ? BINARY_GREATER_EQUAL
                 : op == BINARY_GREATER       ? BINARY_LESS
                 : op == BINARY_GREATER_EQUAL ? BINARY_LESS_EQUAL
                                              : op;
        } else if (!is_unset(facts, node_next(facts, left))) {
            return (struct place){PROGRAM_NONE, FACTS_NONE};
        }
        *when_set = op != BINARY_EQUAL && op != BINARY_LESS && op != BINARY_LESS_EQUAL;
        return place_of(program, f, left);
    }
    *when_set = true;
    return place_of(program, f, condition);
}

/* Whether the value is the variable, a choice that may give it (`known ? known : ask()`), or a local that it
 * was put into while a lock was held. */
static bool gives_variable(const struct program *program, uint32_t f, uint32_t value, struct place place)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n;

    if (value == FACTS_NONE)
        return false;
    n = &facts->nodes[value = node_strip(facts, value)];
    if (n->kind == NODE_CONDITIONAL) {
        uint32_t then = node_child(facts, value, 1);

        if (facts->nodes[then].kind == NODE_NONE) /* known ?: ask() */
            then = node_first(facts, value);
        return is_place(program, f, then, place) || is_place(program, f, node_child(facts, value, 2), place);
    }
    if (n->kind == NODE_NAME && n->ref != FACTS_NONE && facts->symbols[n->ref].kind == SYMBOL_VARIABLE &&
        (facts->symbols[n->ref].flags & SYMBOL_STATIC) == 0) {
        value = value_before(facts, program->functions[f].body, value, n->ref);
        if (value == FACTS_NONE)
            return false;
    }
    return is_place(program, f, value, place);
}

/* Whether the node hands the variable to the caller: returns it, or writes it where a parameter points. */
static bool answers(const struct program *program, uint32_t f, uint32_t n, struct place place)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t target;

    if (facts->nodes[n].kind == NODE_RETURN)
        return gives_variable(program, f, node_first(facts, n), place);
    if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
        return false;
    target = node_strip(facts, node_first(facts, n));
    return facts->nodes[target].kind == NODE_UNARY && facts->nodes[target].op == UNARY_DEREFERENCE &&
           function_parameter(program, f, node_strip(facts, node_first(facts, target))) != PROGRAM_NONE &&
           is_place(program, f, node_child(facts, n, 1), place);
}

/* The last place below `top` that answers with the variable, FACTS_NONE. */
static uint32_t find_return(const struct program *program, uint32_t f, uint32_t top, struct place place)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t found = FACTS_NONE;

    for (uint32_t n = top; top != FACTS_NONE && n < facts->nodes[top].end; n++)
        if (answers(program, f, n, place))
            found = n;
    return found;
}

/* The one assignment of the variable in the function whose value is, or was put into a local by, a call.
 * `question` is that call's node. */
static uint32_t find_fill(const struct program *program, uint32_t f, struct place place, uint32_t *question)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE ||
            !is_place(program, f, node_first(facts, n), place))
            continue;
        value = cache_asked_for(program, f, node_child(facts, n, 1), n);
        if (value != FACTS_NONE) {
            *question = value;
            return n;
        }
    }
    return FACTS_NONE;
}

#define ANSWER_LEVELS 2 /* helpers between a question and the system call that answers it */

/* Whether the call is one that tells a number of the system or works one out, itself or by a helper that does
 * nothing else. */
static bool tells_number(const struct program *program, uint32_t id, unsigned levels)
{
    const struct call *call = &program->calls[id];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type;
    const struct function *helper;
    bool tells = false;

    if (call->kind != CALL_DIRECT || type == FACTS_NONE || facts->types[type].class != TYPE_INTEGER)
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_PURE || call->known->role == ROLE_RESULT;
    if (call->target_count == 0)
        return (facts->symbols[facts->nodes[call->node].ref].flags & SYMBOL_SYSTEM) != 0;
    helper = &program->functions[program->targets[call->first_target]];
    if (call->target_count > 1 || levels == 0)
        return false;
    for (uint32_t c = helper->first_call; c < helper->first_call + helper->call_count; c++) {
        if (!tells_number(program, c, levels - 1))
            return false;
        tells = true;
    }
    return tells;
}

/* Whether what the call returns is an answer that could be asked for again, not an object that must exist
 * once. Of the outside only a number is an answer; a function of the project gives one when it reads files
 * and closes them again: what is left then is data. */
static bool returns_answer(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t id = program_call_at(program, f, node);
    const struct call *call;

    if (id == PROGRAM_NONE || facts->nodes[node].type == FACTS_NONE)
        return false;
    call = &program->calls[id];
    for (uint32_t t = 0; t < call->target_count; t++) {
        const struct summary *summary = &program->functions[program->targets[call->first_target + t]].summary;
        uint64_t roles = summary->roles;

        if (summary->io.call != PROGRAM_NONE && (roles & ROLE_BIT(ROLE_FILE)) &&
            (roles & ROLE_BIT(ROLE_CLOSE)) && !(roles & (ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP))))
            return true;
    }
    return tells_number(program, id, ANSWER_LEVELS);
}

static bool names_variable(const struct unit *unit, uint32_t node, uint32_t variable)
{
    const struct fact_node *n = &unit->facts->nodes[node];

    return n->kind == NODE_NAME && n->ref != FACTS_NONE && unit->symbol_variable[n->ref] == variable;
}

/* Whether another function sets the variable: somebody takes care that it does not go stale. */
static bool is_reset_elsewhere(const struct program *program, struct place place, uint32_t f)
{
    uint32_t field = place.field == FACTS_NONE
                         ? PROGRAM_NONE
                         : program->units[program->functions[f].unit].symbol_field[place.field];

    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct unit *unit = &program->units[u];
        const struct facts *facts = unit->facts;

        for (uint32_t r = 0; r < facts->roots_count; r++) {
            uint32_t root = facts->roots[r].node;

            if (unit->root_function[r] == PROGRAM_NONE || unit->root_function[r] == f)
                continue;
            for (uint32_t n = root; n < facts->nodes[root].end; n++) {
                const struct fact_node *target;

                if (facts->nodes[n].kind != NODE_ASSIGN)
                    continue;
                target = &facts->nodes[node_first(facts, n)];
                /* the field of another record by name is none of this one's; behind a pointer it may be */
                if (target->kind == NODE_MEMBER && !(target->flags & NODE_ARROW) &&
                    !names_variable(unit, node_first(facts, node_first(facts, n)), place.variable))
                    continue;
                if (names_variable(unit, node_first(facts, n), place.variable) ||
                    (target->kind == NODE_MEMBER && target->ref != FACTS_NONE && field != PROGRAM_NONE &&
                     unit->symbol_field[target->ref] == field))
                    return true;
            }
        }
    }
    return false;
}

/* `if (!known) { value = ask(); known = true; }`: what the flag stands for. */
static struct place flagged_place(const struct program *program, uint32_t f, uint32_t guard,
                                  struct place flag)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t branch = node_child(facts, guard, 1);
    struct place none = {PROGRAM_NONE, FACTS_NONE}, found = none;
    bool sets_flag = false;

    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        struct place target;
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = place_of(program, f, node_first(facts, n));
        value = node_child(facts, n, 1);
        if (target.variable == PROGRAM_NONE)
            continue;
        if (is_place(program, f, node_first(facts, n), flag))
            sets_flag |= (facts->nodes[value].flags & NODE_HAS_VALUE) != 0;
        else if (find_return(program, f, program->functions[f].body, target) != FACTS_NONE)
            found = target;
    }
    return sets_flag ? found : none;
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
        struct place place;
        bool when_set;

        if (facts->nodes[n].kind != NODE_IF && facts->nodes[n].kind != NODE_CONDITIONAL)
            continue;
        place = tested_place(program, f, node_first(facts, n), &when_set);
        if (place.variable == PROGRAM_NONE)
            continue;
        if (!when_set && facts->nodes[n].kind == NODE_IF &&
            find_return(program, f, body, place) == FACTS_NONE)
            place = flagged_place(program, f, n, place);
        if (place.variable == PROGRAM_NONE)
            continue;
        cache.variable = place.variable;
        cache.hit = when_set ? find_return(program, f, node_child(facts, n, 1), place) : FACTS_NONE;
        if (cache.hit == FACTS_NONE)
            cache.hit = find_return(program, f, body, place);
        cache.store = find_fill(program, f, place, &question);
        if (cache.hit == FACTS_NONE || cache.store == FACTS_NONE ||
            (place.field == FACTS_NONE && starts_set(program, f, place.variable)) ||
            !returns_answer(program, f, question))
            continue;
        if (!when_set && !node_contains(facts, n, cache.store))
            continue;
        cache.name = program->variables[place.variable].name;
        if (place.field != FACTS_NONE)
            cache.name = arena_printf(finder->arena, "%s.%s", cache.name,
                                      facts_string(facts, facts->symbols[place.field].name));
        cache.question = program_call_at(program, f, question);
        cache.effects = cache_question_effects(program, cache.question);
        cache.expires = is_reset_elsewhere(program, place, f);
        cache_find_measurement(finder, &cache);
        vec_push(&finder->found, cache);
        return;
    }
}
