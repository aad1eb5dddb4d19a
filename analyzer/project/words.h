/* Command lines as words.
 *
 * Nothing is expanded: no variable, no pattern, no command. The only thing read is a response file (@FILE),
 * as compilers do, and that only from regular files and within limits, because what a compile database says
 * is not trusted. Words live in the arena; words_release() frees the list. */
#ifndef DAWDLE_PROJECT_WORDS_H
#define DAWDLE_PROJECT_WORDS_H

#include <stdbool.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/base/vec.h"

enum words_style {
    WORDS_SHELL,    /* the shell's quotes: nothing is special between '', a few characters between "" */
    WORDS_RESPONSE, /* response files': a backslash takes the next character anywhere */
};

struct words {
    VEC(const char *)
    items;
};

/* Appends the words of `text`; a quotation that does not end is an error. */
bool words_split(struct words *words, const char *text, enum words_style style, struct arena *arena,
                 struct error *error);
/* Appends the NULL-terminated `arguments`, each @FILE replaced by the words in that file, which is looked for
 * in `directory`. */
bool words_expand(struct words *words, const char *const *arguments, const char *directory,
                  struct arena *arena, struct error *error);
void words_release(struct words *words);

#endif
