/* Words in names and sentences: where they begin and end, and that parts of other words are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/base/word.h"

static void found(void **state)
{
    static const char *const texts[] = {"log",       "log_write", "vmod_log",  "LogError", "writeLog",
                                        "LOG_LEVEL", "ctx->log",  "do log it", "log2",     "HTTPLog"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_non_null(word_find(texts[i], "log"));
    assert_string_equal(word_find("at most 5, up to 7", "up to"), "up to 7");
    assert_non_null(word_find("maxRetries", "retries"));
    assert_non_null(word_find("relog(log)", "log"));
}

static void not_found(void **state)
{
    static const char *const texts[] = {"login", "LOGIN", "catalog", "logical", "BLOG", "", "lo", "Catalog"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_null(word_find(texts[i], "log"));
    assert_null(word_find("anything", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(found), cmocka_unit_test(not_found)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
