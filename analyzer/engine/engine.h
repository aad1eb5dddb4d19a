/* Runs the phases: which units, their facts from worker processes, the linked program, the checks' findings.
 *
 * Nothing here prints. A unit that cannot be analysed is data in the result; an error is what leaves nothing
 * to analyse. The result depends only on what is read: not on the number of workers, the order in which they
 * answer, or the working directory (which only says where relative paths begin).
 *
 * Ownership: what is not facts lives in the arena given; engine_release() frees the facts and what libraries
 * hold. The request must outlive the result. */
#ifndef DAWDLE_ENGINE_ENGINE_H
#define DAWDLE_ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/engine/extract_pool.h"
#include "analyzer/findings/finding.h"
#include "analyzer/findings/notice.h"
#include "analyzer/findings/rule.h"
#include "analyzer/link/program.h"
#include "analyzer/project/settings.h"

/* Zero and NULL are the defaults throughout. Lists are NULL terminated; NULL is an empty one. */
struct engine_request {
    const char *const *paths;      /* files and folders as a person gave them; empty: all of the database */
    const char *database;          /* -p: a compile_commands.json, compile_flags.txt, or folder with one */
    const char *settings;          /* --settings; NULL: look for it */
    const char *const *flags;      /* after --; not NULL though empty when there was a -- */
    const char *const *extra_args; /* added to every unit's arguments as they are */
    const char *const *only;       /* rule ids; empty: all */
    const char *const *skip;       /* rule ids */
    unsigned jobs;                 /* worker processes; 0: one a core */
    unsigned unit_timeout;         /* seconds; 0: EXTRACT_TIMEOUT */
    unsigned unit_memory;          /* MB; 0: EXTRACT_MEMORY */
    extract_progress *progress;    /* told of every unit that is done; may be NULL */
    void *progress_context;
};

struct engine_result {
    const char *root;           /* of the project: what paths are relative to; absolute, normal */
    const char *database;       /* that was read, absolute; "" when none */
    struct settings settings;   /* in force */
    struct catalog catalog;     /* with the settings' own entries */
    struct extract_unit *units; /* in the order of file and arguments; the skipped ones included */
    size_t unit_count;
    struct unit_counts counts; /* of the units, with a notice for each that is incomplete or failed */
    const char **remarks;      /* sentences to say to the user: what was assumed; without full stop */
    size_t remark_count;

    /* After engine_run(): */
    struct program *program;      /* NULL when there are no facts at all */
    struct finding_list findings; /* final: sorted, merged, levels set, without those of excluded files and of
                                     files outside the root */
    uint32_t functions;           /* with a body */
    uint32_t loops;
    uint32_t indirect_resolved, indirect_unresolved; /* calls */
    uint32_t handlers;
};

/* Settings, units, facts. On failure the error says what to do, and nothing need be released. */
bool engine_extract(struct engine_result *result, const struct engine_request *request, struct arena *arena,
                    struct error *error);
/* engine_extract(), then link and check. */
bool engine_run(struct engine_result *result, const struct engine_request *request, struct arena *arena,
                struct error *error);
void engine_release(struct engine_result *result);

/* What settings, --only and --skip make of the rule's level; LEVEL_OFF: it does not run. Named by --only, a
 * rule runs even where the settings turn it off. */
enum level engine_rule_level(const struct engine_result *result, const struct engine_request *request,
                             const struct rule *rule);

#endif
