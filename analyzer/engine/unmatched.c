/* Looks for the names that entries of the settings are about: functions called or defined, variables, fields
 * and files. Only for names that are compared as they stand; what an entry says of a match is its readers'
 * business. */
#include "analyzer/engine/unmatched.h"

#include <string.h>

#include "analyzer/base/map.h"
#include "analyzer/base/path.h"

/* All names of the program, by what they name. */
struct names {
    const struct program *program;
    struct map functions, variables, fields, records;
};

static void names_read(struct names *names, const struct program *program)
{
    *names = (struct names){.program = program};
    for (uint32_t f = 0; f < program->function_count; f++)
        map_put_str(&names->functions, program->functions[f].name, f);
    for (uint32_t v = 0; v < program->variable_count; v++)
        map_put_str(&names->variables, program->variables[v].name, v);
    for (uint32_t f = 0; f < program->field_count; f++) {
        map_put_str(&names->fields, program->fields[f].name, f);
        map_put_str(&names->records, program->fields[f].record, f);
    }
}

static void names_release(struct names *names)
{
    map_release(&names->functions);
    map_release(&names->variables);
    map_release(&names->fields);
    map_release(&names->records);
}

static bool has_function(const struct names *names, const char *pattern)
{
    if (map_get_str(&names->functions, pattern) != MAP_NONE)
        return true;
    for (uint32_t f = 0; strpbrk(pattern, "*?[") != NULL && f < names->program->function_count; f++)
        if (path_matches(pattern, names->program->functions[f].name))
            return true;
    return false;
}

static bool has_field(const struct names *names, const char *pattern)
{
    for (uint32_t f = 0; f < names->program->field_count; f++)
        if (path_matches(pattern, names->program->fields[f].name))
            return true;
    return false;
}

static bool has_member(const struct names *names, const char *record, const char *field)
{
    for (uint32_t f = 0; f < names->program->field_count; f++)
        if (strcmp(names->program->fields[f].record, record) == 0 &&
            strcmp(names->program->fields[f].name, field) == 0)
            return true;
    return false;
}

static bool is_met(const struct names *names, const struct catalog_handler *handler)
{
    for (uint32_t f = 0; f < names->program->function_count; f++)
        if (names->program->functions[f].serving == handler)
            return true;
    return names->program->handlers_met[handler - names->program->catalog->handlers];
}

static bool has_file(const struct names *names, const char *pattern)
{
    for (uint32_t u = 0; u < names->program->unit_count; u++) {
        const struct facts *facts = names->program->units[u].facts;

        for (uint32_t f = 0; f < facts->files_count; f++)
            if (path_matches(pattern, facts_string(facts, facts->files[f].path)))
                return true;
    }
    return false;
}

/* A sentence on what is missing for the handler, NULL when nothing is. */
static const char *handler_misses(const struct names *names, const struct catalog_handler *handler,
                                  struct arena *arena)
{
    switch (handler->kind) {
    case HANDLER_CALL:
    case HANDLER_NAME:
        return has_function(names, handler->name)
                   ? NULL
                   : arena_printf(arena, "no function is called \"%s\"", handler->name);
    case HANDLER_FIELD:
        if (map_get_str(&names->records, handler->name) == MAP_NONE)
            return arena_printf(arena, "no struct is called \"%s\" whose fields are used", handler->name);
        return has_member(names, handler->name, handler->field)
                   ? NULL
                   : arena_printf(arena, "\"%s\" has no field \"%s\" that is used", handler->name,
                                  handler->field);
    case HANDLER_VARIABLE:
        return map_get_str(&names->variables, handler->name) != MAP_NONE
                   ? NULL
                   : arena_printf(arena, "no variable is called \"%s\"", handler->name);
    case HANDLER_TABLE:
        return has_field(names, handler->name)
                   ? NULL
                   : arena_printf(arena, "no field that is used is called \"%s\"", handler->name);
    default:
        return is_met(names, handler) ? NULL : arena_printf(arena, "no function fits \"%s\"", handler->name);
    }
}

/* Evidence names a function, a variable, a field, what is written for one ("table->entries"), or files. */
static bool has_evident(const struct names *names, const char *what)
{
    return map_get_str(&names->functions, what) != MAP_NONE ||
           map_get_str(&names->variables, what) != MAP_NONE ||
           map_get_str(&names->fields, what) != MAP_NONE || strstr(what, "->") != NULL ||
           has_file(names, what);
}

void unmatched_find(const struct engine_result *result, remark_list *remarks, struct arena *arena)
{
    const struct catalog *catalog = &result->catalog;
    const char *file = path_basename(result->settings.path);
    struct names names;

    names_read(&names, result->program);
    for (size_t i = 0; i < catalog->function_count; i++) {
        const struct catalog_function *function = &catalog->functions[i];

        if (catalog_is_project(function) && !has_function(&names, function->name))
            vec_push(
                remarks,
                arena_printf(arena,
                             "%s: no function is called \"%s\", so its entry in \"functions\" does nothing",
                             file, function->name));
    }
    for (size_t i = 0; i < catalog->handler_count; i++) {
        const struct catalog_handler *handler = &catalog->handlers[i];
        const char *missing =
            catalog_handler_is_project(handler) ? handler_misses(&names, handler, arena) : NULL;

        if (missing != NULL)
            vec_push(remarks,
                     arena_printf(arena, "%s: %s, so its entry in \"handlers\" does nothing", file, missing));
    }
    for (size_t i = 0; i < result->settings.evidence_count; i++)
        if (!has_evident(&names, result->settings.evidence[i].what))
            vec_push(remarks, arena_printf(arena,
                                           "%s: no function, variable, field or file is called \"%s\", so "
                                           "its entry in \"evidence\" does nothing",
                                           file, result->settings.evidence[i].what));
    names_release(&names);
}
