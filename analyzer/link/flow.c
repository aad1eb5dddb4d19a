/* What varies between the rounds of a loop and what comes from its item (see the header).
 *
 * For each loop: collect its writes, then let flags flow from sources to written symbols until nothing is
 * added. Flags only grow and there are a few per symbol, so it ends; a pass costs the nodes of the sources,
 * and a handful of passes is usual. The flags are kept by symbol in program->marks, so that a question costs
 * the nodes of the expression asked about. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/flow.h"
#include "analyzer/link/flow_write.h"

enum mark {
    VARY_VALUE = 1,
    VARY_CONTENT = 2,
    VARY_TOUCH = 4,
    VARY_FIELD = 8,       /* of a field symbol: it is written behind some symbol */
    VARY_SOME_FIELD = 16, /* of the symbol before the field */
    ITEM_VALUE = 32,
    ITEM_CONTENT = 64,
    ITEM_TOUCH = 128,
    ITEM_FIELD = 256,
    ITEM_SOME_FIELD = 512,
    CHOSEN = 1024, /* the item chooses which object the symbol refers to */
};

enum { VARY_ANY = VARY_VALUE | VARY_CONTENT | VARY_TOUCH | VARY_FIELD | VARY_SOME_FIELD };
enum { ITEM_ANY = ITEM_VALUE | ITEM_CONTENT | ITEM_TOUCH | ITEM_FIELD | ITEM_SOME_FIELD };

enum { SEEN_VARY = 1, SEEN_ITEM = 2 };

/* Where flags are read from: the growing ones of a loop at work, or the kept ones. */
struct view {
    const struct program *program;
    const struct facts *facts;
    uint32_t function;
    const uint32_t *flags; /* by symbol; NULL: search marks */
    const struct flow_mark *marks;
    uint32_t mark_count;
};

static uint32_t flags_of(const struct view *view, uint32_t symbol)
{
    uint32_t low = 0, high = view->mark_count;

    if (symbol == FACTS_NONE)
        return 0;
    if (view->flags)
        return view->flags[symbol];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (view->marks[middle].symbol < symbol)
            low = middle + 1;
        else
            high = middle;
    }
    return low < view->mark_count && view->marks[low].symbol == symbol ? view->marks[low].flags : 0;
}

/* What a name stands for at its place: itself, what is behind it, or only its address. */
static unsigned name_seen(const struct view *view, uint32_t node)
{
    const struct facts *facts = view->facts;
    uint32_t flags = flags_of(view, facts->nodes[node].ref), vary = VARY_VALUE | VARY_CONTENT,
             item = ITEM_VALUE | ITEM_CONTENT;
    uint32_t parent = facts->nodes[node].parent;

    if (flags == 0)
        return 0;
    while (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_CAST)
        parent = facts->nodes[parent].parent;
    if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_MEMBER) {
        vary |= VARY_TOUCH;
        item |= ITEM_TOUCH;
    } else if (parent != FACTS_NONE && facts->nodes[parent].kind == NODE_UNARY &&
               facts->nodes[parent].op == UNARY_ADDRESS) {
        item |= ITEM_TOUCH | ITEM_SOME_FIELD;
        vary |= VARY_SOME_FIELD;
    } else if (facts->symbols[facts->nodes[node].ref].type != FACTS_NONE &&
               facts->types[facts->symbols[facts->nodes[node].ref].type].class == TYPE_RECORD) {
        vary |= VARY_TOUCH | VARY_SOME_FIELD;
        item |= ITEM_TOUCH | ITEM_SOME_FIELD;
    }
    return (flags & vary ? SEEN_VARY : 0) | (flags & item ? SEEN_ITEM : 0);
}

static unsigned seen_in(const struct view *view, uint32_t first, uint32_t last)
{
    const struct facts *facts = view->facts;
    unsigned seen = 0;

    for (uint32_t node = first; node < last && seen != (SEEN_VARY | SEEN_ITEM); node++) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t flags;

        if (self->flags & NODE_UNEVALUATED)
            continue;
        switch (self->kind) {
        case NODE_NAME:
            if (self->ref != FACTS_NONE)
                seen |= name_seen(view, node);
            break;
        case NODE_MEMBER:
            flags = flags_of(view, self->ref);
            seen |= (flags & VARY_FIELD ? SEEN_VARY : 0) | (flags & ITEM_FIELD ? SEEN_ITEM : 0);
            break;
        case NODE_CALL: {
            uint32_t call = program_call_at(view->program, view->function, node);

            if (call == PROGRAM_NONE || !call_is_pure(view->program->calls[call].known))
                seen |= SEEN_VARY;
            break;
        }
        case NODE_UNARY:
            if (self->op >= UNARY_POST_INCREMENT && self->op <= UNARY_PRE_DECREMENT)
                seen |= SEEN_VARY;
            break;
        default: break;
        }
    }
    return seen;
}

static bool chosen(const struct view *view, uint32_t node);

/* Whether the argument is an object that stays the same between rounds and that a result could belong to. */
static bool is_lasting(const struct view *view, uint32_t argument)
{
    const struct facts *facts = view->facts;
    uint32_t base, type;

    argument = node_strip(facts, argument);
    base = node_base(facts, argument);
    type = facts->nodes[argument].type;
    if (base == FACTS_NONE || type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return false;
    if (facts->nodes[argument].kind == NODE_UNARY && facts->nodes[argument].op == UNARY_ADDRESS)
        return false;
    type = facts->types[type].target;
    if (type != FACTS_NONE &&
        (facts->types[type].class == TYPE_CHARACTER || facts->types[type].class == TYPE_INTEGER ||
         facts->types[type].class == TYPE_FUNCTION || facts->types[type].class == TYPE_POINTER))
        return false;
    return !chosen(view, argument) && !(flags_of(view, base) & VARY_VALUE);
}

static bool call_chooses(const struct view *view, uint32_t node)
{
    uint32_t at = program_call_at(view->program, view->function, node);
    uint64_t roles = at == PROGRAM_NONE ? 0 : call_roles(view->program, &view->program->calls[at]);
    bool chooses = false, lasting = false;

    for (unsigned i = 0; i < node_argument_count(view->facts, node); i++) {
        uint32_t argument = node_argument(view->facts, node, i);

        chooses |=
            chosen(view, argument) || (seen_in(view, argument, view->facts->nodes[argument].end) & SEEN_ITEM);
        lasting |= is_lasting(view, argument);
    }
    if (!chooses)
        return false;
    if (roles & ROLE_BIT(ROLE_CONNECT))
        return true;
    return !lasting && !(roles & (ROLE_BIT(ROLE_ROUND_TRIP) | ROLE_BIT(ROLE_SETUP)));
}

static bool chosen(const struct view *view, uint32_t node)
{
    const struct facts *facts = view->facts;

    while (node != FACTS_NONE) {
        const struct fact_node *self = &facts->nodes[node];
        uint32_t first = node_first(facts, node);

        switch (self->kind) {
        case NODE_NAME: return flags_of(view, self->ref) & CHOSEN;
        case NODE_MEMBER:
            if (flags_of(view, self->ref) & CHOSEN)
                return true;
            node = first;
            break;
        case NODE_CAST: node = first; break;
        case NODE_UNARY:
            if (self->op == UNARY_LOGICAL_NOT)
                return false;
            node = first;
            break;
        case NODE_INDEX:
            if (chosen(view, first))
                return true;
            node = node_next(facts, first);
            break;
        case NODE_ASSIGN: node = node_next(facts, first); break;
        case NODE_BINARY:
            if (self->op >= BINARY_LESS && self->op <= BINARY_LOGICAL_OR)
                return false;
            if (self->op != BINARY_COMMA && chosen(view, first))
                return true;
            node = node_next(facts, first);
            break;
        case NODE_CONDITIONAL:
            first = node_next(facts, first);
            if (facts->nodes[first].kind != NODE_NONE && chosen(view, first))
                return true;
            node = node_next(facts, first);
            break;
        case NODE_CALL: return call_chooses(view, node);
        default: return false;
        }
    }
    return false;
}

/* Scratch of one unit: flags by symbol, and which symbols have any. */
struct scratch {
    uint32_t *flags;
    VEC(uint32_t)
    touched;
    write_list writes;
};

static bool raise_flags(struct scratch *scratch, uint32_t symbol, uint32_t flags)
{
    if ((scratch->flags[symbol] & flags) == flags)
        return false;
    if (scratch->flags[symbol] == 0)
        vec_push(&scratch->touched, symbol);
    scratch->flags[symbol] |= flags;
    return true;
}

static bool raise_write(struct scratch *scratch, const struct flow_write *write, bool vary, bool item)
{
    uint32_t own = 0, field = 0;

    switch (write->effect) {
    case WRITE_VALUE: own = (vary ? VARY_VALUE : 0) | (item ? ITEM_VALUE : 0); break;
    case WRITE_CONTENT: own = (vary ? VARY_CONTENT : 0) | (item ? ITEM_CONTENT : 0); break;
    case WRITE_TOUCH: own = (vary ? VARY_TOUCH : 0) | (item ? ITEM_TOUCH : 0); break;
    case WRITE_FIELD:
        own = (vary ? VARY_SOME_FIELD : 0) | (item ? ITEM_SOME_FIELD : 0);
        field = (vary ? VARY_FIELD : 0) | (item ? ITEM_FIELD : 0);
        break;
    }
    if (field && raise_flags(scratch, write->field, field)) {
        raise_flags(scratch, write->symbol, own);
        return true;
    }
    return raise_flags(scratch, write->symbol, own);
}

/* Writes that make their symbol vary whatever their source is. */
static bool varies_alone(const struct facts *facts, const struct loop *loop, const struct scratch *scratch,
                         uint32_t index)
{
    const struct flow_write *write = &scratch->writes.data[index];
    bool inside = false;

    if (write->modifies || write->effect == WRITE_TOUCH)
        return true;
    if (write->setting)
        return false;
    for (uint32_t i = 0; i < scratch->writes.count; i++) {
        const struct flow_write *other = &scratch->writes.data[i];

        if (i != index && other->symbol == write->symbol && other->effect == write->effect &&
            other->field == write->field)
            return true;
    }
    for (uint32_t node = loop->first; node < loop->last && !inside; node++)
        inside = facts->nodes[node].kind == NODE_VARIABLE && facts->nodes[node].ref == write->symbol;
    return !inside && !flow_write_settles(facts, loop, write);
}

static void seed_driver(const struct program *program, const struct loop *loop, struct scratch *scratch)
{
    const struct facts *facts = function_facts(program, loop->function);
    uint32_t at;

    if (loop->driver == FACTS_NONE)
        return;
    for (uint32_t i = 0; i < scratch->writes.count; i++) {
        const struct flow_write *write = &scratch->writes.data[i];

        if (write->by_call && write->node == loop->driver)
            raise_write(scratch, write, true, write->effect != WRITE_TOUCH || write->address);
    }
    at = program_call_at(program, loop->function, loop->driver);
    if (at != PROGRAM_NONE && program->calls[at].known && program->calls[at].known->role == ROLE_RECEIVE &&
        program->calls[at].known->handle >= 0) {
        uint32_t argument = node_argument(facts, loop->driver, (unsigned)program->calls[at].known->handle);
        uint32_t base = argument == FACTS_NONE ? FACTS_NONE : node_base(facts, argument);

        if (base != FACTS_NONE)
            raise_flags(scratch, base, ITEM_CONTENT);
    }
}

static void seed_items(const struct program *program, const struct loop *loop, struct scratch *scratch)
{
    const struct facts *facts = function_facts(program, loop->function);

    if (loop->variable != FACTS_NONE)
        raise_flags(scratch, loop->variable, ITEM_VALUE | CHOSEN);
    for (uint32_t i = 0; i < scratch->writes.count; i++) {
        const struct flow_write *write = &scratch->writes.data[i];
        uint32_t type = facts->symbols[write->symbol].type;

        /* pointers moved along beside the counter */
        if (write->effect == WRITE_VALUE && write->modifies && !write->by_call && type != FACTS_NONE &&
            facts->types[type].class == TYPE_POINTER)
            raise_flags(scratch, write->symbol, ITEM_VALUE | CHOSEN);
    }
    seed_driver(program, loop, scratch);
}

static void spread(const struct view *view, struct scratch *scratch)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < scratch->writes.count; i++) {
            const struct flow_write *write = &scratch->writes.data[i];
            unsigned seen = seen_in(view, write->source, view->facts->nodes[write->source].end);

            /* the call itself is no reason for a text that it formats to vary; its arguments are */
            if (write->by_call && !write->modifies)
                seen = seen_in(view, write->source + 1, view->facts->nodes[write->source].end);
            changed |= raise_write(scratch, write, seen & SEEN_VARY, seen & SEEN_ITEM);
            if (!write->by_call && !write->modifies &&
                (write->effect == WRITE_VALUE || write->effect == WRITE_FIELD) && chosen(view, write->source))
                changed |=
                    raise_flags(scratch, write->effect == WRITE_VALUE ? write->symbol : write->field, CHOSEN);
            if (write->by_call && write->effect == WRITE_VALUE && call_chooses(view, write->source))
                changed |= raise_flags(scratch, write->symbol, CHOSEN);
        }
    }
}

static int compare_ids(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void scratch_clear(struct scratch *scratch)
{
    for (uint32_t i = 0; i < scratch->touched.count; i++)
        scratch->flags[scratch->touched.data[i]] = 0;
    vec_clear(&scratch->touched);
    vec_clear(&scratch->writes);
}

typedef VEC(uint32_t)
id_list;
typedef VEC(struct flow_mark)
mark_list;

static void mark_loop(struct program *program, struct loop *loop, struct scratch *scratch, mark_list *marks)
{
    struct view view = {.program = program,
                        .facts = function_facts(program, loop->function),
                        .function = loop->function,
                        .flags = scratch->flags};

    flow_collect(program, loop->function, loop->first, loop->last, &scratch->writes);
    for (uint32_t i = 0; i < scratch->writes.count; i++)
        if (varies_alone(view.facts, loop, scratch, i))
            raise_write(scratch, &scratch->writes.data[i], true, false);
    seed_items(program, loop, scratch);
    spread(&view, scratch);
    if (scratch->touched.count > 0)
        qsort(scratch->touched.data, scratch->touched.count, sizeof *scratch->touched.data, compare_ids);
    loop->first_mark = marks->count;
    for (uint32_t i = 0; i < scratch->touched.count; i++) {
        uint32_t symbol = scratch->touched.data[i];

        vec_push(marks, (struct flow_mark){symbol, scratch->flags[symbol]});
    }
    loop->mark_count = marks->count - loop->first_mark;
    scratch_clear(scratch);
}

void flow_mark_loops(struct program *program)
{
    struct scratch scratch = {0};
    mark_list marks = {0};
    uint32_t unit = PROGRAM_NONE;

    for (uint32_t l = 0; l < program->loop_count; l++) {
        uint32_t its = program->functions[program->loops[l].function].unit;

        if (its != unit) {
            unit = its;
            free(scratch.flags);
            scratch.flags = xmalloc((program->units[unit].facts->symbols_count + 1) * sizeof *scratch.flags);
            memset(scratch.flags, 0, (program->units[unit].facts->symbols_count + 1) * sizeof *scratch.flags);
        }
        mark_loop(program, &program->loops[l], &scratch, &marks);
    }
    program->marks = ARENA_ARRAY(program->arena, marks.count + 1, struct flow_mark);
    if (marks.count > 0)
        memcpy(program->marks, marks.data, marks.count * sizeof *marks.data);
    free(scratch.flags);
    vec_release(&scratch.touched);
    vec_release(&scratch.writes);
    vec_release(&marks);
}

static struct view kept_view(const struct program *program, uint32_t loop)
{
    const struct loop *its = &program->loops[loop];

    return (struct view){.program = program,
                         .facts = function_facts(program, its->function),
                         .function = its->function,
                         .marks = program->marks + its->first_mark,
                         .mark_count = its->mark_count};
}

bool flow_varies(const struct program *program, uint32_t loop, uint32_t node)
{
    struct view view = kept_view(program, loop);

    return seen_in(&view, node, view.facts->nodes[node].end) & SEEN_VARY;
}

bool flow_from_item(const struct program *program, uint32_t loop, uint32_t node)
{
    struct view view = kept_view(program, loop);

    return seen_in(&view, node, view.facts->nodes[node].end) & SEEN_ITEM;
}

bool flow_object_from_item(const struct program *program, uint32_t loop, uint32_t node)
{
    struct view view = kept_view(program, loop);

    node = node_strip(view.facts, node);
    return view.facts->nodes[node].kind == NODE_NAME &&
           (flags_of(&view, view.facts->nodes[node].ref) & ITEM_SOME_FIELD);
}

bool flow_handle_from_item(const struct program *program, uint32_t loop, uint32_t node)
{
    struct view view = kept_view(program, loop);

    return chosen(&view, node);
}

bool flow_from_call(const struct program *program, uint32_t loop, uint32_t source, uint32_t node)
{
    const struct loop *its = &program->loops[loop];
    struct view view = {
        .program = program, .facts = function_facts(program, its->function), .function = its->function};
    struct scratch scratch = {.flags = xmalloc((view.facts->symbols_count + 1) * sizeof *scratch.flags)};
    bool found;

    memset(scratch.flags, 0, (view.facts->symbols_count + 1) * sizeof *scratch.flags);
    view.flags = scratch.flags;
    flow_collect(program, its->function, its->first, its->last, &scratch.writes);
    for (uint32_t i = 0; i < scratch.writes.count; i++) {
        const struct flow_write *write = &scratch.writes.data[i];

        if (write->by_call
                ? write->node == source && (write->effect == WRITE_VALUE || write->effect == WRITE_FIELD)
                : node_contains(view.facts, write->source, source))
            raise_write(&scratch, write, false, true);
    }
    spread(&view, &scratch);
    found = seen_in(&view, node, view.facts->nodes[node].end) & SEEN_ITEM ||
            (node != source && node_contains(view.facts, node, source));
    free(scratch.flags);
    vec_release(&scratch.touched);
    vec_release(&scratch.writes);
    return found;
}

bool flow_writes(const struct program *program, uint32_t function, uint32_t first, uint32_t last,
                 uint32_t symbol)
{
    write_list writes = {0};
    bool found = false;

    flow_collect(program, function, first, last, &writes);
    for (uint32_t i = 0; i < writes.count && !found; i++)
        found = writes.data[i].symbol == symbol && writes.data[i].effect != WRITE_TOUCH;
    vec_release(&writes);
    return found;
}
