/* What the branches that are not compiled would use.
 *
 * An include may be there for another configuration: the code that needs it stands below an #ifdef that does
 * not hold here, so nothing of the tree names it. The text does: an identifier in a skipped range that is the
 * name of a macro or of something declared at the top level counts as a condition on the file that has it.
 * Names may coincide, which errs on the side of "used". The top level is gone over again for it, since names
 * of system headers are kept nowhere; that is done only where something was skipped. */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/extract/lex.h"

/* A name that a file mentions where it is skipped. */
struct mention {
    uint32_t file, line;
    uint32_t next; /* mention of the same name in another file, or FACTS_NONE */
};

struct skipped {
    struct unit *unit;
    struct map names; /* identifier -> first mention */
    VEC(struct mention)
    mentions;
};

static void add_mention(struct skipped *skipped, uint32_t file, const struct token *token)
{
    uint32_t next = skipped->mentions.count, first;

    first = map_put(&skipped->names, token->text, token->length, next);
    for (uint32_t m = first; m != next && m != FACTS_NONE; m = skipped->mentions.data[m].next)
        if (skipped->mentions.data[m].file == file)
            return;
    vec_push(&skipped->mentions, (struct mention){file, token->line, FACTS_NONE});
    if (first != next) {
        skipped->mentions.data[next].next = skipped->mentions.data[first].next;
        skipped->mentions.data[first].next = next;
    }
}

static void read_range(struct skipped *skipped, uint32_t file, CXSourceRange range)
{
    const struct unit_file *f = &skipped->unit->files.data[file];
    struct place start = unit_place(skipped->unit, clang_getRangeStart(range));
    struct place end = unit_place(skipped->unit, clang_getRangeEnd(range));
    struct lexer lexer;
    struct token token;

    if (start.file != file || end.file != file || end.offset > f->length || start.offset > end.offset)
        return;
    lexer_init(&lexer, f->text, end.offset, start.offset, start.line);
    while ((token = lexer_next_code(&lexer)).kind != TOKEN_END)
        if (token.kind == TOKEN_IDENTIFIER && token.line > start.line) /* the condition has been counted */
            add_mention(skipped, file, &token);
}

static void read_file(struct skipped *skipped, uint32_t file)
{
    CXSourceRangeList *ranges =
        clang_getSkippedRanges(skipped->unit->tu, skipped->unit->files.data[file].handle);

    for (unsigned i = 0; ranges && i < ranges->count; i++)
        read_range(skipped, file, ranges->ranges[i]);
    if (ranges)
        clang_disposeSourceRangeList(ranges);
}

static void use_mentions(struct skipped *skipped, uint32_t first, uint32_t to, const char *name)
{
    for (uint32_t m = first; m != FACTS_NONE; m = skipped->mentions.data[m].next) {
        const struct mention *mention = &skipped->mentions.data[m];

        use_add(skipped->unit, USE_CONDITION, mention->file, to, mention->line,
                builder_string(skipped->unit->builder, name));
    }
}

static enum CXChildVisitResult visit_declaration(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct skipped *skipped = data;
    CXString spelling;
    const char *name;
    uint32_t first;

    (void)parent;
    if (clang_isPreprocessing(cursor.kind))
        return CXChildVisit_Continue;
    spelling = clang_getCursorSpelling(cursor);
    name = clang_getCString(spelling);
    first = name && *name ? map_get_str(&skipped->names, name) : MAP_NONE;
    if (first != MAP_NONE)
        use_mentions(skipped, first, unit_place(skipped->unit, clang_getCursorLocation(cursor)).file, name);
    clang_disposeString(spelling);
    return cursor.kind == CXCursor_EnumDecl ? CXChildVisit_Recurse : CXChildVisit_Continue;
}

void texts_skipped(struct unit *unit)
{
    struct skipped skipped = {.unit = unit};

    for (uint32_t file = 0; file < unit->files.count; file++)
        if (unit->files.data[file].text && unit_file_has(unit, file, FILE_PROJECT))
            read_file(&skipped, file);
    for (uint32_t macro = 0; skipped.names.count > 0 && macro < unit->macros.count; macro++) {
        const char *name = unit->macros.data[macro].name;
        uint32_t first = map_get_str(&skipped.names, name);

        if (first != MAP_NONE)
            use_mentions(&skipped, first, unit->macros.data[macro].file, name);
    }
    if (skipped.names.count > 0)
        clang_visitChildren(clang_getTranslationUnitCursor(unit->tu), visit_declaration, &skipped);
    map_release(&skipped.names);
    vec_release(&skipped.mentions);
}
