/* SARIF documents: what is in them, that it hangs together, and that nothing hostile breaks it. The documents
 * are left in BINARY_DIR/sarif-samples for tests/sarif/validate.js, which holds them against the schema and
 * the Multitool. */
#include "report_fixture.h"

#include <cjson/cJSON.h>

#include "sarif/sarif.h"

static const struct unit_notice notices[] = {
    {"src/z.c", false, "'config.h' file not found"},
    {"src/b \xff.c", true, "the analysis took more than 60 s"},
    {"/opt/other/c.c", true, "crashed"},
};

static struct sarif_input input_of(struct report_fixture *fixture)
{
    return (struct sarif_input){.findings = &fixture->list,
                                .rules = fixture_rules,
                                .rule_count = FIXTURE_RULE_COUNT,
                                .references = fixture_references,
                                .reference_count = FIXTURE_REFERENCE_COUNT,
                                .source = &fixture->source,
                                .root = fixture->root,
                                .version = "1.2.3",
                                .reference_base = "",
                                .deterministic = true};
}

/* Writes, checks that it is JSON in UTF-8 and nothing else, keeps a copy as a sample, and parses. */
static cJSON *document_of(const struct sarif_input *input, const char *sample)
{
    struct buf out = {0};
    sarif_report(&out, input);
    assert_true(is_utf8(&out));
    const char *end;
    cJSON *document = cJSON_ParseWithOpts(buf_text(&out), &end, true);
    assert_non_null(document);
    if (sample) {
        char path[4096];
        mkdir(BINARY_DIR "/sarif-samples", 0777);
        snprintf(path, sizeof path, "%s/sarif-samples/%s.sarif", BINARY_DIR, sample);
        struct error error;
        if (!io_write_file(path, out.data, out.length, &error))
            fail_msg("%s", error.text);
    }
    buf_release(&out);
    return document;
}

/* The item at a path such as "runs.0.results"; NULL when it is not there. */
static cJSON *at(cJSON *item, const char *path)
{
    while (item && *path) {
        char key[64];
        size_t length = strcspn(path, ".");
        assert_true(length < sizeof key);
        memcpy(key, path, length);
        key[length] = '\0';
        item = cJSON_IsArray(item) ? cJSON_GetArrayItem(item, atoi(key))
                                   : cJSON_GetObjectItemCaseSensitive(item, key);
        path += length + (path[length] == '.');
    }
    return item;
}

static const char *text_at(cJSON *item, const char *path)
{
    const char *text = cJSON_GetStringValue(at(item, path));
    if (!text)
        fail_msg("no text at %s", path);
    return text;
}

static int number_at(cJSON *item, const char *path)
{
    cJSON *number = at(item, path);
    if (!cJSON_IsNumber(number))
        fail_msg("no number at %s", path);
    return number->valueint;
}

static void an_empty_run_still_closes_old_alerts(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, "empty");
    cJSON *run = at(document, "runs.0");
    assert_string_equal(text_at(document, "version"), "2.1.0");
    assert_true(cJSON_IsArray(at(run, "results")));
    assert_int_equal(cJSON_GetArraySize(at(run, "results")), 0);
    assert_int_equal(cJSON_GetArraySize(at(run, "artifacts")), 0);
    assert_int_equal(cJSON_GetArraySize(at(run, "tool.driver.rules")), 2);
    assert_true(cJSON_IsTrue(at(run, "invocations.0.executionSuccessful")));
    assert_string_equal(text_at(run, "automationDetails.id"), "dawdle/");
    assert_string_equal(text_at(run, "columnKind"), "utf16CodeUnits");
    assert_string_equal(text_at(run, "tool.driver.semanticVersion"), "1.2.3");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void a_rule_has_its_page_and_its_taxa(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    struct sarif_input input = input_of(&fixture);
    input.reference_base = "https://kb.example/wiki";
    cJSON *document = document_of(&input, "rules");
    cJSON *rule = at(document, "runs.0.tool.driver.rules.1"); /* after large-thing */
    assert_string_equal(text_at(rule, "id"), "per-thing-call");
    assert_string_equal(text_at(rule, "name"), "PerThingCall");
    assert_string_equal(text_at(rule, "shortDescription.text"), "A loop makes one call per thing.");
    assert_string_equal(text_at(rule, "fullDescription.text"),
                        "Each round of the loop waits for an answer. Ask once. A call (x.md) in a loop.");
    assert_string_equal(text_at(rule, "help.text"),
                        "per-thing-call\n\nEach round of the loop waits for an answer.\nAsk once.\n\n"
                        "What it finds\n\nA call (x.md) in a loop.\n\nBad\n\nThis:\n\n"
                        "for (;;)\n    ask(`x`); /* # not a heading */\n\nSee more (x.md).\n"
                        "\nWF-06/REDUCE (https://kb.example/wiki/Workflow%2006.md): Reduce operations\n"
                        "\nLESS-20 (https://kb.example/wiki/NM06/Index.md): Fast path\n");
    assert_ptr_equal(strstr(text_at(rule, "help.markdown"), fixture_rules[0].page),
                     text_at(rule, "help.markdown"));
    assert_string_equal(text_at(rule, "helpUri"), "https://kb.example/wiki/Workflow%2006.md");
    assert_string_equal(text_at(rule, "defaultConfiguration.level"), "warning");
    assert_string_equal(text_at(rule, "properties.tags.0"), "ref/WF-06/REDUCE");
    assert_string_equal(text_at(rule, "properties.tags.2"), "performance");
    assert_string_equal(text_at(rule, "properties.tags.3"), "external/cwe/cwe-1050");
    assert_string_equal(text_at(rule, "properties.precision"), "medium");
    assert_string_equal(
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(at(rule, "properties"), "problem.severity")),
        "warning");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

/* Every index in the document leads to what is named beside it. */
static void assert_indices(cJSON *item, cJSON *run)
{
    cJSON *child;
    cJSON_ArrayForEach(child, item) assert_indices(child, run);
    if (!cJSON_IsObject(item))
        return;
    cJSON *uri = at(item, "uri"), *index = at(item, "index"), *id = at(item, "id");
    if (uri && index) {
        cJSON *artifact = cJSON_GetArrayItem(at(run, "artifacts"), index->valueint);
        assert_string_equal(text_at(artifact, "location.uri"), uri->valuestring);
    }
    if (id && index && at(item, "toolComponent")) {
        cJSON *taxonomy = cJSON_GetArrayItem(at(run, "taxonomies"), number_at(item, "toolComponent.index"));
        assert_string_equal(text_at(taxonomy, "guid"), text_at(item, "toolComponent.guid"));
        assert_string_equal(text_at(taxonomy, "name"), text_at(item, "toolComponent.name"));
        assert_string_equal(text_at(cJSON_GetArrayItem(at(taxonomy, "taxa"), index->valueint), "id"),
                            id->valuestring);
    }
    if (at(item, "ruleId")) {
        cJSON *rule = cJSON_GetArrayItem(at(run, "tool.driver.rules"), number_at(item, "ruleIndex"));
        assert_string_equal(text_at(rule, "id"), text_at(item, "ruleId"));
    }
    if (at(item, "descriptor")) {
        cJSON *kind =
            cJSON_GetArrayItem(at(run, "tool.driver.notifications"), number_at(item, "descriptor.index"));
        assert_string_equal(text_at(kind, "id"), text_at(item, "descriptor.id"));
    }
}

/* The result in the file with this URI. */
static cJSON *result_in(cJSON *document, const char *uri, int line)
{
    cJSON *result;
    cJSON_ArrayForEach(result, at(document, "runs.0.results"))
    {
        cJSON *place = at(result, "locations.0.physicalLocation");
        if (strcmp(text_at(place, "artifactLocation.uri"), uri) == 0 &&
            number_at(place, "region.startLine") == line)
            return result;
    }
    fail_msg("no result in %s:%d", uri, line);
    return NULL;
}

static void nothing_hostile_breaks_it(void **state)
{
    (void)state;
    static const char *const uris[] = {
        "a%20b/%22quoted%22%23%2541%3F.c",
        "new%0Aline.c",
        "caf%E9.c",
        "%F0%9F%98%80/%5Bx%5D.c",
        "a%3Ab.c",
        "back%5Cslash.c",
        "%1B%5B31m.c",
        "it's%20%3C&%3E.c",
    };
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_fill_hostile(&fixture);
    struct sarif_input input = input_of(&fixture);
    input.notices = notices;
    input.notice_count = sizeof notices / sizeof notices[0];
    cJSON *document = document_of(&input, "hostile");
    assert_indices(document, at(document, "runs.0"));
    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        cJSON *place = at(result_in(document, uris[i], 2), "locations.0.physicalLocation");
        assert_string_equal(text_at(place, "artifactLocation.uriBaseId"), "%SRCROOT%");
        assert_string_equal(text_at(place, "region.snippet.text"), "load");
    }
    assert_string_equal(
        text_at(result_in(document, "bytes.c", 1), "locations.0.physicalLocation.region.snippet.text"),
        "\xef\xbf\xbd \x1b[2J */ f(\xef\xbf\xbd)");
    assert_int_equal(cJSON_GetArraySize(at(document, "runs.0.results")), fixture.list.items.count - 2);
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void columns_are_utf16_units_without_the_mark(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_text(&fixture, "a.c", "int a;\n" FIXTURE_LINE "\nint b;\n");
    fixture_text(&fixture, "bom.c", "\xef\xbb\xbf#include <x.h>\r\n\r\n");
    fixture_add(&fixture, fixture_finding("a.c", 2, 27, 0)); /* the end: that of the word there */
    fixture_add(&fixture, fixture_finding("bom.c", 1, 4, 18));
    findings_finish(&fixture.list);
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, NULL);
    cJSON *place = at(result_in(document, "a.c", 2), "locations.0.physicalLocation");
    /* A tab, `name = "h`, then two bytes that are one unit and four that are two. */
    assert_int_equal(number_at(place, "region.startColumn"), 24);
    assert_int_equal(number_at(place, "region.endLine"), 2);
    assert_int_equal(number_at(place, "region.endColumn"), 28);
    assert_string_equal(text_at(place, "region.snippet.text"), "load");
    assert_int_equal(number_at(place, "contextRegion.startLine"), 1);
    assert_int_equal(number_at(place, "contextRegion.endLine"), 3);
    assert_string_equal(text_at(place, "contextRegion.snippet.text"), "int a;\n" FIXTURE_LINE "\nint b;");
    place = at(result_in(document, "bom.c", 1), "locations.0.physicalLocation");
    assert_int_equal(number_at(place, "region.startColumn"), 1);
    assert_int_equal(number_at(place, "region.endColumn"), 15);
    assert_string_equal(text_at(place, "region.snippet.text"), "#include <x.h>");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void places_that_the_file_does_not_have_lose_their_columns(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_text(&fixture, "a.c", "int a;\n");
    fixture_add(&fixture, fixture_finding("a.c", 1, 40, 44));
    fixture_add(&fixture, fixture_finding("a.c", 7, 1, 4));
    fixture_add(&fixture, fixture_finding("gone.c", 7, 1, 4));
    fixture_add(&fixture, fixture_finding("none.c", 0, 0, 0));
    findings_finish(&fixture.list);
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, NULL);
    cJSON *places[] = {result_in(document, "a.c", 1), result_in(document, "a.c", 7),
                       result_in(document, "gone.c", 7), result_in(document, "none.c", 1)};
    for (size_t i = 0; i < 4; i++) {
        cJSON *region = at(places[i], "locations.0.physicalLocation.region");
        assert_null(at(region, "startColumn"));
        assert_null(at(region, "snippet"));
    }
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void a_way_is_a_flow_and_what_lies_below_the_root_is_linked(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_fill_hostile(&fixture);
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, NULL);
    cJSON *result = result_in(document, "src/%5Bway%5D.c", 2);
    assert_string_equal(
        text_at(result, "message.text"),
        "calls handlers\\[i](request) and \x07 \xef\xbf\xbd, \"quoted\" \xf0\x9f\x98\x80 {0}. "
        "See [\\[way\\].c:3](1).");
    cJSON *steps = at(result, "codeFlows.0.threadFlows.0.locations");
    assert_int_equal(cJSON_GetArraySize(steps), 4);
    assert_int_equal(number_at(steps, "3.nestingLevel"), 2);
    assert_string_equal(text_at(steps, "1.location.physicalLocation.artifactLocation.uri"),
                        "file:///usr/include/stdio.h");
    assert_null(at(steps, "1.location.physicalLocation.artifactLocation.uriBaseId"));
    assert_int_equal(cJSON_GetArraySize(at(result, "relatedLocations")), 1);
    assert_int_equal(number_at(result, "relatedLocations.0.id"), 1);
    assert_int_equal(number_at(result, "relatedLocations.0.physicalLocation.region.startLine"), 3);
    assert_string_equal(text_at(result, "level"), "error");
    assert_int_equal(number_at(result, "rank"), 70);
    assert_string_equal(text_at(result, "taxa.0.id"), "WF-06/REDUCE");
    assert_string_equal(text_at(result, "locations.0.logicalLocations.0.name"), "caf\xef\xbf\xbd\"");
    assert_string_equal(text_at(result, "locations.0.physicalLocation.region.snippet.text"),
                        "ask(1,\r\n    two)");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void what_was_not_seen_or_not_taken_is_said(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_add(&fixture, fixture_finding("../beside/x y.c", 7, 1, 4));
    findings_finish(&fixture.list);
    struct sarif_input input = input_of(&fixture);
    input.notices = notices;
    input.notice_count = sizeof notices / sizeof notices[0];
    cJSON *document = document_of(&input, NULL);
    cJSON *said = at(document, "runs.0.invocations.0.toolExecutionNotifications");
    assert_int_equal(cJSON_GetArraySize(said), 4);
    assert_string_equal(text_at(said, "0.message.text"), "/opt/other/c.c could not be analysed: crashed.");
    assert_string_equal(text_at(said, "0.descriptor.id"), "unit-failed");
    assert_string_equal(text_at(said, "0.level"), "error");
    assert_string_equal(text_at(said, "1.locations.0.physicalLocation.artifactLocation.uri"),
                        "src/b%20%FF.c");
    assert_string_equal(text_at(said, "2.descriptor.id"), "unit-incomplete");
    assert_string_equal(text_at(said, "2.level"), "warning");
    assert_string_equal(text_at(said, "3.descriptor.id"), "finding-outside-root");
    assert_int_equal(cJSON_GetArraySize(at(document, "runs.0.results")), 0);
    assert_true(cJSON_IsTrue(at(document, "runs.0.invocations.0.executionSuccessful")));
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static const char *fingerprint_in(const char *name, const char *text, uint32_t line, const char *key,
                                  char out[64])
{
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_text(&fixture, name, text);
    fixture_add(&fixture, fixture_finding(name, line, 1, 0));
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, NULL);
    cJSON *all = at(document, "runs.0.results.0.partialFingerprints");
    snprintf(out, 64, "%s", cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(all, key)));
    cJSON_Delete(document);
    fixture_release(&fixture);
    return out;
}

static void fingerprints_survive_moves(void **state)
{
    (void)state;
    static const char own[] = "dawdleContext/v1";
    char a[64], b[64];
    assert_string_equal(fingerprint_in("a.c", "", 1, "primaryLocationLineHash", a), "c129715d7a2bc9a3:1");
    assert_string_equal(fingerprint_in("a.c", " a\nb\n  \t\tc\n d", 3, "primaryLocationLineHash", a),
                        "180aee12dab6264:1");
    /* Another file, line, indentation, spacing and comment, but the same tokens. */
    fingerprint_in("a.c", "f(x, \"a  b\");\n", 1, own, a);
    assert_string_equal(a, fingerprint_in("b/c.c", "\n\n  f( x,\"a  b\" ) ; // why\n", 3, own, b));
    assert_string_not_equal(a, fingerprint_in("a.c", "f(x, \"a b\");\n", 1, own, b));
    assert_string_not_equal(a, fingerprint_in("a.c", "f(y, \"a  b\");\n", 1, own, b));
}

static void only_the_root_tells_machines_apart(void **state)
{
    (void)state;
    struct buf texts[3] = {{0}};
    for (int i = 0; i < 3; i++) {
        struct report_fixture fixture;
        fixture_init(&fixture);
        fixture_text(&fixture, "a.c", "int a;\n");
        fixture_add(&fixture, fixture_finding("a.c", 1, 1, 4));
        findings_finish(&fixture.list);
        struct sarif_input input = input_of(&fixture);
        input.deterministic = i < 2;
        sarif_report(&texts[i], &input);
        struct buf uri = {0};
        buf_printf(&uri, "\"file:///tmp/dawdle%%20report%%20%s/\"", strrchr(fixture.root, ' ') + 1);
        assert_true((strstr(buf_text(&texts[i]), buf_text(&uri)) != NULL) == (i == 2));
        buf_release(&uri);
        fixture_release(&fixture);
    }
    assert_string_equal(buf_text(&texts[0]), buf_text(&texts[1]));
    for (int i = 0; i < 3; i++)
        buf_release(&texts[i]);
}

static void rules_that_are_off_are_left_out_unless_they_found_something(void **state)
{
    (void)state;
    static const enum level levels[] = {LEVEL_OFF, LEVEL_ERROR};
    struct report_fixture fixture;
    fixture_init(&fixture);
    struct sarif_input input = input_of(&fixture);
    input.levels = levels;
    cJSON *document = document_of(&input, NULL);
    cJSON *rules = at(document, "runs.0.tool.driver.rules");
    assert_int_equal(cJSON_GetArraySize(rules), 1);
    assert_string_equal(text_at(rules, "0.id"), "large-thing");
    assert_string_equal(text_at(rules, "0.defaultConfiguration.level"), "error");
    assert_int_equal(cJSON_GetArraySize(at(document, "runs.0.taxonomies")), 1); /* no CWE is left */
    cJSON_Delete(document);
    fixture_add(&fixture, fixture_finding("a.c", 1, 1, 4));
    document = document_of(&input, NULL);
    assert_int_equal(cJSON_GetArraySize(at(document, "runs.0.tool.driver.rules")), 2);
    assert_indices(document, at(document, "runs.0"));
    cJSON_Delete(document);
    fixture_release(&fixture);
}

static void more_than_code_scanning_takes_are_cut_by_rank(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    for (uint32_t i = 0; i < SARIF_RESULTS_MAX + 2; i++) {
        struct finding finding = fixture_finding("a.c", i + 1, 1, 4);
        if (i == 3 || i == 5)
            finding.rank = 1;
        fixture_add(&fixture, finding);
    }
    findings_finish(&fixture.list);
    struct sarif_input input = input_of(&fixture);
    cJSON *document = document_of(&input, NULL);
    cJSON *results = at(document, "runs.0.results");
    assert_int_equal(cJSON_GetArraySize(results), SARIF_RESULTS_MAX);
    assert_int_equal(number_at(results, "2.locations.0.physicalLocation.region.startLine"), 3);
    assert_int_equal(number_at(results, "3.locations.0.physicalLocation.region.startLine"), 5);
    assert_int_equal(number_at(results, "4.locations.0.physicalLocation.region.startLine"), 7);
    cJSON *said = at(document, "runs.0.invocations.0.toolExecutionNotifications");
    assert_string_equal(text_at(said, "0.message.text"), "2 more findings are not among the results.");
    cJSON_Delete(document);
    fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_run_still_closes_old_alerts),
        cmocka_unit_test(a_rule_has_its_page_and_its_taxa),
        cmocka_unit_test(nothing_hostile_breaks_it),
        cmocka_unit_test(columns_are_utf16_units_without_the_mark),
        cmocka_unit_test(places_that_the_file_does_not_have_lose_their_columns),
        cmocka_unit_test(a_way_is_a_flow_and_what_lies_below_the_root_is_linked),
        cmocka_unit_test(what_was_not_seen_or_not_taken_is_said),
        cmocka_unit_test(fingerprints_survive_moves),
        cmocka_unit_test(only_the_root_tells_machines_apart),
        cmocka_unit_test(rules_that_are_off_are_left_out_unless_they_found_something),
        cmocka_unit_test(more_than_code_scanning_takes_are_cut_by_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
