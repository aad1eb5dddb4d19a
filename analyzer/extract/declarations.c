/* The top level: which bodies and initialisers become trees.
 *
 * Functions and variables of the main file and of headers that are no system headers are kept whole; of other
 * declarations only what they name is noted. System headers are never entered: they are most of a unit, and
 * the catalog knows what their functions do. */
#include "analyzer/extract/unit.h"

static void keep_root(struct unit *unit, uint32_t symbol, uint32_t node)
{
    if (unit->builder->nodes.count == node)
        return;
    unit->builder->symbols.data[symbol].body = node;
    vec_push(&unit->builder->roots, (struct fact_root){node, symbol});
    unit->files.data[unit->file].bodies = true;
}

static void add_parameters(struct unit *unit, CXCursor function)
{
    int count = clang_Cursor_getNumArguments(function);

    for (int i = 0; i < count; i++) {
        uint32_t parameter = unit_symbol(unit, clang_Cursor_getArgument(function, (unsigned)i));

        if (parameter != FACTS_NONE) {
            unit->builder->symbols.data[parameter].parent = unit->function;
            unit->builder->symbols.data[parameter].index = (uint32_t)i;
        }
    }
}

static void walk_function(struct unit *unit, CXCursor cursor)
{
    uint32_t symbol = unit_symbol(unit, cursor);
    struct children children;

    if (unit->builder->symbols.data[symbol].body != FACTS_NONE)
        return; /* a second definition, which is an error */
    symbol_define(unit, symbol, cursor);
    use_own_declaration(unit, cursor);
    unit->function = symbol;
    add_parameters(unit, cursor);
    children = children_take(unit, cursor);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (child.kind == CXCursor_CompoundStmt) {
            uint32_t node = unit->builder->nodes.count;

            walk_node(unit, child, FACTS_NONE);
            keep_root(unit, symbol, node);
        } else if (clang_isAttribute(child.kind)) {
            attribute_add(unit, symbol, child);
        } else {
            use_references(unit, child);
        }
    }
    children_drop(unit, children);
    unit->function = FACTS_NONE;
}

static void walk_variable(struct unit *unit, CXCursor cursor)
{
    CXCursor initialiser = clang_Cursor_getVarDeclInitializer(cursor);
    bool has_initialiser = !clang_Cursor_isNull(initialiser);
    struct children children;
    uint32_t symbol;

    if (!has_initialiser && clang_Cursor_getStorageClass(cursor) == CX_SC_Extern) {
        use_references(unit, cursor);
        return;
    }
    symbol = unit_symbol(unit, cursor);
    symbol_define(unit, symbol, cursor);
    use_own_declaration(unit, cursor);
    children = children_take(unit, cursor);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (clang_isAttribute(child.kind))
            attribute_add(unit, symbol, child);
        else if (!has_initialiser || !clang_equalCursors(child, initialiser))
            use_references(unit, child);
    }
    children_drop(unit, children);
    if (has_initialiser && unit->builder->symbols.data[symbol].body == FACTS_NONE) {
        uint32_t node = unit->builder->nodes.count;

        walk_initialiser(unit, initialiser, clang_getCursorType(cursor), FACTS_NONE);
        keep_root(unit, symbol, node);
    }
}

/* A function without a body here. Its attributes matter where they stand in for one: an alias. */
static void walk_prototype(struct unit *unit, CXCursor cursor)
{
    struct children children = children_take(unit, cursor);

    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (!clang_isAttribute(child.kind))
            use_references(unit, child);
        else if (clang_Cursor_isNull(clang_getCursorDefinition(cursor)))
            attribute_add(unit, unit_symbol(unit, cursor), child);
    }
    children_drop(unit, children);
}

void declarations_walk(struct unit *unit)
{
    unit->function = FACTS_NONE;
    for (uint32_t i = 0; i < unit->declarations.count; i++) {
        CXCursor cursor = unit->declarations.data[i];

        unit->file = unit_place(unit, clang_getCursorLocation(cursor)).file;
        if (unit->file == FACTS_NONE)
            continue;
        if (cursor.kind == CXCursor_FunctionDecl && clang_isCursorDefinition(cursor))
            walk_function(unit, cursor);
        else if (cursor.kind == CXCursor_FunctionDecl)
            walk_prototype(unit, cursor);
        else if (cursor.kind == CXCursor_VarDecl)
            walk_variable(unit, cursor);
        else
            use_references(unit, cursor);
    }
}
