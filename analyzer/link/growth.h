/* What a walked collection can grow to: who adds to it, and when.
 *
 * How long a collection is stands nowhere in C. But a table that is written down, an array with room for a
 * fixed number, a registry that only start-up and registration functions fill, and the words of one line stay
 * short, while what accumulates for as long as requests come or data is read does not. For each variable and
 * each field of the program, link notes once where something is added to it (growth_adders.c); the questions
 * below follow an expression to such a place, through locals, returned values and what callers hand over
 * (growth.c), at most GROWTH_DEPTH steps. */
#ifndef DAWDLE_LINK_GROWTH_H
#define DAWDLE_LINK_GROWTH_H

#include "analyzer/link/program.h"

enum growth_kind {
    GROWTH_UNKNOWN,  /* something fills it, and nothing tells how far */
    GROWTH_UNSEEN,   /* nobody in the program fills it: whoever does stands elsewhere */
    GROWTH_DATA,     /* it is added to while requests are served or data is read */
    GROWTH_WRITTEN,  /* a table that stands in the source */
    GROWTH_CAPACITY, /* an array of a fixed number of elements, or as many as a small integer counts */
    GROWTH_SETUP,    /* filled at start-up, by registrations, or from the settings */
    GROWTH_WORDS,    /* the pieces of one text */
};

struct growth {
    enum growth_kind kind;
    uint32_t function, node; /* the place that tells, for a message; node FACTS_NONE: none */
};

/* Fills program->growths. Once heat is known. */
void growth_find(struct program *program);

/* Whether the function only sets things up: at start-up, or called a registration or a part of the settings
 * where requests reach it too, or in the service of such functions alone. */
bool growth_is_setup(const struct program *program, uint32_t function);

/* Of the collection (or count) that the node in `function` names. */
struct growth growth_of(const struct program *program, uint32_t function, uint32_t node);
/* Of what the loop walks or counts; the library's word where it asks a library for the next one. */
struct growth growth_of_loop(const struct program *program, uint32_t loop);
/* Of what call `c` walks by `scan`, a scan of a function that it runs: what is handed over on the way decides
 * where the walk names nothing nearer. */
struct growth growth_of_scan(const struct program *program, uint32_t c, const struct scan *scan);
/* Whether the kind says that it stays short. */
static inline bool growth_is_bounded(struct growth growth)
{
    return growth.kind >= GROWTH_WRITTEN;
}
/* "`table` is only filled at start-up": why it stays short; "" when it does not. In the arena. */
const char *growth_text(const struct program *program, struct growth growth, struct arena *arena);

#endif
