/* Catalog entries out of JSON: "functions", "handlers" and "words" as they stand in
 * analyzer/catalog/NAME.json and in a project's dawdle.json.
 *
 *     { "name": "PQexecParams", "role": "round-trip", "effect": "database", "handle": 0, "query": 1,
 *       "batch": "WHERE id = ANY($1)", "documentation": "https://..." }
 *
 * "name" may be a list of names that share all the rest, and a name may be a glob ("xcb_*_reply"); "effect"
 * may be a list; "%" in "documentation" stands for the name ("man 3 %"). "flags" and "unless" name an
 * argument and the bits in it with which a call is not what the entry says. A handler is
 *
 *     { "kind": "field", "name": "ngx_command_t", "field": "set", "phase": "startup", "runtime": "any" }
 *
 * where "name" and "field" may be lists; "phase" defaults to "request" and "runtime" to "any". One of kind
 * "call" may have "descriptor", an argument that is negative for timers, and "flags" with "unless" for the
 * bits of signals: both make what is registered background. Words are
 *
 *     { "kind": "logging", "words": ["log", "warn"] }
 */
#ifndef DAWDLE_CATALOG_ENTRIES_H
#define DAWDLE_CATALOG_ENTRIES_H

#include "analyzer/base/vec.h"
#include "analyzer/catalog/catalog.h"

/* Where entries come from, and the defaults that go with it. */
struct entry_source {
    const char *family;
    const char *library;
    const char *documentation; /* of entries that cite none of their own */
};

/* Ownership: entries_release() frees the arrays; what the entries point to is the arena's. */
struct entries {
    VEC(struct catalog_function)
    functions;
    VEC(struct catalog_handler)
    handlers;
    VEC(const char *)
    words[WORDS_KINDS];
};

/* Appends what `object` has under "functions", "handlers" and "words"; other keys are the caller's business.
 */
bool entries_read(struct entries *entries, const struct json *json, const cJSON *object,
                  const struct entry_source *source, struct arena *arena, struct error *error);
/* Reads a whole file of the catalog: "family", "library" and "documentation" besides the three lists, and no
 * other key. */
bool entries_read_file(struct entries *entries, const struct json *json, struct arena *arena,
                       struct error *error);
void entries_release(struct entries *entries);

/* Whether a function name stands for many. */
bool entry_is_glob(const char *name);

#endif
