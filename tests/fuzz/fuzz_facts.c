/* Facts blocks come from another process and later from a cache: whatever the bytes, opening them fails with
 * a sentence or gives a view that can be walked and dumped.
 *
 * Almost no bytes are a block at all, so most inputs are read as changes to a good one: after a first byte
 * that is not 0 each six bytes are a place (16 bits, counted in words) and what to write there (32 bits). */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/error.h"
#include "analyzer/facts/facts.h"
#include "tests/unit/sample_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A block of exactly `*size` bytes, so that a read past its end shows. */
static void *make_block(const uint8_t *data, size_t *size)
{
    struct buf good = {0};
    char *block;

    if (*size == 0 || data[0] == 0) {
        *size -= *size > 0;
        block = malloc(*size > 0 ? *size : 1);
        if (block != NULL && *size > 0)
            memcpy(block, data + 1, *size);
        return block;
    }
    sample_block(&good);
    for (size_t at = 1; at + 6 <= *size; at += 6) {
        size_t place = (size_t)(data[at] | data[at + 1] << 8) % (good.length / 4);

        memcpy(good.data + place * 4, data + at + 2, 4);
    }
    *size = good.length;
    block = malloc(good.length);
    if (block != NULL)
        memcpy(block, good.data, good.length);
    buf_release(&good);
    return block;
}

static void walk(const struct facts *facts)
{
    FILE *out = fopen("/dev/null", "w");

    if (out == NULL)
        return;
    facts_dump(facts, out);
    for (uint32_t i = 0; i < facts->nodes_count; i++) {
        if (node_owner(facts, i) >= facts->symbols_count || node_strip(facts, i) >= facts->nodes_count)
            abort();
    }
    fclose(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct facts facts;
    struct error error = {""};
    void *block = make_block(data, &size);

    if (block == NULL)
        return 0;
    if (facts_open(&facts, block, size, &error))
        walk(&facts);
    else if (error.text[0] == '\0')
        abort();
    free(block);
    return 0;
}
