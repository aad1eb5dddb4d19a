/* Compile databases as they are found: what of a command is kept, which units there are, and what is said
 * about a database that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analyzer/base/buf.h"
#include "analyzer/project/compdb.h"
#include "analyzer/project/compiler.h"
#include "analyzer/project/words.h"
#include "tests/unit/scratch_folder.h"

static struct scratch scratch;

static int set_up(void **state)
{
    (void)state;
    alarm(60); /* a FIFO that blocks must fail the test, not hang it */
    scratch_make(&scratch);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(&scratch);
    return 0;
}

/* What is kept of a command, its words split by blanks as the shell does; "-" when it compiles nothing. */
static const char *kept_as(const char *file, const char *command, struct compile_entry *entry)
{
    struct words words = {0};
    struct buf text = {0};
    const char *result;
    struct error error = {{0}};

    *entry = (struct compile_entry){.file = file};
    assert_true(words_split(&words, command, WORDS_SHELL, &scratch.arena, &error));
    vec_push(&words.items, NULL);
    if (!compdb_arguments(entry, words.items.data, "/src", &scratch.arena, &error)) {
        assert_string_equal(error.text, "");
        assert_null(entry->file);
        result = "-";
    } else {
        for (size_t i = 0; i < entry->argument_count; i++)
            buf_printf(&text, "%s%s", i ? "|" : "", entry->arguments[i]);
        assert_null(entry->arguments[entry->argument_count]);
        result = arena_strdup(&scratch.arena, buf_text(&text));
    }
    buf_release(&text);
    words_release(&words);
    return result;
}

#define assert_kept(command, expected)                                                                       \
    do {                                                                                                     \
        struct compile_entry entry_;                                                                         \
        assert_string_equal(kept_as(NULL, command, &entry_), expected);                                      \
    } while (0)

static void words_are_the_shells(void **state)
{
    struct words words = {0};
    struct error error = {{0}};
    static const char *const expected[] = {"cc", "-DA=\"a b\"", "-DB=a b", "it's",   "a\\n$HOME", "$x",
                                           "",   "back\\sl",    "*",       "one two"};

    (void)state;
    assert_true(words_split(
        &words, " cc\t-DA='\"a b\"' -DB=a\\ b \"it's\" 'a\\n$HOME' \"\\$x\" '' \"back\\sl\"\n* one\" \"two ",
        WORDS_SHELL, &scratch.arena, &error));
    assert_int_equal(words.items.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < words.items.count; i++)
        assert_string_equal(words.items.data[i], expected[i]);
    words_release(&words);
    assert_false(words_split(&words, "cc 'open", WORDS_SHELL, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "does not end"));
    words_release(&words);
}

static void only_what_changes_parsing_is_kept(void **state)
{
    (void)state;
    assert_kept("cc -c a.c", "");
    assert_kept("cc -I inc -Isub -iquote q -isystem/s -idirafter d -DA -D B=1 -UC -U D -include x.h -imacros "
                "m.h -c a.c",
                "-Iinc|-Isub|-iquote|q|-isystem|/s|-idirafter|d|-DA|-DB=1|-UC|-UD|-include|x.h|-imacros|m.h");
    assert_kept("cc --sysroot=/r --sysroot /q -isysroot /p -nostdinc -ansi -trigraphs -pthread -c a.c",
                "--sysroot=/r|--sysroot=/q|-isysroot|/p|-nostdinc|-ansi|-trigraphs|-pthread");
    assert_kept("cc -funsigned-char -fshort-enums -m32 -fms-extensions -ffreestanding -fpack-struct=2 -c a.c",
                "-funsigned-char|-fshort-enums|-m32|-fms-extensions|-ffreestanding|-fpack-struct=2");
    assert_kept("cc -fplan9-extensions -fno-hosted -c a.c", "-fms-extensions|-ffreestanding");
    assert_kept("cc -O2 -g -Wall -fPIC -march=native -mavx2 -mtune=x -fopenmp -fconserve-stack -pipe -c a.c",
                "");
    assert_kept("cc -MD -MF d.d -MT t -MQ q -MMD -MP -c a.c", "");
    assert_kept("cc -o x.o -Xclang -load -Xclang p.so -fplugin=p.so -B /b -wrapper sh,-c -specs=s -c a.c",
                "");
    assert_kept("cc -target arm-none -arch i386 --target=x --param a=1 -L lib -l m -Xlinker -z -u sym -c a.c",
                "");
    assert_kept("cc -include-pch x.pch -ivfsoverlay o -working-directory /w -c a.c", "-working-directory|/w");
    assert_kept("cc -Wp,-DX=1,-MD,a.d,-UY -Xpreprocessor -DZ -c a.c", "-DX=1|-UY|-DZ");
    assert_kept("cc -Wp,-D,A -c a.c", "-DA");
    /* Without a value these would take the next word for it. */
    assert_kept("cc -I '' -D '' -include '' -DA -c a.c", "-DA");
    assert_kept("cc -c a.c -I", "");
    assert_kept("cc -finput-charset=latin1 -c a.c", "");
}

static void standards_that_clang_lacks_do_not_cost_the_unit(void **state)
{
    (void)state;
    assert_kept("gcc -std=gnu99 -c a.c", "-std=gnu99");
    assert_kept("gcc --std=c11 -c a.c", "-std=c11");
    assert_kept("gcc --std c11 -c a.c", "-std=c11");
    assert_kept("gcc -std=gnu9x -c a.c", "-std=gnu99");
    assert_kept("gcc -std=gnu23 -c a.c", "-std=gnu2x");
    assert_kept("gcc -std=c2y -c a.c", "-std=c2x");
    assert_kept("gcc -std=gnu99x -c a.c", "");
    assert_kept("gcc -std=c++17 -c a.c", "");
}

static void launchers_are_looked_through(void **state)
{
    static const char *const commands[] = {
        "ccache gcc -DA -c a.c",
        "/usr/bin/sccache /opt/x/arm-none-eabi-gcc-12.2 -DA -c a.c",
        "distcc x86_64-linux-gnu-gcc-12 -DA -c a.c",
        "icecc clang-19 -DA -c a.c",
        "env -i -u X LC_ALL=C CCACHE_DIR=/x ccache cc -DA -c a.c",
        "LC_ALL=C gcc -DA -c a.c",
        "/bin/sh ../libtool --silent --tag=CC --mode=compile gcc -DA -c -o a.lo a.c",
        "/bin/bash ./aarch64-linux-gnu-libtool --tag CC --mode compile gcc -DA -c a.c",
        "source=a.c object=a.o /bin/sh ./depcomp gcc -DA -c a.c",
        "/x/compile gcc -DA -c a.c",
        "our-wrapper gcc -DA -c a.c",
        "zig cc -DA -c a.c",
        "strange-compiler -DA -c a.c",
        "/usr/bin/cmake -E env X=1 gcc -DA -c a.c",
        "/usr/bin/cmake -E __run_co_compile --tidy=x --source=a.c -- gcc -DA -c a.c",
        "/usr/bin/ccache.exe gcc.exe -DA -c a.c",
        "tcc -DA a.c",
        "icc -xHost -DA -c a.c",
    };

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        struct compile_entry entry;

        assert_string_equal(kept_as(NULL, commands[i], &entry), "-DA");
        assert_string_equal(entry.file, "/src/a.c");
        assert_int_equal(entry.language, LANGUAGE_C);
    }
}

static void compilers_are_known_by_name(void **state)
{
    (void)state;
    assert_int_equal(compiler_kind_of("/usr/bin/gcc"), COMPILER_C);
    assert_int_equal(compiler_kind_of("clang19"), COMPILER_C);
    assert_int_equal(compiler_kind_of("c99"), COMPILER_C);
    assert_int_equal(compiler_kind_of("riscv64-unknown-elf-gcc-13.2.0"), COMPILER_C);
    assert_int_equal(compiler_kind_of("aarch64-linux-gnu-g++-12"), COMPILER_OTHER);
    assert_int_equal(compiler_kind_of("clang++-19"), COMPILER_OTHER);
    assert_int_equal(compiler_kind_of("clang-tidy"), COMPILER_UNKNOWN);
    assert_int_equal(compiler_kind_of("gcc-ar-12"), COMPILER_UNKNOWN);
    assert_int_equal(compiler_kind_of(""), COMPILER_UNKNOWN);
}

static void language_of(const char *command, enum language language)
{
    struct compile_entry entry;

    assert_string_not_equal(kept_as(NULL, command, &entry), "-");
    assert_int_equal(entry.language, language);
}

static void other_languages_are_told_apart(void **state)
{
    static const char *const others[] = {"a.cc", "a.cpp", "a.cxx", "a.C",   "a.m",
                                         "a.mm", "a.S",   "a.s",   "a.f90", "a.cu"};

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        language_of(arena_printf(&scratch.arena, "gcc -c %s", others[i]), LANGUAGE_OTHER);
    language_of("g++ -c a.c", LANGUAGE_OTHER);
    language_of("gcc -x c++ -c a.c", LANGUAGE_OTHER);
    language_of("gcc -xassembler-with-cpp -c a.c", LANGUAGE_OTHER);
    language_of("gcc -x c++ -x none -c a.c", LANGUAGE_C);
    language_of("gcc -c a.c -x c++ b.c", LANGUAGE_C);
    language_of("gcc -c a.i", LANGUAGE_C);
    assert_kept("gcc -x c -c a.inc", "-x|c");
    assert_kept("gcc -x c -c a.c", "");
    assert_kept("gcc -x c -c a.cpp", "-x|c");
    /* As a unit of its own a header is not to be precompiled. */
    assert_kept("gcc -c a.h", "-x|c");
    assert_kept("gcc -x c-header -c a.h -o a.h.gch", "-");
}

static void what_compiles_nothing_is_no_unit(void **state)
{
    (void)state;
    assert_kept("gcc a.o b.o -o prog", "-");
    assert_kept("gcc -E a.c", "-");
    assert_kept("gcc -MM a.c", "-");
    assert_kept("cp a.c b.c", "-");
    assert_kept("sh -c 'gcc -c a.c'", "-");
    assert_kept("gcc", "-");
    assert_kept("ccache", "-");
    assert_kept("", "-");
}

static void files_and_outputs(void **state)
{
    struct compile_entry entry;

    (void)state;
    assert_string_equal(kept_as(NULL, "gcc -c sub/../a.c -o obj/a.o", &entry), "");
    assert_string_equal(entry.file, "/src/a.c");
    assert_string_equal(entry.output, "/src/obj/a.o");
    assert_string_equal(entry.directory, "/src");
    /* Compile and link in one step: the unit is the one asked for, the output no object. */
    assert_string_equal(kept_as("b.c", "gcc -x c++ a.c -x none -DA b.c -o prog -lfoo", &entry), "-DA");
    assert_string_equal(entry.file, "/src/b.c");
    assert_string_equal(entry.output, "");
    assert_int_equal(entry.language, LANGUAGE_C);
    /* The command spells the file in another way. */
    assert_string_equal(kept_as("/other/a.c", "gcc -DA -c ./link/a.c", &entry), "-DA");
    assert_string_equal(entry.file, "/other/a.c");
    assert_string_equal(kept_as(NULL, "gcc -c -- -a.c", &entry), "");
    assert_string_equal(entry.file, "/src/-a.c");
}

static void response_files_are_read(void **state)
{
    struct compile_entry entry = {0};
    struct error error = {{0}};
    static const char *const command[] = {"gcc", "@flags.rsp", "-c", "a.c", NULL};

    (void)state;
    scratch_file(&scratch, "flags.rsp", "-DA='x y'\n@more/inner.rsp -DC\\ D -O2");
    scratch_file(&scratch, "more/inner.rsp", "-I \"in\\\"c\"");
    assert_true(compdb_arguments(&entry, command, scratch.folder, &scratch.arena, &error));
    assert_int_equal(entry.argument_count, 3);
    assert_string_equal(entry.arguments[0], "-DA=x y");
    assert_string_equal(entry.arguments[1], "-Iin\"c");
    assert_string_equal(entry.arguments[2], "-DC D");
}

static void refuse_response(const char *rsp, const char *expected)
{
    const char *const command[] = {"gcc", rsp, "-c", "a.c", NULL};
    struct compile_entry entry = {0};
    struct error error = {{0}};

    assert_false(compdb_arguments(&entry, command, scratch.folder, &scratch.arena, &error));
    assert_non_null(strstr(error.text, expected));
}

static void response_files_have_limits(void **state)
{
    const char *fifo = scratch_path(&scratch, "fifo.rsp");
    size_t size = ((size_t)4 << 20) + 1;
    char *big = memset(arena_alloc(&scratch.arena, size), 'x', size);

    (void)state;
    assert_int_equal(mkfifo(fifo, 0600), 0);
    scratch_file(&scratch, "self.rsp", "-DA @self.rsp @self.rsp");
    scratch_file(&scratch, "open.rsp", "-DA 'b");
    scratch_bytes(&scratch, "big.rsp", big, size);
    refuse_response("@gone.rsp", "gone.rsp");
    refuse_response("@fifo.rsp", "FIFO");
    refuse_response("@/dev/zero", "/dev/zero");
    refuse_response("@self.rsp", "too many response files");
    refuse_response("@open.rsp", "does not end");
    refuse_response("@big.rsp", "big.rsp");
}

static struct compdb read_text(const char *text)
{
    struct compdb db;
    struct error error = {{0}};
    const char *path = scratch_file(&scratch, "db/compile_commands.json", text);

    if (!compdb_read(&db, path, &scratch.arena, &error))
        fail_msg("%s", error.text);
    return db;
}

static void a_database_is_read(void **state)
{
    const char *root = scratch_path(&scratch, "db");
    struct compdb db = read_text(
        "[{\"directory\": \"build\", \"file\": \"../z.c\", \"command\": \"cc -DZ='\\\"1\\\"' -c ../z.c -o "
        "z.o\"},"
        "{\"file\": \"b.cpp\", \"arguments\": [\"g++\", \"-c\", \"b.cpp\"]},"
        "{\"directory\": \".\", \"arguments\": [\"cc\", \"-c\", \"a.c\"]},"
        "{\"directory\": \".\", \"file\": \"a.o\", \"command\": \": && cc a.o -o a && :\"},"
        "{\"directory\": \".\", \"file\": \"c.c\", \"command\": \"cd . && cc -DC -c c.c && touch x\"},"
        "{\"directory\": \".\", \"command\": \"cc x.o\"}]");

    (void)state;
    assert_int_equal(db.ignored, 2);
    assert_int_equal(db.entry_count, 4);
    assert_null(db.flags);
    assert_string_equal(db.entries[0].file, path_absolute(&scratch.arena, root, "a.c"));
    assert_string_equal(db.entries[1].file, path_absolute(&scratch.arena, root, "b.cpp"));
    assert_int_equal(db.entries[1].language, LANGUAGE_OTHER);
    assert_string_equal(db.entries[2].arguments[0], "-DC");
    assert_string_equal(db.entries[3].file, path_absolute(&scratch.arena, root, "z.c"));
    assert_string_equal(db.entries[3].directory, path_absolute(&scratch.arena, root, "build"));
    assert_string_equal(db.entries[3].output, path_absolute(&scratch.arena, root, "build/z.o"));
    assert_string_equal(db.entries[3].arguments[0], "-DZ=\"1\"");
}

#define ENTRY(flags, output)                                                                                 \
    "{\"directory\": \"/p\", \"file\": \"a.c\", \"command\": \"cc " flags " -c a.c -o " output "\"}"

static void order_means_nothing_and_equal_readings_are_one(void **state)
{
    struct compdb one =
        read_text("[" ENTRY("-DB", "x.o") "," ENTRY("-DA -O2", "z.o") "," ENTRY("-D A", "y.o") "]");
    struct compdb two =
        read_text("[" ENTRY("-DA", "y.o") "," ENTRY("-DA -g", "z.o") "," ENTRY("-DB", "x.o") "]");

    (void)state;
    assert_int_equal(one.entry_count, 2);
    assert_int_equal(two.entry_count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(one.entries[i].arguments[0], i ? "-DB" : "-DA");
        assert_string_equal(two.entries[i].arguments[0], i ? "-DB" : "-DA");
        assert_string_equal(one.entries[i].output, two.entries[i].output);
    }
    assert_string_equal(one.entries[0].output, "/p/y.o");
}

static void a_command_that_cannot_be_read_costs_its_unit(void **state)
{
    struct compdb db =
        read_text("[{\"directory\": \".\", \"file\": \"a.c\", \"command\": \"cc 'x -c a.c\"},"
                  "{\"directory\": \".\", \"file\": \"b.c\", \"command\": \"cc @gone -c b.c\"},"
                  "{\"directory\": \".\", \"file\": \"p.o\", \"command\": \"cc @gone -o p\"},"
                  "{\"directory\": \".\", \"file\": \"c.c\", \"command\": \"cc -c c.c\"}]");

    (void)state;
    assert_int_equal(db.entry_count, 3);
    assert_int_equal(db.ignored, 1);
    assert_non_null(strstr(db.entries[0].problem, "does not end"));
    assert_non_null(strstr(db.entries[1].problem, "gone"));
    assert_string_equal(db.entries[2].problem, "");
}

static void refuse_text(const char *text, const char *expected)
{
    const char *path = scratch_file(&scratch, "bad/compile_commands.json", text);
    struct error error = {{0}};
    struct compdb db;

    assert_false(compdb_read(&db, path, &scratch.arena, &error));
    if (!strstr(error.text, expected))
        fail_msg("\"%s\" does not hold \"%s\"", error.text, expected);
    assert_non_null(strstr(error.text, "bad/compile_commands.json"));
}

static void broken_databases_are_named(void **state)
{
    const char *path;
    struct compdb db;
    struct error error = {{0}};
    struct buf deep = {0};

    (void)state;
    refuse_text("", "bear -- make");
    refuse_text(" \n", "bear -- make");
    refuse_text("[]", "empty");
    refuse_text("[{\"file\": \"a.o\", \"command\": \"cc a.o\"}]", "no entry");
    refuse_text("[\n  {\"file\": }\n]", ":2:12: ");
    refuse_text("{}", ":1:1: ");
    refuse_text("[\n 1]", ":2:2: ");
    refuse_text("[{\"file\":\n 3}]", ":1:3: ");
    refuse_text("[{\"file\": \"a.c\", \"arguments\": \"cc\"}]", "list of texts");
    refuse_text("[{\"file\": \"a.c\", \"arguments\": [1]}]", "list of texts");
    for (int i = 0; i < 100000; i++)
        buf_addch(&deep, '[');
    refuse_text(buf_text(&deep), ":1:");
    buf_release(&deep);

    path = scratch_bytes(&scratch, "nul/compile_commands.json", "[\0]", 3);
    assert_false(compdb_read(&db, path, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "NUL"));
    assert_false(compdb_read(&db, scratch.folder, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "is a directory"));
    assert_false(compdb_read(&db, scratch_path(&scratch, "nowhere.json"), &scratch.arena, &error));
    assert_non_null(strstr(error.text, "there is no compile database"));
    path = scratch_path(&scratch, "fifo.json");
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(compdb_read(&db, path, &scratch.arena, &error));
    assert_non_null(strstr(error.text, "FIFO"));
    assert_false(compdb_read(&db, "/dev/zero", &scratch.arena, &error));
}

static void flags_for_any_file(void **state)
{
    const char *path = scratch_file(&scratch, "compile_flags.txt", "-I\ninc\r\n\n  -DA=1 \n-O2");
    const char *const files[] = {"/x/b.c", "/x/a.c", "/x/readme.txt", "/x/a.c"};
    struct error error = {{0}};
    struct compdb flags, db;

    (void)state;
    assert_true(compdb_read(&flags, path, &scratch.arena, &error));
    assert_int_equal(flags.entry_count, 0);
    assert_string_equal(flags.flags[1], "inc");
    compdb_from_flags(&db, files, 4, "/x", flags.flags, &scratch.arena);
    assert_string_equal(db.path, "");
    assert_int_equal(db.entry_count, 2);
    assert_int_equal(db.ignored, 1);
    assert_string_equal(db.entries[0].file, "/x/a.c");
    assert_int_equal(db.entries[0].argument_count, 2);
    assert_string_equal(db.entries[0].arguments[0], "-Iinc");
    assert_string_equal(db.entries[0].arguments[1], "-DA=1");
    compdb_from_flags(&db, files, 1, "/x", NULL, &scratch.arena);
    assert_string_equal(db.entries[0].arguments[0], "-std=gnu17");
}

static void assert_found(const char *from, const char *expected)
{
    const char *found = compdb_find(scratch_path(&scratch, from), &scratch.arena);

    if (!expected) {
        /* Above the scratch folder there may be anything. */
        assert_true(!found || !path_is_below(found, scratch.folder));
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, scratch_path(&scratch, expected));
}

static void databases_are_looked_for_upwards(void **state)
{
    (void)state;
    scratch_file(&scratch, "f/r/.git/HEAD", "");
    scratch_file(&scratch, "f/compile_commands.json", "");
    scratch_file(&scratch, "f/r/src/deep/a.c", "");
    assert_found("f/r/src/deep/a.c", NULL); /* .git ends the way up */
    assert_found("f", "f/compile_commands.json");
    scratch_file(&scratch, "f/r/compile_flags.txt", "");
    assert_found("f/r/src/deep/a.c", "f/r/compile_flags.txt");
    scratch_file(&scratch, "f/r/out/compile_commands.json", "");
    assert_found("f/r/src/deep/a.c", "f/r/out/compile_commands.json");
    scratch_file(&scratch, "f/r/build/z/compile_commands.json", "");
    scratch_file(&scratch, "f/r/build/debug/compile_commands.json", "");
    assert_found("f/r/src/deep", "f/r/build/debug/compile_commands.json");
    scratch_file(&scratch, "f/r/build/compile_commands.json", "");
    assert_found("f/r/src", "f/r/build/compile_commands.json");
    scratch_file(&scratch, "f/r/compile_commands.json", "");
    assert_found("f/r/src/deep/a.c", "f/r/compile_commands.json");
    scratch_file(&scratch, "f/r/src/build/compile_commands.json", "");
    assert_found("f/r/src/deep/a.c", "f/r/src/build/compile_commands.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_the_shells),
        cmocka_unit_test(only_what_changes_parsing_is_kept),
        cmocka_unit_test(standards_that_clang_lacks_do_not_cost_the_unit),
        cmocka_unit_test(launchers_are_looked_through),
        cmocka_unit_test(compilers_are_known_by_name),
        cmocka_unit_test(other_languages_are_told_apart),
        cmocka_unit_test(what_compiles_nothing_is_no_unit),
        cmocka_unit_test(files_and_outputs),
        cmocka_unit_test(response_files_are_read),
        cmocka_unit_test(response_files_have_limits),
        cmocka_unit_test(a_database_is_read),
        cmocka_unit_test(order_means_nothing_and_equal_readings_are_one),
        cmocka_unit_test(a_command_that_cannot_be_read_costs_its_unit),
        cmocka_unit_test(broken_databases_are_named),
        cmocka_unit_test(flags_for_any_file),
        cmocka_unit_test(databases_are_looked_for_upwards),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
