/* Entries of the settings that nothing in the program answers to: a name with a slip of the finger would else
 * look like a setting that does not work. */
#ifndef DAWDLE_ENGINE_UNMATCHED_H
#define DAWDLE_ENGINE_UNMATCHED_H

#include "analyzer/base/vec.h"
#include "analyzer/engine/engine.h"

typedef VEC(const char *)
remark_list;

/* Appends a sentence, in the arena, for each entry under "functions", "handlers" and "evidence" that matches
 * nothing in result->program. It must be whole: what was not read may be what an entry is about. */
void unmatched_find(const struct engine_result *result, remark_list *remarks, struct arena *arena);

#endif
