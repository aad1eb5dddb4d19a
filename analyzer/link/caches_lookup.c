/* Caches in containers of the project's own: trees, hash tables and lists behind functions that find and add.
 *
 * What the container is made of does not matter, and mostly cannot be seen from where the cache is used. What
 * is seen there: a call that is given a container and a key from the parameters and waits for nothing; a test
 * of what it gave; a question to the outside where it gave nothing (also one whose answer comes later, to a
 * callback); and something that is put into the same container. Registries, sessions and interned names look
 * the same up to that point, so one more sign is asked for: that somebody calls it a cache, or that an entry
 * is compared with a clock before it is used. Such a cache was designed: what is missing is its figures. */
#include "analyzer/base/path.h"
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

#define LOOKUP_LEVELS  3 /* functions below a look-up or a store in which the walk or the write may stand */
#define ENTRY_SYMBOLS  8 /* locals that stand for one entry */
#define ALIAS_STEPS    3 /* locals that only name a part of the container */
#define CONTAINER_ARGS 3

/* A look-up under examination. */
struct lookup {
    const struct program *program;
    uint32_t f, call;
    uint32_t entry[ENTRY_SYMBOLS]; /* the local that holds what was found, then those made of it */
    uint32_t entry_count;
    uint32_t kept_in; /* lvalue that the call gives the container back to: `t = splay(t, key)`; FACTS_NONE */
    uint32_t arguments[CONTAINER_ARGS]; /* that may be the container */
    uint32_t argument_count;
    bool by_time; /* a test of the entry asks for its age */
};

static bool names_look_up(const struct program *program, const char *name)
{
    return catalog_has_piece(program->catalog, WORDS_LOOKUP, name) ||
           catalog_has_piece(program->catalog, WORDS_GETTER, name);
}

static bool names_insertion(const struct program *program, const char *name)
{
    return catalog_has_piece(program->catalog, WORDS_INSERTION, name);
}

static bool names_store(const struct program *program, const char *name)
{
    return names_insertion(program, name) || catalog_has_piece(program->catalog, WORDS_ADDITION, name);
}

static bool names_sending(const struct program *program, const char *name)
{
    return catalog_has_piece(program->catalog, WORDS_SENDING, name);
}

bool cache_names_removal(const struct program *program, const char *name)
{
    return catalog_has_piece(program->catalog, WORDS_REMOVAL, name);
}

static bool names_cache(const struct program *program, const char *name)
{
    return catalog_has_piece(program->catalog, WORDS_CACHE, name);
}

/* Whether the function, or one below it, walks something. */
static bool walks(const struct program *program, uint32_t f, unsigned levels)
{
    const struct function *function = &program->functions[f];

    if (function->loop_count > 0)
        return true;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL && (call->known->role == ROLE_LOOKUP || call->known->role == ROLE_SEARCH))
            return true;
        for (uint32_t t = 0; call->kind == CALL_DIRECT && t < call->target_count; t++) {
            uint32_t target = program->targets[call->first_target + t];

            if (target == f || (levels > 0 && walks(program, target, levels - 1)))
                return true;
        }
    }
    return false;
}

/* Whether the function, or one below it, changes what it reaches through a pointer or a static variable. */
static bool writes_outside(const struct program *program, uint32_t f, unsigned levels)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *target;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = &facts->nodes[node_strip(facts, node_first(facts, n))];
        if (target->kind == NODE_MEMBER || target->kind == NODE_INDEX || target->kind == NODE_UNARY)
            return true;
    }
    for (uint32_t c = function->first_call; levels > 0 && c < function->first_call + function->call_count;
         c++) {
        const struct call *call = &program->calls[c];

        for (uint32_t t = 0; call->kind == CALL_DIRECT && t < call->target_count; t++)
            if (writes_outside(program, program->targets[call->first_target + t], levels - 1))
                return true;
    }
    return false;
}

/* The object at the root of the expression, behind locals that only name a part of it. */
static uint32_t root_of(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    const struct function *function = &program->functions[f];
    uint32_t base = node_base(facts, node);

    for (int step = 0; base != FACTS_NONE && step < ALIAS_STEPS; step++) {
        uint32_t value, next;

        if (facts->symbols[base].kind != SYMBOL_VARIABLE ||
            program->units[function->unit].symbol_variable[base] != PROGRAM_NONE)
            break;
        value = value_before(facts, function->body, node, base);
        if (value != FACTS_NONE && facts->nodes[node_strip(facts, value)].kind == NODE_CONDITIONAL)
            value = node_child(facts, node_strip(facts, value), 1);
        next = value == FACTS_NONE ? FACTS_NONE : node_base(facts, value);
        if (next == FACTS_NONE || next == base)
            break;
        base = next;
    }
    return base;
}

/* Whether the symbol lasts longer than the call: a static variable, or what a parameter points to. */
static bool outlasts(const struct program *program, uint32_t f, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, f);
    const struct unit *unit = &program->units[program->functions[f].unit];

    return symbol != FACTS_NONE &&
           (facts->symbols[symbol].kind == SYMBOL_PARAMETER || unit->symbol_variable[symbol] != PROGRAM_NONE);
}

static bool is_entry(const struct lookup *lookup, uint32_t symbol)
{
    for (uint32_t i = 0; i < lookup->entry_count; i++)
        if (lookup->entry[i] == symbol)
            return true;
    return false;
}

static bool mentions_entry(const struct lookup *lookup, uint32_t node)
{
    const struct facts *facts = function_facts(lookup->program, lookup->f);

    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && is_entry(lookup, facts->nodes[n].ref))
            return true;
    return false;
}

/* Locals that are set from the entry stand for it as well: `e = container_of(found)`. */
static void follow_entry(struct lookup *lookup)
{
    const struct facts *facts = function_facts(lookup->program, lookup->f);
    uint32_t body = lookup->program->functions[lookup->f].body;

    for (uint32_t n = lookup->program->calls[lookup->call].node;
         n < facts->nodes[body].end && lookup->entry_count < ENTRY_SYMBOLS; n++) {
        uint32_t value, target;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = node_strip(facts, node_first(facts, n));
        value = node_child(facts, n, 1);
        if (facts->nodes[target].kind == NODE_NAME && node_class(facts, target) == TYPE_POINTER &&
            !is_entry(lookup, facts->nodes[target].ref) &&
            facts->symbols[facts->nodes[target].ref].kind == SYMBOL_VARIABLE &&
            mentions_entry(lookup, value) && facts->nodes[node_strip(facts, value)].kind != NODE_CALL)
            lookup->entry[lookup->entry_count++] = facts->nodes[target].ref;
    }
}

/* Where the result of the call goes; false when into no local. */
static bool find_entry(struct lookup *lookup)
{
    const struct facts *facts = function_facts(lookup->program, lookup->f);
    uint32_t n = lookup->program->calls[lookup->call].node;

    lookup->kept_in = FACTS_NONE;
    for (uint32_t up = facts->nodes[n].parent; up != FACTS_NONE; n = up, up = facts->nodes[up].parent) {
        const struct fact_node *node = &facts->nodes[up];
        uint32_t target;

        if (node->kind == NODE_CAST)
            continue;
        if (node->kind == NODE_VARIABLE) {
            lookup->entry[lookup->entry_count++] = node->ref;
            return true;
        }
        if (node->kind != NODE_ASSIGN || node->op != BINARY_NONE || node_first(facts, up) == n)
            break;
        target = node_strip(facts, node_first(facts, up));
        if (facts->nodes[target].kind == NODE_NAME &&
            !outlasts(lookup->program, lookup->f, facts->nodes[target].ref)) {
            lookup->entry[lookup->entry_count++] = facts->nodes[target].ref;
            return true;
        }
        lookup->kept_in = target;
    }
    return false;
}

/* The call's arguments: at least one is a key from outside, and one may be the container. */
static bool find_arguments(struct lookup *lookup)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    const struct unit *unit = &program->units[program->functions[lookup->f].unit];
    bool has_key = false;

    for (uint32_t a = node_argument(facts, program->calls[lookup->call].node, 0); a != FACTS_NONE;
         a = node_next(facts, a)) {
        for (uint32_t n = a; n < facts->nodes[a].end; n++)
            has_key |= facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref != FACTS_NONE &&
                       unit->parameter_mask[facts->nodes[n].ref] != 0;
        if (lookup->argument_count < CONTAINER_ARGS && node_class(facts, a) == TYPE_POINTER &&
            !node_is_text(facts, a) && outlasts(program, lookup->f, root_of(program, lookup->f, a)))
            lookup->arguments[lookup->argument_count++] = a;
    }
    return has_key && (lookup->argument_count > 0 || lookup->kept_in != FACTS_NONE);
}

/* Whether the call may be a look-up: it walks, waits for nothing and makes nothing. */
static bool may_look_up(const struct program *program, const struct call *call)
{
    uint64_t makes = ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_FILE) | ROLE_BIT(ROLE_ROUND_TRIP) |
                     ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_RECEIVE);

    if (call->kind != CALL_DIRECT || call->loop != PROGRAM_NONE || call->rare)
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_LOOKUP;
    if (call->target_count == 0)
        return names_look_up(program, call->name);
    if (call->target_count > 1)
        return false;
    return (!(call_roles(program, call) & makes) || names_look_up(program, call->name)) &&
           cache_question_effects(program, (uint32_t)(call - program->calls)) == 0 &&
           walks(program, program->targets[call->first_target], LOOKUP_LEVELS);
}

/* Whether the condition holds when something was found. */
static bool holds_on_hit(const struct facts *facts, const struct lookup *lookup, uint32_t condition)
{
    const struct fact_node *n = &facts->nodes[condition = test_strip(facts, condition)];

    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT)
        return !holds_on_hit(facts, lookup, node_first(facts, condition));
    if (n->kind == NODE_BINARY && (n->op == BINARY_LOGICAL_AND || n->op == BINARY_LOGICAL_OR)) {
        uint32_t left = node_first(facts, condition);

        return mentions_entry(lookup, left) ? holds_on_hit(facts, lookup, left)
                                            : holds_on_hit(facts, lookup, node_next(facts, left));
    }
    if (n->kind == NODE_BINARY && (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL)) {
        uint32_t left = node_first(facts, condition), right = node_next(facts, left);

        if (node_is_zero(facts, left) || node_is_zero(facts, right))
            return n->op == BINARY_NOT_EQUAL;
    }
    return true;
}

static bool asks_for_age(const struct facts *facts, const struct lookup *lookup, uint32_t condition)
{
    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        uint32_t left, right;

        if (facts->nodes[n].kind != NODE_BINARY || facts->nodes[n].op < BINARY_LESS ||
            facts->nodes[n].op > BINARY_NOT_EQUAL)
            continue;
        left = node_first(facts, n);
        right = node_next(facts, left);
        if (!mentions_entry(lookup, left) && !mentions_entry(lookup, right))
            continue;
        if (facts->nodes[left].flags & NODE_HAS_VALUE || facts->nodes[right].flags & NODE_HAS_VALUE)
            continue;
        for (uint32_t m = n; m < facts->nodes[n].end; m++)
            if (facts->nodes[m].kind == NODE_MEMBER && facts->nodes[m].ref != FACTS_NONE &&
                node_class(facts, m) == TYPE_INTEGER &&
                catalog_has_piece(lookup->program->catalog, WORDS_AGE,
                                  facts_string(facts, facts->symbols[facts->nodes[m].ref].name)))
                return true;
    }
    return false;
}

/* The first test of what was found; FACTS_NONE. */
static uint32_t find_test(struct lookup *lookup)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    uint32_t body = program->functions[lookup->f].body, found = FACTS_NONE;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        if (facts->nodes[n].kind != NODE_IF || facts->nodes[n].end <= program->calls[lookup->call].node ||
            !mentions_entry(lookup, node_first(facts, n)))
            continue;
        if (found == FACTS_NONE)
            found = n;
        lookup->by_time |= asks_for_age(facts, lookup, node_first(facts, n));
    }
    return found;
}

/* Whether the branch ends by leaving it: what follows it is not reached from there. */
static bool leaves(const struct facts *facts, uint32_t branch)
{
    for (uint32_t n = branch; n < facts->nodes[branch].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN || facts->nodes[n].kind == NODE_GOTO)
            return true;
    return false;
}

/* Whether the node runs where nothing, or nothing fresh, was found. */
static bool on_miss(const struct lookup *lookup, uint32_t node)
{
    const struct facts *facts = function_facts(lookup->program, lookup->f);
    uint32_t body = lookup->program->functions[lookup->f].body;
    bool asked = false;

    for (uint32_t n = body; n < node; n++) {
        uint32_t condition = node_first(facts, n);

        if (facts->nodes[n].kind != NODE_IF || !mentions_entry(lookup, condition))
            continue;
        if (node_contains(facts, node_child(facts, n, 1), node)) {
            if (holds_on_hit(facts, lookup, condition))
                return false;
            asked = true;
        } else if (node_contains(facts, n, node)) {
            asked |= node > node_child(facts, n, 2) && holds_on_hit(facts, lookup, condition);
        } else {
            asked |= holds_on_hit(facts, lookup, condition) && leaves(facts, node_child(facts, n, 1));
        }
    }
    return asked;
}

/* Whether the question is about the key or the entry. */
static bool is_about(const struct lookup *lookup, uint32_t call)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    const struct unit *unit = &program->units[program->functions[lookup->f].unit];

    for (uint32_t n = node_argument(facts, program->calls[call].node, 0);
         n != FACTS_NONE && n < facts->nodes[program->calls[call].node].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref != FACTS_NONE &&
            (unit->parameter_mask[facts->nodes[n].ref] != 0 || is_entry(lookup, facts->nodes[n].ref)))
            return true;
    return false;
}

/* The question on a miss: one that waits, or one that is sent off and answered later. */
static uint32_t find_miss_question(const struct lookup *lookup)
{
    const struct program *program = lookup->program;
    const struct function *function = &program->functions[lookup->f];
    const struct facts *facts = function_facts(program, lookup->f);
    uint64_t sends = ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_QUEUE) | ROLE_BIT(ROLE_ROUND_TRIP);
    uint32_t later = PROGRAM_NONE;

    for (uint32_t c = lookup->call + 1; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        /* A miss is no failure: `rare` takes the branch for one. */
        if (!is_about(lookup, c) || cache_names_removal(program, call->name) || !on_miss(lookup, call->node))
            continue;
        if (cache_question_effects(program, c) != 0 && cache_gives_something(facts, call->node))
            return c;
        if ((later == PROGRAM_NONE ||
             (names_sending(program, call->name) && !names_sending(program, program->calls[later].name))) &&
            !names_insertion(program, call->name) && (call_roles(program, call) & sends) &&
            mentions_entry(lookup, call->node))
            later = c;
    }
    return later;
}

/* Whether an argument of the other call is the look-up's container, or a part of it. */
static bool same_container(const struct lookup *lookup, uint32_t other, uint32_t *argument)
{
    const struct facts *facts = function_facts(lookup->program, lookup->f);

    for (uint32_t a = node_argument(facts, lookup->program->calls[other].node, 0); a != FACTS_NONE;
         a = node_next(facts, a)) {
        uint32_t root = node_class(facts, a) == TYPE_POINTER && !node_is_text(facts, a)
                            ? root_of(lookup->program, lookup->f, a)
                            : FACTS_NONE;

        for (uint32_t i = 0; root != FACTS_NONE && i < lookup->argument_count; i++)
            if (root == root_of(lookup->program, lookup->f, lookup->arguments[i])) {
                *argument = a;
                return true;
            }
    }
    return false;
}

/* Whether the call puts the entry into the container of the look-up. What says so by its name may stand
 * anywhere; else only what comes after the question can be it. */
static bool stores_entry(const struct lookup *lookup, uint32_t c, uint32_t question)
{
    const struct program *program = lookup->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, lookup->f);
    uint32_t container;
    bool writes;

    if (call->kind != CALL_DIRECT || call->target_count > 1 || cache_names_removal(program, call->name) ||
        !same_container(lookup, c, &container))
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_STORE;
    writes = names_store(program, call->name) ||
             (call->target_count > 0 && c > question &&
              writes_outside(program, program->targets[call->first_target], LOOKUP_LEVELS));
    for (uint32_t a = node_argument(facts, call->node, 0); writes && a != FACTS_NONE; a = node_next(facts, a))
        if (a != container && mentions_entry(lookup, a))
            return true;
    return false;
}

static uint32_t find_entry_store(const struct lookup *lookup, uint32_t question)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    uint32_t start = program->calls[lookup->call].node, body = program->functions[lookup->f].body,
             found = FACTS_NONE;

    for (uint32_t n = facts->nodes[start].end; n < facts->nodes[body].end; n++) {
        uint32_t call;

        if (facts->nodes[n].kind == NODE_ASSIGN && lookup->kept_in != FACTS_NONE &&
            node_equal(facts, node_first(facts, n), lookup->kept_in) &&
            facts->nodes[node_strip(facts, node_child(facts, n, 1))].kind == NODE_CALL)
            return n;
        call = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, lookup->f, n) : PROGRAM_NONE;
        if (call == PROGRAM_NONE || !stores_entry(lookup, call, question))
            continue;
        if (names_insertion(program, program->calls[call].name))
            return n;
        if (found == FACTS_NONE)
            found = n;
    }
    return found;
}

/* What holds the entries, for the message and the settings: a field or static variable where one is named,
 * else the look-up. */
static void name_container(const struct lookup *lookup, struct cache *cache)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    const struct unit *unit = &program->units[program->functions[lookup->f].unit];
    uint32_t node = lookup->kept_in != FACTS_NONE ? lookup->kept_in : lookup->arguments[0];
    uint32_t root = node_base(facts, node);

    cache->variable = cache->field = PROGRAM_NONE;
    cache->name = program->calls[lookup->call].name;
    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_MEMBER && facts->nodes[n].ref != FACTS_NONE) {
            cache->field = unit->symbol_field[facts->nodes[n].ref];
            cache->name = facts_string(facts, facts->symbols[facts->nodes[n].ref].name);
            return;
        }
    if (root == FACTS_NONE || unit->symbol_variable[root] == PROGRAM_NONE)
        return;
    cache->variable = unit->symbol_variable[root];
    cache->name = program->variables[cache->variable].name;
}

/* Whether somebody calls it a cache: what answers, looks up, stores or holds it, or the file it stands in. */
static bool is_called_cache(const struct lookup *lookup, const struct cache *cache)
{
    const struct program *program = lookup->program;
    const struct facts *facts = function_facts(program, lookup->f);
    uint32_t store = program_call_at(program, lookup->f, cache->store);
    uint32_t type;

    if (names_cache(program, program->functions[lookup->f].name) || names_cache(program, cache->name) ||
        names_cache(program, program->calls[lookup->call].name) ||
        (store != PROGRAM_NONE && names_cache(program, program->calls[store].name)))
        return true;
    for (uint32_t i = 0; i < lookup->argument_count; i++) {
        type = facts->nodes[lookup->arguments[i]].type;
        if (type != FACTS_NONE && names_cache(program, facts_string(facts, facts->types[type].spelling)))
            return true;
    }
    type = facts->symbols[lookup->entry[0]].type;
    if (type != FACTS_NONE && names_cache(program, facts_string(facts, facts->types[type].spelling)))
        return true;
    return names_cache(program, path_basename(program->units[program->functions[lookup->f].unit].path));
}

/* A question that also stores does so below: the call there that puts the entry in. */
static void find_insertion(const struct program *program, struct cache *cache)
{
    const struct call *question = &program->calls[cache->question];
    const struct function *target;

    if (question->node != cache->store || question->target_count != 1)
        return;
    target = &program->functions[program->targets[question->first_target]];
    for (uint32_t c = target->first_call; c < target->first_call + target->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;

        if (known != NULL ? known->role == ROLE_STORE : names_insertion(program, program->calls[c].name)) {
            cache->insertion = c;
            return;
        }
    }
}

static bool examine(struct cache_finder *finder, struct lookup *lookup)
{
    const struct program *program = finder->program;
    struct cache cache = {.kind = CACHE_KEYED, .function = lookup->f, .name = "", .insertion = PROGRAM_NONE};

    if (!may_look_up(program, &program->calls[lookup->call]) || !find_entry(lookup) ||
        !find_arguments(lookup))
        return false;
    follow_entry(lookup);
    cache.hit = find_test(lookup);
    if (cache.hit == FACTS_NONE)
        return false;
    cache.question = find_miss_question(lookup);
    if (cache.question == PROGRAM_NONE)
        return false;
    cache.store = find_entry_store(lookup, cache.question);
    if (cache.store == FACTS_NONE)
        return false;
    name_container(lookup, &cache);
    cache.effects = cache_question_effects(program, cache.question);
    if (cache_makes_connection(program, &cache))
        return false;
    /* What only puts an entry in asks nobody. */
    if (cache.effects == 0 && cache.store == program->calls[cache.question].node)
        return false;
    if (!lookup->by_time && !is_called_cache(lookup, &cache))
        return false;
    cache.expires = lookup->by_time;
    cache.designed = true;
    find_insertion(program, &cache);
    cache_find_measurement(finder, &cache);
    vec_push(&finder->found, cache);
    return true;
}

void cache_find_lookups(struct cache_finder *finder, uint32_t f)
{
    const struct function *function = &finder->program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        struct lookup lookup = {.program = finder->program, .f = f, .call = c};

        if (examine(finder, &lookup))
            return;
    }
}
