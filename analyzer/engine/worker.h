/* One worker process: started, given one request at a time, read from without blocking, ended. Private to the
 * pool. */
#ifndef DAWDLE_ENGINE_WORKER_H
#define DAWDLE_ENGINE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"
#include "analyzer/project/protocol.h"

struct worker {
    pid_t pid;          /* 0: not running */
    int input, output;  /* our ends of its standard input and output */
    int errors;         /* what it writes to standard error, a file in memory; -1: nowhere */
    unsigned served;    /* answers it has given in its life */
    struct buf request; /* being sent */
    size_t sent;
    struct response_header header; /* being received */
    size_t header_got;
    unsigned char *body; /* malloc()ed, grows with what arrives, so that a length alone takes no memory */
    size_t body_got, body_capacity;
};

enum worker_state {
    WORKER_BUSY,     /* go on polling */
    WORKER_ANSWERED, /* header and body are complete */
    WORKER_GARBLED,  /* it does not speak the protocol */
    WORKER_ENDED,    /* it closed its output */
};

/* `memory` in bytes is handed to the worker as its limit; 0: none. */
bool worker_start(struct worker *worker, const char *program, size_t memory, struct error *error);
/* Begins a request; nothing may be under way. */
void worker_request(struct worker *worker, const struct request *request);
/* Sends what the pipe takes. */
void worker_send(struct worker *worker);
bool worker_has_to_send(const struct worker *worker);
/* Reads what is there. */
enum worker_state worker_receive(struct worker *worker);
/* Hands the body over to the caller, who frees it. */
void *worker_take_body(struct worker *worker);
/* Whether an idle worker has said something unasked or closed its output: then it is of no use any more. */
bool worker_is_stray(const struct worker *worker);
/* Bytes resident now; 0 when unknown. */
size_t worker_rss(const struct worker *worker);
/* Whether it says on standard error, since its last request, that it got no memory: libclang tells such a
 * crash from others nowhere else. */
bool worker_lacked_memory(const struct worker *worker);
/* Kills it if it still runs, waits for it, frees what it held; gives what waitpid() says. */
int worker_stop(struct worker *worker);

#endif
