/* `dawdle explain`: a rule's page as it stands in checks/, or what a REF-ID means and which rules link to it.
 */
#include <string.h>
#include <strings.h>

#include "analyzer/base/path.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/cli/command.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggest.h"
#include "analyzer/project/settings.h"
#include "checks/rules.h"

static bool rule_links(const struct rule *rule, const char *reference)
{
    for (size_t i = 0; rule->references[i]; i++)
        if (strcmp(rule->references[i], reference) == 0)
            return true;
    return false;
}

/* Where the team keeps its REF-ID documents; NULL when the settings do not say. */
static bool find_reference_base(const struct options *options, struct arena *arena, const char **base,
                                struct error *error)
{
    const char *path = options->settings;
    const char **known = ARENA_ARRAY(arena, rule_count + 1, const char *);
    struct settings settings;

    *base = NULL;
    for (size_t i = 0; i < rule_count; i++)
        known[i] = rules[i].id;
    if (!path)
        path = settings_find(path_current(arena), arena);
    if (!path)
        return true;
    settings_default(&settings);
    if (!settings_read(&settings, path, known, arena, error))
        return false;
    if (settings.reference_base && settings.reference_base[0] != '\0')
        *base = settings.reference_base;
    settings_release(&settings);
    return true;
}

static void reference_text(const struct catalog_reference *reference, const char *base, struct buf *out)
{
    bool linked = false;

    buf_printf(out, "%s: %s\n\n%s\n\n", reference->id, reference->title, reference->meaning);
    if (base)
        buf_printf(out, "Document: %s%s%s\n", base, base[strlen(base) - 1] == '/' ? "" : "/",
                   reference->document);
    else
        buf_printf(out, "Document: %s\n", reference->document);
    for (size_t i = 0; i < rule_count; i++) {
        if (!rule_links(&rules[i], reference->id))
            continue;
        buf_printf(out, "%s  %s: %s\n", linked ? "" : "\nRules that link to it:\n", rules[i].id,
                   rules[i].summary);
        linked = true;
    }
    if (!linked)
        buf_addstr(out, "\nNo rule links to it.\n");
}

/* The text for `name`, or an error that says what may have been meant. */
static bool explain(const struct options *options, const char *name, struct arena *arena, struct buf *out,
                    struct error *error)
{
    const struct rule *rule = rule_find(name);
    const struct catalog_reference *found = NULL;
    struct suggestion suggestion = {0};
    struct catalog catalog;
    const char *base;
    bool ok = true;

    if (rule) {
        buf_addstr(out, rule->page);
        return true;
    }
    catalog_load(&catalog, arena);
    for (size_t i = 0; i < rule_count; i++)
        suggest(&suggestion, name, rules[i].id);
    for (size_t i = 0; i < catalog.reference_count; i++) {
        if (strcasecmp(catalog.references[i].id, name) == 0)
            found = &catalog.references[i];
        suggest(&suggestion, name, catalog.references[i].id);
    }
    if (found) {
        ok = find_reference_base(options, arena, &base, error);
        if (ok)
            reference_text(found, base, out);
    } else if (suggestion.best) {
        ok = error_set(error, "there is no rule or REF-ID '%s'; did you mean '%s'?", name, suggestion.best);
    } else {
        ok = error_set(error, "there is no rule or REF-ID '%s'; 'dawdle rules' lists both", name);
    }
    catalog_release(&catalog);
    return ok;
}

enum status command_explain(const struct options *options, struct arena *arena)
{
    struct buf text = {0};
    struct error error;
    enum status status = STATUS_CLEAN;

    if (options->paths.count != 1) {
        message_print("'dawdle explain' takes one rule or REF-ID; 'dawdle rules' lists both");
        return STATUS_TROUBLE;
    }
    if (!explain(options, options->paths.items[0], arena, &text, &error) ||
        !output_write(NULL, &text, &error)) {
        message_print("%s", error.text);
        status = STATUS_TROUBLE;
    }
    buf_release(&text);
    return status;
}
