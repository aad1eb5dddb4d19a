/* Filling and laying out a block.
 *
 * Nodes are appended in the order of the walk, which is preorder; an open node is one whose end is
 * FACTS_NONE. A node that closes with fewer children than its kind has (libclang drops what it could not
 * understand) gets NODE_NONE for the rest, so that no reader has to wonder whether `a + b` has two sides. */
#include "analyzer/facts/builder.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/facts/block.h"

void builder_init(struct facts_builder *builder)
{
    *builder = (struct facts_builder){0};
    buf_addch(&builder->strings, '\0');
    map_put_str(&builder->string_ids, "", 0);
}

void builder_release(struct facts_builder *builder)
{
#define X(section, type) vec_release(&builder->section);
    FACTS_SECTIONS(X)
#undef X
    map_release(&builder->string_ids);
    buf_release(&builder->strings);
    arena_release(&builder->arena);
}

uint32_t builder_string_n(struct facts_builder *builder, const char *text, size_t length)
{
    uint32_t string;

    length = strnlen(text, length);
    string = map_get(&builder->string_ids, text, length);
    if (string != MAP_NONE)
        return string;
    if (builder->strings.length + length + 1 >= UINT32_MAX)
        BUG("the strings of one unit do not fit into 4 GB");
    string = (uint32_t)builder->strings.length;
    buf_add(&builder->strings, text, length);
    buf_addch(&builder->strings, '\0');
    /* the buffer moves when it grows, so the key is a copy */
    map_put(&builder->string_ids, arena_strndup(&builder->arena, text, length), length, string);
    return string;
}

uint32_t builder_string(struct facts_builder *builder, const char *text)
{
    return builder_string_n(builder, text, strlen(text));
}

uint32_t builder_open(struct facts_builder *builder, enum node_kind kind, uint32_t parent)
{
    uint32_t node = builder->nodes.count;

    if (parent != FACTS_NONE && (parent >= node || builder->nodes.data[parent].end != FACTS_NONE))
        BUG("node %u was opened below node %u, which is not open", (unsigned)node, (unsigned)parent);
    vec_push(&builder->nodes, (struct fact_node){.kind = (uint8_t)kind,
                                                 .end = FACTS_NONE,
                                                 .parent = parent,
                                                 .type = FACTS_NONE,
                                                 .ref = FACTS_NONE});
    return node;
}

static unsigned count_children(const struct facts_builder *builder, uint32_t node)
{
    unsigned count = 0;

    for (uint32_t child = node + 1; child < builder->nodes.count; child = builder->nodes.data[child].end) {
        if (builder->nodes.data[child].end == FACTS_NONE)
            BUG("node %u was closed before its child %u", (unsigned)node, (unsigned)child);
        count++;
    }
    return count;
}

void builder_close(struct facts_builder *builder, uint32_t node)
{
    unsigned least, count;

    if (node >= builder->nodes.count || builder->nodes.data[node].end != FACTS_NONE)
        BUG("node %u was closed but is not open", (unsigned)node);
    least = node_children_least(builder->nodes.data[node].kind);
    for (count = least > 0 ? count_children(builder, node) : 0; count < least; count++) {
        uint32_t missing = builder_open(builder, NODE_NONE, node);
        const struct fact_node *parent = &builder->nodes.data[node];
        struct fact_node *none = &builder->nodes.data[missing];

        none->flags = parent->flags & (NODE_UNEVALUATED | NODE_IN_MACRO);
        none->file = parent->file;
        none->macro = parent->macro;
        none->line = none->end_line = parent->end_line;
        none->column = none->end_column = parent->end_column;
        none->end = missing + 1;
    }
    builder->nodes.data[node].end = builder->nodes.count;
}

/* Orders by the numbers from the first member on; what is equal in all of them is the same bytes. */
static int compare_words(const void *a, const void *b, size_t count)
{
    const uint32_t *left = a, *right = b;

    for (size_t i = 0; i < count; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

static int compare_roots(const void *a, const void *b)
{
    return compare_words(a, b, sizeof(struct fact_root) / sizeof(uint32_t));
}

static int compare_uses(const void *a, const void *b)
{
    return compare_words(a, b, sizeof(struct fact_use) / sizeof(uint32_t));
}

static int compare_attributes(const void *a, const void *b)
{
    return compare_words(a, b, sizeof(struct fact_attribute) / sizeof(uint32_t));
}

static void add_padded(struct buf *out, const void *bytes, size_t length)
{
    static const char zeros[BLOCK_ALIGNMENT];

    buf_add(out, bytes, length);
    buf_add(out, zeros, (size_t)block_padded(length) - length);
}

/* Appends a section, in the order of `compare` unless that is NULL. */
static void add_section(struct buf *out, const void *items, uint32_t count, size_t size,
                        int (*compare)(const void *, const void *))
{
    void *sorted;

    if (count == 0)
        return;
    if (compare == NULL) {
        add_padded(out, items, count * size);
        return;
    }
    sorted = memcpy(xmalloc(count * size), items, count * size);
    qsort(sorted, count, size, compare);
    add_padded(out, sorted, count * size);
    free(sorted);
}

void facts_build(const struct facts_builder *builder, struct buf *out)
{
    int (*const compare[BLOCK_SECTIONS])(const void *, const void *) = {
        [BLOCK_roots] = compare_roots,
        [BLOCK_uses] = compare_uses,
        [BLOCK_attributes] = compare_attributes,
    };
    struct block_header header = {.magic = BLOCK_MAGIC,
                                  .version = FACTS_VERSION,
                                  .strings_size = (uint32_t)builder->strings.length,
                                  .size = sizeof header,
                                  .unit = builder->unit};

#define X(section, type)                                                                                     \
    header.sections[BLOCK_##section] =                                                                       \
        (struct block_section){.count = builder->section.count, .item_size = sizeof(struct type)};           \
    header.size += block_padded((uint64_t)builder->section.count * sizeof(struct type));
    FACTS_SECTIONS(X)
#undef X
    header.size += block_padded(header.strings_size);
    buf_reserve(out, (size_t)header.size);
    buf_add(out, &header, sizeof header);
#define X(section, type)                                                                                     \
    add_section(out, builder->section.data, builder->section.count, sizeof(struct type),                     \
                compare[BLOCK_##section]);
    FACTS_SECTIONS(X)
#undef X
    add_padded(out, builder->strings.data, builder->strings.length);
}
