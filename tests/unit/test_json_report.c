/* The JSON list, and that its manual, docs/json.md, names exactly the keys that are written. */
#include "report_fixture.h"

#include <cjson/cJSON.h>

#include "analyzer/report/json.h"

static const struct unit_notice notices[] = {
    {"src/z.c", false, "'config.h' file not found"},
    {"src/b \xff.c", true, "the analysis took more than 60 s"},
};
static const struct unit_counts counts = {
    .analysed = 7, .incomplete = 1, .failed = 1, .skipped = 2, .notices = notices, .notice_count = 2};

/* Writes, checks that it is JSON in UTF-8 and nothing else, and parses. */
static cJSON *document_of(const struct report_fixture *fixture, const struct unit_counts *units)
{
    struct buf out = {0};
    json_report(&out, &fixture->list, units);
    assert_true(is_utf8(&out));
    const char *end;
    cJSON *document = cJSON_ParseWithOpts(buf_text(&out), &end, true);
    assert_non_null(document);
    buf_release(&out);
    return document;
}

static cJSON *get(cJSON *object, const char *key)
{
    cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!item)
        fail_msg("no %s", key);
    return item;
}

static void nothing_found_is_an_empty_list(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    cJSON *document = document_of(&fixture, &(struct unit_counts){.analysed = 3});
    assert_int_equal(cJSON_GetArraySize(get(document, "findings")), 0);
    assert_int_equal(get(get(document, "units"), "analysed")->valueint, 3);
    assert_int_equal(cJSON_GetArraySize(get(get(document, "units"), "problems")), 0);
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void findings_and_units_are_told(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    struct finding_step step = {.at = {"src/b.c", 9, 3, 0, 0}, .text = "load calls ask", .nesting = 1};
    struct finding finding = fixture_finding("src/a.c", 12, 5, 9);
    finding.steps = &step;
    finding.step_count = 1;
    fixture_add(&fixture, finding);
    findings_finish(&fixture.list);
    cJSON *document = document_of(&fixture, &counts);
    cJSON *first = cJSON_GetArrayItem(get(document, "findings"), 0);
    assert_string_equal(get(first, "rule")->valuestring, "per-thing-call");
    assert_string_equal(get(first, "level")->valuestring, "warning");
    assert_int_equal(get(first, "rank")->valueint, 70);
    assert_string_equal(cJSON_GetArrayItem(get(first, "references"), 1)->valuestring, "LESS-20");
    assert_string_equal(get(first, "path")->valuestring, "src/a.c");
    assert_int_equal(get(first, "line")->valueint, 12);
    assert_int_equal(get(first, "column")->valueint, 5);
    assert_int_equal(get(first, "endLine")->valueint, 12);
    assert_int_equal(get(first, "endColumn")->valueint, 9);
    assert_string_equal(get(first, "function")->valuestring, "load_all");
    assert_string_equal(get(first, "message")->valuestring, "one round trip per element of `ids`: ask");
    cJSON *way = cJSON_GetArrayItem(get(first, "steps"), 0);
    assert_string_equal(get(way, "path")->valuestring, "src/b.c");
    assert_string_equal(get(way, "message")->valuestring, "load calls ask");
    assert_int_equal(get(way, "nesting")->valueint, 1);
    cJSON *units = get(document, "units"), *problem = cJSON_GetArrayItem(get(units, "problems"), 0);
    assert_int_equal(get(units, "skipped")->valueint, 2);
    assert_string_equal(get(problem, "path")->valuestring, "src/b \xef\xbf\xbd.c");
    assert_string_equal(get(problem, "state")->valuestring, "failed");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

/* Appends "SECTION.KEY\n" for every key of the object and below. */
static void list_keys(cJSON *item, const char *section, struct buf *out)
{
    cJSON *child;
    cJSON_ArrayForEach(child, item)
    {
        struct buf line = {0};
        if (child->string) {
            buf_printf(&line, "%s.%s\n", section, child->string);
            if (!strstr(buf_text(out), buf_text(&line)))
                buf_addstr(out, buf_text(&line));
        }
        list_keys(child, child->string ? child->string : section, out);
        buf_release(&line);
    }
}

/* Appends the same for the tables of the manual; a heading names its section in backticks. */
static void list_documented(const char *manual, struct buf *out)
{
    char section[64] = "";
    for (const char *line = manual; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        if (line[0] == '#') {
            section[0] = '\0';
            sscanf(line + strcspn(line, "`\n"), "`%63[a-zA-Z]`", section);
        } else if (line[0] == '|' && line[2] == '`') {
            buf_printf(out, "%s.%.*s\n", section, (int)strcspn(line + 3, "`"), line + 3);
        }
    }
}

static int compare_lines(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char *sorted_lines(struct arena *arena, const struct buf *text)
{
    char *copy = arena_strdup(arena, buf_text(text)), *lines[128];
    size_t count = 0;
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(count < 128);
        lines[count++] = line;
    }
    qsort(lines, count, sizeof lines[0], compare_lines);
    char *result = arena_strdup(arena, "");
    for (size_t i = 0; i < count; i++)
        result = arena_printf(arena, "%s%s\n", result, lines[i]);
    return result;
}

static void the_manual_names_the_keys_that_are_written(void **state)
{
    (void)state;
    struct report_fixture fixture;
    struct buf manual = {0}, documented = {0}, written = {0};
    struct error error;
    if (!io_read_file(SOURCE_DIR "/docs/json.md", 1 << 20, &manual, &error))
        fail_msg("%s", error.text);
    list_documented(buf_text(&manual), &documented);
    fixture_init(&fixture);
    fixture_fill_hostile(&fixture);
    cJSON *document = document_of(&fixture, &counts);
    list_keys(document, "", &written);
    assert_string_equal(sorted_lines(&fixture.arena, &documented), sorted_lines(&fixture.arena, &written));
    assert_non_null(strstr(buf_text(&manual), "Of this format: 1."));
    assert_int_equal(get(document, "version")->valueint, JSON_REPORT_VERSION);
    cJSON_Delete(document);
    fixture_release(&fixture);
    buf_release(&manual);
    buf_release(&documented);
    buf_release(&written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_found_is_an_empty_list),
        cmocka_unit_test(findings_and_units_are_told),
        cmocka_unit_test(the_manual_names_the_keys_that_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
