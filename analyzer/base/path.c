/* Paths as text, part by part. A result is never longer than what it is made from (path_relative aside), so
 * each function fills one piece of the arena. */
#include "analyzer/base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Length of the part that begins at `part`. */
static size_t part_length(const char *part)
{
    return strcspn(part, "/");
}

static bool is_dot_dot(const char *part, size_t length)
{
    return length == 2 && part[0] == '.' && part[1] == '.';
}

/* Where the last part of [start, end) begins. */
static char *last_part(char *start, char *end)
{
    while (end > start && end[-1] != '/')
        end--;
    return end;
}

char *path_normal(struct arena *arena, const char *path)
{
    char *result = arena_alloc(arena, strlen(path) + 2);
    char *start = result, *end;

    if (*path == '/')
        *start++ = '/';
    end = start;
    while (*path != '\0') {
        size_t length = part_length(path);
        char *last = last_part(start, end);
        bool up = is_dot_dot(path, length);

        if (length == 0 || (length == 1 && path[0] == '.')) {
            /* stands for the folder it is in */
        } else if (up && end > start && !is_dot_dot(last, (size_t)(end - last))) {
            end = last > start ? last - 1 : start;
        } else if (!up || start == result) {
            if (end > start)
                *end++ = '/';
            memcpy(end, path, length);
            end += length;
        }
        path += length;
        path += *path == '/';
    }
    if (end == result)
        *end++ = '.';
    *end = '\0';
    return result;
}

char *path_absolute(struct arena *arena, const char *directory, const char *path)
{
    if (*path == '/')
        return path_normal(arena, path);
    return path_normal(arena, arena_printf(arena, "%s/%s", directory, path));
}

const char *path_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);

    if (strncmp(path, directory, length) != 0)
        return path;
    if (path[length] == '\0')
        return ".";
    if (length > 0 && directory[length - 1] == '/')
        return path + length;
    return path[length] == '/' ? path + length + 1 : path;
}

bool path_is_below(const char *path, const char *directory)
{
    return path_below(path, directory) != path;
}

char *path_relative(struct arena *arena, const char *directory, const char *path)
{
    const char *shared = path, *rest = directory;
    size_t ups = 0, length;
    char *result, *end;

    while (*rest != '\0' && *shared != '\0') {
        length = part_length(rest);
        if (length != part_length(shared) || memcmp(rest, shared, length) != 0)
            break;
        rest += length;
        rest += *rest == '/';
        shared += length;
        shared += *shared == '/';
    }
    for (const char *part = rest; *part != '\0'; ups++) {
        part += part_length(part);
        part += *part == '/';
    }
    length = strlen(shared);
    result = end = arena_alloc(arena, ups * 3 + length + 2);
    while (ups-- > 0)
        end = (char *)memcpy(end, "../", 3) + 3;
    memcpy(end, shared, length + 1);
    if (length == 0 && end > result)
        end[-1] = '\0';
    else if (length == 0)
        memcpy(result, ".", 2);
    return result;
}

char *path_dirname(struct arena *arena, const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 1 && path[length - 1] == '/')
        length--;
    return length > 0 ? arena_strndup(arena, path, length) : arena_strdup(arena, ".");
}

const char *path_basename(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

char *path_real(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL), *copy;

    if (real == NULL)
        return NULL;
    copy = arena_strdup(arena, real);
    free(real);
    return copy;
}

char *path_current(struct arena *arena)
{
    char *current = getcwd(NULL, 0), *copy;

    /* Linux gives "(unreachable)..." for a folder outside of the root. */
    copy = arena_strdup(arena, current != NULL && current[0] == '/' ? current : "/");
    free(current);
    return copy;
}

bool path_exists(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0;
}

bool path_is_directory(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
