/* Doubts about remote calls per item (see the header). Each looks at one piece of evidence - what a function
 * is called, where a bound comes from, which statements stand beside the call - so that a doubt can be said
 * in a word to whoever asks why a finding is only a note. */
#include <string.h>
#include <strings.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/remote_doubt.h"

enum {
    GUARDS_MANY = 2,     /* conditions on the way */
    FAR_CALLS = 6,       /* below which a call is what a whole request or event does */
    STATEMENTS_MANY = 2, /* that a transaction holds, for which it is made */
};

static const struct call *round_call(const struct remote_round *round)
{
    return &round->program->calls[round->call];
}

static const struct catalog_function *round_primitive(const struct remote_round *round)
{
    return round->program->calls[way_primitive(round->program, round->way, round->kind)].known;
}

static bool says(const struct program *program, const struct call *call, enum word_kind kind)
{
    return call->name != NULL && catalog_has_word(program->catalog, kind, call->name);
}

/* Parameters of the called function that are given something of the item. */
static uint64_t parameters_of_item(const struct remote_round *round)
{
    const struct call *call = round_call(round);
    const struct facts *facts = function_facts(round->program, call->function);
    uint64_t mask = 0;

    for (unsigned p = 0; p < 64; p++) {
        uint32_t argument = node_argument(facts, call->node, p);

        if (argument == FACTS_NONE)
            break;
        if (flow_from_item(round->program, round->loop, argument))
            mask |= UINT64_C(1) << p;
    }
    return mask;
}

/* Whether the argument is one of these parameters itself: a field of a record may be the same in all of them.
 */
static bool names_parameter(const struct program *program, uint32_t function, uint32_t argument,
                            uint64_t mask)
{
    uint32_t parameter = function_parameter(program, function, argument);

    return parameter < 64 && mask >> parameter & 1;
}

/* use_table(handle, item->table); query(handle, ...); in the round, or in the function that is given the
 * item. */
bool round_asks_another_table(const struct remote_round *round)
{
    const struct program *program = round->program;
    const struct loop *loop = &program->loops[round->loop];
    uint32_t functions[2] = {loop->function, round->way.target};
    uint64_t mask = round->way.target == PROGRAM_NONE ? 0 : parameters_of_item(round);

    for (unsigned i = 0; i < 2 && functions[i] != PROGRAM_NONE; i++) {
        const struct function *function = &program->functions[functions[i]];
        const struct facts *facts = function_facts(program, functions[i]);

        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
            uint32_t node = program->calls[c].node;

            if (!says(program, &program->calls[c], WORDS_PLACE) ||
                (i == 0 && (node < loop->first || node >= loop->last)))
                continue;
            for (uint32_t a = node_argument(facts, node, 0); a != FACTS_NONE; a = node_next(facts, a))
                if (i == 0 ? flow_from_item(program, round->loop, a)
                           : names_parameter(program, functions[i], a, mask))
                    return true;
        }
    }
    return false;
}

static bool returns(const struct facts *facts, uint32_t statement)
{
    uint32_t last = FACTS_NONE;

    if (facts->nodes[statement].kind != NODE_COMPOUND)
        return facts->nodes[statement].kind == NODE_RETURN;
    for (uint32_t s = node_first(facts, statement); s != FACTS_NONE; s = node_next(facts, s))
        last = s;
    return last != FACTS_NONE && returns(facts, last);
}

/* Whether the condition looks at a field of what the function was given, and asks nobody. */
static bool reads_given_field(const struct facts *facts, uint32_t condition)
{
    bool reads = false;

    for (uint32_t node = condition; node < facts->nodes[condition].end; node++) {
        uint32_t base = facts->nodes[node].kind == NODE_MEMBER ? node_base(facts, node) : FACTS_NONE;

        if (facts->nodes[node].kind == NODE_CALL)
            return false;
        reads |= base != FACTS_NONE && facts->symbols[base].kind == SYMBOL_PARAMETER;
    }
    return reads;
}

/* if (url->no_resolve) return 0; before the call: a field says whether it is made. */
static bool is_skipped_by_field(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t at = call->node; at != program->functions[call->function].body;
         at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent;

        if (parent == FACTS_NONE || facts->nodes[parent].kind != NODE_COMPOUND)
            continue;
        for (uint32_t s = node_first(facts, parent); s != FACTS_NONE && s != at; s = node_next(facts, s))
            if (facts->nodes[s].kind == NODE_IF && returns(facts, node_child(facts, s, 1)) &&
                reads_given_field(facts, node_first(facts, s)))
                return true;
    }
    return false;
}

/* Names are looked up and programs started for some items only, and a long way through conditions is mostly
 * not taken. */
static bool is_for_some(const struct remote_round *round)
{
    bool skippable = (round_primitive(round)->effects & ~(unsigned)(EFFECT_DNS | EFFECT_PROCESS)) == 0;

    if (skippable && round_call(round)->guarded)
        return true;
    if (round->way.target == PROGRAM_NONE)
        return false;
    if (round->way.guards >= GUARDS_MANY || (skippable && round->way.guards > 0))
        return true;
    for (struct witness way = round->way; skippable && way.target != PROGRAM_NONE;) {
        way = summary_witness(&round->program->functions[way.target].summary, round->kind);
        if (is_skipped_by_field(round->program, way.call))
            return true;
    }
    return false;
}

static bool is_statement(const struct facts *facts, uint32_t call, const char *first, const char *second)
{
    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t node = node_strip(facts, a);
        const char *text = facts->nodes[node].kind == NODE_STRING && facts->nodes[node].ref != FACTS_NONE
                               ? facts_string(facts, facts->nodes[node].ref)
                               : "";

        if (strncasecmp(text, first, strlen(first)) == 0 || strncasecmp(text, second, strlen(second)) == 0)
            return true;
    }
    return false;
}

/* Whether [first, last) of the function begins and ends a transaction that holds several statements: what
 * belongs to one item is done at once or not at all. */
static bool holds_transaction(const struct program *program, uint32_t f, uint32_t first, uint32_t last)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    unsigned statements = 0;
    bool begun = false, ended = false;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->node < first || call->node >= last)
            continue;
        if (says(program, call, WORDS_BEGIN) || is_statement(facts, call->node, "BEGIN", "START TRANSACTION"))
            begun = true;
        else if (says(program, call, WORDS_COMMIT) || is_statement(facts, call->node, "COMMIT", "END"))
            ended |= begun;
        else if (begun && !ended && call_roles(program, call) & ROLE_BIT(ROLE_ROUND_TRIP))
            statements++;
    }
    return ended && statements >= STATEMENTS_MANY;
}

static bool is_own_transaction(const struct remote_round *round)
{
    const struct program *program = round->program;
    const struct loop *loop = &program->loops[round->loop];
    uint32_t target = round->way.target;

    if (loop->form != LOOP_HIDDEN && holds_transaction(program, loop->function, loop->first, loop->last))
        return true;
    return target != PROGRAM_NONE &&
           holds_transaction(program, target, program->functions[target].body,
                             function_node(program, target, program->functions[target].body)->end);
}

/* Whether the function, or one through which the requests come to it, is there for upkeep: a reload. */
static bool is_upkeep(const struct program *program, uint32_t function)
{
    for (unsigned depth = 0; function != PROGRAM_NONE && depth < 8; depth++) {
        if (catalog_has_word(program->catalog, WORDS_UPKEEP, program->functions[function].name))
            return true;
        function = program->functions[function].heat_from;
    }
    return false;
}

/* As many rounds as the settings say, where no request waits for them. */
static bool is_by_settings(const struct remote_round *round)
{
    enum heat heat = round->program->functions[round_call(round)->function].heat;

    return round->program->loops[round->loop].bound == BOUND_CONFIGURATION &&
           (heat == HEAT_STARTUP || heat == HEAT_BACKGROUND ||
            is_upkeep(round->program, round_call(round)->function));
}

/* A loop that walks nothing and reads: it takes a stream apart, as fast as the other side gives it. */
static bool reads_stream(const struct remote_round *round)
{
    const struct loop *loop = &round->program->loops[round->loop];

    return round_primitive(round)->role == ROLE_RECEIVE && loop->collection == FACTS_NONE &&
           loop->form != LOOP_HIDDEN && loop->form != LOOP_NEXT;
}

bool round_is_doubtful(const struct remote_round *round)
{
    const struct program *program = round->program;
    const struct loop *loop = &program->loops[round->loop];
    enum heat heat = program->functions[round_call(round)->function].heat;

    /* rounds of which nothing is known may be few; names that start-up resolves as well stand in
     * the settings */
    return loop->class == LOOP_DRAIN || is_for_some(round) || call_is_on_error_path(program, round->call) ||
           (loop->class == LOOP_ITEM && !loop_runs_many(loop)) ||
           (heat == HEAT_BOTH && round_primitive(round)->effects == EFFECT_DNS) || is_by_settings(round) ||
           reads_stream(round) || round->way.distance > FAR_CALLS || is_own_transaction(round);
}
