/* What the two units of the calls' program share. */
#ifndef DAWDLE_TESTS_UNIT_LINK_CALLS_H
#define DAWDLE_TESTS_UNIT_LINK_CALLS_H

struct ops {
    int (*open)(const char *path);
    int (*close)(int fd);
    int (*flush)(int fd);
};

struct driver {
    const char *name;
    const struct ops *ops;
    void (*notify)(int event);
};

extern const struct ops file_ops;
extern struct ops current;
extern void (*on_exit_hook)(void);

void set_notify(struct driver *driver, void (*notify)(int event));
int (*pick_flush(int durable))(int);
void visit(int count, void (*each)(int));

#endif
