/* `for` loops. libclang leaves out the parts that are empty, so that for(;k;) and for(;;k) look alike: which
 * part is there is read from the text at the keyword, in a macro's body when the loop comes out of one. */
#include "analyzer/extract/unit.h"

#include "analyzer/extract/lex.h"

enum { INIT, CONDITION, INCREMENT, HEAD_PARTS };

static struct for_head read_head(struct unit *unit, CXCursor cursor)
{
    CXSourceLocation location = clang_getCursorLocation(cursor);
    struct place spelled = unit_spelling_place(unit, location), place = unit_place(unit, location);
    const struct unit_file *file;

    if (spelled.file == FACTS_NONE)
        return (struct for_head){0};
    file = &unit->files.data[spelled.file];
    if (!file->text)
        return (struct for_head){0};
    return lex_for_head(file->text, file->length, spelled.offset,
                        spelled.file != place.file || spelled.offset != place.offset);
}

static bool is_step(CXCursor cursor)
{
    enum CXUnaryOperatorKind unary;
    enum CXBinaryOperatorKind binary;

    switch (cursor.kind) {
    case CXCursor_CompoundAssignOperator: return true;
    case CXCursor_UnaryOperator:
        unary = clang_getCursorUnaryOperatorKind(cursor);
        return unary == CXUnaryOperator_PostInc || unary == CXUnaryOperator_PostDec ||
               unary == CXUnaryOperator_PreInc || unary == CXUnaryOperator_PreDec;
    case CXCursor_BinaryOperator:
        binary = clang_getCursorBinaryOperatorKind(cursor);
        return binary == CXBinaryOperator_Assign || binary == CXBinaryOperator_Comma;
    default: return false;
    }
}

/* Where the text does not tell (a part is a macro that is empty, or the head is pasted together): by what the
 * parts look like. */
static void guess_parts(struct unit *unit, struct children children, CXCursor parts[HEAD_PARTS])
{
    uint32_t count = children.count - 1;
    unsigned slot = INIT;

    for (uint32_t i = 0; i < count; i++) {
        CXCursor child = children_get(unit, children, i);
        bool step = is_step(cursor_strip(child));
        unsigned wanted = CONDITION;

        if (child.kind == CXCursor_DeclStmt || (step && i == 0 && count > 1))
            wanted = INIT;
        else if (step)
            wanted = INCREMENT;
        if (wanted < slot)
            wanted = slot;
        if (wanted >= HEAD_PARTS)
            return;
        parts[wanted] = child;
        slot = wanted + 1;
    }
}

static void deal_parts(struct unit *unit, CXCursor cursor, struct children children,
                       CXCursor parts[HEAD_PARTS])
{
    struct for_head head = {.known = true, .filled = {true, true, true}};
    uint32_t filled, next = 0;

    if (children.count != HEAD_PARTS + 1)
        head = read_head(unit, cursor);
    filled = (uint32_t)head.filled[0] + head.filled[1] + head.filled[2];
    if (!head.known || filled + 1 != children.count) {
        guess_parts(unit, children, parts);
        return;
    }
    for (unsigned part = 0; part < HEAD_PARTS; part++) {
        if (head.filled[part])
            parts[part] = children_get(unit, children, next++);
    }
}

void walk_for(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_FOR, cursor, parent, false);
    struct children children = children_take(unit, cursor);
    CXCursor parts[HEAD_PARTS] = {clang_getNullCursor(), clang_getNullCursor(), clang_getNullCursor()};

    if (children.count > 0) {
        deal_parts(unit, cursor, children, parts);
        for (unsigned part = 0; part < HEAD_PARTS; part++)
            walk_part(unit, parts[part], node);
        walk_part(unit, children_get(unit, children, children.count - 1), node);
    }
    children_drop(unit, children);
    node_close(unit, node);
}
