/* One line of source with a mark under a part of it. */
#ifndef DAWDLE_REPORT_QUOTE_H
#define DAWDLE_REPORT_QUOTE_H

#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/buf.h"

/* Appends to `source` the line as a terminal may show it, and to `mark` blanks and `^~~~` that stand below
 * bytes [from, to) of it; `from` may be the line's end. Tabs are kept in both, so that they line up whatever
 * a tab is. Bytes that are no text, control characters and characters that reorder text show as U+FFFD. Of a
 * line wider than QUOTE_WIDTH only a window with the marked part is shown, with `...` where it is cut. */
#define QUOTE_WIDTH 120
void quote_line(struct buf *source, struct buf *mark, const char *line, size_t length, size_t from,
                size_t to);

#endif
