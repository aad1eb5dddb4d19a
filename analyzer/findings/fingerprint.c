/* The fingerprint of a finding. The line takes part as tokens, so that reformatting, trailing comments and
 * another indentation change nothing, while another call on the line does. */
#include "analyzer/findings/fingerprint.h"

#include <stdbool.h>
#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/findings/rule.h"

static bool is_word(char c)
{
    unsigned char u = (unsigned char)c;
    return (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u == '_' ||
           u >= 0x80;
}

/* The end of the string or character constant that opens at `at`; a backslash protects what follows. */
static size_t quoted_end(const char *line, size_t length, size_t at)
{
    char quote = line[at++];
    while (at < length && line[at] != quote)
        at += line[at] == '\\' ? 2 : 1;
    return at < length ? at + 1 : length;
}

/* The end of the comment that opens at `at`, or `at` when none does. */
static size_t comment_end(const char *line, size_t length, size_t at)
{
    if (line[at] != '/' || at + 1 >= length)
        return at;
    if (line[at + 1] == '/')
        return length;
    if (line[at + 1] != '*')
        return at;
    for (size_t i = at + 2; i + 1 < length; i++)
        if (line[i] == '*' && line[i + 1] == '/')
            return i + 2;
    return length;
}

/* Appends the tokens of a line with one space between them. A sign is a token of its own, because where signs
 * are joined (`>>`) nobody writes a blank between. */
static void add_tokens(struct buf *out, const char *line, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t start = at, after = comment_end(line, length, at);
        if (after != at || line[at] == ' ' || (line[at] >= '\t' && line[at] <= '\r')) {
            at = after != at ? after : at + 1;
            continue;
        }
        if (line[at] == '"' || line[at] == '\'')
            at = quoted_end(line, length, at);
        else if (is_word(line[at]))
            while (at < length && is_word(line[at]))
                at++;
        else
            at++;
        buf_add(out, line + start, at - start);
        buf_addch(out, ' ');
    }
}

uint64_t finding_fingerprint(const struct finding *finding, struct source *source)
{
    struct buf text = {0};
    const char *parts[] = {finding->rule->id, finding->function, finding->subject};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        buf_add(&text, parts[i], strlen(parts[i]) + 1);
    const char *line;
    size_t length;
    const struct source_file *file = source_file(source, finding->at.path);
    if (source_line(file, finding->at.line, &line, &length)) {
        size_t bom = source_bom(file, finding->at.line);
        add_tokens(&text, line + bom, length - bom);
    }
    uint64_t hash = hash_bytes(text.data, text.length);
    buf_release(&text);
    return hash;
}
