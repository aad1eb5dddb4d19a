/* Bounds (see the header). Each source of a bound - a limit, an array's size, a small type - can only lower
 * what the others say, so the order of looking at them means nothing. */
#include "analyzer/link/loops_bound.h"

enum { FOLD_DEPTH = 8, HALVING_ROUNDS = 64 };

static bool fold(const struct program *program, uint32_t function, const struct facts *facts, uint32_t node,
                 int64_t *value, unsigned depth);

/* A local that is declared with a value and never changed. */
static bool fold_local(const struct program *program, uint32_t function, uint32_t symbol, int64_t *value,
                       unsigned depth)
{
    const struct facts *facts = function_facts(program, function);
    uint32_t body = program->functions[function].body, initial = FACTS_NONE;

    if (body == FACTS_NONE)
        return false;
    for (uint32_t node = body; node < facts->nodes[body].end; node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t first = node_first(facts, node);

        if (self->kind == NODE_VARIABLE && self->ref == symbol)
            initial = first;
        else if ((self->kind == NODE_ASSIGN ||
                  (self->kind == NODE_UNARY && self->op >= UNARY_POST_INCREMENT &&
                   self->op <= UNARY_ADDRESS)) &&
                 first != FACTS_NONE && facts->nodes[first].kind == NODE_NAME &&
                 facts->nodes[first].ref == symbol)
            return false;
    }
    return initial != FACTS_NONE && fold(program, function, facts, initial, value, depth - 1);
}

static const struct variable *static_variable(const struct program *program, uint32_t function,
                                              uint32_t symbol)
{
    uint32_t variable = program->units[program->functions[function].unit].symbol_variable[symbol];

    return variable == PROGRAM_NONE ? NULL : &program->variables[variable];
}

static bool fold_name(const struct program *program, uint32_t function, const struct facts *facts,
                      uint32_t symbol, int64_t *value, unsigned depth)
{
    const struct fact_symbol *self = &facts->symbols[symbol];

    if (self->kind == SYMBOL_CONSTANT) {
        *value = self->value;
        return true;
    }
    if (self->kind != SYMBOL_VARIABLE || facts != function_facts(program, function))
        return false;
    if (self->flags & SYMBOL_STATIC || self->linkage != LINKAGE_NONE) {
        const struct variable *variable = static_variable(program, function, symbol);
        const struct facts *other = variable ? program->units[variable->unit].facts : NULL;

        if (!other || other->symbols[variable->symbol].body == FACTS_NONE ||
            other->symbols[variable->symbol].type == FACTS_NONE ||
            !(other->types[other->symbols[variable->symbol].type].flags & TYPE_IS_CONST))
            return false;
        return fold(program, function, other, other->symbols[variable->symbol].body, value, depth - 1);
    }
    return fold_local(program, function, symbol, value, depth);
}

static bool fold_binary(const struct program *program, uint32_t function, const struct facts *facts,
                        uint32_t node, int64_t *value, unsigned depth)
{
    uint32_t left = node_first(facts, node);
    int64_t a, b;

    if (!fold(program, function, facts, left, &a, depth - 1) ||
        !fold(program, function, facts, node_next(facts, left), &b, depth - 1))
        return false;
    switch (facts->nodes[node].op) {
    case BINARY_ADD: return !__builtin_add_overflow(a, b, value);
    case BINARY_SUBTRACT: return !__builtin_sub_overflow(a, b, value);
    case BINARY_MULTIPLY: return !__builtin_mul_overflow(a, b, value);
    case BINARY_DIVIDE:
        if (b <= 0)
            return false;
        *value = a / b;
        return true;
    default: return false;
    }
}

/* The smaller of two, written as a < b ? a : b: a constant arm bounds it. */
static bool fold_minimum(const struct program *program, uint32_t function, const struct facts *facts,
                         uint32_t node, int64_t *value, unsigned depth)
{
    uint32_t condition = test_strip(facts, node_first(facts, node)), then = node_child(facts, node, 1),
             otherwise = node_child(facts, node, 2);
    uint8_t op = facts->nodes[condition].op;
    uint32_t left, right;

    if (facts->nodes[condition].kind != NODE_BINARY || op < BINARY_LESS || op > BINARY_GREATER_EQUAL)
        return false;
    left = node_first(facts, condition);
    right = node_next(facts, left);
    if (op == BINARY_GREATER || op == BINARY_GREATER_EQUAL) {
        uint32_t swap = left;

        left = right;
        right = swap;
    }
    if (!node_equal(facts, left, then) || !node_equal(facts, right, otherwise))
        return false;
    return fold(program, function, facts, then, value, depth - 1) ||
           fold(program, function, facts, otherwise, value, depth - 1);
}

static bool fold(const struct program *program, uint32_t function, const struct facts *facts, uint32_t node,
                 int64_t *value, unsigned depth)
{
    const struct fact_node *self;

    if (node == FACTS_NONE || depth == 0)
        return false;
    node = node_strip(facts, node);
    self = &facts->nodes[node];
    if (self->kind == NODE_INTEGER || self->kind == NODE_CHARACTER || self->flags & NODE_HAS_VALUE) {
        *value = self->value;
        return true;
    }
    switch (self->kind) {
    case NODE_NAME:
        return self->ref != FACTS_NONE && fold_name(program, function, facts, self->ref, value, depth);
    case NODE_BINARY: return fold_binary(program, function, facts, node, value, depth);
    case NODE_CONDITIONAL: return fold_minimum(program, function, facts, node, value, depth);
    case NODE_UNARY:
        if (self->op != UNARY_MINUS ||
            !fold(program, function, facts, node_first(facts, node), value, depth - 1))
            return false;
        *value = -*value;
        return true;
    default: return false;
    }
}

/* The integer that an expression of a function always has: constants, sizeof a / sizeof *a, enumerators,
 * const variables with an initialiser also of another file, locals set once. */
static bool constant_value(const struct program *program, uint32_t function, uint32_t node, int64_t *value)
{
    return fold(program, function, function_facts(program, function), node, value, FOLD_DEPTH);
}

/* What a limit is at most: of two constants (`retry ? 3 : 1`) the larger one. */
static bool limit_value(const struct program *program, uint32_t function, uint32_t node, int64_t *value)
{
    const struct facts *facts = function_facts(program, function);
    int64_t then, otherwise;

    if (constant_value(program, function, node, value))
        return true;
    node = node_strip(facts, node);
    if (facts->nodes[node].kind != NODE_CONDITIONAL ||
        !constant_value(program, function, node_child(facts, node, 1), &then) ||
        !constant_value(program, function, node_child(facts, node, 2), &otherwise))
        return false;
    *value = then > otherwise ? then : otherwise;
    return true;
}

struct bounder {
    const struct program *program;
    struct loop *loop;
    const struct loop_shape *shape;
    const struct facts *facts;
};

static void at_most(const struct bounder *bounder, int64_t rounds)
{
    struct loop *loop = bounder->loop;

    if (rounds < 0 || (loop->bound == BOUND_CONSTANT && loop->bound_value <= rounds))
        return;
    loop->bound = BOUND_CONSTANT;
    loop->bound_value = rounds;
}

/* Elements of an array type's object, looking at the definition where this unit only has `extern T a[]`. */
static int64_t array_count(const struct bounder *bounder, uint32_t node)
{
    const struct facts *facts = bounder->facts;
    const struct fact_node *self;

    if (node == FACTS_NONE)
        return -1;
    node = node_strip(facts, node);
    self = &facts->nodes[node];
    if (self->kind == NODE_UNARY && self->op == UNARY_ADDRESS) {
        /* &a[0] */
        uint32_t index = node_first(facts, node), base = node_first(facts, index);

        return facts->nodes[index].kind == NODE_INDEX && node_is_zero(facts, node_next(facts, base))
                   ? array_count(bounder, base)
                   : -1;
    }
    if (self->type == FACTS_NONE || facts->types[self->type].class != TYPE_ARRAY)
        return -1;
    if (facts->types[self->type].count > 1)
        return facts->types[self->type].count;
    if (self->kind == NODE_NAME && self->ref != FACTS_NONE) {
        const struct variable *variable =
            static_variable(bounder->program, bounder->loop->function, self->ref);
        const struct facts *other = variable ? bounder->program->units[variable->unit].facts : NULL;
        uint32_t type = other ? other->symbols[variable->symbol].type : FACTS_NONE;

        if (type != FACTS_NONE && other->types[type].class == TYPE_ARRAY && other->types[type].count > 1)
            return other->types[type].count;
    }
    return -1;
}

static bool conditional(const struct facts *facts, const struct loop *loop, uint32_t node)
{
    for (uint32_t at = node; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent) {
        uint32_t parent = facts->nodes[at].parent;

        if (parent == FACTS_NONE)
            break;
        if ((facts->nodes[parent].kind == NODE_IF || facts->nodes[parent].kind == NODE_CONDITIONAL ||
             facts->nodes[parent].kind == NODE_SWITCH) &&
            node_first(facts, parent) != at)
            return true;
    }
    return false;
}

static void bound_by_arrays(const struct bounder *bounder)
{
    const struct facts *facts = bounder->facts;
    const struct loop *loop = bounder->loop;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t base, index;
        int64_t count;

        if (facts->nodes[node].kind != NODE_INDEX || facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        base = node_first(facts, node);
        index = node_strip(facts, node_next(facts, base));
        if (facts->nodes[index].kind == NODE_UNARY && facts->nodes[index].op <= UNARY_PRE_DECREMENT)
            index = node_first(facts, index);
        count = array_count(bounder, base);
        if (count > 1 && facts->nodes[index].kind == NODE_NAME && facts->nodes[index].ref == loop->variable &&
            !conditional(facts, loop, node))
            at_most(bounder, count);
    }
}

/* i, i++, i + 1: the variable itself, not what it points to. */
static bool is_variable(const struct bounder *bounder, uint32_t node)
{
    const struct facts *facts = bounder->facts;

    for (;;) {
        const struct fact_node *self;

        node = test_strip(facts, node);
        self = &facts->nodes[node];
        if (self->kind == NODE_NAME)
            return self->ref == bounder->loop->variable && node_class(facts, node) != TYPE_POINTER;
        if (self->kind == NODE_UNARY
                ? self->op < UNARY_POST_INCREMENT || self->op > UNARY_PRE_DECREMENT
                : self->kind != NODE_BINARY || (self->op != BINARY_ADD && self->op != BINARY_SUBTRACT) ||
                      constant_truth(facts, node_next(facts, node_first(facts, node))) < 0)
            return false;
        node = node_first(facts, node);
    }
}

/* Whether the start is what the counter has when the loop begins, not one of several values. */
static bool start_is_sure(const struct bounder *bounder)
{
    const struct facts *facts = bounder->facts;
    const struct loop *loop = bounder->loop;
    unsigned writes = 0;

    if (bounder->shape->start == FACTS_NONE)
        return false;
    if (loop->parts.init != FACTS_NONE && node_contains(facts, loop->parts.init, bounder->shape->start))
        return true;
    for (uint32_t node = bounder->program->functions[loop->function].body; node < loop->node; node++) {
        uint32_t first = node_first(facts, node);

        if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op >= UNARY_POST_INCREMENT &&
            facts->nodes[node].op <= UNARY_ADDRESS && facts->nodes[first].kind == NODE_NAME &&
            facts->nodes[first].ref == loop->variable)
            writes++;

        writes += (facts->nodes[node].kind == NODE_VARIABLE && facts->nodes[node].ref == loop->variable &&
                   first != FACTS_NONE) ||
                  (facts->nodes[node].kind == NODE_ASSIGN &&
                   facts->nodes[node_strip(facts, first)].kind == NODE_NAME &&
                   facts->nodes[node_strip(facts, first)].ref == loop->variable);
    }
    return writes == 1;
}

static bool mentions_variable(const struct bounder *bounder, uint32_t node)
{
    return bounder->loop->variable != FACTS_NONE &&
           nodes_mention(bounder->facts, node, bounder->facts->nodes[node].end, bounder->loop->variable);
}

/* i < 16, 16 > i, i != 16, n-- > 0, n */
static void bound_by_test(const struct bounder *bounder, uint32_t test)
{
    const struct facts *facts = bounder->facts;
    const struct loop_shape *shape = bounder->shape;
    uint32_t function = bounder->loop->function, limit = FACTS_NONE;
    int64_t stride = shape->stride < 0 ? -shape->stride : shape->stride, value, start = 0;
    bool starts = start_is_sure(bounder) && constant_value(bounder->program, function, shape->start, &start);
    bool includes = false;

    if (!mentions_variable(bounder, test) || stride == 0)
        return;
    if (facts->nodes[test].kind == NODE_BINARY && facts->nodes[test].op >= BINARY_LESS &&
        facts->nodes[test].op <= BINARY_NOT_EQUAL) {
        uint32_t left = node_first(facts, test), right = node_next(facts, left);

        limit = is_variable(bounder, left) ? right : left;
        if (!is_variable(bounder, limit == right ? left : right))
            return;
        includes =
            facts->nodes[test].op == BINARY_LESS_EQUAL || facts->nodes[test].op == BINARY_GREATER_EQUAL;
        if (mentions_variable(bounder, limit))
            return;
    } else if (!is_variable(bounder, test)) {
        return;
    }
    if (shape->stride < 0) {
        if (starts && (limit == FACTS_NONE || constant_value(bounder->program, function, limit, &value)))
            at_most(bounder, (start + includes + stride - 1) / stride);
    } else if (limit != FACTS_NONE && limit_value(bounder->program, function, limit, &value)) {
        if (value > start || !starts)
            at_most(bounder, (value - (starts ? start : 0) + includes + stride - 1) / stride);
    } else if (limit != FACTS_NONE) {
        uint32_t type = facts->nodes[node_strip(facts, limit)].type;

        if (type != FACTS_NONE && facts->types[type].size == 1 &&
            (facts->types[type].class == TYPE_CHARACTER || facts->types[type].class == TYPE_INTEGER))
            at_most(bounder, facts->types[type].flags & TYPE_IS_UNSIGNED ? 256 : 128);
    }
}

static void bound_by_type(const struct bounder *bounder)
{
    uint32_t type = bounder->loop->variable == FACTS_NONE
                        ? FACTS_NONE
                        : bounder->facts->symbols[bounder->loop->variable].type;

    if (type != FACTS_NONE && bounder->facts->types[type].size == 1 &&
        bounder->facts->types[type].class != TYPE_BOOL)
        at_most(bounder, 256);
}

/* Whether a name in the expression, or the name of its type, says so. */
static bool path_says(const struct bounder *bounder, uint32_t node, enum word_kind kind)
{
    const struct facts *facts = bounder->facts;
    const struct catalog *catalog = bounder->program->catalog;

    for (uint32_t at = node; at < facts->nodes[node].end; at++) {
        const struct fact_node *self = &facts->nodes[at];
        uint32_t type;

        if ((self->kind != NODE_NAME && self->kind != NODE_MEMBER) || self->ref == FACTS_NONE)
            continue;
        type = facts->symbols[self->ref].type;
        if (catalog_has_word(catalog, kind, facts_string(facts, facts->symbols[self->ref].name)) ||
            (type != FACTS_NONE &&
             catalog_has_word(catalog, kind, facts_string(facts, facts->types[type].spelling))))
            return true;
    }
    return false;
}

/* Whether the row of a table that `address` (&variable) stands in also names it. */
static bool row_names(const struct facts *facts, uint32_t address)
{
    uint32_t row = facts->nodes[address].parent;

    while (row != FACTS_NONE && facts->nodes[row].kind != NODE_INIT_LIST)
        row = facts->nodes[row].parent;
    for (uint32_t node = row; row != FACTS_NONE && node < facts->nodes[row].end; node++)
        if (facts->nodes[node].kind == NODE_STRING)
            return true;
    return false;
}

/* A variable whose address stands beside a name in a table, {"max_rows", INT_OPTION, &max_rows}: whoever
 * reads the settings fills it in. */
static bool is_setting(const struct bounder *bounder, uint32_t node)
{
    const struct fact_node *self = &bounder->facts->nodes[node_strip(bounder->facts, node)];
    const struct variable *variable =
        self->kind == NODE_NAME && self->ref != FACTS_NONE
            ? static_variable(bounder->program, bounder->loop->function, self->ref)
            : NULL;
    const struct facts *facts;

    if (variable == NULL)
        return false;
    /* the table stands where the variable is defined, as a rule */
    facts = bounder->program->units[variable->unit].facts;
    for (uint32_t s = 0; s < facts->symbols_count; s++) {
        uint32_t table = facts->symbols[s].kind == SYMBOL_VARIABLE ? facts->symbols[s].body : FACTS_NONE;

        if (table == FACTS_NONE || facts->nodes[table].kind != NODE_INIT_LIST)
            continue;
        for (uint32_t at = table; at < facts->nodes[table].end; at++)
            if (facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS &&
                node_base(facts, at) == variable->symbol && row_names(facts, at))
                return true;
    }
    return false;
}

/* By names, which is all there is without following the value to where it was read. */
static void provenance(const struct bounder *bounder)
{
    struct loop *loop = bounder->loop;
    uint32_t nodes[] = {loop->limit, loop->collection};

    for (size_t i = 0; i < 2 && loop->bound == BOUND_UNKNOWN; i++) {
        if (nodes[i] == FACTS_NONE)
            continue;
        if (path_says(bounder, nodes[i], WORDS_CONFIGURATION) || is_setting(bounder, nodes[i]))
            loop->bound = BOUND_CONFIGURATION;
        else if (path_says(bounder, nodes[i], WORDS_REQUEST))
            loop->bound = BOUND_REQUEST;
    }
}

void loop_find_bound(const struct program *program, struct loop *loop, const exit_list *exits,
                     const struct loop_shape *shape)
{
    struct bounder bounder = {program, loop, shape, function_facts(program, loop->function)};
    bool counts = (shape->step == STEP_ONE || shape->step == STEP_STRIDE) && loop->variable != FACTS_NONE;

    loop->bound = BOUND_UNKNOWN;
    loop->bound_value = 0;
    if (shape->step == STEP_HALVE)
        at_most(&bounder, HALVING_ROUNDS);
    if (counts) {
        for (uint32_t e = 0; e < exits->count; e++)
            if (!loop_nests(bounder.facts, loop, exits->data[e].node) &&
                exits->data[e].leaves_when == !exits->data[e].header)
                bound_by_test(&bounder, exits->data[e].node);
        bound_by_arrays(&bounder);
        bound_by_type(&bounder);
        if (shape->start != FACTS_NONE) {
            /* a pointer that starts at an array */
            int64_t count = array_count(&bounder, shape->start);

            if (count > 1)
                at_most(&bounder, count);
        }
        if (loop->form == LOOP_SCAN && loop->collection != FACTS_NONE &&
            array_count(&bounder, loop->collection) > 1)
            at_most(&bounder, array_count(&bounder, loop->collection));
    }
    if (loop->bound == BOUND_UNKNOWN)
        provenance(&bounder);
}
