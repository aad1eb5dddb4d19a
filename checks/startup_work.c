/* Two breadth-first walks over the functions that a root calls. The first follows everything and notes which
 * static variables load time writes, and which of them from the environment: a test of any other one, still
 * zero, is a switch that is off, and a test of those from the environment is somebody's wish. The second
 * leaves out what stands behind such a test, and collects the work. Each function is entered once a walk, so
 * a root costs as much as the code that it reaches. */
#include "checks/startup_work.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/path.h"
#include "analyzer/link/flow.h"
#include "analyzer/link/loops.h"

#define TEXT_LIMIT 40

enum written { WRITTEN = 1, WRITTEN_FROM_ENVIRONMENT = 2 };

struct walk {
    const struct program *program;
    struct startup_work *work;
    struct arena *arena;
    uint32_t root;
    bool collect;    /* the second walk */
    uint32_t *queue; /* functions */
    uint32_t count;
    uint32_t *site;   /* by function: node of the root's body */
    int64_t *rounds;  /* by function: how often it is called, as far as constants tell */
    uint8_t *written; /* by variable: enum written */
};

static const struct facts *facts_of(const struct walk *walk, uint32_t function)
{
    return function_facts(walk->program, function);
}

/* Whether the node calls a function that reads the environment, itself or by a wrapper that says so. */
static bool is_environment_call(const struct walk *walk, const struct facts *facts, uint32_t node)
{
    return facts->nodes[node].kind == NODE_CALL && facts->nodes[node].ref != FACTS_NONE &&
           catalog_has_word(walk->program->catalog, WORDS_ENVIRONMENT,
                            facts_string(facts, facts->symbols[facts->nodes[node].ref].name));
}

static bool asks_environment(const struct walk *walk, const struct facts *facts, uint32_t node)
{
    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (is_environment_call(walk, facts, n))
            return true;
    return false;
}

static bool is_zero_at_first(const struct facts *facts, uint32_t symbol)
{
    uint32_t body = facts->symbols[symbol].body;

    return body == FACTS_NONE || (facts->nodes[body].flags & NODE_HAS_VALUE && facts->nodes[body].value == 0);
}

/* Whether a local of the function gets its value from the environment. */
static bool local_from_environment(const struct walk *walk, uint32_t function, uint32_t symbol)
{
    const struct facts *facts = facts_of(walk, function);
    uint32_t body = walk->program->functions[function].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t value = FACTS_NONE;

        if (node->kind == NODE_VARIABLE && node->ref == symbol)
            value = node_first(facts, n);
        else if (node->kind == NODE_ASSIGN && node_base(facts, node_child(facts, n, 0)) == symbol)
            value = node_child(facts, n, 1);
        if (value != FACTS_NONE && asks_environment(walk, facts, value))
            return true;
    }
    return false;
}

/* Whether the symbol is nonzero only where somebody asks for something: through the environment, or through a
 * switch that load time does not touch. */
static bool is_wish(const struct walk *walk, uint32_t function, uint32_t symbol)
{
    const struct unit *unit = &walk->program->units[walk->program->functions[function].unit];
    uint32_t variable = unit->symbol_variable[symbol];

    if (variable == PROGRAM_NONE)
        return unit->facts->symbols[symbol].kind == SYMBOL_VARIABLE &&
               local_from_environment(walk, function, symbol);
    if (walk->written[variable] & WRITTEN)
        return walk->written[variable] & WRITTEN_FROM_ENVIRONMENT;
    return walk->program->variables[variable].defined &&
           is_zero_at_first(walk->program->units[walk->program->variables[variable].unit].facts,
                            walk->program->variables[variable].symbol);
}

/* The value itself, or what it points to, is a wish. */
static bool is_wish_itself(const struct walk *walk, uint32_t function, uint32_t node)
{
    const struct facts *facts = facts_of(walk, function);
    const struct fact_node *n;

    node = node_strip(facts, node);
    n = &facts->nodes[node];
    if (n->kind == NODE_ASSIGN)
        return is_wish_itself(walk, function, node_child(facts, node, 1)) ||
               is_wish_itself(walk, function, node_child(facts, node, 0));
    if (n->kind == NODE_CALL)
        return node_argument_count(facts, node) == 1 && is_environment_call(walk, facts, node);
    if (n->kind == NODE_NAME || n->kind == NODE_INDEX || n->kind == NODE_MEMBER ||
        (n->kind == NODE_UNARY && n->op == UNARY_DEREFERENCE)) {
        uint32_t base = node_base(facts, node);

        return base != FACTS_NONE && is_wish(walk, function, base);
    }
    return false;
}

typedef bool variable_test(const struct walk *walk, uint32_t function, uint32_t symbol);

/* Whether the expression asks the environment, or names a variable that passes the test. */
static bool asks_or_names(const struct walk *walk, uint32_t function, uint32_t node, variable_test *test)
{
    const struct facts *facts = facts_of(walk, function);

    if (asks_environment(walk, facts, node))
        return true;
    for (uint32_t n = node; n < facts->nodes[node].end; n++)
        if (facts->nodes[n].kind == NODE_NAME && facts->nodes[n].ref != FACTS_NONE &&
            facts->symbols[facts->nodes[n].ref].kind == SYMBOL_VARIABLE &&
            test(walk, function, facts->nodes[n].ref))
            return true;
    return false;
}

/* What a condition says of wishes: 1, it holds only when one is there; -1, it holds when none is; 0, nothing.
 * A text must be there to be compared, so any comparison of its content is a 1. */
static int wish_of(const struct walk *walk, uint32_t function, uint32_t node)
{
    const struct facts *facts = facts_of(walk, function);
    const struct fact_node *n;
    int left, right;

    node = node_strip(facts, node);
    n = &facts->nodes[node];
    if (n->kind == NODE_UNARY && n->op == UNARY_LOGICAL_NOT) {
        uint32_t operand = node_strip(facts, node_first(facts, node));

        if (is_wish_itself(walk, function, operand))
            return -1;
        return facts->nodes[operand].kind == NODE_CALL ? wish_of(walk, function, operand)
                                                       : -wish_of(walk, function, operand);
    }
    if (n->kind == NODE_BINARY && (n->op == BINARY_LOGICAL_AND || n->op == BINARY_LOGICAL_OR)) {
        left = wish_of(walk, function, node_child(facts, node, 0));
        right = wish_of(walk, function, node_child(facts, node, 1));
        if (n->op == BINARY_LOGICAL_AND)
            return left > 0 || right > 0 ? 1 : 0;
        return left < 0 || right < 0 ? -1 : left > 0 && right > 0;
    }
    if (n->kind == NODE_BINARY && is_wish_itself(walk, function, node_child(facts, node, 0))) {
        const struct fact_node *constant = &facts->nodes[node_strip(facts, node_child(facts, node, 1))];
        bool zero = constant->flags & NODE_HAS_VALUE && constant->value == 0;

        if (n->op == BINARY_EQUAL)
            return zero ? -1 : 1;
        if (n->op == BINARY_NOT_EQUAL)
            return zero ? 1 : 0;
        return n->op == BINARY_GREATER || n->op == BINARY_GREATER_EQUAL || n->op == BINARY_AND;
    }
    if (n->kind == NODE_BINARY || n->kind == NODE_CALL)
        return asks_or_names(walk, function, node, is_wish);
    return is_wish_itself(walk, function, node);
}

static bool leaves(const struct facts *facts, uint32_t statement)
{
    uint32_t last = statement;

    if (facts->nodes[statement].kind == NODE_COMPOUND)
        for (uint32_t child = node_first(facts, statement); child != FACTS_NONE;
             child = node_next(facts, child))
            last = child;
    return facts->nodes[last].kind == NODE_RETURN || facts->nodes[last].kind == NODE_GOTO;
}

/* Whether a statement before `child` in the block leaves the function unless somebody asked. */
static bool left_before(const struct walk *walk, uint32_t function, uint32_t block, uint32_t child)
{
    const struct facts *facts = facts_of(walk, function);

    for (uint32_t s = node_first(facts, block); s != FACTS_NONE && s < child; s = node_next(facts, s))
        if (facts->nodes[s].kind == NODE_IF && leaves(facts, node_child(facts, s, 1)) &&
            wish_of(walk, function, node_child(facts, s, 0)) < 0)
            return true;
    return false;
}

/* Whether `node` runs only where somebody asked for it. */
static bool is_on_request(const struct walk *walk, uint32_t function, uint32_t node)
{
    const struct facts *facts = facts_of(walk, function);

    for (uint32_t child = node, parent = facts->nodes[node].parent; parent != FACTS_NONE;
         child = parent, parent = facts->nodes[parent].parent) {
        const struct fact_node *p = &facts->nodes[parent];
        int wish;

        if (p->kind == NODE_COMPOUND && left_before(walk, function, parent, child))
            return true;
        if (p->kind == NODE_BINARY && p->op == BINARY_LOGICAL_AND && child == node_child(facts, parent, 1) &&
            wish_of(walk, function, node_child(facts, parent, 0)) > 0)
            return true;
        if ((p->kind != NODE_IF && p->kind != NODE_CONDITIONAL) || child == node_child(facts, parent, 0))
            continue;
        wish = wish_of(walk, function, node_child(facts, parent, 0));
        if (wish > 0 ? child == node_child(facts, parent, 1)
                     : wish < 0 && child == node_child(facts, parent, 2))
            return true;
    }
    return false;
}

/* Whether a condition around `node` asks for a wish, and so for no earlier failure. */
static bool is_below_wish(const struct walk *walk, uint32_t function, uint32_t node)
{
    const struct facts *facts = facts_of(walk, function);

    for (uint32_t parent = facts->nodes[node].parent; parent != FACTS_NONE;
         parent = facts->nodes[parent].parent)
        if ((facts->nodes[parent].kind == NODE_IF || facts->nodes[parent].kind == NODE_CONDITIONAL) &&
            wish_of(walk, function, node_child(facts, parent, 0)) != 0)
            return true;
    return false;
}

/* Devices have nothing to wait for. */
static bool opens_device(const struct facts *facts, const struct call *call)
{
    uint32_t path =
        call->known->query >= 0 ? node_argument(facts, call->node, (unsigned)call->known->query) : FACTS_NONE;

    if (path == FACTS_NONE)
        return false;
    path = node_strip(facts, path);
    return facts->nodes[path].kind == NODE_STRING && facts->nodes[path].ref != FACTS_NONE &&
           strncmp(facts_string(facts, facts->nodes[path].ref), "/dev/", 5) == 0;
}

static bool argument_is_at_least(const struct facts *facts, const struct call *call, int position,
                                 int64_t least)
{
    uint32_t argument = position >= 0 ? node_argument(facts, call->node, (unsigned)position) : FACTS_NONE;

    return argument != FACTS_NONE && facts->nodes[argument].flags & NODE_HAS_VALUE &&
           facts->nodes[argument].value >= least;
}

static bool is_null(const struct facts *facts, uint32_t node)
{
    node = node_strip(facts, node);
    return facts->nodes[node].flags & NODE_HAS_VALUE && facts->nodes[node].value == 0;
}

static bool in_many_rounds(const struct program *program, const struct call *call)
{
    for (uint32_t l = call->loop; l != PROGRAM_NONE; l = program->loops[l].parent)
        if (program->loops[l].class != LOOP_ONCE && program->loops[l].class != LOOP_SMALL)
            return true;
    return false;
}

static enum work_kind kind_of_effects(unsigned effects)
{
    if (effects & EFFECT_PROCESS)
        return WORK_PROCESSES;
    if (effects & EFFECT_DNS)
        return WORK_NAMES;
    return effects & EFFECT_REMOTE ? WORK_REMOTE : WORK_FILES;
}

/* The kind of work that a library call is; WORK_KINDS for none. */
static enum work_kind kind_of_call(const struct program *program, const struct call *call)
{
    const struct catalog_function *known = call->known;
    const struct facts *facts = function_facts(program, call->function);

    switch (known->role) {
    case ROLE_FILE:
        if (opens_device(facts, call) || (known->brief && !in_many_rounds(program, call)))
            return WORK_KINDS;
        return WORK_FILES;
    case ROLE_ITERATE:
    case ROLE_SETUP: return known->effects != 0 ? kind_of_effects(known->effects) : WORK_KINDS;
    case ROLE_ROUND_TRIP:
    case ROLE_CONNECT:
    case ROLE_FORK:
    case ROLE_EXEC: return kind_of_effects(known->effects);
    case ROLE_LOAD: return is_null(facts, node_argument(facts, call->node, 0)) ? WORK_KINDS : WORK_PLUGINS;
    case ROLE_SLEEP: return WORK_SLEEP;
    case ROLE_SORT:
    case ROLE_COPY:
    case ROLE_SHIFT:
        return argument_is_at_least(facts, call, known->length,
                                    known->role == ROLE_SORT ? STARTUP_ROUNDS : STARTUP_BYTES)
                   ? WORK_DATA
                   : WORK_KINDS;
    default: return WORK_KINDS;
    }
}

static void add_work(struct walk *walk, enum work_kind kind, uint32_t function, uint32_t node,
                     const char *what)
{
    uint32_t site = function == walk->root ? node : walk->site[function];

    vec_push(&walk->work->items, (struct work){kind, function, node, site, what});
}

static int64_t times(int64_t a, int64_t b)
{
    int64_t product;

    return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

/* Rounds of the loop and of those around it that constants bound. */
static int64_t rounds_of(const struct walk *walk, uint32_t function, uint32_t loop)
{
    int64_t rounds = walk->rounds[function];

    for (uint32_t l = loop; l != PROGRAM_NONE; l = walk->program->loops[l].parent)
        if (walk->program->loops[l].bound == BOUND_CONSTANT && walk->program->loops[l].bound_value > 1)
            rounds = times(rounds, walk->program->loops[l].bound_value);
    return rounds;
}

/* Whether the function of a table takes time, as far as it can be seen. */
static bool takes_time(const struct program *program, uint32_t function)
{
    const struct function *f = &program->functions[function];

    if (f->summary.loops || f->summary.effects != 0)
        return true;
    for (uint32_t c = f->first_call; c < f->first_call + f->call_count; c++)
        if (program->calls[c].known == NULL && program->calls[c].target_count == 0)
            return true;
    return false;
}

/* Whether the call goes through a table of functions, another one each round, and these are worth telling:
 * tests and set-ups give a verdict that is looked at; what merely registers does not take time. */
static bool runs_table(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t parent = facts->nodes[call->node].parent;

    if (call->loop == PROGRAM_NONE || call->kind == CALL_DIRECT || call->kind == CALL_PARAMETER ||
        !flow_varies(program, call->loop, node_first(facts, call->node)))
        return false;
    for (uint32_t t = 0; t < call->target_count; t++)
        if (takes_time(program, program->targets[call->first_target + t]))
            return true;
    return call->target_count == 0 && parent != FACTS_NONE && facts->nodes[parent].kind != NODE_COMPOUND &&
           !node_is_loop(facts, parent);
}

static void enter(struct walk *walk, uint32_t function, uint32_t by, uint32_t site, int64_t rounds)
{
    if (walk->program->functions[function].body == FACTS_NONE ||
        walk->work->came_by[function] != STARTUP_UNSEEN)
        return;
    walk->work->came_by[function] = by;
    walk->site[function] = site;
    walk->rounds[function] = rounds;
    walk->queue[walk->count++] = function;
}

/* Functions handed to a library call that runs them before it returns. */
static void enter_callbacks(struct walk *walk, uint32_t c, uint32_t site, int64_t rounds)
{
    const struct program *program = walk->program;
    const struct catalog_function *known = program->calls[c].known;

    if (known->role != ROLE_ONCE && known->role != ROLE_ITERATE)
        return;
    for (uint32_t i = callbacks_from(program, c);
         i < program->callback_count && program->callbacks[i].call == c; i++)
        if (known->callback == (int)program->callbacks[i].argument)
            enter(walk, program->callbacks[i].function, c, site, rounds);
}

static void look_at_call(struct walk *walk, uint32_t c)
{
    const struct program *program = walk->program;
    const struct call *call = &program->calls[c];
    uint32_t function = call->function, site = function == walk->root ? call->node : walk->site[function];
    int64_t rounds = rounds_of(walk, function, call->loop);

    if (walk->collect && is_on_request(walk, function, call->node))
        return;
    if (walk->collect && call_is_on_error_path(program, c) && !is_below_wish(walk, function, call->node))
        return;
    if (call->known != NULL) {
        enum work_kind kind = kind_of_call(program, call);

        if (walk->collect && kind != WORK_KINDS)
            add_work(walk, kind, function, call->node, call->name);
        enter_callbacks(walk, c, site, rounds);
    } else if (walk->collect && runs_table(program, call)) {
        add_work(walk, WORK_TESTS, function, call->node, arena_printf(walk->arena, "`%s`", call->name));
    } else if (!call->ambiguous && call->target_count == 1) {
        enter(walk, program->targets[call->first_target], c, site, rounds);
    }
}

/* Whether the call asks a clock, itself or in a function that does little else: further down, a clock may be
 * asked for anything, and is no reason to go round. */
static bool asks_clock(const struct program *program, const struct call *call)
{
    const struct function *target;

    if (call->known != NULL)
        return call->known->role == ROLE_CLOCK;
    if (call->target_count != 1)
        return false;
    target = &program->functions[program->targets[call->first_target]];
    if (target->loop_count > 0)
        return false;
    for (uint32_t c = target->first_call; c < target->first_call + target->call_count; c++)
        if (program->calls[c].known != NULL && program->calls[c].known->role == ROLE_CLOCK)
            return true;
    return false;
}

/* The call by which the loop asks a clock each round, in its condition or in its body itself; PROGRAM_NONE.
 */
static uint32_t clock_of(const struct program *program, const struct function *function, uint32_t loop)
{
    const struct facts *facts = program->units[function->unit].facts;
    uint32_t condition = program->loops[loop].parts.condition;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (condition != FACTS_NONE && node_contains(facts, condition, call->node) &&
            asks_clock(program, call))
            return c;
        if (call->loop == loop && call->known != NULL && call->known->role == ROLE_CLOCK)
            return c;
    }
    return PROGRAM_NONE;
}

static void look_at_loops(struct walk *walk, uint32_t function)
{
    const struct program *program = walk->program;
    const struct function *f = &program->functions[function];

    for (uint32_t l = f->first_loop; l < f->first_loop + f->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        bool innermost = l + 1 == f->first_loop + f->loop_count || program->loops[l + 1].depth <= loop->depth;
        uint32_t clock = clock_of(program, f, l);
        int64_t rounds;

        if (is_on_request(walk, function, loop->node))
            continue;
        rounds = rounds_of(walk, function, l);
        if (clock != PROGRAM_NONE)
            add_work(walk, WORK_SPIN, function, loop->node, program->calls[clock].name);
        else if (innermost && loop->class != LOOP_ONCE && rounds >= STARTUP_ROUNDS &&
                 walk->rounds[function] < STARTUP_ROUNDS)
            add_work(walk, WORK_DATA, function, loop->node,
                     arena_printf(walk->arena, "%lld rounds", (long long)rounds));
    }
}

static bool is_local_from_environment(const struct walk *walk, uint32_t function, uint32_t symbol)
{
    return !(facts_of(walk, function)->symbols[symbol].flags & SYMBOL_STATIC) &&
           local_from_environment(walk, function, symbol);
}

static void note_written(struct walk *walk, uint32_t function)
{
    const struct facts *facts = facts_of(walk, function);
    const struct unit *unit = &walk->program->units[walk->program->functions[function].unit];
    uint32_t body = walk->program->functions[function].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t base, variable;

        if (node->kind != NODE_ASSIGN &&
            !(node->kind == NODE_UNARY && node->op >= UNARY_POST_INCREMENT && node->op <= UNARY_ADDRESS))
            continue;
        base = node_base(facts, node_child(facts, n, 0));
        variable = base == FACTS_NONE ? PROGRAM_NONE : unit->symbol_variable[base];
        if (variable == PROGRAM_NONE)
            continue;
        walk->written[variable] |= WRITTEN;
        if (node->kind == NODE_ASSIGN &&
            asks_or_names(walk, function, node_child(facts, n, 1), is_local_from_environment))
            walk->written[variable] |= WRITTEN_FROM_ENVIRONMENT;
    }
}

static void walk_all(struct walk *walk, bool collect)
{
    const struct program *program = walk->program;

    walk->collect = collect;
    walk->count = 0;
    for (uint32_t f = 0; f < program->function_count; f++)
        walk->work->came_by[f] = STARTUP_UNSEEN;
    enter(walk, walk->root, PROGRAM_NONE, FACTS_NONE, 1);
    for (uint32_t i = 0; i < walk->count; i++) {
        uint32_t f = walk->queue[i];
        const struct function *function = &program->functions[f];

        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
            look_at_call(walk, c);
        if (collect)
            look_at_loops(walk, f);
        else
            note_written(walk, f);
    }
}

void startup_work_find(struct startup_work *work, const struct program *program, uint32_t root,
                       struct arena *arena)
{
    struct walk walk = {.program = program, .work = work, .arena = arena, .root = root};

    *work = (struct startup_work){0};
    work->came_by = xmalloc((program->function_count + 1) * sizeof *work->came_by);
    walk.queue = xmalloc((program->function_count + 1) * sizeof *walk.queue);
    walk.site = xmalloc((program->function_count + 1) * sizeof *walk.site);
    walk.rounds = xmalloc((program->function_count + 1) * sizeof *walk.rounds);
    walk.written = xmalloc(program->variable_count + 1);
    memset(walk.written, 0, program->variable_count + 1);
    walk_all(&walk, false);
    walk_all(&walk, true);
    free(walk.queue);
    free(walk.site);
    free(walk.rounds);
    free(walk.written);
}

void startup_work_release(struct startup_work *work)
{
    vec_release(&work->items);
    free(work->came_by);
}
