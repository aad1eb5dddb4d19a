/* Bump allocation over a list of zeroed blocks that double in size.
 *
 * Blocks come from calloc(), so that large ones are fresh pages of the system and cost no clearing. A request
 * larger than the next block gets a block of its own behind the current one, so that the room left in the
 * current one is not lost. */
#include "analyzer/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_FIRST ((size_t)4096)
#define BLOCK_MOST  ((size_t)1 << 20)

struct arena_block {
    struct arena_block *next;
    size_t size, used; /* of `bytes` */
    alignas(max_align_t) unsigned char bytes[];
};

/* Exit status 2 is that of a run that could not do its work; buffers are not flushed, because half a report
 * must not look like a whole one. */
static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "dawdle: out of memory (%zu bytes asked for): analyse fewer files at once, or lower -j\n",
            size);
    _exit(2);
}

void *xmalloc(size_t size)
{
    void *memory = malloc(size > 0 ? size : 1);

    if (memory == NULL)
        out_of_memory(size);
    return memory;
}

void *xrealloc(void *old, size_t size)
{
    void *memory = realloc(old, size > 0 ? size : 1);

    if (memory == NULL)
        out_of_memory(size);
    return memory;
}

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_release(struct arena *arena)
{
    struct arena_block *block = arena->blocks;

    while (block != NULL) {
        struct arena_block *next = block->next;

        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}

static struct arena_block *block_new(size_t size)
{
    struct arena_block *block;

    if (size > SIZE_MAX - sizeof *block)
        out_of_memory(size);
    block = calloc(1, sizeof *block + size);
    if (block == NULL)
        out_of_memory(size);
    block->size = size;
    return block;
}

/* A block with room for `size` bytes; the newest block is the one that goes on being filled. */
static struct arena_block *block_with_room(struct arena *arena, size_t size)
{
    struct arena_block *newest = arena->blocks;
    size_t next_size = BLOCK_FIRST;

    if (newest != NULL && newest->size - newest->used >= size)
        return newest;
    if (newest != NULL)
        next_size = newest->size < BLOCK_MOST / 2 ? newest->size * 2 : BLOCK_MOST;
    if (size > next_size / 4 && newest != NULL) {
        struct arena_block *own = block_new(size);

        own->next = newest->next;
        newest->next = own;
        return own;
    }
    newest = block_new(size > next_size ? size : next_size);
    newest->next = arena->blocks;
    arena->blocks = newest;
    return newest;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t alignment = alignof(max_align_t);
    struct arena_block *block;
    void *memory;

    if (size > SIZE_MAX / 2)
        out_of_memory(size);
    size = size > 0 ? (size + alignment - 1) / alignment * alignment : alignment;
    block = block_with_room(arena, size);
    memory = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        out_of_memory(SIZE_MAX);
    return arena_alloc(arena, count * size);
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);

    if (length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int length;

    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        out_of_memory(SIZE_MAX);
    text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, args);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}
