/* What a finding is, and the list that checks fill.
 *
 * Ownership: texts and steps live in the list's arena; paths may point into facts, which outlive the list. */
#ifndef DAWDLE_FINDINGS_FINDING_H
#define DAWDLE_FINDINGS_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/vec.h"

enum level { LEVEL_OFF, LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };

const char *level_name(enum level level); /* "warning" */

struct location {
    const char *path;              /* relative to the project root, or absolute outside it */
    uint32_t line, column;         /* from 1, column in bytes; 0: unknown */
    uint32_t end_line, end_column; /* exclusive column; 0: unknown */
};

/* One place on the way from where a person looks to what costs. */
struct finding_step {
    struct location at;
    const char *text;   /* "load_user calls PQexec" */
    const char *detail; /* more, for whoever asks with -v: of a loop its class and why; "" or NULL: nothing */
    unsigned nesting;   /* call depth, from 0 */
};

struct rule;

struct finding {
    const struct rule *rule;
    enum level level;
    unsigned rank; /* 0-100, the order in which a person should look */
    struct location at;
    const char *function; /* it stands in; "" at file scope */
    const char *message;  /* one or two sentences without the rule id and REF-IDs; starts in lower case, no
                             full stop at the end */
    const char
        *subject; /* what it is about, for fingerprints: no path, no line ("PQexec"); "" when nothing */
    struct finding_step *steps; /* the path, outermost first; may be empty */
    uint32_t step_count;
};

struct finding_list {
    struct arena *arena;
    VEC(struct finding)
    items;
};

/* Adds a finding; its texts and steps are copied into the list's arena. */
void finding_add(struct finding_list *list, const struct finding *finding);

/* The final list: sorted by path, line, column, rule; where several findings stand on one line, those of a
 * more specific rule (by rule->precedence, smaller first, within one rule->topic) silence the others; one
 * finding per rule and line, the one of higher rank. Findings from several units at one place are one. */
void findings_finish(struct finding_list *list);

#endif
