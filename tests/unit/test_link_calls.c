/* Who calls whom: what indirect calls may run, held against the comments in link/calls.c; and what a direct
 * call binds to, in programs of several units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static const char *describe_indirect(const struct program *program, uint32_t function, struct arena *arena)
{
    static const char *const kinds[] = {[CALL_DIRECT] = "direct",
                                        [CALL_FIELD] = "field",
                                        [CALL_VARIABLE] = "variable",
                                        [CALL_PARAMETER] = "parameter",
                                        [CALL_UNKNOWN] = "unknown"};
    const struct function *f = &program->functions[function];
    const char *text = "";

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->kind != CALL_DIRECT)
            text = arena_printf(arena, "%s%s%s %s runs %s", text, *text ? "; " : "", kinds[call->kind],
                                call->name, test_targets(program, call, arena));
    }
    return text;
}

static void indirect_calls(void **state)
{
    static const char *const paths[] = {"link/calls.c", "link/calls_stores.c"};
    struct test_program test;

    (void)state;
    test_link_files(&test, paths, 2);
    test_check_marks(&test, "indirect", describe_indirect, 25);
    /* as the comments say: three find nobody */
    assert_int_equal(test.program->indirect_unresolved, 3);
    assert_int_equal(test.program->indirect_resolved, 36);
    test_program_release(&test);
}

/* Whether the set of the field or variable holds the function. */
static bool set_holds(const struct program *program, const struct function_set *set, const char *name)
{
    for (uint32_t m = set->first; m < set->first + set->count; m++)
        if (strcmp(program->functions[program->set_members[m]].name, name) == 0)
            return true;
    return false;
}

static void sets(void **state)
{
    static const char *const paths[] = {"link/calls.c", "link/calls_stores.c"};
    struct test_program test;
    const struct program *program;
    unsigned seen = 0;

    (void)state;
    test_link_files(&test, paths, 2);
    program = test.program;
    for (uint32_t f = 0; f < program->field_count; f++) {
        const struct function_set *set = &program->field_sets[f];

        if (strcmp(program->fields[f].record, "ops") == 0 && strcmp(program->fields[f].name, "open") == 0) {
            assert_int_equal(set->count, 2);
            assert_true(set_holds(program, set, "file_open") && set_holds(program, set, "net_open"));
            seen++;
        }
        if (strcmp(program->fields[f].record, "driver") == 0 && strcmp(program->fields[f].name, "ops") == 0) {
            assert_int_equal(set->count, 0);
            seen++;
        }
        /* functions without a body are members as well */
        if (strcmp(program->fields[f].name, "put") == 0) {
            assert_true(set_holds(program, set, "free"));
            seen++;
        }
    }
    for (uint32_t v = 0; v < program->variable_count; v++)
        if (strcmp(program->variables[v].name, "on_exit_hook") == 0) {
            assert_true(set_holds(program, &program->variable_sets[v], "say_goodbye"));
            seen++;
        }
    assert_int_equal(seen, 4);
    test_program_release(&test);
}

static void callers_are_the_reverse(void **state)
{
    static const char *const paths[] = {"link/calls.c", "link/calls_stores.c"};
    struct test_program test;
    const struct program *program;
    uint32_t total = 0;

    (void)state;
    test_link_files(&test, paths, 2);
    program = test.program;
    for (uint32_t c = 0; c < program->call_count; c++)
        total += program->calls[c].target_count;
    assert_int_equal(program->first_caller[program->function_count], total);
    for (uint32_t f = 0; f < program->function_count; f++)
        for (uint32_t i = program->first_caller[f]; i < program->first_caller[f + 1]; i++) {
            const struct call *call = &program->calls[program->callers[i]];
            bool found = false;

            for (uint32_t t = 0; t < call->target_count; t++)
                found |= program->targets[call->first_target + t] == f;
            assert_true(found);
        }
    for (uint32_t i = 0; i < program->callback_count; i++) {
        uint32_t function = program->callbacks[i].function;
        bool found = false;

        assert_true(callbacks_from(program, program->callbacks[i].call) <= i);
        for (uint32_t h = program->first_handed[function]; h < program->first_handed[function + 1]; h++)
            found |= program->handed[h] == i;
        assert_true(found);
    }
    assert_int_equal(program->callback_count, 8);
    test_program_release(&test);
}

static void calls_are_found_by_node(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "int f(int); int g(int);\n"
         "int run(int n) { return f(g(n)) + (int)sizeof(f(1)); }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct facts *facts;
    uint32_t run, seen = 0;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    run = test_function(&test, "run");
    facts = function_facts(test.program, run);
    for (uint32_t n = test.program->functions[run].body; n < facts->nodes_count; n++)
        if (facts->nodes[n].kind == NODE_CALL) {
            uint32_t call = program_call_at(test.program, run, n);

            if (facts->nodes[n].flags & NODE_UNEVALUATED) {
                assert_int_equal(call, PROGRAM_NONE);
            } else {
                assert_int_equal(test.program->calls[call].node, n);
                seen++;
            }
        }
    assert_int_equal(seen, 2);
    test_program_release(&test);
}

static void flags_of_a_call_silence_it(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "struct sockaddr;\n"
         "int getnameinfo(const struct sockaddr *, unsigned, char *, unsigned, char *, unsigned, int);\n"
         "int by_number(const struct sockaddr *a, char *t) { return getnameinfo(a, 16, t, 9, 0, 0, 1 | 2); "
         "}\n"
         "int by_name(const struct sockaddr *a, char *t) { return getnameinfo(a, 16, t, 9, 0, 0, 2); }\n"
         "int open_flags(const struct sockaddr *a, char *t, int f)\n"
         "{ return getnameinfo(a, 16, t, 9, 0, 0, f); }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    assert_null(test_call(&test, test_function(&test, "by_number"), "getnameinfo")->known);
    assert_non_null(test_call(&test, test_function(&test, "by_name"), "getnameinfo")->known);
    assert_non_null(test_call(&test, test_function(&test, "open_flags"), "getnameinfo")->known);
    test_program_release(&test);
}

/* A name of the catalog that the program defines itself is the program's. */
static void own_definition_beats_the_catalog(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "char *strdup(const char *); void *PQexec(void *, const char *);\n"
         "void run(void *c) { strdup(\"a\"); PQexec(c, \"b\"); }\n",
         NULL, NULL},
        {"b.c", "char *strdup(const char *text) { return (char *)text; }\n", NULL, NULL},
    };
    struct test_program test;
    uint32_t run;

    (void)state;
    test_link_project(&test, files, 2, NULL);
    run = test_function(&test, "run");
    assert_null(test_call(&test, run, "strdup")->known);
    assert_string_equal(test_targets(test.program, test_call(&test, run, "strdup"), &test.arena), "strdup");
    assert_string_equal(test_targets(test.program, test_call(&test, run, "PQexec"), &test.arena),
                        "library PQexec");
    test_program_release(&test);
}

/* Redis modules call the server through variables that nobody here fills. */
static void hosts_variables(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "struct ctx;\n"
         "void *(*RedisModule_Call)(struct ctx *, const char *, const char *, ...);\n"
         "void (*nobody_knows)(void);\n"
         "void run(struct ctx *c) { RedisModule_Call(c, \"GET\", \"c\", \"k\"); nobody_knows(); }\n",
         NULL, NULL},
    };
    struct test_program test;
    uint32_t run;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    run = test_function(&test, "run");
    assert_non_null(test_call(&test, run, "RedisModule_Call")->known);
    assert_null(test_call(&test, run, "nobody_knows")->known);
    assert_int_equal(test.program->indirect_resolved, 1);
    assert_int_equal(test.program->indirect_unresolved, 1);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indirect_calls),
        cmocka_unit_test(sets),
        cmocka_unit_test(callers_are_the_reverse),
        cmocka_unit_test(calls_are_found_by_node),
        cmocka_unit_test(flags_of_a_call_silence_it),
        cmocka_unit_test(own_definition_beats_the_catalog),
        cmocka_unit_test(hosts_variables),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
