/* What makes two findings of two runs the same one, although lines moved or the file was renamed. */
#ifndef DAWDLE_FINDINGS_FINGERPRINT_H
#define DAWDLE_FINDINGS_FINGERPRINT_H

#include <stdint.h>

#include "analyzer/base/source.h"
#include "analyzer/findings/finding.h"

/* Hash of the rule, the function, the subject and the tokens of the line; of no path, line number, blank or
 * comment. Two places that are alike in one function have the same value: users of it must count. The same on
 * every machine; a change of what goes in needs a new name in reports (`dawdleContext/v1`). */
uint64_t finding_fingerprint(const struct finding *finding, struct source *source);

#endif
