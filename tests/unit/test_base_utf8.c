/* utf8: every way in which bytes fail to be UTF-8, as the WHATWG decoder counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/utf8.h"

#define BAD "\xEF\xBF\xBD"

static void valid_characters_come_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        uint32_t decoded;

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        if (length == 1)
            bytes[0] = (char)c;
        else
            bytes[0] = (char)((0xF00u >> length & 0xFF) | c >> 6 * (length - 1));
        for (size_t i = 1; i < length; i++)
            bytes[i] = (char)(0x80 | (c >> 6 * (length - 1 - i) & 0x3F));
        if (utf8_decode(bytes, length, &decoded) != length || decoded != c)
            fail_msg("U+%04X", (unsigned)c);
    }
}

static void invalid_pieces_become_one_replacement(void **state)
{
    static const char *const cases[][2] = {
        {"caf\xE9", "caf" BAD},                       /* Latin-1 at the end */
        {"\xE9t\xE9", BAD "t" BAD},                   /* Latin-1 before ASCII */
        {"\x80\xBF", BAD BAD},                        /* continuation alone */
        {"\xC0\xAF", BAD BAD},                        /* overlong, two bytes */
        {"\xE0\x80\xAF", BAD BAD BAD},                /* overlong, three */
        {"\xF0\x80\x80\xAF", BAD BAD BAD BAD},        /* overlong, four */
        {"\xED\xA0\x80", BAD BAD BAD},                /* surrogate */
        {"\xF4\x90\x80\x80", BAD BAD BAD BAD},        /* above U+10FFFF */
        {"\xF5\xFE\xFF", BAD BAD BAD},                /* bytes that never occur */
        {"\xE2\x82", BAD},                            /* cut at the end */
        {"\xF0\x9F\x98x", BAD "x"},                   /* cut before ASCII */
        {"\xF0\x9F\xE2\x82\xAC", BAD "\xE2\x82\xAC"}, /* cut before another */
        {"\xEF\xBF\xBD", BAD},                        /* the replacement itself */
        {"\xF0\x9F\x98\x80 \xC3\xA9", "\xF0\x9F\x98\x80 \xC3\xA9"},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};

        utf8_sanitise(&out, cases[i][0], strlen(cases[i][0]));
        assert_string_equal(buf_text(&out), cases[i][1]);
        buf_release(&out);
    }
}

static void decode_never_reads_past_the_end(void **state)
{
    static const char whole[] = "\xF0\x9F\x98\x80";
    uint32_t character;

    (void)state;
    for (size_t length = 1; length < 4; length++) {
        assert_int_equal(utf8_decode(whole, length, &character), length);
        assert_int_equal(character, 0xFFFD);
    }
}

static void utf16_units_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_utf16_length("", 0), 0);
    assert_int_equal(utf8_utf16_length("abc", 2), 2);
    assert_int_equal(utf8_utf16_length("\xC3\xA9", 2), 1);
    assert_int_equal(utf8_utf16_length("\xE2\x82\xAC", 3), 1);
    assert_int_equal(utf8_utf16_length("x\xF0\x9F\x98\x80y", 6), 4);
    assert_int_equal(utf8_utf16_length("\xF0\x9F\x98\x80", 2), 1);
    assert_int_equal(utf8_utf16_length("\xE9\xE9", 2), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_characters_come_back),
        cmocka_unit_test(invalid_pieces_become_one_replacement),
        cmocka_unit_test(decode_never_reads_past_the_end),
        cmocka_unit_test(utf16_units_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
