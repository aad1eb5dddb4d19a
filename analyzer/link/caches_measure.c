/* Whether a cache was measured: by what its function counts, or by a comment that says so. */
#include <string.h>

#include "analyzer/link/caches_parts.h"

#define COMMENT_DISTANCE 3 /* lines between a comment and the function that it is about */

/* A figure with a unit of time, rate or share, or a word for having measured. */
static bool names_measurement(const struct catalog *catalog, const char *text)
{
    if (catalog_has_word(catalog, WORDS_MEASURED, text))
        return true;
    for (const char *at = strpbrk(text, "0123456789"); at != NULL; at = strpbrk(at, "0123456789")) {
        at += strspn(at, "0123456789.,");
        at += strspn(at, " ");
        for (const char *const *unit = catalog->words[WORDS_UNIT]; *unit; unit++) {
            size_t length = strlen(*unit);

            if (strncmp(at, *unit, length) == 0 &&
                (at[length] == '\0' || strchr(" .,;:)*\n", at[length]) != NULL))
                return true;
        }
    }
    return false;
}

/* A counter of hits or misses in the function. */
static const char *counts_hits(const struct program *program, uint32_t f)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        const char *name = "";

        if ((node->kind == NODE_NAME || node->kind == NODE_MEMBER) && node->ref != FACTS_NONE)
            name = facts_string(facts, facts->symbols[node->ref].name);
        if (catalog_has_word(program->catalog, WORDS_HITS, name))
            return name;
    }
    return NULL;
}

#define COUNTER_LEVELS 2 /* functions below the one that answers in which a look-up may count */

/* A counter in the function or in one that it calls by name, which may be the look-up. */
static const char *counts_hits_below(const struct program *program, uint32_t f, unsigned levels)
{
    const struct function *function = &program->functions[f];
    const char *counter = counts_hits(program, f);

    for (uint32_t c = function->first_call;
         counter == NULL && levels > 0 && c < function->first_call + function->call_count; c++)
        for (uint32_t t = 0;
             program->calls[c].kind == CALL_DIRECT && counter == NULL && t < program->calls[c].target_count;
             t++)
            counter =
                counts_hits_below(program, program->targets[program->calls[c].first_target + t], levels - 1);
    return counter;
}

void cache_find_measurement(struct cache_finder *finder, struct cache *cache)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, cache->function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[cache->function].symbol];
    const char *counter = counts_hits_below(program, cache->function, COUNTER_LEVELS);

    cache->evidence = "";
    if (counter != NULL) {
        cache->measured = true;
        cache->evidence = arena_printf(finder->arena, "counts %s", counter);
        return;
    }
    for (uint32_t c = 0; c < facts->comments_count; c++) {
        const struct fact_comment *comment = &facts->comments[c];

        if (comment->file == symbol->file && comment->end_line + COMMENT_DISTANCE >= symbol->line &&
            comment->line <= symbol->end_line &&
            names_measurement(program->catalog, facts_string(facts, comment->text))) {
            cache->measured = true;
            cache->evidence = arena_printf(finder->arena, "comment in line %u", comment->line);
            return;
        }
    }
}
