/* Texts that are read in a loop, each time further than the round needs: sscanf on the rest of a long text, a
 * search on to the end of it, a search from its start after each hit, and one for each item. A line bounds
 * all of them by itself. */
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "analyzer/link/texts.h"
#include "checks/collection.h"
#include "checks/quadratic.h"

/* Whether each round reads the text further behind: `p += n`, `p++`, `p = strchr(p, ' ')`, `text + at`. */
static bool moves_along(const struct program *program, uint32_t l, uint32_t subject)
{
    const struct loop *loop = &program->loops[l];
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t symbol = node_base(facts, subject);

    subject = node_strip(facts, subject);
    if (facts->nodes[subject].kind == NODE_BINARY)
        return facts->nodes[subject].op == BINARY_ADD &&
               flow_varies(program, l, node_child(facts, subject, 1)) &&
               !flow_varies(program, l, node_first(facts, subject));
    if (facts->nodes[subject].kind != NODE_NAME)
        return false;
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t target;

        if (node->kind != NODE_ASSIGN && !(node->kind == NODE_UNARY && (node->op == UNARY_POST_INCREMENT ||
                                                                        node->op == UNARY_PRE_INCREMENT)))
            continue;
        target = node_first(facts, n);
        if (facts->nodes[target].kind != NODE_NAME || facts->nodes[target].ref != symbol)
            continue;
        if (node->kind == NODE_UNARY || node->op == BINARY_ADD ||
            nodes_mention(facts, node_child(facts, n, 1), node->end, symbol))
            return true;
    }
    return false;
}

/* Whether the round puts the place anew into a text that is a line: `value = strchr(line, ':')`. */
static bool is_put_into_line(const struct program *program, const struct loop *loop, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; n < loop->last; n++) {
        uint32_t value = node_gives(facts, n, symbol);

        for (uint32_t m = value; value != FACTS_NONE && m < facts->nodes[value].end; m++)
            if (facts->nodes[m].kind == NODE_NAME && facts->nodes[m].ref != FACTS_NONE &&
                text_is_line(program, loop->function, facts->nodes[m].ref))
                return true;
    }
    return false;
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

    if (loop == NULL || symbol == FACTS_NONE || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL ||
        !moves_along(program, call->loop, subject) || text_is_line(program, call->function, symbol) ||
        is_put_into_line(program, loop, symbol))
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

/* Whether the loop is left when the search found nothing, `if (at == NULL) return;`: then it never goes
 * through all the rest in vain round by round. */
static bool leaves_without(const struct program *program, uint32_t loop, uint32_t found)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);

    for (uint32_t n = l->first; n < l->last; n++) {
        uint32_t condition = facts->nodes[n].kind == NODE_IF ? node_strip(facts, node_first(facts, n)) : n;

        if (condition == n)
            continue;
        if (facts->nodes[condition].kind == NODE_UNARY && facts->nodes[condition].op == UNARY_LOGICAL_NOT)
            condition = node_strip(facts, node_first(facts, condition));
        else if (facts->nodes[condition].kind == NODE_BINARY && facts->nodes[condition].op == BINARY_EQUAL)
            condition = node_strip(facts, node_first(facts, condition));
        else
            continue;
        if (facts->nodes[condition].kind == NODE_NAME && facts->nodes[condition].ref == found &&
            statement_leaves(facts, node_child(facts, n, 1)))
            return true;
    }
    return false;
}

/* Whether the text ends where the other search found its piece's end by the time of the call: `*end = '\0'`.
 */
static bool is_cut_before(const struct program *program, uint32_t c, uint32_t other)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t end = kept_in(facts, other);

    for (uint32_t n = other; end != FACTS_NONE && n < call->node; n++) {
        const struct fact_node *value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[node_first(facts, n)].kind == NODE_NAME ||
            !nodes_mention(facts, node_first(facts, n), facts->nodes[node_first(facts, n)].end, end))
            continue;
        value = &facts->nodes[node_child(facts, n, 1)];
        if ((value->flags & NODE_HAS_VALUE) && value->value == 0)
            return true;
    }
    return false;
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
        leaves_without(program, loop, kept_in(facts, call->node)) ||
        is_cut_before(program, c, program->calls[other].node) ||
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

/* Whether the loop leaves the text where it is: it sets neither the variable nor the field that names it. */
static bool text_stays(const struct program *program, uint32_t loop, uint32_t subject)
{
    const struct loop *l = &program->loops[loop];
    const struct facts *facts = function_facts(program, l->function);

    for (uint32_t n = l->first; n < l->last; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE && node->ref == node_base(facts, subject))
            return false;
        if ((node->kind == NODE_ASSIGN || (node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT &&
                                           node->op <= UNARY_PRE_DECREMENT)) &&
            node_equal(facts, node_strip(facts, node_first(facts, n)), node_strip(facts, subject)))
            return false;
    }
    return true;
}

/* `while ((at = strstr(text, key)) != NULL)` with a text that stays where it is. */
static bool restarts(const struct program *program, uint32_t c, uint32_t loop, uint32_t subject)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t condition = program->loops[loop].parts.condition, what;

    what =
        call->known->query < 0 ? FACTS_NONE : node_argument(facts, call->node, (unsigned)call->known->query);
    return what != FACTS_NONE && condition != FACTS_NONE && node_contains(facts, condition, call->node) &&
           !flow_varies(program, loop, what) && kept_in(facts, call->node) != FACTS_NONE &&
           kept_in(facts, call->node) != node_base(facts, subject) && text_stays(program, loop, subject);
}

/* Whether more than one character is looked for. Single ones are mostly replaced in names and paths, which
 * are short. */
static bool asks_for_text(const struct facts *facts, const struct call *call)
{
    uint32_t what = node_argument(facts, call->node, (unsigned)call->known->query);

    return what != FACTS_NONE && facts->nodes[node_strip(facts, what)].type != FACTS_NONE &&
           facts->types[facts->nodes[node_strip(facts, what)].type].class != TYPE_CHARACTER &&
           facts->types[facts->nodes[node_strip(facts, what)].type].class != TYPE_INTEGER;
}

/* A search for a word of the item's in a text that is the same for all of them. */
static bool asks_for_word(const struct program *program, uint32_t c, uint32_t loop, uint32_t subject)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t what =
        call->known->query < 0 ? FACTS_NONE : node_argument(facts, call->node, (unsigned)call->known->query);

    return what != FACTS_NONE && node_is_text(facts, what) && node_is_text(facts, subject) &&
           flow_from_item(program, loop, what) && !flow_from_item(program, loop, subject) &&
           text_stays(program, loop, subject);
}

/* Whether the text is a field of something, or a local that was set to one: a name or a header, which is
 * short. */
static bool is_of_object(const struct program *program, uint32_t function, uint32_t symbol, uint32_t subject)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    if (facts->nodes[node_strip(facts, subject)].kind != NODE_NAME)
        return true;
    for (uint32_t n = f->body; n < facts->nodes[f->body].end; n++) {
        uint32_t value = node_gives(facts, n, symbol);

        if (value != FACTS_NONE && facts->nodes[node_strip(facts, value)].kind == NODE_MEMBER)
            return true;
    }
    return false;
}

void quadratic_search_again(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call), symbol;
    struct arena *arena = context->out->arena;
    const char *text, *each;

    if (subject == FACTS_NONE || call->loop != loop || call->known->length >= 0 ||
        (symbol = node_base(facts, subject)) == FACTS_NONE || quadratic_is_array(facts, subject) ||
        text_is_line(program, call->function, symbol))
        return;
    text = node_text(facts, subject, 40, arena);
    each = loop_each_text(program, &program->loops[loop], arena);
    if (restarts(program, c, loop, subject))
        quadratic_report(context, loop, c, asks_for_text(facts, call) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW,
                         NULL,
                         arena_printf(arena,
                                      "%s looks through `%s` from its start again after each hit%s. Go on "
                                      "from where the last one was",
                                      call->name, text, heat_text(program, call->function, arena)));
    else if (asks_for_word(program, c, loop, subject))
        quadratic_report(context, loop, c,
                         is_of_object(program, call->function, symbol, subject) ||
                                 !quadratic_by_data(program, &program->loops[loop])
                             ? CONFIDENCE_LOW
                             : CONFIDENCE_MEDIUM,
                         NULL,
                         arena_printf(arena,
                                      "%s looks through all of `%s`, once %s%s. Go through the text once and "
                                      "look its words up in a hash of what is wanted",
                                      call->name, text, each, heat_text(program, call->function, arena)));
}
