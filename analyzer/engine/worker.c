/* A worker process and the two pipes to it.
 *
 * fork() and exec() rather than posix_spawn(), because the child must ask to die with its parent before it
 * runs anything: then no way of ending this process, not even SIGKILL, leaves a worker behind. Between fork()
 * and exec() only calls are made that are safe there. */
#include "analyzer/engine/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analyzer/base/arena.h"

#define PIPE_BYTES   (1 << 20)
#define BODY_MINIMUM ((size_t)1 << 16)
#define EXEC_FAILED  127

/* Closes all from `first` on, without asking /proc, which opens one itself. */
static void close_from(int first)
{
    if (close_range((unsigned)first, ~0u, 0) == 0)
        return;
    for (int fd = first; fd < 4096; fd++)
        close(fd);
}

_Noreturn static void run_child(const char *program, char *const *arguments, int input, int output,
                                int errors, pid_t parent)
{

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXEC_FAILED);
    signal(SIGPIPE, SIG_DFL);
    if (errors < 0)
        errors = open("/dev/null", O_RDWR);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || errors < 0 ||
        dup2(errors, STDERR_FILENO) < 0)
        _exit(EXEC_FAILED);
    close_from(STDERR_FILENO + 1);
    execv(program, arguments);
    _exit(EXEC_FAILED);
}

/* Two pipes whose ends are above the standard three, so that dup2() in the child cannot overwrite one. */
static bool open_pipes(int in[2], int out[2])
{
    int *const ends[] = {&in[0], &in[1], &out[0], &out[1]};
    bool ok;

    in[0] = in[1] = out[0] = out[1] = -1;
    ok = pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0;
    for (size_t i = 0; i < 4 && ok; i++) {
        int high = *ends[i] > STDERR_FILENO ? *ends[i] : fcntl(*ends[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

        if (high != *ends[i])
            close(*ends[i]);
        *ends[i] = high;
        ok = high >= 0;
    }
    for (size_t i = 0; i < 4 && !ok; i++) {
        if (*ends[i] >= 0)
            close(*ends[i]);
    }
    return ok;
}

static void close_errors(struct worker *worker)
{
    if (worker->errors >= 0)
        close(worker->errors);
    worker->errors = -1;
}

/* A file in memory whose number is above the standard three, or -1. */
static int open_errors(void)
{
    int file = memfd_create("dawdle-extract", MFD_CLOEXEC), high;

    if (file < 0 || file > STDERR_FILENO)
        return file;
    high = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(file);
    return high;
}

bool worker_start(struct worker *worker, const char *program, size_t memory, struct error *error)
{
    char worker_option[] = "--worker", memory_option[] = "--memory", limit[32];
    char *arguments[] = {(char *)program, worker_option, memory_option, limit, NULL};
    pid_t parent = getpid();
    int in[2], out[2];

    snprintf(limit, sizeof limit, "%zu", memory);
    if (memory == 0)
        arguments[2] = NULL;
    *worker = (struct worker){.input = -1, .output = -1, .errors = -1};
    if (!open_pipes(in, out))
        return error_set(error, "cannot start %s: %s", program, strerror(errno));
    worker->errors = open_errors();
    worker->pid = fork();
    if (worker->pid == 0)
        run_child(program, arguments, in[0], out[1], worker->errors, parent);
    close(in[0]);
    close(out[1]);
    if (worker->pid < 0) {
        worker->pid = 0;
        close(in[1]);
        close(out[0]);
        close_errors(worker);
        return error_set(error, "cannot start %s: %s", program, strerror(errno));
    }
    worker->input = in[1];
    worker->output = out[0];
    fcntl(worker->input, F_SETFL, O_NONBLOCK);
    fcntl(worker->output, F_SETFL, O_NONBLOCK);
    /* Blocks are some hundred kilobytes; a larger pipe saves as many turns. Not granted is no harm. */
    fcntl(worker->output, F_SETPIPE_SZ, PIPE_BYTES);
    return true;
}

void worker_request(struct worker *worker, const struct request *request)
{
    buf_clear(&worker->request);
    request_encode(request, &worker->request);
    worker->sent = 0;
    worker->header_got = 0;
    worker->body_got = 0;
    /* It shares the offset, so that its next word stands at the start. */
    if (worker->errors >= 0 && ftruncate(worker->errors, 0) == 0)
        (void)lseek(worker->errors, 0, SEEK_SET);
}

bool worker_has_to_send(const struct worker *worker)
{
    return worker->sent < worker->request.length;
}

void worker_send(struct worker *worker)
{
    while (worker_has_to_send(worker)) {
        ssize_t done =
            write(worker->input, worker->request.data + worker->sent, worker->request.length - worker->sent);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && errno == EAGAIN)
            return;
        /* It reads no more: what it says or how it ends tells why, so there is only that to wait for. */
        worker->sent = done < 0 ? worker->request.length : worker->sent + (size_t)done;
    }
}

/* Room for at least one more byte of the body. */
static void grow_body(struct worker *worker)
{
    size_t capacity = worker->body_capacity ? 2 * worker->body_capacity : BODY_MINIMUM;

    if (worker->body_got < worker->body_capacity)
        return;
    worker->body = xrealloc(worker->body, capacity);
    worker->body_capacity = capacity;
}

/* The next piece of header or body goes to *place, at most *room bytes; false when all is there. */
static bool next_piece(struct worker *worker, void **place, size_t *room)
{
    if (worker->header_got < sizeof worker->header) {
        *place = (unsigned char *)&worker->header + worker->header_got;
        *room = sizeof worker->header - worker->header_got;
        return true;
    }
    if (worker->body_got == worker->header.length)
        return false;
    grow_body(worker);
    *place = worker->body + worker->body_got;
    *room = worker->body_capacity - worker->body_got;
    if (*room > worker->header.length - worker->body_got)
        *room = worker->header.length - worker->body_got;
    return true;
}

static bool header_is_sane(const struct worker *worker)
{
    return worker->header.status <= RESPONSE_CRASHED && worker->header.length > 0 &&
           worker->header.length <= RESPONSE_LENGTH_MAX;
}

enum worker_state worker_receive(struct worker *worker)
{
    void *place;
    size_t room;

    while (next_piece(worker, &place, &room)) {
        bool in_header = worker->header_got < sizeof worker->header;
        ssize_t got = read(worker->output, place, room);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return WORKER_BUSY;
        if (got <= 0)
            return WORKER_ENDED;
        if (in_header)
            worker->header_got += (size_t)got;
        else
            worker->body_got += (size_t)got;
        if (in_header && worker->header_got == sizeof worker->header && !header_is_sane(worker))
            return WORKER_GARBLED;
    }
    /* An answer before the question was read answers something else. */
    if (worker_has_to_send(worker))
        return WORKER_GARBLED;
    worker->served++;
    return WORKER_ANSWERED;
}

void *worker_take_body(struct worker *worker)
{
    void *body = worker->body;

    worker->body = NULL;
    worker->body_got = worker->body_capacity = 0;
    return body;
}

bool worker_is_stray(const struct worker *worker)
{
    struct pollfd poll_fd = {.fd = worker->output, .events = POLLIN};

    return poll(&poll_fd, 1, 0) != 0;
}

size_t worker_rss(const struct worker *worker)
{
    char path[64], text[128];
    unsigned long pages = 0;
    ssize_t length;
    int fd;

    snprintf(path, sizeof path, "/proc/%ld/statm", (long)worker->pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    length = read(fd, text, sizeof text - 1);
    close(fd);
    if (length <= 0)
        return 0;
    text[length] = '\0';
    if (sscanf(text, "%*u %lu", &pages) != 1)
        return 0;
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

bool worker_lacked_memory(const struct worker *worker)
{
    static const char *const words[] = {"out of memory", "bad_alloc", "Allocation failed"};
    char text[4096];
    ssize_t length = worker->errors < 0 ? 0 : pread(worker->errors, text, sizeof text - 1, 0);

    text[length > 0 ? length : 0] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strstr(text, words[i]))
            return true;
    }
    return false;
}

int worker_stop(struct worker *worker)
{
    int status = 0;

    if (worker->pid > 0) {
        close(worker->input);
        close(worker->output);
        close_errors(worker);
        kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    buf_release(&worker->request);
    free(worker->body);
    *worker = (struct worker){.input = -1, .output = -1, .errors = -1};
    return status;
}
