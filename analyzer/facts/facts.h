/* Facts: what one translation unit says, as plain arrays of small structs that refer to each other by index.
 *
 * A block is position independent: it is what an extract worker sends back, what a cache keeps and what link
 * reads. Every path is relative to the project root when the file lies below it (absolute otherwise), and no
 * text holds another path, so that two checkouts give the same bytes. `struct facts` is a read-only view on a
 * block; facts_open() has checked every index, count and string, so that users may follow any reference that
 * is not FACTS_NONE.
 *
 * Strings are offsets into the string section; offset 0 is "". Lines and columns count from 1, columns in
 * bytes; 0 means unknown. Locations are those a person would click: what comes from a macro stands where the
 * macro is expanded, and `macro` names it.
 *
 * Trees: the nodes of all function bodies and initialisers stand in one array in preorder. The subtree of
 * node n is [n, nodes[n].end); its first child is n + 1 when n + 1 < nodes[n].end, and the next sibling of c
 * is nodes[c].end. Implicit casts and parentheses do not appear. Statements and expressions that C leaves out
 * but a reader must be able to tell apart (a `for` without a condition) are NODE_NONE nodes. Every node has
 * at least the children that its kind lists below; more may follow. */
#ifndef DAWDLE_FACTS_FACTS_H
#define DAWDLE_FACTS_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analyzer/base/error.h"

#define FACTS_NONE    UINT32_MAX
#define FACTS_VERSION 1u /* of the block format; another version is rejected, never converted */

enum file_flag {
    FILE_MAIN = 1,    /* the unit's own source file */
    FILE_PROJECT = 2, /* below the project root and no system header */
    FILE_SYSTEM = 4,  /* found through a system include directory */
    FILE_GUARDED = 8, /* a second inclusion in the unit is empty: include guard or #pragma once */
};

struct fact_file {
    uint32_t path;  /* string */
    uint32_t flags; /* enum file_flag */
    uint32_t lines; /* of the file itself, without what it includes */
    uint32_t bytes;
    uint32_t code; /* lines that its declarations and definitions cover in this unit: what is left of it after
                      preprocessing, each inclusion counted */
};

struct fact_include {
    uint32_t from; /* file that has the directive */
    uint32_t to;   /* file that was included */
    uint32_t line, column;
    uint32_t spelled; /* string: the name between the quotes or angles */
    uint32_t angled;  /* 1 for <...> */
    uint32_t comment; /* string: the comments that follow on the directive's line, as they stand there; "" */
};

/* What the file `from` uses of the file `to`; one record per pair with at least one use. Declarations count
 * when `from` names something that `to` declares or defines (through any macro), macros when it expands one
 * (nested expansions count for the file that holds the outermost), conditions when an #if, #ifdef or #ifndef
 * asks for one, and when a branch that is not compiled mentions a macro or declaration of `to`. Only files of
 * the project stand in `from`, but for one kind: a file outside the project that asks for or expands a macro
 * that a file of the project defines, for such a macro steers it (_GNU_SOURCE, FD_SETSIZE). */
struct fact_use {
    uint32_t from, to;
    uint32_t declarations, macros, conditions; /* counts */
    uint32_t line;                             /* of the first use */
    uint32_t name;                             /* string: what is used first, for the message */
    uint32_t instead; /* a file that declares everything of this use as well, so that either will do; or
                         FACTS_NONE */
};

enum type_class {
    TYPE_OTHER,
    TYPE_VOID,
    TYPE_BOOL,
    TYPE_CHARACTER, /* char, signed char, unsigned char */
    TYPE_INTEGER,
    TYPE_FLOAT,
    TYPE_ENUM,
    TYPE_POINTER,
    TYPE_ARRAY,
    TYPE_RECORD, /* struct or union */
    TYPE_FUNCTION,
};

enum type_flag {
    TYPE_IS_CONST = 1,
    TYPE_IS_VOLATILE = 2,
    TYPE_IS_UNSIGNED = 4,
    TYPE_IS_VARIADIC = 8, /* functions */
};

struct fact_type {
    uint8_t class; /* enum type_class, of the canonical type */
    uint8_t flags; /* enum type_flag */
    uint16_t reserved;
    uint32_t spelling; /* string: as declared ("GList *"); unnamed records are "struct (unnamed)" */
    uint32_t target;   /* type: pointee, element, returned type; or FACTS_NONE */
    uint32_t symbol;   /* symbol of the record or enum; or FACTS_NONE */
    int64_t size;      /* bytes, -1 unknown */
    int64_t count;     /* elements of an array, -1 unknown */
};

enum symbol_kind {
    SYMBOL_FUNCTION,
    SYMBOL_VARIABLE, /* file scope, static or automatic */
    SYMBOL_PARAMETER,
    SYMBOL_FIELD,
    SYMBOL_CONSTANT, /* enumerator */
    SYMBOL_RECORD,
    SYMBOL_ENUM,
    SYMBOL_TYPEDEF,
    SYMBOL_LABEL,
    SYMBOL_KINDS
};

enum symbol_linkage { LINKAGE_NONE, LINKAGE_INTERNAL, LINKAGE_EXTERNAL };

enum symbol_flag {
    SYMBOL_DEFINED = 1, /* the definition is in this unit (a tentative definition counts) */
    SYMBOL_STATIC = 2,  /* static storage duration: file scope variables and local statics */
    SYMBOL_THREAD_LOCAL = 4,
    SYMBOL_INLINE = 8,
    SYMBOL_SYSTEM = 16, /* declared in a system header only */
    SYMBOL_UNION = 32,
    SYMBOL_FROM_MACRO = 64, /* the whole definition comes out of a macro */
    SYMBOL_LOCAL = 128,     /* declared inside a function */
};

struct fact_symbol {
    uint8_t kind;                /* enum symbol_kind */
    uint8_t linkage;             /* enum symbol_linkage */
    uint16_t flags;              /* enum symbol_flag */
    uint32_t name;               /* string; "" when unnamed */
    uint32_t identity;           /* string: equal for the same entity in all units, see below */
    uint32_t type;               /* type or FACTS_NONE */
    uint32_t file, line, column; /* of the definition where this unit has it, else of a declaration; file may
                                    be FACTS_NONE (built in) */
    uint32_t end_line;           /* last line of a function body, else line */
    uint32_t parent; /* function of a parameter, local or label; record of a field; enum of a constant; else
                        FACTS_NONE */
    uint32_t index;  /* position of a parameter or field */
    uint32_t body;   /* root node: body of a function, initialiser of a variable; or FACTS_NONE */
    uint32_t reserved;
    int64_t value; /* of an enumerator */
};
/* Identity: external linkage "f:NAME", "v:NAME"; internal linkage the same with "@PATH" of the defining file;
 * records, enums and typedefs their USR tail with "@PATH" (and ":LINE:COLUMN" when unnamed); fields the
 * identity of their record with ".NAME" (".#INDEX" when unnamed); local statics that of their function with
 * "/NAME:LINE"; automatic variables, parameters, labels "" (they are compared by index within the unit). */

enum attribute_kind {
    ATTRIBUTE_OTHER,
    ATTRIBUTE_ANNOTATE,
    ATTRIBUTE_CONSTRUCTOR,
    ATTRIBUTE_DESTRUCTOR,
    ATTRIBUTE_CLEANUP,
    ATTRIBUTE_SECTION,
    ATTRIBUTE_WEAK,
    ATTRIBUTE_ALIAS,
    ATTRIBUTE_USED,
    ATTRIBUTE_VISIBILITY,
};

struct fact_attribute {
    uint32_t symbol;
    uint32_t kind; /* enum attribute_kind */
    uint32_t text; /* string: annotation text, section or alias name, or the attribute as written */
};

enum node_kind {
    NODE_NONE, /* a part that is not there */
    /* expressions */
    NODE_INTEGER, /* value */
    NODE_FLOAT,
    NODE_CHARACTER, /* value */
    NODE_STRING,    /* ref: string with the text (cut at FACTS_TEXT_MAX bytes), type gives its length */
    NODE_NAME,      /* ref: symbol (variable, parameter, function, enumerator; value of an enumerator) */
    NODE_MEMBER,    /* [object] ref: field symbol; NODE_ARROW for -> */
    NODE_INDEX,     /* [base, subscript] */
    NODE_CALL,      /* [callee, arguments...] ref: function symbol when called by its name, else FACTS_NONE */
    NODE_UNARY,     /* [operand] op: enum unary_op */
    NODE_BINARY,    /* [left, right] op: enum binary_op, no assignment */
    NODE_ASSIGN,    /* [target, value] op: the arithmetic of a compound assignment, BINARY_NONE for = */
    NODE_CONDITIONAL,      /* [condition, then, else]; GNU a ?: b has NODE_NONE as then */
    NODE_CAST,             /* [operand] explicit */
    NODE_COMPOUND_LITERAL, /* [initialiser list] */
    NODE_INIT_LIST,  /* [items...]; every item of a record is wrapped in NODE_INIT_FIELD, positional or not;
                        brace elision is undone as far as it can be told */
    NODE_INIT_FIELD, /* [value] ref: field symbol */
    NODE_INIT_INDEX, /* [value] value: array position of a designator */
    NODE_SIZEOF, /* sizeof, _Alignof; [operand] when an expression, all of it unevaluated; value when constant
                  */
    NODE_STATEMENT_EXPRESSION, /* [compound] */
    NODE_GENERIC,              /* [chosen or all arms] unevaluated arms are marked */
    NODE_OPAQUE,               /* any other expression, with its children */
    /* statements */
    NODE_COMPOUND,    /* [statements...] */
    NODE_DECLARATION, /* [NODE_VARIABLE...], before it a NODE_OPAQUE with the length of a variable-length
                         array */
    NODE_VARIABLE,    /* [initialiser?] ref: symbol */
    NODE_IF,          /* [condition, then, else or NODE_NONE] */
    NODE_FOR,         /* [init, condition, increment, body] always four */
    NODE_WHILE,       /* [condition, body] */
    NODE_DO,          /* [body, condition] */
    NODE_SWITCH,      /* [condition, body] */
    NODE_CASE,        /* [value, statement] */
    NODE_DEFAULT,     /* [statement] */
    NODE_BREAK,
    NODE_CONTINUE,
    NODE_RETURN, /* [value or nothing] */
    NODE_GOTO,   /* ref: label symbol */
    NODE_INDIRECT_GOTO,
    NODE_LABEL, /* [statement] ref: label symbol */
    NODE_ASM,   /* [operands...] */
    NODE_KINDS
};

enum unary_op {
    UNARY_NONE,
    UNARY_POST_INCREMENT,
    UNARY_POST_DECREMENT,
    UNARY_PRE_INCREMENT,
    UNARY_PRE_DECREMENT,
    UNARY_ADDRESS,
    UNARY_DEREFERENCE,
    UNARY_PLUS,
    UNARY_MINUS,
    UNARY_NOT,         /* ~ */
    UNARY_LOGICAL_NOT, /* ! */
    UNARY_OTHER,       /* __real, __imag, __extension__ */
    UNARY_OPS
};

enum binary_op {
    BINARY_NONE,
    BINARY_MULTIPLY,
    BINARY_DIVIDE,
    BINARY_REMAINDER,
    BINARY_ADD,
    BINARY_SUBTRACT,
    BINARY_SHIFT_LEFT,
    BINARY_SHIFT_RIGHT,
    BINARY_LESS,
    BINARY_GREATER,
    BINARY_LESS_EQUAL,
    BINARY_GREATER_EQUAL,
    BINARY_EQUAL,
    BINARY_NOT_EQUAL,
    BINARY_AND,
    BINARY_XOR,
    BINARY_OR,
    BINARY_LOGICAL_AND,
    BINARY_LOGICAL_OR,
    BINARY_COMMA,
    BINARY_OPS
};

enum node_flag {
    NODE_ARROW = 1,
    NODE_HAS_VALUE = 2,   /* an integer constant expression; `value` holds it */
    NODE_UNEVALUATED = 4, /* below sizeof, typeof, an arm not taken: never run */
    NODE_IN_MACRO = 8,    /* comes out of the expansion of `macro` */
};

struct fact_node {
    uint8_t kind;    /* enum node_kind */
    uint8_t op;      /* enum unary_op or binary_op, by kind */
    uint16_t flags;  /* enum node_flag */
    uint32_t end;    /* one past the last node of the subtree */
    uint32_t parent; /* FACTS_NONE for a root */
    uint32_t type;   /* type of an expression, or FACTS_NONE */
    uint32_t ref;    /* by kind, or FACTS_NONE */
    uint32_t file;
    uint32_t macro; /* string: the outermost macro it comes from, "" when none */
    uint32_t line, end_line;
    uint16_t column, end_column; /* end_column is exclusive; UINT16_MAX: that far or further */
    int64_t value;
};

#define FACTS_TEXT_MAX 2048 /* bytes kept of a string literal or a comment */

/* A root of the forest: the body of a function or the initialiser of a variable. Sorted by node. */
struct fact_root {
    uint32_t node;
    uint32_t symbol;
};

/* Comments of the project's own files, in order; what suppressions and the evidence for caches are read from.
 */
struct fact_comment {
    uint32_t file, line, end_line;
    uint32_t text; /* string, with its delimiters */
};

/* #pragma lines that change what a loop does (OpenMP), which libclang does not show. */
struct fact_pragma {
    uint32_t file, line;
    uint32_t text; /* string: what follows `#pragma`, blanks folded */
};

enum diagnostic_level { DIAGNOSTIC_WARNING = 2, DIAGNOSTIC_ERROR = 3, DIAGNOSTIC_FATAL = 4 };

/* Errors that clang reported; warnings are not kept. At most FACTS_DIAGNOSTICS_MAX. */
struct fact_diagnostic {
    uint32_t level;              /* enum diagnostic_level */
    uint32_t file, line, column; /* file FACTS_NONE: the command line */
    uint32_t text;               /* string */
};
#define FACTS_DIAGNOSTICS_MAX 20

enum unit_flag { UNIT_INCOMPLETE = 1 /* clang reported an error: something may be missing */ };

struct fact_unit {
    uint32_t file;      /* main file */
    uint32_t flags;     /* enum unit_flag */
    uint32_t arguments; /* string: the compiler arguments that change parsing, one a line, project paths
                           relative */
    uint32_t errors;    /* how many errors clang reported */
};

/* Every section of a block, in the order of the file: X(section, struct name). */
#define FACTS_SECTIONS(X)                                                                                    \
    X(files, fact_file)                                                                                      \
    X(includes, fact_include)                                                                                \
    X(uses, fact_use)                                                                                        \
    X(types, fact_type)                                                                                      \
    X(symbols, fact_symbol)                                                                                  \
    X(attributes, fact_attribute)                                                                            \
    X(nodes, fact_node)                                                                                      \
    X(roots, fact_root)                                                                                      \
    X(comments, fact_comment)                                                                                \
    X(pragmas, fact_pragma)                                                                                  \
    X(diagnostics, fact_diagnostic)

struct facts {
    struct fact_unit unit;
    const char *strings; /* NUL terminated pieces */
    uint32_t strings_size;
#define X(section, type)                                                                                     \
    const struct type *section;                                                                              \
    uint32_t section##_count;
    FACTS_SECTIONS(X)
#undef X
};

/* Checks a block and makes `facts` a view on it; `bytes` must be 8-byte aligned and outlive the view. No
 * length, index or string in it is trusted. The error says what is wrong with it. */
bool facts_open(struct facts *facts, const void *bytes, size_t size, struct error *error);

/* The text dump behind `dawdle facts`: everything, readable, the same bytes for the same block. */
void facts_dump(const struct facts *facts, FILE *out);

const char *node_kind_name(enum node_kind kind);     /* "call" */
const char *unary_op_text(enum unary_op op);         /* "++" */
const char *binary_op_text(enum binary_op op);       /* "==" */
const char *symbol_kind_name(enum symbol_kind kind); /* "function" */
const char *type_class_name(enum type_class class);  /* "pointer" */
const char *attribute_kind_name(enum attribute_kind kind);

static inline const char *facts_string(const struct facts *facts, uint32_t string)
{
    return facts->strings + string;
}

/* The first child of `node`, or FACTS_NONE; then its following siblings by node_next(). */
static inline uint32_t node_first(const struct facts *facts, uint32_t node)
{
    return node + 1 < facts->nodes[node].end ? node + 1 : FACTS_NONE;
}

static inline uint32_t node_next(const struct facts *facts, uint32_t node)
{
    uint32_t parent = facts->nodes[node].parent, next = facts->nodes[node].end;

    return parent != FACTS_NONE && next < facts->nodes[parent].end ? next : FACTS_NONE;
}

/* The child at `position` (from 0), or FACTS_NONE. */
static inline uint32_t node_child(const struct facts *facts, uint32_t node, unsigned position)
{
    uint32_t child = node_first(facts, node);

    while (child != FACTS_NONE && position-- > 0)
        child = node_next(facts, child);
    return child;
}

/* Argument `position` (from 0) of a call, or FACTS_NONE. */
static inline uint32_t node_argument(const struct facts *facts, uint32_t call, unsigned position)
{
    return node_child(facts, call, position + 1);
}

unsigned node_argument_count(const struct facts *facts, uint32_t call);

static inline bool node_is_loop(const struct facts *facts, uint32_t node)
{
    uint8_t kind = facts->nodes[node].kind;

    return kind == NODE_FOR || kind == NODE_WHILE || kind == NODE_DO;
}

/* The parts of a for, while or do statement; FACTS_NONE where it has none (a NODE_NONE counts as none). */
struct loop_parts {
    uint32_t init, condition, increment, body;
};
struct loop_parts node_loop_parts(const struct facts *facts, uint32_t node);

/* The symbol whose body or initialiser holds `node`. */
uint32_t node_owner(const struct facts *facts, uint32_t node);
/* `node` without casts around it. */
uint32_t node_strip(const struct facts *facts, uint32_t node);

#endif
