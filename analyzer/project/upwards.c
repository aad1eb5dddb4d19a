/* The one walk from a folder to the repository's root, so that settings and databases are looked for in the
 * same places. */
#include "analyzer/project/upwards.h"

#include <stdbool.h>
#include <string.h>

#include "analyzer/base/path.h"

/* A file in worktrees and submodules, a directory elsewhere. */
static bool is_repository(const char *folder, struct arena *arena)
{
    return path_exists(path_absolute(arena, folder, ".git"));
}

const char *upwards_find(const char *directory, upwards_probe *probe, struct arena *arena)
{
    for (const char *folder = directory;; folder = path_dirname(arena, folder)) {
        const char *found = probe(folder, arena);

        if (found || is_repository(folder, arena) || strcmp(folder, "/") == 0)
            return found;
    }
}

static const char *probe_repository(const char *folder, struct arena *arena)
{
    return is_repository(folder, arena) ? folder : NULL;
}

const char *upwards_repository(const char *directory, struct arena *arena)
{
    return upwards_find(directory, probe_repository, arena);
}
