#include "api.h"

#define GROUP 100

void item(PGconn *conn, char **sql, int n)
{
    for (int i = 0; i < n; i++)
        PQexec(conn, sql[i]); /* counts */
}

PGresult *found(PGconn *conn, char **names, int n)
{
    for (int i = 0; i < n; i++) {
        if (strcmp(names[i], "x") == 0) {
            PGresult *res = PQexec(conn, names[i]); /* excused */

            use(res);
            return res;
        }
        if (strcmp(names[i], "y") == 0)
            PQexec(conn, names[i]); /* counts */
    }
    return NULL;
}

void found_and_left(PGconn *conn, char **names, int n)
{
    for (int i = 0; i < n; i++) {
        if (check(names[i])) {
            PQexec(conn, names[i]); /* excused */
            break;
        }
        switch (names[i][0]) {
        case 'a':
            PQexec(conn, names[i]); /* counts */
            break;
        case 'b':
            PQexec(conn, names[i]); /* excused */
            goto out;
        }
    }
out:
    return;
}

void grouped(PGconn *conn, char **names, int n)
{
    char sql[10000] = "";
    int held = 0;

    for (int i = 0; i < n; i++) {
        strcat(sql, names[i]);
        held++;
        if (held == GROUP) {
            PQexec(conn, sql); /* excused */
            held = 0;
        }
        if (i % GROUP == 0)
            PQexec(conn, "COMMIT"); /* excused */
    }
}

void rows(MYSQL *db, MYSQL_RES *res)
{
    MYSQL_ROW row;

    while ((row = mysql_fetch_row(res))) /* excused */
        mysql_query(db, row[0]);         /* counts */
}

void pages(redisContext *c)
{
    char cursor[32] = "0";

    do {
        redisReply *r = redisCommand(c, "SCAN %s", cursor); /* excused */

        for (size_t i = 0; i < r->elements; i++)
            redisCommand(c, "GET %s", r->element[i]->str); /* counts */
        strncpy(cursor, r->element[0]->str, 31);
    } while (strcmp(cursor, "0") != 0);
}

void uploaded(int fd, char *buffer, CURL *curl)
{
    while (read(fd, buffer, 4096) > 0) { /* excused */
        curl_easy_perform(curl);         /* counts */
    }
}

void three(PGconn *conn, char **sql)
{
    for (int i = 0; i < 3; i++)
        PQexec(conn, sql[i]); /* counts */
}

void options(int argc, char **argv)
{
    int c;

    while ((c = getopt(argc, argv, "a:")) != -1)
        if (c == 'a')
            gethostbyname(optarg); /* excused */
}

void until_it_works(const char *info)
{
    while (!PQconnectdb(info)) /* excused */
        sleep(1);              /* excused */
}

void served(PGconn *conn)
{
    while (FCGI_Accept() >= 0)
        PQexec(conn, "SELECT 1"); /* excused */
}
