/* What only many threads need, in a program that serves one request at a time; a part of thread-in-handler.
 */
#ifndef DAWDLE_CHECKS_ALONE_H
#define DAWDLE_CHECKS_ALONE_H

#include "checks/rules.h"

/* Reports what requests meet there: parallel OpenMP regions, and, in a program that starts no thread, locks
 * that lie in its own memory and thread-local variables, each once, as notes. */
void alone_check(const struct rule *rule, const struct program *program, struct finding_list *out);

#endif
