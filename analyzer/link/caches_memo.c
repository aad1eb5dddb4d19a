/* Caches seen from their hit: a test that compares what is kept with what comes from the parameters, and a
 * branch that answers with it.
 *
 * It does not matter how the kept answers are found: a walk over a bucket, a slot picked by a hash, a number
 * used as index, the key of the last call, a library's table, a function of its own. What matters is that the
 * very place that the hit gives back (the field, the element, the variable) is filled on a miss from what was
 * asked or worked out. A place that is itself compared with the key holds the key: that is interning. What
 * gets its value from a counter or from memory alone is a registry. */
#include <string.h>

#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

struct memo {
    const struct program *program;
    struct cache_containers *containers;
    uint32_t f;
    uint32_t guard;    /* the NODE_IF */
    uint32_t key;      /* static variable that the test asks about */
    uint32_t variable; /* static variable that holds the answers: the same, or one beside it */
    uint32_t place;    /* node that the hit gives back: `e->value`, `slots[i]`, `last` */
    uint32_t hit;      /* node */
};

/* Whether the variable can never be stored to. */
static bool is_constant(const struct program *program, uint32_t variable)
{
    const struct variable *kept = &program->variables[variable];
    const struct facts *facts = program->units[kept->unit].facts;
    uint32_t type = facts->symbols[kept->symbol].type;

    while (type != FACTS_NONE && facts->types[type].class == TYPE_ARRAY &&
           !(facts->types[type].flags & TYPE_IS_CONST))
        type = facts->types[type].target;
    return type != FACTS_NONE && (facts->types[type].flags & TYPE_IS_CONST);
}

/* The first part of the tree that belongs to a static variable; FACTS_NONE. */
static uint32_t kept_part(const struct memo *memo, uint32_t node, uint32_t *variable)
{
    const struct facts *facts = function_facts(memo->program, memo->f);

    for (uint32_t n = node; node != FACTS_NONE && n < facts->nodes[node].end; n++) {
        uint8_t kind = facts->nodes[n].kind;

        if (kind != NODE_NAME && kind != NODE_MEMBER && kind != NODE_INDEX &&
            !(kind == NODE_UNARY && facts->nodes[n].op == UNARY_DEREFERENCE))
            continue;
        *variable = cache_container(memo->containers, memo->f, n);
        if (*variable != PROGRAM_NONE && !is_constant(memo->program, *variable))
            return n;
    }
    return FACTS_NONE;
}

static bool compares(const struct program *program, uint32_t f, uint32_t node)
{
    const struct fact_node *n = function_node(program, f, node);
    uint32_t id;

    if (n->kind == NODE_BINARY)
        return n->op >= BINARY_LESS && n->op <= BINARY_NOT_EQUAL;
    id = n->kind == NODE_CALL ? program_call_at(program, f, node) : PROGRAM_NONE;
    return id != PROGRAM_NONE && program->calls[id].known != NULL &&
           program->calls[id].known->role == ROLE_COMPARE;
}

/* Whether the kept part that the test asks about was chosen by, or is compared with, what comes from a
 * parameter, in the test or in what led to it. */
static bool is_keyed(const struct memo *memo, uint32_t part)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t condition = node_first(facts, memo->guard), base = node_base(facts, part);

    if (cache_from_parameter(program, memo->f, condition))
        return true;
    for (uint32_t n = program->functions[memo->f].body; base != FACTS_NONE && n < memo->guard; n++)
        if (compares(program, memo->f, n) && nodes_mention(facts, n, facts->nodes[n].end, base) &&
            cache_from_parameter(program, memo->f, n))
            return true;
    return false;
}

/* Whether both name the same place of an entry: the same field, elements of the same array, the same
 * variable. */
static bool same_place(const struct memo *memo, uint32_t a, uint32_t b)
{
    const struct facts *facts = function_facts(memo->program, memo->f);
    const struct fact_node *x, *y;

    a = node_strip(facts, a);
    b = node_strip(facts, b);
    x = &facts->nodes[a];
    y = &facts->nodes[b];
    if (x->kind == NODE_UNARY && x->op == UNARY_ADDRESS)
        return same_place(memo, node_first(facts, a), b);
    if (y->kind == NODE_UNARY && y->op == UNARY_ADDRESS)
        return same_place(memo, a, node_first(facts, b));
    if (x->kind != y->kind)
        return false;
    switch (x->kind) {
    case NODE_MEMBER: return x->ref == y->ref;
    case NODE_INDEX:
        return same_place(memo, node_first(facts, a), node_first(facts, b)) &&
               cache_from_parameter(memo->program, memo->f, a) ==
                   cache_from_parameter(memo->program, memo->f, b);
    case NODE_UNARY: return x->op == y->op && same_place(memo, node_first(facts, a), node_first(facts, b));
    case NODE_NAME: return x->ref == y->ref;
    default: return false;
    }
}

/* Whether the place is what is compared with the key. */
static bool is_key(const struct memo *memo, uint32_t place)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);

    for (uint32_t n = program->functions[memo->f].body;
         n < memo->guard + 1 || n < facts->nodes[node_first(facts, memo->guard)].end; n++) {
        uint32_t variable, first, second;

        if (!compares(program, memo->f, n))
            continue;
        first = facts->nodes[n].kind == NODE_CALL ? node_argument(facts, n, 0) : node_first(facts, n);
        second = first == FACTS_NONE ? FACTS_NONE : node_next(facts, first);
        if (second == FACTS_NONE)
            continue;
        if ((same_place(memo, first, place) && cache_from_parameter(program, memo->f, second) &&
             kept_part(memo, second, &variable) == FACTS_NONE) ||
            (same_place(memo, second, place) && cache_from_parameter(program, memo->f, first) &&
             kept_part(memo, first, &variable) == FACTS_NONE))
            return true;
    }
    return false;
}

/* Whether the variable that the test asks about is given the key of this call: `last = key`. */
static bool keeps_key(const struct memo *memo)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t body = program->functions[memo->f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++)
        if (facts->nodes[n].kind == NODE_ASSIGN &&
            cache_from_parameter(program, memo->f, node_child(facts, n, 1)) &&
            cache_static_variable(program, memo->f, node_first(facts, n)) == memo->key)
            return true;
    return false;
}

/* The part of what is kept that `value` gives; FACTS_NONE. */
static uint32_t given_part(struct memo *memo, uint32_t value)
{
    uint32_t variable, part;

    if (value == FACTS_NONE)
        return FACTS_NONE;
    part = kept_part(memo, value, &variable);
    if (part == FACTS_NONE || is_key(memo, part) || (variable != memo->key && !keeps_key(memo)))
        return FACTS_NONE;
    memo->variable = variable;
    return part;
}

/* What the statement at `n` gives the caller of what is kept: by return, or into what a parameter points to.
 */
static uint32_t answer_at(struct memo *memo, uint32_t n)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t id, base, part = FACTS_NONE;

    if (facts->nodes[n].kind == NODE_RETURN)
        return given_part(memo, node_first(facts, n));
    if (facts->nodes[n].kind == NODE_ASSIGN) {
        base = node_base(facts, node_first(facts, n));
        if (base == FACTS_NONE || facts->symbols[base].kind != SYMBOL_PARAMETER ||
            facts->nodes[node_strip(facts, node_first(facts, n))].kind == NODE_NAME)
            return FACTS_NONE;
        return given_part(memo, node_child(facts, n, 1));
    }
    id = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, memo->f, n) : PROGRAM_NONE;
    if (id == PROGRAM_NONE || program->calls[id].known == NULL || program->calls[id].known->subject < 0 ||
        (program->calls[id].known->role != ROLE_COPY && program->calls[id].known->role != ROLE_FORMAT))
        return FACTS_NONE;
    base = node_argument(facts, n, (unsigned)program->calls[id].known->subject);
    base = base == FACTS_NONE ? FACTS_NONE : node_base(facts, base);
    if (base == FACTS_NONE || facts->symbols[base].kind != SYMBOL_PARAMETER)
        return FACTS_NONE;
    for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE && part == FACTS_NONE;
         a = node_next(facts, a))
        part = given_part(memo, a);
    return part;
}

/* The answer that a hit gives in [first, last), which must come to a return. */
static bool find_answer(struct memo *memo, uint32_t first, uint32_t last)
{
    const struct facts *facts = function_facts(memo->program, memo->f);
    uint32_t given = FACTS_NONE;

    for (uint32_t n = first; n < last; n++) {
        uint32_t part = given == FACTS_NONE ? answer_at(memo, n) : FACTS_NONE;

        if (part != FACTS_NONE)
            given = part;
        if (facts->nodes[n].kind == NODE_RETURN && given != FACTS_NONE) {
            memo->place = given;
            memo->hit = n;
            return true;
        }
    }
    return false;
}

/* Whether `symbol` is given what is in the place `target` in [first, last). */
static bool stands_for(const struct memo *memo, uint32_t symbol, uint32_t target, uint32_t first,
                       uint32_t last)
{
    const struct facts *facts = function_facts(memo->program, memo->f);

    for (uint32_t n = first; n < last; n++) {
        uint32_t value = FACTS_NONE;

        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == symbol)
            value = node_first(facts, n);
        else if (facts->nodes[n].kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == symbol)
            value = node_child(facts, n, 1);
        if (value != FACTS_NONE && same_place(memo, value, target))
            return true;
    }
    return false;
}

/* Whether what was put into the place at `store` is worked over in place afterwards. */
static bool is_worked_over(const struct memo *memo, uint32_t store)
{
    const struct facts *facts = function_facts(memo->program, memo->f);
    uint32_t end = facts->nodes[memo->program->functions[memo->f].body].end,
             target = node_first(facts, store);

    for (uint32_t n = store; n < end; n++) {
        uint32_t filled = cache_filled_by_pieces(facts, n);

        if (filled != FACTS_NONE && (same_place(memo, filled, target) ||
                                     (node_base(facts, filled) != FACTS_NONE &&
                                      stands_for(memo, node_base(facts, filled), target, store, n))))
            return true;
    }
    return false;
}

/* Whether a call is given what its answer replaces: `room = grow(room, n)` keeps room, and no answer. */
static bool grows_itself(const struct facts *facts, uint32_t assignment)
{
    uint32_t value = node_strip(facts, node_child(facts, assignment, 1));

    if (facts->nodes[value].kind != NODE_CALL)
        return false;
    for (uint32_t a = node_argument(facts, value, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (node_equal(facts, node_strip(facts, a), node_strip(facts, node_first(facts, assignment))))
            return true;
    return false;
}

/* The place that the node writes: the target of an assignment, or what a call is given to fill. */
static uint32_t written_place(const struct memo *memo, uint32_t n)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t variable;

    /* A local that only holds what was found is no place to keep something. */
    if (facts->nodes[memo->place].kind == NODE_NAME &&
        cache_static_variable(program, memo->f, memo->place) == PROGRAM_NONE)
        return FACTS_NONE;
    if (facts->nodes[n].kind == NODE_ASSIGN && facts->nodes[n].op == BINARY_NONE)
        return same_place(memo, node_first(facts, n), memo->place) && !grows_itself(facts, n)
                   ? node_first(facts, n)
                   : FACTS_NONE;
    if (facts->nodes[n].kind != NODE_CALL)
        return FACTS_NONE;
    for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (same_place(memo, a, memo->place) &&
            (facts->nodes[node_strip(facts, a)].kind == NODE_UNARY || node_class(facts, a) == TYPE_ARRAY) &&
            kept_part(memo, a, &variable) != FACTS_NONE)
            return a;
    return FACTS_NONE;
}

/* Whether the call fills the place from what comes from the parameters, and more than a copy of it. */
static bool is_filled_by(const struct memo *memo, uint32_t n, uint32_t place, uint32_t *question)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t id = program_call_at(program, memo->f, n);
    const struct call *call;
    bool keyed = false;

    if (id == PROGRAM_NONE)
        return false;
    call = &program->calls[id];
    for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a))
        keyed |= a != place && cache_from_parameter(program, memo->f, a);
    *question = id;
    place = node_strip(facts, place);
    if (facts->nodes[place].kind == NODE_UNARY) /* its address is handed over */
        place = node_first(facts, place);
    /* a list that is changed through its head is no answer */
    if (!keyed || (node_class(facts, place) == TYPE_POINTER && !node_is_text(facts, place)))
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_FORMAT || call->known->role == ROLE_PURE;
    return call->target_count == 1 && program->functions[program->targets[call->first_target]].loop_count > 0;
}

/* Whether the question's answer, from outside, is what the node stores. */
static bool stores_outside(const struct memo *memo, uint32_t n, uint32_t from, struct cache *cache)
{
    const struct program *program = memo->program;
    const struct function *function = &program->functions[memo->f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        if (program->calls[c].node < from ||
            program->calls[c].node >= function_node(program, memo->f, n)->end ||
            cache_question_effects(program, c) == 0)
            continue;
        cache->question = c;
        if (program->calls[c].node == n || cache_keeps_answer(program, memo->f, c, n))
            return !cache_makes_connection(program, cache);
    }
    cache->question = PROGRAM_NONE;
    return false;
}

/* Whether the call puts what stands at this argument into the container: a library's, or a function of the
 * project that keeps it there. */
static bool puts_in(const struct memo *memo, uint32_t id, uint32_t position)
{
    const struct program *program = memo->program;
    const struct call *call = &program->calls[id];
    uint32_t variable, subject;

    if (call->known == NULL)
        return call->kind == CALL_DIRECT && call->target_count == 1 &&
               function_stores_parameter(program, program->targets[call->first_target], position,
                                         &variable) &&
               variable == memo->variable;
    if (call->known->role != ROLE_STORE || call->known->subject < 0 ||
        (int)position == call->known->subject || (int)position == call->known->query)
        return false;
    subject = node_argument(function_facts(program, memo->f), call->node, (unsigned)call->known->subject);
    return cache_container(memo->containers, memo->f, subject) == memo->variable;
}

/* Whether the node is a call that puts an answer into the container. */
static bool puts_answer(const struct memo *memo, uint32_t n, uint32_t from, struct cache *cache)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t id = facts->nodes[n].kind == NODE_CALL ? program_call_at(program, memo->f, n) : PROGRAM_NONE,
             position = 0;

    if (id == PROGRAM_NONE)
        return false;
    for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a), position++) {
        if (!puts_in(memo, id, position))
            continue;
        if (stores_outside(memo, n, from, cache))
            return true;
        cache->question = PROGRAM_NONE;
        if (cache_is_worked_out(program, memo->f, a, n, &cache->question))
            return true;
    }
    return false;
}

/* Looks for the store of an answer in [first, last). */
static bool find_memo_store(const struct memo *memo, uint32_t first, uint32_t last, struct cache *cache)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);

    cache->variable = memo->variable;
    cache->name = program->variables[memo->variable].name;
    for (uint32_t n = first; n < last; n++) {
        uint32_t place = written_place(memo, n);
        bool found;

        cache->store = n;
        if (place == FACTS_NONE) {
            if (puts_answer(memo, n, first, cache))
                return true;
            continue;
        }
        if (stores_outside(memo, n, first, cache))
            return true;
        cache->question = PROGRAM_NONE;
        found = facts->nodes[n].kind == NODE_CALL
                    ? is_filled_by(memo, n, place, &cache->question)
                    : cache_is_worked_out(program, memo->f, node_child(facts, n, 1), n, &cache->question) ||
                          (node_class(facts, place) == TYPE_POINTER && is_worked_over(memo, n));
        if (found)
            return true;
    }
    return false;
}

/* The end of the outermost loop around the node: what follows a hit's search. */
static uint32_t behind_search(const struct facts *facts, uint32_t node)
{
    uint32_t end = facts->nodes[node].end;

    for (; node != FACTS_NONE; node = facts->nodes[node].parent)
        if (node_is_loop(facts, node))
            end = facts->nodes[node].end;
    return end;
}

/* Whether the branch only leads to the next entry. */
static bool goes_on(const struct facts *facts, uint32_t branch)
{
    while (facts->nodes[branch].kind == NODE_COMPOUND && node_first(facts, branch) != FACTS_NONE)
        branch = node_first(facts, branch);
    return facts->nodes[branch].kind == NODE_CONTINUE;
}

/* A test that answers when it finds something, or one that fills the place when it finds nothing. */
static bool examine(struct memo *memo, struct cache *cache)
{
    const struct program *program = memo->program;
    const struct facts *facts = function_facts(program, memo->f);
    uint32_t body = program->functions[memo->f].body, branch = node_child(facts, memo->guard, 1),
             part = kept_part(memo, node_first(facts, memo->guard), &memo->key);

    if (part == FACTS_NONE || !is_keyed(memo, part))
        return false;
    if (find_answer(memo, branch, facts->nodes[branch].end) ||
        (cache_in_loop(facts, memo->guard) && goes_on(facts, branch) &&
         find_answer(memo, facts->nodes[memo->guard].end,
                     facts->nodes[facts->nodes[memo->guard].parent].end)))
        return find_memo_store(memo, behind_search(facts, memo->guard), facts->nodes[body].end, cache);
    return find_answer(memo, facts->nodes[memo->guard].end, facts->nodes[body].end) &&
           find_memo_store(memo, branch, facts->nodes[branch].end, cache);
}

void cache_find_memos(struct cache_finder *finder, uint32_t f)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        struct memo memo = {.program = program, .containers = &finder->containers, .f = f, .guard = n};
        struct cache cache = {.kind = CACHE_KEYED,
                              .function = f,
                              .field = PROGRAM_NONE,
                              .insertion = PROGRAM_NONE,
                              .question = PROGRAM_NONE};

        if (facts->nodes[n].kind != NODE_IF || !examine(&memo, &cache))
            continue;
        cache.hit = memo.hit;
        if (cache.question != PROGRAM_NONE)
            cache.effects = cache_question_effects(program, cache.question);
        cache_finish(finder, &cache);
        return;
    }
}
