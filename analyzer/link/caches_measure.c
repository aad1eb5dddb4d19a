/* Whether a cache was measured: by what it counts and somebody reads, by a clock around the question, or by a
 * comment or annotation that says so. */
#include <string.h>

#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

#define COMMENT_DISTANCE 3 /* lines between a comment and the function that it is about */

/* A figure with a unit of time, rate or share that is no lifetime, or a word for having measured. */
static bool names_measurement(const struct catalog *catalog, const char *text)
{
    if (catalog_has_word(catalog, WORDS_MEASURED, text))
        return true;
    if (catalog_has_word(catalog, WORDS_LIFETIME, text))
        return false;
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

/* Whether the node, a mention of a counter, makes use of its value: more than counting up or starting anew.
 */
static bool is_read(const struct facts *facts, uint32_t node)
{
    uint32_t up = facts->nodes[node].parent, at = node;

    while (up != FACTS_NONE && facts->nodes[up].kind == NODE_CAST) {
        at = up;
        up = facts->nodes[up].parent;
    }
    if (up == FACTS_NONE)
        return false;
    if (facts->nodes[up].kind == NODE_ASSIGN && node_first(facts, up) == at)
        return false;
    if (facts->nodes[up].kind != NODE_UNARY)
        return facts->nodes[up].kind != NODE_COMPOUND;
    switch (facts->nodes[up].op) {
    case UNARY_POST_INCREMENT:
    case UNARY_PRE_INCREMENT: return facts->nodes[facts->nodes[up].parent].kind == NODE_BINARY;
    case UNARY_ADDRESS:
        up = facts->nodes[up].parent;
        while (facts->nodes[up].kind == NODE_CAST)
            up = facts->nodes[up].parent;
        /* an atomic operation counts, any other call is told where to read */
        return facts->nodes[up].kind == NODE_CALL && strstr(callee_name(facts, up), "atomic") == NULL &&
               strstr(callee_name(facts, up), "__sync") == NULL;
    default: return true;
    }
}

/* Whether anybody in the program reads the variable or field. */
static bool is_read_anywhere(const struct program *program, uint32_t variable, uint32_t field)
{
    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct unit *unit = &program->units[u];
        const struct facts *facts = unit->facts;

        for (uint32_t n = 0; n < facts->nodes_count; n++) {
            const struct fact_node *node = &facts->nodes[n];

            if (node->ref == FACTS_NONE)
                continue;
            if (((node->kind == NODE_NAME && variable != PROGRAM_NONE &&
                  unit->symbol_variable[node->ref] == variable) ||
                 (node->kind == NODE_MEMBER && field != PROGRAM_NONE &&
                  unit->symbol_field[node->ref] == field)) &&
                is_read(facts, n))
                return true;
        }
    }
    return false;
}

/* The name of the counter that the node mentions, if its figure reaches anybody; NULL. */
static const char *counter_at(const struct program *program, uint32_t f, uint32_t n)
{
    const struct unit *unit = &program->units[program->functions[f].unit];
    const struct facts *facts = unit->facts;
    const struct fact_node *node = &facts->nodes[n];
    uint32_t variable = node->kind == NODE_NAME ? unit->symbol_variable[node->ref] : PROGRAM_NONE,
             field = node->kind == NODE_MEMBER ? unit->symbol_field[node->ref] : PROGRAM_NONE;

    if ((variable != PROGRAM_NONE || field != PROGRAM_NONE) && !is_read_anywhere(program, variable, field))
        return NULL;
    return facts_string(facts, facts->symbols[node->ref].name);
}

/* A counter of hits or misses in the function. */
static const char *counts_hits(const struct program *program, uint32_t f)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        const char *name = NULL;

        if ((node->kind == NODE_NAME || node->kind == NODE_MEMBER) && node->ref != FACTS_NONE &&
            catalog_has_word(program->catalog, WORDS_HITS,
                             facts_string(facts, facts->symbols[node->ref].name)))
            name = counter_at(program, f, n);
        if (name != NULL)
            return name;
    }
    return NULL;
}

/* What the branch that answers counts up, whatever its name, if it is none of the entry's own fields. */
static const char *counts_answers(const struct program *program, const struct cache *cache)
{
    const struct facts *facts = function_facts(program, cache->function);
    const struct unit *unit = &program->units[program->functions[cache->function].unit];
    uint32_t branch = cache->hit;

    while (facts->nodes[branch].parent != FACTS_NONE &&
           facts->nodes[facts->nodes[branch].parent].kind != NODE_IF)
        branch = facts->nodes[branch].parent;
    if (facts->nodes[branch].parent == FACTS_NONE)
        return NULL;
    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        bool counts = (node->kind == NODE_UNARY &&
                       (node->op == UNARY_POST_INCREMENT || node->op == UNARY_PRE_INCREMENT)) ||
                      (node->kind == NODE_ASSIGN && node->op == BINARY_ADD);
        uint32_t target = counts ? node_strip(facts, node_first(facts, n)) : FACTS_NONE,
                 base = counts ? node_base(facts, target) : FACTS_NONE;
        const char *name;

        if (base == FACTS_NONE || facts->nodes[target].ref == FACTS_NONE ||
            (facts->nodes[target].kind != NODE_NAME && facts->nodes[target].kind != NODE_MEMBER) ||
            unit->symbol_variable[base] == PROGRAM_NONE || unit->symbol_variable[base] == cache->variable)
            continue;
        name = counter_at(program, cache->function, target);
        if (name != NULL)
            return name;
    }
    return NULL;
}

#define CLOCK_SYMBOLS 8

/* Locals that hold what a clock said. */
struct times {
    uint32_t symbols[CLOCK_SYMBOLS];
    uint32_t count;
};

static bool mentions_time(const struct facts *facts, const struct times *times, uint32_t node)
{
    for (uint32_t i = 0; i < times->count; i++)
        if (nodes_mention(facts, node, facts->nodes[node].end, times->symbols[i]))
            return true;
    return false;
}

#define CLOCK_CALLS 4 /* calls in a function that only says what time it is */

/* Whether the call says what time it is: the library's, or a short function around it. What may look at a
 * clock somewhere below, as logging does, is none. */
static bool is_clock(const struct program *program, const struct call *call)
{
    const struct function *target;

    if (call->known != NULL)
        return call->known->role == ROLE_CLOCK;
    if (call->kind != CALL_DIRECT || call->target_count != 1)
        return false;
    target = &program->functions[program->targets[call->first_target]];
    for (uint32_t c = target->first_call;
         target->call_count <= CLOCK_CALLS && c < target->first_call + target->call_count; c++)
        if (program->calls[c].known != NULL && program->calls[c].known->role == ROLE_CLOCK)
            return true;
    return false;
}

static bool reads_clock(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        uint32_t call = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, f, n) : PROGRAM_NONE;

        if (call != PROGRAM_NONE && is_clock(program, &program->calls[call]))
            return true;
    }
    return false;
}

static void add_time(const struct facts *facts, struct times *times, uint32_t node)
{
    uint32_t symbol =
        facts->nodes[node].kind == NODE_VARIABLE ? facts->nodes[node].ref : node_base(facts, node);

    if (symbol != FACTS_NONE && times->count < CLOCK_SYMBOLS)
        times->symbols[times->count++] = symbol;
}

static void collect_times(const struct program *program, uint32_t f, uint32_t first, uint32_t last,
                          struct times *times)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = first; n < last; n++) {
        uint32_t value = FACTS_NONE;

        if (facts->nodes[n].kind == NODE_VARIABLE)
            value = node_first(facts, n);
        else if (facts->nodes[n].kind == NODE_ASSIGN)
            value = node_child(facts, n, 1);
        else if (facts->nodes[n].kind == NODE_CALL && reads_clock(program, f, n))
            for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a))
                if (facts->nodes[node_strip(facts, a)].kind == NODE_UNARY)
                    add_time(facts, times, node_strip(facts, a));
        if (value != FACTS_NONE && facts->nodes[node_strip(facts, value)].kind == NODE_CALL &&
            reads_clock(program, f, value))
            add_time(facts, times, facts->nodes[n].kind == NODE_VARIABLE ? n : node_first(facts, n));
    }
}

/* Whether the question is timed: a clock is read before and after, and the one taken from the other. */
static bool is_timed(const struct program *program, const struct cache *cache)
{
    uint32_t f = cache->function, body = program->functions[f].body, question;
    const struct facts *facts = function_facts(program, f);
    struct times before = {0}, after = {0};

    if (cache->question == PROGRAM_NONE)
        return false;
    question = program->calls[cache->question].node;
    collect_times(program, f, body, question, &before);
    collect_times(program, f, facts->nodes[question].end, facts->nodes[body].end, &after);
    for (uint32_t n = facts->nodes[question].end; before.count > 0 && n < facts->nodes[body].end; n++) {
        uint32_t left = node_first(facts, n);

        if (facts->nodes[n].kind == NODE_BINARY && facts->nodes[n].op == BINARY_SUBTRACT &&
            mentions_time(facts, &before, node_next(facts, left)) &&
            (mentions_time(facts, &after, left) || reads_clock(program, f, left)))
            return true;
        if (facts->nodes[n].kind == NODE_CALL && mentions_time(facts, &before, n) &&
            (mentions_time(facts, &after, n) || reads_clock(program, f, n)))
            return true;
    }
    return false;
}

/* A comment or annotation on the variable that names a measurement. */
static bool variable_is_annotated(const struct program *program, uint32_t variable)
{
    const struct variable *kept = &program->variables[variable];
    const struct facts *facts = program->units[kept->unit].facts;
    const struct fact_symbol *symbol = &facts->symbols[kept->symbol];

    for (uint32_t c = 0; c < facts->comments_count; c++)
        if (facts->comments[c].file == symbol->file && facts->comments[c].line <= symbol->line &&
            facts->comments[c].end_line + 1 >= symbol->line &&
            names_measurement(program->catalog, facts_string(facts, facts->comments[c].text)))
            return true;
    for (uint32_t a = 0; a < facts->attributes_count; a++)
        if (facts->attributes[a].symbol == kept->symbol && facts->attributes[a].kind == ATTRIBUTE_ANNOTATE &&
            names_measurement(program->catalog, facts_string(facts, facts->attributes[a].text)))
            return true;
    return false;
}

static bool function_is_annotated(const struct program *program, uint32_t f)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t a = 0; a < facts->attributes_count; a++)
        if (facts->attributes[a].symbol == program->functions[f].symbol &&
            facts->attributes[a].kind == ATTRIBUTE_ANNOTATE &&
            names_measurement(program->catalog, facts_string(facts, facts->attributes[a].text)))
            return true;
    return false;
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

    if (counter == NULL)
        counter = counts_answers(program, cache);
    cache->measured = true;
    if (counter != NULL) {
        cache->evidence = arena_printf(finder->arena, "counts %s", counter);
        return;
    }
    cache->evidence = "times the question";
    if (is_timed(program, cache))
        return;
    cache->evidence = "annotation";
    if (function_is_annotated(program, cache->function) ||
        (cache->variable != PROGRAM_NONE && variable_is_annotated(program, cache->variable)))
        return;
    cache->measured = false;
    cache->evidence = "";
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
