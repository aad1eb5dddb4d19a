/* unmeasured-cache: a cache or memo that nothing shows to pay.
 *
 * What a cache is, and what counts as measured, link/caches.c and its siblings tell. The level follows what a
 * miss costs and what ends an entry's life: a designed cache of something that takes a round trip or a file,
 * whose entries grow old or give way, is a note (count its hits), and so is one of which nobody sees what a
 * miss costs; a memo of something cheap, or one that never forgets, is a warning. */
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/findings/trace.h"
#include "analyzer/link/caches.h"
#include "checks/rules.h"

/* How the question comes to what a miss waits for: a reader must see that it is worth keeping. */
static void trace_question(struct trace *trace, const struct program *program, const struct cache *cache)
{
    static const enum way ways[] = {WAY_REMOTE, WAY_LOCAL_DATABASE, WAY_IO};
    const struct call *question = &program->calls[cache->question];

    trace_add(trace, location_of_node(program, cache->function, question->node), 0, "asked on a miss: %s",
              question->name);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        for (uint32_t t = 0; t < question->target_count; t++) {
            struct witness way = summary_witness(
                &program->functions[program->targets[question->first_target + t]].summary, ways[i]);

            if (way.call == PROGRAM_NONE)
                continue;
            trace_way(trace, program, way, ways[i], 1);
            return;
        }
}

/* What holds the answers, as a reader knows it: by its name, or by the call that looks into it. */
static const char *holder(const struct cache *cache, struct arena *arena)
{
    if (cache->kind == CACHE_FILE)
        return arena_printf(arena, "the file `%s`", cache->name);
    if (cache->variable == PROGRAM_NONE && cache->field == PROGRAM_NONE)
        return arena_printf(arena, "what `%s` looks into", cache->name);
    return arena_printf(arena, "`%s`", cache->name);
}

/* What else can be said against it. */
static const char *way_of_life(const struct cache *cache)
{
    if (cache->cheap)
        return ", nor is it slow to ask again";
    return cache->designed || cache->expires || cache->bounded || cache->effects == 0
               ? ""
               : ", nor do its entries ever go";
}

static void report(const struct rule *rule, const struct program *program, const struct cache *cache,
                   struct finding_list *out)
{
    struct arena *arena = out->arena;
    /* what a miss costs may well be worth keeping, and the entries end some day */
    bool ends = cache->expires || cache->bounded;
    bool designed = cache->designed || (!cache->cheap && (cache->effects == 0 || ends));
    enum confidence confidence = designed ? CONFIDENCE_LOW : CONFIDENCE_MEDIUM;
    const char *asked = cache->question == PROGRAM_NONE ? program->functions[cache->function].name
                                                        : program->calls[cache->question].name;
    /* Where it answers; a cache behind a look-up of its own is known by where it stores. */
    bool returns = function_node(program, cache->function, cache->hit)->kind == NODE_RETURN;
    uint32_t place = returns || cache->kind == CACHE_VALUE ? cache->hit : cache->store;
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = rule,
                              .level = level_for_request(rule, program, cache->function, confidence),
                              .rank = rank_for_request(program, cache->function, confidence),
                              .at = location_of_node(program, cache->function, place),
                              .function = program->functions[cache->function].name,
                              .subject = cache->name};

    if (cache->question != PROGRAM_NONE)
        trace_question(&trace, program, cache);
    trace_add(&trace, location_of_node(program, cache->function, cache->store), 0, "kept in %s",
              holder(cache, arena));
    if (cache->insertion != PROGRAM_NONE) {
        const struct call *insertion = &program->calls[cache->insertion];

        trace_add(&trace, location_of_node(program, insertion->function, insertion->node), 1, "%s calls %s",
                  program->functions[insertion->function].name, insertion->name);
    }
    trace_add(&trace, location_of_node(program, cache->function, cache->hit), 0, "answered from %s",
              holder(cache, arena));
    if (cache->kind == CACHE_VALUE)
        finding.message =
            arena_printf(arena,
                         "`%s` keeps the first answer of %s%s, and nothing here shows that asking again is "
                         "too slow. Measure what %s costs and how often it is asked; keep the "
                         "value only with that figure beside it, or ask each time",
                         cache->name, asked, cache->expires ? "" : " for good", asked);
    else
        finding.message = arena_printf(
            arena,
            "%s is a cache of what %s %s, and no hits or misses are counted%s. Count "
            "both and look at the rate before relying on it",
            holder(cache, arena), asked, cache->effects == 0 && !cache->designed ? "works out" : "answers",
            way_of_life(cache));
    finding_add_with(out, &finding, &trace);
}

/* Whether the settings name a measurement of the cache: by its function, what holds it, or its file. */
static bool has_evidence(const struct program *program, const struct check_options *options,
                         const struct cache *cache)
{
    const struct function *function = &program->functions[cache->function];
    struct location at = location_of_function(program, cache->function);

    for (size_t i = 0; i < options->evidence_count; i++) {
        const char *what = options->evidence[i].what;

        if (strcmp(what, function->name) == 0 || strcmp(what, cache->name) == 0 ||
            path_matches(what, at.path))
            return true;
    }
    return false;
}

void check_unmeasured_cache(const struct rule *rule, const struct program *program,
                            const struct check_options *options, struct finding_list *out)
{
    for (uint32_t i = 0; i < program->cache_count; i++) {
        const struct cache *cache = &program->caches[i];
        bool taken_care_of = cache->kind == CACHE_VALUE && cache->expires;

        if (!cache->measured && !taken_care_of && !has_evidence(program, options, cache))
            report(rule, program, cache, out);
    }
}
