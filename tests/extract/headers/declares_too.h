#ifndef DECLARES_TOO_H
#define DECLARES_TOO_H
int both(int n);
static inline int builds(int n)
{
    return __builtin_expect(n, 1);
}
#endif
