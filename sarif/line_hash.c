/* A rolling hash over the text without blanks: the hash of a line is that of the 100 UTF-16 units which begin
 * where the line does, h = u0*37^99 + u1*37^98 + ... modulo 2^64. So it survives a new indentation and lines
 * inserted above, and changes with what stands just below.
 *
 * The window is a ring. When a unit that began a line is about to leave it, the window holds exactly the
 * units of that line's hash. The end of the file counts as one more unit, and zeros after it push out the
 * last lines. One pass, constant work per unit. */
#include "sarif/line_hash.h"

#include <stdbool.h>

#include "analyzer/base/map.h"
#include "analyzer/base/utf8.h"
#include "analyzer/base/vec.h"

#define WINDOW      100
#define FACTOR      UINT64_C(37)
#define END_OF_FILE 0xffff

struct roller {
    uint16_t units[WINDOW];
    bool begins_line[WINDOW];
    unsigned at;        /* the oldest unit in the ring, where the next one goes */
    uint64_t hash;      /* of the whole ring */
    uint64_t outgoing;  /* FACTOR to the power of WINDOW: the weight of the unit that leaves */
    bool at_line_start; /* the next unit that counts begins a line */
    bool after_cr;      /* the last unit was a CR, so that an LF belongs to it */
    struct map64 seen;  /* hash -> occurrences */
    VEC(struct line_hash)
    lines;
};

static void push(struct roller *roller, uint16_t unit, bool begins_line)
{
    unsigned at = roller->at;
    if (roller->begins_line[at]) {
        uint32_t before = map64_get(&roller->seen, roller->hash);
        uint32_t occurrence = before == MAP_NONE ? 1 : before + 1;
        map64_set(&roller->seen, roller->hash, occurrence);
        vec_push(&roller->lines, (struct line_hash){roller->hash, occurrence});
    }
    roller->hash = roller->hash * FACTOR + unit - roller->outgoing * roller->units[at];
    roller->units[at] = unit;
    roller->begins_line[at] = begins_line;
    roller->at = (at + 1) % WINDOW;
}

/* Takes one unit of the text: leaves out blanks and makes every line end one LF. */
static void take(struct roller *roller, uint16_t unit)
{
    bool after_cr = roller->after_cr;
    roller->after_cr = unit == '\r';
    if (unit == ' ' || unit == '\t' || (after_cr && unit == '\n'))
        return;
    bool begins_line = roller->at_line_start;
    roller->at_line_start = unit == '\r' || unit == '\n';
    push(roller, unit == '\r' ? '\n' : unit, begins_line);
}

struct line_hashes line_hashes_of(const char *text, size_t length, struct arena *arena)
{
    struct roller roller = {.outgoing = 1, .at_line_start = true};
    for (unsigned i = 0; i < WINDOW; i++)
        roller.outgoing *= FACTOR;
    while (length > 0) {
        uint32_t character;
        size_t step = utf8_decode(text, length, &character);
        if (character > 0xffff) {
            take(&roller, (uint16_t)(0xd800 + ((character - 0x10000) >> 10)));
            take(&roller, (uint16_t)(0xdc00 + ((character - 0x10000) & 0x3ff)));
        } else {
            take(&roller, (uint16_t)character);
        }
        text += step;
        length -= step;
    }
    take(&roller, END_OF_FILE);
    for (unsigned i = 0; i < WINDOW; i++)
        push(&roller, 0, false);

    struct line_hashes result = {.count = roller.lines.count};
    result.lines = ARENA_ARRAY(arena, result.count, struct line_hash);
    for (uint32_t i = 0; i < result.count; i++)
        result.lines[i] = roller.lines.data[i];
    vec_release(&roller.lines);
    map64_release(&roller.seen);
    return result;
}
