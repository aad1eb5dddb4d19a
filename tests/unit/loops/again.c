#include "api.h"

struct element {
    struct element *next;
    const char *name;
};
struct queue {
    struct element *head;
    int count;
};
struct cells {
    int length;
    char **elements;
};
struct state {
    const struct cells *cells;
    int at;
};
#define EACH(cell, list)                                                                                     \
    for (struct state cell##_state = {(list), 0}; cell##_state.at < cell##_state.cells->length &&            \
                                                  (cell = cell##_state.cells->elements[cell##_state.at], 1); \
         cell##_state.at++)

void state_of_a_macro(const struct cells *list)
{
    char *cell;

    EACH(cell, list) /* loop: item; `list` */
        use(cell);
}

/* taken from the front, whatever is tested */
void front_in_condition(struct queue *q)
{
    struct element *e;

    while ((e = q->head) != NULL) { /* loop: item; the list `q->head` */
        q->head = e->next;
        use(e->name);
    }
}

void front_by_count(struct queue *q)
{
    while (q->count > 0) { /* loop: item; the list `q->head` */
        struct element *e = q->head;

        q->head = e->next;
        q->count--;
        use(e->name);
    }
}

void front_forever(struct queue *q)
{
    for (;;) { /* loop: item; the list `q->head` */
        struct element *e = q->head;

        if (e == NULL)
            break;
        q->head = e->next;
        use(e->name);
    }
}

void front_for(struct queue *q)
{
    for (struct element *e; (e = q->head);) { /* loop: item; the list `q->head` */
        q->head = e->next;
        use(e->name);
    }
}

void front_goto(struct queue *q)
{
    struct element *e;

more: /* loop: item */
    e = q->head;
    if (e) {
        q->head = e->next;
        use(e->name);
        goto more;
    }
}

/* what the compiler keeps in `i` is no list */
void index_copied(int n)
{
    for (int i = 0; i < n; i++) { /* loop: item */
        int j = i;

        use_int(j);
    }
}

/* tries with a delay that grows */
int delay_doubles(PGconn *conn, const char *sql)
{
    for (int delay = 1; delay < 64; delay <<= 1) { /* loop: retry */
        if (PQexec(conn, sql))
            return 0;
        sleep((unsigned)delay);
    }
    return -1;
}

PGconn *delay_from_counter(const char *info)
{
    int i = 0;

    while (i < 100) { /* loop: retry */
        PGconn *conn = PQconnectdb(info);

        if (PQstatus(conn) == 0)
            return conn;
        usleep((unsigned)(1 << i));
        i++;
    }
    return NULL;
}

int delay_forever(PGconn *conn, const char *sql)
{
    unsigned delay = 1;

    for (;;) { /* loop: retry */
        if (PQexec(conn, sql) != NULL)
            return 0;
        sleep(delay);
        delay *= 2;
        if (delay > 3600)
            return -1;
    }
}

int delay_goto(PGconn *conn, const char *sql)
{
    unsigned delay = 1;

start: /* loop: retry */
    if (PQexec(conn, sql) == NULL) {
        sleep(delay);
        delay *= 2;
        goto start;
    }
    return 0;
}

/* an item of its own each round, with a pause between */
void items_with_pause(PGconn *conn, char **sql, int n)
{
    for (int i = 0; i < n; i++) { /* loop: item; `sql` */
        PQclear(PQexec(conn, sql[i]));
        usleep(1000);
    }
}

/* the next block, until one is short */
void blocks_forever(PGconn *conn, char *sql)
{
    for (int offset = 0;; offset += 100) { /* loop: pagination */
        PGresult *res;

        sprintf(sql, "SELECT name FROM users OFFSET %d LIMIT 100", offset);
        res = PQexec(conn, sql);
        if (PQntuples(res) < 100)
            break;
    }
}

void blocks_while(PGconn *conn, char *sql)
{
    int offset = 0, more = 1;

    while (more) { /* loop: pagination */
        PGresult *res;

        sprintf(sql, "SELECT name FROM users OFFSET %d LIMIT 100", offset);
        res = PQexec(conn, sql);
        more = PQntuples(res) == 100;
        offset += 100;
    }
}

/* several items a round, taken by the loop inside */
void groups_taken_inside(PGconn *conn, char **ids, int n)
{
    int i = 0;

    while (i < n) { /* loop: chunked */
        char sql[4096] = "";

        for (int k = 0; k < 500 && i < n; k++) /* loop: item */
            strcat(sql, ids[i++]);
        PQclear(PQexec(conn, sql));
    }
}

void words_of_a_text(PGconn *conn, const char *p)
{
    while (*p) { /* loop: item */
        while (*p == ' ') /* loop: item */
            p++;
        PQclear(PQexec(conn, p));
        while (*p && *p != ' ') /* loop: item */
            p++;
    }
}

/* one that does not return is a way out */
static void give_up(const char *why)
{
    use(why);
    exit(1);
}

void ends_by_own_function(int n)
{
    while (n > 0) { /* loop: once */
        use_int(n);
        give_up("no more");
    }
}

volatile int reload;

/* the service is started again; its rounds are the requests */
static int wait_below(int epfd, void *events)
{
    return epoll_wait(epfd, events, 64, -1);
}

static int wait_further_below(int epfd, void *events)
{
    return wait_below(epfd, events);
}

static void serve(int epfd, void *events)
{
    while (!reload) /* loop: serving */
        use_int(wait_further_below(epfd, events));
}

int serve_again(int epfd, void *events)
{
    int rc;

    do { /* loop: retry */
        rc = check(events);
        if (rc > 0)
            serve(epfd, events);
    } while (rc > 0 && reload);
    return rc;
}
