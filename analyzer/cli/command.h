/* The subcommands: what main dispatches to. Each gets options that are valid for it and returns the exit
 * status. */
#ifndef DAWDLE_CLI_COMMAND_H
#define DAWDLE_CLI_COMMAND_H

#include "analyzer/base/arena.h"
#include "analyzer/cli/options.h"

enum status {
    STATUS_CLEAN = 0,
    STATUS_FINDINGS = 1,   /* at or above --fail-on */
    STATUS_TROUBLE = 2,    /* usage or settings error, or output that could not be written */
    STATUS_INCOMPLETE = 3, /* no such finding, but some unit was incomplete or failed */
};

typedef enum status command_run(const struct options *options, struct arena *arena);

struct command {
    const char *name; /* "" for the one that runs when none is named */
    unsigned bit;     /* enum command_bit */
    const char *usage;
    const char *summary; /* a sentence, lines of 80 columns at most */
    command_run *run;
};

extern const struct command commands[];
extern const size_t command_count;

command_run command_scan, command_facts, command_explain, command_init, command_rules;

#endif
