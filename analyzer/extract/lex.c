/* A lexer that never fails: what is written between libclang's cursors is only in the text, and the text can
 * be anything that a compiler has accepted, or has skipped. */
#include "analyzer/extract/lex.h"

#include <string.h>

void lexer_init(struct lexer *lexer, const char *text, size_t length, size_t at, unsigned line)
{
    *lexer = (struct lexer){.text = text, .length = length, .at = at < length ? at : length, .line = line};
    lexer->line_start = at == 0;
    if (at == 0 && length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        lexer->at = 3;
}

static int peek(const struct lexer *lexer, size_t ahead)
{
    return lexer->at + ahead < lexer->length ? (unsigned char)lexer->text[lexer->at + ahead] : -1;
}

/* Bytes of the line end `ahead` of the cursor, or 0; a lone CR ends a line, as clang counts them. */
static size_t line_end_length(const struct lexer *lexer, size_t ahead)
{
    int c = peek(lexer, ahead);

    if (c == '\n')
        return 1;
    return c == '\r' ? 1 + (peek(lexer, ahead + 1) == '\n') : 0;
}

static bool skip_splice(struct lexer *lexer)
{
    size_t length = peek(lexer, 0) == '\\' ? line_end_length(lexer, 1) : 0;

    if (length == 0)
        return false;
    lexer->at += 1 + length;
    lexer->line++;
    return true;
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c >= 0x80;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static void skip_block_comment(struct lexer *lexer)
{
    lexer->at += 2;
    while (lexer->at < lexer->length) {
        size_t line_end = line_end_length(lexer, 0);

        if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            lexer->at += 2;
            return;
        }
        lexer->line += line_end > 0;
        lexer->at += line_end > 0 ? line_end : 1;
    }
}

static void skip_line_comment(struct lexer *lexer)
{
    while (lexer->at < lexer->length && line_end_length(lexer, 0) == 0) {
        if (!skip_splice(lexer))
            lexer->at++;
    }
}

static void skip_quoted(struct lexer *lexer, int quote)
{
    lexer->at++;
    while (lexer->at < lexer->length && line_end_length(lexer, 0) == 0) {
        int c = peek(lexer, 0);

        if (skip_splice(lexer))
            continue;
        lexer->at++;
        if (c == quote)
            return;
        if (c == '\\' && lexer->at < lexer->length && line_end_length(lexer, 0) == 0)
            lexer->at++;
    }
}

/* A pp-number: digits, letters, dots, and a sign behind an exponent. */
static void skip_number(struct lexer *lexer)
{
    int before = 0;

    for (;;) {
        int c = peek(lexer, 0);
        bool exponent = before == 'e' || before == 'E' || before == 'p' || before == 'P';

        if (!is_letter(c) && !is_digit(c) && c != '.' && !(exponent && (c == '+' || c == '-')))
            return;
        before = c;
        lexer->at++;
    }
}

/* Moves over blanks; true when it stopped at a line end that is wanted. */
static bool skip_blanks(struct lexer *lexer)
{
    for (;;) {
        int c = peek(lexer, 0);
        size_t line_end = line_end_length(lexer, 0);

        if (skip_splice(lexer))
            continue;
        if (line_end > 0) {
            if (lexer->newlines)
                return true;
            lexer->line++;
            lexer->line_start = true;
        } else if (c != ' ' && c != '\t' && c != '\f' && c != '\v') {
            return false;
        }
        lexer->at += line_end > 0 ? line_end : 1;
    }
}

static enum token_kind scan_token(struct lexer *lexer)
{
    int c = peek(lexer, 0), next = peek(lexer, 1);

    if (c == '/' && next == '*') {
        skip_block_comment(lexer);
        return TOKEN_COMMENT;
    }
    if (c == '/' && next == '/') {
        skip_line_comment(lexer);
        return TOKEN_COMMENT;
    }
    if (is_letter(c)) {
        while (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
            lexer->at++;
        return TOKEN_IDENTIFIER;
    }
    if (is_digit(c) || (c == '.' && is_digit(next))) {
        skip_number(lexer);
        return TOKEN_NUMBER;
    }
    if (c == '"' || c == '\'') {
        skip_quoted(lexer, c);
        return c == '"' ? TOKEN_STRING : TOKEN_CHARACTER;
    }
    lexer->at += c == '.' && next == '.' && peek(lexer, 2) == '.' ? 3 : 1;
    return TOKEN_PUNCTUATOR;
}

struct token lexer_next(struct lexer *lexer)
{
    struct token token = {0};
    bool at_line_end = skip_blanks(lexer);

    token.text = lexer->text + lexer->at;
    token.line = lexer->line;
    token.first = lexer->line_start;
    if (at_line_end) {
        token.kind = TOKEN_NEWLINE;
        lexer->at += line_end_length(lexer, 0);
        lexer->line++;
        lexer->line_start = true;
    } else if (lexer->at < lexer->length) {
        token.kind = scan_token(lexer);
        if (token.kind != TOKEN_COMMENT)
            lexer->line_start = false;
    }
    token.length = (size_t)(lexer->text + lexer->at - token.text);
    token.end_line = token.kind == TOKEN_NEWLINE ? token.line : lexer->line;
    return token;
}

struct token lexer_next_code(struct lexer *lexer)
{
    struct token token = lexer_next(lexer);

    while (token.kind == TOKEN_COMMENT)
        token = lexer_next(lexer);
    return token;
}

bool token_is(const struct token *token, const char *text)
{
    return token->length == strlen(text) && memcmp(token->text, text, token->length) == 0;
}

struct for_head lex_for_head(const char *text, size_t length, size_t at, bool one_line)
{
    struct for_head head = {0};
    struct lexer lexer;
    struct token token;
    unsigned depth = 1, part = 0;

    lexer_init(&lexer, text, length, at, 1);
    lexer.newlines = one_line;
    token = lexer_next_code(&lexer);
    if (!token_is(&token, "for"))
        return head;
    token = lexer_next_code(&lexer);
    if (!token_is(&token, "("))
        return head;
    for (;;) {
        token = lexer_next_code(&lexer);
        if (token.kind == TOKEN_END || token.kind == TOKEN_NEWLINE)
            return head;
        if (token.kind == TOKEN_PUNCTUATOR && strchr("([{", token.text[0]))
            depth++;
        else if (token.kind == TOKEN_PUNCTUATOR && strchr(")]}", token.text[0]))
            depth--;
        if (depth == 0) {
            head.known = part == 2;
            return head;
        }
        if (depth == 1 && token_is(&token, ";")) {
            if (++part > 2)
                return head;
        } else {
            head.filled[part] = true;
        }
    }
}
