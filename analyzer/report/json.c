/* The JSON list. Every key is always there, so that a script needs no test for presence; what is unknown is 0
 * or "". */
#include "analyzer/report/json.h"

#include "analyzer/base/arena.h"
#include "analyzer/base/json_build.h"
#include "analyzer/findings/rule.h"

static void add_location(cJSON *object, const struct location *at)
{
    json_add_text(object, "path", at->path);
    json_add_number(object, "line", at->line);
    json_add_number(object, "column", at->column);
    json_add_number(object, "endLine", at->end_line);
    json_add_number(object, "endColumn", at->end_column);
}

static void add_finding(cJSON *list, const struct finding *finding)
{
    cJSON *object = json_push_object(list);
    json_add_text(object, "rule", finding->rule->id);
    json_add_text(object, "level", level_name(finding->level));
    json_add_number(object, "rank", finding->rank);
    cJSON *references = json_add_array(object, "references");
    for (const char *const *id = finding->rule->references; *id; id++)
        json_push_text(references, *id);
    add_location(object, &finding->at);
    json_add_text(object, "function", finding->function);
    json_add_text(object, "message", finding->message);
    cJSON *steps = json_add_array(object, "steps");
    for (uint32_t i = 0; i < finding->step_count; i++) {
        cJSON *step = json_push_object(steps);
        add_location(step, &finding->steps[i].at);
        json_add_text(step, "message", finding->steps[i].text);
        json_add_number(step, "nesting", finding->steps[i].nesting);
    }
}

static void add_units(cJSON *document, const struct unit_counts *units)
{
    cJSON *object = json_add_object(document, "units");
    json_add_number(object, "analysed", units->analysed);
    json_add_number(object, "incomplete", units->incomplete);
    json_add_number(object, "failed", units->failed);
    json_add_number(object, "skipped", units->skipped);
    cJSON *problems = json_add_array(object, "problems");
    struct arena arena = {0};
    const struct unit_notice **sorted = notices_sorted(units->notices, units->notice_count, &arena);
    for (size_t i = 0; i < units->notice_count; i++) {
        cJSON *problem = json_push_object(problems);
        json_add_text(problem, "path", sorted[i]->path);
        json_add_text(problem, "state", sorted[i]->failed ? "failed" : "incomplete");
        json_add_text(problem, "reason", sorted[i]->reason);
    }
    arena_release(&arena);
}

void json_report(struct buf *out, const struct finding_list *findings, const struct unit_counts *units)
{
    cJSON *document = json_new_object();
    json_add_number(document, "version", JSON_REPORT_VERSION);
    json_add_text(document, "tool", "dawdle");
    cJSON *list = json_add_array(document, "findings");
    for (uint32_t i = 0; i < findings->items.count; i++)
        add_finding(list, &findings->items.data[i]);
    add_units(document, units);
    json_print(out, document, true);
    cJSON_Delete(document);
}
