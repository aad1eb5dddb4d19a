/* json: comments, the place of every mistake, and the place of every item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/json.h"

static void parse(struct json *json, const char *text)
{
    struct error error = {""};

    if (!json_parse(json, "s.json", text, strlen(text), &error))
        fail_msg("%s", error.text);
}

static void comments_are_blanks(void **state)
{
    struct json json;
    const cJSON *b;
    unsigned line, column;

    (void)state;
    parse(&json,
          "// one\n{ /* two\n three */ \"a//b\": \"/* kept */\", // four\n  \"b\\\"/*\": 1 }\n// five");
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(json.root, "a//b")->valuestring, "/* kept */");
    b = cJSON_GetObjectItemCaseSensitive(json.root, "b\"/*");
    assert_int_equal(b->valueint, 1);
    json_place(&json, b, &line, &column);
    assert_int_equal(line, 4);
    assert_int_equal(column, 3);
    json_release(&json);
}

static void mistakes_have_places(void **state)
{
    static const char *const cases[][2] = {
        {"", "s.json:1:1: the text ends where a value is expected"},
        {"  // nothing\n", "s.json:2:1: the text ends where a value is expected"},
        {"{\n  \"a\": 1\n  \"b\": 2\n}", "s.json:3:3: expected ',' or '}'"},
        {"{\n  \"a\": 1,\n}", "s.json:3:1: expected a string in double quotes"},
        {"[1, 2,]", "s.json:1:7: expected a value"},
        {"[1 2]", "s.json:1:4: expected ',' or ']'"},
        {"{\"a\" 1}", "s.json:1:6: expected ':' after a key"},
        {"{a: 1}", "s.json:1:2: expected a string in double quotes"},
        {"{\"a\": tru}", "s.json:1:7: expected a value"},
        {"{\"a\": 01}", "s.json:1:8: expected ',' or '}'"},
        {"[1.]", "s.json:1:2: not a number as JSON writes it"},
        {"[-]", "s.json:1:2: not a number as JSON writes it"},
        {"[1e+]", "s.json:1:2: not a number as JSON writes it"},
        {"[\"abc\n\"]", "s.json:1:2: this string never ends; close it with a double quote"},
        {"[\"abc", "s.json:1:2: this string never ends; close it with a double quote"},
        {"[\"a\tb\"]", "s.json:1:4: a control character in a string must be written as \\u00.."},
        {"[\"a\\x\"]", "s.json:1:4: no such escape in a string"},
        {"[\"\\u12g4\"]", "s.json:1:3: no such escape in a string"},
        {"[\"\\u0000\"]", "s.json:1:3: a string cannot hold \\u0000 here"},
        {"[\"\\ud800\"]", "s.json:1:3: half a surrogate pair is no character"},
        {"[\"\\ud800\\u0041\"]", "s.json:1:3: half a surrogate pair is no character"},
        {"[\"\\udc00\"]", "s.json:1:3: half a surrogate pair is no character"},
        {"{} x", "s.json:1:4: the document ended before this"},
        {"{}{}", "s.json:1:3: the document ended before this"},
        {"{} /* open", "s.json:1:4: this comment never ends; close it with */"},
        {"{} /*/", "s.json:1:4: this comment never ends; close it with */"},
        {"[1, / 2]", "s.json:1:5: expected a value"},
        {"\xEF\xBB\xBF{]", "s.json:1:5: expected a string in double quotes"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {""};
        struct json json;

        assert_false(json_parse(&json, "s.json", cases[i][0], strlen(cases[i][0]), &error));
        assert_string_equal(error.text, cases[i][1]);
        assert_null(json.root);
    }
}

static void a_nul_does_not_end_the_document(void **state)
{
    struct error error = {""};
    struct json json;

    (void)state;
    assert_false(json_parse(&json, "s.json", "{}\0{", 4, &error));
    assert_string_equal(error.text, "s.json:1:3: the document ended before this");
    assert_false(json_parse(&json, "s.json", "[\"a\0b\"]", 7, &error));
    assert_string_equal(error.text, "s.json:1:4: a control character in a string must be written as \\u00..");
}

static void what_is_right_is_read(void **state)
{
    static const char *const texts[] = {
        "\xEF\xBB\xBF{\"a\": 1}\r\n",
        "\"x\"",
        " -0.5e-7 ",
        "[[], {}, true, false, null, 10, 0, -1]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"]",
        "[\"caf\xE9\"]",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct json json;

        parse(&json, texts[i]);
        assert_non_null(json.root);
        json_release(&json);
    }
}

static void depth_is_limited(void **state)
{
    struct error error = {""};
    struct buf text = {0};
    struct json json;

    (void)state;
    for (int i = 0; i < 100000; i++)
        buf_addch(&text, '[');
    assert_false(json_parse(&json, "s.json", text.data, text.length, &error));
    assert_string_equal(error.text, "s.json:1:513: values are nested too deep");
    buf_clear(&text);
    for (int i = 0; i < 512; i++)
        buf_addch(&text, '[');
    for (int i = 0; i < 512; i++)
        buf_addch(&text, ']');
    parse(&json, text.data);
    json_release(&json);
    buf_release(&text);
}

static void assert_place(const struct json *json, const cJSON *item, unsigned line, unsigned column)
{
    unsigned found_line, found_column;

    assert_non_null(item);
    json_place(json, item, &found_line, &found_column);
    assert_int_equal(found_line, line);
    assert_int_equal(found_column, column);
}

static void items_have_places(void **state)
{
    const cJSON *list, *object;
    struct json json;
    cJSON *stranger = cJSON_CreateNull();

    (void)state;
    parse(&json, "{\n"
                 "  \"first\": {},\n"
                 "  \"list\": [ 1, \"two\", [], /* , */ [ 3 ],\n"
                 "    { \"deep\" : { \"er\": null } } ],\n"
                 "  \"first\": [ ],\n"
                 "  \"last\": \"x\"\n"
                 "}\n");
    list = cJSON_GetObjectItemCaseSensitive(json.root, "list");
    assert_place(&json, json.root, 1, 1);
    assert_place(&json, json.root->child, 2, 3);
    assert_place(&json, list, 3, 3);
    assert_place(&json, cJSON_GetArrayItem(list, 0), 3, 13);
    assert_place(&json, cJSON_GetArrayItem(list, 1), 3, 16);
    assert_place(&json, cJSON_GetArrayItem(list, 2), 3, 23);
    assert_place(&json, cJSON_GetArrayItem(list, 3), 3, 35);
    assert_place(&json, cJSON_GetArrayItem(list, 3)->child, 3, 37);
    object = cJSON_GetArrayItem(list, 4);
    assert_place(&json, object, 4, 5);
    assert_place(&json, object->child, 4, 7);
    assert_place(&json, object->child->child, 4, 18);
    assert_place(&json, list->next, 5, 3);
    assert_place(&json, cJSON_GetObjectItemCaseSensitive(json.root, "last"), 6, 3);
    assert_place(&json, stranger, 0, 0);
    cJSON_Delete(stranger);
    json_release(&json);
}

static void errors_name_the_place(void **state)
{
    struct error error;
    struct json json;

    (void)state;
    parse(&json, "{\n \"rulez\": 1 }");
    assert_false(json_error(&json, json.root->child, &error, "there is no key \"%s\"", "rulez"));
    assert_string_equal(error.text, "s.json:2:2: there is no key \"rulez\"");
    assert_false(json_error(&json, NULL, &error, "no rules"));
    assert_string_equal(error.text, "s.json: no rules");
    json_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_are_blanks),
        cmocka_unit_test(mistakes_have_places),
        cmocka_unit_test(a_nul_does_not_end_the_document),
        cmocka_unit_test(what_is_right_is_read),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(items_have_places),
        cmocka_unit_test(errors_name_the_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
