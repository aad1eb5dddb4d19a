/* dawdle: finds the subcommand in a table and hands it its options. Here and in the other files of this
 * folder is all the printing and exiting there is. */
#include <stdio.h>
#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/cli/command.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/output.h"

const struct command commands[] = {
    {"", COMMAND_SCAN, "[OPTIONS] [PATH...] [-- COMPILER FLAGS...]",
     "Finds C code that wastes a request's time, in the units of the compile database\n"
     "that lie under the paths (all of them without a path).",
     command_scan},
    {"explain", COMMAND_EXPLAIN, "RULE|REF-ID", "Prints a rule's page, or what a REF-ID means.",
     command_explain},
    {"facts", COMMAND_FACTS, "FILE.c [-- COMPILER FLAGS...]",
     "Prints what dawdle knows of one unit: its facts, and what each loop is.", command_facts},
    {"init", COMMAND_INIT, "[OPTIONS] [PATH...] [-- COMPILER FLAGS...]",
     "Writes a dawdle.json into the project's root with what was found as comments: what\n"
     "answers requests, the runtime, libraries, wrappers and entry points worth naming.\n"
     "One that is there stays as it is.",
     command_init},
    {"rules", COMMAND_RULES, "", "Lists the rules with their levels and REF-IDs.", command_rules},
};
const size_t command_count = sizeof commands / sizeof commands[0];

static const char exit_statuses[] =
    "\n"
    "Findings go to standard output, everything else to standard error.\n"
    "Exit status: 0 clean and complete; 1 findings at or above --fail-on; 2 usage or\n"
    "settings error, or output that could not be written; 3 no such finding, but some\n"
    "unit was incomplete or failed.\n";

static void help_usage(const struct command *command, const char *before, struct buf *out)
{
    buf_printf(out, "%s dawdle%s%s%s%s\n", before, command->name[0] ? " " : "", command->name,
               command->usage[0] ? " " : "", command->usage);
}

static void help_text(const struct command *command, struct buf *out)
{
    help_usage(command, "usage:", out);
    if (command->bit == COMMAND_SCAN)
        for (size_t i = 0; i < command_count; i++)
            if (&commands[i] != command)
                help_usage(&commands[i], "      ", out);
    buf_printf(out, "\n%s\n\n", command->summary);
    options_help(command->bit, out);
    if (command->bit == COMMAND_SCAN)
        buf_addstr(out, exit_statuses);
}

static enum status print(struct buf *text)
{
    struct error error;
    enum status status = STATUS_CLEAN;

    if (!output_write(NULL, text, &error)) {
        message_print("%s", error.text);
        status = STATUS_TROUBLE;
    }
    buf_release(text);
    return status;
}

static enum status run(int argc, char **argv, struct arena *arena)
{
    const struct command *command = &commands[0];
    struct options options;
    struct error error;
    struct buf text = {0};
    int first = 1;

    for (size_t i = 1; i < command_count && argc > 1; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            command = &commands[i];
            first = 2;
        }
    }
    if (!options_parse(&options, command->bit, argc, argv, first, arena, &error)) {
        message_print("%s", error.text);
        return STATUS_TROUBLE;
    }
    if (options.help) {
        help_text(command, &text);
        return print(&text);
    }
    if (options.version) {
        buf_addstr(&text, "dawdle " DAWDLE_VERSION "\n");
        return print(&text);
    }
    return command->run(&options, arena);
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    enum status status;

    output_init();
    if (argc < 1)
        return STATUS_TROUBLE;
    status = run(argc, argv, &arena);
    arena_release(&arena);
    return (int)status;
}
