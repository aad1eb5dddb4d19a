#include "api.h"

struct server {
    struct server *next;
    const char *name;
    int up;
};
struct backend {
    struct server *servers;
    struct backend *next;
};

void plain(struct backend *be)
{
    for (struct server *s = be->servers; s; s = s->next) /* loop: item; the list `be->servers` */
        use(s);
}

void outer_and_inner(struct backend *all)
{
    struct backend *be;
    struct server *s;

    for (be = all; be != NULL; be = be->next) /* loop: item; the list `all` */
        for (s = be->servers; s; s = s->next) /* loop: item; the list `be->servers` */
            use(s);
}

void with_while(struct backend *be)
{
    struct server *s = be->servers;

    while (s) { /* loop: item; the list `be->servers` */
        use(s);
        s = s->next;
    }
}

void with_do(struct server *head)
{
    struct server *s = head;

    do { /* loop: item; the list `head` */
        use(s);
        s = s->next;
    } while (s != NULL);
}

void forever(struct server *head)
{
    struct server *s = head;

    for (;;) { /* loop: item; the list `head` */
        if (!s)
            break;
        use(s);
        s = s->next;
    }
}

void by_goto(struct server *head)
{
    struct server *s = head;

again: /* loop: item; `head` */
    use(s);
    s = s->next;
    if (s)
        goto again;
}

void freeing(struct backend *be)
{
    struct server *s, *next;

    for (s = be->servers; s; s = next) { /* loop: item; the list `be->servers` */
        next = s->next;
        free(s);
    }
}

void parameter_moved(struct server *list)
{
    while (list) { /* loop: item; the list `list` */
        use(list->name);
        list = list->next;
    }
}

void by_address(struct backend *be, struct server *gone)
{
    struct server **p;

    for (p = &be->servers; *p; p = &(*p)->next) /* loop: item; the list `be->servers` */
        if (*p == gone) {
            *p = gone->next;
            break;
        }
}

void popped(struct backend *be)
{
    while (be->servers) { /* loop: item; the list `be->servers` */
        struct server *s = be->servers;

        be->servers = s->next;
        use(s);
    }
}

void find_tail(struct backend *be, struct server *added)
{
    struct server *s = be->servers;

    while (s->next) /* loop: item; the list `be->servers` */
        s = s->next;
    s->next = added;
}

/* A ring with its own head, as kernels and daemons have it. */
struct node {
    struct node *next, *prev;
};
struct job {
    int id;
    struct node link;
};
#define container_of(ptr, type, member)                                                                                                    \
    ({                                                                                                                                     \
        const __typeof__(((type *)0)->member) *inner_ = (ptr);                                                                             \
        (type *)((char *)inner_ - offsetof(type, member));                                                                                 \
    })
#define list_for_each_entry(pos, head, member)                                                                                             \
    for (pos = container_of((head)->next, __typeof__(*pos), member); &pos->member != (head);                                               \
         pos = container_of(pos->member.next, __typeof__(*pos), member))
#define list_for_each(pos, head) for (pos = (head)->next; pos != (head); pos = pos->next)

struct scheduler {
    struct node jobs;
};

void kernel_list(struct scheduler *s)
{
    struct job *job;

    list_for_each_entry(job, &s->jobs, link) /* loop: item; the list `s->jobs` */
        use_int(job->id);
}

void kernel_nodes(struct scheduler *s)
{
    struct node *at;

    list_for_each(at, &s->jobs) /* loop: item; the list `s->jobs` */
        use(at);
}

#include <sys/queue.h>

struct entry {
    TAILQ_ENTRY(entry) link;
    SLIST_ENTRY(entry) short_link;
    int id;
};
TAILQ_HEAD(entries, entry);
SLIST_HEAD(short_entries, entry);

void tail_queue(struct entries *q)
{
    struct entry *e;

    TAILQ_FOREACH(e, q, link) /* loop: item; the list `q` */
        use_int(e->id);
}

void tail_queue_emptied(struct entries *q)
{
    struct entry *e;

    while (!TAILQ_EMPTY(q)) { /* loop: item; the list `q` */
        e = TAILQ_FIRST(q);
        TAILQ_REMOVE(q, e, link); /* loop: once */
        use_int(e->id);
    }
}

void short_list(struct short_entries *q)
{
    struct entry *e;

    SLIST_FOREACH(e, q, short_link) /* loop: item; the list `q` */
        use_int(e->id);
}

/* uthash walks like this */
struct hash_item {
    int key;
    struct {
        struct hash_item *next;
    } hh;
};
#define HASH_ITER(head, el, tmp)                                                                                                           \
    for (((el) = (head)), ((tmp) = (head) ? (head)->hh.next : NULL); (el) != NULL;                                                         \
         ((el) = (tmp)), ((tmp) = (tmp) ? (tmp)->hh.next : NULL))

void hash_walk(struct hash_item *table)
{
    struct hash_item *item, *tmp;

    HASH_ITER (table, item, tmp) /* loop: item; the list `table` */
        use_int(item->key);
}

struct slot {
    int next;
    int value;
};

void linked_by_index(struct slot *slots, int first)
{
    for (int i = first; i != -1; i = slots[i].next) /* loop: item */
        use_int(slots[i].value);
}

/* Not items: the depth of a tree. */
struct tree {
    struct tree *left, *right, *parent;
    int key;
};

struct tree *tree_find(struct tree *t, int key)
{
    while (t && t->key != key) /* loop: small */
        t = key < t->key ? t->left : t->right;
    return t;
}

struct tree *tree_find_long(struct tree *t, int key)
{
    while (t) { /* loop: small */
        if (key == t->key)
            break;
        if (key < t->key)
            t = t->left;
        else
            t = t->right;
    }
    return t;
}

int tree_depth(const struct tree *t)
{
    int depth = 0;

    for (; t->parent; t = t->parent) /* loop: small */
        depth++;
    return depth;
}
