/* Files in and out, whole. */
#ifndef DAWDLE_BASE_IO_H
#define DAWDLE_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/error.h"

/* Reads a regular file of at most `limit` bytes, appending to `out`. A directory, FIFO, device or larger file
 * is an error; opening never blocks. */
bool io_read_file(const char *path, size_t limit, struct buf *out, struct error *error);
/* Writes all of it, over short writes and EINTR. */
bool io_write_fd(int fd, const void *bytes, size_t length);
/* Writes beside `path` and renames into place, so that a reader sees the old file or the whole new one; a
 * `path` that exists and is no regular file
 * (/dev/stdout, /dev/full, a FIFO) is written in place. On failure nothing is left behind. */
bool io_write_file(const char *path, const void *bytes, size_t length, struct error *error);
/* Writes a new file; one that is there stays as it is and is an error. On failure nothing is left behind. */
bool io_create_file(const char *path, const void *bytes, size_t length, struct error *error);

#endif
