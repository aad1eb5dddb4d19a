/* Lines of source files, for reports that quote them. A file is read once and indexed by the offsets of its
 * lines, because findings come sorted by path but their paths through the program jump between files. */
#include "analyzer/base/source.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/buf.h"
#include "analyzer/base/io.h"
#include "analyzer/base/path.h"

void source_init(struct source *source, const char *root)
{
    *source = (struct source){.root = root};
}

void source_release(struct source *source)
{
    for (uint32_t i = 0; i < source->files.count; i++)
        free((char *)source->files.data[i]->text);
    vec_release(&source->files);
    map_release(&source->ids);
    arena_release(&source->arena);
}

/* The offset after the line that starts at `at`. */
static size_t next_line(const struct source_file *file, size_t at)
{
    while (at < file->length && file->text[at] != '\n' && file->text[at] != '\r')
        at++;
    if (at + 1 < file->length && file->text[at] == '\r' && file->text[at + 1] == '\n')
        return at + 2;
    return at < file->length ? at + 1 : at;
}

static void index_lines(struct source_file *file, struct arena *arena)
{
    uint32_t count = 0;
    for (size_t at = 0; at < file->length; at = next_line(file, at))
        count++;
    file->starts = ARENA_ARRAY(arena, (size_t)count + 1, uint32_t);
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++, at = next_line(file, at))
        file->starts[i] = (uint32_t)at;
    file->starts[count] = (uint32_t)file->length;
    file->line_count = count;
}

static void read_file(struct source *source, struct source_file *file, const char *path)
{
    struct arena scratch = {0};
    const char *absolute = path_absolute(&scratch, source->root, path);
    struct buf text = {0};
    if (source->root[0] && path_is_below(absolute, source->root) &&
        io_read_file(absolute, SOURCE_BYTES_MAX, &text, NULL)) {
        file->text = buf_detach(&text, &file->length);
        index_lines(file, &source->arena);
    }
    buf_release(&text);
    arena_release(&scratch);
}

const struct source_file *source_file(struct source *source, const char *path)
{
    uint32_t id = map_get_str(&source->ids, path);
    if (id != MAP_NONE)
        return source->files.data[id];
    struct source_file *file = ARENA_NEW(&source->arena, struct source_file);
    file->number = source->files.count;
    read_file(source, file, path);
    map_put_str(&source->ids, arena_strdup(&source->arena, path), file->number);
    vec_push(&source->files, file);
    return file;
}

bool source_line(const struct source_file *file, uint32_t line, const char **text, size_t *length)
{
    if (line == 0 || line > file->line_count)
        return false;
    size_t start = file->starts[line - 1];
    size_t end = file->starts[line];
    if (end > start && file->text[end - 1] == '\n')
        end--;
    if (end > start && file->text[end - 1] == '\r')
        end--;
    *text = file->text + start;
    *length = end - start;
    return true;
}

size_t source_bom(const struct source_file *file, uint32_t line)
{
    return line == 1 && file->length >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}
