/* The pool of extract workers: whatever a worker does, it costs one unit, in bounded time, and leaves no
 * process behind.
 *
 * The workers are this very program, which behaves as the first argument of each request says. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/engine/extract_pool.h"
#include "analyzer/facts/builder.h"
#include "analyzer/project/protocol.h"
#include "tests/unit/scratch_folder.h"

/* The worker. */

static void answer(uint32_t status, const void *bytes, uint32_t length)
{
    struct response_header header = {status, length};

    if (!io_write_fd(STDOUT_FILENO, &header, sizeof header) || !io_write_fd(STDOUT_FILENO, bytes, length))
        _exit(9);
}

static void answer_facts(const char *path, bool incomplete)
{
    struct facts_builder builder;
    struct buf block = {0};

    builder_init(&builder);
    builder.unit.file = 0;
    builder.unit.arguments = builder_string(&builder, "");
    builder.unit.flags = incomplete ? UNIT_INCOMPLETE : 0;
    builder.unit.errors = incomplete;
    vec_push(&builder.files, (struct fact_file){.path = builder_string(&builder, path), .flags = FILE_MAIN});
    if (incomplete)
        vec_push(&builder.diagnostics, (struct fact_diagnostic){DIAGNOSTIC_ERROR, 0, 7, 3,
                                                                builder_string(&builder, "'x.h' not found")});
    facts_build(&builder, &block);
    answer(RESPONSE_FACTS, block.data, (uint32_t)block.length);
    builder_release(&builder);
    buf_release(&block);
}

/* Names of descriptors that it should not have; "" when there are none. */
static const char *strange_descriptors(struct arena *arena)
{
    const char *names = "";

    for (int fd = 3; fd < 256; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            names = arena_printf(arena, "%s %d", names, fd);
    }
    return names;
}

static void eat_memory(void)
{
    for (;;) {
        volatile char *bytes = malloc(1 << 20);

        for (size_t i = 0; bytes && i < 1 << 20; i += 512)
            bytes[i] = 1;
    }
}

static void behave(const struct request *request, unsigned served, struct arena *arena)
{
    static const char starved[] = "LLVM ERROR: out of memory\n";
    const char *how = request->argument_count > 0 ? request->arguments[0] : "ok";
    static const uint32_t wild[] = {7, 7}, endless[] = {RESPONSE_FACTS, UINT32_MAX},
                          none[] = {RESPONSE_FACTS, 0}, cut[] = {RESPONSE_FACTS, 1000, 1, 2, 3};

    if (!strcmp(how, "ok"))
        answer_facts(request->file, false);
    else if (!strcmp(how, "incomplete"))
        answer_facts("src/a.c", true);
    else if (!strcmp(how, "sentence"))
        answer(RESPONSE_FAILED, "no\nluck", 7);
    else if (!strcmp(how, "rubbish"))
        answer(RESPONSE_FACTS, "12345678", 8);
    else if (!strcmp(how, "wild"))
        io_write_fd(STDOUT_FILENO, wild, sizeof wild);
    else if (!strcmp(how, "endless"))
        io_write_fd(STDOUT_FILENO, endless, sizeof endless);
    else if (!strcmp(how, "none"))
        io_write_fd(STDOUT_FILENO, none, sizeof none);
    else if (!strcmp(how, "cut")) {
        io_write_fd(STDOUT_FILENO, cut, sizeof cut);
        _exit(0);
    } else if (!strcmp(how, "crash")) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    } else if (!strcmp(how, "starved")) {
        io_write_fd(STDERR_FILENO, starved, sizeof starved - 1);
        signal(SIGABRT, SIG_DFL);
        abort();
    } else if (!strcmp(how, "starved but alive")) {
        io_write_fd(STDERR_FILENO, starved, sizeof starved - 1);
        answer(RESPONSE_CRASHED, "it crashed", 10);
    } else if (!strcmp(how, "exit"))
        _exit(3);
    else if (!strcmp(how, "hang"))
        pause();
    else if (!strcmp(how, "eat"))
        eat_memory();
    else if (!strcmp(how, "tired")) {
        /* Fails in a worker that has served others, as one does whose memory has filled. */
        if (served > 0)
            _exit(4);
        answer_facts(request->file, false);
    } else if (!strcmp(how, "shaken")) {
        /* Likewise, but it lives to tell. */
        if (served > 0)
            answer(RESPONSE_CRASHED, "it crashed", 10);
        else
            answer_facts(request->file, false);
    } else if (!strcmp(how, "chatty")) {
        answer_facts(request->file, false);
        io_write_fd(STDOUT_FILENO, wild, sizeof wild);
    } else if (!strcmp(how, "descriptors"))
        answer(RESPONSE_FAILED, arena_printf(arena, "[%s]", strange_descriptors(arena)),
               (uint32_t)strlen(strange_descriptors(arena)) + 2);
    else if (!strcmp(how, "echo")) {
        const char *text = arena_printf(arena, "%s %s %s %s", request->root, request->directory,
                                        request->arguments[1], request->arguments[2]);
        answer(RESPONSE_FAILED, text, (uint32_t)strlen(text));
    } else if (!strcmp(how, "pid")) {
        const char *pid = arena_printf(arena, "%ld", (long)getpid());
        io_write_file(request->arguments[1], pid, strlen(pid), NULL);
        pause();
    }
}

static int worker(void)
{
    struct arena arena = {0};
    uint32_t length;

    for (unsigned served = 0; read(STDIN_FILENO, &length, sizeof length) == sizeof length; served++) {
        char *payload = arena_alloc(&arena, length);
        struct request request;
        size_t got = 0;
        ssize_t piece;

        while (got < length && (piece = read(STDIN_FILENO, payload + got, length - got)) > 0)
            got += (size_t)piece;
        if (!request_decode(&request, payload, got, &arena, NULL))
            return 8;
        behave(&request, served, &arena);
    }
    arena_release(&arena);
    return 0;
}

/* The tests. */

#define UNITS_MAX 64

static struct scratch scratch;
static const char *own_program;

static struct extract_unit units[UNITS_MAX];
static struct compile_entry entries[UNITS_MAX];

static int set_up(void **state)
{
    (void)state;
    alarm(300);
    scratch_make(&scratch);
    own_program = path_real(&scratch.arena, "/proc/self/exe");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

/* Unit `i` behaves as `how` says, with one more argument or NULL. */
static void make_unit(size_t i, const char *how, const char *more)
{
    const char **arguments = ARENA_ARRAY(&scratch.arena, 3, const char *);

    arguments[0] = how;
    arguments[1] = more;
    entries[i] = (struct compile_entry){.file = arena_printf(&scratch.arena, "/src/%02zu.c", i),
                                        .directory = "/src",
                                        .output = "",
                                        .problem = "",
                                        .arguments = arguments,
                                        .argument_count = more ? 2 : 1};
    units[i] = (struct extract_unit){.entry = &entries[i]};
}

static struct extract_options options_for(unsigned jobs)
{
    return (struct extract_options){
        .program = own_program, .root = "/src", .jobs = jobs, .timeout = 20, .memory = 512};
}

static void run(size_t count, const struct extract_options *options)
{
    struct error error = {{0}};

    if (!extract_units(units, count, options, &scratch.arena, &error))
        fail_msg("%s", error.text);
}

static void assert_ok(size_t i)
{
    if (units[i].status != EXTRACT_OK)
        fail_msg("unit %zu: %s", i, units[i].reason);
    assert_string_equal(facts_string(&units[i].facts, units[i].facts.files[0].path), entries[i].file);
    assert_string_equal(units[i].reason, "");
}

static void assert_failed(size_t i, const char *expected)
{
    assert_int_equal(units[i].status, EXTRACT_FAILED);
    assert_null(units[i].block);
    if (!strstr(units[i].reason, expected))
        fail_msg("unit %zu: \"%s\" does not hold \"%s\"", i, units[i].reason, expected);
}

static unsigned open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    unsigned count = 0;

    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static void assert_no_children(void)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

struct seen {
    size_t calls, last_done;
};

static void count_progress(void *context, size_t done, size_t total, const char *file)
{
    struct seen *seen = context;

    assert_int_equal(done, seen->last_done + 1);
    assert_int_equal(total, UNITS_MAX);
    assert_memory_equal(file, "/src/", 5);
    seen->last_done = done;
    seen->calls++;
}

static void answers_go_where_they_belong(void **state)
{
    unsigned descriptors = open_descriptors();

    (void)state;
    for (unsigned jobs = 1; jobs <= 5; jobs += 2) {
        struct extract_options options = options_for(jobs);
        struct seen seen = {0};

        options.progress = count_progress;
        options.context = &seen;
        for (size_t i = 0; i < UNITS_MAX; i++)
            make_unit(i, "ok", NULL);
        run(UNITS_MAX, &options);
        for (size_t i = 0; i < UNITS_MAX; i++)
            assert_ok(i);
        assert_int_equal(seen.calls, UNITS_MAX);
        extract_units_release(units, UNITS_MAX);
    }
    assert_int_equal(open_descriptors(), descriptors);
    assert_no_children();
}

static void a_bad_unit_costs_itself_alone(void **state)
{
    static const struct {
        const char *how, *reason;
    } bad[] = {
        {"crash", "crashed on it (signal 11)"},
        {"starved", "it needed more than 512 MB; --unit-memory allows more"},
        {"starved but alive", "it needed more than 512 MB; --unit-memory allows more"},
        {"exit", "ended on it (status 3)"},
        {"cut", "ended on it (status 0)"},
        {"wild", "cannot be read"},
        {"endless", "cannot be read"},
        {"none", "cannot be read"},
        {"sentence", "no luck"},
        {"rubbish", "do not hold together"},
    };
    const size_t kinds = sizeof bad / sizeof *bad;

    (void)state;
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct extract_options options = options_for(jobs);

        for (size_t i = 0; i < 2 * kinds; i++)
            make_unit(i, i % 2 ? "ok" : bad[i / 2].how, NULL);
        run(2 * kinds, &options);
        for (size_t i = 0; i < 2 * kinds; i++) {
            if (i % 2)
                assert_ok(i);
            else
                assert_failed(i, bad[i / 2].reason);
        }
        extract_units_release(units, 2 * kinds);
    }
    assert_no_children();
}

static void incomplete_units_say_what_is_missing(void **state)
{
    struct extract_options options = options_for(1);

    (void)state;
    make_unit(0, "incomplete", NULL);
    run(1, &options);
    assert_int_equal(units[0].status, EXTRACT_INCOMPLETE);
    assert_string_equal(units[0].reason, "src/a.c:7:3: 'x.h' not found");
    assert_non_null(units[0].block);
    extract_units_release(units, 1);
}

static void time_is_limited(void **state)
{
    struct extract_options options = options_for(2);
    time_t start = time(NULL);

    (void)state;
    options.timeout = 2;
    make_unit(0, "hang", NULL);
    make_unit(1, "ok", NULL);
    make_unit(2, "hang", NULL);
    run(3, &options);
    assert_failed(0, "longer than 2 s");
    assert_ok(1);
    assert_failed(2, "longer than 2 s");
    assert_true(time(NULL) - start < 30);
    extract_units_release(units, 3);
    assert_no_children();
}

static void memory_is_limited(void **state)
{
    struct extract_options options = options_for(1);

    (void)state;
    options.memory = 128;
    make_unit(0, "ok", NULL);
    make_unit(1, "eat", NULL);
    make_unit(2, "ok", NULL);
    run(3, &options);
    assert_ok(0);
    assert_failed(1, "more than 128 MB");
    assert_ok(2);
    extract_units_release(units, 3);
}

static void the_result_does_not_depend_on_who_shared_a_worker(void **state)
{
    struct extract_options options = options_for(1);

    (void)state;
    for (size_t i = 0; i < 8; i++)
        make_unit(i, i % 4 == 3 ? "shaken" : i % 2 ? "tired" : "ok", NULL);
    run(8, &options);
    for (size_t i = 0; i < 8; i++)
        assert_ok(i);
    extract_units_release(units, 8);
}

static void what_a_worker_says_unasked_is_nobodys_answer(void **state)
{
    struct extract_options options = options_for(1);

    (void)state;
    for (size_t i = 0; i < 8; i++)
        make_unit(i, i % 2 ? "chatty" : "ok", NULL);
    run(8, &options);
    for (size_t i = 0; i < 8; i++)
        assert_ok(i);
    extract_units_release(units, 8);
}

static void requests_arrive_whole(void **state)
{
    static const char *const extra[] = {"-DEXTRA", NULL};
    struct extract_options options = options_for(1);
    size_t length = (size_t)3 << 20;
    char *huge = memset(arena_alloc(&scratch.arena, length + 1), 'x', length);

    (void)state;
    huge[length] = '\0';
    options.extra_args = extra;
    make_unit(0, "echo", "-DA=\"b c\"\n");
    make_unit(1, "ok", huge); /* more than any pipe takes at once */
    run(2, &options);
    assert_failed(0, "/src /src -DA=\"b c\"  -DEXTRA");
    assert_ok(1);
    extract_units_release(units, 2);
}

static void workers_inherit_no_descriptor(void **state)
{
    struct extract_options options = options_for(2);

    (void)state;
    make_unit(0, "descriptors", NULL);
    make_unit(1, "descriptors", NULL);
    run(2, &options);
    assert_failed(0, "[]");
    assert_failed(1, "[]");
}

static void units_that_need_no_worker_get_none(void **state)
{
    struct extract_options options = options_for(2);

    (void)state;
    options.program = "/nonexistent/dawdle-extract";
    make_unit(0, "ok", NULL);
    make_unit(1, "ok", NULL);
    units[0].status = EXTRACT_SKIPPED;
    entries[1].problem = "the response file is gone";
    run(2, &options);
    assert_int_equal(units[0].status, EXTRACT_SKIPPED);
    assert_failed(1, "the response file is gone");
    run(0, &options);
}

static void a_program_that_cannot_start_is_an_error(void **state)
{
    static const char *const programs[] = {"/nonexistent/dawdle-extract", "/", "/etc/passwd"};
    unsigned descriptors = open_descriptors();

    (void)state;
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct extract_options options = options_for(2);
        struct error error = {{0}};

        options.program = programs[i];
        for (size_t j = 0; j < 4; j++)
            make_unit(j, "ok", NULL);
        assert_false(extract_units(units, 4, &options, &scratch.arena, &error));
        assert_non_null(strstr(error.text, "cannot be run"));
    }
    assert_int_equal(open_descriptors(), descriptors);
    assert_no_children();
}

/* Waits for a worker's word that it runs. */
static pid_t read_pid(const char *path)
{
    for (int i = 0; i < 2000; i++) {
        struct buf text = {0};
        long pid = io_read_file(path, 64, &text, NULL) ? strtol(text.data, NULL, 10) : 0;

        buf_release(&text);
        if (pid > 0)
            return (pid_t)pid;
        usleep(10000);
    }
    fail_msg("no worker has started");
    return -1;
}

static void workers_die_with_their_parent(void **state)
{
    const char *path = scratch_path(&scratch, "pid");
    pid_t parent, orphan;
    int status;

    (void)state;
    /* Orphans come to us, so that we see their end. */
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    parent = fork();
    if (parent == 0) {
        struct extract_options options = options_for(1);

        make_unit(0, "pid", path);
        run(1, &options);
        _exit(0);
    }
    orphan = read_pid(path);
    assert_int_equal(kill(parent, SIGKILL), 0);
    assert_int_equal(waitpid(parent, &status, 0), parent);
    assert_int_equal(waitpid(orphan, &status, 0), orphan);
    assert_true(WIFSIGNALED(status));
    assert_no_children();
}

static void the_program_is_found(void **state)
{
    struct error error = {{0}};
    const char *folder = path_dirname(&scratch.arena, own_program);

    (void)state;
    assert_int_equal(setenv("DAWDLE_EXTRACT", own_program, 1), 0);
    assert_string_equal(extract_program(&scratch.arena, &error), own_program);
    assert_int_equal(setenv("DAWDLE_EXTRACT", "/nonexistent", 1), 0);
    assert_null(extract_program(&scratch.arena, &error));
    assert_non_null(strstr(error.text, "DAWDLE_EXTRACT names /nonexistent"));
    assert_int_equal(unsetenv("DAWDLE_EXTRACT"), 0);
    if (!path_exists(path_absolute(&scratch.arena, folder, "dawdle-extract"))) {
        assert_null(extract_program(&scratch.arena, &error));
        assert_non_null(strstr(error.text, "install or build dawdle as a whole"));
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_go_where_they_belong),
        cmocka_unit_test(a_bad_unit_costs_itself_alone),
        cmocka_unit_test(incomplete_units_say_what_is_missing),
        cmocka_unit_test(time_is_limited),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(the_result_does_not_depend_on_who_shared_a_worker),
        cmocka_unit_test(what_a_worker_says_unasked_is_nobodys_answer),
        cmocka_unit_test(requests_arrive_whole),
        cmocka_unit_test(workers_inherit_no_descriptor),
        cmocka_unit_test(units_that_need_no_worker_get_none),
        cmocka_unit_test(a_program_that_cannot_start_is_an_error),
        cmocka_unit_test(workers_die_with_their_parent),
        cmocka_unit_test(the_program_is_found),
    };

    if (argc > 1 && strcmp(argv[1], "--worker") == 0)
        return worker();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
