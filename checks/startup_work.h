/* What a function that runs at load time does there that takes time: files, name servers, connections,
 * processes, plugins, sleeping, spinning on a clock, tests run one after the other, big tables.
 *
 * Follows calls by name and calls whose only target is known, shortest way first. Not counted: what runs only
 * after a failure, what runs only when an environment variable or a switch that nothing at load time turns on
 * asks for it, output, single system calls on one name, and loops of a small or unknown number of rounds. */
#ifndef DAWDLE_CHECKS_STARTUP_WORK_H
#define DAWDLE_CHECKS_STARTUP_WORK_H

#include "analyzer/base/vec.h"
#include "analyzer/link/program.h"

#define STARTUP_ROUNDS 65536 /* a loop of fewer rounds is over before anybody notices */
#define STARTUP_BYTES  (1 << 20)

enum work_kind {
    WORK_FILES,
    WORK_NAMES, /* asks a name server */
    WORK_REMOTE,
    WORK_PROCESSES,
    WORK_PLUGINS,
    WORK_SLEEP,
    WORK_SPIN,  /* loops until a clock says enough */
    WORK_TESTS, /* calls the functions of a table one after the other */
    WORK_DATA,  /* many rounds or bytes */
    WORK_KINDS
};

struct work {
    enum work_kind kind;
    uint32_t function, node; /* where it is done: a call or a loop */
    uint32_t site;           /* node in the body of the root through which it is reached */
    const char *what;        /* "fopen", "`algs[i].kat`" */
};

struct startup_work {
    VEC(struct work)
    items; /* by function in the order of the walk, then by node */
    /* By function, the call through which the walk came first: PROGRAM_NONE for the root, STARTUP_UNSEEN
     * where it did not come. */
    uint32_t *came_by;
};
#define STARTUP_UNSEEN (UINT32_MAX - 1)

/* Finds what `root` does; texts come from `arena`. Released by startup_work_release(). */
void startup_work_find(struct startup_work *work, const struct program *program, uint32_t root,
                       struct arena *arena);
void startup_work_release(struct startup_work *work);

#endif
