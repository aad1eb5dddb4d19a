/* A folder of files that a test makes and that is gone afterwards. */
#ifndef DAWDLE_TESTS_SCRATCH_FOLDER_H
#define DAWDLE_TESTS_SCRATCH_FOLDER_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"

struct scratch {
    struct arena arena;
    const char *folder; /* absolute, without symbolic links */
};

static inline void scratch_make(struct scratch *scratch)
{
    char name[] = "/tmp/dawdle-test-XXXXXX";

    *scratch = (struct scratch){0};
    if (!mkdtemp(name) || !(scratch->folder = path_real(&scratch->arena, name)))
        abort();
}

static inline const char *scratch_path(struct scratch *scratch, const char *name)
{
    return path_absolute(&scratch->arena, scratch->folder, name);
}

/* Makes the folders on the way too. */
static inline const char *scratch_folder(struct scratch *scratch, const char *name)
{
    const char *path = scratch_path(scratch, name);

    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/'))
        mkdir(arena_strndup(&scratch->arena, path, (size_t)(slash - path)), 0777);
    mkdir(path, 0777);
    return path;
}

static inline const char *scratch_bytes(struct scratch *scratch, const char *name, const void *bytes,
                                        size_t length)
{
    const char *path = scratch_path(scratch, name);

    scratch_folder(scratch, path_dirname(&scratch->arena, path));
    if (!io_write_file(path, bytes, length, NULL))
        abort();
    return path;
}

static inline const char *scratch_file(struct scratch *scratch, const char *name, const char *text)
{
    return scratch_bytes(scratch, name, text, strlen(text));
}

static inline int scratch_remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status, (void)type, (void)ftw;
    return remove(path);
}

static inline void scratch_remove(struct scratch *scratch)
{
    nftw(scratch->folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_release(&scratch->arena);
}

#endif
