/* Findings as the compilers print them. Each finding is a line, the source with a mark, and a note per step
 * of the way to what costs. */
#include "analyzer/report/text.h"

#include <string.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/path.h"
#include "analyzer/base/utf8.h"
#include "analyzer/findings/rule.h"
#include "analyzer/report/quote.h"

/* GCC's defaults for GCC_COLORS. */
#define COLOUR_PLACE   "\033[01m"
#define COLOUR_ERROR   "\033[01;31m"
#define COLOUR_WARNING "\033[01;35m"
#define COLOUR_NOTE    "\033[01;36m"
#define COLOUR_MARK    "\033[01;32m"
#define COLOUR_OFF     "\033[m"

struct printer {
    struct buf *out;
    struct source *source;
    const struct text_options *options;
    struct arena paths;      /* of the finding being printed */
    struct buf quoted, mark; /* reused from line to line */
};

static void colour_on(const struct printer *printer, const char *colour)
{
    if (printer->options->colour)
        buf_addstr(printer->out, colour);
}

static void colour_off(const struct printer *printer)
{
    colour_on(printer, COLOUR_OFF);
}

static const char *level_colour(enum level level)
{
    return level == LEVEL_ERROR ? COLOUR_ERROR : level == LEVEL_WARNING ? COLOUR_WARNING : COLOUR_NOTE;
}

void text_safe(struct buf *out, const char *text)
{
    for (size_t length = strlen(text), step; length > 0; text += step, length -= step) {
        uint32_t character;
        step = utf8_decode(text, length, &character);
        if (character == '\n')
            buf_addstr(out, "\\n");
        else if (character == '\t')
            buf_addstr(out, "\\t");
        else if (character < 0x20 || (character >= 0x7f && character <= 0x9f))
            buf_printf(out, "\\x%02x", character);
        else
            buf_add(out, text, step);
    }
}

/* The path as a person in the working directory writes it: with `../` only within the project. */
static const char *path_shown(struct printer *printer, const char *path)
{
    const struct text_options *options = printer->options;
    const char *absolute = path_absolute(&printer->paths, options->root, path);
    if (path_is_below(options->current, options->root) && path_is_below(absolute, options->root))
        return path_relative(&printer->paths, options->current, absolute);
    return path_below(absolute, options->current);
}

/* "path:line:col: " */
static void print_place(struct printer *printer, const struct location *at)
{
    colour_on(printer, COLOUR_PLACE);
    text_safe(printer->out, path_shown(printer, at->path));
    if (at->line > 0)
        buf_printf(printer->out, ":%u", at->line);
    if (at->line > 0 && at->column > 0)
        buf_printf(printer->out, ":%u", at->column);
    buf_addstr(printer->out, ": ");
    colour_off(printer);
}

static void print_level(struct printer *printer, enum level level)
{
    colour_on(printer, level_colour(level));
    buf_printf(printer->out, "%s: ", level_name(level));
    colour_off(printer);
}

static void print_quote(struct printer *printer, const struct location *at)
{
    const char *line;
    size_t length;
    if (at->column == 0 || !source_line(source_file(printer->source, at->path), at->line, &line, &length))
        return;
    size_t from = at->column - 1, to = from + 1;
    if (at->end_line > at->line)
        to = length;
    else if (at->end_line == at->line && at->end_column > at->column)
        to = at->end_column - 1;
    buf_clear(&printer->quoted);
    buf_clear(&printer->mark);
    quote_line(&printer->quoted, &printer->mark, line, length, from, to);
    buf_printf(printer->out, "%5u | %s\n      | ", at->line, buf_text(&printer->quoted));
    colour_on(printer, COLOUR_MARK);
    buf_addstr(printer->out, buf_text(&printer->mark));
    colour_off(printer);
    buf_addch(printer->out, '\n');
}

static void print_finding(struct printer *printer, const struct finding *finding)
{
    print_place(printer, &finding->at);
    print_level(printer, finding->level);
    text_safe(printer->out, finding->message);
    buf_printf(printer->out, " [%s]", finding->rule->id);
    if (finding->rule->references[0])
        buf_printf(printer->out, " (%s)", finding->rule->references[0]);
    buf_addch(printer->out, '\n');
    print_quote(printer, &finding->at);
    for (uint32_t i = 0; i < finding->step_count; i++) {
        print_place(printer, &finding->steps[i].at);
        print_level(printer, LEVEL_NOTE);
        text_safe(printer->out, finding->steps[i].text);
        if (printer->options->details && finding->steps[i].detail[0]) {
            buf_addstr(printer->out, " (");
            text_safe(printer->out, finding->steps[i].detail);
            buf_addch(printer->out, ')');
        }
        buf_addch(printer->out, '\n');
    }
}

void text_report(struct buf *out, const struct finding_list *findings, struct source *source,
                 const struct text_options *options)
{
    struct printer printer = {.out = out, .source = source, .options = options};
    for (uint32_t i = 0; i < findings->items.count; i++) {
        print_finding(&printer, &findings->items.data[i]);
        arena_release(&printer.paths);
    }
    buf_release(&printer.quoted);
    buf_release(&printer.mark);
}
