/* The tables of compiler options.
 *
 * An allow-list, because commands are written for other compilers and other purposes than reading: what is
 * not here is dropped, be it harmless (-Wall, -g), writing files (-MF, -save-temps), running code (-fplugin,
 * -B, -wrapper, -Xclang -load) or unknown to clang. Left out on purpose, though they can change a macro:
 *
 *   -O, -Os ...    define __OPTIMIZE__, on which C libraries' headers replace calls by inline bodies that
 *                  hide what is called; a unit that insists on it is given --extra-arg=-O2 by its user
 *   -fPIC, -fPIE   define __PIC__; libtool compiles a file once with and once without, for the same reading
 *   -march, -mcpu  an unknown value gives no unit and no diagnostic, and they choose between code for one
 *   -target, -mavx processor and the general code for the same thing; the headers are this machine's anyway,
 *                  so that guessing a target from a cross compiler's name would only mix two systems
 *   -mabi          clang refuses it for most targets
 *   -fopenmp       removes the loops from the tree that libclang shows
 *   -fsanitize, -fexceptions, -fstack-protector   choose macros for instrumentation */
#include "analyzer/project/options.h"

#include <stddef.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct option options[] = {
    {"-I", OPTION_EITHER, OPTION_KEEP_GLUED, NULL},
    {"-D", OPTION_EITHER, OPTION_KEEP_GLUED, NULL},
    {"-U", OPTION_EITHER, OPTION_KEEP_GLUED, NULL},
    {"-F", OPTION_EITHER, OPTION_KEEP_GLUED, NULL},
    {"--include-directory=", OPTION_JOINED, OPTION_KEEP_GLUED, "-I"},
    {"--include-directory", OPTION_NEXT, OPTION_KEEP_GLUED, "-I"},
    {"--define-macro=", OPTION_JOINED, OPTION_KEEP_GLUED, "-D"},
    {"--define-macro", OPTION_NEXT, OPTION_KEEP_GLUED, "-D"},
    {"--undefine-macro=", OPTION_JOINED, OPTION_KEEP_GLUED, "-U"},
    {"--undefine-macro", OPTION_NEXT, OPTION_KEEP_GLUED, "-U"},
    {"-iquote", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-isystem", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-idirafter", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"--include-directory-after=", OPTION_JOINED, OPTION_KEEP_APART, "-idirafter"},
    {"-iframework", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-iprefix", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-iwithprefix", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-iwithprefixbefore", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"-isysroot", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"--sysroot=", OPTION_JOINED, OPTION_KEEP_GLUED, NULL},
    {"--sysroot", OPTION_NEXT, OPTION_KEEP_GLUED, "--sysroot="},
    {"-include", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"--include=", OPTION_JOINED, OPTION_KEEP_APART, "-include"},
    {"--include", OPTION_NEXT, OPTION_KEEP_APART, "-include"},
    {"-imacros", OPTION_EITHER, OPTION_KEEP_APART, NULL},
    {"--imacros=", OPTION_JOINED, OPTION_KEEP_APART, "-imacros"},
    {"--imacros", OPTION_NEXT, OPTION_KEEP_APART, "-imacros"},
    {"-working-directory=", OPTION_JOINED, OPTION_KEEP_APART, "-working-directory"},
    {"-working-directory", OPTION_NEXT, OPTION_KEEP_APART, NULL},
    {"-nostdinc", OPTION_FLAG, OPTION_KEEP, NULL},
    {"--no-standard-includes", OPTION_FLAG, OPTION_KEEP, "-nostdinc"},
    {"-nostdlibinc", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-nobuiltininc", OPTION_FLAG, OPTION_KEEP, NULL},

    {"-std=", OPTION_JOINED, OPTION_STANDARD, "-std="},
    {"--std=", OPTION_JOINED, OPTION_STANDARD, "-std="},
    {"--std", OPTION_NEXT, OPTION_STANDARD, "-std="},
    {"-ansi", OPTION_FLAG, OPTION_KEEP, NULL},
    {"--ansi", OPTION_FLAG, OPTION_KEEP, "-ansi"},
    {"-trigraphs", OPTION_FLAG, OPTION_KEEP, NULL},
    {"--trigraphs", OPTION_FLAG, OPTION_KEEP, "-trigraphs"},
    {"-undef", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-x", OPTION_EITHER, OPTION_LANGUAGE, NULL},
    {"--language=", OPTION_JOINED, OPTION_LANGUAGE, NULL},
    {"--language", OPTION_NEXT, OPTION_LANGUAGE, NULL},
    {"-pthread", OPTION_FLAG, OPTION_KEEP, NULL}, /* defines _REENTRANT */
    {"-pthreads", OPTION_FLAG, OPTION_KEEP, "-pthread"},

    {"-funsigned-char", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fsigned-char", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-unsigned-char", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-signed-char", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fshort-enums", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-short-enums", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fshort-wchar", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-short-wchar", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fpack-struct", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fpack-struct=", OPTION_JOINED, OPTION_KEEP_GLUED, NULL},
    {"-fms-extensions", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-ms-extensions", OPTION_FLAG, OPTION_KEEP, NULL},
    /* clang has no such option, but its Microsoft extensions hold the one that is used, unnamed members. */
    {"-fplan9-extensions", OPTION_FLAG, OPTION_KEEP, "-fms-extensions"},
    {"-fblocks", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-blocks", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fasm", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-asm", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fgnu-keywords", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-gnu-keywords", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fgnu89-inline", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-gnu89-inline", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fdollars-in-identifiers", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-dollars-in-identifiers", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-ffreestanding", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-hosted", OPTION_FLAG, OPTION_KEEP, "-ffreestanding"},
    {"-fhosted", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fno-freestanding", OPTION_FLAG, OPTION_KEEP, "-fhosted"},
    {"-fdeclspec", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-flax-vector-conversions", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-fbracket-depth=", OPTION_JOINED, OPTION_KEEP_GLUED, NULL},
    {"-finput-charset=", OPTION_JOINED, OPTION_CHARSET, NULL},
    {"-m32", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-m64", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mx32", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mms-bitfields", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mno-ms-bitfields", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-malign-double", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mlong-double-64", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mlong-double-80", OPTION_FLAG, OPTION_KEEP, NULL},
    {"-mlong-double-128", OPTION_FLAG, OPTION_KEEP, NULL},

    {"-o", OPTION_EITHER, OPTION_OUTPUT, NULL},
    {"--output=", OPTION_JOINED, OPTION_OUTPUT, NULL},
    {"--output", OPTION_NEXT, OPTION_OUTPUT, NULL},
    {"-c", OPTION_FLAG, OPTION_COMPILE, NULL},
    {"--compile", OPTION_FLAG, OPTION_COMPILE, NULL},
    {"-S", OPTION_FLAG, OPTION_COMPILE, NULL},
    {"--assemble", OPTION_FLAG, OPTION_COMPILE, NULL},
    {"-fsyntax-only", OPTION_FLAG, OPTION_COMPILE, NULL},
    {"-E", OPTION_FLAG, OPTION_STOP, NULL},
    {"--preprocess", OPTION_FLAG, OPTION_STOP, NULL},
    {"-M", OPTION_FLAG, OPTION_STOP, NULL},
    {"-MM", OPTION_FLAG, OPTION_STOP, NULL},
    {"-Wp,", OPTION_JOINED, OPTION_PASS, NULL},
    {"-Xpreprocessor", OPTION_NEXT, OPTION_PASS, NULL},
    {"-Xcompiler", OPTION_NEXT, OPTION_PASS, NULL}, /* libtool's */
    {"-Wc,", OPTION_JOINED, OPTION_PASS, NULL},     /* likewise */

    {"-I-", OPTION_FLAG, OPTION_DROP, NULL},
    {"-ObjC", OPTION_FLAG, OPTION_DROP, NULL},
    {"-include-pch", OPTION_NEXT, OPTION_DROP, NULL},
    {"-MF", OPTION_EITHER, OPTION_DROP, NULL},
    {"-MT", OPTION_EITHER, OPTION_DROP, NULL},
    {"-MQ", OPTION_EITHER, OPTION_DROP, NULL},
    {"-MJ", OPTION_EITHER, OPTION_DROP, NULL},
    {"-Xlinker", OPTION_NEXT, OPTION_DROP, NULL},
    {"-Xassembler", OPTION_NEXT, OPTION_DROP, NULL},
    {"-Xclang", OPTION_NEXT, OPTION_DROP, NULL},
    {"-Xanalyzer", OPTION_NEXT, OPTION_DROP, NULL},
    {"-mllvm", OPTION_NEXT, OPTION_DROP, NULL},
    {"--param", OPTION_NEXT, OPTION_DROP, NULL},
    {"-L", OPTION_EITHER, OPTION_DROP, NULL},
    {"-l", OPTION_EITHER, OPTION_DROP, NULL},
    {"-T", OPTION_EITHER, OPTION_DROP, NULL},
    {"-u", OPTION_EITHER, OPTION_DROP, NULL},
    {"-z", OPTION_EITHER, OPTION_DROP, NULL},
    {"-e", OPTION_EITHER, OPTION_DROP, NULL},
    {"-A", OPTION_EITHER, OPTION_DROP, NULL},
    {"-B", OPTION_EITHER, OPTION_DROP, NULL},
    {"-arch", OPTION_NEXT, OPTION_DROP, NULL},
    {"-target", OPTION_NEXT, OPTION_DROP, NULL},
    {"--target", OPTION_NEXT, OPTION_DROP, NULL},
    {"-aux-info", OPTION_NEXT, OPTION_DROP, NULL},
    {"-dumpbase", OPTION_NEXT, OPTION_DROP, NULL},
    {"-dumpbase-ext", OPTION_NEXT, OPTION_DROP, NULL},
    {"-dumpdir", OPTION_NEXT, OPTION_DROP, NULL},
    {"-wrapper", OPTION_NEXT, OPTION_DROP, NULL},
    {"-framework", OPTION_NEXT, OPTION_DROP, NULL},
    {"-imultilib", OPTION_NEXT, OPTION_DROP, NULL},
    {"-imultiarch", OPTION_NEXT, OPTION_DROP, NULL},
    {"-ivfsoverlay", OPTION_EITHER, OPTION_DROP, NULL},
    {"-cxx-isystem", OPTION_EITHER, OPTION_DROP, NULL},
    {"-install_name", OPTION_NEXT, OPTION_DROP, NULL},
    {"-rpath", OPTION_NEXT, OPTION_DROP, NULL},
    {"-version-info", OPTION_NEXT, OPTION_DROP, NULL},
    {"-export-symbols", OPTION_NEXT, OPTION_DROP, NULL},
    {"-export-symbols-regex", OPTION_NEXT, OPTION_DROP, NULL},
    {"-index-store-path", OPTION_NEXT, OPTION_DROP, NULL},
    {"-serialize-diagnostics", OPTION_NEXT, OPTION_DROP, NULL},
    {"--serialize-diagnostics", OPTION_NEXT, OPTION_DROP, NULL},
    {"-dependency-file", OPTION_NEXT, OPTION_DROP, NULL},
    {"-main-file-name", OPTION_NEXT, OPTION_DROP, NULL},
    {"-isystem-after", OPTION_NEXT, OPTION_DROP, NULL},
};

const struct option *option_find(const char *word)
{
    const struct option *best = NULL;
    size_t best_length = 0;

    for (size_t i = 0; i < LENGTH(options); i++) {
        size_t length;

        /* Large databases have millions of words, and most differ here. */
        if (options[i].text[1] != word[1])
            continue;
        length = strlen(options[i].text);
        if (length < best_length || strncmp(word, options[i].text, length) != 0)
            continue;
        /* A flag, or an option whose value stands apart, is the whole word. */
        if ((options[i].form == OPTION_FLAG || options[i].form == OPTION_NEXT) && word[length])
            continue;
        best = &options[i];
        best_length = length;
    }
    return best;
}

static const struct {
    const char *given, *taken;
} standards[] = {
    {"c89", NULL},          {"c90", NULL},          {"iso9899:1990", NULL},  {"iso9899:199409", NULL},
    {"gnu89", NULL},        {"gnu90", NULL},        {"c99", NULL},           {"iso9899:1999", NULL},
    {"gnu99", NULL},        {"c11", NULL},          {"iso9899:2011", NULL},  {"gnu11", NULL},
    {"c17", NULL},          {"iso9899:2017", NULL}, {"gnu17", NULL},         {"c18", NULL},
    {"iso9899:2018", NULL}, {"gnu18", NULL},        {"c2x", NULL},           {"gnu2x", NULL},
    {"c9x", "c99"},         {"gnu9x", "gnu99"},     {"iso9899:199x", "c99"}, {"c1x", "c11"},
    {"gnu1x", "gnu11"},     {"c23", "c2x"},         {"iso9899:2024", "c2x"}, {"gnu23", "gnu2x"},
    {"c2y", "c2x"},         {"gnu2y", "gnu2x"},
};

const char *option_standard(const char *value)
{
    for (size_t i = 0; i < LENGTH(standards); i++) {
        if (strcmp(value, standards[i].given) == 0)
            return standards[i].taken ? standards[i].taken : standards[i].given;
    }
    return NULL;
}
