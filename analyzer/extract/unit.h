/* One translation unit on its way to facts: what the modules of extract/ share.
 *
 * parse.c makes the translation unit; preprocess.c reads what the preprocessor left; declarations.c goes over
 * the top level and statements.c, loops.c, expressions.c, initialisers.c turn bodies into nodes; symbols.c
 * and types.c are asked for indices on the way; texts.c reads comments, pragmas and conditions. Everything
 * here lives as long as the request. Pointers inside libclang's handles are used as keys of caches only,
 * never for order, so that the same unit gives the same bytes. */
#ifndef DAWDLE_EXTRACT_UNIT_H
#define DAWDLE_EXTRACT_UNIT_H

#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/facts/builder.h"
#include "analyzer/project/protocol.h"

/* Nesting of statements and expressions that is followed; deeper ones are left out and the unit is
 * incomplete. */
#define UNIT_DEPTH_MAX 4000u

/* What is known of builder->files.data[i]. */
struct unit_file {
    CXFile handle;
    const char *path; /* as in the block */
    const char *text; /* libclang's buffer, NULL when it has none */
    size_t length;
    bool bodies;                    /* a body or initialiser of this file was kept */
    uint32_t code_first, code_last; /* lines of the declaration that was counted last */
};

/* A point in a file; file FACTS_NONE when there is none (built in, or the command line). */
struct place {
    uint32_t file, line, column, offset;
};

struct macro_definition {
    uint32_t file, offset; /* of its name */
    uint32_t older;        /* definition of the same name, or FACTS_NONE */
    const char *name;
    bool reached;                      /* the next two hold the answer, or will */
    uint32_t reach_first, reach_count; /* of unit->macro_reach: definitions that its body leads to */
};

struct reach {
    uint32_t *data;
    uint32_t count, capacity;
};

struct macro_expansion {
    struct place place;
    uint32_t end;        /* offset */
    uint32_t name;       /* string */
    uint32_t definition; /* of unit->macros, or FACTS_NONE */
};

/* The up to three files that declare or define an entity. */
struct home_files {
    uint32_t file[3]; /* of the declaration, the first one, the definition; none twice */
    bool defined;
};

struct unit {
    const struct request *request;
    struct facts_builder *builder;
    CXTranslationUnit tu;
    struct arena arena;
    unsigned nesting; /* of the walk */
    bool too_deep;

    struct map64 file_handles; /* CXFile -> file */
    struct map file_paths;
    VEC(struct unit_file)
    files; /* parallel to builder->files */
    CXFile last_handle;
    uint32_t last_file;

    struct map64 symbol_ids;    /* declaration -> symbol */
    struct map64 type_ids;      /* type handle -> type */
    struct map type_keys;       /* content -> type */
    struct map64 record_fields; /* declaration -> its first field in `fields` */
    VEC(CXCursor)
    fields; /* lists of fields, each ended by a null cursor */

    VEC(CXCursor)
    declarations; /* top level, not in system headers */
    VEC(CXCursor)
    children;          /* a stack */
    uint32_t function; /* symbol whose body is walked, or FACTS_NONE */
    uint32_t file;     /* file of the top-level declaration that is walked */
    bool unevaluated;

    VEC(struct macro_definition)
    macros;
    struct map macro_names; /* name -> macro_heads */
    VEC(uint32_t)
    macro_heads;               /* the last definition of a name */
    struct map64 macro_places; /* file and offset -> definition */
    VEC(struct macro_expansion)
    expansions;
    struct map64 expansion_places; /* file and offset -> expansion */
    struct reach macro_reach;
    struct map64 condition_lines; /* file and line: part of an #if, #ifdef or #elif */

    struct map64 use_ids;  /* pair of files -> use */
    struct map64 home_ids; /* declaration -> homes */
    VEC(struct home_files)
    homes;
};

/* A key of two 32-bit numbers. */
static inline uint64_t pair_key(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}

/* unit.c: fills `block` with the facts of a request. False, with a sentence, when there are none; `crashed`
 * as in parse_unit(). */
bool unit_extract(const struct request *request, CXIndex index, struct buf *block, bool *crashed,
                  struct error *error);

/* strings.c */
/* The string of a text in which paths below the root are made relative. */
uint32_t unit_string(struct unit *unit, const char *text, size_t length);
/* The same of libclang's string, which is disposed of. */
uint32_t unit_take_string(struct unit *unit, CXString string);
/* A copy in unit->arena; the string is disposed of. */
const char *unit_copy_string(struct unit *unit, CXString string);
/* Cuts the place out of clang's "(unnamed struct at /path/file.c:1:2)". */
const char *unit_plain_type_name(struct unit *unit, const char *spelling);
bool name_is_unnamed(const char *spelling);

/* files.c */
uint32_t unit_file_index(struct unit *unit, CXFile handle); /* FACTS_NONE for a NULL handle */
bool unit_file_has(const struct unit *unit, uint32_t file, uint32_t flag);
/* Adds the lines of a top-level declaration to the code of its file. */
void unit_count_code(struct unit *unit, CXCursor declaration);
/* Where a person would click: the expansion point, or the macro's argument as it is written. */
struct place unit_place(struct unit *unit, CXSourceLocation location);
/* The same without line and column, which cost the most. */
struct place unit_offset(struct unit *unit, CXSourceLocation location);
/* Where the token stands, in a macro's body too. */
struct place unit_spelling_place(struct unit *unit, CXSourceLocation location);
/* The outermost macro expansion (of unit->expansions) that the location comes out of, or FACTS_NONE. What the
 * preprocessor record has at that very place is the answer: the name of a macro is never a node itself. */
uint32_t unit_expansion_at(struct unit *unit, CXSourceLocation location);

/* preprocess.c */
/* Files a cursor of the preprocessing record. */
void preprocess_cursor(struct unit *unit, CXCursor cursor);
/* Once all are filed and the conditions are known: the uses of macros. */
void preprocess_uses(struct unit *unit);

/* uses.c: where a project's own file uses or, by a macro, steers. */
enum use_kind { USE_DECLARATION, USE_MACRO, USE_CONDITION };
void use_add(struct unit *unit, enum use_kind kind, uint32_t from, uint32_t to, uint32_t line, uint32_t name);
/* The top-level declaration that is walked names `declaration`, at the cursor `at`. */
void use_declaration(struct unit *unit, CXCursor declaration, CXCursor at);
/* Uses of everything that the declaration below `cursor` names. */
void use_references(struct unit *unit, CXCursor cursor);
/* A definition uses the header that declares it. */
void use_own_declaration(struct unit *unit, CXCursor definition);

/* preprocess.c: the last definition of a name, or FACTS_NONE. */
uint32_t macro_named(const struct unit *unit, const char *name, size_t length);
/* Counts a use of the macro and of all that its body leads to. */
void macro_use(struct unit *unit, enum use_kind kind, uint32_t from, uint32_t line, uint32_t macro);

/* texts.c: comments, pragmas and conditions of the project's files. Conditions are needed before the macros
 * are counted, comments when it is known which files had bodies. */
void texts_conditions(struct unit *unit);
void texts_comments(struct unit *unit);

/* skipped.c: what the project's files would use in the branches that are not compiled. */
void texts_skipped(struct unit *unit);

/* diagnostics.c */
void diagnostics_add(struct unit *unit);

/* types.c */
uint32_t unit_type(struct unit *unit, CXType type);
/* The array type with `less` elements taken off. */
uint32_t unit_shorter_array(struct unit *unit, CXType type, size_t less);
/* Without typedefs and the like down to pointer, array, function or record, keeping the names inside. */
CXType type_desugar(CXType type);

/* symbols.c */
/* FACTS_NONE for what is no symbol. */
uint32_t unit_symbol(struct unit *unit, CXCursor declaration);
/* Notes that this unit defines the symbol at this cursor (tentative definitions are only known then). */
void symbol_define(struct unit *unit, uint32_t symbol, CXCursor definition);
uint32_t unit_label(struct unit *unit, CXCursor label);
/* Where in unit->fields the fields of this record type begin, in order and without unnamed bit-fields; a null
 * cursor ends them. */
uint32_t unit_fields(struct unit *unit, CXType record);

/* attributes.c */
void attribute_add(struct unit *unit, uint32_t symbol, CXCursor attribute);

/* declarations.c */
void declarations_walk(struct unit *unit);

/* statements.c */
/* Appends the node of a statement or expression; an empty statement appends nothing. */
void walk_node(struct unit *unit, CXCursor cursor, uint32_t parent);
/* Appends exactly one node: NODE_NONE for an empty statement. */
void walk_part(struct unit *unit, CXCursor cursor, uint32_t parent);
/* Appends a NODE_NONE that stands where its parent stands. */
void walk_none(struct unit *unit, uint32_t parent);
/* Opens a node at the cursor's place; `typed` notes the type of an expression. */
uint32_t node_open(struct unit *unit, enum node_kind kind, CXCursor cursor, uint32_t parent, bool typed);
struct fact_node *node_at(struct unit *unit, uint32_t node);
void node_close(struct unit *unit, uint32_t node);

/* Children on unit->children, without references (which are noted as uses); the callers give back what they
 * took. */
struct children {
    uint32_t first, count;
};
struct children children_take(struct unit *unit, CXCursor cursor);
CXCursor children_get(const struct unit *unit, struct children children, uint32_t position);
void children_drop(struct unit *unit, struct children children);

/* loops.c */
void walk_for(struct unit *unit, CXCursor cursor, uint32_t parent);

/* expressions.c */
void walk_expression(struct unit *unit, CXCursor cursor, uint32_t parent);
/* The same as walk_expression for what is never run. */
void walk_unevaluated(struct unit *unit, CXCursor cursor, uint32_t parent);
/* The cursor without implicit casts and parentheses. */
CXCursor cursor_strip(CXCursor cursor);

/* choices.c: _Generic and __builtin_choose_expr, of which one arm runs. */
void walk_generic(struct unit *unit, CXCursor cursor, uint32_t parent);
void walk_opaque(struct unit *unit, CXCursor cursor, uint32_t parent);

/* initialisers.c: the initialiser of an object of this type, with every item's member worked out. */
void walk_initialiser(struct unit *unit, CXCursor cursor, CXType type, uint32_t parent);

/* constants.c */
/* Gives the closed node of this expression its value when it is an integer constant expression. */
void constant_evaluate(struct unit *unit, CXCursor cursor, uint32_t node);
/* The value of an expression that is known to be an integer constant without a list below it. */
bool constant_of(CXCursor cursor, int64_t *value);

/* literals.c: the string with what a string literal holds, cut at FACTS_TEXT_MAX or its first NUL;
 * `lost` is how many bytes of paths were left out. */
uint32_t literal_text(struct unit *unit, CXCursor cursor, size_t *lost);

#endif
