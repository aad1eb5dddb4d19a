/* A small project with hostile names and bytes, and findings made by hand in it, for the tests of reports. */
#ifndef DAWDLE_TESTS_REPORT_FIXTURE_H
#define DAWDLE_TESTS_REPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/buf.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"
#include "analyzer/base/source.h"
#include "analyzer/base/utf8.h"
#include "analyzer/findings/finding.h"
#include "analyzer/findings/rule.h"

static const struct rule fixture_rules[] = {
    {.id = "per-thing-call",
     .name = "PerThingCall",
     .summary = "A loop makes one call per thing.",
     .references = {"WF-06/REDUCE", "LESS-20"},
     .cwe = "1050",
     .precision = "medium",
     .level = LEVEL_WARNING,
     .topic = "cost",
     .precedence = 1,
     .page = "# per-thing-call\n\nEach round of the loop waits for an answer.\nAsk `once`.\n\n"
             "## What it finds\n\nA [call](x.md) in a loop.\n\n## Bad\n\nThis:\n\n```c\nfor (;;)\n    "
             "ask(`x`); /* # not a heading */\n```\n\nSee [more](x.md).\n"},
    {.id = "large-thing",
     .name = "LargeThing",
     .summary = "A thing is large and unused.",
     .references = {"ARCH-07"},
     .cwe = "",
     .precision = "high",
     .level = LEVEL_NOTE,
     .topic = "include",
     .precedence = 1,
     .page = "# large-thing\n\nIt costs compile time.\n"},
};
#define FIXTURE_RULE_COUNT (sizeof fixture_rules / sizeof fixture_rules[0])

static const struct catalog_reference fixture_references[] = {
    {"WF-06/REDUCE", "workflow-step", "Reduce operations", "Workflow 06.md", "One call for the batch."},
    {"ARCH-07", "architecture", "Lazy modules", "NM01/ARCH-07.md", "Load when first used."},
    {"LESS-20", "lesson", "Fast path", "NM06/Index.md", "Keep the path short."},
};
#define FIXTURE_REFERENCE_COUNT (sizeof fixture_references / sizeof fixture_references[0])

struct report_fixture {
    struct arena arena;
    const char *root;
    struct finding_list list;
    struct source source;
};

/* Writes a file below the fixture's root, with its folders. */
static inline void fixture_write(struct report_fixture *fixture, const char *path, const char *bytes,
                                 size_t length)
{
    char *absolute = arena_printf(&fixture->arena, "%s/%s", fixture->root, path);
    for (char *slash = absolute + strlen(fixture->root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(absolute, 0777);
        *slash = '/';
    }
    struct error error;
    if (!io_write_file(absolute, bytes, length, &error))
        fail_msg("%s", error.text);
}

static inline void fixture_text(struct report_fixture *fixture, const char *path, const char *text)
{
    fixture_write(fixture, path, text, strlen(text));
}

static inline void fixture_init(struct report_fixture *fixture)
{
    char name[] = "/tmp/dawdle report XXXXXX"; /* the blank is on purpose */
    *fixture = (struct report_fixture){0};
    assert_non_null(mkdtemp(name));
    fixture->root = path_real(&fixture->arena, name);
    fixture->list.arena = &fixture->arena;
    source_init(&fixture->source, fixture->root);
}

/* Removes what fixture_write() made: no test looks for the folders again. */
static inline void fixture_release(struct report_fixture *fixture)
{
    struct buf command = {0};
    buf_printf(&command, "rm -rf '%s'", fixture->root);
    assert_int_equal(system(buf_text(&command)), 0);
    buf_release(&command);
    source_release(&fixture->source);
    vec_release(&fixture->list.items);
    arena_release(&fixture->arena);
}

static inline struct finding fixture_finding(const char *path, uint32_t line, uint32_t column,
                                             uint32_t end_column)
{
    return (struct finding){.rule = &fixture_rules[0],
                            .level = LEVEL_WARNING,
                            .rank = 70,
                            .at = {path, line, column, end_column ? line : 0, end_column},
                            .function = "load_all",
                            .message = "one round trip per element of `ids`: ask",
                            .subject = "ask"};
}

static inline void fixture_add(struct report_fixture *fixture, struct finding finding)
{
    finding_add(&fixture->list, &finding);
}

#define FIXTURE_LINE "\tname = \"h\xc3\xa9 \xf0\x9f\x98\x80\"; row = load(db, ids[i]);"

/* Everything hostile at once: names, bytes, places that do not exist, ways through files outside the root. */
static inline void fixture_fill_hostile(struct report_fixture *fixture)
{
    static const char *const paths[] = {
        "a b/\"quoted\"#%41?.c", "new\nline.c", "caf\xe9.c",  "\xf0\x9f\x98\x80/[x].c", "a:b.c",
        "back\\slash.c",         "\x1b[31m.c",  "it's <&>.c",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        fixture_text(fixture, paths[i], "int a;\n" FIXTURE_LINE "\nint b;\n");
        fixture_add(fixture, fixture_finding(paths[i], 2, 27, 31));
    }
    char *deep = arena_alloc(&fixture->arena, 4097);
    for (size_t i = 0; i < 4096; i++)
        deep[i] = i % 8 == 7 ? '/' : 'd';
    deep[4095] = 'c';
    fixture_add(fixture, fixture_finding(deep, 3, 1, 5));

    static const char bytes[] = "/* caf\xe9 \x1b[2J */ f(\0);\n\xef\xbf\xbe\xed\xa0\x80\xff\xfe";
    fixture_write(fixture, "bytes.c", bytes, sizeof bytes - 1);
    fixture_add(fixture, fixture_finding("bytes.c", 1, 7, 21));
    fixture_add(fixture, fixture_finding("bytes.c", 2, 1, 9));
    fixture_add(fixture, fixture_finding("bytes.c", 9, 9, 12)); /* beyond the file's end */
    fixture_add(fixture, fixture_finding("gone.c", 3, 4, 5));   /* no such file */
    fixture_add(fixture, fixture_finding("src/one-line.c", 1, 1, 5));
    fixture_text(fixture, "src/one-line.c", "ask()");
    struct finding no_place = fixture_finding("src/one-line.c", 0, 0, 0);
    no_place.function = "";
    no_place.rule = &fixture_rules[1];
    fixture_add(fixture, no_place);

    struct finding_step steps[] = {
        {.at = {"src/[way].c", 2, 5, 2, 9}, .text = "load_all calls handlers[i](request)"},
        {.at = {"/usr/include/stdio.h", 10, 1, 0, 0}, .text = "fputs is inline", .nesting = 1},
        {.at = {"../beside/x y.c", 4, 2, 5, 3}, .text = "", .nesting = 1},
        {.at = {"src/[way].c", 3, 5, 0, 0}, .text = "load calls [ask]\\", .nesting = 2},
    };
    fixture_text(fixture, "src/[way].c", "\xef\xbb\xbfint g;\r\n    ask(1,\r\n    two);\r\n");
    struct finding way = fixture_finding("src/[way].c", 2, 5, 0);
    way.at.end_line = 3;
    way.at.end_column = 9;
    way.message = "calls handlers[i](request) and \x07 \xff, \"quoted\" \xf0\x9f\x98\x80 {0}";
    way.function = "caf\xe9\"";
    way.level = LEVEL_ERROR;
    way.steps = steps;
    way.step_count = 4;
    fixture_add(fixture, way);

    fixture_add(fixture, fixture_finding("/usr/include/zlib.h", 7, 1, 4));
    fixture_add(fixture, fixture_finding("../beside/x y.c", 7, 1, 4));
    findings_finish(&fixture->list);
}

static inline bool is_utf8(const struct buf *text)
{
    struct buf valid = {0};
    utf8_sanitise(&valid, text->data, text->length);
    bool same = valid.length == text->length && memcmp(valid.data, text->data, text->length) == 0;
    buf_release(&valid);
    return same;
}

#endif
