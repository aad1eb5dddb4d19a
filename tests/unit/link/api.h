/* The libraries that the programs in this folder call, as far as they need them: names and shapes of the real
 * ones. */
#ifndef DAWDLE_TESTS_UNIT_LINK_API_H
#define DAWDLE_TESTS_UNIT_LINK_API_H

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
PGconn *PQconnectdb(const char *conninfo);
PGresult *PQexec(PGconn *conn, const char *query);
PGresult *PQgetResult(PGconn *conn);
int PQsendQuery(PGconn *conn, const char *query);
int PQstatus(const PGconn *conn);
int PQntuples(const PGresult *res);
char *PQgetvalue(const PGresult *res, int row, int column);
void PQclear(PGresult *res);
void PQfinish(PGconn *conn);

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_exec(sqlite3 *db, const char *sql, void *callback, void *context, char **message);

typedef struct redisContext redisContext;
redisContext *redisConnect(const char *host, int port);
void *redisCommand(redisContext *c, const char *format, ...);
int redisAppendCommand(redisContext *c, const char *format, ...);
int redisGetReply(redisContext *c, void **reply);

typedef struct GList {
    void *data;
    struct GList *next, *prev;
} GList;
typedef struct GHashTable GHashTable;
GList *g_list_append(GList *list, void *data);
GList *g_list_prepend(GList *list, void *data);
GList *g_list_find(GList *list, const void *data);
void g_list_foreach(GList *list, void (*function)(void *, void *), void *data);
void *g_hash_table_lookup(GHashTable *table, const void *key);
int g_hash_table_insert(GHashTable *table, void *key, void *value);
int g_hash_table_remove(GHashTable *table, const void *key);
void g_hash_table_foreach(GHashTable *table, void (*function)(void *, void *, void *), void *data);

/* Code of nobody in particular: opaque, so that nothing is known of it. */
void use(const void *thing);
int check(const void *thing);
int ready(void);

#endif
