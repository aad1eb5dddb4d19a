/* The document: one run. Results are chosen first, since what is left out of them must be said in the
 * invocation, which stands before them. */
#include "sarif/sarif.h"

#include <stdlib.h>

#include "sarif/driver.h"
#include "sarif/place.h"
#include "sarif/result.h"
#include "sarif/taxonomy.h"
#include "sarif/uri.h"
#include "sarif/writer.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* Above so many results nobody reads the file, and indenting it would triple its size. */
#define INDENTED_MAX 5000

/* Findings by what becomes of them; positions in the list, ascending. */
struct choice {
    uint32_t *results, *outside;
    uint32_t result_count, outside_count;
    uint32_t cut; /* how many results there would be besides */
};

/* Whether to keep `a` before `b` where not all can be kept. */
static int compare_importance(const void *left, const void *right)
{
    const struct finding *const *a = left, *const *b = right;
    if ((*a)->level != (*b)->level)
        return (*a)->level > (*b)->level ? -1 : 1;
    if ((*a)->rank != (*b)->rank)
        return (*a)->rank > (*b)->rank ? -1 : 1;
    return (*a > *b) - (*a < *b); /* both point into the list, which is sorted */
}

static int compare_positions(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* Cuts the results to those that code scanning takes. */
static void cut_results(struct choice *choice, const struct finding_list *findings, struct arena *arena)
{
    if (choice->result_count <= SARIF_RESULTS_MAX)
        return;
    const struct finding **order = ARENA_ARRAY(arena, choice->result_count, const struct finding *);
    for (uint32_t i = 0; i < choice->result_count; i++)
        order[i] = &findings->items.data[choice->results[i]];
    qsort(order, choice->result_count, sizeof *order, compare_importance);
    for (uint32_t i = 0; i < SARIF_RESULTS_MAX; i++)
        choice->results[i] = (uint32_t)(order[i] - findings->items.data);
    choice->cut = choice->result_count - SARIF_RESULTS_MAX;
    choice->result_count = SARIF_RESULTS_MAX;
    qsort(choice->results, choice->result_count, sizeof *choice->results, compare_positions);
}

static struct choice choose(struct sarif_writer *writer)
{
    const struct finding_list *findings = writer->input->findings;
    struct choice choice = {.results = ARENA_ARRAY(&writer->arena, findings->items.count, uint32_t),
                            .outside = ARENA_ARRAY(&writer->arena, findings->items.count, uint32_t)};
    for (uint32_t i = 0; i < findings->items.count; i++)
        if (place_is_inside(place_path(writer, findings->items.data[i].at.path)))
            choice.results[choice.result_count++] = i;
        else
            choice.outside[choice.outside_count++] = i;
    cut_results(&choice, findings, &writer->arena);
    return choice;
}

/* Adds a notification; its message is `text`, its place `at` unless that is NULL. */
static void notify(cJSON *array, struct sarif_writer *writer, enum notification kind, const char *text,
                   const struct location *at, enum artifact_role role)
{
    cJSON *notification = json_push_object(array);
    driver_refer(notification, kind);
    writer_add_message(notification, "message", text);
    if (at && at->path[0])
        place_add(json_push_object(json_add_array(notification, "locations")), writer, at, role, PLACE_PLAIN);
}

static void notify_units(cJSON *array, struct sarif_writer *writer)
{
    const struct sarif_input *input = writer->input;
    const struct unit_notice **notices = notices_sorted(input->notices, input->notice_count, &writer->arena);
    for (size_t i = 0; i < input->notice_count; i++) {
        struct location at = {.path = notices[i]->path};
        const char *text = arena_printf(
            &writer->arena, "%s %s: %s.", notices[i]->path,
            notices[i]->failed ? "could not be analysed" : "was analysed with errors", notices[i]->reason);
        notify(array, writer, notices[i]->failed ? NOTIFY_UNIT_FAILED : NOTIFY_UNIT_INCOMPLETE, text, &at,
               ARTIFACT_UNIT);
    }
}

static void notify_left_out(cJSON *array, struct sarif_writer *writer, const struct choice *choice)
{
    for (uint32_t i = 0; i < choice->outside_count; i++) {
        const struct finding *finding = &writer->input->findings->items.data[choice->outside[i]];
        const char *text = arena_printf(&writer->arena, "%s: %s.", finding->rule->id, finding->message);
        notify(array, writer, NOTIFY_OUTSIDE_ROOT, text, &finding->at, ARTIFACT_MENTIONED);
    }
    if (choice->cut > 0)
        notify(array, writer, NOTIFY_TOO_MANY,
               arena_printf(&writer->arena, "%u more findings are not among the results.", choice->cut), NULL,
               ARTIFACT_MENTIONED);
}

/* A run that misses units is still a successful one: code scanning drops the results of one that is not. */
static void add_invocation(cJSON *run, struct sarif_writer *writer, const struct choice *choice)
{
    cJSON *invocation = json_push_object(json_add_array(run, "invocations"));
    json_add_bool(invocation, "executionSuccessful", true);
    cJSON *notifications = json_add_array(invocation, "toolExecutionNotifications");
    notify_units(notifications, writer);
    notify_left_out(notifications, writer, choice);
}

static void add_root(cJSON *run, const struct sarif_input *input)
{
    cJSON *base = json_add_object(json_add_object(run, "originalUriBaseIds"), "%SRCROOT%");
    if (!input->deterministic) {
        struct buf uri = {0};
        uri_add_file(&uri, input->root);
        if (uri.data[uri.length - 1] != '/')
            buf_addch(&uri, '/');
        json_add_text(base, "uri", buf_text(&uri));
        buf_release(&uri);
    }
    writer_add_message(base, "description", "The root of the project.");
}

static void add_run(cJSON *document, struct sarif_writer *writer, const struct choice *choice)
{
    cJSON *run = json_push_object(json_add_array(document, "runs"));
    driver_add(run, writer);
    json_add_text(json_add_object(run, "automationDetails"), "id", "dawdle/");
    add_invocation(run, writer, choice);
    add_root(run, writer->input);
    json_add_text(run, "columnKind", "utf16CodeUnits");
    json_add_text(run, "defaultSourceLanguage", "c");
    cJSON *results = json_add_array(run, "results");
    for (uint32_t i = 0; i < choice->result_count; i++)
        result_add(results, writer, &writer->input->findings->items.data[choice->results[i]]);
    taxonomy_add_all(run, writer);
    place_add_artifacts(run, writer);
}

void sarif_report(struct buf *out, const struct sarif_input *input)
{
    struct sarif_writer writer;
    writer_init(&writer, input);
    struct choice choice = choose(&writer);
    cJSON *document = json_new_object();
    json_add_text(document, "version", "2.1.0");
    json_add_text(document, "$schema", SCHEMA);
    add_run(document, &writer, &choice);
    json_print(out, document, choice.result_count <= INDENTED_MAX);
    cJSON_Delete(document);
    writer_release(&writer);
}
