/* What of a compiler's command line matters for parsing: compdb_arguments().
 *
 * One pass over the words with the table of options.c. The result is canonical where the same thing can be
 * written in two ways (-I x and -Ix), so that equal readings of a file are found to be equal. */
#include "analyzer/project/compdb.h"

#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/project/compiler.h"
#include "analyzer/project/options.h"
#include "analyzer/project/words.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* What a source is. */
enum source_kind {
    SOURCE_NONE, /* an object, a library, anything that is only linked */
    SOURCE_C,
    SOURCE_HEADER, /* C, but clang would make a precompiled header of it */
    SOURCE_OTHER,
};

static const struct {
    const char *extension;
    enum source_kind kind;
} extensions[] = {
    {"c", SOURCE_C},        {"i", SOURCE_C},       {"h", SOURCE_HEADER},  {"cc", SOURCE_OTHER},
    {"cp", SOURCE_OTHER},   {"cxx", SOURCE_OTHER}, {"cpp", SOURCE_OTHER}, {"CPP", SOURCE_OTHER},
    {"c++", SOURCE_OTHER},  {"C", SOURCE_OTHER},   {"ii", SOURCE_OTHER},  {"hh", SOURCE_OTHER},
    {"hpp", SOURCE_OTHER},  {"hxx", SOURCE_OTHER}, {"H", SOURCE_OTHER},   {"ixx", SOURCE_OTHER},
    {"cppm", SOURCE_OTHER}, {"m", SOURCE_OTHER},   {"mm", SOURCE_OTHER},  {"M", SOURCE_OTHER},
    {"mi", SOURCE_OTHER},   {"mii", SOURCE_OTHER}, {"s", SOURCE_OTHER},   {"S", SOURCE_OTHER},
    {"sx", SOURCE_OTHER},   {"asm", SOURCE_OTHER}, {"f", SOURCE_OTHER},   {"for", SOURCE_OTHER},
    {"F", SOURCE_OTHER},    {"f90", SOURCE_OTHER}, {"F90", SOURCE_OTHER}, {"f95", SOURCE_OTHER},
    {"f03", SOURCE_OTHER},  {"f08", SOURCE_OTHER}, {"cu", SOURCE_OTHER},  {"cuh", SOURCE_OTHER},
    {"hip", SOURCE_OTHER},  {"cl", SOURCE_OTHER},  {"d", SOURCE_OTHER},   {"go", SOURCE_OTHER},
    {"adb", SOURCE_OTHER},  {"ads", SOURCE_OTHER}, {"rs", SOURCE_OTHER},  {"swift", SOURCE_OTHER},
    {"ll", SOURCE_OTHER},   {"bc", SOURCE_OTHER},  {"rc", SOURCE_OTHER},  {"nasm", SOURCE_OTHER},
};

/* Values of -x for C; "c-header" makes a precompiled header, which its users read anyway. */
static bool language_is_c(const char *language)
{
    return !strcmp(language, "c") || !strcmp(language, "cpp-output");
}

static enum source_kind kind_by_extension(const char *path)
{
    const char *name = path_basename(path), *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < LENGTH(extensions); i++) {
        if (strcmp(dot + 1, extensions[i].extension) == 0)
            return extensions[i].kind;
    }
    return SOURCE_NONE;
}

/* The state of the pass. */
struct reading {
    struct words kept;
    const char *directory;
    struct arena *arena;
    const char *language; /* the -x in force; NULL: by extension */
    const char *wanted;   /* the unit's file when it is known, absolute and normal; else NULL */
    const char *file;     /* the unit found, absolute and normal; NULL: none yet */
    const char *file_language;
    const char *output;
    bool compiles; /* -c or -S */
    bool stops;
};

static void keep(struct reading *reading, const char *word)
{
    vec_push(&reading->kept.items, word);
}

static void read_option(struct reading *reading, const struct option *option, const char *value);

/* The options in `-Wp,-DX,-MD,file`. */
static void read_passed(struct reading *reading, const char *value)
{
    const struct option *pending = NULL;

    while (*value) {
        size_t length = strcspn(value, ",");
        const char *word = arena_strndup(reading->arena, value, length);
        const struct option *option = word[0] == '-' ? option_find(word) : NULL;

        if (pending) {
            read_option(reading, pending, word);
            pending = NULL;
        } else if (option && option->use != OPTION_PASS && option->use != OPTION_STOP) {
            const char *rest = word + strlen(option->text);

            if (option->form == OPTION_NEXT || (option->form == OPTION_EITHER && !*rest))
                pending = option;
            else
                read_option(reading, option, rest);
        }
        value += length + (value[length] == ',');
    }
}

static void read_option(struct reading *reading, const struct option *option, const char *value)
{
    const char *spelled = option->spelled ? option->spelled : option->text;
    const char *standard;

    /* Kept without its value, an option would take the next word for it. */
    if (!*value && option->form != OPTION_FLAG)
        return;
    switch (option->use) {
    case OPTION_KEEP: keep(reading, spelled); break;
    case OPTION_KEEP_GLUED: keep(reading, arena_printf(reading->arena, "%s%s", spelled, value)); break;
    case OPTION_KEEP_APART:
        keep(reading, spelled);
        keep(reading, value);
        break;
    case OPTION_STANDARD:
        standard = option_standard(value);
        if (standard)
            keep(reading, arena_printf(reading->arena, "%s%s", spelled, standard));
        break;
    case OPTION_LANGUAGE:
        /* Intel's -xHost is about the processor. */
        if (value[0] >= 'a' && value[0] <= 'z')
            reading->language = strcmp(value, "none") == 0 ? NULL : value;
        break;
    case OPTION_OUTPUT: reading->output = value; break;
    case OPTION_PASS: read_passed(reading, value); break;
    case OPTION_COMPILE: reading->compiles = true; break;
    case OPTION_STOP: reading->stops = true; break;
    /* clang reads UTF-8 only and takes other bytes as they come. */
    case OPTION_CHARSET:
    case OPTION_DROP: break;
    }
}

static void read_file(struct reading *reading, const char *word)
{
    const char *path = path_absolute(reading->arena, reading->directory, word);

    if (reading->wanted ? strcmp(path, reading->wanted) != 0
                        : reading->file || (!reading->language && kind_by_extension(path) == SOURCE_NONE))
        return;
    reading->file = path;
    reading->file_language = reading->language;
}

/* Libtool's and the linker's words that no table holds are dropped like any unknown option. */
static void read_words(struct reading *reading, const char *const *words, size_t count)
{
    bool only_files = false;

    for (size_t i = 0; i < count; i++) {
        const struct option *option = NULL;

        if (only_files || words[i][0] != '-' || !words[i][1]) {
            read_file(reading, words[i]);
            continue;
        }
        only_files = strcmp(words[i], "--") == 0;
        option = option_find(words[i]);
        if (!option)
            continue;
        if (option->form == OPTION_FLAG || (option->form != OPTION_NEXT && words[i][strlen(option->text)]))
            read_option(reading, option, words[i] + strlen(option->text));
        else if (option->form == OPTION_JOINED)
            read_option(reading, option, "");
        else if (i + 1 < count)
            read_option(reading, option, words[++i]);
    }
}

/* Gives the entry its language and what the parser must be told about it; false when nothing is compiled. */
static bool settle_language(struct compile_entry *entry, struct reading *reading, enum compiler_kind compiler)
{
    enum source_kind kind = kind_by_extension(entry->file);

    entry->language = LANGUAGE_C;
    if (reading->file_language) {
        if (strcmp(reading->file_language, "c-header") == 0)
            return false;
        if (!language_is_c(reading->file_language))
            entry->language = LANGUAGE_OTHER;
        else if (kind != SOURCE_C)
            kind = SOURCE_HEADER;
    } else if (kind == SOURCE_NONE) {
        return false;
    } else if (kind == SOURCE_OTHER || compiler == COMPILER_OTHER) {
        entry->language = LANGUAGE_OTHER;
    }
    if (entry->language == LANGUAGE_C && kind == SOURCE_HEADER) {
        keep(reading, "-x");
        keep(reading, "c");
    }
    return true;
}

static void settle_arguments(struct compile_entry *entry, struct reading *reading)
{
    const char **arguments = ARENA_ARRAY(reading->arena, reading->kept.items.count + 1, const char *);

    for (uint32_t i = 0; i < reading->kept.items.count; i++)
        arguments[i] = reading->kept.items.data[i];
    entry->arguments = arguments;
    entry->argument_count = reading->kept.items.count;
}

bool compdb_arguments(struct compile_entry *entry, const char *const *arguments, const char *directory,
                      struct arena *arena, struct error *error)
{
    struct reading reading = {.directory = directory, .arena = arena};
    struct compiler compiler = {0, COMPILER_UNKNOWN};
    struct words words = {0};
    bool complete, compiles;

    if (entry->file && entry->file[0])
        reading.wanted = path_absolute(arena, directory, entry->file);
    complete = words_expand(&words, arguments, directory, arena, error);
    if (words.items.count > 0) {
        compiler = compiler_find(words.items.data, words.items.count);
        read_words(&reading, words.items.data + compiler.next, words.items.count - compiler.next);
    }
    words_release(&words);
    /* Where the database names the file and the command spells it in another way, the language at the
     * command's end holds. */
    if (reading.wanted && !reading.file)
        reading.file_language = reading.language;
    entry->directory = directory;
    entry->file = reading.wanted ? reading.wanted : reading.file;
    entry->problem = "";
    if (!entry->output)
        entry->output = "";
    if (!entry->output[0] && reading.output && reading.compiles)
        entry->output = path_absolute(arena, directory, reading.output);
    compiles = entry->file && settle_language(entry, &reading, compiler.kind);
    if (complete)
        compiles = compiles && !reading.stops && (compiler.kind != COMPILER_UNKNOWN || reading.compiles);
    if (!compiles)
        entry->file = NULL;
    settle_arguments(entry, &reading);
    words_release(&reading.kept);
    return complete && compiles;
}
