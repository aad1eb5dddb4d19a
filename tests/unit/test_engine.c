/* From paths to units and findings: what is chosen, where the project's root is, what settings do, and what
 * is said when there is nothing to analyse. Uses the real dawdle-extract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/base/buf.h"
#include "analyzer/engine/engine.h"
#include "analyzer/findings/rule.h"
#include "tests/unit/scratch_folder.h"

#define LOOP_C                                                                                               \
    "typedef struct pg_conn PGconn; typedef struct pg_result PGresult;\n"                                    \
    "PGresult *PQexec(PGconn *conn, const char *query);\n"                                                   \
    "void load(PGconn *db, const char **queries, int count)\n"                                               \
    "{\n"                                                                                                    \
    "    for (int i = 0; i < count; i++)\n"                                                                  \
    "        PQexec(db, queries[i]);\n"                                                                      \
    "}\n"

static struct scratch scratch;
static struct engine_result result;
static struct error error;

static int set_up(void **state)
{
    (void)state;
    alarm(300);
    scratch_make(&scratch);
    /* Ends the search upwards. */
    scratch_folder(&scratch, ".git");
    setenv("DAWDLE_EXTRACT", BINARY_DIR "/dawdle-extract", 1);
    return chdir(scratch.folder);
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

static void go(const char *folder)
{
    assert_int_equal(chdir(scratch_path(&scratch, folder)), 0);
}

/* At most two. */
static const char *const *paths(const char *a, const char *b)
{
    const char **list = ARENA_ARRAY(&scratch.arena, 3, const char *);

    list[0] = a;
    list[1] = a ? b : NULL;
    return list;
}

static void extract(const struct engine_request *request)
{
    if (!engine_extract(&result, request, &scratch.arena, &error))
        fail_msg("%s", error.text);
}

static void refuse(const struct engine_request *request, const char *expected)
{
    if (engine_extract(&result, request, &scratch.arena, &error))
        fail_msg("taken; \"%s\" was expected", expected);
    if (!strstr(error.text, expected))
        fail_msg("\"%s\" does not hold \"%s\"", error.text, expected);
}

/* The units' files relative to the root, with a mark by status, and releases the result. */
static const char *units_text(void)
{
    struct buf text = {0};
    const char *copy;

    for (size_t i = 0; i < result.unit_count; i++)
        buf_printf(&text, "%s%c%s", i ? " " : "", "+?!-"[result.units[i].status],
                   path_below(result.units[i].entry->file, result.root));
    copy = arena_strdup(&scratch.arena, buf_text(&text));
    buf_release(&text);
    engine_release(&result);
    return copy;
}

static const char *database_of(const char *const *files)
{
    struct buf text = {0};
    const char *copy;

    buf_addstr(&text, "[");
    for (size_t i = 0; files[i]; i++)
        buf_printf(&text,
                   "%s{\"directory\": \"%s\", \"file\": \"%s\", \"arguments\": [\"cc\", \"-c\", \"%s\"]}",
                   i ? "," : "", scratch.folder, files[i], files[i]);
    buf_addstr(&text, "]");
    copy = arena_strdup(&scratch.arena, buf_text(&text));
    buf_release(&text);
    return copy;
}

/* p/: two folders of sources, a header that one unit includes, C++, and a database in p/build. */
static void make_project(void)
{
    static const char *const files[] = {"p/src/a.c", "p/src/b.c", "p/lib/c.c", "p/lib/d.cpp", NULL};

    scratch_file(&scratch, "p/src/a.c", "#include \"../include/x.h\"\nint a(void) { return X; }\n");
    scratch_file(&scratch, "p/src/b.c", "int b(void) { return 2; }\n");
    scratch_file(&scratch, "p/lib/c.c", "int c(void) { return undeclared; }\n");
    scratch_file(&scratch, "p/lib/d.cpp", "class d;\n");
    scratch_file(&scratch, "p/extra/e.c", "int e(void) { return 3; }\n");
    scratch_file(&scratch, "p/include/x.h", "#define X 1\n");
    scratch_file(&scratch, "p/include/y.h", "#define Y 1\n");
    scratch_file(&scratch, "p/README.md", "p\n");
    scratch_folder(&scratch, "p/empty/deep");
    scratch_file(&scratch, "p/build/compile_commands.json", database_of(files));
}

static void all_units_of_the_database(void **state)
{
    struct engine_request request = {0};

    (void)state;
    make_project();
    go("p");
    extract(&request);
    assert_string_equal(result.root, scratch.folder);
    assert_string_equal(result.database, scratch_path(&scratch, "p/build/compile_commands.json"));
    assert_int_equal(result.counts.analysed, 3);
    assert_int_equal(result.counts.incomplete, 1);
    assert_int_equal(result.counts.failed, 0);
    assert_int_equal(result.counts.skipped, 1);
    assert_int_equal(result.counts.notice_count, 1);
    assert_string_equal(result.counts.notices[0].path, "p/lib/c.c");
    assert_false(result.counts.notices[0].failed);
    assert_non_null(strstr(result.counts.notices[0].reason, "p/lib/c.c:1:"));
    assert_int_equal(result.remark_count, 0);
    assert_string_equal(units_text(), "?p/lib/c.c -p/lib/d.cpp +p/src/a.c +p/src/b.c");
}

static void units_under_paths(void **state)
{
    struct engine_request request = {.paths = paths("src", NULL)};

    (void)state;
    make_project();
    go("p");
    extract(&request);
    assert_string_equal(units_text(), "+p/src/a.c +p/src/b.c");
    request.paths = paths("lib/d.cpp", "src/../src/b.c");
    extract(&request);
    assert_string_equal(units_text(), "-p/lib/d.cpp +p/src/b.c");
    /* The database is found from the paths, wherever one stands. */
    go("p/include");
    request.paths = paths("..", "../src/a.c");
    extract(&request);
    assert_string_equal(units_text(), "?p/lib/c.c -p/lib/d.cpp +p/src/a.c +p/src/b.c");
}

static void the_working_directory_does_not_matter(void **state)
{
    struct engine_request request = {.database = scratch_path(&scratch, "p/build")};

    (void)state;
    make_project();
    assert_int_equal(chdir("/"), 0);
    extract(&request);
    assert_string_equal(result.root, scratch.folder);
    assert_string_equal(units_text(), "?p/lib/c.c -p/lib/d.cpp +p/src/a.c +p/src/b.c");
}

static void a_folder_by_another_name(void **state)
{
    struct engine_request request = {.paths = paths("p-link/src", NULL)};

    (void)state;
    make_project();
    go(".");
    unlink("p-link");
    assert_int_equal(symlink("p", "p-link"), 0);
    extract(&request);
    assert_string_equal(units_text(), "+p/src/a.c +p/src/b.c");
}

static void a_header_means_its_users(void **state)
{
    struct engine_request request = {.paths = paths("include/x.h", NULL)};

    (void)state;
    make_project();
    go("p");
    extract(&request);
    assert_string_equal(units_text(), "+p/src/a.c");
    request.paths = paths("include/x.h", "src/b.c");
    extract(&request);
    assert_string_equal(units_text(), "+p/src/a.c +p/src/b.c");
    request.paths = paths("include/y.h", NULL);
    refuse(&request, "y.h; name a source file that does");
}

static void files_that_no_database_knows(void **state)
{
    static const char *const flags[] = {"-DE", "-O2", NULL}, *const none[] = {NULL};
    struct engine_request request = {.paths = paths("extra", "src/b.c")};

    (void)state;
    make_project();
    go("p");
    extract(&request);
    assert_int_equal(result.remark_count, 1);
    assert_string_equal(
        result.remarks[0],
        "extra/e.c is in no compile database and read with -std=gnu17; name other flags after --");
    assert_string_equal(units_text(), "+p/extra/e.c +p/src/b.c");
    request.flags = flags;
    extract(&request);
    assert_string_equal(result.database, "");
    assert_string_equal(result.remarks[0], "2 files are read with the flags after --: -DE -O2");
    assert_string_equal(result.units[0].entry->arguments[0], "-DE");
    assert_int_equal(result.units[0].entry->argument_count, 1);
    assert_string_equal(units_text(), "+p/extra/e.c +p/src/b.c");
    request.flags = none;
    request.paths = none;
    refuse(&request, "name the files or folders");
}

static void compile_flags_serve_their_folder(void **state)
{
    struct engine_request request = {0};

    (void)state;
    scratch_file(&scratch, "q/compile_flags.txt", "-Iinc\n");
    scratch_file(&scratch, "q/src/a.c", "#include \"q.h\"\nint q = Q;\n");
    scratch_file(&scratch, "q/inc/q.h", "#define Q 1\n");
    go("q/src");
    extract(&request);
    assert_string_equal(result.remarks[0],
                        arena_printf(&scratch.arena, "a.c is read with the flags in %s: -Iinc",
                                     scratch_path(&scratch, "q/compile_flags.txt")));
    assert_string_equal(units_text(), "+q/src/a.c");
}

static void where_the_root_is(void **state)
{
    static const char *const files[] = {"r/src/a.c", NULL};
    struct engine_request request = {.database = scratch_path(&scratch, "elsewhere/build")};

    (void)state;
    scratch_file(&scratch, "r/src/a.c", "int a;\n");
    scratch_folder(&scratch, "r/.git");
    scratch_folder(&scratch, "elsewhere/.git");
    scratch_file(&scratch, "elsewhere/build/compile_commands.json", database_of(files));
    /* The repository around the build holds no source: the one that we stand in does. */
    go("r");
    extract(&request);
    assert_string_equal(result.root, scratch_path(&scratch, "r"));
    engine_release(&result);
    /* From outside both, the folder that holds them. */
    assert_int_equal(chdir("/"), 0);
    extract(&request);
    assert_string_equal(result.root, scratch.folder);
    engine_release(&result);
}

static void nothing_to_analyse_has_its_sentence(void **state)
{
    struct engine_request request = {0};

    (void)state;
    make_project();
    scratch_folder(&scratch, "void/.git");
    go("void");
    refuse(&request, "no compile database was found from");
    assert_non_null(strstr(error.text, "bear -- make"));
    go("p");
    request.paths = paths("src/none.c", NULL);
    refuse(&request, "there is no file or folder src/none.c");
    request.paths = paths("empty", NULL);
    refuse(&request, "there is no C source in ");
    request.paths = paths("README.md", NULL);
    refuse(&request, "is no C source by its name");
    request.paths = paths("lib/d.cpp", NULL);
    refuse(&request, "there is no C among");
    request.paths = NULL;
    request.database = "src";
    refuse(&request, "there is no compile_commands.json in");
    request.database = "nowhere.json";
    refuse(&request, "there is no compile database");
}

static void settings_are_found_and_obeyed(void **state)
{
    struct engine_request request = {0};

    (void)state;
    make_project();
    scratch_file(&scratch, "p/b2/compile_commands.json",
                 database_of((const char *const[]){"p/src/b.c", NULL}));
    scratch_file(&scratch, "p/dawdle.json", "{\"build\": \"b2\"}");
    go("p/src");
    extract(&request);
    assert_string_equal(result.settings.path, scratch_path(&scratch, "p/dawdle.json"));
    assert_string_equal(units_text(), "+p/src/b.c");
    /* -p goes before it, and from anywhere the settings near the database count. */
    assert_int_equal(chdir("/"), 0);
    request.database = scratch_path(&scratch, "p/build/compile_commands.json");
    extract(&request);
    assert_string_equal(result.settings.path, scratch_path(&scratch, "p/dawdle.json"));
    assert_int_equal(result.counts.analysed, 3);
    engine_release(&result);

    request.settings = scratch_file(&scratch, "bad.json", "{\"rules\": {\"no-such-rule\": \"off\"}}");
    refuse(&request, "bad.json:1:12: there is no rule \"no-such-rule\"");
    request.settings =
        scratch_file(&scratch, "bad.json", "{\"functions\": [{\"name\": \"f\", \"rule\": 1}]}");
    refuse(&request, "bad.json:1:");
    request.settings = scratch_path(&scratch, "gone.json");
    refuse(&request, "gone.json");
    unlink(scratch_path(&scratch, "p/dawdle.json"));
}

/* The example in the documentation is taken by the catalog too. */
static void documented_settings_reach_the_catalog(void **state)
{
    struct engine_request request = {0};
    struct buf text = {0};
    const char *start;

    (void)state;
    scratch_file(&scratch, "doc/a.c", "int a;\n");
    assert_true(io_read_file(SOURCE_DIR "/docs/settings.md", 1 << 20, &text, &error));
    start = strstr(buf_text(&text), "```json\n") + strlen("```json\n");
    request.settings =
        scratch_bytes(&scratch, "doc/dawdle.json", start, (size_t)(strstr(start, "```") - start));
    request.paths = paths("doc/a.c", NULL);
    request.flags = (const char *const[]){NULL};
    go(".");
    extract(&request);
    assert_non_null(catalog_find(&result.catalog, "kv_get"));
    engine_release(&result);
    buf_release(&text);
}

/* Runs s/ with these settings; gives level and place of the finding of one rule, "" when there is none. */
static const char *finding_with(const char *settings, const char *only)
{
    const char *const rules[] = {only, NULL};
    struct engine_request request = {.paths = paths("s", NULL), .only = rules};
    const char *text = "";

    request.settings = scratch_file(&scratch, "s/dawdle.json", settings);
    if (!engine_run(&result, &request, &scratch.arena, &error))
        fail_msg("%s", error.text);
    assert_int_equal(result.functions, 1);
    assert_int_equal(result.loops, 1);
    for (uint32_t i = 0; i < result.findings.items.count; i++) {
        const struct finding *finding = &result.findings.items.data[i];

        if (strcmp(finding->rule->id, "per-item-remote-call") == 0)
            text = arena_printf(&scratch.arena, "%s:%u %s", finding->at.path, finding->at.line,
                                level_name(finding->level));
    }
    engine_release(&result);
    return text;
}

static void rules_are_set_and_files_left_out(void **state)
{
    (void)state;
    scratch_file(&scratch, "s/src/load.c", LOOP_C);
    go(".");
    assert_string_equal(finding_with("{}", NULL), "s/src/load.c:6 warning");
    assert_string_equal(finding_with("{\"rules\": {\"per-item-remote-call\": \"error\"}}", NULL),
                        "s/src/load.c:6 error");
    assert_string_equal(finding_with("{\"rules\": {\"per-item-remote-call\": \"note\"}}", NULL),
                        "s/src/load.c:6 note");
    assert_string_equal(finding_with("{\"rules\": {\"per-item-remote-call\": \"off\"}}", NULL), "");
    assert_string_equal(
        finding_with("{\"rules\": {\"per-item-remote-call\": \"off\"}}", "per-item-remote-call"),
        "s/src/load.c:6 warning");
    assert_string_equal(finding_with("{}", "heavy-include"), "");
    assert_string_equal(finding_with("{\"exclude\": [\"src/\"]}", NULL), "");
    assert_string_equal(finding_with("{\"exclude\": [\"lib/\"]}", NULL), "s/src/load.c:6 warning");
}

static void the_number_of_workers_is_not_seen(void **state)
{
    struct engine_request request = {0};
    const char *first = NULL;

    (void)state;
    make_project();
    go("p");
    for (request.jobs = 1; request.jobs <= 4; request.jobs++) {
        struct buf blocks = {0};

        extract(&request);
        for (size_t i = 0; i < result.unit_count; i++)
            buf_add(&blocks, result.units[i].facts.strings, result.units[i].facts.strings_size);
        if (!first)
            first = arena_printf(&scratch.arena, "%llx",
                                 (unsigned long long)hash_bytes(blocks.data, blocks.length));
        assert_string_equal(first, arena_printf(&scratch.arena, "%llx",
                                                (unsigned long long)hash_bytes(blocks.data, blocks.length)));
        buf_release(&blocks);
        engine_release(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_units_of_the_database),
        cmocka_unit_test(units_under_paths),
        cmocka_unit_test(the_working_directory_does_not_matter),
        cmocka_unit_test(a_folder_by_another_name),
        cmocka_unit_test(a_header_means_its_users),
        cmocka_unit_test(files_that_no_database_knows),
        cmocka_unit_test(compile_flags_serve_their_folder),
        cmocka_unit_test(where_the_root_is),
        cmocka_unit_test(nothing_to_analyse_has_its_sentence),
        cmocka_unit_test(settings_are_found_and_obeyed),
        cmocka_unit_test(documented_settings_reach_the_catalog),
        cmocka_unit_test(rules_are_set_and_files_left_out),
        cmocka_unit_test(the_number_of_workers_is_not_seen),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
