/* What only the text tells: comments, OpenMP pragmas, and which macros the conditions ask for.
 *
 * Conditions are read from the text and not from libclang's record because the record has only those of the
 * branches that were taken: a header whose macro is asked for in an #elif is used all the same. A line in a
 * comment that looks like a condition counts, which errs on the side of "used". */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/extract/lex.h"

static bool is_condition(const struct token *name)
{
    static const char *const names[] = {"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (token_is(name, names[i]))
            return true;
    }
    return false;
}

static void read_condition(struct unit *unit, uint32_t file, struct lexer *lexer)
{
    struct token token;

    for (token = lexer_next_code(lexer); token.kind != TOKEN_END && token.kind != TOKEN_NEWLINE;
         token = lexer_next_code(lexer)) {
        uint32_t macro;

        map64_put(&unit->condition_lines, pair_key(file, token.line), 0);
        if (token.kind != TOKEN_IDENTIFIER)
            continue;
        macro = macro_named(unit, token.text, token.length);
        if (macro != FACTS_NONE)
            macro_use(unit, USE_CONDITION, file, token.line, macro);
    }
}

/* Whether only blanks stand before the byte on its line. */
static bool is_line_start(const char *text, const char *at)
{
    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == text || at[-1] == '\n' || at[-1] == '\r' ||
           (at - text == 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0);
}

static void read_conditions(struct unit *unit, uint32_t file)
{
    const char *text = unit->files.data[file].text, *end = text + unit->files.data[file].length;
    const char *counted = text, *at = text;
    unsigned line = 1;

    while ((at = memchr(at, '#', (size_t)(end - at)))) {
        struct lexer lexer;
        struct token name;

        if (is_line_start(text, at)) {
            for (; counted < at; counted++)
                line += *counted == '\n' || (*counted == '\r' && counted[1] != '\n');
            lexer_init(&lexer, text, (size_t)(end - text), (size_t)(at - text) + 1, line);
            lexer.newlines = true;
            name = lexer_next_code(&lexer);
            if (is_condition(&name))
                read_condition(unit, file, &lexer);
        }
        at++;
    }
}

void texts_conditions(struct unit *unit)
{
    for (uint32_t file = 0; file < unit->files.count; file++) {
        if (unit->files.data[file].text && unit_file_has(unit, file, FILE_PROJECT))
            read_conditions(unit, file);
    }
}

static void add_comment(struct unit *unit, uint32_t file, const struct token *token)
{
    size_t length = token->length < FACTS_TEXT_MAX ? token->length : FACTS_TEXT_MAX;

    vec_push(&unit->builder->comments, (struct fact_comment){file, token->line, token->end_line,
                                                             unit_string(unit, token->text, length)});
}

/* Keeps a pragma that changes how a loop runs; `text` is cut into words by the lexer given. */
static void add_pragma(struct unit *unit, uint32_t file, uint32_t line, struct lexer *lexer)
{
    struct token token = lexer_next_code(lexer), before = token;
    struct buf text = {0};

    if (token_is(&token, "omp")) {
        while (token.kind != TOKEN_END && token.kind != TOKEN_NEWLINE) {
            if (text.length > 0 && before.text + before.length != token.text)
                buf_addch(&text, ' ');
            buf_add(&text, token.text, token.length);
            before = token;
            token = lexer_next_code(lexer);
        }
        vec_push(&unit->builder->pragmas,
                 (struct fact_pragma){file, line, unit_string(unit, text.data, text.length)});
    }
    buf_release(&text);
}

/* _Pragma("omp ..."): what stands between the quotes. */
static void add_pragma_operator(struct unit *unit, uint32_t file, struct lexer *lexer)
{
    struct token token = lexer_next_code(lexer);
    struct lexer inner;

    if (!token_is(&token, "("))
        return;
    token = lexer_next_code(lexer);
    if (token.kind != TOKEN_STRING || token.length < 2)
        return;
    lexer_init(&inner, token.text + 1, token.length - 2, 0, token.line);
    add_pragma(unit, file, token.line, &inner);
}

static void read_comments(struct unit *unit, uint32_t file)
{
    struct lexer lexer;
    struct token token;

    lexer_init(&lexer, unit->files.data[file].text, unit->files.data[file].length, 0, 1);
    lexer.newlines = true;
    while ((token = lexer_next(&lexer)).kind != TOKEN_END) {
        if (token.kind == TOKEN_COMMENT) {
            add_comment(unit, file, &token);
        } else if (token.first && token_is(&token, "#")) {
            struct lexer ahead = lexer;

            token = lexer_next_code(&ahead);
            if (token_is(&token, "pragma"))
                add_pragma(unit, file, token.line, &ahead);
        } else if (token_is(&token, "_Pragma")) {
            struct lexer ahead = lexer;

            add_pragma_operator(unit, file, &ahead);
        }
    }
}

void texts_comments(struct unit *unit)
{
    for (uint32_t file = 0; file < unit->files.count; file++) {
        bool read = unit_file_has(unit, file, FILE_MAIN) ||
                    (unit_file_has(unit, file, FILE_PROJECT) && unit->files.data[file].bodies);

        if (read && unit->files.data[file].text)
            read_comments(unit, file);
    }
}
