/* What dawdle-extract reads from its standard input: any bytes give a request or a sentence. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/project/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct request request;
    struct error error;
    /* A copy of the exact size, so that a read past the end shows. */
    char *payload = malloc(size > 0 ? size : 1);
    size_t total = 0;

    if (!payload)
        return 0;
    memcpy(payload, data, size);
    if (request_decode(&request, payload, size, &arena, &error)) {
        total += strlen(request.root) + strlen(request.directory) + strlen(request.file);
        for (size_t i = 0; i < request.argument_count; i++)
            total += strlen(request.arguments[i]);
        if (total > size)
            abort();
    }
    arena_release(&arena);
    free(payload);
    return 0;
}
