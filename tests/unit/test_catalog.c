/* The catalog: what ships is whole and cited, names are found under every spelling, and a project's own
 * entries are read as strictly as ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <glob.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/embedded.h"
#include "analyzer/base/io.h"
#include "analyzer/base/json.h"
#include "analyzer/base/map.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/entries.h"

extern const struct embedded_file catalog_files[];

struct world {
    struct arena arena;
    struct catalog catalog;
};

static int load(void **state)
{
    static struct world world;
    world = (struct world){0};
    catalog_load(&world.catalog, &world.arena);
    *state = &world;
    return 0;
}

static int unload(void **state)
{
    struct world *world = *state;
    catalog_release(&world->catalog);
    arena_release(&world->arena);
    return 0;
}

static const struct catalog_function *known(const struct catalog *catalog, const char *name)
{
    const struct catalog_function *function = catalog_find(catalog, name);
    if (!function)
        fail_msg("%s is not in the catalog", name);
    return function;
}

static void every_entry_is_cited(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    assert_true(catalog->function_count > 1000);
    for (size_t i = 0; i < catalog->function_count; i++) {
        const struct catalog_function *function = &catalog->functions[i];
        if (!function->documentation[0] || !function->family[0] || !function->library[0])
            fail_msg("%s: no documentation, family or library", function->name);
        if (strchr(function->documentation, '%'))
            fail_msg("%s: citation %s", function->name, function->documentation);
    }
    assert_true(catalog->handler_count > 50);
    for (size_t i = 0; i < catalog->handler_count; i++) {
        const struct catalog_handler *handler = &catalog->handlers[i];
        if (!handler->documentation[0] || !handler->library[0])
            fail_msg("handler %s: no documentation or library", handler->name);
    }
}

/* A way out is shown as a clause behind "Ask once: ", so it is not a sentence of its own. */
static void ways_out_are_clauses(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    for (size_t i = 0; i < catalog->function_count; i++) {
        const char *batch = catalog->functions[i].batch;
        size_t length = strlen(batch);
        if (length > 0 &&
            (batch[length - 1] == '.' && (length < 3 || strcmp(batch + length - 3, "...") != 0)))
            fail_msg("%s: \"%s\" ends like a sentence", catalog->functions[i].name, batch);
    }
}

static void no_name_stands_twice(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    struct map seen = {0};
    for (size_t i = 0; i < catalog->function_count; i++) {
        const char *name = catalog->functions[i].name;
        if (map_put_str(&seen, name, (uint32_t)i) != i)
            fail_msg("%s stands twice", name);
    }
    map_release(&seen);
    for (const struct embedded_file *file = catalog_files; file->name && file[1].name; file++)
        assert_true(strcmp(file[0].name, file[1].name) < 0);
}

static void references_are_whole(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    assert_int_equal(catalog->reference_count, 21);
    for (size_t i = 0; i < catalog->reference_count; i++) {
        const struct catalog_reference *reference = &catalog->references[i];
        assert_true(reference->kind[0] && reference->title[0] && reference->document[0] &&
                    reference->meaning[0]);
        assert_ptr_equal(catalog_reference(catalog, reference->id), reference);
        assert_true(i == 0 || strcmp(reference[-1].id, reference->id) < 0);
    }
    assert_string_equal(catalog_reference(catalog, "WF-06/REDUCE")->kind, "workflow-step");
    assert_null(catalog_reference(catalog, "WF-06"));
}

static void entries_say_what_a_call_does(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    const struct catalog_function *exec = known(catalog, "PQexecParams");
    assert_int_equal(exec->role, ROLE_ROUND_TRIP);
    assert_int_equal(exec->effects, EFFECT_DATABASE);
    assert_int_equal(exec->handle, 0);
    assert_int_equal(exec->query, 1);
    assert_int_equal(exec->callback, -1);
    assert_string_equal(exec->family, "libpq");
    assert_non_null(strstr(exec->batch, "ANY($1)"));

    const struct catalog_function *create = known(catalog, "pthread_create");
    assert_int_equal(create->role, ROLE_THREAD);
    assert_int_equal(create->callback, 2);
    assert_int_equal(create->context, 3);
    assert_string_equal(create->documentation, "man 3 pthread_create");

    assert_true(known(catalog, "g_list_append")->from_start);
    assert_false(known(catalog, "strlen")->from_start);
    assert_int_equal(known(catalog, "sendfile")->effects, EFFECT_NETWORK | EFFECT_SYNC_IO);
    assert_int_equal(known(catalog, "sqlite3_step")->effects, EFFECT_LOCAL_DATABASE);
    assert_int_equal(known(catalog, "getnameinfo")->flags, 6);
    assert_int_equal(known(catalog, "getnameinfo")->unless, NI_NUMERICHOST);
    assert_int_equal(known(catalog, "regcomp")->hoist, HOIST_COSTLY);
    assert_int_equal(known(catalog, "regcomp")->makes, 0);
    assert_int_equal(known(catalog, "fopen")->makes, CATALOG_RESULT);
    assert_int_equal(known(catalog, "time")->hoist, HOIST_NOTHING);
    assert_int_equal(known(catalog, "time")->makes, -1);
    assert_string_equal(known(catalog, "getenv")->changed_by[0], "setenv");
    assert_non_null(known(catalog, "PQexec")->hoist_if);
    assert_null(catalog_find(catalog, "load_user"));
    assert_null(catalog_find(catalog, ""));
}

static void other_spellings_are_looked_through(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    assert_ptr_equal(catalog_find(catalog, "__builtin_memcpy"), known(catalog, "memcpy"));
    assert_ptr_equal(catalog_find(catalog, "__builtin___snprintf_chk"), known(catalog, "snprintf"));
    assert_ptr_equal(catalog_find(catalog, "__strcat_chk"), known(catalog, "strcat"));
    assert_null(catalog_find(catalog, "__builtin_"));
    assert_null(catalog_find(catalog, "___chk"));
    assert_null(catalog_find(catalog, "__builtin___nothing_chk"));
}

static void globs_stand_behind_names(void **state)
{
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    const struct catalog_function *reply = known(catalog, "xcb_randr_get_screen_resources_reply");
    assert_string_equal(reply->name, "xcb_*_reply");
    assert_int_equal(reply->role, ROLE_RECEIVE);
    assert_int_equal(known(catalog, "xcb_poll_for_reply")->role, ROLE_RESULT);
    assert_null(catalog_find(catalog, "xcb_reply"));
}

static void words_for_roles_and_effects(void **state)
{
    (void)state;
    assert_string_equal(effect_text(0), "");
    assert_string_equal(effect_text(EFFECT_DATABASE), "database");
    assert_string_equal(effect_text(EFFECT_LOCAL_DATABASE), "local-database");
    assert_string_equal(effect_text(EFFECT_NETWORK | EFFECT_DNS), "network and dns");
    assert_string_equal(effect_text(EFFECT_PROCESS | EFFECT_IPC | EFFECT_SYNC_IO),
                        "process and ipc and sync-io");
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        assert_true(role_name((enum role)role)[0] != '\0');
    assert_string_equal(role_name(ROLE_LOOKUP), "lookup");
}

/* Extends a fresh catalog with `text`; the error, or "" when it is accepted. */
static const char *extend(struct world *world, const char *text)
{
    static struct error error;
    struct json json;
    error.text[0] = '\0';
    if (!json_parse(&json, "dawdle.json", text, strlen(text), &error))
        return error.text;
    bool ok = catalog_extend(&world->catalog, &json, json.root, &error);
    json_release(&json);
    assert_int_equal(ok, error.text[0] == '\0');
    return error.text;
}

static void a_project_adds_and_corrects(void **state)
{
    struct world *world = *state;
    const struct catalog *catalog = &world->catalog;
    size_t before = catalog->function_count, handlers = catalog->handler_count;
    const char *text =
        "{ // ours\n"
        "  \"runtime\": \"auto\",\n"
        "  \"functions\": [\n"
        "    {\"name\": [\"store_get\", \"store_put\"], \"role\": \"round-trip\", \"effect\": [\"network\", "
        "\"dns\"],\n"
        "     \"handle\": 0, \"query\": 1, \"batch\": \"store_get_many\"},\n"
        "    {\"name\": \"PQexec\", \"role\": \"queue\", \"effect\": \"database\"},\n"
        "    {\"name\": \"rpc_*\", \"role\": \"round-trip\", \"effect\": \"network\"}],\n"
        "  \"handlers\": [{\"kind\": \"field\", \"name\": \"route\", \"field\": [\"get\", \"post\"]}]\n"
        "}\n";
    assert_string_equal(extend(world, text), "");
    assert_int_equal(catalog->function_count, before + 4);
    assert_int_equal(catalog->handler_count, handlers + 2);

    const struct catalog_function *put = known(catalog, "store_put");
    assert_string_equal(put->batch, "store_get_many");
    assert_string_equal(put->family, "project");
    assert_string_equal(put->documentation, "dawdle.json");
    assert_int_equal(put->effects, EFFECT_NETWORK | EFFECT_DNS);
    assert_int_equal(known(catalog, "PQexec")->role, ROLE_QUEUE);
    assert_int_equal(known(catalog, "rpc_fetch")->role, ROLE_ROUND_TRIP);

    const struct catalog_handler *post = &catalog->handlers[handlers + 1];
    assert_string_equal(post->field, "post");
    assert_int_equal(post->phase, PHASE_REQUEST);
    assert_int_equal(post->runtime, RUNTIME_ANY);
    assert_int_equal(post->argument, -1);
}

static void a_project_adds_words(void **state)
{
    struct world *world = *state;
    const struct catalog *catalog = &world->catalog;

    assert_true(catalog_has_word(catalog, WORDS_LOGGING, "vmod_log_write"));
    assert_false(catalog_has_word(catalog, WORDS_LOGGING, "audit_write"));
    assert_false(catalog_has_word(catalog, WORDS_LOGGING, "login"));
    assert_string_equal(extend(world, "{\"words\": [{\"kind\": \"logging\", \"words\": \"audit\"}]}"), "");
    assert_true(catalog_has_word(catalog, WORDS_LOGGING, "audit_write"));
    assert_true(catalog_has_word(catalog, WORDS_LOGGING, "vmod_log_write"));
    assert_true(catalog_is_word(catalog, WORDS_LINK, "tqe_next"));
    assert_false(catalog_is_word(catalog, WORDS_LINK, "next_free"));
    assert_true(catalog_has_piece(catalog, WORDS_COMPARISON, "strCmp"));
    assert_false(catalog_has_piece(catalog, WORDS_COMPARISON, "compute"));
    for (unsigned kind = 0; kind < WORDS_KINDS; kind++)
        assert_non_null(catalog->words[kind][0]);
}

/* Each kind of the schema is read, no two are the same, and there are as many as are known. */
static void the_schema_has_the_same_word_kinds(void **state)
{
    static const char *const path[] = {"$defs", "words", "properties", "kind", "enum"};
    struct world *world = *state;
    struct buf text = {0};
    struct json schema;
    struct error error = {{0}};
    const cJSON *at, *kind;
    struct map seen = {0};

    assert_true(io_read_file(SOURCE_DIR "/analyzer/project/dawdle.schema.json", 1 << 20, &text, &error));
    assert_true(json_parse(&schema, "schema", buf_text(&text), text.length, &error));
    at = schema.root;
    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++)
        at = cJSON_GetObjectItemCaseSensitive(at, path[i]);
    assert_int_equal(cJSON_GetArraySize(at), WORDS_KINDS);
    cJSON_ArrayForEach(kind, at)
    {
        const char *entry = arena_printf(&world->arena, "{\"words\": [{\"kind\": \"%s\", \"words\": \"a\"}]}",
                                         kind->valuestring);

        assert_string_equal(extend(world, entry), "");
        assert_int_equal(map_get_str(&seen, kind->valuestring), MAP_NONE);
        map_put_str(&seen, kind->valuestring, 1);
    }
    map_release(&seen);
    json_release(&schema);
    buf_release(&text);
}

static void mistakes_are_named_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *error; /* how it begins */
    } cases[] = {
        {"{\"functions\":\n  [{\"name\": \"f\", \"rol\": \"queue\"}]}",
         "dawdle.json:2:18: unknown key \"rol\" of a function; the keys are name, role"},
        {"{\"functions\":\n  [{\"name\": \"f\", \"role\": \"roundtrip\"}]}",
         "dawdle.json:2:18: unknown role \"roundtrip\"; there are round-trip, connect"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"send\", \"effect\": \"web\"}]}",
         "dawdle.json:1:46: unknown effect \"web\"; there are network, database"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"send\", \"effect\": [\"dns\",\n\"web\"]}]}",
         "dawdle.json:2:1: unknown effect \"web\""},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"send\"}]}",
         "dawdle.json:1:30: a \"send\" function needs an \"effect\""},
        {"{\"words\": [{\"kind\": \"poetry\", \"words\": \"a\"}]}",
         "dawdle.json:1:13: unknown kind \"poetry\"; there are logging, iterator"},
        {"{\"words\": [{\"words\": \"a\"}]}", "dawdle.json:1:12: \"kind\" is missing"},
        {"{\"words\": [{\"kind\": \"try\"}]}", "dawdle.json:1:12: \"words\" is missing"},
        {"{\"functions\": [{\"role\": \"pure\"}]}", "dawdle.json:1:16: \"name\" is missing"},
        {"{\"functions\": [{\"name\": [], \"role\": \"pure\"}]}",
         "dawdle.json:1:17: \"name\" is an empty list"},
        {"{\"functions\": [{\"name\": \"\", \"role\": \"pure\"}]}",
         "dawdle.json:1:17: \"name\" is a name in quotes"},
        {"{\"functions\": [{\"name\": \"a b\", \"role\": \"pure\"}]}",
         "dawdle.json:1:17: \"a b\" is not the name of a C function"},
        {"{\"functions\": [{\"name\": \"f\"}]}", "dawdle.json:1:16: \"role\" is missing"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": 3}]}",
         "dawdle.json:1:30: the role is a word in quotes"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"query\": -1}]}",
         "dawdle.json:1:46: \"query\" is the position of an argument: 0 for the first"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"query\": 1.5}]}",
         "dawdle.json:1:46: \"query\" is the position"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"query\": 1e300}]}",
         "dawdle.json:1:46: \"query\" is the position"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"batch\": 1}]}",
         "dawdle.json:1:46: \"batch\" is a text in quotes"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"linear\", \"from-start\": 1}]}",
         "dawdle.json:1:48: \"from-start\" is true or false"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"role\": \"pure\"}]}",
         "dawdle.json:1:46: \"role\" is there twice"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"unless\": 1}]}",
         "dawdle.json:1:46: \"flags\" and \"unless\" belong together"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"flags\": 1, \"unless\": 0}]}",
         "dawdle.json:1:58: \"unless\" is a number with the bits"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"hoist\": \"often\"}]}",
         "dawdle.json:1:46: unknown hoist \"often\"; there are nothing, costly, cheap and slight"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"makes\": \"object\"}]}",
         "dawdle.json:1:46: \"makes\" is \"result\" or the position of an argument"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"changed-by\": []}]}",
         "dawdle.json:1:46: \"changed-by\" is a list of names of functions"},
        {"{\"functions\": [{\"name\": \"f\", \"role\": \"pure\", \"hoist-if\": [7]}]}",
         "dawdle.json:1:59: \"hoist-if\" holds patterns of texts"},
        {"{\"functions\": {\"name\": \"f\"}}", "dawdle.json:1:2: \"functions\" is a list of objects"},
        {"{\"functions\": [\"f\"]}", "dawdle.json:1:16: a function is an object"},
        {"{\"handlers\": [{\"name\": \"f\"}]}", "dawdle.json:1:15: \"kind\" is missing"},
        {"{\"handlers\": [{\"kind\": \"calls\", \"name\": \"f\"}]}",
         "dawdle.json:1:16: unknown kind \"calls\"; there are call, field, name"},
        {"{\"handlers\": [{\"kind\": \"call\", \"name\": \"f\"}]}",
         "dawdle.json:1:15: \"argument\" is missing"},
        {"{\"handlers\": [{\"kind\": \"name\", \"name\": \"f\", \"argument\": 0}]}",
         "dawdle.json:1:45: \"argument\" belongs to calls"},
        {"{\"handlers\": [{\"kind\": \"field\", \"name\": \"f\"}]}",
         "dawdle.json:1:15: \"field\" is missing"},
        {"{\"handlers\": [{\"kind\": \"name\", \"name\": \"f\", \"field\": \"x\"}]}",
         "dawdle.json:1:45: \"field\" belongs to handlers of kind"},
        {"{\"handlers\": [{\"kind\": \"name\", \"name\": \"f\", \"phase\": \"late\"}]}",
         "dawdle.json:1:45: unknown phase \"late\"; there are request, startup, load, session, serving and "
         "background"},
        {"{\"handlers\": [{\"kind\": \"name\", \"name\": \"f\", \"descriptor\": 0}]}",
         "dawdle.json:1:15: \"descriptor\" and \"flags\" belong to calls that register"},
        {"{\"handlers\": [{\"kind\": \"call\", \"name\": \"f\", \"argument\": 1, \"flags\": 0}]}",
         "dawdle.json:1:15: \"flags\" and \"unless\" belong together"},
        {"{\"handlers\": [{\"kind\": \"name\", \"name\": \"f\", \"runtime\": \"multi\"}]}",
         "dawdle.json:1:45: unknown runtime \"multi\""},
    };
    struct world *world = *state;
    size_t functions = world->catalog.function_count, handlers = world->catalog.handler_count;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *error = extend(world, cases[i].text);
        if (strncmp(error, cases[i].error, strlen(cases[i].error)) != 0)
            fail_msg("%s\nexpected: %s\n   found: %s", cases[i].text, cases[i].error, error);
    }
    assert_int_equal(world->catalog.function_count, functions);
    assert_int_equal(world->catalog.handler_count, handlers);
}

static void catalog_files_know_their_keys(void **state)
{
    static const char text[] = "{\"family\": \"x\",\n \"libary\": \"X\"}";
    struct world *world = *state;
    struct entries entries = {0};
    struct error error;
    struct json json;
    assert_true(json_parse(&json, "x.json", text, sizeof text - 1, &error));
    assert_false(entries_read_file(&entries, &json, &world->arena, &error));
    assert_non_null(strstr(error.text, "x.json:2:2: unknown key \"libary\" of a catalog file"));
    json_release(&json);
    entries_release(&entries);
}

/* All identifiers of fixtures/catalog, as keys; they point into `text`. */
static void read_fixture_names(struct map *names, struct buf *text)
{
    struct error error;
    glob_t files;
    assert_int_equal(glob(SOURCE_DIR "/fixtures/catalog/*.c", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        if (!io_read_file(files.gl_pathv[i], 1 << 20, text, &error))
            fail_msg("%s", error.text);
    }
    globfree(&files);
    for (size_t i = 0; i < text->length;) {
        size_t length = 0;
        while (isalnum((unsigned char)text->data[i + length]) || text->data[i + length] == '_')
            length++;
        if (length > 0)
            map_put(names, text->data + i, length, 1);
        i += length + 1;
    }
}

/* What the catalog says of the families that matter most is shown in code that has the true form. */
static void the_first_families_have_fixtures(void **state)
{
    static const char *const families[] = {"libcurl",      "libpq",      "mysql",   "sqlite",  "hiredis",
                                           "libmemcached", "openldap",   "dns",     "sockets", "process",
                                           "threads",      "microhttpd", "fastcgi", "nginx",   "httpd",
                                           "redismodule",  "postgres",   "libevent"};
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    struct map names = {0};
    struct buf text = {0};
    read_fixture_names(&names, &text);
    for (size_t family = 0; family < sizeof families / sizeof *families; family++) {
        size_t count = 0;
        for (size_t i = 0; i < catalog->function_count; i++) {
            const struct catalog_function *function = &catalog->functions[i];
            if (strcmp(function->family, families[family]) != 0)
                continue;
            count++;
            if (map_get_str(&names, function->name) == MAP_NONE)
                fail_msg("%s of %s is in no file of fixtures/catalog", function->name, function->family);
        }
        assert_true(count > 0);
    }
    for (size_t i = 0; i < catalog->handler_count; i++) {
        const struct catalog_handler *handler = &catalog->handlers[i];
        bool first = false;
        for (size_t family = 0; family < sizeof families / sizeof *families; family++)
            first |=
                strcmp(handler->family, families[family]) == 0 && strcmp(handler->family, "sockets") != 0;
        if (first && handler->kind == HANDLER_CALL && map_get_str(&names, handler->name) == MAP_NONE)
            fail_msg("%s, which registers or serves, is in no file of fixtures/catalog", handler->name);
    }
    map_release(&names);
    buf_release(&text);
}

/* Of families that only register handlers, or are all about set-up, something is shown. */
static void hosts_and_set_up_have_fixtures(void **state)
{
    static const char *const families[] = {"lighttpd", "ulfius", "libwebsockets", "fuse",   "varnish",
                                           "uwsgi",    "h2o",    "kore",          "libsoup"};
    const struct catalog *catalog = &((struct world *)*state)->catalog;
    struct map names = {0};
    struct buf text = {0};
    read_fixture_names(&names, &text);
    for (size_t family = 0; family < sizeof families / sizeof *families; family++) {
        unsigned shown = 0;
        for (size_t i = 0; i < catalog->handler_count; i++) {
            const struct catalog_handler *handler = &catalog->handlers[i];
            if (strcmp(handler->family, families[family]) == 0)
                shown += handler->kind == HANDLER_PARAMETERS ||
                         map_get_str(&names, handler->kind == HANDLER_FIELD ? handler->field
                                                                            : handler->name) != MAP_NONE;
        }
        for (size_t i = 0; i < catalog->function_count; i++)
            if (strcmp(catalog->functions[i].family, families[family]) == 0 &&
                catalog->functions[i].role == ROLE_SETUP)
                shown += map_get_str(&names, catalog->functions[i].name) != MAP_NONE;
        if (shown == 0)
            fail_msg("nothing of %s is in a file of fixtures/catalog", families[family]);
    }
    map_release(&names);
    buf_release(&text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, load, unload)
    const struct CMUnitTest tests[] = {
        TEST(every_entry_is_cited),           TEST(ways_out_are_clauses),
        TEST(no_name_stands_twice),           TEST(references_are_whole),
        TEST(entries_say_what_a_call_does),   TEST(other_spellings_are_looked_through),
        TEST(globs_stand_behind_names),       TEST(words_for_roles_and_effects),
        TEST(a_project_adds_and_corrects),    TEST(mistakes_are_named_with_their_place),
        TEST(a_project_adds_words),           TEST(the_schema_has_the_same_word_kinds),
        TEST(catalog_files_know_their_keys),  TEST(the_first_families_have_fixtures),
        TEST(hosts_and_set_up_have_fixtures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
