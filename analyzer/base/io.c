/* Reading is done on a descriptor that was opened without blocking and asked what it is, so that neither a
 * FIFO nor a device named by a hostile project can hold the program up. */
#include "analyzer/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/path.h"

#define READ_STEP ((size_t)64 * 1024)

static const char *kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a directory";
    if (S_ISFIFO(mode))
        return "a FIFO";
    if (S_ISSOCK(mode))
        return "a socket";
    return "a device";
}

static bool too_large(const char *path, size_t limit, struct error *error)
{
    return error_set(error,
                     "cannot read %s: it is larger than %zu bytes, the most that is read of such a file",
                     path, limit);
}

/* Reads to the end of the file, whatever size it claims: it may grow, and files of /proc claim 0. */
static bool read_all(int fd, const char *path, size_t limit, size_t expected, struct buf *out,
                     struct error *error)
{
    size_t start = out->length;

    buf_reserve(out, expected + 1);
    for (;;) {
        ssize_t got;

        if (out->capacity - out->length < 2)
            buf_reserve(out, READ_STEP);
        got = read(fd, out->data + out->length, out->capacity - out->length - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, "cannot read %s: %s", path, strerror(errno));
        out->length += (size_t)got;
        out->data[out->length] = '\0';
        if (out->length - start > limit)
            return too_large(path, limit, error);
        if (got == 0)
            return true;
    }
}

bool io_read_file(const char *path, size_t limit, struct buf *out, struct error *error)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    size_t start = out->length;
    struct stat status;
    bool ok;

    if (fd < 0)
        return error_set(error, "cannot read %s: %s", path, strerror(errno));
    if (fstat(fd, &status) != 0)
        ok = error_set(error, "cannot read %s: %s", path, strerror(errno));
    else if (!S_ISREG(status.st_mode))
        ok = error_set(error, "cannot read %s: it is %s, not a regular file", path, kind_of(status.st_mode));
    else if ((uintmax_t)status.st_size > limit)
        ok = too_large(path, limit, error);
    else
        ok = read_all(fd, path, limit, (size_t)status.st_size, out, error);
    close(fd);
    if (!ok && out->data != NULL) {
        out->length = start;
        out->data[start] = '\0';
    }
    return ok;
}

/* Whoever started the program may have left its pipe in non-blocking mode. */
static bool wait_writable(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLOUT};

    return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

bool io_write_fd(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length > 0) {
        ssize_t written = write(fd, at, length);

        if (written < 0 && (errno == EINTR || (errno == EAGAIN && wait_writable(fd))))
            continue;
        if (written < 0)
            return false;
        at += written;
        length -= (size_t)written;
    }
    return true;
}

/* Writes, closes, and keeps the first reason in errno. */
static bool write_and_close(int fd, const void *bytes, size_t length)
{
    bool ok = io_write_fd(fd, bytes, length);
    int reason = errno;

    if (close(fd) != 0 && ok)
        return false;
    errno = reason;
    return ok;
}

static bool cannot_write(const char *path, struct error *error)
{
    return error_set(error, "cannot write %s: %s", path, strerror(errno));
}

/* A copy of the descriptor that the path stands for, or -1. Opening the path anew would start at offset 0 and
 * overwrite what was written to a redirected standard output before. */
static int open_descriptor_path(const char *path)
{
    const char *digits = strncmp(path, "/dev/fd/", 8) == 0 ? path + 8 : NULL;

    if (strcmp(path, "/dev/stdout") == 0)
        digits = "1";
    else if (strcmp(path, "/dev/stderr") == 0)
        digits = "2";
    if (digits == NULL || *digits == '\0' || digits[strspn(digits, "0123456789")] != '\0' ||
        strlen(digits) > 9)
        return -1;
    return fcntl(atoi(digits), F_DUPFD_CLOEXEC, 0);
}

/* Opens a new file beside `path` and says its name. It is made by open() and not by mkstemp(), so that the
 * user's umask decides about its mode. */
static int open_beside(struct arena *arena, const char *path, char **name)
{
    const char *directory = path_dirname(arena, path);
    int fd = -1;

    for (unsigned attempt = 0; attempt < 1000; attempt++) {
        *name = arena_printf(arena, "%s/.dawdle-%ld-%u.tmp", directory, (long)getpid(), attempt);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    return fd;
}

/* Replaces the regular file `path`, which need not exist; `mode` is kept from the old one, 0 for none. */
static bool replace(struct arena *arena, const char *path, mode_t mode, const void *bytes, size_t length)
{
    char *name = NULL;
    int fd = open_beside(arena, path, &name), reason;

    if (fd < 0)
        return false;
    if (mode != 0)
        (void)fchmod(fd, mode); /* best effort: the file may belong to somebody else */
    if (write_and_close(fd, bytes, length) && rename(name, path) == 0)
        return true;
    reason = errno;
    unlink(name);
    errno = reason;
    return false;
}

bool io_write_file(const char *path, const void *bytes, size_t length, struct error *error)
{
    struct arena arena = {0};
    struct stat status;
    bool exists, ok;
    int fd = open_descriptor_path(path);

    if (fd >= 0)
        return write_and_close(fd, bytes, length) || cannot_write(path, error);
    exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, "cannot write %s: it is a directory; name a file in it", path);
    if (exists && !S_ISREG(status.st_mode)) {
        fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
        ok = fd >= 0 && write_and_close(fd, bytes, length);
    } else {
        /* a symbolic link stays one: its target is replaced */
        const char *target = exists ? path_real(&arena, path) : NULL;

        ok = replace(&arena, target != NULL ? target : path, exists ? status.st_mode & 07777 : 0, bytes,
                     length);
    }
    if (!ok)
        cannot_write(path, error);
    arena_release(&arena);
    return ok;
}

bool io_create_file(const char *path, const void *bytes, size_t length, struct error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd < 0)
        return cannot_write(path, error);
    if (write_and_close(fd, bytes, length))
        return true;
    cannot_write(path, error);
    unlink(path);
    return false;
}
