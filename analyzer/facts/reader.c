/* Opening a block that nobody vouches for.
 *
 * Sizes come first: pieces are laid one behind the other by their counts, in 64-bit numbers that 32-bit
 * counts of small structs cannot overflow, and must end exactly where the block ends. Then every record is
 * looked at once. Trees need one pass: the parent of a node in preorder is the nearest node before it that
 * has not ended, found by climbing from the node before, and as each climb leaves a subtree for good the
 * pass is linear. Chains (pointer to pointer, local in function) must end, because readers follow them. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/facts/block.h"

#define OR_NONE(index, count) ((index) == FACTS_NONE || (index) < (count))

static bool string_ok(const struct facts *facts, uint32_t string)
{
    return string < facts->strings_size;
}

static bool file_ok(const struct facts *facts, uint32_t file)
{
    return file < facts->files_count;
}

static bool files_ok(const struct facts *facts, uint32_t i)
{
    return string_ok(facts, facts->files[i].path);
}

static bool includes_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_include *include = &facts->includes[i];

    return file_ok(facts, include->from) && file_ok(facts, include->to) &&
           string_ok(facts, include->spelled) && string_ok(facts, include->comment);
}

static bool uses_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_use *use = &facts->uses[i];

    if (i > 0 && (use[-1].from > use->from || (use[-1].from == use->from && use[-1].to > use->to)))
        return false;
    return file_ok(facts, use->from) && file_ok(facts, use->to) && string_ok(facts, use->name) &&
           OR_NONE(use->instead, facts->files_count);
}

static bool types_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_type *type = &facts->types[i];

    return type->class <= TYPE_FUNCTION && string_ok(facts, type->spelling) &&
           OR_NONE(type->target, facts->types_count) && OR_NONE(type->symbol, facts->symbols_count) &&
           type->size >= -1 && type->count >= -1;
}

static bool symbols_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_symbol *symbol = &facts->symbols[i];

    return symbol->kind < SYMBOL_KINDS && symbol->linkage <= LINKAGE_EXTERNAL &&
           string_ok(facts, symbol->name) && string_ok(facts, symbol->identity) &&
           OR_NONE(symbol->type, facts->types_count) && OR_NONE(symbol->file, facts->files_count) &&
           OR_NONE(symbol->parent, facts->symbols_count) && OR_NONE(symbol->body, facts->nodes_count);
}

static bool attributes_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_attribute *attribute = &facts->attributes[i];

    if (i > 0 && attribute[-1].symbol > attribute->symbol)
        return false;
    return attribute->symbol < facts->symbols_count && attribute->kind <= ATTRIBUTE_VISIBILITY &&
           string_ok(facts, attribute->text);
}

static bool ref_ok(const struct facts *facts, const struct fact_node *node)
{
    if (node->ref == FACTS_NONE)
        return true;
    switch (node->kind) {
    case NODE_STRING: return string_ok(facts, node->ref);
    case NODE_NAME:
    case NODE_MEMBER:
    case NODE_CALL:
    case NODE_INIT_FIELD:
    case NODE_VARIABLE:
    case NODE_GOTO:
    case NODE_LABEL: return node->ref < facts->symbols_count;
    default: return false;
    }
}

static bool op_ok(const struct fact_node *node)
{
    switch (node->kind) {
    case NODE_UNARY: return node->op < UNARY_OPS;
    case NODE_BINARY:
    case NODE_ASSIGN: return node->op < BINARY_OPS;
    default: return node->op == 0;
    }
}

/* Whether node `n` stands where its parent and end say, given that all nodes before it do. */
static bool place_ok(const struct facts *facts, uint32_t n)
{
    const struct fact_node *nodes = facts->nodes;
    uint32_t parent = n > 0 ? n - 1 : FACTS_NONE;

    while (parent != FACTS_NONE && nodes[parent].end <= n)
        parent = nodes[parent].parent;
    return nodes[n].parent == parent && nodes[n].end > n &&
           nodes[n].end <= (parent != FACTS_NONE ? nodes[parent].end : facts->nodes_count);
}

static bool nodes_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_node *node = &facts->nodes[i];

    return node->kind < NODE_KINDS && op_ok(node) && OR_NONE(node->type, facts->types_count) &&
           ref_ok(facts, node) && file_ok(facts, node->file) && string_ok(facts, node->macro) &&
           place_ok(facts, i);
}

static bool roots_ok(const struct facts *facts, uint32_t i)
{
    return facts->roots[i].node < facts->nodes_count && facts->roots[i].symbol < facts->symbols_count;
}

static bool comments_ok(const struct facts *facts, uint32_t i)
{
    return file_ok(facts, facts->comments[i].file) && string_ok(facts, facts->comments[i].text);
}

static bool pragmas_ok(const struct facts *facts, uint32_t i)
{
    return file_ok(facts, facts->pragmas[i].file) && string_ok(facts, facts->pragmas[i].text);
}

static bool diagnostics_ok(const struct facts *facts, uint32_t i)
{
    const struct fact_diagnostic *diagnostic = &facts->diagnostics[i];

    return diagnostic->level >= DIAGNOSTIC_WARNING && diagnostic->level <= DIAGNOSTIC_FATAL &&
           OR_NONE(diagnostic->file, facts->files_count) && string_ok(facts, diagnostic->text);
}

static bool check_items(const struct facts *facts, struct error *error)
{
#define X(section, type)                                                                                     \
    for (uint32_t i = 0; i < facts->section##_count; i++) {                                                  \
        if (!section##_ok(facts, i))                                                                         \
            return error_set(error, "the facts are damaged: %s %u refers to what is not there", #section,    \
                             (unsigned)i);                                                                   \
    }
    FACTS_SECTIONS(X)
#undef X
    return true;
}

/* Whether following the index at `offset` in items of `size` bytes ends from every item. Each chain is
 * walked until it meets what an earlier one has walked; meeting itself is a circle. */
static bool chains_end(const void *items, uint32_t count, size_t size, size_t offset)
{
    uint32_t *walked_by = xmalloc(count * sizeof *walked_by); /* the start of the walk, plus one */
    bool ends = true;

    memset(walked_by, 0, count * sizeof *walked_by);
    for (uint32_t start = 0; start < count && ends; start++) {
        uint32_t at = start;

        while (at != FACTS_NONE && walked_by[at] == 0) {
            walked_by[at] = start + 1;
            memcpy(&at, (const char *)items + at * size + offset, sizeof at);
        }
        ends = at == FACTS_NONE || walked_by[at] != start + 1;
    }
    free(walked_by);
    return ends;
}

static bool check_chains(const struct facts *facts, struct error *error)
{
    if (!chains_end(facts->types, facts->types_count, sizeof *facts->types,
                    offsetof(struct fact_type, target)))
        return error_set(error, "the facts are damaged: types refer to each other in a circle");
    if (!chains_end(facts->symbols, facts->symbols_count, sizeof *facts->symbols,
                    offsetof(struct fact_symbol, parent)))
        return error_set(error, "the facts are damaged: symbols hold each other in a circle");
    return true;
}

static bool check_children(const struct facts *facts, struct error *error)
{
    for (uint32_t node = 0; node < facts->nodes_count; node++) {
        unsigned least = node_children_least(facts->nodes[node].kind);

        if (least > 0 && node_child(facts, node, least - 1) == FACTS_NONE)
            return error_set(error, "the facts are damaged: node %u (%s) lacks a part", (unsigned)node,
                             node_kind_name(facts->nodes[node].kind));
    }
    return true;
}

/* Each tree has its root record, in order; and what a symbol calls its body is a tree of its own. */
static bool check_roots(const struct facts *facts, struct error *error)
{
    uint32_t root = 0;

    for (uint32_t node = 0; node < facts->nodes_count; node = facts->nodes[node].end, root++) {
        if (root >= facts->roots_count || facts->roots[root].node != node)
            return error_set(error, "the facts are damaged: the tree at node %u has no root record",
                             (unsigned)node);
    }
    if (root != facts->roots_count)
        return error_set(error, "the facts are damaged: root %u has no tree", (unsigned)root);
    for (uint32_t i = 0; i < facts->symbols_count; i++) {
        uint32_t body = facts->symbols[i].body;

        if (body != FACTS_NONE && (facts->nodes[body].parent != FACTS_NONE || node_owner(facts, body) != i))
            return error_set(error, "the facts are damaged: symbol %u has a body that is not its own",
                             (unsigned)i);
    }
    return true;
}

static bool check_header(const struct block_header *header, size_t size, struct error *error)
{
    uint64_t expected = sizeof *header + block_padded(header->strings_size);

    if (memcmp(header->magic, BLOCK_MAGIC, sizeof header->magic) != 0)
        return error_set(error, "these are no facts of dawdle: the first bytes are others");
    if (header->version != FACTS_VERSION)
        return error_set(error, "the facts are of version %u, not %u: another dawdle made them",
                         (unsigned)header->version, (unsigned)FACTS_VERSION);
#define X(section, type)                                                                                     \
    if (header->sections[BLOCK_##section].item_size != sizeof(struct type))                                  \
        return error_set(error, "the facts are damaged: items of %s have another size", #section);           \
    expected += block_padded((uint64_t)header->sections[BLOCK_##section].count * sizeof(struct type));
    FACTS_SECTIONS(X)
#undef X
    if (header->size != expected || size != expected)
        return error_set(error, "the facts are damaged: %zu bytes where %llu belong", size,
                         (unsigned long long)expected);
    return true;
}

/* Lays the view over a block whose header is right. */
static void lay_view(struct facts *facts, const struct block_header *header)
{
    const char *at = (const char *)header + sizeof *header;

    *facts = (struct facts){.unit = header->unit, .strings_size = header->strings_size};
#define X(section, type)                                                                                     \
    facts->section = (const void *)at;                                                                       \
    facts->section##_count = header->sections[BLOCK_##section].count;                                        \
    at += block_padded((uint64_t)facts->section##_count * sizeof(struct type));
    FACTS_SECTIONS(X)
#undef X
    facts->strings = at;
}

bool facts_open(struct facts *facts, const void *bytes, size_t size, struct error *error)
{
    const struct block_header *header = bytes;
    struct facts view;

    if ((uintptr_t)bytes % BLOCK_ALIGNMENT != 0)
        BUG("a block of facts must stand at a multiple of %u", BLOCK_ALIGNMENT);
    if (size < sizeof *header)
        return error_set(error, "the facts are cut short: %zu bytes hold not even the header", size);
    if (!check_header(header, size, error))
        return false;
    lay_view(&view, header);
    if (view.strings_size == 0 || view.strings[0] != '\0' || view.strings[view.strings_size - 1] != '\0')
        return error_set(error, "the facts are damaged: the strings have no proper beginning or end");
    if (!file_ok(&view, view.unit.file) || !string_ok(&view, view.unit.arguments))
        return error_set(error, "the facts are damaged: they name no main file");
    if (!check_items(&view, error) || !check_chains(&view, error) || !check_children(&view, error) ||
        !check_roots(&view, error))
        return false;
    *facts = view;
    return true;
}
