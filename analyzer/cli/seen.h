/* What a run tells a person about itself: progress, what was assumed, units not seen whole, and the last
 * line. All of it on standard error. */
#ifndef DAWDLE_CLI_SEEN_H
#define DAWDLE_CLI_SEEN_H

#include <stddef.h>
#include <time.h>

#include "analyzer/base/arena.h"
#include "analyzer/cli/command.h"
#include "analyzer/cli/options.h"
#include "analyzer/engine/engine.h"

/* One run of the engine as the command line asks for it. */
struct session {
    const struct options *options;
    const char *current; /* working directory: paths in messages are relative to it */
    struct engine_request request;
    struct engine_result result;
    struct timespec start;
    bool progress; /* a progress line is on the terminal */
};

/* Fills the request. The session must stay where it is until the engine is done. */
void session_init(struct session *session, const struct options *options, struct arena *arena);
/* Extracts, links and checks; says what was assumed and which units were not seen whole. False after saying
 * why nothing could be analysed. */
bool session_run(struct session *session, struct arena *arena);
void session_release(struct session *session);

/* The last line; `shown` and `hidden` count findings. */
void session_last_line(const struct session *session, size_t shown, size_t hidden);

#endif
