/* `dawdle init`: looks at the project once and writes a first dawdle.json. A file that is there is somebody's
 * work and is never touched: not by an option, and not in a race either, since it is created and not
 * replaced. */
#include <string.h>

#include "analyzer/base/io.h"
#include "analyzer/base/path.h"
#include "analyzer/cli/command.h"
#include "analyzer/cli/detected.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/seen.h"

#define SETTINGS_NAME "dawdle.json"

static bool refuse_existing(const char *path)
{
    if (!path_exists(path))
        return false;
    message_print("%s is there already and stays as it is; 'dawdle init -o -' prints what it would be now",
                  path);
    return true;
}

/* Where the settings go: what -o says, else the root that the run found; NULL: standard output. */
static const char *target_of(const struct session *session, struct arena *arena)
{
    const struct output *output = &session->options->outputs[0];

    if (session->options->to_standard_output)
        return NULL;
    if (output->path)
        return path_absolute(arena, session->current, output->path);
    return path_absolute(arena, session->result.root, SETTINGS_NAME);
}

static enum status write_settings(const struct session *session, const char *path, struct arena *arena)
{
    struct buf text = {0};
    struct error error;
    bool ok;

    detected_settings(&session->result, &text, arena);
    ok =
        path ? io_create_file(path, buf_text(&text), text.length, &error) : output_write(NULL, &text, &error);
    buf_release(&text);
    if (!ok) {
        message_print("%s", error.text);
        return STATUS_TROUBLE;
    }
    if (path && !session->options->quiet)
        message_print("%s is written; its comments tell what was found",
                      path_relative(arena, session->current, path));
    return session->result.counts.notice_count > 0 && !session->options->allow_incomplete ? STATUS_INCOMPLETE
                                                                                          : STATUS_CLEAN;
}

enum status command_init(const struct options *options, struct arena *arena)
{
    struct session session;
    enum status status = STATUS_TROUBLE;
    const char *path;

    session_init(&session, options, arena);
    if (!options->to_standard_output && options->outputs[0].path &&
        refuse_existing(path_absolute(arena, session.current, options->outputs[0].path)))
        return STATUS_TROUBLE;
    if (!session_run(&session, arena))
        return STATUS_TROUBLE;
    path = target_of(&session, arena);
    if (!session.result.program)
        message_print("no unit could be analysed, so there is nothing to write down");
    else if (!path || !refuse_existing(path))
        status = write_settings(&session, path, arena);
    session_release(&session);
    return status;
}
