/* Level and rank of findings: evidence first, then when the code runs. A comment that says how many there are
 * at most is the authors' evidence. */
#include "analyzer/findings/weight.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/word.h"

#define COMMENT_DISTANCE 3    /* lines between a comment and what it is about */
#define COMMENT_SMALL    1000 /* a number up to this in "at most N" is small */

enum level level_for_request(const struct rule *rule, const struct program *program, uint32_t function,
                             enum confidence confidence)
{
    if (confidence == CONFIDENCE_LOW || program->functions[function].heat == HEAT_STARTUP ||
        program->functions[function].heat == HEAT_BACKGROUND)
        return LEVEL_NOTE;
    return rule->level;
}

unsigned rank_for_request(const struct program *program, uint32_t function, enum confidence confidence)
{
    static const unsigned by_confidence[] = {20, 50, 70};
    static const unsigned by_heat[] = {10, 0, 25, 20, 5}; /* in the order of enum heat */

    return by_confidence[confidence] + by_heat[program->functions[function].heat];
}

const char *heat_text(const struct program *program, uint32_t function, struct arena *arena)
{
    const struct function *f = &program->functions[function];

    switch (f->heat) {
    case HEAT_STARTUP: return " (at start-up only)";
    case HEAT_REQUEST:
    case HEAT_BOTH:
        return arena_printf(arena, " (%son the request path, %s)", f->heat_guess ? "perhaps " : "",
                            f->heat_reason);
    case HEAT_BACKGROUND: return arena_printf(arena, " (beside the requests, %s)", f->heat_reason);
    case HEAT_UNKNOWN: break;
    }
    return "";
}

/* The number after one of the phrases that bound something, or -1. */
static long bounding_number(const struct catalog *catalog, const char *text)
{
    for (const char *const *phrase = catalog->words[WORDS_BOUND]; *phrase; phrase++) {
        const char *at = text;

        while ((at = word_find(at, *phrase)) != NULL) {
            at += strlen(*phrase);
            while (*at == ' ' || *at == '~')
                at++;
            if (isdigit((unsigned char)*at))
                return strtol(at, NULL, 10);
        }
    }
    return -1;
}

bool comment_bounds(const struct program *program, uint32_t function, uint32_t node)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[function].symbol];

    for (uint32_t c = 0; c < facts->comments_count; c++) {
        const struct fact_comment *comment = &facts->comments[c];
        bool on_function =
            comment->end_line < symbol->line && comment->end_line + COMMENT_DISTANCE >= symbol->line;
        bool on_loop = node != FACTS_NONE && comment->end_line <= facts->nodes[node].line &&
                       comment->end_line + COMMENT_DISTANCE > facts->nodes[node].line;
        long number;

        if (comment->file != symbol->file || (!on_function && !on_loop))
            continue;
        number = bounding_number(program->catalog, facts_string(facts, comment->text));
        if (number >= 0 && number <= COMMENT_SMALL)
            return true;
    }
    return false;
}
