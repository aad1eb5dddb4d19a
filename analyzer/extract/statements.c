/* Statements to nodes. libclang's children follow the grammar with what is missing left out, so each kind
 * says here which of its children is which part. */
#include "analyzer/extract/unit.h"

struct fact_node *node_at(struct unit *unit, uint32_t node)
{
    return &unit->builder->nodes.data[node];
}

static uint16_t short_column(uint32_t column)
{
    return column < UINT16_MAX ? (uint16_t)column : UINT16_MAX;
}

/* The macro that a node comes out of. A statement does when its first word does, which is what a reader takes
 * for the loop of a FOREACH macro; an expression only when all of it does, because `MACRO(a) + b` is written.
 */
static uint32_t macro_of(struct unit *unit, CXCursor cursor, CXSourceLocation start, const struct place *end)
{
    uint32_t id = unit_expansion_at(unit, start);
    const struct macro_expansion *expansion;

    if (id == FACTS_NONE || !clang_isExpression(cursor.kind))
        return id;
    expansion = &unit->expansions.data[id];
    return end->file == expansion->place.file && end->offset <= expansion->end ? id : FACTS_NONE;
}

static void set_place(struct unit *unit, uint32_t node, CXCursor cursor)
{
    CXSourceRange extent = clang_getCursorExtent(cursor);
    CXSourceLocation location = clang_getRangeStart(extent);
    struct place start = unit_place(unit, location), end = unit_place(unit, clang_getRangeEnd(extent));
    uint32_t expansion = macro_of(unit, cursor, location, &end);
    struct fact_node *fact = node_at(unit, node);

    if (start.file == FACTS_NONE) {
        start = (struct place){.file = unit->file};
        if (fact->parent != FACTS_NONE) {
            start.line = node_at(unit, fact->parent)->line;
            start.column = node_at(unit, fact->parent)->column;
        }
    }
    if (end.file != start.file || end.line < start.line ||
        (end.line == start.line && end.column < start.column))
        end = start;
    fact->file = start.file;
    fact->line = start.line;
    fact->column = short_column(start.column);
    fact->end_line = end.line;
    fact->end_column = short_column(end.column);
    if (expansion != FACTS_NONE) {
        fact->macro = unit->expansions.data[expansion].name;
        fact->flags |= NODE_IN_MACRO;
    }
}

uint32_t node_open(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent, bool typed)
{
    uint32_t node = builder_open(unit->builder, kind, parent);

    set_place(unit, node, cursor);
    if (unit->unevaluated)
        node_at(unit, node)->flags |= NODE_UNEVALUATED;
    if (typed) {
        uint32_t type = unit_type(unit, clang_getCursorType(cursor));

        node_at(unit, node)->type = type;
    }
    return node;
}

void node_close(struct unit *unit, uint32_t node)
{
    builder_close(unit->builder, node);
}

void walk_none(struct unit *unit, uint32_t parent)
{
    uint32_t node = builder_open(unit->builder, NODE_NONE, parent);
    struct fact_node *fact = node_at(unit, node);

    fact->file = unit->file;
    if (parent != FACTS_NONE) {
        const struct fact_node *from = node_at(unit, parent);

        fact->file = from->file;
        fact->line = fact->end_line = from->line;
        fact->column = fact->end_column = from->column;
        fact->macro = from->macro;
        fact->flags = from->flags & (NODE_UNEVALUATED | NODE_IN_MACRO);
    }
    node_close(unit, node);
}

static enum CXChildVisitResult visit_child(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct unit *unit = data;

    (void)parent;
    if (clang_isReference(cursor.kind) && cursor.kind != CXCursor_LabelRef)
        use_declaration(unit, clang_getCursorReferenced(cursor), cursor);
    if (!clang_isReference(cursor.kind) || cursor.kind == CXCursor_LabelRef ||
        cursor.kind == CXCursor_MemberRef)
        vec_push(&unit->children, cursor);
    return CXChildVisit_Continue;
}

struct children children_take(struct unit *unit, CXCursor cursor)
{
    struct children children = {.first = unit->children.count};

    clang_visitChildren(cursor, visit_child, unit);
    children.count = unit->children.count - children.first;
    return children;
}

CXCursor children_get(const struct unit *unit, struct children children, uint32_t position)
{
    if (position >= children.count)
        return clang_getNullCursor();
    return unit->children.data[children.first + position];
}

void children_drop(struct unit *unit, struct children children)
{
    unit->children.count = children.first;
}

void walk_part(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t before = unit->builder->nodes.count;

    if (!clang_Cursor_isNull(cursor))
        walk_node(unit, cursor, parent);
    if (unit->builder->nodes.count == before)
        walk_none(unit, parent);
}

/* The children one by one. */
static void walk_plain(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, kind, cursor, parent, false);
    struct children children = children_take(unit, cursor);

    for (uint32_t i = 0; i < children.count; i++)
        walk_node(unit, children_get(unit, children, i), node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* Exactly `parts` children, the last of libclang's standing last. */
static void walk_parts(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent,
                       uint32_t parts)
{
    uint32_t node = node_open(unit, kind, cursor, parent, false);
    struct children children = children_take(unit, cursor);

    for (uint32_t i = 0; i < parts; i++)
        walk_part(unit, children_get(unit, children, i), node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* case VALUE [... VALUE]: STATEMENT */
static void walk_case(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_CASE, cursor, parent, false);
    struct children children = children_take(unit, cursor);

    walk_part(unit, children_get(unit, children, 0), node);
    walk_part(unit,
              children.count > 1 ? children_get(unit, children, children.count - 1) : clang_getNullCursor(),
              node);
    children_drop(unit, children);
    node_close(unit, node);
}

static void walk_goto(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_GOTO, cursor, parent, false);
    struct children children = children_take(unit, cursor);
    CXCursor label = children_get(unit, children, 0);

    if (label.kind == CXCursor_LabelRef) {
        CXCursor target = clang_getCursorReferenced(label);

        if (target.kind == CXCursor_LabelStmt) {
            uint32_t symbol = unit_label(unit, target);

            node_at(unit, node)->ref = symbol;
        }
    }
    children_drop(unit, children);
    node_close(unit, node);
}

static void walk_label(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_LABEL, cursor, parent, false), symbol = unit_label(unit, cursor);
    struct children children = children_take(unit, cursor);

    node_at(unit, node)->ref = symbol;
    walk_part(unit, children_get(unit, children, children.count - 1), node);
    children_drop(unit, children);
    node_close(unit, node);
}

/* What stands in the type of a variable and is run: the length of a variable-length array. Anything else
 * there is below typeof. */
static bool is_array_length(CXCursor variable, CXCursor child)
{
    return clang_isExpression(child.kind) &&
           type_desugar(clang_getCursorType(variable)).kind == CXType_VariableArray;
}

static void walk_variable(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    CXCursor initialiser = clang_Cursor_getVarDeclInitializer(cursor);
    bool has_initialiser = !clang_Cursor_isNull(initialiser);
    struct children children = children_take(unit, cursor);
    uint32_t symbol = unit_symbol(unit, cursor), node;

    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (clang_isAttribute(child.kind)) {
            attribute_add(unit, symbol, child);
        } else if (has_initialiser && clang_equalCursors(child, initialiser)) {
            continue;
        } else if (is_array_length(cursor, child)) {
            node = node_open(unit, NODE_OPAQUE, child, parent, false);
            walk_node(unit, child, node);
            node_close(unit, node);
        } else {
            use_references(unit, child);
        }
    }
    children_drop(unit, children);
    node = node_open(unit, NODE_VARIABLE, cursor, parent, true);
    node_at(unit, node)->ref = symbol;
    if (has_initialiser)
        walk_initialiser(unit, initialiser, clang_getCursorType(cursor), node);
    node_close(unit, node);
}

/* A declaration of variables; one of types or functions only is none. */
static void walk_declaration(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    struct children children = children_take(unit, cursor);
    uint32_t node = FACTS_NONE;

    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (child.kind != CXCursor_VarDecl) {
            use_references(unit, child);
            continue;
        }
        if (node == FACTS_NONE)
            node = node_open(unit, NODE_DECLARATION, cursor, parent, false);
        walk_variable(unit, child, node);
    }
    if (node != FACTS_NONE)
        node_close(unit, node);
    children_drop(unit, children);
}

/* An attributed statement: the statement, which stands last. */
static void walk_last(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    struct children children = children_take(unit, cursor);

    if (children.count > 0)
        walk_node(unit, children_get(unit, children, children.count - 1), parent);
    children_drop(unit, children);
}

static void walk_statement(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    switch (cursor.kind) {
    case CXCursor_CompoundStmt: walk_plain(unit, NODE_COMPOUND, cursor, parent); break;
    case CXCursor_DeclStmt: walk_declaration(unit, cursor, parent); break;
    case CXCursor_IfStmt: walk_parts(unit, NODE_IF, cursor, parent, 3); break;
    case CXCursor_ForStmt: walk_for(unit, cursor, parent); break;
    case CXCursor_WhileStmt: walk_parts(unit, NODE_WHILE, cursor, parent, 2); break;
    case CXCursor_DoStmt: walk_parts(unit, NODE_DO, cursor, parent, 2); break;
    case CXCursor_SwitchStmt: walk_parts(unit, NODE_SWITCH, cursor, parent, 2); break;
    case CXCursor_CaseStmt: walk_case(unit, cursor, parent); break;
    case CXCursor_DefaultStmt: walk_parts(unit, NODE_DEFAULT, cursor, parent, 1); break;
    case CXCursor_BreakStmt: walk_plain(unit, NODE_BREAK, cursor, parent); break;
    case CXCursor_ContinueStmt: walk_plain(unit, NODE_CONTINUE, cursor, parent); break;
    case CXCursor_ReturnStmt: walk_plain(unit, NODE_RETURN, cursor, parent); break;
    case CXCursor_GotoStmt: walk_goto(unit, cursor, parent); break;
    case CXCursor_IndirectGotoStmt: walk_plain(unit, NODE_INDIRECT_GOTO, cursor, parent); break;
    case CXCursor_LabelStmt: walk_label(unit, cursor, parent); break;
    case CXCursor_GCCAsmStmt:
    case CXCursor_MSAsmStmt: walk_plain(unit, NODE_ASM, cursor, parent); break;
    case CXCursor_NullStmt: break;
    case CXCursor_UnexposedStmt: walk_last(unit, cursor, parent); break;
    default: walk_opaque(unit, cursor, parent);
    }
}

void walk_node(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    if (unit->nesting >= UNIT_DEPTH_MAX) {
        unit->too_deep = true;
        return;
    }
    unit->nesting++;
    if (clang_isExpression(cursor.kind))
        walk_expression(unit, cursor, parent);
    else if (clang_isStatement(cursor.kind))
        walk_statement(unit, cursor, parent);
    unit->nesting--;
}
