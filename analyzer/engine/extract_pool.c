/* Deals units to workers and gathers their answers in one poll() loop.
 *
 * The biggest sources go first, so that no large one is left for the end while other workers idle. Each unit
 * has its own slot for the result, so the order of answers is never seen. Resident memory is watched from
 * here besides the limit that the worker puts on itself: AddressSanitizer reserves terabytes of addresses, so
 * a checked build can have no limit on them, and the watch costs one read of /proc a tick. */
#include "analyzer/engine/extract_pool.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "analyzer/engine/worker.h"

#define JOBS_MAX       128u
#define TICK           100 /* milliseconds between looks at deadlines and memory */
#define EXIT_NO_START  127 /* what a program ends with that cannot be run or lacks a library */
#define EXIT_NO_MEMORY 2   /* see arena.c */
#define REASON_MAX     400 /* bytes */

#if defined(__SANITIZE_ADDRESS__)
#define LIMITS_ADDRESSES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LIMITS_ADDRESSES 0
#endif
#endif
#ifndef LIMITS_ADDRESSES
#define LIMITS_ADDRESSES 1
#endif

#define NO_UNIT SIZE_MAX

/* A worker and what it works on. */
struct slot {
    struct worker worker;
    size_t unit; /* NO_UNIT: idle */
    int64_t deadline;
    bool fresh; /* it had served nobody when it was given this unit */
};

struct pool {
    struct extract_unit *units;
    const struct extract_options *options;
    struct arena *arena;
    struct error *error;
    size_t *queue; /* units to do, in order */
    size_t queue_count, next;
    size_t *again; /* units to be tried in a fresh worker */
    size_t again_count;
    size_t done, total;
    size_t memory; /* bytes */
    unsigned timeout;
    bool any_answer; /* some worker has answered something */
    struct slot *slots;
    size_t slot_count;
};

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static unsigned core_count(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

struct sized_unit {
    size_t unit;
    int64_t size;
};

static int compare_sizes(const void *left, const void *right)
{
    const struct sized_unit *a = left, *b = right;

    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void fill_queue(struct pool *pool, size_t count)
{
    struct sized_unit *sized = ARENA_ARRAY(pool->arena, count + 1, struct sized_unit);

    for (size_t i = 0; i < count; i++) {
        struct extract_unit *unit = &pool->units[i];
        struct stat status;

        unit->reason = "";
        if (unit->status == EXTRACT_SKIPPED)
            continue;
        if (unit->entry->problem[0]) {
            unit->status = EXTRACT_FAILED;
            unit->reason = unit->entry->problem;
            continue;
        }
        sized[pool->queue_count++] =
            (struct sized_unit){i, stat(unit->entry->file, &status) == 0 ? (int64_t)status.st_size : 0};
    }
    qsort(sized, pool->queue_count, sizeof *sized, compare_sizes);
    pool->total = pool->queue_count;
    pool->queue = ARENA_ARRAY(pool->arena, pool->queue_count + 1, size_t);
    pool->again = ARENA_ARRAY(pool->arena, pool->queue_count + 1, size_t);
    for (size_t i = 0; i < pool->queue_count; i++)
        pool->queue[i] = sized[i].unit;
}

static void finish(struct pool *pool, struct slot *slot)
{
    const char *file = pool->units[slot->unit].entry->file;

    slot->unit = NO_UNIT;
    pool->done++;
    if (pool->options->progress)
        pool->options->progress(pool->options->context, pool->done, pool->total, file);
}

static void fail(struct pool *pool, struct slot *slot, const char *reason)
{
    pool->units[slot->unit].status = EXTRACT_FAILED;
    pool->units[slot->unit].reason = reason;
    finish(pool, slot);
}

/* The unit goes to a fresh worker when it had none, else it has failed for `reason`. */
static void retry_or_fail(struct pool *pool, struct slot *slot, const char *reason)
{
    if (slot->fresh) {
        fail(pool, slot, reason);
        return;
    }
    pool->again[pool->again_count++] = slot->unit;
    slot->unit = NO_UNIT;
}

/* One line of what a worker says; its length is what arrived, not what it claims. */
static const char *read_sentence(struct pool *pool, const char *text, size_t length)
{
    char *reason = arena_strndup(pool->arena, text, length < REASON_MAX ? length : REASON_MAX);

    for (char *c = reason; *c; c++) {
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    }
    return reason[0] ? reason : "dawdle-extract could not read it";
}

/* "src/a.c:12:3: 'config.h' file not found": what clang said first. */
static const char *first_diagnostic(struct pool *pool, const struct facts *facts)
{
    const struct fact_diagnostic *first;

    if (facts->diagnostics_count == 0)
        return "clang reported an error in it";
    first = &facts->diagnostics[0];
    if (first->file == FACTS_NONE)
        return arena_strdup(pool->arena, facts_string(facts, first->text));
    return arena_printf(pool->arena, "%s:%u:%u: %s", facts_string(facts, facts->files[first->file].path),
                        first->line, first->column, facts_string(facts, first->text));
}

static const char *memory_reason(const struct pool *pool)
{
    return arena_printf(pool->arena, "it needed more than %zu MB; --unit-memory allows more",
                        pool->memory >> 20);
}

/* Takes a complete answer in. */
static void take_answer(struct pool *pool, struct slot *slot)
{
    struct extract_unit *unit = &pool->units[slot->unit];
    size_t length = slot->worker.header.length;
    void *block = worker_take_body(&slot->worker);
    struct error problem;

    pool->any_answer = true;
    if (slot->worker.header.status != RESPONSE_FACTS) {
        const char *reason = read_sentence(pool, block, length);

        free(block);
        if (slot->worker.header.status == RESPONSE_CRASHED)
            retry_or_fail(pool, slot, worker_lacked_memory(&slot->worker) ? memory_reason(pool) : reason);
        else
            fail(pool, slot, reason);
        return;
    }
    if (!facts_open(&unit->facts, block, length, &problem)) {
        unit->status = EXTRACT_FAILED;
        unit->reason = arena_printf(pool->arena, "dawdle-extract sent facts that do not hold together: %s",
                                    problem.text);
        free(block);
    } else {
        bool incomplete = unit->facts.unit.flags & UNIT_INCOMPLETE;

        unit->block = block;
        unit->status = incomplete ? EXTRACT_INCOMPLETE : EXTRACT_OK;
        unit->reason = incomplete ? first_diagnostic(pool, &unit->facts) : "";
    }
    finish(pool, slot);
}

/* Why the worker ended; `lacked`: it said that it got no memory. */
static const char *end_reason(const struct pool *pool, int status, bool lacked)
{
    if (lacked || (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_MEMORY))
        return memory_reason(pool);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)
        return arena_printf(pool->arena,
                            "dawdle-extract crashed on it (signal %d); if it lacks memory, --unit-memory "
                            "allows more",
                            SIGABRT);
    if (WIFSIGNALED(status))
        return arena_printf(pool->arena, "dawdle-extract crashed on it (signal %d)", WTERMSIG(status));
    return arena_printf(pool->arena, "dawdle-extract ended on it (status %d)", WEXITSTATUS(status));
}

static bool start_slot(struct pool *pool, struct slot *slot)
{
    slot->unit = NO_UNIT;
    return worker_start(&slot->worker, pool->options->program, LIMITS_ADDRESSES ? pool->memory : 0,
                        pool->error);
}

/* Gives the slot's worker, new when need be, its next unit. `retry`: only a fresh worker will do. */
static bool assign(struct pool *pool, struct slot *slot, size_t unit, bool retry)
{
    const struct compile_entry *entry = pool->units[unit].entry;
    const char *const *extra = pool->options->extra_args;
    size_t count = entry->argument_count, extra_count = 0;
    struct request request = {pool->options->root, entry->directory, entry->file, NULL, 0};
    const char **arguments;

    if (slot->worker.pid > 0 && ((retry && slot->worker.served > 0) || worker_is_stray(&slot->worker)))
        worker_stop(&slot->worker);
    if (slot->worker.pid == 0 && !start_slot(pool, slot))
        return false;
    while (extra && extra[extra_count])
        extra_count++;
    arguments = ARENA_ARRAY(pool->arena, count + extra_count + 1, const char *);
    for (size_t i = 0; i < count + extra_count; i++)
        arguments[i] = i < count ? entry->arguments[i] : extra[i - count];
    request.arguments = arguments;
    request.argument_count = count + extra_count;
    slot->unit = unit;
    slot->fresh = slot->worker.served == 0;
    slot->deadline = now() + (int64_t)pool->timeout * 1000;
    worker_request(&slot->worker, &request);
    return true;
}

/* Whether another worker will go on. */
static bool any_busy(const struct pool *pool)
{
    for (size_t i = 0; i < pool->slot_count; i++) {
        if (pool->slots[i].unit != NO_UNIT)
            return true;
    }
    return false;
}

/* Puts every idle worker to work while there is any. Where the system allows no more processes, those that
 * run do it all. */
static bool deal(struct pool *pool)
{
    for (size_t i = 0; i < pool->slot_count; i++) {
        struct slot *slot = &pool->slots[i];

        if (slot->unit != NO_UNIT)
            continue;
        if (pool->again_count > 0) {
            if (!assign(pool, slot, pool->again[pool->again_count - 1], true))
                return any_busy(pool);
            pool->again_count--;
        } else if (pool->next < pool->queue_count) {
            if (!assign(pool, slot, pool->queue[pool->next], false))
                return any_busy(pool);
            pool->next++;
        }
    }
    return true;
}

/* False when no worker can run at all. */
static bool handle_ended(struct pool *pool, struct slot *slot)
{
    bool lacked = worker_lacked_memory(&slot->worker);
    int status = worker_stop(&slot->worker);

    if (!pool->any_answer && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_START)
        return error_set(pool->error,
                         "%s cannot be run: start it by hand to see why, and install what it asks for",
                         pool->options->program);
    retry_or_fail(pool, slot, end_reason(pool, status, lacked));
    return true;
}

static bool handle_events(struct pool *pool, struct slot *slot, const struct pollfd *events)
{
    enum worker_state state = WORKER_BUSY;

    if (events[1].revents)
        worker_send(&slot->worker);
    if (events[0].revents)
        state = worker_receive(&slot->worker);
    switch (state) {
    case WORKER_BUSY: break;
    case WORKER_ANSWERED: take_answer(pool, slot); break;
    case WORKER_GARBLED:
        worker_stop(&slot->worker);
        retry_or_fail(pool, slot, "dawdle-extract sent an answer that cannot be read");
        break;
    case WORKER_ENDED: return handle_ended(pool, slot);
    }
    return true;
}

/* Ends what takes too long or too much. */
static void enforce_limits(struct pool *pool, struct slot *slot, int64_t time)
{
    if (slot->unit == NO_UNIT)
        return;
    if (time >= slot->deadline) {
        worker_stop(&slot->worker);
        fail(
            pool, slot,
            arena_printf(pool->arena, "it took longer than %u s; --unit-timeout allows more", pool->timeout));
    } else if (worker_rss(&slot->worker) > pool->memory) {
        worker_stop(&slot->worker);
        retry_or_fail(pool, slot, memory_reason(pool));
    }
}

static void wait_for_workers(struct pool *pool, struct pollfd *events)
{
    for (size_t i = 0; i < pool->slot_count; i++) {
        const struct slot *slot = &pool->slots[i];
        bool busy = slot->unit != NO_UNIT;

        events[2 * i] = (struct pollfd){.fd = busy ? slot->worker.output : -1, .events = POLLIN};
        events[2 * i + 1] = (struct pollfd){
            .fd = busy && worker_has_to_send(&slot->worker) ? slot->worker.input : -1, .events = POLLOUT};
    }
    if (poll(events, (nfds_t)(2 * pool->slot_count), TICK) < 0) {
        if (errno == EINVAL || errno == EFAULT)
            BUG("poll: %s", strerror(errno));
        for (size_t i = 0; i < 2 * pool->slot_count; i++)
            events[i].revents = 0;
    }
}

static bool run(struct pool *pool)
{
    struct pollfd *events = ARENA_ARRAY(pool->arena, 2 * pool->slot_count, struct pollfd);
    int64_t tick = now();

    while (pool->done < pool->total) {
        int64_t time;

        if (!deal(pool))
            return false;
        wait_for_workers(pool, events);
        for (size_t i = 0; i < pool->slot_count; i++) {
            if (pool->slots[i].unit != NO_UNIT && !handle_events(pool, &pool->slots[i], &events[2 * i]))
                return false;
        }
        time = now();
        if (time < tick)
            continue;
        tick = time + TICK;
        for (size_t i = 0; i < pool->slot_count; i++)
            enforce_limits(pool, &pool->slots[i], time);
    }
    return true;
}

bool extract_units(struct extract_unit *units, size_t count, const struct extract_options *options,
                   struct arena *arena, struct error *error)
{
    struct pool pool = {.units = units, .options = options, .arena = arena, .error = error};
    unsigned jobs = options->jobs ? options->jobs : core_count();
    struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL}, pipe, child;
    bool ok;

    pool.timeout = options->timeout ? options->timeout : EXTRACT_TIMEOUT;
    pool.memory = (size_t)(options->memory ? options->memory : EXTRACT_MEMORY) << 20;
    fill_queue(&pool, count);
    pool.slot_count = jobs < JOBS_MAX ? jobs : JOBS_MAX;
    if (pool.slot_count > pool.total)
        pool.slot_count = pool.total;
    pool.slots = ARENA_ARRAY(arena, pool.slot_count + 1, struct slot);
    for (size_t i = 0; i < pool.slot_count; i++)
        pool.slots[i].unit = NO_UNIT;
    /* A dead worker must not take us along, and waitpid() must find it even where our parent ignores
     * SIGCHLD. */
    sigaction(SIGPIPE, &ignore, &pipe);
    sigaction(SIGCHLD, &standard, &child);
    ok = pool.total == 0 || run(&pool);
    for (size_t i = 0; i < pool.slot_count; i++)
        worker_stop(&pool.slots[i].worker);
    sigaction(SIGPIPE, &pipe, NULL);
    sigaction(SIGCHLD, &child, NULL);
    if (!ok)
        extract_units_release(units, count);
    return ok;
}

void extract_units_release(struct extract_unit *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(units[i].block);
        units[i].block = NULL;
    }
}
