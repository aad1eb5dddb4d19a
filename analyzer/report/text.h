/* Findings as text, in the form of the compilers, so that every editor and log reader understands it:
 *
 *     src/db.c:41:12: warning: one round trip per element of `ids` [per-item-remote-call] (WF-06/REDUCE)
 *        41 |     row = load_user(db, ids[i]);
 *           |           ^~~~~~~~~~~~~~~~~~~~~
 *     src/db.c:12:5: note: load_user calls PQexec
 *
 * Columns count bytes from 1, as the compilers count them. Control characters in names and sources are never
 * passed on to the terminal; other bytes of a path are, so that it can be opened. */
#ifndef DAWDLE_REPORT_TEXT_H
#define DAWDLE_REPORT_TEXT_H

#include <stdbool.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/source.h"
#include "analyzer/findings/finding.h"

struct text_options {
    const char *root;    /* of the project: what paths in findings are relative to; absolute and normal */
    const char *current; /* working directory: what paths are printed relative to; absolute and normal */
    bool colour;         /* with the escape sequences that GCC uses */
    bool details;        /* with what the steps have to add */
};

/* Appends all findings of the list, in its order. */
void text_report(struct buf *out, const struct finding_list *findings, struct source *source,
                 const struct text_options *options);

/* Appends text that may hold anything, safe for a terminal and on one line: control characters as \n, \t or
 * \x1b. For other messages that name files. */
void text_safe(struct buf *out, const char *text);

#endif
