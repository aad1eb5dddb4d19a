/* dawdle-extract: reads C with libclang on behalf of dawdle, which starts it and is not linked with libclang.
 *
 *     dawdle-extract --worker [--memory BYTES]      answers requests until standard input ends
 *     dawdle-extract --dump FILE [-- FLAGS...]      prints the facts of one file, the current directory being
 *                                                   the root
 *     dawdle-extract --version                      names the libclang in use */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/path.h"
#include "analyzer/extract/unit.h"
#include "analyzer/extract/worker.h"
#include "analyzer/facts/facts.h"

struct errand {
    char *const *arguments;
    int status;
};

static int fail(const char *text)
{
    fprintf(stderr, "dawdle-extract: %s\n", text);
    return 2;
}

static int usage(void)
{
    return fail("usage: dawdle-extract --worker [--memory BYTES] | --dump FILE [-- FLAGS...] | --version");
}

static int print_version(void)
{
    CXString version = clang_getClangVersion();

    printf("dawdle-extract %s (%s)\n", DAWDLE_VERSION, clang_getCString(version));
    clang_disposeString(version);
    return 0;
}

static void run_worker(void *data)
{
    struct errand *errand = data;
    struct error error;

    errand->status = worker_run(errand->arguments, &error) ? 0 : fail(error.text);
}

static bool dump(const struct request *request, struct error *error)
{
    CXIndex index = clang_createIndex(0, 0);
    struct buf block = {0};
    struct facts facts;
    bool crashed, done;

    done = unit_extract(request, index, &block, &crashed, error) &&
           facts_open(&facts, block.data, block.length, error);
    if (done)
        facts_dump(&facts, stdout);
    buf_release(&block);
    clang_disposeIndex(index);
    return done;
}

static void run_dump(void *data)
{
    struct errand *errand = data;
    char *const *flags = errand->arguments + 3;
    struct arena arena = {0};
    struct request request = {0};
    struct error error;

    if (*flags && strcmp(*flags, "--") == 0)
        flags++;
    request.root = request.directory = path_current(&arena);
    request.file = path_absolute(&arena, request.root, errand->arguments[2]);
    request.arguments = (const char *const *)flags;
    while (flags[request.argument_count])
        request.argument_count++;
    errand->status = dump(&request, &error) ? 0 : fail(error.text);
    arena_release(&arena);
}

int main(int argc, char **argv)
{
    struct errand errand = {argv, 0};
    size_t memory = 0;
    char *end = NULL;

    /* __DATE__ and __TIME__ are the same whenever a unit is read */
    setenv("SOURCE_DATE_EPOCH", "0", 1);
    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return print_version();
    if (argc >= 3 && strcmp(argv[1], "--dump") == 0) {
        worker_on_deep_stack(run_dump, &errand);
        return errand.status;
    }
    if (argc == 4 && strcmp(argv[2], "--memory") == 0)
        memory = strtoull(argv[3], &end, 10);
    if (argc < 2 || strcmp(argv[1], "--worker") != 0 || (argc != 2 && argc != 4) || (end && *end))
        return usage();
    worker_limit(memory);
    worker_on_deep_stack(run_worker, &errand);
    return errand.status;
}
