/* Open addressing with linear probing, grown at half load; hashing by XXH3, inlined.
 *
 * A slot keeps its value plus one, so that freshly zeroed memory is a table of empty slots; MAP_NONE is no
 * value, hence the sum never wraps. */
#include "analyzer/base/map.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"

#define CAPACITY_FIRST 16u
#define CAPACITY_MOST  (1u << 31)

struct map_slot {
    const char *key;
    size_t length;
    uint32_t hash;
    uint32_t value_plus_one; /* 0: empty */
};

struct map64_slot {
    uint64_t key;
    uint32_t value_plus_one; /* 0: empty */
};

uint64_t hash_bytes(const void *bytes, size_t length)
{
    return XXH3_64bits(bytes, length);
}

static void *slots_new(uint32_t capacity, size_t size)
{
    size_t bytes = (size_t)capacity * size;

    return memset(xmalloc(bytes), 0, bytes);
}

/* The capacity for one more entry, or the present one when there is room. */
static uint32_t capacity_for(uint32_t count, uint32_t capacity)
{
    if (count < capacity / 2)
        return capacity;
    if (capacity == CAPACITY_MOST)
        BUG("a map of %u entries cannot grow", (unsigned)count);
    return capacity == 0 ? CAPACITY_FIRST : capacity * 2;
}

static bool slot_holds(const struct map_slot *slot, uint32_t hash, const char *key, size_t length)
{
    return slot->hash == hash && slot->length == length &&
           (length == 0 || memcmp(slot->key, key, length) == 0);
}

/* The slot of the key, or the empty one where it belongs; the table has an empty slot always. */
static struct map_slot *slot_find(struct map_slot *slots, uint32_t capacity, uint32_t hash, const char *key,
                                  size_t length)
{
    uint32_t at = hash & (capacity - 1);

    while (slots[at].value_plus_one != 0 && !slot_holds(&slots[at], hash, key, length))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void map_grow(struct map *map)
{
    uint32_t capacity = capacity_for(map->count, map->capacity);
    struct map_slot *slots;

    if (capacity == map->capacity)
        return;
    slots = slots_new(capacity, sizeof *slots);
    for (uint32_t i = 0; i < map->capacity; i++) {
        const struct map_slot *old = &map->slots[i];

        if (old->value_plus_one != 0)
            *slot_find(slots, capacity, old->hash, old->key, old->length) = *old;
    }
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
}

void map_release(struct map *map)
{
    free(map->slots);
    *map = (struct map){0};
}

uint32_t map_get(const struct map *map, const char *key, size_t length)
{
    const struct map_slot *slot;

    if (map->count == 0)
        return MAP_NONE;
    slot = slot_find(map->slots, map->capacity, (uint32_t)hash_bytes(key, length), key, length);
    return slot->value_plus_one - 1;
}

uint32_t map_get_str(const struct map *map, const char *key)
{
    return map_get(map, key, strlen(key));
}

uint32_t map_put(struct map *map, const char *key, size_t length, uint32_t value)
{
    uint32_t hash = (uint32_t)hash_bytes(key, length);
    struct map_slot *slot;

    if (value == MAP_NONE)
        BUG("MAP_NONE is no value of a map");
    map_grow(map);
    slot = slot_find(map->slots, map->capacity, hash, key, length);
    if (slot->value_plus_one == 0) {
        *slot = (struct map_slot){.key = key, .length = length, .hash = hash, .value_plus_one = value + 1};
        map->count++;
    }
    return slot->value_plus_one - 1;
}

uint32_t map_put_str(struct map *map, const char *key, uint32_t value)
{
    return map_put(map, key, strlen(key), value);
}

static struct map64_slot *slot64_find(struct map64_slot *slots, uint32_t capacity, uint64_t key)
{
    uint32_t at = (uint32_t)hash_bytes(&key, sizeof key) & (capacity - 1);

    while (slots[at].value_plus_one != 0 && slots[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void map64_grow(struct map64 *map)
{
    uint32_t capacity = capacity_for(map->count, map->capacity);
    struct map64_slot *slots;

    if (capacity == map->capacity)
        return;
    slots = slots_new(capacity, sizeof *slots);
    for (uint32_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].value_plus_one != 0)
            *slot64_find(slots, capacity, map->slots[i].key) = map->slots[i];
    }
    free(map->slots);
    map->slots = slots;
    map->capacity = capacity;
}

void map64_release(struct map64 *map)
{
    free(map->slots);
    *map = (struct map64){0};
}

uint32_t map64_get(const struct map64 *map, uint64_t key)
{
    if (map->count == 0)
        return MAP_NONE;
    return slot64_find(map->slots, map->capacity, key)->value_plus_one - 1;
}

/* The slot of the key, made with `value` when it is new. */
static struct map64_slot *slot64_make(struct map64 *map, uint64_t key, uint32_t value)
{
    struct map64_slot *slot;

    if (value == MAP_NONE)
        BUG("MAP_NONE is no value of a map");
    map64_grow(map);
    slot = slot64_find(map->slots, map->capacity, key);
    if (slot->value_plus_one == 0) {
        *slot = (struct map64_slot){.key = key, .value_plus_one = value + 1};
        map->count++;
    }
    return slot;
}

uint32_t map64_put(struct map64 *map, uint64_t key, uint32_t value)
{
    return slot64_make(map, key, value)->value_plus_one - 1;
}

void map64_set(struct map64 *map, uint64_t key, uint32_t value)
{
    slot64_make(map, key, value)->value_plus_one = value + 1;
}
