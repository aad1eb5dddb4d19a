/* cached-sentinel: an error or "nothing" goes into a cache as if it were an answer.
 *
 * Looked for where something is stored in a container of static storage, by a function of the project that
 * keeps one of its parameters there or by a library's container: a real value in one place and, in the same
 * function, NULL, -1 or "" in another, after a question to the outside may have failed. Every later look-up
 * then gets the failure, whatever its cause was.
 *
 * Where the store is an assignment, sentinel_place.c looks. An answer that may be NULL and goes in unchecked
 * is found where only the presence of an entry is asked for.
 *
 * Two more kinds are notes, since a reader must see the rest: one kept value that is replaced by NULL where
 * the new one could not be had; and an object that goes into a container although nobody looks at whether the
 * question that fills it failed.
 *
 * Silent: a negative entry with its own time to live (the two calls differ in another constant argument as
 * well), a sentinel that is only returned, and "there is none" where a failure has left the function before:
 * then it is an answer. */
#include "analyzer/link/loops.h"
#include "checks/sentinel.h"

bool sentinel_is(const struct facts *facts, uint32_t node)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, node)];
    uint32_t type = facts->nodes[node].type; /* with its cast: NULL may be ((void *)0) */

    if (n->flags & NODE_HAS_VALUE)
        return n->value == -1 ||
               (n->value == 0 && type != FACTS_NONE && facts->types[type].class == TYPE_POINTER);
    return n->kind == NODE_STRING && facts_string(facts, n->ref)[0] == '\0';
}

/* What a call stores. */
struct storing {
    uint32_t target;                      /* function of the project, PROGRAM_NONE */
    const struct catalog_function *known; /* or of a library, NULL */
    uint32_t variable;                    /* container, of a library's */
};

static bool find_storing(const struct program *program, const struct call *call, struct storing *storing)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t subject, base;

    *storing = (struct storing){PROGRAM_NONE, NULL, PROGRAM_NONE};
    if (call->known != NULL && call->known->role == ROLE_STORE && call->known->subject >= 0 &&
        call->known->query >= 0) {
        subject = node_argument(facts, call->node, (unsigned)call->known->subject);
        base = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
        if (base != FACTS_NONE)
            storing->variable = program->units[program->functions[call->function].unit].symbol_variable[base];
        storing->known = call->known;
        return storing->variable != PROGRAM_NONE;
    }
    if (call->kind == CALL_DIRECT && call->target_count == 1)
        storing->target = program->targets[call->first_target];
    return storing->target != PROGRAM_NONE;
}

/* Whether the call may store what it gets at this position; `variable` is the container. */
static bool stores_position(const struct program *program, const struct storing *storing, uint32_t position,
                            uint32_t *variable)
{
    if (storing->known == NULL)
        return function_stores_parameter(program, storing->target, position, variable);
    *variable = storing->variable;
    return (int)position != storing->known->subject && (int)position != storing->known->query;
}

/* Whether the function makes its parameter the value of a static variable: the one page or object that is
 * kept.
 */
static bool replaces_value(const struct program *program, uint32_t f, uint32_t position, uint32_t *variable)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t parameter;

    if (function->body == FACTS_NONE || position >= function->parameters)
        return false;
    parameter = program->parameters[function->first_parameter + position];
    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *target, *value;

        if (facts->nodes[n].kind != NODE_ASSIGN || facts->nodes[n].op != BINARY_NONE)
            continue;
        target = &facts->nodes[node_strip(facts, node_first(facts, n))];
        value = &facts->nodes[node_strip(facts, node_child(facts, n, 1))];
        if (target->kind != NODE_NAME || value->kind != NODE_NAME || value->ref != parameter ||
            target->ref == FACTS_NONE)
            continue;
        *variable = program->units[function->unit].symbol_variable[target->ref];
        if (*variable != PROGRAM_NONE)
            return true;
    }
    return false;
}

/* NULL in C is a cast of 0 or plain 0: the parameter's type tells whether 0 means "nothing". */
static bool is_null_argument(const struct program *program, const struct facts *facts, uint32_t argument,
                             const struct storing *storing, uint32_t position)
{
    const struct fact_node *n = &facts->nodes[node_strip(facts, argument)];
    uint32_t parameter, type;

    if (sentinel_is(facts, argument))
        return true;
    if (storing->known != NULL || position >= program->functions[storing->target].parameters)
        return false;
    parameter = program->parameters[program->functions[storing->target].first_parameter + position];
    if (parameter == FACTS_NONE)
        return false;
    facts = function_facts(program, storing->target);
    type = facts->symbols[parameter].type;
    return (n->flags & NODE_HAS_VALUE) && n->value == 0 && type != FACTS_NONE &&
           facts->types[type].class == TYPE_POINTER;
}

bool sentinel_is_answer(const struct facts *facts, const struct sentinel_answer *answer, uint32_t node)
{
    for (uint32_t n = node; n < facts->nodes[node].end; n++) {
        if (n == answer->question)
            return true;
        for (uint32_t i = 0; facts->nodes[n].kind == NODE_NAME && i < answer->symbols.count; i++)
            if (answer->symbols.data[i] == facts->nodes[n].ref)
                return true;
    }
    return false;
}

uint32_t sentinel_beside_answer(const struct facts *facts, const struct sentinel_answer *answer,
                                uint32_t node)
{
    uint32_t yes, no;

    node = node_strip(facts, node);
    if (facts->nodes[node].kind != NODE_CONDITIONAL)
        return FACTS_NONE;
    yes = node_child(facts, node, 1);
    no = node_child(facts, node, 2);
    if (facts->nodes[yes].kind == NODE_NONE) /* answer ?: other */
        return FACTS_NONE;
    if (sentinel_is_answer(facts, answer, yes))
        return no;
    return sentinel_is_answer(facts, answer, no) ? yes : FACTS_NONE;
}

static void add_answer(const struct facts *facts, struct sentinel_answer *answer, uint32_t node)
{
    uint32_t symbol = node_base(facts, node);

    if (symbol == FACTS_NONE)
        return;
    for (uint32_t i = 0; i < answer->symbols.count; i++)
        if (answer->symbols.data[i] == symbol)
            return;
    vec_push(&answer->symbols, symbol);
}

/* One pass in the order of the text is enough: what is stored was made before. */
void sentinel_find_answer(const struct program *program, uint32_t question, struct sentinel_answer *answer)
{
    const struct call *call = &program->calls[question];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t body = program->functions[call->function].body;

    answer->question = call->node;
    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];

        if (node->kind == NODE_VARIABLE && node_first(facts, n) != FACTS_NONE &&
            sentinel_is_answer(facts, answer, node_first(facts, n)))
            add_answer(facts, answer, n);
        if (node->kind == NODE_ASSIGN && sentinel_is_answer(facts, answer, node_child(facts, n, 1)))
            add_answer(facts, answer, node_first(facts, n));
        if (node->kind == NODE_CALL && sentinel_is_answer(facts, answer, n))
            for (uint32_t a = node_argument(facts, n, 0); a != FACTS_NONE; a = node_next(facts, a)) {
                uint32_t at = node_strip(facts, a);

                if ((facts->nodes[at].kind == NODE_UNARY && facts->nodes[at].op == UNARY_ADDRESS) ||
                    (facts->nodes[at].type != FACTS_NONE &&
                     facts->types[facts->nodes[at].type].class == TYPE_ARRAY))
                    add_answer(facts, answer, at);
            }
    }
}

/* `rc == 0 ? found : NULL`: the sentinel and the real value in one argument. FACTS_NONE when it is none. */
static uint32_t sentinel_of_choice(const struct program *program, const struct facts *facts,
                                   uint32_t argument, const struct storing *storing, uint32_t position,
                                   const struct sentinel_answer *answer)
{
    uint32_t other = sentinel_beside_answer(facts, answer, argument);

    return other != FACTS_NONE && is_null_argument(program, facts, other, storing, position) ? other
                                                                                             : FACTS_NONE;
}

static bool stores_alike(const struct program *program, const struct call *a, const struct call *b)
{
    if (a->known != NULL || b->known != NULL)
        return a->known == b->known;
    return a->target_count == 1 && b->target_count == 1 &&
           program->targets[a->first_target] == program->targets[b->first_target];
}

/* Whether the caller hands the answer at this position in another call of the same function, with the same
 * constants elsewhere. */
static bool stores_answer_too(const struct program *program, uint32_t c, uint32_t position,
                              const struct sentinel_answer *answer)
{
    const struct function *caller = &program->functions[program->calls[c].function];
    const struct facts *facts = function_facts(program, program->calls[c].function);

    for (uint32_t other = caller->first_call; other < caller->first_call + caller->call_count; other++) {
        const struct call *call = &program->calls[other];
        bool same = other != c && stores_alike(program, call, &program->calls[c]);
        uint32_t at = 0;

        for (uint32_t a = same ? node_argument(facts, call->node, 0) : FACTS_NONE; a != FACTS_NONE;
             a = node_next(facts, a), at++) {
            uint32_t mine = node_argument(facts, program->calls[c].node, at);

            if (at == position)
                same &= sentinel_is_answer(facts, answer, a);
            else if (mine != FACTS_NONE &&
                     ((facts->nodes[a].flags | facts->nodes[mine].flags) & NODE_HAS_VALUE))
                same &= node_equal(facts, a, mine);
        }
        if (same)
            return true;
    }
    return false;
}

/* Whether the jump at `n` goes to somewhere behind the call. */
static bool jumps_past(const struct facts *facts, uint32_t n, const struct call *call, uint32_t end)
{
    for (uint32_t at = call->node; at < end; at++)
        if (facts->nodes[at].kind == NODE_LABEL && facts->nodes[at].ref == facts->nodes[n].ref)
            return true;
    return false;
}

/* Whether a failure of the question leaves the function before the call, or goes round it. */
static bool failure_has_left(const struct program *program, uint32_t question, uint32_t c)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t body = program->functions[call->function].body;

    for (uint32_t n = program->calls[question].node; n < call->node; n++)
        if (!node_contains(facts, n, call->node) && /* `return keep(key, NULL)` */
            (facts->nodes[n].kind == NODE_RETURN ||
             (facts->nodes[n].kind == NODE_GOTO && jumps_past(facts, n, call, facts->nodes[body].end))) &&
            node_is_on_error_path(program, call->function, n))
            return true;
    return false;
}

/* Whether both stand in one switch, in cases that do not run into each other. */
static bool in_other_case(const struct facts *facts, uint32_t first, uint32_t second)
{
    for (uint32_t top = facts->nodes[second].parent; top != FACTS_NONE; top = facts->nodes[top].parent) {
        bool ended = false;

        if (facts->nodes[top].kind != NODE_SWITCH || !node_contains(facts, node_child(facts, top, 1), first))
            continue;
        for (uint32_t n = first; n < second; n++) {
            uint32_t up = facts->nodes[n].parent;

            while (facts->nodes[n].kind == NODE_BREAK && up > top && facts->nodes[up].kind != NODE_FOR &&
                   facts->nodes[up].kind != NODE_WHILE && facts->nodes[up].kind != NODE_DO &&
                   facts->nodes[up].kind != NODE_SWITCH)
                up = facts->nodes[up].parent;
            ended |= facts->nodes[n].kind == NODE_BREAK && up == top;
            if (ended && (facts->nodes[n].kind == NODE_CASE || facts->nodes[n].kind == NODE_DEFAULT))
                return true;
        }
    }
    return false;
}

/* enum effect: what of the outside the call waits for, itself or below. */
static unsigned call_waits_for(const struct program *program, uint32_t c)
{
    const struct call *call = &program->calls[c];
    unsigned effects = call->effects;

    for (uint32_t t = 0; t < call->target_count; t++)
        effects |= program->functions[program->targets[call->first_target + t]].summary.effects;
    return effects & (EFFECT_REMOTE | EFFECT_SYNC_IO | EFFECT_LOCAL_DATABASE);
}

/* The call before it that asks the outside: what may have failed. */
static uint32_t question_before(const struct program *program, uint32_t c)
{
    const struct function *caller = &program->functions[program->calls[c].function];
    uint32_t found = PROGRAM_NONE;

    for (uint32_t other = caller->first_call; other < c; other++) {
        const struct call *call = &program->calls[other];

        if (call_waits_for(program, other) != 0 &&
            !in_other_case(function_facts(program, call->function), call->node, program->calls[c].node))
            found = other;
    }
    return found;
}

void sentinel_report(const struct rule *rule, const struct program *program, uint32_t question, uint32_t node,
                     const char *name, const char *value, enum level level, struct finding_list *out)
{
    struct arena *arena = out->arena;
    const struct call *asked = &program->calls[question];
    struct trace trace = {.arena = arena};
    struct finding finding = {.rule = rule,
                              .level = level,
                              .rank = rank_for_request(program, asked->function, CONFIDENCE_MEDIUM),
                              .at = location_of_node(program, asked->function, node),
                              .function = program->functions[asked->function].name,
                              .subject = name};

    finding.message =
        arena_printf(arena,
                     "when %s fails for any reason, `%s` is stored in `%s` and later look-ups get it as the "
                     "answer. Store it only when the answer is known to be \"there is none\", with a "
                     "short life of its own; on other errors store nothing",
                     asked->name, value, name);
    trace_add(&trace, location_of_node(program, asked->function, asked->node), 0, "%s may fail here",
              asked->name);
    trace_add(&trace, finding.at, 0, "and `%s` goes into `%s`", value, name);
    finding_add_with(out, &finding, &trace);
}

/* The sentinel in the argument when the call may store it where the answer goes otherwise; FACTS_NONE. */
static uint32_t find_sentinel(const struct program *program, uint32_t c, const struct storing *storing,
                              uint32_t argument, uint32_t position, const struct sentinel_answer *answer)
{
    const struct facts *facts = function_facts(program, program->calls[c].function);
    uint32_t found;

    if (is_null_argument(program, facts, argument, storing, position))
        return stores_answer_too(program, c, position, answer) ? argument : FACTS_NONE;
    found = sentinel_of_choice(program, facts, argument, storing, position, answer);
    return found != FACTS_NONE ? found : sentinel_of_local(program, &program->calls[c], argument, answer);
}

/* Whether an argument has one of the shapes that find_sentinel() finds something in: few calls have, and what
 * the question gave takes a walk over the function to know. */
static bool may_hand_sentinel(const struct program *program, const struct call *call,
                              const struct storing *storing)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++)
        if (facts->nodes[node_strip(facts, a)].kind == NODE_CONDITIONAL ||
            is_null_argument(program, facts, a, storing, position) || sentinel_may_be_local(program, call, a))
            return true;
    return false;
}

static void look_at(const struct rule *rule, const struct program *program, uint32_t c,
                    struct finding_list *out)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    struct storing storing;
    struct sentinel_answer answer = {0};
    uint32_t position = 0, question;

    if (!find_storing(program, call, &storing))
        return;
    question = question_before(program, c);
    if (question == PROGRAM_NONE || !may_hand_sentinel(program, call, &storing) ||
        failure_has_left(program, question, c))
        return;
    sentinel_find_answer(program, question, &answer);
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++) {
        uint32_t sentinel = find_sentinel(program, c, &storing, a, position, &answer), variable;

        enum level level = rule->level;

        if (sentinel == FACTS_NONE)
            continue;
        if (!stores_position(program, &storing, position, &variable)) {
            if (storing.known != NULL || !replaces_value(program, storing.target, position, &variable))
                continue;
            level = LEVEL_NOTE;
        }
        sentinel_report(rule, program, question, call->node, program->variables[variable].name,
                        node_text(facts, sentinel, 20, out->arena), level, out);
        break;
    }
    vec_release(&answer.symbols);
}

/* Whether the call's result, a number that tells how it went, is looked at by nobody. */
static bool ignores_result(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t type = facts->nodes[call->node].type;

    if (type == FACTS_NONE ||
        (facts->types[type].class != TYPE_INTEGER && facts->types[type].class != TYPE_ENUM &&
         facts->types[type].class != TYPE_BOOL))
        return false;
    return facts->nodes[facts->nodes[call->node].parent].kind == NODE_COMPOUND;
}

/* The local pointer or object that the argument hands over to be filled; FACTS_NONE. */
static uint32_t filled_local(const struct program *program, const struct call *call, uint32_t argument)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t base = node_base(facts, argument);

    if (base == FACTS_NONE || facts->symbols[base].kind != SYMBOL_VARIABLE ||
        (facts->symbols[base].flags & SYMBOL_STATIC))
        return FACTS_NONE;
    return base;
}

/* The later call that puts the local into a container that lasts; PROGRAM_NONE. */
static uint32_t stored_after(const struct program *program, uint32_t c, uint32_t local)
{
    const struct function *caller = &program->functions[program->calls[c].function];
    const struct facts *facts = function_facts(program, program->calls[c].function);

    for (uint32_t s = c + 1; s < caller->first_call + caller->call_count; s++) {
        const struct call *call = &program->calls[s];
        uint32_t container = node_argument(facts, call->node, 0),
                 base = container == FACTS_NONE ? FACTS_NONE : node_base(facts, container);
        bool stores = call->known != NULL ? call->known->role == ROLE_STORE
                                          : catalog_has_word(program->catalog, WORDS_INSERTION, call->name);

        if (!stores || base == FACTS_NONE ||
            program->units[caller->unit].symbol_variable[base] == PROGRAM_NONE)
            continue;
        for (uint32_t a = node_next(facts, container); a != FACTS_NONE; a = node_next(facts, a))
            if (facts->nodes[node_strip(facts, a)].kind == NODE_NAME &&
                facts->nodes[node_strip(facts, a)].ref == local)
                return s;
    }
    return PROGRAM_NONE;
}

/* `resolve(key, entry); insert(table, key, entry);`: nobody asks whether it could be resolved. */
static void look_at_ignored(const struct rule *rule, const struct program *program, uint32_t c,
                            struct finding_list *out)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t stored = PROGRAM_NONE;
    struct trace trace = {.arena = out->arena};
    struct finding finding = {.rule = rule, .level = LEVEL_NOTE};

    if (call->kind != CALL_DIRECT || call->target_count != 1 || call->loop != PROGRAM_NONE ||
        program->functions[program->targets[call->first_target]].summary.remote.call == PROGRAM_NONE ||
        !ignores_result(program, call))
        return;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && stored == PROGRAM_NONE;
         a = node_next(facts, a)) {
        uint32_t local = filled_local(program, call, a);

        if (local != FACTS_NONE)
            stored = stored_after(program, c, local);
    }
    if (stored == PROGRAM_NONE)
        return;
    finding.rank = rank_for_request(program, call->function, CONFIDENCE_LOW);
    finding.at = location_of_node(program, call->function, program->calls[stored].node);
    finding.function = program->functions[call->function].name;
    finding.subject = call->name;
    finding.message =
        arena_printf(out->arena,
                     "whether %s failed is not looked at before what it fills is stored by %s, so "
                     "later look-ups may get a failure as the answer. Store only an answer; "
                     "if a failure must be kept, give it a short life of its own",
                     call->name, program->calls[stored].name);
    trace_add(&trace, location_of_node(program, call->function, call->node), 0, "%s may fail here",
              call->name);
    trace_way(&trace, program, program->functions[program->targets[call->first_target]].summary.remote,
              WAY_REMOTE, 1);
    trace_add(&trace, finding.at, 0, "%s stores it all the same", program->calls[stored].name);
    finding_add_with(out, &finding, &trace);
}

/* Whether the function asks the container only if there is an entry, so that an empty one is an answer. */
static bool asks_for_presence(const struct program *program, const struct function *function,
                              uint32_t variable)
{
    const struct facts *facts = program->units[function->unit].facts;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        uint32_t type = facts->nodes[call->node].type, subject, base;

        if (call->known == NULL || call->known->role != ROLE_LOOKUP || call->known->subject < 0 ||
            type == FACTS_NONE || facts->types[type].class == TYPE_POINTER)
            continue;
        subject = node_argument(facts, call->node, (unsigned)call->known->subject);
        base = subject == FACTS_NONE ? FACTS_NONE : node_base(facts, subject);
        if (base != FACTS_NONE && program->units[function->unit].symbol_variable[base] == variable)
            return true;
    }
    return false;
}

/* The call that the pointer in the local comes from, when no test asks whether it is NULL; PROGRAM_NONE. */
static uint32_t unchecked_source(const struct program *program, uint32_t c, uint32_t local)
{
    const struct call *store = &program->calls[c];
    const struct facts *facts = function_facts(program, store->function);
    uint32_t body = program->functions[store->function].body, source = PROGRAM_NONE;

    for (uint32_t n = body; n < store->node; n++) {
        uint32_t value = FACTS_NONE;

        if (facts->nodes[n].kind == NODE_VARIABLE && facts->nodes[n].ref == local)
            value = node_first(facts, n);
        else if (facts->nodes[n].kind == NODE_ASSIGN && node_base(facts, node_first(facts, n)) == local)
            value = node_child(facts, n, 1);
        else if ((facts->nodes[n].kind == NODE_IF || facts->nodes[n].kind == NODE_CONDITIONAL) &&
                 nodes_mention(facts, node_first(facts, n), facts->nodes[node_first(facts, n)].end, local))
            return PROGRAM_NONE;
        if (value != FACTS_NONE)
            source = facts->nodes[node_strip(facts, value)].kind == NODE_CALL
                         ? program_call_at(program, store->function, node_strip(facts, value))
                         : PROGRAM_NONE;
    }
    return source;
}

/* `value = ask(key); insert(table, key, value);` where an entry is an answer even when it is empty: a failure
 * counts from then on. A note where nobody sees that the question waits for anything. */
static void look_at_unchecked(const struct rule *rule, const struct program *program, uint32_t c,
                              struct finding_list *out)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    struct storing storing;
    uint32_t position = 0;

    if (!find_storing(program, call, &storing) || storing.known == NULL ||
        !asks_for_presence(program, &program->functions[call->function], storing.variable))
        return;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++) {
        const struct fact_node *n = &facts->nodes[node_strip(facts, a)];
        uint32_t question;
        unsigned effects;

        if ((int)position == storing.known->subject || (int)position == storing.known->query ||
            n->kind != NODE_NAME || n->ref == FACTS_NONE || n->type == FACTS_NONE ||
            facts->types[n->type].class != TYPE_POINTER)
            continue;
        question = unchecked_source(program, c, n->ref);
        if (question == PROGRAM_NONE || program->calls[question].kind != CALL_DIRECT)
            continue;
        effects = call_waits_for(program, question);
        if (effects == 0 &&
            (program->calls[question].known != NULL || program->calls[question].target_count > 0))
            continue;
        sentinel_report(rule, program, question, call->node, program->variables[storing.variable].name,
                        "NULL", effects != 0 ? rule->level : LEVEL_NOTE, out);
        return;
    }
}

void check_cached_sentinel(const struct rule *rule, const struct program *program,
                           const struct check_options *options, struct finding_list *out)
{
    (void)options;
    for (uint32_t i = 0; i < program->cache_count; i++)
        sentinel_in_entry(rule, program, &program->caches[i], out);
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].body != FACTS_NONE)
            sentinel_in_state(rule, program, f, out);
    for (uint32_t c = 0; c < program->call_count; c++) {
        look_at(rule, program, c, out);
        look_at_ignored(rule, program, c, out);
        look_at_unchecked(rule, program, c, out);
    }
}
