/* heavy-include: a directive that brings thousands of lines of which the unit uses nothing.
 *
 * What a directive brings is what is reachable through it only. In the graph of a unit's files, with the main
 * file as the root, that is a question of dominators: a directive F -> T matters when T is entered from
 * outside by this directive alone, and then exactly the files that T dominates go with it. So one dominator
 * tree answers for all directives of the unit, in time close to linear in the directives, and a use of a file
 * D by a file S is a use of every directive whose subtree holds D and not S: those on the way up from D to
 * the first that holds S as well.
 *
 * A directive is judged over all units, because one in a header stands for everybody who includes it: one
 * use anywhere, or one unit that clang could not read to its end, and nothing is said. Lines are those that
 * are left after preprocessing, for comments and the branches not taken cost next to nothing.
 *
 * Silent besides what is used: directives that only repeat what comes in anyway, umbrella headers, files that
 * are no headers by their name, headers that define objects or functions, that are steered by macros of the
 * file that includes them (templates), or whose macros steer files outside the project, a few system headers
 * on which others rest by tradition, and directives that a comment keeps. A note only: the common header
 * that most files of a project begin with, for leaving it out somewhere is against the project's habit. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/path.h"
#include "checks/rules.h"

#define NO_NODE UINT32_MAX

#define COMMON_UNITS                                                                                         \
    8 /* from so many units on, a header that half of them include is the project's common one */

/* A directive in all units. */
struct directive {
    uint32_t unit, include; /* where it is seen first */
    bool excused;           /* used or kept somewhere */
    uint32_t units;         /* in which it brings enough, all unused */
    uint32_t lines, files;  /* the most of them */
};

/* What a file of the unit is to its graph. */
struct node {
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

struct graph {
    const struct catalog *catalog;
    const struct facts *facts;
    struct node *nodes; /* by file */
    uint32_t *edges;    /* includes, grouped by the file they stand in */
    uint32_t *order;    /* files in reverse postorder */
    uint32_t count;     /* how many of them */
    uint32_t *stack;    /* room for a walk */
};

struct context {
    const struct rule *rule;
    const struct program *program;
    struct finding_list *out;
    uint32_t least; /* lines */
    struct map ids; /* "path:line" -> directive */
    VEC(struct directive)
    directives;
    struct map included; /* path of a project's header -> units whose main file includes it */
    VEC(uint32_t)
    inclusions;
};

static void group_edges(struct graph *graph)
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
        struct node *from = &graph->nodes[facts->includes[i].from];

        graph->edges[from->first_edge + from->edge_count++] = i;
    }
}

/* Reverse postorder of the files reached; `enter` serves as the position among a file's edges. */
static void order_files(struct graph *graph)
{
    uint32_t depth = 0, left = graph->facts->files_count;
    bool *seen = xmalloc(graph->facts->files_count);

    memset(seen, 0, graph->facts->files_count);
    graph->stack[depth++] = graph->facts->unit.file;
    seen[graph->facts->unit.file] = true;
    while (depth > 0) {
        uint32_t f = graph->stack[depth - 1];
        struct node *node = &graph->nodes[f];

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

static uint32_t common_dominator(const struct graph *graph, uint32_t a, uint32_t b)
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
static void find_dominators(struct graph *graph)
{
    bool changed = true;

    graph->nodes[graph->order[0]].dominator = graph->order[0];
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < graph->count; i++) {
            uint32_t f = graph->order[i];
            const struct node *node = &graph->nodes[f];

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
static void number_subtrees(struct graph *graph)
{
    struct node *nodes = graph->nodes;

    for (uint32_t i = graph->count; i-- > 0;) {
        struct node *node = &nodes[graph->order[i]];

        node->lines += graph->facts->files[graph->order[i]].code;
        node->files++;
        if (node->dominator != NO_NODE) {
            nodes[node->dominator].lines += node->lines;
            nodes[node->dominator].files += node->files;
        }
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        struct node *node = &nodes[graph->order[i]];

        /* `leave` of a dominator is, until all its children are numbered, where the next one begins */
        node->enter = node->dominator == NO_NODE ? 0 : nodes[node->dominator].leave;
        if (node->dominator != NO_NODE)
            nodes[node->dominator].leave += node->files;
        node->leave = node->enter + 1;
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        struct node *node = &nodes[graph->order[i]];

        node->leave = node->enter + node->files;
    }
}

static bool subtree_holds(const struct graph *graph, uint32_t f, uint32_t g)
{
    return graph->nodes[f].enter <= graph->nodes[g].enter && graph->nodes[g].enter < graph->nodes[f].leave;
}

static bool is_reached(const struct graph *graph, uint32_t f)
{
    return graph->nodes[f].order != NO_NODE;
}

/* Finds for each file the one directive that brings it: those in files that it dominates do not count, since
 * they go with it. */
static void find_sole_directives(struct graph *graph)
{
    const struct facts *facts = graph->facts;
    uint32_t *found = graph->stack; /* by file: how many */

    memset(found, 0, facts->files_count * sizeof *found);
    for (uint32_t i = 0; i < facts->includes_count; i++) {
        const struct fact_include *include = &facts->includes[i];

        if (!is_reached(graph, include->from) || subtree_holds(graph, include->to, include->from))
            continue;
        graph->nodes[include->to].include = found[include->to]++ == 0 ? i : NO_NODE;
    }
}

static void leave_file(struct graph *graph, uint32_t file, uint32_t at)
{
    struct node *node = &graph->nodes[file];

    if (node->left == NO_NODE || !(graph->facts->files[file].flags & FILE_GUARDED))
        node->left = at;
}

/* When each file is read. The directives stand in the order in which they were met, so the files that are
 * open at one of them are those on a stack with its own file on top. A file with a guard is read the first
 * time only; one that is never left is read to the end of the unit. */
static void find_times(struct graph *graph)
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

static void graph_build(struct graph *graph, const struct facts *facts)
{
    graph->facts = facts;
    graph->nodes = xmalloc(facts->files_count * sizeof *graph->nodes);
    graph->order = xmalloc(facts->files_count * sizeof *graph->order);
    graph->stack = xmalloc(facts->files_count * sizeof *graph->stack);
    graph->edges = xmalloc((facts->includes_count + 1) * sizeof *graph->edges);
    for (uint32_t f = 0; f < facts->files_count; f++)
        graph->nodes[f] = (struct node){
            .order = NO_NODE, .dominator = NO_NODE, .include = NO_NODE, .entered = NO_NODE, .left = NO_NODE};
    group_edges(graph);
    order_files(graph);
    find_dominators(graph);
    number_subtrees(graph);
    find_sole_directives(graph);
    find_times(graph);
}

static void graph_release(struct graph *graph)
{
    free(graph->nodes);
    free(graph->order);
    free(graph->stack);
    free(graph->edges);
}

/* Marks the subtrees that hold `to` and not `from`. A file that was read before the other one began names
 * something that both speak of, such as a struct that is declared here and defined there, or a macro that it
 * defines unless somebody has: it does without the other one. */
static void mark_use(struct graph *graph, const struct fact_use *use)
{
    uint32_t from = use->from, to = use->to, instead = use->instead;

    if (!is_reached(graph, from) || !is_reached(graph, to) ||
        graph->nodes[from].left <= graph->nodes[to].entered)
        return;
    if (instead != FACTS_NONE &&
        (!is_reached(graph, instead) || graph->nodes[from].left <= graph->nodes[instead].entered))
        instead = FACTS_NONE;
    for (uint32_t f = to; f != NO_NODE && !subtree_holds(graph, f, from); f = graph->nodes[f].dominator)
        if (instead == FACTS_NONE || subtree_holds(graph, f, instead))
            graph->nodes[f].used = true;
}

/* The directives before this position are met before the user is read to its end, once the one that brings
 * `gone` is away: a user that was read inside `gone` is read where it is named next. */
static uint32_t read_until(const struct graph *graph, uint32_t user, const struct node *gone)
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
static bool comes_too_late(const struct graph *graph, const struct fact_use *use, uint32_t gone)
{
    const struct facts *facts = graph->facts;
    const struct node *node = &graph->nodes[gone];
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
        const struct node *at = &graph->nodes[graph->stack[--depth]];

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
static void mark_first_entry(struct graph *graph, const struct fact_use *use)
{
    uint32_t f = use->to;

    if (!is_reached(graph, use->from) || !is_reached(graph, use->to) ||
        graph->nodes[use->from].left <= graph->nodes[use->to].entered || use->instead != FACTS_NONE)
        return;
    while (f != graph->facts->unit.file) {
        struct node *node = &graph->nodes[f];

        if (node->include != NO_NODE && !node->used && !subtree_holds(graph, f, use->from) &&
            comes_too_late(graph, use, f))
            node->used = true;
        f = graph->facts->includes[node->entered].from;
    }
}

static void mark_kept(struct graph *graph, uint32_t file)
{
    if (!is_reached(graph, file))
        return;
    for (uint32_t f = file; f != NO_NODE && !graph->nodes[f].kept; f = graph->nodes[f].dominator)
        graph->nodes[f].kept = true;
}

/* A header that says nothing but which headers there are. */
static bool is_umbrella(const struct graph *graph, uint32_t file)
{
    const struct fact_file *f = &graph->facts->files[file];
    uint32_t includes = graph->nodes[file].edge_count;

    return f->flags & FILE_PROJECT && !(f->flags & FILE_MAIN) && includes >= 2 && f->code <= includes;
}

static bool is_header_name(const char *path)
{
    const char *dot = strrchr(path_basename(path), '.');

    return dot != NULL && (strcmp(dot, ".h") == 0 || strcmp(dot, ".hh") == 0 || strcmp(dot, ".hpp") == 0);
}

/* System headers that others rest on by tradition without including them, and those that are included for a
 * declaration which older systems keep elsewhere. */
static bool is_rested_on(const struct catalog *catalog, const char *path)
{
    size_t length = strlen(path);

    for (const char *const *name = catalog->words[WORDS_RESTED]; *name; name++) {
        size_t size = strlen(*name);

        if (length > size && path[length - size - 1] == '/' && strcmp(path + length - size, *name) == 0)
            return true;
    }
    return false;
}

/* A definition that ends in the object, whoever uses it. */
static bool leaves_code(const struct fact_symbol *symbol)
{
    if (!(symbol->flags & SYMBOL_DEFINED) || symbol->linkage != LINKAGE_EXTERNAL)
        return false;
    return symbol->kind == SYMBOL_VARIABLE ||
           (symbol->kind == SYMBOL_FUNCTION && !(symbol->flags & SYMBOL_INLINE));
}

static void keep_definitions(struct graph *graph)
{
    const struct facts *facts = graph->facts;

    for (uint32_t s = 0; s < facts->symbols_count; s++)
        if (facts->symbols[s].file != FACTS_NONE && leaves_code(&facts->symbols[s]))
            mark_kept(graph, facts->symbols[s].file);
    for (uint32_t a = 0; a < facts->attributes_count; a++) {
        const struct fact_symbol *symbol = &facts->symbols[facts->attributes[a].symbol];
        uint32_t kind = facts->attributes[a].kind;

        if (symbol->file != FACTS_NONE && symbol->flags & SYMBOL_DEFINED &&
            (kind == ATTRIBUTE_CONSTRUCTOR || kind == ATTRIBUTE_DESTRUCTOR || kind == ATTRIBUTE_USED ||
             kind == ATTRIBUTE_SECTION))
            mark_kept(graph, symbol->file);
    }
}

/* Files that are included for what they do in that place; parts of system headers have names of all kinds. */
static void keep_files(struct graph *graph)
{
    const struct facts *facts = graph->facts;

    for (uint32_t f = 0; f < facts->files_count; f++)
        if (!(facts->files[f].flags & FILE_SYSTEM) &&
            !is_header_name(facts_string(facts, facts->files[f].path)))
            mark_kept(graph, f);
}

/* A template: what the header says depends on macros of the file that includes it. */
static bool is_steered_by(const struct graph *graph, uint32_t file, uint32_t includer)
{
    const struct facts *facts = graph->facts;

    for (uint32_t u = 0; u < facts->uses_count; u++) {
        const struct fact_use *use = &facts->uses[u];

        if (use->to == includer && use->macros + use->conditions > 0 && is_reached(graph, use->from) &&
            subtree_holds(graph, file, use->from))
            return true;
    }
    return false;
}

static bool says_keep(const char *comment)
{
    const char *pragma = strstr(comment, "IWYU pragma:");

    return strstr(comment, "NOLINT") != NULL ||
           (pragma != NULL && (strstr(pragma, "keep") != NULL || strstr(pragma, "export") != NULL));
}

/* Whether a comment keeps the directive: one on its line, or a block that is open there. */
static bool is_kept_by_comment(const struct facts *facts, const struct fact_include *include)
{
    bool open = false;

    if (says_keep(facts_string(facts, include->comment)))
        return true;
    for (uint32_t c = 0; c < facts->comments_count; c++) {
        const struct fact_comment *comment = &facts->comments[c];
        const char *pragma;

        if (comment->file != include->from || comment->line > include->line)
            continue;
        pragma = strstr(facts_string(facts, comment->text), "IWYU pragma:");
        if (pragma != NULL && (strstr(pragma, "begin_export") || strstr(pragma, "begin_keep")))
            open = true;
        else if (pragma != NULL && (strstr(pragma, "end_export") || strstr(pragma, "end_keep")))
            open = false;
    }
    return open;
}

static bool is_excused(const struct graph *graph, uint32_t file)
{
    const struct facts *facts = graph->facts;
    const struct node *node = &graph->nodes[file];
    const struct fact_include *include = &facts->includes[node->include];

    return node->used || node->kept ||
           is_rested_on(graph->catalog, facts_string(facts, facts->files[file].path)) ||
           is_umbrella(graph, file) || is_umbrella(graph, include->from) ||
           is_kept_by_comment(facts, include) || is_steered_by(graph, file, include->from);
}

static struct directive *directive_of(struct context *context, uint32_t unit, uint32_t i, struct arena *arena)
{
    const struct facts *facts = context->program->units[unit].facts;
    const struct fact_include *include = &facts->includes[i];
    const char *key = arena_printf(arena, "%s:%u", facts_string(facts, facts->files[include->from].path),
                                   (unsigned)include->line);
    uint32_t next = context->directives.count, id = map_put_str(&context->ids, key, next);

    if (id == next)
        vec_push(&context->directives, (struct directive){.unit = unit, .include = i});
    return &context->directives.data[id];
}

static bool is_directive_of_project(const struct facts *facts, const struct fact_include *include)
{
    return include->line > 0 && facts->files[include->from].flags & FILE_PROJECT;
}

static void judge_unit(struct context *context, uint32_t unit, struct arena *arena)
{
    const struct facts *facts = context->program->units[unit].facts;
    struct graph graph;

    graph_build(&graph, facts);
    graph.catalog = context->program->catalog;
    for (uint32_t u = 0; u < facts->uses_count; u++) {
        mark_use(&graph, &facts->uses[u]);
        mark_first_entry(&graph, &facts->uses[u]);
    }
    keep_definitions(&graph);
    keep_files(&graph);
    for (uint32_t i = 0; i < graph.count; i++) {
        uint32_t file = graph.order[i];
        const struct node *node = &graph.nodes[file];
        struct directive *directive;

        if (node->include == NO_NODE || !is_directive_of_project(facts, &facts->includes[node->include]))
            continue;
        if (node->lines < context->least && !node->used)
            continue;
        directive = directive_of(context, unit, node->include, arena);
        if (directive->excused || is_excused(&graph, file)) {
            directive->excused = true;
        } else {
            directive->units++;
            if (node->lines > directive->lines) {
                directive->lines = node->lines;
                directive->files = node->files;
            }
        }
    }
    graph_release(&graph);
}

/* What an unfinished unit does not use, it may use in the part that clang could not read. */
static void excuse_unit(struct context *context, uint32_t unit, struct arena *arena)
{
    const struct facts *facts = context->program->units[unit].facts;

    for (uint32_t i = 0; i < facts->includes_count; i++)
        if (is_directive_of_project(facts, &facts->includes[i]))
            directive_of(context, unit, i, arena)->excused = true;
}

/* The place where it is counted how many units include the project's header `path` themselves. */
static uint32_t *inclusions_of(struct context *context, const char *path)
{
    uint32_t next = context->inclusions.count, id = map_put_str(&context->included, path, next);

    if (id == next)
        vec_push(&context->inclusions, 0);
    return &context->inclusions.data[id];
}

static void count_inclusions(struct context *context, const struct facts *facts)
{
    for (uint32_t i = 0; i < facts->includes_count; i++) {
        const struct fact_include *include = &facts->includes[i];

        if (include->line > 0 && include->to != FACTS_NONE && facts->files[include->from].flags & FILE_MAIN &&
            facts->files[include->to].flags & FILE_PROJECT)
            ++*inclusions_of(context, facts_string(facts, facts->files[include->to].path));
    }
}

static bool is_common(struct context *context, const struct facts *facts, uint32_t file)
{
    uint32_t units = context->program->unit_count;

    return units >= COMMON_UNITS && facts->files[file].flags & FILE_PROJECT &&
           *inclusions_of(context, facts_string(facts, facts->files[file].path)) >= units / 2;
}

static void report(struct context *context, const struct directive *directive)
{
    const struct facts *facts = context->program->units[directive->unit].facts;
    const struct fact_include *include = &facts->includes[directive->include];
    const struct fact_file *from = &facts->files[include->from];
    struct arena *arena = context->out->arena;
    const char *spelled = facts_string(facts, include->spelled);
    bool header = !(from->flags & FILE_MAIN), common = is_common(context, facts, include->to);
    const char *who = "this file";
    struct finding finding = {
        .rule = context->rule, .level = context->rule->level, .function = "", .subject = spelled};

    if (header)
        who = directive->units == 1
                  ? arena_printf(arena, "the one unit that includes `%s`",
                                 path_basename(facts_string(facts, from->path)))
                  : arena_printf(arena, "any of the %u units that get it through `%s`",
                                 (unsigned)directive->units, path_basename(facts_string(facts, from->path)));
    finding.at = (struct location){
        .path = facts_string(facts, from->path), .line = include->line, .column = include->column};
    if (common)
        finding.level = LEVEL_NOTE;
    finding.rank = finding.level == LEVEL_NOTE                           ? 20
                   : directive->lines >= 20000 || directive->units >= 10 ? 60
                                                                         : 45;
    finding.message = arena_printf(
        arena,
        "nothing of `%s` is used by %s, and it costs compile time: %u lines of %u file%s come in "
        "only through it%s. Remove the line%s%s",
        spelled, who, (unsigned)directive->lines, (unsigned)directive->files,
        directive->files == 1 ? "" : "s", directive->units > 1 ? ", each time" : "",
        header ? ", or include it where it is used" : "",
        common ? ", unless all files here are meant to begin with it" : "");
    finding_add(context->out, &finding);
}

void check_heavy_include(const struct rule *rule, const struct program *program,
                         const struct check_options *options, struct finding_list *out)
{
    struct context context = {.rule = rule, .program = program, .out = out};
    struct arena keys = {0};

    context.least = options->heavy_include_lines;
    for (uint32_t u = 0; u < program->unit_count; u++) {
        count_inclusions(&context, program->units[u].facts);
        if (program->units[u].facts->unit.flags & UNIT_INCOMPLETE)
            excuse_unit(&context, u, &keys);
        else
            judge_unit(&context, u, &keys);
    }
    for (uint32_t d = 0; d < context.directives.count; d++)
        if (!context.directives.data[d].excused && context.directives.data[d].units > 0)
            report(&context, &context.directives.data[d]);
    vec_release(&context.directives);
    map_release(&context.ids);
    vec_release(&context.inclusions);
    map_release(&context.included);
    arena_release(&keys);
}
