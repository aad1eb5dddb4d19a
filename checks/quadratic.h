/* The parts of the check hidden-quadratic; only its own files include this. */
#ifndef DAWDLE_CHECKS_QUADRATIC_H
#define DAWDLE_CHECKS_QUADRATIC_H

#include "analyzer/findings/trace.h"
#include "checks/rules.h"

struct quadratic {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    bool *said; /* by loop: a warning says already that it is walked per item */
    const struct elements *elements;
};

/* Reports call `c` in `loop`, with the way to the walk when `scan` is one. */
void quadratic_report(struct quadratic *context, uint32_t loop, uint32_t c, enum confidence confidence,
                      const struct scan *scan, const char *message);
/* Reports loop `inner`, which stands in `loop` and walks in each of its rounds. */
void quadratic_report_loop(struct quadratic *context, uint32_t loop, uint32_t inner,
                           enum confidence confidence, const char *message);
/* The confidence that is left in a finding about what `node` of the function names, with the rounds of
 * `loop`: see growing_confidence(). `reason` becomes the clause that says why it is low, or "". */
enum confidence quadratic_trust(const struct quadratic *context, uint32_t loop, uint32_t function,
                                uint32_t node, enum confidence confidence, const char **reason);
/* What a library call works on, by the catalog; FACTS_NONE. */
uint32_t quadratic_subject(const struct facts *facts, const struct call *call);
/* Whether the loop gives no hint that it has many rounds: it goes through a text piece by piece, or asks a
 * function of the project for the next thing, which may be any answer. */
bool quadratic_is_vague(const struct program *program, const struct loop *loop);
/* Whether the rounds are as many as data says: what a library gives or counts, a stream, what a request
 * holds, what the function is handed. A list or an array that some object keeps and that is made into one
 * text is mostly short: names, options, tags. */
bool quadratic_by_data(const struct program *program, const struct loop *loop);
bool quadratic_is_array(const struct facts *facts, uint32_t node);

/* Text that is written (quadratic_text.c): a length taken in a condition, an append that looks for the end,
 * and a text that is copied whole to add to it. */
/* `subject`: the argument of call `c` that is measured, FACTS_NONE when there is none. */
void quadratic_length(struct quadratic *context, uint32_t c, uint32_t subject);
/* The parameter whose length a function of the project gives by a library's function, and does nothing else;
 * PROGRAM_NONE. */
uint32_t quadratic_measured(const struct program *program, uint32_t f);
void quadratic_append(struct quadratic *context, uint32_t c, uint32_t loop);
void quadratic_rebuild(struct quadratic *context, uint32_t c, uint32_t loop);

/* Text that is read (quadratic_read.c): sscanf on the rest of a long text, a search on to the end of the text
 * of which another search cuts a piece in each round, a search from the start after each hit or for each
 * item. */
void quadratic_scanner(struct quadratic *context, uint32_t c);
void quadratic_search(struct quadratic *context, uint32_t c, uint32_t loop);
void quadratic_search_again(struct quadratic *context, uint32_t c, uint32_t loop);

/* Loops in loops that search for nothing (quadratic_loops.c): to the tail to append there, over all that lies
 * behind an element that is taken out, and from the head again after each hit. */
void quadratic_loop(struct quadratic *context, uint32_t inner);
/* Arrays (quadratic_array.c): what lies behind a place moved for each item, by memmove or in a library's
 * container, and a sort for each of them. */
void quadratic_shift(struct quadratic *context, uint32_t c, uint32_t loop);
void quadratic_container_shift(struct quadratic *context, uint32_t c, uint32_t loop);
void quadratic_sort(struct quadratic *context, uint32_t c, uint32_t loop);
/* Memory that is made longer by the same step each time (quadratic_grow.c). */
void quadratic_grow(struct quadratic *context, uint32_t c, uint32_t loop);

#endif
