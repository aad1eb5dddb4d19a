/* cached-sentinel: an error or "nothing" goes into a cache as if it were an answer.
 *
 * Looked for where a function keeps one of its parameters in a container of static storage: it is called with
 * a real value in one place and, in the same caller, with NULL, -1 or "" in another, after a question to the
 * outside may have failed. Every later look-up then gets the failure, whatever its cause was.
 *
 * Silent: a negative entry with its own time to live (the two calls differ in another constant argument as
 * well), a sentinel that is only returned. */
#include "analyzer/findings/trace.h"
#include "analyzer/link/caches.h"
#include "checks/rules.h"

static bool is_sentinel(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    if (n->flags & NODE_HAS_VALUE)
        return n->value == -1 ||
               (n->value == 0 && n->type != FACTS_NONE && facts->types[n->type].class == TYPE_POINTER);
    return n->kind == NODE_STRING && facts_string(facts, n->ref)[0] == '\0';
}

/* NULL in C is a cast of 0 or plain 0: the parameter's type tells whether 0 means "nothing". */
static bool is_null_argument(const struct program *program, const struct facts *facts, uint32_t argument,
                             uint32_t target, uint32_t position)
{
    const struct function *function = &program->functions[target];
    uint32_t parameter = program->parameters[function->first_parameter + position];
    const struct facts *declared = function_facts(program, target);
    const struct fact_node *n = &facts->nodes[node_strip(facts, argument)];
    uint32_t type = parameter == FACTS_NONE ? FACTS_NONE : declared->symbols[parameter].type;

    return is_sentinel(facts, argument) ||
           ((n->flags & NODE_HAS_VALUE) && n->value == 0 && type != FACTS_NONE &&
            declared->types[type].class == TYPE_POINTER);
}

/* Whether the caller hands a real value at this position in another call of the same function, with the same
 * constants elsewhere. */
static bool stores_real_value_too(const struct program *program, uint32_t c, uint32_t target,
                                  uint32_t position)
{
    const struct function *caller = &program->functions[program->calls[c].function];
    const struct facts *facts = function_facts(program, program->calls[c].function);

    for (uint32_t other = caller->first_call; other < caller->first_call + caller->call_count; other++) {
        const struct call *call = &program->calls[other];
        bool same = other != c && call->target_count == 1 && program->targets[call->first_target] == target;
        uint32_t at = 0;

        for (uint32_t a = same ? node_argument(facts, call->node, 0) : FACTS_NONE; a != FACTS_NONE;
             a = node_next(facts, a), at++) {
            uint32_t mine = node_argument(facts, program->calls[c].node, at);

            if (at == position)
                same &= !(facts->nodes[a].flags & NODE_HAS_VALUE);
            else if (mine != FACTS_NONE &&
                     ((facts->nodes[a].flags | facts->nodes[mine].flags) & NODE_HAS_VALUE))
                same &= node_equal(facts, a, mine);
        }
        if (same)
            return true;
    }
    return false;
}

/* The call before it that asks the outside: what may have failed. */
static uint32_t question_before(const struct program *program, uint32_t c)
{
    const struct function *caller = &program->functions[program->calls[c].function];
    uint32_t found = PROGRAM_NONE;

    for (uint32_t other = caller->first_call; other < c; other++) {
        const struct call *call = &program->calls[other];
        unsigned effects = call_own_effects(program, other);

        for (uint32_t t = 0; t < call->target_count; t++)
            effects |= program->functions[program->targets[call->first_target + t]].summary.effects;
        if (effects & (EFFECT_REMOTE | EFFECT_SYNC_IO | EFFECT_LOCAL_DATABASE))
            found = other;
    }
    return found;
}

static void report(const struct rule *rule, const struct program *program, uint32_t c, uint32_t question,
                   uint32_t variable, const char *value, struct finding_list *out)
{
    const struct call *call = &program->calls[c];
    struct arena *arena = out->arena;
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = rule,
                              .level = rule->level,
                              .rank = rank_for_request(program, call->function, CONFIDENCE_MEDIUM),
                              .at = location_of_node(program, call->function, call->node),
                              .function = program->functions[call->function].name,
                              .subject = call->name};

    trace_add(&trace, location_of_node(program, call->function, program->calls[question].node), 0,
              "%s may fail here", program->calls[question].name);
    trace_add(&trace, finding.at, 0, "and `%s` goes into `%s`", value, program->variables[variable].name);
    finding.message =
        arena_printf(arena,
                     "when %s fails for any reason, `%s` is stored in `%s` and later look-ups get it as the "
                     "answer. Store it only when the answer is known to be \"there is none\", with a "
                     "short life of its own; on other errors store nothing",
                     program->calls[question].name, value, program->variables[variable].name);
    finding.steps = trace.steps.data;
    finding.step_count = trace.steps.count;
    finding_add(out, &finding);
    trace_release(&trace);
}

static void look_at(const struct rule *rule, const struct program *program, uint32_t c,
                    struct finding_list *out)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t target = call->target_count == 1 && call->kind == CALL_DIRECT
                          ? program->targets[call->first_target]
                          : PROGRAM_NONE,
             position = 0, variable, question;

    if (target == PROGRAM_NONE)
        return;
    for (uint32_t a = node_argument(facts, call->node, 0);
         a != FACTS_NONE && position < program->functions[target].parameters;
         a = node_next(facts, a), position++) {
        if (!is_null_argument(program, facts, a, target, position) ||
            !function_stores_parameter(program, target, position, &variable) ||
            !stores_real_value_too(program, c, target, position))
            continue;
        question = question_before(program, c);
        if (question != PROGRAM_NONE) {
            report(rule, program, c, question, variable, node_text(facts, a, 20, out->arena), out);
            return;
        }
    }
}

void check_cached_sentinel(const struct rule *rule, const struct program *program,
                           const struct check_options *options, struct finding_list *out)
{
    (void)options;
    for (uint32_t c = 0; c < program->call_count; c++)
        look_at(rule, program, c, out);
}
