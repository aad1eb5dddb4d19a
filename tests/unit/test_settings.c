/* dawdle.json: what is read, and that whatever is not understood is refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/json.h"
#include "analyzer/project/settings.h"
#include "tests/unit/scratch_folder.h"

static const char *const known_rules[] = {"heavy-include", "per-item-remote-call", NULL};
static struct scratch scratch;

static int set_up(void **state)
{
    (void)state;
    alarm(60);
    scratch_make(&scratch);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static bool read_text(struct settings *settings, const char *text, struct error *error)
{
    const char *path = scratch_file(&scratch, "s/dawdle.json", text);

    return settings_read(settings, path, known_rules, &scratch.arena, error);
}

static void nothing_said_is_the_default(void **state)
{
    struct settings settings;
    struct error error = {{0}};

    (void)state;
    assert_true(read_text(&settings, "{}", &error));
    assert_string_equal(settings.path, scratch_path(&scratch, "s/dawdle.json"));
    assert_string_equal(settings.directory, scratch_path(&scratch, "s"));
    assert_string_equal(settings.runtime, "auto");
    assert_string_equal(settings.reference_base, "");
    assert_string_equal(settings.build, "");
    assert_int_equal(settings.heavy_include_lines, 2000);
    assert_int_equal(settings.small_bound, 64);
    assert_int_equal(settings.rule_count + settings.exclude_count + settings.evidence_count, 0);
    assert_null(settings.document);
    settings_release(&settings);
}

static void everything_is_read(void **state)
{
    struct settings settings;
    struct error error = {{0}};

    (void)state;
    assert_true(
        read_text(&settings,
                  "// ours\n{\"$schema\": \"x\", \"rules\": {\"heavy-include\": \"off\", "
                  "\"per-item-remote-call\": \"on\"}, \"exclude\": [\"./gen/\", \"*.pb-c.c\"], /* here */"
                  "\"runtime\": \"threaded\", \"reference-base\": \"https://example.org/x\", \"build\": "
                  "\"../out\", \"thresholds\": {\"heavy-include-lines\": 1, \"small-bound\": 1}, "
                  "\"evidence\": [{\"what\": \"f\", \"text\": \"t\"}], \"functions\": [], "
                  "\"handlers\": [{}]}",
                  &error));
    assert_int_equal(settings_level(&settings, "heavy-include"), SETTING_OFF);
    assert_int_equal(settings_level(&settings, "per-item-remote-call"), SETTING_UNSET);
    assert_int_equal(settings_level(&settings, "other"), SETTING_UNSET);
    assert_int_equal(settings.exclude_count, 2);
    assert_string_equal(settings.exclude[0], "gen/");
    assert_string_equal(settings.runtime, "threaded");
    assert_string_equal(settings.reference_base, "https://example.org/x/");
    assert_string_equal(settings.build, scratch_path(&scratch, "out"));
    assert_int_equal(settings.heavy_include_lines, 1);
    assert_int_equal(settings.small_bound, 1);
    assert_string_equal(settings.evidence[0].what, "f");
    assert_string_equal(settings.evidence[0].text, "t");
    assert_non_null(settings.document);
    assert_non_null(cJSON_GetObjectItemCaseSensitive(settings.document->root, "handlers"));

    assert_true(settings_excludes(&settings, scratch_path(&scratch, "s/gen/a.c")));
    assert_true(settings_excludes(&settings, scratch_path(&scratch, "s/src/x.pb-c.c")));
    assert_false(settings_excludes(&settings, scratch_path(&scratch, "s/src/a.c")));
    assert_false(settings_excludes(&settings, scratch_path(&scratch, "gen/a.c")));
    settings_release(&settings);
    assert_null(settings.document);
}

static void what_is_not_understood_is_refused(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ":1:1: "},
        {"[]", ":1:1: the settings are an object"},
        {"{\n  \"rule\": {}\n}", ":2:3: unknown key \"rule\" in the settings; the keys are $schema, rules"},
        {"{\"runtime\": \"auto\",\n \"runtime\": \"auto\"}", ":2:2: \"runtime\" is there twice"},
        {"{\"rules\": []}", ":1:2: \"rules\" is an object"},
        {"{\"rules\": {\n\"heavy-includes\": \"off\"}}", ":2:1: there is no rule \"heavy-includes\""},
        {"{\"rules\": {\"heavy-include\": \"of\"}}", ":1:12: the level of \"heavy-include\" is"},
        {"{\"rules\": {\"heavy-include\": false}}", "the level of"},
        {"{\"rules\": {\"heavy-include\": \"off\", \"heavy-include\": \"on\"}}", ":1:36: "},
        {"{\"exclude\": \"x\"}", "\"exclude\" is a list"},
        {"{\"exclude\": [\"a\",\n 1]}", ":2:2: "},
        {"{\"exclude\": [\"\"]}", "pattern in quotes"},
        {"{\"exclude\": [\"/usr/\"]}", "below the folder"},
        {"{\"exclude\": [\"../x/\"]}", "below the folder"},
        {"{\"runtime\": \"fast\"}", "\"runtime\" is \"auto\""},
        {"{\"runtime\": 1}", "\"runtime\" is \"auto\""},
        {"{\"reference-base\": \"\"}", "\"reference-base\" is a text"},
        {"{\"build\": 3}", "\"build\" is a text"},
        {"{\"thresholds\": 3}", "\"thresholds\" is an object"},
        {"{\"thresholds\": {\"small\": 3}}", ":1:17: unknown key \"small\" in \"thresholds\""},
        {"{\"thresholds\": {\"small-bound\": -1}}", "whole number"},
        {"{\"thresholds\": {\"small-bound\": 1.5}}", "whole number"},
        {"{\"thresholds\": {\"small-bound\": 1e99}}", "whole number"},
        {"{\"thresholds\": {\"small-bound\": \"3\"}}", "whole number"},
        {"{\"evidence\": {}}", "\"evidence\" is a list"},
        {"{\"evidence\": [1]}", "is an object"},
        {"{\"evidence\": [{\"what\": \"a\"}]}", "needs both"},
        {"{\"evidence\": [{\"who\": \"a\"}]}", "unknown key \"who\""},
        {"{\"functions\": {}}", "\"functions\" is a list"},
        {"{\"handlers\": [3]}", "an item of \"handlers\""},
        {"{} {}", ":1:4: "},
        {"{\"runtime\": \"auto\" /* }", ":1:20: "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct settings settings;
        struct error error = {{0}};

        if (read_text(&settings, cases[i].text, &error))
            fail_msg("taken: %s", cases[i].text);
        if (!strstr(error.text, cases[i].expected) || !strstr(error.text, "s/dawdle.json:"))
            fail_msg("%s: \"%s\" does not hold \"%s\"", cases[i].text, error.text, cases[i].expected);
        assert_null(settings.document);
    }
}

static void a_file_that_is_none_is_an_error(void **state)
{
    struct settings settings;
    struct error error = {{0}};

    (void)state;
    assert_false(
        settings_read(&settings, scratch_path(&scratch, "none.json"), known_rules, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "none.json"));
    assert_false(settings_read(&settings, scratch.folder, known_rules, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "directory"));
}

static void the_nearest_file_upwards_counts(void **state)
{
    const char *found;

    (void)state;
    scratch_file(&scratch, "u/dawdle.json", "{}");
    scratch_file(&scratch, "u/r/.git", "gitdir: elsewhere");
    scratch_folder(&scratch, "u/r/a/b");
    found = settings_find(scratch_path(&scratch, "u/r/a/b"), &scratch.arena);
    assert_null(found); /* it lies outside the repository */
    scratch_file(&scratch, "u/r/dawdle.json", "{}");
    found = settings_find(scratch_path(&scratch, "u/r/a/b"), &scratch.arena);
    assert_string_equal(found, scratch_path(&scratch, "u/r/dawdle.json"));
    scratch_file(&scratch, "u/r/a/dawdle.json", "{}");
    found = settings_find(scratch_path(&scratch, "u/r/a/b"), &scratch.arena);
    assert_string_equal(found, scratch_path(&scratch, "u/r/a/dawdle.json"));
}

static void assert_same_keys(const cJSON *properties, const char *const *keys)
{
    int count = 0;

    for (; keys[count]; count++) {
        if (!cJSON_GetObjectItemCaseSensitive(properties, keys[count]))
            fail_msg("the schema lacks \"%s\"", keys[count]);
    }
    assert_int_equal(cJSON_GetArraySize(properties), count);
}

static void the_schema_has_the_same_keys(void **state)
{
    struct json schema;
    struct buf text = {0};
    struct error error = {{0}};
    const cJSON *properties;

    (void)state;
    assert_true(io_read_file(SOURCE_DIR "/analyzer/project/dawdle.schema.json", 1 << 20, &text, &error));
    if (!json_parse(&schema, "schema", buf_text(&text), text.length, &error))
        fail_msg("%s", error.text);
    properties = cJSON_GetObjectItemCaseSensitive(schema.root, "properties");
    assert_same_keys(properties, settings_keys());
    properties = cJSON_GetObjectItemCaseSensitive(properties, "thresholds");
    assert_same_keys(cJSON_GetObjectItemCaseSensitive(properties, "properties"), settings_threshold_keys());
    json_release(&schema);
    buf_release(&text);
}

/* The example in the documentation is taken as it stands. */
static void the_documented_example_is_valid(void **state)
{
    struct settings settings;
    struct buf text = {0};
    struct error error = {{0}};
    char *start, *end;

    (void)state;
    assert_true(io_read_file(SOURCE_DIR "/docs/settings.md", 1 << 20, &text, &error));
    start = strstr(text.data, "```json\n");
    assert_non_null(start);
    start += strlen("```json\n");
    end = strstr(start, "```");
    assert_non_null(end);
    *end = '\0';
    if (!read_text(&settings, start, &error))
        fail_msg("%s", error.text);
    assert_int_equal(settings.exclude_count, 3);
    assert_int_equal(settings.small_bound, 32);
    assert_non_null(settings.document);
    settings_release(&settings);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_said_is_the_default),
        cmocka_unit_test(everything_is_read),
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(a_file_that_is_none_is_an_error),
        cmocka_unit_test(the_nearest_file_upwards_counts),
        cmocka_unit_test(the_schema_has_the_same_keys),
        cmocka_unit_test(the_documented_example_is_valid),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
