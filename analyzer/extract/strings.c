/* Texts on their way into the block: nothing of the machine may stay in them, or two checkouts of one project
 * would give different facts. Paths below the root become relative wherever they stand, and clang's names for
 * what has no name lose the place that clang puts there. */
#include "analyzer/extract/unit.h"

#include <ctype.h>
#include <string.h>

#include "analyzer/base/buf.h"

static bool is_path_byte(char c)
{
    return isalnum((unsigned char)c) || c == '/' || c == '_' || c == '-' || c == '.';
}

uint32_t unit_string(struct unit *unit, const char *text, size_t length)
{
    const char *root = unit->request->root, *end = text + length, *found;
    size_t root_length = strlen(root);
    struct buf out = {0};
    uint32_t string;

    if (root_length <= 1 || !memmem(text, length, root, root_length))
        return builder_string_n(unit->builder, text, length);
    while ((found = memmem(text, (size_t)(end - text), root, root_length))) {
        const char *after = found + root_length;
        bool starts = found == text || !is_path_byte(found[-1]) || found[-1] == '=';

        buf_add(&out, text, (size_t)(found - text));
        if (!starts && out.length > 1 && strchr("IFL", out.data[out.length - 1]) &&
            out.data[out.length - 2] == '-')
            starts = true; /* -I/root/include */
        if (starts && after < end && *after == '/')
            after++;
        else if (starts && (after == end || !is_path_byte(*after)))
            buf_addch(&out, '.');
        else
            buf_add(&out, found, root_length);
        text = after;
    }
    buf_add(&out, text, (size_t)(end - text));
    string = builder_string_n(unit->builder, buf_text(&out), out.length);
    buf_release(&out);
    return string;
}

uint32_t unit_take_string(struct unit *unit, CXString string)
{
    const char *text = clang_getCString(string);
    uint32_t result = text ? unit_string(unit, text, strlen(text)) : 0;

    clang_disposeString(string);
    return result;
}

const char *unit_copy_string(struct unit *unit, CXString string)
{
    const char *text = clang_getCString(string);
    const char *copy = arena_strdup(&unit->arena, text ? text : "");

    clang_disposeString(string);
    return copy;
}

bool name_is_unnamed(const char *spelling)
{
    return spelling[0] == '\0' || strstr(spelling, "(unnamed") || strstr(spelling, "(anonymous");
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || c & 0x80;
}

/* The end of a "(unnamed ...)" that begins at `text`: behind the first parenthesis that closes a line and
 * column, because the path before them may hold parentheses itself. */
static const char *unnamed_end(const char *text)
{
    const char *plain = strchr(text, ')');

    for (const char *close = plain; close; close = strchr(close + 1, ')')) {
        const char *p = close;

        while (p > text && isdigit((unsigned char)p[-1]))
            p--;
        if (p == close || p[-1] != ':')
            continue;
        p--;
        if (isdigit((unsigned char)p[-1]))
            return close + 1;
    }
    return plain ? plain + 1 : text + strlen(text);
}

const char *unit_plain_type_name(struct unit *unit, const char *spelling)
{
    struct buf out = {0};
    const char *copy;

    if (spelling[0] == '\0' || !name_is_unnamed(spelling))
        return spelling;
    while (*spelling) {
        const char *unnamed = strstr(spelling, "(unnamed"), *anonymous = strstr(spelling, "(anonymous");
        const char *end, *next = !unnamed || (anonymous && anonymous < unnamed) ? anonymous : unnamed;

        if (!next)
            break;
        /* clang qualifies what stands inside a record: "struct outer::(unnamed ...)" */
        for (end = next; end > spelling + 1 && memcmp(end - 2, "::", 2) == 0;) {
            end -= 2;
            while (end > spelling && is_name_byte(end[-1]))
                end--;
        }
        buf_add(&out, spelling, (size_t)(end - spelling));
        /* what it is qualified with may have no name either */
        if (end != spelling || out.length == 0 || out.data[out.length - 1] != ')')
            buf_addstr(&out, "(unnamed)");
        spelling = unnamed_end(next);
    }
    buf_addstr(&out, spelling);
    copy = arena_strdup(&unit->arena, buf_text(&out));
    buf_release(&out);
    return copy;
}
