/* Where dawdle-extract is. Looked for relative to the running program, so that a build, an installation and a
 * copy of either work without being told. */
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/base/path.h"
#include "analyzer/engine/extract_pool.h"

#define PROGRAM_NAME "dawdle-extract"

static const char *own_folder(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);

    if (length <= 0 || (size_t)length >= sizeof path)
        return path_current(arena);
    return path_dirname(arena, arena_strndup(arena, path, (size_t)length));
}

const char *extract_program(struct arena *arena, struct error *error)
{
    static const char *const places[] = {PROGRAM_NAME, DAWDLE_LIBEXEC "/" PROGRAM_NAME};
    const char *given = getenv("DAWDLE_EXTRACT");
    const char *folder = own_folder(arena);

    if (given && given[0]) {
        given = path_absolute(arena, path_current(arena), given);
        if (access(given, X_OK) == 0 && !path_is_directory(given))
            return given;
        error_set(error, "DAWDLE_EXTRACT names %s, which is no program that can be run", given);
        return NULL;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const char *path = path_absolute(arena, folder, places[i]);

        if (access(path, X_OK) == 0 && !path_is_directory(path))
            return path;
    }
    error_set(error,
              "the program " PROGRAM_NAME " is missing: it belongs beside dawdle in %s or in " DAWDLE_LIBEXEC
              " from there; install or "
              "build dawdle as a whole",
              folder);
    return NULL;
}
