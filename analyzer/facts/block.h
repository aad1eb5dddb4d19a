/* The bytes of a facts block; private to facts/ and its tests.
 *
 *     header | files | includes | ... | diagnostics | strings
 *
 * Every piece begins at a multiple of BLOCK_ALIGNMENT and is padded with zeros up to the next. Where a piece
 * stands follows from the counts before it, so that no offset has to be trusted. Numbers are in the byte
 * order of the machine; another order shows as another version. */
#ifndef DAWDLE_FACTS_BLOCK_H
#define DAWDLE_FACTS_BLOCK_H

#include "analyzer/facts/facts.h"

#define BLOCK_MAGIC     "dawdle\n" /* with its NUL 8 bytes */
#define BLOCK_ALIGNMENT 8u

enum block_section_id {
#define X(section, type) BLOCK_##section,
    FACTS_SECTIONS(X)
#undef X
        BLOCK_SECTIONS
};

struct block_section {
    uint32_t count;
    uint32_t item_size; /* bytes: a struct that has changed without its version is noticed */
};

struct block_header {
    char magic[8];
    uint32_t version; /* FACTS_VERSION */
    uint32_t strings_size;
    uint64_t size; /* bytes of the whole block */
    struct fact_unit unit;
    struct block_section sections[BLOCK_SECTIONS];
};

/* Padding inside a struct would hold whatever was in memory, and two runs would differ. */
_Static_assert(sizeof(struct block_header) == 40 + 8 * BLOCK_SECTIONS, "the header has no padding");
_Static_assert(sizeof(struct block_header) % BLOCK_ALIGNMENT == 0, "the first section is aligned");
_Static_assert(sizeof(struct fact_type) == 32, "a type has no padding");
_Static_assert(sizeof(struct fact_symbol) == 56, "a symbol has no padding");
_Static_assert(sizeof(struct fact_node) == 48, "a node has no padding");

/* `bytes` and the padding behind them. */
static inline uint64_t block_padded(uint64_t bytes)
{
    return (bytes + BLOCK_ALIGNMENT - 1) / BLOCK_ALIGNMENT * BLOCK_ALIGNMENT;
}

/* How many children a node of this kind has at least; the builder makes it so and the reader insists. */
unsigned node_children_least(enum node_kind kind);

#endif
