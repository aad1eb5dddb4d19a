/* Workers end in any order, so whoever prints notices sorts them first. */
#include "analyzer/findings/notice.h"

#include <stdlib.h>
#include <string.h>

static int compare_notices(const void *left, const void *right)
{
    const struct unit_notice *a = *(const struct unit_notice *const *)left;
    const struct unit_notice *b = *(const struct unit_notice *const *)right;
    int order = strcmp(a->path, b->path);
    if (!order)
        order = (int)b->failed - (int)a->failed;
    return order ? order : strcmp(a->reason, b->reason);
}

const struct unit_notice **notices_sorted(const struct unit_notice *notices, size_t count,
                                          struct arena *arena)
{
    const struct unit_notice **sorted = ARENA_ARRAY(arena, count, const struct unit_notice *);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &notices[i];
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, compare_notices);
    return sorted;
}
