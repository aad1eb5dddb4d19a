#include "api.h"

/* once */
#define LOG(text)                                                                                                                          \
    do {                                                                                                                                   \
        use(text);                                                                                                                         \
        use(NULL);                                                                                                                         \
    } while (0)

void statement_macro(void)
{
    LOG("x"); /* loop: once */
}

int leaves(int n)
{
    while (n > 0) { /* loop: once */
        use_int(n);
        break;
    }
    for (;;) { /* loop: once */
        if (check(&n))
            return 1;
        else
            return 2;
    }
}

int leaves_by_goto(int n)
{
    while (n > 0) { /* loop: once */
        if (check(&n))
            goto out;
        n++;
        exit(1);
    }
out:
    return n;
}

int leaves_not_always(int n)
{
    int i;

    for (i = 0; i < n; i++) { /* loop: item */
        switch (i) {
        case 0: break;
        default: use_int(i);
        }
        if (check(&i))
            break;
    }
    return i;
}

/* serving */
void event_loop(int epfd, void *events)
{
    for (;;) { /* loop: serving */
        int n = epoll_wait(epfd, events, 64, -1);

        for (int i = 0; i < n; i++) /* loop: item */
            use_int(i);
    }
}

volatile int stop;
void poll_loop(struct pollfd *fds, unsigned n)
{
    while (!stop) { /* loop: serving */
        if (poll(fds, n, 1000) < 0)
            continue;
        use(fds);
    }
}

void fast_cgi(void)
{
    while (FCGI_Accept() >= 0) /* loop: serving */
        use(NULL);
}

void accepting(int listener)
{
    for (;;) { /* loop: serving */
        int fd = accept(listener, NULL, NULL);

        if (fd < 0)
            break;
        use_int(fd);
    }
}

static void run_once(int epfd, void *events)
{
    epoll_wait(epfd, events, 64, 100);
}

void below(int epfd, void *events)
{
    while (!stop) /* loop: serving */
        run_once(epfd, events);
}

void datagrams(int fd)
{
    char buffer[1500];

    for (;;) { /* loop: serving */
        recv(fd, buffer, sizeof buffer, 0);
        use(buffer);
    }
}

/* retry */
PGconn *until_connected(const char *info)
{
    PGconn *conn;

    while ((conn = PQconnectdb(info)) == NULL) /* loop: retry */
        sleep(1);
    return conn;
}

PGresult *three_times(PGconn *conn, const char *sql)
{
    PGresult *res = NULL;

    for (int attempt = 0; attempt < 3 && !res; attempt++) /* loop: retry */
        res = PQexec(conn, sql);
    return res;
}

PGresult *tries_left(PGconn *conn, const char *sql)
{
    PGresult *res;
    int tries = 5;

    do { /* loop: retry */
        res = PQexec(conn, sql);
    } while (!res && tries-- > 0);
    return res;
}

int by_deadline(PGconn *conn, time_t end)
{
    while (time(NULL) < end) { /* loop: retry */
        if (PQstatus(conn) == 0)
            return 1;
        usleep(1000);
    }
    return 0;
}

int interrupted(pid_t pid)
{
    int status, rc;

    do { /* loop: retry */
        rc = waitpid(pid, &status, 0);
    } while (rc < 0 && errno == EINTR);
    return status;
}

ssize_t again_by_goto(int fd, void *buffer, size_t size)
{
    ssize_t n;

again: /* loop: retry */
    n = read(fd, buffer, size);
    if (n < 0 && errno == EINTR)
        goto again;
    return n;
}

int busy(sqlite3_stmt *st)
{
    int rc;

    while ((rc = sqlite3_step(st)) == SQLITE_BUSY) /* loop: retry */
        usleep(10);
    return rc;
}

int back_by_goto(PGconn *conn)
{
    int tried = 0;

retry: /* loop: retry */
    if (!PQexec(conn, "SELECT 1")) {
        if (tried++ < 3)
            goto retry;
        return -1;
    }
    return 0;
}

/* not a retry: each item once, and an error ends it */
int insert_all(PGconn *conn, char **sql, int n)
{
    for (int i = 0; i < n; i++) { /* loop: item; `sql` */
        PGresult *res = PQexec(conn, sql[i]);

        if (!res)
            return -1;
        PQclear(res);
    }
    return 0;
}

int insert_slowly(PGconn *conn, char **sql, int n)
{
    for (int i = 0; i < n; i++) { /* loop: item; `sql` */
        PQclear(PQexec(conn, sql[i]));
        usleep(1000);
    }
    return 0;
}

/* polling */
void wait_for_flag(volatile int *flag)
{
    while (!*flag) /* loop: polling */
        usleep(100);
}

void periodic(void)
{
    for (;;) { /* loop: polling */
        use(NULL);
        sleep(60);
    }
}

/* drain */
long read_all(int fd, char *buffer, size_t size)
{
    ssize_t n;
    long total = 0;

    while ((n = read(fd, buffer, size)) > 0) /* loop: drain */
        total += n;
    return total;
}

int write_all(int fd, const char *text, size_t length)
{
    size_t done = 0;

    while (done < length) { /* loop: drain */
        ssize_t n = write(fd, text + done, length - done);

        if (n < 0)
            return -1;
        done += (size_t)n;
    }
    return 0;
}

int write_left(int fd, const char *text, size_t left)
{
    while (left > 0) { /* loop: drain */
        ssize_t n = send(fd, text, left, 0);

        if (n <= 0)
            return -1;
        text += n;
        left -= (size_t)n;
    }
    return 0;
}

int receive_forever_until_closed(int fd, char *buffer, size_t size)
{
    for (;;) { /* loop: drain */
        ssize_t n = recv(fd, buffer, size, 0);

        if (n == 0)
            return 0;
        if (n < 0)
            return -1;
        use(buffer);
    }
}

int wait_and_receive(int fd, char *buffer, size_t left)
{
    struct pollfd p = {fd, POLLIN, 0};

    while (left > 0) { /* loop: drain */
        ssize_t n;

        if (poll(&p, 1, 1000) <= 0)
            return -1;
        n = recv(fd, buffer, left, 0);
        if (n <= 0)
            return -1;
        buffer += n;
        left -= (size_t)n;
    }
    return 0;
}

void pipelined_replies(redisContext *c, size_t queued)
{
    void *reply;

    for (size_t i = 0; i < queued; i++) { /* loop: drain */
        if (redisGetReply(c, &reply) != 0)
            return;
        freeReplyObject(reply);
    }
}

void all_results(PGconn *conn)
{
    PGresult *res;

    while ((res = PQgetResult(conn)) != NULL) /* loop: drain */
        PQclear(res);
}

/* pagination */
void cursor(redisContext *c)
{
    char cursor[32] = "0";

    do { /* loop: pagination */
        redisReply *r = redisCommand(c, "SCAN %s COUNT 1000", cursor);

        if (!r)
            break;
        strncpy(cursor, r->element[0]->str, sizeof cursor - 1);
        freeReplyObject(r);
    } while (strcmp(cursor, "0") != 0);
}

void fetch_blocks(PGconn *conn)
{
    for (;;) { /* loop: pagination */
        PGresult *res = PQexec(conn, "FETCH 500 FROM c");
        int n = PQntuples(res);

        for (int i = 0; i < n; i++) /* loop: item; `res` */
            use(PQgetvalue(res, i, 0));
        PQclear(res);
        if (n == 0)
            break;
    }
}

struct page {
    char *token;
    char **names;
};
static struct page *get_page(redisContext *c, const char *token)
{
    return redisCommand(c, "GET %s", token);
}
void linked_pages(redisContext *c)
{
    struct page *page = get_page(c, "");

    while (page) { /* loop: pagination */
        use(page->names);
        page = get_page(c, page->token);
    }
}

/* failover */
int first_address(struct addrinfo *list)
{
    int fd = -1;

    for (struct addrinfo *ai = list; ai; ai = ai->ai_next) { /* loop: failover */
        fd = socket(ai->ai_family, ai->ai_socktype, 0);
        if (fd < 0)
            continue;
        if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
            break;
        close(fd);
    }
    return fd;
}

PGconn *first_server(const char *const *servers, int n)
{
    for (int i = 0; i < n; i++) { /* loop: failover */
        PGconn *conn = PQconnectdb(servers[i]);

        if (conn)
            return conn;
    }
    return NULL;
}

struct cluster {
    PGconn **conns;
    int n;
};
PGresult *first_that_answers(struct cluster *c, const char *sql)
{
    for (int i = 0; i < c->n; i++) { /* loop: failover */
        PGresult *res = PQexec(c->conns[i], sql);

        if (res)
            return res;
    }
    return NULL;
}

/* not a failover: a search, and a search by remote calls on one connection */
const char *find(const char *const *names, int n, const char *key)
{
    for (int i = 0; i < n; i++) /* loop: item; `names` */
        if (strcmp(names[i], key) == 0)
            return names[i];
    return NULL;
}

int first_with_rows(PGconn *conn, const char *const *queries, int n)
{
    for (int i = 0; i < n; i++) { /* loop: item; `queries` */
        PGresult *res = PQexec(conn, queries[i]);

        if (PQntuples(res) > 0)
            return i;
        PQclear(res);
    }
    return -1;
}

void ask_each_server(struct cluster *c, const char *sql)
{
    for (int i = 0; i < c->n; i++) { /* loop: item; `c->conns` */
        PGresult *res = PQexec(c->conns[i], sql);

        use(res);
    }
}

/* options */
void options(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "a:b:")) != -1) { /* loop: small */
        switch (c) {
        case 'a': use(gethostbyname(optarg)); break;
        default: break;
        }
    }
}

/* a restart after each hit */
struct item {
    struct item *next;
    int gone;
};
void start_over(struct item **head)
{
    struct item *p;

again: /* loop: item */
    for (p = *head; p; p = p->next) /* loop: item; the list `*head` */
        if (p->gone) {
            *head = p->next;
            goto again;
        }
}

/* the same statement several times is no retry */
void repeated(PGconn *conn, int n)
{
    for (int i = 0; i < n; i++) /* loop: item */
        PQclear(PQexec(conn, "INSERT INTO t DEFAULT VALUES"));
}

/* below sizeof and typeof nothing runs */
void unevaluated(void)
{
    use_int((long)sizeof(({
        int i;
        for (i = 0; i < 3; i++)
            ;
        i;
    })));
}

/* transfers that run side by side */
typedef void CURLM;
int curl_multi_perform(CURLM *multi, int *running);
int curl_multi_poll(CURLM *multi, void *extra, unsigned count, int timeout, int *ready);
void all_transfers(CURLM *multi)
{
    int running;

    do { /* loop: drain */
        curl_multi_perform(multi, &running);
        curl_multi_poll(multi, NULL, 0, 1000, NULL);
    } while (running);
}
