#include "api.h"

struct message {
    const char *text;
};
struct batch {
    struct message *messages;
    size_t n;
    int extra[8];
};
enum { KINDS = 12 };
static const char *const words[] = {"a", "b", "c", NULL};
extern const int elsewhere[];

void plain(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) /* loop: item; `b->messages` */
        use(b->messages[i].text);
}

void swapped(struct batch *b)
{
    for (size_t i = 0; b->n > i; ++i) /* loop: item; `b->messages` */
        use(&b->messages[i]);
}

void down(struct batch *b)
{
    size_t i = b->n;

    while (i-- > 0) /* loop: item; `b->messages` */
        use(&b->messages[i]);
}

void with_do(struct batch *b)
{
    size_t i = 0;

    do { /* loop: item; `b->messages` */
        use(&b->messages[i]);
    } while (++i < b->n);
}

void forever(struct batch *b)
{
    for (size_t i = 0;; i++) { /* loop: item; `b->messages` */
        if (i == b->n)
            break;
        use(&b->messages[i]);
    }
}

void by_goto(struct batch *b)
{
    size_t i = 0;

next: /* loop: item; `b->messages` */
    use(&b->messages[i]);
    if (++i < b->n)
        goto next;
}

void pointers(struct batch *b)
{
    for (struct message *m = b->messages; m != b->messages + b->n; m++) /* loop: item; `b->messages` */
        use(m);
}

void pointers_less(struct batch *b)
{
    struct message *m, *end = b->messages + b->n;

    for (m = b->messages; m < end; m++) /* loop: item; `b->messages` */
        use(m);
}

void count_down_pointer(const struct message *m, int n)
{
    while (n--) /* loop: item; `m` */
        use(m++);
}

void by_accessor(const PGresult *res)
{
    for (int i = 0; i < PQntuples(res); i++) /* loop: item; `res` */
        use(PQgetvalue(res, i, 0));
}

void constant(struct batch *b)
{
    for (int i = 0; i < 8; i++) /* loop: small */
        use_int(b->extra[i]);
}

void by_enumerator(const int *v)
{
    for (int i = 0; i < KINDS; i++) /* loop: small */
        use_int(v[i]);
}

void by_sizeof(void)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) /* loop: small */
        use(words[i]);
}

void also_bounded(const int *v, int n)
{
    for (int i = 0; i < n && i < 16; i++) /* loop: small */
        use_int(v[i]);
}

void bounded_by_array(struct batch *b, int n)
{
    for (int i = 0; i < n; i++) /* loop: small */
        use_int(b->extra[i]);
}

void bounded_in_body(const int *v, int n)
{
    for (int i = 0; i < n; i++) { /* loop: small */
        if (i >= 10)
            break;
        use_int(v[i]);
    }
}

void until_sentinel(void)
{
    for (int i = 0; words[i]; i++) /* loop: small */
        use(words[i]);
}

void pointer_to_sentinel(void)
{
    for (const char *const *w = words; *w; w++) /* loop: small */
        use(*w);
}

void local_constant(const int *v)
{
    int n = 4;

    for (int i = 0; i < n; i++) /* loop: small */
        use_int(v[i]);
}

void local_not_constant(const int *v)
{
    int n = 4;

    n += check(v);
    for (int i = 0; i < n; i++) /* loop: item; `v` */
        use_int(v[i]);
}

void large_constant(const int *v)
{
    for (int i = 0; i < 100000; i++) /* loop: item; `v` */
        use_int(v[i]);
}

void no_bound_elsewhere(int n)
{
    for (int i = 0; i < n; i++) /* loop: item; `elsewhere` */
        use_int(elsewhere[i]);
}

int binary_search(const int *v, int n, int key)
{
    int low = 0, high = n;

    while (low < high) { /* loop: small */
        int middle = low + (high - low) / 2;

        if (v[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int bits(unsigned value)
{
    int n = 0;

    for (; value; value >>= 1) /* loop: small */
        n += value & 1;
    return n;
}

void digits(unsigned long value)
{
    do { /* loop: small */
        use_int((long)(value % 10));
        value /= 10;
    } while (value);
}

void in_chunks(const char *ids, int n)
{
    for (int i = 0; i < n; i += 100) /* loop: chunked */
        use(ids + i);
}

void store_some(PGconn *conn, const int *ids, size_t n);
void in_parts(PGconn *conn, const int *ids, size_t n)
{
    size_t at = 0;

    while (at < n) { /* loop: chunked */
        size_t part = n - at < 500 ? n - at : 500;

        store_some(conn, ids + at, part);
        at += part;
    }
}

void pairs(char **argv, int n)
{
    for (int i = 0; i + 1 < n; i += 2) /* loop: item; `argv` */
        use(argv[i]);
}

void characters(const char *text)
{
    for (const char *p = text; *p; p++) /* loop: item; `text` */
        use_int(*p);
}

void arguments(char **list)
{
    for (int i = 0; list[i] != NULL; i++) /* loop: item; `list` */
        use(list[i]);
}

struct option {
    const char *name;
    int value;
};
void table_with_last_name(const struct option *table)
{
    for (const struct option *o = table; o->name; o++) /* loop: item; `table` */
        use(o->name);
}

struct walk {
    const int *values;
    int at, n;
};
void counter_in_struct(struct walk *w)
{
    while (w->at < w->n) { /* loop: item */
        use_int(w->values[w->at]);
        w->at++;
    }
}

size_t parse_one(const char *from, size_t length);
void parsed(const char *text, size_t length)
{
    size_t at = 0;

    while (at < length) { /* loop: item; `text` */
        size_t used = parse_one(text + at, length - at);

        if (used == 0)
            break;
        at += used;
    }
}
