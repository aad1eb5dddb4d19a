#ifndef DECLARES_H
#define DECLARES_H
int both(int n);
static inline int defined_there(int n);
#endif
