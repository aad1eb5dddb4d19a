/* Reads catalog entries, strictly: the same code reads what ships with dawdle and what a project writes by
 * hand, so whatever is not understood is refused with its place rather than skipped. */
#include "analyzer/catalog/entries.h"

#include <stdint.h>
#include <string.h>

#include "analyzer/base/buf.h"

#define POSITION_MAX 63 /* C guarantees 127 parameters; nobody uses half of that */

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_ROUND_TRIP] = "round-trip",
    [ROLE_CONNECT] = "connect",
    [ROLE_QUEUE] = "queue",
    [ROLE_SEND] = "send",
    [ROLE_RECEIVE] = "receive",
    [ROLE_FLUSH] = "flush",
    [ROLE_RESULT] = "result",
    [ROLE_SETUP] = "setup",
    [ROLE_SET] = "set",
    [ROLE_CLOSE] = "close",
    [ROLE_LINEAR] = "linear",
    [ROLE_SEARCH] = "search",
    [ROLE_MEASURE] = "measure",
    [ROLE_APPEND] = "append",
    [ROLE_PARSE] = "parse",
    [ROLE_SHIFT] = "shift",
    [ROLE_SORT] = "sort",
    [ROLE_ITERATE] = "iterate",
    [ROLE_THREAD] = "thread",
    [ROLE_POOL] = "pool",
    [ROLE_JOIN] = "join",
    [ROLE_LOCK] = "lock",
    [ROLE_UNLOCK] = "unlock",
    [ROLE_ONCE] = "once",
    [ROLE_FORK] = "fork",
    [ROLE_EXEC] = "exec",
    [ROLE_SLEEP] = "sleep",
    [ROLE_CLOCK] = "clock",
    [ROLE_WAIT] = "wait",
    [ROLE_FILE] = "file",
    [ROLE_LOAD] = "load",
    [ROLE_ALLOCATE] = "allocate",
    [ROLE_COMPARE] = "compare",
    [ROLE_FORMAT] = "format",
    [ROLE_COPY] = "copy",
    [ROLE_PURE] = "pure",
    [ROLE_STORE] = "store",
    [ROLE_LOOKUP] = "lookup",
    [ROLE_END] = "end",
    [ROLE_OPTION] = "option",
    [ROLE_SESSION] = "session",
};

/* In the order of the bits of enum effect. */
static const char *const effect_names[] = {"network", "database", "dns",           "process",
                                           "ipc",     "sync-io",  "local-database"};

static const char *const hoist_names[HOIST_COUNT] = {
    [HOIST_NOTHING] = "nothing",
    [HOIST_COSTLY] = "costly",
    [HOIST_CHEAP] = "cheap",
    [HOIST_SLIGHT] = "slight",
};

static const char *const kind_names[HANDLER_KINDS] = {
    [HANDLER_CALL] = "call",           [HANDLER_FIELD] = "field",
    [HANDLER_NAME] = "name",           [HANDLER_PARAMETERS] = "parameters",
    [HANDLER_RETURNS] = "returns",     [HANDLER_ATTRIBUTE] = "attribute",
    [HANDLER_COMPANION] = "companion", [HANDLER_VARIABLE] = "variable",
    [HANDLER_TEXT] = "text",           [HANDLER_TABLE] = "table",
    [HANDLER_DIRECTIVE] = "directive",
};

static const char *const word_kind_names[WORDS_KINDS] = {
    [WORDS_LOGGING] = "logging",
    [WORDS_ITERATOR] = "iterator",
    [WORDS_LOOKUP] = "lookup",
    [WORDS_TRY] = "try",
    [WORDS_AGAIN] = "again",
    [WORDS_CONFIGURATION] = "configuration",
    [WORDS_REQUEST] = "request",
    [WORDS_UPWARDS] = "upwards",
    [WORDS_LINK] = "link",
    [WORDS_COMPARISON] = "comparison",
    [WORDS_ALTERNATIVE] = "alternative",
    [WORDS_ENVIRONMENT] = "environment",
    [WORDS_UPKEEP] = "upkeep",
    [WORDS_HITS] = "hits",
    [WORDS_MEASURED] = "measured",
    [WORDS_UNIT] = "unit",
    [WORDS_LIFETIME] = "lifetime",
    [WORDS_BACKWARDS] = "backwards",
    [WORDS_SETUP] = "setup",
    [WORDS_BOUND] = "bound",
    [WORDS_RESTED] = "rested",
    [WORDS_PLACE] = "place",
    [WORDS_BEGIN] = "begin",
    [WORDS_COMMIT] = "commit",
    [WORDS_DESCRIPTOR] = "descriptor",
    [WORDS_GETTER] = "getter",
    [WORDS_INSERTION] = "insertion",
    [WORDS_ADDITION] = "addition",
    [WORDS_REMOVAL] = "removal",
    [WORDS_SENDING] = "sending",
    [WORDS_CACHE] = "cache",
    [WORDS_AGE] = "age",
    [WORDS_POOL] = "pool",
    [WORDS_CONNECTION] = "connection",
};

static const char *const phase_names[] = {
    [PHASE_REQUEST] = "request", [PHASE_STARTUP] = "startup", [PHASE_LOAD] = "load",
    [PHASE_SESSION] = "session", [PHASE_SERVING] = "serving", [PHASE_BACKGROUND] = "background",
};
static const char *const runtime_names[] = {
    [RUNTIME_ANY] = "any", [RUNTIME_SINGLE] = "single-threaded", [RUNTIME_THREADED] = "threaded"};

static const struct {
    const char *key;
    size_t offset; /* of the int in struct catalog_function */
} positions[] = {
    {"handle", offsetof(struct catalog_function, handle)},
    {"query", offsetof(struct catalog_function, query)},
    {"subject", offsetof(struct catalog_function, subject)},
    {"length", offsetof(struct catalog_function, length)},
    {"callback", offsetof(struct catalog_function, callback)},
    {"context", offsetof(struct catalog_function, context)},
    {"flags", offsetof(struct catalog_function, flags)},
    {"gives", offsetof(struct catalog_function, gives)},
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

const char *role_name(enum role role)
{
    if ((unsigned)role >= ROLE_COUNT)
        BUG("role %u", (unsigned)role);
    return role_names[role];
}

bool entry_is_glob(const char *name)
{
    return strpbrk(name, "*?[") != NULL;
}

void entries_release(struct entries *entries)
{
    vec_release(&entries->functions);
    vec_release(&entries->handlers);
    for (size_t i = 0; i < WORDS_KINDS; i++)
        vec_release(&entries->words[i]);
}

/* "a, b and c" */
static void join_names(struct buf *out, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_addstr(out, i + 1 == count ? " and " : ", ");
        buf_addstr(out, names[i]);
    }
}

/* `%` in a citation stands for the name, as in "man 3 %". */
static const char *cite(struct arena *arena, const char *documentation, const char *name)
{
    const char *mark = strchr(documentation, '%');
    if (!mark)
        return documentation;
    return arena_printf(arena, "%.*s%s%s", (int)(mark - documentation), documentation, name, mark + 1);
}

/* Every key is known and stands once; a well-formed object has at most 30, so a search per key is fine.
 * `what` names the object: "a function". */
static bool check_keys(const struct json *json, const cJSON *object, const char *what,
                       const char *const *known, size_t known_count, struct error *error)
{
    if (!cJSON_IsObject(object))
        return json_error(json, object, error, "%s is an object: { \"name\": ... }", what);
    for (const cJSON *item = object->child; item; item = item->next) {
        size_t i = 0;
        while (i < known_count && strcmp(known[i], item->string) != 0)
            i++;
        if (i == known_count) {
            struct buf names = {0};
            join_names(&names, known, known_count);
            json_error(json, item, error, "unknown key \"%s\" of %s; the keys are %s", item->string, what,
                       buf_text(&names));
            buf_release(&names);
            return false;
        }
        if (cJSON_GetObjectItemCaseSensitive(object, item->string) != item)
            return json_error(json, item, error, "\"%s\" is there twice; keep one", item->string);
    }
    return true;
}

/* The index of the word of `item` in `names`. */
static bool read_choice(const struct json *json, const cJSON *item, const char *what,
                        const char *const *names, size_t count, unsigned *choice, struct error *error)
{
    if (!cJSON_IsString(item))
        return json_error(json, item, error, "the %s is a word in quotes", what);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], item->valuestring) == 0) {
            *choice = (unsigned)i;
            return true;
        }
    }
    struct buf text = {0};
    join_names(&text, names, count);
    json_error(json, item, error, "unknown %s \"%s\"; there are %s", what, item->valuestring,
               buf_text(&text));
    buf_release(&text);
    return false;
}

/* Leaves `text` as it is when there is no such key. */
static bool read_text(const struct json *json, const cJSON *object, const char *key, const char **text,
                      struct arena *arena, struct error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!item)
        return true;
    if (!cJSON_IsString(item))
        return json_error(json, item, error, "\"%s\" is a text in quotes", key);
    *text = arena_strdup(arena, item->valuestring);
    return true;
}

static bool read_position(const struct json *json, const cJSON *object, const char *key, int *position,
                          struct error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    *position = -1;
    if (!item)
        return true;
    if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > POSITION_MAX ||
        item->valuedouble != (int)item->valuedouble)
        return json_error(json, item, error,
                          "\"%s\" is the position of an argument: 0 for the first, at most %d", key,
                          POSITION_MAX);
    *position = (int)item->valuedouble;
    return true;
}

static bool read_effects(const struct json *json, const cJSON *object, unsigned *effects, struct error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "effect");
    *effects = 0;
    if (!item)
        return true;
    const cJSON *first = cJSON_IsArray(item) ? item->child : item;
    for (const cJSON *word = first; word; word = cJSON_IsArray(item) ? word->next : NULL) {
        unsigned bit = 0;
        if (!read_choice(json, word, "effect", effect_names, LENGTH(effect_names), &bit, error))
            return false;
        *effects |= 1u << bit;
    }
    return true;
}

typedef VEC(const char *)
name_list;

static bool is_name_of_function(const char *name)
{
    for (const char *c = name; *c; c++) {
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$*?", *c))
            return false;
    }
    return true;
}

/* One text or a list of texts under `key`. */
static bool read_names(const struct json *json, const cJSON *object, const char *key, name_list *names,
                       struct arena *arena, struct error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!item)
        return json_error(json, object, error, "\"%s\" is missing", key);
    const cJSON *first = cJSON_IsArray(item) ? item->child : item;
    if (!first)
        return json_error(json, item, error, "\"%s\" is an empty list", key);
    for (const cJSON *name = first; name; name = cJSON_IsArray(item) ? name->next : NULL) {
        if (!cJSON_IsString(name) || !name->valuestring[0])
            return json_error(json, name, error, "\"%s\" is a name in quotes, or a list of them", key);
        vec_push(names, arena_strdup(arena, name->valuestring));
    }
    return true;
}

static bool waits(enum role role)
{
    return role == ROLE_ROUND_TRIP || role == ROLE_CONNECT || role == ROLE_SEND || role == ROLE_RECEIVE ||
           role == ROLE_FLUSH || role == ROLE_QUEUE;
}

static bool read_bool(const struct json *json, const cJSON *object, const char *key, bool *value,
                      struct error *error)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    if (item && !cJSON_IsBool(item))
        return json_error(json, item, error, "\"%s\" is true or false", key);
    *value = cJSON_IsTrue(item);
    return true;
}

/* The bits in argument `flags` with which a call is not what the entry says. */
static bool read_unless(int64_t *bits, int flags, const struct json *json, const cJSON *object,
                        struct error *error)
{
    const cJSON *unless = cJSON_GetObjectItemCaseSensitive(object, "unless");
    if (!unless && flags < 0)
        return true;
    if (!unless || flags < 0)
        return json_error(json, unless ? unless : object, error, "\"flags\" and \"unless\" belong together");
    if (!cJSON_IsNumber(unless) || unless->valuedouble < 1 || unless->valuedouble > INT32_MAX ||
        unless->valuedouble != (int)unless->valuedouble)
        return json_error(json, unless, error, "\"unless\" is a number with the bits of one or more flags");
    *bits = (int)unless->valuedouble;
    return true;
}

/* A list of texts under `key`, NULL terminated; left alone when there is no such key. `what` says what it
 * holds: "names of functions". */
static bool read_list_of_names(const struct json *json, const cJSON *object, const char *key,
                               const char *what, const char *const **list, struct arena *arena,
                               struct error *error)
{
    const cJSON *names = cJSON_GetObjectItemCaseSensitive(object, key), *name;
    const char **texts;
    size_t count = 0;

    if (!names)
        return true;
    if (!cJSON_IsArray(names) || cJSON_GetArraySize(names) == 0)
        return json_error(json, names, error, "\"%s\" is a list of %s", key, what);
    texts = ARENA_ARRAY(arena, (size_t)cJSON_GetArraySize(names) + 1, const char *);
    cJSON_ArrayForEach(name, names)
    {
        if (!cJSON_IsString(name) || name->valuestring[0] == '\0')
            return json_error(json, name, error, "\"%s\" holds %s", key, what);
        texts[count++] = arena_strdup(arena, name->valuestring);
    }
    *list = texts;
    return true;
}

/* What a repeated call is worth, and where its object is. */
static bool read_hoist(struct catalog_function *function, const struct json *json, const cJSON *object,
                       struct arena *arena, struct error *error)
{
    const cJSON *hoist = cJSON_GetObjectItemCaseSensitive(object, "hoist");
    const cJSON *makes = cJSON_GetObjectItemCaseSensitive(object, "makes");
    unsigned choice = HOIST_NOTHING;

    if (hoist && !read_choice(json, hoist, "hoist", hoist_names, HOIST_COUNT, &choice, error))
        return false;
    function->hoist = (enum hoist)choice;
    if (cJSON_IsString(makes) && strcmp(makes->valuestring, "result") == 0)
        function->makes = CATALOG_RESULT;
    else if (cJSON_IsString(makes))
        return json_error(json, makes, error, "\"makes\" is \"result\" or the position of an argument");
    else if (!read_position(json, object, "makes", &function->makes, error))
        return false;
    return read_list_of_names(json, object, "changed-by", "names of functions", &function->changed_by, arena,
                              error) &&
           read_list_of_names(json, object, "hoist-if", "patterns of texts", &function->hoist_if, arena,
                              error) &&
           read_list_of_names(json, object, "hoist-unless", "patterns of texts", &function->hoist_unless,
                              arena, error);
}

static bool read_function_traits(struct catalog_function *function, const struct json *json,
                                 const cJSON *object, struct arena *arena, struct error *error)
{
    static const char *const keys[] = {
        "name",    "role",  "effect", "handle",     "query", "subject",       "length",       "callback",
        "context", "flags", "unless", "from-start", "batch", "documentation", "unless-names", "gives",
        "repeats", "brief", "item",   "hoist",      "makes", "changed-by",    "hoist-if",     "hoist-unless"};
    if (!check_keys(json, object, "a function", keys, LENGTH(keys), error))
        return false;
    const cJSON *role = cJSON_GetObjectItemCaseSensitive(object, "role");
    if (!role)
        return json_error(json, object, error,
                          "\"role\" is missing: say how the function takes part, for example \"round-trip\"");
    unsigned choice = 0;
    if (!read_choice(json, role, "role", role_names, ROLE_COUNT, &choice, error) ||
        !read_effects(json, object, &function->effects, error))
        return false;
    function->role = (enum role)choice;
    if (waits(function->role) && !function->effects)
        return json_error(
            json, role, error,
            "a \"%s\" function needs an \"effect\": say what it waits for, for example \"network\"",
            role_names[choice]);
    for (size_t i = 0; i < LENGTH(positions); i++) {
        int *position = (int *)(void *)((char *)function + positions[i].offset);
        if (!read_position(json, object, positions[i].key, position, error))
            return false;
    }
    return read_bool(json, object, "from-start", &function->from_start, error) &&
           read_bool(json, object, "repeats", &function->repeats, error) &&
           read_bool(json, object, "brief", &function->brief, error) &&
           read_text(json, object, "item", &function->item, arena, error) &&
           read_unless(&function->unless, function->flags, json, object, error) &&
           read_list_of_names(json, object, "unless-names", "names of constants and macros",
                              &function->unless_names, arena, error) &&
           read_hoist(function, json, object, arena, error) &&
           read_text(json, object, "batch", &function->batch, arena, error) &&
           read_text(json, object, "documentation", &function->documentation, arena, error);
}

static bool read_function(struct entries *entries, const struct json *json, const cJSON *object,
                          const struct entry_source *source, struct arena *arena, struct error *error)
{
    struct catalog_function function = {.family = source->family,
                                        .library = source->library,
                                        .item = "",
                                        .batch = "",
                                        .documentation = source->documentation};
    name_list names = {0};
    bool ok = read_function_traits(&function, json, object, arena, error) &&
              read_names(json, object, "name", &names, arena, error);
    const char *documentation = function.documentation;
    for (uint32_t i = 0; ok && i < names.count; i++) {
        function.name = names.data[i];
        function.documentation = cite(arena, documentation, function.name);
        if (is_name_of_function(function.name))
            vec_push(&entries->functions, function);
        else
            ok = json_error(json, cJSON_GetObjectItemCaseSensitive(object, "name"), error,
                            "\"%s\" is not the name of a C function; \"*\" and \"?\" stand for any letters",
                            function.name);
    }
    vec_release(&names);
    return ok;
}

static bool read_handler_traits(struct catalog_handler *handler, const struct json *json, const cJSON *object,
                                struct arena *arena, struct error *error)
{
    static const char *const keys[] = {"kind",  "name",   "field",   "argument", "phase",        "descriptor",
                                       "flags", "unless", "runtime", "header",   "documentation"};
    if (!check_keys(json, object, "a handler", keys, LENGTH(keys), error))
        return false;
    const cJSON *kind = cJSON_GetObjectItemCaseSensitive(object, "kind");
    if (!kind)
        return json_error(json, object, error,
                          "\"kind\" is missing: say how handlers are told, for example \"name\"");
    const cJSON *phase = cJSON_GetObjectItemCaseSensitive(object, "phase");
    const cJSON *runtime = cJSON_GetObjectItemCaseSensitive(object, "runtime");
    unsigned choice = 0, phase_choice = PHASE_REQUEST, runtime_choice = RUNTIME_ANY;
    if (!read_choice(json, kind, "kind", kind_names, HANDLER_KINDS, &choice, error) ||
        (phase &&
         !read_choice(json, phase, "phase", phase_names, LENGTH(phase_names), &phase_choice, error)) ||
        (runtime && !read_choice(json, runtime, "runtime", runtime_names, LENGTH(runtime_names),
                                 &runtime_choice, error)) ||
        !read_position(json, object, "argument", &handler->argument, error) ||
        !read_position(json, object, "descriptor", &handler->descriptor, error) ||
        !read_position(json, object, "flags", &handler->flags, error) ||
        !read_unless(&handler->unless, handler->flags, json, object, error) ||
        !read_text(json, object, "header", &handler->header, arena, error) ||
        !read_text(json, object, "documentation", &handler->documentation, arena, error))
        return false;
    handler->kind = (enum handler_kind)choice;
    handler->phase = (enum phase)phase_choice;
    handler->runtime = (enum runtime)runtime_choice;
    if (handler->kind == HANDLER_TEXT && handler->phase != PHASE_SERVING)
        return json_error(json, object, error, "a handler of kind \"text\" has the phase \"serving\"");
    const cJSON *argument = cJSON_GetObjectItemCaseSensitive(object, "argument");
    bool registers = handler->kind == HANDLER_CALL && handler->phase != PHASE_SERVING;
    if (registers && !argument)
        return json_error(
            json, object, error,
            "\"argument\" is missing: say which argument of the call is the handler, 0 for the first");
    if (!registers && argument)
        return json_error(json, argument, error, "\"argument\" belongs to calls that register a handler");
    if (!registers && (handler->descriptor >= 0 || handler->flags >= 0))
        return json_error(json, object, error,
                          "\"descriptor\" and \"flags\" belong to calls that register a handler");
    return true;
}

static bool read_handler(struct entries *entries, const struct json *json, const cJSON *object,
                         const struct entry_source *source, struct arena *arena, struct error *error)
{
    struct catalog_handler handler = {.family = source->family,
                                      .library = source->library,
                                      .header = "",
                                      .documentation = source->documentation};
    name_list names = {0}, fields = {0};
    const cJSON *field = cJSON_GetObjectItemCaseSensitive(object, "field");
    bool ok = read_handler_traits(&handler, json, object, arena, error) &&
              read_names(json, object, "name", &names, arena, error);
    if (ok && handler.kind == HANDLER_FIELD)
        ok = read_names(json, object, "field", &fields, arena, error);
    else if (ok && field)
        ok = json_error(json, field, error, "\"field\" belongs to handlers of kind \"field\"");
    else
        vec_push(&fields, "");
    for (uint32_t i = 0; ok && i < names.count; i++) {
        for (uint32_t j = 0; j < fields.count; j++) {
            handler.name = names.data[i];
            handler.field = fields.data[j];
            vec_push(&entries->handlers, handler);
        }
    }
    vec_release(&names);
    vec_release(&fields);
    return ok;
}

static bool read_words(struct entries *entries, const struct json *json, const cJSON *object,
                       const struct entry_source *source, struct arena *arena, struct error *error)
{
    static const char *const keys[] = {"kind", "words", "documentation"};
    const cJSON *kind;
    unsigned choice = 0;
    name_list words = {0};
    bool ok;

    (void)source;
    if (!check_keys(json, object, "a list of words", keys, LENGTH(keys), error))
        return false;
    kind = cJSON_GetObjectItemCaseSensitive(object, "kind");
    if (!kind)
        return json_error(json, object, error,
                          "\"kind\" is missing: say what the words tell, for example \"logging\"");
    ok = read_choice(json, kind, "kind", word_kind_names, WORDS_KINDS, &choice, error) &&
         read_names(json, object, "words", &words, arena, error);
    for (uint32_t i = 0; ok && i < words.count; i++)
        vec_push(&entries->words[choice], words.data[i]);
    vec_release(&words);
    return ok;
}

typedef bool read_entry(struct entries *, const struct json *, const cJSON *, const struct entry_source *,
                        struct arena *, struct error *);

static bool read_list(struct entries *entries, const struct json *json, const cJSON *object, const char *key,
                      read_entry *read, const struct entry_source *source, struct arena *arena,
                      struct error *error)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!list)
        return true;
    if (!cJSON_IsArray(list))
        return json_error(json, list, error, "\"%s\" is a list of objects", key);
    for (const cJSON *item = list->child; item; item = item->next) {
        if (!read(entries, json, item, source, arena, error))
            return false;
    }
    return true;
}

bool entries_read(struct entries *entries, const struct json *json, const cJSON *object,
                  const struct entry_source *source, struct arena *arena, struct error *error)
{
    return read_list(entries, json, object, "functions", read_function, source, arena, error) &&
           read_list(entries, json, object, "handlers", read_handler, source, arena, error) &&
           read_list(entries, json, object, "words", read_words, source, arena, error);
}

bool entries_read_file(struct entries *entries, const struct json *json, struct arena *arena,
                       struct error *error)
{
    static const char *const keys[] = {"family",    "library",  "documentation",
                                       "functions", "handlers", "words"};
    struct entry_source source = {"", "", ""};
    return check_keys(json, json->root, "a catalog file", keys, LENGTH(keys), error) &&
           read_text(json, json->root, "family", &source.family, arena, error) &&
           read_text(json, json->root, "library", &source.library, arena, error) &&
           read_text(json, json->root, "documentation", &source.documentation, arena, error) &&
           entries_read(entries, json, json->root, &source, arena, error);
}
