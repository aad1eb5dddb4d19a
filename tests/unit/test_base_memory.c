/* arena, buf, vec and error: what is handed out is zeroed, aligned, kept apart and never cut in a character.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"
#include "analyzer/base/vec.h"

static void arena_pieces_are_zeroed_aligned_and_apart(void **state)
{
    struct arena arena = {0};
    unsigned char *pieces[400];

    (void)state;
    for (size_t i = 0; i < 400; i++) {
        size_t size = i * 37 % 5000;

        pieces[i] = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++)
            assert_int_equal(pieces[i][at], 0);
        memset(pieces[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < 400; i++) {
        for (size_t at = 0; at < i * 37 % 5000; at++)
            assert_int_equal(pieces[i][at], i % 255 + 1);
    }
    assert_true(arena.used >= 399);
    arena_release(&arena);
    assert_int_equal(arena.used, 0);
}

static void arena_fills_the_newest_block_after_a_large_piece(void **state)
{
    struct arena arena = {0};
    char *first = arena_alloc(&arena, 16);
    char *large = arena_alloc(&arena, 100000), *second = arena_alloc(&arena, 16);

    (void)state;
    memset(large, 'x', 100000);
    assert_ptr_equal(second, first + 16);
    arena_release(&arena);
}

static void arena_copies_text(void **state)
{
    struct arena arena = {0};
    char *printed = arena_printf(&arena, "%s:%d", "file.c", 7);

    (void)state;
    assert_string_equal(printed, "file.c:7");
    assert_string_equal(arena_strndup(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_strdup(&arena, ""), "");
    arena_release(&arena);
}

static void buf_grows_and_stays_terminated(void **state)
{
    struct buf buf = {0};
    size_t length;
    char *text;

    (void)state;
    assert_string_equal(buf_text(&buf), "");
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%d,", i % 10);
    assert_int_equal(buf.length, 2000);
    assert_int_equal(strlen(buf_text(&buf)), 2000);
    assert_memory_equal(buf.data + 1990, "5,6,7,8,9,", 11);
    buf_clear(&buf);
    assert_string_equal(buf_text(&buf), "");
    buf_add(&buf, "a\0b", 3);
    buf_addch(&buf, 'c');
    text = buf_detach(&buf, &length);
    assert_int_equal(length, 4);
    assert_memory_equal(text, "a\0bc", 5);
    assert_null(buf.data);
    free(text);
    text = buf_detach(&buf, &length);
    assert_string_equal(text, "");
    assert_int_equal(length, 0);
    free(text);
}

static void vec_pushes_and_extends(void **state)
{
    struct pair {
        int a, b;
    };
    VEC(struct pair)
    pairs = {0};
    struct pair *more;

    (void)state;
    for (int i = 0; i < 100; i++)
        vec_push(&pairs, (struct pair){i, -i});
    more = vec_extend(&pairs, 50);
    assert_int_equal(pairs.count, 150);
    assert_ptr_equal(more, pairs.data + 100);
    for (int i = 0; i < 50; i++)
        assert_true(more[i].a == 0 && more[i].b == 0);
    assert_int_equal(pairs.data[99].b, -99);
    more = vec_extend(&pairs, 0);
    assert_ptr_equal(more, pairs.data + 150);
    vec_release(&pairs);
    assert_null(pairs.data);
    assert_int_equal(pairs.count, 0);
}

static void error_takes_its_own_text_as_argument(void **state)
{
    struct error error;

    (void)state;
    assert_false(error_set(&error, "no such file"));
    assert_false(error_set(&error, "settings: %s", error.text));
    assert_string_equal(error.text, "settings: no such file");
    error_prefix(&error, "%s:%d", "dawdle.json", 3);
    assert_string_equal(error.text, "dawdle.json:3: settings: no such file");
    assert_false(error_set(NULL, "nobody listens"));
}

static void error_is_cut_between_characters(void **state)
{
    char name[3 * 600 + 1];
    struct error error;
    size_t length;

    (void)state;
    for (size_t i = 0; i < 600; i++)
        memcpy(name + 3 * i, "\xE2\x82\xAC", 4);
    error_set(&error, "%s", name);
    length = strlen(error.text);
    assert_true(length < ERROR_TEXT_MAX && length >= ERROR_TEXT_MAX - 6);
    assert_string_equal(error.text + length - 3, "...");
    assert_int_equal((length - 3) % 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(arena_fills_the_newest_block_after_a_large_piece),
        cmocka_unit_test(arena_copies_text),
        cmocka_unit_test(buf_grows_and_stays_terminated),
        cmocka_unit_test(vec_pushes_and_extends),
        cmocka_unit_test(error_takes_its_own_text_as_argument),
        cmocka_unit_test(error_is_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
