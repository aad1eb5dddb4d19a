/* A unit that was not seen whole, for the reports: an incomplete analysis is never shown as a clean one. */
#ifndef DAWDLE_FINDINGS_NOTICE_H
#define DAWDLE_FINDINGS_NOTICE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"

struct unit_notice {
    const char *path;   /* as in struct location */
    bool failed;        /* no facts of it at all; else incomplete: clang reported an error in it */
    const char *reason; /* the first one, without full stop */
};

/* What a run has seen. */
struct unit_counts {
    unsigned analysed; /* with facts, the incomplete ones included */
    unsigned incomplete, failed, skipped;
    const struct unit_notice *notices; /* the incomplete and failed ones, in any order */
    size_t notice_count;
};

/* Pointers to them by path, failed before incomplete, reason: the order of reports. In the arena. */
const struct unit_notice **notices_sorted(const struct unit_notice *notices, size_t count,
                                          struct arena *arena);

#endif
