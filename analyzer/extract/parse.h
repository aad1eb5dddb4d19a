/* From a request to libclang's translation unit. */
#ifndef DAWDLE_EXTRACT_PARSE_H
#define DAWDLE_EXTRACT_PARSE_H

#include <clang-c/Index.h>
#include <stdbool.h>

#include "analyzer/base/error.h"
#include "analyzer/project/protocol.h"

/* Parses the request's file, in the request's directory, which becomes the current one. On success the caller
 * disposes of the unit. `crashed` is set when libclang caught a crash of its own: its memory is not to be
 * trusted any more. The error is a sentence for users. */
bool parse_unit(const struct request *request, CXIndex index, CXTranslationUnit *tu, bool *crashed,
                struct error *error);

#endif
