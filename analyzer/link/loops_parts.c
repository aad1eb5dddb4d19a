/* How a loop moves on (see the header).
 *
 * Matching tests with updates, instead of matching statement shapes, makes `for (p = l; p; p = p->next)`,
 * `while (p) { ...; p = p->next; }`, `for (;;) { if (!p) break; ...; p = p->next; }`, a goto loop and any
 * macro around them the same thing. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/loops_parts.h"

struct candidate {
    uint32_t subject;   /* lvalue or call that is tested */
    uint32_t other;     /* what it is compared with, FACTS_NONE */
    bool deref;         /* what it points to or subscripts is tested */
    uint32_t container; /* of a[i] != NULL: a */
};

struct match {
    int rank; /* 0: nothing */
    enum step step;
    int64_t stride;
    uint32_t update, amount, call;
    struct candidate candidate;
};

struct search {
    const struct program *program;
    const struct facts *facts;
    const struct loop *loop;
    struct loop_parts parts;
    struct match best;
    bool in_header;   /* the test at hand */
    bool in_argument; /* and in it, what is handed to a function that is tested: is_blank(*p) */
};

struct loop_region loop_region(const struct program *program, const struct loop *loop)
{
    return (struct loop_region){function_facts(program, loop->function), loop->node, loop->first, loop->last};
}

enum type_class node_class(const struct facts *facts, uint32_t node)
{
    uint32_t type = node == FACTS_NONE ? FACTS_NONE : facts->nodes[node].type;

    return type == FACTS_NONE ? TYPE_OTHER : facts->types[type].class;
}

const char *callee_name(const struct facts *facts, uint32_t call)
{
    uint32_t symbol = facts->nodes[call].ref;

    return symbol == FACTS_NONE ? "" : facts_string(facts, facts->symbols[symbol].name);
}

bool node_is_zero(const struct facts *facts, uint32_t node)
{
    return node != FACTS_NONE && constant_truth(facts, node) == 0;
}

bool loop_nests(const struct facts *facts, const struct loop *loop, uint32_t node)
{
    for (uint32_t at = facts->nodes[node].parent; at != FACTS_NONE && at >= loop->first && at != loop->node;
         at = facts->nodes[at].parent)
        if (node_is_loop(facts, at))
            return true;
    return false;
}

uint32_t test_strip(const struct facts *facts, uint32_t node)
{
    for (;;) {
        const struct fact_node *self;
        uint32_t first;

        node = node_strip(facts, node);
        self = &facts->nodes[node];
        first = node_first(facts, node);
        if (self->kind == NODE_CALL && strcmp(callee_name(facts, node), "__builtin_expect") == 0 &&
            node_argument(facts, node, 0) != FACTS_NONE)
            node = node_argument(facts, node, 0);
        else if (self->kind == NODE_BINARY && self->op == BINARY_COMMA)
            node = node_next(facts, first);
        else if (self->kind == NODE_UNARY && self->op == UNARY_LOGICAL_NOT &&
                 facts->nodes[first].kind == NODE_UNARY && facts->nodes[first].op == UNARY_LOGICAL_NOT)
            node = node_first(facts, first);
        else
            return node;
    }
}

static void add_exit(const struct facts *facts, exit_list *exits, uint32_t node, bool leaves_when,
                     bool header, uint32_t branch)
{
    const struct fact_node *self;

    node = test_strip(facts, node);
    self = &facts->nodes[node];
    if (self->kind == NODE_UNARY && self->op == UNARY_LOGICAL_NOT) {
        add_exit(facts, exits, node_first(facts, node), !leaves_when, header, branch);
        return;
    }
    /* a && b ends the loop when either is false; a || b when either is true */
    if (self->kind == NODE_BINARY && self->op == (leaves_when ? BINARY_LOGICAL_OR : BINARY_LOGICAL_AND)) {
        uint32_t left = node_first(facts, node);

        add_exit(facts, exits, left, leaves_when, header, branch);
        add_exit(facts, exits, node_next(facts, left), leaves_when, header, branch);
        return;
    }
    vec_push(exits, (struct exit_test){node, leaves_when, header, branch});
}

/* `p && (tmp = p->next, 1)`: the part before the comma is run, not tested; a disjunction in a header still
 * holds its first test. */
static void add_header_exits(const struct facts *facts, exit_list *exits, uint32_t condition,
                             bool leaves_when)
{
    if (condition != FACTS_NONE)
        add_exit(facts, exits, condition, leaves_when, true, FACTS_NONE);
}

static void add_goto_exits(const struct facts *facts, const struct loop *loop, exit_list *exits)
{
    uint32_t label = facts->nodes[loop->node].ref;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t at = node;

        if (facts->nodes[node].kind != NODE_GOTO || facts->nodes[node].ref != label)
            continue;
        while (facts->nodes[at].parent != FACTS_NONE && facts->nodes[at].parent >= loop->first) {
            uint32_t parent = facts->nodes[at].parent;

            if (facts->nodes[parent].kind == NODE_IF && node_first(facts, parent) != at)
                add_exit(facts, exits, node_first(facts, parent), node_child(facts, parent, 2) == at, true,
                         FACTS_NONE);
            at = parent;
        }
    }
}

void loop_exits(const struct program *program, const struct loop *loop, exit_list *exits)
{
    const struct facts *facts = function_facts(program, loop->function);
    struct loop_region region = loop_region(program, loop);

    if (loop->form == LOOP_GOTO)
        add_goto_exits(facts, loop, exits);
    else
        add_header_exits(facts, exits, loop->parts.condition, false);
    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t condition, then, otherwise;

        if (facts->nodes[node].kind != NODE_IF || facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        condition = node_first(facts, node);
        then = node_child(facts, node, 1);
        otherwise = node_child(facts, node, 2);
        if (then != FACTS_NONE && exit_branch_leaves(&region, then))
            add_exit(facts, exits, condition, true, false, then);
        else if (otherwise != FACTS_NONE && facts->nodes[otherwise].kind != NODE_NONE &&
                 exit_branch_leaves(&region, otherwise))
            add_exit(facts, exits, condition, false, false, otherwise);
    }
}

/* Whether `symbol` leads on through a pointer or a table within `value`: p->next, (*pp)->next, next[i]. */
static bool links_from(const struct facts *facts, uint32_t value, uint32_t subject)
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

/* Calls that give their argument back in another form: byte order, hints for the compiler. */
static bool is_transparent(const char *name)
{
    static const char *const names[] = {"__builtin_expect", "htonl",      "htons",     "ntohl", "ntohs",
                                        "__bswap_16",       "__bswap_32", "__bswap_64"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return strncmp(name, "__builtin_bswap", 15) == 0;
}

static uint32_t first_call_in(const struct facts *facts, uint32_t value)
{
    for (uint32_t node = value; node < facts->nodes[value].end; node++)
        if (facts->nodes[node].kind == NODE_CALL && !(facts->nodes[node].flags & NODE_UNEVALUATED) &&
            !is_transparent(callee_name(facts, node)))
            return node;
    return FACTS_NONE;
}

/* The node that gives `symbol` a value: target and value of an assignment or a declaration; false for
 * anything else. */
static bool plain_write(const struct facts *facts, uint32_t node, uint32_t *target, uint32_t *value)
{
    const struct fact_node *self = &facts->nodes[node];

    if (self->flags & NODE_UNEVALUATED)
        return false;
    if (self->kind == NODE_ASSIGN && self->op == BINARY_NONE) {
        *target = node_first(facts, node);
        *value = node_next(facts, *target);
        return true;
    }
    *target = node;
    *value = node_first(facts, node);
    return self->kind == NODE_VARIABLE && *value != FACTS_NONE;
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
static bool adds_within(const struct facts *facts, uint32_t value, struct match *match)
{
    if (facts->nodes[value].kind != NODE_CALL && facts->nodes[value].kind != NODE_STATEMENT_EXPRESSION &&
        facts->nodes[value].kind != NODE_CONDITIONAL)
        return false;
    if (first_call_in(facts, value) != FACTS_NONE)
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
    if (reads_next(facts, value, match) || adds_within(facts, value, match))
        return;
    if (links_from(facts, value, subject)) {
        match->step = STEP_LINK;
        return;
    }
    match->call = first_call_in(facts, value);
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

            if (plain_write(facts, node, &target, &kept) && same_lvalue(facts, target, value) &&
                target != match->update) {
                struct match inner = *match;

                step_from_value(search, &inner, kept, hops - 1);
                if (links_from(facts, kept, value))
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
    } else if (plain_write(facts, node, &target, &value)) {
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

static void try_expression(struct search *search, uint32_t expression, uint32_t other);

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
            try_expression(search, argument, FACTS_NONE);
    }
    search->in_argument = outer;
}

static void try_expression(struct search *search, uint32_t expression, uint32_t other)
{
    const struct facts *facts = search->facts;
    struct candidate candidate = {test_strip(facts, expression), other, false, FACTS_NONE};
    const struct fact_node *self = &facts->nodes[candidate.subject];
    uint32_t first = node_first(facts, candidate.subject);

    switch (self->kind) {
    case NODE_ASSIGN:
        try_expression(search, first, other);
        if (facts->nodes[node_strip(facts, node_next(facts, first))].kind == NODE_CALL)
            try_arguments(search, node_strip(facts, node_next(facts, first)));
        else
            try_expression(search, node_next(facts, first), FACTS_NONE);
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
            try_expression(search, first, other);
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
        /* p->name of a table that p walks, v[i].name of one that i counts, pos->list != head */
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
        break;
    case NODE_BINARY: {
        uint32_t right = node_next(facts, first);

        if (self->op >= BINARY_LESS && self->op <= BINARY_NOT_EQUAL) {
            try_expression(search, first, right);
            try_expression(search, right, first);
        } else {
            try_expression(search, first, other);
            try_expression(search, right, other);
        }
        break;
    }
    case NODE_CONDITIONAL:
        for (uint32_t child = first; child != FACTS_NONE; child = node_next(facts, child))
            if (facts->nodes[child].kind != NODE_NONE)
                try_expression(search, child, other);
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

uint32_t value_before(const struct facts *facts, uint32_t body, uint32_t before, uint32_t symbol)
{
    uint32_t found = FACTS_NONE;

    for (uint32_t node = body; node < before; node++) {
        uint32_t target, value;

        if (plain_write(facts, node, &target, &value)) {
            target = node_strip(facts, target);
            if ((facts->nodes[target].kind == NODE_NAME || facts->nodes[target].kind == NODE_VARIABLE) &&
                facts->nodes[target].ref == symbol)
                found = value;
        }
    }
    return found;
}

/* The object that holds the walked thing, as a person would name it: without &, casts, the list macros' own
 * first links. */
static uint32_t collection_of(const struct facts *facts, uint32_t node)
{
    static const char *const links[] = {"next",     "tqh_first", "stqh_first", "slh_first",
                                        "lh_first", "cqh_first", "sqh_first",  "le_next",
                                        "sle_next", "tqe_next",  "stqe_next"};

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
        case NODE_MEMBER: {
            const char *name = facts_string(facts, facts->symbols[self->ref].name);
            bool link = false;

            for (size_t i = 0; i < sizeof links / sizeof *links; i++)
                link |= strcmp(name, links[i]) == 0;
            if (!link || facts->nodes[node_strip(facts, first)].kind == NODE_CALL)
                return node;
            node = first;
            break;
        }
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
            /* container_of and kin: the first path in it that is run */
            uint32_t path = FACTS_NONE;

            for (uint32_t at = node; at < self->end && path == FACTS_NONE; at++)
                if (!(facts->nodes[at].flags & NODE_UNEVALUATED) &&
                    (facts->nodes[at].kind == NODE_MEMBER ||
                     (facts->nodes[at].kind == NODE_NAME && node_base(facts, at) != FACTS_NONE)))
                    path = at;
            if (path == FACTS_NONE)
                return node;
            node = path;
            break;
        }
        case NODE_CALL: {
            /* first(list): the list, when it is one */
            uint32_t argument = node_argument(facts, node, 0);

            if (argument == FACTS_NONE || node_class(facts, argument) != TYPE_POINTER)
                return node;
            node = argument;
            break;
        }
        default: return node;
        }
    }
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

static uint32_t subscripted(const struct facts *facts, const struct loop *loop, uint32_t symbol)
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

/* The container in a call like item_at(array, i): its first pointer. */
static uint32_t indexed_by_call(const struct facts *facts, const struct loop *loop, uint32_t symbol)
{
    for (uint32_t node = loop->first; node < loop->last; node++) {
        bool indexes = false;
        uint32_t container = FACTS_NONE;

        if (facts->nodes[node].kind != NODE_CALL || facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        for (unsigned i = 0; i < node_argument_count(facts, node); i++) {
            uint32_t argument = node_strip(facts, node_argument(facts, node, i));

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
static uint32_t moved_pointer(const struct facts *facts, const struct loop *loop)
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

static uint32_t start_of(const struct program *program, const struct loop *loop, uint32_t symbol)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t before = loop->parts.init != FACTS_NONE ? facts->nodes[loop->parts.init].end : loop->node;

    return symbol == FACTS_NONE
               ? FACTS_NONE
               : value_before(facts, program->functions[loop->function].body, before, symbol);
}

/* What a next-function walks: the argument that it works on, which is not where it puts the item. */
static uint32_t iterated_argument(const struct program *program, const struct loop *loop, uint32_t call,
                                  uint32_t subject)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t at = program_call_at(program, loop->function, call), found = FACTS_NONE;
    const struct catalog_function *known = at == PROGRAM_NONE ? NULL : program->calls[at].known;

    if (known && known->handle >= 0 && node_argument(facts, call, (unsigned)known->handle) != FACTS_NONE)
        return collection_of(facts, node_argument(facts, call, (unsigned)known->handle));
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
    return found == FACTS_NONE ? FACTS_NONE : collection_of(facts, found);
}

/* while (q->head) { x = q->head; q->head = x->next; }: a list taken from its front. */
static bool pops_list(const struct search *search, struct loop *loop, struct loop_shape *shape,
                      uint32_t tested)
{
    const struct facts *facts = search->facts;

    for (uint32_t node = loop->first; node < loop->last; node++) {
        uint32_t target, value;

        if (!plain_write(facts, node, &target, &value) || !node_equal(facts, value, tested) ||
            node_base(facts, target) == FACTS_NONE)
            continue;
        loop->form = LOOP_LIST;
        loop->variable = node_base(facts, target);
        loop->collection = collection_of(facts, tested);
        shape->step = STEP_LINK;
        shape->update = node;
        shape->walks = true;
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

        if (!plain_write(facts, node, &target, &value) || node_base(facts, target) == FACTS_NONE ||
            node_base(facts, target) == base || node_class(facts, node_strip(facts, value)) != TYPE_POINTER)
            continue;
        call = first_call_in(facts, value);
        if (call == FACTS_NONE || node_argument(facts, call, 0) == FACTS_NONE ||
            node_base(facts, node_argument(facts, call, 0)) != base)
            continue;
        loop->form = LOOP_NEXT;
        loop->variable = node_base(facts, target);
        loop->driver = call;
        loop->collection = collection_of(facts, node_argument(facts, call, 0));
        shape->step = STEP_CALL;
        shape->update = node;
        shape->walks = true;
        return true;
    }
    return false;
}

static uint32_t subject_symbol(const struct facts *facts, uint32_t subject)
{
    uint8_t kind = facts->nodes[subject].kind;

    if (kind == NODE_NAME || kind == NODE_VARIABLE)
        return facts->nodes[subject].ref;
    return FACTS_NONE;
}

/* Whether a variable other than as counter is used in the rounds: in an argument, a subscript, a path. */
static bool variable_used(const struct facts *facts, const struct loop *loop, uint32_t symbol)
{
    uint32_t body =
        loop->form == LOOP_GOTO || loop->parts.body == FACTS_NONE ? loop->first : loop->parts.body;
    uint32_t end =
        loop->form == LOOP_GOTO || loop->parts.body == FACTS_NONE ? loop->last : facts->nodes[body].end;

    for (uint32_t node = body; node < end; node++) {
        if (facts->nodes[node].kind != NODE_NAME || facts->nodes[node].ref != symbol ||
            facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        for (uint32_t at = node; at > body; at = facts->nodes[at].parent) {
            const struct fact_node *up = &facts->nodes[facts->nodes[at].parent];

            if (up->kind == NODE_INDEX || up->kind == NODE_MEMBER || up->kind == NODE_CALL ||
                (up->kind == NODE_UNARY && up->op == UNARY_DEREFERENCE))
                return true;
        }
    }
    return false;
}

/* Whether a start says what is walked: not NULL, not fresh memory. */
static bool names_list(const struct facts *facts, uint32_t start)
{
    uint32_t call;

    if (start == FACTS_NONE || constant_truth(facts, start) >= 0)
        return false;
    call = node_strip(facts, start);
    return facts->nodes[call].kind != NODE_CALL ||
           facts->nodes[collection_of(facts, start)].kind != NODE_CALL;
}

static void fill_counted(const struct program *program, struct loop *loop, struct loop_shape *shape,
                         const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t symbol = loop->variable;
    bool pointer = symbol != FACTS_NONE && facts->symbols[symbol].type != FACTS_NONE &&
                   facts->types[facts->symbols[symbol].type].class == TYPE_POINTER;

    loop->form = match->candidate.deref && match->candidate.other == FACTS_NONE ? LOOP_SCAN : LOOP_INDEX;
    if (match->candidate.deref)
        loop->form = LOOP_SCAN;
    loop->limit = match->candidate.other;
    if (pointer) {
        shape->walks = true;
        loop->collection = !names_list(facts, shape->start) ? node_strip(facts, match->candidate.subject)
                                                            : collection_of(facts, shape->start);
        return;
    }
    if (match->candidate.container != FACTS_NONE) {
        loop->collection = match->candidate.container;
        shape->walks = true;
        return;
    }
    if (symbol == FACTS_NONE) {
        /* a counter in a struct: it->at < it->n */
        symbol = node_base(facts, match->candidate.subject);
        loop->variable = symbol;
        shape->walks = true;
    }
    if (symbol != FACTS_NONE) {
        loop->collection = subscripted(facts, loop, symbol);
        if (loop->collection == FACTS_NONE)
            loop->collection = indexed_by_call(facts, loop, symbol);
        shape->walks |= loop->collection != FACTS_NONE || variable_used(facts, loop, symbol);
    }
    if (loop->collection == FACTS_NONE) {
        uint32_t moved = moved_pointer(facts, loop);

        if (moved != FACTS_NONE) {
            uint32_t start = start_of(program, loop, node_base(facts, moved));

            loop->collection = start == FACTS_NONE ? moved : collection_of(facts, start);
            shape->walks = true;
        }
    }
}

/* while (!at_end(&it)) { ...; advance(&it); } */
static void find_advance(const struct facts *facts, struct loop *loop, struct loop_shape *shape,
                         uint32_t tested)
{
    for (uint32_t node = loop->first; node < loop->last; node++) {
        if (facts->nodes[node].kind != NODE_CALL || node == tested ||
            facts->nodes[node].flags & NODE_UNEVALUATED)
            continue;
        for (unsigned i = 0; i < node_argument_count(facts, node); i++) {
            uint32_t argument = node_strip(facts, node_argument(facts, node, i)),
                     symbol = node_base(facts, argument);

            if (facts->nodes[argument].kind != NODE_UNARY || facts->nodes[argument].op != UNARY_ADDRESS ||
                symbol == FACTS_NONE || !nodes_mention(facts, tested, facts->nodes[tested].end, symbol))
                continue;
            loop->driver = node;
            loop->collection = node_first(facts, argument);
            shape->walks = true;
            return;
        }
    }
}

static void fill_next(const struct program *program, struct loop *loop, struct loop_shape *shape,
                      const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t subject = match->candidate.subject;
    bool header = loop->form == LOOP_CONDITION || loop->form == LOOP_GOTO;
    uint32_t first = FACTS_NONE;

    loop->driver = match->call;
    /* strtok(text, ",") before strtok(NULL, ",") */
    if (shape->start != FACTS_NONE && loop->parts.init != FACTS_NONE)
        first = first_call_in(facts, shape->start);
    if (first != FACTS_NONE)
        loop->collection = iterated_argument(program, loop, first, subject);
    if (loop->collection == FACTS_NONE)
        loop->collection = iterated_argument(program, loop, match->call, subject);
    if (loop->form != LOOP_GOTO && (header || node_class(facts, subject) == TYPE_POINTER))
        loop->form = LOOP_NEXT;
    shape->walks = node_class(facts, subject) == TYPE_POINTER;
    if (loop->variable != FACTS_NONE && variable_used(facts, loop, loop->variable))
        shape->walks = true;
    /* next(it, &x): x is the item */
    for (unsigned i = 0; i < node_argument_count(facts, match->call); i++) {
        uint32_t argument = node_strip(facts, node_argument(facts, match->call, i)), symbol;

        if (facts->nodes[argument].kind != NODE_UNARY || facts->nodes[argument].op != UNARY_ADDRESS)
            continue;
        symbol = node_base(facts, argument);
        if (symbol == FACTS_NONE)
            continue;
        if (node_strip(facts, node_first(facts, argument)) == loop->collection) {
            /* next(&it): the iterator holds the item */
            shape->walks |= header && node_class(facts, loop->collection) == TYPE_RECORD;
            continue;
        }
        if (!header && !variable_used(facts, loop, symbol))
            continue;
        shape->walks = true;
        if (loop->form != LOOP_GOTO)
            loop->form = LOOP_NEXT;
        if (facts->nodes[subject].kind == NODE_CALL)
            loop->variable = symbol;
    }
    if (!shape->walks && facts->nodes[subject].kind == NODE_CALL)
        find_advance(facts, loop, shape, subject);
}

static void apply_match(const struct program *program, struct loop *loop, struct loop_shape *shape,
                        const struct match *match)
{
    const struct facts *facts = function_facts(program, loop->function);

    shape->step = match->step;
    shape->stride = match->stride;
    shape->update = match->update;
    shape->amount = match->amount;
    shape->subject = match->candidate.subject;
    loop->variable = subject_symbol(facts, match->candidate.subject);
    shape->start = start_of(program, loop, loop->variable);
    switch (match->step) {
    case STEP_LINK:
        if (loop->form != LOOP_GOTO)
            loop->form = LOOP_LIST;
        loop->collection = !names_list(facts, shape->start) ? node_strip(facts, match->candidate.subject)
                                                            : collection_of(facts, shape->start);
        if (loop->variable == FACTS_NONE)
            loop->variable = node_base(facts, match->candidate.subject);
        shape->walks = true;
        break;
    case STEP_CALL: fill_next(program, loop, shape, match); break;
    case STEP_ONE:
    case STEP_STRIDE:
    case STEP_AMOUNT: {
        enum loop_form form = loop->form;

        fill_counted(program, loop, shape, match);
        if (form == LOOP_GOTO)
            loop->form = form;
        break;
    }
    case STEP_HALVE:
    case STEP_OTHER:
    case STEP_NONE: loop->limit = match->candidate.other; break;
    }
}

void loop_take_apart(const struct program *program, struct loop *loop, const exit_list *exits,
                     struct loop_shape *shape)
{
    struct search search = {.program = program,
                            .facts = function_facts(program, loop->function),
                            .loop = loop,
                            .parts = loop->parts};
    bool forever =
        loop->parts.condition == FACTS_NONE || constant_truth(search.facts, loop->parts.condition) == 1;

    *shape = (struct loop_shape){
        .update = FACTS_NONE, .amount = FACTS_NONE, .subject = FACTS_NONE, .start = FACTS_NONE};
    loop->variable = loop->collection = loop->limit = loop->driver = FACTS_NONE;
    if (loop->form != LOOP_GOTO)
        loop->form = forever ? LOOP_FOREVER : LOOP_CONDITION;
    for (uint32_t e = 0; e < exits->count; e++) {
        /* what a body tests matters only where the header does not tell */
        if (!exits->data[e].header && search.best.rank >= 20)
            break;
        search.in_header = exits->data[e].header;
        if (!loop_nests(search.facts, loop, exits->data[e].node))
            try_expression(&search, exits->data[e].node, FACTS_NONE);
    }
    if (search.best.rank > 0)
        apply_match(program, loop, shape, &search.best);
    if (shape->walks)
        return;
    for (uint32_t e = 0; e < exits->count; e++) {
        uint32_t tested = exits->data[e].node;

        if (search.facts->nodes[tested].kind == NODE_BINARY &&
            search.facts->nodes[tested].op >= BINARY_LESS &&
            search.facts->nodes[tested].op <= BINARY_NOT_EQUAL)
            tested = test_strip(search.facts, node_first(search.facts, tested));
        if (exits->data[e].header &&
            (search.facts->nodes[tested].kind == NODE_MEMBER ||
             search.facts->nodes[tested].kind == NODE_CALL ||
             search.facts->nodes[tested].kind == NODE_NAME) &&
            (pops_list(&search, loop, shape, tested) || pops_by_call(&search, loop, shape, tested)))
            return;
    }
}
