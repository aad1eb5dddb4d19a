/* The files of a unit as a graph of includes, and what goes when one directive goes. For heavy-include.
 *
 * What a directive brings is what is reachable through it only. With the main file as the root, that is a
 * question of dominators: a directive F -> T matters when T is entered from outside by this directive alone,
 * and then exactly the files that T dominates go with it. One dominator tree answers for all directives of
 * the unit. */
#ifndef DAWDLE_CHECKS_INCLUDE_GRAPH_H
#define DAWDLE_CHECKS_INCLUDE_GRAPH_H

#include "analyzer/facts/facts.h"

#define NO_NODE UINT32_MAX

/* What a file of the unit is to its graph. */
struct include_node {
    uint32_t first_edge, edge_count; /* in graph.edges: includes that stand in it */
    uint32_t order;                  /* position in reverse postorder, NO_NODE: not reached */
    uint32_t dominator;              /* file, NO_NODE for the root */
    uint32_t enter, leave;           /* the dominator subtree of f holds g: enter(f) <= enter(g) < leave(f) */
    uint32_t include;                /* the directive that alone brings it, NO_NODE: several do */
    uint32_t lines, files;           /* of its dominator subtree */
    uint32_t entered, left;          /* positions among the directives: it is read between them */
    bool used;                       /* something that stays uses something of its subtree */
    bool kept;                       /* its subtree holds what must not go */
};

struct include_graph {
    const struct facts *facts;
    struct include_node *nodes; /* by file */
    uint32_t *edges;            /* includes, grouped by the file they stand in */
    uint32_t *order;            /* files in reverse postorder */
    uint32_t count;             /* how many of them */
    uint32_t *stack;            /* room for a walk */
};

/* The graph of the unit, without any use marked; it borrows the facts. */
void include_graph_build(struct include_graph *graph, const struct facts *facts);
void include_graph_release(struct include_graph *graph);

/* Whether the main file leads to the file at all. */
bool include_is_reached(const struct include_graph *graph, uint32_t file);
/* Whether `g` goes when `f` goes. Both are reached. */
bool include_subtree_holds(const struct include_graph *graph, uint32_t f, uint32_t g);

/* Marks as used what the use keeps: every file whose removal would take away what is used, or bring it too
 * late. */
void include_graph_use(struct include_graph *graph, const struct fact_use *use);
/* Marks as kept the file and all whose removal would take it along. */
void include_graph_keep(struct include_graph *graph, uint32_t file);

#endif
