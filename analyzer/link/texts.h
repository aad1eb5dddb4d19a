/* Texts that are added to, and texts that are read: where a text's end is looked for to write there, where it
 * begins anew, and whether it is one line. Read off the statements of a function, for the scans of link and
 * for the check hidden-quadratic. */
#ifndef DAWDLE_LINK_TEXTS_H
#define DAWDLE_LINK_TEXTS_H

#include "analyzer/link/program.h"

/* The node of the text whose end the call (a position in program->calls) looks for from its start in order to
 * write there; FACTS_NONE when it does not: strcat(text, x), snprintf(text + strlen(text), ...), and
 * `length = strlen(text)` before something is written to `text + length`. */
uint32_t text_added_to(const struct program *program, uint32_t call);
/* Whether something in [first, last) of the function sets the text of the symbol to be another one, or short
 * again, so that nothing accumulates. */
bool text_begins_anew(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                      uint32_t symbol);
/* Whether the text that the symbol points into is short by what it comes from, so far as the function and its
 * callers tell: an array, a line that was read, a piece that strtok cut off. */
bool text_is_line(const struct program *program, uint32_t function, uint32_t symbol);

#endif
