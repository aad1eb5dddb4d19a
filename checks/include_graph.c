/* Dominators of a unit's include graph, in time close to linear in the directives. A use of a file D by a
 * file S is a use of every directive whose subtree holds D and not S: those on the way up from D to the first
 * that holds S as well. */
#include "checks/include_graph.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/arena.h"

static void group_edges(struct include_graph *graph)
{
    const struct facts *facts = graph->facts;
    uint32_t next = 0;

    for (uint32_t i = 0; i < facts->includes_count; i++)
        graph->nodes[facts->includes[i].from].edge_count++;
    for (uint32_t f = 0; f < facts->files_count; f++) {
        graph->nodes[f].first_edge = next;
        next += graph->nodes[f].edge_count;
        graph->nodes[f].edge_count = 0;
    }
    for (uint32_t i = 0; i < facts->includes_count; i++) {
        struct include_node *from = &graph->nodes[facts->includes[i].from];

        graph->edges[from->first_edge + from->edge_count++] = i;
    }
}

/* Reverse postorder of the files reached; `enter` serves as the position among a file's edges. */
static void order_files(struct include_graph *graph)
{
    uint32_t depth = 0, left = graph->facts->files_count;
    bool *seen = xmalloc(graph->facts->files_count);

    memset(seen, 0, graph->facts->files_count);
    graph->stack[depth++] = graph->facts->unit.file;
    seen[graph->facts->unit.file] = true;
    while (depth > 0) {
        uint32_t f = graph->stack[depth - 1];
        struct include_node *node = &graph->nodes[f];

        if (node->enter == node->edge_count) {
            graph->order[--left] = f;
            depth--;
        } else {
            uint32_t to = graph->facts->includes[graph->edges[node->first_edge + node->enter++]].to;

            if (!seen[to]) {
                seen[to] = true;
                graph->stack[depth++] = to;
            }
        }
    }
    free(seen);
    graph->count = graph->facts->files_count - left;
    memmove(graph->order, graph->order + left, graph->count * sizeof *graph->order);
    for (uint32_t i = 0; i < graph->count; i++)
        graph->nodes[graph->order[i]].order = i;
}

static uint32_t common_dominator(const struct include_graph *graph, uint32_t a, uint32_t b)
{
    while (a != b) {
        while (graph->nodes[a].order > graph->nodes[b].order)
            a = graph->nodes[a].dominator;
        while (graph->nodes[b].order > graph->nodes[a].order)
            b = graph->nodes[b].dominator;
    }
    return a;
}

/* Cooper, Harvey and Kennedy's iteration: each round moves dominators towards the root only, so it ends;
 * include graphs have few circles, and two or three rounds do. */
static void find_dominators(struct include_graph *graph)
{
    bool changed = true;

    graph->nodes[graph->order[0]].dominator = graph->order[0];
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < graph->count; i++) {
            uint32_t f = graph->order[i];
            const struct include_node *node = &graph->nodes[f];

            for (uint32_t e = node->first_edge; e < node->first_edge + node->edge_count; e++) {
                uint32_t to = graph->facts->includes[graph->edges[e]].to;
                uint32_t best = graph->nodes[to].dominator == NO_NODE
                                    ? f
                                    : common_dominator(graph, graph->nodes[to].dominator, f);

                if (to != graph->order[0] && graph->nodes[to].dominator != best) {
                    graph->nodes[to].dominator = best;
                    changed = true;
                }
            }
        }
    }
    graph->nodes[graph->order[0]].dominator = NO_NODE;
}

/* Numbers the dominator tree and adds up what each subtree holds. A file comes after its dominator in reverse
 * postorder, so one pass backwards sums and one forwards deals out the numbers. */
static void number_subtrees(struct include_graph *graph)
{
    struct include_node *nodes = graph->nodes;

    for (uint32_t i = graph->count; i-- > 0;) {
        struct include_node *node = &nodes[graph->order[i]];

        node->lines += graph->facts->files[graph->order[i]].code;
        node->files++;
        if (node->dominator != NO_NODE) {
            nodes[node->dominator].lines += node->lines;
            nodes[node->dominator].files += node->files;
        }
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        struct include_node *node = &nodes[graph->order[i]];

        /* `leave` of a dominator is, until all its children are numbered, where the next one begins */
        node->enter = node->dominator == NO_NODE ? 0 : nodes[node->dominator].leave;
        if (node->dominator != NO_NODE)
            nodes[node->dominator].leave += node->files;
        node->leave = node->enter + 1;
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        struct include_node *node = &nodes[graph->order[i]];

        node->leave = node->enter + node->files;
    }
}

bool include_subtree_holds(const struct include_graph *graph, uint32_t f, uint32_t g)
{
    return graph->nodes[f].enter <= graph->nodes[g].enter && graph->nodes[g].enter < graph->nodes[f].leave;
}

bool include_is_reached(const struct include_graph *graph, uint32_t f)
{
    return graph->nodes[f].order != NO_NODE;
}

/* Finds for each file the one directive that brings it: those in files that it dominates do not count, since
 * they go with it. */
static void find_sole_directives(struct include_graph *graph)
{
    const struct facts *facts = graph->facts;
    uint32_t *found = graph->stack; /* by file: how many */

    memset(found, 0, facts->files_count * sizeof *found);
    for (uint32_t i = 0; i < facts->includes_count; i++) {
        const struct fact_include *include = &facts->includes[i];

        if (!include_is_reached(graph, include->from) ||
            include_subtree_holds(graph, include->to, include->from))
            continue;
        graph->nodes[include->to].include = found[include->to]++ == 0 ? i : NO_NODE;
    }
}

static void leave_file(struct include_graph *graph, uint32_t file, uint32_t at)
{
    struct include_node *node = &graph->nodes[file];

    if (node->left == NO_NODE || !(graph->facts->files[file].flags & FILE_GUARDED))
        node->left = at;
}

/* When each file is read. The directives stand in the order in which they were met, so the files that are
 * open at one of them are those on a stack with its own file on top. A file with a guard is read the first
 * time only; one that is never left is read to the end of the unit. */
static void find_times(struct include_graph *graph)
{
    const struct facts *facts = graph->facts;
    uint32_t *open = xmalloc((facts->includes_count + 1) * sizeof *open), depth = 0;

    open[depth++] = facts->unit.file;
    for (uint32_t i = 0; i < facts->includes_count; i++) {
        const struct fact_include *include = &facts->includes[i];

        while (depth > 1 && open[depth - 1] != include->from)
            leave_file(graph, open[--depth], i);
        if (graph->nodes[include->to].entered == NO_NODE)
            graph->nodes[include->to].entered = i;
        open[depth++] = include->to;
    }
    while (depth > 1)
        leave_file(graph, open[--depth], facts->includes_count);
    free(open);
    graph->nodes[facts->unit.file].entered = 0;
}

void include_graph_build(struct include_graph *graph, const struct facts *facts)
{
    graph->facts = facts;
    graph->nodes = xmalloc(facts->files_count * sizeof *graph->nodes);
    graph->order = xmalloc(facts->files_count * sizeof *graph->order);
    graph->stack = xmalloc(facts->files_count * sizeof *graph->stack);
    graph->edges = xmalloc((facts->includes_count + 1) * sizeof *graph->edges);
    for (uint32_t f = 0; f < facts->files_count; f++)
        graph->nodes[f] = (struct include_node){
            .order = NO_NODE, .dominator = NO_NODE, .include = NO_NODE, .entered = NO_NODE, .left = NO_NODE};
    group_edges(graph);
    order_files(graph);
    find_dominators(graph);
    number_subtrees(graph);
    find_sole_directives(graph);
    find_times(graph);
}

void include_graph_release(struct include_graph *graph)
{
    free(graph->nodes);
    free(graph->order);
    free(graph->stack);
    free(graph->edges);
}

/* Marks the subtrees that hold `to` and not `from`. A file that was read before the other one began names
 * something that both speak of, such as a struct that is declared here and defined there, or a macro that it
 * defines unless somebody has: it does without the other one. */
static void mark_use(struct include_graph *graph, const struct fact_use *use)
{
    uint32_t from = use->from, to = use->to, instead = use->instead;

    if (!include_is_reached(graph, from) || !include_is_reached(graph, to) ||
        graph->nodes[from].left <= graph->nodes[to].entered)
        return;
    if (instead != FACTS_NONE &&
        (!include_is_reached(graph, instead) || graph->nodes[from].left <= graph->nodes[instead].entered))
        instead = FACTS_NONE;
    for (uint32_t f = to; f != NO_NODE && !include_subtree_holds(graph, f, from);
         f = graph->nodes[f].dominator)
        if (instead == FACTS_NONE || include_subtree_holds(graph, f, instead))
            graph->nodes[f].used = true;
}

/* The directives before this position are met before the user is read to its end, once the one that brings
 * `gone` is away: a user that was read inside `gone` is read where it is named next. */
static uint32_t read_until(const struct include_graph *graph, uint32_t user, const struct include_node *gone)
{
    const struct facts *facts = graph->facts;
    uint32_t next = gone->left;

    if (graph->nodes[user].entered < gone->include || graph->nodes[user].entered >= gone->left)
        return graph->nodes[user].left;
    while (next < facts->includes_count && facts->includes[next].to != user)
        next++;
    return next + 1;
}

/* Whether, without the directive that brings `gone`, the file named by `use` would not be there yet when it
 * is used: none of the other directives that are met before leads to it. Files that were read inside `gone`
 * first are read there then. */
static bool comes_too_late(const struct include_graph *graph, const struct fact_use *use, uint32_t gone)
{
    const struct facts *facts = graph->facts;
    const struct include_node *node = &graph->nodes[gone];
    uint32_t depth = 0, until = read_until(graph, use->from, node);
    bool *seen = xmalloc(facts->files_count), found = false;

    memset(seen, 0, facts->files_count);
    for (uint32_t i = 0; i < until && i < facts->includes_count; i++) {
        const struct fact_include *include = &facts->includes[i];
        bool inside = i >= node->include && i < node->left;

        if (inside || seen[include->to] || (include->from == use->from && include->line > use->line))
            continue;
        seen[include->to] = true;
        graph->stack[depth++] = include->to;
    }
    while (depth > 0 && !found) {
        const struct include_node *at = &graph->nodes[graph->stack[--depth]];

        found = graph->stack[depth] == use->to;
        for (uint32_t e = 0; e < at->edge_count; e++) {
            uint32_t to = facts->includes[graph->edges[at->first_edge + e]].to;

            if (!seen[to]) {
                seen[to] = true;
                graph->stack[depth++] = to;
            }
        }
    }
    free(seen);
    return !found;
}

/* A file that several directives bring comes in by the first: without that one it comes later, which may be
 * too late for what is read in between. Marks the directives on the way to the first entry whose removal
 * moves the file behind the use. */
static void mark_first_entry(struct include_graph *graph, const struct fact_use *use)
{
    uint32_t f = use->to;

    if (!include_is_reached(graph, use->from) || !include_is_reached(graph, use->to) ||
        graph->nodes[use->from].left <= graph->nodes[use->to].entered || use->instead != FACTS_NONE)
        return;
    while (f != graph->facts->unit.file) {
        struct include_node *node = &graph->nodes[f];

        if (node->include != NO_NODE && !node->used && !include_subtree_holds(graph, f, use->from) &&
            comes_too_late(graph, use, f))
            node->used = true;
        f = graph->facts->includes[node->entered].from;
    }
}

void include_graph_keep(struct include_graph *graph, uint32_t file)
{
    if (!include_is_reached(graph, file))
        return;
    for (uint32_t f = file; f != NO_NODE && !graph->nodes[f].kept; f = graph->nodes[f].dominator)
        graph->nodes[f].kept = true;
}

void include_graph_use(struct include_graph *graph, const struct fact_use *use)
{
    mark_use(graph, use);
    mark_first_entry(graph, use);
}
