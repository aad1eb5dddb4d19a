/* cJSON reports lack of memory by NULL from every call, and prints bytes as they are; both are settled here
 * once, so that the writers of reports read like the documents that they make. */
#include "analyzer/base/json_build.h"

#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/utf8.h"

/* cJSON has no memory left: so has nobody. Asking for more than there can be ends the program with the same
 * sentence as everywhere. */
static cJSON *made(cJSON *item)
{
    if (!item)
        xmalloc(SIZE_MAX);
    return item;
}

cJSON *json_new_object(void)
{
    return made(cJSON_CreateObject());
}

cJSON *json_add_object(cJSON *parent, const char *key)
{
    return made(cJSON_AddObjectToObject(parent, key));
}

cJSON *json_add_array(cJSON *parent, const char *key)
{
    return made(cJSON_AddArrayToObject(parent, key));
}

/* A NUL byte would end cJSON's string early; it becomes U+FFFD like other bytes that are no text. */
static cJSON *new_text(const char *text, size_t length)
{
    struct buf valid = {0};
    for (const char *nul; (nul = memchr(text, '\0', length)); text = nul + 1) {
        utf8_sanitise(&valid, text, (size_t)(nul - text));
        buf_addstr(&valid, "\xef\xbf\xbd");
        length -= (size_t)(nul - text) + 1;
    }
    utf8_sanitise(&valid, text, length);
    cJSON *item = made(cJSON_CreateString(buf_text(&valid)));
    buf_release(&valid);
    return item;
}

void json_add_bytes(cJSON *parent, const char *key, const char *text, size_t length)
{
    if (!cJSON_AddItemToObject(parent, key, new_text(text, length)))
        made(NULL);
}

void json_add_text(cJSON *parent, const char *key, const char *text)
{
    json_add_bytes(parent, key, text, strlen(text));
}

void json_add_number(cJSON *parent, const char *key, double number)
{
    made(cJSON_AddNumberToObject(parent, key, number));
}

void json_add_bool(cJSON *parent, const char *key, bool value)
{
    made(cJSON_AddBoolToObject(parent, key, value));
}

cJSON *json_push_object(cJSON *array)
{
    cJSON *item = json_new_object();
    cJSON_AddItemToArray(array, item);
    return item;
}

void json_push_text(cJSON *array, const char *text)
{
    cJSON_AddItemToArray(array, new_text(text, strlen(text)));
}

void json_print(struct buf *out, const cJSON *document, bool indented)
{
    char *text = indented ? cJSON_Print(document) : cJSON_PrintUnformatted(document);
    if (!text)
        xmalloc(SIZE_MAX);
    buf_addstr(out, text);
    buf_addch(out, '\n');
    cJSON_free(text);
}
