/* Attributes by their text: libclang gives most of them neither a name nor their argument. */
#include "analyzer/extract/unit.h"

#include <string.h>

#include "analyzer/extract/lex.h"

static enum attribute_kind kind_of(const char *name, size_t length)
{
    static const struct {
        const char *name;
        enum attribute_kind kind;
    } kinds[] = {
        {"annotate", ATTRIBUTE_ANNOTATE},     {"constructor", ATTRIBUTE_CONSTRUCTOR},
        {"destructor", ATTRIBUTE_DESTRUCTOR}, {"cleanup", ATTRIBUTE_CLEANUP},
        {"section", ATTRIBUTE_SECTION},       {"weak", ATTRIBUTE_WEAK},
        {"alias", ATTRIBUTE_ALIAS},           {"used", ATTRIBUTE_USED},
        {"visibility", ATTRIBUTE_VISIBILITY},
    };

    if (length > 4 && memcmp(name, "__", 2) == 0 && memcmp(name + length - 2, "__", 2) == 0) {
        name += 2;
        length -= 4;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].name) == length && memcmp(kinds[i].name, name, length) == 0)
            return kinds[i].kind;
    }
    return ATTRIBUTE_OTHER;
}

/* Moves over `gnu ::` in [[gnu::used]]. */
static struct token attribute_name(struct lexer *lexer)
{
    struct token name = lexer_next_code(lexer);
    struct lexer ahead = *lexer;
    struct token colon = lexer_next_code(&ahead);

    if (token_is(&colon, ":")) {
        lexer_next_code(&ahead);
        *lexer = ahead;
        name = lexer_next_code(lexer);
    }
    return name;
}

/* The text inside the quotes for those that carry a name, what stands in parentheses for cleanup, else the
 * attribute as it is written. */
static void argument_text(struct lexer *lexer, enum attribute_kind kind, const struct token *name,
                          struct buf *text)
{
    struct token token = lexer_next_code(lexer);
    unsigned depth = 0;

    if (kind == ATTRIBUTE_OTHER || kind == ATTRIBUTE_CONSTRUCTOR || kind == ATTRIBUTE_DESTRUCTOR ||
        kind == ATTRIBUTE_WEAK || kind == ATTRIBUTE_USED)
        buf_add(text, name->text, name->length);
    if (!token_is(&token, "("))
        return;
    for (; token.kind != TOKEN_END && text->length < FACTS_TEXT_MAX; token = lexer_next_code(lexer)) {
        bool open = token_is(&token, "("), close = token_is(&token, ")");
        bool whole = text->length > 0 && (kind == ATTRIBUTE_OTHER || kind == ATTRIBUTE_CONSTRUCTOR ||
                                          kind == ATTRIBUTE_DESTRUCTOR);

        depth += open;
        if (whole)
            buf_add(text, token.text, token.length);
        else if (token.kind == TOKEN_STRING && token.length >= 2)
            buf_add(text, token.text + 1, token.length - 2);
        else if (token.kind == TOKEN_IDENTIFIER)
            buf_add(text, token.text, token.length);
        if (close && --depth == 0)
            return;
    }
}

/* A redeclaration repeats the attributes of the one before. */
static bool is_known(const struct unit *unit, const struct fact_attribute *attribute)
{
    for (uint32_t i = 0; i < unit->builder->attributes.count; i++) {
        const struct fact_attribute *known = &unit->builder->attributes.data[i];

        if (known->symbol == attribute->symbol && known->kind == attribute->kind &&
            known->text == attribute->text)
            return true;
    }
    return false;
}

void attribute_add(struct unit *unit, uint32_t symbol, CXCursor attribute)
{
    struct place place = unit_spelling_place(unit, clang_getCursorLocation(attribute));
    struct fact_attribute fact = {.symbol = symbol};
    struct lexer lexer;
    struct token name;
    struct buf text = {0};

    if (symbol == FACTS_NONE || place.file == FACTS_NONE || !unit->files.data[place.file].text)
        return;
    lexer_init(&lexer, unit->files.data[place.file].text, unit->files.data[place.file].length, place.offset,
               1);
    name = attribute_name(&lexer);
    if (name.kind != TOKEN_IDENTIFIER)
        return;
    fact.kind = kind_of(name.text, name.length);
    if (attribute.kind == CXCursor_AnnotateAttr) {
        fact.kind = ATTRIBUTE_ANNOTATE;
        fact.text = unit_take_string(unit, clang_getCursorSpelling(attribute));
    } else {
        argument_text(&lexer, (enum attribute_kind)fact.kind, &name, &text);
        fact.text = unit_string(unit, buf_text(&text), text.length);
    }
    buf_release(&text);
    if (!is_known(unit, &fact))
        vec_push(&unit->builder->attributes, fact);
}
