/* C sources in folders, for files that no compile database knows. Private to the engine. */
#ifndef DAWDLE_ENGINE_SOURCES_H
#define DAWDLE_ENGINE_SOURCES_H

#include <stdbool.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/vec.h"

struct path_list {
    VEC(const char *)
    items; /* absolute, normal */
};

/* Appends the .c files below `folder` (absolute, normal) in order of their paths. Hidden folders and symbolic
 * links are not followed: the first hold no sources to build, the second lead in circles. */
void sources_below(const char *folder, struct path_list *list, struct arena *arena);
bool source_is_header(const char *path);
/* The deepest folder that holds all of the paths (at least one); a path that is a directory counts as a
 * folder. */
const char *sources_common_folder(const struct path_list *list, struct arena *arena);

#endif
