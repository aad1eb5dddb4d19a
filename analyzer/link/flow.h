/* What flows where within a function: whether the value of an expression may change between two rounds of a
 * loop, and whether it depends on the round's item.
 *
 * Flow insensitive inside the loop: a symbol varies when anything in the repeated part may write it
 * (assignment, increment, declaration with initialiser, address handed to a call, first argument of a
 * formatting or copying function, a non-const pointer argument that its callee may write through), or when it
 * is computed from one that varies. It depends on the item when it is computed, through any number of such
 * steps, from the loop's variable or from what a next-function returned. */
#ifndef DAWDLE_LINK_FLOW_H
#define DAWDLE_LINK_FLOW_H

#include "analyzer/link/program.h"

/* Whether the value of the expression `node` may differ between two rounds of `loop` (a position in
 * program->loops). Calls in it count as varying unless pure with unvarying arguments. */
bool flow_varies(const struct program *program, uint32_t loop, uint32_t node);
/* Whether it depends on the item of the round. */
bool flow_from_item(const struct program *program, uint32_t loop, uint32_t node);
/* Whether something of the item is put into a field of the object that `node` names or points to: what a
 * function that is given the object may find there. */
bool flow_object_from_item(const struct program *program, uint32_t loop, uint32_t node);
/* Whether the item chooses the object that `node` refers to (which connection, which handle), not merely what
 * is in it: its value derives from the item through assignments, `item->conn`, `conns[i]`, or a call that
 * works on nothing that stays the same between rounds
 * (`fd = dial(item->host)`). A result that a lasting connection gave for the item is none: `res =
 * PQexec(conn, sql)`. */
bool flow_handle_from_item(const struct program *program, uint32_t loop, uint32_t node);
/* Whether the value may depend on what the node `source` (a call in the loop) gave, as result or through its
 * arguments. */
bool flow_from_call(const struct program *program, uint32_t loop, uint32_t source, uint32_t node);
/* Whether the value may come from one of the function's parameters, of which `mask` has the bits. */
bool flow_from_parameters(const struct program *program, uint32_t function, uint32_t node, uint64_t mask);
/* Whether the symbol is written within [first, last) of the function's unit. */
bool flow_writes(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                 uint32_t symbol);

/* For loops_find(): fills varying, items and marks of all loops, once they are taken apart. */
void flow_mark_loops(struct program *program);

#endif
