/* Who writes what (see the header).
 *
 * Facts hold no parameter types of functions that are only declared, but the spelling of the function's type
 * does: "int (FILE *, const char
 * *)"; that is where a parameter's const comes from. */
#include <string.h>

#include "analyzer/link/flow_write.h"

bool call_is_pure(const struct catalog_function *known)
{
    if (!known)
        return false;
    switch (known->role) {
    case ROLE_PURE:
    case ROLE_COMPARE:
    case ROLE_LINEAR:
    case ROLE_SEARCH:
    case ROLE_LOOKUP: return true;
    default: return false;
    }
}

static enum type_class class_of(const struct facts *facts, uint32_t type)
{
    return type == FACTS_NONE ? TYPE_OTHER : facts->types[type].class;
}

/* Whether the type spelled there points to const: what stands before the last `*` and behind the one before
 * it tells ("const char **" points to what can be set). */
static bool points_to_const(const char *spelling, size_t length)
{
    const char *star = memrchr(spelling, '*', length), *before;

    if (star == NULL || memchr(spelling, '(', length) != NULL)
        return false;
    before = memrchr(spelling, '*', (size_t)(star - spelling));
    if (before == NULL)
        before = spelling;
    return memmem(before, (size_t)(star - before), "const", 5) != NULL;
}

/* Whether parameter `position` of a function type, by its spelling, points to const. */
static bool parameter_is_const(const char *spelling, unsigned position)
{
    size_t length = strlen(spelling), open, start;
    int depth = 0;
    unsigned at = 0;

    if (length == 0 || spelling[length - 1] != ')')
        return false;
    for (open = length; open-- > 0;) {
        if (spelling[open] == ')')
            depth++;
        else if (spelling[open] == '(' && --depth == 0)
            break;
    }
    start = open + 1;
    for (size_t i = start; i < length; i++) {
        if (spelling[i] == '(')
            depth++;
        if (spelling[i] == ')' && depth > 0)
            depth--;
        else if ((spelling[i] == ',' && depth == 0) || i == length - 1) {
            if (at++ == position) {
                return points_to_const(spelling + start, i - start);
            }
            start = i + 1;
        }
    }
    return false;
}

static const char *callee_spelling(const struct facts *facts, uint32_t call)
{
    uint32_t symbol = facts->nodes[call].ref, callee = node_first(facts, call), type;

    type = symbol != FACTS_NONE   ? facts->symbols[symbol].type
           : callee == FACTS_NONE ? FACTS_NONE
                                  : facts->nodes[callee].type;
    return type == FACTS_NONE ? "" : facts_string(facts, facts->types[type].spelling);
}

bool call_only_reads(const struct facts *facts, uint32_t call, unsigned position)
{
    return parameter_is_const(callee_spelling(facts, call), position);
}

static void add(write_list *writes, const struct facts *facts, uint32_t target, uint32_t node,
                uint32_t source, bool modifies)
{
    struct flow_write write = {
        .effect = WRITE_VALUE, .modifies = modifies, .node = node, .source = source, .field = FACTS_NONE};
    const struct fact_node *self;

    target = node_strip(facts, target);
    self = &facts->nodes[target];
    write.symbol = node_base(facts, target);
    if (write.symbol == FACTS_NONE)
        return;
    if (self->kind == NODE_MEMBER) {
        write.effect = WRITE_FIELD;
        write.field = self->ref;
    } else if (self->kind != NODE_NAME && self->kind != NODE_VARIABLE) {
        write.effect = WRITE_CONTENT;
    }
    vec_push(writes, write);
}

/* How a call may change what it gets. */
enum hold { HOLD_WRITE, HOLD_TOUCH, HOLD_SET };

static void add_argument(write_list *writes, const struct facts *facts, uint32_t call, uint32_t argument,
                         enum hold hold)
{
    struct flow_write write = {
        .modifies = true, .by_call = true, .node = call, .source = call, .field = FACTS_NONE};
    const struct fact_node *self;
    uint32_t type;

    argument = node_strip(facts, argument);
    self = &facts->nodes[argument];
    write.symbol = node_base(facts, argument);
    if (write.symbol == FACTS_NONE)
        return;
    if (self->kind == NODE_UNARY && self->op == UNARY_ADDRESS) {
        uint32_t object = node_strip(facts, node_first(facts, argument));
        const struct fact_node *inner = &facts->nodes[object];

        write.address = true;
        write.effect = class_of(facts, inner->type) == TYPE_RECORD ? WRITE_TOUCH : WRITE_VALUE;
        if (inner->kind == NODE_MEMBER) {
            write.effect = WRITE_FIELD;
            write.field = inner->ref;
        } else if (inner->kind != NODE_NAME && write.effect != WRITE_TOUCH) {
            write.effect = WRITE_CONTENT;
        }
        vec_push(writes, write);
        return;
    }
    type = self->type;
    if (class_of(facts, type) != TYPE_POINTER && class_of(facts, type) != TYPE_ARRAY)
        return;
    type = facts->types[type].target;
    if (type != FACTS_NONE && facts->types[type].flags & TYPE_IS_CONST)
        return;
    switch (class_of(facts, type)) {
    case TYPE_FUNCTION: return;
    case TYPE_CHARACTER:
    case TYPE_INTEGER:
    case TYPE_BOOL:
    case TYPE_FLOAT:
    case TYPE_ENUM: write.effect = WRITE_CONTENT; break;
    case TYPE_POINTER: write.effect = WRITE_CONTENT; break;
    default: write.effect = WRITE_TOUCH; break;
    }
    if (hold == HOLD_TOUCH)
        write.effect = WRITE_TOUCH;
    if (hold == HOLD_SET) {
        write.effect = WRITE_CONTENT;
        write.setting = true;
        write.modifies = false;
    }
    if (self->kind == NODE_MEMBER) {
        /* what a field points to: the field says something else, the object is the same */
        write.effect = write.effect == WRITE_CONTENT ? WRITE_FIELD : WRITE_TOUCH;
        write.field = self->ref;
    }
    vec_push(writes, write);
}

static void collect_call(const struct program *program, uint32_t function, uint32_t node, write_list *writes)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t at = program_call_at(program, function, node);
    const struct catalog_function *known = at == PROGRAM_NONE ? NULL : program->calls[at].known;
    unsigned count = node_argument_count(facts, node);

    for (unsigned i = 0; i < count; i++) {
        uint32_t argument = node_argument(facts, node, i);

        if (known && (known->role == ROLE_FORMAT || known->role == ROLE_COPY || known->role == ROLE_SHIFT)) {
            /* the text is made from the other arguments, and from nothing else */
            if (known->subject == (int)i) {
                add_argument(writes, facts, node, argument, HOLD_WRITE);
                if (writes->count > 0 && writes->data[writes->count - 1].node == node)
                    writes->data[writes->count - 1].modifies = false;
            }
            continue;
        }
        if (known && known->handle == (int)i) {
            add_argument(writes, facts, node, argument, known->role == ROLE_SET ? HOLD_SET : HOLD_TOUCH);
            continue;
        }
        /* what is sent or printed is read; a variable argument has no parameter to say so */
        if (known && (known->role == ROLE_QUEUE || known->role == ROLE_SEND))
            continue;
        if (call_is_pure(known) && facts->nodes[node_strip(facts, argument)].kind != NODE_UNARY)
            continue;
        if (!call_only_reads(facts, node, i))
            add_argument(writes, facts, node, argument, HOLD_WRITE);
    }
}

void flow_collect(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                  write_list *writes)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t node = first; node < last; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t child = node_first(facts, node);

        if (self->flags & NODE_UNEVALUATED || child == FACTS_NONE)
            continue;
        switch (self->kind) {
        case NODE_UNARY:
            if (self->op >= UNARY_POST_INCREMENT && self->op <= UNARY_PRE_DECREMENT)
                add(writes, facts, child, node, child, true);
            break;
        case NODE_ASSIGN:
            add(writes, facts, child, node, node_next(facts, child), self->op != BINARY_NONE);
            break;
        case NODE_VARIABLE: add(writes, facts, node, node, child, false); break;
        case NODE_CALL: collect_call(program, function, node, writes); break;
        default: break;
        }
    }
}

bool flow_write_settles(const struct facts *facts, const struct loop *loop, const struct flow_write *write)
{
    uint32_t node = write->node;

    if (nodes_mention(facts, loop->first, node, write->symbol))
        return false;
    for (uint32_t at = facts->nodes[node].parent; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent)
        switch (facts->nodes[at].kind) {
        case NODE_IF:
        case NODE_SWITCH:
        case NODE_CONDITIONAL:
        case NODE_FOR:
        case NODE_WHILE:
        case NODE_DO: return false;
        default: break;
        }
    return true;
}
