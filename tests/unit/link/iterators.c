/* Functions that call back, and what their users are charged with. Marks as in summaries.c. */
#include "api.h"

struct node {
    struct node *next;
    int id;
};

typedef void visitor(struct node *node, void *context);

/* A walker of one's own: it is not what its users hand over. does: loops; calls 1; iterates 1 */
static void list_each(struct node *list, visitor *visit, void *context)
{
    for (struct node *node = list; node; node = node->next)
        visit(node, context);
}

/* Through a second one. does: loops; calls 2; iterates 2 */
static void pool_each(int n, struct node **pools, visitor *visit)
{
    (void)n;
    list_each(pools[0], visit, NULL);
}

/* Once. does: calls 0 */
static void with_lock(void (*body)(void *), void *argument)
{
    body(argument);
}

/* does: remote PQexec; handle 1 */
static void store(struct node *node, void *context)
{
    PQclear(PQexec(context, node->id ? "a" : "b"));
}

static void count(struct node *node, void *context)
{
    *(int *)context += node->id;
}

/* does: remote PQexec; handle 0 */
static void refresh(void *argument)
{
    PQclear(PQexec(argument, "REFRESH"));
}

/* The user that hands over what asks, pays. does: per item; loops */
void store_all(struct node *list, PGconn *conn)
{
    list_each(list, store, conn);
}

/* The user that does not, does not. does: loops */
int count_all(struct node *list)
{
    int total = 0;

    list_each(list, count, &total);
    return total;
}

/* does: per item; loops */
void store_pools(int n, struct node **pools)
{
    pool_each(n, pools, store);
}

/* Called once, within the call. does: remote refresh > PQexec */
void refresh_locked(PGconn *conn)
{
    with_lock(refresh, conn);
}

/* does: remote PQexec; handle 1 */
static void store_data(void *data, void *conn)
{
    PQclear(PQexec(conn, data));
}

/* A library's iterator. does: per item */
void store_list(GList *list, PGconn *conn)
{
    g_list_foreach(list, store_data, conn);
}

/* Of an unknown library: its name tells. */
void tree_foreach(void *tree, void (*visit)(void *, void *), void *context);
void tree_watch(void *tree, void (*changed)(void *, void *), void *context);

/* does: per item */
void store_tree(void *tree, PGconn *conn)
{
    tree_foreach(tree, store_data, conn);
}

/* A parameter that is handed on to such an iterator is one that is iterated. does: iterates 1 */
void walk_tree(void *tree, void (*visit)(void *, void *))
{
    tree_foreach(tree, visit, NULL);
}

/* does: per item */
void store_walked(void *tree)
{
    walk_tree(tree, store_data);
}

/* Runs later, if ever. */
void watch_tree(void *tree, PGconn *conn)
{
    tree_watch(tree, store_data, conn);
}

/* does: remote PQexec; handle 0 */
static int compare_remote(const void *a, const void *b)
{
    (void)b;
    return PQexec((PGconn *)(uintptr_t)a, "x") != NULL;
}

/* Sorting asks many times. does: per item */
void sort_remote(int *values, size_t n)
{
    qsort(values, n, sizeof *values, compare_remote);
}

struct plugin {
    void (*handle)(PGconn *conn);
};

/* does: remote PQexec; handle 0 */
static void plugin_asks(PGconn *conn)
{
    PQclear(PQexec(conn, "PLUGIN"));
}

static void plugin_a(PGconn *conn)
{
    use(conn);
}

static void plugin_b(PGconn *conn)
{
    use(conn);
}

static void plugin_c(PGconn *conn)
{
    use(conn);
}

static void plugin_d(PGconn *conn)
{
    use(conn);
}

static const struct plugin some[] = {{plugin_asks}, {plugin_a}, {plugin_b}, {plugin_c}};

/* One of four asks: enough to say that the call may. does: remote plugin_asks > PQexec; handle 0 */
void one_of_four(PGconn *conn, int at)
{
    some[at].handle(conn);
}

typedef void handler(PGconn *conn);
static handler *const many[] = {plugin_asks, plugin_a, plugin_b, plugin_c, plugin_d};

/* One of five does not make a table of handlers remote. does: handle 0 */
void one_of_five(PGconn *conn, int at)
{
    many[at](conn);
}
