/* The command line that libclang is given: what the request keeps, and what every unit needs so that the tree
 * is whole and the same everywhere. Flags that clang does not know are complained about and ignored; those
 * that make it give up without a word get a sentence here. */
#include "analyzer/extract/parse.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/path.h"
#include "analyzer/base/vec.h"

/* Behind the request's arguments, so that these win. */
static const char *const fixed_arguments[] = {
    "-w",
    /* errors even under -w, and the statement around them may vanish; compilers of the day accepted them */
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=int-conversion",
    "-Wno-error=implicit-int",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=incompatible-pointer-types",
    "-Wno-error=return-type",
    /* turns library calls into calls of checking built-ins */
    "-U_FORTIFY_SOURCE",
    /* guesses a name that is not there to be another one */
    "-fno-spell-checking",
    "-ferror-limit=0",
    "--no-default-config",
    "-fno-openmp",
};

typedef VEC(const char *)
argument_list;

static bool has_headers(const char *directory, struct arena *arena)
{
    return path_exists(arena_printf(arena, "%s/include/stddef.h", directory));
}

/* The major version of the libclang that is loaded, which its resource directory is called by. */
static unsigned loaded_version(void)
{
    CXString text = clang_getClangVersion();
    const char *number = strstr(clang_getCString(text), "version ");
    unsigned version = number ? (unsigned)strtoul(number + strlen("version "), NULL, 10) : 0;

    clang_disposeString(text);
    return version;
}

/* The resource directory near the libclang that is loaded, where the one of the build has gone: where LLVM
 * puts it, and where Debian does, whose library lies in a folder for the architecture. */
static const char *find_beside_library(struct arena *arena)
{
    unsigned version = loaded_version();
    const char *library, *folder, *places[3];
    Dl_info info;

    if (!dladdr((void *)(uintptr_t)clang_createIndex, &info) || !info.dli_fname)
        return NULL;
    library = path_real(arena, info.dli_fname);
    if (!library)
        return NULL;
    folder = path_dirname(arena, library);
    places[0] = arena_printf(arena, "%s/clang/%u", folder, version);
    places[1] = arena_printf(arena, "%s/../clang/%u", folder, version);
    places[2] = arena_printf(arena, "%s/../llvm-%u/lib/clang/%u", folder, version, version);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (has_headers(places[i], arena))
            return places[i];
    }
    return NULL;
}

static bool resource_directory(struct arena *arena, const char **directory, struct error *error)
{
    *directory =
        has_headers(LIBCLANG_RESOURCE_DIR, arena) ? LIBCLANG_RESOURCE_DIR : find_beside_library(arena);
    if (*directory)
        return true;
    return error_set(error,
                     "clang's own headers (stddef.h and its kin) are not in %s: install the package that "
                     "belongs to libclang (Debian: libclang-common-NN-dev)",
                     LIBCLANG_RESOURCE_DIR);
}

static bool build_arguments(const struct request *request, struct arena *arena, argument_list *arguments,
                            struct error *error)
{
    const char *resources;

    if (!resource_directory(arena, &resources, error))
        return false;
    vec_push(arguments, "clang");
    for (size_t i = 0; i < request->argument_count; i++)
        vec_push(arguments, request->arguments[i]);
    for (size_t i = 0; i < sizeof fixed_arguments / sizeof fixed_arguments[0]; i++)
        vec_push(arguments, fixed_arguments[i]);
    vec_push(arguments, "-resource-dir");
    vec_push(arguments, resources);
    /* __FILE__ must not depend on where the project lies */
    if (strcmp(request->root, "/") != 0)
        vec_push(arguments, arena_printf(arena, "-fmacro-prefix-map=%s/=", request->root));
    /* no "--" before it: libclang appends flags of its own; the path is absolute and so no flag */
    vec_push(arguments, "-fsyntax-only");
    vec_push(arguments, request->file);
    return true;
}

static bool check_file(const struct request *request, struct error *error)
{
    struct stat status;

    if (chdir(request->directory) != 0)
        return error_set(error, "the directory %s of its command is not there: configure the build again",
                         request->directory);
    if (stat(request->file, &status) != 0)
        return error_set(error, "there is no such file: build the project, if it is generated");
    if (!S_ISREG(status.st_mode))
        return error_set(error, "it is no regular file");
    return true;
}

static bool explain(enum CXErrorCode code, const struct request *request, struct error *error)
{
    if (code == CXError_Crashed)
        return error_set(error, "libclang crashed on it; `clang -fsyntax-only` may say where");
    /* libclang has no other word for a command line that clang's driver refuses */
    for (size_t i = 0; i < request->argument_count; i++) {
        const char *argument = request->arguments[i];

        if (strncmp(argument, "-std=", 5) == 0 || strncmp(argument, "-m", 2) == 0 ||
            strncmp(argument, "-target", 7) == 0 || strncmp(argument, "--target", 8) == 0)
            return error_set(error, "clang does not accept its flags (perhaps %s)", argument);
    }
    return error_set(error, "clang does not accept its flags, and does not say which");
}

bool parse_unit(const struct request *request, CXIndex index, CXTranslationUnit *tu, bool *crashed,
                struct error *error)
{
    struct arena arena = {0};
    argument_list arguments = {0};
    enum CXErrorCode code;
    bool parsed = false;

    *crashed = false;
    if (check_file(request, error) && build_arguments(request, &arena, &arguments, error)) {
        code = clang_parseTranslationUnit2FullArgv(
            index, NULL, arguments.data, (int)arguments.count, NULL, 0,
            CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_KeepGoing, tu);
        *crashed = code == CXError_Crashed;
        parsed = code == CXError_Success || explain(code, request, error);
    }
    vec_release(&arguments);
    arena_release(&arena);
    return parsed;
}
