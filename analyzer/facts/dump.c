/* The readable form of a block, one record a line, in the order of the block.
 *
 * A line begins with the name of its record and goes on with what a reader searches for first. Symbols and
 * types are written by name and spelling, not by index: the golden tests that rest on this text would change
 * with every symbol that is added elsewhere. Where two locals of a function share a name the line of their
 * declaration tells them apart (`i@12`). Trees are walked by their ends and not by recursion, so that a tree
 * of any depth is dumped. */
#include <string.h>

#include "analyzer/base/map.h"
#include "analyzer/base/utf8.h"
#include "analyzer/base/vec.h"
#include "analyzer/facts/facts.h"

#define INDENT_MAX 100 /* deeper nodes stand at this depth, or the text would grow with the square */
#define SHARED     1   /* in `locals`: several symbols have this name */

struct dump {
    const struct facts *facts;
    FILE *out;
    struct map64 locals; /* parent and name of each local -> 0, or SHARED */
};

struct flag_name {
    unsigned flag;
    const char *name;
};

static const struct flag_name file_flags[] = {{FILE_MAIN, "main"},
                                              {FILE_PROJECT, "project"},
                                              {FILE_SYSTEM, "system"},
                                              {FILE_GUARDED, "guarded"},
                                              {0, NULL}};

static const struct flag_name type_flags[] = {{TYPE_IS_CONST, "const"},
                                              {TYPE_IS_VOLATILE, "volatile"},
                                              {TYPE_IS_UNSIGNED, "unsigned"},
                                              {TYPE_IS_VARIADIC, "variadic"},
                                              {0, NULL}};

static const struct flag_name symbol_flags[] = {
    {SYMBOL_DEFINED, "defined"},       {SYMBOL_STATIC, "static"}, {SYMBOL_THREAD_LOCAL, "thread_local"},
    {SYMBOL_INLINE, "inline"},         {SYMBOL_SYSTEM, "system"}, {SYMBOL_UNION, "union"},
    {SYMBOL_FROM_MACRO, "from_macro"}, {SYMBOL_LOCAL, "local"},   {0, NULL},
};

static void put_flags(struct dump *dump, const struct flag_name *names, unsigned flags)
{
    for (; names->name != NULL; names++) {
        if (flags & names->flag)
            fprintf(dump->out, " %s", names->name);
    }
}

/* One character as it is, or escaped when it would break the line, end the quotes or reach a terminal. */
static void put_character(FILE *out, const char *bytes, size_t length, uint32_t character, char quote)
{
    bool valid = length > 1 ? character != 0xFFFD : character < 0x80;

    if (character == '\n')
        fputs("\\n", out);
    else if (character == '\t')
        fputs("\\t", out);
    else if (character == '\\' || (quote != '\0' && character == (unsigned char)quote))
        fprintf(out, "\\%c", (char)character);
    else if (valid && character >= 0x20 && !(character >= 0x7F && character < 0xA0))
        fwrite(bytes, 1, length, out);
    else
        for (size_t i = 0; i < length; i++)
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)bytes[i]);
}

static void put_escaped(struct dump *dump, const char *text, char quote)
{
    size_t left = strlen(text);

    if (quote != '\0')
        fputc(quote, dump->out);
    while (left > 0) {
        uint32_t character;
        size_t length = utf8_decode(text, left, &character);

        put_character(dump->out, text, length, character, quote);
        text += length;
        left -= length;
    }
    if (quote != '\0')
        fputc(quote, dump->out);
}

static void put_string(struct dump *dump, uint32_t string)
{
    put_escaped(dump, facts_string(dump->facts, string), '\0');
}

static void put_quoted(struct dump *dump, uint32_t string)
{
    put_escaped(dump, facts_string(dump->facts, string), '"');
}

static void put_file(struct dump *dump, uint32_t file)
{
    if (file == FACTS_NONE)
        fputs("(none)", dump->out);
    else
        put_string(dump, dump->facts->files[file].path);
}

static uint64_t local_key(const struct fact_symbol *symbol)
{
    return (uint64_t)symbol->parent << 32 | symbol->name;
}

static void put_symbol(struct dump *dump, uint32_t symbol)
{
    const struct fact_symbol *fact;

    if (symbol == FACTS_NONE) {
        fputs("(none)", dump->out);
        return;
    }
    fact = &dump->facts->symbols[symbol];
    if (*facts_string(dump->facts, fact->name) == '\0')
        fputs("(unnamed)", dump->out);
    else
        put_string(dump, fact->name);
    if ((fact->flags & SYMBOL_LOCAL) && map64_get(&dump->locals, local_key(fact)) == SHARED)
        fprintf(dump->out, "@%u", (unsigned)fact->line);
}

static void put_type(struct dump *dump, uint32_t type)
{
    if (type != FACTS_NONE) {
        fputs(" : ", dump->out);
        put_string(dump, dump->facts->types[type].spelling);
    }
}

static void dump_unit(struct dump *dump)
{
    const struct fact_unit *unit = &dump->facts->unit;
    const char *argument = facts_string(dump->facts, unit->arguments);

    fputs("unit ", dump->out);
    put_file(dump, unit->file);
    if (unit->flags & UNIT_INCOMPLETE)
        fputs(" incomplete", dump->out);
    fprintf(dump->out, " errors %u\n", (unsigned)unit->errors);
    while (*argument != '\0') {
        size_t length = strcspn(argument, "\n");
        struct buf line = {0};

        buf_add(&line, argument, length);
        fputs("argument ", dump->out);
        put_escaped(dump, buf_text(&line), '\0');
        fputc('\n', dump->out);
        buf_release(&line);
        argument += length;
        argument += *argument == '\n';
    }
}

static void dump_files(struct dump *dump)
{
    for (uint32_t i = 0; i < dump->facts->files_count; i++) {
        const struct fact_file *file = &dump->facts->files[i];

        fputs("file ", dump->out);
        put_string(dump, file->path);
        put_flags(dump, file_flags, file->flags);
        fprintf(dump->out, " lines %u bytes %u code %u\n", (unsigned)file->lines, (unsigned)file->bytes,
                (unsigned)file->code);
    }
    for (uint32_t i = 0; i < dump->facts->includes_count; i++) {
        const struct fact_include *include = &dump->facts->includes[i];
        bool angled = include->angled != 0;

        fputs("include ", dump->out);
        put_file(dump, include->from);
        fprintf(dump->out, ":%u:%u %c", (unsigned)include->line, (unsigned)include->column,
                angled ? '<' : '"');
        put_string(dump, include->spelled);
        fprintf(dump->out, "%c -> ", angled ? '>' : '"');
        put_file(dump, include->to);
        if (include->comment != 0) {
            fputs(" comment ", dump->out);
            put_string(dump, include->comment);
        }
        fputc('\n', dump->out);
    }
    for (uint32_t i = 0; i < dump->facts->uses_count; i++) {
        const struct fact_use *use = &dump->facts->uses[i];

        fputs("use ", dump->out);
        put_file(dump, use->from);
        fputs(" -> ", dump->out);
        put_file(dump, use->to);
        fprintf(dump->out, " declarations %u macros %u conditions %u first ", (unsigned)use->declarations,
                (unsigned)use->macros, (unsigned)use->conditions);
        put_string(dump, use->name);
        fprintf(dump->out, " @ %u", (unsigned)use->line);
        if (use->instead != FACTS_NONE) {
            fputs(" or ", dump->out);
            put_file(dump, use->instead);
        }
        fputc('\n', dump->out);
    }
}

static void dump_types(struct dump *dump)
{
    for (uint32_t i = 0; i < dump->facts->types_count; i++) {
        const struct fact_type *type = &dump->facts->types[i];

        fprintf(dump->out, "type %s ", type_class_name(type->class));
        put_quoted(dump, type->spelling);
        put_flags(dump, type_flags, type->flags);
        if (type->size >= 0)
            fprintf(dump->out, " size %lld", (long long)type->size);
        if (type->count >= 0)
            fprintf(dump->out, " count %lld", (long long)type->count);
        if (type->target != FACTS_NONE) {
            fputs(" -> ", dump->out);
            put_quoted(dump, dump->facts->types[type->target].spelling);
        }
        if (type->symbol != FACTS_NONE) {
            fputs(" symbol ", dump->out);
            put_symbol(dump, type->symbol);
        }
        fputc('\n', dump->out);
    }
}

static void dump_symbol(struct dump *dump, const struct fact_symbol *symbol)
{
    static const char *const linkages[] = {
        [LINKAGE_INTERNAL] = " internal", [LINKAGE_EXTERNAL] = " external"};

    fprintf(dump->out, "symbol %s ", symbol_kind_name(symbol->kind));
    put_symbol(dump, (uint32_t)(symbol - dump->facts->symbols));
    if (symbol->parent != FACTS_NONE) {
        fputs(" of ", dump->out);
        put_symbol(dump, symbol->parent);
    }
    if (symbol->kind == SYMBOL_PARAMETER || symbol->kind == SYMBOL_FIELD)
        fprintf(dump->out, " #%u", (unsigned)symbol->index);
    if (symbol->kind == SYMBOL_CONSTANT)
        fprintf(dump->out, " = %lld", (long long)symbol->value);
    if (linkages[symbol->linkage] != NULL)
        fputs(linkages[symbol->linkage], dump->out);
    put_flags(dump, symbol_flags, symbol->flags);
    put_type(dump, symbol->type);
    fputs(" @ ", dump->out);
    put_file(dump, symbol->file);
    if (symbol->file != FACTS_NONE)
        fprintf(dump->out, ":%u:%u", (unsigned)symbol->line, (unsigned)symbol->column);
    if (symbol->end_line != symbol->line)
        fprintf(dump->out, "-%u", (unsigned)symbol->end_line);
    if (symbol->identity != 0) {
        fputs(" identity ", dump->out);
        put_string(dump, symbol->identity);
    }
    fputc('\n', dump->out);
}

static void dump_symbols(struct dump *dump)
{
    const struct facts *facts = dump->facts;

    for (uint32_t i = 0; i < facts->symbols_count; i++)
        dump_symbol(dump, &facts->symbols[i]);
    for (uint32_t i = 0; i < facts->attributes_count; i++) {
        fputs("attribute ", dump->out);
        put_symbol(dump, facts->attributes[i].symbol);
        fprintf(dump->out, " %s ", attribute_kind_name(facts->attributes[i].kind));
        put_quoted(dump, facts->attributes[i].text);
        fputc('\n', dump->out);
    }
}

/* The operator in the form in which it is told from its twins: post++ and pre++, + and +=. */
static void put_operator(struct dump *dump, const struct fact_node *node)
{
    switch (node->kind) {
    case NODE_UNARY:
        if (node->op == UNARY_POST_INCREMENT || node->op == UNARY_POST_DECREMENT)
            fputs(" post", dump->out);
        else if (node->op == UNARY_PRE_INCREMENT || node->op == UNARY_PRE_DECREMENT)
            fputs(" pre", dump->out);
        else
            fputc(' ', dump->out);
        fputs(unary_op_text(node->op), dump->out);
        break;
    case NODE_BINARY: fprintf(dump->out, " %s", binary_op_text(node->op)); break;
    case NODE_ASSIGN: fprintf(dump->out, " %s=", binary_op_text(node->op)); break;
    default: break;
    }
}

/* What the node refers to, by its kind. */
static void put_reference(struct dump *dump, const struct fact_node *node)
{
    bool field = node->kind == NODE_MEMBER || node->kind == NODE_INIT_FIELD;

    if (node->kind == NODE_INIT_INDEX)
        fprintf(dump->out, " [%lld]", (long long)node->value);
    if (node->ref == FACTS_NONE)
        return;
    fputc(' ', dump->out);
    if (node->kind == NODE_STRING) {
        put_quoted(dump, node->ref);
        return;
    }
    if (field)
        fputs(node->flags & NODE_ARROW ? "->" : ".", dump->out);
    put_symbol(dump, node->ref);
    if (field && dump->facts->symbols[node->ref].parent != FACTS_NONE) {
        fputs(" of ", dump->out);
        put_symbol(dump, dump->facts->symbols[node->ref].parent);
    }
}

/* `home` is the file that needs no mention. */
static void put_range(struct dump *dump, const struct fact_node *node, uint32_t home)
{
    fputs(" @ ", dump->out);
    if (node->file != home) {
        put_file(dump, node->file);
        fputc(':', dump->out);
    }
    fprintf(dump->out, "%u:%u", (unsigned)node->line, (unsigned)node->column);
    if (node->end_line != node->line)
        fprintf(dump->out, "-%u:%u", (unsigned)node->end_line, (unsigned)node->end_column);
    else if (node->end_column != node->column)
        fprintf(dump->out, "-%u", (unsigned)node->end_column);
}

static void dump_node(struct dump *dump, const struct fact_node *node, uint32_t depth, uint32_t home)
{
    fprintf(dump->out, "%*s%s", (int)(depth < INDENT_MAX ? depth : INDENT_MAX) * 2, "",
            node_kind_name(node->kind));
    put_operator(dump, node);
    put_reference(dump, node);
    if ((node->flags & NODE_HAS_VALUE) && node->kind != NODE_INIT_INDEX)
        fprintf(dump->out, " = %lld", (long long)node->value);
    put_type(dump, node->type);
    if (node->kind != NODE_NONE)
        put_range(dump, node, home);
    if (node->macro != 0) {
        fputs(" macro ", dump->out);
        put_string(dump, node->macro);
    }
    if ((node->flags & NODE_IN_MACRO) && node->macro == 0)
        fputs(" in_macro", dump->out);
    if (node->flags & NODE_UNEVALUATED)
        fputs(" unevaluated", dump->out);
    fputc('\n', dump->out);
}

static void dump_trees(struct dump *dump)
{
    const struct facts *facts = dump->facts;
    VEC(uint32_t)
    ends = {0}; /* of the nodes around the present one */

    for (uint32_t i = 0; i < facts->roots_count; i++) {
        const struct fact_root *root = &facts->roots[i];
        uint32_t home = facts->nodes[root->node].file;

        fprintf(dump->out, "root %s ", symbol_kind_name(facts->symbols[root->symbol].kind));
        put_symbol(dump, root->symbol);
        if (facts->symbols[root->symbol].parent != FACTS_NONE) {
            fputs(" of ", dump->out);
            put_symbol(dump, facts->symbols[root->symbol].parent);
        }
        fputs(" @ ", dump->out);
        put_file(dump, home);
        fputc('\n', dump->out);
        for (uint32_t n = root->node; n < facts->nodes[root->node].end; n++) {
            while (ends.count > 0 && ends.data[ends.count - 1] <= n)
                ends.count--;
            vec_push(&ends, facts->nodes[n].end);
            dump_node(dump, &facts->nodes[n], ends.count, home);
        }
    }
    vec_release(&ends);
}

static void dump_rest(struct dump *dump)
{
    static const char *const levels[] = {
        [DIAGNOSTIC_WARNING] = "warning", [DIAGNOSTIC_ERROR] = "error", [DIAGNOSTIC_FATAL] = "fatal"};
    const struct facts *facts = dump->facts;

    for (uint32_t i = 0; i < facts->comments_count; i++) {
        const struct fact_comment *comment = &facts->comments[i];

        fputs("comment ", dump->out);
        put_file(dump, comment->file);
        fprintf(dump->out, ":%u", (unsigned)comment->line);
        if (comment->end_line != comment->line)
            fprintf(dump->out, "-%u", (unsigned)comment->end_line);
        fputc(' ', dump->out);
        put_quoted(dump, comment->text);
        fputc('\n', dump->out);
    }
    for (uint32_t i = 0; i < facts->pragmas_count; i++) {
        fputs("pragma ", dump->out);
        put_file(dump, facts->pragmas[i].file);
        fprintf(dump->out, ":%u ", (unsigned)facts->pragmas[i].line);
        put_quoted(dump, facts->pragmas[i].text);
        fputc('\n', dump->out);
    }
    for (uint32_t i = 0; i < facts->diagnostics_count; i++) {
        const struct fact_diagnostic *diagnostic = &facts->diagnostics[i];

        fprintf(dump->out, "diagnostic %s ", levels[diagnostic->level]);
        put_file(dump, diagnostic->file);
        fprintf(dump->out, ":%u:%u ", (unsigned)diagnostic->line, (unsigned)diagnostic->column);
        put_quoted(dump, diagnostic->text);
        fputc('\n', dump->out);
    }
}

void facts_dump(const struct facts *facts, FILE *out)
{
    struct dump dump = {.facts = facts, .out = out};

    for (uint32_t i = 0; i < facts->symbols_count; i++) {
        const struct fact_symbol *symbol = &facts->symbols[i];

        if (!(symbol->flags & SYMBOL_LOCAL))
            continue;
        if (map64_get(&dump.locals, local_key(symbol)) == MAP_NONE)
            map64_put(&dump.locals, local_key(symbol), 0);
        else
            map64_set(&dump.locals, local_key(symbol), SHARED);
    }
    dump_unit(&dump);
    dump_files(&dump);
    dump_types(&dump);
    dump_symbols(&dump);
    dump_trees(&dump);
    dump_rest(&dump);
    map64_release(&dump.locals);
}
