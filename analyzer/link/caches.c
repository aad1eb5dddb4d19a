/* Finds caches by their shape; see the header for the two kinds. Everything is read off one function's tree
 * and the summaries of what it calls, so the cost is linear in the nodes. */
#include "analyzer/link/caches.h"

#include <ctype.h>
#include <string.h>

#include "analyzer/base/vec.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/loops_parts.h"

#define COMMENT_DISTANCE 3 /* lines between a comment and the function that it is about */

struct finder {
    const struct program *program;
    struct arena *arena;
    VEC(struct cache)
    found;
};

static const struct facts *facts_of(const struct program *program, uint32_t f)
{
    return function_facts(program, f);
}

static uint32_t static_variable(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = facts_of(program, f);
    const struct fact_node *n;

    if (node == FACTS_NONE)
        return PROGRAM_NONE;
    n = &facts->nodes[node_strip(facts, node)];
    if (n->kind != NODE_NAME || n->ref == FACTS_NONE)
        return PROGRAM_NONE;
    return program->units[program->functions[f].unit].symbol_variable[n->ref];
}

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
    const struct facts *facts = facts_of(program, f);
    const struct fact_node *n = &facts->nodes[condition = node_strip(facts, condition)];
    uint32_t left;

    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT) {
        *when_set = false;
        return static_variable(program, f, node_first(facts, condition));
    }
    if (n->kind == NODE_BINARY &&
        (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL || n->op == BINARY_LESS ||
         n->op == BINARY_LESS_EQUAL || n->op == BINARY_GREATER || n->op == BINARY_GREATER_EQUAL)) {
        left = node_first(facts, condition);
        if (!is_unset(facts, node_next(facts, left)))
            return PROGRAM_NONE;
        *when_set = n->op != BINARY_EQUAL && n->op != BINARY_LESS && n->op != BINARY_LESS_EQUAL;
        return static_variable(program, f, left);
    }
    *when_set = true;
    return static_variable(program, f, condition);
}

/* Whether the value is the variable, or a choice that may give it: `known ? known : ask()`. */
static bool gives_variable(const struct program *program, uint32_t f, uint32_t value, uint32_t variable)
{
    const struct facts *facts = facts_of(program, f);

    if (value == FACTS_NONE)
        return false;
    value = node_strip(facts, value);
    if (facts->nodes[value].kind == NODE_CONDITIONAL)
        return static_variable(program, f, node_child(facts, value, 1)) == variable ||
               static_variable(program, f, node_child(facts, value, 2)) == variable;
    return static_variable(program, f, value) == variable;
}

/* The last return of the variable below `top`, FACTS_NONE. */
static uint32_t find_return(const struct program *program, uint32_t f, uint32_t top, uint32_t variable)
{
    const struct facts *facts = facts_of(program, f);
    uint32_t found = FACTS_NONE;

    for (uint32_t n = top; top != FACTS_NONE && n < facts->nodes[top].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN && gives_variable(program, f, node_first(facts, n), variable))
            found = n;
    return found;
}

/* The call whose result the value is, at once or by way of a local. FACTS_NONE when it is none. */
static uint32_t asked_for(const struct program *program, uint32_t f, uint32_t value, uint32_t before)
{
    const struct facts *facts = facts_of(program, f);
    const struct fact_node *n = &facts->nodes[value = node_strip(facts, value)];

    if (n->kind == NODE_NAME && n->ref != FACTS_NONE && facts->symbols[n->ref].kind == SYMBOL_VARIABLE) {
        value = value_before(facts, program->functions[f].body, before, n->ref);
        if (value == FACTS_NONE)
            return FACTS_NONE;
        value = node_strip(facts, value);
    }
    return facts->nodes[value].kind == NODE_CALL ? value : FACTS_NONE;
}

/* The one assignment of the variable in the function whose value is, or was put into a local by, a call.
 * `question` is that call's node. */
static uint32_t find_fill(const struct program *program, uint32_t f, uint32_t variable, uint32_t *question)
{
    const struct facts *facts = facts_of(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE ||
            static_variable(program, f, node_first(facts, n)) != variable)
            continue;
        value = asked_for(program, f, node_child(facts, n, 1), n);
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
    const struct facts *facts = facts_of(program, f);
    uint32_t id = program_call_at(program, f, node);
    const struct call *call;
    bool is_number, is_system;

    if (id == PROGRAM_NONE || facts->nodes[node].type == FACTS_NONE)
        return false;
    call = &program->calls[id];
    is_number = facts->types[facts->nodes[node].type].class == TYPE_INTEGER;
    for (uint32_t t = 0; t < call->target_count; t++) {
        uint64_t roles = program->functions[program->targets[call->first_target + t]].summary.roles;

        if ((roles & ROLE_BIT(ROLE_FILE)) && (roles & ROLE_BIT(ROLE_CLOSE)) &&
            !(roles & (ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP))))
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

/* A figure with a unit of time, rate or share, or a word for having measured. */
static bool names_measurement(const char *text)
{
    static const char *const words[] = {"profil",      "benchmark", "measured", "measurement",
                                        "flame graph", "perf stat", "hit rate", "hit ratio"};
    static const char *const units[] = {"ns",      "us",    "ms",  "\302\265s", "%",           "percent",
                                        "seconds", "req/s", "qps", "x faster",  "times faster"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const char *at = strcasestr(text, words[i]);

        /* "unmeasured" says the contrary */
        if (at != NULL && (at == text || !isalpha((unsigned char)at[-1])))
            return true;
    }
    for (const char *at = strpbrk(text, "0123456789"); at != NULL; at = strpbrk(at, "0123456789")) {
        at += strspn(at, "0123456789.,");
        at += strspn(at, " ");
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            size_t length = strlen(units[i]);

            if (strncmp(at, units[i], length) == 0 &&
                (at[length] == '\0' || strchr(" .,;:)*\n", at[length]) != NULL))
                return true;
        }
    }
    return false;
}

/* A counter of hits or misses that the function, or one that it calls directly, moves. */
static const char *counts_hits(const struct program *program, uint32_t f)
{
    const struct facts *facts = facts_of(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        const char *name = "";

        if ((node->kind == NODE_NAME || node->kind == NODE_MEMBER) && node->ref != FACTS_NONE)
            name = facts_string(facts, facts->symbols[node->ref].name);
        if (strcasestr(name, "hits") != NULL || strcasestr(name, "hit_") != NULL ||
            strcasestr(name, "_hit") != NULL || strcasestr(name, "miss") != NULL)
            return name;
    }
    return NULL;
}

static void find_measurement(struct finder *finder, struct cache *cache)
{
    const struct program *program = finder->program;
    const struct facts *facts = facts_of(program, cache->function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[cache->function].symbol];
    const char *counter = counts_hits(program, cache->function);

    cache->evidence = "";
    if (counter != NULL) {
        cache->measured = true;
        cache->evidence = arena_printf(finder->arena, "counts %s", counter);
        return;
    }
    for (uint32_t c = 0; c < facts->comments_count; c++) {
        const struct fact_comment *comment = &facts->comments[c];

        if (comment->file == symbol->file && comment->end_line + COMMENT_DISTANCE >= symbol->line &&
            comment->line <= symbol->end_line && names_measurement(facts_string(facts, comment->text))) {
            cache->measured = true;
            cache->evidence = arena_printf(finder->arena, "comment in line %u", comment->line);
            return;
        }
    }
}

static unsigned question_effects(const struct program *program, uint32_t call)
{
    unsigned effects = program->calls[call].effects;

    for (uint32_t t = 0; t < program->calls[call].target_count; t++) {
        const struct summary *summary =
            &program->functions[program->targets[program->calls[call].first_target + t]].summary;

        effects |= summary->effects;
        if (summary->io.call != PROGRAM_NONE)
            effects |= EFFECT_SYNC_IO;
    }
    return effects & (EFFECT_REMOTE | EFFECT_SYNC_IO | EFFECT_LOCAL_DATABASE);
}

/* `if (!known) { value = ask(); known = true; }`: the variable that the flag stands for, PROGRAM_NONE. */
static uint32_t flagged_variable(const struct program *program, uint32_t f, uint32_t guard, uint32_t flag)
{
    const struct facts *facts = facts_of(program, f);
    uint32_t branch = node_child(facts, guard, 1), variable = PROGRAM_NONE;
    bool sets_flag = false;

    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        uint32_t target, value;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = static_variable(program, f, node_first(facts, n));
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

static void find_value_caches(struct finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct facts *facts = facts_of(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        struct cache cache = {
            .kind = CACHE_VALUE, .function = f, .field = PROGRAM_NONE, .question = PROGRAM_NONE};
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
        if (cache.hit == FACTS_NONE || cache.store == FACTS_NONE || !returns_answer(program, f, question))
            continue;
        if (!when_set && !node_contains(facts, n, cache.store))
            continue;
        cache.name = program->variables[cache.variable].name;
        cache.question = program_call_at(program, f, question);
        cache.effects = question_effects(program, cache.question);
        cache.expires = is_reset_elsewhere(program, cache.variable, f);
        find_measurement(finder, &cache);
        vec_push(&finder->found, cache);
        return;
    }
}

static bool names_container(const struct program *program, uint32_t f, uint32_t node,
                            const struct cache *cache)
{
    const struct unit *unit = &program->units[program->functions[f].unit];
    const struct fact_node *n = &unit->facts->nodes[node];

    if (n->ref == FACTS_NONE)
        return false;
    return (n->kind == NODE_NAME && cache->variable != PROGRAM_NONE &&
            unit->symbol_variable[n->ref] == cache->variable) ||
           (n->kind == NODE_MEMBER && cache->field != PROGRAM_NONE &&
            unit->symbol_field[n->ref] == cache->field);
}

/* Whether some function that the call may run stores into the container: it assigns to the variable, to what
 * it points to, or to the field. */
static bool writes_container(const struct program *program, uint32_t f, const struct cache *cache,
                             unsigned levels)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts;

    if (function->body == FACTS_NONE)
        return false;
    facts = facts_of(program, f);
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t target;

        if (facts->nodes[n].kind == NODE_ASSIGN) {
            target = node_first(facts, n);
            for (uint32_t m = target; m < facts->nodes[target].end; m++)
                if (names_container(program, f, m, cache))
                    return true;
        }
    }
    for (uint32_t c = function->first_call; levels > 0 && c < function->first_call + function->call_count;
         c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL && call->known->role == ROLE_STORE && call->known->subject >= 0) {
            uint32_t subject = node_argument(facts, call->node, (unsigned)call->known->subject),
                     base = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);

            if (base != FACTS_NONE && cache->variable != PROGRAM_NONE &&
                program->units[function->unit].symbol_variable[base] == cache->variable)
                return true;
        }
        for (uint32_t t = 0; call->kind == CALL_DIRECT && t < call->target_count; t++)
            if (writes_container(program, program->targets[call->first_target + t], cache, levels - 1))
                return true;
    }
    return false;
}

/* The container that the loop or look-up call works on, as a static variable or a field. */
static void set_container(const struct program *program, uint32_t f, uint32_t node, struct cache *cache)
{
    const struct facts *facts = facts_of(program, f);
    const struct unit *unit = &program->units[program->functions[f].unit];
    uint32_t base = node == FACTS_NONE ? FACTS_NONE : node_base(facts, node);

    cache->variable = cache->field = PROGRAM_NONE;
    if (base != FACTS_NONE && unit->symbol_variable[base] != PROGRAM_NONE) {
        cache->variable = unit->symbol_variable[base];
        cache->name = program->variables[cache->variable].name;
        return;
    }
    for (uint32_t n = node; base != FACTS_NONE && n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_MEMBER && facts->nodes[n].ref != FACTS_NONE) {
            cache->field = unit->symbol_field[facts->nodes[n].ref];
            cache->name = facts_string(facts, facts->symbols[facts->nodes[n].ref].name);
            return;
        }
}

/* The return inside a searching loop that gives something of the item found. */
static uint32_t hit_in_loop(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = facts_of(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_RETURN && node_first(facts, n) != FACTS_NONE &&
            !(facts->nodes[node_first(facts, n)].flags & NODE_HAS_VALUE) && loop->variable != FACTS_NONE &&
            nodes_mention(facts, n, facts->nodes[n].end, loop->variable))
            return n;
    return FACTS_NONE;
}

/* After a miss: the first call behind the look-up that waits for the outside. */
static uint32_t find_question(const struct program *program, uint32_t f, uint32_t after)
{
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if (program->calls[c].node >= after && question_effects(program, c) != 0)
            return c;
    return PROGRAM_NONE;
}

static uint32_t find_store(const struct program *program, uint32_t f, uint32_t after,
                           const struct cache *cache)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = facts_of(program, f);

    for (uint32_t n = after; n < facts->nodes[function->body].end; n++) {
        uint32_t id;

        if (facts->nodes[n].kind == NODE_ASSIGN) {
            struct cache target = {.variable = PROGRAM_NONE, .field = PROGRAM_NONE};

            set_container(program, f, node_first(facts, n), &target);
            if ((cache->variable != PROGRAM_NONE && target.variable == cache->variable) ||
                (cache->field != PROGRAM_NONE && target.field == cache->field))
                return n;
        }
        if (facts->nodes[n].kind != NODE_CALL || (id = program_call_at(program, f, n)) == PROGRAM_NONE)
            continue;
        if (program->calls[id].known != NULL && program->calls[id].known->role == ROLE_STORE)
            return n;
        for (uint32_t t = 0; program->calls[id].kind == CALL_DIRECT && t < program->calls[id].target_count;
             t++)
            if (writes_container(program, program->targets[program->calls[id].first_target + t], cache, 2))
                return n;
    }
    return FACTS_NONE;
}

/* Whether storing a time is part of storing an entry: then somebody can tell how old it is. */
static bool stores_time(const struct program *program, uint32_t f, uint32_t store)
{
    uint32_t id = program_call_at(program, f, store);
    uint64_t roles = id == PROGRAM_NONE ? 0 : call_roles(program, &program->calls[id]);

    return ((roles | program->functions[f].summary.roles) & ROLE_BIT(ROLE_CLOCK)) != 0;
}

/* Whether the container has a fixed number of places, so that a new entry takes the place of an old one. */
static bool has_fixed_places(const struct program *program, const struct cache *cache)
{
    const struct variable *variable;
    const struct facts *facts;
    uint32_t type;

    if (cache->variable == PROGRAM_NONE)
        return false;
    variable = &program->variables[cache->variable];
    facts = program->units[variable->unit].facts;
    type = facts->symbols[variable->symbol].type;
    if (type == FACTS_NONE || facts->types[type].class != TYPE_ARRAY)
        return false;
    type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class != TYPE_POINTER;
}

/* Whether another function than the one that answers and those that it stores with takes entries out: it
 * changes the container, or hands it to a library call that does. Making the container is no such change. */
static bool is_emptied_elsewhere(const struct program *program, const struct cache *cache)
{
    uint32_t id = program_call_at(program, cache->function, cache->store), own = PROGRAM_NONE;

    if (id != PROGRAM_NONE && program->calls[id].target_count > 0)
        own = program->targets[program->calls[id].first_target];
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];
        const struct facts *facts;

        if (f == cache->function || f == own || function->body == FACTS_NONE)
            continue;
        facts = facts_of(program, f);
        for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
            uint32_t first = node_first(facts, n), call;

            if (facts->nodes[n].kind == NODE_ASSIGN && names_container(program, f, first, cache) &&
                facts->nodes[node_strip(facts, node_child(facts, n, 1))].kind != NODE_CALL)
                return true;
            call = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, f, n) : PROGRAM_NONE;
            if (call == PROGRAM_NONE || program->calls[call].known == NULL ||
                (program->calls[call].known->role != ROLE_STORE &&
                 program->calls[call].known->role != ROLE_CLOSE))
                continue;
            for (uint32_t m = n; m < facts->nodes[n].end; m++)
                if (names_container(program, f, m, cache))
                    return true;
        }
    }
    return false;
}

static void finish_keyed(struct finder *finder, struct cache *cache, uint32_t after)
{
    const struct program *program = finder->program;

    if (cache->variable == PROGRAM_NONE && cache->field == PROGRAM_NONE)
        return;
    cache->question = find_question(program, cache->function, after);
    if (cache->question == PROGRAM_NONE)
        return;
    cache->store = find_store(program, cache->function, program->calls[cache->question].node, cache);
    if (cache->store == FACTS_NONE)
        return;
    cache->effects = question_effects(program, cache->question);
    cache->expires = stores_time(program, cache->function, cache->store);
    cache->bounded = has_fixed_places(program, cache) || is_emptied_elsewhere(program, cache);
    find_measurement(finder, cache);
    vec_push(&finder->found, *cache);
}

/* Whether the call is one of the project's own functions that only computes a number. */
static bool works_out_number(const struct program *program, uint32_t f, uint32_t id)
{
    const struct call *call = &program->calls[id];
    const struct facts *facts = facts_of(program, f);
    uint32_t type = facts->nodes[call->node].type;
    uint64_t makes = ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP) | ROLE_BIT(ROLE_FILE) |
                     ROLE_BIT(ROLE_ALLOCATE) | ROLE_BIT(ROLE_THREAD);

    if (type == FACTS_NONE ||
        (facts->types[type].class != TYPE_INTEGER && facts->types[type].class != TYPE_FLOAT))
        return false;
    if (call->kind != CALL_DIRECT || call->target_count != 1)
        return false;
    return program->targets[call->first_target] != f && !(call_roles(program, call) & makes);
}

/* The element of a static array that the condition asks about, picked by what comes from a parameter:
 * `table[slot]`. FACTS_NONE when there is none. */
static uint32_t tested_element(const struct program *program, uint32_t f, uint32_t condition)
{
    const struct facts *facts = facts_of(program, f);
    const struct unit *unit = &program->units[program->functions[f].unit];

    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        uint32_t index;

        if (facts->nodes[n].kind != NODE_INDEX ||
            static_variable(program, f, node_first(facts, n)) == PROGRAM_NONE)
            continue;
        index = node_child(facts, n, 1);
        for (uint32_t m = index; m < facts->nodes[index].end; m++)
            if (facts->nodes[m].kind == NODE_NAME && facts->nodes[m].ref != FACTS_NONE &&
                unit->parameter_mask[facts->nodes[m].ref] != 0)
                return n;
    }
    return FACTS_NONE;
}

static uint32_t find_element_return(const struct facts *facts, uint32_t branch, uint32_t element)
{
    for (uint32_t n = branch; n < facts->nodes[branch].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN)
            for (uint32_t m = n; m < facts->nodes[n].end; m++)
                if (facts->nodes[m].kind == NODE_INDEX && node_equal(facts, m, element))
                    return n;
    return FACTS_NONE;
}

/* A table of results: `if (table[key]) return table[key]; return table[key] = work(key);`. Only of numbers
 * that a function works out: what opens or makes something gives the object itself. */
static void find_table_caches(struct finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct facts *facts = facts_of(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        struct cache cache = {.kind = CACHE_KEYED, .function = f};
        uint32_t element, question = FACTS_NONE;

        if (facts->nodes[n].kind != NODE_IF)
            continue;
        element = tested_element(program, f, node_first(facts, n));
        if (element == FACTS_NONE)
            continue;
        cache.hit = find_element_return(facts, node_child(facts, n, 1), element);
        for (uint32_t m = facts->nodes[n].end; cache.hit != FACTS_NONE && m < facts->nodes[body].end; m++)
            if (facts->nodes[m].kind == NODE_ASSIGN && node_equal(facts, node_first(facts, m), element)) {
                cache.store = m;
                question = asked_for(program, f, node_child(facts, m, 1), m);
            }
        if (question == FACTS_NONE)
            continue;
        cache.question = program_call_at(program, f, question);
        if (cache.question == PROGRAM_NONE || !works_out_number(program, f, cache.question))
            continue;
        set_container(program, f, element, &cache);
        cache.effects = question_effects(program, cache.question);
        cache.expires = stores_time(program, f, cache.store);
        cache.bounded = true;
        find_measurement(finder, &cache);
        vec_push(&finder->found, cache);
        return;
    }
}

static void find_keyed_caches(struct finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct function *function = &program->functions[f];
    const struct facts *facts = facts_of(program, f);
    uint32_t before = finder->found.count;

    for (uint32_t l = function->first_loop;
         l < function->first_loop + function->loop_count && finder->found.count == before; l++) {
        const struct loop *loop = &program->loops[l];
        struct cache cache = {.kind = CACHE_KEYED, .function = f};

        if (loop->collection == FACTS_NONE || loop->parent != PROGRAM_NONE || loop->class != LOOP_ITEM)
            continue;
        cache.hit = hit_in_loop(program, loop);
        if (cache.hit == FACTS_NONE)
            continue;
        set_container(program, f, loop->collection, &cache);
        finish_keyed(finder, &cache, facts->nodes[loop->node].end);
    }
    for (uint32_t c = function->first_call;
         c < function->first_call + function->call_count && finder->found.count == before; c++) {
        const struct call *call = &program->calls[c];
        struct cache cache = {.kind = CACHE_KEYED, .function = f};
        uint32_t subject;

        if (call->known == NULL || call->known->role != ROLE_LOOKUP || call->known->subject < 0 ||
            call->loop != PROGRAM_NONE)
            continue;
        subject = node_argument(facts, call->node, (unsigned)call->known->subject);
        set_container(program, f, subject, &cache);
        cache.hit = call->node;
        finish_keyed(finder, &cache, facts->nodes[call->node].end);
    }
}

bool function_stores_parameter(const struct program *program, uint32_t f, uint32_t position,
                               uint32_t *variable)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts;
    uint32_t stored_in = FACTS_NONE, parameter;

    if (function->body == FACTS_NONE || position >= function->parameters)
        return false;
    facts = facts_of(program, f);
    parameter = program->parameters[function->first_parameter + position];
    if (parameter == FACTS_NONE)
        return false;
    *variable = PROGRAM_NONE;
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t target, value, base, value_base;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = node_first(facts, n);
        value = node_strip(facts, node_child(facts, n, 1));
        base = node_base(facts, target);
        if (base == FACTS_NONE)
            continue;
        value_base = facts->nodes[value].kind == NODE_NAME ? facts->nodes[value].ref : FACTS_NONE;
        if (value_base == parameter && facts->nodes[target].kind != NODE_NAME) {
            uint32_t place = value_before(facts, function->body, n, base),
                     container = place == FACTS_NONE ? FACTS_NONE : node_base(facts, place);

            stored_in = base;
            /* The record is a place of the container already: `slot = &table[i]`. */
            if (container != FACTS_NONE &&
                program->units[function->unit].symbol_variable[container] != PROGRAM_NONE)
                *variable = program->units[function->unit].symbol_variable[container];
        }
        /* The record is linked into the container after it was filled. */
        if (stored_in != FACTS_NONE && value_base == stored_in &&
            program->units[function->unit].symbol_variable[base] != PROGRAM_NONE)
            *variable = program->units[function->unit].symbol_variable[base];
        if (value_base == parameter && program->units[function->unit].symbol_variable[base] != PROGRAM_NONE &&
            facts->nodes[target].kind != NODE_NAME)
            *variable = program->units[function->unit].symbol_variable[base];
    }
    return *variable != PROGRAM_NONE;
}

struct cache_list caches_find(const struct program *program, struct arena *arena)
{
    struct finder finder = {.program = program, .arena = arena};
    struct cache_list list = {NULL, 0};

    for (uint32_t f = 0; f < program->function_count; f++) {
        if (program->functions[f].body == FACTS_NONE)
            continue;
        find_value_caches(&finder, f);
        find_keyed_caches(&finder, f);
        find_table_caches(&finder, f);
    }
    list.items = ARENA_ARRAY(arena, finder.found.count + 1, struct cache);
    list.count = finder.found.count;
    if (list.count > 0)
        memcpy(list.items, finder.found.data, list.count * sizeof *list.items);
    vec_release(&finder.found);
    return list;
}
