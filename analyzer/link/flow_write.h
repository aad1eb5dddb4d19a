/* Writes of a piece of code: which symbol each changes, how, and from what. The material of flow.c.
 *
 * A symbol has a value of its own, and what lies behind it: what it points to, its elements, its fields.
 * Handing a struct's address to a function touches the struct - the function may keep anything in it -
 * without making it another object; handing over a text buffer that the function may write changes what the
 * buffer says. */
#ifndef DAWDLE_LINK_FLOW_WRITE_H
#define DAWDLE_LINK_FLOW_WRITE_H

#include "analyzer/base/vec.h"
#include "analyzer/link/program.h"

enum write_effect {
    WRITE_VALUE,   /* the symbol itself: s = ... */
    WRITE_CONTENT, /* what it points to or its elements: *s = ..., s[i] = ..., snprintf(s, ...) */
    WRITE_FIELD,   /* a field behind it: s->f = ... */
    WRITE_TOUCH,   /* a struct handed to a function */
};

struct flow_write {
    uint32_t symbol;
    uint32_t field; /* of WRITE_FIELD: its symbol */
    enum write_effect effect;
    bool modifies;   /* the new value comes from the old one: ++, +=, or unknown */
    bool by_call;    /* a call that got it as an argument does it */
    bool address;    /* by_call: it got the address of a local object: &x */
    bool setting;    /* a property of a handle for a later call, beside its others */
    uint32_t node;   /* that writes */
    uint32_t source; /* node: the value; of a call the call */
};

typedef VEC(struct flow_write)
write_list;

/* Appends the writes of the nodes [first, last) of a function, in the order of their nodes. */
void flow_collect(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                  write_list *writes);
/* Whether a write in the loop happens in every round before its symbol is read there. */
bool flow_write_settles(const struct facts *facts, const struct loop *loop, const struct flow_write *write);
/* Whether argument `position` of the call is for reading: its parameter points to const, by the spelling of
 * the function's type. */
bool call_only_reads(const struct facts *facts, uint32_t call, unsigned position);
/* Whether the call has no effect but its result, by the catalog's word on it. */
bool call_is_pure(const struct catalog_function *known);

#endif
