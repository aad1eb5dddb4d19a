/* What dawdle and its worker, `dawdle-extract --worker`, say to each other.
 *
 * The worker reads requests on standard input and answers each on standard output, one after the other, until
 * the input ends. Numbers are 32 bits in host order: both ends run on one machine.
 *
 *   request:  length of the payload, then the payload: NUL-terminated strings, namely root, directory, file,
 *             the number of arguments in decimal, and each argument
 *   response: struct response_header, then `length` bytes: a facts block, or a sentence without a NUL
 *
 * What a worker writes to standard error is not for users. Neither side trusts a length. */
#ifndef DAWDLE_PROJECT_PROTOCOL_H
#define DAWDLE_PROJECT_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"

#define REQUEST_LENGTH_MAX  (16u << 20)   /* bytes of a payload; longer ones are refused */
#define RESPONSE_LENGTH_MAX (1024u << 20) /* bytes of a block or a sentence */

struct request {
    const char *root;             /* of the project; absolute, normal */
    const char *directory;        /* the command's working directory; absolute, normal */
    const char *file;             /* the unit's source; absolute, normal */
    const char *const *arguments; /* those that change parsing, without compiler and file; NULL terminated */
    size_t argument_count;
};

enum response_status {
    RESPONSE_FACTS = 0,  /* a facts block follows */
    RESPONSE_FAILED = 1, /* a sentence follows: why there are no facts of this unit */
    RESPONSE_CRASHED =
        2, /* a sentence follows: libclang crashed, perhaps for what earlier units left behind */
};

struct response_header {
    uint32_t status; /* enum response_status */
    uint32_t length; /* bytes that follow */
};

/* Appends the request, its length first. */
void request_encode(const struct request *request, struct buf *out);
/* Reads a payload (without its length); the strings point into `payload`, the array comes from the arena. */
bool request_decode(struct request *request, const char *payload, size_t length, struct arena *arena,
                    struct error *error);

#endif
