/* heavy-include: a directive that brings thousands of lines of which the unit uses nothing.
 *
 * What a directive brings is what is reachable through it only (include_graph.h).
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
#include "checks/include_graph.h"
#include "checks/rules.h"

/* From so many units on, a header that half of them include is the project's common one. */
#define COMMON_UNITS 8

/* A directive in all units. */
struct directive {
    uint32_t unit, include; /* where it is seen first */
    bool excused;           /* used or kept somewhere */
    uint32_t units;         /* in which it brings enough, all unused */
    uint32_t lines, files;  /* the most of them */
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

/* A header that says nothing but which headers there are. */
static bool is_umbrella(const struct include_graph *graph, uint32_t file)
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

static void keep_definitions(struct include_graph *graph)
{
    const struct facts *facts = graph->facts;

    for (uint32_t s = 0; s < facts->symbols_count; s++)
        if (facts->symbols[s].file != FACTS_NONE && leaves_code(&facts->symbols[s]))
            include_graph_keep(graph, facts->symbols[s].file);
    for (uint32_t a = 0; a < facts->attributes_count; a++) {
        const struct fact_symbol *symbol = &facts->symbols[facts->attributes[a].symbol];
        uint32_t kind = facts->attributes[a].kind;

        if (symbol->file != FACTS_NONE && symbol->flags & SYMBOL_DEFINED &&
            (kind == ATTRIBUTE_CONSTRUCTOR || kind == ATTRIBUTE_DESTRUCTOR || kind == ATTRIBUTE_USED ||
             kind == ATTRIBUTE_SECTION))
            include_graph_keep(graph, symbol->file);
    }
}

/* Files that are included for what they do in that place; parts of system headers have names of all kinds. */
static void keep_files(struct include_graph *graph)
{
    const struct facts *facts = graph->facts;

    for (uint32_t f = 0; f < facts->files_count; f++)
        if (!(facts->files[f].flags & FILE_SYSTEM) &&
            !is_header_name(facts_string(facts, facts->files[f].path)))
            include_graph_keep(graph, f);
}

/* A template: what the header says depends on macros of the file that includes it. */
static bool is_steered_by(const struct include_graph *graph, uint32_t file, uint32_t includer)
{
    const struct facts *facts = graph->facts;

    for (uint32_t u = 0; u < facts->uses_count; u++) {
        const struct fact_use *use = &facts->uses[u];

        if (use->to == includer && use->macros + use->conditions > 0 &&
            include_is_reached(graph, use->from) && include_subtree_holds(graph, file, use->from))
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

static bool is_excused(const struct catalog *catalog, const struct include_graph *graph, uint32_t file)
{
    const struct facts *facts = graph->facts;
    const struct include_node *node = &graph->nodes[file];
    const struct fact_include *include = &facts->includes[node->include];

    return node->used || node->kept || is_rested_on(catalog, facts_string(facts, facts->files[file].path)) ||
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
    struct include_graph graph;

    include_graph_build(&graph, facts);
    for (uint32_t u = 0; u < facts->uses_count; u++)
        include_graph_use(&graph, &facts->uses[u]);
    keep_definitions(&graph);
    keep_files(&graph);
    for (uint32_t i = 0; i < graph.count; i++) {
        uint32_t file = graph.order[i];
        const struct include_node *node = &graph.nodes[file];
        struct directive *directive;

        if (node->include == NO_NODE || !is_directive_of_project(facts, &facts->includes[node->include]))
            continue;
        if (node->lines < context->least && !node->used)
            continue;
        directive = directive_of(context, unit, node->include, arena);
        if (directive->excused || is_excused(context->program->catalog, &graph, file)) {
            directive->excused = true;
        } else {
            directive->units++;
            if (node->lines > directive->lines) {
                directive->lines = node->lines;
                directive->files = node->files;
            }
        }
    }
    include_graph_release(&graph);
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
