/* A file compiled into the program by cmake/embed.cmake; arrays of them end with a name of NULL. */
#ifndef DAWDLE_BASE_EMBEDDED_H
#define DAWDLE_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name;  /* without its folder: "libpq.json" */
    const char *bytes; /* NUL terminated */
    size_t length;     /* without that NUL */
};

#endif
