/* Finds the compiler in a command.
 *
 * Build systems put launchers before it, each with words of its own, so known launchers are skipped by their
 * own rules. Behind an unknown first word the second counts when its name is a compiler's; looking further
 * would mistake an argument for one ("-o gcc"). */
#include "analyzer/project/compiler.h"

#include <string.h>

#include "analyzer/base/path.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const c_compilers[] = {
    "armcc",    "armclang",
    "c11",      "c17",
    "c89",      "c99",
    "cc",       "ccc-analyzer",
    "clang",    "emcc",
    "gcc",      "icc",
    "icx",      "mpicc",
    "nvc",      "pcc",
    "pgcc",     "suncc",
    "tcc",      "xlc",
    "afl-cc",   "afl-clang-fast",
    "afl-gcc",  "afl-clang-lto",
    "hfuzz-cc", "hfuzz-clang",
};

static const char *const other_compilers[] = {
    "c++",  "clang++", "clang-cl", "em++",     "g++",  "icpc", "icpx",  "mpic++", "mpicxx",       "nvc++",
    "nvcc", "pgc++",   "xlC",      "gfortran", "gnat", "gdc",  "rustc", "hipcc",  "c++-analyzer",
};

/* Launchers that are followed by the command they run, perhaps after options and settings of their own. */
static const char *const launchers[] = {
    "ccache",  "distcc",    "gomacc",     "icecc",    "icerun",    "nice",      "sccache",
    "time",    "compile",   "depcomp",    "bash",     "dash",      "sh",        "env",
    "libtool", "rewrapper", "buildcache", "cachepot", "fastbuild", "firebuild", "xcrun",
    "ionice",  "schedtool", "stdbuf",     "cgcc",
};

static bool is_one_of(const char *name, size_t length, const char *const *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(table[i]) == length && memcmp(table[i], name, length) == 0)
            return true;
    }
    return false;
}

static enum compiler_kind kind_by_name(const char *name, size_t length)
{
    if (is_one_of(name, length, c_compilers, LENGTH(c_compilers)))
        return COMPILER_C;
    if (is_one_of(name, length, other_compilers, LENGTH(other_compilers)))
        return COMPILER_OTHER;
    return COMPILER_UNKNOWN;
}

/* The name without a target before it: "arm-none-eabi-gcc". Names with dashes of their own come first. */
static enum compiler_kind kind_behind_target(const char *name, size_t length)
{
    enum compiler_kind kind = kind_by_name(name, length);

    for (size_t i = length; kind == COMPILER_UNKNOWN && i > 0; i--) {
        if (name[i - 1] == '-')
            return kind_by_name(name + i, length - i);
    }
    return kind;
}

enum compiler_kind compiler_kind_of(const char *path)
{
    const char *name = path_basename(path);
    size_t length = strlen(name);
    enum compiler_kind kind;

    if (length > 4 && strcmp(name + length - 4, ".exe") == 0)
        length -= 4;
    kind = kind_behind_target(name, length);
    if (kind != COMPILER_UNKNOWN)
        return kind;
    /* "gcc-12.2" and "clang19": the name proper is what stands before the version. */
    while (length > 0 && strchr("0123456789.", name[length - 1]))
        length--;
    if (length > 0 && name[length - 1] == '-')
        length--;
    return kind_behind_target(name, length);
}

static bool is_launcher(const char *path)
{
    const char *name = path_basename(path);
    size_t length = strlen(name);

    /* Projects carry a libtool of their own, sometimes with the target before its name. */
    if (length >= 7 && strcmp(name + length - 7, "libtool") == 0)
        return true;
    return is_one_of(name, length, launchers, LENGTH(launchers));
}

/* NAME=VALUE, as env takes it and ccache and the shell do. */
static bool is_setting(const char *word)
{
    const char *equals = strchr(word, '=');

    return equals && equals > word && strcspn(word, "/-@") > (size_t)(equals - word);
}

/* Options of launchers whose value is the next word. */
static bool takes_value(const char *launcher, const char *option)
{
    const char *name = path_basename(launcher);

    if (strcmp(name, "env") == 0)
        return !strcmp(option, "-u") || !strcmp(option, "-C");
    if (!strcmp(name, "nice") || !strcmp(name, "ionice"))
        return !strcmp(option, "-n") || !strcmp(option, "-c");
    if (!strcmp(name, "xcrun"))
        return !strcmp(option, "-sdk") || !strcmp(option, "--sdk");
    return !strcmp(option, "--tag") || !strcmp(option, "--mode");
}

/* `cmake -E env A=b -- cc ...` and `cmake -E __run_co_compile --source=a.c -- cc ...`: the words after "--",
 * or after the settings where there is none. */
static size_t skip_cmake(const char *const *words, size_t count, size_t at)
{
    size_t next = at + 3;

    for (size_t i = next; i < count; i++) {
        if (strcmp(words[i], "--") == 0)
            return i + 1;
    }
    while (next < count && (words[next][0] == '-' || is_setting(words[next])))
        next++;
    return next;
}

static size_t skip_launcher(const char *const *words, size_t count, size_t at)
{
    size_t next = at + 1;

    while (next < count && (words[next][0] == '-' || is_setting(words[next])))
        next += words[next][0] == '-' && takes_value(words[at], words[next]) ? 2 : 1;
    return next;
}

struct compiler compiler_find(const char *const *words, size_t count)
{
    size_t at = 0;

    while (at < count) {
        if (is_setting(words[at]))
            at++;
        else if (at + 2 < count && !strcmp(path_basename(words[at]), "cmake") && !strcmp(words[at + 1], "-E"))
            at = skip_cmake(words, count, at);
        else if (is_launcher(words[at]))
            at = skip_launcher(words, count, at);
        else
            break;
    }
    if (at >= count)
        return (struct compiler){count, COMPILER_UNKNOWN};
    if (compiler_kind_of(words[at]) == COMPILER_UNKNOWN && at + 1 < count) {
        /* `zig cc`, or a launcher of the project's own. */
        enum compiler_kind second = compiler_kind_of(words[at + 1]);

        if (second != COMPILER_UNKNOWN)
            return (struct compiler){at + 2, second};
    }
    return (struct compiler){at + 1, compiler_kind_of(words[at])};
}
