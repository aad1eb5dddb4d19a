/* Recursive descent over the grammar of RFC 8259, at most JSON_DEPTH_MAX deep. Beyond the grammar it refuses
 * what cJSON would misread in silence: \u0000 (it would cut the string), lone surrogates, and numbers longer
 * than cJSON's buffer. */
#include "analyzer/base/json_scan.h"

#include <string.h>

#define NUMBER_MAX 63

static bool fail(struct json_scan *scan, size_t at, const char *problem)
{
    scan->at = at;
    scan->problem = problem;
    return false;
}

static char peek(const struct json_scan *scan)
{
    return scan->at < scan->length ? scan->text[scan->at] : '\0';
}

static bool passes(struct json_scan *scan, char c)
{
    if (scan->at >= scan->length || scan->text[scan->at] != c)
        return false;
    scan->at++;
    return true;
}

/* The place after the string or comment that opens at `at`, or `length` when it never ends. */
static size_t skip_string(const char *text, size_t length, size_t at)
{
    for (at++; at < length && text[at] != '"' && text[at] != '\n'; at++)
        at += text[at] == '\\' && at + 1 < length;
    return at < length ? at + 1 : length;
}

static size_t skip_comment(const char *text, size_t length, size_t at)
{
    const char *end;

    if (text[at + 1] == '/') {
        end = memchr(text + at, '\n', length - at);
        return end != NULL ? (size_t)(end - text) : length;
    }
    for (at += 2; at + 1 < length; at++) {
        if (text[at] == '*' && text[at + 1] == '/')
            return at + 2;
    }
    return 0;
}

bool json_blank_comments(struct json_scan *scan, char *text)
{
    size_t length = scan->length, at = 0;

    while (at < length) {
        if (text[at] == '"') {
            at = skip_string(text, length, at);
        } else if (text[at] == '/' && at + 1 < length && (text[at + 1] == '/' || text[at + 1] == '*')) {
            size_t end = skip_comment(text, length, at);

            if (end == 0)
                return fail(scan, at, "this comment never ends; close it with */");
            for (; at < end; at++) {
                if (text[at] != '\n' && text[at] != '\r')
                    text[at] = ' ';
            }
        } else {
            at++;
        }
    }
    return true;
}

void json_skip_space(struct json_scan *scan)
{
    while (scan->at < scan->length && strchr(" \t\r\n", scan->text[scan->at]) != NULL &&
           scan->text[scan->at] != '\0')
        scan->at++;
}

/* The value of the four hexadecimal digits at `at`, or -1. */
static long hex4(const struct json_scan *scan, size_t at)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    long value = 0;

    for (size_t i = at; i < at + 4; i++) {
        const char *digit = i < scan->length && scan->text[i] != '\0' ? strchr(digits, scan->text[i]) : NULL;

        if (digit == NULL)
            return -1;
        value = value * 16 + (digit - digits) % 16;
    }
    return value;
}

/* Passes the escape whose backslash is at `at`. */
static bool scan_escape(struct json_scan *scan)
{
    size_t start = scan->at++;
    char c = peek(scan);
    long code;

    scan->at++;
    if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL)
        return true;
    code = c == 'u' ? hex4(scan, scan->at) : -1;
    if (code < 0)
        return fail(scan, start, "no such escape in a string");
    scan->at += 4;
    if (code == 0)
        return fail(scan, start, "a string cannot hold \\u0000 here");
    if (code >= 0xD800 && code <= 0xDBFF && passes(scan, '\\') && passes(scan, 'u')) {
        code = hex4(scan, scan->at);
        scan->at += 4;
        return (code >= 0xDC00 && code <= 0xDFFF) ||
               fail(scan, start, "half a surrogate pair is no character");
    }
    if (code >= 0xD800 && code <= 0xDFFF)
        return fail(scan, start, "half a surrogate pair is no character");
    return true;
}

bool json_scan_string(struct json_scan *scan)
{
    size_t start = scan->at;

    if (!passes(scan, '"'))
        return fail(scan, start, "expected a string in double quotes");
    while (scan->at < scan->length) {
        char c = peek(scan);

        if (c == '"') {
            scan->at++;
            return true;
        }
        if (c == '\n')
            break;
        if ((unsigned char)c < 0x20)
            return fail(scan, scan->at, "a control character in a string must be written as \\u00..");
        if (c != '\\')
            scan->at++;
        else if (!scan_escape(scan))
            return false;
    }
    return fail(scan, start, "this string never ends; close it with a double quote");
}

static bool scan_digits(struct json_scan *scan)
{
    size_t start = scan->at;

    while (peek(scan) >= '0' && peek(scan) <= '9')
        scan->at++;
    return scan->at > start;
}

static bool scan_number(struct json_scan *scan)
{
    size_t start = scan->at;
    bool ok;

    passes(scan, '-');
    ok = passes(scan, '0') || scan_digits(scan);
    if (ok && passes(scan, '.'))
        ok = scan_digits(scan);
    if (ok && (passes(scan, 'e') || passes(scan, 'E'))) {
        if (!passes(scan, '+'))
            passes(scan, '-');
        ok = scan_digits(scan);
    }
    if (!ok)
        return fail(scan, start, "not a number as JSON writes it");
    if (scan->at - start > NUMBER_MAX)
        return fail(scan, start, "a number of that many digits cannot be read");
    return true;
}

static bool scan_word(struct json_scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);

        if (scan->at + length <= scan->length && memcmp(scan->text + scan->at, words[i], length) == 0) {
            scan->at += length;
            return true;
        }
    }
    return fail(scan, scan->at,
                scan->at < scan->length ? "expected a value" : "the text ends where a value is expected");
}

/* Passes the items between brackets; the opening one is at `at`. */
static bool scan_items(struct json_scan *scan, unsigned depth, char close)
{
    bool object = close == '}';

    scan->at++;
    json_skip_space(scan);
    if (passes(scan, close))
        return true;
    for (;;) {
        json_skip_space(scan);
        if (object) {
            if (!json_scan_string(scan))
                return false;
            json_skip_space(scan);
            if (!passes(scan, ':'))
                return fail(scan, scan->at, "expected ':' after a key");
        }
        if (!json_scan_value(scan, depth + 1))
            return false;
        json_skip_space(scan);
        if (passes(scan, close))
            return true;
        if (!passes(scan, ','))
            return fail(scan, scan->at, object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
}

bool json_scan_value(struct json_scan *scan, unsigned depth)
{
    char c;

    json_skip_space(scan);
    if (depth >= JSON_DEPTH_MAX)
        return fail(scan, scan->at, "values are nested too deep");
    c = peek(scan);
    if (c == '{')
        return scan_items(scan, depth, '}');
    if (c == '[')
        return scan_items(scan, depth, ']');
    if (c == '"')
        return json_scan_string(scan);
    if (c == '-' || (c >= '0' && c <= '9'))
        return scan_number(scan);
    return scan_word(scan);
}

bool json_scan_document(struct json_scan *scan)
{
    if (scan->length >= 3 && memcmp(scan->text, "\xEF\xBB\xBF", 3) == 0)
        scan->at = 3;
    if (!json_scan_value(scan, 0))
        return false;
    json_skip_space(scan);
    return scan->at == scan->length || fail(scan, scan->at, "the document ended before this");
}
