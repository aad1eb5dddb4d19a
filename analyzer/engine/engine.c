/* The phases in their order: settings, units, facts, program, findings. Each step is a function of what the
 * one before it made; only this file knows them all. */
#include "analyzer/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/engine/selection.h"
#include "analyzer/engine/unmatched.h"
#include "checks/rules.h"

static bool list_has(const char *const *list, const char *text)
{
    for (; list && *list; list++) {
        if (strcmp(*list, text) == 0)
            return true;
    }
    return false;
}

static const char *const *rule_ids(struct arena *arena)
{
    const char **ids = ARENA_ARRAY(arena, rule_count + 1, const char *);

    for (size_t i = 0; i < rule_count; i++)
        ids[i] = rules[i].id;
    return ids;
}

static bool read_settings(struct engine_result *result, const char *path, struct arena *arena,
                          struct error *error)
{
    settings_default(&result->settings);
    return !path || settings_read(&result->settings, path, rule_ids(arena), arena, error);
}

/* Settings say where the database is, and what is read says where the project is: so settings near what was
 * asked for come first, and only without any those at the root. */
static bool choose(struct engine_result *result, struct selection *selection,
                   const struct engine_request *request, struct arena *arena, struct error *error)
{
    const char *path = request->settings;

    if (path)
        path = path_absolute(arena, selection->working, path);
    else
        path = settings_find(selection_folder(selection, request, arena), arena);
    if (!read_settings(result, path, arena, error) ||
        !selection_choose(selection, request, result->settings.build, arena, error))
        return false;
    if (!path && (path = settings_find(selection->root, arena)) != NULL)
        return read_settings(result, path, arena, error);
    return true;
}

static bool load_catalog(struct engine_result *result, struct arena *arena, struct error *error)
{
    const struct json *document = result->settings.document;

    catalog_load(&result->catalog, arena);
    return !document || catalog_extend(&result->catalog, document, document->root, error);
}

static bool extract(struct engine_result *result, const struct selection *selection,
                    const struct engine_request *request, struct arena *arena, struct error *error)
{
    struct extract_options options = {.root = selection->root,
                                      .extra_args = request->extra_args,
                                      .jobs = request->jobs,
                                      .timeout = request->unit_timeout,
                                      .memory = request->unit_memory,
                                      .progress = request->progress,
                                      .context = request->progress_context};

    options.program = extract_program(arena, error);
    if (!options.program)
        return false;
    result->unit_count = selection->chosen.count;
    result->units = ARENA_ARRAY(arena, result->unit_count + 1, struct extract_unit);
    for (size_t i = 0; i < result->unit_count; i++) {
        struct compile_entry *entry = ARENA_NEW(arena, struct compile_entry);

        *entry = selection->chosen.data[i].entry;
        result->units[i].entry = entry;
        if (entry->language != LANGUAGE_C)
            result->units[i].status = EXTRACT_SKIPPED;
    }
    return extract_units(result->units, result->unit_count, &options, arena, error);
}

/* Leaves out the units that were read only to see whether they include a header. One that failed may have:
 * it stays, so that the run is not taken for complete. */
static bool keep_includers(struct engine_result *result, const struct selection *selection,
                           struct arena *arena, struct error *error)
{
    size_t kept = 0, seen = 0;

    if (selection->headers.items.count == 0)
        return true;
    for (size_t i = 0; i < result->unit_count; i++) {
        struct extract_unit *unit = &result->units[i];
        bool keep = selection->chosen.data[i].asked;

        if (!keep && unit->block)
            keep = selection_includes(selection, &unit->facts, arena);
        else if (!keep)
            keep = unit->status == EXTRACT_FAILED;
        if (!keep) {
            free(unit->block);
            continue;
        }
        seen += unit->block != NULL;
        result->units[kept++] = *unit;
    }
    /* What is left behind `kept` are copies: their blocks belong to those kept or are gone. */
    result->unit_count = kept;
    if (seen == 0)
        return error_set(error, "no unit that could be read includes %s; name a source file that does",
                         selection->headers.items.data[0]);
    return true;
}

static void count_units(struct engine_result *result, struct arena *arena)
{
    struct unit_notice *notices = ARENA_ARRAY(arena, result->unit_count + 1, struct unit_notice);
    struct unit_counts *counts = &result->counts;

    counts->notices = notices;
    for (size_t i = 0; i < result->unit_count; i++) {
        const struct extract_unit *unit = &result->units[i];
        bool failed = unit->status == EXTRACT_FAILED;

        if (unit->status == EXTRACT_SKIPPED) {
            counts->skipped++;
            continue;
        }
        counts->failed += failed;
        counts->analysed += !failed;
        counts->incomplete += unit->status == EXTRACT_INCOMPLETE;
        if (unit->status != EXTRACT_OK)
            notices[counts->notice_count++] =
                (struct unit_notice){path_below(unit->entry->file, result->root), failed, unit->reason};
    }
}

static void take_remarks(struct engine_result *result, const struct selection *selection, struct arena *arena)
{
    result->remark_count = selection->remarks.count;
    result->remarks = ARENA_ARRAY(arena, result->remark_count + 1, const char *);
    for (size_t i = 0; i < result->remark_count; i++)
        result->remarks[i] = selection->remarks.data[i];
}

bool engine_extract(struct engine_result *result, const struct engine_request *request, struct arena *arena,
                    struct error *error)
{
    struct selection selection;
    bool ok;

    *result = (struct engine_result){.root = "", .database = "", .findings = {.arena = arena}};
    settings_default(&result->settings);
    ok = selection_start(&selection, request, arena, error) &&
         choose(result, &selection, request, arena, error) && load_catalog(result, arena, error) &&
         extract(result, &selection, request, arena, error);
    if (ok) {
        result->root = selection.root;
        result->database = selection.database;
        ok = keep_includers(result, &selection, arena, error);
    }
    if (ok) {
        count_units(result, arena);
        take_remarks(result, &selection, arena);
    } else {
        engine_release(result);
    }
    selection_release(&selection);
    return ok;
}

static enum runtime runtime_of(const struct settings *settings)
{
    if (strcmp(settings->runtime, "single-threaded") == 0)
        return RUNTIME_SINGLE;
    return strcmp(settings->runtime, "threaded") == 0 ? RUNTIME_THREADED : RUNTIME_ANY;
}

static void link_program(struct engine_result *result, struct arena *arena)
{
    struct link_options options = {runtime_of(&result->settings), result->settings.small_bound};
    struct link_input *inputs = ARENA_ARRAY(arena, result->unit_count + 1, struct link_input);
    uint32_t count = 0;

    for (size_t i = 0; i < result->unit_count; i++) {
        const struct extract_unit *unit = &result->units[i];

        if (unit->block)
            inputs[count++] =
                (struct link_input){&unit->facts, path_below(unit->entry->output, result->root)};
    }
    if (count > 0)
        result->program = program_link(inputs, count, &result->catalog, &options, arena);
}

static void count_program(struct engine_result *result)
{
    const struct program *program = result->program;

    for (uint32_t i = 0; i < program->function_count; i++)
        result->functions += program->functions[i].body != FACTS_NONE;
    result->loops = program->loop_count;
    result->indirect_resolved = program->indirect_resolved;
    result->indirect_unresolved = program->indirect_unresolved;
    result->handlers = program->handler_count;
}

static const enum level setting_levels[] = {
    [SETTING_NOTE] = LEVEL_NOTE, [SETTING_WARNING] = LEVEL_WARNING, [SETTING_ERROR] = LEVEL_ERROR};

enum level engine_rule_level(const struct engine_result *result, const struct engine_request *request,
                             const struct rule *rule)
{
    enum setting_level setting = settings_level(&result->settings, rule->id);
    bool only = request->only && request->only[0];

    if (list_has(request->skip, rule->id) || (only && !list_has(request->only, rule->id)))
        return LEVEL_OFF;
    if (setting == SETTING_OFF)
        return only ? rule->level : LEVEL_OFF;
    return setting == SETTING_UNSET ? rule->level : setting_levels[setting];
}

/* The settings' level is for findings that the rule is sure of; those that it doubts stay below. */
static enum level set_level(const struct finding *finding, enum setting_level setting)
{
    if (setting == SETTING_UNSET || setting == SETTING_OFF)
        return finding->level;
    if (finding->level >= finding->rule->level || finding->level > setting_levels[setting])
        return setting_levels[setting];
    return finding->level;
}

/* Whether the settings let the finding's file be judged. */
static bool is_reported(const struct engine_result *result, const struct finding *finding,
                        struct arena *arena)
{
    return !settings_excludes(&result->settings, path_absolute(arena, result->root, finding->at.path));
}

/* The file's own path where `path` leads to it through a symbolic link within the root: what is reached by
 * two names is one place, reported once. */
static const char *own_path(const struct engine_result *result, const char *real_root, const char *path,
                            struct arena *arena)
{
    const char *real = path_real(arena, path_absolute(arena, result->root, path));

    return real != NULL && path_is_below(real, real_root) ? path_below(real, real_root) : path;
}

static void remark(struct engine_result *result, struct arena *arena, const char *text)
{
    const char **remarks = ARENA_ARRAY(arena, result->remark_count + 1, const char *);

    if (result->remark_count > 0)
        memcpy(remarks, result->remarks, result->remark_count * sizeof *remarks);
    remarks[result->remark_count++] = text;
    result->remarks = remarks;
}

/* Where all of the project was read: what was not may be what an entry is about. */
static void remark_unmatched(struct engine_result *result, const struct engine_request *request,
                             struct arena *arena)
{
    remark_list remarks = {0};

    if ((request->paths && request->paths[0]) || result->counts.failed > 0 || result->counts.skipped > 0)
        return;
    unmatched_find(result, &remarks, arena);
    for (uint32_t i = 0; i < remarks.count; i++)
        remark(result, arena, remarks.data[i]);
    vec_release(&remarks);
}

static const struct check_evidence *evidence_of(const struct settings *settings, struct arena *arena)
{
    struct check_evidence *evidence = ARENA_ARRAY(arena, settings->evidence_count + 1, struct check_evidence);

    for (size_t i = 0; i < settings->evidence_count; i++)
        evidence[i] = (struct check_evidence){settings->evidence[i].what, settings->evidence[i].text};
    return evidence;
}

static void run_checks(struct engine_result *result, const struct engine_request *request,
                       struct arena *arena)
{
    struct check_options options = {.heavy_include_lines = result->settings.heavy_include_lines,
                                    .evidence = evidence_of(&result->settings, arena),
                                    .evidence_count = result->settings.evidence_count};
    struct finding_list *list = &result->findings;
    const char *real_root = path_real(arena, result->root);
    uint32_t kept = 0, outside = 0;

    for (size_t i = 0; i < rule_count; i++) {
        if (engine_rule_level(result, request, &rules[i]) != LEVEL_OFF)
            rules[i].run(&rules[i], result->program, &options, list);
    }
    for (uint32_t i = 0; i < list->items.count; i++) {
        struct finding *finding = &list->items.data[i];

        /* Files outside the root are systems' and libraries': nobody here can change them. */
        outside += finding->at.path[0] == '/';
        if (finding->at.path[0] == '/' || !is_reported(result, finding, arena))
            continue;
        if (real_root != NULL)
            finding->at.path = own_path(result, real_root, finding->at.path, arena);
        finding->level = set_level(finding, settings_level(&result->settings, finding->rule->id));
        list->items.data[kept++] = *finding;
    }
    list->items.count = kept;
    if (outside > 0)
        remark(result, arena,
               arena_printf(arena, "%u finding%s in files outside %s %s left out", outside,
                            outside == 1 ? "" : "s", result->root, outside == 1 ? "is" : "are"));
    findings_finish(list);
}

bool engine_run(struct engine_result *result, const struct engine_request *request, struct arena *arena,
                struct error *error)
{
    if (!engine_extract(result, request, arena, error))
        return false;
    link_program(result, arena);
    if (result->program) {
        count_program(result);
        remark_unmatched(result, request, arena);
        run_checks(result, request, arena);
    }
    return true;
}

void engine_release(struct engine_result *result)
{
    if (result->program)
        program_release(result->program);
    vec_release(&result->findings.items);
    extract_units_release(result->units, result->unit_count);
    if (result->catalog.arena)
        catalog_release(&result->catalog);
    settings_release(&result->settings);
    *result = (struct engine_result){.root = "", .database = ""};
}
