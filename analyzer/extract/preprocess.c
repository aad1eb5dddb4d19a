/* What the preprocessor leaves: the include tree, macro definitions, and where macros are used.
 *
 * libclang records an expansion only where it is written; a macro that another macro's body names is found by
 * reading the bodies of the definitions, and counts for the file that wrote the outermost one. So a header is
 * used even if nothing but a macro of a macro comes from it. Arguments that are expanded only within the body
 * (`, ## args`) are recorded neither, so what is written between the parentheses is read too. An #ifdef on a
 * macro that is defined is recorded as an expansion too; texts.c has marked those lines, and they are counted
 * there as conditions. */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/extract/lex.h"

/* Most of these are system headers' and never asked about again, so only what finds them is worked out. */
static void add_definition(struct unit *unit, CXCursor cursor)
{
    struct place start = unit_offset(unit, clang_getCursorLocation(cursor));
    uint32_t macro = unit->macros.count;
    const char *name;

    if (start.file == FACTS_NONE)
        return;
    name = unit_copy_string(unit, clang_getCursorSpelling(cursor));
    vec_push(&unit->macros,
             (struct macro_definition){
                 .file = start.file, .offset = start.offset, .name = name, .older = FACTS_NONE});
    map64_put(&unit->macro_places, pair_key(start.file, start.offset), macro);
    /* of several definitions of one name the last stands in the map, the others behind it */
    if (map_put_str(&unit->macro_names, name, unit->macro_heads.count) == unit->macro_heads.count) {
        vec_push(&unit->macro_heads, macro);
    } else {
        uint32_t *head = &unit->macro_heads.data[map_get_str(&unit->macro_names, name)];

        unit->macros.data[macro].older = *head;
        *head = macro;
    }
}

uint32_t macro_named(const struct unit *unit, const char *name, size_t length)
{
    uint32_t head = map_get(&unit->macro_names, name, length);

    return head == MAP_NONE ? FACTS_NONE : unit->macro_heads.data[head];
}

/* The macro definition that an expansion refers to, or FACTS_NONE. */
static uint32_t expanded_definition(struct unit *unit, CXCursor expansion)
{
    CXCursor definition = clang_getCursorReferenced(expansion);
    struct place place;

    if (clang_Cursor_isNull(definition))
        return FACTS_NONE;
    place = unit_offset(unit, clang_getCursorLocation(definition));
    return place.file == FACTS_NONE ? FACTS_NONE
                                    : map64_get(&unit->macro_places, pair_key(place.file, place.offset));
}

/* Of system headers only what the project's own macros steer is kept. */
static void add_expansion(struct unit *unit, CXCursor cursor)
{
    CXSourceRange extent = clang_getCursorExtent(cursor);
    CXSourceLocation location = clang_getRangeStart(extent);
    struct macro_expansion expansion = {.definition = expanded_definition(unit, cursor)};

    if (clang_Location_isInSystemHeader(location) &&
        (expansion.definition == FACTS_NONE ||
         !unit_file_has(unit, unit->macros.data[expansion.definition].file, FILE_PROJECT)))
        return;
    expansion.place = unit_place(unit, location);
    if (expansion.place.file == FACTS_NONE)
        return;
    expansion.end = unit_offset(unit, clang_getRangeEnd(extent)).offset;
    expansion.name = unit_take_string(unit, clang_getCursorSpelling(cursor));
    map64_put(&unit->expansion_places, pair_key(expansion.place.file, expansion.place.offset),
              unit->expansions.count);
    vec_push(&unit->expansions, expansion);
}

/* Reads the directive at `offset` for what libclang does not tell: how the name is written, and the comments
 * that follow on its line (in the project's files; nobody asks for others). */
static void read_directive(struct unit *unit, const struct unit_file *file, uint32_t offset,
                           struct fact_include *include)
{
    const char *comments = NULL, *end = NULL;
    struct lexer lexer;
    struct token token;

    if (!file->text)
        return;
    lexer_init(&lexer, file->text, file->length, offset, 1);
    lexer.newlines = true;
    token = lexer_next_code(&lexer);
    if (token_is(&token, "#"))
        token = lexer_next_code(&lexer);
    token = lexer_next_code(&lexer);
    include->angled = token_is(&token, "<");
    for (token = lexer_next(&lexer);
         token.kind != TOKEN_NEWLINE && token.kind != TOKEN_END && token.line == 1;
         token = lexer_next(&lexer)) {
        if (token.kind != TOKEN_COMMENT)
            continue;
        if (comments == NULL)
            comments = token.text;
        end = token.text + token.length;
    }
    if (comments != NULL && unit_file_has(unit, include->from, FILE_PROJECT)) {
        size_t length = (size_t)(end - comments);

        include->comment = unit_string(unit, comments, length < FACTS_TEXT_MAX ? length : FACTS_TEXT_MAX);
    }
}

static void add_inclusion(struct unit *unit, CXCursor cursor)
{
    struct place place = unit_place(unit, clang_getCursorLocation(cursor));
    struct fact_include include = {0};

    include.to = unit_file_index(unit, clang_getIncludedFile(cursor));
    if (include.to == FACTS_NONE)
        return;
    include.spelled = unit_take_string(unit, clang_getCursorSpelling(cursor));
    if (place.file == FACTS_NONE) {
        /* -include on the command line: as if the main file began with it */
        include.from = unit->builder->unit.file;
    } else {
        include.from = place.file;
        include.line = place.line;
        include.column = place.column;
        read_directive(unit, &unit->files.data[place.file], place.offset, &include);
    }
    vec_push(&unit->builder->includes, include);
}

void preprocess_cursor(struct unit *unit, CXCursor cursor)
{
    switch (cursor.kind) {
    case CXCursor_MacroDefinition: add_definition(unit, cursor); break;
    case CXCursor_MacroExpansion: add_expansion(unit, cursor); break;
    case CXCursor_InclusionDirective: add_inclusion(unit, cursor); break;
    default: break;
    }
}

/* One definition for each file that is reached is enough. */
static void reach_add(struct unit *unit, struct reach *reach, uint32_t macro)
{
    for (uint32_t i = 0; i < reach->count; i++) {
        if (unit->macros.data[reach->data[i]].file == unit->macros.data[macro].file)
            return;
    }
    vec_push(reach, macro);
}

/* Depth first over the definitions that bodies name. Ends because a definition that is on the way is not
 * entered again; every body is read once a unit. */
static void reach_compute(struct unit *unit, uint32_t macro, unsigned depth)
{
    struct macro_definition *definition = &unit->macros.data[macro];
    const struct unit_file *file = &unit->files.data[definition->file];
    struct reach reach = {0};
    struct lexer lexer;
    struct token token;

    definition->reached = true;
    if (!file->text || depth > UNIT_DEPTH_MAX)
        return;
    lexer_init(&lexer, file->text, file->length, definition->offset, 1);
    lexer.newlines = true;
    lexer_next_code(&lexer);
    for (token = lexer_next_code(&lexer); token.kind != TOKEN_END && token.kind != TOKEN_NEWLINE;
         token = lexer_next_code(&lexer)) {
        uint32_t inner;

        if (token.kind != TOKEN_IDENTIFIER)
            continue;
        inner = macro_named(unit, token.text, token.length);
        if (inner == FACTS_NONE || inner == macro)
            continue;
        if (!unit->macros.data[inner].reached)
            reach_compute(unit, inner, depth + 1);
        reach_add(unit, &reach, inner);
        for (uint32_t i = 0; i < unit->macros.data[inner].reach_count; i++)
            reach_add(unit, &reach, unit->macro_reach.data[unit->macros.data[inner].reach_first + i]);
    }
    definition = &unit->macros.data[macro];
    definition->reach_first = unit->macro_reach.count;
    definition->reach_count = reach.count;
    for (uint32_t i = 0; i < reach.count; i++)
        vec_push(&unit->macro_reach, reach.data[i]);
    vec_release(&reach);
}

static void use_one_macro(struct unit *unit, enum use_kind kind, uint32_t from, uint32_t line, uint32_t macro)
{
    const struct macro_definition *definition = &unit->macros.data[macro];

    use_add(unit, kind, from, definition->file, line, builder_string(unit->builder, definition->name));
}

void macro_use(struct unit *unit, enum use_kind kind, uint32_t from, uint32_t line, uint32_t macro)
{
    if (!unit->macros.data[macro].reached)
        reach_compute(unit, macro, 0);
    use_one_macro(unit, kind, from, line, macro);
    for (uint32_t i = 0; i < unit->macros.data[macro].reach_count; i++)
        use_one_macro(unit, kind, from, line,
                      unit->macro_reach.data[unit->macros.data[macro].reach_first + i]);
}

/* What is recorded as an expansion of its own there is not counted twice. */
static void use_arguments(struct unit *unit, const struct macro_expansion *expansion)
{
    const struct unit_file *file = &unit->files.data[expansion->place.file];
    struct lexer lexer;
    struct token token;

    if (!file->text || expansion->end > file->length || expansion->end <= expansion->place.offset)
        return;
    lexer_init(&lexer, file->text, expansion->end, expansion->place.offset, expansion->place.line);
    lexer_next_code(&lexer);
    for (token = lexer_next_code(&lexer); token.kind != TOKEN_END; token = lexer_next_code(&lexer)) {
        uint32_t offset = (uint32_t)(token.text - file->text), macro;

        if (token.kind != TOKEN_IDENTIFIER ||
            map64_get(&unit->expansion_places, pair_key(expansion->place.file, offset)) != MAP_NONE)
            continue;
        macro = macro_named(unit, token.text, token.length);
        if (macro != FACTS_NONE)
            macro_use(unit, USE_MACRO, expansion->place.file, token.line, macro);
    }
}

void preprocess_uses(struct unit *unit)
{
    for (uint32_t i = 0; i < unit->expansions.count; i++) {
        struct macro_expansion expansion = unit->expansions.data[i];

        if (expansion.definition == FACTS_NONE)
            continue;
        if (map64_get(&unit->condition_lines, pair_key(expansion.place.file, expansion.place.line)) ==
            MAP_NONE)
            macro_use(unit, USE_MACRO, expansion.place.file, expansion.place.line, expansion.definition);
        use_arguments(unit, &expansion);
    }
}
