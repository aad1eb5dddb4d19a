/* Markdown as our pages use it: headings, fences, code spans, emphasis, links. Line by line; no parser is
 * needed to leave marks out. */
#include "sarif/plain.h"

#include <stdbool.h>
#include <string.h>

static bool starts_with(const char *line, size_t length, const char *prefix)
{
    size_t wanted = strlen(prefix);
    return length >= wanted && memcmp(line, prefix, wanted) == 0;
}

static bool is_fence(const char *line, size_t length)
{
    return starts_with(line, length, "```") || starts_with(line, length, "~~~");
}

/* The byte after the code span that opens at `at`, or `at` when nothing closes it. */
static size_t add_code(struct buf *out, const char *line, size_t length, size_t at)
{
    const char *close = memchr(line + at + 1, '`', length - at - 1);
    if (!close)
        return at;
    buf_add(out, line + at + 1, (size_t)(close - line) - at - 1);
    return (size_t)(close - line) + 1;
}

/* The byte after the link [text](address) that opens at `at`, or `at` when it is none. */
static size_t add_link(struct buf *out, const char *line, size_t length, size_t at)
{
    const char *text_end = memchr(line + at, ']', length - at);
    if (!text_end || (size_t)(text_end - line) + 1 >= length || text_end[1] != '(')
        return at;
    const char *end = memchr(text_end, ')', length - (size_t)(text_end - line));
    if (!end)
        return at;
    buf_add(out, line + at + 1, (size_t)(text_end - line) - at - 1);
    buf_addstr(out, " (");
    buf_add(out, text_end + 2, (size_t)(end - text_end) - 2);
    buf_addch(out, ')');
    return (size_t)(end - line) + 1;
}

static void add_prose(struct buf *out, const char *line, size_t length)
{
    size_t at = 0;
    while (at < length && line[at] == '#')
        at++;
    if (at > 0 && at < length && line[at] == ' ')
        at++;
    while (at < length) {
        size_t after = at;
        if (line[at] == '`')
            after = add_code(out, line, length, at);
        else if (line[at] == '[')
            after = add_link(out, line, length, at);
        else if (starts_with(line + at, length - at, "**"))
            after = at + 2;
        if (after == at)
            buf_addch(out, line[after++]);
        at = after;
    }
}

/* Takes the next line off the text. */
static const char *take_line(const char **text, size_t *length)
{
    const char *line = *text;
    *length = strcspn(line, "\n");
    *text = line + *length + (line[*length] == '\n');
    return line;
}

void plain_text(struct buf *out, const char *page)
{
    bool in_code = false;
    while (*page) {
        size_t length;
        const char *line = take_line(&page, &length);
        if (is_fence(line, length)) {
            in_code = !in_code;
            continue;
        }
        if (in_code)
            buf_add(out, line, length);
        else
            add_prose(out, line, length);
        buf_addch(out, '\n');
    }
}

/* Cuts to the last sentence that fits, or the last word. */
static void cut(struct buf *text, size_t start, size_t limit)
{
    if (text->length - start <= limit)
        return;
    size_t word = start, sentence = start;
    for (size_t at = start; at < start + limit; at++) {
        if (text->data[at] == ' ')
            word = at;
        if (text->data[at] == ' ' && at > start && text->data[at - 1] == '.')
            sentence = at;
    }
    text->length = sentence > start ? sentence : word > start ? word : start + limit;
    text->data[text->length] = '\0';
}

void plain_introduction(struct buf *out, const char *page, size_t limit)
{
    size_t start = out->length, length;
    unsigned sections = 0;
    while (*page) {
        const char *line = take_line(&page, &length);
        sections += starts_with(line, length, "## ");
        if (is_fence(line, length) || sections > 1)
            break;
        if (length == 0 || line[0] == '#')
            continue;
        if (out->length > start)
            buf_addch(out, ' ');
        add_prose(out, line, length);
    }
    cut(out, start, limit);
}
