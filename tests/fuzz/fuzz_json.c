/* JSON with comments, from settings and databases that anybody may have written: no crash, a mistake has its
 * place and sentence, what the scan lets through cJSON reads, and every item has a place within the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/error.h"
#include "analyzer/base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void visit(const struct json *json, const cJSON *item, size_t size)
{
    for (; item; item = item->next) {
        unsigned line, column;

        json_place(json, item, &line, &column);
        if (line == 0 || line > size + 1 || column > size + 1)
            abort();
        visit(json, item->child, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json json;
    struct error error = {""};

    if (size > 4096)
        return 0;
    if (!json_parse(&json, "input", (const char *)data, size, &error)) {
        if (strncmp(error.text, "input:", 6) != 0 || strstr(error.text, "this JSON cannot be read") != NULL)
            abort();
        return 0;
    }
    visit(&json, json.root, size);
    json_release(&json);
    return 0;
}
