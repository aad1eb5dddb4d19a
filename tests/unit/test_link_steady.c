/* What a value is made of, whether it stays the same through a loop, and what stands before a call: the
 * functions that link/steady.c calls say by their names what is asked of the place and what is right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/steady.h"
#include "support.h"

static bool is_same(struct regions *regions, const struct call *call, uint32_t argument)
{
    const struct program *program = regions->program;
    const struct loop *loop = &program->loops[call->loop];
    struct inputs inputs = {0};
    bool same;

    steady_loop_inputs(program, call->loop, argument, call->node, &inputs);
    same =
        !inputs.unsteady && !region_writes(regions, loop->function, loop->first, loop->last, &inputs.places);
    inputs_release(&inputs);
    return same;
}

/* "parameters 0 2 rest", as in the function's name. */
static const char *made_of(const struct program *program, const struct call *call, uint32_t argument,
                           struct arena *arena)
{
    struct inputs inputs = {0};
    const char *text = "parameters";

    steady_inputs(program, call->function, argument, call->node, &inputs);
    for (unsigned i = 0; i < 64; i++)
        if (inputs.parameters >> i & 1)
            text = arena_printf(arena, "%s_%u", text, i);
    if (inputs.rest)
        text = arena_printf(arena, "%s_rest", text);
    if (inputs.parameters == 0 && !inputs.rest)
        text = "parameters_none";
    if (inputs.unsteady)
        text = "unsteady";
    inputs_release(&inputs);
    return text;
}

static const char *answer(struct regions *regions, const struct call *call, const char *asked,
                          struct arena *arena)
{
    static const char *const guards[] = {"no_guard", "guard", "once"};
    const struct program *program = regions->program;
    uint32_t argument = node_argument(function_facts(program, call->function), call->node, 0);

    if (argument == FACTS_NONE)
        return guards[steady_guard(regions, (uint32_t)(call - program->calls), call->loop)];
    if (strncmp(asked, "parameters", 10) == 0 || strcmp(asked, "unsteady") == 0)
        return made_of(program, call, argument, arena);
    if (strstr(asked, "_number"))
        return is_same(regions, call, argument) ? "same_number" : "other_number";
    return is_same(regions, call, argument) ? "same" : "other";
}

static void every_place(void **state)
{
    const char *path = "link/steady.c";
    struct test_program test;
    struct regions regions;
    unsigned wrong = 0, asked = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    regions_init(&regions, test.program);
    for (uint32_t c = 0; c < test.program->call_count; c++) {
        const struct call *call = &test.program->calls[c];
        const char *is;

        if (!call->name || strncmp(call->name, "expect_", 7) != 0)
            continue;
        asked++;
        is = answer(&regions, call, call->name + 7, &test.arena);
        if (strcmp(is, call->name + 7) != 0) {
            print_error("%s:%u: %s, but is %s\n", path,
                        function_node(test.program, call->function, call->node)->line, call->name, is);
            wrong++;
        }
    }
    regions_release(&regions);
    test_program_release(&test);
    assert_true(asked > 40);
    assert_int_equal(wrong, 0);
}

/* The search goes through what the region calls and hands over, and not beyond the region itself. */
static void regions_reach(void **state)
{
    static const char *const text[] = {"int set, other; void each(void (*f)(void));\n"
                                       "static void deep(void) { set = 1; }\n"
                                       "static void callback(void) { deep(); }\n"
                                       "static void again(int n) { if (n) again(n - 1); }\n"
                                       "void hands(void) { each(callback); }\n"
                                       "void calls(void) { again(3); deep(); }\n"
                                       "void neither(void) { again(3); other = set; }\n"};
    struct test_program test;
    struct regions regions;
    struct places places = {0};

    (void)state;
    test_link_texts(&test, text, 1);
    regions_init(&regions, test.program);
    for (uint32_t v = 0; v < test.program->variable_count; v++)
        if (strcmp(test.program->variables[v].name, "set") == 0)
            places_add_variable(&places, v);
    assert_int_equal(places.variables.count, 1);
    for (int round = 0; round < 2; round++)
        for (const char *const *name = (const char *const[]){"hands", "calls", "neither", NULL}; *name;
             name++) {
            uint32_t f = test_function(&test, *name), body = test.program->functions[f].body;
            uint32_t end = function_node(test.program, f, body)->end;

            assert_int_equal(region_writes(&regions, f, body, end, &places), strcmp(*name, "neither") != 0);
            assert_false(region_writes(&regions, f, end, end, &places));
        }
    places_release(&places);
    regions_release(&regions);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place),
        cmocka_unit_test(regions_reach),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
