/* Facts blocks come from another process and later from a cache: whatever the bytes, opening them fails with
 * a sentence or gives a view that can be walked and dumped. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/error.h"
#include "analyzer/facts/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *block = aligned_alloc(8, (size + 8) & ~(size_t)7);
    struct facts facts;
    struct error error;

    if (!block)
        return 0;
    memcpy(block, data, size);
    if (facts_open(&facts, block, size, &error)) {
        FILE *out = fopen("/dev/null", "w");

        if (out) {
            facts_dump(&facts, out);
            fclose(out);
        }
    }
    free(block);
    return 0;
}
