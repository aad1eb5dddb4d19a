/* One number for every entity, however many units see it: which functions, variables and fields of several
 * units are the same, and which definition a call means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support.h"

static unsigned count_functions(const struct program *program, const char *name, bool defined)
{
    unsigned count = 0;

    for (uint32_t f = 0; f < program->function_count; f++)
        count += strcmp(program->functions[f].name, name) == 0 &&
                 (program->functions[f].body != FACTS_NONE) == defined;
    return count;
}

static unsigned count_variables(const struct program *program, const char *name)
{
    unsigned count = 0;

    for (uint32_t v = 0; v < program->variable_count; v++)
        count += strcmp(program->variables[v].name, name) == 0;
    return count;
}

static const struct variable *find_variable(const struct program *program, const char *name)
{
    for (uint32_t v = 0; v < program->variable_count; v++)
        if (strcmp(program->variables[v].name, name) == 0)
            return &program->variables[v];
    fail_msg("no variable %s", name);
    return NULL;
}

static unsigned count_fields(const struct program *program, const char *name)
{
    unsigned count = 0;

    for (uint32_t f = 0; f < program->field_count; f++)
        count += strcmp(program->fields[f].name, name) == 0;
    return count;
}

/* The only function that the first call of `callee` in the function may run. */
static uint32_t only_target(const struct test_program *test, uint32_t caller, const char *callee)
{
    const struct call *call = test_call(test, caller, callee);

    assert_int_equal(call->target_count, 1);
    assert_false(call->ambiguous);
    return test->program->targets[call->first_target];
}

static void equal_static_names_in_equal_file_names(void **state)
{
    static const struct test_file files[] = {
        {"a/util.c",
         "static int depth; static int step(void) { return ++depth; }\n"
         "int run_a(void) { return step(); }\n",
         NULL, NULL},
        {"b/util.c",
         "static int depth; static int step(void) { return --depth; }\n"
         "int run_b(void) { return step(); }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 2, NULL);
    assert_int_equal(count_functions(test.program, "step", true), 2);
    assert_int_equal(count_variables(test.program, "depth"), 2);
    assert_int_equal(only_target(&test, test_function(&test, "run_a"), "step"),
                     test_function_in(&test, "a/util.c", "step"));
    assert_int_equal(only_target(&test, test_function(&test, "run_b"), "step"),
                     test_function_in(&test, "b/util.c", "step"));
    test_program_release(&test);
}

/* Objects of two CMake targets lie in one source folder: the target's folder tells the programs apart. */
static void two_programs_by_target_folder(void **state)
{
    static const struct test_file files[] = {
        {"src/one.c", "int work(void); int main(void) { return work(); }\n", "CMakeFiles/one.dir/src/one.c.o",
         NULL},
        {"src/one_work.c", "int work(void) { return 1; }\n", "CMakeFiles/one.dir/src/one_work.c.o", NULL},
        {"src/two.c", "int work(void); int main(void) { return work(); }\n", "CMakeFiles/two.dir/src/two.c.o",
         NULL},
        {"src/two_work.c", "int work(void) { return 2; }\n", "CMakeFiles/two.dir/src/two_work.c.o", NULL},
    };
    struct test_program test;
    const struct program *program;
    uint32_t one, two;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    program = test.program;
    assert_int_equal(count_functions(program, "main", true), 2);
    one = test_function_in(&test, "src/one.c", "main");
    two = test_function_in(&test, "src/two.c", "main");
    assert_int_equal(only_target(&test, one, "work"), test_function_in(&test, "src/one_work.c", "work"));
    assert_int_equal(only_target(&test, two, "work"), test_function_in(&test, "src/two_work.c", "work"));
    assert_int_equal(program->group_count, 2);
    assert_string_equal(program->groups[program->functions[one].group].name, "CMakeFiles/one.dir");
    assert_string_equal(program->groups[program->functions[two].group].name, "CMakeFiles/two.dir");
    test_program_release(&test);
}

/* As Meson names them; and a target below another folder. */
static void groups_by_output(void **state)
{
    static const struct test_file files[] = {
        {"src/a.c", "int a;\n", "src/app.p/a.c.o", NULL},
        {"src/b.c", "int b;\n", "lib/CMakeFiles/core.dir/deep/er/b.c.o", NULL},
        {"src/c.c", "int c;\n", "build/c.o", NULL},
        {"src/d.c", "int d;\n", NULL, NULL},
        {"e.c", "int e;\n", "x.dir", NULL},
    };
    static const char *const groups[] = {".", "src/app.p", "lib/CMakeFiles/core.dir", "src", "src"};
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 5, NULL);
    for (uint32_t u = 0; u < 5; u++) /* in the order of their paths */
        assert_string_equal(test.program->units[u].group, groups[u]);
    test_program_release(&test);
}

/* No objects are known: the nearest folder is the program. */
static void two_programs_by_folder(void **state)
{
    static const struct test_file files[] = {
        {"one/main.c", "int work(void); int main(void) { return work(); }\n", NULL, NULL},
        {"one/work.c", "int work(void) { return 1; }\n", NULL, NULL},
        {"two/main.c", "int work(void); int main(void) { return work(); }\n", NULL, NULL},
        {"two/sub/work.c", "int work(void) { return 2; }\n", NULL, NULL},
        {"lib/call.c", "int work(void); int both(void) { return work(); }\n", NULL, NULL},
    };
    struct test_program test;
    const struct call *both;

    (void)state;
    test_link_project(&test, files, 5, NULL);
    assert_int_equal(only_target(&test, test_function_in(&test, "one/main.c", "main"), "work"),
                     test_function_in(&test, "one/work.c", "work"));
    assert_int_equal(only_target(&test, test_function_in(&test, "two/main.c", "main"), "work"),
                     test_function_in(&test, "two/sub/work.c", "work"));
    /* equally far from both: either may be meant */
    both = test_call(&test, test_function(&test, "both"), "work");
    assert_int_equal(both->target_count, 2);
    assert_true(both->ambiguous);
    assert_string_equal(test_targets(test.program, both, &test.arena),
                        "work (one/work.c), work (two/sub/work.c)");
    test_program_release(&test);
}

/* The longer the common part of two folders, the nearer. */
static void nearest_of_deep_folders(void **state)
{
    static const struct test_file files[] = {
        {"apps/a/lib/work.c", "int work(void) { return 1; }\n", NULL, NULL},
        {"apps/a/src/main.c", "int work(void); int main(void) { return work(); }\n", NULL, NULL},
        {"apps/b/lib/work.c", "int work(void) { return 2; }\n", NULL, NULL},
        {"apps/b/src/main.c", "int work(void); int main(void) { return work(); }\n", NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    assert_int_equal(only_target(&test, test_function_in(&test, "apps/a/src/main.c", "main"), "work"),
                     test_function_in(&test, "apps/a/lib/work.c", "work"));
    assert_int_equal(only_target(&test, test_function_in(&test, "apps/b/src/main.c", "main"), "work"),
                     test_function_in(&test, "apps/b/lib/work.c", "work"));
    test_program_release(&test);
}

/* Several small programs in one folder, each a file: what the file has itself is meant. */
static void the_units_own_definition(void **state)
{
    static const struct test_file files[] = {
        {"tools/a.c", "int work(void) { return 1; } int main(void) { return work(); }\n", NULL, NULL},
        {"tools/b.c", "int work(void) { return 2; } int main(void) { return work(); }\n", NULL, NULL},
        {"tools/c.c", "int work(void) { return 3; } int main(void) { return work(); }\n", NULL, NULL},
    };
    static const char *const paths[] = {"tools/a.c", "tools/b.c", "tools/c.c"};
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 3, NULL);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(only_target(&test, test_function_in(&test, paths[i], "main"), "work"),
                         test_function_in(&test, paths[i], "work"));
    test_program_release(&test);
}

/* What a function hands back belongs to its own program as well. */
static void pointers_stay_in_their_program(void **state)
{
    static const struct test_file files[] = {
        {"one/main.c",
         "typedef void job(void); job *pick(void);\n"
         "int main(void) { job *j = pick(); j(); return 0; }\n",
         NULL, NULL},
        {"one/pick.c",
         "typedef void job(void); static void job_one(void) {}\n"
         "job *pick(void) { return job_one; }\n",
         NULL, NULL},
        {"two/main.c",
         "typedef void job(void); job *pick(void);\n"
         "int main(void) { job *j = pick(); j(); return 0; }\n",
         NULL, NULL},
        {"two/pick.c",
         "typedef void job(void); static void job_two(void) {}\n"
         "job *pick(void) { return job_two; }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    assert_string_equal(test_targets(test.program,
                                     test_call(&test, test_function_in(&test, "one/main.c", "main"), "j"),
                                     &test.arena),
                        "job_one");
    assert_string_equal(test_targets(test.program,
                                     test_call(&test, test_function_in(&test, "two/main.c", "main"), "j"),
                                     &test.arena),
                        "job_two");
    test_program_release(&test);
}

static void one_file_with_two_configurations(void **state)
{
    static const struct test_file files[] = {
        {"log.c",
         "void plain(void); void rich(void);\n"
         "#ifdef RICH\n"
         "void log_it(void) { rich(); }\n"
         "#else\n"
         "void log_it(void) { plain(); }\n"
         "#endif\n",
         "CMakeFiles/small.dir/log.c.o", NULL},
        {"log.c", NULL, "CMakeFiles/large.dir/log.c.o", "-DRICH"},
        {"small.c", "void log_it(void); void run_small(void) { log_it(); }\n",
         "CMakeFiles/small.dir/small.c.o", NULL},
        {"large.c", "void log_it(void); void run_large(void) { log_it(); }\n",
         "CMakeFiles/large.dir/large.c.o", NULL},
    };
    struct test_program test;
    uint32_t small, large;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    assert_int_equal(count_functions(test.program, "log_it", true), 2);
    small = only_target(&test, test_function(&test, "run_small"), "log_it");
    large = only_target(&test, test_function(&test, "run_large"), "log_it");
    assert_int_not_equal(small, large);
    test_call(&test, small, "plain");
    test_call(&test, large, "rich");
    test_program_release(&test);
}

/* A header's function is one, wherever it is included; its static variable too; its calls are counted once.
 */
static void functions_of_a_header(void **state)
{
    static const struct test_file files[] = {
        {"list.h",
         "void visit(int);\n"
         "static inline void each(int n) { static int rounds; rounds++; visit(n); }\n"
         "static inline int twice(int n) { return 2 * n; }\n",
         NULL, NULL},
        {"a.c", "#include \"list.h\"\nvoid run_a(void) { each(1); }\n", NULL, NULL},
        {"b.c", "#include \"list.h\"\nvoid run_b(void) { each(2); each(twice(3)); }\n", NULL, NULL},
        {"visit.c", "void visit(int n) { (void)n; }\n", NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    uint32_t each, visit;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    program = test.program;
    assert_int_equal(count_functions(program, "each", true), 1);
    assert_int_equal(count_functions(program, "each", false), 0);
    assert_int_equal(count_variables(program, "rounds"), 1);
    each = test_function(&test, "each");
    visit = test_function(&test, "visit");
    assert_true(program->functions[each].in_header);
    assert_false(program->functions[visit].in_header);
    assert_int_equal(only_target(&test, test_function(&test, "run_a"), "each"), each);
    assert_int_equal(only_target(&test, test_function(&test, "run_b"), "each"), each);
    assert_int_equal(program->first_caller[each + 1] - program->first_caller[each], 3);
    assert_int_equal(program->first_caller[visit + 1] - program->first_caller[visit], 1);
    assert_int_equal(find_variable(program, "rounds")->owner, each);
    test_program_release(&test);
}

/* Equal names in two headers are two functions, for each unit the one that it includes. */
static void equal_names_in_two_headers(void **state)
{
    static const struct test_file files[] = {
        {"a/inline.h", "static inline int pick(void) { return 1; }\n", NULL, NULL},
        {"b/inline.h", "static inline int pick(void) { return 2; }\n", NULL, NULL},
        {"a/a.c", "#include \"inline.h\"\nint run_a(void) { return pick(); }\n", NULL, NULL},
        {"b/b.c", "#include \"inline.h\"\nint run_b(void) { return pick(); }\n", NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    assert_int_equal(count_functions(test.program, "pick", true), 2);
    assert_int_equal(only_target(&test, test_function(&test, "run_a"), "pick"),
                     test_function_in(&test, "a/inline.h", "pick"));
    assert_int_equal(only_target(&test, test_function(&test, "run_b"), "pick"),
                     test_function_in(&test, "b/inline.h", "pick"));
    test_program_release(&test);
}

static void external_variables(void **state)
{
    static const struct test_file files[] = {
        {"table.h", "extern int table[10]; extern int nobodys;\n", NULL, NULL},
        {"a.c", "#include \"table.h\"\nint first(void) { return table[0] + nobodys; }\n", NULL, NULL},
        {"b.c", "#include \"table.h\"\nint table[10] = {1};\n", NULL, NULL},
        {"c.c", "#include \"table.h\"\nint last(void) { return table[9] + nobodys; }\n", NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    const struct variable *table;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    program = test.program;
    assert_int_equal(count_variables(program, "table"), 1);
    table = find_variable(program, "table");
    assert_true(table->defined);
    assert_string_equal(program->units[table->unit].path, "b.c");
    assert_int_equal(table->owner, PROGRAM_NONE);
    assert_int_equal(count_variables(program, "nobodys"), 1);
    assert_false(find_variable(program, "nobodys")->defined);
    test_program_release(&test);
}

/* `int n;` in one unit is only tentative where another one gives a value. */
static void the_initialised_definition_stands(void **state)
{
    static const struct test_file files[] = {
        {"a.c", "int limit, zero;\nint get(void) { return limit; }\n", NULL, NULL},
        {"b.c", "int limit = 4;\n", NULL, NULL},
        {"c.c", "int limit, zero;\nint again(void) { return limit; }\n", NULL, NULL},
    };
    struct test_program test;
    const struct variable *limit;

    (void)state;
    test_link_project(&test, files, 3, NULL);
    assert_int_equal(count_variables(test.program, "limit"), 1);
    limit = find_variable(test.program, "limit");
    assert_string_equal(test.program->units[limit->unit].path, "b.c");
    assert_int_not_equal(test.program->units[limit->unit].facts->symbols[limit->symbol].body, FACTS_NONE);
    assert_string_equal(test.program->units[find_variable(test.program, "zero")->unit].path, "a.c");
    test_program_release(&test);
}

static void local_statics(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "int one(void) { static int count; int plain = 0; return ++count + plain; }\n"
         "int two(int n) {\n"
         "    if (n) { static int count; return ++count; }\n"
         "    static int count = 3;\n"
         "    return ++count;\n"
         "}\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    unsigned of_one = 0, of_two = 0;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    program = test.program;
    assert_int_equal(count_variables(program, "count"), 3);
    assert_int_equal(count_variables(program, "plain"), 0);
    for (uint32_t v = 0; v < program->variable_count; v++) {
        of_one += program->variables[v].owner == test_function(&test, "one");
        of_two += program->variables[v].owner == test_function(&test, "two");
        assert_true(program->variables[v].defined);
    }
    assert_int_equal(of_one, 1);
    assert_int_equal(of_two, 2);
    test_program_release(&test);
}

/* Records without a name are told apart by where they stand, and a header's are the same in all units. */
static void unnamed_records(void **state)
{
    static const struct test_file files[] = {
        {"pair.h", "typedef struct { int left; struct { int deep; }; union { int as_int; }; } pair;\n", NULL,
         NULL},
        {"a.c",
         "#include \"pair.h\"\nstatic struct { int only; } x; static struct { int only; } y;\n"
         "int run_a(pair *p) { return p->left + p->deep + p->as_int + x.only + y.only; }\n",
         NULL, NULL},
        {"b.c",
         "#include \"pair.h\"\nstatic struct { int only; } z;\n"
         "int run_b(pair *p) { return p->left + p->deep + p->as_int + z.only; }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 3, NULL);
    assert_int_equal(count_fields(test.program, "left"), 1);
    assert_int_equal(count_fields(test.program, "deep"), 1);
    assert_int_equal(count_fields(test.program, "as_int"), 1);
    assert_int_equal(count_fields(test.program, "only"), 3);
    test_program_release(&test);
}

static void fields_know_their_record(void **state)
{
    static const struct test_file files[] = {
        {"ops.h", "struct ops { int (*open)(void); }; typedef struct { int size; } box_t;\n", NULL, NULL},
        {"a.c", "#include \"ops.h\"\nint run_a(struct ops *o, box_t *b) { return o->open() + b->size; }\n",
         NULL, NULL},
        {"b.c", "#include \"ops.h\"\nint run_b(struct ops *o) { return o->open(); }\n", NULL, NULL},
        {"c.c", "struct ops { int (*open)(void); };\nint run_c(struct ops *o) { return o->open(); }\n", NULL,
         NULL},
    };
    struct test_program test;
    const struct program *program;
    uint32_t of_header;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    program = test.program;
    /* c.c has a record of its own of the same name */
    assert_int_equal(count_fields(program, "open"), 2);
    of_header = test_call(&test, test_function(&test, "run_a"), "o->open")->symbol_ref;
    assert_int_equal(test_call(&test, test_function(&test, "run_b"), "o->open")->symbol_ref, of_header);
    assert_int_not_equal(test_call(&test, test_function(&test, "run_c"), "o->open")->symbol_ref, of_header);
    assert_string_equal(program->fields[of_header].record, "ops");
    test_program_release(&test);
}

/* Parameters are those of the definition, whatever earlier declarations call them. */
static void parameters(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "int add(int x, int y);\n"
         "int add(int left, int right) { return left + right; }\n"
         "int old(a, b) char *a; int b; { return a[b]; }\n"
         "int none(void) { return 0; }\n"
         "int many(const char *format, ...) { return format[0]; }\n"
         "int unnamed(int, int last) { return last; }\n"
         "int declared(int first);\n"
         "int use(void) { return declared(1); }\n",
         NULL, NULL},
    };
    static const struct {
        const char *name, *first, *last;
        uint32_t count;
    } expected[] = {
        {"add", "left", "right", 2},     {"old", "a", "b", 2},       {"none", "", "", 0},
        {"many", "format", "format", 1}, {"unnamed", "", "last", 2},
    };
    struct test_program test;
    const struct program *program;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    program = test.program;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct function *f = &program->functions[test_function(&test, expected[i].name)];
        const struct facts *facts = program->units[f->unit].facts;

        assert_int_equal(f->parameters, expected[i].count);
        if (f->parameters == 0)
            continue;
        assert_string_equal(facts_string(facts, facts->symbols[program->parameters[f->first_parameter]].name),
                            expected[i].first);
        assert_string_equal(
            facts_string(facts,
                         facts->symbols[program->parameters[f->first_parameter + f->parameters - 1]].name),
            expected[i].last);
    }
    test_program_release(&test);
}

/* Defined functions come first, then those only declared, which the catalog may know. */
static void declared_only(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "void *PQexec(void *, const char *); int elsewhere(void);\n"
         "void run_a(void *c) { PQexec(c, \"x\"); elsewhere(); }\n",
         NULL, NULL},
        {"b.c",
         "void *PQexec(void *, const char *); int elsewhere(void);\n"
         "void run_b(void *c) { PQexec(c, \"y\"); elsewhere(); }\n",
         NULL, NULL},
    };
    struct test_program test;
    const struct program *program;
    bool declared = false;

    (void)state;
    test_link_project(&test, files, 2, NULL);
    program = test.program;
    assert_int_equal(count_functions(program, "PQexec", false), 1);
    assert_int_equal(count_functions(program, "elsewhere", false), 1);
    for (uint32_t f = 0; f < program->function_count; f++) {
        const struct function *function = &program->functions[f];

        assert_false(declared && function->body != FACTS_NONE);
        declared |= function->body == FACTS_NONE;
        assert_int_equal(function->known != NULL, strcmp(function->name, "PQexec") == 0);
    }
    test_program_release(&test);
}

static void nothing_at_all(void **state)
{
    static const struct test_file files[] = {{"a.c", "\n", NULL, NULL}};
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    assert_int_equal(test.program->function_count, 0);
    assert_int_equal(test.program->call_count, 0);
    assert_int_equal(test.program->unit_count, 1);
    test_program_release(&test);
    test_link_project(&test, files, 0, NULL);
    assert_int_equal(test.program->unit_count, 0);
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_static_names_in_equal_file_names),
        cmocka_unit_test(two_programs_by_target_folder),
        cmocka_unit_test(groups_by_output),
        cmocka_unit_test(two_programs_by_folder),
        cmocka_unit_test(nearest_of_deep_folders),
        cmocka_unit_test(the_units_own_definition),
        cmocka_unit_test(pointers_stay_in_their_program),
        cmocka_unit_test(one_file_with_two_configurations),
        cmocka_unit_test(functions_of_a_header),
        cmocka_unit_test(equal_names_in_two_headers),
        cmocka_unit_test(external_variables),
        cmocka_unit_test(the_initialised_definition_stands),
        cmocka_unit_test(local_statics),
        cmocka_unit_test(unnamed_records),
        cmocka_unit_test(fields_know_their_record),
        cmocka_unit_test(parameters),
        cmocka_unit_test(declared_only),
        cmocka_unit_test(nothing_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
