/* Requests as bytes. Strings with a NUL after each are the simplest form that carries any file name there
 * is. */
#include "analyzer/project/protocol.h"

#include <stdlib.h>
#include <string.h>

static void add_string(struct buf *out, const char *text)
{
    buf_add(out, text, strlen(text) + 1);
}

void request_encode(const struct request *request, struct buf *out)
{
    size_t start = out->length;
    uint32_t length = 0;

    buf_add(out, &length, sizeof length);
    add_string(out, request->root);
    add_string(out, request->directory);
    add_string(out, request->file);
    buf_printf(out, "%zu", request->argument_count);
    buf_addch(out, '\0');
    for (size_t i = 0; i < request->argument_count; i++)
        add_string(out, request->arguments[i]);
    length = (uint32_t)(out->length - start - sizeof length);
    memcpy(out->data + start, &length, sizeof length);
}

/* The string at *cursor, moving behind it; NULL when no NUL ends it. */
static const char *take_string(const char **cursor, const char *end)
{
    const char *text = *cursor;
    const char *nul = text < end ? memchr(text, '\0', (size_t)(end - text)) : NULL;

    if (!nul)
        return NULL;
    *cursor = nul + 1;
    return text;
}

bool request_decode(struct request *request, const char *payload, size_t length, struct arena *arena,
                    struct error *error)
{
    const char *cursor = payload, *end = payload + length;
    const char *root = take_string(&cursor, end), *directory = take_string(&cursor, end);
    const char *file = take_string(&cursor, end), *number = take_string(&cursor, end);
    unsigned long long count;
    const char **arguments;
    char *rest;

    if (!root || !directory || !file || !number || number[0] < '0' || number[0] > '9')
        return error_set(error, "the request to the extract worker is cut short");
    count = strtoull(number, &rest, 10);
    /* Every argument takes at least its NUL, so a larger count is a lie that must not reach the arena. */
    if (*rest || count > (size_t)(end - cursor))
        return error_set(error, "the request to the extract worker names a wrong number of arguments");
    arguments = ARENA_ARRAY(arena, (size_t)count + 1, const char *);
    for (size_t i = 0; i < count; i++) {
        arguments[i] = take_string(&cursor, end);
        if (!arguments[i])
            return error_set(error, "the request to the extract worker is cut short");
    }
    if (cursor != end)
        return error_set(error, "the request to the extract worker is longer than it says");
    *request = (struct request){root, directory, file, arguments, (size_t)count};
    return true;
}
