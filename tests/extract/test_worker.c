/* The worker as its parent sees it: one process, requests in, answers out, through whatever a unit does to
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/base/io.h"
#include "analyzer/base/path.h"
#include "analyzer/facts/facts.h"
#include "analyzer/project/protocol.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif

struct worker {
    pid_t pid;
    int in, out; /* the test's ends */
    struct arena arena;
    char folder[64];
};

struct answer {
    struct response_header header;
    char *bytes;
};

static void start(struct worker *worker)
{
    int requests[2], answers[2];

    assert_int_equal(pipe(requests), 0);
    assert_int_equal(pipe(answers), 0);
    worker->pid = fork();
    assert_true(worker->pid >= 0);
    if (worker->pid == 0) {
        dup2(requests[0], STDIN_FILENO);
        dup2(answers[1], STDOUT_FILENO);
        close(requests[1]);
        close(answers[0]);
        execl(EXTRACT, EXTRACT, "--worker", "--memory", "1000000000", (char *)NULL);
        _exit(127);
    }
    close(requests[0]);
    close(answers[1]);
    worker->in = requests[1];
    worker->out = answers[0];
}

static int set_up(void **state)
{
    struct worker *worker = calloc(1, sizeof *worker);

    assert_non_null(worker);
    signal(SIGPIPE, SIG_IGN);
    strcpy(worker->folder, "/tmp/dawdle-worker-XXXXXX");
    assert_non_null(mkdtemp(worker->folder));
    start(worker);
    *state = worker;
    return 0;
}

/* The exit status of the worker once its input has ended. */
static int finish(struct worker *worker)
{
    int status;

    close(worker->in);
    close(worker->out);
    assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
    worker->pid = 0;
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int tear_down(void **state)
{
    struct worker *worker = *state;
    char command[128];

    if (worker->pid > 0)
        finish(worker);
    snprintf(command, sizeof command, "rm -rf %s", worker->folder);
    assert_int_equal(system(command), 0);
    arena_release(&worker->arena);
    free(worker);
    return 0;
}

static bool read_exactly(int descriptor, void *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t got = read(descriptor, (char *)bytes + done, length - done);

        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

static struct answer receive(struct worker *worker)
{
    struct answer answer;

    assert_true(read_exactly(worker->out, &answer.header, sizeof answer.header));
    assert_true(answer.header.length <= RESPONSE_LENGTH_MAX);
    answer.bytes = aligned_alloc(8, (answer.header.length + 8u) / 8u * 8u);
    assert_non_null(answer.bytes);
    assert_true(read_exactly(worker->out, answer.bytes, answer.header.length));
    return answer;
}

static void write_source(struct worker *worker, const char *name, const char *text)
{
    struct error error;

    if (!io_write_file(arena_printf(&worker->arena, "%s/%s", worker->folder, name), text, strlen(text),
                       &error))
        fail_msg("%s", error.text);
}

static struct answer ask(struct worker *worker, const char *name)
{
    static const char *const arguments[] = {"-std=gnu17", NULL};
    struct request request = {worker->folder, worker->folder,
                              arena_printf(&worker->arena, "%s/%s", worker->folder, name), arguments, 1};
    struct buf bytes = {0};

    request_encode(&request, &bytes);
    assert_true(io_write_fd(worker->in, bytes.data, bytes.length));
    buf_release(&bytes);
    return receive(worker);
}

static void assert_facts(struct answer *answer, const char *file)
{
    struct facts facts;
    struct error error;

    assert_int_equal(answer->header.status, RESPONSE_FACTS);
    if (!facts_open(&facts, answer->bytes, answer->header.length, &error))
        fail_msg("%s", error.text);
    assert_string_equal(facts_string(&facts, facts.files[facts.unit.file].path), file);
    free(answer->bytes);
}

static void assert_sentence(struct answer *answer, enum response_status status, const char *text)
{
    struct buf sentence = {0};

    buf_add(&sentence, answer->bytes, answer->header.length);
    free(answer->bytes);
    assert_int_equal(answer->header.status, status);
    if (!strstr(buf_text(&sentence), text))
        fail_msg("\"%s\" does not say \"%s\"", buf_text(&sentence), text);
    buf_release(&sentence);
}

static void test_many_units(void **state)
{
    struct worker *worker = *state;
    struct answer first, answer;

    write_source(worker, "one.c", "int f(void) { for (;;) f(); }\n");
    write_source(worker, "two.c", "int g(void) { return 1; }\n");
    first = ask(worker, "one.c");
    answer = ask(worker, "two.c");
    assert_facts(&answer, "two.c");
    answer = ask(worker, "one.c");
    assert_int_equal(answer.header.length, first.header.length);
    assert_memory_equal(answer.bytes, first.bytes, first.header.length);
    assert_facts(&answer, "one.c");
    assert_facts(&first, "one.c");
    assert_int_equal(finish(worker), 0);
}

static void test_failure_costs_one_unit(void **state)
{
    struct worker *worker = *state;
    struct answer answer;

    write_source(worker, "one.c", "int f(void) { return 1; }\n");
    answer = ask(worker, "gone.c");
    assert_sentence(&answer, RESPONSE_FAILED, "there is no such file");
    answer = ask(worker, "one.c");
    assert_facts(&answer, "one.c");
    assert_int_equal(finish(worker), 0);
}

/* A unit may name the descriptors that the requests and answers come and go by. */
static void test_unit_cannot_reach_channel(void **state)
{
    struct worker *worker = *state;
    struct answer answer;

    write_source(worker, "reader.c",
                 "#include \"/dev/stdin\"\n#include \"/dev/fd/1\"\nint f(void) { return 1; }\n");
    write_source(worker, "one.c", "int f(void) { return 1; }\n");
    answer = ask(worker, "reader.c");
    free(answer.bytes);
    answer = ask(worker, "one.c");
    assert_facts(&answer, "one.c");
    assert_int_equal(finish(worker), 0);
}

#ifndef UNDER_SANITIZER
/* libclang runs out of memory, catches its crash and keeps what it had: only a fresh process helps. */
static void test_crash_costs_one_unit(void **state)
{
    struct worker *worker = *state;
    struct answer answer;

    write_source(worker, "zero.c", "#include \"/dev/zero\"\n");
    write_source(worker, "one.c", "int f(void) { return 1; }\n");
    for (int i = 0; i < 3; i++) {
        answer = ask(worker, "zero.c");
        assert_sentence(&answer, RESPONSE_CRASHED, "crashed");
        answer = ask(worker, "one.c");
        assert_facts(&answer, "one.c");
    }
    assert_int_equal(finish(worker), 0);
}
#endif

static void test_bad_requests(void **state)
{
    static const char short_payload[] = "/root";
    struct worker *worker = *state;
    struct answer answer;
    uint32_t length = sizeof short_payload;

    assert_true(io_write_fd(worker->in, &length, sizeof length));
    assert_true(io_write_fd(worker->in, short_payload, sizeof short_payload));
    answer = receive(worker);
    assert_sentence(&answer, RESPONSE_FAILED, "cut short");
    length = REQUEST_LENGTH_MAX + 1;
    assert_true(io_write_fd(worker->in, &length, sizeof length));
    assert_int_equal(finish(worker), 2);
}

static void test_input_ends_inside_request(void **state)
{
    struct worker *worker = *state;
    uint32_t length = 100;

    assert_true(io_write_fd(worker->in, &length, sizeof length));
    assert_true(io_write_fd(worker->in, "x", 1));
    assert_int_equal(finish(worker), 2);
}

static void test_decode_trusts_nothing(void **state)
{
    static const char good[] = "/r\0/d\0/d/f.c\0"
                               "2\0-Ia\0-DB";
    static const struct {
        const char *bytes;
        size_t length;
    } bad[] = {
        {"", 0},
        {"/r\0/d\0/d/f.c\0"
         "2\0-Ia\0-DB",
         sizeof good - 1}, /* no last NUL */
        {"/r\0/d\0/d/f.c\0"
         "3\0-Ia\0-DB",
         sizeof good},
        {"/r\0/d\0/d/f.c\0"
         "1\0-Ia\0-DB",
         sizeof good},
        {"/r\0/d\0/d/f.c\0"
         "-1\0-Ia\0-D",
         sizeof good},
        {"/r\0/d\0/d/f.c\0"
         "99999999999999999999\0",
         35},
        {"/r\0/d\0/d/f.c\0"
         "2x\0-Ia\0-D",
         sizeof good},
    };
    struct arena arena = {0};
    struct request request;
    struct error error;

    (void)state;
    assert_true(request_decode(&request, good, sizeof good, &arena, &error));
    assert_string_equal(request.root, "/r");
    assert_string_equal(request.file, "/d/f.c");
    assert_int_equal(request.argument_count, 2);
    assert_string_equal(request.arguments[1], "-DB");
    assert_null(request.arguments[2]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(request_decode(&request, bad[i].bytes, bad[i].length, &arena, &error));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_many_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failure_costs_one_unit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unit_cannot_reach_channel, set_up, tear_down),
#ifndef UNDER_SANITIZER
        cmocka_unit_test_setup_teardown(test_crash_costs_one_unit, set_up, tear_down),
#endif
        cmocka_unit_test_setup_teardown(test_bad_requests, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_input_ends_inside_request, set_up, tear_down),
        cmocka_unit_test(test_decode_trusts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
