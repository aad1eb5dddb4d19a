/* `dawdle facts`: what dawdle knows of one file, for whoever wants to know why something is found or not: the
 * facts as extract wrote them, then what link made of its loops. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/cli/command.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/seen.h"
#include "analyzer/link/loops.h"

static bool unit_dump(const struct engine_result *result, const struct facts *facts, struct buf *out)
{
    const struct program *program = result->program;
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    bool ok;

    if (!stream)
        return false;
    facts_dump(facts, stream);
    for (uint32_t i = 0; program && i < program->unit_count; i++) {
        if (program->units[i].facts == facts) {
            fputs("\nclasses of loops\n", stream);
            loops_dump(program, i, stream);
        }
    }
    ok = fclose(stream) == 0;
    if (ok)
        buf_add(out, text, length);
    free(text);
    return ok;
}

enum status command_facts(const struct options *options, struct arena *arena)
{
    struct session session;
    struct buf text = {0};
    struct error error;
    enum status status = STATUS_CLEAN;

    if (options->paths.count != 1) {
        message_print("'dawdle facts' takes one file: dawdle facts FILE.c [-- COMPILER FLAGS...]");
        return STATUS_TROUBLE;
    }
    session_init(&session, options, arena);
    if (!session_run(&session, arena))
        return STATUS_TROUBLE;
    for (size_t i = 0; i < session.result.unit_count; i++) {
        const struct extract_unit *unit = &session.result.units[i];

        if (unit->status != EXTRACT_OK)
            status = STATUS_INCOMPLETE;
        if ((unit->status == EXTRACT_OK || unit->status == EXTRACT_INCOMPLETE) &&
            !unit_dump(&session.result, &unit->facts, &text)) {
            message_print("the facts could not be written down: is there memory left?");
            status = STATUS_TROUBLE;
        }
    }
    if (!output_write(NULL, &text, &error)) {
        message_print("%s", error.text);
        status = STATUS_TROUBLE;
    }
    buf_release(&text);
    session_release(&session);
    return status;
}
