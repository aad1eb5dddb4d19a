/* The command line: one table of options that parses, prints --help, and tells other writers (manual page,
 * shell completion) what there is.
 *
 * Ownership: options_parse() keeps pointers into argv; lists are in the arena given. */
#ifndef DAWDLE_CLI_OPTIONS_H
#define DAWDLE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"
#include "analyzer/findings/finding.h"

/* Subcommands that an option belongs to; a bit mask. */
enum command_bit {
    COMMAND_SCAN = 1,
    COMMAND_FACTS = 2,
    COMMAND_EXPLAIN = 4,
    COMMAND_RULES = 8,
    COMMAND_INIT = 16
};

struct option_spec {
    int letter;           /* the short form, or a number above 255 when there is none */
    const char *name;     /* without the two hyphens */
    const char *argument; /* what stands for its argument in --help; NULL when it takes none */
    unsigned commands;    /* enum command_bit */
    const char *help;     /* one sentence or two */
};

extern const struct option_spec option_specs[];
extern const size_t option_spec_count;

enum format { FORMAT_TEXT, FORMAT_SARIF, FORMAT_JSON };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct output {
    enum format format;
    const char *path; /* NULL: standard output */
};

#define OUTPUTS_MAX 8

struct string_list {
    const char **items; /* NULL terminated */
    size_t count;
};

struct options {
    const char *database; /* -p; NULL: look for it */
    const char *settings; /* --settings; NULL: look for it */
    unsigned jobs;        /* 0: one a core */
    struct output outputs[OUTPUTS_MAX];
    size_t output_count;
    bool to_standard_output;       /* -o - */
    struct string_list only, skip; /* rule ids, known ones; empty: all, none */
    enum level level;              /* what is shown */
    enum level fail_on;            /* LEVEL_OFF: never */
    bool allow_incomplete;
    unsigned unit_timeout; /* seconds; 0: the engine's default */
    unsigned unit_memory;  /* MB; 0: the engine's default */
    struct string_list extra_args;
    enum color color;
    bool quiet, verbose;
    bool help, version;       /* asked for: the rest need not be complete */
    struct string_list paths; /* as given */
    struct string_list flags; /* after -- */
    bool has_flags;           /* there was a -- */
};

/* Parses argv[first..argc) for one subcommand (a single bit). */
bool options_parse(struct options *options, unsigned command, int argc, char **argv, int first,
                   struct arena *arena, struct error *error);

/* The options of a subcommand, one or more lines each, 80 columns wide. */
void options_help(unsigned command, struct buf *out);

#endif
