/* All that dawdle prints. Results go to standard output or files, whole or not at all as far as the file
 * system allows; everything said to a person goes to standard error. */
#ifndef DAWDLE_CLI_OUTPUT_H
#define DAWDLE_CLI_OUTPUT_H

#include <stdbool.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"

/* Makes sure that descriptors 0 to 2 are taken, so that no file opened later becomes "standard output", and
 * that a closed pipe is an error and not a signal. Called first. */
void output_init(void);

/* Writes `text` to the file `path`, or to standard output when it is NULL. Nothing to write never fails on
 * standard output. */
bool output_write(const char *path, const struct buf *text, struct error *error);

/* One line on standard error: "dawdle: " and the text, with control characters made visible, since names of
 * files may hold any. */
void message_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
