/* Takes a loop apart: what is tested, how it changes from round to round, and so what is walked.
 *
 * The tests that end a loop are collected first, from the header and from `if (...) break;` in the body. Each
 * tested lvalue is matched with its updates in the repeated part; the best match gives the form, the
 * variable, the limit and the collection. */
#ifndef DAWDLE_LINK_LOOPS_PARTS_H
#define DAWDLE_LINK_LOOPS_PARTS_H

#include "analyzer/base/vec.h"
#include "analyzer/link/loops_exit.h"
#include "analyzer/link/program.h"

enum step {
    STEP_NONE,
    STEP_ONE,    /* i++, p--, i += 1 */
    STEP_STRIDE, /* i += 16 */
    STEP_AMOUNT, /* i += n */
    STEP_LINK,   /* p = p->next, i = next[i] */
    STEP_CALL,   /* x = next(it), next(it, &x) */
    STEP_HALVE,  /* i /= 2, i <<= 1, x &= x - 1, middle of a range */
    STEP_OTHER,
};

/* A condition on which the loop ends. */
struct exit_test {
    uint32_t node;
    bool leaves_when; /* the value of `node` on which it leaves */
    bool header;      /* in the condition of the loop, not an `if` in the body */
    uint32_t branch;  /* of an `if`: the statement that leaves; FACTS_NONE */
};
typedef VEC(struct exit_test)
exit_list;

struct loop_shape {
    enum step step;
    int64_t stride;   /* of STEP_ONE and STEP_STRIDE, signed */
    uint32_t update;  /* node that changes the variable; FACTS_NONE */
    uint32_t amount;  /* what a STEP_AMOUNT adds; FACTS_NONE */
    uint32_t subject; /* the tested lvalue or call; FACTS_NONE */
    uint32_t start;   /* initial value of the variable; FACTS_NONE */
    bool walks;       /* the variable leads to an item: subscripts, points, is handed on, or is itself one */
};

struct loop_region loop_region(const struct program *program, const struct loop *loop);
void loop_exits(const struct program *program, const struct loop *loop, exit_list *exits);
/* Fills form, variable, collection, limit and driver of `loop`, and `shape`. */
void loop_take_apart(const struct program *program, struct loop *loop, const exit_list *exits,
                     struct loop_shape *shape);

/* Whether `node` stands in a loop statement inside the repeated part. */
bool loop_nests(const struct facts *facts, const struct loop *loop, uint32_t node);
/* Whether the call at `node` only logs, or sleeps: what it is given is no item. */
bool node_tells_or_sleeps(const struct program *program, uint32_t function, uint32_t node);
/* The last value given to `symbol` before the node `before` of the function, or FACTS_NONE. */
uint32_t value_before(const struct facts *facts, uint32_t body, uint32_t before, uint32_t symbol);
enum type_class node_class(const struct facts *facts, uint32_t node);
/* `node` without casts, !!, __builtin_expect and what stands before a comma. */
uint32_t test_strip(const struct facts *facts, uint32_t node);
bool node_is_zero(const struct facts *facts, uint32_t node);
/* The name by which a NODE_CALL calls, "" when through a pointer. */
const char *callee_name(const struct facts *facts, uint32_t call);
/* Whether the NODE_CALL is what C libraries make of `errno`. */
bool callee_is_errno(const struct facts *facts, uint32_t call);

#endif
