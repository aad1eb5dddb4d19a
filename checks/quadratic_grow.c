/* Memory that grows by the same step each time it is full, or is made exactly as long as it is needed: each
 * realloc may copy all of it. Where the C library extends a block in place, as glibc mostly can for the last
 * or a large one, nothing is copied, so this is never more than a note. */
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"
#include "checks/collection.h"
#include "checks/quadratic.h"

/* Whether the node makes the length a multiple of what it was: `n *= 2`, `n = n * 2`, `n += n / 2`, or lets a
 * function work it out. */
static bool multiplies(const struct facts *facts, uint32_t node, uint32_t length)
{
    const struct fact_node *n = &facts->nodes[node];
    uint32_t value;

    if (n->kind != NODE_ASSIGN || !node_equal(facts, node_strip(facts, node_first(facts, node)), length))
        return false;
    if (n->op == BINARY_MULTIPLY || n->op == BINARY_SHIFT_LEFT)
        return true;
    value = node_child(facts, node, 1);
    for (uint32_t v = value; v < n->end; v++) {
        const struct fact_node *at = &facts->nodes[v];

        if (at->kind == NODE_CALL ||
            (at->kind == NODE_BINARY && (at->op == BINARY_MULTIPLY || at->op == BINARY_SHIFT_LEFT)) ||
            (n->op == BINARY_ADD && !(facts->nodes[value].flags & NODE_HAS_VALUE) &&
             node_equal(facts, v, length)))
            return true;
    }
    return false;
}

/* Whether the node makes the length more by what is no part of it: `n++`, `n += 16`, `n += got`, `n = n + 1`.
 */
static bool adds_step(const struct facts *facts, uint32_t node, uint32_t length)
{
    const struct fact_node *n = &facts->nodes[node];

    if (n->kind == NODE_UNARY && (n->op == UNARY_POST_INCREMENT || n->op == UNARY_PRE_INCREMENT))
        return node_equal(facts, node_strip(facts, node_first(facts, node)), length);
    if (n->kind != NODE_ASSIGN || !node_equal(facts, node_strip(facts, node_first(facts, node)), length))
        return false;
    if (n->op == BINARY_ADD)
        return true;
    for (uint32_t v = node_child(facts, node, 1); n->op == BINARY_NONE && v < n->end; v++)
        if (facts->nodes[v].kind == NODE_BINARY && facts->nodes[v].op == BINARY_ADD &&
            node_equal(facts, node_strip(facts, node_first(facts, v)), length))
            return true;
    return false;
}

/* The variable or field in the size that the loop counts up by steps and never multiplies; FACTS_NONE. */
static uint32_t stepped_length(const struct program *program, const struct loop *loop, uint32_t size)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t s = size; s < facts->nodes[size].end; s++) {
        bool steps = false, multiple = false;

        if ((facts->nodes[s].kind != NODE_NAME && facts->nodes[s].kind != NODE_MEMBER) ||
            (facts->nodes[s].flags & (NODE_UNEVALUATED | NODE_HAS_VALUE)))
            continue;
        for (uint32_t n = loop->first; n < loop->last; n++) {
            multiple |= multiplies(facts, n, s);
            steps |= adds_step(facts, n, s);
        }
        if (steps && !multiple)
            return s;
    }
    return FACTS_NONE;
}

/* Whether the size itself is a multiple of a length: `realloc(v, 2 * n)`. */
static bool doubles(const struct facts *facts, uint32_t size)
{
    for (uint32_t s = size; s < facts->nodes[size].end; s++)
        if (facts->nodes[s].kind == NODE_BINARY && facts->nodes[s].op == BINARY_MULTIPLY)
            for (unsigned side = 0; side < 2; side++) {
                const struct fact_node *n = &facts->nodes[node_strip(facts, node_child(facts, s, side))];

                if (n->kind == NODE_INTEGER && n->value > 1)
                    return true;
            }
    return false;
}

/* Whether the call gives memory for anything; strndup and kin give a text. */
static bool gives_memory(const struct facts *facts, uint32_t call)
{
    uint32_t type = facts->nodes[call].type;

    type = type == FACTS_NONE ? FACTS_NONE : facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_VOID;
}

void quadratic_grow(struct quadratic *context, uint32_t c, uint32_t loop)
{
    const struct program *program = context->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject = quadratic_subject(facts, call), size, length;
    struct arena *arena = context->out->arena;

    if (subject == FACTS_NONE || call->known->length < 0 || call->loop != loop ||
        !gives_memory(facts, call->node))
        return;
    size = node_argument(facts, call->node, (unsigned)call->known->length);
    if (size == FACTS_NONE || node_base(facts, subject) == FACTS_NONE || doubles(facts, size) ||
        collection_is_of_item(program, loop, call->function, subject, false))
        return;
    length = stepped_length(program, &program->loops[loop], size);
    if (length == FACTS_NONE)
        return;
    quadratic_report(
        context, loop, c, CONFIDENCE_LOW, NULL,
        arena_printf(arena,
                     "%s makes `%s` longer by the same step each time, once %s%s, and may copy all "
                     "of it. Double the room when it is full",
                     call->name, node_text(facts, subject, 40, arena),
                     loop_each_text(program, &program->loops[loop], arena),
                     heat_text(program, call->function, arena)));
}
