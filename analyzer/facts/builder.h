/* Making a facts block: extract fills a builder in one walk, facts_build() lays it out.
 *
 * Ownership: the builder owns what is added; strings are copied and shared. Indices are those of the finished
 * block. A builder is used by one thread. Used by extract, by tests that need programs without a parser, and
 * by the benchmark's synthetic programs. */
#ifndef DAWDLE_FACTS_BUILDER_H
#define DAWDLE_FACTS_BUILDER_H

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/facts/facts.h"

struct facts_builder {
    struct arena arena; /* the strings' keys */
    struct buf strings;
    struct map string_ids;
    struct fact_unit unit; /* filled by the user; unit.file and unit.arguments are required */
#define X(section, type)                                                                                     \
    VEC(struct type)                                                                                         \
    section;
    FACTS_SECTIONS(X)
#undef X
};

void builder_init(struct facts_builder *builder);
void builder_release(struct facts_builder *builder);

/* The offset of a string, "" is 0; equal strings share. A NUL within `length` cuts it. */
uint32_t builder_string(struct facts_builder *builder, const char *text);
uint32_t builder_string_n(struct facts_builder *builder, const char *text, size_t length);

/* Opens a node below `parent` (FACTS_NONE for a root): all nodes added before its builder_close() are its
 * subtree. The node comes zeroed, with end, type, ref = FACTS_NONE where they mean none, and kind and parent
 * set. Returns its index; fill builder->nodes.data[index], whose address changes with every open. */
uint32_t builder_open(struct facts_builder *builder, enum node_kind kind, uint32_t parent);
/* Ends the subtree. Where the node has fewer children than its kind has (facts.h), NODE_NONE nodes at its end
 * stand in for the missing last ones. */
void builder_close(struct facts_builder *builder, uint32_t node);

/* Appends the finished block to `out` (8-byte aligned sizes throughout). The user's order is kept; roots,
 * uses and attributes are sorted. */
void facts_build(const struct facts_builder *builder, struct buf *out);

#endif
