/* Finds caches by their shape; see the header for the kinds. Everything is read off one function's tree and
 * the summaries of what it calls, so the cost is linear in the nodes. */
#include "analyzer/link/caches.h"

#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

uint32_t cache_static_variable(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n;

    if (node == FACTS_NONE)
        return PROGRAM_NONE;
    n = &facts->nodes[node_strip(facts, node)];
    if (n->kind != NODE_NAME || n->ref == FACTS_NONE)
        return PROGRAM_NONE;
    return program->units[program->functions[f].unit].symbol_variable[n->ref];
}

uint32_t cache_asked_for(const struct program *program, uint32_t f, uint32_t value, uint32_t before)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n = &facts->nodes[value = node_strip(facts, value)];

    if (n->kind == NODE_NAME && n->ref != FACTS_NONE && facts->symbols[n->ref].kind == SYMBOL_VARIABLE) {
        value = value_before(facts, program->functions[f].body, before, n->ref);
        if (value == FACTS_NONE)
            return FACTS_NONE;
        value = node_strip(facts, value);
    }
    return facts->nodes[value].kind == NODE_CALL ? value : FACTS_NONE;
}

unsigned cache_question_effects(const struct program *program, uint32_t call)
{
    unsigned effects = program->calls[call].effects;

    /* By the shortest way to what waits, and not by all that may be reached: an allocator that writes a log
     * line when memory is short asks nobody. */
    for (uint32_t t = 0; t < program->calls[call].target_count; t++) {
        const struct summary *summary =
            &program->functions[program->targets[program->calls[call].first_target + t]].summary;

        effects |= (summary->remote.call != PROGRAM_NONE ? EFFECT_REMOTE & summary->effects : 0u) |
                   (summary->local.call != PROGRAM_NONE ? EFFECT_LOCAL_DATABASE : 0u) |
                   (summary->io.call != PROGRAM_NONE ? EFFECT_SYNC_IO : 0u);
    }
    return effects & (EFFECT_REMOTE | EFFECT_SYNC_IO | EFFECT_LOCAL_DATABASE);
}

#define CHEAP_LEVELS 2 /* functions below a computation that are looked into */

/* Whether the C library declares the function where it declares the kernel's calls: unistd.h, sys/. */
static bool is_of_system(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t symbol = facts->nodes[call->node].ref;
    const char *path;

    if (symbol == FACTS_NONE || !(facts->symbols[symbol].flags & SYMBOL_SYSTEM) ||
        facts->symbols[symbol].file == FACTS_NONE)
        return false;
    path = facts_string(facts, facts->files[facts->symbols[symbol].file].path);
    return strcmp(path_basename(path), "unistd.h") == 0 || strstr(path, "/sys/") != NULL;
}

/* Whether the function is known to be over soon: one pass over something at most, and nothing that nobody can
 * look into. */
static bool is_over_soon(const struct program *program, uint32_t f, unsigned levels)
{
    const struct function *function = &program->functions[f];

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++)
        if (program->loops[l].depth > 0)
            return false;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known != NULL ? call->known->role == ROLE_SETUP || call->known->role == ROLE_SORT
                                : (call->target_count == 0 && !is_of_system(program, call)) || levels == 0)
            return false;
        for (uint32_t t = 0; t < call->target_count; t++) {
            uint32_t target = program->targets[call->first_target + t];

            if ((call->loop != PROGRAM_NONE && program->functions[target].summary.loops) ||
                !is_over_soon(program, target, levels - 1))
                return false;
        }
    }
    return true;
}

bool cache_saves_little(const struct program *program, const struct cache *cache)
{
    const struct call *question;

    if (cache->question == PROGRAM_NONE)
        return true;
    question = &program->calls[cache->question];
    if (question->known != NULL)
        return question->known->brief ||
               (cache->effects == 0 && strcmp(question->known->family, "time") != 0 &&
                (question->known->role == ROLE_PURE || question->known->role == ROLE_RESULT ||
                 question->known->role == ROLE_FORMAT));
    if (cache->effects != 0 || question->kind != CALL_DIRECT)
        return false;
    if (question->target_count == 0)
        return cache->kind == CACHE_VALUE && is_of_system(program, question);
    return question->target_count == 1 &&
           is_over_soon(program, program->targets[question->first_target], CHEAP_LEVELS);
}

#define ANSWER_SYMBOLS 32 /* locals that hold an answer or what was made of it */

struct answer {
    uint32_t question; /* node */
    uint32_t symbols[ANSWER_SYMBOLS];
    uint32_t count;
};

static bool mentions_answer(const struct facts *facts, const struct answer *answer, uint32_t node)
{
    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        if (n == answer->question)
            return true;
        for (uint32_t i = 0; facts->nodes[n].kind == NODE_NAME && i < answer->count; i++)
            if (answer->symbols[i] == facts->nodes[n].ref)
                return true;
    }
    return false;
}

static void add_answer(const struct facts *facts, struct answer *answer, uint32_t node)
{
    uint32_t symbol =
        facts->nodes[node].kind == NODE_VARIABLE ? facts->nodes[node].ref : node_base(facts, node);

    for (uint32_t i = 0; i < answer->count; i++)
        if (answer->symbols[i] == symbol)
            return;
    if (symbol != FACTS_NONE && answer->count < ANSWER_SYMBOLS)
        answer->symbols[answer->count++] = symbol;
}

/* Whether the function writes what its parameter points to as a whole: it gives an answer by it. */
static bool is_out_parameter(const struct facts *facts, uint32_t body, uint32_t symbol)
{
    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t target;

        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = node_strip(facts, node_first(facts, n));
        if (facts->nodes[target].kind == NODE_UNARY && facts->nodes[target].op == UNARY_DEREFERENCE &&
            facts->nodes[target + 1].kind == NODE_NAME && facts->nodes[target + 1].ref == symbol)
            return true;
    }
    return false;
}

/* What a call with the answer, or the question itself, is given to write to: by its address, an array, and of
 * the question a local pointer. A parameter is the context that every call is handed, or one by which the
 * function answers. */
static void add_written(const struct facts *facts, struct answer *answer, uint32_t body, uint32_t call)
{
    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t at = node_strip(facts, a), base = node_base(facts, at);
        bool own = base != FACTS_NONE && (facts->symbols[base].kind == SYMBOL_VARIABLE
                                              ? (facts->symbols[base].flags & SYMBOL_STATIC) == 0
                                              : is_out_parameter(facts, body, base));

        if ((facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS) ||
            node_class(facts, at) == TYPE_ARRAY ||
            (call == answer->question && own && node_class(facts, at) == TYPE_POINTER))
            add_answer(facts, answer, at);
    }
}

bool cache_keeps_answer(const struct program *program, uint32_t f, uint32_t question, uint32_t store)
{
    const struct facts *facts = function_facts(program, f);
    struct answer answer = {.question = program->calls[question].node};

    /* One pass in the order of the text is enough: what is stored was made before. */
    for (uint32_t n = program->functions[f].body; n < facts->nodes[store].end; n++) {
        uint32_t value = node_first(facts, n);

        if (facts->nodes[n].kind == NODE_VARIABLE && value != FACTS_NONE &&
            mentions_answer(facts, &answer, value))
            add_answer(facts, &answer, n);
        else if (facts->nodes[n].kind == NODE_ASSIGN && n != store &&
                 mentions_answer(facts, &answer, node_child(facts, n, 1)))
            add_answer(facts, &answer, value);
        else if (facts->nodes[n].kind == NODE_CALL && mentions_answer(facts, &answer, n))
            add_written(facts, &answer, program->functions[f].body, n);
    }
    return mentions_answer(facts, &answer,
                           facts->nodes[store].kind == NODE_ASSIGN ? node_child(facts, store, 1) : store);
}

bool function_stores_parameter(const struct program *program, uint32_t f, uint32_t position,
                               uint32_t *variable)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts;
    uint32_t stored_in = FACTS_NONE, parameter;

    if (function->body == FACTS_NONE || position >= function->parameters)
        return false;
    facts = function_facts(program, f);
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

void caches_find(struct program *program)
{
    struct cache_finder finder = {.program = program, .arena = program->arena};
    struct cache *caches;

    cache_containers_init(&finder.containers, program);
    for (uint32_t f = 0; f < program->function_count; f++) {
        if (program->functions[f].body == FACTS_NONE)
            continue;
        cache_find_values(&finder, f);
        cache_find_keyed(&finder, f);
    }
    caches = ARENA_ARRAY(program->arena, finder.found.count + 1, struct cache);
    if (finder.found.count > 0)
        memcpy(caches, finder.found.data, finder.found.count * sizeof *caches);
    program->caches = caches;
    program->cache_count = finder.found.count;
    vec_release(&finder.found);
    cache_containers_release(&finder.containers);
}
