/* The list of findings, and how it becomes final: one total order that does not depend on who added what
 * first, so that the number of workers or the order of units never shows in a report.
 *
 * Two sorts and one pass between them. The first sort puts the candidates for one line together and, within
 * one rule, the best first; the pass keeps what survives; the second sort gives the order for readers. */
#include "analyzer/findings/finding.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/error.h"
#include "analyzer/findings/rule.h"

const char *level_name(enum level level)
{
    switch (level) {
    case LEVEL_OFF: return "off";
    case LEVEL_NOTE: return "note";
    case LEVEL_WARNING: return "warning";
    case LEVEL_ERROR: return "error";
    }
    BUG("level %d", (int)level);
}

static const char *copy(struct arena *arena, const char *text)
{
    return text && text[0] ? arena_strdup(arena, text) : "";
}

void finding_add(struct finding_list *list, const struct finding *finding)
{
    struct finding own = *finding;
    own.at.path = finding->at.path ? finding->at.path : "";
    own.function = copy(list->arena, finding->function);
    own.message = copy(list->arena, finding->message);
    own.subject = copy(list->arena, finding->subject);
    own.steps = NULL;
    if (finding->step_count > 0)
        own.steps = ARENA_ARRAY(list->arena, finding->step_count, struct finding_step);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        own.steps[i] = finding->steps[i];
        own.steps[i].text = copy(list->arena, finding->steps[i].text);
        own.steps[i].detail = copy(list->arena, finding->steps[i].detail);
        if (!own.steps[i].at.path)
            own.steps[i].at.path = "";
    }
    vec_push(&list->items, own);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int compare_lines(const struct finding *a, const struct finding *b)
{
    int order = strcmp(a->at.path, b->at.path);
    return order ? order : compare_numbers(a->at.line, b->at.line);
}

static int compare_locations(const struct location *a, const struct location *b)
{
    int order = strcmp(a->path, b->path);
    if (!order)
        order = compare_numbers(a->line, b->line);
    if (!order)
        order = compare_numbers(a->column, b->column);
    if (!order)
        order = compare_numbers(a->end_line, b->end_line);
    return order ? order : compare_numbers(a->end_column, b->end_column);
}

static int compare_steps(const struct finding *a, const struct finding *b)
{
    int order = compare_numbers(a->step_count, b->step_count); /* the shorter way is easier to follow */
    for (uint32_t i = 0; !order && i < a->step_count; i++) {
        order = compare_locations(&a->steps[i].at, &b->steps[i].at);
        if (!order)
            order = strcmp(a->steps[i].text, b->steps[i].text);
        if (!order)
            order = compare_numbers(a->steps[i].nesting, b->steps[i].nesting);
    }
    return order;
}

/* Everything a finding says takes part: two that compare equal are the same finding. */
static int compare_candidates(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = compare_lines(a, b);
    if (!order)
        order = strcmp(a->rule->id, b->rule->id);
    if (!order)
        order = compare_numbers(b->rank, a->rank);
    if (!order)
        order = compare_numbers(b->level, a->level);
    if (!order)
        order = compare_locations(&a->at, &b->at);
    if (!order)
        order = compare_steps(a, b);
    if (!order)
        order = strcmp(a->message, b->message);
    if (!order)
        order = strcmp(a->function, b->function);
    return order ? order : strcmp(a->subject, b->subject);
}

/* After the pass there is one finding per rule and line, so that this is a total order. */
static int compare_final(const void *left, const void *right)
{
    const struct finding *a = left, *b = right;
    int order = compare_lines(a, b);
    if (!order)
        order = compare_numbers(a->at.column, b->at.column);
    return order ? order : strcmp(a->rule->id, b->rule->id);
}

/* Whether another rule of the same topic on this line has the word. */
static bool is_silenced(const struct finding *finding, const struct finding *line, uint32_t count)
{
    if (!finding->rule->topic || !finding->rule->topic[0])
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct rule *other = line[i].rule;
        if (other->topic && strcmp(other->topic, finding->rule->topic) == 0 &&
            other->precedence < finding->rule->precedence)
            return true;
    }
    return false;
}

/* Moves the best finding of each rule to the front of the line's candidates; returns how many. */
static uint32_t keep_best(struct finding *line, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || strcmp(line[kept - 1].rule->id, line[i].rule->id) != 0)
            line[kept++] = line[i];
    return kept;
}

/* Drops what is off, keeping the order. */
static uint32_t compact(struct finding *items, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (items[i].level != LEVEL_OFF)
            items[kept++] = items[i];
    return kept;
}

/* Switches off what does not speak on one line. Marks first and drops later, because a silenced finding must
 * still be there to be compared with. */
static void judge_line(struct finding *line, uint32_t count)
{
    uint32_t candidates = keep_best(line, count);
    for (uint32_t i = candidates; i < count; i++)
        line[i].level = LEVEL_OFF;
    for (uint32_t i = 0; i < candidates; i++)
        if (is_silenced(&line[i], line, candidates))
            line[i].level = LEVEL_OFF;
}

void findings_finish(struct finding_list *list)
{
    struct finding *items = list->items.data;
    uint32_t count = compact(items, list->items.count);
    list->items.count = count;
    if (count == 0)
        return;
    qsort(items, count, sizeof *items, compare_candidates);
    for (uint32_t first = 0, last; first < count; first = last) {
        for (last = first + 1; last < count && compare_lines(&items[first], &items[last]) == 0;)
            last++;
        judge_line(items + first, last - first);
    }
    list->items.count = compact(items, count);
    qsort(items, list->items.count, sizeof *items, compare_final);
}
