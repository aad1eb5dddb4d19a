/* One worker process: a unit that crashes, hangs or bloats libclang costs that unit and nothing else. */
#include "analyzer/extract/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/io.h"
#include "analyzer/extract/unit.h"
#include "analyzer/project/protocol.h"

/* For UNIT_DEPTH_MAX levels of the walk, whose frames AddressSanitizer makes several times as large. */
#define STACK_BYTES (256u << 20)

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

/* Where the requests come from and the answers go. The descriptors 0 and 1 themselves lead nowhere, so that
 * nothing a unit includes and nothing libclang prints gets between. */
struct channel {
    int in, out;
};

void worker_limit(size_t bytes)
{
    struct rlimit none = {0, 0}, memory = {bytes, bytes};

    setrlimit(RLIMIT_CORE, &none);
    if (bytes > 0 && !UNDER_SANITIZER)
        setrlimit(RLIMIT_AS, &memory);
}

static bool move_descriptor(int from, int *to, struct error *error)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    *to = fcntl(from, F_DUPFD_CLOEXEC, 3);
    if (nowhere < 0 || *to < 0 || dup2(nowhere, from) < 0)
        return error_set(error, "the extract worker cannot set up its channel: %s", strerror(errno));
    close(nowhere);
    return true;
}

/* Reads exactly `length` bytes. At the end of the input before the first byte `*ended` is set. */
static bool read_all(int descriptor, void *bytes, size_t length, bool *ended)
{
    size_t done = 0;

    *ended = false;
    while (done < length) {
        ssize_t got = read(descriptor, (char *)bytes + done, length - done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            *ended = got == 0 && done == 0;
            return false;
        }
        done += (size_t)got;
    }
    return true;
}

static bool respond(const struct channel *channel, enum response_status status, const void *bytes,
                    size_t length)
{
    struct response_header header = {status, (uint32_t)length};

    return io_write_fd(channel->out, &header, sizeof header) && io_write_fd(channel->out, bytes, length);
}

/* Gives 0 and 1 back what they were and becomes a fresh process that reads on where this one stopped. */
static void start_anew(const struct channel *channel, char *const *arguments)
{
    if (dup2(channel->in, STDIN_FILENO) >= 0 && dup2(channel->out, STDOUT_FILENO) >= 0)
        execv("/proc/self/exe", arguments);
    _exit(EXIT_FAILURE);
}

static bool answer(const struct channel *channel, CXIndex index, const char *payload, size_t length,
                   bool *crashed)
{
    struct arena arena = {0};
    struct buf block = {0};
    struct error error;
    struct request request;
    bool sent;

    if (!request_decode(&request, payload, length, &arena, &error) ||
        !unit_extract(&request, index, &block, crashed, &error)) {
        sent =
            respond(channel, *crashed ? RESPONSE_CRASHED : RESPONSE_FAILED, error.text, strlen(error.text));
    } else if (block.length > RESPONSE_LENGTH_MAX) {
        error_set(&error, "its facts are larger than %u MB", RESPONSE_LENGTH_MAX >> 20);
        sent = respond(channel, RESPONSE_FAILED, error.text, strlen(error.text));
    } else {
        sent = respond(channel, RESPONSE_FACTS, block.data, block.length);
    }
    buf_release(&block);
    arena_release(&arena);
    return sent;
}

bool worker_run(char *const *arguments, struct error *error)
{
    struct channel channel;
    CXIndex index;
    uint32_t length;
    bool ended = false, fine = true, crashed = false;

    if (!move_descriptor(STDIN_FILENO, &channel.in, error) ||
        !move_descriptor(STDOUT_FILENO, &channel.out, error))
        return false;
    index = clang_createIndex(0, 0);
    while (fine && read_all(channel.in, &length, sizeof length, &ended)) {
        char *payload;

        if (length > REQUEST_LENGTH_MAX) {
            fine = false;
            break;
        }
        payload = xmalloc(length + 1u);
        fine = read_all(channel.in, payload, length, &ended) &&
               answer(&channel, index, payload, length, &crashed);
        ended = false;
        free(payload);
        if (crashed)
            start_anew(&channel, arguments);
    }
    clang_disposeIndex(index);
    close(channel.in);
    close(channel.out);
    return ended || error_set(error, "the channel between dawdle and its extract worker broke");
}

struct errand {
    void (*function)(void *);
    void *data;
};

static void *run_errand(void *data)
{
    const struct errand *errand = data;

    errand->function(errand->data);
    return NULL;
}

void worker_on_deep_stack(void (*function)(void *), void *data)
{
    struct errand errand = {function, data};
    pthread_attr_t attributes;
    pthread_t thread;
    bool started;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    started = pthread_create(&thread, &attributes, run_errand, &errand) == 0;
    pthread_attr_destroy(&attributes);
    if (started)
        pthread_join(thread, NULL);
    else
        function(data);
}
