/* One sentence about what went wrong, in the hands of the caller.
 *
 * A function that can fail takes a `struct error *` last, returns false on failure and then has filled it
 * with one sentence that names the thing and the way out, without a trailing newline or full stop; on success
 * it is untouched. Only cli/ prints it. An impossible state is no error: BUG() aborts with file and line. */
#ifndef DAWDLE_BASE_ERROR_H
#define DAWDLE_BASE_ERROR_H

#include <stdbool.h>

#define ERROR_TEXT_MAX 1024 /* bytes, the NUL included; longer texts are cut with "..." */

struct error {
    char text[ERROR_TEXT_MAX];
};

/* Fills `error` (which may be NULL) and returns false, so that `return error_set(...)` reads well. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts "PREFIX: " before the text that is there. */
bool error_prefix(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

_Noreturn void bug_at(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

#endif
