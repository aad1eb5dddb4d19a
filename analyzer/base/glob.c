/* path_matches(): globs over paths, in time pattern x path at worst.
 *
 * A star may take more or less; when what follows it fails, only the last star is asked to take one more,
 * because what lies between two stars has matched as early as it could, and any later match of it only
 * leaves less for the rest. The same holds among parts for `**`. So there are two plain loops, one over the
 * bytes of a part and one over the parts of the path, and no recursion for a hostile pattern to blow up. */
#include <string.h>

#include "analyzer/base/path.h"

/* A part of a pattern or path: the bytes between two slashes. */
struct part {
    const char *start, *end;
};

static struct part part_at(const char *text)
{
    return (struct part){text, text + strcspn(text, "/")};
}

/* The part after `part`, or one with a start of NULL. */
static struct part part_after(struct part part)
{
    return *part.end == '/' ? part_at(part.end + 1) : (struct part){NULL, NULL};
}

static bool part_is_any_folders(struct part part)
{
    return part.start != NULL && part.end - part.start == 2 && memcmp(part.start, "**", 2) == 0;
}

/* The closing bracket of the class that opens at `open`, or NULL when it is just a bracket. */
static const char *class_close(const char *open, const char *end)
{
    const char *at = open + 1;

    if (at < end && (*at == '!' || *at == '^'))
        at++;
    for (at += at < end; at < end; at++) {
        if (*at == ']')
            return at;
    }
    return NULL;
}

static bool class_holds(const char *open, const char *close, unsigned char c)
{
    const char *at = open + 1;
    bool negated = *at == '!' || *at == '^', found = false;

    for (at += negated; at < close; at++) {
        unsigned char low = (unsigned char)*at, high = low;

        if (close - at > 2 && at[1] == '-') {
            high = (unsigned char)at[2];
            at += 2;
        }
        found |= low <= c && c <= high;
    }
    return found != negated;
}

/* Matches one byte `c` against the pattern at `at`, which is no star; the place after it, or NULL. */
static const char *match_one(const char *at, const char *end, char c)
{
    const char *close;

    switch (*at) {
    case '?': return at + 1;
    case '[':
        close = class_close(at, end);
        if (close != NULL)
            return class_holds(at, close, (unsigned char)c) ? close + 1 : NULL;
        break;
    case '\\': at += end - at > 1; break;
    default: break;
    }
    return *at == c ? at + 1 : NULL;
}

static bool part_matches(struct part pattern, struct part path)
{
    const char *at = pattern.start, *text = path.start;
    const char *star = NULL, *star_text = NULL; /* after the last star, and the text it has reached */

    while (text < path.end) {
        const char *next = NULL;

        if (at < pattern.end && *at == '*') {
            star = ++at;
            star_text = text;
            continue;
        }
        if (at < pattern.end)
            next = match_one(at, pattern.end, *text);
        if (next != NULL) {
            at = next;
            text++;
        } else if (star != NULL) {
            at = star;
            text = ++star_text;
        } else {
            return false;
        }
    }
    while (at < pattern.end && *at == '*')
        at++;
    return at == pattern.end;
}

static bool parts_match(const char *pattern_text, const char *path_text)
{
    struct part pattern = part_at(pattern_text), path = part_at(path_text);
    struct part any = {NULL, NULL}, any_path = {NULL, NULL}; /* after the last `**`, and what it reached */
    bool any_seen = false;

    while (path.start != NULL) {
        if (part_is_any_folders(pattern)) {
            any = pattern = part_after(pattern);
            any_path = path;
            any_seen = true;
            /* at the end it stands for everything below, which is at least one part */
            if (pattern.start == NULL)
                return true;
            continue;
        }
        /* "folder/": the empty last part stands for everything below */
        if (pattern.start != NULL && *pattern.start == '\0')
            return true;
        if (pattern.start != NULL && part_matches(pattern, path)) {
            pattern = part_after(pattern);
            path = part_after(path);
        } else if (any_seen) {
            path = any_path = part_after(any_path);
            pattern = any;
        } else {
            return false;
        }
    }
    return pattern.start == NULL;
}

bool path_matches(const char *pattern, const char *path)
{
    if (*pattern == '\0')
        return false;
    if (strncmp(pattern, "./", 2) == 0)
        pattern += 2;
    if (strchr(pattern, '/') == NULL)
        return parts_match(pattern, path_basename(path));
    if (pattern[0] == '/' && path[0] != '/')
        pattern++;
    return parts_match(pattern, path);
}
