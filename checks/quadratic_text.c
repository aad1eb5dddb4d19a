/* The kinds of hidden-quadratic that lie in text alone: string functions that measure or search from a place
 * to the end, and are called again a few characters further on. */
#include "analyzer/link/loops.h"
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

/* Whether the loop does what keeps a compiler from hoisting a strlen: it writes a character through memory,
 * or calls a function whose effects are not known here. */
static bool blocks_hoisting(const struct program *program, const struct loop *loop, uint32_t except)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_ASSIGN || (node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT &&
                                          node->op <= UNARY_PRE_DECREMENT)) {
            const struct fact_node *target = &facts->nodes[node_strip(facts, node_first(facts, n))];
            bool memory =
                target->kind == NODE_INDEX || (target->kind == NODE_UNARY && target->op == UNARY_DEREFERENCE);

            if (memory && target->type != FACTS_NONE && facts->types[target->type].class == TYPE_CHARACTER)
                return true;
        }
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
    return facts->nodes[last].kind == NODE_BREAK || facts->nodes[last].kind == NODE_RETURN ||
           facts->nodes[last].kind == NODE_GOTO;
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
        !jumps(facts, node_child(facts, test, 1)) || loop->variable == FACTS_NONE ||
        !nodes_mention(facts, node_first(facts, test), facts->nodes[node_first(facts, test)].end,
                       loop->variable) ||
        node_base(facts, subject) == loop->variable)
        return false;
    for (at = facts->nodes[test].parent; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent)
        if (facts->nodes[at].kind != NODE_COMPOUND)
            return false;
    return true;
}

void quadratic_length(struct quadratic *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    uint32_t subject = quadratic_subject(facts, call);
    struct arena *arena = context->out->arena;
    const char *text;

    if (loop == NULL || subject == FACTS_NONE || !is_in_test(facts, loop, call->node, subject) ||
        loop->form == LOOP_FOREVER || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL)
        return;
    /* A pointer that the loop moves along makes each measurement one of another, shorter text. */
    if (loop->variable != FACTS_NONE && node_base(facts, subject) == loop->variable &&
        facts->nodes[node_strip(facts, subject)].kind == NODE_NAME)
        return;
    /* Compilers measure a literal themselves. */
    if (facts->nodes[node_strip(facts, subject)].kind == NODE_STRING || !counts_rounds(facts, call->node) ||
        !blocks_hoisting(program, loop, call->node))
        return;
    text = node_text(facts, subject, 40, arena);
    quadratic_report(
        context, call->loop, c,
        is_held_against_constant(facts, call->node) ? CONFIDENCE_LOW : CONFIDENCE_HIGH, NULL,
        arena_printf(arena,
                     "`%s(%s)` measures the whole text in every round of the loop, and the compiler cannot "
                     "move it out because the body may write to it%s. Measure once "
                     "before the loop and keep the length up to date, or test the character itself for "
                     "`'\\0'`",
                     call->name, text, heat_text(program, call->function, arena)));
}

/* Whether the node names the beginning of an object, not a place within it. */
static bool is_start(const struct facts *facts, uint32_t node)
{
    uint8_t kind = facts->nodes[node_strip(facts, node)].kind;

    return kind == NODE_NAME || kind == NODE_MEMBER || kind == NODE_INDEX;
}

/* Whether the value is the text itself, with more at its end: `text = strcat(text, word)`. */
static bool is_same_text(const struct program *program, uint32_t function, uint32_t value, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t call, text;

    value = node_strip(facts, value);
    call = facts->nodes[value].kind == NODE_CALL ? program_call_at(program, function, value) : PROGRAM_NONE;
    if (call == PROGRAM_NONE || program->calls[call].known == NULL ||
        program->calls[call].known->role != ROLE_APPEND)
        return false;
    text = quadratic_subject(facts, &program->calls[call]);
    return text != FACTS_NONE && node_base(facts, text) == symbol;
}

/* Whether something in [first, last) sets the text to be short again, so that nothing accumulates. */
static bool is_reset(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                     uint32_t symbol)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t n = first; n < last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            return true;
        if (node->kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol &&
            !is_same_text(program, function, node_child(facts, n, 1), symbol))
            return true;
        if (node->kind == NODE_CALL) {
            uint32_t call = program_call_at(program, function, n), text;
            const struct catalog_function *known = call == PROGRAM_NONE ? NULL : program->calls[call].known;

            if (known == NULL || (known->role != ROLE_COPY && known->role != ROLE_FORMAT) ||
                known->subject < 0)
                continue;
            text = node_argument(facts, n, (unsigned)known->subject);
            if (text != FACTS_NONE && node_base(facts, text) == symbol && is_start(facts, text))
                return true;
        }
    }
    return false;
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

        if (earlier->loop == call->loop && earlier->known != NULL && earlier->known->role == ROLE_APPEND &&
            quadratic_subject(facts, earlier) != FACTS_NONE &&
            node_equal(facts, quadratic_subject(facts, earlier), subject))
            return true;
    }
    return false;
}

/* `subject` is the text whose end is looked for. */
void quadratic_append(struct quadratic *context, uint32_t c, uint32_t loop, uint32_t subject)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *l = &program->loops[loop];
    uint32_t symbol = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
    uint32_t body = program->functions[call->function].body;
    bool hidden = l->form == LOOP_HIDDEN;
    struct arena *arena = context->out->arena;

    if (symbol == FACTS_NONE || collection_is_of_item(program, loop, call->function, subject, false) ||
        is_reset(program, call->function, hidden ? body : l->first, hidden ? facts->nodes[body].end : l->last,
                 symbol))
        return;
    /* An array of a few hundred bytes bounds the text by itself. */
    if (quadratic_is_array(facts, subject))
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

uint32_t quadratic_measured_text(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call);

    for (uint32_t n = subject; subject != FACTS_NONE && n < facts->nodes[subject].end; n++) {
        uint32_t inner =
            facts->nodes[n].kind == NODE_CALL ? program_call_at(program, call->function, n) : PROGRAM_NONE;
        uint32_t text;

        if (inner == PROGRAM_NONE || program->calls[inner].known == NULL ||
            program->calls[inner].known->role != ROLE_MEASURE)
            continue;
        text = quadratic_subject(facts, &program->calls[inner]);
        if (text != FACTS_NONE && node_base(facts, text) == node_base(facts, subject))
            return text;
    }
    return FACTS_NONE;
}

/* sscanf measures the rest of its text first; with a pointer that moves along one long text the whole is
 * quadratic. */
void quadratic_scanner(struct quadratic *context, uint32_t c)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct loop *loop = call->loop == PROGRAM_NONE ? NULL : &program->loops[call->loop];
    uint32_t subject = quadratic_subject(facts, call),
             symbol = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
    struct arena *arena = context->out->arena;
    bool moves = false;

    if (loop == NULL || symbol == FACTS_NONE || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL ||
        facts->nodes[node_strip(facts, subject)].kind != NODE_NAME)
        return;
    for (uint32_t n = loop->first; n < loop->last; n++)
        moves |= facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op == BINARY_ADD &&
                 facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
                 facts->nodes[node_first(facts, n)].ref == symbol;
    if (!moves)
        return;
    quadratic_report(
        context, call->loop, c, CONFIDENCE_MEDIUM, NULL,
        arena_printf(arena,
                     "%s takes the length of all the text that is left behind `%s` before it reads one "
                     "piece of it, in every round%s. Cut the text into lines first, or read "
                     "the pieces with strtol, strcspn and kin",
                     call->name, node_text(facts, subject, 40, arena),
                     heat_text(program, call->function, arena)));
}

/* The search call of the loop, other than `c`, that looks in the same text for something else; PROGRAM_NONE.
 */
static uint32_t other_search(const struct program *program, uint32_t c, uint32_t subject)
{
    const struct call *call = &program->calls[c];
    const struct function *function = &program->functions[call->function];
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t o = function->first_call; o < function->first_call + function->call_count; o++) {
        const struct call *other = &program->calls[o];

        if (o != c && other->loop == call->loop && other->known != NULL &&
            other->known->role == ROLE_SEARCH && other->known->length < 0 &&
            quadratic_subject(facts, other) != FACTS_NONE &&
            node_equal(facts, quadratic_subject(facts, other), subject) &&
            !node_equal(facts, other->node, call->node))
            return o;
    }
    return PROGRAM_NONE;
}

/* The variable that keeps what the call gives; FACTS_NONE when none does. */
static uint32_t kept_in(const struct facts *facts, uint32_t call)
{
    uint32_t parent = facts->nodes[call].parent;

    while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    if (parent == FACTS_NONE)
        return FACTS_NONE;
    if (facts->nodes[parent].kind == NODE_VARIABLE)
        return facts->nodes[parent].ref;
    return facts->nodes[parent].kind == NODE_ASSIGN ? node_base(facts, node_first(facts, parent))
                                                    : FACTS_NONE;
}

/* Whether all that the loop does to move the text on is to set it to what the other search found. */
static bool moves_by_other(const struct program *program, uint32_t loop, uint32_t symbol, uint32_t other)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);
    uint32_t found = kept_in(facts, other);
    bool moves = false;

    for (uint32_t n = l->first; found != FACTS_NONE && n < l->last; n++) {
        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[node_first(facts, n)].kind != NODE_NAME ||
            facts->nodes[node_first(facts, n)].ref != symbol)
            continue;
        if (node_base(facts, node_child(facts, n, 1)) != found &&
            !nodes_mention(facts, node_child(facts, n, 1), facts->nodes[n].end, found))
            return false;
        moves = true;
    }
    return moves;
}

void quadratic_search(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call), other, type = facts->nodes[call->node].type;
    struct arena *arena = context->out->arena;

    if (subject == FACTS_NONE || call->loop != loop || call->known->length >= 0 ||
        facts->nodes[node_strip(facts, subject)].kind != NODE_NAME || type == FACTS_NONE ||
        facts->types[type].class != TYPE_POINTER)
        return;
    other = other_search(program, c, subject);
    if (other == PROGRAM_NONE || kept_in(facts, call->node) == FACTS_NONE ||
        kept_in(facts, call->node) == kept_in(facts, program->calls[other].node) ||
        kept_in(facts, call->node) == node_base(facts, subject) ||
        !moves_by_other(program, loop, node_base(facts, subject), program->calls[other].node))
        return;
    quadratic_report(
        context, loop, c, CONFIDENCE_MEDIUM, NULL,
        arena_printf(arena,
                     "%s looks through all the text that is left, although the round only goes on to "
                     "where `%s` ends: without a hit it is the whole rest in every round%s. Look within "
                     "the piece only (memchr)",
                     call->name, node_text(facts, program->calls[other].node, 40, arena),
                     heat_text(program, call->function, arena)));
}
