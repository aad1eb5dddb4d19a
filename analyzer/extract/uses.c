/* What the project's files use of other files.
 *
 * One record per pair of files, so the line and the name are worked out for the first use only; every other
 * use is two look-ups. A declaration counts for each file that declares or defines it, because any of them
 * may be the reason for an include. */
#include "analyzer/extract/unit.h"

#include <string.h>

static struct fact_use *use_of(struct unit *unit, uint32_t from, uint32_t to, bool *is_new)
{
    uint64_t key = pair_key(from, to);
    uint32_t next = unit->builder->uses.count, use = map64_put(&unit->use_ids, key, next);

    *is_new = use == next;
    if (*is_new)
        vec_push(&unit->builder->uses, (struct fact_use){.from = from, .to = to, .instead = FACTS_NONE});
    return &unit->builder->uses.data[use];
}

/* From a file of the project, or from outside to a macro of the project that steers it. */
static bool is_between_files(const struct unit *unit, uint32_t from, uint32_t to)
{
    return from != to && to != FACTS_NONE &&
           (unit_file_has(unit, from, FILE_PROJECT) || unit_file_has(unit, to, FILE_PROJECT));
}

void use_add(struct unit *unit, enum use_kind kind, uint32_t from, uint32_t to, uint32_t line, uint32_t name)
{
    struct fact_use *use;
    bool is_new;

    if (!is_between_files(unit, from, to))
        return;
    use = use_of(unit, from, to, &is_new);
    if (is_new || line < use->line) {
        use->line = line;
        use->name = name;
    }
    use->instead = FACTS_NONE;
    use->declarations += kind == USE_DECLARATION;
    use->macros += kind == USE_MACRO;
    use->conditions += kind == USE_CONDITION;
}

static uint32_t file_of(struct unit *unit, CXCursor cursor)
{
    CXFile handle = NULL;

    if (!clang_Cursor_isNull(cursor))
        clang_getFileLocation(clang_getCursorLocation(cursor), &handle, NULL, NULL, NULL);
    return unit_file_index(unit, handle);
}

/* Builtins are declared by clang where they are first used. */
static bool is_builtin(CXCursor declaration)
{
    CXString spelling = clang_getCursorSpelling(declaration);
    const char *name = clang_getCString(spelling);
    bool builtin = name && (strncmp(name, "__builtin_", 10) == 0 || strncmp(name, "__sync_", 7) == 0 ||
                            strncmp(name, "__atomic_", 9) == 0);

    clang_disposeString(spelling);
    return builtin && declaration.kind == CXCursor_FunctionDecl;
}

static struct home_files homes_of(struct unit *unit, CXCursor declaration)
{
    uint64_t key = (uint64_t)(uintptr_t)declaration.data[0];
    uint32_t id = map64_get(&unit->home_ids, key);
    struct home_files homes;

    if (id != MAP_NONE)
        return unit->homes.data[id];
    homes = (struct home_files){{FACTS_NONE, FACTS_NONE, FACTS_NONE}, false};
    if (!is_builtin(declaration)) {
        homes.file[0] = file_of(unit, declaration);
        homes.file[1] = file_of(unit, clang_getCanonicalCursor(declaration));
        homes.file[2] = file_of(unit, clang_getCursorDefinition(declaration));
        homes.defined = homes.file[2] != FACTS_NONE;
    }
    if (homes.file[2] == homes.file[0] || homes.file[2] == homes.file[1])
        homes.file[2] = FACTS_NONE;
    if (homes.file[1] == homes.file[0])
        homes.file[1] = FACTS_NONE;
    map64_put(&unit->home_ids, key, unit->homes.count);
    vec_push(&unit->homes, homes);
    return homes;
}

/* Of a function or variable that two files declare and none defines, either declaration will do. */
static uint32_t instead_of(CXCursor declaration, struct home_files homes, unsigned home)
{
    if (homes.defined || home > 1 ||
        (declaration.kind != CXCursor_FunctionDecl && declaration.kind != CXCursor_VarDecl))
        return FACTS_NONE;
    return homes.file[1 - home];
}

void use_declaration(struct unit *unit, CXCursor declaration, CXCursor at)
{
    struct home_files homes;

    if (declaration.kind == CXCursor_ParmDecl || clang_Cursor_isNull(declaration) ||
        !unit_file_has(unit, unit->file, FILE_PROJECT))
        return;
    homes = homes_of(unit, declaration);
    for (unsigned i = 0; i < 3; i++) {
        uint32_t instead = instead_of(declaration, homes, i);
        struct fact_use *use;
        bool is_new;

        if (!is_between_files(unit, unit->file, homes.file[i]))
            continue;
        use = use_of(unit, unit->file, homes.file[i], &is_new);
        use->instead = is_new || use->instead == instead ? instead : FACTS_NONE;
        if (is_new) {
            struct place place = unit_place(unit, clang_getCursorLocation(at));
            const char *name = unit_copy_string(unit, clang_getCursorSpelling(declaration));

            use->line = place.line;
            use->name = unit_string(unit, name_is_unnamed(name) ? "" : name, strlen(name));
        }
        use->declarations++;
    }
}

static enum CXChildVisitResult visit_reference(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct unit *unit = data;

    (void)parent;
    if (clang_isReference(cursor.kind) || cursor.kind == CXCursor_DeclRefExpr ||
        cursor.kind == CXCursor_MemberRefExpr)
        use_declaration(unit, clang_getCursorReferenced(cursor), cursor);
    return CXChildVisit_Recurse;
}

void use_references(struct unit *unit, CXCursor cursor)
{
    if (unit_file_has(unit, unit->file, FILE_PROJECT))
        clang_visitChildren(cursor, visit_reference, unit);
}

void use_own_declaration(struct unit *unit, CXCursor definition)
{
    use_declaration(unit, clang_getCanonicalCursor(definition), definition);
}
