/* Bytes as a regular file with a path, without a disk: what is read by name can be fuzzed at full speed. */
#ifndef DAWDLE_TESTS_MEMORY_FILE_H
#define DAWDLE_TESTS_MEMORY_FILE_H

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyzer/base/io.h"

/* Stores the path in `path` (64 bytes) and returns the descriptor, to be closed by the caller. */
static inline int memory_file(const void *bytes, size_t length, char *path)
{
    int fd = memfd_create("input", MFD_CLOEXEC);

    if (fd < 0 || !io_write_fd(fd, bytes, length))
        abort();
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

#endif
