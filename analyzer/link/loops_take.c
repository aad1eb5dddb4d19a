/* Lists that are emptied as they are walked: what a round takes out of the front is its item, although no
 * variable moves on from element to element. */
#include "analyzer/link/loops_take.h"

#include "analyzer/link/internal.h"
#include "analyzer/link/loops_collection.h"

/* Whether the rounds wait for somebody to put something in. */
static bool waits_within(const struct program *program, const struct loop *loop)
{
    const struct function *function = &program->functions[loop->function];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if (program->calls[c].node >= loop->first && program->calls[c].node < loop->last &&
            program->calls[c].kind == CALL_DIRECT &&
            call_roles(program, &program->calls[c]) & ROLE_BIT(ROLE_WAIT))
            return true;
    return false;
}

/* Whether a test that ends the loop looks at the element, the head, or a count beside the head. */
static bool ends_with_list(const struct search *search, const exit_list *exits, uint32_t element,
                           uint32_t head)
{
    const struct facts *facts = search->facts;

    for (uint32_t e = 0; e < exits->count; e++) {
        uint32_t test = exits->data[e].node;

        if (nodes_mention(facts, test, facts->nodes[test].end, element) ||
            nodes_mention(facts, test, facts->nodes[test].end, node_base(facts, head)))
            return true;
    }
    return false;
}

/* Whether the lvalue outlives the function's own steps: a field, what a pointer leads to, a static variable.
 */
static bool is_kept(const struct facts *facts, uint32_t lvalue)
{
    const struct fact_node *self = &facts->nodes[lvalue];

    if (self->kind == NODE_NAME)
        return self->ref != FACTS_NONE && facts->symbols[self->ref].flags & SYMBOL_STATIC;
    return (self->kind == NODE_MEMBER || self->kind == NODE_INDEX ||
            (self->kind == NODE_UNARY && self->op == UNARY_DEREFERENCE)) &&
           node_base(facts, lvalue) != FACTS_NONE;
}

/* The loop's rounds are the elements of the list that begins at `head`. */
static void take_list(const struct search *search, struct loop *loop, struct loop_shape *shape,
                      uint32_t element, uint32_t head)
{
    if (loop->form != LOOP_GOTO)
        loop->form = LOOP_LIST;
    loop->variable = element;
    loop->collection = collection_name(search->program->catalog, search->facts, head);
    shape->step = STEP_LINK;
    shape->walks = true;
}

/* Whether the lvalue lies in a neighbour of the element: `*x->prev`, `x->prev->next`. */
static bool is_of_neighbour(const struct facts *facts, uint32_t lvalue, uint32_t element)
{
    uint32_t way = node_first(facts, lvalue);

    if (facts->nodes[lvalue].kind != NODE_MEMBER &&
        !(facts->nodes[lvalue].kind == NODE_UNARY && facts->nodes[lvalue].op == UNARY_DEREFERENCE))
        return false;
    way = node_strip(facts, way);
    return facts->nodes[way].kind == NODE_MEMBER && node_class(facts, way) == TYPE_POINTER &&
           node_base(facts, way) == element;
}

bool loop_takes_front(const struct search *search, const exit_list *exits, struct loop *loop,
                      struct loop_shape *shape)
{
    const struct facts *facts = search->facts;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t target, head, element;

        if (!step_write(facts, node, &target, &head))
            continue;
        head = node_strip(facts, head);
        element = step_symbol(facts, node_strip(facts, target));
        if (element == FACTS_NONE || node_class(facts, head) != TYPE_POINTER || !is_kept(facts, head) ||
            loop_nests(facts, loop, node))
            continue;
        for (uint32_t next = loop->first; next < loop->last; next++) {
            uint32_t back, value;

            if (!step_write(facts, next, &back, &value))
                continue;
            back = node_strip(facts, back);
            if (!node_equal(facts, back, head) && !is_of_neighbour(facts, back, element))
                continue;
            value = node_strip(facts, value);
            if (facts->nodes[value].kind != NODE_MEMBER || node_base(facts, value) != element ||
                !ends_with_list(search, exits, element, head) || waits_within(search->program, loop))
                continue;
            take_list(search, loop, shape, element, head);
            shape->update = next;
            return true;
        }
    }
    return false;
}

/* while (q->head) { x = q->head; unlink(q, x); }: likewise, by a call. */
static bool pops_list(const struct search *search, struct loop *loop, struct loop_shape *shape,
                      uint32_t tested)
{
    const struct facts *facts = search->facts;

    /* `int k = i` in a loop that counts `i` takes nothing from a list */
    if (node_class(facts, tested) != TYPE_POINTER)
        return false;
    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t target, value;

        if (!step_write(facts, node, &target, &value) || !node_equal(facts, value, tested) ||
            node_base(facts, target) == FACTS_NONE)
            continue;
        take_list(search, loop, shape, node_base(facts, target), tested);
        shape->update = node;
        return true;
    }
    return false;
}

/* while ((x = q->head)) { unlink(q, x); }: likewise, where the test takes the element. */
static bool pops_tested(const struct search *search, struct loop *loop, struct loop_shape *shape,
                        uint32_t tested)
{
    const struct facts *facts = search->facts;
    uint32_t head = node_strip(facts, node_child(facts, tested, 1));
    uint32_t element = step_symbol(facts, node_strip(facts, node_first(facts, tested)));

    if (element == FACTS_NONE || node_class(facts, head) != TYPE_POINTER || !is_kept(facts, head))
        return false;
    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t at = facts->nodes[node].kind == NODE_CALL
                          ? program_call_at(search->program, loop->function, node)
                          : PROGRAM_NONE;

        if (at == PROGRAM_NONE || search->program->calls[at].known != NULL ||
            search->program->calls[at].kind != CALL_DIRECT ||
            !nodes_mention(facts, node, facts->nodes[node].end, element) ||
            !nodes_mention(facts, node, facts->nodes[node].end, node_base(facts, head)))
            continue;
        take_list(search, loop, shape, element, head);
        shape->update = tested;
        return true;
    }
    return false;
}

/* while (!empty(q)) { x = pop(q); }: x comes from a call on what is tested. */
static bool pops_by_call(const struct search *search, struct loop *loop, struct loop_shape *shape,
                         uint32_t tested)
{
    const struct facts *facts = search->facts;
    uint32_t base = node_base(facts, facts->nodes[tested].kind == NODE_CALL &&
                                             node_argument(facts, tested, 0) != FACTS_NONE
                                         ? node_argument(facts, tested, 0)
                                         : tested);

    if (base == FACTS_NONE)
        return false;
    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t target, value, call;

        if (!step_write(facts, node, &target, &value) || node_base(facts, target) == FACTS_NONE ||
            node_base(facts, target) == base || node_class(facts, node_strip(facts, value)) != TYPE_POINTER)
            continue;
        call = step_call(search->program, loop->function, value);
        if (call == FACTS_NONE || node_argument(facts, call, 0) == FACTS_NONE ||
            node_base(facts, node_argument(facts, call, 0)) != base)
            continue;
        loop->form = LOOP_NEXT;
        loop->variable = node_base(facts, target);
        loop->driver = call;
        loop->collection = collection_name(search->program->catalog, facts, node_argument(facts, call, 0));
        shape->step = STEP_CALL;
        shape->update = node;
        shape->walks = true;
        return true;
    }
    return false;
}

void loop_pops(const struct search *search, const exit_list *exits, struct loop *loop,
               struct loop_shape *shape)
{
    const struct facts *facts = search->facts;

    for (uint32_t e = 0; e < exits->count; e++) {
        uint32_t tested = exits->data[e].node;
        const struct fact_node *self;

        if (facts->nodes[tested].kind == NODE_BINARY && facts->nodes[tested].op >= BINARY_LESS &&
            facts->nodes[tested].op <= BINARY_NOT_EQUAL)
            tested = test_strip(facts, node_first(facts, tested));
        self = &facts->nodes[tested];
        if (!exits->data[e].header)
            continue;
        if (self->kind == NODE_ASSIGN && self->op == BINARY_NONE && pops_tested(search, loop, shape, tested))
            return;
        if ((self->kind == NODE_MEMBER || self->kind == NODE_CALL || self->kind == NODE_NAME) &&
            (pops_list(search, loop, shape, tested) || pops_by_call(search, loop, shape, tested)))
            return;
    }
}
