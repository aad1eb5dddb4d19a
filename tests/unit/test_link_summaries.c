/* What functions do in the end, held against the comments in link/summaries.c and link/iterators.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/loops.h"
#include "support.h"

struct writer {
    const struct program *program;
    struct arena *arena;
    const char *text;
};

static void add(struct writer *writer, const char *words)
{
    writer->text = arena_printf(writer->arena, "%s%s%s", writer->text, *writer->text ? "; " : "", words);
}

typedef const struct witness *witness_of(const struct summary *summary);

static const struct witness *remote_of(const struct summary *summary)
{
    return &summary->remote;
}

static const struct witness *local_of(const struct summary *summary)
{
    return &summary->local;
}

static const struct witness *io_of(const struct summary *summary)
{
    return &summary->io;
}

static const struct witness *thread_of(const struct summary *summary)
{
    return &summary->thread;
}

/* The way to the primitive, as its witnesses lead; its length is checked on the way. */
static void add_way(struct writer *writer, uint32_t function, const char *what, witness_of *of)
{
    const struct program *program = writer->program;
    const struct witness *start = of(&program->functions[function].summary);
    const char *text = what;
    uint32_t distance = start->distance;

    if (start->call == PROGRAM_NONE)
        return;
    for (const struct witness *at = start;; at = of(&program->functions[at->target].summary)) {
        const struct call *call = &program->calls[at->call];

        assert_int_equal(at->distance, distance--);
        assert_int_equal(call->function, function);
        text = arena_printf(writer->arena, "%s%s%s", text, at == start ? " " : " > ",
                            at->target == PROGRAM_NONE ? call->name : program->functions[at->target].name);
        if (at->target == PROGRAM_NONE)
            break;
        function = at->target;
    }
    assert_int_equal(distance, 0);
    if (start->guards > 0)
        text =
            arena_printf(writer->arena, "%s, %u guard%s", text, start->guards, start->guards == 1 ? "" : "s");
    add(writer, text);
}

static void add_bits(struct writer *writer, const char *what, uint64_t bits)
{
    const char *text = what;

    for (unsigned i = 0; i < 64; i++)
        if (bits >> i & 1)
            text = arena_printf(writer->arena, "%s%s %u", text, text == what ? "" : ",", i);
    if (text != what)
        add(writer, text);
}

static const char *describe_summary(const struct program *program, uint32_t function, struct arena *arena)
{
    const struct summary *summary = &program->functions[function].summary;
    struct writer writer = {program, arena, ""};

    add_way(&writer, function, "remote", remote_of);
    add_way(&writer, function, "local database", local_of);
    add_way(&writer, function, "io", io_of);
    add_way(&writer, function, "thread", thread_of);
    if (summary->remote_per_item)
        add(&writer, "per item");
    if (summary->loops)
        add(&writer, "loops");
    if (summary->never_returns)
        add(&writer, "never returns");
    add_bits(&writer, "calls", summary->called_parameters);
    add_bits(&writer, "iterates", summary->iterated_parameters);
    add_bits(&writer, "connects", summary->connect_parameters);
    add_bits(&writer, "handle", summary->handle_parameters);
    return writer.text;
}

static void summaries(void **state)
{
    static const char *const path = "link/summaries.c";
    struct test_program test;

    (void)state;
    test_link_files(&test, &path, 1);
    test_check_marks(&test, "does", describe_summary, 30);
    test_program_release(&test);
}

static void iterators(void **state)
{
    static const char *const path = "link/iterators.c";
    struct test_program test;

    (void)state;
    test_link_files(&test, &path, 1);
    test_check_marks(&test, "does", describe_summary, 14);
    test_program_release(&test);
}

/* enum effect of the function's whole, and of one call. */
static void effects(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "#include <stdio.h>\n"
         "void *PQexec(void *, const char *); int getaddrinfo_like(void); struct hostent;\n"
         "struct hostent *gethostbyname(const char *); int sqlite3_exec(void *, const char *, ...);\n"
         "void *redisCommand(void *, const char *, ...); int redisAppendCommand(void *, const char *, ...);\n"
         "void ask(void *c) { PQexec(c, \"x\"); gethostbyname(\"h\"); }\n"
         "void local(void *d) { sqlite3_exec(d, \"x\"); fopen(\"a\", \"r\"); }\n"
         "void both(void *c, void *d) { ask(c); local(d); }\n"
         "void looped(void *c, const int *v, int n) { for (int i = 0; i < n; i++) if (v[i]) ask(c); }\n"
         "void direct(void *c, const int *v, int n) { for (int i = 0; i < n; i++) if (v[i]) PQexec(c, \"\"); "
         "}\n"
         "void queues(void *c) { redisAppendCommand(c, \"x\"); }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    const struct call *ask;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    program = test.program;
    assert_int_equal(program->functions[test_function(&test, "ask")].summary.effects,
                     EFFECT_DATABASE | EFFECT_DNS);
    assert_int_equal(program->functions[test_function(&test, "local")].summary.effects,
                     EFFECT_LOCAL_DATABASE | EFFECT_SYNC_IO);
    assert_int_equal(program->functions[test_function(&test, "both")].summary.effects,
                     EFFECT_DATABASE | EFFECT_DNS | EFFECT_LOCAL_DATABASE | EFFECT_SYNC_IO);
    assert_int_equal(program->functions[test_function(&test, "looped")].summary.effects, 0);
    assert_int_equal(program->functions[test_function(&test, "direct")].summary.effects, 0);
    assert_int_equal(program->functions[test_function(&test, "queues")].summary.effects, 0);
    ask = test_call(&test, test_function(&test, "looped"), "ask");
    assert_int_not_equal(ask->item_loop, PROGRAM_NONE);
    assert_int_equal(ask->effects, 0);
    assert_int_equal(test_call(&test, test_function(&test, "ask"), "PQexec")->effects, EFFECT_DATABASE);
    test_program_release(&test);
}

/* What a call is by itself: whether a use of the function costs it. */
static void rare_calls(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "#include <stdlib.h>\n"
         "int start(void); int stop(void); void *fetch(int); void *kept(int); void note(int); int quiet;\n"
         "_Noreturn void leave(void); __attribute__((noreturn)) void leave_gnu(void); void swap(int);"
         " static inline _Noreturn void leave_here(void) { for (;;) ; }"
         " void done(void); void next(void); int limit;\n"
         "void *run(int id) {\n"
         "    void *data = kept(id);\n"
         "    if (start() < 0) { note(1); abort(); }\n"
         "    if (!data) data = fetch(id);\n"
         "    if (id > limit) swap(id);\n"
         "    if (quiet) leave();\n"
         "    if (quiet > 1) leave_gnu();\n"
         "    if (quiet > 2) leave_here();\n"
         "    void *other = malloc(4);\n"
         "    if (other == NULL) { stop(); return NULL; }\n"
         "    next();\n"
         "    free(other);\n"
         "    done();\n"
         "    return data;\n"
         "}\n",
         NULL, NULL},
    };
    static const struct {
        const char *name;
        bool rare;
    } expected[] = {{"kept", false},      {"start", false}, {"note", true},  {"abort", true},
                    {"fetch", false},     {"swap", false},  {"leave", true}, {"leave_gnu", true},
                    {"leave_here", true}, {"stop", true},   {"next", false}, {"done", false}};
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (test_call(&test, test_function(&test, "run"), expected[i].name)->rare != expected[i].rare)
            fail_msg("%s: rare should be %d", expected[i].name, expected[i].rare);
    test_program_release(&test);
}

/* Callbacks that are called once per element are loops that no statement shows. */
static void hidden_loops(void **state)
{
    static const char *const path = "link/iterators.c";
    static const struct {
        const char *callee, *caller;
    } expected[] = {{"store", "store_all"},
                    {"count", "count_all"},
                    {"store_data", "store_list"},
                    {"compare_remote", "sort_remote"},
                    {"refresh", NULL},
                    {"plugin_asks", NULL}};
    struct test_program test;
    const struct program *program;
    unsigned hidden = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    program = test.program;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        uint32_t callee = test_function(&test, expected[i].callee),
                 by = program->functions[callee].iterated_by;
        const struct loop *loop;

        if (expected[i].caller == NULL) {
            assert_int_equal(by, PROGRAM_NONE);
            continue;
        }
        hidden++;
        assert_true(by >= program->first_hidden_loop && by < program->loop_count);
        loop = &program->loops[by];
        assert_int_equal(loop->form, LOOP_HIDDEN);
        assert_int_equal(loop->class, LOOP_ITEM);
        assert_true(loop_is_item(loop));
        assert_int_equal(loop->callee, callee);
        assert_int_equal(loop->function, test_function(&test, expected[i].caller));
        assert_int_equal(function_node(program, loop->function, loop->node)->kind, NODE_CALL);
        assert_true(*loop->reason);
    }
    assert_int_equal(program->loop_count - program->first_hidden_loop, hidden);
    for (uint32_t f = 0; f < program->function_count; f++)
        assert_true(program->functions[f].first_loop + program->functions[f].loop_count <=
                    program->first_hidden_loop);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summaries),  cmocka_unit_test(iterators),    cmocka_unit_test(effects),
        cmocka_unit_test(rare_calls), cmocka_unit_test(hidden_loops),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
