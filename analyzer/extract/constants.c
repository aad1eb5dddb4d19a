/* Values of integer constant expressions, by libclang's evaluator, which must be asked with care: it crashes
 * the process on a nested initialiser list, and folds a shift that is too far to rubbish. So an operator is
 * asked about only when its operands have values already, and a sizeof only when no list stands below it.
 * That also keeps the cost down: most expressions hold a variable and are never asked about. */
#include "analyzer/extract/unit.h"

/* An operand of a constant expression of more nodes than this is not folded again at every level. */
#define CONSTANT_NODES_MAX 512u

static bool is_integer(const struct unit *unit, uint32_t type)
{
    uint8_t class;

    if (type == FACTS_NONE)
        return false;
    class = unit->builder->types.data[type].class;
    return class == TYPE_BOOL || class == TYPE_CHARACTER || class == TYPE_INTEGER || class == TYPE_ENUM;
}

bool constant_of(CXCursor cursor, int64_t *value)
{
    CXEvalResult result = clang_Cursor_Evaluate(cursor);
    bool found = result && clang_EvalResult_getKind(result) == CXEval_Int;

    if (found && clang_EvalResult_isUnsignedInt(result))
        *value = (int64_t)clang_EvalResult_getAsUnsigned(result);
    else if (found)
        *value = clang_EvalResult_getAsLongLong(result);
    if (result)
        clang_EvalResult_dispose(result);
    return found;
}

/* Whether the child is a constant that the evaluator may be shown. */
static bool is_constant(const struct fact_node *node)
{
    return node->flags & NODE_HAS_VALUE || node->kind == NODE_FLOAT;
}

static bool children_constant(struct unit *unit, uint32_t node)
{
    for (uint32_t child = node + 1; child < node_at(unit, node)->end; child = node_at(unit, child)->end) {
        if (!is_constant(node_at(unit, child)))
            return false;
    }
    return true;
}

/* Whether the operator's left operand decides, so that the right one is never looked at. */
static bool left_decides(struct unit *unit, uint32_t node)
{
    const struct fact_node *left = node_at(unit, node + 1);
    uint8_t op = node_at(unit, node)->op;

    return left->flags & NODE_HAS_VALUE &&
           ((op == BINARY_LOGICAL_AND && left->value == 0) || (op == BINARY_LOGICAL_OR && left->value != 0));
}

/* Whether the condition is constant and so is the arm that it takes. */
static bool arm_constant(struct unit *unit, uint32_t node)
{
    const struct fact_node *condition = node_at(unit, node + 1);
    uint32_t then = condition->end;

    if (!(condition->flags & NODE_HAS_VALUE))
        return false;
    return is_constant(node_at(unit, condition->value ? then : node_at(unit, then)->end));
}

static bool has_unsafe_part(struct unit *unit, uint32_t node)
{
    for (uint32_t i = node + 1; i < node_at(unit, node)->end; i++) {
        const struct fact_node *part = node_at(unit, i);

        switch (part->kind) {
        case NODE_INIT_LIST:
        case NODE_COMPOUND_LITERAL:
        case NODE_STATEMENT_EXPRESSION: return true;
        case NODE_OPAQUE:
            /* what clang could not make sense of has no type that C knows */
            if (part->type == FACTS_NONE || unit->builder->types.data[part->type].class == TYPE_OTHER)
                return true;
            break;
        default: break;
        }
    }
    return false;
}

static bool shift_in_range(struct unit *unit, uint32_t node)
{
    uint32_t left = node + 1, right = node_at(unit, left)->end, type = node_at(unit, node)->type;
    int64_t distance = node_at(unit, right)->value;

    return distance >= 0 && distance < 8 * unit->builder->types.data[type].size;
}

static enum CXChildVisitResult visit_unsafe(CXCursor cursor, CXCursor parent, CXClientData data)
{
    bool *unsafe = data;

    (void)parent;
    switch (cursor.kind) {
    case CXCursor_InitListExpr:
    case CXCursor_CompoundLiteralExpr:
    case CXCursor_StmtExpr:
    case CXCursor_CallExpr:
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr: *unsafe = true; return CXChildVisit_Break;
    default: return CXChildVisit_Recurse;
    }
}

static bool is_plain_constant(CXCursor cursor)
{
    bool unsafe = false;

    visit_unsafe(cursor, cursor, &unsafe);
    if (!unsafe)
        clang_visitChildren(cursor, visit_unsafe, &unsafe);
    return !unsafe;
}

/* A name: an enumerator, or a const integer whose initialiser is a plain expression. */
static bool name_is_constant(struct unit *unit, CXCursor cursor, uint32_t node)
{
    const struct fact_symbol *symbol = &unit->builder->symbols.data[node_at(unit, node)->ref];
    CXCursor initialiser;

    if (symbol->kind == SYMBOL_CONSTANT)
        return true;
    if (symbol->kind != SYMBOL_VARIABLE || symbol->type == FACTS_NONE ||
        !(unit->builder->types.data[symbol->type].flags & TYPE_IS_CONST))
        return false;
    initialiser = clang_Cursor_getVarDeclInitializer(clang_getCursorReferenced(cursor));
    return !clang_Cursor_isNull(initialiser) && is_plain_constant(cursor_strip(initialiser));
}

static bool may_evaluate(struct unit *unit, CXCursor cursor, uint32_t node)
{
    const struct fact_node *fact = node_at(unit, node);

    switch ((enum node_kind)fact->kind) {
    case NODE_INTEGER:
    case NODE_CHARACTER: return true;
    case NODE_NAME: return name_is_constant(unit, cursor, node);
    case NODE_SIZEOF: return !has_unsafe_part(unit, node);
    case NODE_UNARY:
        return fact->op >= UNARY_PLUS && fact->op <= UNARY_LOGICAL_NOT && children_constant(unit, node);
    case NODE_BINARY:
        if (fact->op == BINARY_COMMA || !children_constant(unit, node))
            return left_decides(unit, node);
        return (fact->op != BINARY_SHIFT_LEFT && fact->op != BINARY_SHIFT_RIGHT) ||
               shift_in_range(unit, node);
    case NODE_CONDITIONAL: return arm_constant(unit, node);
    case NODE_CAST:
    case NODE_OPAQUE: return children_constant(unit, node);
    default: return false;
    }
}

void constant_evaluate(struct unit *unit, CXCursor cursor, uint32_t node)
{
    struct fact_node *fact = node_at(unit, node);
    int64_t value;

    if (!is_integer(unit, fact->type) || fact->end - node > CONSTANT_NODES_MAX ||
        !may_evaluate(unit, cursor, node) || !constant_of(cursor, &value))
        return;
    fact->flags |= NODE_HAS_VALUE;
    fact->value = value;
}
