/* UTF-8 as it is found: sources may hold Latin-1 or worse. A maximal invalid piece counts as one U+FFFD, as
 * the WHATWG decoder has it. */
#ifndef DAWDLE_BASE_UTF8_H
#define DAWDLE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/buf.h"

/* Decodes one character at `text` (length >= 1 bytes left), stores it and returns the bytes consumed (1-4).
 */
size_t utf8_decode(const char *text, size_t length, uint32_t *character);
/* Appends `text` to `out` as valid UTF-8. */
void utf8_sanitise(struct buf *out, const char *text, size_t length);
/* UTF-16 code units in the first `bytes` bytes of `text`. */
size_t utf8_utf16_length(const char *text, size_t bytes);

#endif
