/* io: what is no regular file never blocks or fills the memory, and a write is all or nothing. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/io.h"

#define LIMIT ((size_t)1 << 20)

static struct arena arena;
static char folder[] = "/tmp/dawdle-io-XXXXXX";

static const char *in_folder(const char *name)
{
    return arena_printf(&arena, "%s/%s", folder, name);
}

static int make_folder(void **state)
{
    (void)state;
    alarm(60); /* a read that blocks must fail the test, not hang it */
    return mkdtemp(folder) != NULL ? 0 : -1;
}

/* What is in the folder; what else than "." and ".." is removed on the way when asked to. */
static unsigned count_entries(bool remove)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    unsigned count = 0;

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (remove)
            unlink(in_folder(entry->d_name));
    }
    closedir(directory);
    return count;
}

static int remove_folder(void **state)
{
    (void)state;
    count_entries(true);
    rmdir(folder);
    arena_release(&arena);
    return 0;
}

static void assert_unreadable(const char *path, size_t limit, const char *reason)
{
    struct error error = {""};
    struct buf out = {0};

    buf_addstr(&out, "kept");
    assert_false(io_read_file(path, limit, &out, &error));
    assert_string_equal(error.text, arena_printf(&arena, "cannot read %s: %s", path, reason));
    assert_string_equal(buf_text(&out), "kept");
    buf_release(&out);
}

static void assert_content(const char *path, const char *bytes, size_t length)
{
    struct error error = {""};
    struct buf out = {0};

    if (!io_read_file(path, LIMIT, &out, &error))
        fail_msg("%s", error.text);
    assert_int_equal(out.length, length);
    assert_memory_equal(buf_text(&out), bytes, length);
    buf_release(&out);
}

static void only_regular_files_are_read(void **state)
{
    const char *fifo = in_folder("fifo");

    (void)state;
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_unreadable(fifo, LIMIT, "it is a FIFO, not a regular file");
    assert_unreadable(folder, LIMIT, "it is a directory, not a regular file");
    assert_unreadable("/dev/zero", LIMIT, "it is a device, not a regular file");
    assert_unreadable(in_folder("missing"), LIMIT, strerror(ENOENT));
    unlink(fifo);
}

static void the_limit_is_kept(void **state)
{
    const char *path = in_folder("limited");
    struct error error;
    struct buf out = {0};

    (void)state;
    assert_true(io_write_file(path, "12345", 5, &error));
    assert_unreadable(path, 4, "it is larger than 4 bytes, the most that is read of such a file");
    assert_true(io_read_file(path, 5, &out, &error));
    assert_true(io_read_file(path, 5, &out, &error));
    assert_string_equal(buf_text(&out), "1234512345");
    buf_release(&out);
}

/* Such files say that their size is 0. */
static void files_without_a_size_are_read_whole(void **state)
{
    struct error error = {""};
    struct buf out = {0};

    (void)state;
    assert_true(io_read_file("/proc/self/status", LIMIT, &out, &error));
    assert_true(out.length > 100);
    buf_release(&out);
}

static void writing_replaces_the_file(void **state)
{
    const char *path = in_folder("written"), *link = in_folder("link");
    struct error error = {""};
    struct stat status;
    unsigned before;

    (void)state;
    assert_true(io_write_file(path, "first\0part", 10, &error));
    assert_content(path, "first\0part", 10);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(symlink("written", link), 0);
    before = count_entries(false);
    assert_true(io_write_file(link, "second", 6, &error));
    assert_content(path, "second", 6);
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    assert_true(io_write_file(path, "", 0, &error));
    assert_content(path, "", 0);
    assert_int_equal(count_entries(false), before);
}

static void failed_writes_say_so_and_leave_nothing(void **state)
{
    struct error error;
    unsigned before = count_entries(false);

    (void)state;
    assert_false(io_write_file("/dev/full", "x", 1, &error));
    assert_string_equal(error.text, arena_printf(&arena, "cannot write /dev/full: %s", strerror(ENOSPC)));
    assert_false(io_write_file(folder, "x", 1, &error));
    assert_string_equal(
        error.text, arena_printf(&arena, "cannot write %s: it is a directory; name a file in it", folder));
    assert_false(io_write_file(in_folder("no/file"), "x", 1, &error));
    assert_string_equal(error.text,
                        arena_printf(&arena, "cannot write %s/no/file: %s", folder, strerror(ENOENT)));
    assert_true(io_write_file("/dev/null", "x", 1, &error));
    assert_int_equal(count_entries(false), before);
}

/* `dawdle -o /dev/stdout >file` goes on where the file is, as `>>` and pipes do. */
static void descriptor_paths_go_on_where_they_are(void **state)
{
    const char *path = in_folder("output");
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct error error;

    (void)state;
    assert_true(io_write_fd(fd, "head ", 5));
    assert_true(io_write_file(arena_printf(&arena, "/dev/fd/%d", fd), "tail", 4, &error));
    assert_true(io_write_fd(fd, "!", 1));
    close(fd);
    assert_content(path, "head tail!", 10);
}

/* A pipe that its maker left in non-blocking mode fills up; all of it arrives nevertheless. */
static void full_pipes_are_waited_for(void **state)
{
    enum { SIZE = 1 << 20 };
    char *sent = arena_alloc(&arena, SIZE), *got = arena_alloc(&arena, SIZE + 1);
    size_t length = 0;
    ssize_t step;
    int ends[2];
    pid_t child;

    (void)state;
    for (size_t i = 0; i < SIZE; i++)
        sent[i] = (char)(i * 31 % 251);
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(io_write_fd(ends[1], sent, SIZE) ? 0 : 1);
    }
    close(ends[1]);
    assert_int_equal(fcntl(ends[0], F_SETFL, 0), 0);
    while ((step = read(ends[0], got + length, SIZE + 1 - length)) > 0)
        length += (size_t)step;
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(length, SIZE);
    assert_memory_equal(got, sent, SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_regular_files_are_read),
        cmocka_unit_test(the_limit_is_kept),
        cmocka_unit_test(files_without_a_size_are_read_whole),
        cmocka_unit_test(writing_replaces_the_file),
        cmocka_unit_test(failed_writes_say_so_and_leave_nothing),
        cmocka_unit_test(descriptor_paths_go_on_where_they_are),
        cmocka_unit_test(full_pipes_are_waited_for),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
