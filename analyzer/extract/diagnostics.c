/* The errors that clang reported. An error is what makes a unit incomplete: some expression or declaration
 * may be missing from the tree. Complaints about flags of another compiler change nothing that was parsed, so
 * they do not count. */
#include "analyzer/extract/unit.h"

#include <string.h>

/* Whether the text speaks about the command line only; clang gives these no place. */
static bool is_about_flags(const char *text)
{
    static const char *const starts[] = {"unknown argument",     "unsupported option", "unsupported argument",
                                         "unknown warning",      "optimization flag",  "argument unused",
                                         "invalid value",        "invalid argument",   "unable to execute",
                                         "unrecognized command", "the clang compiler", "cannot specify"};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (strncmp(text, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return false;
}

static void add_diagnostic(struct unit *unit, CXDiagnostic diagnostic)
{
    enum CXDiagnosticSeverity severity = clang_getDiagnosticSeverity(diagnostic);
    struct place place = unit_place(unit, clang_getDiagnosticLocation(diagnostic));
    const char *text = unit_copy_string(unit, clang_getDiagnosticSpelling(diagnostic));
    struct fact_unit *facts = &unit->builder->unit;

    if (severity < CXDiagnostic_Error || (place.file == FACTS_NONE && is_about_flags(text)))
        return;
    facts->flags |= UNIT_INCOMPLETE;
    if (facts->errors++ >= FACTS_DIAGNOSTICS_MAX)
        return;
    vec_push(&unit->builder->diagnostics,
             (struct fact_diagnostic){.level = severity == CXDiagnostic_Fatal ? DIAGNOSTIC_FATAL
                                                                              : DIAGNOSTIC_ERROR,
                                      .file = place.file,
                                      .line = place.file == FACTS_NONE ? 0 : place.line,
                                      .column = place.file == FACTS_NONE ? 0 : place.column,
                                      .text = unit_string(unit, text, strlen(text))});
}

void diagnostics_add(struct unit *unit)
{
    unsigned count = clang_getNumDiagnostics(unit->tu);

    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit->tu, i);

        add_diagnostic(unit, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
    if (unit->too_deep) {
        unit->builder->unit.flags |= UNIT_INCOMPLETE;
        unit->builder->unit.errors++;
        vec_push(&unit->builder->diagnostics,
                 (struct fact_diagnostic){
                     .level = DIAGNOSTIC_ERROR,
                     .file = unit->builder->unit.file,
                     .line = 1,
                     .column = 1,
                     .text = builder_string(unit->builder, "statements or expressions are nested too deeply "
                                                           "to follow; the innermost were left out")});
    }
}
