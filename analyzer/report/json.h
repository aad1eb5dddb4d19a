/* Findings as a plain JSON list for scripts; docs/json.md is its manual, and a test holds the two together.
 */
#ifndef DAWDLE_REPORT_JSON_H
#define DAWDLE_REPORT_JSON_H

#include "analyzer/base/buf.h"
#include "analyzer/findings/finding.h"
#include "analyzer/findings/notice.h"

/* Raised when a key changes its meaning or goes; new keys may come at any time. */
#define JSON_REPORT_VERSION 1

/* Appends the document: all findings of the list in its order, and what the run has seen. Paths are relative
 * to the project root, so that every checkout and working directory gives the same bytes. */
void json_report(struct buf *out, const struct finding_list *findings, const struct unit_counts *units);

#endif
