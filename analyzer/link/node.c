/* Expressions as a person sees them: written back as text, compared, and traced to the object that they are a
 * part of.
 *
 * Text comes from the tree, not from the source file, so that it is the same on every machine and also there
 * where the expression comes out of a macro. It is for messages: parentheses are set by precedence, casts are
 * left out. */
#include <inttypes.h>
#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/link/program.h"

#define CONTAINER_SIZE   64 /* bytes that a record which is only a collection has at most */
#define CONTAINER_FIELDS 3  /* and fields of one that has a text beside it */

enum { TEXT_DEPTH_MAX = 12 };

/* The usual levels of C: a child of a lower level than its place needs parentheses. */
enum level {
    LEVEL_COMMA,
    LEVEL_ASSIGN,
    LEVEL_CONDITIONAL,
    LEVEL_BINARY,
    LEVEL_UNARY = 30,
    LEVEL_POSTFIX,
    LEVEL_PRIMARY
};

struct writer {
    const struct facts *facts;
    struct buf text;
    size_t limit;
    unsigned depth;
};

static void write_node(struct writer *writer, uint32_t node, int level);

static int binary_level(enum binary_op op)
{
    switch (op) {
    case BINARY_MULTIPLY:
    case BINARY_DIVIDE:
    case BINARY_REMAINDER: return LEVEL_BINARY + 10;
    case BINARY_ADD:
    case BINARY_SUBTRACT: return LEVEL_BINARY + 9;
    case BINARY_SHIFT_LEFT:
    case BINARY_SHIFT_RIGHT: return LEVEL_BINARY + 8;
    case BINARY_LESS:
    case BINARY_GREATER:
    case BINARY_LESS_EQUAL:
    case BINARY_GREATER_EQUAL: return LEVEL_BINARY + 7;
    case BINARY_EQUAL:
    case BINARY_NOT_EQUAL: return LEVEL_BINARY + 6;
    case BINARY_AND: return LEVEL_BINARY + 5;
    case BINARY_XOR: return LEVEL_BINARY + 4;
    case BINARY_OR: return LEVEL_BINARY + 3;
    case BINARY_LOGICAL_AND: return LEVEL_BINARY + 2;
    case BINARY_LOGICAL_OR: return LEVEL_BINARY + 1;
    default: return LEVEL_COMMA;
    }
}

static int node_level(const struct fact_node *node)
{
    switch (node->kind) {
    case NODE_BINARY: return binary_level(node->op);
    case NODE_ASSIGN: return LEVEL_ASSIGN;
    case NODE_CONDITIONAL: return LEVEL_CONDITIONAL;
    case NODE_UNARY:
        return node->op == UNARY_POST_INCREMENT || node->op == UNARY_POST_DECREMENT ? LEVEL_POSTFIX
                                                                                    : LEVEL_UNARY;
    case NODE_MEMBER:
    case NODE_INDEX:
    case NODE_CALL: return LEVEL_POSTFIX;
    default: return LEVEL_PRIMARY;
    }
}

static void write_symbol(struct writer *writer, uint32_t symbol)
{
    if (symbol != FACTS_NONE)
        buf_addstr(&writer->text, facts_string(writer->facts, writer->facts->symbols[symbol].name));
}

static void write_unary(struct writer *writer, const struct fact_node *node, uint32_t operand)
{
    bool after = node->op == UNARY_POST_INCREMENT || node->op == UNARY_POST_DECREMENT;

    if (!after)
        buf_addstr(&writer->text, unary_op_text(node->op));
    write_node(writer, operand, after ? LEVEL_POSTFIX : LEVEL_UNARY);
    if (after)
        buf_addstr(&writer->text, unary_op_text(node->op));
}

static void write_arguments(struct writer *writer, uint32_t first)
{
    buf_addch(&writer->text, '(');
    for (uint32_t child = first; child != FACTS_NONE; child = node_next(writer->facts, child)) {
        if (child != first)
            buf_addstr(&writer->text, ", ");
        write_node(writer, child, LEVEL_ASSIGN);
    }
    buf_addch(&writer->text, ')');
}

static void write_member(struct writer *writer, const struct fact_node *node, uint32_t object)
{
    const char *name =
        node->ref == FACTS_NONE ? "" : facts_string(writer->facts, writer->facts->symbols[node->ref].name);

    bool arrow = node->flags & NODE_ARROW;

    if (object != FACTS_NONE) {
        const struct fact_node *inner = &writer->facts->nodes[node_strip(writer->facts, object)];

        if (arrow && inner->kind == NODE_UNARY && inner->op == UNARY_ADDRESS) {
            /* (&list)->head, as macros leave it */
            object = node_first(writer->facts, node_strip(writer->facts, object));
            arrow = false;
        }
        write_node(writer, object, LEVEL_POSTFIX);
    }
    if (*name) /* members of unnamed structs and unions are written without them */
        buf_printf(&writer->text, "%s%s", arrow ? "->" : ".", name);
}

static void write_literal(struct writer *writer, const struct fact_node *node)
{
    if (node->kind == NODE_CHARACTER && node->value > ' ' && node->value < 127)
        buf_printf(&writer->text, "'%c'", (char)node->value);
    else
        buf_printf(&writer->text, "%" PRId64, node->value);
}

static void write_kind(struct writer *writer, uint32_t node)
{
    const struct facts *facts = writer->facts;
    const struct fact_node *self = &facts->nodes[node];
    uint32_t first = node_first(facts, node),
             second = first == FACTS_NONE ? FACTS_NONE : node_next(facts, first);

    switch (self->kind) {
    case NODE_INTEGER:
    case NODE_CHARACTER: write_literal(writer, self); break;
    case NODE_FLOAT: buf_addstr(&writer->text, "0.0"); break;
    case NODE_STRING:
        buf_printf(&writer->text, "\"%s\"", self->ref == FACTS_NONE ? "" : facts_string(facts, self->ref));
        break;
    case NODE_NAME: write_symbol(writer, self->ref); break;
    case NODE_MEMBER: write_member(writer, self, first); break;
    case NODE_INDEX:
        write_node(writer, first, LEVEL_POSTFIX);
        buf_addch(&writer->text, '[');
        write_node(writer, second, LEVEL_COMMA);
        buf_addch(&writer->text, ']');
        break;
    case NODE_CALL:
        write_node(writer, first, LEVEL_POSTFIX);
        write_arguments(writer, second);
        break;
    case NODE_UNARY: write_unary(writer, self, first); break;
    case NODE_BINARY:
        write_node(writer, first, binary_level(self->op));
        buf_printf(&writer->text, self->op == BINARY_COMMA ? "%s " : " %s ", binary_op_text(self->op));
        write_node(writer, second, binary_level(self->op) + 1);
        break;
    case NODE_ASSIGN:
        write_node(writer, first, LEVEL_UNARY);
        buf_printf(&writer->text, " %s= ", self->op == BINARY_NONE ? "" : binary_op_text(self->op));
        write_node(writer, second, LEVEL_ASSIGN);
        break;
    case NODE_CONDITIONAL:
        write_node(writer, first, LEVEL_BINARY);
        buf_addstr(&writer->text, " ? ");
        write_node(writer, second, LEVEL_ASSIGN);
        buf_addstr(&writer->text, " : ");
        if (second != FACTS_NONE)
            write_node(writer, node_next(facts, second), LEVEL_CONDITIONAL);
        break;
    case NODE_SIZEOF:
        buf_addstr(&writer->text, first == FACTS_NONE ? "sizeof(...)" : "sizeof ");
        if (first != FACTS_NONE)
            write_node(writer, first, LEVEL_UNARY);
        break;
    case NODE_VARIABLE: write_symbol(writer, self->ref); break;
    case NODE_NONE: break;
    default: buf_addstr(&writer->text, "..."); break;
    }
}

static void write_node(struct writer *writer, uint32_t node, int level)
{
    bool wrap;

    if (node == FACTS_NONE || writer->text.length > writer->limit)
        return;
    node = node_strip(writer->facts, node);
    if (writer->depth == TEXT_DEPTH_MAX) {
        buf_addstr(&writer->text, "...");
        return;
    }
    wrap = node_level(&writer->facts->nodes[node]) < level;
    writer->depth++;
    if (wrap)
        buf_addch(&writer->text, '(');
    write_kind(writer, node);
    if (wrap)
        buf_addch(&writer->text, ')');
    writer->depth--;
}

const char *node_text(const struct facts *facts, uint32_t node, size_t limit, struct arena *arena)
{
    struct writer writer = {.facts = facts, .limit = limit};
    char *text;
    size_t length;

    if (node == FACTS_NONE)
        return "";
    write_node(&writer, node, LEVEL_COMMA);
    length = writer.text.length;
    if (length <= limit) {
        text = arena_strdup(arena, buf_text(&writer.text));
    } else {
        /* never inside a UTF-8 sequence */
        for (length = limit; length > 0 && ((unsigned char)writer.text.data[length] & 0xc0) == 0x80;)
            length--;
        text = arena_printf(arena, "%.*s...", (int)length, writer.text.data);
    }
    buf_release(&writer.text);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    return text;
}

/* What a node is besides its children. */
static bool same_node(const struct fact_node *a, const struct fact_node *b)
{
    if (a->kind != b->kind || a->op != b->op || (a->flags & NODE_ARROW) != (b->flags & NODE_ARROW))
        return false;
    switch (a->kind) {
    case NODE_INTEGER:
    case NODE_CHARACTER:
    case NODE_INIT_INDEX: return a->value == b->value;
    case NODE_SIZEOF:
        return a->value == b->value && (a->flags & NODE_HAS_VALUE) == (b->flags & NODE_HAS_VALUE);
    case NODE_STRING:
    case NODE_NAME:
    case NODE_MEMBER:
    case NODE_CALL:
    case NODE_VARIABLE:
    case NODE_INIT_FIELD: return a->ref == b->ref;
    default: return true;
    }
}

bool node_equal(const struct facts *facts, uint32_t a, uint32_t b)
{
    if (a == FACTS_NONE || b == FACTS_NONE)
        return a == b;
    a = node_strip(facts, a);
    b = node_strip(facts, b);
    if (a == b)
        return true;
    if (!same_node(&facts->nodes[a], &facts->nodes[b]))
        return false;
    a = node_first(facts, a);
    b = node_first(facts, b);
    while (a != FACTS_NONE && b != FACTS_NONE) {
        if (!node_equal(facts, a, b))
            return false;
        a = node_next(facts, a);
        b = node_next(facts, b);
    }
    return a == b;
}

uint32_t node_base(const struct facts *facts, uint32_t node)
{
    while (node != FACTS_NONE) {
        const struct fact_node *self = &facts->nodes[node];

        switch (self->kind) {
        case NODE_NAME: {
            uint8_t kind = self->ref == FACTS_NONE ? SYMBOL_KINDS : facts->symbols[self->ref].kind;

            return kind == SYMBOL_VARIABLE || kind == SYMBOL_PARAMETER ? self->ref : FACTS_NONE;
        }
        case NODE_VARIABLE: return self->ref;
        case NODE_UNARY:
            if (self->op == UNARY_PLUS || self->op == UNARY_MINUS || self->op == UNARY_NOT ||
                self->op == UNARY_LOGICAL_NOT)
                return FACTS_NONE;
            node = node_first(facts, node);
            break;
        case NODE_BINARY: {
            /* pointer arithmetic: the pointer's side */
            uint32_t left = node_first(facts, node), right;
            uint32_t type;

            if (left == FACTS_NONE || (self->op != BINARY_ADD && self->op != BINARY_SUBTRACT))
                return FACTS_NONE;
            type = facts->nodes[left].type;
            right = node_next(facts, left);
            node = type != FACTS_NONE && facts->types[type].class != TYPE_POINTER &&
                           facts->types[type].class != TYPE_ARRAY && self->op == BINARY_ADD
                       ? right
                       : left;
            break;
        }
        case NODE_MEMBER:
        case NODE_INDEX:
        case NODE_CAST: node = node_first(facts, node); break;
        default: return FACTS_NONE;
        }
    }
    return FACTS_NONE;
}

bool nodes_mention(const struct facts *facts, uint32_t first, uint32_t last, uint32_t symbol)
{
    for (uint32_t node = first; node < last; node++)
        if (facts->nodes[node].kind == NODE_NAME && facts->nodes[node].ref == symbol &&
            !(facts->nodes[node].flags & NODE_UNEVALUATED))
            return true;
    return false;
}

uint32_t node_gives(const struct facts *facts, uint32_t n, uint32_t symbol)
{
    const struct fact_node *node = &facts->nodes[n], *target;

    if (node->kind == NODE_VARIABLE)
        return node->ref == symbol ? node_first(facts, n) : FACTS_NONE;
    if (node->kind != NODE_ASSIGN)
        return FACTS_NONE;
    target = &facts->nodes[node_first(facts, n)];
    return target->kind == NODE_NAME && target->ref == symbol ? node_child(facts, n, 1) : FACTS_NONE;
}

uint32_t node_sets(const struct facts *facts, uint32_t n, uint32_t symbol)
{
    if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op != BINARY_NONE)
        return FACTS_NONE;
    return node_gives(facts, n, symbol);
}

bool node_is_text(const struct facts *facts, uint32_t node)
{
    uint32_t type = facts->nodes[node_strip(facts, node)].type;

    if (type == FACTS_NONE ||
        (facts->types[type].class != TYPE_POINTER && facts->types[type].class != TYPE_ARRAY))
        return false;
    type = facts->types[type].target;
    return type != FACTS_NONE && (facts->types[type].class == TYPE_CHARACTER ||
                                  facts->types[type].class == TYPE_VOID || facts->types[type].size == 1);
}

/* Whether the unit uses a field of the record behind the first few: one that is large by a text beside its
 * list has none. */
static bool has_many_fields(const struct facts *facts, uint32_t record)
{
    for (uint32_t s = 0; s < facts->symbols_count; s++)
        if (facts->symbols[s].kind == SYMBOL_FIELD && facts->symbols[s].parent == record &&
            facts->symbols[s].index >= CONTAINER_FIELDS)
            return true;
    return false;
}

bool node_is_of_context(const struct facts *facts, uint32_t node)
{
    uint32_t base = node_base(facts, node), type;

    if (base == FACTS_NONE || facts->nodes[node_strip(facts, node)].kind == NODE_NAME)
        return false;
    type = facts->symbols[base].type;
    if (type != FACTS_NONE && facts->types[type].class == TYPE_POINTER)
        type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_RECORD &&
           facts->types[type].size > CONTAINER_SIZE && has_many_fields(facts, facts->types[type].symbol);
}
