/* The text of a new dawdle.json: settings that change nothing yet, and around them, as comments, what dawdle
 * sees of the program and what it would be worth telling it. */
#ifndef DAWDLE_CLI_DETECTED_H
#define DAWDLE_CLI_DETECTED_H

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/engine/engine.h"

/* Appends a whole file of settings, valid as it stands. `result` comes from engine_run() and has a program.
 */
void detected_settings(const struct engine_result *result, struct buf *out, struct arena *arena);

#endif
