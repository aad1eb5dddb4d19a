/* The rule table: every line of checks.def with its page and its check. A check that is not linked in, or has
 * no page, fails the build here. */
#include "checks/rules.h"

#include <string.h>

#define REFERENCES(...)                                                                                      \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

#define CHECK(file, id, name, level, precision, cwe, topic, precedence, references, summary)                 \
    extern const unsigned char check_pages_##file[];
#include "checks/checks.def"
#undef CHECK

#define CHECK(file, id_, name_, level_, precision_, cwe_, topic_, precedence_, references_, summary_)        \
    {.id = id_,                                                                                              \
     .name = name_,                                                                                          \
     .summary = summary_,                                                                                    \
     .references = references_,                                                                              \
     .cwe = cwe_,                                                                                            \
     .precision = precision_,                                                                                \
     .level = level_,                                                                                        \
     .topic = topic_,                                                                                        \
     .precedence = precedence_,                                                                              \
     .page = (const char *)check_pages_##file,                                                               \
     .run = check_##file},
const struct rule rules[] = {
#include "checks/checks.def"
};
#undef CHECK

const size_t rule_count = sizeof rules / sizeof rules[0];

const struct rule *rule_find(const char *id)
{
    for (size_t i = 0; i < rule_count; i++)
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    return NULL;
}
