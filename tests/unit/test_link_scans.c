/* Which functions walk a whole collection of their caller, held against the comments in link/scans.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static const char *describe_scan(const struct program *program, const struct scan *scan, struct arena *arena)
{
    static const char *const kinds[] = {[SCAN_SEARCH] = "search",
                                        [SCAN_PENDING] = "pending",
                                        [SCAN_APPEND] = "append",
                                        [SCAN_SHIFT] = "shift"};
    const char *text = kinds[scan->kind];

    text = scan->of == SCAN_GLOBAL ? arena_printf(arena, "%s global", text)
                                   : arena_printf(arena, "%s parameter %u", text, scan->index);
    text = arena_printf(arena, "%s `%s`", text, scan->what);
    for (unsigned p = 0; p < 64; p++)
        if (scan->keys >> p & 1)
            text = arena_printf(arena, "%s by %u", text, p);
    text =
        arena_printf(arena, "%s%s%s", text, scan->doubtful ? ", doubtful" : "", scan->moves ? ", moves" : "");
    if (scan->way.call != PROGRAM_NONE)
        text = arena_printf(arena, "%s, through %s", text, program->calls[scan->way.call].name);
    return text;
}

static const char *describe_scans(const struct program *program, uint32_t function, struct arena *arena)
{
    const struct summary *summary = &program->functions[function].summary;
    const char *text = "";

    for (uint32_t i = 0; i < summary->scan_count; i++)
        text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "",
                            describe_scan(program, &program->scans[summary->first_scan + i], arena));
    return text;
}

static void scans(void **state)
{
    static const char *const path = "link/scans.c";
    struct test_program test;

    (void)state;
    test_link_files(&test, &path, 1);
    test_check_marks(&test, "scans", describe_scans, 18);
    test_program_release(&test);
}

/* Where a scan comes from: each step is one call nearer, and the last one has the loop or a library call. */
static void ways_lead_to_the_walk(void **state)
{
    static const char *const path = "link/scans.c";
    struct test_program test;
    const struct program *program;
    unsigned climbed = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    program = test.program;
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct summary *summary = &program->functions[f].summary;

        for (uint32_t i = 0; i < summary->scan_count; i++) {
            const struct scan *scan = &program->scans[summary->first_scan + i];
            uint32_t function = f;

            while (scan->way.target != PROGRAM_NONE) {
                const struct scan *below = scan_below(program, scan);

                assert_int_equal(program->calls[scan->way.call].function, function);
                assert_int_equal(below->way.distance + 1, scan->way.distance);
                assert_int_equal(scan->loop, PROGRAM_NONE);
                function = scan->way.target;
                scan = below;
                climbed++;
            }
            if (scan->way.call == PROGRAM_NONE)
                assert_int_equal(program->loops[scan->loop].function, function);
            else
                assert_non_null(program->calls[scan->way.call].known);
        }
    }
    assert_true(climbed >= 10);
    test_program_release(&test);
}

/* A global of another unit, by a function of a third. */
static void across_units(void **state)
{
    static const struct test_file files[] = {
        {"user.h",
         "struct user { struct user *next; int id; }; extern struct user *users;\n"
         "struct user *find_user(int id); int has_user(int id);\n",
         NULL, NULL},
        {"a.c", "#include \"user.h\"\nint has_user(int id) { return find_user(id) != 0; }\n", NULL, NULL},
        {"b.c",
         "#include \"user.h\"\n"
         "struct user *find_user(int id) {\n"
         "    for (struct user *u = users; u; u = u->next) if (u->id == id) return u;\n"
         "    return 0; }\n",
         NULL, NULL},
        {"c.c", "#include \"user.h\"\nstruct user *users;\n", NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    const struct scan *scan;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    program = test.program;
    assert_string_equal(describe_scans(program, test_function(&test, "has_user"), &test.arena),
                        "search global `users` by 0, through find_user");
    scan = &program->scans[program->functions[test_function(&test, "has_user")].summary.first_scan];
    assert_string_equal(program->variables[scan->index].name, "users");
    assert_string_equal(program->units[program->variables[scan->index].unit].path, "c.c");
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scans),
        cmocka_unit_test(ways_lead_to_the_walk),
        cmocka_unit_test(across_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
