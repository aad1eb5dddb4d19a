/* What the function of a thread is: a worker that serves for good, or one job; and whether all workers that
 * run it wait for each other. For thread-in-handler; pure. */
#ifndef DAWDLE_CHECKS_WORKERS_H
#define DAWDLE_CHECKS_WORKERS_H

#include "analyzer/link/program.h"

/* A worker serves a queue or loops for good; a one-shot thread does one job and ends. A function that only
 * hands over to one other is what that one is. */
bool thread_is_worker(const struct program *program, uint32_t function);

struct work_lock {
    const char *text;  /* the lock, as the function that takes it writes it */
    uint32_t function; /* takes it */
};
/* Whether all that the function does for its jobs happens with one and the same lock held, and that lock is
 * the same for all threads that run it: a static object, or part of what the threads are given where
 * `shared` says that they are all given the same. Texts in the arena. */
bool thread_is_serialised(const struct program *program, uint32_t function, bool shared,
                          struct work_lock *lock, struct arena *arena);

#endif
