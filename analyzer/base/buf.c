/* A byte string that doubles when it is full and is NUL terminated after every change. */
#include "analyzer/base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"

void buf_release(struct buf *buf)
{
    free(buf->data);
    *buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

void buf_reserve(struct buf *buf, size_t extra)
{
    size_t wanted;

    if (extra >= SIZE_MAX / 2 - buf->length)
        BUG("a buffer of %zu bytes was asked for %zu more", buf->length, extra);
    wanted = buf->length + extra + 1;
    if (wanted <= buf->capacity)
        return;
    if (wanted < buf->capacity * 2)
        wanted = buf->capacity * 2;
    if (wanted < 64)
        wanted = 64;
    buf->data = xrealloc(buf->data, wanted);
    buf->capacity = wanted;
    buf->data[buf->length] = '\0';
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    buf_reserve(buf, length);
    if (length > 0)
        memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = '\0';
}

void buf_addstr(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_addch(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    va_list again;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        BUG("cannot format \"%s\"", format);
    buf_reserve(buf, (size_t)length);
    vsnprintf(buf->data + buf->length, (size_t)length + 1, format, args);
    buf->length += (size_t)length;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

const char *buf_text(const struct buf *buf)
{
    return buf->data != NULL ? buf->data : "";
}

char *buf_detach(struct buf *buf, size_t *length)
{
    char *data;

    buf_reserve(buf, 0);
    data = buf->data;
    if (length != NULL)
        *length = buf->length;
    *buf = (struct buf){0};
    return data;
}
