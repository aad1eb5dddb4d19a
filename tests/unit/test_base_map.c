/* map and map64: what was put in is found, over many growths, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"

static void keys_survive_growth(void **state)
{
    struct arena arena = {0};
    struct map map = {0};

    (void)state;
    assert_int_equal(map_get_str(&map, "anything"), MAP_NONE);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(map_put_str(&map, arena_printf(&arena, "key %u", (unsigned)i), i), i);
    assert_int_equal(map.count, 5000);
    assert_true(map.capacity >= 2 * map.count);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(map_get_str(&map, arena_printf(&arena, "key %u", (unsigned)i)), i);
    assert_int_equal(map_get_str(&map, "key 5000"), MAP_NONE);
    map_release(&map);
    assert_int_equal(map_get_str(&map, "key 1"), MAP_NONE);
    arena_release(&arena);
}

static void first_value_stays(void **state)
{
    struct map map = {0};

    (void)state;
    assert_int_equal(map_put_str(&map, "a", 1), 1);
    assert_int_equal(map_put_str(&map, "a", 2), 1);
    assert_int_equal(map_get_str(&map, "a"), 1);
    assert_int_equal(map.count, 1);
    map_release(&map);
}

static void keys_are_bytes(void **state)
{
    struct map map = {0};

    (void)state;
    map_put(&map, "a\0b", 3, 1);
    map_put(&map, "a\0c", 3, 2);
    map_put(&map, "", 0, 3);
    map_put(&map, "a", 1, MAP_NONE - 1);
    assert_int_equal(map_get(&map, "a\0b", 3), 1);
    assert_int_equal(map_get(&map, "a\0c", 3), 2);
    assert_int_equal(map_get_str(&map, ""), 3);
    assert_int_equal(map_get_str(&map, "a"), MAP_NONE - 1);
    assert_int_equal(map_get(&map, "a\0", 2), MAP_NONE);
    map_release(&map);
}

static void numbers_are_put_and_set(void **state)
{
    struct map64 map = {0};

    (void)state;
    assert_int_equal(map64_get(&map, 0), MAP_NONE);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(map64_put(&map, i << 32, (uint32_t)i), i);
    assert_int_equal(map64_put(&map, UINT64_MAX, 7), 7);
    assert_int_equal(map64_put(&map, UINT64_MAX, 8), 7);
    map64_set(&map, UINT64_MAX, 9);
    map64_set(&map, 1, 10);
    assert_int_equal(map64_get(&map, UINT64_MAX), 9);
    assert_int_equal(map64_get(&map, 1), 10);
    assert_int_equal(map64_get(&map, 0), 0);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(map64_get(&map, i << 32), i);
    assert_int_equal(map.count, 5002);
    map64_release(&map);
}

/* Fingerprints and cache keys are kept between runs and machines: the hash may never change. */
static void hash_is_fixed(void **state)
{
    (void)state;
    assert_int_equal(hash_bytes("", 0), 0x2d06800538d394c2);
    assert_int_equal(hash_bytes("dawdle", 6), hash_bytes("dawdle!", 6));
    assert_int_not_equal(hash_bytes("dawdle", 6), hash_bytes("dawdle!", 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_survive_growth), cmocka_unit_test(first_value_stays),
        cmocka_unit_test(keys_are_bytes),      cmocka_unit_test(numbers_are_put_and_set),
        cmocka_unit_test(hash_is_fixed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
