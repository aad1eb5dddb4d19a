/* When each function runs, and why. The comment before a function says the heat and its reason; functions of
 * unknown heat have none. One program with an event loop; the handlers come in every way that is known. */
#include "api.h"

struct request_rec;
struct event_base;
struct evhttp;
struct evhttp_request;
typedef struct request_rec request_rec;
typedef unsigned long Datum;
struct mg_connection;
struct mg_callbacks {
    int (*begin_request)(struct mg_connection *connection);
    int (*log_message)(const struct mg_connection *connection, const char *message);
};
void evhttp_set_gencb(struct evhttp *http, void (*callback)(struct evhttp_request *, void *), void *context);
int mg_start(struct mg_callbacks *callbacks);
int epoll_wait(int epfd, void *events, int count, int timeout);
int atexit(void (*function)(void));

/* heat: both, called from by_call */
static void helper(void) {}

/* heat: request, called from helper_of_handlers */
static void deep_helper(void) {}

/* heat: request, called from by_call */
static void helper_of_handlers(void)
{
    deep_helper();
}

/* heat: request, handler: given to evhttp_set_gencb */
static void by_call(struct evhttp_request *request, void *context)
{
    (void)request;
    (void)context;
    helper();
    helper_of_handlers();
}

/* heat: request, handler: stored in mg_callbacks.begin_request */
static int by_field(struct mg_connection *connection)
{
    use(connection);
    return 1;
}

/* Stored in another field of the record. */
static int log_line(const struct mg_connection *connection, const char *message)
{
    use(connection);
    use(message);
    return 0;
}

/* Only named like one, where better is known. */
void handle_login(void) {}

/* heat: request, handler by its signature (Apache httpd) */
int by_parameters(request_rec *r, int more)
{
    use(r);
    return more;
}

int other_order(int more, request_rec *r)
{
    use(r);
    return more;
}

/* heat: request, handler by its signature (PostgreSQL server functions) */
Datum by_result(int a)
{
    return (Datum)a;
}

/* No host can find it. */
static Datum of_this_file(void)
{
    return 1;
}

/* heat: request, handler by its attribute (embedded HTTP servers and function runtimes) */
__attribute__((annotate("dawdle::handler"))) void by_attribute(void) {}

/* heat: request, handler by its signature (PostgreSQL server functions) */
int by_companion(void)
{
    return 1;
}

const int *pg_finfo_by_companion(void);
const int *pg_finfo_by_companion(void)
{
    return NULL;
}

/* heat: startup, constructor: runs when the program or library is loaded */
__attribute__((constructor)) static void at_load(void)
{
    helper();
}

/* heat: startup, handler by its name (PostgreSQL server functions) */
void _PG_init(void) {}

/* heat: request, called in the serving loop of serve */
static void dispatch(int event)
{
    (void)event;
}

/* heat: startup, called from serve */
static int prepare(void)
{
    return by_field(NULL);
}

/* Waits, round after round; what it does before is start-up. heat: startup, called from main */
static void serve(int epfd)
{
    char events[64];

    prepare();
    for (;;) {
        int n = epoll_wait(epfd, events, 8, -1);

        for (int i = 0; i < n; i++)
            dispatch(events[i]);
    }
}

/* heat: startup, called from main */
static int by_age(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void *in_thread(void *argument)
{
    return argument;
}

/* heat: background, given to atexit */
static void at_end(void) {}

/* heat: startup, called from main */
static void now(int n)
{
    (void)n;
}

/* heat: startup, called from main */
static void each(int n, void (*callback)(int))
{
    for (int i = 0; i < n; i++)
        callback(i);
}

/* heat: startup, called from main */
static int try_out(int (*answer)(struct mg_connection *))
{
    return answer(NULL);
}

static void (*kept)(int);

/* heat: startup, called from main */
static void keep(void (*callback)(int))
{
    kept = callback;
}

static void later(int n)
{
    (void)n;
}

/* What is handed over runs now when it is sorted or iterated with, and later when it is kept. heat: startup,
 * main, before it serves */
int main(void)
{
    static struct mg_callbacks callbacks = {by_field, log_line};
    int values[3] = {3, 1, 2};
    pthread_t thread;

    evhttp_set_gencb(NULL, by_call, NULL);
    evhttp_set_gencb(NULL, by_call, &thread);
    mg_start(&callbacks);
    try_out(by_field);
    qsort(values, 3, sizeof *values, by_age);
    pthread_create(&thread, NULL, in_thread, NULL);
    atexit(at_end);
    each(3, now);
    keep(later);
    serve(3);
    return 0;
}

void nobody_calls(void)
{
    of_this_file();
    deep_helper();
}
