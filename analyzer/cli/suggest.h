/* The name that was probably meant, for messages about unknown ones. */
#ifndef DAWDLE_CLI_SUGGEST_H
#define DAWDLE_CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *best; /* the closest name so far, NULL when none is close */
    size_t distance;
};

/* Offers `candidate` as what `wrong` may have meant; start with a zeroed suggestion. At equal distance the
 * first one stays. */
void suggest(struct suggestion *suggestion, const char *wrong, const char *candidate);

#endif
