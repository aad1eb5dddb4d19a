/* What a check is: a pure function from the linked program to findings, and the rule it serves.
 * checks/checks.def makes the table. */
#ifndef DAWDLE_FINDINGS_RULE_H
#define DAWDLE_FINDINGS_RULE_H

#include "analyzer/findings/finding.h"
#include "analyzer/link/program.h"

/* A measurement that the project vouches for. */
struct check_evidence {
    const char *what; /* function or variable name, or a glob of paths */
    const char *text; /* what was measured */
};

/* What a check may look at besides the program. */
struct check_options {
    unsigned heavy_include_lines; /* see settings.h */
    const struct check_evidence *evidence;
    size_t evidence_count;
};

struct rule;
/* Adds the findings of `rule` to `out`. */
typedef void check_run(const struct rule *rule, const struct program *program,
                       const struct check_options *options, struct finding_list *out);

struct rule {
    const char *id;            /* "per-item-remote-call" */
    const char *name;          /* "PerItemRemoteCall" */
    const char *summary;       /* one sentence, with full stop */
    const char *references[6]; /* REF-IDs, NULL terminated, the first is the one shown */
    const char *cwe;           /* "1050", or "" */
    const char *precision;     /* "high", "medium", "low" */
    enum level level;          /* default of its findings at high confidence */
    const char *topic;         /* rules of one topic compete for a line; see findings_finish() */
    unsigned precedence;       /* smaller wins */
    const char *page;          /* the rule's page, Markdown (checks/<name>.md) */
    check_run *run;
};

#endif
