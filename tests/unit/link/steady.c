#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* test_link_steady.c asks about their arguments within the loop that they stand in. */
void expect_same(const void *x);
void expect_same_number(long x);
void expect_other(const void *x);
void expect_other_number(long x);
/* What stands before them: in the loop, or in the function. */
void expect_no_guard(void);
void expect_guard(void);
void expect_once(void);
/* Which parameters of their function the argument is made of. */
void expect_parameters_none(const void *x);
void expect_parameters_0(const void *x);
void expect_parameters_1(const void *x);
void expect_parameters_0_2(const void *x);
void expect_parameters_0_2_rest(const void *x);
void expect_unsteady(const void *x);

struct site {
    struct site *next;
    const char *name, *root;
    int port, seen;
};
struct options {
    const char *host;
    int port;
};
static const char *const fixed = "fixed";
static const char *base = "/srv";
static const char *mode = "r";
static char buffer[64];
static int ready;

const char *outside(int number);

static const char *root_of(const struct site *site)
{
    return site->root ? site->root : base;
}

static int port_for(const struct options *options)
{
    return options->port > 0 ? options->port : atoi("80");
}

static int ticks(void)
{
    static int n;

    return ++n;
}

static void set_mode(const char *to)
{
    mode = to;
}

static void make_path(char *out, size_t size, const char *name)
{
    snprintf(out, size, "%s/%s", base, name);
}

static void forward(struct site *site)
{
    site->seen++;
}

void values(struct site *sites, const struct options *options, struct site *first, const char *key)
{
    struct options local = {"localhost", 1};
    char sql[64], path[64], tail[64] = "/a/", *end = tail + 3;

    for (struct site *s = sites; s; s = s->next) {
        const char *host = options->host;
        int port = options->port + 1;

        expect_same(fixed);
        expect_same(base);
        expect_same(key);
        expect_same(options->host);
        expect_same(host);
        expect_same_number(port);
        expect_same(root_of(first));
        expect_same_number(port_for(options));
        expect_same(getenv("HOME"));
        expect_same(local.host);
        snprintf(sql, sizeof sql, "%s.%d", key, port);
        expect_same(sql);
        make_path(path, sizeof path, key);
        expect_same(path);
        forward(s);
        expect_same(options->port ? key : base);
        expect_other(s == sites ? key : base);

        expect_other(s);
        expect_other(s->name);
        expect_other(root_of(s));
        expect_other_number(ticks());
        expect_other_number(time(NULL));
        expect_other(outside(1));
        expect_other_number(first->seen);
        strcpy(end, s->name);
        expect_other(tail);
    }
}

void written(struct site *sites, struct options *options, FILE *in)
{
    char line[64], text[64] = "";
    int n = 0;

    for (struct site *s = sites; s; s = s->next) {
        expect_other(options->host);
        options->host = s->name;
        set_mode(s->name);
        expect_other(mode);
        expect_other_number(n);
        n++;
        snprintf(buffer, sizeof buffer, "%d", s->port);
        expect_other(buffer);
        fgets(line, sizeof line, in);
        expect_other(line);
        expect_other(text);
        strcat(text, "x");
        printf("%s\n", line);
    }
}

void guards(struct site *sites, int wanted)
{
    int first = 1, done = 0;
    const char *kept = NULL;

    for (struct site *s = sites; s; s = s->next) {
        expect_no_guard();
        if (s->port > 0)
            expect_guard();
        if (wanted)
            expect_no_guard();
        if (first) {
            expect_once();
            first = 0;
        }
        if (!kept) {
            expect_once();
            kept = s->name;
        }
        if (!ready) {
            ready = 1;
            expect_once();
        }
        s->port > 0 && (expect_guard(), 1);
    }
    for (struct site *s = sites; s; s = s->next) {
        int rc = s->port;

        if (rc < 0)
            continue;
        expect_no_guard();
        rc = outside(1) != NULL;
        if (rc)
            expect_guard();
        if (done)
            continue;
        expect_once();
        done = 1;
    }
}

void prepare(struct site *site)
{
    if (ready)
        return;
    expect_once();
    ready = site->port;
}

void fill(char *name, int wanted)
{
    if (name[0])
        return;
    expect_once();
    if (wanted)
        expect_once();
    strcpy(name, "x");
}

void made_of(const char *a, const char *b, int c, ...)
{
    char text[64], more[64], line[64];
    const char *copy = b;
    va_list rest;

    expect_parameters_none("text");
    expect_parameters_none(base);
    expect_parameters_0(a);
    expect_parameters_1(copy);
    snprintf(text, sizeof text, c ? "%s" : "%.1s", a);
    expect_parameters_0_2(text);
    va_start(rest, c);
    vsnprintf(more, sizeof more, a, rest);
    va_end(rest);
    expect_parameters_0_2_rest(more);
    fgets(line, sizeof line, stdin);
    expect_unsteady(line);
}
