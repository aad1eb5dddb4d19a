/* Reads a compile database and makes one list of distinct readings of files out of it.
 *
 * What is broken in the file as a whole is an error; a command that cannot be read is the trouble of its unit
 * alone and stands in the entry. Sorting before merging makes the list independent of the order in which a
 * build happened to run. */
#include "analyzer/project/compdb.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/io.h"
#include "analyzer/base/json.h"
#include "analyzer/base/path.h"
#include "analyzer/base/vec.h"
#include "analyzer/project/upwards.h"
#include "analyzer/project/words.h"

#define DATABASE_NAME  "compile_commands.json"
#define FLAGS_NAME     "compile_flags.txt"
#define DATABASE_BYTES ((size_t)512 << 20)
#define FLAGS_BYTES    ((size_t)1 << 20)
#define WAY_OUT                                                                                              \
    "CMake writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, Meson always, and `bear -- make` for any "    \
    "other build"

typedef VEC(struct compile_entry)
entry_list;

/* The database while it is read. */
struct reader {
    struct json json;
    const char *folder; /* that it lies in; absolute */
    struct arena *arena;
    struct error *error;
    entry_list entries;
    size_t ignored;
};

static int compare_lists(const char *const *a, const char *const *b)
{
    for (;; a++, b++) {
        if (!*a || !*b)
            return (*a != NULL) - (*b != NULL);
        int order = strcmp(*a, *b);
        if (order)
            return order;
    }
}

/* Order of what is read; entries that are alike in it are one. */
static int compare_readings(const struct compile_entry *a, const struct compile_entry *b)
{
    int order = strcmp(a->file, b->file);

    if (!order)
        order = compare_lists(a->arguments, b->arguments);
    if (!order)
        order = strcmp(a->directory, b->directory);
    if (!order)
        order = (int)a->language - (int)b->language;
    return order ? order : strcmp(a->problem, b->problem);
}

static int compare_entries(const void *left, const void *right)
{
    const struct compile_entry *a = left, *b = right;
    int order = compare_readings(a, b);

    /* Of several outputs the first by name stays, and any before none. */
    if (!order)
        order = (a->output[0] == '\0') - (b->output[0] == '\0');
    return order ? order : strcmp(a->output, b->output);
}

static void settle_entries(struct compdb *db, const entry_list *list, struct arena *arena)
{
    db->entries = ARENA_ARRAY(arena, (size_t)list->count + 1, struct compile_entry);
    db->entry_count = 0;
    if (list->count > 0)
        qsort(list->data, list->count, sizeof *list->data, compare_entries);
    for (uint32_t i = 0; i < list->count; i++) {
        if (db->entry_count == 0 || compare_readings(&db->entries[db->entry_count - 1], &list->data[i]) != 0)
            db->entries[db->entry_count++] = list->data[i];
    }
}

/* A text under `key`, "" when there is none. */
static bool read_text(struct reader *reader, const cJSON *object, const char *key, const char **text)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    *text = "";
    if (!item || cJSON_IsNull(item))
        return true;
    if (!cJSON_IsString(item))
        return json_error(&reader->json, item, reader->error, "\"%s\" of an entry is a text in quotes", key);
    *text = arena_strdup(reader->arena, item->valuestring);
    return true;
}

/* The words of "arguments", else of "command". A command that the shell could not read either is a problem of
 * the entry. */
static bool read_command(struct reader *reader, const cJSON *object, struct words *words,
                         struct error *problem)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, "arguments");
    const char *command;

    if (list && !cJSON_IsArray(list))
        return json_error(&reader->json, list, reader->error, "\"arguments\" of an entry is a list of texts");
    for (const cJSON *word = list ? list->child : NULL; word; word = word->next) {
        if (!cJSON_IsString(word))
            return json_error(&reader->json, word, reader->error,
                              "\"arguments\" of an entry is a list of texts in quotes");
        vec_push(&words->items, arena_strdup(reader->arena, word->valuestring));
    }
    if (!read_text(reader, object, "command", &command))
        return false;
    if (words->items.count == 0)
        words_split(words, command, WORDS_SHELL, reader->arena, problem);
    return true;
}

/* Build steps can be several commands in a row; the one that names the file is meant, else the first. */
static const char *const *choose_step(const struct words *words, const char *file, struct arena *arena)
{
    const char **step = ARENA_ARRAY(arena, (size_t)words->items.count + 1, const char *);
    const char *name = path_basename(file);
    size_t length = 0, first_length = 0;

    for (uint32_t i = 0; i <= words->items.count; i++) {
        const char *word = i < words->items.count ? words->items.data[i] : ";";
        bool ends = !strcmp(word, "&&") || !strcmp(word, "||") || !strcmp(word, ";") || !strcmp(word, "|");

        if (!ends) {
            step[length++] = word;
            continue;
        }
        for (size_t j = 0; file[0] && j < length; j++) {
            if (strcmp(path_basename(step[j]), name) == 0) {
                step[length] = NULL;
                return step;
            }
        }
        if (i < words->items.count)
            length = 0;
        if (first_length == 0)
            first_length = i;
    }
    for (uint32_t i = 0; i < first_length; i++)
        step[i] = words->items.data[i];
    step[first_length] = NULL;
    return step;
}

static void add_entry(struct reader *reader, const struct words *words, const char *directory,
                      const char *file, const char *output, struct error *problem)
{
    struct compile_entry entry = {.file = file, .output = output};
    bool compiles =
        compdb_arguments(&entry, choose_step(words, file, reader->arena), directory, reader->arena, problem);

    if (problem->text[0] && entry.file)
        entry.problem = arena_strdup(reader->arena, problem->text);
    else if (!compiles)
        entry.file = NULL;
    if (entry.file)
        vec_push(&reader->entries, entry);
    else
        reader->ignored++;
}

static bool read_entry(struct reader *reader, const cJSON *object)
{
    const char *directory, *file, *output;
    struct words words = {0};
    struct error problem = {{0}};
    bool ok;

    if (!cJSON_IsObject(object))
        return json_error(&reader->json, object, reader->error,
                          "an entry of a compile database is an object: { \"file\": ... }");
    if (!read_text(reader, object, "directory", &directory) || !read_text(reader, object, "file", &file) ||
        !read_text(reader, object, "output", &output))
        return false;
    directory = path_absolute(reader->arena, reader->folder, directory);
    if (output[0])
        output = path_absolute(reader->arena, directory, output);
    ok = read_command(reader, object, &words, &problem);
    if (ok)
        add_entry(reader, &words, directory, file, output, &problem);
    words_release(&words);
    return ok;
}

static bool read_entries(struct reader *reader)
{
    const cJSON *root = reader->json.root;

    if (!cJSON_IsArray(root))
        return json_error(&reader->json, root, reader->error, "a compile database is a list: [ ... ]");
    for (const cJSON *object = root->child; object; object = object->next) {
        if (!read_entry(reader, object))
            return false;
    }
    if (reader->entries.count > 0)
        return true;
    if (reader->ignored > 0)
        return error_set(reader->error, "%s: no entry of this compile database compiles a file; " WAY_OUT,
                         reader->json.name);
    return error_set(reader->error,
                     "%s: the compile database is empty; build the project anew and in full, for " WAY_OUT,
                     reader->json.name);
}

static bool read_database(struct compdb *db, const char *path, const struct buf *text, struct arena *arena,
                          struct error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    bool ok;

    if (text->length == strspn(buf_text(text), " \t\r\n"))
        return error_set(error, "%s: the file is empty; build the project anew, for " WAY_OUT, path);
    reader.folder = path_dirname(arena, path_absolute(arena, path_current(arena), path));
    if (!json_parse(&reader.json, path, buf_text(text), text->length, error))
        return false;
    ok = read_entries(&reader);
    if (ok)
        settle_entries(db, &reader.entries, arena);
    db->ignored = reader.ignored;
    vec_release(&reader.entries);
    json_release(&reader.json);
    return ok;
}

static void read_flags(struct compdb *db, const struct buf *text, struct arena *arena)
{
    VEC(const char *)
    flags = {0};
    const char *line = buf_text(text), *const end = line + text->length;
    const char **list;

    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((newline ? newline : end) - line);
        size_t start = 0;

        while (start < length && strchr(" \t\r", line[start]))
            start++;
        while (length > start && strchr(" \t\r", line[length - 1]))
            length--;
        if (length > start)
            vec_push(&flags, arena_strndup(arena, line + start, length - start));
        line = newline ? newline + 1 : end;
    }
    list = ARENA_ARRAY(arena, (size_t)flags.count + 1, const char *);
    for (uint32_t i = 0; i < flags.count; i++)
        list[i] = flags.data[i];
    db->flags = list;
    vec_release(&flags);
}

bool compdb_read(struct compdb *db, const char *path, struct arena *arena, struct error *error)
{
    bool flags = strcmp(path_basename(path), FLAGS_NAME) == 0;
    struct buf text = {0};
    bool ok;

    *db = (struct compdb){.path = arena_strdup(arena, path)};
    if (path_is_directory(path))
        return error_set(error, "%s is a directory; name the " DATABASE_NAME " in it", path);
    if (!path_exists(path))
        return error_set(error, "there is no compile database %s; " WAY_OUT, path);
    ok = io_read_file(path, flags ? FLAGS_BYTES : DATABASE_BYTES, &text, error);
    if (ok && memchr(buf_text(&text), '\0', text.length))
        ok = error_set(error, "%s: the file holds a NUL byte, so it is no compile database; " WAY_OUT, path);
    if (ok && flags)
        read_flags(db, &text, arena);
    else if (ok)
        ok = read_database(db, path, &text, arena, error);
    buf_release(&text);
    return ok;
}

void compdb_from_flags(struct compdb *db, const char *const *files, size_t file_count, const char *directory,
                       const char *const *flags, struct arena *arena)
{
    static const char *const default_flags[] = {"-std=gnu17", NULL};
    const char *const *given = flags && flags[0] ? flags : default_flags;
    entry_list entries = {0};
    size_t count = 0;
    const char **command;

    while (given[count])
        count++;
    /* A whole command, so that given flags go the way of a database's. */
    command = ARENA_ARRAY(arena, count + 4, const char *);
    command[0] = "cc";
    memcpy(command + 1, given, count * sizeof *given);
    command[count + 1] = "-c";
    *db = (struct compdb){.path = ""};
    for (size_t i = 0; i < file_count; i++) {
        struct compile_entry entry = {.file = files[i]};
        struct error problem = {{0}};

        command[count + 2] = files[i];
        compdb_arguments(&entry, command, directory, arena, &problem);
        if (problem.text[0])
            entry.problem = arena_strdup(arena, problem.text);
        if (entry.file)
            vec_push(&entries, entry);
        else
            db->ignored++;
    }
    settle_entries(db, &entries, arena);
    vec_release(&entries);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* DATABASE_NAME in the first folder of `directory` by name that has it. */
static const char *probe_subfolders(const char *directory, struct arena *arena)
{
    VEC(const char *)
    names = {0};
    const char *found = NULL;
    struct dirent *item;
    DIR *dir = opendir(directory);

    if (!dir)
        return NULL;
    while ((item = readdir(dir)) != NULL) {
        const char *path;

        if (item->d_name[0] == '.')
            continue;
        path = arena_printf(arena, "%s/%s/" DATABASE_NAME, directory, item->d_name);
        if (path_exists(path))
            vec_push(&names, path);
    }
    closedir(dir);
    if (names.count > 0) {
        qsort(names.data, names.count, sizeof *names.data, compare_names);
        found = names.data[0];
    }
    vec_release(&names);
    return found;
}

static const char *probe_database(const char *folder, struct arena *arena)
{
    static const char *const places[] = {DATABASE_NAME, "build/" DATABASE_NAME, NULL, "out/" DATABASE_NAME};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *path;

        if (!places[i]) {
            path = probe_subfolders(path_absolute(arena, folder, "build"), arena);
            if (path)
                return path;
            continue;
        }
        path = path_absolute(arena, folder, places[i]);
        if (path_exists(path))
            return path;
    }
    return NULL;
}

static const char *probe_flags(const char *folder, struct arena *arena)
{
    const char *path = path_absolute(arena, folder, FLAGS_NAME);

    return path_exists(path) ? path : NULL;
}

const char *compdb_find(const char *path, struct arena *arena)
{
    const char *folder = path_is_directory(path) ? path : path_dirname(arena, path);
    const char *found = upwards_find(folder, probe_database, arena);

    return found ? found : upwards_find(folder, probe_flags, arena);
}
