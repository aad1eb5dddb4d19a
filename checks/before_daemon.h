/* Threads that are started before the program becomes a daemon; a part of thread-in-handler. */
#ifndef DAWDLE_CHECKS_BEFORE_DAEMON_H
#define DAWDLE_CHECKS_BEFORE_DAEMON_H

#include "analyzer/base/vec.h"
#include "analyzer/link/program.h"

struct lost_thread {
    uint32_t start;           /* call that starts the thread */
    uint32_t before, leaving; /* calls of one function: on the way to `start`, on the way to `fork` */
    uint32_t fork;            /* call after which the program goes on in another process */
};
struct lost_threads {
    VEC(struct lost_thread)
    found;
};

/* Finds them, each start once, in the order of the functions. The caller releases `found`. */
void before_daemon_find(const struct program *program, struct lost_threads *lost);

#endif
