#ifndef DEFINES_H
#define DEFINES_H
static inline int defined_there(int n)
{
    return n + 1;
}
#endif
