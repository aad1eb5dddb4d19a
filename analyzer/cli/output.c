/* Results are made whole in memory and written at once: a report is either there or an error is said, and no
 * stdio buffer can lose a failed write. */
#include "analyzer/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/base/io.h"
#include "analyzer/report/text.h"

void output_init(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        /* Opened for reading on purpose: writing to a standard output that was closed must still fail. */
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
            _exit(2);
    }
    signal(SIGPIPE, SIG_IGN);
}

bool output_write(const char *path, const struct buf *text, struct error *error)
{
    if (path)
        return io_write_file(path, buf_text(text), text->length, error);
    if (text->length > 0 && !io_write_fd(STDOUT_FILENO, text->data, text->length))
        return error_set(error, "standard output could not be written (%s): nothing can be said to be clean",
                         strerror(errno));
    return true;
}

void message_print(const char *format, ...)
{
    struct buf text = {0}, line = {0};
    va_list args;

    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    buf_addstr(&line, "dawdle: ");
    text_safe(&line, buf_text(&text));
    buf_addch(&line, '\n');
    /* A standard error that cannot be written leaves nobody to tell. */
    (void)io_write_fd(STDERR_FILENO, line.data, line.length);
    buf_release(&text);
    buf_release(&line);
}
