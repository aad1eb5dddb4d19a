/* Paths as URIs: RFC 3986, any bytes. */
#ifndef DAWDLE_SARIF_URI_H
#define DAWDLE_SARIF_URI_H

#include "analyzer/base/buf.h"

/* Appends a path as the path of a URI: `/` stays, what may not stand there is written %XX. A `:` is written
 * so too, because at the start of a relative reference it would end a scheme. */
void uri_add_path(struct buf *out, const char *path);
/* Appends "file:///..." for an absolute path. */
void uri_add_file(struct buf *out, const char *absolute);
/* Appends BASE/DOCUMENT with one slash between; `base` is a URI already. */
void uri_add_below(struct buf *out, const char *base, const char *document);

#endif
