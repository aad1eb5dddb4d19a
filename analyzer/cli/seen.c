/* A person must be able to tell "nothing found" from "not looked": whatever was left out or went wrong is
 * named, and the last line counts what was seen. */
#include "analyzer/cli/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"
#include "analyzer/cli/output.h"
#include "analyzer/report/text.h"

static unsigned terminal_width(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static void progress_clear(struct session *session)
{
    static const char clear[] = "\r\033[K";

    if (session->progress)
        (void)io_write_fd(STDERR_FILENO, clear, sizeof clear - 1);
    session->progress = false;
}

/* `[12/107] src/net.c`, over the line before it. */
static void progress_show(void *context, size_t done, size_t total, const char *file)
{
    struct session *session = context;
    struct buf line = {0};
    unsigned width = terminal_width();

    buf_printf(&line, "[%zu/%zu] ", done, total);
    text_safe(&line, path_below(file, session->current));
    progress_clear(session);
    (void)io_write_fd(STDERR_FILENO, line.data, line.length < width ? line.length : width - 1);
    session->progress = true;
    buf_release(&line);
}

static bool wants_progress(const struct options *options)
{
    const char *terminal = getenv("TERM");

    return !options->quiet && isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

void session_init(struct session *session, const struct options *options, struct arena *arena)
{
    *session = (struct session){.options = options, .current = path_current(arena)};
    session->request = (struct engine_request){
        .paths = options->paths.items,
        .database = options->database,
        .settings = options->settings,
        .flags = options->has_flags ? options->flags.items : NULL,
        .extra_args = options->extra_args.items,
        .only = options->only.items,
        .skip = options->skip.items,
        .jobs = options->jobs,
        .unit_timeout = options->unit_timeout,
        .unit_memory = options->unit_memory,
    };
    if (wants_progress(options)) {
        session->request.progress = progress_show;
        session->request.progress_context = session;
    }
    clock_gettime(CLOCK_MONOTONIC, &session->start);
}

static const char *shown_path(const struct session *session, const char *path, struct arena *arena)
{
    return path_relative(arena, session->current, path_absolute(arena, session->result.root, path));
}

static void tell_verbose(const struct session *session, struct arena *arena)
{
    static const char *const states[] = {"seen", "incomplete", "failed", "skipped, not C"};
    const struct engine_result *result = &session->result;

    message_print("root: %s", result->root);
    message_print("database: %s", result->database[0] ? result->database : "none");
    message_print("settings: %s", result->settings.path[0] ? result->settings.path : "none");
    for (size_t i = 0; i < result->unit_count; i++)
        message_print("%s: %s", shown_path(session, result->units[i].entry->file, arena),
                      states[result->units[i].status]);
}

static void tell_notices(const struct session *session, struct arena *arena)
{
    const struct unit_counts *counts = &session->result.counts;

    for (size_t i = 0; i < counts->notice_count; i++) {
        const struct unit_notice *notice = &counts->notices[i];

        message_print("%s: %s: %s", shown_path(session, notice->path, arena),
                      notice->failed ? "not analysed" : "incomplete", notice->reason);
    }
}

bool session_run(struct session *session, struct arena *arena)
{
    struct error error;
    bool ok = engine_run(&session->result, &session->request, arena, &error);

    progress_clear(session);
    if (!ok) {
        message_print("%s", error.text);
        return false;
    }
    for (size_t i = 0; i < session->result.remark_count && !session->options->quiet; i++)
        message_print("%s", session->result.remarks[i]);
    if (session->options->verbose)
        tell_verbose(session, arena);
    tell_notices(session, arena);
    return true;
}

void session_release(struct session *session)
{
    engine_release(&session->result);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void session_last_line(const struct session *session, size_t shown, size_t hidden)
{
    const struct engine_result *result = &session->result;
    const struct unit_counts *counts = &result->counts;
    struct timespec now;
    struct buf line = {0};

    if (session->options->quiet)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    buf_printf(&line, "%zu finding%s", shown, plural(shown));
    if (hidden > 0)
        buf_printf(&line, " and %zu below --level", hidden);
    buf_printf(&line, "; %u unit%s analysed, %u incomplete, %u failed, %u skipped", counts->analysed,
               plural(counts->analysed), counts->incomplete, counts->failed, counts->skipped);
    buf_printf(&line, "; %u function%s, %u loop%s", result->functions, plural(result->functions),
               result->loops, plural(result->loops));
    buf_printf(&line, ", %u indirect call%s resolved and %u not, %u handler%s", result->indirect_resolved,
               plural(result->indirect_resolved), result->indirect_unresolved, result->handlers,
               plural(result->handlers));
    buf_printf(&line, "; %.1f s",
               (double)(now.tv_sec - session->start.tv_sec) +
                   (double)(now.tv_nsec - session->start.tv_nsec) / 1e9);
    message_print("%s", buf_text(&line));
    buf_release(&line);
}
