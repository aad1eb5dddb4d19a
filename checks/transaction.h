/* Whether somebody puts a transaction around statements. */
#ifndef DAWDLE_CHECKS_TRANSACTION_H
#define DAWDLE_CHECKS_TRANSACTION_H

#include "analyzer/link/program.h"

/* Whether the SQL text changes rows: without a transaction around it the statement is one of its own. */
bool sql_writes(const char *text);
/* Whether the function, or one that it is called from however far up, has a transaction begun: it gives a
 * call the text BEGIN or SAVEPOINT, or calls a function that does. */
bool transaction_in_sight(const struct program *program, uint32_t function);

#endif
