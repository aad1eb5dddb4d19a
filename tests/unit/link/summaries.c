/* What functions do in the end. The comment before a function says it, in this order: the shortest way to
 * what it waits for, whether it does so per item, and what it does with its parameters. A way reads "waits:
 * first callee > ... > library function"; the number of conditions on it follows when there are any. */
#include "api.h"

/* does: remote PQexec; handle 0 */
static PGresult *ask(PGconn *conn)
{
    return PQexec(conn, "SELECT 1");
}

/* does: remote ask > PQexec; handle 0 */
static void load(PGconn *conn)
{
    PQclear(ask(conn));
}

/* Two ways: the shorter one is told. does: remote ask > PQexec; handle 0 */
void shortest(PGconn *conn)
{
    load(conn);
    PQclear(ask(conn));
}

/* Of two as short ones the first. does: remote load > ask > PQexec; handle 0, 1 */
void first_of_equals(PGconn *a, PGconn *b)
{
    load(a);
    load(b);
}

/* does: remote PQexec, 1 guard; handle 1 */
static void ask_maybe(int wanted, PGconn *conn)
{
    if (wanted)
        PQclear(PQexec(conn, "SELECT 2"));
}

/* does: remote ask_maybe > PQexec, 2 guards; handle 1 */
static void maybe_twice(int wanted, PGconn *conn)
{
    if (wanted > 1)
        ask_maybe(wanted, conn);
}

/* A third condition is one too many to say that a use costs it. does: handle 1 */
void maybe_thrice(int wanted, PGconn *conn)
{
    if (wanted > 2)
        maybe_twice(wanted, conn);
}

/* What stands in a loop over items is the loop's, and the caller is told of it. does: per item; loops; handle
 * 0 */
static void each_row(PGconn *conn, int n, const int *ids)
{
    for (int i = 0; i < n; i++)
        if (ids[i])
            PQclear(ask(conn));
}

/* does: per item; loops; handle 0 */
void calls_each_row(PGconn *conn, int n, const int *ids)
{
    each_row(conn, n, ids);
}

/* The first question is asked whatever n is. does: remote ask > PQexec; per item; loops; handle 0 */
void one_and_each(PGconn *conn, int n, const int *ids)
{
    PQclear(ask(conn));
    each_row(conn, n, ids);
}

/* A retry asks once more only when it must. does: remote PQexec; handle 0 */
void with_retry(PGconn *conn)
{
    int tries = 3;
    PGresult *res;

    do {
        res = PQexec(conn, "SELECT 3");
        if (res)
            break;
        sleep(1);
    } while (--tries > 0);
    PQclear(res);
}

/* Takes one stream to its end. does: remote PQgetResult; handle 0 */
void with_drain(PGconn *conn)
{
    PGresult *res;

    PQsendQuery(conn, "SELECT 4");
    while ((res = PQgetResult(conn)) != NULL)
        PQclear(res);
}

/* Asked only when something failed. does: handle 0 */
void on_error_path(PGconn *conn, FILE *log)
{
    if (ready() < 0) {
        PQclear(ask(conn));
        return;
    }
    fputs("ok", log);
}

static void die(const char *why);

/* Before the one that it ends with. does: never returns */
void give_up(void)
{
    die("given up");
}

/* Ends the program. does: never returns */
static void die(const char *why)
{
    fputs(why, stderr);
    exit(1);
}

/* does: never returns */
static void die_of(int error)
{
    die(strerror(error));
}

/* Either way. does: never returns */
void die_somehow(int core)
{
    if (core) {
        fputs("core", stderr);
        abort();
    } else {
        die("somehow");
    }
}

/* One way only. */
void may_die(int core)
{
    if (core)
        abort();
    else
        use(NULL);
}

/* Asks and ends; a use of it is the last. does: remote PQexec; never returns; handle 0 */
static void report_and_die(PGconn *conn)
{
    PQclear(PQexec(conn, "INSERT"));
    die_of(1);
}

/* What is asked last is not what a use costs. does: handle 0 */
void never_back(PGconn *conn, int state)
{
    if (state)
        report_and_die(conn);
    use(conn);
}

/* Returns before. */
void may_return(int state)
{
    if (state)
        return;
    die("state");
}

/* Directly recursive. does: remote ask > PQexec, 1 guard; handle 0 */
void recursive(PGconn *conn, int depth)
{
    if (depth > 0)
        recursive(conn, depth - 1);
    else
        PQclear(ask(conn));
}

void pong(PGconn *conn, int depth);

/* Mutually. does: remote pong > PQexec; handle 0 */
void ping(PGconn *conn, int depth)
{
    pong(conn, depth - 1);
}

/* does: remote PQexec; handle 0 */
void pong(PGconn *conn, int depth)
{
    PQclear(PQexec(conn, "SELECT 5"));
    if (depth > 0)
        ping(conn, depth - 1);
}

/* Recursion that asks nothing. */
int plain_recursion(int n)
{
    return n < 2 ? 1 : n * plain_recursion(n - 1);
}

/* A question under way is no wait; both halves in one round are. does: remote redisGetReply; handle 0 */
void send_and_receive(redisContext *c)
{
    void *reply;

    redisAppendCommand(c, "GET a");
    redisGetReply(c, &reply);
}

/* Sent together, answered together. does: loops */
void pipelined(redisContext *c, int n, const int *keys)
{
    void *reply;

    for (int i = 0; i < n; i++)
        redisAppendCommand(c, "GET %d", keys[i]);
    for (int i = 0; i < n; i++)
        redisGetReply(c, &reply);
}

/* One after the other. does: per item; loops; handle 0 */
void one_by_one(redisContext *c, int n, const int *keys)
{
    void *reply;

    for (int i = 0; i < n; i++) {
        redisAppendCommand(c, "GET %d", keys[i]);
        redisGetReply(c, &reply);
    }
}

/* Only sends. */
void only_sends(redisContext *c)
{
    redisAppendCommand(c, "SET a 1");
}

/* Only receives what somebody else has asked for. */
void only_receives(redisContext *c)
{
    void *reply;

    redisGetReply(c, &reply);
}

/* does: remote redisConnect; connects 0, 1 */
static redisContext *dial(const char *host, int port)
{
    return redisConnect(host, port);
}

/* Whom it connects to comes through a local. does: remote dial > redisConnect; connects 0 */
redisContext *dial_default(const char *host)
{
    int port = 6379;
    const char *name = host;

    return dial(name, port);
}

/* The name is written down first. does: remote dial > redisConnect; connects 0 */
redisContext *dial_local(const char *host)
{
    char name[64];

    snprintf(name, sizeof name, "%s.local", host);
    return dial(name, 6379);
}

/* Opened when it is first needed: what later uses do not wait for. does: connects 0 */
redisContext *dial_once(const char *host)
{
    static redisContext *kept;

    if (kept == NULL)
        kept = redisConnect(host, 1);
    return kept;
}

struct session {
    PGconn *conn;
    struct session *next;
    struct pool *pool;
};

struct pool {
    PGconn *conn;
};

/* does: remote PQexec; handle 1 */
static void ask_in(int unused, struct session *session)
{
    (void)unused;
    PQclear(PQexec(session->conn, "SELECT 6"));
}

/* does: remote ask_in > PQexec; handle 0 */
void ask_through(struct session *session)
{
    struct session *same = session;

    ask_in(1, same);
}

/* What many share is not the parameter's own. does: remote PQexec */
void ask_shared(struct session *session)
{
    PQclear(PQexec(session->pool->conn, "SELECT 7"));
}

/* does: local database sqlite3_exec */
void local_database(sqlite3 *db)
{
    sqlite3_exec(db, "SELECT 1", NULL, NULL, NULL);
}

/* does: io fopen */
static FILE *read_settings(void)
{
    return fopen("settings", "r");
}

/* Files count within loops as well. does: io read_settings > fopen; loops */
void read_many(int n, FILE **out)
{
    for (int i = 0; i < n; i++)
        out[i] = read_settings();
}

static void *worker(void *argument)
{
    return argument;
}

/* does: thread pthread_create */
static void start_worker(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
}

/* does: thread start_worker > pthread_create; loops */
void start_workers(int n)
{
    for (int i = 0; i < n; i++)
        start_worker();
}

/* A shell is a process and waits. does: remote system */
int runs_shell(const char *command)
{
    return system(command);
}
