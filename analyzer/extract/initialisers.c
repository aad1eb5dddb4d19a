/* Which member each item of a brace list initialises.
 *
 * libclang shows the list as it is written: designators as paths, positional items without a field, elided
 * braces as a flat row. Tables of functions rest on knowing the field, so C's rule (6.7.9) is followed here:
 * items fill the members in order; an item without braces of its own that meets an array or record goes into
 * that and the next ones go on there; a designator moves to another member, and what follows goes on behind
 * it. */
#include "analyzer/extract/unit.h"

#include "analyzer/extract/lex.h"

/* Plain numbers kept of a table of numbers; no check looks at more, and font and S-box tables hold millions.
 */
#define TABLE_ITEMS_MAX 64u

struct designator {
    CXCursor field; /* null cursor: an array position */
    int64_t index;
};

struct item {
    CXCursor value;
    uint32_t first, count; /* of list.designators */
};

/* One pair of braces whose items are dealt out. */
struct list {
    VEC(struct item)
    items;
    VEC(struct designator)
    designators;
    uint32_t at; /* the next item */
};

enum shape { SHAPE_SCALAR, SHAPE_ARRAY, SHAPE_RECORD, SHAPE_UNION };

/* The object that is filled. */
struct members {
    enum shape shape;
    uint64_t count;  /* of members; the largest number for an array whose length is open */
    uint32_t fields; /* of unit->fields, for records and unions */
    CXType element;  /* for arrays; the type itself for scalars */
};

static uint32_t count_fields(struct unit *unit, uint32_t first)
{
    uint32_t at = first;

    while (!clang_Cursor_isNull(unit->fields.data[at]))
        unit_symbol(unit, unit->fields.data[at++]);
    return at - first;
}

static struct members members_of(struct unit *unit, CXType type)
{
    CXType plain = type_desugar(type);
    struct members members = {.shape = SHAPE_SCALAR, .count = 1, .element = type};
    long long length;

    switch (plain.kind) {
    case CXType_Record:
        members.shape =
            clang_getTypeDeclaration(plain).kind == CXCursor_UnionDecl ? SHAPE_UNION : SHAPE_RECORD;
        members.fields = unit_fields(unit, plain);
        members.count = count_fields(unit, members.fields);
        break;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        members.shape = SHAPE_ARRAY;
        members.element = clang_getArrayElementType(plain);
        length = clang_getArraySize(plain);
        members.count = length < 0 ? UINT64_MAX : (uint64_t)length;
        break;
    case CXType_Vector:
    case CXType_ExtVector:
    case CXType_Complex:
        members.shape = SHAPE_ARRAY;
        members.element = clang_getElementType(plain);
        members.count = UINT64_MAX;
        break;
    default: break;
    }
    return members;
}

static CXType member_type(struct unit *unit, const struct members *members, uint64_t index)
{
    if (members->shape == SHAPE_RECORD || members->shape == SHAPE_UNION)
        return clang_getCursorType(unit->fields.data[members->fields + index]);
    return members->element;
}

/* What a string literal can fill an array of. */
static bool is_character(CXType canonical)
{
    return canonical.kind != CXType_Pointer && canonical.kind != CXType_Record &&
           canonical.kind != CXType_ConstantArray;
}

/* Whether `value` initialises an object of this type as a whole and not its first member. */
static bool takes_whole(CXType type, CXCursor value)
{
    CXType plain = clang_getCanonicalType(type), given = clang_getCanonicalType(clang_getCursorType(value));

    switch (plain.kind) {
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
        if (cursor_strip(value).kind == CXCursor_StringLiteral)
            return is_character(clang_getCanonicalType(clang_getArrayElementType(plain)));
        return clang_equalTypes(plain, given);
    case CXType_Record:
        return given.kind == CXType_Dependent ||
               clang_equalTypes(clang_getUnqualifiedType(plain), clang_getUnqualifiedType(given));
    default: return true;
    }
}

static bool is_number(CXCursor value)
{
    enum CXCursorKind kind = cursor_strip(value).kind;

    return kind == CXCursor_IntegerLiteral || kind == CXCursor_CharacterLiteral ||
           kind == CXCursor_FloatingLiteral;
}

/* Which brackets of the designation at the item hold a range, `[1 ... 3]`; bit i for the i-th pair. */
static uint64_t ranges_as_written(struct unit *unit, CXCursor item)
{
    struct place place = unit_spelling_place(unit, clang_getCursorLocation(item));
    struct lexer lexer;
    struct token token;
    uint64_t ranges = 0;
    unsigned depth = 0, bracket = 0;

    if (place.file == FACTS_NONE || !unit->files.data[place.file].text)
        return 0;
    lexer_init(&lexer, unit->files.data[place.file].text, unit->files.data[place.file].length, place.offset,
               1);
    while ((token = lexer_next_code(&lexer)).kind != TOKEN_END) {
        if (depth == 0 && (token_is(&token, "=") || token_is(&token, ":")))
            break;
        if (token_is(&token, "["))
            depth++;
        else if (token_is(&token, "]") && depth > 0 && --depth == 0)
            bracket++;
        else if (depth == 1 && token_is(&token, "...") && bracket < 64)
            ranges |= (uint64_t)1 << bracket;
    }
    return ranges;
}

/* A designation comes as its path of member references and positions, then the value. */
static void add_designated(struct unit *unit, struct list *list, CXCursor cursor)
{
    struct children parts = children_take(unit, cursor);
    struct item item = {.value = children_get(unit, parts, parts.count - 1),
                        .first = list->designators.count};
    uint64_t ranges = ranges_as_written(unit, cursor);
    unsigned bracket = 0;

    for (uint32_t i = 0; i + 1 < parts.count; i++) {
        CXCursor part = children_get(unit, parts, i);
        struct designator designator = {.field = clang_getNullCursor()};

        if (part.kind == CXCursor_MemberRef) {
            designator.field = clang_getCursorReferenced(part);
        } else if (clang_isExpression(part.kind)) {
            if (!constant_of(part, &designator.index))
                designator.index = -1;
            /* a range begins where its first position says; the second is left out */
            if (bracket < 64 && ranges >> bracket & 1)
                i++;
            bracket++;
        } else {
            continue;
        }
        vec_push(&list->designators, designator);
    }
    item.count = list->designators.count - item.first;
    children_drop(unit, parts);
    if (!clang_Cursor_isNull(item.value))
        vec_push(&list->items, item);
}

static void read_items(struct unit *unit, struct list *list, CXCursor cursor)
{
    struct children children = children_take(unit, cursor);

    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);

        if (!clang_isExpression(child.kind))
            continue;
        if (child.kind == CXCursor_UnexposedExpr && clang_getCursorType(child).kind == CXType_Void)
            add_designated(unit, list, child);
        else
            vec_push(&list->items, (struct item){.value = child});
    }
    children_drop(unit, children);
}

/* Whether the record type has this field, or an unnamed member of it has. */
static bool holds_field(struct unit *unit, CXType type, CXCursor field)
{
    CXType plain = clang_getCanonicalType(type);

    if (plain.kind != CXType_Record)
        return false;
    for (uint32_t at = unit_fields(unit, plain); !clang_Cursor_isNull(unit->fields.data[at]); at++) {
        CXCursor member = unit->fields.data[at];

        if (clang_equalCursors(member, field))
            return true;
        if (name_is_unnamed(unit_copy_string(unit, clang_getCursorSpelling(member))) &&
            holds_field(unit, clang_getCursorType(member), field))
            return true;
    }
    return false;
}

/* Finds the member that the designator names. `inside`: the field belongs to an unnamed member, which is the
 * one found, and the designator is still to be used there. */
static bool resolve(struct unit *unit, const struct members *members, const struct designator *designator,
                    uint64_t *index, bool *inside)
{
    *inside = false;
    if (members->shape == SHAPE_ARRAY) {
        *index = (uint64_t)designator->index;
        return clang_Cursor_isNull(designator->field) && designator->index >= 0;
    }
    if (members->shape == SHAPE_SCALAR || clang_Cursor_isNull(designator->field))
        return false;
    for (uint64_t i = 0; i < members->count; i++) {
        CXCursor member = unit->fields.data[members->fields + i];

        *index = i;
        if (clang_equalCursors(member, designator->field))
            return true;
        if (name_is_unnamed(unit_copy_string(unit, clang_getCursorSpelling(member))) &&
            holds_field(unit, clang_getCursorType(member), designator->field)) {
            *inside = true;
            return true;
        }
    }
    return false;
}

static void fill(struct unit *unit, struct list *list, CXType type, bool braced, uint32_t used,
                 uint32_t parent);

/* Opens the node that says which member an item is for; FACTS_NONE for the next item of an array. */
static uint32_t open_member(struct unit *unit, const struct members *members, uint64_t index, bool designated,
                            CXCursor value, uint32_t parent)
{
    uint32_t node = FACTS_NONE, symbol, type;

    if (members->shape == SHAPE_SCALAR || (members->shape == SHAPE_ARRAY && !designated))
        return FACTS_NONE;
    type = unit_type(unit, member_type(unit, members, index));
    if (members->shape == SHAPE_ARRAY) {
        node = node_open(unit, NODE_INIT_INDEX, value, parent, false);
        node_at(unit, node)->value = (int64_t)index;
    } else {
        symbol = unit_symbol(unit, unit->fields.data[members->fields + index]);
        node = node_open(unit, NODE_INIT_FIELD, value, parent, false);
        node_at(unit, node)->ref = symbol;
    }
    node_at(unit, node)->type = type;
    return node;
}

/* Gives the next item, of whose designators `used` are spent, to the member. */
static void place_item(struct unit *unit, struct list *list, const struct members *members, uint64_t index,
                       uint32_t used, bool designated, uint32_t parent)
{
    struct item item = list->items.data[list->at];
    uint32_t before = list->at;
    uint32_t wrapper = open_member(unit, members, index, designated, item.value, parent);
    uint32_t target = wrapper != FACTS_NONE ? wrapper : parent;
    CXType type = member_type(unit, members, index);
    bool here = item.count == used;

    if (here && (item.value.kind == CXCursor_InitListExpr || takes_whole(type, item.value))) {
        list->at++;
        walk_initialiser(unit, item.value, type, target);
    } else {
        uint32_t node = node_open(unit, NODE_INIT_LIST, item.value, target, false),
                 type_id = unit_type(unit, type);

        node_at(unit, node)->type = type_id;
        fill(unit, list, type, false, used, node);
        /* a record without members takes nothing, and the list must go on */
        if (list->at == before) {
            list->at++;
            walk_part(unit, item.value, node);
        }
        node_close(unit, node);
    }
    if (wrapper != FACTS_NONE)
        node_close(unit, wrapper);
}

/* An item for which there is no member: too many, or a designator that clang refused. */
static void place_stray(struct unit *unit, struct list *list, const struct members *members, uint32_t parent)
{
    CXCursor value = list->items.data[list->at++].value;
    bool record = members->shape == SHAPE_RECORD || members->shape == SHAPE_UNION;
    uint32_t node = record ? node_open(unit, NODE_INIT_FIELD, value, parent, false) : parent;

    walk_part(unit, value, node);
    if (record)
        node_close(unit, node);
}

static bool skip_number(struct list *list, const struct members *members, uint64_t index)
{
    CXCursor value = list->items.data[list->at].value;

    if (members->shape != SHAPE_ARRAY || index < TABLE_ITEMS_MAX || !is_number(value))
        return false;
    list->at++;
    return true;
}

/* Deals items to the members of an object of `type`, below `parent`. `braced`: the list is the object's own,
 * so that all its items end here; else it ends with the members, or at a designator, which belongs to the
 * braces around. `used`: designators of the first item that led here. Ends because every round takes an item
 * or passes a member. */
static void fill(struct unit *unit, struct list *list, CXType type, bool braced, uint32_t used,
                 uint32_t parent)
{
    struct members members = members_of(unit, type);
    uint64_t index = 0;

    while (list->at < list->items.count) {
        struct item item = list->items.data[list->at];
        bool designated = item.count > used, inside = false;

        if (designated && !braced && used == 0)
            return;
        if (designated &&
            !resolve(unit, &members, &list->designators.data[item.first + used], &index, &inside)) {
            place_stray(unit, list, &members, parent);
        } else if (index >= members.count && !designated) {
            if (!braced)
                return;
            place_stray(unit, list, &members, parent);
        } else if (designated || !skip_number(list, &members, index)) {
            place_item(unit, list, &members, index, used + (designated && !inside), designated, parent);
            index = members.shape == SHAPE_UNION ? members.count : index + 1;
        } else {
            index++;
        }
        used = 0;
    }
}

void walk_initialiser(struct unit *unit, CXCursor cursor, CXType type, uint32_t parent)
{
    CXCursor stripped = cursor_strip(cursor);
    struct list list = {0};
    uint32_t node, type_id;

    if (stripped.kind != CXCursor_InitListExpr) {
        walk_part(unit, cursor, parent);
        return;
    }
    type_id = unit_type(unit, type);
    node = node_open(unit, NODE_INIT_LIST, stripped, parent, false);
    node_at(unit, node)->type = type_id;
    read_items(unit, &list, stripped);
    fill(unit, &list, type, true, 0, node);
    vec_release(&list.items);
    vec_release(&list.designators);
    node_close(unit, node);
}
