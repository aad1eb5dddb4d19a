/* Words are told apart by their edges alone, without cutting the text up: a name is looked at for many words
 * and mostly holds none. */
#include "analyzer/base/word.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) != 0;
}

/* Whether a word may begin at `at`, of the text that begins at `start`. */
static bool begins(const char *start, const char *at)
{
    if (at == start || !is_letter(at[-1]) || !is_letter(*at))
        return true;
    return isupper((unsigned char)*at) && (islower((unsigned char)at[-1]) || islower((unsigned char)at[1]));
}

const char *word_find(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = text; length > 0 && (at = strcasestr(at, word)) != NULL; at++)
        if (begins(text, at) && (at[length] == '\0' || begins(text, at + length)))
            return at;
    return NULL;
}
