/* Lists as the BSD queue macros and uthash walk them. */
struct item {
    int key;
    struct {
        struct item *tqe_next;
        struct item **tqe_prev;
    } link;
    struct handle {
        void *next;
    } hh;
};
struct head {
    struct item *tqh_first;
};
void use(struct item *);
#define TAILQ_FOREACH(var, head, field) \
    for ((var) = ((head)->tqh_first); (var); (var) = ((var)->field.tqe_next))
#define HASH_ITER(hh, head, el, tmp) \
    for (((el) = (head)), ((tmp) = (head) ? (head)->hh.next : 0); (el); \
         ((el) = (tmp)), ((tmp) = (tmp) ? (tmp)->hh.next : 0))

void walk(struct head *head)
{
    struct item *it;

    TAILQ_FOREACH(it, head, link)
        use(it);
}

void walk_hash(struct item *table)
{
    struct item *entry, *safe;

    HASH_ITER (hh, table, entry, safe) {
        use(entry);
    }
}
