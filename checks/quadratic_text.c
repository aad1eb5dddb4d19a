/* The kinds of hidden-quadratic that lie in text alone: string functions that measure or search from a place
 * to the end, and are called again a few characters further on. */
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/texts.h"
#include "checks/collection.h"
#include "checks/quadratic.h"

uint32_t quadratic_subject(const struct facts *facts, const struct call *call)
{
    return call->known->subject < 0 ? FACTS_NONE
                                    : node_argument(facts, call->node, (unsigned)call->known->subject);
}

bool quadratic_is_array(const struct facts *facts, uint32_t node)
{
    uint32_t type = facts->nodes[node_strip(facts, node)].type;

    return type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY;
}

/* Whether what is written there may be part of a text, as far as a compiler can see: memory behind a pointer
 * or with static storage, and the text itself. Measured with int counters: neither gcc nor clang moves a
 * strlen past such a store. */
static bool may_be_text(const struct program *program, uint32_t function, uint32_t target, uint32_t text)
{
    const struct unit *unit = &program->units[program->functions[function].unit];
    const struct facts *facts = unit->facts;
    uint32_t base = node_base(facts, target), type;

    if (facts->nodes[target].kind == NODE_NAME)
        return false;
    if (base == FACTS_NONE || base == text || unit->symbol_variable[base] != PROGRAM_NONE)
        return true;
    type = facts->symbols[base].type;
    return type == FACTS_NONE ||
           (facts->types[type].class != TYPE_ARRAY && facts->types[type].class != TYPE_RECORD);
}

/* Whether the loop does what keeps a compiler from hoisting a strlen: it writes to memory, or calls a
 * function whose effects are not known here. */
static bool blocks_hoisting(const struct program *program, const struct loop *loop, uint32_t except,
                            uint32_t text)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if ((node->kind == NODE_ASSIGN || (node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT &&
                                           node->op <= UNARY_PRE_DECREMENT)) &&
            may_be_text(program, loop->function, node_strip(facts, node_first(facts, n)), text))
            return true;
        if (node->kind == NODE_CALL && n != except) {
            uint32_t call = program_call_at(program, loop->function, n);

            if (call != PROGRAM_NONE && program->calls[call].known == NULL)
                return true;
        }
    }
    return false;
}

/* Whether the length is what the rounds are counted against. A length that is handed on to a function
 * (`strncmp(line, key, strlen(key))`) says nothing of how many rounds there are. */
static bool counts_rounds(const struct facts *facts, uint32_t call)
{
    for (uint32_t up = facts->nodes[call].parent; up != FACTS_NONE; up = facts->nodes[up].parent) {
        const struct fact_node *n = &facts->nodes[up];

        if (n->kind == NODE_BINARY && n->op >= BINARY_LESS && n->op <= BINARY_NOT_EQUAL)
            return true;
        if (n->kind != NODE_CAST && n->kind != NODE_BINARY)
            return false;
    }
    return false;
}

/* Whether the length is compared with a constant, as in a loop that cuts off what is at the end: it has a
 * round for each piece cut off, not for each character. */
static bool is_held_against_constant(const struct facts *facts, uint32_t call)
{
    uint32_t parent = facts->nodes[call].parent;

    while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    return parent != FACTS_NONE && facts->nodes[parent].kind == NODE_BINARY &&
           (facts->nodes[node_first(facts, parent)].flags & NODE_HAS_VALUE ||
            facts->nodes[node_child(facts, parent, 1)].flags & NODE_HAS_VALUE);
}

/* Whether the statement, or the last one of a block, jumps. */
static bool jumps(const struct facts *facts, uint32_t statement)
{
    uint32_t last = statement;

    if (facts->nodes[statement].kind == NODE_COMPOUND)
        for (uint32_t n = node_first(facts, statement); n != FACTS_NONE; n = node_next(facts, n))
            last = n;
    return facts->nodes[last].kind == NODE_GOTO || statement_leaves(facts, last);
}

/* Whether the call stands in what each round asks before it goes on: the condition of the loop, or that of an
 * `if` in its body that leaves it, or jumps back to its label, once what counts the rounds gets there. */
static bool is_in_test(const struct facts *facts, const struct loop *loop, uint32_t call, uint32_t subject)
{
    uint32_t test = facts->nodes[call].parent, at;

    if (loop->parts.condition != FACTS_NONE && node_contains(facts, loop->parts.condition, call))
        return true;
    while (test != FACTS_NONE && test >= loop->first && facts->nodes[test].kind != NODE_IF)
        test = facts->nodes[test].parent;
    if (test == FACTS_NONE || test < loop->first || !node_contains(facts, node_first(facts, test), call) ||
        !jumps(facts, node_child(facts, test, 1)))
        return false;
    if (loop->form != LOOP_FOREVER &&
        (loop->variable == FACTS_NONE || node_base(facts, subject) == loop->variable ||
         !nodes_mention(facts, node_first(facts, test), facts->nodes[node_first(facts, test)].end,
                        loop->variable)))
        return false;
    for (at = facts->nodes[test].parent; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent)
        if (facts->nodes[at].kind != NODE_COMPOUND)
            return false;
    return true;
}

/* Where the round holds the length against what it counts, a node that names it: the call itself, or the
 * local that it is put in; FACTS_NONE. */
static uint32_t tested_length(const struct facts *facts, const struct loop *loop, uint32_t call,
                              uint32_t subject)
{
    uint32_t holder = facts->nodes[call].parent, symbol = FACTS_NONE;

    if (is_in_test(facts, loop, call, subject) && counts_rounds(facts, call))
        return call;
    while (holder != FACTS_NONE && facts->nodes[holder].kind == NODE_CAST)
        holder = facts->nodes[holder].parent;
    if (holder == FACTS_NONE || holder < loop->first)
        return FACTS_NONE;
    if (facts->nodes[holder].kind == NODE_VARIABLE)
        symbol = facts->nodes[holder].ref;
    else if (facts->nodes[holder].kind == NODE_ASSIGN && facts->nodes[holder].op == BINARY_NONE &&
             facts->nodes[node_first(facts, holder)].kind == NODE_NAME)
        symbol = facts->nodes[node_first(facts, holder)].ref;
    for (uint32_t n = facts->nodes[holder].end; symbol != FACTS_NONE && n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref == symbol &&
            is_in_test(facts, loop, n, subject) && counts_rounds(facts, n))
            return n;
    return FACTS_NONE;
}

uint32_t quadratic_measured(const struct program *program, uint32_t f)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    const struct call *call = &program->calls[function->first_call];
    uint32_t body = function->body, subject, parameter;

    if (function->call_count != 1 || function->loop_count > 0 || call->known == NULL ||
        call->known->role != ROLE_MEASURE || (subject = quadratic_subject(facts, call)) == FACTS_NONE ||
        (parameter = function_parameter(program, f, node_strip(facts, subject))) == PROGRAM_NONE)
        return PROGRAM_NONE;
    for (uint32_t n = body; n < facts->nodes[body].end; n++)
        if (facts->nodes[n].kind == NODE_RETURN && node_contains(facts, n, call->node))
            return parameter;
    return PROGRAM_NONE;
}

/* Whether each round measures a text that it was handed anew: `type = type_of(i); if (strlen(type) == n)`. */
static bool is_text_of_round(const struct facts *facts, const struct loop *loop, uint32_t subject)
{
    uint32_t symbol = facts->nodes[node_strip(facts, subject)].kind == NODE_NAME
                          ? facts->nodes[node_strip(facts, subject)].ref
                          : FACTS_NONE;

    for (uint32_t n = loop->first; symbol != FACTS_NONE && n < subject; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE ||
            facts->nodes[node_first(facts, n)].kind != NODE_NAME ||
            facts->nodes[node_first(facts, n)].ref != symbol)
            continue;
        value = node_child(facts, n, 1);
        if (!nodes_mention(facts, value, facts->nodes[value].end, symbol))
            return true;
    }
    return false;
}

void quadratic_length(struct quadratic *context, uint32_t c, uint32_t subject)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    struct arena *arena = context->out->arena;
    uint32_t length;
    const char *text;

    if (loop == NULL || subject == FACTS_NONE || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL ||
        (length = tested_length(facts, loop, call->node, subject)) == FACTS_NONE)
        return;
    /* A pointer that the loop moves along makes each measurement one of another, shorter text. */
    if ((flow_handle_from_item(program, call->loop, subject) &&
         facts->nodes[node_strip(facts, subject)].kind != NODE_BINARY) ||
        is_text_of_round(facts, loop, subject))
        return;
    /* Compilers measure a literal themselves. */
    if (facts->nodes[node_strip(facts, subject)].kind == NODE_STRING ||
        !blocks_hoisting(program, loop, call->node, node_base(facts, subject)))
        return;
    text = node_text(facts, subject, 40, arena);
    quadratic_report(
        context, call->loop, c, is_held_against_constant(facts, length) ? CONFIDENCE_LOW : CONFIDENCE_HIGH,
        NULL,
        arena_printf(arena,
                     "`%s(%s)` measures the whole text in every round of the loop, and the compiler cannot "
                     "move it out because the body may write to it%s. Measure once "
                     "before the loop and keep the length up to date, or test the character itself for "
                     "`'\\0'`",
                     call->name, text, heat_text(program, call->function, arena)));
}

/* Whether the call says how much room is left of a constant: the text never gets long. */
static bool leaves_room(const struct facts *facts, const struct call *call)
{
    for (uint32_t a = node_argument(facts, call->node, 1); a != FACTS_NONE; a = node_next(facts, a)) {
        uint32_t length = node_strip(facts, a);

        if (facts->nodes[length].kind == NODE_BINARY && facts->nodes[length].op == BINARY_SUBTRACT &&
            facts->nodes[node_first(facts, length)].flags & NODE_HAS_VALUE)
            return true;
    }
    return false;
}

/* Whether the same round appended to the same text before: one pointer to the end cures both. */
static bool is_said_before(const struct program *program, const struct call *call, uint32_t subject)
{
    const struct function *function = &program->functions[call->function];
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t c = function->first_call; &program->calls[c] < call; c++) {
        const struct call *earlier = &program->calls[c];
        uint32_t other;

        if (earlier->loop == call->loop && (other = text_added_to(program, c)) != FACTS_NONE &&
            node_equal(facts, other, subject))
            return true;
    }
    return false;
}

void quadratic_append(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *l = &program->loops[loop];
    uint32_t subject = text_added_to(program, c),
             symbol = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
    uint32_t body = program->functions[call->function].body;
    bool hidden = l->form == LOOP_HIDDEN;
    struct arena *arena = context->out->arena;

    if (symbol == FACTS_NONE || collection_is_of_item(program, loop, call->function, subject, false) ||
        text_begins_anew(program, call->function, hidden ? body : l->first,
                         hidden ? facts->nodes[body].end : l->last, symbol))
        return;
    /* An array of a few hundred bytes bounds the text by itself. */
    if (quadratic_is_array(facts, subject) || text_is_line(program, call->function, symbol))
        return;
    quadratic_report(context, loop, c,
                     leaves_room(facts, call) || is_said_before(program, call, subject) ? CONFIDENCE_LOW
                                                                                        : CONFIDENCE_MEDIUM,
                     NULL,
                     arena_printf(arena,
                                  "%s looks for the end of `%s` from its start, once %s%s. Keep a "
                                  "pointer to the end, or the length, and write there",
                                  call->name, node_text(facts, subject, 40, arena),
                                  loop_each_text(program, l, arena),
                                  heat_text(program, call->function, arena)));
}

/* The local that takes over what is behind `made` in the loop: `text` of `asprintf(&made, ...); text =
 * made;`.
 */
static uint32_t taken_over_by(const struct facts *facts, const struct loop *loop, uint32_t made)
{
    for (uint32_t n = loop->first; n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            node_base(facts, node_child(facts, n, 1)) == made)
            return facts->nodes[node_first(facts, n)].ref;
    return FACTS_NONE;
}

/* The variable that the call's new text is put in, when the call copies the old one into it: `text =
 * g_strconcat(text, x, NULL)`, `asprintf(&made, "%s%s", text, x)`; FACTS_NONE. */
static uint32_t rebuilt_text(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = &program->loops[call->loop];
    uint32_t parent = facts->nodes[call->node].parent, symbol = FACTS_NONE, first = 0;
    bool copies = false, adds = false;

    if (call->known->role == ROLE_ALLOCATE && call->known->subject < 0 &&
        facts->nodes[parent].kind == NODE_ASSIGN) {
        symbol = node_base(facts, node_first(facts, parent));
    } else if (call->known->role == ROLE_FORMAT && call->known->subject >= 0) {
        uint32_t made = node_argument(facts, call->node, (unsigned)call->known->subject);

        first = (uint32_t)call->known->subject + 1;
        if (made != FACTS_NONE && facts->nodes[node_strip(facts, made)].kind == NODE_UNARY &&
            facts->nodes[node_strip(facts, made)].op == UNARY_ADDRESS)
            symbol = taken_over_by(facts, loop, node_base(facts, made));
    }
    for (uint32_t a = node_argument(facts, call->node, first); symbol != FACTS_NONE && a != FACTS_NONE;
         a = node_next(facts, a)) {
        bool old = facts->nodes[node_strip(facts, a)].kind == NODE_NAME && node_base(facts, a) == symbol;

        copies |= old && node_is_text(facts, a);
        adds |= !old && node_is_text(facts, a);
    }
    return copies && adds ? symbol : FACTS_NONE;
}

/* Whether the loop sets the text to something else as well: it is edited, and as long as what it began with.
 */
static bool is_set_otherwise(const struct facts *facts, const struct loop *loop, uint32_t symbol)
{
    for (uint32_t n = loop->first; n < loop->last; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[node_first(facts, n)].kind != NODE_NAME ||
            facts->nodes[node_first(facts, n)].ref != symbol)
            continue;
        value = node_strip(facts, node_child(facts, n, 1));
        if (facts->nodes[value].kind == NODE_CALL &&
            !nodes_mention(facts, value, facts->nodes[value].end, symbol))
            return true;
    }
    return false;
}

bool quadratic_by_data(const struct program *program, const struct loop *loop)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t driver = loop->form != LOOP_NEXT || loop->driver == FACTS_NONE
                          ? PROGRAM_NONE
                          : program_call_at(program, loop->function, loop->driver);
    uint32_t limit =
        loop->limit == FACTS_NONE || facts->nodes[node_strip(facts, loop->limit)].kind != NODE_CALL
            ? PROGRAM_NONE
            : program_call_at(program, loop->function, node_strip(facts, loop->limit));

    return loop->class == LOOP_DRAIN || loop->bound == BOUND_REQUEST ||
           (driver != PROGRAM_NONE && program->calls[driver].known != NULL) ||
           (limit != PROGRAM_NONE && program->calls[limit].known != NULL) || loop->collection == FACTS_NONE ||
           (facts->nodes[node_strip(facts, loop->collection)].kind == NODE_NAME &&
            !quadratic_is_vague(program, loop));
}

void quadratic_rebuild(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    struct arena *arena = context->out->arena;
    uint32_t symbol;

    if (call->loop == PROGRAM_NONE || call->loop != loop ||
        (symbol = rebuilt_text(program, call)) == FACTS_NONE)
        return;
    for (uint32_t n = program->loops[loop].first; n < program->loops[loop].last; n++)
        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == symbol)
            return;
    quadratic_report(context, loop, c,
                     quadratic_by_data(program, &program->loops[loop]) &&
                             !is_set_otherwise(facts, &program->loops[loop], symbol)
                         ? CONFIDENCE_MEDIUM
                         : CONFIDENCE_LOW,
                     NULL,
                     arena_printf(arena,
                                  "%s copies all of `%s` to add to it, once %s%s. Write into one buffer that "
                                  "doubles when it is full, and keep its length",
                                  call->name, facts_string(facts, facts->symbols[symbol].name),
                                  loop_each_text(program, &program->loops[loop], arena),
                                  heat_text(program, call->function, arena)));
}
