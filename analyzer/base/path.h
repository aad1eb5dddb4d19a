/* Paths as text: POSIX, `/` separated, bytes of any encoding. Results come from the arena. Nothing here
 * follows symbolic links except path_real(). */
#ifndef DAWDLE_BASE_PATH_H
#define DAWDLE_BASE_PATH_H

#include <stdbool.h>

#include "analyzer/base/arena.h"

/* `path` if absolute, else `directory`/`path`; without `.`, empty and `..` parts (those that can be resolved
 * as text). */
char *path_absolute(struct arena *arena, const char *directory, const char *path);
/* Normalises without making absolute: "a/./b/../c" gives "a/c", "" gives ".". */
char *path_normal(struct arena *arena, const char *path);
/* Whether `path` is `directory` or lies below it; both absolute and normal. */
bool path_is_below(const char *path, const char *directory);
/* `path` relative to `directory` when below it ("." for itself), else `path` as it is; both absolute and
 * normal. */
const char *path_below(const char *path, const char *directory);
/* `path` as a person in `directory` would write it, with `../` where needed; both absolute and normal. */
char *path_relative(struct arena *arena, const char *directory, const char *path);
char *path_dirname(struct arena *arena, const char *path);
const char *path_basename(const char *path);
/* realpath(3); NULL when it does not exist. */
char *path_real(struct arena *arena, const char *path);
char *path_current(struct arena *arena); /* the working directory; "/" if it is gone */
bool path_exists(const char *path);
bool path_is_directory(const char *path);
/* Whether `path` matches a glob with `*`, `?`, `[...]` (none crosses a `/`), `\` before a byte meant as it
 * is, and `**` as a part (any number of folders). A pattern without `/` matches the last part of the path;
 * one that ends in `/` matches everything below that folder. All others match the path from its beginning:
 * `src/` is only the folder at the top, as `/src/` is, and `**` followed by `/src/` is any. Takes time
 * pattern x path at most. */
bool path_matches(const char *pattern, const char *path);

#endif
