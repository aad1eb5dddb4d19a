/* The worker's loop: requests on standard input, facts on standard output (analyzer/project/protocol.h). */
#ifndef DAWDLE_EXTRACT_WORKER_H
#define DAWDLE_EXTRACT_WORKER_H

#include <stddef.h>

#include "analyzer/base/error.h"

/* Limits this process to `bytes` of address space (0: no limit) and lets it leave no core file. Does nothing
 * under AddressSanitizer, which needs more address space than there is memory: there the parent watches. */
void worker_limit(size_t bytes);

/* Answers requests until the input ends; true then, false when the input or the output breaks. `arguments`
 * are those of the program, NULL terminated: after a crash inside libclang the worker starts itself anew with
 * them, because the memory of that unit is lost. */
bool worker_run(char *const *arguments, struct error *error);

/* Runs `function` on a stack deep enough for the walk of a unit. */
void worker_on_deep_stack(void (*function)(void *), void *data);

#endif
