/* dawdle.json: what a project tells dawdle.
 *
 * JSON with comments; its schema is analyzer/project/dawdle.schema.json. Unknown keys and wrong types are
 * errors with line and column. Everything lives in the arena given. */
#ifndef DAWDLE_PROJECT_SETTINGS_H
#define DAWDLE_PROJECT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/base/json.h"

enum setting_level { SETTING_UNSET, SETTING_OFF, SETTING_NOTE, SETTING_WARNING, SETTING_ERROR };

struct setting_rule {
    const char *rule;
    enum setting_level level;
};

/* A measurement that justifies something: "evidence": [{"what": "cache_lookup", "text": "..."}]. */
struct setting_evidence {
    const char *what; /* function or variable name, or a path glob */
    const char *text;
};

struct settings {
    const char *path;      /* the file read, "" when none */
    const char *directory; /* that it lies in; patterns are relative to it */
    struct setting_rule *rules;
    size_t rule_count;
    const char **exclude; /* path globs whose findings are left out */
    size_t exclude_count;
    const char *runtime;          /* "auto", "single-threaded" or "threaded" */
    const char *reference_base;   /* base address for REF-ID documents, ends in "/"; "" when none */
    const char *build;            /* directory or file of the compile database, "" when none; absolute */
    unsigned heavy_include_lines; /* lines that an unused include must bring to be reported; default 2000 */
    unsigned small_bound;         /* loops of at most so many rounds are small; default 64 */
    struct setting_evidence *evidence;
    size_t evidence_count;
    /* "functions", "handlers" and "words" for the catalog: the document they stand in, NULL when none. Owned
     * by settings_release(). */
    struct json *document;
};

void settings_default(struct settings *settings);
/* Reads one file. `known_rules` are checked against "rules" (NULL-terminated). */
bool settings_read(struct settings *settings, const char *path, const char *const *known_rules,
                   struct arena *arena, struct error *error);
/* The dawdle.json nearest upwards of `directory` (absolute), up to the repository root (the folder with .git)
 * or /; NULL when there is none. */
const char *settings_find(const char *directory, struct arena *arena);
void settings_release(struct settings *settings);
/* The level that the settings give a rule; SETTING_UNSET when they say nothing or "on". */
enum setting_level settings_level(const struct settings *settings, const char *rule);
/* Whether findings in a file (absolute, normal) are left out. */
bool settings_excludes(const struct settings *settings, const char *file);
/* The keys at the top of the file and those of "thresholds", NULL terminated; a test holds the schema to
 * them. */
const char *const *settings_keys(void);
const char *const *settings_threshold_keys(void);

#endif
