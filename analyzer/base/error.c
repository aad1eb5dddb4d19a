/* Sentences are formatted beside the error first, because an argument may be the text that is there. */
#include "analyzer/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUT "..."

/* Marks `text` of `wanted` bytes as cut when it did not fit; never inside of a UTF-8 character. */
static void mark_cut(char text[ERROR_TEXT_MAX], int wanted)
{
    size_t end = ERROR_TEXT_MAX - sizeof CUT;

    if (wanted < ERROR_TEXT_MAX)
        return;
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, CUT, sizeof CUT);
}

bool error_set(struct error *error, const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list args;
    int wanted;

    if (error == NULL)
        return false;
    va_start(args, format);
    wanted = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    mark_cut(text, wanted);
    memcpy(error->text, text, sizeof text);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    char prefix[ERROR_TEXT_MAX];
    va_list args;
    int wanted;

    if (error == NULL)
        return false;
    va_start(args, format);
    wanted = vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    mark_cut(prefix, wanted);
    return error_set(error, "%s: %s", prefix, error->text);
}

void bug_at(const char *file, int line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "dawdle: bug at %s:%d: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    abort();
}
