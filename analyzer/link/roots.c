/* Which functions the outside world calls: registration calls and fields, signatures, names, attributes, all
 * from the catalog's handlers.
 *
 * What a program registers says more than how a function looks, so a function that is registered is not
 * judged by its signature as well. The weakest sign, what C projects often call such a function, counts only
 * in a link unit where nothing better shows a handler, and for a function that is given something to answer.
 */
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/base/vec.h"
#include "analyzer/link/internal.h"

struct finder {
    struct program *program;
    VEC(struct root)
    roots;
    struct map names; /* of all functions */
    bool *registered; /* by function: a call or field says when it runs */
    bool *declared;   /* by function: the project's settings say it, and nothing else counts */
    bool *answers;    /* by group: it has a handler that is no guess */
};

/* Whether a handler entry of kind "attribute" fits: by the attribute's text, or the annotation's. */
static bool attribute_matches(const struct program *program, uint32_t function, const char *name)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t a = 0; a < facts->attributes_count; a++)
        if (facts->attributes[a].symbol == program->functions[function].symbol &&
            path_matches(name, facts_string(facts, facts->attributes[a].text)))
            return true;
    return false;
}

static const char *type_text(const struct facts *facts, uint32_t type)
{
    return type == FACTS_NONE ? "" : facts_string(facts, facts->types[type].spelling);
}

/* "A *, B **" against the first parameters' types as spelled. */
static bool parameters_match(const struct program *program, uint32_t function, const char *list)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    uint32_t position = 0;

    while (*list != '\0') {
        size_t length = strcspn(list, ",");
        const char *type;
        uint32_t symbol;

        if (position >= f->parameters)
            return false;
        symbol = program->parameters[f->first_parameter + position++];
        type = symbol == FACTS_NONE ? "" : type_text(facts, facts->symbols[symbol].type);
        if (strlen(type) != length || memcmp(type, list, length) != 0)
            return false;
        list += length;
        list += strspn(list, ", ");
    }
    return position > 0;
}

/* A host finds such functions by their names, so they are visible outside of their file. */
static bool returns_match(const struct program *program, uint32_t function, const char *name)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_symbol *symbol = &facts->symbols[program->functions[function].symbol];

    return symbol->linkage == LINKAGE_EXTERNAL && symbol->type != FACTS_NONE &&
           facts->types[symbol->type].class == TYPE_FUNCTION &&
           strcmp(type_text(facts, facts->types[symbol->type].target), name) == 0;
}

static bool companion_exists(const struct program *program, const struct map *names, uint32_t function,
                             const char *pattern)
{
    const char *hole = strchr(pattern, '%');
    char *name;

    if (hole == NULL)
        return false;
    name = arena_printf(program->arena, "%.*s%s%s", (int)(hole - pattern), pattern,
                        program->functions[function].name, hole + 1);
    return map_get_str(names, name) != MAP_NONE;
}

static bool reads_header(const struct program *program, uint32_t function, const char *header)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t f = 0; f < facts->files_count; f++)
        if (strcmp(path_basename(facts_string(facts, facts->files[f].path)), header) == 0)
            return true;
    return false;
}

static bool signature_matches(const struct program *program, const struct map *names, uint32_t function,
                              const struct catalog_handler *handler)
{
    switch (handler->kind) {
    case HANDLER_NAME: return path_matches(handler->name, program->functions[function].name);
    case HANDLER_PARAMETERS: return parameters_match(program, function, handler->name);
    case HANDLER_RETURNS: return returns_match(program, function, handler->name);
    case HANDLER_ATTRIBUTE: return attribute_matches(program, function, handler->name);
    case HANDLER_COMPANION: return companion_exists(program, names, function, handler->name);
    default: return false;
    }
}

static void add_root(struct finder *finder, uint32_t function, const struct catalog_handler *handler,
                     enum phase phase, const char *reason)
{
    bool declared = catalog_handler_is_project(handler);

    if (finder->program->functions[function].body == FACTS_NONE || (finder->declared[function] && !declared))
        return;
    if (phase == PHASE_REQUEST && !catalog_handler_is_guess(handler))
        finder->answers[finder->program->functions[function].group] = true;
    vec_push(&finder->roots,
             (struct root){function, handler, phase, reason, catalog_handler_is_guess(handler)});
}

/* "handler: given to evhttp_set_gencb"; what is no handler is only said to be given. */
static const char *registered_reason(struct finder *finder, enum phase phase, const char *how,
                                     const char *where)
{
    return arena_printf(finder->program->arena, "%s%s %s", phase == PHASE_BACKGROUND ? "" : "handler: ", how,
                        where);
}

/* The value of an argument that is a constant, else `otherwise`. */
static int64_t argument_value(const struct program *program, const struct call *call, int position,
                              int64_t otherwise)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t node = position < 0 ? FACTS_NONE : node_argument(facts, call->node, (unsigned)position);

    if (node == FACTS_NONE)
        return otherwise;
    node = node_strip(facts, node);
    return facts->nodes[node].flags & NODE_HAS_VALUE ? facts->nodes[node].value : otherwise;
}

/* A registration without a descriptor is a timer's, and one with certain flags a signal's. */
static enum phase registered_phase(const struct program *program, const struct call *call,
                                   const struct catalog_handler *handler)
{
    if (argument_value(program, call, handler->descriptor, 0) < 0 ||
        (argument_value(program, call, handler->flags, 0) & handler->unless) != 0)
        return PHASE_BACKGROUND;
    return handler->phase;
}

static void find_given(struct finder *finder)
{
    struct program *program = finder->program;

    for (uint32_t i = 0; i < program->callback_count; i++) {
        const struct callback *callback = &program->callbacks[i];
        const struct call *call = &program->calls[callback->call];

        for (size_t h = 0; h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];
            enum phase phase;

            if (handler->kind != HANDLER_CALL || handler->phase == PHASE_SERVING ||
                handler->argument != (int)callback->argument || strcmp(handler->name, call->name) != 0)
                continue;
            phase = registered_phase(program, call, handler);
            finder->registered[callback->function] = true;
            add_root(finder, callback->function, handler, phase,
                     registered_reason(finder, phase, "given to", call->name));
        }
    }
}

static void add_stored(struct finder *finder, const struct function_set *set,
                       const struct catalog_handler *handler, const char *where)
{
    for (uint32_t m = 0; m < set->count; m++) {
        uint32_t function = finder->program->set_members[set->first + m];

        finder->registered[function] = true;
        add_root(finder, function, handler, handler->phase,
                 registered_reason(finder, handler->phase, "stored in", where));
    }
}

static void find_in_fields(struct finder *finder)
{
    struct program *program = finder->program;

    for (uint32_t f = 0; f < program->field_count; f++) {
        const struct function_set *set = &program->field_sets[f];

        for (size_t h = 0; set->count > 0 && h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind != HANDLER_FIELD || strcmp(handler->field, program->fields[f].name) != 0 ||
                strcmp(handler->name, program->fields[f].record) != 0)
                continue;
            add_stored(finder, set, handler,
                       arena_printf(program->arena, "%s.%s", handler->name, handler->field));
        }
    }
}

/* What a program does at an entry of its configuration: the entry's name and the function stand in one
 * record. Requests mostly go through the same dispatcher, so that calls do not tell the two apart. */
static void find_directives(struct finder *finder)
{
    struct program *program = finder->program;

    for (uint32_t f = 0; f < program->field_count; f++)
        for (size_t h = 0; program->field_sets[f].count > 0 && h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind != HANDLER_DIRECTIVE || !path_matches(handler->name, program->fields[f].record))
                continue;
            program->handlers_met[h] = true;
            add_stored(
                finder, &program->field_sets[f], handler,
                arena_printf(program->arena, "%s.%s", program->fields[f].record, program->fields[f].name));
        }
}

/* Variables of a host, which it calls through: only declared here. */
static void find_in_variables(struct finder *finder)
{
    struct program *program = finder->program;

    for (uint32_t v = 0; v < program->variable_count; v++) {
        const struct function_set *set = &program->variable_sets[v];

        for (size_t h = 0;
             set->count > 0 && !program->variables[v].defined && h < program->catalog->handler_count; h++) {
            const struct catalog_handler *handler = &program->catalog->handlers[h];

            if (handler->kind == HANDLER_VARIABLE && strcmp(handler->name, program->variables[v].name) == 0)
                add_stored(finder, set, handler, handler->name);
        }
    }
}

static bool is_called_by_name(const struct program *program, uint32_t f)
{
    for (uint32_t c = program->first_caller[f]; c < program->first_caller[f + 1]; c++)
        if (program->calls[program->callers[c]].kind == CALL_DIRECT)
            return true;
    return false;
}

/* Whether the name may say that the function answers requests: it is given something to answer, and by
 * whoever reads it out of a table; one that the project calls by its name is a step of something else, unless
 * the name says whose. */
static bool may_be_handler(const struct program *program, uint32_t f, const struct catalog_handler *handler)
{
    return program->functions[f].parameters > 0 &&
           (!is_called_by_name(program, f) ||
            catalog_has_word(program->catalog, WORDS_REQUEST, handler->name));
}

static void add_by_signature(struct finder *finder, uint32_t f, const struct catalog_handler *handler)
{
    add_root(finder, f, handler, handler->phase,
             arena_printf(finder->program->arena, "handler by its %s (%s)",
                          handler->kind == HANDLER_NAME        ? "name"
                          : handler->kind == HANDLER_ATTRIBUTE ? "attribute"
                                                               : "signature",
                          handler->library));
}

/* Parameters that all functions of a library share say less than a name that it gives to one of them. */
static void find_by_signature(struct finder *finder, uint32_t f, bool guess)
{
    const struct program *program = finder->program;
    const struct catalog_handler *found = NULL;

    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (handler->phase == PHASE_SERVING || catalog_handler_is_guess(handler) != guess ||
            !signature_matches(program, &finder->names, f, handler) ||
            (handler->header[0] != '\0' && !reads_header(program, f, handler->header)) ||
            (guess && !may_be_handler(program, f, handler)))
            continue;
        if (found == NULL || (found->kind == HANDLER_PARAMETERS && handler->kind == HANDLER_NAME))
            found = handler;
    }
    if (found != NULL)
        add_by_signature(finder, f, found);
}

/* The project knows its functions best, so its word comes first and alone; of several entries the first. */
static void find_declared(struct finder *finder)
{
    const struct program *program = finder->program;

    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (!catalog_handler_is_project(handler) || handler->phase == PHASE_SERVING)
            continue;
        for (uint32_t f = 0; f < program->function_count; f++) {
            if (program->functions[f].body == FACTS_NONE ||
                !signature_matches(program, &finder->names, f, handler))
                continue;
            program->handlers_met[h] = true;
            if (!finder->declared[f])
                add_by_signature(finder, f, handler);
            finder->declared[f] = true;
        }
    }
}

static void find_signatures(struct finder *finder)
{
    const struct program *program = finder->program;

    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].body != FACTS_NONE && !finder->registered[f] && !finder->declared[f])
            find_by_signature(finder, f, false);
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].body != FACTS_NONE && !finder->registered[f] && !finder->declared[f] &&
            !finder->answers[program->functions[f].group])
            find_by_signature(finder, f, true);
}

/* Fields through which something in the program calls. */
static bool *find_called_fields(const struct program *program)
{
    bool *called = ARENA_ARRAY(program->arena, program->field_count + 1, bool);

    for (uint32_t c = 0; c < program->call_count; c++)
        if (program->calls[c].kind == CALL_FIELD && program->calls[c].symbol_ref != PROGRAM_NONE)
            called[program->calls[c].symbol_ref] = true;
    return called;
}

/* What a field of a host's table says of its functions, by its name; NULL: it may be any table. */
static const struct catalog_handler *table_entry(const struct program *program, uint32_t field)
{
    for (size_t h = 0; h < program->catalog->handler_count; h++) {
        const struct catalog_handler *handler = &program->catalog->handlers[h];

        if (handler->kind == HANDLER_TABLE && path_matches(handler->name, program->fields[field].name))
            return handler;
    }
    return NULL;
}

/* What is known of a record as a table of functions. */
struct table {
    bool starts;  /* it has a function for the start */
    bool answers; /* and one for later */
    bool called;  /* something here calls one of them */
};

/* By record name, for all fields; `tables` and `ids` are the caller's. */
static void read_tables(const struct program *program, struct map *ids, struct table *tables)
{
    const bool *called = find_called_fields(program);

    for (uint32_t f = 0; f < program->field_count; f++) {
        struct table *table = &tables[map_put_str(ids, program->fields[f].record, f)];
        const struct catalog_handler *entry =
            program->field_sets[f].count > 0 ? table_entry(program, f) : NULL;

        table->called |= called[f] || program->fields[f].record[0] == '\0';
        table->starts |= entry != NULL && entry->phase == PHASE_STARTUP;
        table->answers |= entry != NULL && entry->phase == PHASE_REQUEST;
    }
}

/* Tables of functions for a host that is not in the program: a module's. As good a guess as a name. */
static void find_in_tables(struct finder *finder)
{
    struct program *program = finder->program;
    struct table *tables = ARENA_ARRAY(program->arena, program->field_count + 1, struct table);
    struct map ids = {0};

    read_tables(program, &ids, tables);
    for (uint32_t f = 0; f < program->field_count; f++) {
        const struct function_set *set = &program->field_sets[f];
        const struct table *table = &tables[map_get_str(&ids, program->fields[f].record)];
        const struct catalog_handler *handler =
            set->count > 0 && table->starts && table->answers && !table->called ? table_entry(program, f)
                                                                                : NULL;

        for (uint32_t m = 0; handler != NULL && m < set->count; m++) {
            uint32_t function = program->set_members[set->first + m];

            if (!finder->registered[function] && !finder->answers[program->functions[function].group])
                add_root(finder, function, handler, handler->phase,
                         arena_printf(program->arena, "stored in %s.%s, which nobody here calls",
                                      program->fields[f].record, program->fields[f].name));
        }
    }
    map_release(&ids);
}

void roots_find(struct program *program)
{
    struct finder finder = {.program = program,
                            .registered = ARENA_ARRAY(program->arena, program->function_count + 1, bool),
                            .declared = ARENA_ARRAY(program->arena, program->function_count + 1, bool),
                            .answers = ARENA_ARRAY(program->arena, program->group_count + 1, bool)};

    program->handlers_met = ARENA_ARRAY(program->arena, program->catalog->handler_count + 1, bool);
    for (uint32_t f = 0; f < program->function_count; f++)
        map_put_str(&finder.names, program->functions[f].name, f);
    find_declared(&finder);
    find_given(&finder);
    find_in_fields(&finder);
    find_directives(&finder);
    find_in_variables(&finder);
    find_signatures(&finder);
    find_in_tables(&finder);
    map_release(&finder.names);
    program->root_count = finder.roots.count;
    program->roots = ARENA_ARRAY(program->arena, finder.roots.count + 1, struct root);
    if (finder.roots.count > 0)
        memcpy(program->roots, finder.roots.data, finder.roots.count * sizeof *program->roots);
    vec_release(&finder.roots);
}
