/* A rule's page, which is Markdown, for readers that show plain text only. */
#ifndef DAWDLE_SARIF_PLAIN_H
#define DAWDLE_SARIF_PLAIN_H

#include <stddef.h>

#include "analyzer/base/buf.h"

/* Appends the page without marks: no `#`, fences, backticks or emphasis; a link as "text (address)". Code
 * keeps its lines as they are. */
void plain_text(struct buf *out, const char *page);
/* Appends the page's first paragraph in the same way, on one line, cut after a sentence or word to at most
 * `limit` bytes; nothing when the page has none. */
void plain_introduction(struct buf *out, const char *page, size_t limit);

#endif
