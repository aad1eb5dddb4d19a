/* A hash map from byte strings to 32-bit numbers, and one from 64-bit numbers to 32-bit numbers.
 *
 * Open addressing with linear probing at a load of at most 1/2; nothing is ever removed. Key bytes are not
 * copied: they must outlive the map (they come from an arena or a facts block). Iteration order is never
 * exposed, so that no output can depend on it. */
#ifndef DAWDLE_BASE_MAP_H
#define DAWDLE_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_NONE UINT32_MAX /* "no such key"; never a value */

struct map {
    struct map_slot *slots; /* private */
    uint32_t count;
    uint32_t capacity; /* a power of two, or 0 */
};

void map_release(struct map *map);
/* The value of the key, or MAP_NONE. */
uint32_t map_get(const struct map *map, const char *key, size_t length);
uint32_t map_get_str(const struct map *map, const char *key);
/* Stores `value` unless the key is there; returns the value that the key now has. */
uint32_t map_put(struct map *map, const char *key, size_t length, uint32_t value);
uint32_t map_put_str(struct map *map, const char *key, uint32_t value);

struct map64 {
    struct map64_slot *slots; /* private */
    uint32_t count;
    uint32_t capacity;
};

void map64_release(struct map64 *map);
uint32_t map64_get(const struct map64 *map, uint64_t key);
uint32_t map64_put(struct map64 *map, uint64_t key, uint32_t value);
/* Stores `value` whether or not the key is there. */
void map64_set(struct map64 *map, uint64_t key, uint32_t value);

/* 64-bit hash of bytes (xxHash); the same on every machine. */
uint64_t hash_bytes(const void *bytes, size_t length);

#endif
