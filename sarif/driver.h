/* What dawdle is and what it can say: the parts of a run that do not depend on findings. */
#ifndef DAWDLE_SARIF_DRIVER_H
#define DAWDLE_SARIF_DRIVER_H

#include "sarif/writer.h"

/* What a run can say of itself; the position in driver.notifications. */
enum notification {
    NOTIFY_UNIT_FAILED,
    NOTIFY_UNIT_INCOMPLETE,
    NOTIFY_OUTSIDE_ROOT,
    NOTIFY_TOO_MANY,
    NOTIFY_COUNT
};

/* Adds "tool": the driver with its rules and notifications. */
void driver_add(cJSON *run, const struct sarif_writer *writer);
/* Adds a "descriptor" that refers to one of driver.notifications. */
void driver_refer(cJSON *notification, enum notification kind);

#endif
