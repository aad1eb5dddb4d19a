/* JSON with comments, read with cJSON, with places to point at.
 *
 * Comments (// and slash-star) are blanked before parsing, so that line and column stay those of the file.
 * Bytes after the document are an error. Ownership: json_release() frees the tree and the copy of the text;
 * the text given may go after json_parse(), the name must stay. */
#ifndef DAWDLE_BASE_JSON_H
#define DAWDLE_BASE_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/error.h"

struct json {
    const char *name; /* of the file, for messages */
    char *text;       /* the blanked copy; private */
    cJSON *root;
};

/* Parses; the error says "NAME:LINE:COLUMN: what". */
bool json_parse(struct json *json, const char *name, const char *text, size_t length, struct error *error);
void json_release(struct json *json);
/* Line and column (from 1, bytes) of `item`'s key, or of its value where it has none, within the document. 0
 * and 0 when it is not part of it. */
void json_place(const struct json *json, const cJSON *item, unsigned *line, unsigned *column);
/* error_set() with "NAME:LINE:COLUMN: " before the text. */
bool json_error(const struct json *json, const cJSON *item, struct error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
