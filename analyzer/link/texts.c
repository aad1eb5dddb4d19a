/* Where a text's end is looked for, where a text begins anew, whether it is a line (see the header). Each
 * question goes through the nodes of one function; text_is_line() also asks its callers, a few levels up. */
#include "analyzer/link/texts.h"

#include <string.h>

#include "analyzer/link/loops_parts.h"

#define LINE_DEPTH 3 /* variables and calls between a text and where it comes from */

static const struct catalog_function *known_at(const struct program *program, uint32_t function,
                                               uint32_t node)
{
    uint32_t call = function_node(program, function, node)->kind == NODE_CALL
                        ? program_call_at(program, function, node)
                        : PROGRAM_NONE;

    return call == PROGRAM_NONE ? NULL : program->calls[call].known;
}

static uint32_t subject_of(const struct facts *facts, const struct catalog_function *known, uint32_t call)
{
    return known == NULL || known->subject < 0 ? FACTS_NONE
                                               : node_argument(facts, call, (unsigned)known->subject);
}

/* Whether the node names the beginning of an object, not a place within it. */
static bool is_start(const struct facts *facts, uint32_t node)
{
    uint8_t kind = facts->nodes[node_strip(facts, node)].kind;

    return kind == NODE_NAME || kind == NODE_MEMBER || kind == NODE_INDEX;
}

bool text_begins_anew(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                      uint32_t symbol)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t n = first; n < last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        const struct catalog_function *known;
        uint32_t text;

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            return true;
        /* `text = realloc(text, ...)` is the same text */
        if (node->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol &&
            !nodes_mention(facts, node_child(facts, n, 1), node->end, symbol))
            return true;
        known = known_at(program, function, n);
        if (known == NULL ||
            (known->role != ROLE_COPY && known->role != ROLE_FORMAT && known->role != ROLE_RECEIVE))
            continue;
        text = subject_of(facts, known, n);
        if (text != FACTS_NONE && node_base(facts, text) == symbol && is_start(facts, text))
            return true;
    }
    return false;
}

/* The text within the subject of the call whose length is taken there: `text + strlen(text)`. */
static uint32_t measured_in_subject(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = subject_of(facts, call->known, call->node);

    for (uint32_t n = subject; subject != FACTS_NONE && n < facts->nodes[subject].end; n++) {
        const struct catalog_function *known = known_at(program, call->function, n);
        uint32_t text =
            known != NULL && known->role == ROLE_MEASURE ? subject_of(facts, known, n) : FACTS_NONE;

        if (text != FACTS_NONE && node_base(facts, text) == node_base(facts, subject))
            return text;
    }
    return FACTS_NONE;
}

/* Whether the node writes at `text + place`, or at `place` itself where that is a pointer to the end. What
 * only cuts off the end (`text[length - 1] = 0`) adds nothing. */
static bool writes_at(const struct program *program, uint32_t function, uint32_t node, uint32_t text,
                      uint32_t place)
{
    const struct facts *facts = function_facts(program, function);
    const struct fact_node *n = &facts->nodes[node];
    const struct catalog_function *known = known_at(program, function, node);
    uint32_t target = FACTS_NONE;

    if (n->kind == NODE_ASSIGN) {
        target = node_strip(facts, node_first(facts, node));
        if (facts->nodes[node_strip(facts, node_child(facts, node, 1))].flags & NODE_HAS_VALUE ||
            facts->nodes[target].kind == NODE_NAME || facts->nodes[target].kind == NODE_MEMBER)
            return false;
    } else if (known != NULL && (known->role == ROLE_COPY || known->role == ROLE_FORMAT)) {
        target = subject_of(facts, known, node);
    }
    if (target == FACTS_NONE || !nodes_mention(facts, target, facts->nodes[target].end, place) ||
        (node_base(facts, target) != text && node_base(facts, target) != place))
        return false;
    for (uint32_t t = target; t < facts->nodes[target].end; t++)
        if (facts->nodes[t].kind == NODE_BINARY && facts->nodes[t].op == BINARY_SUBTRACT)
            return false;
    return true;
}

/* Whether the call finds the end of its text: strlen, strchr(text, '\0'). */
static bool finds_end(const struct facts *facts, const struct call *call)
{
    uint32_t what;

    if (call->known->role == ROLE_MEASURE)
        return call->known->length < 0;
    if (call->known->role != ROLE_SEARCH || call->known->query < 0)
        return false;
    what = node_argument(facts, call->node, (unsigned)call->known->query);
    return what != FACTS_NONE && (facts->nodes[what].flags & NODE_HAS_VALUE) && facts->nodes[what].value == 0;
}

/* The variable that keeps the place: `length = strlen(text)`, `end = text + strlen(text)`. */
static uint32_t kept_place(const struct facts *facts, uint32_t call)
{
    uint32_t at = call;

    for (uint32_t up = facts->nodes[at].parent; up != FACTS_NONE; up = facts->nodes[at = up].parent) {
        const struct fact_node *n = &facts->nodes[up];

        if (n->kind == NODE_VARIABLE)
            return n->ref;
        if (n->kind == NODE_ASSIGN)
            return n->op == BINARY_NONE && facts->nodes[node_first(facts, up)].kind == NODE_NAME
                       ? facts->nodes[node_first(facts, up)].ref
                       : FACTS_NONE;
        if (n->kind != NODE_CAST && !(n->kind == NODE_BINARY && n->op == BINARY_ADD))
            return FACTS_NONE;
    }
    return FACTS_NONE;
}

/* The node behind which the round of the call, or its function, is over. */
static uint32_t round_end(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);

    return call->loop == PROGRAM_NONE ? facts->nodes[program->functions[call->function].body].end
                                      : program->loops[call->loop].last;
}

uint32_t text_added_to(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t text, place, symbol;

    if (call->known == NULL)
        return FACTS_NONE;
    text = subject_of(facts, call->known, call->node);
    if (call->known->role == ROLE_APPEND)
        return text;
    if (call->known->role == ROLE_COPY || call->known->role == ROLE_FORMAT)
        return measured_in_subject(program, call);
    if (text == FACTS_NONE || !finds_end(facts, call) || (symbol = node_base(facts, text)) == FACTS_NONE ||
        (place = kept_place(facts, call->node)) == FACTS_NONE)
        return FACTS_NONE;
    for (uint32_t n = call->node; n < round_end(program, call); n++)
        if (writes_at(program, call->function, n, symbol, place))
            return text;
    return FACTS_NONE;
}

static bool is_named(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_line(const struct program *program, uint32_t function, uint32_t symbol, unsigned depth);

/* Whether the value is a line, or points into one. */
static bool value_is_line(const struct program *program, uint32_t function, uint32_t value, unsigned depth)
{
    static const char *const cutters[] = {"strtok", "strtok_r", "strsep", "fgets", "g_strsplit"};
    const struct facts *facts = function_facts(program, function);
    uint32_t base, type;

    value = node_strip(facts, value);
    type = facts->nodes[value].type;
    if (facts->nodes[value].kind == NODE_STRING ||
        (type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY))
        return true;
    if (facts->nodes[value].kind == NODE_CALL &&
        is_named(callee_name(facts, value), cutters, sizeof cutters / sizeof *cutters))
        return true;
    base = node_base(facts, value);
    type = base == FACTS_NONE ? FACTS_NONE : facts->symbols[base].type;
    if (type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY &&
        facts->nodes[value].kind != NODE_INDEX)
        return true;
    return base != FACTS_NONE && depth > 0 && is_line(program, function, base, depth - 1);
}

/* Whether a call of the function reads a line into the symbol's buffer. */
static bool is_read_by_line(const struct program *program, uint32_t function, uint32_t symbol)
{
    static const char *const readers[] = {"fgets", "fgets_unlocked", "getline", "getdelim", "gets"};
    const struct facts *facts = function_facts(program, function);
    const struct function *f = &program->functions[function];

    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++) {
        uint32_t text = node_argument(facts, program->calls[c].node, 0);

        if (text != FACTS_NONE && node_base(facts, text) == symbol &&
            is_named(program->calls[c].name, readers, sizeof readers / sizeof *readers))
            return true;
    }
    return false;
}

static bool callers_give_lines(const struct program *program, uint32_t function, uint32_t position,
                               unsigned depth)
{
    uint32_t first = program->first_caller[function], last = program->first_caller[function + 1];

    for (uint32_t i = first; i < last; i++) {
        const struct call *call = &program->calls[program->callers[i]];
        uint32_t argument = node_argument(function_facts(program, call->function), call->node, position);

        if (argument == FACTS_NONE || !value_is_line(program, call->function, argument, depth))
            return false;
    }
    return last > first;
}

static bool is_line(const struct program *program, uint32_t function, uint32_t symbol, unsigned depth)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);
    bool known = false;

    if (is_read_by_line(program, function, symbol))
        return true;
    for (uint32_t p = 0; p < f->parameters; p++)
        if (program->parameters[f->first_parameter + p] == symbol) {
            if (depth == 0 || !callers_give_lines(program, function, p, depth - 1))
                return false;
            known = true;
        }
    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++) {
        uint32_t value = node_sets(facts, n, symbol);

        if (value == FACTS_NONE || (facts->nodes[value].flags & NODE_HAS_VALUE) ||
            nodes_mention(facts, value, facts->nodes[value].end, symbol))
            continue;
        if (!value_is_line(program, function, value, depth))
            return false;
        known = true;
    }
    return known;
}

bool text_is_line(const struct program *program, uint32_t function, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t type = facts->symbols[symbol].type;

    return (type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY) ||
           is_line(program, function, symbol, LINE_DEPTH);
}
