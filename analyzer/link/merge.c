/* Merges the units: every entity gets one number, however many units see it.
 *
 * A name is no identity in C: a database holds several programs with a main each, one file is compiled
 * several times with other macros, and two files have a static helper of the same name. Extract gives every
 * symbol an identity that tells internal names apart by their file. Here all definitions are kept; a
 * definition in a header that several units include is one function (same identity, same place), while a
 * source file compiled twice gives two, because macros may make their bodies differ. A use binds to the
 * definition in its own unit, else to those of the nearest link unit (merge_definitions).
 *
 * Cost: linear in the symbols, plus sorting the units. The order of the inputs does not show: units are
 * sorted first. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/link/internal.h"

#define PARAMETERS_MAX 1024 /* facts promise nothing of how large an index is */

struct merge {
    struct program *program;
    VEC(struct function)
    functions;
    VEC(struct variable)
    variables;
    VEC(struct field)
    fields;
    VEC(uint32_t)
    same_identity; /* by function: the next function of the same identity, or PROGRAM_NONE */
    VEC(uint32_t)
    last_same;             /* by first function of an identity: the last one of it so far */
    struct map places;     /* identity and place -> function */
    struct map identities; /* identity -> first function */
    struct map variable_ids;
    struct map field_ids;
};

static int compare_inputs(const void *left, const void *right)
{
    const struct link_input *a = left, *b = right;
    const char *path_a = facts_string(a->facts, a->facts->files[a->facts->unit.file].path);
    const char *path_b = facts_string(b->facts, b->facts->files[b->facts->unit.file].path);
    int order = strcmp(path_a, path_b);

    if (order == 0)
        order = strcmp(facts_string(a->facts, a->facts->unit.arguments),
                       facts_string(b->facts, b->facts->unit.arguments));
    return order != 0 ? order : strcmp(a->output, b->output);
}

/* The link unit: build systems put the objects of one target below a folder named after it
 * ("CMakeFiles/app.dir", "app.p"); failing that, the sources of one program usually share a folder. */
static const char *link_unit(struct arena *arena, const char *output, const char *path)
{
    const char *at = output;

    while ((at = strchr(at, '/')) != NULL) {
        const char *end = at + 1 + strcspn(at + 1, "/");
        size_t length = (size_t)(end - at - 1);

        if (*end == '/' && ((length > 4 && memcmp(end - 4, ".dir", 4) == 0) ||
                            (length > 2 && memcmp(end - 2, ".p", 2) == 0)))
            return arena_strndup(arena, output, (size_t)(end - output));
        at = end;
        if (*at == '\0')
            break;
    }
    return path_dirname(arena, path);
}

static uint32_t add_function(struct merge *merge, uint32_t unit, uint32_t symbol, bool defined)
{
    const struct facts *facts = merge->program->units[unit].facts;
    const struct fact_symbol *fact = &facts->symbols[symbol];
    struct function function = {
        .name = facts_string(facts, fact->name),
        .identity = facts_string(facts, fact->identity),
        .unit = unit,
        .symbol = symbol,
        .body = defined ? fact->body : FACTS_NONE,
        .heat_from = PROGRAM_NONE,
        .heat_call = PROGRAM_NONE,
        .heat_reason = "",
        .in_header = fact->file != FACTS_NONE && fact->file != facts->unit.file,
        .group = PROGRAM_NONE,
    };
    uint32_t id = merge->functions.count, first;

    vec_push(&merge->functions, function);
    vec_push(&merge->same_identity, PROGRAM_NONE);
    vec_push(&merge->last_same, id);
    first = map_put_str(&merge->identities, function.identity, id);
    if (first != id) {
        merge->same_identity.data[merge->last_same.data[first]] = id;
        merge->last_same.data[first] = id;
    }
    return id;
}

static void merge_definitions_of_unit(struct merge *merge, uint32_t u)
{
    struct unit *unit = &merge->program->units[u];
    const struct facts *facts = unit->facts;

    for (uint32_t s = 0; s < facts->symbols_count; s++) {
        const struct fact_symbol *symbol = &facts->symbols[s];
        const char *place;
        uint32_t id;

        if (symbol->kind != SYMBOL_FUNCTION || symbol->body == FACTS_NONE)
            continue;
        if (symbol->file != FACTS_NONE && symbol->file != facts->unit.file)
            place = arena_printf(merge->program->arena, "%s\n%s:%u", facts_string(facts, symbol->identity),
                                 facts_string(facts, facts->files[symbol->file].path), symbol->line);
        else
            place = arena_printf(merge->program->arena, "%s\n%u", facts_string(facts, symbol->identity), u);
        id = map_get_str(&merge->places, place);
        if (id == MAP_NONE) {
            id = add_function(merge, u, s, true);
            map_put_str(&merge->places, place, id);
        }
        unit->symbol_function[s] = id;
    }
}

static void merge_variable(struct merge *merge, uint32_t u, uint32_t s)
{
    struct unit *unit = &merge->program->units[u];
    const struct fact_symbol *symbol = &unit->facts->symbols[s];
    const char *identity = facts_string(unit->facts, symbol->identity);
    bool defined = (symbol->flags & SYMBOL_DEFINED) != 0;
    uint32_t id = map_put_str(&merge->variable_ids, identity, merge->variables.count);

    if (id == merge->variables.count) {
        struct variable variable = {
            facts_string(unit->facts, symbol->name), identity, u, s, PROGRAM_NONE, defined};

        vec_push(&merge->variables, variable);
    } else if (defined &&
               (!merge->variables.data[id].defined ||
                (symbol->body != FACTS_NONE && merge->program->units[merge->variables.data[id].unit]
                                                       .facts->symbols[merge->variables.data[id].symbol]
                                                       .body == FACTS_NONE))) {
        merge->variables.data[id].unit = u;
        merge->variables.data[id].symbol = s;
        merge->variables.data[id].defined = true;
    }
    unit->symbol_variable[s] = id;
}

static void merge_field(struct merge *merge, uint32_t u, uint32_t s)
{
    struct unit *unit = &merge->program->units[u];
    const struct facts *facts = unit->facts;
    const struct fact_symbol *symbol = &facts->symbols[s];
    const char *identity = facts_string(facts, symbol->identity);
    uint32_t id = map_put_str(&merge->field_ids, identity, merge->fields.count);

    if (id == merge->fields.count) {
        struct field field = {facts_string(facts, symbol->name), "", identity};

        if (symbol->parent != FACTS_NONE)
            field.record = facts_string(facts, facts->symbols[symbol->parent].name);
        vec_push(&merge->fields, field);
    }
    unit->symbol_field[s] = id;
}

/* All symbols that no definition of their own unit claimed. */
static void merge_uses_of_unit(struct merge *merge, uint32_t u)
{
    struct unit *unit = &merge->program->units[u];
    const struct facts *facts = unit->facts;

    for (uint32_t s = 0; s < facts->symbols_count; s++) {
        const struct fact_symbol *symbol = &facts->symbols[s];

        if (symbol->kind == SYMBOL_FUNCTION && unit->symbol_function[s] == PROGRAM_NONE) {
            uint32_t id = map_get_str(&merge->identities, facts_string(facts, symbol->identity));

            if (id == MAP_NONE)
                id = add_function(merge, u, s, false);
            unit->symbol_function[s] = id;
        } else if (symbol->kind == SYMBOL_VARIABLE && (symbol->flags & SYMBOL_STATIC) &&
                   symbol->identity != 0) {
            merge_variable(merge, u, s);
        } else if (symbol->kind == SYMBOL_FIELD && symbol->identity != 0) {
            merge_field(merge, u, s);
        }
    }
}

static uint32_t *none_array(struct arena *arena, uint32_t count)
{
    uint32_t *array = ARENA_ARRAY(arena, count > 0 ? count : 1, uint32_t);

    memset(array, 0xff, sizeof *array * (count > 0 ? count : 1));
    return array;
}

/* The function whose definition (or only declaration) in unit `u` has the parameter `s`; PROGRAM_NONE for a
 * parameter of anything else. */
static uint32_t parameter_function(const struct merge *merge, uint32_t u, uint32_t s)
{
    const struct unit *unit = &merge->program->units[u];
    uint32_t parent = unit->facts->symbols[s].parent, f;

    if (unit->facts->symbols[s].kind != SYMBOL_PARAMETER || parent == FACTS_NONE)
        return PROGRAM_NONE;
    if (unit->facts->symbols[s].index >= PARAMETERS_MAX)
        return PROGRAM_NONE;
    f = unit->symbol_function[parent];
    if (f == PROGRAM_NONE || merge->functions.data[f].unit != u || merge->functions.data[f].symbol != parent)
        return PROGRAM_NONE;
    return f;
}

static void find_parameters(struct merge *merge)
{
    struct program *program = merge->program;
    uint32_t total = 0;

    for (uint32_t u = 0; u < program->unit_count; u++)
        for (uint32_t s = 0; s < program->units[u].facts->symbols_count; s++) {
            uint32_t f = parameter_function(merge, u, s), index = program->units[u].facts->symbols[s].index;

            if (f != PROGRAM_NONE && merge->functions.data[f].parameters <= index)
                merge->functions.data[f].parameters = index + 1;
        }
    for (uint32_t f = 0; f < merge->functions.count; f++) {
        merge->functions.data[f].first_parameter = total;
        total += merge->functions.data[f].parameters;
    }
    program->parameters = none_array(program->arena, total);
    for (uint32_t u = 0; u < program->unit_count; u++)
        for (uint32_t s = 0; s < program->units[u].facts->symbols_count; s++) {
            uint32_t f = parameter_function(merge, u, s);

            if (f != PROGRAM_NONE)
                program->parameters[merge->functions.data[f].first_parameter +
                                    program->units[u].facts->symbols[s].index] = s;
        }
}

static void find_owners(struct merge *merge)
{
    struct program *program = merge->program;

    for (uint32_t u = 0; u < program->unit_count; u++) {
        struct unit *unit = &program->units[u];

        for (uint32_t r = 0; r < unit->facts->roots_count; r++)
            unit->root_function[r] = unit->symbol_function[unit->facts->roots[r].symbol];
    }
    for (uint32_t v = 0; v < merge->variables.count; v++) {
        struct variable *variable = &merge->variables.data[v];
        const struct fact_symbol *symbol = &program->units[variable->unit].facts->symbols[variable->symbol];

        if ((symbol->flags & SYMBOL_LOCAL) && symbol->parent != FACTS_NONE)
            variable->owner = program->units[variable->unit].symbol_function[symbol->parent];
    }
}

void merge_units(struct program *program, const struct link_input *inputs, uint32_t count)
{
    struct merge merge = {.program = program};
    struct link_input *sorted = ARENA_ARRAY(program->arena, count > 0 ? count : 1, struct link_input);

    if (count > 0)
        memcpy(sorted, inputs, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_inputs);
    program->units = ARENA_ARRAY(program->arena, count > 0 ? count : 1, struct unit);
    program->unit_count = count;
    for (uint32_t u = 0; u < count; u++) {
        const struct facts *facts = sorted[u].facts;
        struct unit *unit = &program->units[u];

        unit->facts = facts;
        unit->path = facts_string(facts, facts->files[facts->unit.file].path);
        unit->group = link_unit(program->arena, sorted[u].output, unit->path);
        unit->symbol_function = none_array(program->arena, facts->symbols_count);
        unit->symbol_variable = none_array(program->arena, facts->symbols_count);
        unit->symbol_field = none_array(program->arena, facts->symbols_count);
        unit->root_function = none_array(program->arena, facts->roots_count);
    }
    for (uint32_t u = 0; u < count; u++)
        merge_definitions_of_unit(&merge, u);
    for (uint32_t u = 0; u < count; u++)
        merge_uses_of_unit(&merge, u);
    find_parameters(&merge);
    find_owners(&merge);

    program->functions = merge.functions.data;
    program->function_count = merge.functions.count;
    program->same_identity = merge.same_identity.data;
    program->variables = merge.variables.data;
    program->variable_count = merge.variables.count;
    program->fields = merge.fields.data;
    program->field_count = merge.fields.count;
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct catalog_function *known = catalog_find(program->catalog, program->functions[f].name);

        /* What a project says of a function of its own wins over its body. */
        if (known != NULL && (program->functions[f].body == FACTS_NONE || catalog_is_project(known)))
            program->functions[f].known = known;
    }
    vec_release(&merge.last_same);
    map_release(&merge.places);
    map_release(&merge.identities);
    map_release(&merge.variable_ids);
    map_release(&merge.field_ids);
}

uint32_t unit_function(const struct program *program, uint32_t unit, uint32_t symbol)
{
    return symbol == FACTS_NONE ? PROGRAM_NONE : program->units[unit].symbol_function[symbol];
}

/* How near two units are: the same link unit beats everything, then the longer common part of their folders.
 */
static size_t nearness(const struct unit *a, const struct unit *b)
{
    size_t common = 0;

    if (strcmp(a->group, b->group) == 0)
        return SIZE_MAX;
    for (size_t i = 0; a->path[i] != '\0' && a->path[i] == b->path[i]; i++)
        if (a->path[i] == '/')
            common = i + 1;
    return common;
}

void merge_definitions(const struct program *program, uint32_t unit, uint32_t function,
                       struct function_list *out)
{
    size_t best = 0;
    uint32_t start = out->count;
    bool own = program->functions[function].body != FACTS_NONE && program->functions[function].unit == unit;

    for (uint32_t f = function; f != PROGRAM_NONE; f = own ? PROGRAM_NONE : program->same_identity[f]) {
        size_t near;

        if (program->functions[f].body == FACTS_NONE)
            continue;
        near = program->functions[f].unit == unit
                   ? SIZE_MAX
                   : nearness(&program->units[unit], &program->units[program->functions[f].unit]);
        if (near > best || out->count == start) {
            out->count = start;
            best = near;
        } else if (near < best) {
            continue;
        }
        out->data = vec_grow_(out->data, out->count, &out->capacity, sizeof *out->data, 1);
        out->data[out->count++] = f;
    }
}
