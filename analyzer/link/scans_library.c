/* Scans that a library function makes for a function of the project: it walks its subject, finds the end of a
 * text, moves what lies behind a place, or sorts. */
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_parts.h"
#include "analyzer/link/scans_parts.h"
#include "analyzer/link/texts.h"

static void scans_of_walks(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;
        struct scan_origin origin;
        struct scan scan;
        uint32_t subject;

        if (known == NULL || (known->role != ROLE_LINEAR && known->role != ROLE_SEARCH) ||
            known->subject < 0 || !known->from_start)
            continue;
        subject = node_argument(facts, program->calls[c].node, (unsigned)known->subject);
        if (subject == FACTS_NONE || !scan_origin(program, f, subject, &origin))
            continue;
        scan = (struct scan){.of = origin.of,
                             .index = origin.index,
                             .kind = known->role == ROLE_SEARCH ? SCAN_SEARCH : SCAN_APPEND,
                             .what = node_text(facts, subject, 40, program->arena),
                             .way = {c, PROGRAM_NONE, 1, 0, false},
                             .loop = PROGRAM_NONE};
        if (scan.kind == SCAN_SEARCH)
            for (uint32_t a = node_argument(facts, program->calls[c].node, 0); a != FACTS_NONE;
                 a = node_next(facts, a))
                scan.keys |= a == subject ? 0 : depends_mask(program, function->unit, a);
        if (scan.kind == SCAN_APPEND || scan.keys != 0)
            scan_list_add(list, &scan);
    }
}

/* Whether what is moved goes to the start of the array: `memmove(v, v + 1, ...)`. */
static bool moves_from_first(const struct facts *facts, uint32_t to)
{
    uint32_t from = node_strip(facts, node_next(facts, to));

    to = node_strip(facts, to);
    if (facts->nodes[from].kind == NODE_UNARY && facts->nodes[from].op == UNARY_ADDRESS)
        from = node_first(facts, from);
    return facts->nodes[node_strip(facts, to)].kind != NODE_UNARY &&
           (facts->nodes[from].kind == NODE_INDEX ||
            (facts->nodes[from].kind == NODE_BINARY && facts->nodes[from].op == BINARY_ADD)) &&
           node_equal(facts, to, node_strip(facts, node_first(facts, from))) && !node_is_text(facts, to) &&
           facts->nodes[node_child(facts, from, 1)].flags & NODE_HAS_VALUE;
}

/* Whether both places lie in the same array, by how they are written: `v + i` and `v + i + 1`, `place(v, i)`
 * and `place(v, i + 1)`. */
static bool is_same_array(const struct facts *facts, uint32_t to)
{
    uint32_t from = node_strip(facts, node_next(facts, to)), base;

    to = node_strip(facts, to);
    if (facts->nodes[to].kind == NODE_CALL || facts->nodes[from].kind == NODE_CALL)
        return facts->nodes[to].kind == facts->nodes[from].kind &&
               node_equal(facts, node_first(facts, to), node_first(facts, from));
    base = node_base(facts, to);
    return base != FACTS_NONE && base == node_base(facts, from);
}

/* Functions that take an element out of an array, or put one in: they move all behind its place. */
static void scans_of_shifts(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;
        uint32_t to, index;
        uint64_t both;

        if (known == NULL || known->role != ROLE_SHIFT || program->calls[c].loop != PROGRAM_NONE)
            continue;
        to = node_argument(facts, program->calls[c].node, 0);
        if (to == FACTS_NONE || node_next(facts, to) == FACTS_NONE || !is_same_array(facts, to))
            continue;
        both = depends_mask(program, function->unit, to) &
               depends_mask(program, function->unit, node_next(facts, to));
        if (both == 0 || ((both & (both - 1)) == 0 && !moves_from_first(facts, to)))
            continue;
        index = (uint32_t)__builtin_ctzll(both);
        scan_list_add(
            list, &(struct scan){
                      .of = SCAN_PARAMETER,
                      .index = index,
                      .kind = SCAN_SHIFT,
                      .what = facts_string(
                          facts, facts->symbols[program->parameters[function->first_parameter + index]].name),
                      .keys = both & (both - 1),
                      .way = {c, PROGRAM_NONE, 1, 0, false},
                      .loop = PROGRAM_NONE});
    }
}

/* Functions that add to a text whose end they look for first. */
static void scans_of_texts(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        uint32_t text = program->calls[c].loop == PROGRAM_NONE && !program->calls[c].guarded
                            ? text_added_to(program, c)
                            : FACTS_NONE;
        struct scan_origin origin;

        if (text == FACTS_NONE || !scan_origin(program, f, text, &origin) ||
            text_begins_anew(program, f, function->body, facts->nodes[function->body].end,
                             node_base(facts, text)))
            continue;
        scan_list_add(list, &(struct scan){.kind = SCAN_APPEND,
                                           .of = origin.of,
                                           .index = origin.index,
                                           .text = true,
                                           .what = node_text(facts, text, 40, program->arena),
                                           .way = {c, PROGRAM_NONE, 1, 0, false},
                                           .loop = PROGRAM_NONE});
    }
}

/* Functions that sort what they are given each time, beside little else: no loop fills it there. */
static void scans_of_sorts(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;
        struct scan_origin origin;
        uint32_t subject;

        if (known == NULL || known->role != ROLE_SORT || known->subject < 0 || function->loop_count > 0 ||
            program->calls[c].guarded)
            continue;
        subject = node_argument(facts, program->calls[c].node, (unsigned)known->subject);
        if (subject == FACTS_NONE || !scan_origin(program, f, subject, &origin))
            continue;
        scan_list_add(list, &(struct scan){.kind = SCAN_SORT,
                                           .of = origin.of,
                                           .index = origin.index,
                                           .what = node_text(facts, subject, 40, program->arena),
                                           .way = {c, PROGRAM_NONE, 1, 0, false},
                                           .loop = PROGRAM_NONE});
    }
}

void scans_of_library(const struct program *program, uint32_t f, struct scan_list *list)
{
    scans_of_walks(program, f, list);
    scans_of_shifts(program, f, list);
    scans_of_texts(program, f, list);
    scans_of_sorts(program, f, list);
}
