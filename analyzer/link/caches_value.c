/* Caches of one value: a static variable that a function fills once and returns from then on.
 *
 * It is filled by an assignment, or by a call that is given its address (`gethostname(name, sizeof name)`).
 * What is kept must be an answer that could be asked for again: a number, a text, a record that a brief call
 * fills. A pointer to a record of the project is the object itself, made late. */
#include "analyzer/link/caches_parts.h"
#include "analyzer/link/loops_parts.h"

/* A variable with static storage, or a field of one that is a record. */
struct place {
    uint32_t variable; /* PROGRAM_NONE: none */
    uint32_t field;    /* symbol; FACTS_NONE */
};

/* What the expression is a fixed part of: `name` of `name[0]`, `*name`, `strlen(name)`. */
static uint32_t whole_of(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);

    for (;;) {
        const struct fact_node *n = &facts->nodes[node = node_strip(facts, node)];
        uint32_t call;

        switch (n->kind) {
        case NODE_INDEX:
            if (!(facts->nodes[node_child(facts, node, 1)].flags & NODE_HAS_VALUE))
                return node;
            node = node_first(facts, node);
            break;
        case NODE_UNARY:
            if (n->op != UNARY_DEREFERENCE && n->op != UNARY_ADDRESS)
                return node;
            node = node_first(facts, node);
            break;
        case NODE_CALL:
            call = program_call_at(program, f, node);
            if (call == PROGRAM_NONE || program->calls[call].known == NULL ||
                program->calls[call].known->role != ROLE_MEASURE ||
                node_argument(facts, node, 0) == FACTS_NONE)
                return node;
            node = node_argument(facts, node, 0);
            break;
        default: return node;
        }
    }
}

/* The record that a local points to, set to its address before: `kept` of `own = &kept`; FACTS_NONE. */
static uint32_t record_behind(const struct program *program, uint32_t f, uint32_t pointer)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t value;

    if (facts->nodes[pointer].kind != NODE_NAME || facts->nodes[pointer].ref == FACTS_NONE ||
        facts->symbols[facts->nodes[pointer].ref].kind != SYMBOL_VARIABLE)
        return FACTS_NONE;
    value = value_before(facts, program->functions[f].body, pointer, facts->nodes[pointer].ref);
    value = value == FACTS_NONE ? FACTS_NONE : node_strip(facts, value);
    return value != FACTS_NONE && facts->nodes[value].kind == NODE_UNARY &&
                   facts->nodes[value].op == UNARY_ADDRESS
               ? node_strip(facts, node_first(facts, value))
               : FACTS_NONE;
}

static struct place place_of(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    struct place place = {PROGRAM_NONE, FACTS_NONE};

    node = node == FACTS_NONE ? FACTS_NONE : whole_of(program, f, node);
    if (node == FACTS_NONE)
        return place;
    while (facts->nodes[node].kind == NODE_MEMBER) {
        uint32_t object = node_strip(facts, node_first(facts, node));

        place.field = facts->nodes[node].ref; /* the one of the variable itself, last */
        if (facts->nodes[node].flags & NODE_ARROW &&
            (object = record_behind(program, f, object)) == FACTS_NONE)
            break;
        node = object;
    }
    place.variable = cache_static_variable(program, f, node);
    return place;
}

static bool same_place(struct place a, struct place b)
{
    return a.variable != PROGRAM_NONE && a.variable == b.variable && a.field == b.field;
}

static bool is_place(const struct program *program, uint32_t f, uint32_t node, struct place place)
{
    return same_place(place_of(program, f, node), place);
}

/* Whether the value tells "nothing here": 0, NULL, -1, "". */
static bool is_unset(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];

    if (n->flags & NODE_HAS_VALUE)
        return n->value == 0 || n->value == -1;
    return n->kind == NODE_STRING && facts_string(facts, n->ref)[0] == '\0';
}

/* What the condition asks about being set or not; `when_set`: the branch is taken when it is. */
static struct place tested_place(const struct program *program, uint32_t f, uint32_t condition,
                                 bool *when_set)
{
    const struct facts *facts = function_facts(program, f);
    const struct fact_node *n = &facts->nodes[condition = node_strip(facts, condition)];
    uint32_t left;

    if (n->kind == NODE_BINARY && n->op == BINARY_LOGICAL_AND)
        return tested_place(program, f, node_first(facts, condition), when_set);
    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT) {
        *when_set = false;
        return place_of(program, f, node_first(facts, condition));
    }
    if (n->kind == NODE_BINARY &&
        (n->op == BINARY_EQUAL || n->op == BINARY_NOT_EQUAL || n->op == BINARY_LESS ||
         n->op == BINARY_LESS_EQUAL || n->op == BINARY_GREATER || n->op == BINARY_GREATER_EQUAL)) {
        enum binary_op op = n->op;

        left = node_first(facts, condition);
        if (is_unset(facts, left)) { /* 0 == known, 0 < known */
            left = node_next(facts, left);
            op = op == BINARY_LESS            ? BINARY_GREATER
                 : op == BINARY_LESS_EQUAL    ? BINARY_GREATER_EQUAL
                 : op == BINARY_GREATER       ? BINARY_LESS
                 : op == BINARY_GREATER_EQUAL ? BINARY_LESS_EQUAL
                                              : op;
        } else if (!is_unset(facts, node_next(facts, left))) {
            return (struct place){PROGRAM_NONE, FACTS_NONE};
        }
        *when_set = op != BINARY_EQUAL && op != BINARY_LESS && op != BINARY_LESS_EQUAL;
        return place_of(program, f, left);
    }
    *when_set = true;
    return place_of(program, f, condition);
}

/* What the function hands to its caller, at the node: a return, or a write to where a parameter points. */
struct handed {
    uint32_t node;
    struct place place;
};

/* In the order of the text. A function tests much and returns little: gathered once, before the tests are
 * looked at. */
typedef VEC(struct handed)
handed_list;

static void add_handed(const struct program *program, uint32_t f, uint32_t n, uint32_t value,
                       handed_list *handed)
{
    struct place place = place_of(program, f, value);

    if (place.variable != PROGRAM_NONE)
        vec_push(handed, (struct handed){n, place});
}

/* The variable, a choice that may give it (`known ? known : ask()`), or a local that it was put into while a
 * lock was held. */
static void add_returned(const struct program *program, uint32_t f, uint32_t n, handed_list *handed)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t value = node_first(facts, n);
    const struct fact_node *v;

    if (value == FACTS_NONE)
        return;
    v = &facts->nodes[value = node_strip(facts, value)];
    if (v->kind == NODE_CONDITIONAL) {
        uint32_t then = node_child(facts, value, 1);

        if (facts->nodes[then].kind == NODE_NONE) /* known ?: ask() */
            then = node_first(facts, value);
        add_handed(program, f, n, then, handed);
        add_handed(program, f, n, node_child(facts, value, 2), handed);
        return;
    }
    if (v->kind == NODE_NAME && v->ref != FACTS_NONE && facts->symbols[v->ref].kind == SYMBOL_VARIABLE &&
        (facts->symbols[v->ref].flags & SYMBOL_STATIC) == 0)
        value = value_before(facts, program->functions[f].body, value, v->ref);
    add_handed(program, f, n, value, handed);
}

static void gather_handed(const struct program *program, uint32_t f, uint32_t top, handed_list *handed)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = top; top != FACTS_NONE && n < facts->nodes[top].end; n++) {
        uint32_t target;

        if (facts->nodes[n].kind == NODE_RETURN)
            add_returned(program, f, n, handed);
        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = node_strip(facts, node_first(facts, n));
        if (facts->nodes[target].kind == NODE_UNARY && facts->nodes[target].op == UNARY_DEREFERENCE &&
            function_parameter(program, f, node_strip(facts, node_first(facts, target))) != PROGRAM_NONE)
            add_handed(program, f, n, node_child(facts, n, 1), handed);
    }
}

/* The last place below `top` that answers with the variable, FACTS_NONE. */
static uint32_t find_return(const struct facts *facts, const handed_list *handed, uint32_t top,
                            struct place place)
{
    for (uint32_t i = handed->count; top != FACTS_NONE && i-- > 0;)
        if (node_contains(facts, top, handed->data[i].node) && same_place(handed->data[i].place, place))
            return handed->data[i].node;
    return FACTS_NONE;
}

bool cache_guards_variable(const struct program *program, uint32_t f, uint32_t node, uint32_t *variable,
                           uint32_t *first, uint32_t *last)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t branch = node_child(facts, node, 1);
    struct place place;
    bool when_set = true;

    if (facts->nodes[node].kind != NODE_IF)
        return false;
    place = tested_place(program, f, node_first(facts, node), &when_set);
    *variable = place.field == FACTS_NONE ? place.variable : PROGRAM_NONE;
    *first = branch;
    *last = facts->nodes[branch].end;
    if (*variable != PROGRAM_NONE && when_set) {
        handed_list handed = {0};
        bool leaves;

        *first = facts->nodes[node].end;
        *last = facts->nodes[program->functions[f].body].end;
        gather_handed(program, f, branch, &handed);
        leaves = find_return(facts, &handed, branch, place) != FACTS_NONE;
        vec_release(&handed);
        return leaves;
    }
    return *variable != PROGRAM_NONE;
}

/* The static variable all of which the argument hands over to be written. */
static uint32_t whole_variable(const struct program *program, uint32_t f, uint32_t argument)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t node = node_strip(facts, argument);

    if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op == UNARY_ADDRESS)
        return cache_static_variable(program, f, node_first(facts, node));
    return node_class(facts, node) == TYPE_ARRAY ? cache_static_variable(program, f, node) : PROGRAM_NONE;
}

/* Whether a function that the call runs reads files and closes them again: what is left then is data. */
static bool reads_and_closes(const struct program *program, const struct call *call)
{
    for (uint32_t t = 0; t < call->target_count; t++) {
        const struct summary *summary = &program->functions[program->targets[call->first_target + t]].summary;

        if (summary->io.call != PROGRAM_NONE && (summary->roles & ROLE_BIT(ROLE_FILE)) &&
            (summary->roles & ROLE_BIT(ROLE_CLOSE)) &&
            !(summary->roles & (ROLE_BIT(ROLE_CONNECT) | ROLE_BIT(ROLE_SETUP))))
            return true;
    }
    return false;
}

/* The one assignment of the variable in the function whose value is, or was put into a local by, a call.
 * `question` is that call's node. */
static uint32_t find_fill(const struct program *program, uint32_t f, struct place place, uint32_t *question)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        uint32_t value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE ||
            !is_place(program, f, node_first(facts, n), place))
            continue;
        value = cache_asked_for(program, f, node_child(facts, n, 1), n);
        if (value != FACTS_NONE) {
            *question = value;
            return n;
        }
    }
    return FACTS_NONE;
}

/* The call that is given all of the variable to fill: `uname(&names)`. */
static uint32_t find_filling_call(const struct program *program, uint32_t f, uint32_t variable)
{
    const struct facts *facts = function_facts(program, f);
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        uint32_t subject;

        if (call->known != NULL) {
            bool asks =
                call->known->role == ROLE_RESULT || (call->known->role == ROLE_FILE && call->known->brief);

            /* what a file call fills stands last: stat(path, &info) */
            subject = !asks ? FACTS_NONE
                      : call->known->subject >= 0
                          ? node_argument(facts, call->node, (unsigned)call->known->subject)
                          : node_argument(facts, call->node, 1);
            if (subject != FACTS_NONE && whole_variable(program, f, subject) == variable)
                return call->node;
            continue;
        }
        for (uint32_t a = node_argument(facts, call->node, 0); call->target_count == 1 && a != FACTS_NONE;
             a = node_next(facts, a))
            if (whole_variable(program, f, a) == variable && reads_and_closes(program, call))
                return call->node;
    }
    return FACTS_NONE;
}

/* Whether what is asked depends on the caller: then the first answer is not the only one there is. */
static bool asks_by_parameter(const struct program *program, uint32_t f, uint32_t call)
{
    const struct facts *facts = function_facts(program, f);

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a))
        if (cache_from_parameter(program, f, a))
            return true;
    return false;
}

#define ANSWER_LEVELS 2 /* helpers between a question and the system call that answers it */

/* Whether the call is one that tells a number of the system or works one out, itself or by a helper that does
 * nothing else. */
static bool tells_number(const struct program *program, uint32_t id, unsigned levels)
{
    const struct call *call = &program->calls[id];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type;
    const struct function *helper;
    bool tells = false;

    if (call->kind != CALL_DIRECT || type == FACTS_NONE || facts->types[type].class != TYPE_INTEGER)
        return false;
    if (call->known != NULL)
        return call->known->role == ROLE_PURE || call->known->role == ROLE_RESULT;
    /* a descriptor that is kept is the object, not an answer about it */
    if (call->target_count == 0)
        return (facts->symbols[facts->nodes[call->node].ref].flags & SYMBOL_SYSTEM) != 0 &&
               !catalog_has_word(program->catalog, WORDS_DESCRIPTOR, call->name);
    helper = &program->functions[program->targets[call->first_target]];
    if (call->target_count > 1 || levels == 0)
        return false;
    for (uint32_t c = helper->first_call; c < helper->first_call + helper->call_count; c++) {
        if (!tells_number(program, c, levels - 1))
            return false;
        tells = true;
    }
    return tells;
}

/* Whether what the call returns is an answer that could be asked for again, not an object that must exist
 * once. Of the outside only a number is an answer; a function of the project gives one when it reads files
 * and what is left then is a number or a text, or is chosen by the caller. */
static bool returns_answer(const struct program *program, uint32_t f, uint32_t node)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t id = program_call_at(program, f, node), type = facts->nodes[node].type;

    if (id == PROGRAM_NONE || type == FACTS_NONE)
        return false;
    if (reads_and_closes(program, &program->calls[id]))
        return facts->types[type].class != TYPE_POINTER || node_is_text(facts, node) ||
               asks_by_parameter(program, f, node);
    return tells_number(program, id, ANSWER_LEVELS);
}

static bool names_variable(const struct unit *unit, uint32_t node, uint32_t variable)
{
    const struct fact_node *n = &unit->facts->nodes[node];

    return n->kind == NODE_NAME && n->ref != FACTS_NONE && unit->symbol_variable[n->ref] == variable;
}

/* Whether another function sets the variable: somebody takes care that it does not go stale. */
static bool is_reset_elsewhere(const struct program *program, struct place place, uint32_t f)
{
    uint32_t field = place.field == FACTS_NONE
                         ? PROGRAM_NONE
                         : program->units[program->functions[f].unit].symbol_field[place.field];

    for (uint32_t u = 0; u < program->unit_count; u++) {
        const struct unit *unit = &program->units[u];
        const struct facts *facts = unit->facts;

        for (uint32_t r = 0; r < facts->roots_count; r++) {
            uint32_t root = facts->roots[r].node;

            if (unit->root_function[r] == PROGRAM_NONE || unit->root_function[r] == f)
                continue;
            for (uint32_t n = root; n < facts->nodes[root].end; n++) {
                const struct fact_node *target;

                if (facts->nodes[n].kind != NODE_ASSIGN)
                    continue;
                target = &facts->nodes[node_first(facts, n)];
                /* the field of another record by name is none of this one's; behind a pointer it may be */
                if (target->kind == NODE_MEMBER && !(target->flags & NODE_ARROW) &&
                    !names_variable(unit, node_first(facts, node_first(facts, n)), place.variable))
                    continue;
                if (names_variable(unit, node_first(facts, n), place.variable) ||
                    (target->kind == NODE_MEMBER && target->ref != FACTS_NONE && field != PROGRAM_NONE &&
                     unit->symbol_field[target->ref] == field))
                    return true;
            }
        }
    }
    return false;
}

bool cache_is_reset_elsewhere(const struct program *program, uint32_t variable, uint32_t f)
{
    return is_reset_elsewhere(program, (struct place){variable, FACTS_NONE}, f);
}

/* The variable that the call is given to fill, when the function answers with it. */
static struct place filled_place(const struct program *program, uint32_t f, const handed_list *handed,
                                 uint32_t call)
{
    const struct facts *facts = function_facts(program, f);
    struct place place = {PROGRAM_NONE, FACTS_NONE};

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a)) {
        place.variable = whole_variable(program, f, a);
        if (place.variable != PROGRAM_NONE &&
            find_return(facts, handed, program->functions[f].body, place) != FACTS_NONE)
            return place;
    }
    place.variable = PROGRAM_NONE;
    return place;
}

/* `if (!known) { value = ask(); known = true; }`: what the flag stands for. */
static struct place flagged_place(const struct program *program, uint32_t f, const handed_list *handed,
                                  uint32_t guard, struct place flag)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t branch = node_child(facts, guard, 1);
    struct place none = {PROGRAM_NONE, FACTS_NONE}, found = none;
    bool sets_flag = false;

    for (uint32_t n = branch; n < facts->nodes[branch].end; n++) {
        struct place target;
        uint32_t value;

        if (facts->nodes[n].kind == NODE_CALL) {
            struct place filled = filled_place(program, f, handed, n);

            if (filled.variable != PROGRAM_NONE && filled.variable != flag.variable)
                found = filled;
            continue;
        }
        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = place_of(program, f, node_first(facts, n));
        value = node_child(facts, n, 1);
        if (target.variable == PROGRAM_NONE)
            continue;
        if (is_place(program, f, node_first(facts, n), flag))
            sets_flag |= (facts->nodes[value].flags & NODE_HAS_VALUE) != 0;
        else if (find_return(facts, handed, program->functions[f].body, target) != FACTS_NONE)
            found = target;
    }
    return sets_flag ? found : none;
}

/* Whether the variable is set from the start: then the question is never asked. */
static bool starts_set(const struct program *program, uint32_t f, uint32_t variable)
{
    const struct variable *kept = &program->variables[variable];
    const struct facts *facts = program->units[kept->unit].facts;
    uint32_t value = facts->symbols[kept->symbol].body;

    for (uint32_t n = program->functions[f].body;
         kept->owner == f && n < facts->nodes[program->functions[f].body].end; n++)
        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == kept->symbol)
            value = node_first(facts, n);
    return value != FACTS_NONE && (facts->nodes[value].flags & NODE_HAS_VALUE) && !is_unset(facts, value);
}

/* Whether the node runs one part or the other, or none, by what its first child says: also `known || (known =
 * ask())`, and a loop that asks until there is an answer. */
static bool decides(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node];

    return n->kind == NODE_IF || n->kind == NODE_CONDITIONAL || n->kind == NODE_SWITCH ||
           n->kind == NODE_WHILE ||
           (n->kind == NODE_BINARY && (n->op == BINARY_LOGICAL_OR || n->op == BINARY_LOGICAL_AND));
}

static void find_value(struct cache_finder *finder, uint32_t f, const handed_list *handed)
{
    const struct program *program = finder->program;
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        struct cache cache = {.kind = CACHE_VALUE,
                              .function = f,
                              .field = PROGRAM_NONE,
                              .insertion = PROGRAM_NONE,
                              .question = PROGRAM_NONE};
        uint32_t question = FACTS_NONE;
        struct place place;
        bool when_set;

        if (!decides(facts, n))
            continue;
        place = tested_place(program, f, node_first(facts, n), &when_set);
        if (place.variable == PROGRAM_NONE)
            continue;
        if (!when_set && facts->nodes[n].kind == NODE_IF &&
            find_return(facts, handed, body, place) == FACTS_NONE)
            place = flagged_place(program, f, handed, n, place);
        if (place.variable == PROGRAM_NONE)
            continue;
        cache.variable = place.variable;
        cache.hit = when_set ? find_return(facts, handed, node_child(facts, n, 1), place) : FACTS_NONE;
        if (cache.hit == FACTS_NONE)
            cache.hit = find_return(facts, handed, body, place);
        cache.store = find_fill(program, f, place, &question);
        if (cache.store != FACTS_NONE && !returns_answer(program, f, question))
            continue;
        if (cache.store == FACTS_NONE)
            cache.store = question = find_filling_call(program, f, place.variable);
        if (cache.hit == FACTS_NONE || cache.store == FACTS_NONE ||
            (place.field == FACTS_NONE && starts_set(program, f, place.variable)))
            continue;
        if ((!when_set || facts->nodes[n].kind == NODE_BINARY || facts->nodes[n].kind == NODE_SWITCH) &&
            !node_contains(facts, n, cache.store))
            continue;
        cache.name = program->variables[place.variable].name;
        if (place.field != FACTS_NONE)
            cache.name = arena_printf(finder->arena, "%s.%s", cache.name,
                                      facts_string(facts, facts->symbols[place.field].name));
        cache.question = program_call_at(program, f, question);
        cache.effects = cache_question_effects(program, cache.question);
        cache.cheap = cache_saves_little(program, &cache);
        cache.bounded = !asks_by_parameter(program, f, question); /* it is the one value there is */
        cache.expires = is_reset_elsewhere(program, place, f);
        cache_find_measurement(finder, &cache);
        vec_push(&finder->found, cache);
        return;
    }
}

void cache_find_values(struct cache_finder *finder, uint32_t f)
{
    handed_list handed = {0};

    gather_handed(finder->program, f, finder->program->functions[f].body, &handed);
    if (handed.count > 0)
        find_value(finder, f, &handed);
    vec_release(&handed);
}
