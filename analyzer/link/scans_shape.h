/* What a loop is that looks like a walk over a collection: the whole of it in every call, or only a part, or
 * only in some calls. For scans.c. */
#ifndef DAWDLE_LINK_SCANS_SHAPE_H
#define DAWDLE_LINK_SCANS_SHAPE_H

#include "analyzer/link/program.h"

/* Whether the walk takes from the collection what it passes, so that no later one meets it again. */
bool walk_consumes(const struct program *program, const struct loop *loop);
/* Whether the function does many things and the walk is one of them: it stands in a case of a switch. */
bool walk_is_case(const struct program *program, const struct loop *loop);
/* Whether a call may well go past the loop: it stands under a condition that is not about whether there is
 * anything to walk. */
bool walk_is_conditional(const struct program *program, const struct loop *loop);
/* Whether the function asks an index that the collection has, where it has one, and does not get to the loop:
 * `if (set->tree) return tree_find(set->tree, key);`. */
bool walk_is_replaced(const struct program *program, const struct loop *loop);
/* Whether the loop asks a function of the project for the next element without telling it where it is. */
bool walk_asks_blindly(const struct program *program, const struct loop *loop);
/* Whether the loop goes on by a call of the function that it stands in: a grammar or pattern, no collection.
 */
bool walk_recurses(const struct program *program, const struct loop *loop);
/* Whether the comparison is the condition of a loop within: it steers that one. */
bool key_steers_inner(const struct program *program, const struct loop *loop, uint32_t comparison);
/* Whether what the call (a node) gives is kept in a local that an `if` of the loop asks. */
bool result_decides(const struct program *program, const struct loop *loop, uint32_t call);
/* Whether the walk ends at an element that is beside where the loop starts: `while (p->next != end)` and no
 * other condition. */
bool key_is_end(const struct program *program, const struct loop *loop, uint32_t comparison);
/* Whether the expression is a state, a kind or a flag: many elements share one. */
bool key_is_shared(const struct facts *facts, uint32_t node);
/* Whether the call decides whether its two arguments (nodes) are equal or which comes first: the function
 * that it runs compares what comes from the one with what comes from the other. True for a callback. */
bool call_compares(const struct program *program, uint32_t call, uint32_t left, uint32_t right);
/* Whether the call asks whether a text fits a pattern, which no index can answer: what it runs looks for a
 * `*`.
 */
bool call_matches_pattern(const struct program *program, uint32_t call);
/* The same where only equal or different counts, since order asks for another cure than equality, and where
 * the function does nothing else. */
bool call_equates(const struct program *program, uint32_t call, uint32_t left, uint32_t right);
/* Whether the value comes out of the collection; what is worked out from the position alone is no element. */
bool element_is_read(const struct program *program, const struct loop *loop, uint32_t node);
/* Whether the comparison finds the place in a sorted array or list from its end, where new elements mostly
 * go. */
bool walk_goes_back(const struct program *program, const struct loop *loop, uint32_t comparison);
/* Whether the function adds an element to what the loop walks: it sets the head of the list or the last link,
 * or counts up what bounds the array. */
bool walk_grows(const struct program *program, const struct loop *loop);

/* The parts of scans_list.c. */

/* The variable that is on the last element, or the link behind it, once a loop is through that only looks for
 * it: `while (p->next) p = p->next;`, `while (*pp) pp = &(*pp)->next;`, `for (; p; p = p->next) last = p;`;
 * FACTS_NONE when the loop does anything else. */
uint32_t loop_tail(const struct program *program, const struct loop *loop);
/* Whether the function puts something behind the element that `tail` stopped at, or gives that element. */
bool tail_is_used(const struct program *program, const struct loop *loop, uint32_t tail);
/* Whether all that is done with the tail is to hand it to calls: nothing here adds to the list. */
bool tail_is_only_handed(const struct program *program, const struct loop *loop, uint32_t tail);
/* The node of the array whose elements the loop moves down by one from where it starts, `v[i] = v[i + 1]` and
 * nothing else; FACTS_NONE. */
uint32_t loop_closes_gap(const struct program *program, const struct loop *loop);
/* Whether the function goes through all of the collection for a number of elements or a sum, and gives it. */
bool loop_recounts(const struct program *program, const struct loop *loop);
/* Bit per parameter that says how many steps a walk over a list takes to the element that it gives:
 * `while (p && n-- > 0) p = p->next; return p;`. */
uint64_t position_keys(const struct program *program, const struct loop *loop);

#endif
