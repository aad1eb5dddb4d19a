/* The compile database: which units there are and the arguments that change how each is parsed.
 *
 * Nothing that a database says is written, loaded or executed: outputs, dependency files, plugins and
 * wrappers are dropped, response files are only read. Everything lives in the arena given. Entries are sorted
 * by file, then by arguments, and equal ones are merged, so the order in the file means nothing. */
#ifndef DAWDLE_PROJECT_COMPDB_H
#define DAWDLE_PROJECT_COMPDB_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"

enum language {
    LANGUAGE_C,
    LANGUAGE_OTHER /* C++, Objective-C, assembler, Fortran ...: skipped and counted */
};

struct compile_entry {
    const char *file;      /* absolute, normal */
    const char *directory; /* absolute, normal */
    const char *output;    /* absolute object path, "" when the command names none; tells programs of one
                              database apart */
    const char *const *arguments; /* those kept, without the compiler and the file; NULL terminated */
    size_t argument_count;
    enum language language;
    const char *problem; /* why the command cannot be read (a response file that is gone); "" when it can */
};

struct compdb {
    const char *path; /* the file read; "" for one made of given flags */
    struct compile_entry *entries;
    size_t entry_count;
    size_t ignored;           /* entries that name no file or compile none (link steps, generators) */
    const char *const *flags; /* compile_flags.txt: the flags for any file of its folder, NULL terminated, as
                                 they stand there; it has no entries. Else NULL */
};

/* Reads compile_commands.json or compile_flags.txt. The error says "PATH:LINE:COLUMN: what" for broken JSON,
 * and what to do for an empty database. */
bool compdb_read(struct compdb *db, const char *path, struct arena *arena, struct error *error);
/* An entry for `file` with these flags (`-std=gnu17` when there are none) run in `directory`, both absolute.
 */
void compdb_from_flags(struct compdb *db, const char *const *files, size_t file_count, const char *directory,
                       const char *const *flags, struct arena *arena);
/* The database for a path (absolute file or directory): looked for in its folder and each one upwards, there
 * in ., build/, build/<any>/ (sorted), out/, up to the folder with .git (inclusive) or /; then
 * compile_flags.txt upwards likewise. NULL when there is none. */
const char *compdb_find(const char *path, struct arena *arena);
/* What `arguments` (a whole command, wrappers and compiler first; NULL terminated) keeps for parsing; public
 * for tests. Response files are read relative to `directory`. When entry->file is set, the unit is that file,
 * whatever else the command compiles; else its first source. Fills file, output, language, arguments of
 * `entry`; false without touching `error`, with a file of NULL, when the command compiles nothing. */
bool compdb_arguments(struct compile_entry *entry, const char *const *arguments, const char *directory,
                      struct arena *arena, struct error *error);

#endif
