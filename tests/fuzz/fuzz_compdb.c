/* Compile databases are written by others: reading one ends with a sentence or with entries that keep their
 * promises. After a first byte of 1 the rest is one command, which reaches the options sooner. */
#include <stdint.h>
#include <string.h>

#include "analyzer/project/compdb.h"
#include "analyzer/project/words.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What writes, loads or runs something is never kept, but as the value of an option that is. */
static void check_arguments(const struct compile_entry *entry)
{
    static const char *const refused[] = {"-M",          "-fplugin", "-Xclang", "-load",
                                          "-save-temps", "-o",       "-B",      "@"};
    static const char *const apart[] = {"-iquote",  "-isystem",     "-idirafter",         "-iframework",
                                        "-iprefix", "-iwithprefix", "-iwithprefixbefore", "-isysroot",
                                        "-include", "-imacros",     "-working-directory", "-x"};

    for (size_t i = 0; i < entry->argument_count; i++) {
        const char *argument = entry->arguments[i];
        bool takes_value = false;

        for (size_t j = 0; j < sizeof refused / sizeof *refused; j++) {
            if (strncmp(argument, refused[j], strlen(refused[j])) == 0)
                abort();
        }
        for (size_t j = 0; j < sizeof apart / sizeof *apart; j++)
            takes_value |= strcmp(argument, apart[j]) == 0;
        if (takes_value && ++i == entry->argument_count)
            abort();
        if (!takes_value && argument[0] != '-')
            abort();
    }
    if (entry->arguments[entry->argument_count])
        abort();
}

static void check_entry(const struct compile_entry *entry)
{
    if (entry->file[0] != '/' || entry->directory[0] != '/' ||
        (entry->output[0] && entry->output[0] != '/') || !entry->problem)
        abort();
    check_arguments(entry);
}

static void read_command(const char *text, struct arena *arena)
{
    struct compile_entry entry = {0};
    struct words words = {0};
    struct error error = {{0}};

    if (words_split(&words, text, WORDS_SHELL, arena, &error)) {
        vec_push(&words.items, NULL);
        if (compdb_arguments(&entry, words.items.data, "/nonexistent", arena, &error))
            check_entry(&entry);
    }
    words_release(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct error error = {{0}};
    struct compdb db;
    char path[64];
    int fd;

    if (size > 0 && data[0] == 1) {
        read_command(arena_strndup(&arena, (const char *)data + 1, size - 1), &arena);
    } else {
        fd = memory_file(data, size, path);
        if (!compdb_read(&db, path, &arena, &error) && !error.text[0])
            abort();
        for (size_t i = 0; !error.text[0] && i < db.entry_count; i++)
            check_entry(&db.entries[i]);
        close(fd);
    }
    arena_release(&arena);
    return 0;
}
