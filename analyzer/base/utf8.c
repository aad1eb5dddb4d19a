/* Decoding by the table of well-formed sequences in the Unicode standard: the lead byte fixes the length and
 * the range of the second byte, which rules out overlong forms, surrogates and what lies above U+10FFFF. */
#include "analyzer/base/utf8.h"

#define REPLACEMENT 0xFFFDu

static size_t ascii_run(const char *text, size_t length)
{
    size_t run = 0;

    while (run < length && (unsigned char)text[run] < 0x80)
        run++;
    return run;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *character)
{
    const unsigned char *bytes = (const unsigned char *)text;
    unsigned char lead = bytes[0], low = 0x80, high = 0xBF;
    size_t need, have;
    uint32_t value;

    *character = lead;
    if (lead < 0x80)
        return 1;
    *character = REPLACEMENT;
    if (lead < 0xC2 || lead > 0xF4)
        return 1;
    need = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    value = lead & (0x7Fu >> need);
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    for (have = 1; have < need; have++) {
        if (have >= length || bytes[have] < low || bytes[have] > high)
            return have;
        value = value << 6 | (bytes[have] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *character = value;
    return need;
}

void utf8_sanitise(struct buf *out, const char *text, size_t length)
{
    while (length > 0) {
        size_t step = ascii_run(text, length);
        uint32_t character;

        if (step > 0) {
            buf_add(out, text, step);
        } else {
            step = utf8_decode(text, length, &character);
            if (character == REPLACEMENT)
                buf_addstr(out, "\xEF\xBF\xBD");
            else
                buf_add(out, text, step);
        }
        text += step;
        length -= step;
    }
}

size_t utf8_utf16_length(const char *text, size_t bytes)
{
    size_t units = 0;

    while (bytes > 0) {
        size_t step = ascii_run(text, bytes);
        uint32_t character;

        units += step;
        if (step == 0) {
            step = utf8_decode(text, bytes, &character);
            units += character > 0xFFFF ? 2 : 1;
        }
        text += step;
        bytes -= step;
    }
    return units;
}
