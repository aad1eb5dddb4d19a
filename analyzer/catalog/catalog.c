/* The catalog in memory: all entries in one array in the order they were read, and a map from each name to
 * the last of them, so that a project's entry hides the one that ships. Globs are few and are tried one after
 * the other, and only for names that have no entry of their own. */
#include "analyzer/catalog/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/embedded.h"
#include "analyzer/base/path.h"
#include "analyzer/base/word.h"
#include "analyzer/catalog/entries.h"

#define REFERENCES_FILE "refs.json"

extern const struct embedded_file catalog_files[];

/* Rows for one bit of enum effect, highest bit outermost: each doubles the table, so that the mask is the
 * index and the words stand in the order of the bits. E: no word yet; W: the words so far. */
#define W0(words) words
#define W1(words) W0(words), W0("network and " words)
#define W2(words) W1(words), W1("database and " words)
#define W3(words) W2(words), W2("dns and " words)
#define W4(words) W3(words), W3("process and " words)
#define W5(words) W4(words), W4("ipc and " words)
#define W6(words) W5(words), W5("sync-io and " words)
#define E0        ""
#define E1        E0, W0("network")
#define E2        E1, W1("database")
#define E3        E2, W2("dns")
#define E4        E3, W3("process")
#define E5        E4, W4("ipc")
#define E6        E5, W5("sync-io")
#define E7        E6, W6("local-database")

const char *effect_text(unsigned effects)
{
    static const char *const texts[] = {E7};
    if (effects >= sizeof texts / sizeof *texts)
        BUG("effects %#x", effects);
    return texts[effects];
}

/* Puts the entries behind those that are there. The map cannot replace a value, so it is made anew. */
static void add_entries(struct catalog *catalog, const struct entries *entries)
{
    size_t old_functions = catalog->function_count, old_handlers = catalog->handler_count;
    size_t functions = old_functions + entries->functions.count;
    size_t handlers = old_handlers + entries->handlers.count;
    struct catalog_function *all = ARENA_ARRAY(catalog->arena, functions, struct catalog_function);
    struct catalog_handler *all_handlers = ARENA_ARRAY(catalog->arena, handlers, struct catalog_handler);

    for (size_t i = 0; i < functions; i++)
        all[i] = i < old_functions ? catalog->functions[i] : entries->functions.data[i - old_functions];
    for (size_t i = 0; i < handlers; i++)
        all_handlers[i] = i < old_handlers ? catalog->handlers[i] : entries->handlers.data[i - old_handlers];

    catalog->functions = all;
    catalog->function_count = functions;
    catalog->handlers = all_handlers;
    catalog->handler_count = handlers;

    uint32_t *globs = ARENA_ARRAY(catalog->arena, functions, uint32_t);
    catalog->globs = globs;
    catalog->glob_count = 0;
    map_release(&catalog->function_ids);
    for (size_t i = functions; i-- > 0;) {
        if (entry_is_glob(all[i].name))
            globs[catalog->glob_count++] = (uint32_t)i;
        else
            map_put_str(&catalog->function_ids, all[i].name, (uint32_t)i);
    }
}

static void add_words(struct catalog *catalog, const struct entries *entries)
{
    for (size_t kind = 0; kind < WORDS_KINDS; kind++) {
        size_t count = 0, more = entries->words[kind].count;
        const char **all;

        while (catalog->words[kind] && catalog->words[kind][count])
            count++;
        all = ARENA_ARRAY(catalog->arena, count + more + 1, const char *);
        for (size_t i = 0; i < count; i++)
            all[i] = catalog->words[kind][i];
        for (size_t i = 0; i < more; i++)
            all[count + i] = entries->words[kind].data[i];
        catalog->words[kind] = all;
    }
}

static int compare_references(const void *a, const void *b)
{
    const struct catalog_reference *left = a, *right = b;
    return strcmp(left->id, right->id);
}

static const char *reference_text(const struct json *json, const cJSON *item, const char *key,
                                  struct arena *arena)
{
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, key);
    struct error error;
    if (!cJSON_IsString(value) || !value->valuestring[0]) {
        json_error(json, item, &error, "a reference without \"%s\"", key);
        BUG("%s", error.text);
    }
    return arena_strdup(arena, value->valuestring);
}

static void load_references(struct catalog *catalog, const struct json *json)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(json->root, "refs");
    size_t count = (size_t)cJSON_GetArraySize(list);
    struct catalog_reference *references = ARENA_ARRAY(catalog->arena, count, struct catalog_reference);
    size_t i = 0;
    for (const cJSON *item = list ? list->child : NULL; item; item = item->next, i++) {
        references[i].id = reference_text(json, item, "id", catalog->arena);
        references[i].kind = reference_text(json, item, "kind", catalog->arena);
        references[i].title = reference_text(json, item, "title", catalog->arena);
        references[i].document = reference_text(json, item, "document", catalog->arena);
        references[i].meaning = reference_text(json, item, "meaning", catalog->arena);
    }
    qsort(references, count, sizeof *references, compare_references);
    catalog->references = references;
    catalog->reference_count = count;
}

void catalog_load(struct catalog *catalog, struct arena *arena)
{
    *catalog = (struct catalog){.arena = arena};
    struct entries entries = {0};
    for (const struct embedded_file *file = catalog_files; file->name; file++) {
        struct json json;
        struct error error;
        if (!json_parse(&json, file->name, file->bytes, file->length, &error))
            BUG("%s", error.text);
        if (strcmp(file->name, REFERENCES_FILE) == 0)
            load_references(catalog, &json);
        else if (!entries_read_file(&entries, &json, arena, &error))
            BUG("%s", error.text);
        json_release(&json);
    }
    add_entries(catalog, &entries);
    add_words(catalog, &entries);
    entries_release(&entries);
}

void catalog_release(struct catalog *catalog)
{
    map_release(&catalog->function_ids);
}

/* Families that no library is behind: of a project's settings, and of names.json. */
static const char project_family[] = "project", guess_family[] = "names";

bool catalog_extend(struct catalog *catalog, const struct json *json, const cJSON *object,
                    struct error *error)
{
    const struct entry_source source = {.family = project_family,
                                        .library = "this project",
                                        .documentation = arena_strdup(catalog->arena, json->name)};
    struct entries entries = {0};
    bool ok = entries_read(&entries, json, object, &source, catalog->arena, error);
    if (ok) {
        add_entries(catalog, &entries);
        add_words(catalog, &entries);
    }
    entries_release(&entries);
    return ok;
}

static const struct catalog_function *find_exact(const struct catalog *catalog, const char *name,
                                                 size_t length)
{
    uint32_t index = map_get(&catalog->function_ids, name, length);
    return index == MAP_NONE ? NULL : &catalog->functions[index];
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What the compiler's or the C library's own spelling stands for: `__builtin_X` and `__X_chk` for X. */
static const struct catalog_function *find_spelling(const struct catalog *catalog, const char *name)
{
    static const char builtin[] = "__builtin_", checked[] = "_chk";
    if (has_prefix(name, builtin)) {
        name += sizeof builtin - 1;
        const struct catalog_function *found = find_exact(catalog, name, strlen(name));
        if (found)
            return found;
    }
    size_t length = strlen(name);
    size_t tail = sizeof checked - 1;
    if (has_prefix(name, "__") && length > 2 + tail && strcmp(name + length - tail, checked) == 0)
        return find_exact(catalog, name + 2, length - 2 - tail);
    return NULL;
}

const struct catalog_function *catalog_find(const struct catalog *catalog, const char *name)
{
    const struct catalog_function *found = find_exact(catalog, name, strlen(name));
    if (!found && has_prefix(name, "__"))
        found = find_spelling(catalog, name);
    for (size_t i = 0; !found && i < catalog->glob_count; i++) {
        const struct catalog_function *glob = &catalog->functions[catalog->globs[i]];
        if (path_matches(glob->name, name))
            found = glob;
    }
    return found;
}

const struct catalog_reference *catalog_reference(const struct catalog *catalog, const char *id)
{
    const struct catalog_reference key = {.id = id};
    return bsearch(&key, catalog->references, catalog->reference_count, sizeof key, compare_references);
}

bool catalog_has_word(const struct catalog *catalog, enum word_kind kind, const char *text)
{
    for (const char *const *word = catalog->words[kind]; *word; word++)
        if (word_find(text, *word))
            return true;
    return false;
}

bool catalog_is_word(const struct catalog *catalog, enum word_kind kind, const char *text)
{
    for (const char *const *word = catalog->words[kind]; *word; word++)
        if (strcmp(text, *word) == 0)
            return true;
    return false;
}

bool catalog_has_piece(const struct catalog *catalog, enum word_kind kind, const char *text)
{
    for (const char *const *word = catalog->words[kind]; *word; word++)
        if (strcasestr(text, *word))
            return true;
    return false;
}

bool catalog_is_project(const struct catalog_function *function)
{
    return strcmp(function->family, project_family) == 0;
}

bool catalog_handler_is_project(const struct catalog_handler *handler)
{
    return strcmp(handler->family, project_family) == 0;
}

bool catalog_handler_is_guess(const struct catalog_handler *handler)
{
    return strcmp(handler->family, guess_family) == 0;
}
