/* Caches by key: a look-up in a container that lasts, and on a miss a question whose answer goes into it. */
#include <string.h>

#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

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
    facts = function_facts(program, f);
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

/* Whether the variable is, or points to, one record: then a field of it is the container, not all of it. */
static bool is_record(const struct facts *facts, uint32_t symbol)
{
    uint32_t type = facts->symbols[symbol].type;

    if (type != FACTS_NONE && facts->types[type].class == TYPE_POINTER)
        type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_RECORD;
}

/* What a local pointer was set to last, when the node is a path through one: `&buckets[h]` of `*bucket`. */
static uint32_t place_behind(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t base = node == FACTS_NONE ? FACTS_NONE : node_base(facts, node), value;

    if (base == FACTS_NONE || facts->symbols[base].kind != SYMBOL_VARIABLE ||
        (facts->symbols[base].flags & SYMBOL_STATIC) || facts->nodes[node].kind != NODE_UNARY)
        return node;
    value = value_before(facts, program->functions[f].body, node, base);
    if (value == FACTS_NONE)
        return node;
    value = node_strip(facts, value);
    return facts->nodes[value].kind == NODE_UNARY && facts->nodes[value].op == UNARY_ADDRESS ? value : node;
}

/* The container that the loop or look-up call works on, as a static variable or a field. */
static void set_container(const struct program *program, uint32_t f, uint32_t node, struct cache *cache)
{
    const struct facts *facts = function_facts(program, f);
    const struct unit *unit = &program->units[program->functions[f].unit];
    uint32_t base, member = FACTS_NONE;
    bool picks = false;

    node = place_behind(program, f, node);
    base = node == FACTS_NONE ? FACTS_NONE : node_base(facts, node);
    cache->variable = cache->field = PROGRAM_NONE;
    for (uint32_t n = node; base != FACTS_NONE && n < facts->nodes[node].end && member == FACTS_NONE; n++)
        if (facts->nodes[n].kind == NODE_MEMBER)
            member = facts->nodes[n].ref;
    for (uint32_t n = node; base != FACTS_NONE && n < facts->nodes[node].end && !picks; n++)
        picks = facts->nodes[n].kind == NODE_INDEX &&
                cache_static_variable(program, f, node_first(facts, n)) != PROGRAM_NONE;
    if (base != FACTS_NONE && unit->symbol_variable[base] != PROGRAM_NONE &&
        (member == FACTS_NONE || picks || !is_record(facts, base))) {
        cache->variable = unit->symbol_variable[base];
        cache->name = program->variables[cache->variable].name;
    } else if (member != FACTS_NONE) {
        cache->field = unit->symbol_field[member];
        cache->name = facts_string(facts, facts->symbols[member].name);
    }
}

/* A cache of a few places is one as well. */
static bool may_search(const struct loop *loop)
{
    return loop->class == LOOP_ITEM || loop->class == LOOP_SMALL;
}

/* The return that gives something of the item that a searching loop found: in the loop, or behind it while
 * its variable is still the item where the loop stopped. */
static uint32_t hit_in_loop(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t end = facts->nodes[program->functions[loop->function].body].end;

    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_RETURN && node_first(facts, n) != FACTS_NONE &&
            !(facts->nodes[node_first(facts, n)].flags & NODE_HAS_VALUE) && loop->variable != FACTS_NONE &&
            nodes_mention(facts, n, facts->nodes[n].end, loop->variable))
            return n;
    for (uint32_t n = loop->last; loop->variable != FACTS_NONE && n < end; n++) {
        if (facts->nodes[n].kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == loop->variable)
            break;
        if (facts->nodes[n].kind == NODE_RETURN &&
            nodes_mention(facts, n, facts->nodes[n].end, loop->variable))
            return n;
    }
    return FACTS_NONE;
}

bool cache_gives_something(const struct facts *facts, uint32_t call)
{
    uint32_t parent = facts->nodes[call].parent;

    while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    if (parent == FACTS_NONE)
        return false;
    switch (facts->nodes[parent].kind) {
    case NODE_COMPOUND:
    case NODE_LABEL:
    case NODE_CASE:
    case NODE_DEFAULT: break;
    case NODE_IF:
        if (node_contains(facts, node_first(facts, parent), call))
            return true;
        break;
    default: return true;
    }
    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        const struct fact_node *n = &facts->nodes[node_strip(facts, a)];

        if (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS)
            return true;
    }
    return false;
}

/* After a miss: the first call behind the look-up that waits for the outside. */
static uint32_t find_question(const struct program *program, uint32_t f, uint32_t after)
{
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if (program->calls[c].node >= after && cache_question_effects(program, c) != 0 &&
            cache_gives_something(function_facts(program, f), program->calls[c].node))
            return c;
    return PROGRAM_NONE;
}

/* Whether the call is given the address of the container: `keep(&list, key, value)`. */
static bool is_handed_over(const struct program *program, uint32_t f, uint32_t call,
                           const struct cache *cache)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t at = node_strip(facts, a);

        if (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS &&
            names_container(program, f, node_strip(facts, node_first(facts, at)), cache))
            return true;
    }
    return false;
}

static uint32_t find_store(const struct program *program, uint32_t f, uint32_t after,
                           const struct cache *cache)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

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
        if (program->calls[id].target_count == 1 && is_handed_over(program, f, n, cache))
            return n;
        for (uint32_t t = 0; program->calls[id].kind == CALL_DIRECT && t < program->calls[id].target_count;
             t++)
            if (program->targets[program->calls[id].first_target + t] != f &&
                writes_container(program, program->targets[program->calls[id].first_target + t], cache, 2))
                return n;
    }
    return FACTS_NONE;
}

/* A later call of the same function, which both looks up and stores. */
static uint32_t find_again(const struct program *program, uint32_t f, uint32_t after, const char *name)
{
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if (program->calls[c].node > after && strcmp(program->calls[c].name, name) == 0)
            return program->calls[c].node;
    return FACTS_NONE;
}

/* Whether storing a time is part of storing an entry: then somebody can tell how old it is. */
static bool stores_time(const struct program *program, uint32_t f, uint32_t store)
{
    uint32_t id = program_call_at(program, f, store);
    uint64_t roles = id == PROGRAM_NONE ? 0 : call_roles(program, &program->calls[id]);

    return ((roles | program->functions[f].summary.roles) & ROLE_BIT(ROLE_CLOCK)) != 0;
}

/* Whether some loop walks a list that begins in the variable: a record that is the head of one has no places.
 */
static bool is_list_head(const struct program *program, uint32_t variable)
{
    for (uint32_t l = 0; l < program->first_hidden_loop; l++) {
        const struct loop *loop = &program->loops[l];
        const struct unit *unit = &program->units[program->functions[loop->function].unit];
        uint32_t base = loop->form == LOOP_LIST && loop->collection != FACTS_NONE
                            ? node_base(unit->facts, loop->collection)
                            : FACTS_NONE;

        if (base != FACTS_NONE && unit->symbol_variable[base] == variable)
            return true;
    }
    return false;
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
    if (type == FACTS_NONE)
        return false;
    if (facts->types[type].class == TYPE_ARRAY)
        type = facts->types[type].target;
    else if (facts->types[type].class == TYPE_POINTER)
        return facts->types[type].target != FACTS_NONE &&
               facts->types[facts->types[type].target].class == TYPE_CHARACTER; /* the last answer, a text */
    else if (facts->types[type].class == TYPE_RECORD && is_list_head(program, cache->variable))
        return false;
    return type != FACTS_NONE && facts->types[type].class != TYPE_POINTER;
}

/* Whether the call may take entries out of a container that it is given: a library's, by what the catalog
 * says, or one whose name does. */
static bool may_take_out(const struct program *program, const struct call *call)
{
    if (call->known != NULL)
        return call->known->role == ROLE_STORE || call->known->role == ROLE_CLOSE;
    return cache_names_removal(program, call->name);
}

/* Whether the assignment empties the container or a place of it: it gives it nothing, or the entry behind. */
static bool takes_out(const struct program *program, uint32_t f, uint32_t assignment,
                      const struct cache *cache)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t target = node_first(facts, assignment),
             value = node_strip(facts, node_child(facts, assignment, 1));

    if (node_is_zero(facts, value) || facts->nodes[value].kind == NODE_MEMBER) {
        for (uint32_t n = target; n < facts->nodes[target].end; n++)
            if (names_container(program, f, n, cache))
                return true;
        return false;
    }
    return names_container(program, f, target, cache) && facts->nodes[value].kind != NODE_CALL &&
           facts->nodes[value].kind != NODE_NAME;
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
        facts = function_facts(program, f);
        for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
            uint32_t call;

            if (facts->nodes[n].kind == NODE_ASSIGN && takes_out(program, f, n, cache))
                return true;
            call = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, f, n) : PROGRAM_NONE;
            if (call == PROGRAM_NONE || !may_take_out(program, &program->calls[call]))
                continue;
            for (uint32_t m = n; m < facts->nodes[n].end; m++)
                if (names_container(program, f, m, cache))
                    return true;
        }
    }
    return false;
}

/* Whether the question is answered by text or a number, which hold no open file; an `int` may be one. */
static bool gives_data(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type, target;

    if (type == FACTS_NONE)
        return false;
    switch (facts->types[type].class) {
    case TYPE_BOOL:
    case TYPE_FLOAT: return true;
    case TYPE_INTEGER: return facts->types[type].size > (int64_t)sizeof(int);
    case TYPE_POINTER:
        target = facts->types[type].target;
        return target != FACTS_NONE && facts->types[target].class == TYPE_CHARACTER;
    default: return false;
    }
}

bool cache_makes_connection(const struct program *program, const struct cache *cache)
{
    const struct call *call = &program->calls[cache->question];
    uint64_t roles = call_roles(program, call);
    bool asks = (roles & (ROLE_BIT(ROLE_ROUND_TRIP) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_QUEUE))) != 0;

    /* What asks and stores in one, and connects: the new connection takes the place of the old one. */
    if ((roles & ROLE_BIT(ROLE_CONNECT)) && (call->node == cache->store || !asks))
        return true;
    /* So is a process or thread that goes on beside. */
    if ((roles & (ROLE_BIT(ROLE_FORK) | ROLE_BIT(ROLE_THREAD))) &&
        !(roles & (ROLE_BIT(ROLE_JOIN) | ROLE_BIT(ROLE_RECEIVE))))
        return true;
    /* A file that a function of the project opens and leaves open is the object as well. */
    if (call->target_count > 0 && !gives_data(program, call) && !(roles & ROLE_BIT(ROLE_QUEUE)) &&
        cache_question_effects(program, cache->question) == EFFECT_SYNC_IO && (roles & ROLE_BIT(ROLE_FILE)) &&
        !(roles & ROLE_BIT(ROLE_CLOSE)))
        return true;
    return catalog_has_piece(program->catalog, WORDS_POOL, cache->name) ||
           catalog_has_piece(program->catalog, WORDS_CONNECTION, call->name);
}

void cache_finish(struct cache_finder *finder, struct cache *cache)
{
    const struct program *program = finder->program;

    cache->cheap = cache_saves_little(program, cache);
    cache->expires = stores_time(program, cache->function, cache->store);
    cache->bounded = has_fixed_places(program, cache) || is_emptied_elsewhere(program, cache);
    cache_find_measurement(finder, cache);
    vec_push(&finder->found, *cache);
}

static void finish_keyed(struct cache_finder *finder, struct cache *cache, uint32_t after)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, cache->function);
    uint32_t asked;

    if (cache->variable == PROGRAM_NONE && cache->field == PROGRAM_NONE && *cache->name == '\0')
        return;
    cache->question = find_question(program, cache->function, after);
    if (cache->question == PROGRAM_NONE)
        return;
    /* the answer may be stored where it is asked for: `slot->value = ask(key)` */
    asked = program->calls[cache->question].node;
    while (facts->nodes[facts->nodes[asked].parent].kind == NODE_CAST ||
           facts->nodes[facts->nodes[asked].parent].kind == NODE_ASSIGN)
        asked = facts->nodes[asked].parent;
    cache->store = cache->variable == PROGRAM_NONE && cache->field == PROGRAM_NONE
                       ? find_again(program, cache->function, asked, cache->name)
                       : find_store(program, cache->function, asked, cache);
    if (cache->store == FACTS_NONE || cache_makes_connection(program, cache) ||
        !cache_keeps_answer(program, cache->function, cache->question, cache->store))
        return;
    cache->effects = cache_question_effects(program, cache->question);
    cache_finish(finder, cache);
}

/* Whether the function looks a key up in a container of static storage and gives what it finds. */
static bool looks_up(const struct program *program, uint32_t f, struct cache *cache)
{
    const struct function *function = &program->functions[f];

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        uint32_t base;

        if (loop->collection == FACTS_NONE || !may_search(loop) || hit_in_loop(program, loop) == FACTS_NONE)
            continue;
        set_container(program, f, loop->collection, cache);
        base = node_base(function_facts(program, f), loop->collection);
        return base != FACTS_NONE && program->units[function->unit].symbol_variable[base] != PROGRAM_NONE;
    }
    return false;
}

/* Whether the branch answers with the entry: gives something of it back, or writes it where a caller sees it.
 */
static bool answers_with(const struct facts *facts, uint32_t branch, uint32_t entry)
{
    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        uint32_t from = facts->nodes[n].kind == NODE_RETURN ? n : FACTS_NONE;

        if (facts->nodes[n].kind == NODE_ASSIGN &&
            facts->nodes[node_strip(facts, node_first(facts, n))].kind != NODE_NAME)
            from = node_child(facts, n, 1);
        if (from != FACTS_NONE && nodes_mention(facts, from, facts->nodes[from].end, entry))
            return true;
    }
    return false;
}

/* The return on a hit: below a test, before the question, of what the look-up gave. FACTS_NONE. */
static uint32_t hit_after_lookup(const struct facts *facts, uint32_t first, uint32_t lookup,
                                 uint32_t question)
{
    uint32_t parent = facts->nodes[lookup].parent, entry;

    while (facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    if (facts->nodes[parent].kind != NODE_ASSIGN && facts->nodes[parent].kind != NODE_VARIABLE)
        return FACTS_NONE;
    entry = facts->nodes[parent].kind == NODE_VARIABLE ? facts->nodes[parent].ref
                                                       : node_base(facts, node_first(facts, parent));
    for (uint32_t n = first; entry != FACTS_NONE && n < question; n++) {
        uint32_t condition = node_first(facts, n);

        if (facts->nodes[n].kind != NODE_IF || facts->nodes[condition].end <= lookup ||
            !nodes_mention(facts, condition, facts->nodes[condition].end, entry) ||
            !answers_with(facts, node_child(facts, n, 1), entry))
            continue;
        for (uint32_t m = facts->nodes[condition].end; m < facts->nodes[n].end && m < question; m++)
            if (facts->nodes[m].kind == NODE_RETURN)
                return m;
    }
    return FACTS_NONE;
}

/* What answers after a library's look-up: the return where something was found, else the look-up itself. */
static uint32_t hit_of_library(const struct program *program, uint32_t f, uint32_t lookup)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body,
             found = hit_after_lookup(facts, body, lookup, facts->nodes[body].end);

    for (uint32_t up = lookup; found == FACTS_NONE && up != body; up = facts->nodes[up].parent)
        if (facts->nodes[up].kind == NODE_IF)
            for (uint32_t n = node_child(facts, up, 1); n < facts->nodes[up].end && found == FACTS_NONE; n++)
                if (facts->nodes[n].kind == NODE_RETURN)
                    found = n;
    return found != FACTS_NONE ? found : lookup;
}

/* Whether both calls are given the same variable, or parts of it: then they may be about the same thing. */
static bool share_argument(const struct facts *facts, uint32_t a, uint32_t b)
{
    uint32_t first = node_argument(facts, a, 0), other = node_argument(facts, b, 0);

    if (other == FACTS_NONE)
        return false;
    for (uint32_t n = first; n < facts->nodes[a].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref != FACTS_NONE &&
            (facts->symbols[facts->nodes[n].ref].kind == SYMBOL_VARIABLE ||
             facts->symbols[facts->nodes[n].ref].kind == SYMBOL_PARAMETER) &&
            nodes_mention(facts, other, facts->nodes[b].end, facts->nodes[n].ref))
            return true;
    return false;
}

/* The look-up is a function of its own: `e = find(key); if (e) return e->value; ...`. */
static void find_by_own_lookup(struct cache_finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t before = finder->found.count;

    for (uint32_t c = function->first_call;
         c < function->first_call + function->call_count && finder->found.count == before; c++) {
        const struct call *call = &program->calls[c];
        struct cache cache = {.kind = CACHE_KEYED, .function = f, .name = "", .insertion = PROGRAM_NONE};
        uint32_t question, target;

        if (call->kind != CALL_DIRECT || call->target_count != 1 || call->loop != PROGRAM_NONE)
            continue;
        target = program->targets[call->first_target];
        if (target == f || !looks_up(program, target, &cache))
            continue;
        question = find_question(program, f, facts->nodes[call->node].end);
        if (question == PROGRAM_NONE || !share_argument(facts, call->node, program->calls[question].node))
            continue;
        cache.hit = hit_after_lookup(facts, function->body, call->node, program->calls[question].node);
        if (cache.hit != FACTS_NONE)
            finish_keyed(finder, &cache, facts->nodes[call->node].end);
    }
}

void cache_find_keyed(struct cache_finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t before = finder->found.count;

    for (uint32_t l = function->first_loop;
         l < function->first_loop + function->loop_count && finder->found.count == before; l++) {
        const struct loop *loop = &program->loops[l];
        struct cache cache = {.kind = CACHE_KEYED, .function = f, .name = "", .insertion = PROGRAM_NONE};

        if (loop->collection == FACTS_NONE || loop->parent != PROGRAM_NONE || !may_search(loop))
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
        struct cache cache = {.kind = CACHE_KEYED, .function = f, .name = "", .insertion = PROGRAM_NONE};
        uint32_t subject;

        if (call->known == NULL || call->known->role != ROLE_LOOKUP || call->loop != PROGRAM_NONE)
            continue;
        cache.variable = cache.field = PROGRAM_NONE;
        if (call->known->subject >= 0) {
            subject = node_argument(facts, call->node, (unsigned)call->known->subject);
            set_container(program, f, subject, &cache);
        } else {
            cache.name = call->name; /* the one table of the process: hsearch() */
        }
        cache.hit = hit_of_library(program, f, call->node);
        finish_keyed(finder, &cache, facts->nodes[call->node].end);
    }
    if (finder->found.count == before)
        find_by_own_lookup(finder, f);
    if (finder->found.count == before)
        cache_find_lookups(finder, f);
    if (finder->found.count == before)
        cache_find_memos(finder, f);
    if (finder->found.count == before)
        cache_find_files(finder, f);
}
