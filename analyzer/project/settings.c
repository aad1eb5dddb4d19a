/* Reads dawdle.json strictly: a misspelt key that did nothing would look like a setting that does not work.
 *
 * Each key has one reader in a table, which is also the list of known keys. "functions", "handlers" and
 * "words" are the catalog's format; here only their shape is checked, their items are read by
 * catalog_extend(). */
#include "analyzer/project/settings.h"

#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"
#include "analyzer/project/upwards.h"

#define SETTINGS_NAME       "dawdle.json"
#define SETTINGS_BYTES      ((size_t)4 << 20)
#define HEAVY_INCLUDE_LINES 2000
#define SMALL_BOUND         64
#define THRESHOLD_MAX       1000000
#define LENGTH(array)       (sizeof(array) / sizeof *(array))

struct reader {
    struct settings *settings;
    const char *const *known_rules;
    const struct json *json;
    struct arena *arena;
    struct error *error;
};

typedef bool read_value(struct reader *reader, const cJSON *item);

struct key {
    const char *name;
    read_value *read;
};

void settings_default(struct settings *settings)
{
    *settings = (struct settings){.path = "",
                                  .directory = "",
                                  .runtime = "auto",
                                  .reference_base = "",
                                  .build = "",
                                  .heavy_include_lines = HEAVY_INCLUDE_LINES,
                                  .small_bound = SMALL_BOUND};
}

void settings_release(struct settings *settings)
{
    if (settings->document)
        json_release(settings->document);
    settings->document = NULL;
}

/* Hands each member of `object` to its reader. `where` names the object in messages: "the settings". */
static bool read_members(struct reader *reader, const cJSON *object, const char *where,
                         const struct key *keys, size_t count)
{
    for (const cJSON *item = object->child; item; item = item->next) {
        size_t i = 0;

        while (i < count && strcmp(keys[i].name, item->string) != 0)
            i++;
        if (i == count) {
            struct buf names = {0};

            for (size_t j = 0; j < count; j++)
                buf_printf(&names, "%s%s", j == 0 ? "" : ", ", keys[j].name);
            json_error(reader->json, item, reader->error, "unknown key \"%s\" in %s; the keys are %s",
                       item->string, where, buf_text(&names));
            buf_release(&names);
            return false;
        }
        if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
            return json_error(reader->json, item, reader->error, "\"%s\" is there twice; keep one",
                              item->string);
        if (!keys[i].read(reader, item))
            return false;
    }
    return true;
}

static bool read_text(struct reader *reader, const cJSON *item, const char **text)
{
    if (!cJSON_IsString(item) || !item->valuestring[0])
        return json_error(reader->json, item, reader->error, "\"%s\" is a text in quotes", item->string);
    *text = arena_strdup(reader->arena, item->valuestring);
    return true;
}

static bool read_schema(struct reader *reader, const cJSON *item)
{
    const char *ignored;

    return read_text(reader, item, &ignored);
}

static bool is_rule(const struct reader *reader, const char *name)
{
    for (const char *const *rule = reader->known_rules; *rule; rule++) {
        if (strcmp(*rule, name) == 0)
            return true;
    }
    return false;
}

static bool read_level(struct reader *reader, const cJSON *item, enum setting_level *level)
{
    static const struct {
        const char *name;
        enum setting_level level;
    } levels[] = {{"on", SETTING_UNSET},
                  {"off", SETTING_OFF},
                  {"note", SETTING_NOTE},
                  {"warning", SETTING_WARNING},
                  {"error", SETTING_ERROR}};

    for (size_t i = 0; cJSON_IsString(item) && i < LENGTH(levels); i++) {
        if (strcmp(item->valuestring, levels[i].name) == 0) {
            *level = levels[i].level;
            return true;
        }
    }
    return json_error(reader->json, item, reader->error,
                      "the level of \"%s\" is \"on\", \"off\", \"note\", \"warning\" or \"error\"",
                      item->string);
}

static bool read_rules(struct reader *reader, const cJSON *object)
{
    struct settings *settings = reader->settings;

    if (!cJSON_IsObject(object))
        return json_error(reader->json, object, reader->error,
                          "\"rules\" is an object of rules and levels: { \"heavy-include\": \"off\" }");
    settings->rules = ARENA_ARRAY(reader->arena, (size_t)cJSON_GetArraySize(object) + 1, struct setting_rule);
    for (const cJSON *item = object->child; item; item = item->next) {
        struct setting_rule *rule = &settings->rules[settings->rule_count];

        if (!is_rule(reader, item->string))
            return json_error(reader->json, item, reader->error,
                              "there is no rule \"%s\"; `dawdle rules` lists them", item->string);
        if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
            return json_error(reader->json, item, reader->error, "\"%s\" is there twice; keep one",
                              item->string);
        if (!read_level(reader, item, &rule->level))
            return false;
        rule->rule = arena_strdup(reader->arena, item->string);
        settings->rule_count++;
    }
    return true;
}

static bool read_exclude(struct reader *reader, const cJSON *list)
{
    struct settings *settings = reader->settings;

    if (!cJSON_IsArray(list))
        return json_error(reader->json, list, reader->error,
                          "\"exclude\" is a list of path patterns: [ \"third_party/\", \"*.gen.c\" ]");
    settings->exclude = ARENA_ARRAY(reader->arena, (size_t)cJSON_GetArraySize(list) + 1, const char *);
    for (const cJSON *item = list->child; item; item = item->next) {
        const char *pattern = cJSON_IsString(item) ? item->valuestring : "";

        while (strncmp(pattern, "./", 2) == 0)
            pattern += 2;
        if (!pattern[0] || pattern[0] == '/' || strncmp(pattern, "../", 3) == 0)
            return json_error(reader->json, item, reader->error,
                              "an item of \"exclude\" is a pattern in quotes for paths below the folder of "
                              "this file");
        settings->exclude[settings->exclude_count++] = arena_strdup(reader->arena, pattern);
    }
    return true;
}

static bool read_runtime(struct reader *reader, const cJSON *item)
{
    static const char *const runtimes[] = {"auto", "single-threaded", "threaded"};

    for (size_t i = 0; cJSON_IsString(item) && i < LENGTH(runtimes); i++) {
        if (strcmp(item->valuestring, runtimes[i]) == 0) {
            reader->settings->runtime = runtimes[i];
            return true;
        }
    }
    return json_error(reader->json, item, reader->error,
                      "\"runtime\" is \"auto\", \"single-threaded\" or \"threaded\"");
}

static bool read_reference_base(struct reader *reader, const cJSON *item)
{
    const char *base = "";

    if (!read_text(reader, item, &base))
        return false;
    reader->settings->reference_base =
        base[strlen(base) - 1] == '/' ? base : arena_printf(reader->arena, "%s/", base);
    return true;
}

static bool read_build(struct reader *reader, const cJSON *item)
{
    const char *path = "";

    if (!read_text(reader, item, &path))
        return false;
    reader->settings->build = path_absolute(reader->arena, reader->settings->directory, path);
    return true;
}

static bool read_threshold(struct reader *reader, const cJSON *item, unsigned *value)
{
    double number = item->valuedouble;

    if (!cJSON_IsNumber(item) || !(number >= 1 && number <= THRESHOLD_MAX) || number != (unsigned)number)
        return json_error(reader->json, item, reader->error, "\"%s\" is a whole number from 1 to %d",
                          item->string, THRESHOLD_MAX);
    *value = (unsigned)number;
    return true;
}

static bool read_heavy_include_lines(struct reader *reader, const cJSON *item)
{
    return read_threshold(reader, item, &reader->settings->heavy_include_lines);
}

static bool read_small_bound(struct reader *reader, const cJSON *item)
{
    return read_threshold(reader, item, &reader->settings->small_bound);
}

static const struct key threshold_keys[] = {
    {"heavy-include-lines", read_heavy_include_lines},
    {"small-bound", read_small_bound},
};

static bool read_thresholds(struct reader *reader, const cJSON *object)
{
    if (!cJSON_IsObject(object))
        return json_error(reader->json, object, reader->error,
                          "\"thresholds\" is an object of numbers: { \"small-bound\": 64 }");
    return read_members(reader, object, "\"thresholds\"", threshold_keys, LENGTH(threshold_keys));
}

static struct setting_evidence *last_evidence(struct reader *reader)
{
    return &reader->settings->evidence[reader->settings->evidence_count];
}

static bool read_what(struct reader *reader, const cJSON *item)
{
    return read_text(reader, item, &last_evidence(reader)->what);
}

static bool read_evidence_text(struct reader *reader, const cJSON *item)
{
    return read_text(reader, item, &last_evidence(reader)->text);
}

static bool read_evidence(struct reader *reader, const cJSON *list)
{
    static const struct key keys[] = {{"what", read_what}, {"text", read_evidence_text}};
    struct settings *settings = reader->settings;

    if (!cJSON_IsArray(list))
        return json_error(reader->json, list, reader->error,
                          "\"evidence\" is a list of objects: [ { \"what\": \"cache_get\", \"text\": "
                          "\"hit rate 97 %%\" } ]");
    settings->evidence =
        ARENA_ARRAY(reader->arena, (size_t)cJSON_GetArraySize(list) + 1, struct setting_evidence);
    for (const cJSON *item = list->child; item; item = item->next) {
        if (!cJSON_IsObject(item))
            return json_error(reader->json, item, reader->error, "an item of \"evidence\" is an object");
        if (!read_members(reader, item, "\"evidence\"", keys, LENGTH(keys)))
            return false;
        if (!last_evidence(reader)->what || !last_evidence(reader)->text)
            return json_error(reader->json, item, reader->error,
                              "an item of \"evidence\" needs both \"what\" and \"text\"");
        settings->evidence_count++;
    }
    return true;
}

static bool read_catalog_list(struct reader *reader, const cJSON *list)
{
    if (!cJSON_IsArray(list))
        return json_error(reader->json, list, reader->error, "\"%s\" is a list of objects", list->string);
    for (const cJSON *item = list->child; item; item = item->next) {
        if (!cJSON_IsObject(item))
            return json_error(reader->json, item, reader->error, "an item of \"%s\" is an object",
                              list->string);
    }
    return true;
}

static const struct key top_keys[] = {
    {"$schema", read_schema},
    {"rules", read_rules},
    {"exclude", read_exclude},
    {"runtime", read_runtime},
    {"reference-base", read_reference_base},
    {"build", read_build},
    {"thresholds", read_thresholds},
    {"evidence", read_evidence},
    {"functions", read_catalog_list},
    {"handlers", read_catalog_list},
    {"words", read_catalog_list},
};

const char *const *settings_keys(void)
{
    static const char *names[LENGTH(top_keys) + 1];

    for (size_t i = 0; i < LENGTH(top_keys); i++)
        names[i] = top_keys[i].name;
    return names;
}

const char *const *settings_threshold_keys(void)
{
    static const char *names[LENGTH(threshold_keys) + 1];

    for (size_t i = 0; i < LENGTH(threshold_keys); i++)
        names[i] = threshold_keys[i].name;
    return names;
}

/* Parses into settings->document and reads all keys. */
static bool read_document(struct reader *reader, const struct buf *text)
{
    struct settings *settings = reader->settings;
    struct json *document = ARENA_NEW(reader->arena, struct json);

    if (!json_parse(document, settings->path, buf_text(text), text->length, reader->error))
        return false;
    settings->document = document;
    reader->json = document;
    if (!cJSON_IsObject(document->root))
        return json_error(document, document->root, reader->error, "the settings are an object: { ... }");
    return read_members(reader, document->root, "the settings", top_keys, LENGTH(top_keys));
}

bool settings_read(struct settings *settings, const char *path, const char *const *known_rules,
                   struct arena *arena, struct error *error)
{
    struct reader reader = {settings, known_rules, NULL, arena, error};
    struct buf text = {0};
    bool ok;

    settings_default(settings);
    settings->path = arena_strdup(arena, path);
    settings->directory = path_dirname(arena, path_absolute(arena, path_current(arena), path));
    ok = io_read_file(path, SETTINGS_BYTES, &text, error) && read_document(&reader, &text);
    buf_release(&text);
    if (!ok || (!cJSON_GetObjectItemCaseSensitive(settings->document->root, "functions") &&
                !cJSON_GetObjectItemCaseSensitive(settings->document->root, "handlers") &&
                !cJSON_GetObjectItemCaseSensitive(settings->document->root, "words")))
        settings_release(settings);
    return ok;
}

static const char *probe_settings(const char *folder, struct arena *arena)
{
    const char *path = path_absolute(arena, folder, SETTINGS_NAME);

    return path_exists(path) ? path : NULL;
}

const char *settings_find(const char *directory, struct arena *arena)
{
    return upwards_find(directory, probe_settings, arena);
}

enum setting_level settings_level(const struct settings *settings, const char *rule)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (strcmp(settings->rules[i].rule, rule) == 0)
            return settings->rules[i].level;
    }
    return SETTING_UNSET;
}

bool settings_excludes(const struct settings *settings, const char *file)
{
    if (settings->exclude_count == 0 || !path_is_below(file, settings->directory))
        return false;
    file = path_below(file, settings->directory);
    for (size_t i = 0; i < settings->exclude_count; i++) {
        if (path_matches(settings->exclude[i], file))
            return true;
    }
    return false;
}
