/* The libraries that the loops in this folder call, as far as they need them: names and shapes of the real ones. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

typedef struct st_mysql MYSQL;
typedef struct st_mysql_res MYSQL_RES;
typedef char **MYSQL_ROW;
int mysql_query(MYSQL *mysql, const char *query);
MYSQL_ROW mysql_fetch_row(MYSQL_RES *result);

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_reset(sqlite3_stmt *statement);
int sqlite3_column_int(sqlite3_stmt *statement, int column);
int sqlite3_bind_int(sqlite3_stmt *statement, int column, int value);
#define SQLITE_BUSY 5
#define SQLITE_ROW  100
#define SQLITE_DONE 101

typedef struct redisContext redisContext;
typedef struct redisReply {
    int type;
    long long integer;
    char *str;
    size_t elements;
    struct redisReply **element;
} redisReply;
void *redisCommand(redisContext *c, const char *format, ...);
int redisAppendCommand(redisContext *c, const char *format, ...);
int redisGetReply(redisContext *c, void **reply);
void freeReplyObject(void *reply);

typedef void CURL;
CURL *curl_easy_init(void);
int curl_easy_setopt(CURL *handle, int option, ...);
int curl_easy_perform(CURL *handle);
void curl_easy_cleanup(CURL *handle);
#define CURLOPT_URL 10002

int FCGI_Accept(void);
int epoll_wait(int epfd, void *events, int count, int timeout);
int getopt(int argc, char *const argv[], const char *options);
extern char *optarg;

/* Code of nobody in particular: opaque, so that nothing is known of it. */
struct thing;
void use(const void *thing);
void use_int(long value);
int check(const void *thing);
