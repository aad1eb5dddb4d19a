#include "api.h"

/* Each asks test_loops.c about its argument within the loop that it stands in. */
void expect_varying(const void *x);
void expect_not_varying(const void *x);
void expect_varying_number(long x);
void expect_not_varying_number(long x);
void expect_item(const void *x);
void expect_not_item(const void *x);
void expect_item_number(long x);
void expect_not_item_number(long x);
void expect_chosen(const void *x);
void expect_not_chosen(const void *x);
void expect_chosen_number(long x);
void expect_not_chosen_number(long x);

struct host {
    struct host *next;
    const char *name;
    PGconn *conn;
    int port;
};
struct list {
    struct host *hosts;
    PGconn *conn;
    char *text;
    int n;
};
struct builder {
    char *data;
    size_t length;
};
void builder_add(struct builder *b, const char *text);
int dial(const char *name, int port);
PGconn *pick(struct list *pool, const char *name);
void fill(char *out, const char *from);
int number_of(const char *name, int *out);
const char *name_of(struct host *h);

void locals(struct list *list, PGconn *conn, const char *sql)
{
    for (struct host *h = list->hosts; h; h = h->next) {
        const char *name = h->name, *fixed = "SELECT 1", *again = name;
        int port = h->port + 1;

        expect_varying(h);
        expect_item(h);
        expect_chosen(h);
        expect_item(name);
        expect_item(again);
        expect_item_number(port);
        expect_not_varying(fixed);
        expect_not_varying(sql);
        expect_not_item(sql);
        expect_not_varying(conn);
        expect_not_chosen(conn);
        expect_chosen(h->conn);
        expect_not_chosen(list->conn);
        expect_item(name_of(h));
        expect_not_varying(list->text);
    }
}

void buffers(PGconn *conn, char **names, int n, int fixed)
{
    for (int i = 0; i < n; i++) {
        char sql[128], same[128], copied[64], filled[64];
        int number;
        PGresult *res;

        snprintf(sql, sizeof sql, "SELECT '%s'", names[i]);
        snprintf(same, sizeof same, "SELECT %d", fixed);
        strcpy(copied, names[i]);
        fill(filled, copied);
        number_of(names[i], &number);
        expect_item(sql);
        expect_varying(sql);
        expect_not_item(same);
        expect_not_varying(same);
        expect_item(copied);
        expect_item(filled);
        expect_item_number(number);
        res = PQexec(conn, sql);
        expect_varying(res);
        expect_not_chosen(res);
        expect_item(res);
    }
}

void rewritten(char *buffer, int fd)
{
    for (int i = 0; i < 100; i++) {
        expect_varying(buffer);
        read(fd, buffer, 100);
    }
}

void handles(struct list *list, CURL *kept)
{
    for (struct host *h = list->hosts; h; h = h->next) {
        CURL *made = curl_easy_init();
        int fd = dial(h->name, h->port);
        PGconn *conn = PQconnectdb(h->name), *pooled = pick(list, h->name);

        curl_easy_setopt(kept, CURLOPT_URL, h->name);
        expect_item(kept);
        expect_not_chosen(kept);
        expect_not_chosen(made);
        expect_chosen_number(fd);
        expect_chosen(conn);
        expect_not_chosen(pooled);
    }
}

void fields(struct list *list, int n)
{
    for (int i = 0; i < n; i++) {
        list->n += i;
        expect_varying_number(list->n);
        expect_item_number(list->n);
        expect_not_varying(list->text);
        expect_not_varying(list->conn);
    }
}

void built(char **names, int n)
{
    struct builder b = {0}, other = {0};

    for (int i = 0; i < n; i++) {
        builder_add(&b, names[i]);
        expect_item(b.data);
        expect_not_item(other.data);
        expect_item(&b);
    }
}

void rows(MYSQL_RES *res, sqlite3_stmt *st)
{
    MYSQL_ROW row;

    while ((row = mysql_fetch_row(res))) {
        expect_item(row[0]);
        use(row);
    }
    while (sqlite3_step(st) == SQLITE_ROW) {
        int id = sqlite3_column_int(st, 0);

        expect_item_number(id);
        expect_not_chosen_number(id);
    }
}

void out_parameter(FILE *f, int offset)
{
    char line[100];

    while (fgets(line, sizeof line, f)) {
        expect_item(line);
        expect_item(line + offset);
        expect_not_item_number(offset);
    }
}

void moved_beside(const struct host *h, int n)
{
    while (n-- > 0) {
        expect_item(h);
        expect_item(h->name);
        h++;
    }
}

void first_only(int n)
{
    int first = 1;

    for (int i = 0; i < n; i++) {
        expect_varying_number(first);
        first = 0;
    }
}

void two_levels(struct list *lists, int n)
{
    for (int i = 0; i < n; i++)
        for (struct host *h = lists[i].hosts; h; h = h->next) {
            expect_not_varying(lists[i].conn);
            expect_item(h);
        }
}
