/* Steps (see the header). A match is ranked by what it says: a link followed tells more than a counter, a
 * counter more than any assignment, and what stands in the header more than what stands in the body. */
#include <string.h>

#include "analyzer/link/internal.h"
#include "analyzer/link/loops_step.h"

/* Whether `symbol` leads on through a pointer or a table within `value`: p->next, (*pp)->next, next[i]. */
static bool step_links(const struct facts *facts, uint32_t value, uint32_t subject)
{
    uint32_t symbol = facts->nodes[subject].kind == NODE_NAME ? facts->nodes[subject].ref : FACTS_NONE;

    for (uint32_t node = value; node < facts->nodes[value].end; node++) {
        uint32_t at = node;
        bool links = false;

        if (facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        if (symbol != FACTS_NONE ? facts->nodes[node].kind != NODE_NAME || facts->nodes[node].ref != symbol
                                 : !node_equal(facts, node, subject))
            continue;
        while (at != value) {
            uint32_t parent = facts->nodes[at].parent;
            const struct fact_node *up = &facts->nodes[parent];

            if (up->kind == NODE_CALL) {
                links = false; /* next(p->rest): the call tells what comes next */
                break;
            }
            if ((up->kind == NODE_MEMBER && up->flags & NODE_ARROW) ||
                (up->kind == NODE_UNARY && up->op == UNARY_DEREFERENCE))
                links = true;
            if (up->kind == NODE_INDEX && node_next(facts, node_first(facts, parent)) == at)
                links = true;
            if (up->kind == NODE_INDEX && at == node_first(facts, parent) &&
                node_class(facts, subject) == TYPE_POINTER)
                links = true;
            at = parent;
        }
        if (links)
            return true;
    }
    return false;
}

/* Whether the call gives its argument back in another form: byte order, hints for the compiler. */
static bool is_transparent(const struct program *program, uint32_t function, uint32_t call)
{
    uint32_t callee = unit_function(program, program->functions[function].unit,
                                    function_node(program, function, call)->ref);

    return callee != PROGRAM_NONE && program->functions[callee].known != NULL &&
           program->functions[callee].known->gives >= 0;
}

uint32_t step_call(const struct program *program, uint32_t function, uint32_t value)
{
    const struct facts *facts = function_facts(program, function);

    for (uint32_t node = value; node < facts->nodes[value].end; node++)
        if (facts->nodes[node].kind == NODE_CALL && !(facts->nodes[node].flags & NODE_UNEVALUATED) &&
            !is_transparent(program, function, node))
            return node;
    return FACTS_NONE;
}

/* The node that gives `symbol` a value: target and value of an assignment or a declaration; false for
 * anything else. */
uint32_t step_symbol(const struct facts *facts, uint32_t subject)
{
    uint8_t kind = facts->nodes[subject].kind;

    if (kind == NODE_NAME || kind == NODE_VARIABLE)
        return facts->nodes[subject].ref;
    return FACTS_NONE;
}

static bool same_lvalue(const struct facts *facts, uint32_t a, uint32_t b)
{
    a = node_strip(facts, a);
    b = node_strip(facts, b);
    if (facts->nodes[a].kind == NODE_VARIABLE || facts->nodes[b].kind == NODE_VARIABLE)
        return (facts->nodes[a].kind == NODE_NAME || facts->nodes[a].kind == NODE_VARIABLE) &&
               (facts->nodes[b].kind == NODE_NAME || facts->nodes[b].kind == NODE_VARIABLE) &&
               facts->nodes[a].ref == facts->nodes[b].ref;
    return node_equal(facts, a, b);
}

/* c = *p++: the pointer is what walks. */
static bool reads_next(const struct facts *facts, uint32_t value, struct match *match)
{
    const struct fact_node *self = &facts->nodes[value];

    if (self->kind != NODE_INDEX && (self->kind != NODE_UNARY || self->op != UNARY_DEREFERENCE))
        return false;
    for (uint32_t node = value + 1; node < self->end; node++)
        if (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op >= UNARY_POST_INCREMENT &&
            facts->nodes[node].op <= UNARY_PRE_DECREMENT) {
            match->candidate.subject = node_strip(facts, node_first(facts, node));
            match->candidate.deref = true;
            match->candidate.container = self->kind == NODE_INDEX ? node_first(facts, value) : FACTS_NONE;
            match->step = STEP_ONE;
            match->stride = 1;
            return true;
        }
    return false;
}

/* a = htonl(ntohl(a) + 1) */
static bool adds_within(const struct search *search, uint32_t value, struct match *match)
{
    const struct facts *facts = search->facts;

    if (facts->nodes[value].kind != NODE_CALL && facts->nodes[value].kind != NODE_STATEMENT_EXPRESSION &&
        facts->nodes[value].kind != NODE_CONDITIONAL)
        return false;
    if (step_call(search->program, search->loop->function, value) != FACTS_NONE)
        return false;
    for (uint32_t node = value + 1; node < facts->nodes[value].end; node++) {
        uint32_t left, right;

        if (facts->nodes[node].kind != NODE_BINARY ||
            (facts->nodes[node].op != BINARY_ADD && facts->nodes[node].op != BINARY_SUBTRACT))
            continue;
        left = node_first(facts, node);
        right = node_next(facts, left);
        if (constant_truth(facts, right) != 1 || facts->nodes[node_strip(facts, right)].value != 1)
            continue;
        for (uint32_t at = left; at < facts->nodes[left].end; at++)
            if (node_equal(facts, at, match->candidate.subject)) {
                match->step = STEP_ONE;
                match->stride = facts->nodes[node].op == BINARY_ADD ? 1 : -1;
                return true;
            }
    }
    return false;
}

static void step_from_value(struct search *search, struct match *match, uint32_t value, unsigned hops)
{
    const struct facts *facts = search->facts;
    uint32_t subject = match->candidate.subject;
    const struct fact_node *self;

    value = test_strip(facts, value);
    self = &facts->nodes[value];
    if (self->kind == NODE_BINARY) {
        uint32_t left = node_first(facts, value), right = node_next(facts, left);
        bool left_is = same_lvalue(facts, left, subject), right_is = same_lvalue(facts, right, subject);

        if ((left_is || right_is) && (self->op == BINARY_ADD || self->op == BINARY_SUBTRACT)) {
            uint32_t by = node_strip(facts, left_is ? right : left);

            match->amount = by;
            match->step = STEP_AMOUNT;
            if (constant_truth(facts, by) >= 0) {
                match->stride = self->op == BINARY_ADD ? facts->nodes[by].value : -facts->nodes[by].value;
                match->step = match->stride == 1 || match->stride == -1 ? STEP_ONE : STEP_STRIDE;
            }
            return;
        }
        if (self->op == BINARY_DIVIDE || self->op == BINARY_SHIFT_LEFT || self->op == BINARY_SHIFT_RIGHT ||
            self->op == BINARY_MULTIPLY) {
            match->step = STEP_HALVE;
            return;
        }
    }
    if (reads_next(facts, value, match) || adds_within(search, value, match))
        return;
    if (step_links(facts, value, subject)) {
        match->step = STEP_LINK;
        return;
    }
    match->call = step_call(search->program, search->loop->function, value);
    if (match->call != FACTS_NONE) {
        match->step = STEP_CALL;
        return;
    }
    match->step = STEP_OTHER;
    if (self->kind == NODE_UNARY && self->op == UNARY_DEREFERENCE)
        value = node_strip(facts, node_first(facts, value)); /* p = *up; where up = &p->next */
    if (hops > 0 && facts->nodes[value].kind == NODE_NAME) {
        /* p = next; where next = p->next was kept before p was freed, or x = f() with p = x */
        for (uint32_t node = search->loop->first; node < search->loop->last; node++) {
            uint32_t target, kept;

            if (step_write(facts, node, &target, &kept) && same_lvalue(facts, target, value) &&
                target != match->update) {
                struct match inner = *match;

                step_from_value(search, &inner, kept, hops - 1);
                if (step_links(facts, kept, value))
                    inner.step = STEP_LINK; /* next = next->next, as safe list macros have it */
                if (inner.step == STEP_LINK || inner.step == STEP_CALL) {
                    match->step = inner.step;
                    match->call = inner.call;
                    if (inner.step == STEP_LINK)
                        return;
                }
            }
        }
    }
}

/* How the node changes the subject; STEP_NONE when it does not. */
static void step_of(struct search *search, struct match *match, uint32_t node)
{
    const struct facts *facts = search->facts;
    const struct fact_node *self = &facts->nodes[node];
    uint32_t subject = match->candidate.subject, first = node_first(facts, node), target, value;

    match->step = STEP_NONE;
    match->update = node;
    match->amount = match->call = FACTS_NONE;
    match->stride = 0;
    if (self->flags & NODE_UNEVALUATED)
        return;
    if (self->kind == NODE_UNARY && self->op >= UNARY_POST_INCREMENT && self->op <= UNARY_PRE_DECREMENT) {
        if (!same_lvalue(facts, first, subject))
            return;
        match->step = STEP_ONE;
        match->stride = self->op == UNARY_POST_INCREMENT || self->op == UNARY_PRE_INCREMENT ? 1 : -1;
    } else if (self->kind == NODE_ASSIGN && self->op != BINARY_NONE) {
        uint32_t by;

        if (!same_lvalue(facts, first, subject))
            return;
        by = node_strip(facts, node_next(facts, first));
        match->amount = by;
        if (self->op == BINARY_ADD || self->op == BINARY_SUBTRACT) {
            match->step = STEP_AMOUNT;
            if (constant_truth(facts, by) >= 0) {
                match->stride = self->op == BINARY_ADD ? facts->nodes[by].value : -facts->nodes[by].value;
                match->step = match->stride == 1 || match->stride == -1 ? STEP_ONE : STEP_STRIDE;
            }
        } else {
            match->step = self->op == BINARY_OR || self->op == BINARY_XOR ? STEP_OTHER : STEP_HALVE;
        }
    } else if (step_write(facts, node, &target, &value)) {
        if (same_lvalue(facts, target, subject))
            step_from_value(search, match, value, 2);
    } else if (self->kind == NODE_UNARY && self->op == UNARY_ADDRESS && same_lvalue(facts, first, subject)) {
        uint32_t parent = self->parent;

        while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
            parent = facts->nodes[parent].parent;
        if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CALL) {
            match->step = STEP_CALL;
            match->call = parent;
            match->update = parent;
        }
    }
}

static bool in_part(const struct facts *facts, uint32_t part, uint32_t node)
{
    return part != FACTS_NONE && node_contains(facts, part, node);
}

static void rank_match(const struct search *search, struct match *match)
{
    bool header = in_part(search->facts, search->parts.condition, match->update) ||
                  in_part(search->facts, search->parts.increment, match->update);

    switch (match->step) {
    case STEP_LINK: match->rank = 12; break;
    case STEP_CALL: match->rank = header ? 9 : 5; break;
    case STEP_ONE:
    case STEP_STRIDE: match->rank = 8; break;
    case STEP_AMOUNT: match->rank = 7; break;
    case STEP_HALVE: match->rank = 4; break;
    case STEP_OTHER: match->rank = 1; break;
    case STEP_NONE: match->rank = 0; break;
    }
    if (match->rank == 0)
        return;
    match->rank = match->rank * 4 + (header ? 2 : 0) + (search->in_header ? 1 : 0);
    /* what is moved along and looked at by a function is walked, rather than given by the function */
    if (search->in_argument && match->candidate.deref && match->step != STEP_CALL)
        match->rank += 8;
    if (loop_nests(search->facts, search->loop, match->update))
        match->rank = (match->rank + 1) / 2;
}

static void try_subject(struct search *search, struct candidate candidate)
{
    const struct facts *facts = search->facts;
    struct match match = {.candidate = candidate};

    if (facts->nodes[candidate.subject].kind == NODE_CALL) {
        if (callee_is_errno(facts, candidate.subject))
            return;
        match.step = STEP_CALL;
        match.call = match.update = candidate.subject;
        match.amount = FACTS_NONE;
        match.rank = search->in_header && search->parts.condition != FACTS_NONE ? 26 : 10;
        if (match.rank > search->best.rank)
            search->best = match;
        return;
    }
    for (uint32_t node = search->loop->first; node < search->loop->last; node++) {
        match.candidate = candidate;
        step_of(search, &match, node);
        rank_match(search, &match);
        if (match.rank > search->best.rank)
            search->best = match;
    }
}

/* while (is_blank(*p)) p++ */
static void try_arguments(struct search *search, uint32_t call)
{
    const struct facts *facts = search->facts;
    bool outer = search->in_argument;

    search->in_argument = true;
    for (unsigned i = 0; i < node_argument_count(facts, call); i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, call, i));

        if (facts->nodes[argument].kind == NODE_NAME || facts->nodes[argument].kind == NODE_INDEX ||
            (facts->nodes[argument].kind == NODE_UNARY && facts->nodes[argument].op == UNARY_DEREFERENCE))
            step_try(search, argument, FACTS_NONE);
    }
    search->in_argument = outer;
}

/* The parts of a tested path: p->name of a table that p walks, v[i].name of one that i counts, pos->list !=
 * head. */
static void try_parts(struct search *search, struct candidate candidate, uint32_t first)
{
    const struct facts *facts = search->facts;

    candidate.deref = true;
    for (uint32_t at = first; at != FACTS_NONE; at = node_first(facts, at)) {
        uint8_t kind = facts->nodes[at].kind;

        if (kind == NODE_INDEX) {
            candidate.container = node_first(facts, at);
            candidate.subject = node_strip(facts, node_next(facts, candidate.container));
            if (facts->nodes[candidate.subject].kind == NODE_NAME)
                try_subject(search, candidate);
        } else if (kind == NODE_NAME) {
            candidate.container = FACTS_NONE;
            candidate.subject = at;
            try_subject(search, candidate);
        } else if (kind == NODE_CALL) {
            break;
        }
    }
}

void step_try(struct search *search, uint32_t expression, uint32_t other)
{
    const struct facts *facts = search->facts;
    struct candidate candidate = {test_strip(facts, expression), other, false, FACTS_NONE};
    const struct fact_node *self = &facts->nodes[candidate.subject];
    uint32_t first = node_first(facts, candidate.subject);

    switch (self->kind) {
    case NODE_ASSIGN:
        step_try(search, first, other);
        if (facts->nodes[node_strip(facts, node_next(facts, first))].kind == NODE_CALL)
            try_arguments(search, node_strip(facts, node_next(facts, first)));
        else
            step_try(search, node_next(facts, first), FACTS_NONE);
        break;
    case NODE_UNARY:
        if (self->op == UNARY_DEREFERENCE) {
            candidate.deref = true;
            candidate.container = first;
            try_subject(search, (struct candidate){candidate.subject, other, false, FACTS_NONE});
            candidate.subject = node_strip(facts, first);
            while (facts->nodes[candidate.subject].kind == NODE_UNARY &&
                   node_first(facts, candidate.subject) != FACTS_NONE)
                candidate.subject = node_strip(facts, node_first(facts, candidate.subject));
            try_subject(search, candidate);
        } else if (self->op >= UNARY_POST_INCREMENT && self->op <= UNARY_PRE_DECREMENT) {
            candidate.subject = node_strip(facts, first);
            try_subject(search, candidate);
        } else {
            step_try(search, first, other);
        }
        break;
    case NODE_INDEX:
        try_subject(search, candidate);
        candidate.deref = true;
        candidate.container = first;
        candidate.subject = node_strip(facts, node_next(facts, first));
        if (facts->nodes[candidate.subject].kind == NODE_UNARY)
            candidate.subject = node_strip(facts, node_first(facts, candidate.subject));
        if (facts->nodes[candidate.subject].kind == NODE_NAME ||
            facts->nodes[candidate.subject].kind == NODE_MEMBER)
            try_subject(search, candidate);
        if (node_strip(facts, first) != FACTS_NONE &&
            facts->nodes[node_strip(facts, first)].kind == NODE_NAME)
            try_subject(search, (struct candidate){node_strip(facts, first), FACTS_NONE, true, FACTS_NONE});
        break;
    case NODE_MEMBER:
        try_subject(search, candidate);
        try_parts(search, candidate, first);
        break;
    case NODE_BINARY: {
        uint32_t right = node_next(facts, first);

        if (self->op >= BINARY_LESS && self->op <= BINARY_NOT_EQUAL) {
            step_try(search, first, right);
            step_try(search, right, first);
        } else {
            step_try(search, first, other);
            step_try(search, right, other);
        }
        break;
    }
    case NODE_CONDITIONAL:
        for (uint32_t child = first; child != FACTS_NONE; child = node_next(facts, child))
            if (facts->nodes[child].kind != NODE_NONE)
                step_try(search, child, other);
        break;
    case NODE_NAME:
    case NODE_VARIABLE: try_subject(search, candidate); break;
    case NODE_CALL:
        try_subject(search, candidate);
        try_arguments(search, candidate.subject);
        break;
    default: break;
    }
}
