/* primaryLocationLineHash against the values that the upload action is tested with (github/codeql-action,
 * src/fingerprints.test.ts), and texts beyond them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/base/buf.h"
#include "sarif/line_hash.h"

/* "hash:n hash:n ..." */
static const char *hashes(struct buf *out, const char *text, size_t length)
{
    struct arena arena = {0};
    struct line_hashes all = line_hashes_of(text, length, &arena);
    buf_clear(out);
    for (uint32_t i = 0; i < all.count; i++)
        buf_printf(out, "%s%" PRIx64 ":%u", i ? " " : "", all.lines[i].hash, all.lines[i].occurrence);
    arena_release(&arena);
    return buf_text(out);
}

static void assert_hashes(const char *text, const char *expected)
{
    struct buf out = {0};
    assert_string_equal(hashes(&out, text, strlen(text)), expected);
    buf_release(&out);
}

static void published_values(void **state)
{
    (void)state;
    assert_hashes("", "c129715d7a2bc9a3:1");
    assert_hashes(" a\nb\n  \t\tc\n d",
                  "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1");
    assert_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
                  "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 "
                  "b86d3392aea1be30:1 e6ceba753e1a442:1");
}

static void published_values_do_not_depend_on_line_ends(void **state)
{
    (void)state;
    static const char *const texts[] = {
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
        " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
        " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
        " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_hashes(texts[i], "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 "
                                "e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1 "
                                "c129715d7a2bc9a3:1");
}

static void lines_that_are_alike_are_counted(void **state)
{
    (void)state;
    struct buf text = {0};
    for (int i = 0; i < 10; i++)
        buf_addstr(&text, "Lorem ipsum dolor sit amet.\n");
    assert_hashes(buf_text(&text),
                  "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 "
                  "a7f2ff13bc495cf2:5 a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 "
                  "55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 c129715d7a2bc9a3:1");
    buf_release(&text);
}

/* A blank takes the LF's claim on the CR before it: two lines. */
static void a_blank_between_cr_and_lf_makes_two_lines(void **state)
{
    (void)state;
    struct buf one = {0}, two = {0};
    assert_string_equal(hashes(&one, "a\r \nb", 5), hashes(&two, "a\n\nb", 4));
    assert_string_not_equal(buf_text(&one), hashes(&two, "a\nb", 3));
    buf_release(&one);
    buf_release(&two);
}

static void bytes_that_are_no_text_count_as_replacement(void **state)
{
    (void)state;
    struct buf one = {0}, two = {0};
    assert_string_equal(hashes(&one, "caf\xe9;\n", 6), hashes(&two, "caf\xef\xbf\xbd;\n", 8));
    /* A character beyond the first plane is two units, which differ from one unit. */
    assert_string_not_equal(hashes(&one, "\xf0\x9f\x98\x80", 4), hashes(&two, "\xef\xbf\xbd", 3));
    assert_string_not_equal(hashes(&one, "a\0b", 3), hashes(&two, "ab", 2));
    buf_release(&one);
    buf_release(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_values),
        cmocka_unit_test(published_values_do_not_depend_on_line_ends),
        cmocka_unit_test(lines_that_are_alike_are_counted),
        cmocka_unit_test(a_blank_between_cr_and_lf_makes_two_lines),
        cmocka_unit_test(bytes_that_are_no_text_count_as_replacement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
