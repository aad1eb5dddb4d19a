/* `dawdle rules`: one line a rule, in columns that scripts can split at blanks: id, level, REF-IDs joined
 * with commas, and the summary as the rest of the line. */
#include <string.h>

#include "analyzer/cli/command.h"
#include "analyzer/cli/output.h"
#include "checks/rules.h"

static void references_text(const struct rule *rule, struct buf *out)
{
    for (size_t i = 0; rule->references[i]; i++)
        buf_printf(out, "%s%s", i > 0 ? "," : "", rule->references[i]);
    if (!rule->references[0])
        buf_addch(out, '-');
}

enum status command_rules(const struct options *options, struct arena *arena)
{
    struct buf text = {0}, references = {0};
    struct error error;
    enum status status = STATUS_CLEAN;
    int id_width = 0, references_width = 0;

    (void)arena;
    if (options->paths.count > 0) {
        message_print("'dawdle rules' takes no argument; 'dawdle explain %s' tells about one",
                      options->paths.items[0]);
        return STATUS_TROUBLE;
    }
    for (size_t i = 0; i < rule_count; i++) {
        buf_clear(&references);
        references_text(&rules[i], &references);
        if ((int)strlen(rules[i].id) > id_width)
            id_width = (int)strlen(rules[i].id);
        if ((int)references.length > references_width)
            references_width = (int)references.length;
    }
    for (size_t i = 0; i < rule_count; i++) {
        buf_clear(&references);
        references_text(&rules[i], &references);
        buf_printf(&text, "%-*s  %-7s  %-*s  %s\n", id_width, rules[i].id, level_name(rules[i].level),
                   references_width, buf_text(&references), rules[i].summary);
    }
    if (!output_write(NULL, &text, &error)) {
        message_print("%s", error.text);
        status = STATUS_TROUBLE;
    }
    buf_release(&text);
    buf_release(&references);
    return status;
}
