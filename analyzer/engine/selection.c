/* Chooses database, root and units.
 *
 * Paths are compared as they are written and, where that fails, as they really are: a database holds the
 * spelling of the shell that ran the build, and a person stands in the same folder under another name. */
#include "analyzer/engine/selection.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/path.h"
#include "analyzer/project/upwards.h"

#define WAY_OUT                                                                                              \
    "CMake writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, Meson always, `bear -- make` for any other "  \
    "build; or name files, with their compiler flags after --"

static size_t list_length(const char *const *list)
{
    size_t length = 0;

    while (list && list[length])
        length++;
    return length;
}

bool selection_start(struct selection *selection, const struct engine_request *request, struct arena *arena,
                     struct error *error)
{
    *selection = (struct selection){.working = path_current(arena), .database = ""};
    for (size_t i = 0; i < list_length(request->paths); i++) {
        const char *path = path_absolute(arena, selection->working, request->paths[i]);

        if (!path_exists(path))
            return error_set(error, "there is no file or folder %s", request->paths[i]);
        vec_push(&selection->paths.items, path);
    }
    return true;
}

void selection_release(struct selection *selection)
{
    vec_release(&selection->paths.items);
    vec_release(&selection->headers.items);
    vec_release(&selection->chosen);
    vec_release(&selection->remarks);
}

/* The folder that -p is about. */
static const char *database_folder(const struct selection *selection, const char *database,
                                   struct arena *arena)
{
    const char *path = path_absolute(arena, selection->working, database);

    return path_is_directory(path) ? path : path_dirname(arena, path);
}

const char *selection_folder(const struct selection *selection, const struct engine_request *request,
                             struct arena *arena)
{
    if (selection->paths.items.count > 0)
        return sources_common_folder(&selection->paths, arena);
    if (request->database)
        return database_folder(selection, request->database, arena);
    return selection->working;
}

/* The file of a database that was named by its folder or itself. */
static const char *database_file(const char *given, struct arena *arena, struct error *error)
{
    static const char *const names[] = {"compile_commands.json", "compile_flags.txt"};

    if (!path_is_directory(given))
        return given;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = path_absolute(arena, given, names[i]);

        if (path_exists(path))
            return path;
    }
    error_set(error, "there is no compile_commands.json in %s; " WAY_OUT, given);
    return NULL;
}

/* Finds and reads the database, if there is to be one. */
static bool read_database(struct selection *selection, const struct engine_request *request,
                          const char *build, struct arena *arena, struct error *error)
{
    const char *file = NULL;

    if (request->database || (build[0] && !request->flags)) {
        file = path_absolute(arena, selection->working, request->database ? request->database : build);
        file = database_file(file, arena, error);
        if (!file)
            return false;
    } else if (!request->flags) {
        for (uint32_t i = 0; !file && i < selection->paths.items.count; i++)
            file = compdb_find(selection->paths.items.data[i], arena);
        if (selection->paths.items.count == 0)
            file = compdb_find(selection->working, arena);
    }
    if (!file)
        return true;
    selection->database = file;
    return compdb_read(&selection->db, file, arena, error);
}

/* Whether `file` is `path` or lies below it. */
static bool is_at(const char *file, const char *path, const char *real_path, struct arena *arena)
{
    const char *real_file;

    if (path_is_below(file, path))
        return true;
    if (!real_path)
        return false;
    real_file = path_real(arena, file);
    return real_file && path_is_below(real_file, real_path);
}

static void add_entry(struct selection *selection, const struct compile_entry *entry, bool asked)
{
    vec_push(&selection->chosen, (struct chosen_unit){*entry, asked});
}

/* The real path of each entry's file, NULL where it is gone. Asked once for all paths: with a hook's hundreds
 * of paths it would else be asked for each of them. */
static const char *const *find_real_files(const struct compdb *db, struct arena *arena)
{
    const char **real_files = ARENA_ARRAY(arena, db->entry_count + 1, const char *);

    for (size_t i = 0; i < db->entry_count; i++) {
        bool again = i > 0 && strcmp(db->entries[i].file, db->entries[i - 1].file) == 0;

        real_files[i] = again ? real_files[i - 1] : path_real(arena, db->entries[i].file);
    }
    return real_files;
}

/* Marks the entries at `path`; whether there are any. */
static bool mark_entries(struct selection *selection, const char *path, const char *const *real_files,
                         bool *marks, struct arena *arena)
{
    const char *real_path = path_real(arena, path);
    bool any = false;

    for (size_t i = 0; i < selection->db.entry_count; i++) {
        if (path_is_below(selection->db.entries[i].file, path) ||
            (real_path && real_files[i] && path_is_below(real_files[i], real_path)))
            any = marks[i] = true;
    }
    return any;
}

/* Sorts what was asked for into entries of the database, headers and files that it does not know. */
static bool sort_paths(struct selection *selection, bool *marks, struct path_list *unknown,
                       struct arena *arena, struct error *error)
{
    bool has_entries = selection->db.entry_count > 0;
    const char *const *real_files =
        selection->paths.items.count > 0 ? find_real_files(&selection->db, arena) : NULL;

    for (uint32_t i = 0; i < selection->paths.items.count; i++) {
        const char *path = selection->paths.items.data[i];
        uint32_t before = unknown->items.count;

        if (has_entries && mark_entries(selection, path, real_files, marks, arena))
            continue;
        if (path_is_directory(path)) {
            sources_below(path, unknown, arena);
            if (unknown->items.count == before)
                return error_set(error, "there is no C source in %s or below; name another folder, or a file",
                                 path);
        } else if (has_entries && source_is_header(path)) {
            vec_push(&selection->headers.items, path);
        } else {
            vec_push(&unknown->items, path);
        }
    }
    return true;
}

static const char *join(const char *const *words, struct arena *arena)
{
    struct buf text = {0};
    const char *joined;

    for (size_t i = 0; words[i]; i++)
        buf_printf(&text, "%s%s", i == 0 ? "" : " ", words[i]);
    joined = arena_strdup(arena, buf_text(&text));
    buf_release(&text);
    return joined;
}

/* Says how files are read that no database knows. `origin` is where the flags come from, NULL when there are
 * none. */
static void remark_flags(struct selection *selection, const struct compdb *made, const char *const *flags,
                         const char *origin, struct arena *arena)
{
    const char *what =
        made->entry_count == 1
            ? arena_printf(arena, "%s is", path_relative(arena, selection->working, made->entries[0].file))
            : arena_printf(arena, "%zu files are", made->entry_count);

    if (origin)
        what = arena_printf(arena, "%s read with the flags %s: %s", what, origin, join(flags, arena));
    else
        what = arena_printf(
            arena, "%s in no compile database and read with -std=gnu17; name other flags after --", what);
    vec_push(&selection->remarks, what);
}

/* Makes entries for files that no database knows. */
static bool make_entries(struct selection *selection, const struct engine_request *request,
                         const struct path_list *unknown, struct compdb *made, struct arena *arena,
                         struct error *error)
{
    static const char *const no_flags[] = {NULL};
    const char *const *flags = no_flags;
    const char *directory = selection->working, *origin = NULL;

    if (request->flags && request->flags[0]) {
        flags = request->flags;
        origin = "after --";
    } else if (selection->db.flags && selection->db.flags[0]) {
        flags = selection->db.flags;
        directory = path_dirname(arena, selection->database);
        origin = arena_printf(arena, "in %s", selection->database);
    }
    compdb_from_flags(made, unknown->items.data, unknown->items.count, directory, flags, arena);
    if (made->entry_count == 0 && unknown->items.count == 1)
        return error_set(error,
                         "%s is no C source by its name; dawdle reads .c files, and headers through them",
                         unknown->items.data[0]);
    if (made->entry_count > 0)
        remark_flags(selection, made, flags, origin, arena);
    return true;
}

/* How many of the chosen files lie below the folder. */
static size_t count_below(const struct selection *selection, const char *folder)
{
    size_t count = 0;

    for (uint32_t i = 0; i < selection->chosen.count; i++)
        count += path_is_below(selection->chosen.data[i].entry.file, folder);
    return count;
}

/* The project's root: the first of these that holds at least half of the files: the repository around the
 * database, the one around what was asked for, the folder that holds database and files, and the one that
 * holds the files. A build folder elsewhere, or a repository that only holds the build, is none. */
static void choose_root(struct selection *selection, struct arena *arena)
{
    struct path_list files = {0};
    const char *asked = selection->paths.items.count > 0 ? sources_common_folder(&selection->paths, arena)
                                                         : selection->working;
    const char *candidates[4] = {NULL};
    size_t count = 0;

    for (uint32_t i = 0; i < selection->chosen.count; i++)
        vec_push(&files.items, path_dirname(arena, selection->chosen.data[i].entry.file));
    if (selection->database[0])
        candidates[count++] = upwards_repository(path_dirname(arena, selection->database), arena);
    candidates[count++] = upwards_repository(asked, arena);
    if (!selection->database[0] && count_below(selection, selection->working) == selection->chosen.count)
        candidates[count++] = selection->working;
    selection->root = sources_common_folder(&files, arena);
    if (selection->database[0]) {
        vec_push(&files.items, path_dirname(arena, selection->database));
        candidates[count++] = sources_common_folder(&files, arena);
    }
    vec_release(&files.items);
    for (size_t i = 0; i < count; i++) {
        if (candidates[i] && strcmp(candidates[i], "/") != 0 &&
            2 * count_below(selection, candidates[i]) >= selection->chosen.count) {
            selection->root = candidates[i];
            return;
        }
    }
}

/* Merges two sorted lists: the entries asked for and those made for unknown files. */
static bool choose_entries(struct selection *selection, const struct engine_request *request,
                           struct arena *arena, struct error *error)
{
    bool *marks = ARENA_ARRAY(arena, selection->db.entry_count + 1, bool);
    bool all = selection->paths.items.count == 0;
    struct path_list unknown = {0};
    struct compdb made = {0};
    size_t next = 0;
    bool ok = sort_paths(selection, marks, &unknown, arena, error) &&
              (unknown.items.count == 0 || make_entries(selection, request, &unknown, &made, arena, error));

    for (size_t i = 0; ok && i < selection->db.entry_count; i++) {
        const struct compile_entry *entry = &selection->db.entries[i];

        if (!all && !marks[i] && selection->headers.items.count == 0)
            continue;
        while (next < made.entry_count && strcmp(made.entries[next].file, entry->file) < 0)
            add_entry(selection, &made.entries[next++], true);
        add_entry(selection, entry, all || marks[i]);
    }
    while (ok && next < made.entry_count)
        add_entry(selection, &made.entries[next++], true);
    vec_release(&unknown.items);
    return ok;
}

static bool check_language(const struct selection *selection, struct error *error)
{
    for (uint32_t i = 0; i < selection->chosen.count; i++) {
        if (selection->chosen.data[i].entry.language == LANGUAGE_C)
            return true;
    }
    if (selection->chosen.count == 0)
        return error_set(error, "there is no C source among what was named");
    return error_set(error,
                     "there is no C among the %u sources that were named: dawdle reads C, and skips other "
                     "languages",
                     selection->chosen.count);
}

bool selection_choose(struct selection *selection, const struct engine_request *request, const char *build,
                      struct arena *arena, struct error *error)
{
    if (!read_database(selection, request, build, arena, error))
        return false;
    if (selection->paths.items.count == 0) {
        if (request->flags && !selection->database[0])
            return error_set(error, "name the files or folders that are read with the flags after --");
        if (!selection->database[0])
            return error_set(error, "no compile database was found from %s upwards; " WAY_OUT,
                             selection->working);
        /* Flags for any file of their folder. */
        if (selection->db.flags)
            vec_push(&selection->paths.items, path_dirname(arena, selection->database));
    }
    if (!choose_entries(selection, request, arena, error) || !check_language(selection, error))
        return false;
    choose_root(selection, arena);
    return true;
}

bool selection_includes(const struct selection *selection, const struct facts *facts, struct arena *arena)
{
    for (uint32_t i = 0; i < selection->headers.items.count; i++) {
        const char *header = selection->headers.items.data[i];
        const char *real_header = path_real(arena, header);

        for (uint32_t file = 0; file < facts->files_count; file++) {
            const char *path = facts_string(facts, facts->files[file].path);

            /* Asking what a path really is is slow: only for those that can be it. */
            if (strcmp(path_basename(path), path_basename(header)) == 0 &&
                is_at(path_absolute(arena, selection->root, path), header, real_header, arena))
                return true;
        }
    }
    return false;
}
