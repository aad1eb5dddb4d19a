/* What is walked, by its name (see the header). */
#include "analyzer/link/loops_collection.h"

/* Of container_of and kin, a statement expression: the first path in it that is run. */
static uint32_t first_path(const struct facts *facts, uint32_t node)
{
    for (uint32_t at = node; at < facts->nodes[node].end; at++)
        if (!(facts->nodes[at].flags & NODE_UNEVALUATED) &&
            (facts->nodes[at].kind == NODE_MEMBER ||
             (facts->nodes[at].kind == NODE_NAME && node_base(facts, at) != FACTS_NONE)))
            return at;
    return FACTS_NONE;
}

/* Of first(list): the list, when it is one. */
static uint32_t first_object(const struct facts *facts, uint32_t call)
{
    for (unsigned i = 0; i < node_argument_count(facts, call); i++) {
        uint32_t given = node_argument(facts, call, i);

        if (node_class(facts, given) == TYPE_POINTER && !node_is_zero(facts, given) &&
            node_base(facts, given) != FACTS_NONE)
            return given;
    }
    return FACTS_NONE;
}

/* The object that holds the walked thing, as a person would name it: without &, casts, the list macros' own
 * first links. */
uint32_t collection_name(const struct catalog *catalog, const struct facts *facts, uint32_t node)
{
    for (;;) {
        const struct fact_node *self;
        uint32_t first;

        node = node_strip(facts, node);
        self = &facts->nodes[node];
        first = node_first(facts, node);
        if (first == FACTS_NONE)
            return node;
        switch (self->kind) {
        case NODE_UNARY:
            if (self->op != UNARY_ADDRESS)
                return node;
            node = first;
            break;
        case NODE_MEMBER:
            if (!catalog_is_word(catalog, WORDS_LINK, facts_string(facts, facts->symbols[self->ref].name)) ||
                facts->nodes[node_strip(facts, first)].kind == NODE_CALL)
                return node;
            node = first;
            break;
        case NODE_CONDITIONAL:
            node = node_child(facts, node, 1);
            if (node == FACTS_NONE || facts->nodes[node].kind == NODE_NONE)
                node = first;
            if (node_is_zero(facts, node))
                node = node_next(facts, node);
            break;
        case NODE_ASSIGN: node = node_next(facts, first); break;
        case NODE_BINARY: {
            uint32_t right = node_next(facts, first);
            enum type_class left_class = node_class(facts, first);

            if (self->op == BINARY_COMMA)
                node = right;
            else if (left_class == TYPE_POINTER || left_class == TYPE_ARRAY)
                node = first;
            else
                return node;
            break;
        }
        case NODE_STATEMENT_EXPRESSION: {
            uint32_t path = first_path(facts, node);

            if (path == FACTS_NONE)
                return node;
            node = path;
            break;
        }
        case NODE_CALL: {
            uint32_t argument = first_object(facts, node);

            if (argument == FACTS_NONE)
                return node;
            node = argument;
            break;
        }
        default: return node;
        }
    }
}

/* The initialiser of a local that a macro declares, FACTS_NONE when it has none or no macro does. */
static uint32_t macro_initialiser(const struct facts *facts, uint32_t use, uint32_t symbol)
{
    /* backwards: the declaration stands shortly before */
    for (uint32_t node = use; node-- > 0 && facts->nodes[node].parent != FACTS_NONE;)
        if (facts->nodes[node].kind == NODE_VARIABLE && facts->nodes[node].ref == symbol)
            return facts->nodes[node].flags & NODE_IN_MACRO ? node_first(facts, node) : FACTS_NONE;
    return FACTS_NONE;
}

uint32_t collection_behind_macro(const struct catalog *catalog, const struct facts *facts, uint32_t node)
{
    uint32_t base = node_base(facts, node), field = FACTS_NONE, initial, at = node_strip(facts, node);

    if (base == FACTS_NONE || facts->symbols[base].kind != SYMBOL_VARIABLE ||
        !(facts->symbols[base].flags & SYMBOL_LOCAL))
        return node;
    while (facts->nodes[at].kind == NODE_MEMBER) {
        field = facts->nodes[at].ref;
        at = node_strip(facts, node_first(facts, at));
    }
    initial = facts->nodes[at].kind == NODE_NAME && field != FACTS_NONE ? macro_initialiser(facts, node, base)
                                                                        : FACTS_NONE;
    if (initial == FACTS_NONE || facts->nodes[initial].kind != NODE_INIT_LIST)
        return node;
    for (uint32_t item = node_first(facts, initial); item != FACTS_NONE; item = node_next(facts, item))
        if (facts->nodes[item].kind == NODE_INIT_FIELD && facts->nodes[item].ref == field &&
            node_base(facts, node_first(facts, item)) != FACTS_NONE)
            return collection_name(catalog, facts, node_first(facts, item));
    return node;
}

/* How close `base` is to the limit: they are parts of the same object. */
static bool same_object(const struct facts *facts, uint32_t base, uint32_t limit)
{
    uint32_t a = node_strip(facts, base), b = limit == FACTS_NONE ? FACTS_NONE : node_strip(facts, limit);

    if (b == FACTS_NONE || facts->nodes[a].kind != NODE_MEMBER || facts->nodes[b].kind != NODE_MEMBER)
        return false;
    return node_equal(facts, node_first(facts, a), node_first(facts, b));
}

static bool has_subscript(const struct facts *facts, uint32_t node)
{
    for (uint32_t at = node; at < facts->nodes[node].end; at++)
        if (facts->nodes[at].kind == NODE_INDEX ||
            (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_DEREFERENCE))
            return true;
    return false;
}

uint32_t collection_subscripted(const struct facts *facts, const struct loop *loop, uint32_t symbol)
{
    uint32_t found = FACTS_NONE;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t base = FACTS_NONE, index;

        if (self->flags & NODE_UNEVALUATED)
            continue;
        if (self->kind == NODE_INDEX) {
            base = node_first(facts, node);
            index = node_next(facts, base);
        } else if (self->kind == NODE_BINARY && self->op == BINARY_ADD &&
                   node_class(facts, node) == TYPE_POINTER) {
            base = node_first(facts, node);
            index = node_next(facts, base);
            if (node_class(facts, base) != TYPE_POINTER && node_class(facts, base) != TYPE_ARRAY) {
                uint32_t swap = base;

                base = index;
                index = swap;
            }
        } else {
            continue;
        }
        /* of table[text[i]] the text is walked, and ctype's own tables are nobody's */
        if (!nodes_mention(facts, index, facts->nodes[index].end, symbol) || has_subscript(facts, index) ||
            node_base(facts, base) == FACTS_NONE)
            continue;
        if (same_object(facts, base, loop->limit))
            return base;
        if (found == FACTS_NONE)
            found = base;
    }
    return found;
}

/* The container in a call like item_at(array, i) or item_at(array, i++): its first pointer. */
uint32_t collection_indexed(const struct program *program, const struct loop *loop, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);

    for (uint32_t node = loop->first; node < loop->last; node++) {
        bool indexes = false;
        uint32_t container = FACTS_NONE;

        if (facts->nodes[node].kind != NODE_CALL || facts->nodes[node].flags & NODE_UNEVALUATED ||
            node_tells_or_sleeps(program, loop->function, node))
            continue;
        for (unsigned i = 0; i < node_argument_count(facts, node); i++) {
            uint32_t argument = node_strip(facts, node_argument(facts, node, i));

            if (node_class(facts, argument) == TYPE_INTEGER && facts->nodes[argument].kind == NODE_UNARY &&
                facts->nodes[argument].op >= UNARY_POST_INCREMENT &&
                facts->nodes[argument].op <= UNARY_PRE_DECREMENT)
                argument = node_strip(facts, node_first(facts, argument));
            if (facts->nodes[argument].kind == NODE_NAME && facts->nodes[argument].ref == symbol)
                indexes = true;
            else if (container == FACTS_NONE && node_class(facts, argument) == TYPE_POINTER)
                container = argument;
        }
        if (indexes && container != FACTS_NONE)
            return container;
    }
    return FACTS_NONE;
}

/* A pointer moved along in the body of a loop that counts something else: while (n--) use(*p++). */
uint32_t collection_moved(const struct facts *facts, const struct loop *loop)
{
    for (uint32_t node = loop->first; node < loop->last; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t first = node_first(facts, node);
        bool moves = (self->kind == NODE_UNARY && self->op >= UNARY_POST_INCREMENT &&
                      self->op <= UNARY_PRE_DECREMENT) ||
                     (self->kind == NODE_ASSIGN && self->op == BINARY_ADD);

        if (moves && !(self->flags & NODE_UNEVALUATED) && node_class(facts, first) == TYPE_POINTER &&
            !loop_nests(facts, loop, node) && node_base(facts, first) != FACTS_NONE)
            return first;
    }
    return FACTS_NONE;
}

/* What a next-function walks: the argument that it works on, which is not where it puts the item. */
uint32_t collection_iterated(const struct program *program, const struct loop *loop, uint32_t call,
                             uint32_t subject)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t at = program_call_at(program, loop->function, call), found = FACTS_NONE;
    const struct catalog_function *known = at == PROGRAM_NONE ? NULL : program->calls[at].known;

    if (known && known->handle >= 0 && node_argument(facts, call, (unsigned)known->handle) != FACTS_NONE)
        return collection_name(program->catalog, facts, node_argument(facts, call, (unsigned)known->handle));
    for (unsigned i = 0; i < node_argument_count(facts, call) && found == FACTS_NONE; i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, call, i));
        enum type_class class = node_class(facts, argument);

        if (class != TYPE_POINTER && class != TYPE_ARRAY && class != TYPE_RECORD)
            continue;
        if (facts->nodes[argument].kind == NODE_STRING || node_is_zero(facts, argument))
            continue;
        if (subject != FACTS_NONE && facts->nodes[subject].kind == NODE_NAME &&
            nodes_mention(facts, argument, facts->nodes[argument].end, facts->nodes[subject].ref))
            continue;
        found = argument;
    }
    return found == FACTS_NONE ? FACTS_NONE : collection_name(program->catalog, facts, found);
}
