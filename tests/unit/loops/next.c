#include "api.h"

struct iterator;
struct element;
struct element *element_next(struct iterator *it);
struct element *element_first(struct iterator *it);
struct element *element_after(struct iterator *it, struct element *e);
int element_get(struct iterator *it, struct element **out);

void in_condition(struct iterator *it)
{
    struct element *e;

    while ((e = element_next(it)) != NULL) /* loop: item; `it` by element_next */
        use(e);
}

void first_and_next(struct iterator *it)
{
    for (struct element *e = element_first(it); e; e = element_after(it, e)) /* loop: item; `it` by element_after */
        use(e);
}

void by_out_parameter(struct iterator *it)
{
    struct element *e;

    while (element_get(it, &e)) /* loop: item; `it` by element_get */
        use(e);
}

void in_body(struct iterator *it)
{
    for (;;) { /* loop: item; `it` by element_next */
        struct element *e = element_next(it);

        if (!e)
            break;
        use(e);
    }
}

void lines(FILE *f)
{
    char line[256];

    while (fgets(line, sizeof line, f)) /* loop: item */
        use(line);
}

void tokens(char *text)
{
    for (char *t = strtok(text, ","); t; t = strtok(NULL, ",")) /* loop: item */
        use(t);
}

struct queue;
struct element *queue_pop(struct queue *q);
int queue_is_empty(struct queue *q);

void popped(struct queue *q, PGconn *conn)
{
    while (!queue_is_empty(q)) { /* loop: item; `q` by queue_pop */
        struct element *e = queue_pop(q);

        use(e);
        PQclear(PQexec(conn, "INSERT INTO done DEFAULT VALUES"));
    }
}

void rows(MYSQL *db, MYSQL_RES *res)
{
    MYSQL_ROW row;

    while ((row = mysql_fetch_row(res))) { /* loop: item; `res` by mysql_fetch_row */
        use(row[0]);
        mysql_query(db, row[0]);
    }
}

long rows_only_taken(MYSQL_RES *res)
{
    MYSQL_ROW row;
    long total = 0;

    while ((row = mysql_fetch_row(res)) != NULL) /* loop: item; `res` by mysql_fetch_row */
        total += atol(row[0]);
    return total;
}

void steps(sqlite3_stmt *st, PGconn *conn)
{
    while (sqlite3_step(st) == SQLITE_ROW) { /* loop: item; rows of sqlite3_step */
        use_int(sqlite3_column_int(st, 0));
        PQclear(PQexec(conn, "SELECT 1"));
    }
}

void next_of_struct(struct iterator *it, struct element *e)
{
    while (e) { /* loop: item; `it` by element_after */
        use(e);
        e = element_after(it, e);
    }
}
