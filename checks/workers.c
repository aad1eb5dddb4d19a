/* Workers and their locks, read off the thread's function.
 *
 * Serialised is judged by exclusion. Calls are looked at in the order in which they are written; which lock
 * is held at one is told by the nearest lock and unlock before it, where an unlock on a way that leaves is no
 * end. All work must be done under one lock, and what cannot be judged counts as work outside of it, so that
 * a doubt keeps the check silent. Taking a job is no work: what decides on the next round, and a section that
 * waits for something. */
#include "checks/workers.h"

#include <string.h>

#include "analyzer/link/loops.h"

#define LEVELS     3  /* functions that only hand over to the next */
#define TEXT_LIMIT 40 /* of a lock in a message */

#define WORKING_EFFECTS (EFFECT_REMOTE | EFFECT_SYNC_IO | EFFECT_LOCAL_DATABASE)
#define WORKING_ROLES                                                                                        \
    (ROLE_BIT(ROLE_SEND) | ROLE_BIT(ROLE_ROUND_TRIP) | ROLE_BIT(ROLE_RECEIVE) | ROLE_BIT(ROLE_FILE))
#define WAITING_ROLES (ROLE_BIT(ROLE_WAIT) | ROLE_BIT(ROLE_LOCK))

/* Whether the loop takes what others put there: it asks for the next one without being given what to walk, or
 * asks a function that waits. */
static bool takes_from_queue(const struct program *program, const struct loop *loop)
{
    const struct unit *unit = &program->units[program->functions[loop->function].unit];
    uint32_t base, driver;

    if (loop->form != LOOP_CONDITION && loop->form != LOOP_NEXT)
        return false;
    if (loop->collection == FACTS_NONE)
        return true;
    driver =
        loop->driver == FACTS_NONE ? PROGRAM_NONE : program_call_at(program, loop->function, loop->driver);
    if (driver == PROGRAM_NONE)
        return false;
    if (call_roles(program, &program->calls[driver]) & WAITING_ROLES)
        return true;
    base = node_base(unit->facts, loop->collection);
    return program->calls[driver].known == NULL && (base == FACTS_NONE || unit->parameter_mask[base] == 0);
}

static bool serves(const struct program *program, const struct loop *loop)
{
    return loop->parent == PROGRAM_NONE && loop->class != LOOP_ONCE && loop->class != LOOP_SMALL &&
           (loop->form == LOOP_FOREVER || loop->class == LOOP_SERVING || loop->class == LOOP_POLLING ||
            loop->class == LOOP_DRAIN || takes_from_queue(program, loop));
}

/* The only call of a function that has no loop and calls nothing else of the project; PROGRAM_NONE. */
static uint32_t hands_over(const struct program *program, const struct function *function)
{
    uint32_t only = PROGRAM_NONE;

    if (function->loop_count > 0)
        return PROGRAM_NONE;
    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        if (program->calls[c].known != NULL)
            continue;
        if (only != PROGRAM_NONE)
            return PROGRAM_NONE;
        only = c;
    }
    return only;
}

static bool goes_on_for_good(const struct facts *facts, const struct loop *loop)
{
    uint32_t condition = loop->parts.condition;

    return loop->class != LOOP_ONCE && loop->form != LOOP_GOTO &&
           (condition == FACTS_NONE || facts->nodes[condition].flags & NODE_HAS_VALUE);
}

/* Whether a `while (1)` of the function waits in its rounds, as one that takes jobs does. */
static bool waits_for_jobs(const struct program *program, const struct function *function)
{
    const struct facts *facts = program->units[function->unit].facts;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        if (!(call_roles(program, &program->calls[c]) & ROLE_BIT(ROLE_WAIT)))
            continue;
        for (uint32_t l = program->calls[c].loop; l != PROGRAM_NONE; l = program->loops[l].parent)
            if (goes_on_for_good(facts, &program->loops[l]))
                return true;
    }
    return false;
}

/* Macros that open a block are often loops by their form: pthread_cleanup_push(). */
static bool is_repeated(const struct program *program, const struct call *call)
{
    for (uint32_t l = call->loop; l != PROGRAM_NONE; l = program->loops[l].parent)
        if (program->loops[l].class != LOOP_ONCE)
            return true;
    return false;
}

static bool is_worker(const struct program *program, uint32_t f, int level)
{
    const struct function *function = &program->functions[f];
    uint32_t c;

    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++)
        if (serves(program, &program->loops[l]))
            return true;
    /* Further down, what waits may be the talk with one client. */
    for (c = function->first_call; level == LEVELS && c < function->first_call + function->call_count; c++)
        if (!program->calls[c].guarded && !is_repeated(program, &program->calls[c]) &&
            program->calls[c].target_count == 1 &&
            waits_for_jobs(program, &program->functions[program->targets[program->calls[c].first_target]]))
            return true;
    c = level > 0 ? hands_over(program, function) : PROGRAM_NONE;
    for (uint32_t t = 0; c != PROGRAM_NONE && t < program->calls[c].target_count; t++)
        if (is_worker(program, program->targets[program->calls[c].first_target + t], level - 1))
            return true;
    return false;
}

bool thread_is_worker(const struct program *program, uint32_t function)
{
    return is_worker(program, function, LEVELS);
}

static enum role role_of(const struct call *call)
{
    return call->known != NULL ? call->known->role : ROLE_COUNT;
}

/* The block in which the node stands ends by leaving, so that what follows the block is not behind it. */
static bool is_on_way_out(const struct facts *facts, uint32_t node)
{
    uint32_t at = node, last = FACTS_NONE;

    while (at != FACTS_NONE && facts->nodes[at].kind != NODE_COMPOUND)
        at = facts->nodes[at].parent;
    if (at == FACTS_NONE || facts->nodes[at].parent == FACTS_NONE)
        return false;
    for (uint32_t s = node_first(facts, at); s != FACTS_NONE; s = node_next(facts, s))
        last = s;
    switch (last == FACTS_NONE ? NODE_NONE : facts->nodes[last].kind) {
    case NODE_RETURN:
    case NODE_BREAK:
    case NODE_CONTINUE:
    case NODE_GOTO: return true;
    default: return false;
    }
}

/* The call that took the lock which is held at `node`; PROGRAM_NONE. */
static uint32_t holder_at(const struct program *program, uint32_t f, uint32_t node)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint32_t held = PROGRAM_NONE;

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (call->node >= node)
            break;
        if (role_of(call) == ROLE_LOCK)
            held = c;
        else if (role_of(call) == ROLE_UNLOCK && held != PROGRAM_NONE && !is_on_way_out(facts, call->node))
            held = PROGRAM_NONE;
    }
    return held;
}

/* Whether the section that the lock begins waits for something: it takes a job from a queue. */
static bool section_waits(const struct program *program, uint32_t lock)
{
    const struct function *function = &program->functions[program->calls[lock].function];

    for (uint32_t c = lock + 1; c < function->first_call + function->call_count; c++) {
        const struct call *call = &program->calls[c];

        if (role_of(call) == ROLE_WAIT)
            return true;
        if (role_of(call) == ROLE_UNLOCK &&
            !is_on_way_out(function_facts(program, call->function), call->node))
            return false;
    }
    return false;
}

struct judge {
    const struct program *program;
    uint32_t function;
    bool shared;
    uint32_t variable;      /* the static lock found so far; PROGRAM_NONE */
    uint32_t lock;          /* the call that takes it; PROGRAM_NONE: none yet */
    struct work_lock *said; /* told once it is found */
    struct arena *arena;
};

/* Whether work under this lock is work under the one lock of the others as well. */
static bool accept_lock(struct judge *judge, uint32_t c)
{
    const struct program *program = judge->program;
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    const struct unit *unit = &program->units[program->functions[call->function].unit];
    uint32_t argument = node_argument(facts, call->node, 0);
    uint32_t base = argument == FACTS_NONE ? FACTS_NONE : node_base(facts, argument), variable;

    if (base == FACTS_NONE)
        return false;
    variable = unit->symbol_variable[base];
    if (variable == PROGRAM_NONE &&
        (!judge->shared || call->function != judge->function || (unit->parameter_mask[base] & 1) == 0))
        return false;
    if (judge->lock != PROGRAM_NONE) {
        const struct call *first = &program->calls[judge->lock];

        return variable == judge->variable &&
               (variable != PROGRAM_NONE ||
                node_equal(facts, argument, node_argument(facts, first->node, 0)));
    }
    judge->lock = c;
    judge->variable = variable;
    *judge->said =
        (struct work_lock){variable != PROGRAM_NONE ? program->variables[variable].name
                                                    : node_text(facts, argument, TEXT_LIMIT, judge->arena),
                           call->function};
    return true;
}

/* Whether an if around the call, within the loop, leaves the loop by what the call says. */
static bool decides_to_leave(const struct facts *facts, const struct loop *loop, uint32_t node)
{
    for (uint32_t below = node, at = facts->nodes[node].parent; at != loop->node && at != FACTS_NONE;
         below = at, at = facts->nodes[at].parent)
        if (facts->nodes[at].kind == NODE_IF) {
            uint32_t then = node_child(facts, at, 1);

            if (below != node_first(facts, at))
                return false;
            if (facts->nodes[then].kind == NODE_COMPOUND && node_first(facts, then) != FACTS_NONE)
                then = node_first(facts, then);
            return facts->nodes[then].kind == NODE_BREAK || is_on_way_out(facts, then);
        }
    return false;
}

/* Whether the loop's call gives the next job. */
static bool drives(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);

    for (uint32_t l = call->loop; l != PROGRAM_NONE; l = program->loops[l].parent) {
        const struct loop *loop = &program->loops[l];

        if (loop->driver == call->node ||
            (loop->parts.condition != FACTS_NONE &&
             node_contains(facts, loop->parts.condition, call->node)) ||
            decides_to_leave(facts, loop, call->node))
            return true;
    }
    return false;
}

enum work { WORK_NO, WORK_MAYBE, WORK_YES };

/* What the call is by itself. */
static enum work work_of(const struct program *program, const struct call *call)
{
    enum work work = WORK_NO;

    if (call->known != NULL)
        return call->known->role != ROLE_WAIT && (call->known->effects & WORKING_EFFECTS) ? WORK_YES
                                                                                          : WORK_NO;
    if (call->target_count == 0)
        return WORK_MAYBE;
    for (uint32_t t = 0; t < call->target_count; t++) {
        const struct summary *summary = &program->functions[program->targets[call->first_target + t]].summary;

        if ((summary->effects & WORKING_EFFECTS) || (summary->roles & WORKING_ROLES) ||
            (summary->loops && !(summary->roles & ROLE_BIT(ROLE_WAIT))))
            work = WORK_YES;
    }
    return work;
}

static bool function_works_locked(struct judge *judge, uint32_t f, bool only_loops);

static bool call_works_locked(struct judge *judge, const struct call *call)
{
    const struct program *program = judge->program;
    enum work work = work_of(program, call);
    uint32_t lock;

    if (role_of(call) == ROLE_LOCK || role_of(call) == ROLE_UNLOCK || work == WORK_NO)
        return true;
    lock = holder_at(program, call->function, call->node);
    if (lock != PROGRAM_NONE)
        return section_waits(program, lock) || accept_lock(judge, lock);
    if (work == WORK_MAYBE)
        return drives(program, call);
    if (call->known != NULL || call->function != judge->function)
        return false;
    for (uint32_t t = 0; t < call->target_count; t++)
        if (!function_works_locked(judge, program->targets[call->first_target + t], false))
            return false;
    return true;
}

/* Whether all that the function does, in its loops where it has some that serve, is done with the lock held.
 */
static bool function_works_locked(struct judge *judge, uint32_t f, bool only_loops)
{
    const struct program *program = judge->program;
    const struct function *function = &program->functions[f];

    for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
        if ((!only_loops || program->calls[c].loop != PROGRAM_NONE) &&
            !call_works_locked(judge, &program->calls[c]))
            return false;
    for (uint32_t l = function->first_loop; l < function->first_loop + function->loop_count; l++) {
        const struct loop *loop = &program->loops[l];
        bool locks = false;

        if (serves(program, loop) || loop->class == LOOP_ONCE || loop->class == LOOP_SMALL ||
            holder_at(program, f, loop->node) != PROGRAM_NONE)
            continue;
        for (uint32_t c = function->first_call; c < function->first_call + function->call_count; c++)
            locks |= role_of(&program->calls[c]) == ROLE_LOCK && program->calls[c].node >= loop->first &&
                     program->calls[c].node < loop->last;
        if (!locks)
            return false;
    }
    return true;
}

bool thread_is_serialised(const struct program *program, uint32_t function, bool shared,
                          struct work_lock *lock, struct arena *arena)
{
    struct judge judge = {.program = program,
                          .function = function,
                          .shared = shared,
                          .variable = PROGRAM_NONE,
                          .lock = PROGRAM_NONE,
                          .said = lock,
                          .arena = arena};
    bool only_loops = false;

    for (uint32_t l = program->functions[function].first_loop;
         l < program->functions[function].first_loop + program->functions[function].loop_count; l++)
        only_loops |= serves(program, &program->loops[l]);
    return function_works_locked(&judge, function, only_loops) && judge.lock != PROGRAM_NONE;
}
