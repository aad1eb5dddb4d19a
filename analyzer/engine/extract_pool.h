/* Facts of many units from worker processes (`dawdle-extract --worker`, see analyzer/project/protocol.h).
 *
 * libclang can crash, hang or eat the memory on a hostile or unlucky source; in a process of its own that
 * costs this one unit. Workers have a time and a memory limit per unit, inherit no descriptor, and die with
 * this process, however it ends. A unit that fails in a worker that has served others is tried once more in a
 * fresh one, so that the result does not depend on which units shared a worker. */
#ifndef DAWDLE_ENGINE_EXTRACT_POOL_H
#define DAWDLE_ENGINE_EXTRACT_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/facts/facts.h"
#include "analyzer/project/compdb.h"

#define EXTRACT_TIMEOUT 60u   /* seconds for one unit */
#define EXTRACT_MEMORY  4096u /* MB for one unit */

enum extract_status {
    EXTRACT_OK,
    EXTRACT_INCOMPLETE, /* facts are there, but clang reported an error: something may be missing */
    EXTRACT_FAILED,     /* no facts */
    EXTRACT_SKIPPED,    /* not C; never sent to a worker */
};

struct extract_unit {
    const struct compile_entry *entry; /* set by the caller, as is status EXTRACT_SKIPPED */
    enum extract_status status;
    const char *reason; /* the first one when incomplete or failed, without full stop; else "" */
    struct facts facts; /* when ok or incomplete */
    void *block;        /* that facts is a view on; freed by extract_units_release() */
};

/* `done` of `total` units are done, `file` (absolute) the last of them. */
typedef void extract_progress(void *context, size_t done, size_t total, const char *file);

struct extract_options {
    const char *program;           /* path of dawdle-extract */
    const char *root;              /* of the project */
    const char *const *extra_args; /* added to each unit's arguments; NULL terminated, or NULL */
    unsigned jobs;                 /* at most so many workers; 0: one a core */
    unsigned timeout;              /* seconds; 0: EXTRACT_TIMEOUT */
    unsigned memory;               /* MB; 0: EXTRACT_MEMORY */
    extract_progress *progress;    /* may be NULL */
    void *context;
};

/* Fills status, reason, facts and block of all units that are not skipped. An error means that no worker
 * could be started at all. Reasons live in the arena. */
bool extract_units(struct extract_unit *units, size_t count, const struct extract_options *options,
                   struct arena *arena, struct error *error);
void extract_units_release(struct extract_unit *units, size_t count);

/* The path of dawdle-extract: $DAWDLE_EXTRACT, else beside the running program, else where the
 * installation puts it from there (../libexec/dawdle). */
const char *extract_program(struct arena *arena, struct error *error);

#endif
