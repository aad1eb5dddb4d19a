/* Whether a product of two lengths is worth a warning: both must be known to grow. */
#ifndef DAWDLE_CHECKS_GROWING_H
#define DAWDLE_CHECKS_GROWING_H

#include "analyzer/findings/weight.h"
#include "analyzer/link/growth.h"

/* The confidence that is left when what is walked is `walked` and the rounds are those of loop `rounds`, in
 * code of `function`: as given where both grow, low where one of them stays short or, in a program of which
 * it is known when its code runs, where nothing shows that it grows. `reason` becomes a clause for the
 * message, with what stands before it, "" where there is none to tell. */
enum confidence growing_confidence(const struct program *program, uint32_t function, uint32_t rounds,
                                   struct growth walked, enum confidence confidence, struct arena *arena,
                                   const char **reason);

#endif
