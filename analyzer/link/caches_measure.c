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

/* A counter of hits or misses that the function, or one that it calls directly, moves. */
static const char *counts_hits(const struct program *program, uint32_t f)
{
    const struct facts *facts = function_facts(program, f);
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

void cache_find_measurement(struct cache_finder *finder, struct cache *cache)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, cache->function);
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
