/* When each function runs, and what each program's runtime allows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/json.h"
#include "support.h"

static const char *describe_heat(const struct program *program, uint32_t function, struct arena *arena)
{
    static const char *const heats[] = {
        [HEAT_UNKNOWN] = "", [HEAT_STARTUP] = "startup", [HEAT_REQUEST] = "request", [HEAT_BOTH] = "both"};
    const struct function *f = &program->functions[function];

    if (f->heat == HEAT_UNKNOWN)
        return "";
    if (f->heat_from != PROGRAM_NONE && strncmp(f->heat_reason, "called from ", 12) == 0)
        assert_string_equal(f->heat_reason + 12, program->functions[f->heat_from].name);
    return arena_printf(arena, "%s, %s", heats[f->heat], f->heat_reason);
}

static void heat(void **state)
{
    static const char *const path = "link/heat.c";
    struct test_program test;
    unsigned handlers = 0;

    (void)state;
    test_link_files(&test, &path, 1);
    test_check_marks(&test, "heat", describe_heat, 19);
    for (uint32_t f = 0; f < test.program->function_count; f++) {
        const struct function *function = &test.program->functions[f];

        handlers += function->handler;
        if (function->handler)
            assert_int_equal(function->heat_from, PROGRAM_NONE);
    }
    assert_int_equal(handlers, 6);
    assert_int_equal(test.program->handler_count, handlers);
    test_program_release(&test);
}

/* Heat crosses units, and stops at what only another program calls. */
static void heat_across_units(void **state)
{
    static const struct test_file files[] = {
        {"app/main.c",
         "int accept(int, void *, void *); void answer(int); void start(void);\n"
         "int main(void) { start(); for (;;) { int fd = accept(3, 0, 0); answer(fd); } }\n",
         NULL, NULL},
        {"app/answer.c", "void log_it(int); void answer(int fd) { log_it(fd); }\n", NULL, NULL},
        {"app/start.c", "void log_it(int); void start(void) { log_it(0); }\n", NULL, NULL},
        {"app/log.c", "void log_it(int n) { (void)n; }\n", NULL, NULL},
        {"tool/main.c",
         "void answer(int); void work(void); int main(void) { work(); answer(1); return 0; }\n", NULL, NULL},
        {"tool/work.c", "void work(void) {}\n", NULL, NULL},
        {"tool/answer.c", "void answer(int fd) { (void)fd; }\n", NULL, NULL},
    };
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, files, 7, NULL);
    f = test.program->functions;
    assert_int_equal(f[test_function_in(&test, "app/answer.c", "answer")].heat, HEAT_REQUEST);
    assert_string_equal(f[test_function_in(&test, "app/answer.c", "answer")].heat_reason,
                        "called in the serving loop of main");
    assert_int_equal(f[test_function(&test, "start")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "log_it")].heat, HEAT_BOTH);
    assert_string_equal(f[test_function(&test, "log_it")].heat_reason, "called from answer");
    /* the tool serves nobody: what it does is its job */
    assert_int_equal(f[test_function_in(&test, "tool/main.c", "main")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "work")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function_in(&test, "tool/answer.c", "answer")].heat, HEAT_UNKNOWN);
    test_program_release(&test);
}

/* A main that hands a handler to a server leads to serving, though no loop of its own says so. */
static void main_that_registers(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "struct d; struct c; typedef int answer(void *, struct c *, const char *);\n"
         "struct d *MHD_start_daemon(unsigned, unsigned short, void *, void *, answer *, void *, ...);\n"
         "static int reply(void *x, struct c *c, const char *u) { return x && c && u; }\n"
         "static int read_settings(void) { return 80; }\n"
         "int main(void) { return !MHD_start_daemon(0, read_settings(), 0, 0, reply, 0, 0); }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    f = test.program->functions;
    assert_int_equal(f[test_function(&test, "reply")].heat, HEAT_REQUEST);
    assert_true(f[test_function(&test, "reply")].handler);
    assert_int_equal(f[test_function(&test, "main")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "read_settings")].heat, HEAT_STARTUP);
    test_program_release(&test);
}

static const struct test_file names_only[] = {
    {"a/a.c", "void handle_login(void) {}\nvoid plain(void) {}\nvoid serve_page(void) {}\n", NULL, NULL},
    {"b/b.c",
     "typedef struct request_rec request_rec; int answer(request_rec *r) { return r != 0; }\n"
     "void handle_logout(void) {}\nvoid serve_image(void) {}\n"
     "static int load(void) { return 1; }\nvoid _PG_init(void) { load(); }\n",
     NULL, NULL},
};

/* What is called like a handler is one where nothing better shows any; a library's own name for what runs at
 * start-up is no such guess. */
static void handlers_by_name(void **state)
{
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, names_only, 2, NULL);
    f = test.program->functions;
    assert_string_equal(describe_heat(test.program, test_function(&test, "handle_login"), &test.arena),
                        "request, handler by its name (names that say it)");
    assert_int_equal(f[test_function(&test, "plain")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "serve_page")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "answer")].heat, HEAT_REQUEST);
    assert_int_equal(f[test_function(&test, "handle_logout")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "_PG_init")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "load")].heat, HEAT_STARTUP);
    assert_int_equal(test.program->handler_count, 2);
    test_program_release(&test);
}

/* A name that the project declares holds, whatever else is known. */
static void handlers_that_a_project_names(void **state)
{
    static const char settings[] =
        "{\"handlers\": [{\"kind\": \"name\", \"name\": \"serve_*\", \"runtime\": \"single-threaded\"}]}";
    struct test_program test;
    struct json json;
    struct error error;
    struct arena arena = {0};
    struct program *program;

    (void)state;
    test_link_project(&test, names_only, 2, NULL);
    assert_true(json_parse(&json, "dawdle.json", settings, sizeof settings - 1, &error));
    assert_true(catalog_extend(&test.catalog, &json, json.root, &error));
    json_release(&json);
    program = program_link(test.inputs, test.input_count, &test.catalog,
                           &(struct link_options){.small_bound = 64}, &arena);
    assert_string_equal(describe_heat(program, test_function(&test, "serve_page"), &test.arena),
                        "request, handler by its name (this project)");
    assert_string_equal(describe_heat(program, test_function(&test, "serve_image"), &test.arena),
                        "request, handler by its name (this project)");
    assert_int_equal(program->groups[program->functions[test_function(&test, "serve_page")].group].runtime,
                     RUNTIME_SINGLE);
    program_release(program);
    arena_release(&arena);
    test_program_release(&test);
}

static const struct group *group_named(const struct program *program, const char *name)
{
    for (uint32_t g = 0; g < program->group_count; g++)
        if (strcmp(program->groups[g].name, name) == 0)
            return &program->groups[g];
    fail_msg("no group %s", name);
    return NULL;
}

static const struct test_file runtimes[] = {
    {"fcgi/a.c",
     "int FCGI_Accept(void); void answer(void); int main(void) { while (FCGI_Accept() >= 0) answer(); }\n",
     NULL, NULL},
    {"threads/a.c",
     "#include <pthread.h>\n"
     "static void *work(void *x) { return x; }\n"
     "int main(void) { pthread_t t; return pthread_create(&t, 0, work, 0); }\n",
     NULL, NULL},
    {"module/a.c",
     "typedef struct ngx_http_request_s ngx_http_request_t;\n"
     "int answer_it(ngx_http_request_t *r) { return r != 0; }\n",
     NULL, NULL},
    {"httpd/a.c",
     "typedef struct request_rec request_rec; int answer_httpd(request_rec *r) { return r != 0; }\n", NULL,
     NULL},
    {"plain/a.c", "int main(void) { return 0; }\n", NULL, NULL},
    /* a host that also starts a thread is still the host's */
    {"both/a.c",
     "#include <pthread.h>\n"
     "int FCGI_Accept(void); void answer(void);\n"
     "static void *work(void *x) { return x; }\n"
     "int main(void) { pthread_t t; pthread_create(&t, 0, work, 0); while (FCGI_Accept() >= 0) answer(); }\n",
     NULL, NULL},
};

static void runtime_of_groups(void **state)
{
    static const struct {
        const char *group;
        enum runtime runtime;
        bool host;
        const char *reason; /* what it must name */
    } expected[] = {
        {"fcgi", RUNTIME_SINGLE, false, "FCGI_Accept in main"},
        {"threads", RUNTIME_THREADED, false, "pthread_create in main"},
        {"module", RUNTIME_SINGLE, true, "one request at a time"},
        {"httpd", RUNTIME_THREADED, false, "in threads"},
        {"plain", RUNTIME_ANY, false, ""},
        {"both", RUNTIME_SINGLE, false, "FCGI_Accept in main"},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, runtimes, 6, NULL);
    assert_int_equal(test.program->group_count, 6);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct group *group = group_named(test.program, expected[i].group);

        if (group->runtime != expected[i].runtime || group->host != expected[i].host ||
            strstr(group->reason, expected[i].reason) == NULL ||
            (*group->reason == '\0') != (*expected[i].reason == '\0'))
            fail_msg("%s: runtime %d, host %d, %s", group->name, (int)group->runtime, group->host,
                     group->reason);
    }
    test_program_release(&test);
}

/* What the settings declare holds for all. */
static void runtime_of_settings(void **state)
{
    struct link_options options = {.runtime = RUNTIME_THREADED, .small_bound = 64};
    struct test_program test;

    (void)state;
    test_link_project(&test, runtimes, 6, &options);
    for (uint32_t g = 0; g < test.program->group_count; g++) {
        assert_int_equal(test.program->groups[g].runtime, RUNTIME_THREADED);
        assert_string_equal(test.program->groups[g].reason, "declared in dawdle.json");
    }
    test_program_release(&test);
}

/* A serving loop also answers signals: what stands below a flag that it takes down is no request. A flag that
 * stays up says only that the server runs. */
static void signals_in_a_serving_loop(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "#include <signal.h>\n#include <sys/socket.h>\n"
         "static volatile sig_atomic_t again, running = 1;\n"
         "static void configure(void) {}\n"
         "static void serve(int client) { (void)client; }\n"
         "static void sweep(void) {}\n"
         "int main(void) {\n"
         "    int listener = socket(AF_INET, SOCK_STREAM, 0);\n"
         "    for (;;) {\n"
         "        int client = accept(listener, 0, 0);\n"
         "        if (again) { again = 0; configure(); }\n"
         "        if (running) serve(client);\n"
         "        sweep();\n"
         "    } }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    assert_int_equal(test.program->functions[test_function(&test, "configure")].heat, HEAT_STARTUP);
    assert_int_equal(test.program->functions[test_function(&test, "serve")].heat, HEAT_REQUEST);
    assert_int_equal(test.program->functions[test_function(&test, "sweep")].heat, HEAT_REQUEST);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heat),
        cmocka_unit_test(heat_across_units),
        cmocka_unit_test(main_that_registers),
        cmocka_unit_test(handlers_by_name),
        cmocka_unit_test(handlers_that_a_project_names),
        cmocka_unit_test(runtime_of_groups),
        cmocka_unit_test(runtime_of_settings),
        cmocka_unit_test(signals_in_a_serving_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
