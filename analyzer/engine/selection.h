/* Which units a run is about: the database, the project's root, and the entries under the paths that were
 * asked for. Private to the engine. */
#ifndef DAWDLE_ENGINE_SELECTION_H
#define DAWDLE_ENGINE_SELECTION_H

#include "analyzer/engine/engine.h"
#include "analyzer/engine/sources.h"
#include "analyzer/project/compdb.h"

/* A unit of the run. */
struct chosen_unit {
    struct compile_entry entry;
    bool asked; /* for by name or folder; the others only perhaps include a header that was */
};

struct selection {
    const char *working;    /* the working directory, absolute */
    struct path_list paths; /* what was asked for, absolute and normal; all exist */
    const char *database;   /* file of the compile database, absolute; "" when none */
    struct compdb db;       /* empty when none */
    const char *root;       /* of the project */
    struct path_list
        headers; /* those of `paths` that are headers: their users are to be found by their facts */
    VEC(struct chosen_unit)
    chosen; /* by file, then arguments */
    VEC(const char *)
    remarks; /* as in struct engine_result */
};

/* Makes the request's paths absolute; an error when one does not exist. */
bool selection_start(struct selection *selection, const struct engine_request *request, struct arena *arena,
                     struct error *error);
/* Where settings are looked for: the folder that holds all paths, else the one of the database named, else
 * the working directory. */
const char *selection_folder(const struct selection *selection, const struct engine_request *request,
                             struct arena *arena);
/* Fills the rest. `build` is the settings' word on where the database is, "" when they have none. */
bool selection_choose(struct selection *selection, const struct engine_request *request, const char *build,
                      struct arena *arena, struct error *error);
/* Whether the unit includes one of the headers asked for. */
bool selection_includes(const struct selection *selection, const struct facts *facts, struct arena *arena);
void selection_release(struct selection *selection);

#endif
