/* Results. The way from the finding to what costs is a code flow; its steps are related locations too,
 * because code scanning lets a message link to those only. */
#include "sarif/result.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/base/error.h"
#include "analyzer/base/path.h"
#include "analyzer/findings/fingerprint.h"
#include "sarif/place.h"
#include "sarif/taxonomy.h"

/* What code scanning keeps of the steps of a flow. */
#define STEPS_MAX 1000

/* Appends plain text to a message, in which [text](target) would be a link: an expression such as
 * handlers[i](request) must not become one. */
static void add_message_text(struct buf *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        if (*at == '[') {
            const char *close = strchr(at, ']');
            if (close && close[1] == '(')
                buf_addch(out, '\\');
        }
        buf_addch(out, *at);
    }
}

/* The step that the message links to: the last one that code scanning can show, unless it lies on the line of
 * the finding itself. NULL when there is none. */
static const struct finding_step *linked_step(struct sarif_writer *writer, const struct finding *finding)
{
    for (uint32_t i = finding->step_count; i > 0; i--) {
        const struct finding_step *step = &finding->steps[i - 1];
        if (!place_is_inside(place_path(writer, step->at.path)) || step->at.line == 0)
            continue;
        bool is_here = step->at.line == finding->at.line && strcmp(step->at.path, finding->at.path) == 0;
        return is_here ? NULL : step;
    }
    return NULL;
}

/* Appends a link to related location 1, which is `at`. */
static void add_link(struct buf *out, const struct location *at)
{
    buf_addstr(out, " See [");
    for (const char *name = path_basename(at->path); *name; name++) {
        if (*name == '[' || *name == ']' || *name == '\\')
            buf_addch(out, '\\');
        buf_addch(out, *name);
    }
    buf_printf(out, ":%u](1).", at->line);
}

static void add_message(cJSON *result, const struct finding *finding, const struct finding_step *linked)
{
    struct buf text = {0};
    add_message_text(&text, finding->message);
    buf_addch(&text, '.');
    if (linked)
        add_link(&text, &linked->at);
    writer_add_message(result, "message", buf_text(&text));
    buf_release(&text);
}

static void add_location(cJSON *result, struct sarif_writer *writer, const struct finding *finding)
{
    struct location at = finding->at;
    if (at.line == 0)
        at.line = 1; /* a result needs a line; this one means the file */
    cJSON *location = json_push_object(json_add_array(result, "locations"));
    place_add(location, writer, &at, ARTIFACT_RESULT, PLACE_QUOTED);
    if (!finding->function[0])
        return;
    cJSON *logical = json_push_object(json_add_array(location, "logicalLocations"));
    json_add_text(logical, "name", finding->function);
    json_add_text(logical, "fullyQualifiedName", finding->function);
    json_add_text(logical, "kind", "function");
}

static void fill_step(cJSON *location, struct sarif_writer *writer, const struct finding_step *step)
{
    place_add(location, writer, &step->at, ARTIFACT_MENTIONED, PLACE_PLAIN);
    writer_add_message(location, "message", step->text);
}

static void add_flow(cJSON *result, struct sarif_writer *writer, const struct finding *finding)
{
    if (finding->step_count == 0)
        return;
    cJSON *flow = json_push_object(json_add_array(result, "codeFlows"));
    cJSON *thread = json_push_object(json_add_array(flow, "threadFlows"));
    cJSON *steps = json_add_array(thread, "locations");
    for (uint32_t i = 0; i < finding->step_count && i < STEPS_MAX; i++) {
        cJSON *step = json_push_object(steps);
        fill_step(json_add_object(step, "location"), writer, &finding->steps[i]);
        json_add_number(step, "nestingLevel", finding->steps[i].nesting);
    }
}

static void add_related(cJSON *result, struct sarif_writer *writer, const struct finding_step *linked)
{
    if (!linked)
        return;
    cJSON *location = json_push_object(json_add_array(result, "relatedLocations"));
    json_add_number(location, "id", 1);
    fill_step(location, writer, linked);
}

static void add_fingerprints(cJSON *result, struct sarif_writer *writer, const struct finding *finding)
{
    struct source *source = writer->input->source;
    cJSON *fingerprints = json_add_object(result, "partialFingerprints");
    const struct source_file *file = source_file(source, place_path(writer, finding->at.path));
    char text[64];
    if (file->text) {
        const struct line_hashes *hashes = writer_hashes(writer, file);
        uint32_t line = finding->at.line > 0 ? finding->at.line : 1;
        if (line <= hashes->count) {
            const struct line_hash *hash = &hashes->lines[line - 1];
            snprintf(text, sizeof text, "%" PRIx64 ":%u", hash->hash, hash->occurrence);
            json_add_text(fingerprints, "primaryLocationLineHash", text);
        }
    }
    snprintf(text, sizeof text, "%016" PRIx64, finding_fingerprint(finding, source));
    json_add_text(fingerprints, "dawdleContext/v1", text);
}

void result_add(cJSON *results, struct sarif_writer *writer, const struct finding *finding)
{
    uint32_t rule = writer_rule_index(writer, finding->rule);
    if (rule == FACTS_NONE)
        BUG("a finding of the rule %s, which is not in the table of rules", finding->rule->id);
    cJSON *result = json_push_object(results);
    json_add_text(result, "ruleId", finding->rule->id);
    json_add_number(result, "ruleIndex", rule);
    json_add_text(result, "kind", "fail");
    json_add_text(result, "level", level_name(finding->level));
    json_add_number(result, "rank", finding->rank);
    const struct finding_step *linked = linked_step(writer, finding);
    add_message(result, finding, linked);
    add_location(result, writer, finding);
    add_flow(result, writer, finding);
    add_related(result, writer, linked);
    taxonomy_add_taxa(result, writer, finding->rule);
    add_fingerprints(result, writer, finding);
}
