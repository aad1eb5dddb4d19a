/* Programs for tests, linked from C text: each source goes through the built dawdle-extract, the blocks
 * through program_link().
 *
 * A failure on the way fails the running cmocka test. Release what was linked. */
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
    struct program *program;
};

/* Links the C files `paths`, absolute or below tests/unit. */
void test_link_files(struct test_program *test, const char *const *paths, size_t count);
/* Links C texts, written to u0.c, u1.c, ... of a folder that is gone afterwards. */
void test_link_texts(struct test_program *test, const char *const *texts, size_t count);
void test_program_release(struct test_program *test);

/* The function of this name; the test fails when there is none with a body. */
uint32_t test_function(const struct test_program *test, const char *name);

#endif
