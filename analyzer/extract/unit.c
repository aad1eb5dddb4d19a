/* The order of the work on one unit: preprocessor first, because every node asks which macro it comes from;
 * then bodies; comments last, when it is known which headers had any. */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/extract/parse.h"

static enum CXChildVisitResult visit_top(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct unit *unit = data;

    (void)parent;
    if (clang_isPreprocessing(cursor.kind)) {
        preprocess_cursor(unit, cursor);
    } else {
        unit_count_code(unit, cursor);
        if (!clang_Location_isInSystemHeader(clang_getCursorLocation(cursor)))
            vec_push(&unit->declarations, cursor);
    }
    return CXChildVisit_Continue;
}

/* The option whose value is a path, with that value behind it or in the next argument; or NULL. */
static const char *path_option(const char *argument)
{
    static const char *const options[] = {"-I",       "-iquote",    "-isystem",  "-idirafter", "-include",
                                          "-imacros", "--sysroot=", "-isysroot", "-iprefix",   "--sysroot"};

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        size_t length = strlen(options[i]);

        if (strncmp(argument, options[i], length) == 0)
            return argument + length;
    }
    return NULL;
}

/* A path of the command as the block writes it. */
static const char *argument_path(struct unit *unit, const char *path)
{
    return path_below(path_absolute(&unit->arena, unit->request->directory, path), unit->request->root);
}

/* The arguments, one a line, with paths relative to the root; they tell units of one file apart. */
static uint32_t arguments_text(struct unit *unit)
{
    const struct request *request = unit->request;
    struct buf text = {0};
    bool is_path = false;
    uint32_t string;

    for (size_t i = 0; i < request->argument_count; i++) {
        const char *argument = request->arguments[i], *path = path_option(argument);

        if (i > 0)
            buf_addch(&text, '\n');
        if (is_path) {
            buf_addstr(&text, argument_path(unit, argument));
            is_path = false;
            continue;
        }
        if (path && *path) {
            buf_add(&text, argument, (size_t)(path - argument));
            buf_addstr(&text, argument_path(unit, path));
        } else {
            buf_addstr(&text, argument);
            is_path = path != NULL;
        }
    }
    string = unit_string(unit, buf_text(&text), text.length);
    buf_release(&text);
    return string;
}

static bool add_main_file(struct unit *unit, struct error *error)
{
    CXFile handle = clang_getFile(unit->tu, unit->request->file);

    if (!handle)
        return error_set(error, "clang did not read it");
    unit->builder->unit.file = unit_file_index(unit, handle);
    return true;
}

static bool walk_unit(struct unit *unit, struct error *error)
{
    if (!add_main_file(unit, error))
        return false;
    unit->builder->unit.arguments = arguments_text(unit);
    clang_visitChildren(clang_getTranslationUnitCursor(unit->tu), visit_top, unit);
    texts_conditions(unit);
    preprocess_uses(unit);
    declarations_walk(unit);
    texts_skipped(unit);
    texts_comments(unit);
    diagnostics_add(unit);
    return true;
}

static void unit_release(struct unit *unit)
{
    map64_release(&unit->file_handles);
    map_release(&unit->file_paths);
    vec_release(&unit->files);
    map64_release(&unit->symbol_ids);
    map64_release(&unit->type_ids);
    map_release(&unit->type_keys);
    map64_release(&unit->record_fields);
    vec_release(&unit->fields);
    vec_release(&unit->declarations);
    vec_release(&unit->children);
    vec_release(&unit->macros);
    map_release(&unit->macro_names);
    vec_release(&unit->macro_heads);
    map64_release(&unit->macro_places);
    vec_release(&unit->expansions);
    map64_release(&unit->expansion_places);
    vec_release(&unit->macro_reach);
    map64_release(&unit->condition_lines);
    map64_release(&unit->use_ids);
    map64_release(&unit->home_ids);
    vec_release(&unit->homes);
    clang_disposeTranslationUnit(unit->tu);
    arena_release(&unit->arena);
}

bool unit_extract(const struct request *request, CXIndex index, struct buf *block, bool *crashed,
                  struct error *error)
{
    struct facts_builder builder;
    struct unit unit = {.request = request, .builder = &builder, .function = FACTS_NONE, .file = FACTS_NONE};
    bool done;

    if (!parse_unit(request, index, &unit.tu, crashed, error))
        return false;
    builder_init(&builder);
    done = walk_unit(&unit, error);
    if (done)
        facts_build(&builder, block);
    unit_release(&unit);
    builder_release(&builder);
    return done;
}
