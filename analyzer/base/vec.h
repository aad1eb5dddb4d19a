/* Typed growable arrays: `VEC(struct item) items = {0};` then vec_push(&items, item).
 * `data[i]` for i < count. Ownership: the vector owns data; vec_release() frees it. Pointers into data are
 * valid until the next push. Running out of memory ends the program. Counts are 32 bit, as all indices in
 * facts are. */
#ifndef DAWDLE_BASE_VEC_H
#define DAWDLE_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>

#define VEC(type)                                                                                            \
    struct {                                                                                                 \
        type *data;                                                                                          \
        uint32_t count;                                                                                      \
        uint32_t capacity;                                                                                   \
    }

#define vec_push(vec, ...)                                                                                   \
    ((vec)->data = vec_grow_((vec)->data, (vec)->count, &(vec)->capacity, sizeof *(vec)->data, 1),           \
     (vec)->data[(vec)->count++] = (__VA_ARGS__))
/* Makes room for `extra` more, counts them in, zeroes them, and gives the first of them. */
#define vec_extend(vec, extra)                                                                               \
    ((vec)->data = vec_grow_((vec)->data, (vec)->count, &(vec)->capacity, sizeof *(vec)->data, (extra)),     \
     vec_zero_((vec)->data + (vec)->count, (extra) * sizeof *(vec)->data),                                   \
     (vec)->count += (uint32_t)(extra), (vec)->data + (vec)->count - (extra))
#define vec_clear(vec)   ((void)((vec)->count = 0))
#define vec_release(vec) vec_release_((void **)&(vec)->data, &(vec)->count, &(vec)->capacity)

/* Private: returns data with room for `extra` more. */
void *vec_grow_(void *data, uint32_t count, uint32_t *capacity, size_t size, size_t extra);
void vec_zero_(void *first, size_t bytes);
void vec_release_(void **data, uint32_t *count, uint32_t *capacity);

#endif
