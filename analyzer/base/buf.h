/* A growable byte string. `data` is NUL terminated whenever it is not NULL; `length` does not count the NUL.
 * Ownership: the buffer owns `data`; buf_detach() hands it to the caller, who frees it with free(). */
#ifndef DAWDLE_BASE_BUF_H
#define DAWDLE_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
    char *data;
    size_t length;   /* bytes */
    size_t capacity; /* bytes allocated */
};

void buf_release(struct buf *buf);
void buf_clear(struct buf *buf); /* keeps the memory */
void buf_reserve(struct buf *buf, size_t extra);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_addstr(struct buf *buf, const char *text);
void buf_addch(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
/* Never NULL: an empty buffer gives "". */
const char *buf_text(const struct buf *buf);
char *buf_detach(struct buf *buf, size_t *length);

#endif
