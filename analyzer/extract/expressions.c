/* Expressions to nodes. What libclang calls unexposed is looked into here and nowhere else: an implicit cast
 * is left out, GNU `a ?: b` is given its parts back, the rest is opaque. */
#include "analyzer/extract/unit.h"

#include <string.h>

struct first_children {
    CXCursor first, second;
    uint32_t count;
};

static enum CXChildVisitResult visit_first(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct first_children *children = data;

    (void)parent;
    if (!clang_isExpression(cursor.kind) && !clang_isStatement(cursor.kind))
        return CXChildVisit_Continue;
    if (children->count == 0)
        children->first = cursor;
    else
        children->second = cursor;
    return ++children->count == 2 ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool same_start(CXCursor a, CXCursor b)
{
    return clang_equalLocations(clang_getRangeStart(clang_getCursorExtent(a)),
                                clang_getRangeStart(clang_getCursorExtent(b)));
}

CXCursor cursor_strip(CXCursor cursor)
{
    while (cursor.kind == CXCursor_ParenExpr || cursor.kind == CXCursor_UnexposedExpr) {
        struct first_children children = {.count = 0};

        clang_visitChildren(cursor, visit_first, &children);
        if (children.count != 1 || !clang_isExpression(children.first.kind))
            return cursor;
        /* va_arg, offsetof and their like begin with a word of their own */
        if (cursor.kind == CXCursor_UnexposedExpr && !same_start(cursor, children.first))
            return cursor;
        cursor = children.first;
    }
    return cursor;
}

static enum unary_op unary_of(CXCursor cursor)
{
    switch (clang_getCursorUnaryOperatorKind(cursor)) {
    case CXUnaryOperator_PostInc: return UNARY_POST_INCREMENT;
    case CXUnaryOperator_PostDec: return UNARY_POST_DECREMENT;
    case CXUnaryOperator_PreInc: return UNARY_PRE_INCREMENT;
    case CXUnaryOperator_PreDec: return UNARY_PRE_DECREMENT;
    case CXUnaryOperator_AddrOf: return UNARY_ADDRESS;
    case CXUnaryOperator_Deref: return UNARY_DEREFERENCE;
    case CXUnaryOperator_Plus: return UNARY_PLUS;
    case CXUnaryOperator_Minus: return UNARY_MINUS;
    case CXUnaryOperator_Not: return UNARY_NOT;
    case CXUnaryOperator_LNot: return UNARY_LOGICAL_NOT;
    default: return UNARY_OTHER;
    }
}

static enum binary_op binary_of(enum CXBinaryOperatorKind kind)
{
    switch (kind) {
    case CXBinaryOperator_Mul:
    case CXBinaryOperator_MulAssign: return BINARY_MULTIPLY;
    case CXBinaryOperator_Div:
    case CXBinaryOperator_DivAssign: return BINARY_DIVIDE;
    case CXBinaryOperator_Rem:
    case CXBinaryOperator_RemAssign: return BINARY_REMAINDER;
    case CXBinaryOperator_Add:
    case CXBinaryOperator_AddAssign: return BINARY_ADD;
    case CXBinaryOperator_Sub:
    case CXBinaryOperator_SubAssign: return BINARY_SUBTRACT;
    case CXBinaryOperator_Shl:
    case CXBinaryOperator_ShlAssign: return BINARY_SHIFT_LEFT;
    case CXBinaryOperator_Shr:
    case CXBinaryOperator_ShrAssign: return BINARY_SHIFT_RIGHT;
    case CXBinaryOperator_LT: return BINARY_LESS;
    case CXBinaryOperator_GT: return BINARY_GREATER;
    case CXBinaryOperator_LE: return BINARY_LESS_EQUAL;
    case CXBinaryOperator_GE: return BINARY_GREATER_EQUAL;
    case CXBinaryOperator_EQ: return BINARY_EQUAL;
    case CXBinaryOperator_NE: return BINARY_NOT_EQUAL;
    case CXBinaryOperator_And:
    case CXBinaryOperator_AndAssign: return BINARY_AND;
    case CXBinaryOperator_Xor:
    case CXBinaryOperator_XorAssign: return BINARY_XOR;
    case CXBinaryOperator_Or:
    case CXBinaryOperator_OrAssign: return BINARY_OR;
    case CXBinaryOperator_LAnd: return BINARY_LOGICAL_AND;
    case CXBinaryOperator_LOr: return BINARY_LOGICAL_OR;
    case CXBinaryOperator_Comma: return BINARY_COMMA;
    default: return BINARY_NONE;
    }
}

/* Exactly `parts` operands. */
static uint32_t walk_operands(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent,
                              uint32_t parts)
{
    uint32_t node = node_open(unit, kind, cursor, parent, true);
    struct children children = children_take(unit, cursor);

    for (uint32_t i = 0; i < parts; i++)
        walk_part(unit, children_get(unit, children, i), node);
    children_drop(unit, children);
    node_close(unit, node);
    return node;
}

static void walk_binary(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(cursor);
    bool assigns = kind == CXBinaryOperator_Assign || cursor.kind == CXCursor_CompoundAssignOperator;
    uint32_t node = walk_operands(unit, assigns ? NODE_ASSIGN : NODE_BINARY, cursor, parent, 2);

    node_at(unit, node)->op = (uint8_t)binary_of(kind);
    constant_evaluate(unit, cursor, node);
}

static void walk_unary(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = walk_operands(unit, NODE_UNARY, cursor, parent, 1);

    node_at(unit, node)->op = (uint8_t)unary_of(cursor);
    constant_evaluate(unit, cursor, node);
}

/* base[subscript], also where it is written subscript[base]. */
static void walk_index(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_INDEX, cursor, parent, true);
    struct children children = children_take(unit, cursor);
    CXCursor base = children_get(unit, children, 0), subscript = children_get(unit, children, 1);

    if (!clang_Cursor_isNull(subscript) &&
        clang_getCanonicalType(clang_getCursorType(subscript)).kind == CXType_Pointer) {
        CXCursor other = base;

        base = subscript;
        subscript = other;
    }
    walk_part(unit, base, node);
    walk_part(unit, subscript, node);
    children_drop(unit, children);
    node_close(unit, node);
}

static void walk_name(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    CXCursor declaration = clang_getCursorReferenced(cursor);
    uint32_t symbol, node;

    use_declaration(unit, declaration, cursor);
    symbol = unit_symbol(unit, declaration);
    node = node_open(unit, symbol == FACTS_NONE ? NODE_OPAQUE : NODE_NAME, cursor, parent, true);
    node_at(unit, node)->ref = symbol;
    node_close(unit, node);
    constant_evaluate(unit, cursor, node);
}

static void walk_member(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    CXCursor declaration = clang_getCursorReferenced(cursor);
    struct children children;
    CXCursor object;
    uint32_t node, symbol;

    use_declaration(unit, declaration, cursor);
    symbol = unit_symbol(unit, declaration);
    node = node_open(unit, NODE_MEMBER, cursor, parent, true);
    node_at(unit, node)->ref = symbol;
    children = children_take(unit, cursor);
    object = children_get(unit, children, 0);
    if (!clang_Cursor_isNull(object) &&
        clang_getCanonicalType(clang_getCursorType(object)).kind == CXType_Pointer)
        node_at(unit, node)->flags |= NODE_ARROW;
    walk_part(unit, object, node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* The arm of a _Generic that runs, or FACTS_NONE when that is not known. */
static uint32_t only_arm(struct unit *unit, uint32_t generic)
{
    uint32_t found = FACTS_NONE;

    for (uint32_t arm = generic + 1; arm < node_at(unit, generic)->end; arm = node_at(unit, arm)->end) {
        if (node_at(unit, arm)->flags & NODE_UNEVALUATED)
            continue;
        if (found != FACTS_NONE)
            return FACTS_NONE;
        found = arm;
    }
    return found;
}

/* The function that a callee names, looking through `*` and `&`, which change nothing about a function. */
static uint32_t called_function(struct unit *unit, uint32_t callee)
{
    while (callee != FACTS_NONE) {
        const struct fact_node *node = node_at(unit, callee);

        if (node->kind == NODE_NAME)
            return unit->builder->symbols.data[node->ref].kind == SYMBOL_FUNCTION ? node->ref : FACTS_NONE;
        if (node->kind == NODE_GENERIC)
            callee = only_arm(unit, callee);
        else if (node->kind == NODE_UNARY && (node->op == UNARY_DEREFERENCE || node->op == UNARY_ADDRESS))
            callee++;
        else
            return FACTS_NONE;
    }
    return FACTS_NONE;
}

static void walk_call(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_CALL, cursor, parent, true), function;
    struct children children = children_take(unit, cursor);

    walk_part(unit, children_get(unit, children, 0), node);
    function = called_function(unit, node + 1);
    node_at(unit, node)->ref = function;
    for (uint32_t i = 1; i < children.count; i++)
        walk_part(unit, children_get(unit, children, i), node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* The operand stands last: a typeof in the type may hold expressions too. */
static void walk_cast(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_CAST, cursor, parent, true);
    struct children children = children_take(unit, cursor);

    walk_part(unit, children_get(unit, children, children.count - 1), node);
    children_drop(unit, children);
    node_close(unit, node);
    constant_evaluate(unit, cursor, node);
}

static void walk_compound_literal(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_COMPOUND_LITERAL, cursor, parent, true);
    struct children children = children_take(unit, cursor);

    if (children.count > 0)
        walk_initialiser(unit, children_get(unit, children, children.count - 1), clang_getCursorType(cursor),
                         node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* sizeof and _Alignof. Of a type, libclang shows the array lengths in it; the operand is what ends where the
 * whole ends. */
static void walk_sizeof(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    CXSourceLocation end = clang_getRangeEnd(clang_getCursorExtent(cursor));
    uint32_t node = node_open(unit, NODE_SIZEOF, cursor, parent, true);
    struct children children = children_take(unit, cursor);
    CXCursor operand = children_get(unit, children, 0);

    if (clang_isExpression(operand.kind) &&
        clang_equalLocations(clang_getRangeEnd(clang_getCursorExtent(operand)), end))
        walk_unevaluated(unit, operand, node);
    children_drop(unit, children);
    node_close(unit, node);
    constant_evaluate(unit, cursor, node);
}

void walk_unevaluated(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    bool before = unit->unevaluated;

    unit->unevaluated = true;
    walk_part(unit, cursor, parent);
    unit->unevaluated = before;
}

static void walk_literal(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, kind, cursor, parent, true);

    node_close(unit, node);
    constant_evaluate(unit, cursor, node);
}

/* A text that lost a path lost length, and its type must say so: the place of the project shows in neither.
 */
static void walk_string(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_STRING, cursor, parent, false), type, text;
    size_t lost;

    text = literal_text(unit, cursor, &lost);
    type = unit_shorter_array(unit, clang_getCursorType(cursor), lost);
    node_at(unit, node)->ref = text;
    node_at(unit, node)->type = type;
    node_close(unit, node);
}

/* GNU `a ?: b` comes as a, a, a, b: once as written and twice through its own value. */
static bool is_short_conditional(struct unit *unit, CXCursor cursor, struct children children)
{
    CXCursor first = children_get(unit, children, 0), second = children_get(unit, children, 1);

    return children.count > 2 && same_start(cursor, first) &&
           clang_equalRanges(clang_getCursorExtent(first), clang_getCursorExtent(second));
}

static void walk_unexposed(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    struct children children = children_take(unit, cursor);

    if (is_short_conditional(unit, cursor, children)) {
        uint32_t node = node_open(unit, NODE_CONDITIONAL, cursor, parent, true);

        walk_part(unit, children_get(unit, children, 0), node);
        walk_none(unit, node);
        walk_part(unit, children_get(unit, children, children.count - 1), node);
        node_close(unit, node);
    } else {
        walk_opaque(unit, cursor, parent);
    }
    children_drop(unit, children);
}

void walk_expression(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node;

    cursor = cursor_strip(cursor);
    switch (cursor.kind) {
    case CXCursor_IntegerLiteral: walk_literal(unit, NODE_INTEGER, cursor, parent); break;
    case CXCursor_CharacterLiteral: walk_literal(unit, NODE_CHARACTER, cursor, parent); break;
    case CXCursor_FloatingLiteral:
    case CXCursor_ImaginaryLiteral: walk_literal(unit, NODE_FLOAT, cursor, parent); break;
    case CXCursor_StringLiteral: walk_string(unit, cursor, parent); break;
    case CXCursor_DeclRefExpr: walk_name(unit, cursor, parent); break;
    case CXCursor_MemberRefExpr: walk_member(unit, cursor, parent); break;
    case CXCursor_ArraySubscriptExpr: walk_index(unit, cursor, parent); break;
    case CXCursor_CallExpr: walk_call(unit, cursor, parent); break;
    case CXCursor_UnaryOperator: walk_unary(unit, cursor, parent); break;
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator: walk_binary(unit, cursor, parent); break;
    case CXCursor_ConditionalOperator:
        node = walk_operands(unit, NODE_CONDITIONAL, cursor, parent, 3);
        constant_evaluate(unit, cursor, node);
        break;
    case CXCursor_CStyleCastExpr: walk_cast(unit, cursor, parent); break;
    case CXCursor_CompoundLiteralExpr: walk_compound_literal(unit, cursor, parent); break;
    case CXCursor_InitListExpr: walk_initialiser(unit, cursor, clang_getCursorType(cursor), parent); break;
    case CXCursor_UnaryExpr: walk_sizeof(unit, cursor, parent); break;
    case CXCursor_StmtExpr: walk_operands(unit, NODE_STATEMENT_EXPRESSION, cursor, parent, 1); break;
    case CXCursor_GenericSelectionExpr: walk_generic(unit, cursor, parent); break;
    case CXCursor_UnexposedExpr: walk_unexposed(unit, cursor, parent); break;
    default: walk_opaque(unit, cursor, parent);
    }
}
