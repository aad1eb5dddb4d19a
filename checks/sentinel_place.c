/* cached-sentinel, where the store is an assignment: into a field of the entry that a keyed cache keeps, or
 * into the static variable that holds a state from then on.
 *
 * The branch must be one that is taken when the question failed, or the value a choice between the answer and
 * a sentinel; and nobody may have asked why: a test of errno, or of the status for one of its values, tells
 * "there is none" from "it did not work". A failure with a lifetime of its own is silent as well. */
#include <string.h>

#include "analyzer/link/loops.h"
#include "checks/sentinel.h"

/* Whether the condition asks which failure it was: errno, or the answer against a named value. */
static bool asks_why(const struct facts *facts, const struct sentinel_answer *answer, uint32_t condition)
{
    for (uint32_t n = condition; n < facts->nodes[condition].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t left, right;

        if (strstr(facts_string(facts, node->macro), "errno") != NULL ||
            (node->kind == NODE_NAME && node->ref != FACTS_NONE &&
             strstr(facts_string(facts, facts->symbols[node->ref].name), "errno") != NULL))
            return true;
        if (node->kind != NODE_BINARY || (node->op != BINARY_EQUAL && node->op != BINARY_NOT_EQUAL))
            continue;
        left = node_strip(facts, node_first(facts, n));
        right = node_strip(facts, node_child(facts, n, 1));
        if (sentinel_is_answer(facts, answer, left) && facts->nodes[right].flags & NODE_HAS_VALUE &&
            facts->nodes[right].value != 0 && facts->nodes[right].value != -1)
            return true;
    }
    return false;
}

/* Whether a test between the question and the node, or around the node, tells failures apart. */
static bool failures_are_told_apart(const struct program *program, uint32_t f,
                                    const struct sentinel_answer *answer, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t end = facts->nodes[program->functions[f].body].end;

    for (uint32_t n = answer->question; n < node; n++)
        if (facts->nodes[n].kind == NODE_SWITCH && sentinel_is_answer(facts, answer, node_first(facts, n)))
            return true;
    for (uint32_t n = program->functions[f].body; n < node && n < end; n++)
        if ((facts->nodes[n].kind == NODE_IF || facts->nodes[n].kind == NODE_CONDITIONAL) &&
            facts->nodes[n].end > answer->question && asks_why(facts, answer, node_first(facts, n)))
            return true;
    return false;
}

/* Whether the node stands in a branch of a test of the answer. */
static bool hangs_on_answer(const struct program *program, uint32_t f, const struct sentinel_answer *answer,
                            uint32_t node)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t at = node, up = facts->nodes[at].parent; up != FACTS_NONE;
         at = up, up = facts->nodes[at].parent)
        if (facts->nodes[up].kind == NODE_IF && node_first(facts, up) != at &&
            sentinel_is_answer(facts, answer, node_first(facts, up)))
            return true;
    return false;
}

/* The arm of a choice between the answer and a sentinel that is the sentinel; FACTS_NONE. */
static uint32_t chosen_sentinel(const struct facts *facts, const struct sentinel_answer *answer,
                                uint32_t value)
{
    uint32_t other = sentinel_beside_answer(facts, answer, value);

    return other != FACTS_NONE && sentinel_is(facts, other) &&
                   sentinel_is_answer(facts, answer, node_first(facts, node_strip(facts, value)))
               ? other
               : FACTS_NONE;
}

/* Whether the same place gets the answer elsewhere. */
static bool gets_answer_too(const struct program *program, uint32_t f, const struct sentinel_answer *answer,
                            uint32_t assignment)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body, target = node_first(facts, assignment);

    for (uint32_t n = body; n < facts->nodes[body].end; n++)
        if (n != assignment && facts->nodes[n].kind == NODE_ASSIGN &&
            node_equal(facts, node_first(facts, n), target) &&
            sentinel_is_answer(facts, answer, node_child(facts, n, 1)))
            return true;
    return false;
}

/* Whether the nearest test around the node asks about the symbol. */
static bool hangs_on(const struct facts *facts, uint32_t node, uint32_t symbol)
{
    while (node != FACTS_NONE && facts->nodes[node].kind != NODE_IF)
        node = facts->nodes[node].parent;
    if (node == FACTS_NONE)
        return false;
    node = node_first(facts, node);
    return nodes_mention(facts, node, facts->nodes[node].end, symbol);
}

/* Whether a failure of the question left the function before the node; a failure to make the entry `kept` is
 * none. */
static bool failure_has_gone(const struct program *program, uint32_t f, const struct sentinel_answer *answer,
                             uint32_t node, uint32_t kept)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = answer->question; n < node; n++)
        if (facts->nodes[n].kind == NODE_RETURN && facts->nodes[n].end <= node &&
            node_is_on_error_path(program, f, n) && hangs_on_answer(program, f, answer, n) &&
            !hangs_on(facts, n, kept))
            return true;
    return false;
}

/* Whether another field of the entry is set by how it went as well: a lifetime or a mark of its own. */
static bool is_marked(const struct program *program, uint32_t f, const struct sentinel_answer *answer,
                      uint32_t assignment)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body, target = node_first(facts, assignment),
             base = node_base(facts, target);

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t other, value;

        if (n == assignment || facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        other = node_first(facts, n);
        value = node_child(facts, n, 1);
        if (facts->nodes[other].kind != NODE_MEMBER || node_base(facts, other) != base ||
            node_equal(facts, other, target))
            continue;
        for (uint32_t m = value; m < facts->nodes[value].end; m++)
            if (facts->nodes[m].kind == NODE_CONDITIONAL)
                return true;
        if (facts->nodes[value].kind == NODE_BINARY && sentinel_is_answer(facts, answer, value))
            return true;
        if (facts->nodes[n].parent == facts->nodes[assignment].parent &&
            hangs_on_answer(program, f, answer, n))
            return true;
    }
    return false;
}

void sentinel_in_entry(const struct rule *rule, const struct program *program, const struct cache *cache,
                       struct finding_list *out)
{
    uint32_t f = cache->function, body = program->functions[f].body, kept;
    const struct facts *facts = function_facts(program, f);
    struct sentinel_answer answer = {0};

    if (cache->kind != CACHE_KEYED || cache->question == PROGRAM_NONE || cache->effects == 0)
        return;
    sentinel_find_answer(program, cache->question, &answer);
    for (uint32_t n = answer.question; n < facts->nodes[body].end; n++) {
        uint32_t target, value, sentinel;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = node_strip(facts, node_first(facts, n));
        value = node_child(facts, n, 1);
        kept = node_base(facts, target);
        if (kept == FACTS_NONE || facts->symbols[kept].kind != SYMBOL_VARIABLE ||
            (facts->nodes[target].kind != NODE_MEMBER && facts->nodes[target].kind != NODE_INDEX) ||
            (kept != node_base(facts, cache->store) &&
             !nodes_mention(facts, cache->store, facts->nodes[cache->store].end, kept)))
            continue;
        sentinel = chosen_sentinel(facts, &answer, value);
        if (sentinel == FACTS_NONE && sentinel_is(facts, value) && hangs_on_answer(program, f, &answer, n) &&
            node_is_on_error_path(program, f, n) && gets_answer_too(program, f, &answer, n))
            sentinel = value;
        if (sentinel == FACTS_NONE || failure_has_gone(program, f, &answer, n, kept) ||
            failures_are_told_apart(program, f, &answer, n) || is_marked(program, f, &answer, n))
            continue;
        sentinel_report(rule, program, cache->question, n, cache->name,
                        node_text(facts, sentinel, 20, out->arena), rule->level, out);
        break;
    }
    vec_release(&answer.symbols);
}

/* Whether what the call gave is handed to a call that ends it: then it made something, which can fail for
 * want of room at any time. */
static bool is_ended(const struct program *program, uint32_t f, const struct sentinel_answer *answer)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        uint32_t first = node_argument(facts, call->node, 0);

        if (call->known != NULL && call->known->role == ROLE_CLOSE && first != FACTS_NONE &&
            sentinel_is_answer(facts, answer, first))
            return true;
    }
    return false;
}

/* The constant that [first, last) gives the variable where the question failed, while it gets another where
 * it went well; FACTS_NONE. */
static uint32_t state_on_failure(const struct program *program, uint32_t f, uint32_t first, uint32_t last,
                                 uint32_t variable, const struct sentinel_answer *answer)
{
    const struct facts *facts = function_facts(program, f);
    const struct unit *unit = &program->units[program->functions[f].unit];
    uint32_t failed = FACTS_NONE;
    bool works = false;

    for (uint32_t n = first; n < last; n++) {
        uint32_t target, value;
        bool on_failure;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = node_strip(facts, node_first(facts, n));
        value = node_strip(facts, node_child(facts, n, 1));
        if (facts->nodes[target].kind != NODE_NAME || facts->nodes[target].ref == FACTS_NONE ||
            unit->symbol_variable[facts->nodes[target].ref] != variable)
            continue;
        /* `works = fd >= 0`, `works = fd < 0 ? 0 : 1` */
        if ((facts->nodes[value].kind == NODE_BINARY && facts->nodes[value].op >= BINARY_LESS &&
             facts->nodes[value].op <= BINARY_NOT_EQUAL && sentinel_is_answer(facts, answer, value)) ||
            (facts->nodes[value].kind == NODE_CONDITIONAL &&
             sentinel_is_answer(facts, answer, node_first(facts, value)) &&
             facts->nodes[node_child(facts, value, 1)].flags &
                 facts->nodes[node_child(facts, value, 2)].flags & NODE_HAS_VALUE))
            return n;
        if (!(facts->nodes[value].flags & NODE_HAS_VALUE)) {
            works = true;
            continue;
        }
        on_failure = hangs_on_answer(program, f, answer, n) && node_is_on_error_path(program, f, n);
        if (on_failure && failed == FACTS_NONE)
            failed = n;
        works |= !on_failure && n > answer->question;
    }
    return works ? failed : FACTS_NONE;
}

void sentinel_in_state(const struct rule *rule, const struct program *program, uint32_t f,
                       struct finding_list *out)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t guard = function->body; guard < facts->nodes[function->body].end; guard++) {
        uint32_t variable, first, last;

        if (!cache_guards_variable(program, f, guard, &variable, &first, &last))
            continue;
        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
            const struct call *call = &program->calls[c];
            struct sentinel_answer answer = {0};
            bool is_file = (call->effects & EFFECT_SYNC_IO) != 0,
                 is_remote = (call->effects & EFFECT_REMOTE) != 0, is_system;
            uint32_t state = FACTS_NONE;

            if (call->node < first || call->node >= last || call->kind != CALL_DIRECT ||
                facts->nodes[call->node].ref == FACTS_NONE || (is_file && call->known->brief))
                continue;
            is_system = (facts->symbols[facts->nodes[call->node].ref].flags & SYMBOL_SYSTEM) != 0;
            if (!is_remote && !is_file && !(is_system && call->known == NULL))
                continue;
            sentinel_find_answer(program, c, &answer);
            if (is_remote || is_ended(program, f, &answer))
                state = state_on_failure(program, f, first, last, variable, &answer);
            if (state != FACTS_NONE && !failures_are_told_apart(program, f, &answer, last) &&
                !cache_is_reset_elsewhere(program, variable, f)) {
                sentinel_report(rule, program, c, state, program->variables[variable].name,
                                node_text(facts, node_child(facts, state, 1), 20, out->arena),
                                is_file ? LEVEL_NOTE : rule->level, out);
                vec_release(&answer.symbols);
                return;
            }
            vec_release(&answer.symbols);
        }
    }
}
