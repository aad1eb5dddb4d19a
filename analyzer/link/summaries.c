/* What each function does in the end: which roles it may reach, the shortest way to a remote call, which
 * parameters it calls back.
 *
 * Reachability, never path enumeration. Each fact is a set of bits that only grows along the call graph,
 * spread from the primitives to their callers by a work list: it ends when nothing grows, after at most (bits
 * x calls) steps. The shortest ways are breadth-first searches over the reversed calls, one a kind, so
 * recursion needs no care: a function is reached once.
 *
 * A call through a parameter does what the caller hands over, so it is charged where the function is handed
 * over, not where it is called: a generic walker does not become remote because one of its many users is. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/gather.h"
#include "analyzer/link/internal.h"
#include "analyzer/link/loops.h"

bool callback_runs_within(const struct catalog_function *known)
{
    return known->role == ROLE_ITERATE || known->role == ROLE_SORT || known->role == ROLE_ONCE ||
           known->role == ROLE_LOOKUP || known->role == ROLE_SEARCH ||
           (known->repeats && known->role != ROLE_SET);
}

/* Whether the call, by the function it goes to, runs the function handed over as argument `position` before
 * it returns. */
static bool call_runs_argument(const struct program *program, const struct call *call, uint32_t position)
{
    if (call->known != NULL && call->known->callback == (int)position && callback_runs_within(call->known))
        return true;
    for (uint32_t t = 0; position < 64 && t < call->target_count; t++)
        if (program->functions[program->targets[call->first_target + t]].summary.called_parameters >>
                position &
            1)
            return true;
    return false;
}

struct worklist {
    uint32_t *items;
    uint32_t count, capacity;
    bool *queued;
};

static void worklist_add(struct worklist *list, uint32_t function)
{
    if (list->queued[function])
        return;
    list->queued[function] = true;
    list->items = vec_grow_(list->items, list->count, &list->capacity, sizeof *list->items, 1);
    list->items[list->count++] = function;
}

/* Applies `grow` to every function until it changes none; a function is looked at again when one that it
 * calls has grown. */
static void fixpoint(struct program *program, bool (*grow)(struct program *, uint32_t))
{
    struct worklist list = {0};

    list.queued = xmalloc(program->function_count + 1);
    memset(list.queued, 0, program->function_count + 1);
    for (uint32_t f = program->function_count; f-- > 0;)
        if (program->functions[f].body != FACTS_NONE)
            worklist_add(&list, f);
    while (list.count > 0) {
        uint32_t f = list.items[--list.count];

        list.queued[f] = false;
        if (!grow(program, f))
            continue;
        for (uint32_t i = program->first_caller[f]; i < program->first_caller[f + 1]; i++)
            worklist_add(&list, program->calls[program->callers[i]].function);
    }
    free(list.items);
    free(list.queued);
}

static bool grow_called_parameters(struct program *program, uint32_t f)
{
    struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint64_t before = function->summary.called_parameters;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        uint32_t position = 0;

        if (call->kind == CALL_PARAMETER && call->symbol_ref < 64)
            function->summary.called_parameters |= UINT64_C(1) << call->symbol_ref;
        for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
             a = node_next(facts, a), position++) {
            uint32_t own = function_parameter(program, f, a);

            if (own < 64 && call_runs_argument(program, call, position))
                function->summary.called_parameters |= UINT64_C(1) << own;
        }
    }
    return function->summary.called_parameters != before;
}

uint64_t call_roles(const struct program *program, const struct call *call)
{
    uint32_t id = (uint32_t)(call - program->calls);
    uint64_t roles = call->known != NULL ? ROLE_BIT(call->known->role) : 0;

    for (uint32_t t = 0; call->kind != CALL_PARAMETER && t < call->target_count; t++)
        roles |= program->functions[program->targets[call->first_target + t]].summary.roles;
    for (uint32_t i = callbacks_from(program, id);
         i < program->callback_count && program->callbacks[i].call == id; i++)
        if (call_runs_argument(program, call, program->callbacks[i].argument))
            roles |= program->functions[program->callbacks[i].function].summary.roles;
    return roles;
}

static bool grow_roles(struct program *program, uint32_t f)
{
    struct function *function = &program->functions[f];
    uint64_t before = function->summary.roles;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        function->summary.roles |= call_roles(program, &program->calls[c]);
    return function->summary.roles != before;
}

void summaries_roles(struct program *program)
{
    fixpoint(program, grow_called_parameters);
    fixpoint(program, grow_roles);
}

typedef struct witness *witness_slot(struct summary *summary);

static struct witness *remote_slot(struct summary *summary)
{
    return &summary->remote;
}

static struct witness *local_slot(struct summary *summary)
{
    return &summary->local;
}

static struct witness *io_slot(struct summary *summary)
{
    return &summary->io;
}

static struct witness *thread_slot(struct summary *summary)
{
    return &summary->thread;
}

typedef bool call_test(const struct program *program, uint32_t call);

static bool is_remote(const struct program *program, uint32_t call)
{
    return (program->calls[call].effects & EFFECT_REMOTE) != 0;
}

static bool is_local_database(const struct program *program, uint32_t call)
{
    return (program->calls[call].effects & EFFECT_LOCAL_DATABASE) != 0;
}

static bool is_io(const struct program *program, uint32_t call)
{
    return (program->calls[call].effects & EFFECT_SYNC_IO) != 0;
}

static bool is_thread(const struct program *program, uint32_t call)
{
    return program->calls[call].known != NULL && program->calls[call].known->role == ROLE_THREAD;
}

static bool is_function_pointer(const struct facts *facts, uint32_t node)
{
    uint32_t type = node == FACTS_NONE ? FACTS_NONE : facts->nodes[node_strip(facts, node)].type;

    if (type != FACTS_NONE && facts->types[type].class == TYPE_POINTER)
        type = facts->types[type].target;
    return type != FACTS_NONE && facts->types[type].class == TYPE_FUNCTION;
}

/* Whether the call's function walks something and calls argument `position` for each element. Of a function
 * that nobody here defines and the catalog does not know only the name can tell. */
static bool call_iterates_argument(const struct program *program, const struct call *call, uint32_t position)
{
    if (call->known != NULL)
        return call->known->callback == (int)position &&
               (call->known->role == ROLE_ITERATE || call->known->role == ROLE_SORT || call->known->repeats);
    for (uint32_t t = 0; position < 64 && t < call->target_count; t++)
        if (program->functions[program->targets[call->first_target + t]].summary.iterated_parameters >>
                position &
            1)
            return true;
    return call->target_count == 0 && call->kind != CALL_PARAMETER && call->name != NULL &&
           is_function_pointer(
               function_facts(program, call->function),
               node_argument(function_facts(program, call->function), call->node, position)) &&
           catalog_has_word(program->catalog, WORDS_ITERATOR, call->name);
}

struct search {
    struct program *program;
    witness_slot *slot;
    bool outside_loops; /* only calls that are not per item count for the caller */
    uint32_t *reached;  /* by call: targets that do it */
    uint32_t *queue;
    uint32_t head, tail;
};

/* Conditions on a way, beyond which nobody would say that a use of the function costs what is at its end. */
#define GUARDS_MAX 2

static void search_reach(struct search *search, uint32_t call, uint32_t target, uint32_t distance)
{
    struct program *program = search->program;
    const struct catalog_function *known = program->calls[call].known;
    uint32_t guards = program->calls[call].guarded;
    bool connects = target == PROGRAM_NONE && known != NULL && known->role == ROLE_CONNECT;

    struct function *caller = &program->functions[program->calls[call].function];
    struct witness *witness = search->slot(&caller->summary);

    if (program->calls[call].rare || (search->outside_loops && call_is_per_group(program, call)))
        return;
    if (search->outside_loops &&
        (program->calls[call].item_loop != PROGRAM_NONE || caller->recursion != PROGRAM_NONE)) {
        if (search->slot == remote_slot)
            caller->summary.remote_per_item = true;
        return;
    }
    if (target != PROGRAM_NONE) {
        connects = search->slot(&program->functions[target].summary)->connects;
        guards += search->slot(&program->functions[target].summary)->guards;
    }
    /* A connection opened under a condition is the lazy first one or the new one after a failure: it is not
     * what each use of the function waits for. */
    if (connects && guards > 0)
        return;
    if (witness->call != PROGRAM_NONE || guards > GUARDS_MAX)
        return;
    *witness = (struct witness){call, target, distance, guards, connects};
    search->queue[search->tail++] = program->calls[call].function;
}

static bool carries_question(const struct catalog_function *known)
{
    return known != NULL && (known->query >= 0 || known->batch[0] != '\0');
}

/* Breadth first from the primitives to their callers: the first way found is a shortest one, and among those
 * the first in program order. */
static void search_witness(struct program *program, witness_slot *slot, call_test *test, bool outside_loops)
{
    struct search search = {.program = program,
                            .slot = slot,
                            .outside_loops = outside_loops,
                            .reached = xmalloc((program->call_count + 1) * sizeof(uint32_t)),
                            .queue = xmalloc((program->function_count + 1) * sizeof(uint32_t))};

    memset(search.reached, 0, (program->call_count + 1) * sizeof(uint32_t));
    for (uint32_t f = 0; f < program->function_count; f++)
        *slot(&program->functions[f].summary) = (struct witness){PROGRAM_NONE, PROGRAM_NONE, 0, 0, false};
    /* what carries a question first: of a ping and a query in one function the query is what is repeated */
    for (unsigned asks = 2; asks-- > 0;)
        for (uint32_t c = 0; c < program->call_count; c++)
            if (test(program, c) && carries_question(program->calls[c].known) == asks)
                search_reach(&search, c, PROGRAM_NONE, 1);
    while (search.head < search.tail) {
        uint32_t f = search.queue[search.head++];
        uint32_t distance = slot(&program->functions[f].summary)->distance + 1;

        for (uint32_t i = program->first_caller[f]; i < program->first_caller[f + 1]; i++)
            if (program->calls[program->callers[i]].kind != CALL_PARAMETER &&
                call_counts(&program->calls[program->callers[i]], ++search.reached[program->callers[i]]))
                search_reach(&search, program->callers[i], f, distance);
        for (uint32_t i = program->first_handed[f]; i < program->first_handed[f + 1]; i++) {
            const struct callback *callback = &program->callbacks[program->handed[i]];

            if (outside_loops &&
                call_iterates_argument(program, &program->calls[callback->call], callback->argument)) {
                if (slot == remote_slot)
                    program->functions[program->calls[callback->call].function].summary.remote_per_item =
                        true;
                continue;
            }
            if (call_runs_argument(program, &program->calls[callback->call], callback->argument))
                search_reach(&search, callback->call, f, distance);
        }
    }
    free(search.reached);
    free(search.queue);
}

/* Callbacks by the function handed over. */
static void index_handed(struct program *program)
{
    uint32_t *first = ARENA_ARRAY(program->arena, program->function_count + 2, uint32_t);

    for (uint32_t i = 0; i < program->callback_count; i++)
        first[program->callbacks[i].function + 2]++;
    for (uint32_t f = 0; f < program->function_count; f++)
        first[f + 2] += first[f + 1];
    program->handed = ARENA_ARRAY(program->arena, program->callback_count + 1, uint32_t);
    for (uint32_t i = 0; i < program->callback_count; i++)
        program->handed[first[program->callbacks[i].function + 1]++] = i;
    program->first_handed = first;
}

static bool grow_effects(struct program *program, uint32_t f)
{
    struct function *function = &program->functions[f];
    struct summary *summary = &function->summary;
    struct summary before = *summary;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->rare)
            continue;
        if (program->calls[c].item_loop == PROGRAM_NONE && function->recursion == PROGRAM_NONE)
            summary->effects |= program->calls[c].effects;
        for (uint32_t t = 0; call->kind != CALL_PARAMETER && t < call->target_count; t++) {
            const struct summary *target =
                &program->functions[program->targets[call->first_target + t]].summary;

            if (program->calls[c].item_loop == PROGRAM_NONE && function->recursion == PROGRAM_NONE)
                summary->effects |= target->effects;
            summary->loops |= target->loops;
            summary->remote_per_item |= target->remote_per_item;
        }
    }
    return before.effects != summary->effects || before.loops != summary->loops ||
           before.remote_per_item != summary->remote_per_item;
}

/* Bits of the parameters that hold the object `argument` stands for: the parameter itself, or one of which it
 * is a direct field. Deeper fields belong to what many items share. */
static uint64_t object_mask(const struct program *program, uint32_t f, uint32_t argument)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t node = node_strip(facts, argument), symbol, position;
    unsigned fields = 0;

    while (facts->nodes[node].kind == NODE_MEMBER ||
           (facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op == UNARY_ADDRESS)) {
        fields += facts->nodes[node].kind == NODE_MEMBER;
        node = node_strip(facts, node_first(facts, node));
    }
    if (fields > 1 || facts->nodes[node].kind != NODE_NAME)
        return 0;
    /* What is put into a parameter's object does not make it another object. */
    position = function_parameter(program, f, node);
    if (position < 64)
        return UINT64_C(1) << position;
    symbol = facts->nodes[node].ref;
    return symbol == FACTS_NONE ? 0 : program->units[function->unit].parameter_mask[symbol];
}

/* Parameters of this function whose bits the called function sets, through the arguments that they stand in.
 */
static uint64_t mask_through(const struct program *program, uint32_t f, const struct call *call,
                             uint64_t bits, bool object)
{
    const struct facts *facts = function_facts(program, f);
    uint64_t mask = 0;
    uint32_t position = 0;

    if (bits == 0)
        return 0;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if (bits >> position & 1)
            mask |=
                object ? object_mask(program, f, a) : depends_mask(program, program->functions[f].unit, a);
    return mask;
}

uint64_t call_endpoint_arguments(const struct program *program, const struct call *call)
{
    uint64_t any = 0, agreed = 0;

    if (call->known != NULL)
        return call->known->role == ROLE_CONNECT ? UINT64_MAX : 0;
    if (call->kind == CALL_PARAMETER)
        return 0;
    for (uint32_t t = 0; t < call->target_count; t++)
        any |= program->functions[program->targets[call->first_target + t]].summary.connect_parameters;
    if (call->target_count <= 1)
        return any;
    for (uint64_t left = any; left != 0; left &= left - 1) {
        uint64_t bit = left & -left;
        uint32_t having = 0;

        for (uint32_t t = 0; t < call->target_count; t++)
            having +=
                (program->functions[program->targets[call->first_target + t]].summary.connect_parameters &
                 bit) != 0;
        if (call_counts(call, having))
            agreed |= bit;
    }
    return agreed;
}

uint64_t call_handle_arguments(const struct program *program, const struct call *call)
{
    uint64_t bits = 0;

    if (call->known != NULL)
        return call->known->handle >= 0 ? UINT64_C(1) << call->known->handle : 0;
    for (uint32_t t = 0; call->kind != CALL_PARAMETER && t < call->target_count; t++)
        bits |= program->functions[program->targets[call->first_target + t]].summary.handle_parameters;
    return bits;
}

static bool grow_endpoints(struct program *program, uint32_t f)
{
    struct function *function = &program->functions[f];
    uint64_t connect = function->summary.connect_parameters, handle = function->summary.handle_parameters;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        /* whom a log line goes to, or what is tried after a failure, is nobody's peer */
        if (!call->rare && !call_is_logging(program, call))
            connect |= mask_through(program, f, call, call_endpoint_arguments(program, call), false);
        if (call->known == NULL || call->effects & EFFECT_REMOTE)
            handle |= mask_through(program, f, call, call_handle_arguments(program, call), true);
    }
    if (connect == function->summary.connect_parameters && handle == function->summary.handle_parameters)
        return false;
    function->summary.connect_parameters = connect;
    function->summary.handle_parameters = handle;
    return true;
}

static bool grow_iterated_parameters(struct program *program, uint32_t f)
{
    struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint64_t before = function->summary.iterated_parameters;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];
        bool repeated = program->calls[c].item_loop != PROGRAM_NONE || function->recursion != PROGRAM_NONE;
        uint32_t position = 0;

        if (repeated && call->kind == CALL_PARAMETER && call->symbol_ref < 64)
            function->summary.iterated_parameters |= UINT64_C(1) << call->symbol_ref;
        for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
             a = node_next(facts, a), position++) {
            uint32_t own = function_parameter(program, f, a);

            if (own < 64 && ((repeated && call_runs_argument(program, call, position)) ||
                             call_iterates_argument(program, call, position)))
                function->summary.iterated_parameters |= UINT64_C(1) << own;
        }
    }
    return function->summary.iterated_parameters != before;
}

typedef VEC(struct loop)
hidden_loops;

/* Adds the loop whose body is all of `callee` and that the call drives. */
static void add_hidden(struct program *program, hidden_loops *loops, const struct call *call, uint32_t callee,
                       enum loop_class class, const char *reason)
{
    struct function *function = &program->functions[callee];
    struct loop loop = {.function = call->function,
                        .node = call->node,
                        .form = LOOP_HIDDEN,
                        .class = class,
                        .reason = reason,
                        .parent = call->function == callee ? PROGRAM_NONE : call->loop,
                        .variable = FACTS_NONE,
                        .collection = FACTS_NONE,
                        .limit = FACTS_NONE,
                        .driver = FACTS_NONE,
                        .callee = callee};

    loop.parts = (struct loop_parts){FACTS_NONE, FACTS_NONE, FACTS_NONE, FACTS_NONE};
    loop.first = function->body;
    loop.last = program->units[function->unit].facts->nodes[function->body].end;
    function->iterated_by = program->loop_count + loops->count;
    vec_push(loops, loop);
}

/* A callback that an iterator calls per element, and a function that calls itself for each child, are bodies
 * of loops that no statement shows. */
static void add_hidden_loops(struct program *program)
{
    hidden_loops loops = {0};

    program->first_hidden_loop = program->loop_count;
    for (uint32_t f = 0; f < program->function_count; f++)
        program->functions[f].iterated_by = PROGRAM_NONE;
    for (uint32_t i = 0; i < program->callback_count; i++) {
        const struct callback *callback = &program->callbacks[i];
        const struct call *call = &program->calls[callback->call];
        const struct function *callee = &program->functions[callback->function];
        bool later = call->known != NULL && !callback_runs_within(call->known);

        if (callee->iterated_by != PROGRAM_NONE || !call_iterates_argument(program, call, callback->argument))
            continue;
        add_hidden(program, &loops, call, callback->function, later ? LOOP_DRAIN : LOOP_ITEM,
                   arena_printf(program->arena,
                                later ? "%s has %s called once per piece of a stream"
                                      : "%s calls %s once per element",
                                call->name, callee->name));
    }
    for (uint32_t f = 0; f < program->function_count; f++)
        if (program->functions[f].recursion != PROGRAM_NONE &&
            program->functions[f].iterated_by == PROGRAM_NONE)
            add_hidden(program, &loops, &program->calls[program->functions[f].recursion], f, LOOP_ITEM,
                       arena_printf(program->arena, "%s calls itself for each part of what it is given",
                                    program->functions[f].name));
    if (loops.count > 0) {
        struct loop *all = ARENA_ARRAY(program->arena, program->loop_count + loops.count, struct loop);

        if (program->loop_count > 0)
            memcpy(all, program->loops, program->loop_count * sizeof *all);
        memcpy(all + program->loop_count, loops.data, loops.count * sizeof *all);
        program->loops = all;
        program->loop_count += loops.count;
    }
    vec_release(&loops);
}

static void note_loops(struct program *program)
{
    for (uint32_t l = 0; l < program->loop_count; l++)
        if (program->loops[l].form != LOOP_HIDDEN && loop_is_item(&program->loops[l]))
            program->functions[program->loops[l].function].summary.loops = true;
}

void summaries_make(struct program *program)
{
    index_handed(program);
    fixpoint(program, grow_iterated_parameters);
    add_hidden_loops(program);
    note_loops(program);
    search_witness(program, remote_slot, is_remote, true);
    search_witness(program, local_slot, is_local_database, true);
    search_witness(program, io_slot, is_io, false);
    search_witness(program, thread_slot, is_thread, false);
    fixpoint(program, grow_effects);
    fixpoint(program, grow_endpoints);
}
