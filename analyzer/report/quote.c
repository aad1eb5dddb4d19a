/* Quoting a source line on a terminal. The line and its mark are made character by character side by side,
 * each taking as many columns in the one as in the other; that needs no knowledge of where tabs stop. */
#include "analyzer/report/quote.h"

#include <stdbool.h>

#include "analyzer/base/utf8.h"

/* What is left of a window before the marked part, so that a reader sees what it belongs to. */
#define LEAD 40

struct range {
    uint32_t first, last;
};

static bool is_in(uint32_t character, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return true;
    return false;
}

#define IS_IN(character, ranges) is_in((character), (ranges), sizeof(ranges) / sizeof(ranges)[0])

/* Columns that a character takes on a terminal. wcwidth(3) would need the user's locale, and a report must
 * not depend on it; the large blocks are enough for sources. */
static unsigned width_of(uint32_t character)
{
    static const struct range none[] = {{0x300, 0x36f}, {0x200b, 0x200d}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}};
    static const struct range two[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xac00, 0xd7a3},
        {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff}, {0x20000, 0x3fffd},
    };
    if (character < 0x300)
        return 1;
    return IS_IN(character, none) ? 0 : IS_IN(character, two) ? 2 : 1;
}

/* Control characters drive the terminal; the others change the order or the look of what a reader believes to
 * read. */
static bool is_unsafe(uint32_t character)
{
    static const struct range unsafe[] = {
        {0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff},
    };
    return character != '\t' && IS_IN(character, unsafe);
}

static size_t decode(const char *line, size_t length, size_t at, uint32_t *character)
{
    size_t step = utf8_decode(line + at, length - at, character);
    if (is_unsafe(*character))
        *character = 0xfffd;
    return step;
}

/* The largest start of a character that is <= `at`; for columns that point into one. */
static size_t character_start(const char *line, size_t at)
{
    for (size_t back = 0; back < 3 && at > 0 && ((unsigned char)line[at] & 0xc0) == 0x80; back++)
        at--;
    return at;
}

/* The byte after the character at `at` that brings the width above `width`, or the end of the line. */
static size_t advance(const char *line, size_t length, size_t at, unsigned width)
{
    for (unsigned used = 0; at < length;) {
        uint32_t character;
        size_t step = decode(line, length, at, &character);
        used += character == '\t' ? 8 : width_of(character);
        if (used > width)
            break;
        at += step;
    }
    return at;
}

/* Where the window starts: LEAD bytes before the marked part, or less where the line ends soon. */
static size_t window_start(const char *line, size_t length, size_t from)
{
    if (advance(line, length, 0, QUOTE_WIDTH) == length || from <= LEAD)
        return 0;
    return character_start(line, from - LEAD);
}

void quote_line(struct buf *source, struct buf *mark, const char *line, size_t length, size_t from, size_t to)
{
    if (from > length)
        from = length;
    size_t start = window_start(line, length, from);
    size_t end = advance(line, length, start, QUOTE_WIDTH);
    if (start > 0) {
        buf_addstr(source, "...");
        buf_addstr(mark, "   ");
    }
    bool marked = false;
    for (size_t at = start; at < end;) {
        uint32_t character;
        size_t step = decode(line, length, at, &character);
        if (character == 0xfffd)
            buf_addstr(source, "\xef\xbf\xbd");
        else
            buf_add(source, line + at, step);
        bool inside = at + step > from && (at < to || !marked);
        if (at + step <= from || inside) {
            unsigned width = character == '\t' ? 1 : width_of(character);
            for (unsigned i = 0; i < width; i++, marked = marked || inside)
                buf_addch(mark, !inside ? (character == '\t' ? '\t' : ' ') : marked ? '~' : '^');
        }
        at += step;
    }
    if (!marked)
        buf_addch(mark, '^');
    if (end < length)
        buf_addstr(source, "...");
}
