/* Regions. Facts count bytes; SARIF here counts UTF-16 units without the byte order mark, which is what
 * editors and code scanning show. The conversion needs the line, so it is done where the source is at hand.
 */
#include "sarif/place.h"

#include "analyzer/base/path.h"
#include "analyzer/base/utf8.h"
#include "sarif/uri.h"

/* Longer texts are not quoted: a generated table in one line would be most of the document. */
#define QUOTE_BYTES_MAX 4096

/* A part of a file in bytes: [from, to) of its lines first to last. */
struct part {
    uint32_t first, last;
    size_t from, to; /* offsets in lines first and last */
    bool exact;      /* the columns are known */
};

const char *place_path(struct sarif_writer *writer, const char *path)
{
    const char *root = writer->input->root;
    return path_below(path_absolute(&writer->arena, root, path), root);
}

bool place_is_inside(const char *path)
{
    return path[0] != '/';
}

static size_t line_length(const struct source_file *file, uint32_t line)
{
    const char *text;
    size_t length;
    return source_line(file, line, &text, &length) ? length : 0;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* The end of the word at `from`, or of the one character there, for places whose end is not known. */
static size_t token_end(const char *text, size_t length, size_t from)
{
    size_t to = from;
    while (to < length && is_word(text[to]))
        to++;
    return to > from ? to : from < length ? from + 1 : from;
}

/* What `at` covers of the file as it is now; not exact when the file does not have those columns. */
static struct part find_part(const struct source_file *file, const struct location *at)
{
    struct part part = {.first = at->line, .last = at->line};
    const char *text;
    size_t length;
    if (at->column == 0 || !source_line(file, at->line, &text, &length) || at->column - 1 > length)
        return part;
    part.exact = true;
    part.from = at->column - 1;
    if (at->end_line > at->line && at->end_column > 0 && at->end_line <= file->line_count &&
        at->end_column - 1 <= line_length(file, at->end_line)) {
        part.last = at->end_line;
        part.to = at->end_column - 1;
    } else if (at->end_line == at->line && at->end_column > at->column && at->end_column - 1 <= length) {
        part.to = at->end_column - 1;
    } else {
        part.to = token_end(text, length, part.from);
    }
    return part;
}

/* The column of an offset in a line, from 1. */
static size_t utf16_column(const struct source_file *file, uint32_t line, size_t offset)
{
    const char *text;
    size_t length, bom = source_bom(file, line);
    if (!source_line(file, line, &text, &length) || offset <= bom)
        return 1;
    return utf8_utf16_length(text + bom, offset - bom) + 1;
}

static void add_snippet(cJSON *region, const char *text, size_t length)
{
    if (length <= QUOTE_BYTES_MAX)
        json_add_bytes(json_add_object(region, "snippet"), "text", text, length);
}

static void add_region(cJSON *physical, const struct source_file *file, const struct part *part,
                       enum place_detail detail)
{
    cJSON *region = json_add_object(physical, "region");
    json_add_number(region, "startLine", part->first);
    if (!part->exact)
        return;
    json_add_number(region, "startColumn", (double)utf16_column(file, part->first, part->from));
    json_add_number(region, "endLine", part->last);
    json_add_number(region, "endColumn", (double)utf16_column(file, part->last, part->to));
    const char *first, *last;
    size_t length;
    if (detail == PLACE_QUOTED && source_line(file, part->first, &first, &length) &&
        source_line(file, part->last, &last, &length))
        add_snippet(region, first + part->from, (size_t)(last + part->to - (first + part->from)));
}

/* The lines of the region with one line more on each side. A context must be larger than its region, which it
 * is not when the file has no other line. */
static void add_context(cJSON *physical, const struct source_file *file, const struct part *part)
{
    uint32_t first = part->first > 1 ? part->first - 1 : 1;
    uint32_t last = part->last < file->line_count ? part->last + 1 : file->line_count;
    const char *start, *end;
    size_t start_length, end_length;
    if (last - first == part->last - part->first || !source_line(file, first, &start, &start_length) ||
        !source_line(file, last, &end, &end_length))
        return;
    start += source_bom(file, first);
    size_t length = (size_t)(end + end_length - start);
    if (length > QUOTE_BYTES_MAX)
        return;
    cJSON *region = json_add_object(physical, "contextRegion");
    json_add_number(region, "startLine", first);
    json_add_number(region, "endLine", last);
    add_snippet(region, start, length);
}

static void add_artifact_location(cJSON *parent, const char *key, const char *path, uint32_t index)
{
    cJSON *object = json_add_object(parent, key);
    struct buf uri = {0};
    if (place_is_inside(path))
        uri_add_path(&uri, path);
    else
        uri_add_file(&uri, path);
    json_add_text(object, "uri", buf_text(&uri));
    buf_release(&uri);
    if (place_is_inside(path))
        json_add_text(object, "uriBaseId", "%SRCROOT%");
    json_add_number(object, "index", index);
}

void place_add(cJSON *location, struct sarif_writer *writer, const struct location *at,
               enum artifact_role role, enum place_detail detail)
{
    const char *path = place_path(writer, at->path);
    cJSON *physical = json_add_object(location, "physicalLocation");
    add_artifact_location(physical, "artifactLocation", path, writer_artifact(writer, path, role));
    if (at->line == 0)
        return;
    const struct source_file *file = source_file(writer->input->source, path);
    struct part part = find_part(file, at);
    add_region(physical, file, &part, detail);
    if (detail == PLACE_QUOTED && part.exact)
        add_context(physical, file, &part);
}

void place_add_artifacts(cJSON *run, struct sarif_writer *writer)
{
    static const char *const names[] = {[ARTIFACT_MENTIONED] = "tracedFile",
                                        [ARTIFACT_UNIT] = "analysisTarget",
                                        [ARTIFACT_RESULT] = "resultFile"};
    cJSON *artifacts = json_add_array(run, "artifacts");
    for (uint32_t i = 0; i < writer->artifacts.count; i++) {
        const struct artifact *artifact = &writer->artifacts.data[i];
        cJSON *object = json_push_object(artifacts);
        add_artifact_location(object, "location", artifact->path, i);
        cJSON *roles = json_add_array(object, "roles");
        for (unsigned role = 0; role < sizeof names / sizeof names[0]; role++)
            if (artifact->roles & 1u << role)
                json_push_text(roles, names[role]);
    }
}
