/* The untyped part of the vectors. The address of the data pointer arrives as void **, while the pointer is
 * declared as another type: it is read and written as bytes, which any object may be. */
#include "analyzer/base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"

void *vec_grow_(void *data, uint32_t count, uint32_t *capacity, size_t size, size_t extra)
{
    uint64_t wanted;

    if (extra > UINT32_MAX - (size_t)count)
        BUG("a vector of %u items was asked for %zu more", (unsigned)count, extra);
    if (data != NULL && extra <= (size_t)(*capacity - count))
        return data;
    wanted = (uint64_t)count + extra;
    if (wanted < (uint64_t)*capacity * 2)
        wanted = (uint64_t)*capacity * 2;
    if (wanted < 8)
        wanted = 8;
    if (wanted > UINT32_MAX)
        wanted = UINT32_MAX;
    if (wanted > SIZE_MAX / size)
        BUG("a vector of %llu items of %zu bytes does not fit", (unsigned long long)wanted, size);
    *capacity = (uint32_t)wanted;
    return xrealloc(data, (size_t)wanted * size);
}

void vec_zero_(void *first, size_t bytes)
{
    memset(first, 0, bytes);
}

void vec_release_(void **data, uint32_t *count, uint32_t *capacity)
{
    void *memory;

    memcpy(&memory, data, sizeof memory);
    free(memory);
    memory = NULL;
    memcpy(data, &memory, sizeof memory);
    *count = 0;
    *capacity = 0;
}
