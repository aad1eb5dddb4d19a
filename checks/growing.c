/* What must be known of two lengths to warn of their product (see the header).
 *
 * Where nothing tells when the code runs - a library, a single file - those who fill a collection are not
 * there to be seen, and what is unknown counts as growing. */
#include "checks/growing.h"

/* Whether it may be taken to grow in code of the function. */
static bool shows_growth(const struct program *program, struct growth growth, uint32_t function)
{
    switch (growth.kind) {
    case GROWTH_DATA:
    case GROWTH_UNSEEN: return true;
    case GROWTH_UNKNOWN:
        return program->functions[function].heat == HEAT_UNKNOWN || growth.node == FACTS_NONE;
    default: return false;
    }
}

/* Whether nothing tells what the rounds are, in a program of which it is known what it serves. */
static bool is_bare(const struct program *program, const struct loop *rounds)
{
    return program->serves && rounds->form == LOOP_CONDITION && rounds->collection == FACTS_NONE &&
           rounds->limit == FACTS_NONE;
}

enum confidence growing_confidence(const struct program *program, uint32_t function, uint32_t rounds,
                                   struct growth walked, enum confidence confidence, struct arena *arena,
                                   const char **reason)
{
    struct growth outer = growth_of_loop(program, rounds);

    *reason = "";
    if (growth_is_bounded(walked) || growth_is_bounded(outer)) {
        *reason = arena_printf(arena, " (%s)",
                               growth_text(program, growth_is_bounded(walked) ? walked : outer, arena));
        return CONFIDENCE_LOW;
    }
    if (growth_is_setup(program, function) || is_bare(program, &program->loops[rounds]))
        return CONFIDENCE_LOW;
    /* Rounds that are as many as something holds which came as a whole, such as the rows of an answer. */
    return shows_growth(program, walked, function) &&
                   (walked.kind == GROWTH_DATA || shows_growth(program, outer, function))
               ? confidence
               : CONFIDENCE_LOW;
}
