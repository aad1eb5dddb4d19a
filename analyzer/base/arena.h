/* Memory by lifetime: everything that a phase makes is taken from one arena and given back at once.
 *
 * Ownership: what an arena hands out belongs to the arena and lives until arena_release(); nothing is freed
 * singly. Errors: running out of memory ends the program with a sentence (there is nothing left to report
 * with). An arena is not thread safe. */
#ifndef DAWDLE_BASE_ARENA_H
#define DAWDLE_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena {
    struct arena_block *blocks; /* newest first; private */
    size_t used;                /* bytes handed out, padding included */
};

/* Equal to the empty initialiser `struct arena a = {0};`. */
void arena_init(struct arena *arena);
void arena_release(struct arena *arena);

/* Zeroed memory, aligned for any object; `size` bytes, at least 1. */
void *arena_alloc(struct arena *arena, size_t size);
/* Zeroed memory for `count` objects of `size` bytes; an overflow ends the program like lack of memory does.
 */
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *text);
/* Copies `length` bytes and adds the NUL. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array((arena), (count), sizeof(type)))

/* malloc, realloc that end the program with a sentence when there is no memory; for what outgrows an arena.
 */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);

#endif
