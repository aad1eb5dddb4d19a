/* getopt_long does the parsing; its tables are made from option_specs, so that an option stands in one place
 * only. What follows `--` is cut off first: it belongs to the compiler, and getopt must not see it. */
#include "analyzer/cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/cli/suggest.h"
#include "checks/rules.h"

enum {
    OPTION_ONLY = 256,
    OPTION_SKIP,
    OPTION_LEVEL,
    OPTION_FAIL_ON,
    OPTION_ALLOW_INCOMPLETE,
    OPTION_UNIT_TIMEOUT,
    OPTION_UNIT_MEMORY,
    OPTION_SETTINGS,
    OPTION_EXTRA_ARG,
    OPTION_COLOR,
    OPTION_VERSION,
    OPTION_FORMAT,
};

#define UNITS (COMMAND_SCAN | COMMAND_FACTS | COMMAND_INIT)
#define ALL   (UNITS | COMMAND_EXPLAIN | COMMAND_RULES)

const struct option_spec option_specs[] = {
    {'p', "database", "DIR|FILE", UNITS,
     "The compile database, or the folder that holds it. Else it is looked for from the paths upwards: in "
     "each folder, its build/, build/*/ and out/, up to the repository's root; then compile_flags.txt."},
    {'j', "jobs", "N", COMMAND_SCAN | COMMAND_INIT, "Workers at a time (default: one a core)."},
    {OPTION_FORMAT, "format", "FORMAT", COMMAND_SCAN,
     "text (the default), sarif or json. May be repeated; each -o that follows is for the last one."},
    {'o', "output", "FILE", COMMAND_SCAN | COMMAND_INIT,
     "Where the result goes, - for standard output: a format instead of there, which takes one only; new "
     "settings instead of the dawdle.json in the project's root."},
    {OPTION_ONLY, "only", "RULE,...", COMMAND_SCAN, "Run these rules only."},
    {OPTION_SKIP, "skip", "RULE,...", COMMAND_SCAN, "Leave these rules out."},
    {OPTION_LEVEL, "level", "LEVEL", COMMAND_SCAN,
     "The lowest level that is shown: note, warning (the default) or error."},
    {OPTION_FAIL_ON, "fail-on", "LEVEL", COMMAND_SCAN,
     "The lowest level that makes the status 1: note, warning (the default), error, or never."},
    {OPTION_ALLOW_INCOMPLETE, "allow-incomplete", NULL, COMMAND_SCAN | COMMAND_INIT,
     "End with status 0 instead of 3 when some unit was not seen whole."},
    {OPTION_UNIT_TIMEOUT, "unit-timeout", "S", UNITS, "Seconds that one unit may take."},
    {OPTION_UNIT_MEMORY, "unit-memory", "MB", UNITS, "Memory that one unit may take."},
    {OPTION_SETTINGS, "settings", "FILE", COMMAND_SCAN | COMMAND_FACTS | COMMAND_EXPLAIN,
     "Settings to use instead of the dawdle.json found upwards of the paths."},
    {OPTION_EXTRA_ARG, "extra-arg", "ARG", UNITS,
     "One more argument for the compiler, after those of the database. May be repeated."},
    {OPTION_COLOR, "color", "WHEN", COMMAND_SCAN,
     "auto (the default: on a terminal, unless NO_COLOR is set), always or never."},
    {'q', "quiet", NULL, UNITS, "No progress, no remarks, no last line; what went wrong is still said."},
    {'v', "verbose", NULL, UNITS,
     "Say which database, settings and root are used, how each unit went, and what the loops of findings "
     "are."},
    {OPTION_VERSION, "version", NULL, ALL, "Print the version and end."},
    {'h', "help", NULL, ALL, "Print this and end."},
};
const size_t option_spec_count = sizeof option_specs / sizeof option_specs[0];

#define SPECS (sizeof option_specs / sizeof option_specs[0])

/* getopt's view of the table. The options of other subcommands are in it too, so that they can be refused
 * with a better sentence than "unknown". */
struct getopt_tables {
    struct option longs[SPECS + 1];
    char shorts[2 * SPECS + 2];
};

static void tables_make(struct getopt_tables *tables)
{
    size_t used = 0;

    memset(tables, 0, sizeof *tables);
    tables->shorts[used++] = ':'; /* tells a missing argument from an unknown option */
    for (size_t i = 0; i < SPECS; i++) {
        const struct option_spec *spec = &option_specs[i];

        tables->longs[i] = (struct option){.name = spec->name,
                                           .has_arg = spec->argument ? required_argument : no_argument,
                                           .val = spec->letter};
        if (spec->letter < 256) {
            tables->shorts[used++] = (char)spec->letter;
            if (spec->argument)
                tables->shorts[used++] = ':';
        }
    }
}

static const struct option_spec *spec_find(int letter)
{
    for (size_t i = 0; i < SPECS; i++)
        if (option_specs[i].letter == letter)
            return &option_specs[i];
    return NULL;
}

/* The array has room for a power of two of items and the NULL behind them: `find` names thousands of paths.
 */
static void list_add(struct string_list *list, const char *item, struct arena *arena)
{
    if ((list->count & (list->count - 1)) == 0) {
        const char **items = ARENA_ARRAY(arena, 2 * list->count + 2, const char *);

        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
    }
    list->items[list->count++] = item;
}

static bool unknown_option(const char *given, struct error *error)
{
    struct suggestion suggestion = {0};
    size_t length = strcspn(given, "=");
    char name[64];

    if (strncmp(given, "--", 2) == 0 && length < sizeof name) {
        memcpy(name, given, length);
        name[length] = '\0';
        for (size_t i = 0; i < SPECS; i++)
            suggest(&suggestion, name + 2, option_specs[i].name);
    }
    if (suggestion.best)
        return error_set(error, "unknown option '%.*s'; did you mean '--%s'?", (int)length, given,
                         suggestion.best);
    return error_set(error, "unknown option '%.*s'; 'dawdle --help' lists those there are", (int)length,
                     given);
}

static bool parse_number(const struct option_spec *spec, const char *text, unsigned most, unsigned *number,
                         struct error *error)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < 1 || value > most)
        return error_set(error, "--%s takes a number from 1 to %u, not '%s'", spec->name, most, text);
    *number = (unsigned)value;
    return true;
}

/* The position of `text` among `names`. */
static bool parse_word(const struct option_spec *spec, const char *text, const char *const *names,
                       size_t count, size_t *position, struct error *error)
{
    struct buf list = {0};

    for (size_t i = 0; i < count; i++) {
        if (names[i] && strcmp(text, names[i]) == 0) {
            *position = i;
            buf_release(&list);
            return true;
        }
        if (names[i])
            buf_printf(&list, "%s%s", list.length == 0 ? "" : i + 1 == count ? " or " : ", ", names[i]);
    }
    error_set(error, "--%s takes %s, not '%s'", spec->name, buf_text(&list), text);
    buf_release(&list);
    return false;
}

static bool parse_level(const struct option_spec *spec, const char *text, bool or_never, enum level *level,
                        struct error *error)
{
    static const char *const names[] = {"note", "warning", "error", "never"};
    static const enum level levels[] = {LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR, LEVEL_OFF};
    size_t position;

    if (!parse_word(spec, text, names, or_never ? 4 : 3, &position, error))
        return false;
    *level = levels[position];
    return true;
}

static bool parse_rules(const struct option_spec *spec, const char *text, struct string_list *list,
                        struct arena *arena, struct error *error)
{
    for (const char *start = text; *start != '\0';) {
        size_t length = strcspn(start, ",");
        const char *id = arena_strndup(arena, start, length);
        struct suggestion suggestion = {0};

        start += length + (start[length] == ',');
        if (length == 0)
            continue;
        if (rule_find(id)) {
            list_add(list, id, arena);
            continue;
        }
        for (size_t i = 0; i < rule_count; i++)
            suggest(&suggestion, id, rules[i].id);
        if (suggestion.best)
            return error_set(error, "--%s: there is no rule '%s'; did you mean '%s'?", spec->name, id,
                             suggestion.best);
        return error_set(error, "--%s: there is no rule '%s'; 'dawdle rules' lists those there are",
                         spec->name, id);
    }
    if (list->count == 0)
        return error_set(error, "--%s needs at least one rule; 'dawdle rules' lists them", spec->name);
    return true;
}

/* --format and -o come in pairs: an -o is for the --format before it that has none yet, else for the next
 * one. */
struct pairing {
    bool open;           /* the last output has no file yet */
    const char *waiting; /* an -o without a --format before it */
};

static bool add_format(struct options *options, struct pairing *pairing, enum format format,
                       struct error *error)
{
    if (options->output_count == OUTPUTS_MAX)
        return error_set(error, "--format can be given %d times at most", OUTPUTS_MAX);
    options->outputs[options->output_count++] = (struct output){format, pairing->waiting};
    pairing->open = !pairing->waiting;
    pairing->waiting = NULL;
    return true;
}

static bool add_output(struct options *options, struct pairing *pairing, const char *path,
                       struct error *error)
{
    if (path[0] == '\0')
        return error_set(error, "-o needs the name of a file");
    if (pairing->open) {
        options->outputs[options->output_count - 1].path = path;
        pairing->open = false;
    } else if (pairing->waiting) {
        return error_set(error, "-o '%s' and -o '%s' need a --format each", pairing->waiting, path);
    } else {
        pairing->waiting = path;
    }
    return true;
}

static bool finish_outputs(struct options *options, struct pairing *pairing, struct error *error)
{
    unsigned to_standard_output = 0;

    if (pairing->waiting && options->output_count > 0)
        return error_set(error, "-o '%s' has no --format of its own: put one before it", pairing->waiting);
    if (options->output_count == 0 && !add_format(options, pairing, FORMAT_TEXT, error))
        return false;
    for (size_t i = 0; i < options->output_count; i++) {
        if (options->outputs[i].path && strcmp(options->outputs[i].path, "-") == 0) {
            options->outputs[i].path = NULL;
            options->to_standard_output = true;
        }
        if (!options->outputs[i].path)
            to_standard_output++;
        for (size_t j = 0; j < i; j++)
            if (options->outputs[i].path && options->outputs[j].path &&
                strcmp(options->outputs[i].path, options->outputs[j].path) == 0)
                return error_set(error, "two formats cannot both go to '%s'", options->outputs[i].path);
    }
    if (to_standard_output > 1)
        return error_set(error, "two formats cannot both go to standard output: give one of them -o FILE");
    return true;
}

static bool take_option(struct options *options, struct pairing *pairing, const struct option_spec *spec,
                        const char *text, struct arena *arena, struct error *error)
{
    static const char *const formats[] = {"text", "sarif", "json"};
    static const char *const colors[] = {"auto", "always", "never"};
    size_t position;

    switch (spec->letter) {
    case 'p': options->database = text; return true;
    case 'j': return parse_number(spec, text, 1024, &options->jobs, error);
    case 'o': return add_output(options, pairing, text, error);
    case 'q': options->quiet = true; return true;
    case 'v': options->verbose = true; return true;
    case 'h': options->help = true; return true;
    case OPTION_VERSION: options->version = true; return true;
    case OPTION_FORMAT:
        return parse_word(spec, text, formats, 3, &position, error) &&
               add_format(options, pairing, (enum format)position, error);
    case OPTION_ONLY: return parse_rules(spec, text, &options->only, arena, error);
    case OPTION_SKIP: return parse_rules(spec, text, &options->skip, arena, error);
    case OPTION_LEVEL: return parse_level(spec, text, false, &options->level, error);
    case OPTION_FAIL_ON: return parse_level(spec, text, true, &options->fail_on, error);
    case OPTION_ALLOW_INCOMPLETE: options->allow_incomplete = true; return true;
    case OPTION_UNIT_TIMEOUT: return parse_number(spec, text, 86400, &options->unit_timeout, error);
    case OPTION_UNIT_MEMORY: return parse_number(spec, text, 1048576, &options->unit_memory, error);
    case OPTION_SETTINGS: options->settings = text; return true;
    case OPTION_EXTRA_ARG: list_add(&options->extra_args, text, arena); return true;
    case OPTION_COLOR:
        if (!parse_word(spec, text, colors, 3, &position, error))
            return false;
        options->color = (enum color)position;
        return true;
    }
    BUG("option --%s is in the table, but nothing takes it", spec->name);
}

/* How a person wrote the option that getopt did not know. */
static const char *given_option(int argc, char **argv, char *letters)
{
    if (optopt != 0) {
        letters[1] = (char)optopt;
        return letters;
    }
    return optind > 0 && optind <= argc ? argv[optind - 1] : "";
}

bool options_parse(struct options *options, unsigned command, int argc, char **argv, int first,
                   struct arena *arena, struct error *error)
{
    struct getopt_tables tables;
    struct pairing pairing = {0};
    int end = first, letter;
    char letters[3] = "-?";

    *options = (struct options){.level = LEVEL_WARNING, .fail_on = LEVEL_WARNING};
    options->paths.items = options->flags.items = options->extra_args.items = options->only.items =
        options->skip.items = ARENA_ARRAY(arena, 1, const char *);

    while (end < argc && strcmp(argv[end], "--") != 0)
        end++;
    options->has_flags = end < argc;
    for (int i = end + 1; i < argc; i++)
        list_add(&options->flags, argv[i], arena);

    /* getopt begins after the word at its first position, which it takes for the program's name. */
    argv += first - 1;
    argc = end - (first - 1);
    tables_make(&tables);
    opterr = 0;
    optind = 0;
    while ((letter = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
        const struct option_spec *spec = spec_find(letter == ':' ? optopt : letter);

        if (letter == '?' && spec_find(optopt))
            return error_set(error, "--%s takes no argument", spec_find(optopt)->name);
        if (letter == '?')
            return unknown_option(given_option(argc, argv, letters), error);
        if (!spec)
            BUG("getopt gave an option that is not in the table: %d", letter);
        if (letter == ':')
            return error_set(error, "--%s needs %s after it", spec->name, spec->argument);
        if (!(spec->commands & command))
            return error_set(error, "--%s is no option of this command; add --help to see those it has",
                             spec->name);
        if (!take_option(options, &pairing, spec, optarg, arena, error))
            return false;
    }
    for (int i = optind; i < argc; i++)
        list_add(&options->paths, argv[i], arena);
    return finish_outputs(options, &pairing, error);
}

#define HELP_COLUMN 26
#define HELP_WIDTH  80

static void help_wrap(const char *text, struct buf *out)
{
    size_t column = HELP_COLUMN;

    while (*text != '\0') {
        size_t length = strcspn(text, " ");

        if (column > HELP_COLUMN && column + 1 + length > HELP_WIDTH) {
            buf_printf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            buf_addch(out, ' ');
            column++;
        }
        buf_add(out, text, length);
        column += length;
        text += length + strspn(text + length, " ");
    }
    buf_addch(out, '\n');
}

void options_help(unsigned command, struct buf *out)
{
    for (size_t i = 0; i < SPECS; i++) {
        const struct option_spec *spec = &option_specs[i];
        size_t start = out->length;

        if (!(spec->commands & command))
            continue;
        if (spec->letter < 256)
            buf_printf(out, "  -%c, --%s", spec->letter, spec->name);
        else
            buf_printf(out, "      --%s", spec->name);
        if (spec->argument)
            buf_printf(out, " %s", spec->argument);
        if (out->length - start >= HELP_COLUMN - 1)
            buf_printf(out, "\n%*s", HELP_COLUMN, "");
        else
            buf_printf(out, "%*s", (int)(HELP_COLUMN - (out->length - start)), "");
        help_wrap(spec->help, out);
    }
}
