/* Where in a command the compiler stands, behind ccache, libtool, env and their like, and what it compiles by
 * its name. */
#ifndef DAWDLE_PROJECT_COMPILER_H
#define DAWDLE_PROJECT_COMPILER_H

#include <stdbool.h>
#include <stddef.h>

enum compiler_kind {
    COMPILER_UNKNOWN, /* a name that says nothing; it may be a compiler all the same */
    COMPILER_C,       /* compiles by extension: gcc, clang, arm-none-eabi-gcc-12 */
    COMPILER_OTHER,   /* takes C sources for another language: g++, nvcc */
};

struct compiler {
    size_t next; /* the first word after the compiler */
    enum compiler_kind kind;
};

/* `words` has `count` >= 1 entries. */
struct compiler compiler_find(const char *const *words, size_t count);
/* By the last part of a path: prefixes of cross compilers, versions and ".exe" are looked through. */
enum compiler_kind compiler_kind_of(const char *path);

#endif
