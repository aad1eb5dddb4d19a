/* The table of all rules, made from checks.def and sorted by id. */
#ifndef DAWDLE_CHECKS_RULES_H
#define DAWDLE_CHECKS_RULES_H

#include <stddef.h>

#include "analyzer/findings/rule.h"

extern const struct rule rules[];
extern const size_t rule_count;

/* The checks themselves, one a line of checks.def. */
#define CHECK(file, ...) check_run check_##file;
#include "checks/checks.def"
#undef CHECK

/* The rule with this id, or NULL. */
const struct rule *rule_find(const char *id);

#endif
