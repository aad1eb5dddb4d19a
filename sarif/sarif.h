/* Findings as SARIF 2.1.0, for code scanning, editors and dashboards.
 *
 * The document satisfies the OASIS schema and the Sarif and Ghas rules of the SARIF Multitool without error
 * or warning, whatever names and bytes the sources hold. The same input gives the same bytes: nothing of the
 * time or the process goes in, and of the machine only the root's absolute address and the addresses of files
 * outside the root.
 *
 * Code scanning rejects results outside the repository and more than SARIF_RESULTS_MAX of them, so those are
 * left out and said to be, as notifications: such a file never looks like that of a clean run. */
#ifndef DAWDLE_SARIF_SARIF_H
#define DAWDLE_SARIF_SARIF_H

#include <stdbool.h>
#include <stddef.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/source.h"
#include "analyzer/findings/finding.h"
#include "analyzer/findings/notice.h"
#include "analyzer/findings/rule.h"

#define SARIF_RESULTS_MAX 25000

struct sarif_input {
    const struct finding_list *findings; /* after findings_finish() */
    const struct rule *rules;            /* in any order */
    size_t rule_count;
    /* By rule: what the settings make of its level. LEVEL_OFF leaves a rule out unless it has findings. NULL:
     * the rules' own levels. */
    const enum level *levels;
    const struct catalog_reference *references; /* the REF-IDs, in any order */
    size_t reference_count;
    const struct unit_notice *notices; /* units incomplete or failed, in any order */
    size_t notice_count;
    struct source *source;
    const char *root;           /* absolute and normal */
    const char *version;        /* of dawdle: "0.1.0" */
    const char *reference_base; /* address that the documents of REF-IDs stand below, "" when none */
    bool deterministic;         /* leave out the root's absolute address as well */
};

/* Appends the document: indented when it is small enough for people, else on one line. */
void sarif_report(struct buf *out, const struct sarif_input *input);

#endif
