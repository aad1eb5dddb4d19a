/* What each loop is: the C files of the folder loops/ say in a comment on the loop's line what its class is
 * and, after a semicolon, what it walks. Every loop has such a comment and every comment a loop. Likewise for
 * flows and excuses, on the lines of calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "support.h"

struct expected {
    char class[32];
    char text[96]; /* "" when the comment does not say */
};

static const struct fact_comment *comment_on(const struct facts *facts, uint32_t file, uint32_t line,
                                             const char *start)
{
    for (uint32_t c = 0; c < facts->comments_count; c++)
        if (facts->comments[c].file == file && facts->comments[c].line == line &&
            strncmp(facts_string(facts, facts->comments[c].text), start, strlen(start)) == 0)
            return &facts->comments[c];
    return NULL;
}

static struct expected parse(const char *text)
{
    struct expected expected = {{0}, {0}};
    const char *class = text + strlen("/* loop: "), *end = strstr(text, " */"), *split = strstr(text, "; ");

    assert_non_null(end);
    if (split && split < end)
        snprintf(expected.text, sizeof expected.text, "%.*s", (int)(end - split - 2), split + 2);
    else
        split = end;
    snprintf(expected.class, sizeof expected.class, "%.*s", (int)(split - class), class);
    return expected;
}

static unsigned check_loop(const struct test_program *test, const struct loop *loop, bool **seen)
{
    const struct facts *facts = function_facts(test->program, loop->function);
    const struct fact_node *node = &facts->nodes[loop->node];
    const struct fact_comment *comment = comment_on(facts, node->file, node->line, "/* loop: ");
    const char *path = facts_string(facts, facts->files[node->file].path), *text;
    struct expected expected;
    struct arena arena = {0};
    unsigned wrong = 0;

    if (loop->form == LOOP_HIDDEN)
        return 0;
    if (!comment) {
        print_error("%s:%u: a loop (%s) that no comment speaks of\n", path, node->line,
                    loop_class_name(loop->class));
        return 1;
    }
    seen[test->program->functions[loop->function].unit][comment - facts->comments] = true;
    expected = parse(facts_string(facts, comment->text));
    if (strcmp(expected.class, loop_class_name(loop->class)) != 0) {
        print_error("%s:%u: %s expected, is %s (form %s): %s\n", path, node->line, expected.class,
                    loop_class_name(loop->class), loop_form_name(loop->form), loop->reason);
        wrong++;
    }
    text = loop_text(test->program, loop, &arena);
    if (*expected.text && strcmp(expected.text, text) != 0) {
        print_error("%s:%u: walks %s expected, is %s (form %s)\n", path, node->line, expected.text, text,
                    loop_form_name(loop->form));
        wrong++;
    }
    if (!*loop->reason) {
        print_error("%s:%u: no reason\n", path, node->line);
        wrong++;
    }
    arena_release(&arena);
    return wrong;
}

static void check_file(const char *path)
{
    struct test_program test;
    bool *seen[1];
    unsigned wrong = 0;
    const struct facts *facts;

    test_link_files(&test, &path, 1);
    facts = test.program->units[0].facts;
    seen[0] = calloc(facts->comments_count + 1, sizeof *seen[0]);
    assert_non_null(seen[0]);
    for (uint32_t l = 0; l < test.program->loop_count; l++)
        wrong += check_loop(&test, &test.program->loops[l], seen);
    for (uint32_t c = 0; c < facts->comments_count; c++)
        if (!seen[0][c] && strncmp(facts_string(facts, facts->comments[c].text), "/* loop: ", 9) == 0) {
            print_error("%s:%u: no loop here\n", path, facts->comments[c].line);
            wrong++;
        }
    free(seen[0]);
    test_program_release(&test);
    assert_int_equal(wrong, 0);
}

static void lists(void **state)
{
    (void)state;
    check_file("loops/lists.c");
}

static void counted(void **state)
{
    (void)state;
    check_file("loops/counted.c");
}

static void next(void **state)
{
    (void)state;
    check_file("loops/next.c");
}

static void rest(void **state)
{
    (void)state;
    check_file("loops/rest.c");
}

static void again(void **state)
{
    (void)state;
    check_file("loops/again.c");
}

static void more(void **state)
{
    (void)state;
    check_file("loops/more.c");
}

/* The question that a call of expect_...(x) asks about its argument, and the answer it wants. */
static bool answer(const struct program *program, const struct call *call, const char *name, bool *wanted)
{
    uint32_t argument = node_argument(function_facts(program, call->function), call->node, 0);

    *wanted = strstr(name, "_not_") == NULL;
    if (strstr(name, "varying"))
        return flow_varies(program, call->loop, argument);
    if (strstr(name, "chosen"))
        return flow_handle_from_item(program, call->loop, argument);
    return flow_from_item(program, call->loop, argument);
}

static void flows(void **state)
{
    const char *path = "loops/flows.c";
    struct test_program test;
    unsigned wrong = 0, asked = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    for (uint32_t c = 0; c < test.program->call_count; c++) {
        const struct call *call = &test.program->calls[c];
        const struct fact_node *node = function_node(test.program, call->function, call->node);
        bool wanted;

        if (!call->name || strncmp(call->name, "expect_", 7) != 0)
            continue;
        assert_int_not_equal(call->loop, PROGRAM_NONE);
        asked++;
        if (answer(test.program, call, call->name, &wanted) != wanted) {
            print_error("%s:%u: %s is wrong\n", path, node->line, call->name);
            wrong++;
        }
    }
    test_program_release(&test);
    assert_true(asked > 40);
    assert_int_equal(wrong, 0);
}

static void excuses(void **state)
{
    const char *path = "loops/excuses.c";
    struct test_program test;
    unsigned wrong = 0, asked = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    for (uint32_t c = 0; c < test.program->call_count; c++) {
        const struct call *call = &test.program->calls[c];
        const struct facts *facts = function_facts(test.program, call->function);
        const struct fact_node *node = &facts->nodes[call->node];
        bool excused = comment_on(facts, node->file, node->line, "/* excused */") != NULL;
        bool counts = comment_on(facts, node->file, node->line, "/* counts */") != NULL;

        if ((!excused && !counts) || !call->known)
            continue;
        assert_int_not_equal(call->loop, PROGRAM_NONE);
        asked++;
        if (loop_excuses(test.program, call->loop, c) != excused) {
            print_error("%s:%u: %s should%s be excused\n", path, node->line, call->name,
                        excused ? "" : " not");
            wrong++;
        }
    }
    test_program_release(&test);
    assert_true(asked > 12);
    assert_int_equal(wrong, 0);
}

static void guards(void **state)
{
    static const char *const text[] = {
        "void a(int); void b(int); void c(int); void d(int); void e(int); int f(void); void g(void);\n"
        "void run(int n, int flag) {\n"
        "    a(n);\n"
        "    if (flag) b(n);\n"
        "    for (int i = 0; i < n; i++) {\n"
        "        c(i);\n"
        "        if (i == flag) continue;\n"
        "        d(i);\n"
        "    }\n"
        "    flag && f();\n"
        "    if (f() < 0) g();\n"
        "    for (e(n); n; n--) ;\n"
        "}\n"};
    struct test_program test;
    unsigned seen = 0;

    (void)state;
    test_link_texts(&test, text, 1);
    for (uint32_t c = 0; c < test.program->call_count; c++) {
        const struct call *call = &test.program->calls[c];
        char name = call->name[0];

        seen++;
        assert_int_equal(call->guarded,
                         name == 'b' || name == 'd' || name == 'g' || (name == 'f' && seen == 5));
        assert_int_equal(call->loop != PROGRAM_NONE, name == 'c' || name == 'd');
        assert_int_equal(call_is_on_error_path(test.program, c), name == 'g');
    }
    assert_int_equal(seen, 8);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists),   cmocka_unit_test(counted), cmocka_unit_test(next),
        cmocka_unit_test(rest),    cmocka_unit_test(more),    cmocka_unit_test(flows),
        cmocka_unit_test(excuses), cmocka_unit_test(guards),  cmocka_unit_test(again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
