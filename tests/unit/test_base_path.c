/* path: normal forms, relations between paths, and globs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/path.h"

static struct arena arena;

static int release(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void normal_forms(void **state)
{
    static const char *const cases[][2] = {
        {"", "."},
        {".", "."},
        {"./", "."},
        {"/", "/"},
        {"//", "/"},
        {"a/./b/../c", "a/c"},
        {"a/..", "."},
        {"a/../..", ".."},
        {"../a", "../a"},
        {"../../a/..", "../.."},
        {"/..", "/"},
        {"/../a/../../b", "/b"},
        {"a//b///c/", "a/b/c"},
        {"/a/b/..", "/a"},
        {"a/b/../../c", "c"},
        {"...", "..."},
        {"a/..b/c..", "a/..b/c.."},
        {"./../x", "../x"},
        {"/./a", "/a"},
        {" / ", " / "},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(path_normal(&arena, cases[i][0]), cases[i][1]);
}

static void absolute_paths(void **state)
{
    (void)state;
    assert_string_equal(path_absolute(&arena, "/src", "a.c"), "/src/a.c");
    assert_string_equal(path_absolute(&arena, "/src/build", "../a.c"), "/src/a.c");
    assert_string_equal(path_absolute(&arena, "/src", "/usr//a.c"), "/usr/a.c");
    assert_string_equal(path_absolute(&arena, "/src/", ""), "/src");
    assert_string_equal(path_absolute(&arena, "/", "a"), "/a");
}

static void below(void **state)
{
    (void)state;
    assert_string_equal(path_below("/src/a/b.c", "/src"), "a/b.c");
    assert_string_equal(path_below("/src", "/src"), ".");
    assert_string_equal(path_below("/srcs/a.c", "/src"), "/srcs/a.c");
    assert_string_equal(path_below("/sr", "/src"), "/sr");
    assert_string_equal(path_below("/a", "/"), "a");
    assert_string_equal(path_below("/", "/"), ".");
    assert_true(path_is_below("/src", "/src"));
    assert_true(path_is_below("/src/x", "/src"));
    assert_true(path_is_below("/x", "/"));
    assert_false(path_is_below("/srcs", "/src"));
    assert_false(path_is_below("/", "/src"));
}

static void relative_paths(void **state)
{
    static const char *const cases[][3] = {
        {"/src", "/src/a.c", "a.c"},
        {"/src/build", "/src/a.c", "../a.c"},
        {"/src", "/src", "."},
        {"/src/a/b", "/src", "../.."},
        {"/src/ab", "/src/a", "../a"},
        {"/", "/a/b", "a/b"},
        {"/a/b", "/", "../.."},
        {"/", "/", "."},
        {"/a/b/c", "/x/y", "../../../x/y"},
        {"/a", "/ab", "../ab"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *relative = path_relative(&arena, cases[i][0], cases[i][1]);

        assert_string_equal(relative, cases[i][2]);
        assert_string_equal(path_absolute(&arena, cases[i][0], relative), cases[i][1]);
    }
}

static void names(void **state)
{
    static const char *const folders[][2] = {
        {"a/b.c", "a"}, {"b.c", "."}, {"/b.c", "/"}, {"/", "/"}, {"", "."}, {"a/b/", "a"}, {"a//b", "a"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_string_equal(path_dirname(&arena, folders[i][0]), folders[i][1]);
    assert_string_equal(path_basename("a/b.c"), "b.c");
    assert_string_equal(path_basename("b.c"), "b.c");
    assert_string_equal(path_basename("a/"), "");
}

static void what_is_there(void **state)
{
    char *current = path_current(&arena);

    (void)state;
    assert_int_equal(current[0], '/');
    assert_true(path_is_directory(current));
    assert_string_equal(path_real(&arena, "/."), "/");
    assert_null(path_real(&arena, "/no/such/file"));
    assert_false(path_exists("/no/such/file"));
    assert_true(path_exists("/dev/null"));
    assert_false(path_is_directory("/dev/null"));
}

struct glob {
    const char *pattern, *path;
    bool matches;
};

static void globs(void **state)
{
    static const struct glob cases[] = {
        /* a pattern without a slash is about the last part */
        {"*.c", "a.c", true},
        {"*.c", "src/net/a.c", true},
        {"*.c", "a.h", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"*", "x/y", true},
        {"net", "net/a.c", false},
        {"", "a", false},
        /* with one it is about the whole path, and stars keep to their part */
        {"src/*.c", "src/a.c", true},
        {"src/*.c", "src/net/a.c", false},
        {"src/*.c", "lib/src/a.c", false},
        {"src/?et/a.c", "src/net/a.c", true},
        {"src?a.c", "src/a.c", false},
        {"src[/]a.c", "src/a.c", false},
        {"/a.c", "a.c", true},
        {"/a.c", "src/a.c", false},
        {"./src/a.c", "src/a.c", true},
        /* any number of folders */
        {"**/a.c", "a.c", true},
        {"**/a.c", "x/y/a.c", true},
        {"src/**/a.c", "src/a.c", true},
        {"src/**/a.c", "src/x/y/a.c", true},
        {"src/**/a.c", "src/x/y/b.c", false},
        {"src/**", "src/x/y", true},
        {"src/**", "src", false},
        {"**/x/**/y.c", "a/x/b/x/c/y.c", true},
        {"**/x/*/y.c", "x/a/b/x/c/y.c", true},
        {"**/x/*/y.c", "x/a/b/y.c", false},
        {"a**b/c", "axxb/c", true},
        {"a**b/c", "ax/xb/c", false},
        {"**/*.h", "/usr/include/x.h", true},
        {"/usr/**/x.h", "/usr/include/x.h", true},
        {"usr/**/x.h", "/usr/include/x.h", false},
        /* everything below a folder */
        {"third_party/", "third_party/a/b.c", true},
        {"third_party/", "third_party/a.c", true},
        {"third_party/", "third_party", false},
        {"third_party/", "third_party2/a.c", false},
        {"third_party/", "src/third_party/a.c", false},
        {"**/gen/", "x/gen/y/a.c", true},
        /* classes */
        {"[abc].c", "b.c", true},
        {"[!abc].c", "b.c", false},
        {"[^abc].c", "d.c", true},
        {"[a-f0-9]x", "7x", true},
        {"[a-f]x", "gx", false},
        {"[]]x", "]x", true},
        {"[!]]x", "]x", false},
        {"[a-]x", "-x", true},
        {"[ab", "[ab", true},
        {"[!", "[!", true},
        {"[", "[", true},
        {"x[", "x", false},
        /* escapes */
        {"\\*.c", "*.c", true},
        {"\\*.c", "a.c", false},
        {"a\\", "a\\", true},
        {"*.c*", "a.c", true},
        {"*a*b*c*", "xxaxxbxxcxx", true},
        {"*a*b*c*", "xxaxxcxxbxx", false},
        {"\xE9*", "\xE9t\xE9", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (path_matches(cases[i].pattern, cases[i].path) != cases[i].matches)
            fail_msg("\"%s\" %s \"%s\"", cases[i].pattern, cases[i].matches ? "does not match" : "matches",
                     cases[i].path);
    }
}

/* With one way back per star these would take longer than the universe has. */
static void hostile_globs_end(void **state)
{
    enum { COUNT = 2000 };
    char *pattern = arena_alloc(&arena, 8 * COUNT + 8), *path = arena_alloc(&arena, 8 * COUNT + 8);

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        strcat(pattern + 2 * i, "*a");
    memset(path, 'a', 2 * COUNT);
    path[2 * COUNT - 1] = 'b';
    assert_false(path_matches(pattern, path));

    memset(pattern, 0, 8 * COUNT);
    memset(path, 0, 8 * COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        strcat(pattern + 5 * i, "**/a/");
        strcat(path + 2 * i, "a/");
    }
    strcat(pattern + 5 * COUNT, "c");
    strcat(path + 2 * COUNT, "b");
    assert_false(path_matches(pattern, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_forms), cmocka_unit_test(absolute_paths),
        cmocka_unit_test(below),        cmocka_unit_test(relative_paths),
        cmocka_unit_test(names),        cmocka_unit_test(what_is_there),
        cmocka_unit_test(globs),        cmocka_unit_test(hostile_globs_end),
    };

    return cmocka_run_group_tests(tests, NULL, release);
}
