/* The compiler options that dawdle understands: an allow-list of those that change how a unit is parsed, and
 * those that take a word of their own and must not have it taken for a file. */
#ifndef DAWDLE_PROJECT_OPTIONS_H
#define DAWDLE_PROJECT_OPTIONS_H

enum option_form {
    OPTION_FLAG,   /* -ansi */
    OPTION_JOINED, /* -std=c99: the value follows at once */
    OPTION_NEXT,   /* -include x.h: the value is the next word */
    OPTION_EITHER, /* -Idir, -I dir */
};

enum option_use {
    OPTION_DROP,       /* of no use for parsing */
    OPTION_KEEP,       /* kept as `spelled` */
    OPTION_KEEP_GLUED, /* kept as one word, `spelled` and the value */
    OPTION_KEEP_APART, /* kept as two words, `spelled` and the value */
    OPTION_OUTPUT,     /* names the output */
    OPTION_LANGUAGE,   /* -x */
    OPTION_STANDARD,   /* -std= */
    OPTION_CHARSET,    /* -finput-charset= */
    OPTION_PASS,       /* hands its value on to the preprocessor, one option a word or separated by commas */
    OPTION_COMPILE,    /* -c, -S: compiles and does not link */
    OPTION_STOP,       /* the command compiles nothing: -E, -M */
};

struct option {
    const char *text;
    enum option_form form;
    enum option_use use;
    const char *spelled; /* how it is kept; NULL: as `text` */
};

/* The option that `word` is or begins with, the longest that fits; NULL when it is none of these. */
const struct option *option_find(const char *word);
/* The value of -std= as any libclang from 17 on takes it; NULL when it knows none that is close: then its
 * default is nearer to the truth than no unit at all. */
const char *option_standard(const char *value);

#endif
