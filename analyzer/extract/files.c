/* Files and places. libclang's file handles become indices once, by way of the normal path, so that one file
 * reached under two spellings is one file; the text that was parsed is at hand for what the tree leaves out.
 */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/base/path.h"

/* Lines as editors count them: a last line without its end counts. */
static uint32_t count_lines(const char *text, size_t length)
{
    const char *end = text + length, *at = text;
    uint32_t lines = length > 0 && text[length - 1] != '\n';

    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        lines++;
        at++;
    }
    return lines;
}

static uint32_t file_flags(struct unit *unit, CXFile handle, const char *path)
{
    CXSourceLocation start = clang_getLocationForOffset(unit->tu, handle, 0);
    uint32_t flags = 0;

    if (strcmp(path, unit->request->file) == 0)
        flags |= FILE_MAIN;
    if (clang_Location_isInSystemHeader(start))
        flags |= FILE_SYSTEM;
    else if (path_is_below(path, unit->request->root))
        flags |= FILE_PROJECT;
    if (clang_isFileMultipleIncludeGuarded(unit->tu, handle))
        flags |= FILE_GUARDED;
    return flags;
}

static uint32_t add_file(struct unit *unit, CXFile handle, const char *path)
{
    struct facts_builder *builder = unit->builder;
    const char *relative = path_below(path, unit->request->root);
    size_t length = 0;
    const char *text = clang_getFileContents(unit->tu, handle, &length);
    uint32_t file = builder->files.count;

    vec_push(&builder->files, (struct fact_file){.path = builder_string(builder, relative),
                                                 .flags = file_flags(unit, handle, path),
                                                 .lines = text ? count_lines(text, length) : 0,
                                                 .bytes = text ? (uint32_t)length : 0});
    vec_push(
        &unit->files,
        (struct unit_file){.handle = handle, .path = relative, .text = text, .length = text ? length : 0});
    return file;
}

uint32_t unit_file_index(struct unit *unit, CXFile handle)
{
    uint64_t key = (uint64_t)(uintptr_t)handle;
    uint32_t file;

    if (!handle)
        return FACTS_NONE;
    if (handle == unit->last_handle)
        return unit->last_file;
    file = map64_get(&unit->file_handles, key);
    if (file == MAP_NONE) {
        const char *name = unit_copy_string(unit, clang_getFileName(handle));
        const char *path = path_absolute(&unit->arena, unit->request->directory, name);

        file = map_get_str(&unit->file_paths, path);
        if (file == MAP_NONE) {
            file = add_file(unit, handle, path);
            map_put_str(&unit->file_paths, path, file);
        }
        map64_put(&unit->file_handles, key, file);
    }
    unit->last_handle = handle;
    unit->last_file = file;
    return file;
}

bool unit_file_has(const struct unit *unit, uint32_t file, uint32_t flag)
{
    return file != FACTS_NONE && unit->builder->files.data[file].flags & flag;
}

/* Declarations may share lines (a struct and its typedef), so only lines behind the last one count; a step
 * back to before that one is another inclusion of the file. */
void unit_count_code(struct unit *unit, CXCursor declaration)
{
    CXSourceRange extent = clang_getCursorExtent(declaration);
    struct place start = unit_place(unit, clang_getRangeStart(extent));
    struct place end = unit_place(unit, clang_getRangeEnd(extent));
    struct unit_file *file;

    if (start.file == FACTS_NONE || start.file != end.file || end.line < start.line)
        return;
    file = &unit->files.data[start.file];
    if (start.line < file->code_first || start.line > file->code_last)
        unit->builder->files.data[start.file].code += end.line - start.line + 1;
    else if (end.line > file->code_last)
        unit->builder->files.data[start.file].code += end.line - file->code_last;
    file->code_first = start.line;
    file->code_last = end.line;
}

struct place unit_place(struct unit *unit, CXSourceLocation location)
{
    struct place place;
    CXFile handle;

    clang_getFileLocation(location, &handle, &place.line, &place.column, &place.offset);
    place.file = unit_file_index(unit, handle);
    return place;
}

struct place unit_offset(struct unit *unit, CXSourceLocation location)
{
    struct place place = {0};
    CXFile handle;

    clang_getFileLocation(location, &handle, NULL, NULL, &place.offset);
    place.file = unit_file_index(unit, handle);
    return place;
}

struct place unit_spelling_place(struct unit *unit, CXSourceLocation location)
{
    struct place place;
    CXFile handle;

    clang_getSpellingLocation(location, &handle, &place.line, &place.column, &place.offset);
    place.file = unit_file_index(unit, handle);
    return place;
}

uint32_t unit_expansion_at(struct unit *unit, CXSourceLocation location)
{
    CXFile handle;
    unsigned offset;
    uint32_t file;

    clang_getExpansionLocation(location, &handle, NULL, NULL, &offset);
    file = unit_file_index(unit, handle);
    return file == FACTS_NONE ? FACTS_NONE : map64_get(&unit->expansion_places, pair_key(file, offset));
}
