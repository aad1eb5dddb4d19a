/* One finding as a SARIF result. */
#ifndef DAWDLE_SARIF_RESULT_H
#define DAWDLE_SARIF_RESULT_H

#include "sarif/writer.h"

/* Adds the finding, which lies below the root, to "results". */
void result_add(cJSON *results, struct sarif_writer *writer, const struct finding *finding);

#endif
