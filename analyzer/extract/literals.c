/* String literals: libclang gives them as source text with its own escapes, adjacent ones joined. */
#include "analyzer/extract/unit.h"

#include <string.h>

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

static int hexadecimal(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Appends the byte that the escape behind a backslash stands for; returns what follows it. */
static const char *unescape(const char *text, struct buf *out)
{
    static const char names[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
    const char *name = *text ? strchr(names, *text) : NULL;
    unsigned byte = 0;

    if (is_octal(*text)) {
        for (int i = 0; i < 3 && is_octal(*text); i++)
            byte = byte * 8 + (unsigned)(*text++ - '0');
        buf_addch(out, (char)byte);
        return text;
    }
    if (*text == 'x') {
        for (text++; hexadecimal(*text) >= 0; text++)
            byte = byte * 16 + (unsigned)hexadecimal(*text);
        buf_addch(out, byte > 0 && byte < 256 ? (char)byte : '?');
        return text;
    }
    if (*text == '\0')
        return text;
    buf_addch(out, name ? bytes[name - names] : *text);
    return text + 1;
}

uint32_t literal_text(struct unit *unit, CXCursor cursor, size_t *lost)
{
    CXString spelling = clang_getCursorSpelling(cursor);
    const char *spelled = clang_getCString(spelling), *text = spelled ? strchr(spelled, '"') : NULL;
    struct buf out = {0};
    uint32_t string;

    if (text) {
        for (text++; *text && *text != '"' && out.length < FACTS_TEXT_MAX;) {
            if (*text == '\\')
                text = unescape(text + 1, &out);
            else
                buf_addch(&out, *text++);
        }
    }
    clang_disposeString(spelling);
    string = unit_string(unit, buf_text(&out), out.length);
    *lost = strlen(buf_text(&out)) - strlen(unit->builder->strings.data + string);
    buf_release(&out);
    return string;
}
