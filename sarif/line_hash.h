/* primaryLocationLineHash: the fingerprint by which code scanning follows an alert when lines move.
 *
 * It must agree to the digit with what the upload action computes, since that compares. */
#ifndef DAWDLE_SARIF_LINE_HASH_H
#define DAWDLE_SARIF_LINE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/arena.h"

struct line_hash {
    uint64_t hash;       /* of the line and what follows it */
    uint32_t occurrence; /* from 1: how many lines up to this one have that hash */
};

struct line_hashes {
    struct line_hash *lines; /* line 1 first */
    uint32_t count;          /* at least 1: an empty file has an empty line */
};

/* Hashes all lines of a file, which may hold any bytes. The table lies in the arena. */
struct line_hashes line_hashes_of(const char *text, size_t length, struct arena *arena);

#endif
