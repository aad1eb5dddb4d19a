/* The command that runs when none is named: analyses, writes each format asked for, and turns what was found
 * and what was not seen into the exit status. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/base/path.h"
#include "analyzer/base/source.h"
#include "analyzer/cli/command.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/seen.h"
#include "analyzer/cli/suggest.h"
#include "analyzer/report/json.h"
#include "analyzer/report/text.h"
#include "checks/rules.h"
#include "sarif/sarif.h"

static bool wants_color(const struct options *options, const struct output *output)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

    if (options->color != COLOR_AUTO)
        return options->color == COLOR_ALWAYS;
    return !output->path && isatty(STDOUT_FILENO) && !(none && none[0] != '\0') &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

static void sarif_write(struct session *session, struct source *source, struct arena *arena, struct buf *out)
{
    struct engine_result *result = &session->result;
    enum level *levels = ARENA_ARRAY(arena, rule_count, enum level);

    for (size_t i = 0; i < rule_count; i++)
        levels[i] = engine_rule_level(result, &session->request, &rules[i]);
    sarif_report(out, &(struct sarif_input){
                          .findings = &result->findings,
                          .rules = rules,
                          .rule_count = rule_count,
                          .levels = levels,
                          .references = result->catalog.references,
                          .reference_count = result->catalog.reference_count,
                          .notices = result->counts.notices,
                          .notice_count = result->counts.notice_count,
                          .source = source,
                          .root = result->root,
                          .version = DAWDLE_VERSION,
                          .reference_base = result->settings.reference_base,
                      });
}

static void format_write(struct session *session, const struct output *output, struct source *source,
                         struct arena *arena, struct buf *out)
{
    struct engine_result *result = &session->result;

    switch (output->format) {
    case FORMAT_TEXT:
        text_report(out, &result->findings, source,
                    &(struct text_options){.root = result->root,
                                           .current = session->current,
                                           .colour = wants_color(session->options, output),
                                           .details = session->options->verbose});
        return;
    case FORMAT_SARIF: sarif_write(session, source, arena, out); return;
    case FORMAT_JSON: json_report(out, &result->findings, &result->counts); return;
    }
    BUG("unknown format %d", (int)output->format);
}

/* All outputs are tried, so that one full disk does not cost the others. */
static bool write_outputs(struct session *session, struct arena *arena)
{
    const struct options *options = session->options;
    struct source source;
    struct error error;
    bool ok = true;

    source_init(&source, session->result.root);
    for (size_t i = 0; i < options->output_count; i++) {
        struct buf text = {0};

        format_write(session, &options->outputs[i], &source, arena, &text);
        if (!output_write(options->outputs[i].path, &text, &error)) {
            message_print("%s", error.text);
            ok = false;
        }
        buf_release(&text);
    }
    source_release(&source);
    return ok;
}

/* Drops the findings below `level` and returns how many. */
static size_t drop_below(struct finding_list *list, enum level level)
{
    uint32_t kept = 0, count = list->items.count;

    for (uint32_t i = 0; i < count; i++)
        if (list->items.data[i].level >= level)
            list->items.data[kept++] = list->items.data[i];
    list->items.count = kept;
    return count - kept;
}

static bool any_at(const struct finding_list *list, enum level level)
{
    for (uint32_t i = 0; level != LEVEL_OFF && i < list->items.count; i++)
        if (list->items.data[i].level >= level)
            return true;
    return false;
}

/* A word that is no file may be a command with a slip of the finger. */
static bool refuse_mistyped_command(const struct options *options)
{
    struct suggestion suggestion = {0};

    if (options->paths.count == 0 || path_exists(options->paths.items[0]))
        return false;
    for (size_t i = 1; i < command_count; i++)
        suggest(&suggestion, options->paths.items[0], commands[i].name);
    if (suggestion.best)
        message_print("there is no file or command '%s'; did you mean 'dawdle %s'?", options->paths.items[0],
                      suggestion.best);
    return suggestion.best != NULL;
}

enum status command_scan(const struct options *options, struct arena *arena)
{
    struct session session;
    enum status status = STATUS_CLEAN;
    size_t hidden;

    if (refuse_mistyped_command(options))
        return STATUS_TROUBLE;
    session_init(&session, options, arena);
    if (!session_run(&session, arena))
        return STATUS_TROUBLE;
    if (any_at(&session.result.findings, options->fail_on))
        status = STATUS_FINDINGS;
    else if (session.result.counts.notice_count > 0 && !options->allow_incomplete)
        status = STATUS_INCOMPLETE;
    hidden = drop_below(&session.result.findings, options->level);
    if (!write_outputs(&session, arena))
        status = STATUS_TROUBLE;
    session_last_line(&session, session.result.findings.items.count, hidden);
    session_release(&session);
    return status;
}
