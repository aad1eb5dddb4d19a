/* Files used as caches: a path made from the parameters is opened and what it holds is the answer; else
 * somebody far away is asked, and the answer is written to the same path. Who keeps answers in files has
 * designed it, and anybody may remove one, so such a cache is only asked for its figures. */
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops.h"

/* The local or parameter that holds the path a file call works on, when it comes from the parameters. */
static uint32_t path_symbol(const struct program *program, uint32_t f, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, f);
    uint32_t path, symbol;

    if (call->known == NULL || call->known->role != ROLE_FILE || call->known->query < 0)
        return FACTS_NONE;
    path = node_argument(facts, call->node, (unsigned)call->known->query);
    symbol = path == FACTS_NONE ? FACTS_NONE : node_base(facts, path);
    return symbol != FACTS_NONE && program->units[program->functions[f].unit].parameter_mask[symbol] != 0
               ? symbol
               : FACTS_NONE;
}

/* The return of what the file held: before the question, and not where it could not be opened. */
static uint32_t file_hit(const struct program *program, uint32_t f, uint32_t first, uint32_t last)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = first; n < last; n++)
        if (facts->nodes[n].kind == NODE_RETURN && !node_is_on_error_path(program, f, n) &&
            facts->nodes[n].end <= last)
            return n;
    return FACTS_NONE;
}

/* The first call after `c` that asks somebody else. */
static uint32_t far_question(const struct program *program, uint32_t f, uint32_t c)
{
    const struct function *function = &program->functions[f];

    for (c++; c < function->first_call + function->call_count; c++)
        if ((cache_question_effects(program, c) & (EFFECT_REMOTE | EFFECT_LOCAL_DATABASE)) &&
            cache_gives_something(function_facts(program, f), program->calls[c].node))
            return c;
    return PROGRAM_NONE;
}

/* The later file call that is given the same path: it writes the answer, or moves it there. */
static uint32_t file_store(const struct program *program, uint32_t f, uint32_t question, uint32_t symbol)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = question + 1; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->known == NULL || call->known->role != ROLE_FILE || cache_names_removal(program, call->name))
            continue;
        for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE; a = node_next(facts, a))
            if (node_base(facts, a) == symbol)
                return call->node;
    }
    return FACTS_NONE;
}

void cache_find_files(struct cache_finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        uint32_t symbol = path_symbol(program, f, c);
        struct cache cache = {.kind = CACHE_FILE,
                              .function = f,
                              .variable = PROGRAM_NONE,
                              .field = PROGRAM_NONE,
                              .insertion = PROGRAM_NONE,
                              .designed = true};

        if (symbol == FACTS_NONE)
            continue;
        cache.question = far_question(program, f, c);
        if (cache.question == PROGRAM_NONE)
            continue;
        cache.hit = file_hit(program, f, program->calls[c].node, program->calls[cache.question].node);
        cache.store = file_store(program, f, cache.question, symbol);
        if (cache.hit == FACTS_NONE || cache.store == FACTS_NONE)
            continue;
        cache.name = facts_string(facts, facts->symbols[symbol].name);
        cache.effects = cache_question_effects(program, cache.question);
        cache_finish(finder, &cache);
        return;
    }
}
