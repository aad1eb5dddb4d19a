/* Caches and what only looks like one. The comment before a function that answers from a cache says its kind,
 * what holds it, the call that it saves, what a miss waits for, and what is known of it besides. */
#include "api.h"

int worked_out(int n);
char *copy_of(const char *text);
int seed(void);

/* --- values --- */

/* cache: value `cores` saves sysconf, cheap, bounded */
int core_count(void)
{
    static int cores;

    if (cores == 0)
        cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    return cores;
}

/* It is known from the start: nobody is ever asked. */
int longest_path(void)
{
    static int longest = 4096;

    if (longest == 0)
        longest = getpid();
    return longest;
}

static long page;

/* The hit comes first. cache: value `page` saves sysconf, cheap, bounded */
long page_size(void)
{
    long size;

    if (page > 0)
        return page;
    size = sysconf(_SC_PAGESIZE);
    page = size;
    return page;
}

static int pid;

/* Somebody sets it back. cache: value `pid` saves getpid, cheap, expires, bounded */
int own_pid(void)
{
    if (!pid)
        pid = getpid();
    return pid;
}

void after_fork(void)
{
    pid = 0;
}

/* A flag tells whether it is there. cache: value `uid` saves getuid, cheap, bounded */
int own_uid(void)
{
    static int uid, known;

    if (!known) {
        uid = (int)getuid();
        known = 1;
    }
    return uid;
}

/* Reads a file and closes it: what is left is data. */
static char *read_motd(void)
{
    static char line[128];
    FILE *file = fopen("/etc/motd", "r");

    if (file == NULL)
        return NULL;
    fgets(line, sizeof line, file);
    fclose(file);
    return line;
}

/* cache: value `motd` saves read_motd, waits for sync-io, bounded */
const char *message_of_the_day(void)
{
    static char *motd;

    if (motd == NULL)
        motd = read_motd();
    return motd;
}

/* The object itself: there must be only one. */
PGconn *connection(void)
{
    static PGconn *kept;

    if (kept == NULL)
        kept = PQconnectdb("");
    return kept;
}

/* Memory that is made once. */
char *buffer(void)
{
    static char *kept;

    if (!kept)
        kept = malloc(4096);
    return kept;
}

/* Nothing is asked. */
int set_once(void)
{
    static int value;

    if (value == 0)
        value = 42;
    return value;
}

/* It is not what is given back. */
int asks_again(void)
{
    static int asked;

    if (asked == 0)
        asked = getpid();
    return getpid();
}

/* Lasts no longer than the call. */
int only_local(int again)
{
    int mine = 0;

    while (again-- > 0)
        if (mine == 0)
            mine = getpid();
    return mine;
}

/* --- by key --- */

struct entry {
    struct entry *next;
    int key;
    PGresult *row;
    time_t until;
};

static struct entry *entries;

/* cache: keyed `entries` saves PQexec, waits for database */
PGresult *row_of(PGconn *conn, int key)
{
    struct entry *entry;
    PGresult *row;

    for (entry = entries; entry; entry = entry->next)
        if (entry->key == key)
            return entry->row;
    row = PQexec(conn, "SELECT");
    entry = malloc(sizeof *entry);
    entry->key = key;
    entry->row = row;
    entry->next = entries;
    entries = entry;
    return row;
}

static struct entry slots[32];
static int used;

/* A fixed number of places, each with its time. cache: keyed `slots` saves PQexec, waits for database,
 * expires, bounded */
PGresult *timed_row_of(PGconn *conn, int key)
{
    time_t now = time(NULL);

    for (int i = 0; i < used; i++)
        if (slots[i].key == key && slots[i].until > now)
            return slots[i].row;
    slots[used].row = PQexec(conn, "SELECT");
    slots[used].key = key;
    slots[used].until = now + 60;
    return slots[used++].row;
}

static PGresult *first_rows[500];
static int first_count;

/* The answer goes into the table at once. cache: keyed `first_rows` saves PQexec, waits for database */
PGresult *first_row_of(PGconn *conn, const char *key)
{
    for (int i = 0; i < first_count; i++)
        if (strcmp(PQgetvalue(first_rows[i], 0, 0), key) == 0)
            return first_rows[i];
    return first_rows[first_count++] = PQexec(conn, "SELECT");
}

static GHashTable *names;

/* By a library's table; others take entries out. cache: keyed `names` saves gethostbyname, waits for dns,
 * bounded */
struct hostent *host_named(const char *name)
{
    struct hostent *host = g_hash_table_lookup(names, name);

    if (host)
        return host;
    host = gethostbyname(name);
    g_hash_table_insert(names, copy_of(name), host);
    return host;
}

void forget(const char *name)
{
    g_hash_table_remove(names, name);
}

static GHashTable *stats;
static int stat_hits;

int hits_so_far(void)
{
    return stat_hits;
}

/* cache: keyed `stats` saves stat, waits for sync-io, cheap, shown by counts stat_hits */
int size_of(const char *path)
{
    struct stat info;
    int *size = g_hash_table_lookup(stats, path);

    if (size) {
        stat_hits++;
        return *size;
    }
    if (stat(path, &info) != 0)
        return -1;
    size = malloc(sizeof *size);
    *size = (int)info.st_size;
    g_hash_table_insert(stats, copy_of(path), size);
    return *size;
}

struct store {
    GHashTable *rows;
};

/* Held by a field. cache: keyed `rows` saves redisCommand, waits for database */
void *of_store(struct store *store, redisContext *c, const char *key)
{
    void *reply = g_hash_table_lookup(store->rows, key);

    if (reply)
        return reply;
    reply = redisCommand(c, "GET %s", key);
    g_hash_table_insert(store->rows, copy_of(key), reply);
    return reply;
}

static int squares[100];

/* A number that is worked out. */
static int square_root(int n)
{
    int root = 0;

    while ((root + 1) * (root + 1) <= n)
        root++;
    return root;
}

/* cache: keyed `squares` saves square_root, cheap, bounded */
int root_of(int n)
{
    if (squares[n])
        return squares[n];
    squares[n] = square_root(n);
    return squares[n];
}

static int logs[100];

static int open_log(int n)
{
    char name[32];

    snprintf(name, sizeof name, "log.%d", n);
    return open(name, 0);
}

/* What is opened is the object itself. */
int log_of(int n)
{
    if (logs[n])
        return logs[n];
    logs[n] = open_log(n);
    return logs[n];
}

static GHashTable *symbols;

/* Interning: nothing is asked on a miss but memory. */
char *interned(const char *name)
{
    char *known = g_hash_table_lookup(symbols, name);

    if (known)
        return known;
    known = copy_of(name);
    g_hash_table_insert(symbols, known, known);
    return known;
}

static GHashTable *pool;

/* The connection is the object itself. */
redisContext *connection_to(const char *host)
{
    redisContext *known = g_hash_table_lookup(pool, host);

    if (known)
        return known;
    known = redisConnect(host, 6379);
    g_hash_table_insert(pool, copy_of(host), known);
    return known;
}

static struct entry *wanted;

/* Found, or asked and not kept. */
PGresult *not_kept(PGconn *conn, int key)
{
    for (struct entry *entry = wanted; entry; entry = entry->next)
        if (entry->key == key)
            return entry->row;
    return PQexec(conn, "SELECT");
}

/* Kept, and never looked for before. */
PGresult *only_kept(PGconn *conn, int key)
{
    struct entry *entry = malloc(sizeof *entry);

    entry->key = key;
    entry->row = PQexec(conn, "SELECT");
    entry->next = wanted;
    wanted = entry;
    return entry->row;
}

/* A benchmark of 2026 told: 40 us became 2 us. */
/* cache: value `node` saves gethostid, cheap, shown by comment, bounded */
long node_name(void)
{
    static long node;

    if (node == 0)
        node = gethostid();
    return node;
}

/* cache: value `host` saves gethostname, cheap, bounded */
const char *own_host(void)
{
    static char host[65];

    if (!host[0])
        gethostname(host, sizeof host);
    return host;
}

/* cache: file `path` saves gethostbyname, waits for dns */
int answer_in_file(const char *name, char *out, unsigned long size)
{
    char path[64];
    struct hostent *host;
    FILE *file;

    snprintf(path, sizeof path, "/var/cache/app/%s", name);
    file = fopen(path, "r");
    if (file) {
        if (!fgets(out, (int)size, file))
            *out = 0;
        fclose(file);
        return 1;
    }
    host = gethostbyname(name);
    file = fopen(path, "w");
    if (host && file)
        fputs(host->h_name, file);
    if (file)
        fclose(file);
    return host != 0;
}

static struct {
    unsigned key, value;
} shifted[64];

/* cache: keyed `shifted`, cheap, bounded */
unsigned shifted_of(unsigned key)
{
    if (shifted[key & 63].key == key)
        return shifted[key & 63].value;
    shifted[key & 63].key = key;
    shifted[key & 63].value = key * 7919u >> 3;
    return shifted[key & 63].value;
}
