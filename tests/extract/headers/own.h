#ifndef OWN_H
#define OWN_H
#include "types.h"
int own(void);
struct thing *find(struct typed *);
#endif
