/* Percent-encoding. Bytes are encoded as they are, so that a name which is not UTF-8 still leads to its file.
 */
#include "sarif/uri.h"

#include <stdbool.h>
#include <string.h>

static bool is_plain(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return true;
    return c != '\0' && strchr("-._~!$&'()*+,;=@/", c) != NULL;
}

void uri_add_path(struct buf *out, const char *path)
{
    for (; *path; path++)
        if (is_plain((unsigned char)*path))
            buf_addch(out, *path);
        else
            buf_printf(out, "%%%02X", (unsigned char)*path);
}

void uri_add_file(struct buf *out, const char *absolute)
{
    buf_addstr(out, "file://");
    uri_add_path(out, absolute);
}

void uri_add_below(struct buf *out, const char *base, const char *document)
{
    size_t length = strlen(base);
    buf_add(out, base, length);
    if (length > 0 && base[length - 1] != '/')
        buf_addch(out, '/');
    uri_add_path(out, document);
}
