/* What the calls of calls.c run, stored in every form of initialiser and assignment. */
#include "calls.h"

static int file_open(const char *path)
{
    return path[0];
}

static int file_close(int fd)
{
    return fd;
}

static int net_open(const char *path)
{
    return path[1];
}

static int net_close(int fd)
{
    return -fd;
}

static int flush_now(int fd)
{
    return fd;
}

static int flush_later(int fd)
{
    return fd + 1;
}

static void say_goodbye(void) {}

const struct ops file_ops = {.close = file_close, .open = file_open};
struct ops current;
void (*on_exit_hook)(void) = say_goodbye;

void use_network(void)
{
    current.open = net_open;
    current.close = &net_close;
}

void set_notify(struct driver *driver, void (*notify)(int event))
{
    driver->notify = notify;
}

int (*pick_flush(int durable))(int)
{
    if (durable)
        return flush_now;
    return flush_later;
}
