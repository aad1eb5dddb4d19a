/* Findings as text: the exact lines, and that nothing hostile reaches the terminal. */
#include "report_fixture.h"

#include "analyzer/report/quote.h"
#include "analyzer/report/text.h"

static const char *report(struct report_fixture *fixture, const char *current, bool colour, struct buf *out)
{
    struct text_options options = {.root = fixture->root, .current = current, .colour = colour};
    buf_clear(out);
    text_report(out, &fixture->list, &fixture->source, &options);
    return buf_text(out);
}

static void a_finding_reads_like_a_compiler_warning(void **state)
{
    (void)state;
    struct report_fixture fixture;
    struct buf out = {0};
    fixture_init(&fixture);
    fixture_text(&fixture, "src/a.c", "int a;\n" FIXTURE_LINE "\nint b;\n");
    struct finding_step steps[] = {
        {.at = {"src/a.c", 2, 27, 2, 31}, .text = "load_all calls load"},
        {.at = {"/usr/include/x.h", 3, 0, 0, 0}, .text = "load calls ask", .nesting = 1},
    };
    struct finding finding = fixture_finding("src/a.c", 2, 27, 31);
    finding.steps = steps;
    finding.step_count = 2;
    fixture_add(&fixture, finding);
    assert_string_equal(report(&fixture, fixture.root, false, &out),
                        "src/a.c:2:27: warning: one round trip per element of `ids`: ask [per-thing-call] "
                        "(WF-06/REDUCE)\n"
                        "    2 | " FIXTURE_LINE "\n"
                        "      | \t                      ^~~~\n"
                        "src/a.c:2:27: note: load_all calls load\n"
                        "/usr/include/x.h:3: note: load calls ask\n");
    fixture_release(&fixture);
    buf_release(&out);
}

static bool starts_with(const struct buf *text, const char *start)
{
    return strncmp(buf_text(text), start, strlen(start)) == 0;
}

static void paths_are_those_of_the_working_directory(void **state)
{
    (void)state;
    struct report_fixture fixture;
    struct buf out = {0};
    fixture_init(&fixture);
    fixture_add(&fixture, fixture_finding("src/a.c", 2, 0, 0));
    const char *below = arena_printf(&fixture.arena, "%s/src", fixture.root);
    const char *beside = arena_printf(&fixture.arena, "%s/test/unit", fixture.root);
    report(&fixture, below, false, &out);
    assert_true(starts_with(&out, "a.c:2: warning: "));
    report(&fixture, beside, false, &out);
    assert_true(starts_with(&out, "../../src/a.c:2: warning: "));
    report(&fixture, path_dirname(&fixture.arena, fixture.root), false, &out);
    assert_true(starts_with(&out, path_basename(fixture.root)));
    report(&fixture, "/usr/lib", false, &out); /* no way that a person would write */
    assert_true(starts_with(&out, arena_printf(&fixture.arena, "%s/src/a.c:2: warning: ", fixture.root)));
    fixture_release(&fixture);
    buf_release(&out);
}

static void colours_are_those_of_gcc_and_only_on_demand(void **state)
{
    (void)state;
    struct report_fixture fixture;
    struct buf out = {0};
    fixture_init(&fixture);
    fixture_text(&fixture, "a.c", "ask();\n");
    fixture_add(&fixture, fixture_finding("a.c", 1, 1, 4));
    fixture.list.items.data[0].message = "m";
    assert_string_equal(report(&fixture, fixture.root, true, &out),
                        "\033[01ma.c:1:1: \033[m\033[01;35mwarning: \033[mm [per-thing-call] (WF-06/REDUCE)\n"
                        "    1 | ask();\n      | \033[01;32m^~~\033[m\n");
    assert_null(strchr(report(&fixture, fixture.root, false, &out), '\033'));
    fixture_release(&fixture);
    buf_release(&out);
}

static void nothing_hostile_reaches_the_terminal(void **state)
{
    (void)state;
    struct report_fixture fixture;
    struct buf out = {0};
    fixture_init(&fixture);
    fixture_fill_hostile(&fixture);
    report(&fixture, fixture.root, false, &out);
    for (size_t i = 0; i < out.length; i++)
        if ((unsigned char)out.data[i] < 0x20 && out.data[i] != '\n' && out.data[i] != '\t')
            fail_msg("byte %d at %zu", out.data[i], i);
    assert_non_null(strstr(buf_text(&out), "\nnew\\nline.c:2:27: warning: "));
    assert_non_null(strstr(buf_text(&out), "\\x1b[31m.c:2:27: warning: "));
    assert_non_null(strstr(buf_text(&out), "\ncaf\xe9.c:2:27: warning: ")); /* so that it can be opened */
    assert_non_null(strstr(buf_text(&out), "    1 | /* caf\xef\xbf\xbd \xef\xbf\xbd[2J */ f(\xef\xbf\xbd);\n"
                                           "      |       ^~~~~~~~~~~~~~\n"));
    fixture_release(&fixture);
    buf_release(&out);
}

static void assert_quote(const char *line, size_t from, size_t to, const char *source, const char *mark)
{
    struct buf shown = {0}, below = {0};
    quote_line(&shown, &below, line, strlen(line), from, to);
    assert_string_equal(buf_text(&shown), source);
    assert_string_equal(buf_text(&below), mark);
    buf_release(&shown);
    buf_release(&below);
}

static void marks_stand_below_what_they_mark(void **state)
{
    (void)state;
    assert_quote("abcd", 1, 3, "abcd", " ^~");
    assert_quote("abcd", 0, 1, "abcd", "^");
    assert_quote("abcd", 4, 5, "abcd", "    ^");  /* at the end */
    assert_quote("abcd", 9, 12, "abcd", "    ^"); /* beyond it: the file has changed */
    assert_quote("abcd", 2, 99, "abcd", "  ^~");
    assert_quote("abcd", 2, 1, "abcd", "  ^"); /* an end before the start */
    assert_quote("", 0, 1, "", "^");
    assert_quote("\ta\tb", 3, 4, "\ta\tb", "\t \t^");
    assert_quote("\xe6\x97\xa5x", 3, 4, "\xe6\x97\xa5x", "  ^"); /* two columns wide */
    assert_quote("e\xcc\x81x", 3, 4, "e\xcc\x81x", " ^");        /* combining: none */
    assert_quote("\xe6\x97\xa5x", 0, 3, "\xe6\x97\xa5x", "^~");
    assert_quote("\xe6\x97\xa5x", 1, 2, "\xe6\x97\xa5x", "^~");    /* into a character */
    assert_quote("a\xe2\x80\xaez", 4, 5, "a\xef\xbf\xbdz", "  ^"); /* right-to-left override */
}

static void of_a_long_line_a_window_is_shown(void **state)
{
    (void)state;
    char line[4001];
    memset(line, 'x', 4000);
    memcpy(line + 2000, "ask", 3);
    line[4000] = '\0';
    struct buf shown = {0}, below = {0};
    quote_line(&shown, &below, line, 4000, 2000, 2003);
    assert_int_equal(shown.length, 3 + QUOTE_WIDTH + 3);
    const char *mark = strchr(buf_text(&below), '^');
    assert_string_equal(mark, "^~~");
    assert_memory_equal(buf_text(&shown) + (mark - buf_text(&below)), "ask", 3);
    assert_memory_equal(buf_text(&shown), "...x", 4);
    assert_memory_equal(buf_text(&shown) + shown.length - 4, "x...", 4);

    /* At the end of the line, and with a marked part that does not fit. */
    buf_clear(&shown);
    buf_clear(&below);
    quote_line(&shown, &below, line, 4000, 3999, 4000);
    assert_string_equal(strchr(buf_text(&below), '^'), "^");
    buf_clear(&shown);
    buf_clear(&below);
    quote_line(&shown, &below, line, 4000, 5, 4000);
    assert_int_equal(below.length, QUOTE_WIDTH);
    buf_release(&shown);
    buf_release(&below);
}

static void a_window_does_not_cut_characters(void **state)
{
    (void)state;
    struct buf line = {0}, shown = {0}, below = {0};
    for (int i = 0; i < 400; i++)
        buf_addstr(&line, "\xf0\x9f\x98\x80");
    for (size_t from = 400; from < 404; from++) {
        buf_clear(&shown);
        buf_clear(&below);
        quote_line(&shown, &below, line.data, line.length, from, from + 1);
        assert_null(strstr(buf_text(&shown), "\xef\xbf\xbd"));
        assert_true(is_utf8(&shown));
    }
    buf_release(&line);
    buf_release(&shown);
    buf_release(&below);
}

static void sources_are_read_only_below_the_root(void **state)
{
    (void)state;
    struct report_fixture fixture;
    fixture_init(&fixture);
    fixture_text(&fixture, "a.c", "one\rtwo\r\n\nfour");
    fixture_write(&fixture, "empty.c", "", 0);
    const char *text;
    size_t length;
    const struct source_file *file = source_file(&fixture.source, "a.c");
    static const char *const lines[] = {"one", "two", "", "four"};
    assert_int_equal(file->line_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(source_line(file, i + 1, &text, &length));
        assert_int_equal(length, strlen(lines[i]));
        assert_memory_equal(text, lines[i], length);
    }
    assert_false(source_line(file, 0, &text, &length));
    assert_false(source_line(file, 5, &text, &length));
    const char *absolute = arena_printf(&fixture.arena, "%s/a.c", fixture.root);
    assert_int_equal(source_file(&fixture.source, absolute)->line_count, 4);
    static const char *const refused[] = {"/etc/passwd", "../../etc/passwd", "none.c", "",
                                          ".",           "empty.c",          "fifo"};
    mkfifo(arena_printf(&fixture.arena, "%s/fifo", fixture.root), 0666);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(source_file(&fixture.source, refused[i])->line_count, 0);
    fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_reads_like_a_compiler_warning),
        cmocka_unit_test(paths_are_those_of_the_working_directory),
        cmocka_unit_test(colours_are_those_of_gcc_and_only_on_demand),
        cmocka_unit_test(nothing_hostile_reaches_the_terminal),
        cmocka_unit_test(marks_stand_below_what_they_mark),
        cmocka_unit_test(of_a_long_line_a_window_is_shown),
        cmocka_unit_test(a_window_does_not_cut_characters),
        cmocka_unit_test(sources_are_read_only_below_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
