/* What loops are called where people read: in messages, in `dawdle facts`, and with -v. */
#include <inttypes.h>

#include "analyzer/link/loops.h"
#include "analyzer/link/loops_parts.h"

enum { TEXT_LIMIT = 60 };

const char *loop_class_name(enum loop_class class)
{
    static const char *const names[] = {
        [LOOP_ITEM] = "item",        [LOOP_SERVING] = "serving",       [LOOP_RETRY] = "retry",
        [LOOP_DRAIN] = "drain",      [LOOP_PAGINATION] = "pagination", [LOOP_POLLING] = "polling",
        [LOOP_ONCE] = "once",        [LOOP_SMALL] = "small",           [LOOP_CHUNKED] = "chunked",
        [LOOP_FAILOVER] = "failover"};

    return names[class];
}

const char *loop_form_name(enum loop_form form)
{
    static const char *const names[] = {
        [LOOP_INDEX] = "index", [LOOP_LIST] = "list",       [LOOP_NEXT] = "next",
        [LOOP_SCAN] = "scan",   [LOOP_FOREVER] = "forever", [LOOP_CONDITION] = "condition",
        [LOOP_GOTO] = "goto",   [LOOP_HIDDEN] = "hidden"};

    return names[form];
}

const char *loop_text(const struct program *program, const struct loop *loop, struct arena *arena)
{
    const struct facts *facts = function_facts(program, loop->function);
    const char *driver = loop->driver == FACTS_NONE ? "" : callee_name(facts, loop->driver);
    const char *what;

    if (loop->form == LOOP_NEXT && loop->driver != FACTS_NONE) {
        uint32_t at = program_call_at(program, loop->function, loop->driver);
        bool rows = at != PROGRAM_NONE && program->calls[at].known &&
                    program->calls[at].known->role == ROLE_RECEIVE &&
                    program->calls[at].known->effects & (EFFECT_DATABASE | EFFECT_LOCAL_DATABASE);

        if (!*driver && at != PROGRAM_NONE && program->calls[at].name)
            driver = program->calls[at].name;
        if (rows)
            return arena_printf(arena, "rows of %s", driver);
        if (loop->collection == FACTS_NONE)
            return arena_printf(arena, "what %s gives", *driver ? driver : "a call");
        return arena_printf(arena, "`%s` by %s", node_text(facts, loop->collection, TEXT_LIMIT, arena),
                            *driver ? driver : "a call");
    }
    if (loop->collection != FACTS_NONE) {
        what = node_text(facts, loop->collection, TEXT_LIMIT, arena);
        return arena_printf(arena, loop->form == LOOP_LIST ? "the list `%s`" : "`%s`", what);
    }
    if (loop->limit != FACTS_NONE && constant_truth(facts, loop->limit) < 0)
        return arena_printf(arena, "`%s` rounds", node_text(facts, loop->limit, TEXT_LIMIT, arena));
    if (loop->limit != FACTS_NONE && facts->nodes[node_strip(facts, loop->limit)].value > 0)
        return arena_printf(arena, "%s rounds", node_text(facts, loop->limit, TEXT_LIMIT, arena));
    if (loop->variable != FACTS_NONE)
        return arena_printf(arena, "`%s`", facts_string(facts, facts->symbols[loop->variable].name));
    if (loop->parts.condition != FACTS_NONE && loop->form != LOOP_FOREVER)
        return arena_printf(arena, "as long as `%s`",
                            node_text(facts, loop->parts.condition, TEXT_LIMIT, arena));
    return "rounds without an end in sight";
}

/* What the library function gives or hands over, one at a time, in the word that people use for it. */
static const char *item_name(const struct catalog_function *known)
{
    if (known == NULL)
        return "element";
    if (known->item[0] != '\0')
        return known->item;
    return known->role == ROLE_RECEIVE && known->effects & (EFFECT_DATABASE | EFFECT_LOCAL_DATABASE)
               ? "row"
               : "element";
}

static const char *giving_verb(const struct catalog_function *known)
{
    if (known != NULL && known->role == ROLE_RECEIVE && known->effects == EFFECT_SYNC_IO)
        return "reads";
    return known != NULL && known->role == ROLE_SEARCH ? "finds" : "gives";
}

static const char *given_text(const struct program *program, const struct loop *loop, struct arena *arena)
{
    uint32_t at = program_call_at(program, loop->function, loop->driver);
    const struct call *call = at == PROGRAM_NONE ? NULL : &program->calls[at];
    const char *name = call == NULL || call->name == NULL ? "" : call->name;

    if (*name == '\0')
        return "per element that a call gives";
    return arena_printf(arena, "per %s that %s %s", item_name(call->known), name, giving_verb(call->known));
}

static const char *visited_text(const struct program *program, const struct loop *loop, struct arena *arena)
{
    const struct call *call = &program->calls[program_call_at(program, loop->function, loop->node)];

    if (call->known != NULL && call->known->repeats)
        return arena_printf(arena, "per %s that %s hands over", item_name(call->known), call->name);
    return arena_printf(arena, "per element that `%s` visits%s", call->name,
                        loop->function == loop->callee ? " by calling itself" : "");
}

/* Whether a goto loop asks its call for the next element; one that only gets memory asks nobody. */
static bool goes_back_for_next(const struct program *program, const struct loop *loop)
{
    uint32_t at = loop->form != LOOP_GOTO || loop->class != LOOP_ITEM || loop->driver == FACTS_NONE
                      ? PROGRAM_NONE
                      : program_call_at(program, loop->function, loop->driver);

    return at != PROGRAM_NONE && loop->collection != FACTS_NONE &&
           (program->calls[at].known == NULL || program->calls[at].known->role != ROLE_ALLOCATE);
}

const char *loop_each_text(const struct program *program, const struct loop *loop, struct arena *arena)
{
    const struct facts *facts = function_facts(program, loop->function);

    if (loop->form == LOOP_HIDDEN)
        return visited_text(program, loop, arena);
    if ((loop->form == LOOP_NEXT || goes_back_for_next(program, loop)) && loop->driver != FACTS_NONE)
        return given_text(program, loop, arena);
    if (loop->collection != FACTS_NONE)
        return arena_printf(arena, "per element of %s", loop_text(program, loop, arena));
    if (loop->limit != FACTS_NONE && constant_truth(facts, loop->limit) < 0)
        return arena_printf(arena, "per round of the loop up to `%s`",
                            node_text(facts, loop->limit, TEXT_LIMIT, arena));
    return "per round of the loop";
}

static const char *statement_name(const struct facts *facts, const struct loop *loop)
{
    if (loop->form == LOOP_HIDDEN)
        return loop->function == loop->callee ? "recursion" : "callback";
    switch (facts->nodes[loop->node].kind) {
    case NODE_FOR: return "for";
    case NODE_WHILE: return "while";
    case NODE_DO: return "do";
    default: return "goto";
    }
}

/* Where the number of rounds comes from. */
static const char *bound_text(const struct program *program, const struct loop *loop, struct arena *arena)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t limit = loop->limit != FACTS_NONE ? loop->limit : loop->collection;
    const char *by = limit == FACTS_NONE || facts->nodes[node_strip(facts, limit)].kind == NODE_INTEGER
                         ? ""
                         : arena_printf(arena, " (`%s`)", node_text(facts, limit, TEXT_LIMIT, arena));

    if (loop->class == LOOP_ONCE)
        return "bound constant: 1";
    switch (loop->bound) {
    case BOUND_CONSTANT: return arena_printf(arena, "bound constant: %" PRId64 "%s", loop->bound_value, by);
    case BOUND_CONFIGURATION: return arena_printf(arena, "bound from configuration%s", by);
    case BOUND_REQUEST: return arena_printf(arena, "bound controlled by a request%s", by);
    case BOUND_UNKNOWN: break;
    }
    return "bound unknown";
}

const char *loop_describe(const struct program *program, const struct loop *loop, struct arena *arena)
{
    return arena_printf(arena, "%s: %s; %s", loop_class_name(loop->class), loop->reason,
                        bound_text(program, loop, arena));
}

void loops_dump(const struct program *program, uint32_t unit, FILE *out)
{
    struct arena arena = {0};

    for (uint32_t l = 0; l < program->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        const struct facts *facts = function_facts(program, loop->function);
        const struct fact_node *node = &facts->nodes[loop->node];
        const char *path = node->file == FACTS_NONE ? "" : facts_string(facts, facts->files[node->file].path);

        if (program->functions[loop->function].unit != unit)
            continue;
        fprintf(out, "%s:%u: %s, %s\n", path, node->line, statement_name(facts, loop),
                loop_describe(program, loop, &arena));
    }
    arena_release(&arena);
}
