/* Splits command lines and reads response files.
 *
 * One scanner serves both styles, since they differ only in what a backslash does between quotes. Response
 * files may name each other, so three limits bound the work whatever they say: depth, files, bytes. */
#include "analyzer/project/words.h"

#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"

#define RESPONSE_DEPTH 8          /* response files named by response files */
#define RESPONSE_FILES 256        /* read for one command */
#define RESPONSE_BYTES (4u << 20) /* of all of them */
#define BLANKS         " \t\n\r\v\f"

void words_release(struct words *words)
{
    vec_release(&words->items);
}

/* Whether a backslash before `next` goes away between these quotes ('\0' for none). */
static bool escapes(enum words_style style, char quote, char next)
{
    if (!next)
        return false;
    if (style == WORDS_RESPONSE || !quote)
        return true;
    return quote == '"' && strchr("$`\"\\\n", next);
}

/* Reads one word that starts at `text` into `word`; returns what follows it, or NULL when a quotation does
 * not end. */
static const char *read_word(const char *text, enum words_style style, struct buf *word)
{
    char quote = '\0';

    for (; *text; text++) {
        if (*text == '\\' && escapes(style, quote, text[1])) {
            text++;
            /* A backslash at the end of a line joins it to the next one. */
            if (*text != '\n' || style == WORDS_RESPONSE)
                buf_addch(word, *text);
        } else if (quote ? *text == quote : *text == '"' || *text == '\'') {
            quote = quote ? '\0' : *text;
        } else if (!quote && strchr(BLANKS, *text)) {
            break;
        } else {
            buf_addch(word, *text);
        }
    }
    return quote ? NULL : text;
}

bool words_split(struct words *words, const char *text, enum words_style style, struct arena *arena,
                 struct error *error)
{
    struct buf word = {0};
    bool ok = true;

    for (text += strspn(text, BLANKS); *text; text += strspn(text, BLANKS)) {
        buf_clear(&word);
        text = read_word(text, style, &word);
        if (!text) {
            ok = error_set(error, "a quotation in the command does not end");
            break;
        }
        vec_push(&words->items, arena_strndup(arena, buf_text(&word), word.length));
    }
    buf_release(&word);
    return ok;
}

struct expansion {
    struct words *words;
    const char *directory;
    struct arena *arena;
    struct error *error;
    unsigned files;
    size_t bytes;
};

static bool expand(struct expansion *state, const char *const *arguments, size_t count, unsigned depth);

static bool expand_file(struct expansion *state, const char *name, unsigned depth)
{
    const char *path = path_absolute(state->arena, state->directory, name);
    struct buf text = {0};
    struct words words = {0};
    bool ok;

    if (depth == RESPONSE_DEPTH || state->files == RESPONSE_FILES)
        return error_set(state->error, "the response file %s: too many response files name each other", name);
    state->files++;
    if (!io_read_file(path, RESPONSE_BYTES - state->bytes, &text, state->error)) {
        buf_release(&text);
        return error_prefix(state->error, "the command's response file");
    }
    state->bytes += text.length;
    ok = words_split(&words, buf_text(&text), WORDS_RESPONSE, state->arena, state->error);
    buf_release(&text);
    if (!ok)
        error_prefix(state->error, "the response file %s", name);
    ok = ok && expand(state, words.items.data, words.items.count, depth + 1);
    words_release(&words);
    return ok;
}

static bool expand(struct expansion *state, const char *const *arguments, size_t count, unsigned depth)
{
    for (size_t i = 0; i < count; i++) {
        if (arguments[i][0] != '@' || !arguments[i][1])
            vec_push(&state->words->items, arguments[i]);
        else if (!expand_file(state, arguments[i] + 1, depth))
            return false;
    }
    return true;
}

bool words_expand(struct words *words, const char *const *arguments, const char *directory,
                  struct arena *arena, struct error *error)
{
    struct expansion state = {words, directory, arena, error, 0, 0};
    size_t count = 0;

    while (arguments[count])
        count++;
    return expand(&state, arguments, count, 0);
}
