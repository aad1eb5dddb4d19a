/* Looking for things from a folder upwards, as far as the repository goes. */
#ifndef DAWDLE_PROJECT_UPWARDS_H
#define DAWDLE_PROJECT_UPWARDS_H

#include "analyzer/base/arena.h"

/* What is looked for in one folder: its path, or NULL. */
typedef const char *upwards_probe(const char *folder, struct arena *arena);

/* The first thing found in `directory` (absolute, normal), its parent and so on, up to the folder with .git
 * (inclusive) or /; NULL when there is none. */
const char *upwards_find(const char *directory, upwards_probe *probe, struct arena *arena);
/* The folder with .git at or above `directory` (absolute, normal); NULL when there is none. */
const char *upwards_repository(const char *directory, struct arena *arena);

#endif
