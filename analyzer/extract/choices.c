/* Expressions of which only one arm runs, and those that are nothing in particular.
 *
 * libclang does not say which arm of _Generic was chosen. Its type is that of the whole, which nearly always
 * tells; where several arms have it, the type names are compared as they are written; where that does not
 * tell either, every arm counts as run. */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/extract/lex.h"

#define ARM_NONE UINT32_MAX

static bool same_type(CXType a, CXType b)
{
    return clang_equalTypes(clang_getCanonicalType(a), clang_getCanonicalType(b));
}

/* Adds a token to a type name in which one blank stands between any two tokens. */
static void add_word(struct buf *words, const char *text, size_t length)
{
    if (words->length > 0)
        buf_addch(words, ' ');
    buf_add(words, text, length);
}

static void type_words(CXType type, struct buf *words)
{
    CXString spelling = clang_getTypeSpelling(clang_getUnqualifiedType(clang_getCanonicalType(type)));
    const char *text = clang_getCString(spelling);
    struct lexer lexer;
    struct token token;

    lexer_init(&lexer, text, strlen(text), 0, 1);
    while ((token = lexer_next_code(&lexer)).kind != TOKEN_END)
        add_word(words, token.text, token.length);
    clang_disposeString(spelling);
}

/* Which association of the text names the type `wanted`, counted from 0; ARM_NONE when none does. */
static uint32_t arm_by_text(struct lexer *lexer, const char *wanted)
{
    struct buf words = {0};
    struct token token;
    uint32_t arm = 0, found = ARM_NONE;
    unsigned depth = 0;
    bool in_name = false, in_control = true;

    while ((token = lexer_next_code(lexer)).kind != TOKEN_END && found == ARM_NONE) {
        bool punctuator = token.kind == TOKEN_PUNCTUATOR;

        if (punctuator && strchr("([{", token.text[0]))
            depth++;
        if (punctuator && strchr(")]}", token.text[0]) && --depth == 0)
            break;
        if (depth == 1 && token_is(&token, ",")) {
            arm += !in_control;
            in_control = false;
            in_name = true;
            buf_clear(&words);
        } else if (depth == 1 && in_name && token_is(&token, ":")) {
            in_name = false;
            if (strcmp(buf_text(&words), wanted) == 0)
                found = arm;
        } else if (in_name) {
            add_word(&words, token.text, token.length);
        }
    }
    buf_release(&words);
    return found;
}

static uint32_t arm_as_written(struct unit *unit, CXCursor cursor, CXCursor control)
{
    struct place place = unit_spelling_place(unit, clang_getCursorLocation(cursor));
    struct buf wanted = {0};
    struct lexer lexer;
    struct token word;
    uint32_t arm = ARM_NONE;

    if (place.file == FACTS_NONE || !unit->files.data[place.file].text)
        return ARM_NONE;
    lexer_init(&lexer, unit->files.data[place.file].text, unit->files.data[place.file].length, place.offset,
               1);
    word = lexer_next_code(&lexer);
    if (token_is(&word, "_Generic")) {
        type_words(clang_getCursorType(control), &wanted);
        arm = arm_by_text(&lexer, buf_text(&wanted));
    }
    buf_release(&wanted);
    return arm;
}

/* Of children 1 and following, counted from 0. */
static uint32_t chosen_arm(struct unit *unit, CXCursor cursor, struct children children)
{
    CXType type = clang_getCursorType(cursor);
    uint32_t matches = 0, match = ARM_NONE;

    for (uint32_t i = 1; i < children.count; i++) {
        if (same_type(type, clang_getCursorType(children_get(unit, children, i)))) {
            matches++;
            match = i - 1;
        }
    }
    return matches == 1 ? match : arm_as_written(unit, cursor, children_get(unit, children, 0));
}

static void keep_expressions(struct unit *unit, struct children *children)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < children->count; i++) {
        CXCursor child = children_get(unit, *children, i);

        if (clang_isExpression(child.kind) || clang_isStatement(child.kind))
            unit->children.data[children->first + kept++] = child;
    }
    children->count = kept;
    unit->children.count = children->first + kept;
}

void walk_generic(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_GENERIC, cursor, parent, true), chosen;
    struct children children = children_take(unit, cursor);

    keep_expressions(unit, &children);
    chosen = chosen_arm(unit, cursor, children);
    for (uint32_t i = 1; i < children.count; i++) {
        if (chosen == ARM_NONE || chosen == i - 1)
            walk_part(unit, children_get(unit, children, i), node);
        else
            walk_unevaluated(unit, children_get(unit, children, i), node);
    }
    children_drop(unit, children);
    node_close(unit, node);
}

static bool is_choose_expr(struct unit *unit, CXCursor cursor, struct children children)
{
    struct place place;
    struct lexer lexer;
    struct token word;

    if (cursor.kind != CXCursor_UnexposedExpr || children.count != 3)
        return false;
    place = unit_spelling_place(unit, clang_getCursorLocation(cursor));
    if (place.file == FACTS_NONE || !unit->files.data[place.file].text)
        return false;
    lexer_init(&lexer, unit->files.data[place.file].text, unit->files.data[place.file].length, place.offset,
               1);
    word = lexer_next_code(&lexer);
    return token_is(&word, "__builtin_choose_expr");
}

/* Whether an earlier child covers the same text: some expressions are shown several times. */
static bool is_repeated(struct unit *unit, struct children children, uint32_t position)
{
    CXSourceRange range = clang_getCursorExtent(children_get(unit, children, position));

    for (uint32_t i = position > 4 ? position - 4 : 0; i < position; i++) {
        if (clang_equalRanges(clang_getCursorExtent(children_get(unit, children, i)), range))
            return true;
    }
    return false;
}

void walk_opaque(struct unit *unit, CXCursor cursor, uint32_t parent)
{
    uint32_t node = node_open(unit, NODE_OPAQUE, cursor, parent, clang_isExpression(cursor.kind));
    struct children children = children_take(unit, cursor);
    bool choose;

    keep_expressions(unit, &children);
    choose = is_choose_expr(unit, cursor, children);
    for (uint32_t i = 0; i < children.count; i++) {
        CXCursor child = children_get(unit, children, i);
        const struct fact_node *condition = node_at(unit, node + (i > 0));

        if (is_repeated(unit, children, i))
            continue;
        if (choose && i > 0 && condition->flags & NODE_HAS_VALUE && (condition->value != 0) != (i == 1))
            walk_unevaluated(unit, child, node);
        else
            walk_part(unit, child, node);
    }
    children_drop(unit, children);
    node_close(unit, node);
    constant_evaluate(unit, cursor, node);
}
