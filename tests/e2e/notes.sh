# What is only a note: kinds where a reader must see more than dawdle does before anything is changed.
. "${0%/*}/lib.sh"

cat >kept.c <<'END'
#include <dirent.h>
#include <netdb.h>
#include <stdlib.h>

struct page { char *text; };
static struct page *front;

static void show(struct page *page) { front = page; }

static int list(char **text, const char *folder)
{
    DIR *dir = opendir(folder);

    if (dir == NULL)
        return 0;
    *text = malloc(64);
    closedir(dir);
    return 1;
}

void refresh(const char *folder)
{
    struct page *page = malloc(sizeof *page);

    if (page == NULL)
        return;
    if (!list(&page->text, folder)) {
        free(page);
        show(NULL);
        return;
    }
    show(page);
}

const char *front_text(void) { return front ? front->text : ""; }

struct host { int key; struct addrinfo *addresses; };
struct table { struct host *slots[16]; };
static struct table hosts;

static int table_insert(struct table *table, struct host *host)
{
    table->slots[host->key & 15] = host;
    return 1;
}

static int ask(const char *name, struct host *host)
{
    return getaddrinfo(name, NULL, NULL, &host->addresses);
}

struct host *add_unchecked(const char *name, int key)
{
    struct host *host = malloc(sizeof *host);

    if (host == NULL)
        return NULL;
    host->key = key;
    ask(name, host);
    table_insert(&hosts, host);
    return host;
}

struct host *add_checked(const char *name, int key)
{
    struct host *host = malloc(sizeof *host);

    if (host == NULL)
        return NULL;
    host->key = key;
    if (ask(name, host) != 0) {
        free(host);
        return NULL;
    }
    table_insert(&hosts, host);
    return host;
}
END
run 0 --level note --only cached-sentinel kept.c
out "kept.c:29:9: note: when list fails"
out "kept.c:60:5: note: whether ask failed is not looked at"
checks=$((checks + 1))
[ "$(grep -c '\[cached-sentinel\]' out)" -eq 2 ] || { fail "other findings than these two"; show; }

# A table whose code is elsewhere: whole words of its functions tell what puts something in; "output" does not.
cat >named.c <<'END'
#include <netdb.h>
#include <stdlib.h>

struct peer { const char *host; struct addrinfo *addresses; };
struct peers;
extern void peers_put(struct peers *peers, struct peer *peer);
extern void peers_output(struct peers *peers, struct peer *peer);

static struct peers *known;

static int ask(struct peer *peer, const char *host)
{
    peer->host = host;
    return getaddrinfo(host, "53", NULL, &peer->addresses);
}

struct peer *peer_kept(const char *host)
{
    struct peer *peer = calloc(1, sizeof *peer);

    ask(peer, host);
    peers_put(known, peer);
    return peer;
}

struct peer *peer_shown(const char *host)
{
    struct peer *peer = calloc(1, sizeof *peer);

    ask(peer, host);
    peers_output(known, peer);
    return peer;
}

void peers_start(struct peers *peers) { known = peers; }
END
run 0 --level note --only cached-sentinel named.c
out "named.c:22:5: note: whether ask failed is not looked at"
checks=$((checks + 1))
[ "$(grep -c '\[cached-sentinel\]' out)" -eq 1 ] || { fail "other findings than this one"; show; }

# The loop of a server also does what signals, timers and new settings ask for: no process per request.
cat >upkeep.c <<'END'
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

static volatile sig_atomic_t again;

static void serve(int client)
{
    if (fork() == 0)
        _exit(0);
    close(client);
}

static void start_worker(void)
{
    if (fork() == 0)
        _exit(0);
}

static void cron(int now)
{
    if (now % 100 == 0 && fork() == 0)
        _exit(0);
}

int main(void)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    for (int round = 0;; round++) {
        int client = accept(listener, NULL, NULL);

        if (again) {
            again = 0;
            start_worker();
        }
        cron(round);
        if (client >= 0)
            serve(client);
    }
}
END
run 0 --level note --only thread-in-handler upkeep.c
out "upkeep.c:9:9: note: fork makes a process for each request"
checks=$((checks + 1))
[ "$(grep -c '\[thread-in-handler\]' out)" -eq 1 ] || { fail "upkeep is taken for requests"; show; }

finish
