/* Linking does not depend on the order of its inputs: everything that a finding rests on is written down, and
 * must be the same text whatever order the units come in, and again when they are linked once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/caches.h"
#include "analyzer/link/loops.h"
#include "support.h"

static void write_witness(struct buf *out, const char *what, const struct witness *witness)
{
    if (witness->call != PROGRAM_NONE)
        buf_printf(out, " %s=%u>%u@%u/%u", what, witness->call, witness->target, witness->distance,
                   witness->guards);
}

static void write_function(struct buf *out, const struct program *program, const struct function *f)
{
    const struct summary *summary = &f->summary;

    buf_printf(out, "%s %s %u %s params %u heat %d (%s) from %u handler %d iterated %u group %u", f->name,
               f->identity, f->unit, f->body == FACTS_NONE ? "declared" : "defined", f->parameters,
               (int)f->heat, f->heat_reason, f->heat_from, f->handler, f->iterated_by, f->group);
    buf_printf(out, " effects %x roles %llx never %d item %d loops %d", summary->effects,
               (unsigned long long)summary->roles, summary->never_returns, summary->remote_per_item,
               summary->loops);
    buf_printf(out, " masks %llx %llx %llx %llx", (unsigned long long)summary->connect_parameters,
               (unsigned long long)summary->handle_parameters, (unsigned long long)summary->called_parameters,
               (unsigned long long)summary->iterated_parameters);
    write_witness(out, "remote", &summary->remote);
    write_witness(out, "local", &summary->local);
    write_witness(out, "io", &summary->io);
    write_witness(out, "thread", &summary->thread);
    for (uint32_t i = 0; i < summary->scan_count; i++) {
        const struct scan *scan = &program->scans[summary->first_scan + i];

        buf_printf(out, " scan %d %d %u `%s` keys %llx %d %d loop %u", (int)scan->kind, (int)scan->of,
                   scan->index, scan->what, (unsigned long long)scan->keys, scan->moves, scan->doubtful,
                   scan->loop);
        write_witness(out, "way", &scan->way);
    }
    buf_addch(out, '\n');
}

static void write_calls(struct buf *out, const struct program *program)
{
    for (uint32_t c = 0; c < program->call_count; c++) {
        const struct call *call = &program->calls[c];

        buf_printf(out,
                   "call %u@%u %s kind %d ref %u loop %u item %u effects %x rare %d ambiguous %d guarded %d",
                   call->function, call->node, call->name, (int)call->kind, call->symbol_ref, call->loop,
                   call->item_loop, call->effects, call->rare, call->ambiguous, call->guarded);
        buf_printf(out, " known %s:", call->known ? call->known->name : "-");
        for (uint32_t t = 0; t < call->target_count; t++)
            buf_printf(out, " %u", program->targets[call->first_target + t]);
        buf_addch(out, '\n');
    }
    for (uint32_t i = 0; i < program->callback_count; i++)
        buf_printf(out, "callback %u %u %u\n", program->callbacks[i].call, program->callbacks[i].argument,
                   program->callbacks[i].function);
}

static void write_loops(struct buf *out, const struct program *program, struct arena *arena)
{
    for (uint32_t l = 0; l < program->loop_count; l++) {
        const struct loop *loop = &program->loops[l];

        buf_printf(out, "loop %u@%u %s %s parent %u depth %u bound %d %s", loop->function, loop->node,
                   loop_form_name(loop->form), loop_class_name(loop->class), loop->parent, loop->depth,
                   (int)loop->bound, loop->reason);
        if (loop->form != LOOP_HIDDEN)
            buf_printf(out, " of %s", loop_text(program, loop, arena));
        for (uint32_t m = 0; m < loop->mark_count; m++)
            buf_printf(out, " %u:%x", program->marks[loop->first_mark + m].symbol,
                       program->marks[loop->first_mark + m].flags);
        buf_addch(out, '\n');
    }
}

static void write_sets(struct buf *out, const struct program *program)
{
    for (uint32_t f = 0; f < program->field_count; f++) {
        buf_printf(out, "field %s.%s:", program->fields[f].record, program->fields[f].name);
        for (uint32_t m = 0; m < program->field_sets[f].count; m++)
            buf_printf(out, " %u", program->set_members[program->field_sets[f].first + m]);
        buf_addch(out, '\n');
    }
    for (uint32_t v = 0; v < program->variable_count; v++) {
        const struct variable *variable = &program->variables[v];

        buf_printf(out, "variable %s unit %u owner %u defined %d:", variable->identity, variable->unit,
                   variable->owner, variable->defined);
        for (uint32_t m = 0; m < program->variable_sets[v].count; m++)
            buf_printf(out, " %u", program->set_members[program->variable_sets[v].first + m]);
        buf_addch(out, '\n');
    }
}

/* All of it, as one text. */
static char *write_program(const struct program *program)
{
    struct buf out = {0};
    struct arena arena = {0};

    for (uint32_t u = 0; u < program->unit_count; u++)
        buf_printf(&out, "unit %s %s\n", program->units[u].path, program->units[u].group);
    for (uint32_t g = 0; g < program->group_count; g++)
        buf_printf(&out, "group %s %d %s\n", program->groups[g].name, (int)program->groups[g].runtime,
                   program->groups[g].reason);
    for (uint32_t f = 0; f < program->function_count; f++)
        write_function(&out, program, &program->functions[f]);
    write_calls(&out, program);
    write_loops(&out, program, &arena);
    write_sets(&out, program);
    for (uint32_t i = 0; i < program->cache_count; i++)
        buf_printf(&out, "cache %d %u %s %u %u %u %x %d %d %s\n", (int)program->caches[i].kind,
                   program->caches[i].function, program->caches[i].name, program->caches[i].hit,
                   program->caches[i].store, program->caches[i].question, program->caches[i].effects,
                   program->caches[i].expires, program->caches[i].bounded, program->caches[i].evidence);
    buf_printf(&out, "resolved %u unresolved %u handlers %u\n", program->indirect_resolved,
               program->indirect_unresolved, program->handler_count);
    buf_addch(&out, '\0');
    arena_release(&arena);
    return buf_detach(&out, NULL);
}

/* The first line in which two texts differ. */
static void assert_same_text(const char *expected, const char *is)
{
    while (*expected && *expected == *is) {
        const char *end = strchr(expected, '\n'), *other = strchr(is, '\n');

        if (!end || !other || end - expected != other - is ||
            memcmp(expected, is, (size_t)(end - expected)) != 0)
            break;
        expected = end + 1;
        is = other + 1;
    }
    if (*expected || *is)
        fail_msg("the order of the inputs shows:\n%.*s\n%.*s", (int)strcspn(expected, "\n"), expected,
                 (int)strcspn(is, "\n"), is);
}

static char *link_again(const struct test_program *test, const struct link_input *inputs)
{
    struct arena arena = {0};
    struct program *program = program_link(inputs, test->input_count, &test->catalog,
                                           &(struct link_options){.small_bound = 64}, &arena);
    char *text = write_program(program);

    program_release(program);
    arena_release(&arena);
    return text;
}

/* Links in 24 orders: a fixed sequence of numbers picks the places that change. */
static void check_orders(const struct test_program *test)
{
    struct link_input inputs[TEST_UNITS_MAX];
    char *first = write_program(test->program);
    uint32_t number = 1;

    memcpy(inputs, test->inputs, sizeof inputs);
    for (unsigned round = 0; round < 24; round++) {
        char *text;

        for (uint32_t i = test->input_count - 1; round > 0 && i > 0; i--) {
            uint32_t j = (number = number * 1103515245u + 12345u) / 65536u % (i + 1);
            struct link_input swap = inputs[i];

            inputs[i] = inputs[j];
            inputs[j] = swap;
        }
        text = link_again(test, inputs);
        assert_same_text(first, text);
        free(text);
    }
    free(first);
}

/* All programs of this folder as one: equal names among them make it ambiguous in places. */
static void all_programs(void **state)
{
    static const char *const paths[] = {"link/calls.c",     "link/calls_stores.c", "link/summaries.c",
                                        "link/iterators.c", "link/scans.c",        "link/heat.c",
                                        "link/caches.c"};
    struct test_program test;

    (void)state;
    test_link_files(&test, paths, sizeof paths / sizeof paths[0]);
    check_orders(&test);
    test_program_release(&test);
}

/* What is most likely to depend on an order: several definitions of one name, headers' functions, one file
 * with several flags, tentative definitions, and stores from all sides. */
static void many_of_a_kind(void **state)
{
    static const struct test_file files[] = {
        {"shared.h",
         "struct ops { void (*run)(int); }; extern struct ops ops; extern int level; void *PQexec(void *, "
         "const char *);\n"
         "static inline void call_it(int n) { static int times; times++; ops.run(n + level); }\n"
         "void work(int n);\n",
         NULL, NULL},
        {"one/a.c",
         "#include \"../shared.h\"\nint level;\nstatic void run_a(int n) { PQexec(0, n ? \"\" : 0); }\n"
         "void set_a(void) { ops.run = run_a; call_it(1); work(1); }\n",
         "CMakeFiles/one.dir/a.c.o", NULL},
        {"one/work.c", "#include \"../shared.h\"\nvoid work(int n) { call_it(n); }\n",
         "CMakeFiles/one.dir/w.c.o", NULL},
        {"two/work.c",
         "#include \"../shared.h\"\nint level = 2;\nvoid work(int n) { if (n) PQexec(0, \"\"); }\n",
         "CMakeFiles/two.dir/w.c.o", NULL},
        {"two/b.c",
         "#include \"../shared.h\"\nstruct ops ops;\nstatic void run_b(int n) { level = n; }\n"
         "#ifdef MORE\nvoid more(void) { work(3); }\n#endif\n"
         "void set_b(void) { ops.run = run_b; call_it(2); work(2); }\n",
         "CMakeFiles/two.dir/b.c.o", NULL},
        {"two/b.c", NULL, "CMakeFiles/three.dir/b.c.o", NULL},
        {"two/b.c", NULL, "CMakeFiles/three.dir/b.c.o", "-DMORE"},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 7, NULL);
    check_orders(&test);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_programs),
        cmocka_unit_test(many_of_a_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
