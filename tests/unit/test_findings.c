/* The final list of findings: its order, who silences whom, and what makes two findings one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/findings/finding.h"
#include "analyzer/findings/notice.h"
#include "analyzer/findings/rule.h"

static const struct rule remote = {.id = "remote", .topic = "cost", .precedence = 1};
static const struct rule quadratic = {.id = "quadratic", .topic = "cost", .precedence = 3};
static const struct rule nested = {.id = "nested", .topic = "cost", .precedence = 4};
static const struct rule thread = {.id = "thread", .topic = "thread", .precedence = 9};
static const struct rule alone = {.id = "alone"};

static struct finding at(const struct rule *rule, const char *path, unsigned line, unsigned column)
{
    return (struct finding){.rule = rule,
                            .level = LEVEL_WARNING,
                            .rank = 50,
                            .at = {.path = path, .line = line, .column = column},
                            .function = "f",
                            .message = "m",
                            .subject = "s"};
}

/* "path:line:column rule," for all of them. */
static const char *listing(const struct finding_list *list)
{
    static char text[1024];
    text[0] = '\0';
    for (uint32_t i = 0; i < list->items.count; i++) {
        const struct finding *f = &list->items.data[i];
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s:%u:%u %s", used ? ", " : "", f->at.path, f->at.line,
                 f->at.column, f->rule->id);
    }
    return text;
}

struct fixture {
    struct arena arena;
    struct finding_list list;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    fixture.list.arena = &fixture.arena;
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    vec_release(&fixture->list.items);
    arena_release(&fixture->arena);
    return 0;
}

static struct finding_list *list_of(void **state)
{
    return &((struct fixture *)*state)->list;
}

static void add(struct finding_list *list, struct finding finding)
{
    finding_add(list, &finding);
}

static void empty_list_stays_empty(void **state)
{
    findings_finish(list_of(state));
    assert_int_equal(list_of(state)->items.count, 0);
}

static void order_is_path_line_column_rule(void **state)
{
    struct finding_list *list = list_of(state);
    add(list, at(&thread, "b.c", 1, 1));
    add(list, at(&alone, "a.c", 10, 9));
    add(list, at(&thread, "a.c", 10, 2));
    add(list, at(&remote, "a.c", 10, 2));
    add(list, at(&remote, "a.c", 9, 5));
    add(list, at(&remote, "a.c", 100, 1));
    findings_finish(list);
    assert_string_equal(listing(list), "a.c:9:5 remote, a.c:10:2 remote, a.c:10:2 thread, a.c:10:9 alone, "
                                       "a.c:100:1 remote, b.c:1:1 thread");
}

static void the_more_specific_rule_of_a_topic_silences_the_others_on_its_line(void **state)
{
    struct finding_list *list = list_of(state);
    add(list, at(&nested, "a.c", 1, 1)); /* lines before it, so that survivors move in memory */
    add(list, at(&quadratic, "a.c", 1, 9));
    add(list, at(&nested, "a.c", 5, 1));
    add(list, at(&thread, "a.c", 5, 2));
    add(list, at(&quadratic, "a.c", 5, 3));
    add(list, at(&remote, "a.c", 5, 4));
    add(list, at(&nested, "a.c", 6, 1));
    findings_finish(list);
    assert_string_equal(listing(list), "a.c:1:9 quadratic, a.c:5:2 thread, a.c:5:4 remote, a.c:6:1 nested");
}

static void rules_without_topic_do_not_compete(void **state)
{
    static const struct rule other = {.id = "other", .precedence = 1};
    struct finding_list *list = list_of(state);
    add(list, at(&alone, "a.c", 5, 1));
    add(list, at(&other, "a.c", 5, 1));
    findings_finish(list);
    assert_string_equal(listing(list), "a.c:5:1 alone, a.c:5:1 other");
}

static void one_per_rule_and_line_that_of_higher_rank(void **state)
{
    struct finding_list *list = list_of(state);
    struct finding better = at(&remote, "a.c", 5, 30);
    better.rank = 80;
    add(list, at(&remote, "a.c", 5, 1));
    add(list, better);
    add(list, at(&remote, "a.c", 5, 2));
    findings_finish(list);
    assert_string_equal(listing(list), "a.c:5:30 remote");
    assert_int_equal(list->items.data[0].rank, 80);
}

static void what_is_off_neither_shows_nor_silences(void **state)
{
    struct finding_list *list = list_of(state);
    struct finding off = at(&remote, "a.c", 5, 1);
    off.level = LEVEL_OFF;
    add(list, off);
    add(list, at(&nested, "a.c", 5, 2));
    findings_finish(list);
    assert_string_equal(listing(list), "a.c:5:2 nested");
}

/* Findings that differ in one part each, added in every rotation, must always leave the same one. */
static void the_result_does_not_depend_on_the_order_of_adding(void **state)
{
    (void)state;
    struct finding_step near_step = {.at = {.path = "a.c", .line = 1}, .text = "near"};
    struct finding_step far_step = {.at = {.path = "a.c", .line = 2}, .text = "far"};
    struct finding all[7];
    for (size_t i = 0; i < 7; i++)
        all[i] = at(&remote, "a.c", 5, 7);
    all[1].message = "another message";
    all[2].function = "e";
    all[3].subject = "r";
    all[4].steps = &near_step;
    all[4].step_count = 1;
    all[5].steps = &far_step;
    all[5].step_count = 1;
    all[6].at.end_line = 6;
    for (size_t rotation = 0; rotation < 7; rotation++) {
        struct arena arena = {0};
        struct finding_list list = {.arena = &arena};
        for (size_t i = 0; i < 7; i++)
            finding_add(&list, &all[(i + rotation) % 7]);
        findings_finish(&list);
        assert_int_equal(list.items.count, 1);
        assert_string_equal(list.items.data[0].message, "another message");
        assert_int_equal(list.items.data[0].step_count, 0);
        vec_release(&list.items);
        arena_release(&arena);
    }
}

static void texts_and_steps_are_copied(void **state)
{
    struct finding_list *list = list_of(state);
    char message[] = "one", text[] = "two";
    struct finding_step step = {.at = {.path = "a.c", .line = 3}, .text = text, .nesting = 1};
    struct finding finding = at(&remote, "a.c", 5, 1);
    finding.message = message;
    finding.steps = &step;
    finding.step_count = 1;
    finding_add(list, &finding);
    memset(message, 'x', 3);
    memset(text, 'x', 3);
    step.nesting = 9;
    assert_string_equal(list->items.data[0].message, "one");
    assert_string_equal(list->items.data[0].steps[0].text, "two");
    assert_int_equal(list->items.data[0].steps[0].nesting, 1);
}

static void missing_texts_are_empty(void **state)
{
    struct finding_list *list = list_of(state);
    add(list, (struct finding){.rule = &remote, .level = LEVEL_NOTE});
    findings_finish(list);
    assert_string_equal(list->items.data[0].message, "");
    assert_string_equal(list->items.data[0].at.path, "");
}

static void notices_come_by_path(void **state)
{
    (void)state;
    static const struct unit_notice notices[] = {
        {"b.c", false, "x"}, {"a.c", false, "x"}, {"a.c", true, "y"}, {"a.c", false, "w"}};
    struct arena arena = {0};
    const struct unit_notice **sorted = notices_sorted(notices, 4, &arena);
    assert_ptr_equal(sorted[0], &notices[2]);
    assert_ptr_equal(sorted[1], &notices[3]);
    assert_ptr_equal(sorted[2], &notices[1]);
    assert_ptr_equal(sorted[3], &notices[0]);
    arena_release(&arena);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(empty_list_stays_empty),
        TEST(order_is_path_line_column_rule),
        TEST(the_more_specific_rule_of_a_topic_silences_the_others_on_its_line),
        TEST(rules_without_topic_do_not_compete),
        TEST(one_per_rule_and_line_that_of_higher_rank),
        TEST(what_is_off_neither_shows_nor_silences),
        TEST(the_result_does_not_depend_on_the_order_of_adding),
        TEST(texts_and_steps_are_copied),
        TEST(missing_texts_are_empty),
        TEST(notices_come_by_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
