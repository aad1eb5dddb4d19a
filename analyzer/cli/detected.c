/* What `dawdle init` writes: a start for a person who knows the program, so every suggestion is a comment
 * that names what it was seen from, the most frequent first, and short lists end with how many were left out.
 */
#include "analyzer/cli/detected.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/map.h"
#include "analyzer/findings/trace.h"
#include "analyzer/link/loops.h"
#include "analyzer/report/text.h"

#define LISTED_MOST 12 /* of each kind of thing: what a person reads before deciding */
#define CALLERS_FEW 3  /* a wrapper that fewer calls name is as well seen through */

/* Things seen, how often, and the line about each. */
struct sight {
    const char *text;
    uint32_t count;
};

struct sights {
    VEC(struct sight)
    items;
    struct map ids; /* text -> position */
};

static void sight_add(struct sights *sights, const char *text, uint32_t count)
{
    uint32_t id = map_put_str(&sights->ids, text, sights->items.count);

    if (id == sights->items.count)
        vec_push(&sights->items, (struct sight){text, 0});
    sights->items.data[id].count += count;
}

static int by_count(const void *a, const void *b)
{
    const struct sight *left = a, *right = b;

    if (left->count != right->count)
        return left->count < right->count ? 1 : -1;
    return strcmp(left->text, right->text);
}

static void comment(struct buf *out, const char *text)
{
    buf_addstr(out, "  // ");
    text_safe(out, text);
    buf_addch(out, '\n');
}

/* Writes the sights, or `none` when there are none, and forgets them. */
static void sights_write(struct sights *sights, const char *none, struct buf *out, struct arena *arena)
{
    uint32_t count = sights->items.count;

    if (count > 0)
        qsort(sights->items.data, count, sizeof *sights->items.data, by_count);
    else
        comment(out, none);
    for (uint32_t i = 0; i < count && i < LISTED_MOST; i++)
        comment(out, arena_printf(arena, "    %s", sights->items.data[i].text));
    if (count > LISTED_MOST)
        comment(out, arena_printf(arena, "    and %u more", count - LISTED_MOST));
    vec_release(&sights->items);
    map_release(&sights->ids);
    *sights = (struct sights){0};
}

static const char *place(const struct program *program, uint32_t function, struct arena *arena)
{
    struct location at = location_of_function(program, function);

    return arena_printf(arena, "%s:%u", at.path, at.line);
}

static void write_handlers(const struct program *program, struct buf *out, struct arena *arena)
{
    struct sights sights = {0};

    for (uint32_t r = 0; r < program->root_count; r++) {
        const struct root *root = &program->roots[r];

        if (root->phase == PHASE_REQUEST)
            sight_add(&sights,
                      arena_printf(arena, "%s (%s), %s%s", program->functions[root->function].name,
                                   place(program, root->function, arena), root->guess ? "perhaps: " : "",
                                   root->reason),
                      1);
    }
    for (uint32_t l = 0; l < program->loop_count; l++) {
        const struct loop *loop = &program->loops[l];

        if (loop->class == LOOP_SERVING)
            sight_add(&sights,
                      arena_printf(arena, "the loop in %s (%s): %s", program->functions[loop->function].name,
                                   place(program, loop->function, arena), loop->reason),
                      1);
    }
    comment(out, "What answers requests, as far as it was recognised:");
    sights_write(&sights, "    nothing; the entries below may tell what does", out, arena);
}

/* Whether nobody in the program is seen to call the function, though something else was given it. */
static bool waits_for_caller(const struct program *program, uint32_t f)
{
    const struct function *function = &program->functions[f];

    return function->body != FACTS_NONE && function->heat == HEAT_UNKNOWN &&
           program->first_caller[f] == program->first_caller[f + 1];
}

static void write_unknown_entries(const struct program *program, struct buf *out, struct arena *arena)
{
    struct sights sights = {0};

    for (uint32_t i = 0; i < program->callback_count; i++) {
        const struct callback *callback = &program->callbacks[i];
        const struct call *call = &program->calls[callback->call];

        if (call->kind == CALL_DIRECT && call->known == NULL && call->target_count == 0 &&
            waits_for_caller(program, callback->function))
            sight_add(&sights,
                      arena_printf(arena, "{ \"kind\": \"call\", \"name\": \"%s\", \"argument\": %u },",
                                   call->name, callback->argument),
                      1);
    }
    for (uint32_t f = 0; f < program->field_count; f++)
        for (uint32_t m = 0; program->fields[f].record[0] != '\0' && m < program->field_sets[f].count; m++)
            if (waits_for_caller(program, program->set_members[program->field_sets[f].first + m]))
                sight_add(&sights,
                          arena_printf(arena, "{ \"kind\": \"field\", \"name\": \"%s\", \"field\": \"%s\" },",
                                       program->fields[f].record, program->fields[f].name),
                          1);
    if (sights.items.count == 0)
        return;
    comment(out,
            "Functions are handed over here, and nobody is seen to call them. Move into \"handlers\" what");
    comment(out, "answers requests; add \"phase\": \"startup\" or \"background\" for what does not:");
    sights_write(&sights, "", out, arena);
}

static void write_runtime(const struct program *program, struct buf *out, struct arena *arena)
{
    static const char *const names[] = {
        [RUNTIME_ANY] = "not told", [RUNTIME_SINGLE] = "single-threaded", [RUNTIME_THREADED] = "threaded"};
    struct sights sights = {0};

    for (uint32_t g = 0; g < program->group_count; g++) {
        const struct group *group = &program->groups[g];

        if (group->runtime != RUNTIME_ANY)
            sight_add(&sights,
                      arena_printf(arena, "%s: %s (%s)", group->name[0] ? group->name : "the program",
                                   names[group->runtime], group->reason),
                      1);
    }
    comment(out, "One request at a time, or several in threads, by folder:");
    sights_write(&sights, "    not told; say \"single-threaded\" or \"threaded\" where you know it", out,
                 arena);
}

/* Whether a family says something about the program: the C library's do not. */
static bool is_telling(const struct catalog_function *known)
{
    return !catalog_is_project(known) && strcmp(known->family, "stdlib") != 0 &&
           strcmp(known->family, "string") != 0 && strcmp(known->family, "time") != 0 &&
           strcmp(known->family, "files") != 0;
}

static void write_libraries(const struct program *program, struct buf *out, struct arena *arena)
{
    struct sights sights = {0};

    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct catalog_function *known = program->calls[c].known;

        if (known != NULL && is_telling(known))
            sight_add(&sights, arena_printf(arena, "%s: %s.json", known->library, known->family), 1);
    }
    for (uint32_t r = 0; r < program->root_count; r++)
        if (!program->roots[r].guess && strcmp(program->roots[r].handler->documentation, "") != 0)
            sight_add(&sights,
                      arena_printf(arena, "%s: %s.json", program->roots[r].handler->library,
                                   program->roots[r].handler->family),
                      1);
    comment(out, "Libraries seen, with the files of dawdle's catalog that know them:");
    sights_write(&sights, "    none; describe under \"functions\" what leaves the process", out, arena);
}

static uint32_t count_callers(const struct program *program, uint32_t f)
{
    uint32_t count = 0;

    for (uint32_t c = program->first_caller[f]; c < program->first_caller[f + 1]; c++)
        count += program->calls[program->callers[c]].kind == CALL_DIRECT;
    return count;
}

/* A wrapper as it would stand in "functions". */
static const char *wrapper_entry(const struct program *program, uint32_t f, struct arena *arena)
{
    const struct function *function = &program->functions[f];
    uint32_t primitive = way_primitive(program, function->summary.remote, WAY_REMOTE);
    const struct catalog_function *known = program->calls[primitive].known;
    uint64_t handles = function->summary.handle_parameters;
    const char *handle = "";
    unsigned effect = known->effects & EFFECT_REMOTE;

    effect &= -effect; /* one of several is enough to begin with */
    for (unsigned p = 0; handles != 0 && p < function->parameters && p < 64; p++)
        if (handles >> p & 1) {
            handle = arena_printf(arena, ", \"handle\": %u", p);
            break;
        }
    return arena_printf(arena,
                        "{ \"name\": \"%s\", \"role\": \"round-trip\", \"effect\": \"%s\"%s }, // ends in %s",
                        function->name, effect_text(effect), handle, program->calls[primitive].name);
}

static void write_wrappers(const struct program *program, struct buf *out, struct arena *arena)
{
    struct sights sights = {0};

    for (uint32_t f = 0; f < program->function_count; f++) {
        uint32_t callers = count_callers(program, f);

        if (program->functions[f].body != FACTS_NONE && callers >= CALLERS_FEW &&
            program->functions[f].summary.remote.call != PROGRAM_NONE)
            sight_add(&sights, wrapper_entry(program, f, arena), callers);
    }
    if (sights.items.count == 0)
        return;
    comment(out, "Wrappers that many call and that end in a remote call. dawdle sees through them, but");
    comment(out,
            "cannot know the way out: move one into \"functions\" with \"batch\": \"...\" to have it said:");
    sights_write(&sights, "", out, arena);
}

void detected_settings(const struct engine_result *result, struct buf *out, struct arena *arena)
{
    const struct program *program = result->program;

    buf_addstr(
        out,
        "// Settings of dawdle for this project, as `dawdle init` found it. Nothing here changes anything\n"
        "// yet. All keys and what they mean: docs/settings.md of dawdle.\n{\n");
    comment(out, "Levels of rules, for example \"heavy-include\": \"off\"; `dawdle rules` lists them.");
    buf_addstr(out, "  \"rules\": {},\n\n");
    comment(out, "Files that nobody here changes, for example \"third_party/\".");
    buf_addstr(out, "  \"exclude\": [],\n\n");
    write_runtime(program, out, arena);
    buf_addstr(out, "  \"runtime\": \"auto\",\n\n");
    write_handlers(program, out, arena);
    write_unknown_entries(program, out, arena);
    buf_addstr(out, "  \"handlers\": [],\n\n");
    write_libraries(program, out, arena);
    write_wrappers(program, out, arena);
    buf_addstr(out, "  \"functions\": []\n}\n");
}
