/* Walks folders for C sources. Sorted at every level, so that the order of a directory on disk is never seen.
 */
#include "analyzer/engine/sources.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyzer/base/path.h"

#define DEPTH_MAX 64 /* folders within folders */

static bool has_extension(const char *path, const char *extension)
{
    const char *dot = strrchr(path_basename(path), '.');

    return dot && strcmp(dot, extension) == 0;
}

bool source_is_header(const char *path)
{
    return has_extension(path, ".h");
}

static int compare_paths(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void walk(const char *folder, struct path_list *list, struct arena *arena, unsigned depth)
{
    struct path_list names = {0};
    struct dirent *item;
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;

    if (!dir)
        return;
    while ((item = readdir(dir)) != NULL) {
        if (item->d_name[0] != '.')
            vec_push(&names.items, path_absolute(arena, folder, item->d_name));
    }
    closedir(dir);
    if (names.items.count > 0)
        qsort(names.items.data, names.items.count, sizeof *names.items.data, compare_paths);
    for (uint32_t i = 0; i < names.items.count; i++) {
        const char *path = names.items.data[i];
        struct stat status;

        if (lstat(path, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            walk(path, list, arena, depth + 1);
        else if (S_ISREG(status.st_mode) && has_extension(path, ".c"))
            vec_push(&list->items, path);
    }
    vec_release(&names.items);
}

void sources_below(const char *folder, struct path_list *list, struct arena *arena)
{
    walk(folder, list, arena, 0);
}

const char *sources_common_folder(const struct path_list *list, struct arena *arena)
{
    const char *common = NULL;

    for (uint32_t i = 0; i < list->items.count; i++) {
        const char *path = list->items.data[i];
        const char *folder = path_is_directory(path) ? path : path_dirname(arena, path);

        if (!common)
            common = folder;
        while (!path_is_below(folder, common))
            common = path_dirname(arena, common);
    }
    return common;
}
