/* What two checks ask of a loop and of the collection that is walked in it. */
#ifndef DAWDLE_CHECKS_COLLECTION_H
#define DAWDLE_CHECKS_COLLECTION_H

#include "analyzer/link/program.h"

/* Whether the collection that the node in `function` names is another one in each round of the loop, which
 * may be the hidden one of a callback: a field of the item, one that was looked up or made for it, or, when
 * the call gives the place where it stopped (`moves_on`), the rest behind the last hit. A collection that
 * grows or shrinks by the items stays the same. */
bool collection_is_of_item(const struct program *program, uint32_t loop, uint32_t function, uint32_t node,
                           bool moves_on);

/* In a function that is called once per element: whether the node's value may come from the element, and not
 * only from the context that all calls share. */
bool value_is_of_element(const struct program *program, uint32_t function, uint32_t node);

/* Whether the statement, or the last one of a block, leaves the innermost loop. */
bool statement_leaves(const struct facts *facts, uint32_t statement);

#endif
