/* JSON in two steps: a strict scan finds every mistake with its place (json_scan.h), then cJSON builds the
 * tree. Places of items are found when they are asked for, by walking tree and text side by side: only
 * messages need them, and a tree of places would cost every run. */
#include "analyzer/base/json.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/json_scan.h"

static void place_of(const char *text, size_t at, unsigned *line, unsigned *column)
{
    const char *start = text, *newline;

    *line = 1;
    while ((newline = memchr(start, '\n', at - (size_t)(start - text))) != NULL) {
        start = newline + 1;
        ++*line;
    }
    *column = (unsigned)(at - (size_t)(start - text)) + 1;
}

static bool fail_at(struct json *json, size_t at, const char *problem, struct error *error)
{
    unsigned line, column;

    place_of(json->text, at, &line, &column);
    error_set(error, "%s:%u:%u: %s", json->name, line, column, problem);
    json_release(json);
    return false;
}

bool json_parse(struct json *json, const char *name, const char *text, size_t length, struct error *error)
{
    struct json_scan scan;
    const char *end = NULL;

    *json = (struct json){.name = name, .text = xmalloc(length + 1)};
    if (length > 0)
        memcpy(json->text, text, length);
    json->text[length] = '\0';
    scan = (struct json_scan){.text = json->text, .length = length};
    if (!json_blank_comments(&scan, json->text) || !json_scan_document(&scan))
        return fail_at(json, scan.at, scan.problem, error);
    json->root = cJSON_ParseWithLengthOpts(json->text, length + 1, &end, true);
    if (json->root == NULL)
        return fail_at(json, end != NULL ? (size_t)(end - json->text) : 0, "this JSON cannot be read", error);
    return true;
}

void json_release(struct json *json)
{
    cJSON_Delete(json->root);
    free(json->text);
    json->root = NULL;
    json->text = NULL;
}

/* Walks the value at the scan and `node`, which stand for each other, until `item` is met; then the scan
 * stands at its key or value. The text has been scanned before, so that nothing fails unless somebody has
 * changed the tree, and then the answer is only "not found". */
static bool find(struct json_scan *scan, const cJSON *node, const cJSON *item)
{
    bool object = cJSON_IsObject(node);
    const cJSON *child;

    json_skip_space(scan);
    if (node == item)
        return true;
    if ((!object && !cJSON_IsArray(node)) || node->child == NULL) {
        json_scan_value(scan, 0);
        return false;
    }
    for (child = node->child; child != NULL; child = child->next) {
        scan->at++; /* the bracket before the first, the comma before the others */
        json_skip_space(scan);
        if (child == item)
            return true;
        if (object) {
            json_scan_string(scan);
            json_skip_space(scan);
            scan->at++;
        }
        if (find(scan, child, item))
            return true;
        json_skip_space(scan);
    }
    scan->at++;
    return false;
}

void json_place(const struct json *json, const cJSON *item, unsigned *line, unsigned *column)
{
    struct json_scan scan = {.text = json->text};

    *line = *column = 0;
    if (json->root == NULL || item == NULL)
        return;
    scan.length = strlen(json->text);
    if (scan.length >= 3 && memcmp(json->text, "\xEF\xBB\xBF", 3) == 0)
        scan.at = 3;
    if (find(&scan, json->root, item) && scan.at <= scan.length)
        place_of(json->text, scan.at, line, column);
}

bool json_error(const struct json *json, const cJSON *item, struct error *error, const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    unsigned line, column;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_place(json, item, &line, &column);
    if (line == 0)
        return error_set(error, "%s: %s", json->name, text);
    return error_set(error, "%s:%u:%u: %s", json->name, line, column, text);
}
