/* Calls through pointers: the comment before a function says what its indirect calls may run, in order.
 * Direct calls are not listed. What is stored, is stored in calls_stores.c as well as here. */
#include <stdlib.h>

#include "calls.h"

/* Two fields of one name in two records hold different functions. */
struct other {
    int (*open)(const char *path);
};

static int other_open(const char *path)
{
    return path[0];
}

static const struct other other = {other_open};

/* indirect: field ops->open runs file_open, net_open */
int through_pointer(const struct ops *ops)
{
    return ops->open("a");
}

/* indirect: field current.close runs file_close, net_close */
int through_global(void)
{
    return current.close(3);
}

/* indirect: field driver->ops->close runs file_close, net_close */
int through_two_fields(const struct driver *driver)
{
    return driver->ops->close(1);
}

/* indirect: field other.open runs other_open */
int of_another_record(void)
{
    return other.open("b");
}

/* indirect: field ops->flush runs flush_now, flush_later */
int set_by_result(struct ops *ops)
{
    ops->flush = pick_flush(1);
    return ops->flush(2);
}

/* indirect: unknown pick_flush(0) runs flush_now, flush_later */
int called_result(void)
{
    return pick_flush(0)(4);
}

static void seen(int event)
{
    (void)event;
}

static void heard(int event)
{
    (void)event;
}

/* indirect: field driver->notify runs seen */
void set_by_setter(struct driver *driver)
{
    set_notify(driver, seen);
    driver->notify(1);
}

/* indirect: variable then runs heard */
void through_local(void)
{
    void (*then)(int) = heard;

    then(1);
}

/* indirect: variable then runs heard */
void through_other_local(void)
{
    void (*first)(int) = NULL, (*then)(int);

    first = heard;
    then = first;
    (*then)(1);
}

/* indirect: variable on_exit_hook runs say_goodbye */
void through_global_pointer(void)
{
    on_exit_hook();
}

typedef int command_function(int argument);

static int start_command(int argument)
{
    return argument;
}

static int stop_command(int argument)
{
    return -argument;
}

static const struct command {
    const char *name;
    command_function *run;
} all_commands[] = {{"start", start_command}, {"stop", stop_command}, {0}};

static const struct {
    const char *name;
    command_function *run;
} commands[] = {{"start", start_command}, {"stop", stop_command}, {0}};

/* indirect: field commands[which].run runs start_command, stop_command */
int through_table(int which)
{
    return commands[which].run(which);
}

static command_function *const steps[] = {start_command, [3] = stop_command};

/* indirect: variable steps[at] runs start_command, stop_command */
int through_array(int at)
{
    return steps[at](at);
}

/* Braces that C lets a writer leave out. */
static const struct {
    int number;
    struct other inner;
} flat[] = {1, other_open, 2, other_open};

/* indirect: field flat[0].inner.open runs other_open */
int through_flat_table(void)
{
    return flat[0].inner.open("c");
}

/* indirect: unknown fast ? start_command : stop_command runs start_command, stop_command */
int behind_choice(int fast)
{
    return (fast ? start_command : stop_command)(1);
}

/* indirect: variable chosen runs start_command, stop_command */
int chosen_before(int fast)
{
    command_function *chosen = fast ? start_command : stop_command;

    return chosen(1);
}

/* indirect: parameter each runs seen, heard */
static void call_each(int count, void (*each)(int))
{
    for (int i = 0; i < count; i++)
        each(i);
}

void hand_over(void)
{
    call_each(1, seen);
    visit(2, heard);
}

/* visit() hands its parameter on to call_here(); so both know heard.
 * indirect: parameter deep runs heard */
static void call_here(void (*deep)(int))
{
    deep(0);
}

void visit(int count, void (*each)(int))
{
    call_each(count, each);
    call_here(each);
}

/* Nobody gives it anything. */
struct untouched {
    void (*never_set)(void);
};

/* indirect: field untouched->never_set runs nothing */
void unresolved(struct untouched *untouched)
{
    untouched->never_set();
}

/* indirect: parameter anything runs nothing */
void unresolved_parameter(void (*anything)(void))
{
    anything();
}

/* A cast of a number is nobody's function. indirect: unknown 4096 runs nothing */
void unresolved_number(void)
{
    ((void (*)(void))4096)();
}

/* A library's function is stored, and an own one. */
struct allocator {
    void *(*get)(size_t size);
    void (*put)(void *memory);
};

static void *own_get(size_t size)
{
    return calloc(1, size);
}

static struct allocator allocator = {.get = malloc, .put = free};

void use_own(void)
{
    allocator.get = own_get;
}

/* indirect: field allocator.put runs library free; field allocator.get runs own_get, library malloc */
void through_library(void)
{
    allocator.put(allocator.get(1));
}

/* Stored by a compound literal. */
struct timer {
    void (*fire)(struct timer *timer);
};

static void fire_once(struct timer *timer)
{
    timer->fire = NULL;
}

void arm(struct timer *timer)
{
    *timer = (struct timer){.fire = fire_once};
}

/* indirect: field timer->fire runs fire_once */
void tick(struct timer *timer)
{
    timer->fire(timer);
}

/* A call that resolves makes another one resolve: what `start` is given goes to its targets' parameter. */
struct starter {
    void (*start)(void (*body)(void));
};

static void seen_once(void) {}

static void body(void) {}

/* indirect: parameter run_body runs seen_once, body */
static void start_now(void (*run_body)(void))
{
    run_body();
}

static struct starter starter = {start_now};

/* indirect: field starter.start runs start_now, start_later */
void start_it(void)
{
    starter.start(body);
}

/* Further still: what a resolved call is given is stored, and called from there. */
static void (*stored_body)(void);

static void start_later(void (*late_body)(void))
{
    void (*same)(void) = late_body;

    stored_body = same;
}

static struct starter late_starter = {start_later};

/* indirect: field late_starter.start runs start_now, start_later */
void start_it_later(void)
{
    late_starter.start(seen_once);
}

/* indirect: variable stored_body runs seen_once, body */
void run_stored(void)
{
    stored_body();
}

/* What an indirect call hands back, once it is known what it calls. */
struct factory {
    command_function *(*make)(int fast);
};

static command_function *make_start(int fast)
{
    return fast ? start_command : NULL;
}

static command_function *make_stop(int fast)
{
    return fast ? NULL : stop_command;
}

static const struct factory factories[] = {{make_start}, {make_stop}};

/* indirect: field factories[at].make runs make_start, make_stop; variable made runs start_command,
 * stop_command */
int through_made(int at)
{
    command_function *made = factories[at].make(at);

    return made(at);
}

/* indirect: unknown factory->make(1) runs start_command, stop_command; field factory->make runs make_start,
 * make_stop */
int through_made_at_once(const struct factory *factory)
{
    return factory->make(1)(2);
}

/* Kept in what a parameter points to. */
struct queue {
    void (*handlers[4])(int);
};

void queue_add(struct queue *queue, int at, void (*handler)(int))
{
    queue->handlers[at] = handler;
}

void fill(struct queue *queue)
{
    queue_add(queue, 0, seen);
    queue_add(queue, 1, heard);
}

/* indirect: field queue->handlers[at] runs seen, heard */
void drain(struct queue *queue, int at)
{
    queue->handlers[at](at);
}

/* Static within a function. indirect: variable hook runs body */
void local_static(void)
{
    static void (*hook)(void) = body;

    hook();
}

/* Kept for later in a static, then called. */
static void (*kept)(int);

void keep(void (*handler)(int))
{
    kept = handler;
}

void give(void)
{
    keep(seen);
}

/* indirect: variable kept runs seen */
void call_kept(void)
{
    kept(1);
}

/* What is not evaluated calls nobody. */
unsigned long measured(struct driver *driver)
{
    return sizeof(driver->ops->open("d"));
}

/* Copied as a whole: the fields are the same. */
struct copied {
    void (*go)(void);
};

static void gone(void) {}

static const struct copied model = {gone};

/* indirect: field copy.go runs gone */
void through_copy(void)
{
    struct copied copy = model;

    copy.go();
}

/* Walked through by a pointer. indirect: field at->run runs start_command, stop_command */
int walk_commands(void)
{
    int sum = 0;

    for (const struct command *at = all_commands; at->name; at++)
        sum += at->run(1);
    return sum;
}

static void (*table_of_tables[2][2])(void) = {{gone, NULL}, {NULL, gone}};

/* indirect: variable table_of_tables[a][b] runs gone */
void through_matrix(int a, int b)
{
    table_of_tables[a][b]();
}

union choice {
    void (*none)(void);
    void (*one)(int);
};

/* indirect: field choice.one runs seen */
void through_union(void)
{
    union choice choice = {.one = seen};

    choice.one(1);
}

/* In a macro. */
#define CALL(object, method, ...) ((object)->method ? (object)->method(__VA_ARGS__) : 0)

/* indirect: field ops->open runs file_open, net_open */
int through_macro(const struct ops *ops)
{
    return CALL(ops, open, "m");
}
