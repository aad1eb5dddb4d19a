/* Arrays that are moved or sorted once per item: the tail behind an element that goes or comes, by memmove or
 * by a library's container, and a sort of what the items are added to.
 */
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/quadratic.h"

/* Whether the number of bytes is what is left behind a position: it has a difference in it, and not one from
 * a constant, which bounds it. */
static bool is_rest(const struct facts *facts, uint32_t length)
{
    for (uint32_t n = length; n < facts->nodes[length].end; n++)
        if (facts->nodes[n].kind == NODE_BINARY && facts->nodes[n].op == BINARY_SUBTRACT) {
            uint32_t whole = node_first(facts, n);

            while (facts->nodes[whole].kind == NODE_BINARY && facts->nodes[whole].op == BINARY_SUBTRACT)
                whole = node_first(facts, whole);
            return !(facts->nodes[whole].flags & NODE_HAS_VALUE);
        }
    return false;
}

/* The array that the node names a place in: `a->v` of `&a->v[i + 1]` and of `a->v + i`. */
static uint32_t array_of(const struct facts *facts, uint32_t place)
{
    for (;;) {
        const struct fact_node *n = &facts->nodes[place = node_strip(facts, place)];

        if (n->kind == NODE_INDEX || (n->kind == NODE_UNARY && n->op == UNARY_ADDRESS) ||
            (n->kind == NODE_BINARY && (n->op == BINARY_ADD || n->op == BINARY_SUBTRACT)))
            place = node_first(facts, place);
        else
            return place;
    }
}

/* Whether the two places are next to each other (`&v[at]` and `&v[at + 1]`): what is moved closes or opens
 * the gap of one element. */
static bool is_neighbour(const struct facts *facts, uint32_t to, uint32_t from)
{
    for (uint32_t n = to; n < facts->nodes[to].end; n++)
        if (facts->nodes[n].kind == NODE_INTEGER && facts->nodes[n].value == 1)
            return true;
    for (uint32_t n = from; n < facts->nodes[from].end; n++)
        if (facts->nodes[n].kind == NODE_INTEGER && facts->nodes[n].value == 1)
            return true;
    return false;
}

/* Whether the call on a container works on its first element, always: `remove(array, 0)`, `prepend(text, x)`.
 */
static bool shifts_first(const struct facts *facts, uint32_t place)
{
    uint32_t type = place == FACTS_NONE ? FACTS_NONE : facts->nodes[node_strip(facts, place)].type;

    if (type == FACTS_NONE || facts->types[type].class != TYPE_INTEGER)
        return true;
    return (facts->nodes[place].flags & NODE_HAS_VALUE) && facts->nodes[place].value == 0;
}

/* Whether the place is the last one, `array->length - 1`: nothing lies behind it. */
static bool is_last(const struct facts *facts, uint32_t place)
{
    const struct fact_node *n = &facts->nodes[place = node_strip(facts, place)];

    return n->kind == NODE_BINARY && n->op == BINARY_SUBTRACT &&
           facts->nodes[node_child(facts, place, 1)].flags & NODE_HAS_VALUE;
}

/* A library's array or text that takes out or puts in an element and moves all behind it. */
void quadratic_container_shift(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call);
    uint32_t place = subject == FACTS_NONE ? FACTS_NONE : node_next(facts, subject);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;

    if (subject == FACTS_NONE || collection_is_of_item(program, loop, call->function, subject, false) ||
        (place != FACTS_NONE && !shifts_first(facts, place) &&
         (facts->nodes[place].flags & NODE_HAS_VALUE || is_last(facts, place))))
        return;
    confidence = quadratic_trust(context, loop, call->function, subject,
                                 shifts_first(facts, place) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW, &reason);
    quadratic_report(context, loop, c, confidence, NULL,
                     arena_printf(arena, "%s moves all of `%s` that lies behind the place, once %s%s%s. %s%s",
                                  call->name, node_text(facts, subject, 40, arena),
                                  loop_each_text(program, &program->loops[loop], arena), reason,
                                  heat_text(program, call->function, arena),
                                  call->known->batch[0] != '\0' ? "Instead: " : "Take from the end",
                                  call->known->batch));
}

/* Whether the number of bytes is worked out from what the rounds count down, each time one element less. */
static bool is_counted_down(const struct facts *facts, const struct loop *loop, uint32_t length)
{
    if (loop->form != LOOP_INDEX || loop->variable == FACTS_NONE ||
        !nodes_mention(facts, length, facts->nodes[length].end, loop->variable))
        return false;
    for (uint32_t n = loop->first; n < loop->last; n++) {
        const struct fact_node *node = &facts->nodes[n];
        bool down = (node->kind == NODE_UNARY &&
                     (node->op == UNARY_POST_DECREMENT || node->op == UNARY_PRE_DECREMENT)) ||
                    (node->kind == NODE_ASSIGN && node->op == BINARY_SUBTRACT);

        if (down && facts->nodes[node_first(facts, n)].kind == NODE_NAME &&
            facts->nodes[node_first(facts, n)].ref == loop->variable)
            return true;
    }
    return false;
}

/* Whether a loop of the round looks for the place from the end, counting it down: then no more is moved than
 * the loop went past, as for an element that belongs near the end. */
static bool is_found_from_end(const struct program *program, uint32_t function, uint32_t outer,
                              uint32_t place)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, function);

    for (uint32_t l = f->first_loop; l < f->first_loop + f->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        uint32_t step = loop->parts.increment;

        if (l != outer && loop->variable != FACTS_NONE && step != FACTS_NONE &&
            loop->node > program->loops[outer].node && loop->node < place &&
            facts->nodes[step].kind == NODE_UNARY &&
            (facts->nodes[step].op == UNARY_POST_DECREMENT || facts->nodes[step].op == UNARY_PRE_DECREMENT) &&
            nodes_mention(facts, place, facts->nodes[place].end, loop->variable))
            return true;
    }
    return false;
}

void quadratic_shift(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t to = quadratic_subject(facts, call), from = to == FACTS_NONE ? FACTS_NONE : node_next(facts, to);
    uint32_t length = call->known->length < 0
                          ? FACTS_NONE
                          : node_argument(facts, call->node, (unsigned)call->known->length);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;

    if (from == FACTS_NONE || length == FACTS_NONE || node_base(facts, to) == FACTS_NONE ||
        node_base(facts, to) != node_base(facts, from) ||
        (!is_rest(facts, length) &&
         !(is_neighbour(facts, to, from) && is_counted_down(facts, &program->loops[loop], length))) ||
        (node_is_text(facts, to) && !is_neighbour(facts, to, from)))
        return;
    if (collection_is_of_item(program, loop, call->function, array_of(facts, to), false) ||
        quadratic_is_array(facts, array_of(facts, to)) ||
        is_found_from_end(program, call->function, loop, to))
        return;
    confidence = quadratic_trust(context, loop, call->function, array_of(facts, to),
                                 is_neighbour(facts, to, from) ? CONFIDENCE_MEDIUM : CONFIDENCE_LOW, &reason);
    quadratic_report(context, loop, c, confidence, NULL,
                     arena_printf(arena,
                                  "%s moves all that lies behind the place, once %s%s%s. Move each kept "
                                  "piece once to its final place in one pass",
                                  call->name, loop_each_text(program, &program->loops[loop], arena), reason,
                                  heat_text(program, call->function, arena)));
}

/* Whether another call of the round is handed what is sorted: it may fill it anew. */
static bool is_filled_by_call(const struct program *program, const struct loop *loop, uint32_t sort,
                              uint32_t subject)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t n = loop->first; loop->form != LOOP_HIDDEN && n < loop->last; n++)
        if (facts->nodes[n].kind == NODE_CALL && n != sort)
            for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a))
                if (node_equal(facts, node_strip(facts, a), node_strip(facts, subject)))
                    return true;
    return false;
}

void quadratic_sort(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call);
    struct arena *arena = context->out->arena;
    enum confidence confidence;
    const char *reason;

    if (subject == FACTS_NONE || collection_is_of_item(program, loop, call->function, subject, false))
        return;
    confidence = quadratic_trust(context, loop, call->function, subject,
                                 is_filled_by_call(program, &program->loops[loop], call->node, subject)
                                     ? CONFIDENCE_LOW
                                     : CONFIDENCE_MEDIUM,
                                 &reason);
    quadratic_report(context, loop, c, confidence, NULL,
                     arena_printf(arena,
                                  "%s sorts `%s` once %s%s%s. Sort once after the loop, or insert "
                                  "at the place that a search finds",
                                  call->name, node_text(facts, subject, 40, arena),
                                  loop_each_text(program, &program->loops[loop], arena), reason,
                                  heat_text(program, call->function, arena)));
}
