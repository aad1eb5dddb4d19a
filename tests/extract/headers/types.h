#ifndef TYPES_H
#define TYPES_H
struct typed {
    int count;
};
struct thing;
#endif
