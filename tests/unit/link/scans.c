/* Functions that walk all of something that their caller can name. The comment before a function says what
 * for (search, append, or the first that is pending), what they walk, by which parameters the key comes in,
 * and through which call when they do not walk themselves. */
#include "api.h"

struct item {
    struct item *next;
    int key;
    char *name;
};

struct list {
    struct item *head;
    struct item *cursor;
    int count;
};

struct vector {
    struct item *items;
    int count;
};

static struct item *users;
static struct item table[1000];
static int table_count;

/* scans: search parameter 0 `vector->items` by 1 */
static struct item *find_in_array(struct vector *vector, int key)
{
    for (int i = 0; i < vector->count; i++)
        if (vector->items[i].key == key)
            return &vector->items[i];
    return NULL;
}

/* scans: search parameter 0 `list->head` by 1 */
static struct item *find_in_list(const struct list *list, int key)
{
    struct item *item;

    for (item = list->head; item; item = item->next)
        if (item->key == key)
            break;
    return item;
}

/* The key stands in the condition. scans: search parameter 0 `head` by 1 */
struct item *find_in_condition(struct item *head, int key)
{
    while (head && head->key != key)
        head = head->next;
    return head;
}

/* It is known to be there. scans: search parameter 0 `head` by 1 */
struct item *find_certain(struct item *head, int key)
{
    while (head->key != key)
        head = head->next;
    return head;
}

/* scans: search global `users` by 0 */
static struct item *find_user(const char *name)
{
    for (struct item *user = users; user; user = user->next)
        if (strcmp(user->name, name) == 0)
            return user;
    return NULL;
}

/* Sums up, and looks for nothing. */
int sum_table(void)
{
    int sum = 0;

    for (int i = 0; i < table_count; i++)
        sum += table[i].key;
    return sum;
}

/* Through one call, then two, then three; four calls away nobody would know it. scans: search global `users`
 * by 0, through find_user */
static int has_user(const char *name)
{
    return find_user(name) != NULL;
}

/* scans: search global `users` by 0, through has_user */
static int may_log_in(const char *name)
{
    return has_user(name) && name[0] != '#';
}

/* scans: search global `users` by 0, through may_log_in */
static int log_in(const char *name)
{
    return may_log_in(name);
}

int welcome(const char *name)
{
    return log_in(name);
}

struct room {
    struct list members;
};

/* The argument is again the parameter. scans: search parameter 1 `&room->members` by 0, through find_in_list
 */
struct item *find_member(int key, struct room *room)
{
    return find_in_list(&room->members, key);
}

/* A global that is handed over. scans: search global `&everyone` by 0, through find_in_list */
struct item *find_anyone(int key)
{
    static struct list everyone;

    return find_in_list(&everyone, key);
}

/* scans: search parameter 0 `names` by 2 */
static int position_in(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

/* A few words. */
int kind_of(const char *name)
{
    static const char *const kinds[] = {"one", "two", "three"};

    return position_in(kinds, 3, name);
}

/* Many. scans: search global `words` by 0, through position_in */
int word_of(const char *name)
{
    static const char *words[5000];

    return position_in(words, 5000, name);
}

/* A list of its own is nobody else's. */
int own_list(int key)
{
    struct item last = {NULL, 2, ""}, first = {&last, 1, ""};
    struct list list = {&first, &first, 2};

    return find_in_list(&list, key) != NULL;
}

/* Goes on from where it was. */
struct item *find_on(struct list *list, int key)
{
    struct item *item;

    for (item = list->cursor; item; item = item->next)
        if (item->key == key)
            break;
    list->cursor = item;
    return item;
}

static struct item *buckets[64];

/* A hash chain is a part. */
struct item *find_hashed(unsigned key)
{
    for (struct item *item = buckets[key % 64]; item; item = item->next)
        if (item->key == (int)key)
            return item;
    return NULL;
}

/* The number comes with the name. */
struct item *find_chained(unsigned number, const char *name)
{
    struct item *item = buckets[number % 64];

    while (item && strcmp(item->name, name) != 0)
        item = item->next;
    return item;
}

struct hash {
    struct item **slots;
    unsigned mask;
};

/* Also when the slot is worked out before. */
struct item *find_slot(struct hash *hash, unsigned key)
{
    struct item *item = hash->slots[key & hash->mask];

    while (item && item->key != (int)key)
        item = item->next;
    return item;
}

struct item *first_of(struct hash *hash, unsigned key);

/* Or given by a function. */
struct item *find_given(struct hash *hash, unsigned key)
{
    for (struct item *item = first_of(hash, key); item; item = item->next)
        if (item->key == (int)key)
            return item;
    return NULL;
}

/* Before the loop. */
struct item *find_given_before(struct hash *hash, unsigned key)
{
    struct item *item = first_of(hash, key);

    while (item && item->key != (int)key)
        item = item->next;
    return item;
}

struct item *list_first(struct list *list);

/* What gives the first of all is a start. scans: search parameter 0 `list` by 1 */
struct item *find_from_first(struct list *list, int key)
{
    for (struct item *item = list_first(list); item; item = item->next)
        if (item->key == key)
            return item;
    return NULL;
}

/* Only one element of many lists, and that one is walked as a part. */
int count_all(struct list *lists, int n)
{
    int count = 0;

    for (int i = 0; i < n; i++)
        for (struct item *item = lists[i].head; item; item = item->next)
            count += item->key;
    return count;
}

/* A line of text is judged where the library's functions are called. */
int has_letter(const char *text, char letter)
{
    for (int i = 0; text[i]; i++)
        if (text[i] == letter)
            return 1;
    return 0;
}

struct tower {
    struct tower *next[8];
    int key;
};

/* The way down a skip list. */
struct tower *find_tower(struct tower *head, int key)
{
    struct tower *at = head;

    for (int level = 7; level >= 0; level--)
        while (at->next[level] && at->next[level]->key < key)
            at = at->next[level];
    return at;
}

/* One level of it, by number. */
struct tower *find_level(struct tower *at, int level, int key)
{
    while (at->next[level] && at->next[level]->key < key)
        at = at->next[level];
    return at;
}

struct branch {
    struct branch *child[2];
    int key;
};

/* The way down a tree. */
struct branch *find_branch(struct branch *root, int key)
{
    while (root && root->key != key)
        root = root->child[key > root->key];
    return root;
}

/* A few. */
int few(struct vector *vector)
{
    int sum = 0;

    for (int i = 0; i < 4; i++)
        sum += vector->items[i].key;
    return sum;
}

/* Formats what it is given. */
int log_found(struct vector *vector, int key, const char *format, ...)
{
    for (int i = 0; i < vector->count; i++)
        if (vector->items[i].key == key)
            return fputs(format, stderr);
    return 0;
}

/* scans: append parameter 0 `list->head`, moves */
void append(struct list *list, struct item *item)
{
    struct item **last = &list->head;

    while (*last)
        last = &(*last)->next;
    *last = item;
    list->count++;
}

/* scans: append parameter 0 `head` */
void append_behind(struct item *head, struct item *item)
{
    struct item *last = head;

    while (last->next)
        last = last->next;
    last->next = item;
}

/* scans: append parameter 0 `head` */
struct item *last_of(struct item *head)
{
    while (head && head->next)
        head = head->next;
    return head;
}

/* The link behind an item is looked for by its key. scans: search parameter 0 `head` by 1 */
struct item **find_link(struct item **head, int key)
{
    struct item **link;

    for (link = head; *link; link = &(*link)->next)
        if ((*link)->key == key)
            break;
    return link;
}

/* The place in a sorted list. scans: search parameter 0 `head` by 1 */
void insert_sorted(struct item **head, struct item *item)
{
    struct item **link = head;

    while (*link && (*link)->key < item->key)
        link = &(*link)->next;
    item->next = *link;
    *link = item;
}

/* Halves. */
int find_sorted(const struct vector *vector, int key)
{
    int low = 0, high = vector->count;

    while (low < high) {
        int middle = (low + high) / 2;

        if (vector->items[middle].key == key)
            return middle;
        if (vector->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

/* From behind. scans: search parameter 0 `vector->items` by 1 */
struct item *find_backwards(struct vector *vector, const char *name)
{
    for (int i = vector->count; i-- > 0;) {
        struct item *item = &vector->items[i];

        if (strcmp(item->name, name) == 0)
            return item;
    }
    return NULL;
}

/* A library's walks. scans: search parameter 0 `list` by 1, through g_list_find */
int holds(GList *list, void *data)
{
    return g_list_find(list, data) != NULL;
}

static GList *pending;

/* scans: append global `pending`, through g_list_append */
void enqueue(void *data)
{
    pending = g_list_append(pending, data);
}

/* At once. */
void push(void *data)
{
    pending = g_list_prepend(pending, data);
}

struct server {
    char name[256];
    long counters[32];
    int port;
    struct item *clients;
};

/* Whether the lists of what everybody is handed are long, nobody knows. scans: search parameter 0
 * `server->clients` by 1, doubtful */
struct item *find_client(struct server *server, int key)
{
    for (struct item *item = server->clients; item; item = item->next)
        if (item->key == key)
            return item;
    return NULL;
}

/* What is done only now and then to something global is no cost of its own. */
void maybe(const char *name)
{
    if (name)
        use(find_user(name));
}

/* Nothing of the key comes from here. */
void fixed_key(void)
{
    use(find_user("root"));
}

/* Nor does a counter look for anything. */
int last_key(void)
{
    int key = 0;

    for (const struct item *user = users; user; user = user->next)
        key = user->key;
    return key;
}

/* The first one that is in a state, by no key. scans: pending global `users` */
struct item *next_unnamed(void)
{
    for (struct item *user = users; user; user = user->next)
        if (user->name == NULL)
            return user;
    return NULL;
}

/* What calls it looks for that, not for the whole. */
struct item *take_unnamed(void)
{
    return next_unnamed();
}

/* The key is made of both. scans: search global `users` by 0 by 1 */
int find_by_two(int high, int low)
{
    int key = high << 8;

    key |= low;
    for (struct item *user = users; user; user = user->next)
        if (user->key == key)
            return 1;
    return 0;
}

/* Only when something failed. */
int on_error(void)
{
    if (ready() < 0) {
        find_user("root");
        return -1;
    }
    return 0;
}

/* Each element is looked at, none is looked for. */
int total(int n, const struct item *items)
{
    int sum = 0;

    for (int i = 0; i < n; i++)
        sum += items[i].key;
    return sum;
}

/* Two collections, each its own, and the second only sometimes. scans: search parameter 0 `a` by 2, through
 * find_in_array; search parameter 1 `b` by 2, doubtful, through find_in_list */
int in_both(struct vector *a, struct list *b, int key)
{
    return find_in_array(a, key) != NULL && find_in_list(b, key) != NULL;
}

/* Recursion ends. scans: search parameter 0 `list->head` by 1 */
int again(struct list *list, int key)
{
    for (struct item *item = list->head; item; item = item->next)
        if (item->key == key)
            return again(list, key - 1);
    return 0;
}
