/* C source text as preprocessing tokens, comments included, without a preprocessor.
 *
 * libclang shows neither the empty parts of a `for` nor comments, pragmas and skipped directives; those are
 * read from the text. The lexer takes any bytes: an open string or character ends at its line, an open
 * comment at the end of the text, bytes above 127 count as letters. Line splices are blanks; LF, CRLF and a
 * lone CR end a line. It keeps pointers into the text and owns nothing. */
#ifndef DAWDLE_EXTRACT_LEX_H
#define DAWDLE_EXTRACT_LEX_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NEWLINE, /* only where asked for with `newlines` */
    TOKEN_COMMENT,
    TOKEN_IDENTIFIER,
    TOKEN_NUMBER,
    TOKEN_STRING, /* prefix not included: L"x" is an identifier and a string */
    TOKEN_CHARACTER,
    TOKEN_PUNCTUATOR, /* one byte each, but "..." is one token */
};

struct token {
    enum token_kind kind;
    const char *text;
    size_t length;     /* bytes, with delimiters and splices */
    unsigned line;     /* of the first byte, counted from that of the lexer's start */
    unsigned end_line; /* of the last byte */
    bool first;        /* only blanks and comments stand before it on its line */
};

struct lexer {
    const char *text;
    size_t length;
    size_t at;
    unsigned line;
    bool newlines;   /* give TOKEN_NEWLINE for line ends outside comments; splices are none */
    bool line_start; /* private */
};

/* Starts at offset `at` of `text`, which is taken to be in line `line`. A BOM at offset 0 is skipped. */
void lexer_init(struct lexer *lexer, const char *text, size_t length, size_t at, unsigned line);
struct token lexer_next(struct lexer *lexer);
/* The same without comments. */
struct token lexer_next_code(struct lexer *lexer);

bool token_is(const struct token *token, const char *text);

/* Which parts of the head of a `for` statement hold something. */
struct for_head {
    bool known; /* there was a whole head to read */
    bool filled[3];
};
/* Reads the head whose keyword `for` stands at `at`. `one_line`: the text
 * is a macro's body, which ends with its line. */
struct for_head lex_for_head(const char *text, size_t length, size_t at, bool one_line);

#endif
