/* A rule's page, which is Markdown, for readers that show plain text only. */
#ifndef DAWDLE_SARIF_PLAIN_H
#define DAWDLE_SARIF_PLAIN_H

#include <stddef.h>

#include "analyzer/base/buf.h"

/* Appends the page without marks: no `#`, fences, backticks or emphasis; a link as "text (address)". Code
 * keeps its lines as they are. */
void plain_text(struct buf *out, const char *page);
/* Appends the prose of the page's head and first section in the same way, up to the first code, on one line
 * and cut after a sentence or word to at most `limit` bytes. */
void plain_introduction(struct buf *out, const char *page, size_t limit);

#endif
