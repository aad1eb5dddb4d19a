/* Programs for tests, linked from C text: each source goes through the built dawdle-extract, the blocks
 * through program_link().
 *
 * A failure on the way fails the running cmocka test. Release what was linked. Functions that return text
 * take it from the arena given, or from the program's own. */
#ifndef DAWDLE_TESTS_UNIT_SUPPORT_H
#define DAWDLE_TESTS_UNIT_SUPPORT_H

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/link/program.h"

enum { TEST_UNITS_MAX = 8 };

struct test_program {
    struct arena arena;
    struct catalog catalog;
    struct facts facts[TEST_UNITS_MAX];
    char *blocks[TEST_UNITS_MAX];
    struct link_input inputs[TEST_UNITS_MAX]; /* what was linked, for linking it again in another way */
    uint32_t input_count;
    struct program *program;
};

/* A file of a program that stands in the test itself. */
struct test_file {
    const char *path;   /* below the project: "src/a.c"; what does not end in .c is written, but is no unit */
    const char *text;   /* NULL: compiled once more, written by an earlier one of the same path */
    const char *output; /* object path; NULL: unknown */
    const char *flag;   /* one more compiler flag; NULL: none */
};

/* Says in words what is the case for a function; "" when nothing is. */
typedef const char *test_describe(const struct program *program, uint32_t function, struct arena *arena);

/* Links the C files `paths`, absolute or below tests/unit. */
void test_link_files(struct test_program *test, const char *const *paths, size_t count);
/* Links C texts, written to u0.c, u1.c, ... of a folder that is gone afterwards. */
void test_link_texts(struct test_program *test, const char *const *texts, size_t count);
/* Links the files in a folder of their own that is gone afterwards; their paths in the facts are those given.
 */
void test_link_project(struct test_program *test, const struct test_file *files, size_t count,
                       const struct link_options *options);
void test_program_release(struct test_program *test);

/* The function of this name; the test fails when there is none with a body. */
uint32_t test_function(const struct test_program *test, const char *name);
/* The one of this name that stands in the file; likewise. */
uint32_t test_function_in(const struct test_program *test, const char *path, const char *name);
/* The first call of this name in the function; the test fails when there is none. */
const struct call *test_call(const struct test_program *test, uint32_t function, const char *name);
/* The names of the functions with a body that the call may run, then the library's: "a, b, library PQexec";
 * "nothing" when none is known. Those of one name have their unit with them: "a (src/a.c)". */
const char *test_targets(const struct program *program, const struct call *call, struct arena *arena);

/* Holds what `describe` says of each function with a body against the comment in front of it, from "MARK: "
 * to its end; no comment stands for "". A comment that belongs to no function is wrong too, and so are fewer
 * than `least` comments. Blanks are folded, so that comments may have several lines. */
void test_check_marks(const struct test_program *test, const char *mark, test_describe *describe,
                      unsigned least);

#endif
