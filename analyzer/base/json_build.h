/* Building JSON documents with cJSON out of text of unknown encoding. Every text goes through
 * utf8_sanitise(), so that what is printed is valid JSON whatever a source or a path held. Running out of
 * memory ends the program, as it does in arena.h, so that results need no checking. What is added belongs to
 * its parent. */
#ifndef DAWDLE_BASE_JSON_BUILD_H
#define DAWDLE_BASE_JSON_BUILD_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/buf.h"

cJSON *json_new_object(void);
cJSON *json_add_object(cJSON *parent, const char *key);
cJSON *json_add_array(cJSON *parent, const char *key);
void json_add_text(cJSON *parent, const char *key, const char *text);
void json_add_bytes(cJSON *parent, const char *key, const char *text, size_t length);
void json_add_number(cJSON *parent, const char *key, double number);
void json_add_bool(cJSON *parent, const char *key, bool value);
/* The same for elements of an array. */
cJSON *json_push_object(cJSON *array);
void json_push_text(cJSON *array, const char *text);

/* Appends the document and a newline: indented for people, or on one line. */
void json_print(struct buf *out, const cJSON *document, bool indented);

#endif
