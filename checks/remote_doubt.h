/* What speaks against a warning where a loop asks something remote per item: rounds that nobody could merge,
 * and rounds that a maintainer may well leave as they are. Private to per-item-remote-call. */
#ifndef DAWDLE_CHECKS_REMOTE_DOUBT_H
#define DAWDLE_CHECKS_REMOTE_DOUBT_H

#include "analyzer/findings/trace.h"

/* A call in a round of `loop`, and the way from it to what waits. */
struct remote_round {
    const struct program *program;
    uint32_t loop, call;
    struct witness way;
    enum way kind;
};

/* Whether the item says which table or database each round asks: no statement asks several. */
bool round_asks_another_table(const struct remote_round *round);
/* Whether the rounds are few, mostly ask nothing, or are apart on purpose: worth a note, no warning. */
bool round_is_doubtful(const struct remote_round *round);

#endif
