/* What two nested loops compare: the one question of nested-loop-match that looks at expressions. */
#ifndef DAWDLE_CHECKS_MATCH_H
#define DAWDLE_CHECKS_MATCH_H

#include "analyzer/link/program.h"

/* The node of the first comparison in loop `inner` (positions in program->loops) of something of its item
 * with something of the item of `outer`, by == and !=, by strcmp and kin, by a function of the project that
 * tells equal from different, or by a callback with such a name; FACTS_NONE when there is none, or when it
 * only ends a run of equal neighbours. */
uint32_t match_find(const struct program *program, uint32_t outer, uint32_t inner);

/* Whether the node is the variable, or steps it: `i`, `++i`. */
bool match_is_variable(const struct facts *facts, uint32_t node, uint32_t symbol);
/* Bit per parameter that the expression may come from. */
uint64_t match_parameters(const struct unit *unit, uint32_t node);
/* In a function that an iterator of the program calls once per element: bit per parameter that every call is
 * given alike, since it does not change in the iterator's loop. */
uint64_t match_shared_parameters(const struct program *program, const struct loop *hidden);

#endif
