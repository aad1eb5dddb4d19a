/* Names of the enumerations, and the shape of nodes. */
#include <string.h>

#include "analyzer/facts/block.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const char *pick(const char *const *table, size_t count, unsigned index, const char *what)
{
    if (index >= count || table[index] == NULL)
        BUG("there is no %s %u", what, index);
    return table[index];
}

static const char *const node_kinds[NODE_KINDS] = {
    [NODE_NONE] = "none",
    [NODE_INTEGER] = "integer",
    [NODE_FLOAT] = "float",
    [NODE_CHARACTER] = "character",
    [NODE_STRING] = "string",
    [NODE_NAME] = "name",
    [NODE_MEMBER] = "member",
    [NODE_INDEX] = "index",
    [NODE_CALL] = "call",
    [NODE_UNARY] = "unary",
    [NODE_BINARY] = "binary",
    [NODE_ASSIGN] = "assign",
    [NODE_CONDITIONAL] = "conditional",
    [NODE_CAST] = "cast",
    [NODE_COMPOUND_LITERAL] = "compound_literal",
    [NODE_INIT_LIST] = "init_list",
    [NODE_INIT_FIELD] = "init_field",
    [NODE_INIT_INDEX] = "init_index",
    [NODE_SIZEOF] = "sizeof",
    [NODE_STATEMENT_EXPRESSION] = "statement_expression",
    [NODE_GENERIC] = "generic",
    [NODE_OPAQUE] = "opaque",
    [NODE_COMPOUND] = "compound",
    [NODE_DECLARATION] = "declaration",
    [NODE_VARIABLE] = "variable",
    [NODE_IF] = "if",
    [NODE_FOR] = "for",
    [NODE_WHILE] = "while",
    [NODE_DO] = "do",
    [NODE_SWITCH] = "switch",
    [NODE_CASE] = "case",
    [NODE_DEFAULT] = "default",
    [NODE_BREAK] = "break",
    [NODE_CONTINUE] = "continue",
    [NODE_RETURN] = "return",
    [NODE_GOTO] = "goto",
    [NODE_INDIRECT_GOTO] = "indirect_goto",
    [NODE_LABEL] = "label",
    [NODE_ASM] = "asm",
};

static const char *const unary_ops[UNARY_OPS] = {
    [UNARY_NONE] = "",
    [UNARY_POST_INCREMENT] = "++",
    [UNARY_POST_DECREMENT] = "--",
    [UNARY_PRE_INCREMENT] = "++",
    [UNARY_PRE_DECREMENT] = "--",
    [UNARY_ADDRESS] = "&",
    [UNARY_DEREFERENCE] = "*",
    [UNARY_PLUS] = "+",
    [UNARY_MINUS] = "-",
    [UNARY_NOT] = "~",
    [UNARY_LOGICAL_NOT] = "!",
    [UNARY_OTHER] = "other",
};

static const char *const binary_ops[BINARY_OPS] = {
    [BINARY_NONE] = "",         [BINARY_MULTIPLY] = "*",     [BINARY_DIVIDE] = "/",
    [BINARY_REMAINDER] = "%",   [BINARY_ADD] = "+",          [BINARY_SUBTRACT] = "-",
    [BINARY_SHIFT_LEFT] = "<<", [BINARY_SHIFT_RIGHT] = ">>", [BINARY_LESS] = "<",
    [BINARY_GREATER] = ">",     [BINARY_LESS_EQUAL] = "<=",  [BINARY_GREATER_EQUAL] = ">=",
    [BINARY_EQUAL] = "==",      [BINARY_NOT_EQUAL] = "!=",   [BINARY_AND] = "&",
    [BINARY_XOR] = "^",         [BINARY_OR] = "|",           [BINARY_LOGICAL_AND] = "&&",
    [BINARY_LOGICAL_OR] = "||", [BINARY_COMMA] = ",",
};

static const char *const symbol_kinds[SYMBOL_KINDS] = {
    [SYMBOL_FUNCTION] = "function", [SYMBOL_VARIABLE] = "variable", [SYMBOL_PARAMETER] = "parameter",
    [SYMBOL_FIELD] = "field",       [SYMBOL_CONSTANT] = "constant", [SYMBOL_RECORD] = "record",
    [SYMBOL_ENUM] = "enum",         [SYMBOL_TYPEDEF] = "typedef",   [SYMBOL_LABEL] = "label",
};

static const char *const type_classes[] = {
    [TYPE_OTHER] = "other",         [TYPE_VOID] = "void",         [TYPE_BOOL] = "bool",
    [TYPE_CHARACTER] = "character", [TYPE_INTEGER] = "integer",   [TYPE_FLOAT] = "float",
    [TYPE_ENUM] = "enum",           [TYPE_POINTER] = "pointer",   [TYPE_ARRAY] = "array",
    [TYPE_RECORD] = "record",       [TYPE_FUNCTION] = "function",
};

static const char *const attribute_kinds[] = {
    [ATTRIBUTE_OTHER] = "other",
    [ATTRIBUTE_ANNOTATE] = "annotate",
    [ATTRIBUTE_CONSTRUCTOR] = "constructor",
    [ATTRIBUTE_DESTRUCTOR] = "destructor",
    [ATTRIBUTE_CLEANUP] = "cleanup",
    [ATTRIBUTE_SECTION] = "section",
    [ATTRIBUTE_WEAK] = "weak",
    [ATTRIBUTE_ALIAS] = "alias",
    [ATTRIBUTE_USED] = "used",
    [ATTRIBUTE_VISIBILITY] = "visibility",
};

const char *node_kind_name(enum node_kind kind)
{
    return pick(node_kinds, COUNT(node_kinds), kind, "kind of node");
}

const char *unary_op_text(enum unary_op op)
{
    return pick(unary_ops, COUNT(unary_ops), op, "unary operator");
}

const char *binary_op_text(enum binary_op op)
{
    return pick(binary_ops, COUNT(binary_ops), op, "binary operator");
}

const char *symbol_kind_name(enum symbol_kind kind)
{
    return pick(symbol_kinds, COUNT(symbol_kinds), kind, "kind of symbol");
}

const char *type_class_name(enum type_class class)
{
    return pick(type_classes, COUNT(type_classes), class, "class of type");
}

const char *attribute_kind_name(enum attribute_kind kind)
{
    return pick(attribute_kinds, COUNT(attribute_kinds), kind, "kind of attribute");
}

unsigned node_children_least(enum node_kind kind)
{
    switch (kind) {
    case NODE_FOR: return 4;
    case NODE_CONDITIONAL:
    case NODE_IF: return 3;
    case NODE_INDEX:
    case NODE_BINARY:
    case NODE_ASSIGN:
    case NODE_WHILE:
    case NODE_DO:
    case NODE_SWITCH:
    case NODE_CASE: return 2;
    case NODE_MEMBER:
    case NODE_CALL:
    case NODE_UNARY:
    case NODE_CAST:
    case NODE_COMPOUND_LITERAL:
    case NODE_INIT_FIELD:
    case NODE_INIT_INDEX:
    case NODE_STATEMENT_EXPRESSION:
    case NODE_DEFAULT:
    case NODE_LABEL: return 1;
    default: return 0;
    }
}

unsigned node_argument_count(const struct facts *facts, uint32_t call)
{
    unsigned children = 0;

    for (uint32_t child = node_first(facts, call); child != FACTS_NONE; child = node_next(facts, child))
        children++;
    return children > 0 ? children - 1 : 0;
}

/* The child at `position`, where NODE_NONE is none. */
static uint32_t part(const struct facts *facts, uint32_t node, unsigned position)
{
    uint32_t child = node_child(facts, node, position);

    return child != FACTS_NONE && facts->nodes[child].kind != NODE_NONE ? child : FACTS_NONE;
}

struct loop_parts node_loop_parts(const struct facts *facts, uint32_t node)
{
    struct loop_parts parts = {FACTS_NONE, FACTS_NONE, FACTS_NONE, FACTS_NONE};

    switch (facts->nodes[node].kind) {
    case NODE_FOR:
        parts.init = part(facts, node, 0);
        parts.condition = part(facts, node, 1);
        parts.increment = part(facts, node, 2);
        parts.body = part(facts, node, 3);
        break;
    case NODE_WHILE:
        parts.condition = part(facts, node, 0);
        parts.body = part(facts, node, 1);
        break;
    case NODE_DO:
        parts.body = part(facts, node, 0);
        parts.condition = part(facts, node, 1);
        break;
    default: break;
    }
    return parts;
}

/* The roots cover all nodes and are sorted: the last one at or before the node holds it. */
uint32_t node_owner(const struct facts *facts, uint32_t node)
{
    uint32_t low = 0, high = facts->roots_count;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (facts->roots[middle].node <= node)
            low = middle;
        else
            high = middle;
    }
    return facts->roots[low].symbol;
}

uint32_t node_strip(const struct facts *facts, uint32_t node)
{
    while (facts->nodes[node].kind == NODE_CAST)
        node = node_first(facts, node);
    return node;
}
