#include <arpa/inet.h>
#include <pthread.h>

#include "api.h"

struct iterator {
    int at;
    const char *key;
};
int at_end(const struct iterator *it);
void advance(struct iterator *it);
int step(struct iterator *it);
int is_blank(int c);
int is_running(void);

/* walks that a function tests or an iterator holds */
void predicate_and_advance(void)
{
    struct iterator it = {0, NULL};

    while (!at_end(&it)) { /* loop: item */
        use(it.key);
        advance(&it);
    }
}

void iterator_holds(void)
{
    struct iterator it = {0, NULL};

    while (step(&it)) /* loop: item; `it` by step */
        use(it.key);
}

const char *blanks(const char *p)
{
    while (is_blank(*p)) /* loop: item; `p` */
        p++;
    return p;
}

unsigned hash(const char *text)
{
    unsigned value = 0;
    int c;

    while ((c = *text++)) { /* loop: item; `text` */
        if (c < 'a')
            c += 32;
        value = value * 33 + (unsigned)c;
    }
    return value;
}

void addresses(struct in_addr first, struct in_addr last)
{
    struct in_addr at = first;

    do { /* loop: item */
        use(&at);
        at.s_addr = htonl(ntohl(at.s_addr) + 1);
    } while (at.s_addr != last.s_addr);
}

struct node {
    struct node *child[2];
    int key;
};
struct node *descend(struct node *n, int key)
{
    while (n && n->key != key) /* loop: small */
        n = n->child[key > n->key];
    return n;
}

struct chain {
    struct chain *next;
};
void through_address(struct chain **up)
{
    for (struct chain *c = *up; c; c = *up) { /* loop: item; the list `*up` */
        use(c);
        up = &c->next;
    }
}

/* records and entries are no chunks */
struct record {
    unsigned size;
};
void records(const char *data, size_t length)
{
    size_t at = 0;

    while (at < length) { /* loop: item; `data` */
        const struct record *r = (const struct record *)(data + at);
        size_t size = r->size;

        use(r);
        use_int((long)size);
        at += size;
    }
}

struct entry {
    long code, value;
};
void entries(const char *data, const char *end)
{
    for (; data < end; data += sizeof(struct entry)) /* loop: item; `data` */
        use(data);
}

/* waiting */
pthread_mutex_t lock;
pthread_cond_t changed;
int jobs, finished;

void wait_until_finished(void)
{
    pthread_mutex_lock(&lock);
    while (!finished) /* loop: polling */
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void worker(void)
{
    for (;;) { /* loop: serving */
        pthread_mutex_lock(&lock);
        while (jobs == 0) /* loop: polling */
            pthread_cond_wait(&changed, &lock);
        jobs--;
        pthread_mutex_unlock(&lock);
        use(&jobs);
    }
}

static void one_event(struct pollfd *fds)
{
    poll(fds, 1, -1);
}
void until_stopped(struct pollfd *fds)
{
    while (is_running()) /* loop: serving */
        one_event(fds);
}

int some_seconds(struct pollfd *fds, int seconds)
{
    for (int i = 0; i < seconds * 4; i++) { /* loop: retry */
        if (poll(fds, 1, 250) > 0)
            return 1;
    }
    return 0;
}

void nothing_but_asking(pid_t child)
{
    while (waitpid(child, NULL, 0) != child) /* loop: retry */
        ;
}

char *formatted(const char *name)
{
    size_t size = 16;
    char *text = malloc(size);

    for (;;) { /* loop: retry */
        int n = snprintf(text, size, "%s", name);

        if (n >= 0 && (size_t)n < size)
            return text;
        size *= 2;
        text = realloc(text, size);
    }
}

/* a log that goes over the network pages nothing */
static void log_line(const char *text)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    connect(fd, NULL, 0);
    send(fd, text, strlen(text), 0);
}
void logged(FILE *f)
{
    char line[256];

    while (fgets(line, sizeof line, f)) /* loop: item */
        log_line(line);
}

int logged_list(struct chain *c)
{
    int n = 0;

    for (; c; c = c->next) { /* loop: item; the list `c` */
        log_line("next");
        n++;
    }
    return n;
}

/* fails over by the status of a wrapper, but not by what was answered */
static int bind_to(int fd, const char *host)
{
    struct addrinfo *found;

    if (getaddrinfo(host, NULL, NULL, &found) != 0)
        return -1;
    return bind(fd, found->ai_addr, found->ai_addrlen);
}
int bind_to_one(int fd, const char *const *hosts, int n)
{
    for (int i = 0; i < n; i++) { /* loop: failover */
        if (bind_to(fd, hosts[i]) >= 0)
            return 0;
    }
    return -1;
}
int bind_to_all(int fd, const char *const *hosts, int n)
{
    for (int i = 0; i < n; i++) { /* loop: item; `hosts` */
        if (bind_to(fd, hosts[i]) != 0)
            break;
    }
    return 0;
}

/* records of a file are no stream */
int numbers(FILE *f, long *total)
{
    long n;

    while (fscanf(f, "%ld", &n) == 1) /* loop: item */
        *total += n;
    return 0;
}

long copied(FILE *from, char *buffer, size_t size)
{
    size_t n;
    long total = 0;

    while ((n = fread(buffer, 1, size, from)) > 0) /* loop: drain */
        total += (long)n;
    return total;
}

/* bounds count from where the loop begins */
int several_starts(int flag, const int *v)
{
    int i, sum = 0;

    if (flag) {
        i = 5;
        use(v);
    } else {
        i = 0;
        use(&sum);
    }
    while (i < 6) /* loop: small */
        sum += v[i++];
    return sum;
}

void counted_before(const int *v, int n)
{
    size_t found = 0;

    for (int i = 0; i < n; i++) /* loop: item; `v` */
        if (v[i])
            found++;
    while (found) { /* loop: item */
        use_int((long)found);
        found--;
    }
}
