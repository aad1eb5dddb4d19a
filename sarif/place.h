/* Places in files as SARIF locations. */
#ifndef DAWDLE_SARIF_PLACE_H
#define DAWDLE_SARIF_PLACE_H

#include "sarif/writer.h"

/* The path as the document has it: relative to the root when the file lies below it, else absolute. In the
 * writer's arena or the one given. */
const char *place_path(struct sarif_writer *writer, const char *path);
/* Whether a path from place_path() lies below the root: only such a file can be shown by code scanning. */
bool place_is_inside(const char *path);

enum place_detail {
    PLACE_PLAIN,  /* where it is */
    PLACE_QUOTED, /* and what stands there: the region's text, and the lines around it */
};

/* Adds "physicalLocation" to a location object. Columns are converted from bytes to UTF-16 units; a region
 * that the file as it is now does not have loses its columns. */
void place_add(cJSON *location, struct sarif_writer *writer, const struct location *at,
               enum artifact_role role, enum place_detail detail);
/* Adds "artifacts" to the run: all files that places were added for. */
void place_add_artifacts(cJSON *run, struct sarif_writer *writer);

#endif
