/* JSON with comments, from settings and databases that anybody may have written: no crash, and a place for
 * every item that lies within the text. */
#include <stdint.h>
#include <stdlib.h>

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
    struct error error;

    if (size > 4096 || !json_parse(&json, "input", (const char *)data, size, &error))
        return 0;
    visit(&json, json.root, size);
    json_release(&json);
    return 0;
}
