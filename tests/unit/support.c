/* One worker process per program; it is fed one request after the other, as the engine does it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/base/io.h"
#include "analyzer/project/protocol.h"
#include "support.h"

struct worker {
    pid_t pid;
    int to, from;
};

static void worker_start(struct worker *worker)
{
    int down[2], up[2];

    assert_int_equal(pipe(down), 0);
    assert_int_equal(pipe(up), 0);
    worker->pid = fork();
    assert_true(worker->pid >= 0);
    if (worker->pid == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        for (int i = 0; i < 2; i++) {
            close(down[i]);
            close(up[i]);
        }
        execl(BINARY_DIR "/dawdle-extract", "dawdle-extract", "--worker", (char *)NULL);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    worker->to = down[1];
    worker->from = up[0];
}

static void worker_stop(struct worker *worker)
{
    int status;

    close(worker->to);
    close(worker->from);
    assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
    assert_true(WIFEXITED(status));
}

static void read_all(int fd, void *bytes, size_t length)
{
    size_t done = 0;

    while (done < length) {
        ssize_t n = read(fd, (char *)bytes + done, length - done);

        if (n <= 0)
            fail_msg("the worker ended: build dawdle-extract first (%s)", BINARY_DIR "/dawdle-extract");
        done += (size_t)n;
    }
}

static void extract(struct worker *worker, const char *root, const char *path, struct facts *facts,
                    char **block)
{
    static const char *const arguments[] = {"-std=gnu17", NULL};
    struct request request = {
        .root = root, .directory = root, .file = path, .arguments = arguments, .argument_count = 1};
    struct response_header header;
    struct buf out = {0};
    struct error error = {0};

    request_encode(&request, &out);
    assert_true(io_write_fd(worker->to, out.data, out.length));
    buf_release(&out);
    read_all(worker->from, &header, sizeof header);
    *block = xmalloc((size_t)header.length + 1);
    read_all(worker->from, *block, header.length);
    if (header.status != RESPONSE_FACTS)
        fail_msg("%s: %.*s", path, (int)header.length, *block);
    if (!facts_open(facts, *block, header.length, &error))
        fail_msg("%s: %s", path, error.text);
    if (facts->unit.flags & UNIT_INCOMPLETE)
        fail_msg("%s:%u: %s", path, facts->diagnostics[0].line,
                 facts_string(facts, facts->diagnostics[0].text));
}

static void link_from(struct test_program *test, const char *root, const char *const *paths, size_t count)
{
    struct link_input inputs[TEST_UNITS_MAX];
    struct link_options options = {0};
    struct worker worker;

    assert_true(count <= TEST_UNITS_MAX);
    memset(test, 0, sizeof *test);
    arena_init(&test->arena);
    catalog_load(&test->catalog, &test->arena);
    worker_start(&worker);
    for (size_t i = 0; i < count; i++) {
        extract(&worker, root, paths[i], &test->facts[i], &test->blocks[i]);
        inputs[i] = (struct link_input){&test->facts[i], ""};
    }
    worker_stop(&worker);
    test->program = program_link(inputs, (uint32_t)count, &test->catalog, &options, &test->arena);
}

void test_link_files(struct test_program *test, const char *const *paths, size_t count)
{
    struct arena names = {0};
    const char *full[TEST_UNITS_MAX];

    assert_true(count <= TEST_UNITS_MAX);
    for (size_t i = 0; i < count; i++)
        full[i] =
            paths[i][0] == '/' ? paths[i] : arena_printf(&names, "%s/tests/unit/%s", SOURCE_DIR, paths[i]);
    link_from(test, SOURCE_DIR, full, count);
    arena_release(&names);
}

void test_link_texts(struct test_program *test, const char *const *texts, size_t count)
{
    struct arena names = {0};
    const char *paths[TEST_UNITS_MAX];
    char folder[] = "/tmp/dawdle-test-XXXXXX";
    struct error error;

    assert_true(count <= TEST_UNITS_MAX);
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < count; i++) {
        paths[i] = arena_printf(&names, "%s/u%zu.c", folder, i);
        if (!io_write_file(paths[i], texts[i], strlen(texts[i]), &error))
            fail_msg("%s", error.text);
    }
    link_from(test, folder, paths, count);
    for (size_t i = 0; i < count; i++)
        unlink(paths[i]);
    rmdir(folder);
    arena_release(&names);
}

void test_program_release(struct test_program *test)
{
    program_release(test->program);
    catalog_release(&test->catalog);
    for (size_t i = 0; i < TEST_UNITS_MAX; i++)
        free(test->blocks[i]);
    arena_release(&test->arena);
}

uint32_t test_function(const struct test_program *test, const char *name)
{
    for (uint32_t f = 0; f < test->program->function_count; f++)
        if (strcmp(test->program->functions[f].name, name) == 0 &&
            test->program->functions[f].body != FACTS_NONE)
            return f;
    fail_msg("no function %s", name);
    return PROGRAM_NONE;
}
