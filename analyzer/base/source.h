/* Source files as lines: read when somebody first asks for one, kept until released.
 *
 * A line ends at LF, CR LF or a lone CR, as clang and code scanning count them, so that line numbers agree
 * with both. Only regular files below the root are read, of at most SOURCE_BYTES_MAX bytes: a report must not
 * hang on a FIFO or print what lies elsewhere. What cannot be read has no lines, which is no error: the file
 * may have changed or gone since it was analysed. Ownership: everything belongs to the `struct source`. Not
 * thread safe. */
#ifndef DAWDLE_BASE_SOURCE_H
#define DAWDLE_BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"

#define SOURCE_BYTES_MAX (64u * 1024 * 1024)

struct source_file {
    const char *text; /* the whole file as it is: any bytes; NUL terminated */
    size_t length;    /* bytes, without that NUL */
    uint32_t *starts; /* offset of each line; private, use source_line() */
    uint32_t line_count;
    uint32_t number; /* counts the files that were asked for, from 0; to keep things per file */
};

struct source {
    const char *root;   /* absolute and normal; "" reads nothing */
    struct arena arena; /* private */
    struct map ids;     /* private: path -> files */
    VEC(struct source_file *)
    files; /* private; text is malloc'ed */
};

void source_init(struct source *source, const char *root);
void source_release(struct source *source);

/* The file at `path` (relative to the root, or absolute below it); never NULL, without lines when it cannot
 * be read. */
const struct source_file *source_file(struct source *source, const char *path);

/* Line `line` (from 1) without its end, or false when there is none. */
bool source_line(const struct source_file *file, uint32_t line, const char **text, size_t *length);
/* Bytes of line 1 that are a UTF-8 byte order mark: 3 or 0; 0 on other lines. Compilers count them in
 * columns, editors and SARIF do not. */
size_t source_bom(const struct source_file *file, uint32_t line);

#endif
