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
    static const char *const heats[] = {[HEAT_UNKNOWN] = "",
                                        [HEAT_STARTUP] = "startup",
                                        [HEAT_REQUEST] = "request",
                                        [HEAT_BOTH] = "both",
                                        [HEAT_BACKGROUND] = "background"};
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

/* One dispatcher calls the commands of a client and the entries of the configuration: a function in a table
 * of directives runs when the configuration is read. What is called for a signal is no part of a request. */
static void directives(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "typedef int word(const char *);\n"
         "struct command_row { const char *name; word *run; };\n"
         "struct directive_row { const char *name; word *run; };\n"
         "int accept(int, void *, void *); int read(int, void *, unsigned long);\n"
         "static volatile int again;\n"
         "static int list_files(const char *text) { return text != 0; }\n"
         "static int split(const char *text) { return text[0]; }\n"
         "static int set_root(const char *text) { return split(text); }\n"
         "static const struct command_row commands[] = {{\"LIST\", list_files}};\n"
         "static const struct directive_row entries[] = {{\"Root\", set_root}};\n"
         "static int call(word *run, const char *text) { return run(text); }\n"
         "static void load(void) { call(entries[0].run, \"/\"); }\n"
         "static void reload(void) { load(); }\n"
         "static void answer(int fd) { char text[80]; read(fd, text, 80); call(commands[0].run, text);\n"
         "    if (again) { reload(); again = 0; } }\n"
         "int main(void) { load(); for (;;) { int fd = accept(3, 0, 0); answer(fd); } }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    f = test.program->functions;
    assert_int_equal(f[test_function(&test, "list_files")].heat, HEAT_BOTH);
    assert_int_equal(f[test_function(&test, "set_root")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "split")].heat, HEAT_STARTUP);
    assert_int_not_equal(f[test_function(&test, "reload")].heat, HEAT_REQUEST);
    assert_int_equal(f[test_function(&test, "load")].heat, HEAT_STARTUP);
    test_program_release(&test);
}

/* A server that starts a thread for each connection answers in it; what is started beside is no answer. */
static void threads_that_answer(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "typedef unsigned long pthread_t; typedef struct a pthread_attr_t;\n"
         "int pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);\n"
         "int accept(int, void *, void *);\n"
         "static void reply(void) {}\n"
         "static void *serve(void *fd) { reply(); return fd; }\n"
         "static void *sweep(void *nothing) { return nothing; }\n"
         "int main(void) { pthread_t t; pthread_create(&t, 0, sweep, 0);\n"
         "    for (;;) { int fd = accept(3, 0, 0); pthread_create(&t, 0, serve, &fd); } }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    f = test.program->functions;
    assert_int_equal(f[test_function(&test, "serve")].heat, HEAT_REQUEST);
    assert_string_equal(f[test_function(&test, "serve")].heat_reason,
                        "a thread that the serving loop of main starts");
    assert_int_equal(f[test_function(&test, "reply")].heat, HEAT_REQUEST);
    assert_int_not_equal(f[test_function(&test, "sweep")].heat, HEAT_REQUEST);
    test_program_release(&test);
}

static const struct test_file names_only[] = {
    {"a/a.c",
     "void handle_login(int client) { (void)client; }\nvoid plain(void) {}\nvoid serve_page(void) {}\n"
     "void handle_nothing(void) {}\nvoid handle_options(int n) { (void)n; }\n"
     "void process_request(int client) { (void)client; }\n"
     "int main(int argc, char **argv) { (void)argv; handle_options(argc); process_request(0); }\n",
     NULL, NULL},
    {"b/b.c",
     "typedef struct request_rec request_rec; int answer(request_rec *r) { return r != 0; }\n"
     "void handle_logout(int client) { (void)client; }\nvoid serve_image(void) {}\n"
     "static int load(void) { return 1; }\nvoid _PG_init(void) { load(); }\n",
     NULL, NULL},
};

/* What is called like a handler may be one where nothing better shows any, when it is given something and
 * nobody calls it, or its name says that it is a request; it is not counted. A library's own name for what
 * runs at start-up is no such guess. */
static void handlers_by_name(void **state)
{
    struct test_program test;
    const struct function *f;

    (void)state;
    test_link_project(&test, names_only, 2, NULL);
    f = test.program->functions;
    assert_string_equal(describe_heat(test.program, test_function(&test, "handle_login"), &test.arena),
                        "request, handler by its name (names that say it)");
    assert_true(f[test_function(&test, "handle_login")].heat_guess);
    assert_int_equal(f[test_function(&test, "process_request")].heat, HEAT_REQUEST);
    assert_int_equal(f[test_function(&test, "handle_nothing")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "handle_options")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "plain")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "serve_page")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "answer")].heat, HEAT_REQUEST);
    assert_int_equal(f[test_function(&test, "handle_logout")].heat, HEAT_UNKNOWN);
    assert_int_equal(f[test_function(&test, "_PG_init")].heat, HEAT_STARTUP);
    assert_int_equal(f[test_function(&test, "load")].heat, HEAT_STARTUP);
    assert_int_equal(test.program->handler_count, 3);
    test_program_release(&test);
}

/* A name that the project declares holds, whatever else is known. */
static void handlers_that_a_project_names(void **state)
{
    static const char settings[] =
        "{\"handlers\": [{\"kind\": \"name\", \"name\": \"serve_*\", \"runtime\": \"single-threaded\"},"
        " {\"kind\": \"name\", \"name\": \"answer\", \"phase\": \"background\"}]}";
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
    /* against what its parameters tell */
    assert_string_equal(describe_heat(program, test_function(&test, "answer"), &test.arena),
                        "background, handler by its name (this project)");
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
        const char *reason; /* what it must name */
    } expected[] = {
        {"fcgi", RUNTIME_SINGLE, "FCGI_Accept in main"},
        {"threads", RUNTIME_THREADED, "pthread_create in main"},
        {"module", RUNTIME_SINGLE, "one request at a time"},
        {"httpd", RUNTIME_THREADED, "in threads"},
        {"plain", RUNTIME_ANY, ""},
        {"both", RUNTIME_SINGLE, "FCGI_Accept in main"},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, runtimes, 6, NULL);
    assert_int_equal(test.program->group_count, 6);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct group *group = group_named(test.program, expected[i].group);

        if (group->runtime != expected[i].runtime || strstr(group->reason, expected[i].reason) == NULL ||
            (*group->reason == '\0') != (*expected[i].reason == '\0'))
            fail_msg("%s: runtime %d, %s", group->name, (int)group->runtime, group->reason);
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

/* Timers, signals, the end, loops that sleep each round and children forked on the way of a request run
 * beside the requests; the child that the serving loop forks for a client is the one that answers. */
static void background(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "#include <signal.h>\n#include <stdlib.h>\n#include <sys/socket.h>\n#include <unistd.h>\n"
         "struct event; struct event_base; typedef void callback(int, short, void *);\n"
         "struct event *event_new(struct event_base *, int, short, callback *, void *);\n"
         "static void sweep(void) {}\n"
         "static void shared(void) {}\n"
         "static void on_client(int fd, short what, void *x) { (void)fd; (void)what; (void)x; shared(); }\n"
         "static void on_timer(int fd, short what, void *x) { (void)fd; (void)what; (void)x; sweep(); "
         "shared(); }\n"
         "static void on_signal(int fd, short what, void *x) { (void)fd; (void)what; (void)x; }\n"
         "static void reload(int signal) { (void)signal; }\n"
         "static void save_all(void) {}\n"
         "static void refresh(void) {}\n"
         "static void *watch(void *x) { for (;;) { sleep(60); refresh(); } return x; }\n"
         "static void dump(void) {}\n"
         "static void work(int client) { if (client == 9 && fork() == 0) { dump(); _exit(0); } }\n"
         "static void answer(int client) { work(client); }\n"
         "static void serve(int listener)\n"
         "{ for (;;) { int client = accept(listener, 0, 0); if (fork() == 0) { answer(client); _exit(0); } } "
         "}\n"
         "int main(int argc, char **argv)\n"
         "{ event_new(0, argc, 2, on_client, argv); event_new(0, -1, 16, on_timer, argv);\n"
         "  event_new(0, SIGHUP, 8 | 16, on_signal, argv); signal(SIGHUP, reload); atexit(save_all); "
         "serve(argc); }\n",
         NULL, NULL},
    };
    static const struct {
        const char *name, *heat;
    } expected[] = {
        {"on_client", "request, handler: given to event_new"},
        {"on_timer", "background, given to event_new"},
        {"on_signal", "background, given to event_new"},
        {"sweep", "background, called from on_timer"},
        {"shared", "request, called from on_client"},
        {"reload", "background, given to signal"},
        {"save_all", "background, given to atexit"},
        {"refresh", "background, in a loop of watch that sleeps each round"},
        {"watch", ""},
        {"answer", "request, called in the serving loop of serve"},
        {"dump", "background, in a child that work forks"},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(describe_heat(test.program, test_function(&test, expected[i].name), &test.arena),
                            expected[i].heat);
    assert_int_equal(test.program->handler_count, 1);
    test_program_release(&test);
}

/* Roots that no call or declared field tells: a host's variable, a table that only a host reads, and a loop
 * around what asks a function runtime for the next event. */
static void other_roots(void **state)
{
    static const struct test_file files[] = {
        {"hook/a.c",
         "typedef void (*ProcessUtility_hook_type)(void *); extern ProcessUtility_hook_type "
         "ProcessUtility_hook;\n"
         "static void utility(void *statement) { (void)statement; }\n"
         "void _PG_init(void) { ProcessUtility_hook = utility; }\n",
         NULL, NULL},
        {"module/a.c",
         "struct module_calls { const char *name; int (*init)(void); int (*process)(void *); void "
         "(*destroy)(void);\n"
         "  int (*compare)(int, int); };\n"
         "static int prepare(void) { return 0; }\nstatic int answer(void *r) { return r != 0; }\n"
         "static void give_back(void) {}\nstatic int order(int a, int b) { return a - b; }\n"
         "const struct module_calls example = {\"example\", prepare, answer, give_back, order};\n",
         NULL, NULL},
        {"own/a.c",
         "struct own_calls { int (*init)(void); int (*process)(void *); };\n"
         "static int prepare_own(void) { return 0; }\nstatic int answer_own(void *r) { return r != 0; }\n"
         "static const struct own_calls own = {prepare_own, answer_own};\n"
         "int run_all(void) { return own.init() && own.process(0); }\n",
         NULL, NULL},
        {"lambda/a.c",
         "int fetch(const char *url, char *body, int size); int answer_event(const char *);\n"
         "static int next_event(char *body, int size)\n"
         "{ return fetch(\"http://127.0.0.1/2018-06-01/runtime/invocation/next\", body, size); }\n"
         "int answer_event(const char *body) { return body[0]; }\n"
         "int main(void) { char body[64]; while (next_event(body, 64)) answer_event(body); }\n",
         NULL, NULL},
    };
    static const struct {
        const char *name, *heat;
    } expected[] = {
        {"utility", "request, handler: stored in ProcessUtility_hook"},
        {"prepare", "startup, stored in module_calls.init, which nobody here calls"},
        {"answer", "request, stored in module_calls.process, which nobody here calls"},
        {"give_back", "background, stored in module_calls.destroy, which nobody here calls"},
        {"order", ""},
        {"answer_own", ""},
        {"answer_event", "request, called in the serving loop of main"},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(describe_heat(test.program, test_function(&test, expected[i].name), &test.arena),
                            expected[i].heat);
    assert_true(test.program->functions[test_function(&test, "answer")].heat_guess);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heat),
        cmocka_unit_test(heat_across_units),
        cmocka_unit_test(main_that_registers),
        cmocka_unit_test(directives),
        cmocka_unit_test(threads_that_answer),
        cmocka_unit_test(handlers_by_name),
        cmocka_unit_test(handlers_that_a_project_names),
        cmocka_unit_test(runtime_of_groups),
        cmocka_unit_test(runtime_of_settings),
        cmocka_unit_test(signals_in_a_serving_loop),
        cmocka_unit_test(background),
        cmocka_unit_test(other_roots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
