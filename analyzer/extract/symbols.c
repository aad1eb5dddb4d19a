/* Symbols: one for each entity, found again by its canonical declaration, described by its definition where
 * this unit has one. */
#include "analyzer/extract/unit.h"

#include <string.h>

static uint64_t key_of(CXCursor declaration)
{
    return (uint64_t)(uintptr_t)declaration.data[0];
}

static bool kind_of(CXCursor declaration, enum symbol_kind *kind)
{
    switch (declaration.kind) {
    case CXCursor_FunctionDecl: *kind = SYMBOL_FUNCTION; return true;
    case CXCursor_VarDecl: *kind = SYMBOL_VARIABLE; return true;
    case CXCursor_ParmDecl: *kind = SYMBOL_PARAMETER; return true;
    case CXCursor_FieldDecl: *kind = SYMBOL_FIELD; return true;
    case CXCursor_EnumConstantDecl: *kind = SYMBOL_CONSTANT; return true;
    case CXCursor_StructDecl:
    case CXCursor_UnionDecl: *kind = SYMBOL_RECORD; return true;
    case CXCursor_EnumDecl: *kind = SYMBOL_ENUM; return true;
    case CXCursor_TypedefDecl: *kind = SYMBOL_TYPEDEF; return true;
    default: return false;
    }
}

static enum symbol_linkage linkage_of(CXCursor declaration)
{
    switch (clang_getCursorLinkage(declaration)) {
    case CXLinkage_Internal: return LINKAGE_INTERNAL;
    case CXLinkage_UniqueExternal:
    case CXLinkage_External: return LINKAGE_EXTERNAL;
    default: return LINKAGE_NONE;
    }
}

static bool is_in_function(CXCursor declaration)
{
    return clang_getCursorSemanticParent(declaration).kind == CXCursor_FunctionDecl;
}

static const char *path_of(const struct unit *unit, uint32_t file)
{
    return file == FACTS_NONE ? "" : unit->files.data[file].path;
}

static const char *identity_text(const struct unit *unit, uint32_t symbol)
{
    return unit->builder->strings.data + unit->builder->symbols.data[symbol].identity;
}

/* Of a record, enum or typedef: its USR without "c:@", which holds only the base name of a file, so the path
 * behind it. */
static const char *tag_identity(struct unit *unit, CXCursor declaration, const struct fact_symbol *symbol)
{
    const char *usr = unit_copy_string(unit, clang_getCursorUSR(declaration));
    const char *path = path_of(unit, symbol->file);

    if (strncmp(usr, "c:", 2) == 0)
        usr += 2;
    if (usr[0] == '@')
        usr++;
    if (symbol->name != 0)
        return arena_printf(&unit->arena, "%s@%s", usr, path);
    return arena_printf(&unit->arena, "%s@%s:%u:%u", usr, path, symbol->line, symbol->column);
}

static const char *object_identity(struct unit *unit, const struct fact_symbol *symbol, const char *name)
{
    char letter = symbol->kind == SYMBOL_FUNCTION ? 'f' : 'v';

    if (symbol->linkage == LINKAGE_EXTERNAL)
        return arena_printf(&unit->arena, "%c:%s", letter, name);
    if (symbol->linkage == LINKAGE_INTERNAL)
        return arena_printf(&unit->arena, "%c:%s@%s", letter, name, path_of(unit, symbol->file));
    if (symbol->flags & SYMBOL_STATIC && symbol->parent != FACTS_NONE)
        return arena_printf(&unit->arena, "%s/%s:%u", identity_text(unit, symbol->parent), name,
                            symbol->line);
    return "";
}

static uint32_t set_identity(struct unit *unit, CXCursor declaration, const struct fact_symbol *symbol,
                             const char *name)
{
    const char *text = "";

    switch ((enum symbol_kind)symbol->kind) {
    case SYMBOL_FUNCTION:
    case SYMBOL_VARIABLE: text = object_identity(unit, symbol, name); break;
    case SYMBOL_RECORD:
    case SYMBOL_ENUM:
    case SYMBOL_TYPEDEF: text = tag_identity(unit, declaration, symbol); break;
    case SYMBOL_FIELD:
    case SYMBOL_CONSTANT:
        if (symbol->parent == FACTS_NONE)
            text = name;
        else if (name[0])
            text = arena_printf(&unit->arena, "%s.%s", identity_text(unit, symbol->parent), name);
        else
            text = arena_printf(&unit->arena, "%s.#%u", identity_text(unit, symbol->parent), symbol->index);
        break;
    default: break;
    }
    return builder_string(unit->builder, text);
}

static void set_place(struct unit *unit, struct fact_symbol *symbol, CXCursor cursor)
{
    struct place place = unit_place(unit, clang_getCursorLocation(cursor));

    symbol->file = place.file;
    symbol->line = symbol->end_line = place.file == FACTS_NONE ? 0 : place.line;
    symbol->column = place.file == FACTS_NONE ? 0 : place.column;
}

/* Flags that depend on the definition. */
static void set_defined(struct unit *unit, struct fact_symbol *symbol, CXCursor definition)
{
    CXSourceRange extent = clang_getCursorExtent(definition);
    struct place end = unit_place(unit, clang_getRangeEnd(extent));
    uint32_t expansion = unit_expansion_at(unit, clang_getRangeStart(extent));

    symbol->flags |= SYMBOL_DEFINED;
    set_place(unit, symbol, definition);
    if (symbol->kind == SYMBOL_FUNCTION && end.file == symbol->file && end.line > symbol->line)
        symbol->end_line = end.line;
    if (symbol->kind != SYMBOL_FUNCTION && symbol->kind != SYMBOL_VARIABLE)
        return;
    if (expansion != FACTS_NONE && unit->expansions.data[expansion].place.file == end.file &&
        end.offset <= unit->expansions.data[expansion].end)
        symbol->flags |= SYMBOL_FROM_MACRO;
}

static uint32_t variable_flags(CXCursor cursor, CXCursor canonical, enum symbol_linkage linkage)
{
    uint32_t flags = 0;
    bool is_static = linkage != LINKAGE_NONE || clang_Cursor_getStorageClass(cursor) == CX_SC_Static;

    if (is_static)
        flags |= SYMBOL_STATIC;
    if (clang_getCursorTLSKind(canonical) != CXTLS_None || clang_getCursorTLSKind(cursor) != CXTLS_None)
        flags |= SYMBOL_THREAD_LOCAL;
    return flags;
}

static bool is_in_system_header(CXCursor cursor)
{
    return clang_Location_isInSystemHeader(clang_getCursorLocation(cursor));
}

static uint32_t flags_of(CXCursor declaration, CXCursor canonical, CXCursor cursor,
                         const struct fact_symbol *symbol)
{
    uint32_t flags = 0;

    if (is_in_system_header(declaration) && is_in_system_header(canonical) && is_in_system_header(cursor))
        flags |= SYMBOL_SYSTEM;
    switch ((enum symbol_kind)symbol->kind) {
    case SYMBOL_FUNCTION:
        if (clang_Cursor_isFunctionInlined(cursor))
            flags |= SYMBOL_INLINE;
        break;
    case SYMBOL_VARIABLE:
        flags |= variable_flags(cursor, canonical, (enum symbol_linkage)symbol->linkage);
        if (symbol->linkage == LINKAGE_NONE)
            flags |= SYMBOL_LOCAL;
        break;
    case SYMBOL_RECORD:
        if (cursor.kind == CXCursor_UnionDecl)
            flags |= SYMBOL_UNION;
        if (is_in_function(cursor))
            flags |= SYMBOL_LOCAL;
        break;
    case SYMBOL_ENUM:
    case SYMBOL_TYPEDEF:
        if (is_in_function(cursor))
            flags |= SYMBOL_LOCAL;
        break;
    default: break;
    }
    return flags;
}

static uint32_t field_index(struct unit *unit, CXCursor field, CXCursor record)
{
    uint32_t at = unit_fields(unit, clang_getCursorType(record)), first = at;

    for (; !clang_Cursor_isNull(unit->fields.data[at]); at++) {
        if (clang_equalCursors(unit->fields.data[at], field))
            return at - first;
    }
    return at - first;
}

static void set_parent(struct unit *unit, struct fact_symbol *symbol, CXCursor cursor)
{
    CXCursor parent;

    switch ((enum symbol_kind)symbol->kind) {
    case SYMBOL_PARAMETER: symbol->parent = unit->function; return;
    case SYMBOL_FIELD:
    case SYMBOL_CONSTANT:
        parent = clang_getCursorSemanticParent(cursor);
        symbol->parent = unit_symbol(unit, parent);
        if (symbol->kind == SYMBOL_FIELD)
            symbol->index = field_index(unit, cursor, parent);
        return;
    default:
        if (symbol->flags & SYMBOL_LOCAL)
            symbol->parent = unit->function;
    }
}

/* The declaration that describes the entity best. */
static CXCursor describing(CXCursor declaration, CXCursor canonical, bool *defined)
{
    CXCursor definition = clang_getCursorDefinition(declaration);

    *defined = !clang_Cursor_isNull(definition);
    if (*defined)
        return definition;
    /* libclang calls `int x;` at file scope no definition */
    if (canonical.kind == CXCursor_VarDecl && clang_Cursor_getStorageClass(canonical) != CX_SC_Extern) {
        *defined = true;
        return canonical;
    }
    return declaration;
}

/* The index is taken before anything else is asked for, because a record's type leads back to the record. */
static uint32_t add_symbol(struct unit *unit, enum symbol_kind kind, CXCursor declaration, CXCursor canonical)
{
    bool defined;
    CXCursor cursor = describing(declaration, canonical, &defined);
    uint32_t id = unit->builder->symbols.count;
    const char *name = unit_copy_string(unit, clang_getCursorSpelling(cursor));
    struct fact_symbol symbol = {.kind = (uint8_t)kind,
                                 .type = FACTS_NONE,
                                 .parent = FACTS_NONE,
                                 .body = FACTS_NONE,
                                 .file = FACTS_NONE};

    vec_push(&unit->builder->symbols, symbol);
    map64_put(&unit->symbol_ids, key_of(declaration), id);
    map64_put(&unit->symbol_ids, key_of(canonical), id);
    map64_put(&unit->symbol_ids, key_of(cursor), id);
    if (name_is_unnamed(name))
        name = "";
    symbol.name = builder_string(unit->builder, name);
    if (kind == SYMBOL_FUNCTION || kind == SYMBOL_VARIABLE)
        symbol.linkage = (uint8_t)linkage_of(cursor);
    symbol.flags = (uint16_t)flags_of(declaration, canonical, cursor, &symbol);
    set_place(unit, &symbol, cursor);
    if (defined)
        set_defined(unit, &symbol, cursor);
    set_parent(unit, &symbol, cursor);
    if (kind == SYMBOL_CONSTANT)
        symbol.value = clang_getEnumConstantDeclValue(cursor);
    symbol.identity = set_identity(unit, cursor, &symbol, name);
    unit->builder->symbols.data[id] = symbol;
    symbol.type = unit_type(unit, clang_getCursorType(cursor));
    unit->builder->symbols.data[id].type = symbol.type;
    return id;
}

uint32_t unit_symbol(struct unit *unit, CXCursor declaration)
{
    enum symbol_kind kind;
    CXCursor canonical;
    uint32_t id;

    if (!kind_of(declaration, &kind))
        return FACTS_NONE;
    id = map64_get(&unit->symbol_ids, key_of(declaration));
    if (id != MAP_NONE)
        return id;
    canonical = clang_getCanonicalCursor(declaration);
    id = map64_get(&unit->symbol_ids, key_of(canonical));
    if (id == MAP_NONE)
        return add_symbol(unit, kind, declaration, canonical);
    map64_put(&unit->symbol_ids, key_of(declaration), id);
    return id;
}

void symbol_define(struct unit *unit, uint32_t symbol, CXCursor definition)
{
    struct fact_symbol *fact = &unit->builder->symbols.data[symbol];

    if (fact->flags & SYMBOL_DEFINED)
        return;
    set_defined(unit, fact, definition);
    fact->flags &= (uint16_t)~SYMBOL_SYSTEM;
}

/* A label's handle holds its statement, not a declaration. */
uint32_t unit_label(struct unit *unit, CXCursor label)
{
    uint64_t key = (uint64_t)(uintptr_t)label.data[1];
    uint32_t next = unit->builder->symbols.count, id = map64_put(&unit->symbol_ids, key, next);
    struct fact_symbol symbol = {.kind = SYMBOL_LABEL,
                                 .flags = SYMBOL_DEFINED | SYMBOL_LOCAL,
                                 .type = FACTS_NONE,
                                 .parent = unit->function,
                                 .body = FACTS_NONE};

    if (id != next)
        return id;
    symbol.name = unit_take_string(unit, clang_getCursorSpelling(label));
    set_place(unit, &symbol, label);
    vec_push(&unit->builder->symbols, symbol);
    return id;
}

static enum CXVisitorResult visit_field(CXCursor field, CXClientData data)
{
    struct unit *unit = data;

    if (!clang_Cursor_isBitField(field) ||
        !name_is_unnamed(unit_copy_string(unit, clang_getCursorSpelling(field))))
        vec_push(&unit->fields, field);
    return CXVisit_Continue;
}

uint32_t unit_fields(struct unit *unit, CXType record)
{
    CXType canonical = clang_getCanonicalType(record);
    uint64_t key = key_of(clang_getTypeDeclaration(canonical));
    uint32_t first = map64_get(&unit->record_fields, key);

    if (first != MAP_NONE)
        return first;
    first = unit->fields.count;
    clang_Type_visitFields(canonical, visit_field, unit);
    vec_push(&unit->fields, clang_getNullCursor());
    map64_put(&unit->record_fields, key, first);
    return first;
}
