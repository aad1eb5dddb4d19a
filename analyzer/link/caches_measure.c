/* Whether a cache was measured: by what its function counts, or by a comment that says so. */
#include <ctype.h>
#include <string.h>

#include "analyzer/link/caches_parts.h"

#define COMMENT_DISTANCE 3 /* lines between a comment and the function that it is about */

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

/* Whether one of the words of the name is "hit" or "miss": `cacheHits`, `n_misses`; not "permission". */
static bool names_hits(const char *name)
{
    static const char *const words[] = {"hit", "hits", "miss", "misses", "missed"};

    for (const char *at = name; *at != '\0';) {
        size_t length = 0;

        at += strspn(at, "_0123456789");
        while (isalpha((unsigned char)at[length]) &&
               !(length > 0 && isupper((unsigned char)at[length]) && islower((unsigned char)at[length - 1])))
            length++;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (length == strlen(words[i]) && strncasecmp(at, words[i], length) == 0)
                return true;
        if (length == 0 && *at != '\0')
            length = 1;
        at += length;
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
        if (names_hits(name))
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
            comment->line <= symbol->end_line && names_measurement(facts_string(facts, comment->text))) {
            cache->measured = true;
            cache->evidence = arena_printf(finder->arena, "comment in line %u", comment->line);
            return;
        }
    }
}
