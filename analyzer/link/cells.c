/* Set inclusion by a work list (see the header). */
#include "analyzer/link/cells.h"

#include <string.h>

void cells_init(struct cells *cells, uint32_t count)
{
    *cells = (struct cells){0};
    (void)vec_extend(&cells->items, count);
}

void cells_release(struct cells *cells)
{
    for (uint32_t c = 0; c < cells->items.count; c++) {
        vec_release(&cells->items.data[c].members);
        vec_release(&cells->items.data[c].edges);
    }
    vec_release(&cells->items);
    vec_release(&cells->queue);
    map64_release(&cells->keys);
    map64_release(&cells->edges);
}

uint32_t cells_of(struct cells *cells, uint64_t key)
{
    uint32_t id = map64_put(&cells->keys, key, cells->items.count);

    if (id == cells->items.count)
        vec_push(&cells->items, (struct cell){0});
    return id;
}

static bool insert_sorted(cell_ids *list, uint32_t id)
{
    uint32_t low = 0, high = list->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (list->data[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < list->count && list->data[low] == id)
        return false;
    vec_push(list, id);
    memmove(list->data + low + 1, list->data + low, (list->count - 1 - low) * sizeof *list->data);
    list->data[low] = id;
    return true;
}

static void enqueue(struct cells *cells, uint32_t cell)
{
    if (!cells->items.data[cell].queued) {
        cells->items.data[cell].queued = true;
        vec_push(&cells->queue, cell);
    }
}

void cells_add_member(struct cells *cells, uint32_t cell, uint32_t function)
{
    if (cell != CELL_NONE && insert_sorted(&cells->items.data[cell].members, function))
        enqueue(cells, cell);
}

void cells_add_edge(struct cells *cells, uint32_t from, uint32_t to)
{
    uint32_t count = cells->edges.count;

    if (from == CELL_NONE || to == CELL_NONE || from == to)
        return;
    map64_put(&cells->edges, ((uint64_t)from << 32) | to, 0);
    if (cells->edges.count == count)
        return;
    vec_push(&cells->items.data[from].edges, to);
    enqueue(cells, from);
}

void cells_propagate(struct cells *cells)
{
    while (cells->queue.count > 0) {
        uint32_t from = cells->queue.data[--cells->queue.count];

        cells->items.data[from].queued = false;
        for (uint32_t e = 0; e < cells->items.data[from].edges.count; e++)
            for (uint32_t m = 0; m < cells->items.data[from].members.count; m++)
                cells_add_member(cells, cells->items.data[from].edges.data[e],
                                 cells->items.data[from].members.data[m]);
    }
}
