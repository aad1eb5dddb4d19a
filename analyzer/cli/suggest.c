/* Closeness is the number of characters to insert, delete, replace or swap with a neighbour (the optimal
 * string alignment distance): the four ways in which a typed name goes wrong. Far ones are not offered, since
 * a wrong guess sends the reader the wrong way. Cost: the product of the lengths, which are short. */
#include "analyzer/cli/suggest.h"

#include <string.h>

#define NAME_MAX_LENGTH 48 /* longer names are not compared */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][NAME_MAX_LENGTH + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replace = last[j - 1] + (a[i - 1] != b[j - 1]);

            row[j] = least(replace, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
        row = spare;
    }
    return last[b_length];
}

void suggest(struct suggestion *suggestion, const char *wrong, const char *candidate)
{
    size_t wrong_length = strlen(wrong), length = strlen(candidate), found;

    if (wrong_length == 0 || wrong_length > NAME_MAX_LENGTH || length > NAME_MAX_LENGTH)
        return;
    found = distance(wrong, wrong_length, candidate, length);
    if (length > wrong_length && wrong_length >= 3 && strncmp(wrong, candidate, wrong_length) == 0)
        found = 1; /* a beginning is as good as one slip */
    if (found > 1 + wrong_length / 4 || (suggestion->best && found >= suggestion->distance))
        return;
    suggestion->best = candidate;
    suggestion->distance = found;
}
