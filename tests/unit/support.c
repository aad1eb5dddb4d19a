/* One worker process per program; it is fed one request after the other, as the engine does it. */
#include <ctype.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static void extract(struct worker *worker, const char *root, const char *path, const char *flag,
                    struct facts *facts, char **block)
{
    const char *const arguments[] = {"-std=gnu17", flag, NULL};
    struct request request = {.root = root,
                              .directory = root,
                              .file = path,
                              .arguments = arguments,
                              .argument_count = flag ? 2 : 1};
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

static void start(struct test_program *test)
{
    memset(test, 0, sizeof *test);
    arena_init(&test->arena);
    catalog_load(&test->catalog, &test->arena);
}

static void add_unit(struct test_program *test, struct worker *worker, const char *root, const char *path,
                     const struct test_file *file)
{
    uint32_t i = test->input_count++;

    assert_true(i < TEST_UNITS_MAX);
    extract(worker, root, path, file ? file->flag : NULL, &test->facts[i], &test->blocks[i]);
    test->inputs[i] = (struct link_input){&test->facts[i], file && file->output ? file->output : ""};
}

static void finish(struct test_program *test, const struct link_options *options)
{
    test->program = program_link(test->inputs, test->input_count, &test->catalog, options, &test->arena);
}

static void link_from(struct test_program *test, const char *root, const char *const *paths, size_t count)
{
    struct worker worker;

    start(test);
    worker_start(&worker);
    for (size_t i = 0; i < count; i++)
        add_unit(test, &worker, root, paths[i], NULL);
    worker_stop(&worker);
    finish(test, &(struct link_options){.small_bound = 64});
}

void test_link_files(struct test_program *test, const char *const *paths, size_t count)
{
    struct arena names = {0};
    const char *full[TEST_UNITS_MAX] = {0};

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
    const char *paths[TEST_UNITS_MAX] = {0};
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

/* Makes the folders above the file, and the file. */
static void write_below(const char *root, const struct test_file *file, char *path, size_t size)
{
    struct error error;

    snprintf(path, size, "%s/%s", root, file->path);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    if (file->text && !io_write_file(path, file->text, strlen(file->text), &error))
        fail_msg("%s", error.text);
}

static void remove_below(const char *root, const char *path)
{
    char full[PATH_MAX];

    snprintf(full, sizeof full, "%s/%s", root, path);
    unlink(full);
    for (char *slash; (slash = strrchr(full, '/')) != NULL && (size_t)(slash - full) > strlen(root);) {
        *slash = '\0';
        rmdir(full);
    }
}

void test_link_project(struct test_program *test, const struct test_file *files, size_t count,
                       const struct link_options *options)
{
    char folder[] = "/tmp/dawdle-test-XXXXXX", path[PATH_MAX];
    struct worker worker;

    start(test);
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < count; i++)
        write_below(folder, &files[i], path, sizeof path);
    worker_start(&worker);
    for (size_t i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].path);
        if (strcmp(path + strlen(path) - 2, ".c") == 0)
            add_unit(test, &worker, folder, path, &files[i]);
    }
    worker_stop(&worker);
    for (size_t i = 0; i < count; i++)
        remove_below(folder, files[i].path);
    rmdir(folder);
    finish(test, options ? options : &(struct link_options){.small_bound = 64});
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

static const char *function_file(const struct program *program, uint32_t function)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[function].symbol];

    return symbol->file == FACTS_NONE ? "" : facts_string(facts, facts->files[symbol->file].path);
}

uint32_t test_function_in(const struct test_program *test, const char *path, const char *name)
{
    for (uint32_t f = 0; f < test->program->function_count; f++)
        if (strcmp(test->program->functions[f].name, name) == 0 &&
            test->program->functions[f].body != FACTS_NONE &&
            strcmp(function_file(test->program, f), path) == 0)
            return f;
    fail_msg("no function %s in %s", name, path);
    return PROGRAM_NONE;
}

const struct call *test_call(const struct test_program *test, uint32_t function, const char *name)
{
    const struct function *f = &test->program->functions[function];

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++)
        if (strcmp(test->program->calls[c].name, name) == 0)
            return &test->program->calls[c];
    fail_msg("no call of %s in %s", name, f->name);
    return NULL;
}

const char *test_targets(const struct program *program, const struct call *call, struct arena *arena)
{
    struct buf text = {0};
    const char *result;

    for (uint32_t t = call->first_target; t < call->first_target + call->target_count; t++) {
        const struct function *target = &program->functions[program->targets[t]];

        buf_printf(&text, "%s%s", text.length > 0 ? ", " : "", target->name);
        for (uint32_t o = call->first_target; o < call->first_target + call->target_count; o++)
            if (o != t && strcmp(target->name, program->functions[program->targets[o]].name) == 0) {
                buf_printf(&text, " (%s)", program->units[target->unit].path);
                break;
            }
    }
    if (call->known)
        buf_printf(&text, "%slibrary %s", text.length > 0 ? ", " : "", call->known->name);
    result = text.length > 0 ? arena_strndup(arena, buf_text(&text), text.length) : "nothing";
    buf_release(&text);
    return result;
}

/* Copies without the comment's delimiters and the stars at the start of its lines, blanks folded. */
static const char *comment_words(const char *comment, struct arena *arena)
{
    struct buf words = {0};
    const char *at = comment + 2, *end = comment + strlen(comment) - 2, *result;

    for (; at < end; at++) {
        if (!isspace((unsigned char)*at)) {
            buf_addch(&words, *at);
            continue;
        }
        while (at + 1 < end && isspace((unsigned char)at[1]))
            at++;
        if (at + 2 < end && at[1] == '*' && at[2] == ' ')
            at += 2;
        if (words.length > 0)
            buf_addch(&words, ' ');
    }
    while (words.length > 0 && words.data[words.length - 1] == ' ')
        words.length--;
    result = arena_strndup(arena, words.length > 0 ? words.data : "", words.length);
    buf_release(&words);
    return result;
}

/* The words behind "MARK: ", NULL when the comment does not have it. */
static const char *marked(const struct facts *facts, const struct fact_comment *comment, const char *mark,
                          struct arena *arena)
{
    const char *words = comment_words(facts_string(facts, comment->text), arena);
    const char *at = strstr(words, arena_printf(arena, "%s: ", mark));

    return at ? at + strlen(mark) + 2 : NULL;
}

/* The comment of this mark that ends on the line before the function; its words in `expected`. */
static uint32_t mark_of(const struct program *program, uint32_t function, const char *mark,
                        const char **expected, struct arena *arena)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[function].symbol];

    for (uint32_t c = 0; c < facts->comments_count; c++)
        if (facts->comments[c].file == symbol->file && facts->comments[c].end_line + 1 == symbol->line) {
            const char *words = marked(facts, &facts->comments[c], mark, arena);

            if (words) {
                *expected = words;
                return c;
            }
        }
    *expected = "";
    return FACTS_NONE;
}

void test_check_marks(const struct test_program *test, const char *mark, test_describe *describe,
                      unsigned least)
{
    const struct program *program = test->program;
    struct arena arena = {0};
    unsigned wrong = 0, comments = 0, used = 0;

    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct facts *facts = program->units[u].facts;

        for (uint32_t c = 0; c < facts->comments_count; c++)
            comments += facts->comments[c].file == facts->unit.file &&
                        marked(facts, &facts->comments[c], mark, &arena) != NULL;
    }
    for (uint32_t f = 0; f < program->function_count; f++) {
        const char *expected, *is;

        if (program->functions[f].body == FACTS_NONE)
            continue;
        used += mark_of(program, f, mark, &expected, &arena) != FACTS_NONE;
        is = describe(program, f, &arena);
        if (strcmp(is, expected) != 0) {
            print_error("%s: %s:\n  expected: %s\n  is:       %s\n", function_file(program, f),
                        program->functions[f].name, expected, is);
            wrong++;
        }
    }
    arena_release(&arena);
    assert_int_equal(wrong, 0);
    assert_int_equal(used, comments);
    assert_true(comments >= least);
}
