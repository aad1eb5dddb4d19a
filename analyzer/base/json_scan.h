/* A strict scan over JSON text: is it well formed, where is it not, and where does each value stand? cJSON
 * builds the tree but keeps no positions and forgives much. Private to json.c and its tests. */
#ifndef DAWDLE_BASE_JSON_SCAN_H
#define DAWDLE_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH_MAX 512 /* nested values; below cJSON's own limit */

struct json_scan {
    const char *text;
    size_t length;
    size_t at;           /* the next byte; after a failure where the mistake stands */
    const char *problem; /* after a failure: "expected ..." */
};

/* Blanks comments in place with spaces, line ends kept; false with the scan set at one that never ends. */
bool json_blank_comments(struct json_scan *scan, char *text);
void json_skip_space(struct json_scan *scan);
/* Passes the string at `at`. */
bool json_scan_string(struct json_scan *scan);
/* Passes the value at `at`, blanks before it included. */
bool json_scan_value(struct json_scan *scan, unsigned depth);
/* The whole text as one document, with a UTF-8 byte order mark or without. */
bool json_scan_document(struct json_scan *scan);

#endif
