/* Finds what a loop walks: the list's head, the array subscripted, the iterator's object. Private to
 * loops_parts.c. */
#ifndef DAWDLE_LINK_LOOPS_COLLECTION_H
#define DAWDLE_LINK_LOOPS_COLLECTION_H

#include "analyzer/link/loops_parts.h"

/* The object behind a start value as a person would name it: without &, casts, and the first links that
 * macros add (the catalog's words for them). */
uint32_t collection_name(const struct catalog *catalog, const struct facts *facts, uint32_t node);
/* Of the state that a macro keeps beside its loop (`lc__state.l` of foreach): what the macro was given. Else
 * the node itself. */
uint32_t collection_behind_macro(const struct catalog *catalog, const struct facts *facts, uint32_t node);
/* The array that the symbol subscripts in the loop, preferring one that belongs to the same object as the
 * limit. */
uint32_t collection_subscripted(const struct facts *facts, const struct loop *loop, uint32_t symbol);
/* The container in a call like item_at(array, i): its first pointer. */
uint32_t collection_indexed(const struct program *program, const struct loop *loop, uint32_t symbol);
/* A pointer moved along in the body of a loop that counts something else. */
uint32_t collection_moved(const struct facts *facts, const struct loop *loop);
/* What a next-function works on: an argument that is not where it puts the item. */
uint32_t collection_iterated(const struct program *program, const struct loop *loop, uint32_t call,
                             uint32_t subject);

#endif
