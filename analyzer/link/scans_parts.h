/* The scans of one function while they are collected. For scans.c and the files that find them. */
#ifndef DAWDLE_LINK_SCANS_PARTS_H
#define DAWDLE_LINK_SCANS_PARTS_H

#include "analyzer/link/program.h"

#define SCANS_MAX 8 /* kept per function */

struct scan_list {
    struct scan items[SCANS_MAX];
    uint32_t count;
};

struct scan_origin {
    enum scan_of of;
    uint32_t index;
};

/* The parameter or global at whose start the expression lies; false when it is anything else. */
bool scan_origin(const struct program *program, uint32_t f, uint32_t node, struct scan_origin *origin);
/* Adds the scan unless the list is full or has one of the same collection. */
void scan_list_add(struct scan_list *list, const struct scan *scan);
/* What library calls of the function walk, move or sort (scans_library.c). */
void scans_of_library(const struct program *program, uint32_t f, struct scan_list *list);
/* What the function walks by calling itself for the rest of a list (scans_recursion.c). */
void scans_of_recursion(const struct program *program, uint32_t f, struct scan_list *list);

#endif
