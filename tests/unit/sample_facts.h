/* A small unit with one of everything that a block can hold, made without a parser; for the tests of facts/
 * and the fuzzer's starting point.
 *
 *     #include "list.h"
 *     #pragma omp parallel for
 *     __attribute__((annotate("dawdle::handler"))) int sum(const struct list *l) {
 *       int total = 0;
 *       for (; l; l = l->next) { int total = l->value; use((long)total, "a\"b"); total++; }
 *       return total;
 *     }
 *     static int limit = MAX;
 */
#ifndef DAWDLE_TESTS_SAMPLE_FACTS_H
#define DAWDLE_TESTS_SAMPLE_FACTS_H

#include "analyzer/facts/builder.h"

enum { SAMPLE_MAIN, SAMPLE_HEADER };
enum { SAMPLE_INT, SAMPLE_LONG, SAMPLE_LIST, SAMPLE_LIST_POINTER, SAMPLE_TEXT };
enum {
    SAMPLE_SUM,
    SAMPLE_L,
    SAMPLE_TOTAL,
    SAMPLE_INNER_TOTAL,
    SAMPLE_RECORD,
    SAMPLE_NEXT,
    SAMPLE_VALUE,
    SAMPLE_USE,
    SAMPLE_LIMIT,
    SAMPLE_RED
};

static inline uint32_t sample_open(struct facts_builder *b, enum node_kind kind, uint32_t parent,
                                   uint32_t line, uint16_t column, uint16_t end_column)
{
    uint32_t node = builder_open(b, kind, parent);
    struct fact_node *fact = &b->nodes.data[node];

    fact->line = fact->end_line = line;
    fact->column = column;
    fact->end_column = end_column;
    return node;
}

static inline uint32_t sample_leaf(struct facts_builder *b, enum node_kind kind, uint32_t parent,
                                   uint32_t line, uint16_t column, uint16_t end_column, uint32_t type,
                                   uint32_t ref)
{
    uint32_t node = sample_open(b, kind, parent, line, column, end_column);

    b->nodes.data[node].type = type;
    b->nodes.data[node].ref = ref;
    builder_close(b, node);
    return node;
}

static inline void sample_type(struct facts_builder *b, enum type_class class, const char *spelling,
                               uint32_t target, uint32_t symbol, int64_t size, int64_t count)
{
    vec_push(&b->types, (struct fact_type){.class = (uint8_t) class,
                                           .spelling = builder_string(b, spelling),
                                           .target = target,
                                           .symbol = symbol,
                                           .size = size,
                                           .count = count});
}

static inline void sample_symbol(struct facts_builder *b, enum symbol_kind kind, const char *name,
                                 const char *identity, unsigned flags, uint32_t type, uint32_t parent,
                                 uint32_t line)
{
    vec_push(&b->symbols,
             (struct fact_symbol){.kind = (uint8_t)kind,
                                  .linkage = kind == SYMBOL_FUNCTION ? LINKAGE_EXTERNAL : LINKAGE_NONE,
                                  .flags = (uint16_t)flags,
                                  .name = builder_string(b, name),
                                  .identity = builder_string(b, identity),
                                  .type = type,
                                  .line = line,
                                  .column = 1,
                                  .end_line = line,
                                  .parent = parent,
                                  .body = FACTS_NONE});
}

static inline void sample_declarations(struct facts_builder *b)
{
    vec_push(&b->files,
             (struct fact_file){builder_string(b, "src/sum.c"), FILE_MAIN | FILE_PROJECT, 12, 300});
    vec_push(&b->files, (struct fact_file){builder_string(b, "src/list.h"), FILE_PROJECT, 5, 80});
    vec_push(&b->includes,
             (struct fact_include){SAMPLE_MAIN, SAMPLE_HEADER, 1, 1, builder_string(b, "list.h"), 0});
    vec_push(&b->uses,
             (struct fact_use){SAMPLE_HEADER, SAMPLE_MAIN, 1, 0, 0, 2, builder_string(b, "sum"), FACTS_NONE});
    vec_push(&b->uses, (struct fact_use){SAMPLE_MAIN, SAMPLE_HEADER, 2, 1, 0, 3, builder_string(b, "list"),
                                         FACTS_NONE});

    sample_type(b, TYPE_INTEGER, "int", FACTS_NONE, FACTS_NONE, 4, -1);
    sample_type(b, TYPE_INTEGER, "long", FACTS_NONE, FACTS_NONE, 8, -1);
    sample_type(b, TYPE_RECORD, "struct list", FACTS_NONE, SAMPLE_RECORD, 16, -1);
    sample_type(b, TYPE_POINTER, "const struct list *", SAMPLE_LIST, FACTS_NONE, 8, -1);
    sample_type(b, TYPE_ARRAY, "char[4]", FACTS_NONE, FACTS_NONE, 4, 4);
    b->types.data[SAMPLE_LIST].flags = TYPE_IS_CONST;

    sample_symbol(b, SYMBOL_FUNCTION, "sum", "f:sum", SYMBOL_DEFINED, SAMPLE_INT, FACTS_NONE, 3);
    sample_symbol(b, SYMBOL_PARAMETER, "l", "", SYMBOL_LOCAL, SAMPLE_LIST_POINTER, SAMPLE_SUM, 3);
    sample_symbol(b, SYMBOL_VARIABLE, "total", "", SYMBOL_LOCAL, SAMPLE_INT, SAMPLE_SUM, 4);
    sample_symbol(b, SYMBOL_VARIABLE, "total", "", SYMBOL_LOCAL, SAMPLE_INT, SAMPLE_SUM, 5);
    sample_symbol(b, SYMBOL_RECORD, "list", "S@list@src/list.h", SYMBOL_DEFINED, SAMPLE_LIST, FACTS_NONE, 1);
    sample_symbol(b, SYMBOL_FIELD, "next", "S@list@src/list.h.next", 0, SAMPLE_LIST_POINTER, SAMPLE_RECORD,
                  2);
    sample_symbol(b, SYMBOL_FIELD, "value", "S@list@src/list.h.value", 0, SAMPLE_INT, SAMPLE_RECORD, 3);
    sample_symbol(b, SYMBOL_FUNCTION, "use", "f:use", SYMBOL_SYSTEM, FACTS_NONE, FACTS_NONE, 0);
    sample_symbol(b, SYMBOL_VARIABLE, "limit", "v:limit@src/sum.c", SYMBOL_DEFINED | SYMBOL_STATIC,
                  SAMPLE_INT, FACTS_NONE, 9);
    sample_symbol(b, SYMBOL_CONSTANT, "RED", "", 0, SAMPLE_INT, FACTS_NONE, 4);
    b->symbols.data[SAMPLE_SUM].end_line = 8;
    b->symbols.data[SAMPLE_LIMIT].linkage = LINKAGE_INTERNAL;
    b->symbols.data[SAMPLE_RED].value = -3;
    b->symbols.data[SAMPLE_VALUE].index = 1;
    for (uint32_t i = SAMPLE_RECORD; i <= SAMPLE_VALUE; i++)
        b->symbols.data[i].file = SAMPLE_HEADER;
    b->symbols.data[SAMPLE_USE].file = FACTS_NONE;
    vec_push(&b->attributes,
             (struct fact_attribute){SAMPLE_SUM, ATTRIBUTE_ANNOTATE, builder_string(b, "dawdle::handler")});
}

/* use((long)total, "a\"b") */
static inline void sample_call(struct facts_builder *b, uint32_t parent)
{
    uint32_t call = sample_open(b, NODE_CALL, parent, 5, 51, 74), cast;

    b->nodes.data[call].ref = SAMPLE_USE;
    b->nodes.data[call].type = SAMPLE_INT;
    sample_leaf(b, NODE_NAME, call, 5, 51, 54, FACTS_NONE, SAMPLE_USE);
    cast = sample_open(b, NODE_CAST, call, 5, 55, 66);
    b->nodes.data[cast].type = SAMPLE_LONG;
    sample_leaf(b, NODE_NAME, cast, 5, 61, 66, SAMPLE_INT, SAMPLE_INNER_TOTAL);
    builder_close(b, cast);
    sample_leaf(b, NODE_STRING, call, 5, 68, 73, SAMPLE_TEXT, builder_string(b, "a\"b"));
    builder_close(b, call);
}

/* l->FIELD */
static inline void sample_member(struct facts_builder *b, uint32_t parent, uint16_t column, uint32_t field,
                                 uint32_t type)
{
    uint32_t member = sample_open(b, NODE_MEMBER, parent, 5, column, (uint16_t)(column + 7));

    b->nodes.data[member].flags = NODE_ARROW;
    b->nodes.data[member].ref = field;
    b->nodes.data[member].type = type;
    sample_leaf(b, NODE_NAME, member, 5, column, (uint16_t)(column + 1), SAMPLE_LIST_POINTER, SAMPLE_L);
    builder_close(b, member);
}

static inline void sample_variable(struct facts_builder *b, uint32_t parent, uint32_t symbol)
{
    uint32_t line = b->symbols.data[symbol].line;
    uint32_t declaration = sample_open(b, NODE_DECLARATION, parent, line, 26, 46);
    uint32_t variable = sample_open(b, NODE_VARIABLE, declaration, line, 30, 45);

    b->nodes.data[variable].ref = symbol;
    if (symbol == SAMPLE_INNER_TOTAL) {
        sample_member(b, variable, 38, SAMPLE_VALUE, SAMPLE_INT);
    } else {
        uint32_t zero = sample_leaf(b, NODE_INTEGER, variable, line, 38, 39, SAMPLE_INT, FACTS_NONE);

        b->nodes.data[zero].flags = NODE_HAS_VALUE;
    }
    builder_close(b, variable);
    builder_close(b, declaration);
}

static inline void sample_loop(struct facts_builder *b, uint32_t parent)
{
    uint32_t loop = sample_open(b, NODE_FOR, parent, 5, 3, 86), assign, body, step;

    sample_leaf(b, NODE_NONE, loop, 5, 8, 8, FACTS_NONE, FACTS_NONE);
    sample_leaf(b, NODE_NAME, loop, 5, 10, 11, SAMPLE_LIST_POINTER, SAMPLE_L);
    assign = sample_open(b, NODE_ASSIGN, loop, 5, 13, 24);
    b->nodes.data[assign].type = SAMPLE_LIST_POINTER;
    sample_leaf(b, NODE_NAME, assign, 5, 13, 14, SAMPLE_LIST_POINTER, SAMPLE_L);
    sample_member(b, assign, 17, SAMPLE_NEXT, SAMPLE_LIST_POINTER);
    builder_close(b, assign);
    body = sample_open(b, NODE_COMPOUND, loop, 5, 26, 86);
    sample_variable(b, body, SAMPLE_INNER_TOTAL);
    sample_call(b, body);
    step = sample_open(b, NODE_UNARY, body, 5, 76, 83);
    b->nodes.data[step].op = UNARY_POST_INCREMENT;
    b->nodes.data[step].type = SAMPLE_INT;
    sample_leaf(b, NODE_NAME, step, 5, 76, 81, SAMPLE_INT, SAMPLE_INNER_TOTAL);
    builder_close(b, step);
    builder_close(b, body);
    builder_close(b, loop);
}

static inline void sample_trees(struct facts_builder *b)
{
    uint32_t body = sample_open(b, NODE_COMPOUND, FACTS_NONE, 3, 67, 2), leave, limit;

    b->nodes.data[body].end_line = 8;
    b->symbols.data[SAMPLE_SUM].body = body;
    sample_variable(b, body, SAMPLE_TOTAL);
    sample_loop(b, body);
    leave = sample_open(b, NODE_RETURN, body, 6, 3, 15);
    sample_leaf(b, NODE_NAME, leave, 6, 10, 15, SAMPLE_INT, SAMPLE_TOTAL);
    builder_close(b, leave);
    builder_close(b, body);

    limit = sample_leaf(b, NODE_INTEGER, FACTS_NONE, 9, 20, 23, SAMPLE_INT, FACTS_NONE);
    b->nodes.data[limit].flags = NODE_HAS_VALUE | NODE_IN_MACRO;
    b->nodes.data[limit].value = 100;
    b->nodes.data[limit].macro = builder_string(b, "MAX");
    b->symbols.data[SAMPLE_LIMIT].body = limit;

    /* the wrong way round: facts_build() sorts them */
    vec_push(&b->roots, (struct fact_root){limit, SAMPLE_LIMIT});
    vec_push(&b->roots, (struct fact_root){body, SAMPLE_SUM});
}

/* Appends the block to `out`; room is left neither before nor behind it. */
static inline void sample_block(struct buf *out)
{
    struct facts_builder b;

    builder_init(&b);
    b.unit = (struct fact_unit){SAMPLE_MAIN, UNIT_INCOMPLETE, builder_string(&b, "-Iinclude\n-DNAME=a b"), 2};
    sample_declarations(&b);
    sample_trees(&b);
    vec_push(&b.comments, (struct fact_comment){SAMPLE_MAIN, 10, 11, builder_string(&b, "/* caf\xE9\n */")});
    vec_push(&b.pragmas, (struct fact_pragma){SAMPLE_MAIN, 2, builder_string(&b, "omp parallel for")});
    vec_push(&b.diagnostics, (struct fact_diagnostic){DIAGNOSTIC_ERROR, SAMPLE_MAIN, 12, 3,
                                                      builder_string(&b, "no such name 'x'")});
    vec_push(&b.diagnostics, (struct fact_diagnostic){DIAGNOSTIC_FATAL, FACTS_NONE, 0, 0,
                                                      builder_string(&b, "too many errors")});
    facts_build(&b, out);
    builder_release(&b);
}

#endif
