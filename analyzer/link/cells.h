/* Which functions may be stored where: sets that include each other.
 *
 * A cell is a place for function pointers; its members are functions. An edge from one cell to another says
 * that all members of the first are members of the second. cells_propagate() ends because sets only grow and
 * are bounded by the functions that flow in; edges are deduplicated, so it costs edges times members. Private
 * to link. Ownership: cells_release() frees everything. */
#ifndef DAWDLE_LINK_CELLS_H
#define DAWDLE_LINK_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"

#define CELL_NONE UINT32_MAX

typedef VEC(uint32_t)
cell_ids;

struct cell {
    cell_ids members; /* functions, sorted */
    cell_ids edges;   /* cells that receive what this one holds */
    bool queued;
};

struct cells {
    VEC(struct cell)
    items;
    struct map64 keys;  /* key -> cell */
    struct map64 edges; /* both ends, to keep each once */
    cell_ids queue;     /* cells whose members or edges are new */
};

/* The first `count` cells have no key: they are known by their position. */
void cells_init(struct cells *cells, uint32_t count);
void cells_release(struct cells *cells);
/* The cell of a key, made when there is none. */
uint32_t cells_of(struct cells *cells, uint64_t key);
/* CELL_NONE is no place: nothing happens. */
void cells_add_member(struct cells *cells, uint32_t cell, uint32_t function);
void cells_add_edge(struct cells *cells, uint32_t from, uint32_t to);
/* Until every cell holds what flows into it. */
void cells_propagate(struct cells *cells);

static inline const cell_ids *cells_members(const struct cells *cells, uint32_t cell)
{
    return &cells->items.data[cell].members;
}

#endif
